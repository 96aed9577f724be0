"""What happens to a member's dues of a year, and to the month's remittance (B8).

Sums are in yuan to the fen and never leave the service: they tell what somebody earns. `person` is whose dues they
are, `month` reads `2026-07`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Personal

NOTHING = Decimal("0.00")


class OfDues(Event):
    """One member's year."""

    person: str
    year: int


class DuesBaseDecided(OfDues):
    """From the month `first` on, `base` a month makes `monthly`; `approval` is what the working committee approved.

    `retired` says whose bands were taken.
    """

    TOPIC = "party.dues-base-decided.v1"
    first: str
    retired: bool = False
    approval: str = ""
    base: Personal[Decimal] = NOTHING
    monthly: Personal[Decimal] = NOTHING


class DuesReliefDecided(OfDues):
    """From `first` to `last` nothing, or `amount` a month, or all of it again. `relief` is exempt, reduced or full."""

    TOPIC = "party.dues-relief-decided.v1"
    first: str
    last: str
    relief: str
    amount: Personal[Decimal] = NOTHING
    reason: Personal[str] = ""


class OfMonth(OfDues):
    """Of one month's dues."""

    month: str


class DuesOwed(OfMonth):
    TOPIC = "party.dues-owed.v1"
    due: date
    amount: Personal[Decimal] = NOTHING


class DuesExempted(OfMonth):
    """Nothing is owed for the month, or no longer."""

    TOPIC = "party.dues-exempted.v1"


class DuesChanged(OfMonth):
    """Another sum is owed for a month that is not paid yet, by the same day."""

    TOPIC = "party.dues-changed.v1"
    amount: Personal[Decimal] = NOTHING


class DuesPaid(OfMonth):
    """Handed over by the member on the business date; `number` is the receipt's."""

    TOPIC = "party.dues-paid.v1"
    number: str
    amount: Personal[Decimal] = NOTHING


class DuesPaymentVoided(OfMonth):
    """Entered in error: the month is owed again, the receipt is void and keeps its number."""

    TOPIC = "party.dues-payment-voided.v1"
    number: str
    overdue: bool = False
    reason: Personal[str] = ""


class DuesRefunded(OfMonth):
    """What was paid too much is given back; `number` is that of its own receipt. `whole`: nothing is left of the
    payment, so that the month is owed again, `overdue` where it was missed before."""

    TOPIC = "party.dues-refunded.v1"
    number: str
    whole: bool = False
    overdue: bool = False
    amount: Personal[Decimal] = NOTHING
    reason: Personal[str] = ""


class DuesDelayExplained(OfMonth):
    """The member said in time why they would be late."""

    TOPIC = "party.dues-delay-explained.v1"
    reason: Personal[str] = ""


class DuesMissed(OfMonth):
    """The day passed and nothing was paid; recorded once by the clock. `excused` where the reason was told in time."""

    TOPIC = "party.dues-missed.v1"
    due: date
    excused: bool = False


class DuesMissWithdrawn(OfMonth):
    """They had paid in time, and it was entered late only."""

    TOPIC = "party.dues-miss-withdrawn.v1"
    due: date


class DuesCriticised(OfMonth):
    """`measure` is oral, circular, or empty where it no longer holds; `was` what it was before. `nth` of the year."""

    TOPIC = "party.dues-criticised.v1"
    due: date
    measure: str
    was: str = ""
    nth: int = 0


class RemittanceDue(Event):
    """What was collected is to be handed up. `person` is the organisation member."""

    TOPIC = "party.dues-remittance-due.v1"
    month: str
    person: str
    due: date


class RemittanceMissed(Event):
    TOPIC = "party.dues-remittance-missed.v1"
    month: str
    person: str
    due: date


class DuesRemitted(Event):
    """Handed up on the business date with its register: the receipts `numbers`, `total` yuan together."""

    TOPIC = "party.dues-remitted.v1"
    month: str
    numbers: tuple[str, ...]
    total: Decimal
    to: str = ""
