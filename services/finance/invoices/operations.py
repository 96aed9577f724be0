"""What can be asked of invoices (A32, B10.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.invoices.invoice import REVERSIBLE, InvoiceStatus
from services.finance.invoices.record import InvoiceRecord, Kind
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, FINANCE, SEES_MONEY
from services.kernel.domain.who import ANYONE, SELF
from services.kernel.procedure.fields import Note, Reason, Yuan
from services.kernel.procedure.operations import Command, Upload
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *SEES_MONEY)
ZERO = Decimal("0.00")
UNREAD = "文件中没有的须填 / always where the file does not say it"
VAT = "增值税发票、数电票须填 / always on VAT and fully digital invoices"
TypedNumber = Annotated[str, Field(max_length=60)]
"""With blanks or full-width digits, as people type them."""
Name = Annotated[str, Field(max_length=200)]
SomeKind = Annotated[Kind, Field(min_length=1, examples=["digital"])]
Below = Annotated[Decimal, Field(lt=0, max_digits=14, decimal_places=2)]
Negative = Annotated[Decimal, Field(le=0, max_digits=14, decimal_places=2)]


class Numbered(Command):
    code: TypedNumber = Field(
        default="", title="发票代码 / invoice code", description="数电票没有代码 / none on digital ones"
    )
    number: TypedNumber = Field(min_length=1, title="发票号码 / invoice number", examples=["25112000000012345678"])


class Standing(Command):
    """What stands on it."""

    kind: SomeKind
    on: date = Field(title="开票日期 / issued on")
    gross: Paid = Field(title="价税合计(元) / with tax (yuan)", examples=["106"])
    tax: Yuan = Field(default=ZERO, title="税额(元) / tax (yuan)")
    other: Yuan = Field(default=ZERO, title="不计税的其他费用(元) / other charges (yuan)")
    net: Yuan | None = Field(
        default=None,
        title="不含税金额(元) / before tax (yuan)",
        description="票面没有的不填 / left empty where it is not printed",
    )
    seller: Name = Field(
        default="",
        title="销售方 / seller",
        description="车票、定额发票以外须填 / always but on railway tickets and slips",
        examples=["云柚文具有限公司"],
    )
    seller_tax: TypedNumber = Field(
        default="", title="销售方税号 / seller's tax number", description=VAT, examples=["91350100M000100Y43"]
    )
    buyer: Name = Field(default="", title="购买方 / buyer", description=VAT, examples=["云柚区人民代表大会常务委员会"])
    buyer_tax: TypedNumber = Field(default="", title="购买方税号 / buyer's tax number")
    buyer_reason: Name = Field(default="", title="非本机关抬头的原因 / why another buyer")
    check_code: TypedNumber = Field(default="", title="校验码 / check code")


class RegisterInvoice(
    Standing,
    Numbered,
    path="POST /finance/invoices",
    who=(ANYONE,),
    zh="登记发票",
    en="Register an invoice",
    returns=InvoiceRecord,
):
    """One's own, once. A second registration of the same number is refused for ever, whoever has it."""

    bought: date | None = Field(default=None, title="购买日期 / bought on")


class ReadInvoiceFile(
    Command,
    path="POST /finance/invoice-files",
    who=(ANYONE,),
    zh="读取电子发票并登记",
    en="Register an invoice from its file",
    returns=InvoiceRecord,
):
    """From the electronic invoice's own XML, its OFD, or its PDF with QR code and text. The file is kept as the
    original. What it does not say may be typed; where it says something else than what is typed, it is refused."""

    file_name: Name = Field(min_length=1, title="文件名 / file name", examples=["发票.xml"])
    content: Upload = Field(
        title="文件 / file",
        max_length=64_000_000,
        description="数电票的XML、OFD，或带二维码的PDF / the invoice's XML or OFD, or its PDF with the QR code",
    )
    gross: Paid | None = Field(default=None, title="价税合计(元) / with tax (yuan)")
    tax: Yuan | None = Field(default=None, title="税额(元) / tax (yuan)")
    other: Yuan | None = Field(default=None, title="不计税的其他费用(元) / other charges (yuan)")
    seller: Name = Field(default="", title="销售方 / seller", description=UNREAD)
    seller_tax: TypedNumber = Field(default="", title="销售方税号 / seller's tax number", description=UNREAD)
    buyer: Name = Field(default="", title="购买方 / buyer", description=UNREAD)
    buyer_tax: TypedNumber = Field(default="", title="购买方税号 / buyer's tax number")
    buyer_reason: Name = Field(default="", title="非本机关抬头的原因 / why another buyer")
    bought: date | None = Field(default=None, title="购买日期 / bought on")


class OfInvoice(Command, at="/finance/invoices/{invoice}", returns=InvoiceRecord):
    invoice: Annotated[UUID, Field(title="发票 / invoice")]


class CorrectInvoice(
    OfInvoice,
    Standing,
    does="correction",
    who=(SELF,),
    when=InvoiceStatus.REGISTERED,
    zh="更正发票",
    en="Correct an invoice",
):
    """Before it is claimed. Another number is another invoice: withdraw this one."""

    reason: Reason


class WithdrawInvoice(
    OfInvoice,
    does="withdrawal",
    who=(SELF,),
    when=InvoiceStatus.REGISTERED,
    zh="撤销登记",
    en="Withdraw an invoice entered in error",
):
    """Its number may be registered anew, by whoever has that invoice."""

    reason: Reason


class VoidInvoice(
    OfInvoice,
    does="voiding",
    who=(SELF, ACCOUNTANT),
    when=InvoiceStatus.REGISTERED,
    zh="登记发票作废",
    en="Enter that the seller made it void",
):
    """It can never be used."""

    reason: Reason


class EnterRedLetter(
    OfInvoice,
    Numbered,
    does="red-letter",
    who=(SELF, ACCOUNTANT),
    when=REVERSIBLE,
    zh="登记红字发票",
    en="Enter a red letter",
):
    """It takes back the invoice, whole or in part, with sums below nothing. What was paid already has to come back."""

    kind: SomeKind
    on: date = Field(title="开票日期 / issued on")
    gross: Below = Field(title="红字价税合计(元) / with tax, below nothing (yuan)", examples=["-106"])
    tax: Negative = Field(default=ZERO, title="红字税额(元) / tax, below nothing (yuan)")
    other: Negative = Field(default=ZERO, title="红字其他费用(元) / other charges, below nothing (yuan)")
    reason: Reason


class NoteRefund(
    OfInvoice,
    does="refund",
    who=FINANCE,
    when=InvoiceStatus.REFUND_DUE,
    zh="登记退款收回",
    en="Enter that the money came back",
):
    """Never by whoever registered the invoice."""

    note: Note = Field(default="", title="收回方式、凭证号 / how, and the voucher's number")


GetInvoice = showing(
    "GetInvoice", InvoiceRecord, path="GET /finance/invoices/{invoice}", who=READERS, zh="查看发票", en="See an invoice"
)
ListInvoices = listing(
    "ListInvoices",
    InvoiceRecord,
    path="GET /finance/invoices",
    who=READERS,
    offers=True,
    doc="All of them for whoever answers for the money; otherwise one's own.",
)
ExportInvoices = exporting("ExportInvoices", InvoiceRecord, path="GET /finance/invoices-export", who=SEES_MONEY)
