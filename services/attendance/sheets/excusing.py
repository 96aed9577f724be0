"""What leave decided afterwards does to sheets already drawn up (A15): events that name the absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.leave import Leave
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.span import Half, Span, is_workday
from services.attendance.leave.states import LeaveStatus
from services.attendance.sheets.compiling import Known
from services.attendance.sheets.sheet import Sheet, SheetStatus, sheet_id
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.rules.months import bounds, month_of


def _accepted(ctx: Context, person: str, days: Iterable[date]) -> dict[date, Sheet]:
    """The accepted sheets that carry the person on these working days, which may be of several departments (A33)."""
    found: dict[date, Sheet] = {}
    organ = picture(ctx)
    for day in days:
        if day >= ctx.today or not is_workday(ctx.calendar, day):
            continue  # a month that is not over, or of a year that is not known yet, has no accepted sheet
        sheet = ctx.find(Sheet, sheet_id(organ.department_of(person, day), month_of(day)))
        if sheet.status == SheetStatus.ACCEPTED:
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
    kept = set() if leave.status == LeaveStatus.REVOKED else set(leave.span.halves())
    freed = {place for place in before.halves() if place not in kept}
    days = sorted({day for day, _ in freed})
    sheets = _accepted(ctx, leave.person, days)
    if not sheets:
        return
    known = Known(ctx, [leave.person], days[0], days[-1])
    for day, half in freed:
        known.leave.get((leave.person, day), {}).pop(half, None)  # the register still shows the leave as it was
    for day, sheet in sheets.items():
        judged = known.judge(leave.person, day).states
        sheet.restore(ctx.act, person=leave.person, on=day, judged=judged, leave=leave.id)
        ctx.save(sheet)


def settle_leave(ctx: Context, sheet: Sheet) -> None:
    """What leave decided between the draft and its acceptance: the office takes the sheet over as it was handed in,
    and each day that has changed since by an event of its own.
    """
    first, last = bounds(sheet.month)
    known, organ = Known(ctx, sheet.due_of, first, last), picture(ctx)
    for person, day in sorted({*sheet.days, *known.leave}):
        if not ctx.calendar.is_workday(day) or organ.department_of(person, day) != sheet.department:
            continue
        slips = known.slips.get((person, day), {})
        stands = {state.half for state in sheet.days.get((person, day), ()) if state.state == "leave"}
        if stands - {half.value for half in slips}:
            judged = known.judge(person, day).states
            sheet.restore(ctx.act, person=person, on=day, judged=judged, leave=_last_slip(ctx, person, day))
        for slip in dict.fromkeys(slips.values()):
            halves = [half for half in slips if slips[half] == slip]
            kind = known.leave[person, day][halves[0]]
            sheet.excuse(ctx.act, person=person, on=day, halves=halves, kind=kind, leave=slip)


def _last_slip(ctx: Context, person: str, day: date) -> UUID:
    """The slip that once covered the day: shortened or struck out since the draft."""
    t = LeaveRecord.columns()
    ended = t.status.in_((LeaveStatus.RETURNED, LeaveStatus.REVOKED))
    rows = ctx.rows(
        select(t.id).where(t.person == person, t.start <= day, ended).order_by(t.start.desc(), t.id).limit(1)
    )
    return UUID(hex=rows[0].id)
