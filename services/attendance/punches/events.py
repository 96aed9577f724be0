"""The facts of one person's month: punches and day marks (A14). Times are the organ's wall clock."""

from __future__ import annotations

from datetime import date, time

from services.kernel.domain.events import Event, Part, Personal


class DayPunches(Part):
    """Punches of one working day; `next_day` are those after midnight that still belong to it."""

    on: date
    times: tuple[time, ...] = ()
    next_day: tuple[time, ...] = ()


class PunchesRecorded(Event):
    """New punches of one person and month, from one file; what was known already is not in it."""

    TOPIC = "attendance.punches-recorded.v1"
    person: str
    month: str
    source: str
    punches: tuple[DayPunches, ...]


class PunchCorrected(Event):
    """The office replaced the punches of one day; `…_next_day` are those after midnight that belong to it."""

    TOPIC = "attendance.punch-corrected.v1"
    person: str
    on: date
    was: tuple[time, ...] = ()
    now: tuple[time, ...] = ()
    was_next_day: tuple[time, ...] = ()
    now_next_day: tuple[time, ...] = ()
    reason: Personal[str] = ""


class OfMark(Event):
    """Whose day, which part of it, and what is said of it: `trip`, `elsewhere`, `overtime` or `residency`. `trip` is
    the number of the trip that it comes from, empty where somebody entered it."""

    person: str
    on: date
    half: str
    state: str
    reason: Personal[str] = ""
    trip: str = ""


class DayMarked(OfMark):
    TOPIC = "attendance.day-marked.v1"


class DayMarkWithdrawn(OfMark):
    TOPIC = "attendance.day-mark-withdrawn.v1"
