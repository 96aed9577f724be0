"""Carries out the year-end check of study in six points (B5.10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import period_sheet
from services.kernel.procedure.worksheet import exported
from services.party.checks import operations as ops
from services.party.checks.check import YearCheck, check_id
from services.party.checks.points import Point, points
from services.party.checks.record import PointRow, SixPoints, YearCheckRecord, register
from services.party.duties.duty import DutyKind
from services.party.duties.fulfilling import fulfil

procedure = Procedure("checks", zh="“六有”检查", en="Year-end checks of study", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[YearCheckRecord]:
    order = [point.value for point in Point]
    found: dict[int, list[PointRow]] = {row.year: [] for row in rows}
    for one in ctx.rows_of(PointRow, year=list(found)):
        found[one.year].append(PointRow.of(one))
    by_place = {year: sorted(some, key=lambda one: order.index(one.point)) for year, some in found.items()}
    return [YearCheckRecord.of(row, points=by_place[row.year]) for row in rows]


commands = Commands(
    procedure,
    YearCheck,
    at=lambda op: check_id(op.year),
    record=YearCheckRecord,
    views=_views,
    shows=ops.GetYearCheck,
)
commands.lists(ops.ListYearChecks)


@commands.opens(ops.RecordYearCheck)
def record_check(op: ops.RecordYearCheck, ctx: Context) -> YearCheck:
    check = ctx.find(YearCheck, check_id(op.year))
    month = ctx.rules.value("study.year_check_from", ctx.today, int)
    check.record(
        ctx.act,
        year=op.year,
        points=points(ctx, op.year),
        begins=date(op.year, month, 1),
        note=op.note,
    )
    ctx.save(check)
    fulfil(ctx, DutyKind.YEAR, date(op.year, 12, 31), str(op.year))
    return check


@procedure.handles(ops.ShowSixPoints)
def show_points(op: ops.ShowSixPoints, ctx: Context) -> SixPoints:
    found = [
        PointRow(year=op.year, point=Point(one.point), met=one.met, done=one.done, due=one.due)
        for one in points(ctx, op.year)
    ]
    return SixPoints(year=op.year, points=found)


@procedure.handles(ops.ExportYearChecks)
def export_checks(op: Any, ctx: Context) -> File:
    rows = ctx.rows_of(PointRow, year=list(range(op.start.year, op.end.year + 1)))
    return exported(
        f"study-year-checks-{op.start}-{op.end}",
        period_sheet(op, ctx, YearCheckRecord),
        period_sheet(op, ctx, PointRow, rows=rows),
    )
