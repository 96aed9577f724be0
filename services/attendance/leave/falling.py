"""Annual leave that was granted for days to come falls with the year's forfeiture, and stands again when that is
undone (A16). What was taken by then is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from services.attendance.entitlement.counting import check_entitlement, count_leave, reassess
from services.attendance.leave.due import return_due
from services.attendance.leave.leave import Leave
from services.attendance.leave.neighbours import neighbours
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.span import Half, overlapping
from services.attendance.leave.states import LeaveStatus
from services.directory.organ import picture
from services.kernel.domain.who import CLERK
from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Context
from services.kernel.refusals import Refusal

DAY = timedelta(days=1)


def settle_annual(ctx: Context, person: str, turned: Sequence[tuple[int, bool]]) -> None:
    """`turned`: the years whose forfeiture has just been recorded (True) or undone."""
    for year, forfeited in turned:
        for leave in _annual(ctx, person, year):
            (_fall if forfeited else _restore)(ctx, leave, year)


def settle_accounts(ctx: Context) -> int:
    """Every day anew: a record of service that was corrected changes what a year grants. Returns how many turned."""
    turned = reassess(ctx)
    for person, year, forfeited in turned:
        settle_annual(ctx, person, [(year, forfeited)])
    return len(turned)


def _annual(ctx: Context, person: str, year: int) -> list[Leave]:
    t, kinds = LeaveRecord.columns(), ctx.rules.value("leave.entitled_kinds", ctx.today, tuple)
    rows = ctx.rows(
        select(t.id)
        .where(t.person == person, t.kind.in_(kinds), t.status.in_((LeaveStatus.APPROVED, LeaveStatus.FALLEN)))
        .where(t.start <= date(year, 12, 31))
        .order_by(t.start, t.start_half, t.id)
    )
    return [ctx.find(Leave, UUID(hex=row.id)) for row in rows]


def _fall(ctx: Context, leave: Leave, year: int) -> None:
    """From the day after on: who is on leave today is on leave today. What reaches into the next year falls too."""
    first = max(ctx.today + DAY, date(year, 1, 1), leave.span.start)
    if leave.status != LeaveStatus.APPROVED or leave.span.start > date(year, 12, 31) or first > leave.span.end:
        return
    before = leave.span
    kept = before.until(first - DAY, Half.PM)
    cites = ctx.rules.cite("leave.forfeiting_kinds", ctx.today)
    if first == before.start or not kept.working_days(ctx.calendar):
        leave.fall(ctx.act, year=year, cites=cites)
        count_leave(ctx, leave, None, was=before)
    else:
        days, due = kept.working_days(ctx.calendar), return_due(ctx, kept.end)
        leave.cut_short(ctx.act, year=year, last_day=kept.end, days=days, return_due=due, cites=cites)
        count_leave(ctx, leave, kept, was=before)
    ctx.save(leave)
    _tell(ctx, leave)


def _restore(ctx: Context, leave: Leave, year: int) -> None:
    """Where all of what fell is still to come, and nothing else has taken its place."""
    if leave.fell_in != year or leave.fell_from is None or leave.fell_from <= ctx.today:
        return
    granted, before = leave.granted, leave.span
    try:
        check_entitlement(ctx, leave.person, leave.kind, granted, leave.id)
    except Refusal:
        return
    others = [one for one in neighbours(ctx, leave.person, granted) if one.id != leave.id]
    if overlapping(granted, others) is not None:
        return
    cites = ctx.rules.cite("leave.forfeiting_kinds", ctx.today)
    days = granted.working_days(ctx.calendar)
    leave.restore(ctx.act, days=days, return_due=return_due(ctx, granted.end), cites=cites)
    count_leave(ctx, leave, granted, was=before.with_(granted))
    ctx.save(leave)
    _tell(ctx, leave)


def _tell(ctx: Context, leave: Leave) -> None:
    """Whose leave it is, who had agreed to it, and the office: their open pages, and the slip itself says why."""
    organ = picture(ctx)
    head = organ.holder(organ.head_post(leave.department, ctx.today), ctx.today)
    told = {leave.person, *leave.deciders, head, organ.holder(CLERK.code, ctx.today)} - {""}
    assert isinstance(ctx.tx, Writing)
    for person in sorted(told):
        ctx.tx.announce(f"person.{person}", {"leave": str(leave.id), "status": leave.status})
