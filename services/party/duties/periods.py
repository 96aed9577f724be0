"""When study of each kind falls due: pure arithmetic on the dated rules and the calendar (A6, A8, A9, B5).

A day of staff study is every second Friday, counted on from one day through all years (B5.1). One that is off moves to
the next working day, make-up days included; the parameter may say otherwise. A period whose calendar is not known yet
ends the row: it waits, and what comes after it does too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from services.kernel.rules.regulations import Rules, Table

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A deed from `first` to `last` counts for it; `on` is its day where the rule fixes one, `due` the last in time."""

    first: date
    last: date
    due: date
    on: date | None = None


Periods = Callable[[str, Rules, WorkCalendar, date], Iterator[Period]]
"""Of a duty, those whose `last` is that day or later, in order, without end."""


def _number(rules: Rules, name: str, duty: str, on: date) -> int:
    return int(rules.value(name, on, Table).get(duty) or 0)


def months(duty: str, rules: Rules, calendar: WorkCalendar, since: date) -> Iterator[Period]:
    """Every so many months of the year: a month, a half-year, a year."""
    first = date(since.year, 1, 1)
    while True:
        every = _number(rules, "study.every", duty, first)
        following = _months_on(first, every)
        if following > since:
            within = _number(rules, "study.within", duty, first) or every
            due = _months_on(first, within) - ONE
            yield Period(first, following - ONE, _entered(rules, duty, due))
        first = following


def fridays(duty: str, rules: Rules, calendar: WorkCalendar, since: date) -> Iterator[Period]:
    """Each stands for the two weeks from its Monday on: what is studied in them counts for it."""
    anchor = date.fromisoformat(rules.value("study.staff_from", since, str))
    every = rules.value("study.staff_every", since, int)
    day = anchor + every * max(0, (since - anchor).days // every - 1) * ONE
    while True:
        monday = day - day.weekday() * ONE
        on = _moved(day, rules.value("study.staff_off_day", day, str), calendar)
        last = monday + (every - 1) * ONE
        if on is not None and last >= since:
            yield Period(min(monday, on), last, _entered(rules, duty, on), on)
        day += every * ONE


def holidays(duty: str, rules: Rules, calendar: WorkCalendar, since: date) -> Iterator[Period]:
    """Study over each long holiday is arranged before it begins; what lies between two belongs to the later one."""
    year = since.year
    while True:
        first = date(year, 1, 1)
        calendar.is_workday(first)  # an unknown year is refused here
        for word in rules.value("study.holidays", first, tuple):
            off = [day for day, name in calendar.holidays.items() if day.year == year and word in name.zh]
            if off:
                if max(off) >= since:
                    yield Period(first, max(off), _entered(rules, duty, min(off) - ONE), min(off))
                first = max(off) + ONE
        year += 1


def of_day(of: Periods, duty: str, rules: Rules, calendar: WorkCalendar, day: date) -> Period | None:
    """The period that a deed of this day counts for: None where there is none, or it cannot be told yet."""
    try:
        found = next(of(duty, rules, calendar, day))
    except UnknownYear:
        return None
    return found if found.first <= day else None


def _moved(day: date, how: str, calendar: WorkCalendar) -> date | None:
    if calendar.is_workday(day):
        return day
    if how == "lapses":
        return None
    step = ONE if how == "next" else -ONE
    while not calendar.is_workday(day):
        day += step
    return day


def _entered(rules: Rules, duty: str, day: date) -> date:
    return day + _number(rules, "study.entered_within", duty, day) * ONE


def _months_on(first: date, count: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, 1)
