"""A 台账 as a sheet of a workbook: its columns are declared, each with the place in a row that it shows and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.workbook import MEDIA_TYPE, Cell, Column, Sheet, write

Form = Callable[[Context], Callable[[Any], Cell]]
"""Made once a sheet, so that what it looks up is looked up once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`of` is a field of the row, or takes the row. `form` turns the value into what is read: words by id, or a form
    such as `organ.person`."""

    heading: str
    width: float
    of: str | Callable[[Any], Any]
    form: Form | Mapping[Any, str] | None = None
    digits: str = ""
    """A number format, such as `0.0`."""

    def cells(self, ctx: Context) -> Callable[[Any], Cell]:
        """A moment is shown on the organ's own clocks, as pages show it."""
        said = self._said(ctx)

        def cell(row: Any) -> Cell:
            found = said(row)
            return ctx.on_our_clocks(found) if isinstance(found, datetime) else found

        return cell

    def _said(self, ctx: Context) -> Callable[[Any], Cell]:
        take = self._taken
        match self.form:
            case None:
                return take
            case Mapping():
                words = self.form
                return lambda row: words[take(row)]
            case _:
                said = self.form(ctx)
                return lambda row: said(take(row))

    def _taken(self, row: Any) -> Any:
        return getattr(row, self.of) if isinstance(self.of, str) else self.of(row)


class Worksheet:
    """One sheet: `LEDGER.sheet(ctx, rows, "2026年7月")`."""

    def __init__(self, name: str, *columns: Shown) -> None:
        self.name, self._columns = name, columns
        self._headings = tuple(Column(column.heading, column.width, column.digits) for column in columns)

    def sheet(self, ctx: Context, rows: Iterable[Any], period: str = "", *, title: str = "") -> Sheet:
        """Titled with its name and the period, unless it has a title of its own."""
        cells = [column.cells(ctx) for column in self._columns]
        lines = (tuple(cell(row) for cell in cells) for row in rows)
        return Sheet(self.name, title or f"{self.name} {period}".rstrip(), self._headings, lines)


def yes(ctx: Context) -> Callable[[Any], Cell]:
    """是 where it is so, else nothing."""
    return lambda so: "是" if so else ""


def whether(ctx: Context) -> Callable[[Any], Cell]:
    """是 or 否, and nothing where it is not known yet."""
    return lambda so: "" if so is None else "是" if so else "否"


def some(ctx: Context) -> Callable[[Any], Cell]:
    """A number that is there; zero is left empty."""
    return lambda number: number or None


def span(start: date, end: date) -> str:
    return f"{start.isoformat()} 至 {end.isoformat()}"


def blank(what: str, note: str, headings: Sequence[str]) -> Sheet:
    """An empty table to fill in and import."""
    return Sheet(what, f"{what}导入表", tuple(Column(heading, width=14) for heading in headings), (), (note,))


def exported(name: str, *sheets: Sheet) -> File:
    """The workbook as a download; `name` without its ending."""
    return File(name=f"{name}.xlsx", media_type=MEDIA_TYPE, content=write(sheets))
