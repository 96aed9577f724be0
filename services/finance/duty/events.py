"""The facts of one turn of duty (A30). `person` is who is on duty at that time, `on` the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal

ZERO = Decimal("0.00")


class OfDuty(Event):
    person: str
    on: date


class DutyPublished(OfDuty):
    TOPIC = "finance.duty-published.v1"


class DutySwapAsked(OfDuty):
    """`to` should take the turn; with `in_return`, for a turn of theirs."""

    TOPIC = "finance.duty-swap-asked.v1"
    to: str
    in_return: UUID | None = None


class DutySwapDeclined(OfDuty):
    TOPIC = "finance.duty-swap-declined.v1"
    to: str


class DutySwapWithdrawn(OfDuty):
    TOPIC = "finance.duty-swap-withdrawn.v1"
    to: str


class DutyHandedOver(OfDuty):
    """With the consent of both: from `person` to `to`, whose department is said from now on."""

    TOPIC = "finance.duty-handed-over.v1"
    to: str


class DutyDone(OfDuty):
    """`amount` in yuan is what the rule of the day gives for such a day."""

    TOPIC = "finance.duty-done.v1"
    kind: str
    amount: Decimal = ZERO


class DutyMissed(OfDuty):
    TOPIC = "finance.duty-missed.v1"
    reason: Personal[str] = ""


class DutyCancelled(OfDuty):
    TOPIC = "finance.duty-cancelled.v1"
    reason: Personal[str] = ""


class DutyPaid(OfDuty):
    """Its sum was claimed and paid: not again."""

    TOPIC = "finance.duty-paid.v1"
    amount: Decimal
