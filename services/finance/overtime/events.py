"""The facts of one person's overtime on a day (A30). `kind` is the kind of day, `compensation` what was chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Personal

ZERO = Decimal("0.00")


class OvertimeRequested(Event):
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
    TOPIC = "finance.overtime-approved.v1"


class OvertimeRejected(OfOvertime):
    TOPIC = "finance.overtime-rejected.v1"
    reason: Personal[str] = ""


class OvertimeWithdrawn(OfOvertime):
    TOPIC = "finance.overtime-withdrawn.v1"
    reason: Personal[str] = ""


class OvertimeReported(OfOvertime):
    """`hours` as who did it says."""

    TOPIC = "finance.overtime-reported.v1"
    hours: Decimal


class OvertimeSentBack(OfOvertime):
    TOPIC = "finance.overtime-sent-back.v1"
    reason: Personal[str] = ""


class OvertimeConfirmed(OfOvertime):
    """Compensated by the rule of its day: `days` it counts as, `time_off` in days or `amount` in yuan."""

    TOPIC = "finance.overtime-confirmed.v1"
    hours: Decimal
    days: Decimal
    time_off: Decimal = ZERO
    amount: Decimal = ZERO


class TimeOffTaken(OfOvertime):
    TOPIC = "finance.overtime-time-off-taken.v1"
    taken_on: date
    time_off: Decimal


class OvertimePaid(OfOvertime):
    """Its sum was claimed and paid: not again."""

    TOPIC = "finance.overtime-paid.v1"
    amount: Decimal
