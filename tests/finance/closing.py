"""How a test brings a month of the books to its end: counted, reconciled, signed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.ledger.operations import PostVoucher
from services.finance.ledger.posting import UNION
from services.finance.month_end.operations import (
    CloseMonth,
    ConfirmCashCount,
    CountCash,
    ExplainItem,
    GetReconciliation,
    MatchBankItems,
    PrepareReconciliation,
    SignReconciliation,
)
from services.kernel.rules.months import bounds, following
from tests.finance.desk import ACCOUNTANT, CASHIER, DIRECTOR, UNION_CHAIR, Desk
from tests.finance.statements import Entry, bring, table

_WORTH = (("yuan-100", 10_000), ("yuan-1", 100), ("fen-1", 1))


def pieces(amount: str) -> list[dict[str, Any]]:
    """Notes and coins that make the sum."""
    fen, found = int(Decimal(amount) * 100), []
    for denomination, worth in _WORTH:
        found.append({"denomination": denomination, "count": fen // worth})
        fen %= worth
    return found


def voucher(on: date, *lines: tuple[str, str], book: str = "office", summary: str = "记账", **more: Any) -> PostVoucher:
    """Each an account with its debit, or with a minus its credit."""
    said = [
        {"account": account, "debit" if Decimal(amount) > 0 else "credit": str(abs(Decimal(amount))), **more}
        if account in ("expense", "union-expense")
        else {"account": account, "debit" if Decimal(amount) > 0 else "credit": str(abs(Decimal(amount)))}
        for account, amount in lines
    ]
    return PostVoucher.model_validate({"on": on, "summary": summary, "postings": said, "book": book})


def count(book: str = "office", month: str = "2025-06", cash: str = "0", **more: Any) -> CountCash:
    return CountCash.model_validate({"book": book, "month": month, "pieces": pieces(cash), **more})


def brought_to_signature(
    desk: Desk, month: str, lines: Sequence[Entry] = (), *, opening: str = "0", cash: str = "0", book: str = "office",
    cashier: str = CASHIER, on: date | None = None,
) -> date:  # fmt: skip
    """All but the closing, early in the next month; the day of it."""
    of: dict[str, Any] = {"book": book, "month": month}
    then = on or bounds(following(month))[0]
    desk.ticked(then)
    if lines:
        desk.on(then, ACCOUNTANT, bring(table(lines, opening), book=book), 8)
    desk.on(then, ACCOUNTANT, count(cash=cash, **of), 9)
    desk.on(then, cashier, ConfirmCashCount(**of), 9)
    desk.on(then, ACCOUNTANT, MatchBankItems(**of), 10)
    found = desk.on(then, ACCOUNTANT, GetReconciliation(**of), 11)
    for one in found.bank_items:
        desk.on(then, ACCOUNTANT, ExplainItem(**of, line=one.line, explanation="待查"), 11)
    begins = bounds(month)[0]
    for one in found.book_items:
        if one.day < begins:
            desk.on(then, ACCOUNTANT, ExplainItem(**of, entry=one.entry, explanation="支票未兑付"), 11)
    desk.on(then, ACCOUNTANT, PrepareReconciliation(**of, at_bank=found.at_bank), 12)
    desk.on(then, UNION_CHAIR if book == UNION else DIRECTOR, SignReconciliation(**of), 13)
    return then


def closed(desk: Desk, month: str, lines: Sequence[Entry] = (), **more: Any) -> date:
    then = brought_to_signature(desk, month, lines, **more)
    desk.on(then, ACCOUNTANT, CloseMonth(book=more.get("book", "office"), month=month), 14)
    return then
