"""What a workbook says of its cells beside their values: the year its days are counted from, and which are one cell."""

from __future__ import annotations

import re
import struct
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.kernel.procedure import archives

Row = Sequence[Hashable]
Place = tuple[int, int]
"""Row and column, from 0."""

_YEARS_1904 = 1462
"""Days between the two beginnings: a workbook from a Macintosh counts from 1904."""
_SERIALS = (36526 - _YEARS_1904, 73051 - _YEARS_1904)  # 2000-01-01 and 2100-01-01 as days since 1904
_DURATIONS_1904 = datetime(1904, 1, 1)  # noqa: DTZ001  (wall clock)
_DURATIONS_1900 = datetime(1899, 12, 31)  # noqa: DTZ001
_SAYS_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']", re.IGNORECASE)
_LOOKED_AT = 1 << 20
_OLD_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # a BIFF8 workbook's first record
_OLD_EPOCH, _OLD_ENDS = 0x22, 0x0A


class Ways(msgspec.Struct, frozen=True):
    """`merged`: the last row of each cell that spans several, by its own place."""

    since_1904: bool = False
    merged: Mapping[Place, int] = {}


PLAIN = Ways()


def is_since_1904(content: bytes) -> bool:
    """Cells of a date's format come out right by themselves; days that have lost their format are mere numbers."""
    if not content.startswith(b"PK"):
        return _old_since_1904(content)
    with archives.opened(content) as archive:
        part = next((name for name in archive.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name)), "")
        if not part:
            return False
        with archive.open(part) as opened:
            return _SAYS_1904.search(opened.read(_LOOKED_AT)) is not None


def _old_since_1904(content: bytes) -> bool:
    at = content.find(_OLD_BEGINS)
    while 0 <= at <= len(content) - 6:
        kind, length = struct.unpack_from("<HH", content, at)
        if kind in (_OLD_EPOCH, _OLD_ENDS):
            return kind == _OLD_EPOCH and content[at + 4] == 1
        at += 4 + length
    return False


def rows_of(sheet: Any) -> Iterator[Row]:
    """Every row from the first, with its empty cells on the left: the reader leaves out a column that is empty."""
    start = sheet.start
    left = [""] * (start[1] if start else 0)
    return iter(sheet.iter_rows()) if not left else ([*left, *cells] for cells in sheet.iter_rows())


def merged_cells(sheet: Any) -> dict[Place, int]:
    """Of what the reader knows of the sheet: cells that span several rows."""
    return {first: last[0] for first, last in sheet.merged_cell_ranges or () if last[0] > first[0]}


def redated(rows: Iterable[Row], places: Sequence[int]) -> Iterator[Row]:
    """The rows with the days of these columns counted from 1900, as everywhere else."""
    for cells in rows:
        changed = list(cells)
        for at in places:
            if at < len(changed):
                changed[at] = _since_1900(changed[at])
        yield changed


def _since_1900(cell: Hashable) -> Hashable:
    match cell:
        case bool():
            return cell
        case int() | float() if _SERIALS[0] <= cell < _SERIALS[1]:
            return cell + _YEARS_1904
        case datetime() if cell.year < 2000:  # a time beyond midnight
            return cell - _DURATIONS_1904 + _DURATIONS_1900
        case _:
            return cell


def spread(rows: Iterable[Row], merged: Mapping[Place, int], first: int) -> Iterator[Row]:
    """The rows with what stands in a cell of several rows repeated in each of them, from row `first` on."""
    begins: dict[int, list[int]] = {}
    for row, column in merged:
        if row >= first:
            begins.setdefault(row, []).append(column)
    open_: dict[int, tuple[int, Hashable]] = {}
    for row, cells in enumerate(rows):
        filled = list(cells)
        for column, (last, value) in list(open_.items()):
            if row > last:
                del open_[column]
            elif column < len(filled) and filled[column] in ("", None):
                filled[column] = value
        for column in begins.get(row, ()):
            if column < len(cells):
                open_[column] = (merged[row, column], cells[column])
        yield filled
