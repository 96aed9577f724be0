"""银行存款余额调节表 and 库存现金盘点表 (A28): what is shown of them, and their forms, signed by who did what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.finance.ledger.record import Book, VoucherNumber
from services.finance.month_end import events as e
from services.finance.month_end.month import MonthEndStatus
from services.finance.month_end.record import InTransitRecord
from services.kernel.procedure.fields import Month
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed
from services.kernel.procedure.record import Count, choice

Denomination = Annotated[str, *choice("month_end.denominations", "面额 / denomination")]


class BothSides(View):
    """From what each side says to what both would say, had each all that the other has."""

    book: Book
    month: Month
    at_bank: Decimal = Field(title="对账单余额(元) / balance at the bank (yuan)")
    bank_received: Decimal = Field(title="加：银行已收单位未收(元) / received by the bank only (yuan)")
    bank_paid: Decimal = Field(title="减：银行已付单位未付(元) / paid by the bank only (yuan)")
    in_books: Decimal = Field(title="账面银行存款(元) / bank in the books (yuan)")
    books_received: Decimal = Field(title="加：单位已收银行未收(元) / received in the books only (yuan)")
    books_paid: Decimal = Field(title="减：单位已付银行未付(元) / paid in the books only (yuan)")
    adjusted: Decimal = Field(title="调节后余额(元) / adjusted balance (yuan)")


SIDES = ("in_books", "at_bank"), ("bank_received", "books_received"), ("bank_paid", "books_paid")
"""What stands beside what, above the balance on which both agree."""


class AdjustmentView(BothSides):
    """As it was prepared."""

    id: UUID = Field(title="标识 / id")
    status: MonthEndStatus = Field(title="状态 / status")
    prepared_on: date | None = Field(title="编制日 / prepared on")
    items: list[InTransitRecord] = Field(title="未达账项 / items in transit")


class CountLine(View):
    denomination: Denomination
    count: Count = Field(title="数量 / pieces")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")


class CashCountView(View):
    id: UUID = Field(title="标识 / id")
    book: Book
    month: Month
    status: MonthEndStatus = Field(title="状态 / status")
    counted_on: date | None = Field(title="盘点日 / counted on")
    pieces: list[CountLine] = Field(title="各面额 / by denomination")
    counted: Decimal = Field(title="实点现金(元) / cash counted (yuan)")
    held: Decimal = Field(title="账面现金(元) / cash in the books (yuan)")
    differs: Decimal = Field(title="差异(元) / difference (yuan)")
    count_explained: str = Field(title="现金差异说明 / why the cash differs")
    voucher: VoucherNumber


def _whose(view: Any) -> str:
    return str(view.book)


ADJUSTMENT = Form(
    "银行存款余额调节表 / bank reconciliation",
    AdjustmentView,
    Cells("book month", *(" ".join(pair) for pair in SIDES), "adjusted"),
    Lines("items", "side:1.5 day amount reference:1.5 explanation:2", numbered=True),
    Signatures(
        Signed("编制", e.ReconciliationPrepared),
        Signed("复核", {e.ReconciliationSigned: "相符"}),
        Signed("结账", e.MonthClosed, optional=True),
        anew=(e.ReconciliationPrepared, e.ReconciliationReturned),
    ),
    dated="prepared_on",
    head=_whose,
)
CASH_COUNT = Form(
    "库存现金盘点表 / count of the cash",
    CashCountView,
    Cells("book month"),
    Lines("pieces", "denomination count:1 amount:1", sums="amount"),
    Cells("counted held", "differs voucher", "count_explained"),
    Signatures(
        Signed("盘点人", e.CashCounted), Signed("出纳", {e.CashCountConfirmed: "已确认"}), anew=(e.CashCounted,)
    ),
    dated="counted_on",
    head=_whose,
)  # fmt: skip
