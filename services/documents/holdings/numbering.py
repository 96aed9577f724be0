"""档号 and 盒号: the next number and box of a series (DA/T 22-2015), and the day on which a period ends.

A number reads 全宗号-门类·年度-保管期限-机构-件号, as in `X043-WS·2025-Y-BGS-0001`. Item numbers count within year,
period and department without a gap; a number that was given is never given again.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from services.documents.holdings.place import Place, Series
from services.documents.holdings.record import MOST_A_YEAR, FileRecord, GivenNumber, place_of
from services.kernel.procedure.checks import choices
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_serial
from services.kernel.refusals import Refusal
from services.kernel.rules.regulations import Table


class NoDepartmentCode(Refusal):
    """The organ has given the department no code for its files yet."""

    code = "documents.archive-no-department-code"
    next = (
        "请系统管理员在档案规章数据中补充该部门代码。",
        "Ask the system administrator to add the department's code to the regulation data.",
    )


class Numbering:
    """Goes on counting each series from what is filed, through one command."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._box_pages = ctx.rules.value("archive.box_pages", ctx.today, int)
        self._fonds = ctx.rules.value("archive.fonds", ctx.today, str)
        self._category = ctx.rules.value("archive.category", ctx.today, str)
        self._codes = choices(ctx, "archive.department_codes", ctx.today)
        self._at: dict[Series, tuple[int, int, int]] = {}
        """Of a series: the next number, its last box, and the pages in it."""
        self._entries: dict[int, int] = {}

    def next(self, department: str, year: int, period: str, pages: int) -> Place:
        code = self._codes.get(department)
        if code is None:
            raise NoDepartmentCode(
                "该部门尚无机构代码，请先在档案规章数据中补充。",
                "The department has no code for its files: add one to the regulation data first.",
                cites=("A20",),
                department=department,
            )
        series = Series(self._fonds, self._category, year, period, code)
        serial, box, filled = self._at.get(series) or self._counted(series)
        if filled and filled + pages > self._box_pages:
            box, filled = box + 1, 0
        self._at[series] = serial + 1, box, filled + pages
        self._entries[year] = entry = self._entries.get(year) or self._entered(year)
        self._entries[year] += 1
        return Place(series, serial, entry, box)

    def _entered(self, year: int) -> int:
        place = FileRecord.columns().place
        highest = select(func.max(place)).where(place.between(place_of(year, 0), place_of(year + 1, 0) - 1))
        return (self._ctx.rows(highest)[0][0] or place_of(year, 0)) % MOST_A_YEAR + 1

    def _counted(self, series: Series) -> tuple[int, int, int]:
        f, named = FileRecord.columns(), {"period": series.period, "code": series.code}
        own = [f.year == series.year, f.period == series.period, f.code == series.code]
        box = self._ctx.rows(select(func.max(f.box)).where(*own))[0][0] or 1
        filled = self._ctx.rows(select(func.sum(f.pages)).where(*own, f.box == box))[0][0] or 0
        return next_serial(self._ctx, GivenNumber.TABLE, series.year, **named), box, filled


def expires(ctx: Context, year: int, period: str) -> date | None:
    """The last day of the period of a year's files, which begins with the year after; None: kept for good."""
    months = ctx.rules.value("archive.period_months", ctx.today, Table).get(period)
    return date(year + int(months) // 12, 12, 31) if months is not None else None
