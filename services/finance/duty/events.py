"""The facts of one turn of duty (A30). `person` is who is on duty at that time, `on` the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal, Reckoned

ZERO = Decimal("0.00")


class OfDuty(Event):
    person: str
    on: date


class DutyPublished(OfDuty):
    SAYS = "公布值班安排"
    TOPIC = "finance.duty-published.v1"


class DutySwapAsked(OfDuty):
    """`to` should take the turn; with `in_return`, for a turn of theirs."""

    SAYS = "申请换班"
    TOPIC = "finance.duty-swap-asked.v1"
    to: str
    in_return: UUID | None = None


class DutySwapDeclined(OfDuty):
    SAYS = "不同意换班"
    TOPIC = "finance.duty-swap-declined.v1"
    to: str


class DutySwapWithdrawn(OfDuty):
    SAYS = "撤回换班申请"
    TOPIC = "finance.duty-swap-withdrawn.v1"
    to: str


class DutyHandedOver(OfDuty):
    """With the consent of both: from `person` to `to`, whose department is said from now on."""

    SAYS = "移交值班"
    TOPIC = "finance.duty-handed-over.v1"
    to: str


class DutyDone(OfDuty):
    """`amount` in yuan is what the rule of the day gives for such a day."""

    SAYS = "登记值班完成"
    TOPIC = "finance.duty-done.v1"
    kind: str
    amount: Reckoned[Decimal] = ZERO


class DutyMissed(OfDuty):
    SAYS = "记录值班缺勤"
    TOPIC = "finance.duty-missed.v1"
    reason: Personal[str] = ""


class DutyCancelled(OfDuty):
    SAYS = "取消值班"
    TOPIC = "finance.duty-cancelled.v1"
    reason: Personal[str] = ""


class DutyPaid(OfDuty):
    """Its sum was claimed and paid: not again."""

    SAYS = "发放值班补助"
    TOPIC = "finance.duty-paid.v1"
    amount: Reckoned[Decimal] = ZERO
