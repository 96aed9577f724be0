"""What comes into the union's fund: grants, and the members' dues of a quarter or a year (A27)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.finance.money import ZERO
from services.finance.union_fund import events as e
from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

CITES = ("A27",)


class IncomeKind(Word):
    GRANT = "grant", "拨缴经费", "grant"
    DUES = "dues", "会费", "dues"


class IncomeStatus(Status):
    RECEIVED = "received", "已入账", "received"
    TAKEN_BACK = "taken-back", "已冲回", "taken back"


class DuesCollected(Refusal):
    """The dues of the period, or of a part of it, were entered already."""

    code = "finance.union-dues-collected"
    next = ("请核对期间；登记有误的，先冲回原记录。", "Look at the period; take back what was entered wrongly first.")


class UnionIncome(Aggregate):
    CALLED = "工会收入", "income of the union"
    CITES = CITES
    CARRIES = ("number", "kind", "amount", "voucher")
    BECOMES = {
        e.UnionIncomeReceived: IncomeStatus.RECEIVED,
        e.UnionIncomeTakenBack: IncomeStatus.TAKEN_BACK,
    }
    number = ""
    kind = ""
    amount: Decimal = ZERO
    voucher = ""

    def receive(
        self, act: Act, *, number: str, kind: IncomeKind, on: date, amount: Decimal, account: str, voucher: str,
        period: str = "", base: Decimal = ZERO, percentage: Decimal = ZERO, source: str = "",
    ) -> None:  # fmt: skip
        self.trigger(
            e.UnionIncomeReceived, act, number=number, kind=kind.value, on=on, amount=amount, account=account,
            voucher=voucher, period=period, base=base, percentage=percentage, source=source,
        )  # fmt: skip

    def take_back(self, act: Act, *, voucher: str, reason: str) -> None:
        self.trigger(e.UnionIncomeTakenBack, act, voucher=voucher, reason=reason)
