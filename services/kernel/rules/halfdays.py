"""Working half-days (工作半日), in which reminders are counted. Pure: calendar and hours are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from services.kernel.rules.regulations import Rules

NONE, MORNING, AFTERNOON = 0, 1, 2


class Slot(NamedTuple):
    """A half of a working day; they compare in the order of time."""

    day: date
    half: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When the halves of a working day begin."""

    start: time
    afternoon: time

    @staticmethod
    def of(rules: Rules, on: date) -> Hours:
        """The organ's own, those by which it attends."""
        return Hours(rules.value("attendance.start", on, time), rules.value("attendance.noon_to", on, time))


def slot_of(moment: datetime, hours: Hours, calendar: WorkCalendar) -> Slot:
    """The half-day from which counting starts: a day off counts as the next morning, an evening as its afternoon.

    In a year that is not known yet it starts with the year: nothing is urged before the year is known."""
    day = moment.date()
    try:
        works = calendar.is_workday(day)
    except UnknownYear:
        return Slot(date(day.year, 1, 1), MORNING)
    if not works:
        return later(Slot(day, AFTERNOON), 1, calendar)
    return Slot(day, AFTERNOON if moment.time() >= hours.afternoon else MORNING)


def begun(moment: datetime, hours: Hours, calendar: WorkCalendar) -> Slot | None:
    """The last half-day that has begun today; none on days off: nobody is urged then."""
    day, clock = moment.date(), moment.time()
    if not calendar.is_workday(day):
        return None
    return Slot(day, NONE if clock < hours.start else MORNING if clock < hours.afternoon else AFTERNOON)


def later(slot: Slot, halves: int, calendar: WorkCalendar) -> Slot:
    """Where a year is not known yet that comes in between, its first morning: it is asked again then, and waits."""
    days, half = divmod(slot.half - MORNING + halves, 2)
    try:
        return Slot(calendar.add_workdays(slot.day, days), MORNING + half)
    except UnknownYear as unknown:
        return Slot(date(unknown.year, 1, 1), MORNING)


def after(slot: Slot, now: Slot, every: int, calendar: WorkCalendar) -> Slot:
    """The first half-day of the same cadence after now: a clock that stood still sends one reminder, not five."""
    following = later(slot, every, calendar)
    while following <= now:
        following = later(following, every, calendar)
    return following
