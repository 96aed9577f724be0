"""What can be asked of receipts (B10.5, B10.6): the cashier writes, banks and pays; the accountant voids and checks."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.fees.charge import OPEN
from services.finance.fees.operations import OfCharge
from services.finance.fees.record import Item, Organisation, Payer
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, SEES_MONEY
from services.finance.receipts.book import BookStatus
from services.finance.receipts.handing_up import HandingUpStatus
from services.finance.receipts.paper import RECEIPT
from services.finance.receipts.receipt import Means, ReceiptStatus
from services.finance.receipts.record import (
    Book,
    HandingUpRecord,
    Paper,
    ReceiptBookRecord,
    ReceiptRecord,
    Series,
    Slip,
    TakingsRecord,
)
from services.finance.receipts.takings import TakingsStatus
from services.kernel.procedure.fields import Month, Reason
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

Printed = Annotated[
    str, Field(min_length=1, max_length=12, pattern="^[0-9]+$", title="印制号码 / printed number", examples=["000101"])
]
TakenBy = Annotated[Means, Field(title="收款方式 / means of payment")]
Reference = Annotated[str, Field(max_length=60, title="银行流水号 / the bank's reference")]


class RegisterReceiptBook(
    Command,
    path="POST /finance/receipt-books",
    who=(ACCOUNTANT,),
    zh="登记领购的票据本",
    en="Register a receipt book",
    returns=ReceiptBookRecord,
):
    """Received from the treasury: no receipt of another kind is written."""

    series: Annotated[Series, Field(min_length=1)]
    first: Printed = Field(title="起号 / first number", examples=["000101"])
    last: Printed = Field(title="止号 / last number", examples=["000150"])


class OfBook(Command, at="/finance/receipt-books/{book}", returns=ReceiptBookRecord):
    book: Book


class ReturnReceiptBook(
    OfBook, does="return", who=(ACCOUNTANT,), when=BookStatus.IN_USE, zh="缴销票据本", en="Return a receipt book"
):
    """To the treasury, with what is unused of it."""

    reason: Reason


class SpoilReceipt(
    OfBook,
    does="spoilt-receipts",
    who=(CASHIER,),
    when=BookStatus.IN_USE,
    zh="登记填坏的票据",
    en="Enter a spoilt receipt",
    returns=ReceiptRecord,
):
    """Before anything was taken for it: void, and its number is used."""

    number: Printed
    reason: Reason


class IssueReceipt(
    OfBook,
    does="receipts",
    who=(CASHIER,),
    when=BookStatus.IN_USE,
    cites=("B10.4", "B10.5", "B10.6"),
    zh="开具票据",
    en="Issue a receipt",
    returns=ReceiptRecord,
):
    """With the next number of the book, for a fee that is licensed and at its amount."""

    number: Printed
    item: Item
    organisation: Organisation = ""
    payer: Payer = ""
    amount: Paid = Field(title="金额(元) / amount (yuan)", examples=["100"])
    means: TakenBy
    reference: Reference = ""


class CollectCharge(
    OfCharge,
    does="receipt",
    who=(CASHIER,),
    when=OPEN,
    cites=("B10.5", "B10.6"),
    zh="收取应收款",
    en="Collect a charge",
    returns=ReceiptRecord,
):
    """In full, by one receipt."""

    book: Book
    number: Printed
    means: TakenBy
    reference: Reference = ""


class VoidReceipt(
    Command,
    path="POST /finance/fee-receipts/{receipt}/voiding",
    who=(ACCOUNTANT,),
    when=ReceiptStatus.ISSUED,
    cites=("B10.2", "B10.5"),
    zh="作废票据",
    en="Void a receipt",
    returns=ReceiptRecord,
):
    """With all its parts at hand, never by whoever wrote it, and before its money is banked or handed up."""

    receipt: Annotated[UUID, Field(title="票据 / fee receipt")]
    reason: Reason


class OfTakings(Command, at="/finance/takings/{takings}", returns=TakingsRecord):
    takings: Annotated[UUID, Field(title="当日收款 / takings")]


class BankTakings(
    OfTakings, does="deposit", who=(CASHIER,), when=TakingsStatus.DUE, zh="缴存现金收款", en="Bank the takings"
):
    """All of a day's receipts in cash together, to the fen."""

    on: date = Field(title="缴存日 / banked on")
    slip: Annotated[Slip, Field(min_length=1)]
    amount: Paid = Field(title="缴存金额(元) / deposit (yuan)", examples=["100"])


