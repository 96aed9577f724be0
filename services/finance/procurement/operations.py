"""What can be asked of purchases (A31, B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.budget.operations import SomeLine
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, DISCIPLINE_HEAD, LOGISTICS, SEES_MONEY
from services.finance.procurement.paper import ACCEPTANCE, ORDER, PAYMENT
from services.finance.procurement.purchase import SIGNED_FOR, UNPAID, PurchaseStatus
from services.finance.procurement.record import Category, PurchaseRecord
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, SELF
from services.kernel.procedure.fields import DepartmentId, MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import refers
from services.kernel.procedure.registry import exporting, listing, showing

SEES = (*SEES_MONEY, LOGISTICS, DISCIPLINE_HEAD)
READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES)
COMPARES = (PurchaseStatus.COMPARING, PurchaseStatus.CHOSEN)
PurchaseId = Annotated[UUID, Field(title="采购 / purchase")]
SupplierId = Annotated[UUID, refers("finance.get-supplier"), Field(title="供应商 / supplier")]
Pieces = Annotated[int, Field(ge=1, le=1_000_000)]
MaybeReason = Annotated[str, Field(max_length=500, title="理由 / reason")]


class InvoiceOf(BaseModel):
    """One of the invoices of a purchase, chosen from those of one's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    invoice: Annotated[UUID, refers("finance.get-invoice"), Field(title="发票 / invoice")]


class RequestPurchase(
    Command,
    path="POST /finance/purchases",
    who=(COLLEAGUE, HEAD, CLERK, LOGISTICS),
    zh="申请采购",
    en="Ask for a purchase",
    returns=PurchaseRecord,
):
    """For a department. Who asks handles it, unless they name somebody else."""

    department: DepartmentId
    category: Annotated[Category, Field(min_length=1, examples=["consumables"])]
    what: str = Field(min_length=1, max_length=200, title="采购内容 / what")
    quantity: Pieces = Field(title="数量 / quantity", examples=[10])
    unit: str = Field(default="件", min_length=1, max_length=10, title="单位 / unit")
    estimate: Paid = Field(title="估算金额(元) / estimate (yuan)", examples=["800"])
    line: SomeLine
    reason: Reason
    handler: Annotated[MaybePerson, Field(title="经办人 / handled by")] = ""


class OfPurchase(Command, at="/finance/purchases/{purchase}", returns=PurchaseRecord):
    purchase: PurchaseId


class NamePurchaseHandler(
    OfPurchase, does="handler", who=(HEAD, LOGISTICS), when=UNPAID, zh="改派采购经办人", en="Name another handler"
):
    """What was signed for the next step is signed anew."""

    handler: Annotated[PersonId, Field(title="经办人 / handled by")]
    reason: Reason


class EnterQuote(OfPurchase, does="quotes", who=(SELF,), when=COMPARES, zh="登记报价", en="Enter a quote"):
    """A later one of the same supplier replaces it. Where a supplier was chosen already, one is chosen anew."""

    supplier: SupplierId
    amount: Paid = Field(title="报价(元) / quote (yuan)", examples=["750"])
    on: date = Field(title="报价日 / quoted on")


class ChooseSupplier(OfPurchase, does="choice", who=(SELF,), when=COMPARES, zh="选定供应商", en="Choose a supplier"):
    """Of at least as many quotes as the amount asks for; the lowest, or with the reason why not."""

    supplier: SupplierId
    reason: MaybeReason = ""


class SignAsHandler(
    OfPurchase,
    does="handler-signature",
    who=(SELF,),
    when=SIGNED_FOR,
    zh="以经办人身份签字",
    en="Sign as the handler",
): ...


class SignForLogistics(
    OfPurchase,
    does="logistics-signature",
    who=(LOGISTICS,),
    when=SIGNED_FOR,
    zh="以分管后勤副主任身份签字",
    en="Sign for logistics",
):
    """Before the order, at receipt, before payment. Never by whoever has signed in another post."""


class SignForDiscipline(
    OfPurchase,
    does="discipline-signature",
    who=(DISCIPLINE_HEAD,),
    when=SIGNED_FOR,
    zh="以纪检组长身份签字",
    en="Sign for the discipline group",
):
    """Before the order, at receipt, before payment. Never by whoever has signed in another post."""


class WithdrawSignature(
    OfPurchase,
    does="signature-withdrawal",
    who=(SELF, LOGISTICS, DISCIPLINE_HEAD),
    when=SIGNED_FOR,
    zh="撤回签字",
    en="Withdraw one's signature",
):
    """Before the step is taken on the strength of it."""

    reason: Reason


class DeclinePurchase(
    OfPurchase,
    does="refusal",
    who=(LOGISTICS, DISCIPLINE_HEAD),
    when=PurchaseStatus.CHOSEN,
    zh="不同意下单",
    en="Decline to have it ordered",
):
    """The quotes are compared anew."""

    reason: Reason


class OrderGoods(OfPurchase, does="order", who=(SELF,), when=PurchaseStatus.CHOSEN, zh="订购", en="Order the goods"):
    """With all three signatures, and above the threshold once the Party group has carried it. Sets the sum aside."""

    contract: str = Field(min_length=1, max_length=60, title="合同编号 / contract", examples=["云采2026-15"])
    amount: Paid = Field(title="合同金额(元) / contract's amount (yuan)", examples=["750"])
    on: date = Field(title="订购日 / ordered on")


