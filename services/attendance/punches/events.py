"""The facts of one person's month: punches and day marks (A14). Times are the organ's wall clock."""

from __future__ import annotations

from datetime import date, time

from services.kernel.domain.events import UNSAID, Event, Part, Personal, Reckoned


class DayPunches(Part):
    """Punches of one working day; `next_day` are those after midnight that still belong to it."""

    on: date
    times: tuple[time, ...] = ()
    next_day: tuple[time, ...] = ()


class PunchesRecorded(Event):
    """New punches of one person and month, from one file; what was known already is not in it."""

    SAYS = "登记打卡"
    TOPIC = "attendance.punches-recorded.v1"
    person: str
    month: str
    source: str
    punches: Personal[tuple[DayPunches, ...]] = ()


class PunchCorrected(Event):
    """The office replaced the punches of one day; `…_next_day` are those after midnight that belong to it."""

    SAYS = "更正打卡"
    TOPIC = "attendance.punch-corrected.v1"
    person: str
    on: Reckoned[date] = UNSAID
    was: Personal[tuple[time, ...]] = ()
    now: Personal[tuple[time, ...]] = ()
    was_next_day: Personal[tuple[time, ...]] = ()
    now_next_day: Personal[tuple[time, ...]] = ()
    reason: Personal[str] = ""


class OfMark(Event):
    """Whose day, which part of it, and what is said of it: `trip`, `elsewhere`, `overtime` or `residency`. `trip` is
    the number of the trip that it comes from, empty where somebody entered it."""

    person: str
    on: Reckoned[date] = UNSAID
    half: Reckoned[str] = ""
    state: Reckoned[str] = ""
    reason: Personal[str] = ""
    trip: str = ""


class DayMarked(OfMark):
    SAYS = "标记考勤"
    TOPIC = "attendance.day-marked.v1"


class DayMarkWithdrawn(OfMark):
    SAYS = "撤回考勤标记"
    TOPIC = "attendance.day-mark-withdrawn.v1"
