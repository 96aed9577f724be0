"""What leave decided afterwards does to sheets already accepted (A15): events that name the absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.leave import RETURNED, REVOKED, Leave
from services.attendance.leave.register import leaves
from services.attendance.leave.span import Half, Span
from services.attendance.organ import picture
from services.attendance.punches.card import month_of
from services.attendance.sheets.compiling import COUNTS, Known, bounds
from services.attendance.sheets.sheet import ACCEPTED, Sheet, sheet_id
from services.kernel.context import Context


def _accepted(ctx: Context, person: str, days: Iterable[date]) -> dict[date, Sheet]:
    """The accepted sheets that carry the person on these working days."""
    found: dict[date, Sheet] = {}
    organ = picture(ctx)
    for day in days:
        if not ctx.calendar.is_workday(day):
            continue
        sheet = ctx.find(Sheet, sheet_id(organ.department_of(person, day), month_of(day)))
        if sheet.status == ACCEPTED:
            found[day] = sheet
    return found


def _halves(span: Span) -> dict[date, list[Half]]:
    by_day: dict[date, list[Half]] = {}
    for day, half in span.halves():
        by_day.setdefault(day, []).append(half)
    return by_day


def excuse_absences(ctx: Context, leave: Leave) -> None:
    """Approved leave turns matching absences on accepted sheets into leave."""
    by_day = _halves(leave.span)
    for day, sheet in _accepted(ctx, leave.person, by_day).items():
        sheet.excuse(ctx.act, person=leave.person, on=day, halves=[*by_day[day]], kind=leave.kind, leave=leave.id)
        ctx.save(sheet)


def restore_absences(ctx: Context, leave: Leave, before: Span) -> None:
    """Half days the leave no longer covers are judged again from punches and marks."""
    kept = set() if leave.status == "revoked" else set(leave.span.halves())
    days = sorted({day for day, half in before.halves() if (day, half) not in kept})
    sheets = _accepted(ctx, leave.person, days)
    if not sheets:
        return
    known = Known(ctx, [leave.person], days[0], days[-1])
    for day, sheet in sheets.items():
        covered = known.leave.get((leave.person, day), {})
        for half in Half:
            if (day, half) in set(before.halves()) and (day, half) not in kept:
                covered.pop(half, None)  # the register still shows the leave as it was before this command
        sheet.restore(ctx.act, person=leave.person, on=day, now=known.judge(leave.person, day).states, leave=leave.id)
        ctx.save(sheet)


def settle_leave(ctx: Context, sheet: Sheet) -> None:
    """What leave decided between the draft and its acceptance changes on the sheet just accepted.

    The draft does not know it, and while the sheet was not yet accepted nothing could be excused or restored on it.
    """
    known = Known(ctx, sheet.due_of, *bounds(sheet.month))
    for (person, day), states in sorted(sheet.days.items()):
        covered = known.leave.get((person, day), {})
        if any(state.state == "leave" and state.half not in covered for state in states):
            was = _last_leave(ctx, person, day, RETURNED, REVOKED)
            sheet.restore(ctx.act, person=person, on=day, now=known.judge(person, day).states, leave=was)
        for half in covered:
            if any(state.state == "absent" and state.half == half for state in sheet.days[person, day]):
                leave = _last_leave(ctx, person, day, *COUNTS)
                sheet.excuse(ctx.act, person=person, on=day, halves=[half], kind=covered[half], leave=leave)


def _last_leave(ctx: Context, person: str, day: date, *status: str) -> UUID:
    """Leave of one person never overlaps: it is the last one that had begun by then."""
    columns = leaves.c
    begun = select(columns.id).where(columns.person == person, columns.start <= day, columns.status.in_(status))
    row = ctx.rows(begun.order_by(columns.start.desc(), columns.start_half.desc()).limit(1))[0]
    return UUID(hex=row.id)
