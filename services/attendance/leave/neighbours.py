"""The slips around a stretch of a person's time, read with one prepared select."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.span import Near, Span, span_of
from services.attendance.leave.states import LIVE, LeaveStatus
from services.kernel.log.prepared import Fixed
from services.kernel.procedure.context import Context

MOST_DAYS = 366
"""A technical bound on one slip: it keeps a mistyped year from counting decades of half days."""
_LONGEST = timedelta(days=MOST_DAYS)
_t = LeaveRecord.columns()
_AROUND = Fixed(
    select(_t.id, _t.kind, _t.status, _t.start, _t.start_half, _t.end, _t.end_half)
    .where(
        _t.person == bindparam("person"),
        _t.status.in_(LIVE),
        _t.start >= bindparam("since"),
        _t.start <= bindparam("last"),
        _t.end >= bindparam("first"),
    )
    .order_by(_t.start, _t.id)
)


def neighbours(ctx: Context, person: str, span: Span) -> list[Near]:
    """Those in force within a year on either side, and further as long as they reach so far without an end."""
    reach = _LONGEST
    while True:
        first, last = span.start - reach, span.end + reach
        rows = ctx.rows(_AROUND, person=person, since=first - _LONGEST, first=first, last=last)
        found = [Near(UUID(hex=row.id), row.kind, span_of(row), row.status == LeaveStatus.REQUESTED) for row in rows]
        if not any(one.span.start <= first or one.span.end >= last for one in found):
            return found
        reach += _LONGEST
