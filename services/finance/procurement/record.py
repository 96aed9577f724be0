"""采购台账: one line per purchase, with its quotes, deliveries and signatures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.budget.record import Line
from services.finance.carried import ResolutionNumber
from services.finance.ledger.record import VoucherNumber
from services.finance.procurement import events as e
from services.finance.procurement.purchase import CITES, Purchase, PurchaseStatus, Signatory, Stage
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import (
    COMPUTED,
    PERSON,
    VOTED_ON,
    Code,
    Department,
    Number,
    Person,
    Record,
    Row,
    choice,
    refers,
)

Category = Annotated[str, *choice("procurement.categories", "采购类别 / category")]
Supplier = Annotated[str, refers("finance.get-supplier"), Field(max_length=32, title="供应商 / supplier")]
Quantity = Annotated[int, Field(title="数量 / quantity")]
Round = Annotated[int, Field(title="签字轮次 / round of signatures")]
Nth = Annotated[int, Field(title="批次 / delivery")]


class QuoteRow(Row, table="purchase_quotes", key="purchase supplier", of="purchase"):
    """The last one of each supplier."""

    supplier: Supplier
    name: str = Field(max_length=120, title="供应商名称 / supplier's name")
    amount: Decimal = Field(title="报价(元) / quote (yuan)")
    on: date = Field(title="报价日 / quoted on")


class DeliveryRow(Row, table="purchase_deliveries", key="purchase nth", of="purchase"):
    nth: Nth
    on: date = Field(title="到货日 / came on")
    quantity: Quantity
    defective: int = Field(title="不合格数 / defective")
    note: str = Field(title="质量情况 / quality")
    accepted_by: Person = Field(title="验收人 / accepted by")
    accepted_on: date | None = Field(title="验收日 / accepted on")


class SignatureRow(Row, table="purchase_signatures", key="purchase round role", of="purchase"):
    round: Round
    stage: Stage = Field(title="环节 / step")
    role: Signatory = Field(title="签字岗位 / signs as")
    person: Person = Field(title="签字人 / signed by")
    stands_in_for: Person = Field(title="代行 / standing in for")
    on: date = Field(title="签字日 / signed on")


class PurchaseRecord(
    Record,
    table="purchases",
    zh="采购台账",
    en="Purchases",
    one="采购 / purchase",
    by="-year -serial",
    find="department person status category line supplier",
    dated="requested_on",
    sheet="number what category quantity unit department person estimate supplier_name amount contract ordered_on"
    " motion accepted invoice_numbers owed paid_on status",
    becomes=Purchase.BECOMES,
    cites=CITES,
):
    """`person` handles it. `reference` is what a motion of the Party group names it by."""

    number: Number
    person: Person = Field(title="经办人 / handled by")
    requested_by: Person = Field(title="提出人 / asked by")
    department: Department
    category: Category
    what: str = Field(title="采购内容 / what")
    quantity: Quantity
    unit: str = Field(max_length=10, title="单位 / unit")
    estimate: Decimal = Field(title="估算金额(元) / estimate (yuan)")
    line: Line
    reason: str = Field(title="采购事由 / reason")
    requested_on: date = Field(title="提出日 / asked on")
    status: PurchaseStatus = Field(title="状态 / status")
    supplier: Supplier
    supplier_name: str = Field(max_length=120, title="选定供应商 / supplier chosen")
    amount: Decimal = Field(title="采购金额(元) / amount (yuan)")
    chosen_because: str = Field(title="未选最低报价的理由 / why not the lowest")
    chosen_on: date | None = Field(title="选定日 / chosen on")
    contract: str = Field(max_length=60, title="合同编号 / contract")
    ordered_on: date | None = Field(title="订购日 / ordered on")
    motion: ResolutionNumber = Field(max_length=60, title="党组决议编号 / Party group's resolution")
    accepted: int = Field(title="验收合格数 / accepted")
    payable: Decimal = Field(title="最多应付(元) / payable at most (yuan)")
    received_on: date | None = Field(title="收货完毕日 / received on")
    invoices: Annotated[list[str], refers("finance.get-invoice")] = Field(title="发票 / invoices")
    invoice_numbers: list[str] = Field(title="发票号码 / invoice numbers")
    owed: Decimal = Field(title="应付金额(元) / owed (yuan)")
    assets: int = Field(title="应登记固定资产数 / assets to register")
    registered: Annotated[int, COMPUTED] = Field(default=0, title="已登记固定资产数 / assets registered")
    paid_on: date | None = Field(title="付款日 / paid on")
    paid_by: Person = Field(title="付款人 / paid by")
    bounced_on: date | None = Field(title="退汇日 / sent back on")
    bounce: Annotated[VoucherNumber, Field(title="退汇凭证 / voucher of what was sent back")]
    bounced_because: str = Field(title="退汇原因 / why it was sent back")
    ended_because: str = Field(title="终止或取消的原因 / why it ended")
    reference: Annotated[Code, COMPUTED, VOTED_ON] = Field(default="", title="表决事项编号 / reference for the vote")
    awaits: Annotated[bool, COMPUTED] = Field(default=False, title="待党组决定 / waits for the Party group")
    missing: Annotated[list[Signatory], COMPUTED] = Field(default_factory=list, title="待签字 / still to sign")
    round: Round
    signers: Annotated[list[str], COMPUTED, PERSON] = Field(default_factory=list, title="本轮签字人 / signed now")
    quotes: Annotated[list[QuoteRow], COMPUTED] = Field(default_factory=list, title="报价 / quotes")
    deliveries: Annotated[list[DeliveryRow], COMPUTED] = Field(default_factory=list, title="到货 / deliveries")
    signatures: Annotated[list[SignatureRow], COMPUTED] = Field(default_factory=list, title="签字 / signatures")


register = Register("purchases", PurchaseRecord, QuoteRow, DeliveryRow, SignatureRow)
register.opens(PurchaseRecord, e.PurchaseRequested, requested_by="actor", requested_on="day")
register.changes(PurchaseRecord, e.GoodsOrdered, "contract", "amount", "motion", ordered_on="on")
register.changes(PurchaseRecord, e.PurchasePaid, paid_on="day", paid_by="actor")
register.changes(PurchaseRecord, e.PurchasePaidAgain, paid_on="day", paid_by="actor")
register.changes(
    PurchaseRecord, e.PurchaseBounced, bounced_on="on", bounce="voucher", bounced_because="reason"
)  # fmt: skip
register.changes(PurchaseRecord, e.PurchaseBounceTakenBack, bounced_on=None, bounce="", bounced_because="")
register.changes(
    PurchaseRecord, e.PurchaseReceived, "accepted", "payable", received_on="day", ended_because="reason"
)  # fmt: skip


def _void(rows: Rows, event: e.OfPurchase, round: int) -> None:
    if round:
        rows.delete(SignatureRow, purchase=event.originator_id.hex, round=round)


@register.on(e.PurchaseHandlerNamed)
def _named(event: e.PurchaseHandlerNamed, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event, "person", "round")


@register.on(e.QuoteEntered)
def _quoted(event: e.QuoteEntered, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event)
    rows.upsert(
        QuoteRow, purchase=event.originator_id.hex, supplier=event.supplier.hex, name=event.name, amount=event.amount,
        on=event.on,
    )  # fmt: skip


@register.on(e.SupplierChosen)
def _chosen(event: e.SupplierChosen, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(
        PurchaseRecord, event, "amount", "round", supplier=event.supplier.hex, supplier_name=event.name,
        chosen_because=event.reason, chosen_on=event.day,
    )  # fmt: skip


@register.on(e.PurchaseDeclined)
def _declined(event: e.PurchaseDeclined, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event)


@register.on(e.PurchaseSigned)
def _signed(event: e.PurchaseSigned, rows: Rows) -> None:
    rows.change(PurchaseRecord, event)
    rows.insert(
        SignatureRow, purchase=event.originator_id.hex, round=event.round, role=event.role, stage=event.stage,
        person=event.actor, stands_in_for=event.stands_in_for, on=event.day,
    )  # fmt: skip


@register.on(e.PurchaseSignatureWithdrawn)
def _unsigned(event: e.PurchaseSignatureWithdrawn, rows: Rows) -> None:
    rows.change(PurchaseRecord, event)
    rows.delete(SignatureRow, purchase=event.originator_id.hex, round=event.round, role=event.role)


@register.on(e.GoodsDelivered)
def _delivered(event: e.GoodsDelivered, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event, "round")
    rows.upsert(
        DeliveryRow, purchase=event.originator_id.hex, nth=event.nth, on=event.on, quantity=event.quantity,
        defective=event.defective, note=event.note, accepted_by="",
    )  # fmt: skip


@register.on(e.DeliveryAccepted)
def _accepted(event: e.DeliveryAccepted, rows: Rows) -> None:
    rows.change(PurchaseRecord, event, accepted=event.so_far)
    key = {"purchase": event.originator_id.hex, "nth": event.nth}
    rows.update(DeliveryRow, key, accepted_by=event.actor, accepted_on=event.day)


@register.on(e.PurchaseInvoiceHandedIn)
def _handed_in(event: e.PurchaseInvoiceHandedIn, rows: Rows) -> None:
    ids = [one.hex for one in event.invoices]
    rows.change(PurchaseRecord, event, "invoice_numbers", invoices=ids, owed=event.amount)


@register.on(e.PurchaseInvoiced)
def _invoiced(event: e.PurchaseInvoiced, rows: Rows) -> None:
    rows.change(PurchaseRecord, event, "assets", "round", owed=event.amount)


@register.on(e.PurchaseInvoiceReturned)
def _returned(event: e.PurchaseInvoiceReturned, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event, invoices=[], invoice_numbers=[], assets=0, owed=Decimal("0.00"))


@register.on(e.PurchaseCancelled)
def _cancelled(event: e.PurchaseCancelled, rows: Rows) -> None:
    _void(rows, event, event.voids)
    rows.change(PurchaseRecord, event, ended_because=event.reason)
