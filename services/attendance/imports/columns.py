"""Which column holds what, found by heading, and the walk over the rows below. Knows no single machine.

Columns are never taken by position: every office hides, adds and reorders them. The walk keeps the positions it found
once and remembers every day and time text it has read, so that a quarter of a city reads at file speed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache

import msgspec

from services.attendance.imports import cells as read_cell
from services.attendance.imports.books import PLAIN, Row, Ways, redated, spread
from services.attendance.imports.readings import BadRow, FileFormat, Reading, Reason, bad_row
from services.kernel.procedure.cells import fold

HEADING_DEPTH = 30  # rows searched for the headings; titles and notes above them are never longer


class Layout(msgspec.Struct, frozen=True):
    """How one kind of file names its columns. Names are given folded (see `fold`), the preferred one first."""

    format: FileFormat
    sheets: tuple[str, ...]
    number: tuple[str, ...]
    name: tuple[str, ...]
    department: tuple[str, ...]
    day: tuple[str, ...]
    punch: re.Pattern[str]
    instead: tuple[re.Pattern[str], ...]
    marks: re.Pattern[str]
    day_called: str
    punch_called: str
    moments: bool = False
    """Whether a column of `instead` may carry the day itself, so that no day column is needed."""
    by_hand: bool = False
    """People fill it in: a column of `punch` holds hours of the row's working day. A machine says what it means."""


class Columns(msgspec.Struct, frozen=True):
    """Positions found in one heading; `first` is the index of the first row below it."""

    format: FileFormat
    first: int
    number: int | None
    name: int | None
    department: int | None
    day: int | None
    punches: tuple[int, ...]
    headings: tuple[str, ...]
    missing: tuple[str, ...]
    bare: bool = False
    """Whether an hour without a date is one of the row's working day, see `Reading`."""


def find_columns(head: Sequence[Row], layouts: Iterable[Layout]) -> Columns | None:
    """The heading of the first layout that has all it needs; else the heading that lacks only one thing, if any."""
    partial: Columns | None = None
    for layout in layouts:
        for index, row in enumerate(head[:HEADING_DEPTH]):
            below = head[index + 1] if index + 1 < len(head) else ()
            for found in (_match(layout, index + 1, row, ()), _match(layout, index + 2, row, below)):
                if found is not None and not found.missing:
                    return found
                partial = partial or found
    return partial


def _match(layout: Layout, first: int, upper: Row, lower: Row) -> Columns | None:
    """Headings over two rows are read as group and name: 上班1 over 打卡时间 is 上班1打卡时间."""
    width = max(len(upper), len(lower))
    groups = [fold(upper[i]) if i < len(upper) else "" for i in range(width)]
    names = [fold(lower[i]) if i < len(lower) else "" for i in range(width)]
    if lower and not any(above == "" and below for above, below in zip(groups, names, strict=True)):
        return None  # a heading of two rows has merged groups, and so a name below an empty cell
    labels: list[str] = []
    group = ""
    for above, below in zip(groups, names, strict=True):
        group = above or group
        labels.append(group + below if below else above)
    own = [below or above for above, below in zip(groups, names, strict=True)]

    def position(wanted: tuple[str, ...]) -> int | None:
        for heading in wanted:
            for candidates in (labels, own):
                if heading in candidates:
                    return candidates.index(heading)
        return None

    if not any(layout.marks.fullmatch(label) for label in (*labels, *own)):
        return None
    number, name, day = position(layout.number), position(layout.name), position(layout.day)
    punches = _positions(labels, layout.punch)
    bare = layout.by_hand and bool(punches)
    needs_day = True
    for pattern in layout.instead:
        if not punches:
            punches = tuple(at for at in _positions(labels, pattern) if at != day)
            needs_day = not layout.moments
    missing = tuple(
        called
        for lacks, called in (
            (number is None and name is None, "工号/姓名"),
            (day is None and needs_day, layout.day_called),
            (not punches, layout.punch_called),
        )
        if lacks
    )
    if len(missing) > 1 or (not punches and day is None):
        return None
    headings = tuple(_heading(upper, lower, i) for i in range(width))
    department = position(layout.department)
    return Columns(layout.format, first, number, name, department, day, punches, headings, missing, bare)


