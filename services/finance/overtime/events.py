"""The facts of one person's overtime on a day (A30). `kind` is the kind of day, `compensation` what was chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import UNSAID, Event, Personal, Reckoned

ZERO = Decimal("0.00")


class OvertimeRequested(Event):
    SAYS = "申请加班"
    TOPIC = "finance.overtime-requested.v1"
    number: str
    person: str
    on: date
    kind: str
    compensation: str
    reason: Personal[str] = ""


class OfOvertime(Event):
    number: str
    person: str
    on: date


class OvertimeApproved(OfOvertime):
    SAYS = "批准加班"
    TOPIC = "finance.overtime-approved.v1"


class OvertimeRejected(OfOvertime):
    SAYS = "不同意加班"
    TOPIC = "finance.overtime-rejected.v1"
    reason: Personal[str] = ""


class OvertimeWithdrawn(OfOvertime):
    SAYS = "撤回加班申请"
    TOPIC = "finance.overtime-withdrawn.v1"
    reason: Personal[str] = ""


class OvertimeReported(OfOvertime):
    """`hours` as who did it says."""

    SAYS = "报告加班时间"
    TOPIC = "finance.overtime-reported.v1"
    hours: Reckoned[Decimal] = ZERO


class OvertimeSentBack(OfOvertime):
    SAYS = "退回加班报告"
    TOPIC = "finance.overtime-sent-back.v1"
    reason: Personal[str] = ""


class OvertimeConfirmed(OfOvertime):
    """Compensated by the rule of its day: `days` it counts as, `time_off` in days or `amount` in yuan."""

    SAYS = "核定加班"
    TOPIC = "finance.overtime-confirmed.v1"
    hours: Reckoned[Decimal] = ZERO
    days: Reckoned[Decimal] = ZERO
    time_off: Reckoned[Decimal] = ZERO
    amount: Reckoned[Decimal] = ZERO


class TimeOffTaken(OfOvertime):
    SAYS = "登记加班补休"
    TOPIC = "finance.overtime-time-off-taken.v1"
    taken_on: Reckoned[date] = UNSAID
    time_off: Reckoned[Decimal] = ZERO


class OvertimePaid(OfOvertime):
    """Its sum was claimed and paid: not again."""

    SAYS = "发放加班补助"
    TOPIC = "finance.overtime-paid.v1"
    amount: Reckoned[Decimal] = ZERO
