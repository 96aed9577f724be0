"""One payment of the union's fund: asked for, decided by the chair of the union, paid by the cashier (A27)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.money import ZERO
from services.finance.union_fund import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal

CITES = ("A27",)


class PaymentStatus(Status):
    REQUESTED = "requested", "待审批", "asked for"
    RETURNED = "returned", "已退回", "returned"
    APPROVED = "approved", "待支付", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    PAID = "paid", "已支付", "paid"
    TAKEN_BACK = "taken-back", "已冲回", "taken back"


class Kept(Word):
    """What whoever asks says to one prohibition."""

    YES = "yes", "不违反", "kept"
    NO = "no", "涉及", "not kept"


class How(Word):
    """How the program decides one, beside the answer that is given."""

    ITEMS = "items", "核对支出内容", "by what is bought"
    LIMITS = "limits", "核算人均标准", "by the sums per head"
    MEMBERS = "members", "核对会员名册", "by the register of members"
    PURPOSES = "purposes", "核对支出用途", "by the purpose"
    BOOKS = "books", "核对工会账套", "by the union's own books"


class OwnUnionPayment(Refusal):
    """Nobody decides on a payment that they asked for, or that benefits them, standing in included."""

    code = "finance.union-own-payment"
    kind = "forbidden"
    next = (
        "涉及工会主席本人的，由分管财务领导审批；也可由代行人审批。",
        "What concerns the chair of the union is decided by the leader in charge of finance, or by who stands in.",
    )


class UnionChairDecides(Refusal):
    """The leader in charge of finance decides only on what concerns the chair of the union."""

    code = "finance.union-chair-decides"
    kind = "forbidden"
    next = ("请由机关工会主席审批。", "Leave it to the chair of the union.")


class NobodyCouldDecide(Refusal):
    """It concerns everybody who could decide on it."""

    code = "finance.union-nobody-could-decide"
    kind = "invalid"
    next = (
        "请把工会主席和分管财务领导的部分分开申请。",
        "Ask for the part of the chair of the union apart from that of the leader in charge of finance.",
    )


class UnionPayment(Aggregate):
    CALLED = "工会经费支出", "payment of the union"
    CITES = CITES
    CARRIES = ("number", "person", "department", "purpose", "amount")
    BECOMES = {
        e.UnionPaymentRequested: PaymentStatus.REQUESTED,
        e.UnionPaymentRevised: PaymentStatus.REQUESTED,
        e.UnionPaymentReturned: PaymentStatus.RETURNED,
        e.UnionPaymentApproved: PaymentStatus.APPROVED,
        e.UnionPaymentRejected: PaymentStatus.REJECTED,
        e.UnionPaymentWithdrawn: PaymentStatus.WITHDRAWN,
        e.UnionPaymentPaid: PaymentStatus.PAID,
        e.UnionPaymentTakenBack: PaymentStatus.TAKEN_BACK,
    }
    number = ""
    person = ""
    department = ""
    purpose = ""
    amount: Decimal = ZERO
    recipients: tuple[str, ...] = ()
    approved_on = date.min
    voucher = ""

    def request(self, act: Act, *, number: str, department: str, asked: Mapping[str, Any]) -> None:
        self.trigger(
            e.UnionPaymentRequested, act, number=number, person=act.actor, department=department, **asked
        )  # fmt: skip

    def revise(self, act: Act, *, asked: Mapping[str, Any]) -> None:
        self.trigger(e.UnionPaymentRevised, act, **asked)

    def pay(self, act: Act, *, on: date, account: str, voucher: str) -> None:
        if on < self.approved_on:
            raise Invalid(
                "支付日期不能早于批准日期。",
                "It is not paid before the day on which it was consented to.",
                fields=[{"field": "on", "value": on.isoformat()}],
            )
        self.trigger(e.UnionPaymentPaid, act, on=on, account=account, voucher=voucher)

    @applies(e.UnionPaymentRequested, e.UnionPaymentRevised)
    def _asked(self, event: e.UnionPaymentAsked) -> None:
        self.purpose, self.amount, self.recipients = event.purpose, event.amount, event.recipients

    @applies(e.UnionPaymentApproved)
    def _approved(self, event: e.UnionPaymentApproved) -> None:
        self.approved_on = event.day

    @applies(e.UnionPaymentPaid)
    def _paid(self, event: e.UnionPaymentPaid) -> None:
        self.voucher = event.voucher