def _positions(labels: Sequence[str], pattern: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(index for index, label in enumerate(labels) if label and pattern.fullmatch(label))


def _heading(upper: Row, lower: Row, column: int) -> str:
    above = str(upper[column]).strip() if column < len(upper) else ""
    name = str(lower[column]).strip() if column < len(lower) else ""
    if name and not above:
        above = next((str(upper[i]).strip() for i in range(min(column, len(upper) - 1), -1, -1) if upper[i]), "")
    return " ".join(part for part in (above, name) if part)


def _people(columns: Columns) -> Callable[[Row], tuple[str, str, str]]:
    """Of a row, the number, the name and the department that it names; each distinct cell is read once."""
    number_of, name_of = cache(read_cell.number_of), cache(read_cell.name_of)
    number, name, department = columns.number, columns.name, columns.department

    def named(cells: Row) -> tuple[str, str, str]:
        return (
            number_of(cells[number]) if number is not None else "",
            name_of(cells[name]) if name is not None else "",
            name_of(cells[department]) if department is not None else "",
        )

    return named


def walk(rows: Iterable[Row], columns: Columns, ways: Ways = PLAIN) -> Iterator[Reading | BadRow]:
    """The readings of the rows below the heading; `rows` begins with the file's first row."""
    if columns.missing:
        for called in columns.missing:
            yield bad_row(columns.first, Reason.MISSING_COLUMN, column=called)
        return
    if ways.merged:
        named = {at for at in (columns.number, columns.name, columns.department, columns.day) if at is not None}
        rows = spread(rows, {place: last for place, last in ways.merged.items() if place[1] in named}, columns.first)
    if ways.since_1904:
        rows = redated(rows, [at for at in (columns.day, *columns.punches) if at is not None])
    below = itertools.islice(rows, columns.first, None)
    width = max(filter(None, (columns.number, columns.name, columns.department, columns.day, *columns.punches))) + 1
    padding = [""] * width
    numbered = enumerate(
        (cells if len(cells) >= width else [*cells, *padding] for cells in below), start=columns.first + 1
    )
    yield from _walk_moments(numbered, columns) if columns.day is None else _walk_days(numbered, columns, columns.day)


def _walk_days(numbered: Iterable[tuple[int, Row]], columns: Columns, day_at: int) -> Iterator[Reading | BadRow]:
    """Rows that name their day once and hold any number of punches."""
    day_of, stamps_of, people = cache(read_cell.day_of), cache(read_cell.stamps_of), _people(columns)
    combine = datetime.combine
    for row, cells in numbered:
        day = day_of(cells[day_at])
        number, name, department = people(cells)
        if day is None or not (number or name):
            yield from _unusable(row, cells, columns, day)
            continue
        last: datetime | None = None
        for punch_at in columns.punches:
            cell = cells[punch_at]
            if cell == "":
                continue
            punches = stamps_of(cell)
            if punches is None:
                yield _bad_time(row, cell, columns, punch_at)
                continue
            for punch in punches:
                if isinstance(punch, datetime):
                    at = punch
                    if abs((at.date() - day).days) > 1:  # the machine counts a night to the day before or after
                        yield _bad_time(row, cell, columns, punch_at)
                        continue
                    bare = False
                else:
                    at = combine(day, punch.time)
                    bare = columns.bare and not punch.offset
                    if punch.offset:
                        at += timedelta(days=punch.offset)
                if at != last:  # 最早 and 最晚 name one punch twice
                    last = at
                    yield Reading(row, number, name, department, day, at, bare)


def _walk_moments(numbered: Iterable[tuple[int, Row]], columns: Columns) -> Iterator[Reading | BadRow]:
    """Rows of one punch each that carries its own date; it is the moment."""
    people, punch_at = _people(columns), columns.punches[0]
    for row, cells in numbered:
        cell = cells[punch_at]
        at = read_cell.moment_of(cell)
        number, name, department = people(cells)
        if at is None or not (number or name):
            if at is not None or not (read_cell.is_nothing(cell) or _stands_apart(cells, columns)):
                yield _bad_time(row, cell, columns, punch_at) if at is None else _no_person(row, columns)
            continue
        yield Reading(row, number, name, department, at.date(), at)


def _unusable(row: int, cells: Row, columns: Columns, day: date | None) -> Iterator[BadRow]:
    """Blank, total, signature and repeated heading rows are passed over; a row that would lose a punch is reported."""
    if _stands_apart(cells, columns):
        return
    number, name, _ = _people(columns)(cells)
    punched = any(not read_cell.is_nothing(cells[at]) for at in columns.punches)
    if day is None and columns.day is not None and (punched or not read_cell.is_nothing(cells[columns.day])):
        yield bad_row(row, Reason.BAD_DATE, cells[columns.day], columns.headings[columns.day])
    elif punched and not (number or name):
        yield _no_person(row, columns)


def _stands_apart(cells: Row, columns: Columns) -> bool:
    """Whether the row is none of the table's own: a total, a note, a signature, the heading printed again."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if not filled or read_cell.is_total(filled[0]):
        return True
    headings = {fold(heading) for heading in columns.headings}
    return all(fold(cell) in headings and fold(cell) != "" for cell in filled[:3])


def _bad_time(row: int, cell: object, columns: Columns, at: int) -> BadRow:
    return bad_row(row, Reason.BAD_TIME, cell, columns.headings[at])


def _no_person(row: int, columns: Columns) -> BadRow:
    person = columns.number if columns.number is not None else columns.name
    return bad_row(row, Reason.NO_PERSON, column=columns.headings[person] if person is not None else "")
