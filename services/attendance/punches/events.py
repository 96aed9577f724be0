"""The facts of one person's month: punches and day marks (A14). Times are the organ's wall clock."""

from __future__ import annotations

from datetime import date, time

from services.kernel.events import Event, Part, Personal


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
    """The office replaced the punches of one day."""

    TOPIC = "attendance.punch-corrected.v1"
    person: str
    on: date
    was: tuple[time, ...] = ()
    now: tuple[time, ...] = ()
    reason: Personal[str] = ""


class DayMarked(Event):
    """A day or half day is marked: `trip`, `elsewhere`, `overtime` or `residency`."""

    TOPIC = "attendance.day-marked.v1"
    person: str
    on: date
    half: str
    state: str
    reason: Personal[str] = ""


class DayMarkWithdrawn(Event):
    TOPIC = "attendance.day-mark-withdrawn.v1"
    person: str
    on: date
    half: str
    state: str
    reason: Personal[str] = ""
