"""The day by which a return is registered (A15). While the calendar of that year is not known it stays open, and
everything else goes on; the clock sets it once the calendar has been told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.leave import Leave
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.states import LeaveStatus
from services.kernel.procedure.context import Context
from services.kernel.rules.calendar import UnknownYear

LOOKED_AT = timedelta(days=800)
"""How far back slips are looked through whose day is open: further than any calendar comes late."""


def return_due(ctx: Context, end: date, granted: date | None = None) -> date | None:
    """Nobody owes a return before the leave is granted. None until the calendar of that year is known."""
    days = ctx.rules.value("leave.return_deadline", granted or ctx.today, int)
    try:
        return ctx.calendar.add_workdays(max(end, granted or ctx.today), days)
    except UnknownYear:
        return None


def set_open_dues(ctx: Context) -> int:
    """Returns how many days of return could be told by now."""
    t = LeaveRecord.columns()
    open_ones = select(t.id).where(
        t.status.in_((LeaveStatus.APPROVED, LeaveStatus.RETURNED)),
        t.start >= ctx.today - LOOKED_AT,
        t.return_due.is_(None),
    )
    told = 0
    for row in ctx.rows(open_ones.order_by(t.start, t.id)):
        leave = ctx.find(Leave, UUID(hex=row.id))
        due = return_due(ctx, leave.owed_from, leave.owed_from)
        if due is not None:
            leave.set_return_due(ctx.act, due, ctx.rules.cite("leave.return_deadline", due))
            ctx.save(leave)
            told += 1
    return told
