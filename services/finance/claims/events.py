"""What happens to one claim (A32). Sums in yuan to the fen.

`person` hands it in and answers for it; `department`, `budget_year` and `line` say where in the budget it stands. Why
the money was spent and who gets it stays in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Part, Personal, Reckoned

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
    overtime: UUID | None = None
    duty: UUID | None = None
    advance: UUID | None = None
    limits: tuple[Limit, ...] = ()
    concerned: Reckoned[tuple[str, ...]] = ()
    """Who may not decide on it: who hands it in, who is paid, who travelled."""
    payees: Personal[tuple[Payee, ...]] = ()
    purpose: Personal[str] = ""


class ClaimSubmitted(OfContents):
    SAYS = "提交报销"
    TOPIC = "finance.claim-submitted.v1"


class ClaimRevised(OfContents):
    """Handed in anew after it came back; it is as new as what it was first."""

    SAYS = "重新提交报销"
    TOPIC = "finance.claim-revised.v1"


class ClaimChecked(OfClaim):
    """Finance checked every invoice and standard: `amount` is allowed, `cut` is not. `allowances` are of each item and
    `parts` of each payee, in order."""

    SAYS = "审核报销"
    TOPIC = "finance.claim-checked.v1"
    amount: Decimal
    cut: Decimal
    allowances: tuple[Decimal, ...]
    cuts: Reckoned[tuple[Cut, ...]] = ()
    parts: Reckoned[tuple[Decimal, ...]] = ()


class ClaimReviewed(OfClaim):
    SAYS = "复核报销"
    TOPIC = "finance.claim-reviewed.v1"
    amount: Decimal


class ClaimApproved(OfClaim):
    """To be paid: `amount` of what finance allowed, all of it or for the `ground` given less."""

    SAYS = "批准报销"
    TOPIC = "finance.claim-approved.v1"
    amount: Decimal
    less: Decimal = ZERO
    parts: Reckoned[tuple[Decimal, ...]] = ()
    ground: Personal[str] = ""


class ClaimPaid(OfClaim):
    """`amount` was approved: `set_off` of it against the advance, `paid` by this method. `requested` less what was cut
    or not approved is `amount`."""

    SAYS = "支付报销"
    TOPIC = "finance.claim-paid.v1"
    requested: Decimal
    amount: Decimal
    set_off: Decimal
    paid: Decimal
    method: str
    voucher: str


class ClaimBounced(OfClaim):
    """The bank sent back `amount` of what was paid by `method` with the voucher `paid_with`; `due` is all that waits to
    be paid again, `paid` what the payees have. `on` is the bank's day, `voucher` enters it."""

    SAYS = "登记报销款退汇"
    TOPIC = "finance.claim-bounced.v1"
    on: date
    amount: Decimal
    method: str
    paid_with: str
    due: Decimal
    paid: Decimal
    voucher: str
    reason: Personal[str] = ""


class ClaimBounceTakenBack(OfClaim):
    """It was entered in error: `amount` never came back. `bounced` is the voucher that `voucher` takes back."""

    SAYS = "撤销报销款退汇登记"
    TOPIC = "finance.claim-bounce-taken-back.v1"
    amount: Decimal
    method: str
    due: Decimal
    paid: Decimal
    bounced: str
    voucher: str
    reason: Personal[str] = ""


class ClaimPaidAgain(OfClaim):
    """What had come back; `paid` is what the payees have now."""

    SAYS = "重新支付报销款"
    TOPIC = "finance.claim-paid-again.v1"
    amount: Decimal
    paid: Decimal
    method: str
    voucher: str


class ClaimArchived(OfClaim):
    """Filed with its voucher in a bound volume."""

    SAYS = "报销凭证归档"
    TOPIC = "finance.claim-archived.v1"
    voucher: str
    volume: str


class ClaimReturned(OfClaim):
    """To an earlier step: `to` is claimant, check, review or approval. What was decided from there on no longer holds:
    `amount` and `parts` are what is paid as things stand."""

    SAYS = "退回报销"
    TOPIC = "finance.claim-returned.v1"
    to: str
    amount: Decimal
    parts: Reckoned[tuple[Decimal, ...]] = ()
    reason: Personal[str] = ""


class ClaimRejected(OfClaim):
    """Nothing of it is paid; its invoices and what was set aside are free again."""

    SAYS = "不同意报销"
    TOPIC = "finance.claim-rejected.v1"
    reason: Personal[str] = ""


class ClaimWithdrawn(OfClaim):
    """By whoever handed it in, before it was paid."""

    SAYS = "撤回报销"
    TOPIC = "finance.claim-withdrawn.v1"
    reason: Personal[str] = ""
