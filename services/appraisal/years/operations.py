"""What can be asked of a year (A35)."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from services.appraisal.quarters.record import Grade
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import Year
from services.kernel.procedure.operations import File, Query, View
from services.kernel.procedure.record import Count, Department


class YearQuarter(View):
    """`grade` is the published one of the quarter that stands; empty where the department was not graded."""

    quarter: str = Field(title="季度 / quarter")
    total: Decimal | None = Field(title="综合得分 / total")
    grade: Grade


class YearLine(View):
    """`total` is the mean of the published totals; `grade` by the bounds and the quota of the policy of the last of
    them, empty where too few quarters were graded."""

    department: Department
    quarters: list[YearQuarter] = Field(title="各季度 / quarters")
    graded: Count = Field(title="参加评定的季度数 / quarters graded")
    total: Decimal | None = Field(title="年度得分 / the year's score")
    rank: int | None = Field(title="名次 / rank")
    grade: Grade = Field(title="年度等次 / the year's grade")


class YearView(View):
    year: Year
    complete: bool = Field(title="四个季度均已公布 / all four published")
    lines: list[YearLine] = Field(title="各部门 / departments")


class GetYear(
    Query,
    path="GET /appraisal/years/{year}",
    who=(ANYONE,),
    cites=("A35",),
    zh="年度考核汇总",
    en="The year's appraisal",
    returns=YearView,
):
    """From the grades that are published and stand; a quarter that is reopened counts as it was published last."""

    year: Year


class ExportYear(
    Query,
    path="GET /appraisal/years/{year}/export",
    who=(ANYONE,),
    cites=("A35",),
    zh="导出年度考核汇总",
    en="Export the year's appraisal",
    returns=File,
):
    year: Year
