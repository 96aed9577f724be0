"""What happens to one request to spend (B10.7, A31). Sums in yuan to the fen.

`person` asked, `department` is whose money it is, `year` and `line` where in the budget it stands. `reference` is the
record that carries the request out: a claim, a purchase. What it is for may name people and stays in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal

ZERO = Decimal("0.00")


class SpendingRequested(Event):
    """`decides` is the post whose consent the amount takes."""

    SAYS = "申请用款"
    TOPIC = "finance.spending-requested.v1"
    number: str
    person: str
    year: int
    line: str
    amount: Decimal
    decides: str
    purpose: Personal[str] = ""


class OfSpending(Event):
    number: str
    person: str
    year: int
    line: str


class SpendingReferred(OfSpending):
    """Major spending: nobody consents before the Party group has carried it (A31). `threshold` is from which sum on."""

    SAYS = "用款提请党组会议"
    TOPIC = "finance.spending-referred.v1"
    amount: Decimal
    threshold: Decimal


class SpendingCarried(OfSpending):
    """The Party group carried it: `motion` is the resolution's number."""

    SAYS = "党组会议通过用款"
    TOPIC = "finance.spending-carried.v1"
    motion: str


class SpendingLost(OfSpending):
    """The Party group did not: the request falls."""

    SAYS = "党组会议未通过用款"
    TOPIC = "finance.spending-lost.v1"


class SpendingApproved(OfSpending):
    """Consented to, and set aside in the budget. `due` is the last day on which it is used or claimed."""

    SAYS = "批准用款"
    TOPIC = "finance.spending-approved.v1"
    amount: Decimal
    due: date
    motion: str = ""


class SpendingRejected(OfSpending):
    SAYS = "不同意用款"
    TOPIC = "finance.spending-rejected.v1"
    reason: Personal[str] = ""


class SpendingWithdrawn(OfSpending):
    """No longer needed; what was set aside and not spent is free again."""

    SAYS = "撤回用款申请"
    TOPIC = "finance.spending-withdrawn.v1"
    reason: Personal[str] = ""


class SpendingExpired(OfSpending):
    """Not used in time: what was set aside and not spent is free again, and it is asked for anew."""

    SAYS = "用款批准到期失效"
    TOPIC = "finance.spending-expired.v1"
    due: date


class SpendingTaken(OfSpending):
    """A record wants this much of it; `taken` is what such records want together."""

    SAYS = "占用用款额度"
    TOPIC = "finance.spending-taken.v1"
    amount: Decimal
    taken: Decimal
    reference: UUID


class SpendingFreed(OfSpending):
    """The record wants nothing of it any more."""

    SAYS = "释放用款额度"
    TOPIC = "finance.spending-freed.v1"
    amount: Decimal
    taken: Decimal
    reference: UUID


class SpendingUsed(OfSpending):
    """So much was paid; `spent` is what was paid of it so far, `taken` what other records still want. `last`: nothing
    more comes of it, and what is left of the sum set aside is free again."""

    SAYS = "支用用款额度"
    TOPIC = "finance.spending-used.v1"
    amount: Decimal
    spent: Decimal
    taken: Decimal
    last: bool
    reference: UUID | None = None
