"""What comes into the union's fund and what is paid out of it (A27). Sums in yuan to the fen.

`person` is who asks for a payment. Whom it benefits, who is paid and what it is about stays in the service: it may tell
that somebody was ill, or in need.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Part, Personal


class Answer(Part):
    """To one prohibition: whoever asks said that the payment keeps it; `checked` is how the program decided it too."""

    prohibition: str
    checked: tuple[str, ...] = ()


class OfUnionPayment(Event):
    number: str
    person: str
    purpose: str
    amount: Decimal


class UnionPaymentAsked(OfUnionPayment):
    """`share` is what it comes to for each of the `people`, counted to `year`; the two bounds are those that it was
    held against, where there were any."""

    year: int
    item: str
    share: Decimal
    people: int
    answers: tuple[Answer, ...]
    most_a_year: Decimal | None = None
    most_each_time: Decimal | None = None
    recipients: Personal[tuple[str, ...]] = ()
    payee: Personal[str] = ""
    what: Personal[str] = ""


class UnionPaymentRequested(UnionPaymentAsked):
    SAYS = "申请工会支出"
    TOPIC = "finance.union-payment-requested.v1"


class UnionPaymentRevised(UnionPaymentAsked):
    """Asked for anew after it was returned."""

    SAYS = "重新提交工会支出"
    TOPIC = "finance.union-payment-revised.v1"


class UnionPaymentDeclined(OfUnionPayment):
    reason: Personal[str] = ""


class UnionPaymentReturned(UnionPaymentDeclined):
    """Something is missing or wrong; `reason` says what."""

    SAYS = "退回工会支出"
    TOPIC = "finance.union-payment-returned.v1"


class UnionPaymentApproved(OfUnionPayment):
    SAYS = "批准工会支出"
    TOPIC = "finance.union-payment-approved.v1"


class UnionPaymentRejected(UnionPaymentDeclined):
    SAYS = "不同意工会支出"
    TOPIC = "finance.union-payment-rejected.v1"


class UnionPaymentWithdrawn(OfUnionPayment):
    SAYS = "撤回工会支出申请"
    TOPIC = "finance.union-payment-withdrawn.v1"
    reason: Personal[str] = ""


class UnionPaymentPaid(OfUnionPayment):
    """Out of `account` on the business date; `voucher` is its entry in the union's books."""

    SAYS = "支付工会支出"
    TOPIC = "finance.union-payment-paid.v1"
    on: date
    account: str
    voucher: str


class UnionPaymentTakenBack(OfUnionPayment):
    """It was wrong, or came back: `voucher` takes its entry back."""

    SAYS = "冲回工会支出"
    TOPIC = "finance.union-payment-taken-back.v1"
    voucher: str
    reason: Personal[str] = ""


class OfUnionIncome(Event):
    """`kind` is grant or dues."""

    number: str
    kind: str
    amount: Decimal


class UnionIncomeReceived(OfUnionIncome):
    """Into `account` on the business date. Of dues, the `period` (`2026-Q3` or `2026`), the `base` of pay and the
    percentage of it that they are; of a grant, who made it."""

    SAYS = "登记工会收入"
    TOPIC = "finance.union-income-received.v1"
    on: date
    account: str
    voucher: str
    period: str = ""
    base: Decimal = Decimal("0.00")
    percentage: Decimal = Decimal("0.00")
    source: str = ""


class UnionIncomeTakenBack(OfUnionIncome):
    SAYS = "冲回工会收入"
    TOPIC = "finance.union-income-taken-back.v1"
    voucher: str
    reason: str = ""
