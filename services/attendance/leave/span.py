"""A stretch of leave in half days. A half day is a half day: nothing is ever rounded up (A15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from services.kernel.domain.words import Word
from services.kernel.rules.calendar import UnknownYear

HALF_DAY = Decimal("0.5")


def said(days: Decimal) -> str:
    """A length as a message says it: 4 and 3.5, never 4.0."""
    return format(days.normalize(), "f")


class Half(Word):
    AM = "am", "上午", "morning"
    PM = "pm", "下午", "afternoon"


class Part(Word):
    """Of a day, as marks and sheets speak of it."""

    AM = "am", "上午", "morning"
    PM = "pm", "下午", "afternoon"
    WHOLE = "day", "全天", "whole day"


class Workdays(Protocol):
    """Of the working-day calendar, what a span needs."""

    def is_workday(self, day: date) -> bool: ...


def is_workday(calendar: Workdays, day: date) -> bool | None:
    """None for a day of a year that the calendar has not been told of yet."""
    try:
        return calendar.is_workday(day)
    except UnknownYear:
        return None


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

    def working_days_at_most(self, calendar: Workdays) -> Decimal:
        """As `working_days`, with every day of a year that is not known yet counted as one."""
        return HALF_DAY * sum(1 for day, _ in self.halves() if is_workday(calendar, day) is not False)

    def calendar_days(self) -> Decimal:
        return HALF_DAY * sum(1 for _ in self.halves())

    def overlaps(self, other: Span) -> bool:
        starts_in_time = (self.start, self.start_half) <= (other.end, other.end_half)
        return starts_in_time and (other.start, other.start_half) <= (self.end, self.end_half)

    def covers(self, day: date, half: Half) -> bool:
        return (self.start, self.start_half) <= (day, half) <= (self.end, self.end_half)

    def adjoins(self, other: Span, calendar: Workdays) -> bool:
        """Nothing but days off lies between the two; a day of a year that is not known yet is none."""
        first, then = sorted((self, other), key=lambda one: (one.start, one.start_half))
        between = Span(first.end, first.end_half, then.start, then.start_half)
        ends = {(first.end, first.end_half), (then.start, then.start_half)}
        return all(place in ends or is_workday(calendar, place[0]) is False for place in between.halves())

    def with_(self, other: Span) -> Span:
        """From the earlier start to the later end."""
        start = min((self.start, self.start_half), (other.start, other.start_half))
        return Span(*start, *max((self.end, self.end_half), (other.end, other.end_half)))

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


def span_of(row: Any) -> Span:
    """As a register row says it."""
    return Span(row.start, Half(row.start_half), row.end, Half(row.end_half))


# -- slips beside each other ------------------------------------------------------------------------------------------


class Near(NamedTuple):
    """Another slip of the same person that covers its half days."""

    id: UUID
    kind: str
    span: Span
    undecided: bool = False


def joined(span: Span, others: Iterable[Near], calendar: Workdays) -> tuple[Span, tuple[UUID, ...]]:
    """The stretch with which this one counts, and the slips that make it up besides, in order.

    Nothing but days off lies between them: four slips of a day each are not four leaves that the head may give.
    """
    whole, taken, left = span, list[Near](), list(others)
    while beside := [one for one in left if whole.adjoins(one.span, calendar)]:
        taken += beside
        left = [one for one in left if one not in beside]
        for one in beside:
            whole = whole.with_(one.span)
    return whole, tuple(one.id for one in sorted(taken, key=lambda one: (one.span.start, one.span.start_half)))


def overlapping(span: Span, others: Iterable[Near]) -> Near | None:
    """The first of them that covers part of the span."""
    return next((one for one in others if span.overlaps(one.span)), None)
