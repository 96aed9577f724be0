"""What can be asked of the books (A28)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.ledger.paper import VOUCHER
from services.finance.ledger.record import (
    Account,
    Book,
    BudgetLineId,
    PeriodRecord,
    PostingLine,
    VoucherRecord,
)
from services.finance.ledger.voucher import CITES, VoucherStatus
from services.finance.posts import ACCOUNTANT, SEES_MONEY, UNION_CHAIR
from services.kernel.procedure.fields import MaybeDepartment, Month, Reason, Yuan
from services.kernel.procedure.operations import Command, PlainText, Query, TextTable, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

VoucherId = Annotated[UUID, Field(title="凭证 / voucher")]
READERS = (*SEES_MONEY, UNION_CHAIR)


class PostingEntry(BaseModel):
    """One line of an entry: a debit or a credit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    account: Annotated[Account, Field(min_length=1, examples=["bank"])]
    debit: Yuan = Field(default=Decimal("0.00"), title="借方(元) / debit (yuan)")
    credit: Yuan = Field(default=Decimal("0.00"), title="贷方(元) / credit (yuan)")
    line: Annotated[BudgetLineId, Field(title="预算科目 / budget line")] = ""
    department: MaybeDepartment = ""


class PostVoucher(
    Command,
    path="POST /finance/vouchers",
    who=(ACCOUNTANT,),
    cites=CITES,
    zh="录入凭证",
    en="Enter a voucher",
    returns=VoucherRecord,
):
    """What no other procedure enters: appropriations, bank charges, opening balances, adjustments. It balances, stands
    in an open month, and names no person. Expense of the organ's books stands on its budget line, and nothing else but
    fixed assets on any."""

    book: Annotated[Book, Field(min_length=1, examples=["office"])] = "office"
    on: date = Field(title="日期 / day")
    summary: str = Field(min_length=1, max_length=200, title="摘要 / summary")
    postings: tuple[PostingEntry, ...] = Field(
        min_length=2,
        max_length=200,
        title="分录 / entry lines",
        examples=[[{"account": "bank", "debit": "100"}, {"account": "appropriation", "credit": "100"}]],
    )


class OfVoucher(Command, at="/finance/vouchers/{voucher}", returns=VoucherRecord):
    voucher: VoucherId


class ReverseVoucher(
    OfVoucher,
    does="reversal",
    who=(ACCOUNTANT,),
    when=VoucherStatus.POSTED,
    zh="冲销凭证",
    en="Take a voucher back",
):
    """By an entry of today. What stands for a record of another procedure is taken back there."""

    reason: Reason


GetVoucher = showing(
    "GetVoucher",
    VoucherRecord,
    path="GET /finance/vouchers/{voucher}",
    who=READERS,
    zh="查看凭证",
    en="See a voucher",
)
PrintVoucher = printing("PrintVoucher", GetVoucher, VOUCHER)
ListVouchers = listing("ListVouchers", VoucherRecord, path="GET /finance/vouchers", who=READERS)
ExportVouchers = exporting("ExportVouchers", VoucherRecord, path="GET /finance/vouchers-export", who=READERS)
ListPostings = listing("ListPostings", PostingLine, path="GET /finance/postings", who=READERS)
ExportPostings = exporting("ExportPostings", PostingLine, path="GET /finance/postings-export", who=READERS)
ListPeriods = listing("ListPeriods", PeriodRecord, path="GET /finance/periods", who=READERS)


class BalanceLine(View):
    """What an account held before the month, what moved in it, and what it holds after; debits are positive."""

    account: Account
    code: str = Field(title="科目编码 / code")
    before: Decimal = Field(title="期初余额(元) / before (yuan)")
    debit: Decimal = Field(title="本期借方(元) / debit (yuan)")
    credit: Decimal = Field(title="本期贷方(元) / credit (yuan)")
    after: Decimal = Field(title="期末余额(元) / after (yuan)")


class BalancesView(View):
    book: Book
    month: Month
    balanced: bool = Field(title="借贷平衡 / balanced")
    lines: list[BalanceLine] = Field(title="科目余额 / balances")


class GetBalances(
    Query,
    path="GET /finance/balances/{book}/{month}",
    who=READERS,
    cites=CITES,
    zh="科目余额表",
    en="Balances",
    returns=BalancesView,
):
    book: Annotated[Book, Field(min_length=1, examples=["office"])]
    month: Month


class ExportBooks(
    Query,
    path="GET /finance/books/{book}/{year}/beancount",
    who=READERS,
    cites=CITES,
    zh="导出账簿（纯文本复式记账）",
    en="Export the books for accounting in plain text",
    returns=PlainText,
):
    """Of one year, opened with what stood before it, in the format of beancount 3: whoever doubts the books can have
    them checked by a program that is not ours."""

    book: Annotated[Book, Field(min_length=1, examples=["office"])]
    year: Annotated[int, Field(ge=1990, le=2999, title="年度 / year")]


class ExportPostingsTable(
    Query,
    path="GET /finance/books/{book}/{year}/csv",
    who=READERS,
    cites=CITES,
    zh="导出分录（CSV）",
    en="Export the entries as CSV",
    returns=TextTable,
):
    book: Annotated[Book, Field(min_length=1, examples=["office"])]
    year: Annotated[int, Field(ge=1990, le=2999, title="年度 / year")]
