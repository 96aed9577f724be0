"""发票台账: a line an invoice, red letters included."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.invoices import events as e
from services.finance.invoices.face import Face
from services.finance.invoices.invoice import Invoice, InvoiceStatus, Source
from services.finance.money import ZERO
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record, choice, refers

Kind = Annotated[str, *choice("invoices.kinds", "发票种类 / kind of invoice")]
FACE = tuple(field.name for field in fields(Face))


class InvoiceRecord(
    Record,
    table="invoices",
    zh="发票台账",
    en="Invoices",
    one="发票 / invoice",
    by="-on -code -number",
    find="person department status kind number reverses",
    dated="on",
    sheet="kind code number on seller seller_tax buyer buyer_reason net tax other gross left person department source"
    " corrected digest status claim",
    becomes=Invoice.BECOMES,
    cites=("A32", "B10.5"),
):
    kind: Kind
    code: str = Field(max_length=12, title="发票代码 / invoice code")
    number: str = Field(max_length=20, title="发票号码 / invoice number")
    on: date = Field(title="开票日期 / issued on")
    seller: str = Field(max_length=200, title="销售方 / seller")
    seller_tax: str = Field(max_length=20, title="销售方税号 / seller's tax number")
    buyer: str = Field(max_length=200, title="购买方 / buyer")
    buyer_tax: str = Field(max_length=20, title="购买方税号 / buyer's tax number")
    buyer_reason: str = Field(title="非本机关抬头的原因 / why another buyer")
    net: Decimal = Field(title="不含税金额(元) / before tax (yuan)")
    tax: Decimal = Field(title="税额(元) / tax (yuan)")
    other: Decimal = Field(title="不计税的其他费用(元) / other charges (yuan)")
    gross: Decimal = Field(title="价税合计(元) / with tax (yuan)")
    left: Decimal = Field(default=ZERO, title="红冲后余额(元) / left after red letters (yuan)")
    check_code: str = Field(max_length=40, title="校验码 / check code")
    person: Person = Field(title="登记人 / registered by")
    department: Department
    registered_on: date | None = Field(title="登记日期 / registered on")
    source: Source = Field(title="来源 / source")
    corrected: bool = Field(title="已更正 / corrected")
    digest: str = Field(max_length=64, title="原件摘要 / digest of the original")
    status: InvoiceStatus = Field(title="状态 / status")
    reason: str = Field(title="理由 / reason")
    claim: UUID | None = Field(title="报销单 / claim")
    refund: Decimal = Field(default=ZERO, title="应退款(元) / to come back (yuan)")
    reverses: Annotated[UUID | None, refers("finance.get-invoice")] = Field(title="所冲销的发票 / reverses")


register = Register("invoices", InvoiceRecord)


@register.on(e.InvoiceRegistered)
def _registered(event: e.InvoiceRegistered, rows: Rows) -> None:
    """Anew in the same line where it had been entered in error."""
    opened = {"registered_on": event.day, "left": event.gross}
    if event.originator_version == 1:
        rows.record(InvoiceRecord, event, **opened)
    else:
        copied = (*FACE, "person", "department", "source", "digest")
        rows.change(InvoiceRecord, event, *copied, **opened, corrected=False, reason="")


@register.on(e.RedLetterEntered)
def _red(event: e.RedLetterEntered, rows: Rows) -> None:
    values = {"reverses": event.reverses.hex, "source": Source.TYPED, "registered_on": event.day, "left": event.gross}
    if event.originator_version == 1:
        rows.record(InvoiceRecord, event, **values)
    else:
        copied = (*FACE, "person", "department", "reason")
        rows.change(InvoiceRecord, event, *copied, **values, corrected=False, digest="")


@register.on(e.InvoiceCorrected)
def _corrected(event: e.InvoiceCorrected, rows: Rows) -> None:
    rows.change(InvoiceRecord, event, *FACE, "reason", left=event.gross, corrected=True)


for ended in (e.InvoiceWithdrawn, e.InvoiceVoided):
    register.changes(InvoiceRecord, ended, "reason")
register.changes(InvoiceRecord, e.InvoiceFreed, claim=None)
for reversal in (e.InvoiceReduced, e.InvoiceReversed):
    register.changes(InvoiceRecord, reversal, "left")
register.changes(InvoiceRecord, e.RefundDue, "left", "refund")
register.changes(InvoiceRecord, e.RefundNoted, refund=ZERO)


@register.on(e.InvoiceClaimed)
def _claimed(event: e.InvoiceClaimed, rows: Rows) -> None:
    rows.change(InvoiceRecord, event, claim=event.claim.hex)
