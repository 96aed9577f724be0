"""One advance: consented to, drawn in cash, owed until nothing of it is left (B10.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.advances import events as e
from services.finance.money import ZERO
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

CITES = ("B10.7",)


class AdvanceStatus(Status):
    REQUESTED = "requested", "待同意", "waiting for consent"
    APPROVED = "approved", "待支取", "to be drawn"
    DRAWN = "drawn", "未还清", "owed"
    SETTLED = "settled", "已还清", "settled"
    REJECTED = "rejected", "未同意", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    WRITTEN_OFF = "written-off", "已核销", "written off"


class Means(Word):
    """How it is paid back."""

    CASH = "cash", "现金", "in cash"
    BANK = "bank", "银行转账", "by bank transfer"
    PAY = "pay", "工资扣还", "kept back from pay"


BECOMES: Becomes = {
    e.AdvanceRequested: AdvanceStatus.REQUESTED,
    e.AdvanceApproved: AdvanceStatus.APPROVED,
    e.AdvanceRejected: AdvanceStatus.REJECTED,
    e.AdvanceWithdrawn: AdvanceStatus.WITHDRAWN,
    e.AdvanceDrawn: AdvanceStatus.DRAWN,
    e.RepaymentTakenBack: AdvanceStatus.DRAWN,
    e.AdvanceWrittenOff: AdvanceStatus.WRITTEN_OFF,
}
UNDER_WAY = (AdvanceStatus.REQUESTED, AdvanceStatus.APPROVED, AdvanceStatus.DRAWN)
"""What may still be owed."""


class AdvanceDecided(Refusal):
    """The advance does not stand so that this can be done."""

    code = "finance.advance-decided"
    next = ("请打开该借款查看办理情况。", "Open the advance to see how it stands.")


class AdvanceNotApproved(Refusal):
    """Nothing is drawn before the leaders have consented."""

    code = "finance.advance-not-approved"
    next = ("请等待领导同意后再支取。", "Wait for the leaders' consent, then draw it.")


class AdvanceOpen(Refusal):
    """An earlier one is not settled, or still waits to be decided or drawn."""

    code = "finance.advance-open"
    next = ("请先报销或还清前一笔借款。", "Settle the earlier one first, by a claim or by repaying it.")


NOT_DRAWN = (
    "请先撤回前一笔借款，或待其支取并还清。",
    "Withdraw the earlier one first, or wait until it is drawn and settled.",
)
"""What to do instead of settling what nobody has drawn."""


class MoreThanOwed(Refusal):
    """More than is still owed of it."""

    code = "finance.advance-more-than-owed"
    kind = "invalid"
    next = ("请按尚欠金额办理。", "Enter no more than what is still owed.")


class NotDecided(Refusal):
    """Nothing is kept back from pay, and nothing given up, without a decision."""

    code = "finance.advance-not-decided"
    next = (
        "请先由主任决定；超过权限的，先提请党组表决，并在表决事项中填写该借款的关联业务编号。",
        "Have the chair decide first; beyond that, put it to the Party group, whose motion names this reference.",
    )


class NoSuchRepayment(Refusal):
    """Nothing was repaid of it by that voucher, or it was taken back already."""

    code = "finance.no-such-repayment"
    kind = "not-found"
    next = ("请打开该借款，选择仍然有效的还款。", "Open the advance and choose a repayment that still counts.")


class AdvanceOfAnother(Refusal):
    """It is set off against what is paid to whoever drew it."""

    code = "finance.advance-of-another"
    kind = "invalid"
    next = ("请选择收款人本人未还清的借款。", "Name an advance that one of the payees still owes.")


class Advance(Aggregate):
    CALLED = "借款", "advance"
    CITES = CITES
    CARRIES = ("number", "person", "department", "amount")
    BECOMES = BECOMES
    WRONG_STATUS = AdvanceDecided
    STILL = {AdvanceStatus.REQUESTED: AdvanceNotApproved}
    number = ""
    person = ""
    department = ""
    amount: Decimal = ZERO
    outstanding: Decimal = ZERO
    due = date.max
    overdue = False
    deductible = False
    """It was decided that it may be kept back from pay."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.route: tuple[str, ...] = ()
        """The posts that have not consented yet."""
        self.repaid: dict[str, e.AdvanceRepaid] = {}
        """By voucher, less what was taken back."""

    @property
    def waits_for(self) -> str:
        return self.route[0] if self.route else ""

    def request(
        self, act: Act, *, number: str, department: str, amount: Decimal, purpose: str, route: Sequence[str]
    ) -> None:
        self.trigger(
            e.AdvanceRequested, act, number=number, person=act.actor, department=department, amount=amount,
            purpose=purpose, route=tuple(route),
        )  # fmt: skip

    def consent(self, act: Act) -> None:
        """Of the post whose turn it is; the last one's makes that it may be drawn."""
        if len(self.route) > 1:
            self.trigger(e.AdvanceEndorsed, act, waits_for=self.route[1])
        else:
            self.trigger(e.AdvanceApproved, act)

    def draw(self, act: Act, *, due: date, voucher: str) -> None:
        self.trigger(e.AdvanceDrawn, act, due=due, voucher=voucher)

    def check_owed(self, amount: Decimal) -> None:
        if amount > self.outstanding:
            raise MoreThanOwed(
                f"该借款尚欠{self.outstanding}元，不能登记{amount}元。",
                f"{self.outstanding} yuan are still owed, not {amount}.",
                cites=CITES,
                outstanding=str(self.outstanding),
            )

    def set_off(self, act: Act, *, amount: Decimal, claim: UUID) -> None:
        self.check_owed(amount)
        self._late_is_late(act)
        self.trigger(e.AdvanceSetOff, act, amount=amount, outstanding=self.outstanding - amount, claim=claim)

    def check_repayment(self, amount: Decimal, means: Means) -> None:
        self.check_owed(amount)
        if means is Means.PAY and not self.deductible:
            raise NotDecided(
                "未经决定，不能从工资中扣还。", "Nothing is kept back from pay without a decision.", cites=CITES
            )

    def repay(self, act: Act, *, amount: Decimal, means: Means, voucher: str) -> None:
        self.check_repayment(amount, means)
        self._late_is_late(act)
        self.trigger(
            e.AdvanceRepaid, act, amount=amount, outstanding=self.outstanding - amount, means=means.value,
            voucher=voucher,
        )  # fmt: skip

    def repayment(self, voucher: str) -> e.AdvanceRepaid:
        if voucher not in self.repaid:
            raise NoSuchRepayment(
                "该借款没有这笔还款，或已撤销。", "No such repayment of it, or it was taken back.", cites=CITES
            )
        return self.repaid[voucher]

    def take_back(self, act: Act, *, repayment: str, voucher: str, reason: str) -> None:
        """Owed again by the day it was owed by."""
        amount = self.repayment(repayment).amount
        self.trigger(
            e.RepaymentTakenBack, act, amount=amount, outstanding=self.outstanding + amount, repayment=repayment,
            voucher=voucher, reason=reason,
        )  # fmt: skip

    def miss(self, act: Act) -> None:
        self.trigger(e.AdvanceOverdue, act, due=self.due, outstanding=self.outstanding)

    def decide_deduction(self, act: Act, *, motion: str, reason: str) -> None:
        if self.deductible:
            raise AdvanceDecided("已决定从工资中扣还。", "It was decided already.", cites=CITES)
        self.trigger(e.DeductionDecided, act, outstanding=self.outstanding, motion=motion, reason=reason)

    def write_off(self, act: Act, *, voucher: str, motion: str, reason: str) -> None:
        self.trigger(
            e.AdvanceWrittenOff, act, amount=self.outstanding, outstanding=ZERO, voucher=voucher, motion=motion,
            reason=reason,
        )  # fmt: skip

    # -- inside -------------------------------------------------------------------------------------------------------

    def _late_is_late(self, act: Act) -> None:
        """Also where the clock has not come by yet."""
        if act.day > self.due and not self.overdue:
            self.miss(act)

    @applies(e.AdvanceRequested)
    def _requested(self, event: e.AdvanceRequested) -> None:
        self.route = event.route

    @applies(e.AdvanceEndorsed, e.AdvanceApproved)
    def _consented(self, event: e.OfAdvance) -> None:
        self.route = self.route[1:]

    @applies(e.AdvanceDrawn)
    def _drawn(self, event: e.AdvanceDrawn) -> None:
        self.outstanding, self.due = event.amount, event.due

    @applies(e.AdvanceSetOff, e.AdvanceRepaid, e.AdvanceWrittenOff)
    def _less(self, event: e.OfDebt) -> None:
        self.outstanding = event.outstanding
        if isinstance(event, e.AdvanceRepaid):
            self.repaid[event.voucher] = event
        if not event.outstanding and self.status is AdvanceStatus.DRAWN:
            self.status = AdvanceStatus.SETTLED

    @applies(e.RepaymentTakenBack)
    def _owed_again(self, event: e.RepaymentTakenBack) -> None:
        self.outstanding = event.outstanding
        self.repaid.pop(event.repayment, None)

    @applies(e.DeductionDecided)
    def _deductible(self, event: e.DeductionDecided) -> None:
        self.deductible = True

    @applies(e.AdvanceOverdue)
    def _overdue(self, event: e.AdvanceOverdue) -> None:
        """The day it was owed by stays the day it was owed by."""
        self.overdue = True
