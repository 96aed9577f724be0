"""How much a workbook unfolds to, measured before anything lays its cells out. Reads an archive's parts as a stream.

A sheet is laid out whole from its first cell to its last: two cells in opposite corners are seventeen thousand million.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from services.kernel.procedure import archives
from services.kernel.refusals import Refusal

MOST_UNPACKED = 1 << 29
"""Bytes; a workbook that unpacks to more is an attack, not an office's quarter."""
MOST_CELLS = 10_000_000
"""Of all sheets' rectangles together: a quarter of two thousand people with eighty columns."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:(row)|c)(?=[\s/>])([^<>]*)>")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,4})([0-9]{0,9})[\"']")
_PIECE = 1 << 20
_LONGEST_TAG = 1 << 12


class SheetTooLarge(Refusal):
    """More than any office's workbook holds: it is not opened at all."""

    code = "kernel.sheet-too-large"
    kind = "too-large"
    next = ("请分次导出，再分别导入。", "Export it in parts, and import each part.")


def measure(content: bytes, filename: str) -> None:
    """Refuses a workbook of an archive's kind that unpacks or unfolds to too much; BadZipFile where it is none."""
    with archives.opened(content) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise SheetTooLarge(f"工作簿“{filename}”解压后过大", f"“{filename}” unpacks to too much.", file=filename)
        cells = sum(_area(archive, member) for member in members if _SHEET.fullmatch(member.filename))
    if cells > MOST_CELLS:
        raise SheetTooLarge(
            f"工作簿“{filename}”的工作表范围过大：数据区之外的远处单元格也有内容，请清除后另存再导入",
            f"The sheets of “{filename}” span too much: cells far from the data hold something; clear them, save the "
            "workbook again and repeat.",
            file=filename,
            limit=MOST_CELLS,
        )


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The cells of the rectangle around all that hold something, whether or not they say where they stand."""
    row = column = 0
    top = left = bottom = right = 0
    for piece in _pieces(archive, member):
        for is_row, rest in _ELEMENT.findall(piece):
            place = _PLACE.search(rest)
            if is_row:
                row, column = int(place[2]) if place and place[2] else row + 1, 0
                continue
            if place and place[1]:
                row, column = int(place[2] or row or 1), _column(place[1])
            else:
                row, column = row or 1, column + 1
            if rest.endswith(b"/"):  # a format and nothing in it
                continue
            if not bottom:
                top, left, bottom, right = row, column, row, column
                continue
            if row > bottom:
                bottom = row
            elif row < top:
                top = row
            if column > right:
                right = column
            elif column < left:
                left = column
    return (bottom - top + 1) * (right - left + 1) if bottom else 0


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Cut between elements; a tag longer than any honest one is cut anywhere."""
    kept = b""
    with archive.open(member) as part:
        while more := part.read(_PIECE):
            kept += more
            end = kept.rfind(b"<")
            if end <= 0 or len(kept) - end > _LONGEST_TAG:
                end = len(kept)
            yield kept[:end]
            kept = kept[end:]
    yield kept


@lru_cache(maxsize=1 << 15)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
