"""The facts of leave (A15). Lengths are in days, halves as 0.5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.events import Event, Part, Personal


class Step(Part):
    """One step of the route: the post that decides, and on whose authority."""

    post: str
    cites: tuple[str, ...] = ()


class LeaveRequested(Event):
    """`days` counts working days, for `counted == "calendar"` kinds calendar days; `working_days` decides the route."""

    TOPIC = "attendance.leave-requested.v1"
    person: str
    kind: str
    start: date
    start_half: str = "am"
    end: date
    end_half: str = "pm"
    days: Decimal
    working_days: Decimal
    counted: str = "working"
    steps: tuple[Step, ...]
    reason: Personal[str] = ""


class LateSlipFiled(Event):
    """The slip came after the absence had begun; stays visible whatever is decided (A15)."""

    TOPIC = "attendance.late-slip-filed.v1"
    person: str
    start: date
    end: date
    workdays_late: int


class LeaveEndorsed(Event):
    """One step of the route agreed, and it was not the last."""

    TOPIC = "attendance.leave-endorsed.v1"
    person: str
    step: int
    waits_for: str


class LeavePassedOn(Event):
    """The post whose turn it was cannot decide any more, so the next one up does; what was decided before stands.

    `ground`: `vacant`, or `own-post` where the applicant has come to hold it. `added` is the step that follows where
    this one was the route's last.
    """

    TOPIC = "attendance.leave-passed-on.v1"
    person: str
    step: int
    post: str
    ground: str
    waits_for: str
    added: tuple[Step, ...] = ()


class LeaveApproved(Event):
    """The last step agreed. `return_due` is the last day on which the return is registered in time."""

    TOPIC = "attendance.leave-approved.v1"
    person: str
    step: int
    kind: str
    start: date
    start_half: str = "am"
    end: date
    end_half: str = "pm"
    days: Decimal
    return_due: date


class LeaveRejected(Event):
    TOPIC = "attendance.leave-rejected.v1"
    person: str
    step: int
    reason: Personal[str] = ""


class LeaveWithdrawn(Event):
    TOPIC = "attendance.leave-withdrawn.v1"
    person: str


class LeaveReturned(Event):
    """销假: the office registers that the person is back. `days` is what was really taken."""

    TOPIC = "attendance.leave-returned.v1"
    person: str
    kind: str
    last_day: date
    last_half: str = "pm"
    days: Decimal
    shortened: bool = False
    late: bool = False


class ReturnMissed(Event):
    """The return was not registered by its day; recorded once by the clock."""

    TOPIC = "attendance.return-missed.v1"
    person: str
    due: date


class LeaveRevoked(Event):
    """An approved leave is struck out as not taken or wrongly recorded."""

    TOPIC = "attendance.leave-revoked.v1"
    person: str
    kind: str
    days: Decimal
    reason: Personal[str] = ""


class ReturnMissedUndone(Event):
    """The leave whose return was missed is struck out: nobody had to return from it. `due` is the day it was owed."""

    TOPIC = "attendance.return-missed-undone.v1"
    person: str
    due: date
