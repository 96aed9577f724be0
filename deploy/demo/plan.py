"""The growing plan of a quarter: deeds in any order, and what each half day of each person is taken up by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

from deploy.demo.deed import Deed
from deploy.demo.people import Roll
from services.kernel.rules.calendar import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
Half = Literal["am", "pm"]
HALVES: tuple[Half, Half] = ("am", "pm")
HalfDay = tuple[date, Half]


@dataclass
class Plan:
    """`away` are half days on which somebody is really not at their desk, and `spoken_for` those nobody may plan anew.

    A person on a leave that was refused is at work; one who stayed away without a slip is not.
    """

    roll: Roll
    calendar: WorkCalendar
    rng: Random
    deeds: list[Deed] = field(default_factory=list[Deed])
    away: dict[str, set[HalfDay]] = field(default_factory=dict[str, set[HalfDay]])
    spoken_for: dict[str, set[date]] = field(default_factory=dict[str, set[date]])
    labels: int = 0
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """What people send in, by name."""

    def do(self, at: datetime, caller: str, operation: str, *, label: str = "", expect: str = "", **body: Any) -> Deed:
        made = Deed(at, caller, operation, _plain(body), label, expect)
        self.deeds.append(made)
        return made

    def upload(self, at: datetime, caller: str, name: str, text: str, *, expect: str = "") -> str:
        """A text file, before the record exists of which it will be part; its digest."""
        self.files[name] = text.encode()
        self.do(at, caller, "documents.upload-file", expect=expect, file_name=name, content={"@file": name})
        return sha256(self.files[name]).hexdigest()

    def in_order(self) -> list[Deed]:
        """By moment; deeds of one moment as they were planned."""
        return sorted(self.deeds, key=lambda deed: deed.at)

    def new_label(self) -> str:
        self.labels += 1
        return f"L{self.labels}"

    # -- time ---------------------------------------------------------------------------------------------------------

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), ZONE)

    def some_time(self, day: date, first: int = 9, last: int = 17) -> datetime:
        """A moment between two hours of the day."""
        return self.at(day, first) + timedelta(minutes=self.rng.randrange((last - first) * 60))

    def is_workday(self, day: date) -> bool:
        return self.calendar.is_workday(day)

    def workday(self, day: date, n: int) -> date:
        """The n-th working day after, or before when n is negative; 0 is the day itself."""
        step = timedelta(days=1 if n > 0 else -1)
        while n:
            day += step
            if self.is_workday(day):
                n += 1 if n < 0 else -1
        return day

    def same_or_next_workday(self, day: date) -> date:
        return day if self.is_workday(day) else self.workday(day, 1)

    def workdays(self, start: date, end: date) -> list[date]:
        return [day for day in days_between(start, end) if self.is_workday(day)]

    # -- half days ----------------------------------------------------------------------------------------------------

    def is_free(self, person: str, start: date, end: date) -> bool:
        taken = self.spoken_for.get(person, set())
        return not any(day in taken for day in days_between(start, end))

    def speak_for(self, person: str, start: date, end: date) -> None:
        self.spoken_for.setdefault(person, set()).update(days_between(start, end))

    def stay_away(self, person: str, halves: Iterator[HalfDay] | list[HalfDay]) -> None:
        self.away.setdefault(person, set()).update(halves)

    def is_away(self, person: str, day: date, half: Half) -> bool:
        return (day, half) in self.away.get(person, set())


def days_between(start: date, end: date) -> Iterator[date]:
    """Both included."""
    while start <= end:
        yield start
        start += timedelta(days=1)


def halves_between(start: date, start_half: Half, end: date, end_half: Half) -> Iterator[HalfDay]:
    for day in days_between(start, end):
        for half in HALVES:
            too_early = day == start and half == "am" and start_half == "pm"
            too_late = day == end and half == "pm" and end_half == "am"
            if not too_early and not too_late:
                yield day, half


def _plain(value: Any) -> Any:
    """As JSON says it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
