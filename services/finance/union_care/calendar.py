"""When the union owes what (A24, A26): pure arithmetic on the register of members, the rules and the calendar.

A festival whose year's holidays are not known yet waits, and all that come after it.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from services.kernel.rules.regulations import Records, Rules

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """What counts for it is done from `first` to `due`."""

    period: str
    first: date
    due: date
    festival: str = ""


def birthday(born: date, year: int) -> date:
    """Who was born on the 29th of February is greeted on the 28th in the years that have none."""
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return born.replace(year=year)


def birthdays(born: date, since: date, today: date) -> Iterator[Owed]:
    """Those from `since` on whose month has begun: owed from the first of the month, by the day."""
    for year in range(since.year, today.year + 1):
        due = birthday(born, year)
        if due >= since and due.replace(day=1) <= today:
            yield Owed(f"{year}", due.replace(day=1), due)


def festivals(rules: Rules, calendar: WorkCalendar, since: date, today: date) -> Iterator[Owed]:
    """Those from `since` on whose time has begun, by their first day off."""
    for year in range(since.year, today.year + 2):
        first_day = date(year, 1, 1)
        ahead = rules.value("union.festival_ahead", min(first_day, today), int) * ONE
        if first_day - ahead > today:
            return
        try:
            calendar.is_workday(first_day)  # an unknown year is refused here
        except UnknownYear:
            return
        for festival in rules.value("union.festivals", first_day, Records):
            name = festival.text("name")
            off = [day for day, known in calendar.holidays.items() if day.year == year and name in known.zh]
            if off:
                within = rules.value("union.festival_entered_within", max(off), int) * ONE
                first, due = min(off) - ahead, max(off) + within
                if first <= today and due >= since:
                    yield Owed(f"{year}", first, due, festival.id)
