"""Gathers what is known of people's days and judges them: the lines of a sheet (A14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.span import HALF_DAY, Half, Part, span_of
from services.attendance.leave.states import LeaveStatus
from services.attendance.punches.card import OVERTIME, RESIDENCY
from services.attendance.punches.record import MarkRow, PunchRow
from services.attendance.sheets.day import DayRecord, Hours, Judged, judge
from services.attendance.sheets.events import Line
from services.directory.organ import picture
from services.directory.picture import Person, Spell
from services.kernel.procedure.context import Context
from services.kernel.rules.months import bounds

ZERO = Decimal(0)
COUNTS = (LeaveStatus.APPROVED, LeaveStatus.RETURNED)


def hours_on(ctx: Context, day: date) -> Hours:
    rules = ctx.rules
    return Hours(
        start=rules.value("attendance.start", day, time),
        noon_from=rules.value("attendance.noon_from", day, time),
        noon_to=rules.value("attendance.noon_to", day, time),
        end=rules.value("attendance.end", day, time),
        grace=rules.value("attendance.grace", day, int),
        repeat=rules.value("attendance.repeat_within", day, int),
    )


class Known:
    """Punches, marks and leave of some people between two days, read once."""

    def __init__(self, ctx: Context, people: Iterable[str], start: date, end: date) -> None:
        wanted = sorted(set(people))
        self._ctx = ctx
        self._hours: dict[date, Hours] = {}
        self.punches: dict[tuple[str, date], list[datetime]] = {}
        self.marks: dict[tuple[str, date], list[tuple[str, str]]] = {}
        self.leave: dict[tuple[str, date], dict[Half, str]] = {}
        self.slips: dict[tuple[str, date], dict[Half, UUID]] = {}
        """Kind, and slip, by half day."""
        p, m, v = PunchRow.columns(), MarkRow.columns(), LeaveRecord.columns()
        for row in ctx.rows(select(PunchRow.TABLE).where(p.person.in_(wanted), p.on.between(start, end))):
            moments = [datetime.fromisoformat(at) for at in row.at]
            self.punches.setdefault((row.person, row.on), []).extend(moments)
        for row in ctx.rows(select(MarkRow.TABLE).where(m.person.in_(wanted), m.on.between(start, end))):
            self.marks.setdefault((row.person, row.on), []).append((row.half, row.state))
        counted = v.person.in_(wanted), v.status.in_(COUNTS), v.start <= end, v.end >= start
        for row in ctx.rows(select(LeaveRecord.TABLE).where(*counted)):
            for on, half in span_of(row).halves():
                self.leave.setdefault((row.person, on), {})[half] = row.kind
                self.slips.setdefault((row.person, on), {})[half] = UUID(hex=row.id)

    def judge(self, person: str, on: date) -> Judged:
        key = (person, on)
        away: dict[Half, str] = {}
        overtime = False
        for part, state in self.marks.get(key, ()):
            if state == OVERTIME:
                overtime = True
            else:
                away.update({half: state for half in Half if part in (Part.WHOLE, half)})
        record = DayRecord(
            on=on,
            workday=self._ctx.calendar.is_workday(on),
            punches=tuple(self.punches.get(key, ())),
            leave=self.leave.get(key, {}),
            away=away,
            overtime=overtime,
        )
        hours = self._hours.get(on)
        if hours is None:
            hours = self._hours[on] = hours_on(self._ctx, on)
        return judge(record, hours)


def compile_lines(ctx: Context, department: str, month: str) -> tuple[Line, ...]:
    """One line per member and stretch of membership within the month, in order of person."""
    start, end = bounds(month)
    spells = picture(ctx).member_spells(department, start, end)
    known = Known(ctx, (spell.person for spell in spells), start, end)
    by_person: dict[str, list[Spell]] = {}
    for spell in spells:
        by_person.setdefault(spell.person, []).append(spell)
    return tuple(_line(ctx, known, person, by_person[person], month) for person in sorted(by_person))


def _line(ctx: Context, known: Known, person: str, spells: list[Spell], month: str) -> Line:
    judged = [known.judge(person, day) for spell in spells for day in _days(spell.start, spell.end)]
    found = picture(ctx).person(person)
    states = tuple(state for j in judged for state in j.states)
    return Line(
        person=person,
        days_due=sum((j.due for j in judged), ZERO),
        days_present=sum((j.present for j in judged), ZERO),
        states=states,
        residency_due=_residency_due(ctx, found, spells, month) if found is not None else ZERO,
        residency_done=HALF_DAY * sum(1 for state in states if state.state == RESIDENCY),
    )


def _residency_due(ctx: Context, person: Person, spells: list[Spell], month: str) -> Decimal:
    """The month's days for those who hold the duty; a part of the month owes its part, rounded down to half days."""
    start, end = bounds(month)
    working = ctx.calendar.working_days(start, end)
    on_duty = [day for day in working if person.on_residency_duty(day) and any(s.start <= day <= s.end for s in spells)]
    if not on_duty:
        return ZERO
    required = ctx.rules.value("attendance.residency_days", end, Decimal)
    halves = (required * 2 * len(on_duty) / len(working)).to_integral_value(ROUND_FLOOR)
    return halves * HALF_DAY


def _days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += timedelta(days=1)
