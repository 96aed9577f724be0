"""What happens to one claim (A32). Sums in yuan to the fen.

`person` hands it in and answers for it; `department`, `budget_year` and `line` say where in the budget it stands. Why
the money was spent and who gets it stays in the service.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Part, Personal

ZERO = Decimal("0.00")


class Item(Part):
    """One thing that is claimed: of a kind, on an invoice where the kind takes one."""

    kind: str
    amount: Decimal
    invoice: UUID | None = None


class Payee(Part):
    """Somebody of the organ, or whoever else is called `name`, and their part of the whole."""

    amount: Decimal
    person: str = ""
    name: str = ""


class Limit(Part):
    """What a standard allows of a kind at most."""

    kind: str
    most: Decimal


class Cut(Part):
    """Of the item at this place, counted from 1, only `allowed` is paid."""

    place: int
    allowed: Decimal
    ground: str


class OfClaim(Event):
    number: str
    person: str
    budget_year: int
    line: str


class OfContents(OfClaim):
    """All that is claimed, and on what ground. `spending` is the request that it carries out, which it `completes`;
    `advance` what is set off against it. `reviewers` and `approver` are the posts that decide."""

    amount: Decimal
    items: tuple[Item, ...]
    reviewers: tuple[str, ...]
    approver: str
    spending: UUID | None = None
    completes: bool = True
    trip: UUID | None = None
    reception: UUID | None = None
    advance: UUID | None = None
    limits: tuple[Limit, ...] = ()
    concerned: Personal[tuple[str, ...]] = ()
    """Who may not decide on it: who hands it in, who is paid, who travelled."""
    payees: Personal[tuple[Payee, ...]] = ()
    purpose: Personal[str] = ""


class ClaimSubmitted(OfContents):
    TOPIC = "finance.claim-submitted.v1"


class ClaimRevised(OfContents):
    """Handed in anew after it came back; it is as new as what it was first."""

    TOPIC = "finance.claim-revised.v1"


class ClaimChecked(OfClaim):
    """Finance checked every invoice and standard: `amount` is allowed, `cut` is not. `allowances` are of each item and
    `parts` of each payee, in order."""

    TOPIC = "finance.claim-checked.v1"
    amount: Decimal
    cut: Decimal
    allowances: tuple[Decimal, ...]
    cuts: Personal[tuple[Cut, ...]] = ()
    parts: Personal[tuple[Decimal, ...]] = ()


class ClaimReviewed(OfClaim):
    TOPIC = "finance.claim-reviewed.v1"
    amount: Decimal


class ClaimApproved(OfClaim):
    """To be paid: `amount` of what finance allowed, all of it or for the `ground` given less."""

    TOPIC = "finance.claim-approved.v1"
    amount: Decimal
    less: Decimal = ZERO
    parts: Personal[tuple[Decimal, ...]] = ()
    ground: Personal[str] = ""


class ClaimPaid(OfClaim):
    """`amount` was approved: `set_off` of it against the advance, `paid` by this method. `requested` less what was cut
    or not approved is `amount`."""

    TOPIC = "finance.claim-paid.v1"
    requested: Decimal
    amount: Decimal
    set_off: Decimal
    paid: Decimal
    method: str
    voucher: str


class ClaimArchived(OfClaim):
    """Filed with its voucher in a bound volume."""

    TOPIC = "finance.claim-archived.v1"
    voucher: str
    volume: str


class ClaimReturned(OfClaim):
    """To an earlier step: `to` is claimant, check, review or approval. What was decided from there on no longer holds:
    `amount` and `parts` are what is paid as things stand."""

    TOPIC = "finance.claim-returned.v1"
    to: str
    amount: Decimal
    parts: Personal[tuple[Decimal, ...]] = ()
    reason: Personal[str] = ""


class ClaimRejected(OfClaim):
    """Nothing of it is paid; its invoices and what was set aside are free again."""

    TOPIC = "finance.claim-rejected.v1"
    reason: Personal[str] = ""


class ClaimWithdrawn(OfClaim):
    """By whoever handed it in, before it was paid."""

    TOPIC = "finance.claim-withdrawn.v1"
    reason: Personal[str] = ""