class EnterDelivery(
    OfPurchase,
    does="deliveries",
    who=(SELF,),
    when=(PurchaseStatus.ORDERED, PurchaseStatus.DELIVERED),
    zh="登记到货",
    en="Enter a delivery",
):
    """What came, and what of it is defective and goes back. Entered anew before it is accepted, it replaces that."""

    on: date = Field(title="到货日 / came on")
    quantity: Pieces = Field(title="数量 / quantity", examples=[10])
    defective: int = Field(default=0, ge=0, le=1_000_000, title="不合格数 / defective")
    note: str = Field(min_length=1, max_length=500, title="质量情况 / quality", examples=["外观完好，试用正常"])


class AcceptDelivery(
    OfPurchase,
    does="acceptance",
    who=(LOGISTICS,),
    when=PurchaseStatus.DELIVERED,
    zh="验收到货",
    en="Accept a delivery",
):
    """With all three signatures. What is defective goes back and is still to come."""


class EndDeliveries(
    OfPurchase,
    does="end-of-deliveries",
    who=(SELF, LOGISTICS),
    when=PurchaseStatus.ORDERED,
    zh="终止交货",
    en="End the deliveries",
):
    """The rest does not come: of the order, the share of what was accepted is owed."""

    reason: Reason


class HandInPurchaseInvoice(
    OfPurchase,
    does="invoice",
    who=(SELF,),
    when=PurchaseStatus.RECEIVED,
    zh="提交采购发票",
    en="Hand in a purchase's invoice",
):
    """Registered by the handler before; the supplier's, and never above what was ordered and accepted."""

    invoices: Annotated[tuple[InvoiceOf, ...], Field(min_length=1, max_length=20, title="发票 / invoices")]


class CheckPurchaseInvoice(
    OfPurchase,
    does="invoice-check",
    who=(ACCOUNTANT,),
    when=PurchaseStatus.INVOICED,
    cites=("A31", "A32"),
    zh="审核采购发票",
    en="Check a purchase's invoice",
):
    """It is owed from then on, and stands in the books: as assets where it is durable and worth the value."""


class ReturnPurchaseInvoice(
    OfPurchase,
    does="invoice-return",
    who=(ACCOUNTANT,),
    when=(PurchaseStatus.INVOICED, PurchaseStatus.PAYABLE),
    cites=("A31", "A32"),
    zh="退回采购发票",
    en="Return a purchase's invoice",
):
    """Its entry in the books, where there is one, is taken back."""

    reason: Reason


class PayPurchase(
    OfPurchase,
    does="payment",
    who=(CASHIER,),
    when=(PurchaseStatus.PAYABLE, PurchaseStatus.BOUNCED),
    zh="支付采购款",
    en="Pay for a purchase",
):
    """What the invoice says, with all three signatures; never by one of the three. What the bank sent back is paid
    again on the strength of them."""


class RecordPurchaseBounce(
    OfPurchase,
    does="bounce",
    who=(ACCOUNTANT,),
    when=(PurchaseStatus.PAID, PurchaseStatus.CLOSED),
    cites=("A28", "A31"),
    zh="登记采购款退汇",
    en="Enter that a purchase's payment came back",
):
    """The bank sent it back: it is owed again, and waits to be paid. Invoices, budget and assets stay as they are."""

    on: date = Field(title="退汇日 / sent back on")
    reason: Reason


class TakeBackPurchaseBounce(
    OfPurchase,
    does="bounce-withdrawal",
    who=(ACCOUNTANT,),
    when=PurchaseStatus.BOUNCED,
    cites=("A28", "A31"),
    zh="撤销采购款退汇登记",
    en="Take the entry of a purchase's bounce back",
):
    """It did not come back. Before it is paid again."""

    reason: Reason


class ClosePurchase(
    OfPurchase, does="closing", who=(SELF, LOGISTICS), when=PurchaseStatus.PAID, zh="办结采购", en="Close a purchase"
):
    """Once its assets are registered."""


class CancelPurchase(
    OfPurchase,
    does="cancellation",
    who=(SELF, LOGISTICS),
    when=UNPAID[:4],
    zh="取消采购",
    en="Cancel a purchase",
):
    """While nothing of it was accepted. What was set aside is free again."""

    reason: Reason


GetPurchase = showing(
    "GetPurchase",
    PurchaseRecord,
    path="GET /finance/purchases/{purchase}",
    who=READERS,
    zh="查看采购",
    en="See a purchase",
)
PrintPurchase = printing("PrintPurchase", GetPurchase, ORDER)
PrintAcceptance = printing("PrintAcceptance", GetPurchase, ACCEPTANCE, does="acceptance-paper")
PAYING = (PurchaseStatus.PAYABLE, PurchaseStatus.PAID, PurchaseStatus.BOUNCED, PurchaseStatus.CLOSED)
"""It is signed before it is paid."""
PrintPurchasePayment = printing("PrintPurchasePayment", GetPurchase, PAYMENT, does="payment-paper", when=PAYING)
ListPurchases = listing("ListPurchases", PurchaseRecord, path="GET /finance/purchases", who=READERS, offers=True)
ExportPurchases = exporting("ExportPurchases", PurchaseRecord, path="GET /finance/purchases-export", who=SEES)
