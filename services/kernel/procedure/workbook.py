"""Workbooks out: registers and monthly sheets as XLSX. Knows no service; reads no clock.

Every text is stored as text, and one that a spreadsheet could take for a formula is escaped, because the file may be
saved as CSV and opened again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from services.kernel.procedure.operations import WORKBOOK

MEDIA_TYPE = WORKBOOK
Cell = str | int | float | Decimal | date | datetime | time | bool | None

_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_TEXT_LIMIT = 32_767  # characters in a cell
_EXACT_DIGITS = 15  # significant digits a spreadsheet number keeps
ROW_LIMIT = 1_048_576
_NAME_LIMIT = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_A4 = 9
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters, 0 to take it from the heading; `form` is a number format for the column's numbers."""

    heading: str
    width: float = 0
    form: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title row, note rows, the headings, the rows, and foot lines such as the signature line."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()
    foot: Sequence[str] = ()


class TooManyRows(ValueError):
    """A sheet holds 1,048,576 rows; whoever exports more must divide them, so that none is lost unseen."""


def escape(text: str) -> str:
    """A text that a spreadsheet would run or take for a number stays a text: an apostrophe before it."""
    if text.startswith(_RUNS) or text.lstrip().startswith(_RUNS[:8]):
        text = "'" + text
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"


def write(sheets: Sequence[Sheet], *, created: datetime = _UNDATED) -> bytes:
    """The workbook's bytes. The same sheets and `created` give the same bytes; rows are streamed, not held."""
    buffer = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": created})
    pen = _Pen(book)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_name(sheet.name, taken)), sheet, pen)
    book.close()
    return buffer.getvalue()


def _write_sheet(page: Any, sheet: Sheet, pen: _Pen) -> None:
    top = 1 + len(sheet.notes)
    _lay_out(page, sheet, top)
    page.write_string(0, 0, escape(sheet.title), pen.title)
    for row, note in enumerate(sheet.notes, start=1):
        page.write_string(row, 0, escape(note))
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, escape(column.heading), pen.heading)
    forms = [column.form for column in sheet.columns]
    row = top
    for cells in sheet.rows:
        row += 1
        if row + len(sheet.foot) >= ROW_LIMIT:
            raise TooManyRows(sheet.name)
        for at, cell in enumerate(cells):
            pen.write(page, row, at, cell, forms[at] if at < len(forms) else "")
    for line in sheet.foot:
        row += 1
        page.write_string(row, 0, escape(line))


def _lay_out(page: Any, sheet: Sheet, top: int) -> None:
    """Headings stay in sight on the screen and on every printed page; the width fits one A4 page."""
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width or max(8, _display_width(column.heading) + 2))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _display_width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _name(wanted: str, taken: set[str]) -> str:
    """Spreadsheets refuse some signs, long names and names that differ only in case."""
    base = _FORBIDDEN_IN_NAME.sub("_", wanted).strip("' ")[:_NAME_LIMIT] or "Sheet"
    name, count = base, 1
    while name.casefold() in taken:
        count += 1
        suffix = f" ({count})"
        name = base[: _NAME_LIMIT - len(suffix)] + suffix
    taken.add(name.casefold())
    return name


class _Pen:
    """The book's formats, and the one place that decides how a value becomes a cell."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._forms: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.heading = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#EEEEEE", "text_wrap": True, "valign": "vcenter"}
        )

    def write(self, page: Any, row: int, at: int, cell: Cell, form: str) -> None:
        match cell:
            case None | "":
                return
            case str():
                page.write_string(row, at, escape(cell))
            case bool():
                page.write_boolean(row, at, cell)
            case Decimal():
                self._write_decimal(page, row, at, cell, form)
            case int() if abs(cell) >= 10**_EXACT_DIGITS:
                page.write_string(row, at, str(cell))
            case int() | float():
                page.write_number(row, at, cell, self._form(form))
            case datetime():  # a cell holds no zone: it shows the clock of the one that the moment is given in
                page.write_datetime(row, at, cell.replace(tzinfo=None), self._form(form or "yyyy-mm-dd hh:mm:ss"))
            case date():
                page.write_datetime(row, at, cell, self._form(form or "yyyy-mm-dd"))
            case time():
                page.write_datetime(row, at, cell, self._form(form or "hh:mm:ss"))

    def _write_decimal(self, page: Any, row: int, at: int, cell: Decimal, form: str) -> None:
        """A decimal shows the places it has; one that a spreadsheet number cannot hold exactly stays text."""
        _, digits, exponent = cell.as_tuple()
        if not isinstance(exponent, int) or len(digits) > _EXACT_DIGITS or exponent < -_EXACT_DIGITS:
            page.write_string(row, at, str(cell))
            return
        places = "0." + "0" * -exponent if exponent < 0 else "0"
        page.write_number(row, at, float(cell), self._form(form or places))

    def _form(self, form: str) -> Any:
        if not form:
            return None
        if form not in self._forms:
            self._forms[form] = self._book.add_format({"num_format": form})
        return self._forms[form]
