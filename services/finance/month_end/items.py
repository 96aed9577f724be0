"""What of the bank and of the books is not matched at a month's end: the one as lines, the other as entries (A28)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from services.finance.bank_statements.handlers import bank_balance
from services.finance.bank_statements.record import BankLineRecord
from services.finance.ledger.posting import balance, till
from services.finance.ledger.record import PostingLine, VoucherRecord
from services.finance.month_end.events import InTransit
from services.finance.month_end.matching import Item, Sheet, sheet
from services.finance.month_end.month import CITES, ItemsUnexplained
from services.finance.month_end.record import BankEntry, Side
from services.kernel.procedure.context import Context
from services.kernel.rules.months import bounds


@dataclass(frozen=True, slots=True)
class Left:
    """Of a month's end: what one side has and the other has not, with what was said about it."""

    lines: Sequence[Any]
    entries: Sequence[Any]
    explained: Collection[str]
    """Ids of lines and entries of which it was said why."""
    at_bank: Decimal
    in_books: Decimal

    @property
    def line_items(self) -> list[Item]:
        return [Item(one.line, one.day, one.amount, one.reference, one.text) for one in self.lines]

    @property
    def entry_items(self) -> list[Item]:
        return [
            Item(entry_id(one), one.on, one.debit - one.credit, one.number, one.summary, one.reverses)
            for one in self.entries
        ]

    @property
    def sheet(self) -> Sheet:
        return sheet(self.at_bank, self.in_books, self.line_items, self.entry_items)


def entry_id(posting: Any) -> str:
    return f"{posting.number}/{posting.place}"


def left(ctx: Context, book: str, month: str) -> Left:
    """As of the month's end, whatever was matched in later ones."""
    last = bounds(month)[1]
    lines, entries = _lines(ctx, book, last, month), _entries(ctx, book, month)
    explained = {one.line for one in lines if one.explanation} | {
        entry_id(one) for one in entries if one.explanation
    }  # fmt: skip
    return Left(
        lines,
        entries,
        explained,
        bank_balance(ctx, book, last),
        balance(ctx, till(ctx, book).bank, book=book, until=month),
    )


def _lines(ctx: Context, book: str, last: date, month: str) -> Sequence[Any]:
    b = BankLineRecord.columns()
    unmatched = or_(b.matched_in == "", b.matched_in > month)
    query = select(BankLineRecord.TABLE).where(b.book == book, b.day <= last, unmatched)
    return ctx.rows(query.order_by(b.day, b.line))


def _entries(ctx: Context, book: str, month: str) -> Sequence[Any]:
    p, v, m = PostingLine.columns(), VoucherRecord.columns(), BankEntry.columns()
    unmatched = or_(m.matched_in.is_(None), m.matched_in == "", m.matched_in > month)
    joined = PostingLine.TABLE.join(VoucherRecord.TABLE, v.id == p.id).outerjoin(
        BankEntry.TABLE, (m.book == p.book) & (m.number == p.number) & (m.place == p.place)
    )
    query = (
        select(PostingLine.TABLE, v.reverses, m.explanation)
        .select_from(joined)
        .where(p.book == book, p.account == till(ctx, book).bank, p.month <= month, unmatched)
    )
    return ctx.rows(query.order_by(p.on, p.serial, p.place))


def check_explained(found: Left, month: str) -> None:
    """The bank's before any month's end; what the books have within the month may be on its way."""
    begins = bounds(month)[0]
    of_before = [one for one in found.entry_items if one.day < begins]
    lacking = [one.id for one in (*found.line_items, *of_before) if one.id not in found.explained]
    if lacking:
        raise ItemsUnexplained(
            f"有{len(lacking)}项未说明原因。",
            f"{len(lacking)} items are not explained.",
            cites=(*CITES, "B10.6"),
            items=lacking,
        )


def in_transit(found: Left) -> list[InTransit]:
    lines = [
        InTransit(
            side=Side.BANK.value, item=one.line, day=one.day, amount=one.amount, reference=one.reference,
            explanation=one.explanation,
        )
        for one in found.lines
    ]  # fmt: skip
    entries = [
        InTransit(
            side=Side.BOOKS.value, item=entry_id(one), day=one.on, amount=one.debit - one.credit, reference=one.number,
            explanation=one.explanation or "",
        )
        for one in found.entries
    ]  # fmt: skip
    return lines + entries
