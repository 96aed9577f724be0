"""凭证、明细账、会计期间: the books as registers; balances are sums of what is entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from services.finance.ledger import events as e
from services.finance.ledger.voucher import CITES, Voucher, VoucherStatus
from services.finance.money import to_fen, total
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import CODE, COMPUTED, Department, Person, Record, Row, choice

Book = Annotated[str, *choice("ledger.books", "账套 / books")]
Account = Annotated[str, *choice("ledger.accounts", "科目 / account")]
BudgetLineId = Annotated[str, *choice("budget.lines", "预算科目 / budget line")]
VoucherNumber = Annotated[str, Field(max_length=20, title="凭证号 / voucher")]

totals = Table(
    "ledger_totals",
    MetaData(),
    Column("book", String(40), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("line", String(40), primary_key=True),
    Column("department", String(60), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("debit", BigInteger, nullable=False),
    Column("credit", BigInteger, nullable=False),
)
"""What was entered in a month, in fen."""


class PostingLine(
    Row,
    table="postings",
    zh="明细账",
    en="Entries by account",
    one="分录 / entry line",
    key="id place",
    by="-month -serial -book -place",
    find="book account line department month",
    dated="on",
    cites=CITES,
    more=(Column("id", String(32), nullable=False), Column("serial", Integer, nullable=False)),
):
    book: Book
    on: date = Field(title="日期 / day")
    month: Month
    number: VoucherNumber
    place: int = Field(title="行次 / place")
    summary: str = Field(title="摘要 / summary")
    account: Account
    debit: Decimal = Field(title="借方(元) / debit (yuan)")
    credit: Decimal = Field(title="贷方(元) / credit (yuan)")
    line: BudgetLineId
    department: Department


class VoucherRecord(
    Record,
    table="vouchers",
    zh="记账凭证",
    en="Vouchers",
    one="凭证 / voucher",
    by="-month -serial -book",
    find="book month number status",
    dated="on",
    sheet="book number on summary total posted_by status reversed_by reverses",
    becomes=Voucher.BECOMES,
    cites=CITES,
    more=(Column("serial", Integer, nullable=False),),
):
    book: Book
    number: VoucherNumber
    month: Month
    on: date = Field(title="日期 / day")
    summary: str = Field(title="摘要 / summary")
    total: Decimal = Field(title="金额(元) / total (yuan)")
    posted_by: Person = Field(title="制单 / entered by")
    status: VoucherStatus = Field(title="状态 / status")
    reverses: str = Field(max_length=20, title="冲销的凭证 / takes back")
    reversed_by: str = Field(max_length=20, title="被何凭证冲销 / taken back by")
    shows: Annotated[str, CODE] = Field(max_length=80, title="所依据的业务 / of what")
    about: UUID | None = Field(title="所依据的记录 / of which record")
    postings: Annotated[list[PostingLine], COMPUTED] = Field(default_factory=list, title="分录 / entry lines")


class PeriodRecord(
    Record,
    table="periods",
    zh="结账台账",
    en="Months closed",
    one="会计期间 / period",
    by="-month -book",
    find="book month",
    dated="closed_on",
    cites=CITES,
):
    book: Book
    month: Month
    closed_on: date = Field(title="结账日 / closed on")
    closed_by: Person = Field(title="结账人 / closed by")


register = Register("ledger", VoucherRecord, PostingLine, PeriodRecord, totals, zh="账簿", en="Books")
register.changes(VoucherRecord, e.VoucherReversed, reversed_by="by")
register.opens(PeriodRecord, e.PeriodClosed, closed_on="day", closed_by="actor")


@register.on(e.VoucherPosted)
def _posted(event: e.VoucherPosted, rows: Rows) -> None:
    serial = int(event.number.rpartition("-")[2])
    rows.record(
        VoucherRecord,
        event,
        serial=serial,
        on=event.day,
        posted_by=event.actor,
        total=total(one.debit for one in event.postings),
        about=event.about.hex if event.about else None,
    )
    for place, one in enumerate(event.postings, 1):
        rows.insert(
            PostingLine,
            id=event.originator_id.hex,
            serial=serial,
            place=place,
            book=event.book,
            on=event.day,
            month=event.month,
            number=event.number,
            summary=event.summary,
            account=one.account,
            debit=one.debit,
            credit=one.credit,
            line=one.line,
            department=one.department,
        )
        key = {"book": event.book, "account": one.account, "line": one.line, "department": one.department}
        rows.add(totals, {**key, "month": event.month}, debit=to_fen(one.debit), credit=to_fen(one.credit))
