"""The facts of leave (A15). Lengths are in days, halves as 0.5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import UNSAID, Event, Part, Personal, Reckoned, Shared


class Step(Part):
    """One step of the route: the post that decides, and on whose authority."""

    post: str
    cites: tuple[str, ...] = ()


class OfLeave(Event):
    """What every fact of one leave says: whose it is."""

    person: str


class OfStep(OfLeave):
    """What became of one step of its route, counted from 0."""

    step: int


class OfForfeiture(OfLeave):
    """What the forfeiture of a year does to annual leave."""

    kind: Reckoned[str] = ""
    year: int


class LeaveRequested(OfLeave):
    """`days` counts working days, for `counted == "calendar"` kinds calendar days.

    `joined` are the slips of the same kind with nothing but days off between them, and `joined_days` and
    `joined_working_days` the length of all of them, this one included: they decide the route. Where there are none,
    `working_days` does. In working days, a day of a year that the calendar does not know yet counts as one.
    """

    SAYS = "申请请假"
    TOPIC = "attendance.leave-requested.v1"
    kind: Reckoned[str] = ""
    start: Reckoned[date] = UNSAID
    start_half: Reckoned[str] = "am"
    end: Reckoned[date] = UNSAID
    end_half: Reckoned[str] = "pm"
    days: Reckoned[Decimal] = Decimal(0)
    working_days: Reckoned[Decimal] = Decimal(0)
    counted: Reckoned[str] = "working"
    steps: tuple[Step, ...]
    reason: Personal[str] = ""
    joined: tuple[UUID, ...] = ()
    joined_days: Reckoned[Decimal] = Decimal(0)
    joined_working_days: Reckoned[Decimal] = Decimal(0)


class LateSlipFiled(OfLeave):
    """The slip came after the absence had begun; stays visible whatever is decided (A15)."""

    SAYS = "补交假条"
    TOPIC = "attendance.late-slip-filed.v1"
    start: Reckoned[date] = UNSAID
    end: Reckoned[date] = UNSAID
    workdays_late: int


class LateSlipUndone(OfLeave):
    """The late slip was withdrawn before it was decided, which leaves nothing behind; `filed_on` is the day it came."""

    SAYS = "撤销补交假条"
    TOPIC = "attendance.late-slip-undone.v1"
    filed_on: Shared[date]


class LeaveEndorsed(OfStep):
    """One step of the route agreed, and it was not the last."""

    SAYS = "同意请假并转下一步"
    TOPIC = "attendance.leave-endorsed.v1"
    waits_for: str


class LeavePassedOn(OfStep):
    """The post whose turn it was cannot decide any more, so the next one up does; what was decided before stands.

    `ground`: `vacant`, `own-post` where the applicant has come to hold it or stands in for its holder, `decided-before`
    where whoever holds it or stands in has taken an earlier step. `added` is the step that follows where
    this one was the route's last.
    """

    SAYS = "请假转上一级审批"
    TOPIC = "attendance.leave-passed-on.v1"
    post: str
    ground: str
    waits_for: str
    added: tuple[Step, ...] = ()


class LeaveApproved(OfStep):
    """The last step agreed. `return_due` is the last day on which the return is registered in time; None while the
    calendar of that year is not known.
    """

    SAYS = "批准请假"
    TOPIC = "attendance.leave-approved.v1"
    kind: Reckoned[str] = ""
    start: Reckoned[date] = UNSAID
    start_half: Reckoned[str] = "am"
    end: Reckoned[date] = UNSAID
    end_half: Reckoned[str] = "pm"
    days: Reckoned[Decimal] = Decimal(0)
    return_due: Reckoned[date | None] = None


class LeaveRejected(OfStep):
    SAYS = "不同意请假"
    TOPIC = "attendance.leave-rejected.v1"
    reason: Personal[str] = ""


class LeaveWithdrawn(OfLeave):
    SAYS = "撤回请假申请"
    TOPIC = "attendance.leave-withdrawn.v1"


class LeaveReturned(OfLeave):
    """销假: the office registers that the person is back. `days` is what was really taken."""

    SAYS = "登记销假"
    TOPIC = "attendance.leave-returned.v1"
    kind: Reckoned[str] = ""
    last_day: Reckoned[date] = UNSAID
    last_half: Reckoned[str] = "pm"
    days: Reckoned[Decimal] = Decimal(0)
    shortened: bool = False
    late: bool = False


class ReturnDueSet(OfLeave):
    """The calendar has been told of the year: the return is due on this day. `returned_on` is when it was registered,
    where that came first."""

    SAYS = "确定销假期限"
    TOPIC = "attendance.return-due-set.v1"
    due: Reckoned[date] = UNSAID
    returned_on: Reckoned[date | None] = None


class ReturnMissed(OfLeave):
    """The return was not registered by its day; recorded once by the clock."""

    SAYS = "记录逾期未销假"
    TOPIC = "attendance.return-missed.v1"
    due: Shared[date]


class LeaveFell(OfForfeiture):
    """Granted annual leave of days to come falls with the forfeiture of a year (A16)."""

    SAYS = "休假失效"
    TOPIC = "attendance.leave-fell.v1"
    days: Reckoned[Decimal] = Decimal(0)
    """What had been granted."""


class LeaveCutShort(OfForfeiture):
    """Annual leave that had begun falls from the day after `last_day` on; `days` is what stays of it (A16)."""

    SAYS = "缩短休假"
    TOPIC = "attendance.leave-cut-short.v1"
    last_day: Reckoned[date] = UNSAID
    last_half: Reckoned[str] = "pm"
    days: Reckoned[Decimal] = Decimal(0)
    return_due: Reckoned[date | None] = None


class LeaveRestored(OfForfeiture):
    """The forfeiture with which it fell is undone, and all of what fell is still to come: it stands as granted."""

    SAYS = "恢复休假"
    TOPIC = "attendance.leave-restored.v1"
    end: Reckoned[date] = UNSAID
    end_half: Reckoned[str] = "pm"
    days: Reckoned[Decimal] = Decimal(0)
    return_due: Reckoned[date | None] = None


class FallNoted(OfLeave):
    """The person has taken note that their leave fell, in whole or from a day on: it waits on their desk no longer."""

    SAYS = "知悉休假失效"
    TOPIC = "attendance.fall-noted.v1"
    fell_on: Reckoned[date] = UNSAID


class LeaveRevoked(OfLeave):
    """An approved leave is struck out as not taken or wrongly recorded."""

    SAYS = "撤销请假"
    TOPIC = "attendance.leave-revoked.v1"
    kind: Reckoned[str] = ""
    days: Reckoned[Decimal] = Decimal(0)
    reason: Personal[str] = ""


class ReturnMissedUndone(OfLeave):
    """The leave whose return was missed is struck out: nobody had to return from it. `due` is the day it was owed."""

    SAYS = "取消逾期未销假记录"
    TOPIC = "attendance.return-missed-undone.v1"
    due: Shared[date]