class CheckTakings(
    OfTakings,
    does="check",
    who=(ACCOUNTANT,),
    when=TakingsStatus.BANKED,
    cites=("B10.2", "B10.6"),
    zh="稽核收款",
    en="Check the takings",
):
    """Slip, receipts and entry, by somebody who did not bank them."""


class OfHandingUp(Command, at="/finance/handing-up/{month}", returns=HandingUpRecord):
    month: Month


class PrepareHandingUp(
    OfHandingUp,
    does="payment-order",
    who=(ACCOUNTANT,),
    when=HandingUpStatus.DUE,
    zh="填制缴款书",
    en="Prepare the payment order to the treasury",
):
    """Of all the month's receipts, once the month is over and everything is banked."""

    paper: Annotated[Paper, Field(min_length=1)]


class WithdrawHandingUp(
    OfHandingUp,
    does="withdrawal",
    who=(ACCOUNTANT,),
    when=HandingUpStatus.PREPARED,
    zh="收回缴款书",
    en="Withdraw the payment order",
):
    reason: Reason


class PayHandingUp(
    OfHandingUp,
    does="payment",
    who=(CASHIER,),
    when=HandingUpStatus.PREPARED,
    cites=("B10.2", "B10.6"),
    zh="上缴国库",
    en="Hand up to the treasury",
):
    """Never by whoever prepared the payment order."""

    on: date = Field(title="上缴日 / handed up on")


GetReceiptBook = showing(
    "GetReceiptBook",
    ReceiptBookRecord,
    path="GET /finance/receipt-books/{book}",
    who=SEES_MONEY,
    zh="查看票据本",
    en="See a receipt book",
)
ListReceiptBooks = listing(
    "ListReceiptBooks", ReceiptBookRecord, path="GET /finance/receipt-books", who=SEES_MONEY, offers=True
)
GetFeeReceipt = showing(
    "GetFeeReceipt",
    ReceiptRecord,
    path="GET /finance/fee-receipts/{receipt}",
    who=SEES_MONEY,
    zh="查看票据",
    en="See a fee receipt",
)
PrintFeeReceipt = printing("PrintFeeReceipt", GetFeeReceipt, RECEIPT)
ListFeeReceipts = listing(
    "ListFeeReceipts", ReceiptRecord, path="GET /finance/fee-receipts", who=SEES_MONEY, offers=True
)
ExportFeeReceipts = exporting(
    "ExportFeeReceipts", ReceiptRecord, path="GET /finance/fee-receipts-export", who=SEES_MONEY
)
GetTakings = showing(
    "GetTakings",
    TakingsRecord,
    path="GET /finance/takings/{takings}",
    who=SEES_MONEY,
    zh="查看当日收款",
    en="See a day's takings",
)
ListTakings = listing("ListTakings", TakingsRecord, path="GET /finance/takings", who=SEES_MONEY, offers=True)


class GetHandingUp(
    Query,
    path="GET /finance/handing-up/{month}",
    who=SEES_MONEY,
    zh="查看上缴国库",
    en="See a month's handing up",
    returns=HandingUpRecord,
):
    month: Month


ListHandingUp = listing("ListHandingUp", HandingUpRecord, path="GET /finance/handing-up", who=SEES_MONEY, offers=True)
