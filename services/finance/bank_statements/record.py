"""银行对账单台账 and its lines: what of them is matched with the books is said by the month's end (A28)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import BigInteger, Column, Integer, String

from services.finance.bank_statements.events import StatementImported
from services.finance.bank_statements.lines import CITES, StatementFormat
from services.finance.ledger.record import Book
from services.finance.money import to_fen
from services.finance.month_end import events as month_end
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import Count, Person, Row
from services.kernel.rules.months import month_of


class ItemState(Word):
    OPEN = "open", "未达", "in transit"
    MATCHED = "matched", "已勾对", "matched"


LineId = Annotated[str, Field(max_length=40, title="对账单行 / statement line")]
Explanation = Annotated[str, Field(max_length=500, title="差异说明 / explanation")]
MatchedIn = Annotated[str, Field(max_length=7, title="勾对月份 / matched in")]
MatchNumber = Annotated[int, Field(title="勾对号 / match")]


class BankStatementRecord(
    Row,
    table="bank_statements",
    zh="银行对账单台账",
    en="Bank statements",
    one="对账单 / bank statement",
    key="id number",
    by="-imported_on -id -number",
    find="book",
    dated="imported_on",
    cites=CITES,
    more=(Column("id", String(32), nullable=False), Column("number", Integer, nullable=False, autoincrement=False)),
):
    """A line for each time a file brought something; `number` counts them."""

    book: Book
    file: str = Field(max_length=200, title="文件 / file")
    format: StatementFormat = Field(title="文件格式 / file format")
    account: str = Field(max_length=40, title="银行账号 / bank account")
    first: date = Field(title="首笔日期 / first line on")
    last: date = Field(title="末笔日期 / last line on")
    opening: Decimal | None = Field(title="期初余额(元) / opening balance (yuan)")
    closing: Decimal | None = Field(title="期末余额(元) / closing balance (yuan)")
    read: Count = Field(title="读取行数 / lines read")
    recorded: Count = Field(title="新增行数 / new lines")
    imported_on: date = Field(title="导入日期 / imported on")
    imported_by: Person = Field(title="导入人 / imported by")
    digest: str = Field(max_length=64, title="文件摘要 / digest of the file")


class BankLineRecord(
    Row,
    table="bank_lines",
    zh="银行流水",
    en="Lines of the bank statements",
    one="银行流水 / statement line",
    key="book line",
    by="-day -book -line",
    find="book month state",
    dated="day",
    sheet="book day amount reference state matched_in explanation",
    cites=CITES,
    more=(Column("fen", BigInteger, nullable=False),),
):
    """Its workbook goes without who paid and for what."""

    book: Book
    line: LineId
    day: date = Field(title="交易日期 / booked on")
    month: Month
    amount: Decimal = Field(title="收支金额(元) / gained or lost (yuan)")
    reference: str = Field(max_length=60, title="银行流水号 / the bank's reference")
    counterparty: str = Field(max_length=100, title="对方户名 / counterparty")
    text: str = Field(max_length=200, title="银行摘要 / the bank's text")
    state: ItemState = Field(title="对账状态 / reconciled")
    matched_in: MatchedIn
    match: MatchNumber
    explanation: Explanation


register = Register(
    "bank-statements", BankStatementRecord, BankLineRecord, zh="银行对账单台账", en="Bank statements"
)  # fmt: skip


@register.on(StatementImported)
def _imported(event: StatementImported, rows: Rows) -> None:
    brought = {"number": event.originator_version, "imported_on": event.day, "imported_by": event.actor}
    rows.record(BankStatementRecord, event, id=event.originator_id.hex, **brought)
    for one in event.lines:
        rows.insert(
            BankLineRecord, book=event.book, line=one.line, day=one.day, month=month_of(one.day), amount=one.amount,
            reference=one.reference, counterparty=one.counterparty, text=one.text, state=ItemState.OPEN, matched_in="",
            match=0, explanation="", fen=to_fen(one.amount),
        )  # fmt: skip


@register.on(month_end.ItemsMatched)
def _matched(event: month_end.ItemsMatched, rows: Rows) -> None:
    for group in event.groups:
        for line in group.lines:
            rows.update(
                BankLineRecord, {"book": event.book, "line": line}, state=ItemState.MATCHED, matched_in=event.month,
                match=group.number,
            )  # fmt: skip


@register.on(month_end.MatchUndone)
def _undone(event: month_end.MatchUndone, rows: Rows) -> None:
    for line in event.lines:
        rows.update(
            BankLineRecord, {"book": event.book, "line": line}, state=ItemState.OPEN, matched_in="", match=0
        )  # fmt: skip


@register.on(month_end.LineExplained)
def _explained(event: month_end.LineExplained, rows: Rows) -> None:
    rows.update(BankLineRecord, {"book": event.book, "line": event.line}, explanation=event.explanation)
