"""Sums up a year: the mean of its quarters' published totals, graded like a quarter (A35)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.appraisal.policy.handlers import NoPolicyInForce, governing
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.grading import grades_of
from services.appraisal.quarters.record import AppraisedLine, PublicationLine
from services.appraisal.scorecards.scoring import ranks
from services.appraisal.years import operations as ops
from services.directory.organ import department_named
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported

procedure = Procedure("years", zh="年度汇总", en="Years")
QUARTERS = (1, 2, 3, 4)


def _mean(totals: Sequence[Decimal], places: int) -> Decimal:
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@procedure.handles(ops.GetYear)
def get_year(op: ops.GetYear, ctx: Context) -> ops.YearView:
    codes = [str(Quarter(op.year, number)) for number in QUARTERS]
    published = {row.quarter for row in ctx.rows_of(PublicationLine, quarter=codes)}
    by_department: dict[str, dict[str, Any]] = {}
    for row in ctx.rows_of(AppraisedLine, quarter=sorted(published) or [""]):
        by_department.setdefault(row.department, {})[row.quarter] = row
    try:
        _, policy, _ = governing(ctx.tx, Quarter.parse(max(published, default=codes[0])))
        places, grades = policy.places, policy.grades
    except NoPolicyInForce:
        places, grades = 2, ()
    least = ctx.rules.value("years.least_quarters", ctx.today, int)
    totals: dict[str, Decimal] = {}
    graded: dict[str, int] = {}
    for department, rows in by_department.items():
        found = [row.published_total for row in rows.values() if row.published and row.published_total is not None]
        graded[department] = len(found)
        if len(found) >= least:
            totals[department] = _mean(found, places)
    given, place = grades_of(totals, grades), ranks(totals)
    return ops.YearView(
        year=op.year,
        complete=published == set(codes),
        lines=[
            ops.YearLine(
                department=department,
                quarters=[
                    ops.YearQuarter(
                        quarter=code,
                        total=rows[code].published_total if code in rows else None,
                        grade=rows[code].published if code in rows else "",
                    )
                    for code in codes
                ],
                graded=graded[department],
                total=totals.get(department),
                rank=place.get(department),
                grade=given[department][0] if department in given else "",
            )
            for department, rows in sorted(by_department.items())
        ],
    )


@procedure.handles(ops.ExportYear)
def export_year(op: ops.ExportYear, ctx: Context) -> File:
    found = get_year(ops.GetYear(year=op.year), ctx)
    heads = [
        Column("部门", 28),
        *(Column(f"{n}季度{what}", 12) for n in QUARTERS for what in ("得分", "等次")),
        *(Column(what, 10) for what in ("年度得分", "名次", "年度等次")),
    ]
    names = {grade.id: grade.zh for grade in _grades(ctx, op.year)}
    rows = [
        (
            department_named(ctx, line.department),
            *(cell for one in line.quarters for cell in (one.total, names.get(one.grade, one.grade))),
            line.total,
            line.rank,
            names.get(line.grade, line.grade),
        )
        for line in found.lines
    ]
    return exported(f"year-{op.year}", Sheet("年度汇总", f"{op.year}年部门考核汇总", tuple(heads), rows))


def _grades(ctx: Context, year: int) -> Sequence[Any]:
    try:
        return governing(ctx.tx, Quarter(year, QUARTERS[-1]))[1].grades
    except NoPolicyInForce:
        return ()
