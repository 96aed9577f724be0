"""A stretch of leave in half days. A half day is a half day: nothing is ever rounded up (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

HALF_DAY = Decimal("0.5")


def said(days: Decimal) -> str:
    """A length as a message says it: 4 and 3.5, never 4.0."""
    return format(days.normalize(), "f")


class Half(StrEnum):
    AM = "am"
    PM = "pm"


class Workdays(Protocol):
    """Of the working-day calendar, what a span needs."""

    def is_workday(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Span:
    """From the start of one half day to the end of another, both included."""

    start: date
    start_half: Half
    end: date
    end_half: Half

    def halves(self) -> Iterator[tuple[date, Half]]:
        day = self.start
        while day <= self.end:
            if not (day == self.start and self.start_half is Half.PM):
                yield day, Half.AM
            if not (day == self.end and self.end_half is Half.AM):
                yield day, Half.PM
            day += timedelta(days=1)

    @property
    def is_empty(self) -> bool:
        return (self.end, self.end_half) < (self.start, self.start_half)

    def working_days(self, calendar: Workdays) -> Decimal:
        """Length in working days, halves counted as 0.5."""
        return HALF_DAY * sum(1 for day, _ in self.halves() if calendar.is_workday(day))

    def calendar_days(self) -> Decimal:
        return HALF_DAY * sum(1 for _ in self.halves())

    def overlaps(self, other: Span) -> bool:
        starts_in_time = (self.start, self.start_half) <= (other.end, other.end_half)
        return starts_in_time and (other.start, other.start_half) <= (self.end, self.end_half)

    def until(self, end: date, half: Half) -> Span:
        return Span(self.start, self.start_half, end, half)

    def within_year(self, year: int) -> Span | None:
        """The part that lies in one calendar year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        if self.end < first or self.start > last:
            return None
        return Span(
            max(self.start, first),
            self.start_half if self.start >= first else Half.AM,
            min(self.end, last),
            self.end_half if self.end <= last else Half.PM,
        )
