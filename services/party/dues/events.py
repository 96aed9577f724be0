"""What happens to a member's dues of a year, and to the month's remittance (B8).

Sums are in yuan to the fen and never leave the service: they tell what somebody earns. `person` is whose dues they
are, `month` reads `2026-07`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Personal, Reckoned, Shared

NOTHING = Decimal("0.00")


class OfDues(Event):
    """One member's year."""

    person: str
    year: int


class DuesBaseDecided(OfDues):
    """From the month `first` on, `base` a month makes `monthly`; `approval` is what the working committee approved.

    `retired` says whose bands were taken.
    """

    SAYS = "核定党费基数"
    TOPIC = "party.dues-base-decided.v1"
    first: str
    retired: bool = False
    approval: str = ""
    base: Reckoned[Decimal] = NOTHING
    monthly: Reckoned[Decimal] = NOTHING


class DuesReliefDecided(OfDues):
    """From `first` to `last` nothing, or `amount` a month, or all of it again. `relief` is exempt, reduced or full."""

    SAYS = "决定党费减免"
    TOPIC = "party.dues-relief-decided.v1"
    first: str
    last: str
    relief: str
    amount: Reckoned[Decimal] = NOTHING
    reason: Personal[str] = ""


class OfMonth(OfDues):
    """Of one month's dues."""

    month: str


class DuesOwed(OfMonth):
    SAYS = "登记应缴党费"
    TOPIC = "party.dues-owed.v1"
    due: date
    amount: Reckoned[Decimal] = NOTHING


class DuesExempted(OfMonth):
    """Nothing is owed for the month, or no longer."""

    SAYS = "免缴党费"
    TOPIC = "party.dues-exempted.v1"


class DuesChanged(OfMonth):
    """Another sum is owed for a month that is not paid yet, by the same day."""

    SAYS = "变更应缴党费"
    TOPIC = "party.dues-changed.v1"
    amount: Reckoned[Decimal] = NOTHING


class DuesPaid(OfMonth):
    """Handed over by the member on the business date; `number` is the receipt's."""

    SAYS = "缴纳党费"
    TOPIC = "party.dues-paid.v1"
    number: str
    amount: Reckoned[Decimal] = NOTHING


class DuesPaymentVoided(OfMonth):
    """Entered in error: the month is owed again, the receipt is void and keeps its number."""

    SAYS = "作废党费缴纳"
    TOPIC = "party.dues-payment-voided.v1"
    number: str
    overdue: bool = False
    reason: Personal[str] = ""


class DuesRefunded(OfMonth):
    """What was paid too much is given back; `number` is that of its own receipt. `whole`: nothing is left of the
    payment, so that the month is owed again, `overdue` where it was missed before."""

    SAYS = "退还党费"
    TOPIC = "party.dues-refunded.v1"
    number: str
    whole: bool = False
    overdue: bool = False
    amount: Reckoned[Decimal] = NOTHING
    reason: Personal[str] = ""


class DuesDelayExplained(OfMonth):
    """The member said in time why they would be late."""

    SAYS = "说明党费缓缴"
    TOPIC = "party.dues-delay-explained.v1"
    reason: Personal[str] = ""


class DuesMissed(OfMonth):
    """The day passed and nothing was paid; recorded once by the clock. `excused` where the reason was told in time."""

    SAYS = "记录党费逾期未缴"
    TOPIC = "party.dues-missed.v1"
    due: date
    excused: bool = False


class DuesMissWithdrawn(OfMonth):
    """They had paid in time, and it was entered late only."""

    SAYS = "撤回党费逾期记录"
    TOPIC = "party.dues-miss-withdrawn.v1"
    due: date


class DuesCriticised(OfMonth):
    """`measure` is oral, circular, or empty where it no longer holds; `was` what it was before. `nth` of the year."""

    SAYS = "党费缴纳批评"
    TOPIC = "party.dues-criticised.v1"
    due: date
    measure: Shared[str]
    was: Shared[str] = ""
    nth: int = 0


class RemittanceDue(Event):
    """What was collected is to be handed up. `person` is the organisation member."""

    SAYS = "登记应上缴党费"
    TOPIC = "party.dues-remittance-due.v1"
    month: str
    person: str
    due: date


class RemittanceMissed(Event):
    SAYS = "记录党费上缴逾期"
    TOPIC = "party.dues-remittance-missed.v1"
    month: str
    person: str
    due: date


class DuesRemitted(Event):
    """Handed up on the business date with its register: the receipts `numbers`, `total` yuan together."""

    SAYS = "上缴党费"
    TOPIC = "party.dues-remitted.v1"
    month: str
    numbers: tuple[str, ...]
    total: Decimal
    to: str = ""
