"""月末结账台账, 未达账项, and which entries of the books are matched with the bank (A28)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, String

from services.finance.bank_statements.record import Explanation, ItemState, MatchedIn, MatchNumber
from services.finance.ledger.record import Book, VoucherNumber
from services.finance.month_end import events as e
from services.finance.month_end.month import CITES, MonthEnd, MonthEndStatus
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import Department, Person, Posts, Record, Row

EntryId = Annotated[str, Field(max_length=30, title="账簿分录 / entry of the books")]


class Side(Word):
    BANK = "bank", "银行已入账、单位未入账", "at the bank, not in the books"
    BOOKS = "books", "单位已入账、银行未入账", "in the books, not at the bank"


class MonthEndRecord(
    Record,
    table="month_ends",
    zh="月末结账台账",
    en="Months' ends",
    one="月末结账 / month's end",
    by="-month -book",
    find="book month status missed",
    dated="due",
    becomes=MonthEnd.BECOMES,
    cites=CITES,
):
    book: Book
    month: Month
    person: Person = Field(title="会计 / accountant")
    department: Department
    due: date = Field(title="结账期限 / to be closed by")
    missed: bool = Field(title="逾期 / overdue")
    signers: Posts = Field(title="复核签字岗位 / posts that sign")
    counted_on: date | None = Field(title="盘点日 / counted on")
    counted_by: Person = Field(title="盘点人 / counted by")
    counted: Decimal | None = Field(title="实点现金(元) / cash counted (yuan)")
    held: Decimal = Field(title="账面现金(元) / cash in the books (yuan)")
    count_explained: str = Field(title="现金差异说明 / why the cash differs")
    voucher: VoucherNumber
    confirmed_by: Person = Field(title="出纳确认 / confirmed by")
    at_bank: Decimal | None = Field(title="对账单余额(元) / balance at the bank (yuan)")
    in_books: Decimal = Field(title="账面银行存款(元) / bank in the books (yuan)")
    adjusted: Decimal | None = Field(title="调节后余额(元) / adjusted balance (yuan)")
    left: int = Field(title="未达账项数 / items in transit")
    prepared_by: Person = Field(title="编制人 / prepared by")
    prepared_on: date | None = Field(title="编制日 / prepared on")
    signed_by: Person = Field(title="复核签字人 / signed by")
    signed_on: date | None = Field(title="签字日 / signed on")
    closed_on: date | None = Field(title="结账日期 / closed on")
    status: MonthEndStatus = Field(title="状态 / status")
    reason: str = Field(title="退回原因 / why it was sent back")


class BankEntry(Row, table="bank_entries", key="book number place", by="number place book"):
    """What became of an entry on a bank account: one without a line has not been looked at yet."""

    book: Book
    number: VoucherNumber
    place: int = Field(title="行次 / place")
    state: ItemState = Field(default=ItemState.OPEN, title="对账状态 / reconciled")
    matched_in: MatchedIn
    match: MatchNumber
    explanation: Explanation


class InTransitRecord(
    Row,
    table="items_in_transit",
    zh="未达账项",
    en="Items in transit",
    one="未达账项 / item in transit",
    key="id place",
    by="-month -book -place",
    find="book month side",
    dated="day",
    sheet="book month side day amount reference explanation",
    cites=CITES,
    more=(Column("id", String(32), nullable=False),),
):
    """As the month's reconciliation was prepared with them."""

    book: Book
    month: Month
    place: int = Field(title="行次 / place")
    side: Side = Field(title="未达方向 / side")
    item: str = Field(max_length=40, title="流水或分录 / line or entry")
    day: date = Field(title="日期 / day")
    amount: Decimal = Field(title="收支金额(元) / gained or lost (yuan)")
    reference: str = Field(max_length=60, title="流水号或凭证号 / reference")
    explanation: Explanation


register = Register(
    "month-ends", MonthEndRecord, InTransitRecord, BankEntry, zh="月末结账台账", en="Months' ends"
)  # fmt: skip
register.opens(MonthEndRecord, e.MonthEndDue)
register.changes(MonthEndRecord, e.MonthEndMissed, missed=True)
register.changes(MonthEndRecord, e.CashCountConfirmed, confirmed_by="actor")
register.changes(MonthEndRecord, e.LineExplained)
register.changes(MonthEndRecord, e.ReconciliationSigned, signed_by="actor", signed_on="day")
register.changes(MonthEndRecord, e.MonthClosed, closed_on="day")


@register.on(e.CashCounted)
def _counted(event: e.CashCounted, rows: Rows) -> None:
    _change(
        event, rows, counted_on=event.day, counted_by=event.actor, counted=event.counted, held=event.held,
        voucher=event.voucher, count_explained=event.explanation, confirmed_by="",
    )  # fmt: skip


@register.on(e.ItemsMatched)
def _matched(event: e.ItemsMatched, rows: Rows) -> None:
    _change(event, rows)
    for group in event.groups:
        for entry in group.entries:
            _entry(event, rows, entry, state=ItemState.MATCHED, matched_in=event.month, match=group.number)


@register.on(e.MatchUndone)
def _undone(event: e.MatchUndone, rows: Rows) -> None:
    _change(event, rows)
    for entry in event.entries:
        _entry(event, rows, entry, state=ItemState.OPEN, matched_in="", match=0)


@register.on(e.EntryExplained)
def _explained(event: e.EntryExplained, rows: Rows) -> None:
    _change(event, rows)
    _entry(event, rows, event.entry, explanation=event.explanation)


@register.on(e.ReconciliationPrepared)
def _prepared(event: e.ReconciliationPrepared, rows: Rows) -> None:
    _change(
        event, rows, at_bank=event.at_bank, in_books=event.in_books, adjusted=event.adjusted, left=len(event.left),
        prepared_by=event.actor, prepared_on=event.day, signed_by="", signed_on=None, reason="",
    )  # fmt: skip
    id = event.originator_id.hex
    rows.delete(InTransitRecord, id=id)
    for place, one in enumerate(event.left, 1):
        rows.insert(
            InTransitRecord, id=id, place=place, book=event.book, month=event.month, side=one.side, item=one.item,
            day=one.day, amount=one.amount, reference=one.reference, explanation=one.explanation,
        )  # fmt: skip


@register.on(e.ReconciliationReturned)
def _returned(event: e.ReconciliationReturned, rows: Rows) -> None:
    _change(event, rows, reason=event.reason, signed_by="", signed_on=None)


def _change(event: e.OfMonthEnd, rows: Rows, **values: object) -> None:
    rows.change(MonthEndRecord, event, **values)


def _entry(event: e.OfMonthEnd, rows: Rows, entry: str, **values: object) -> None:
    """The line of an entry, opened with what is first said of it."""
    number, _, place = entry.rpartition("/")
    key = {"book": event.book, "number": number, "place": int(place)}
    if rows.get(BankEntry, **key) is None:
        rows.insert(BankEntry, **(dict(BankEntry.EMPTY) | key | values))
    else:
        rows.update(BankEntry, key, **values)
