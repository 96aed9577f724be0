"""One receipt: voided where it is wrong, never deleted (B10.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.money import ZERO
from services.finance.receipts import events as e
from services.finance.receipts.book import CITES
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal


class Means(Word):
    CASH = "cash", "现金", "cash"
    BANK = "bank", "银行转账", "bank transfer"


class ReceiptStatus(Status):
    ISSUED = "issued", "已开具", "issued"
    VOID = "void", "作废", "void"


class ReceiptIsVoid(Refusal):
    code = "finance.receipt-void"
    next = ("请打开该票据查看作废原因。", "Open the receipt to see why it is void.")


class ReceiptPassedOn(Refusal):
    """Its money is at the bank or with the treasury: voiding it would leave a deposit without a receipt."""

    code = "finance.receipt-passed-on"
    next = (
        "款项已缴存或已上缴的，按退付手续向财政申请退还。",
        "What is banked or handed up is given back by the treasury on application.",
    )


class Receipt(Aggregate):
    CALLED = "票据", "receipt"
    CITES = CITES
    CARRIES = ("number", "month", "amount", "takings", "voucher", "charge", "means")
    BECOMES = {
        e.ReceiptIssued: ReceiptStatus.ISSUED,
        e.ReceiptSpoiled: ReceiptStatus.VOID,
        e.ReceiptVoided: ReceiptStatus.VOID,
    }
    WRONG_STATUS = ReceiptIsVoid
    number = month = voucher = means = ""
    amount: Decimal = ZERO
    takings: UUID | None = None
    charge: UUID | None = None
    issued_by = ""

    def issue(self, act: Act, **said: Any) -> None:
        self.trigger(e.ReceiptIssued, act, **said)

    def spoil(self, act: Act, *, number: str, book: UUID, month: str, reason: str) -> None:
        self.trigger(e.ReceiptSpoiled, act, number=number, book=book, month=month, reason=reason)

    def void(self, act: Act, *, voucher: str, reason: str) -> None:
        self.trigger(e.ReceiptVoided, act, voucher=voucher, reason=reason)

    @applies(e.ReceiptIssued)
    def _issued(self, event: e.ReceiptIssued) -> None:
        self.issued_by = event.actor
