"""Whatever a bank tells and the books say (A28): after any matching every line and every entry is there once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from services.finance.bank_statements.operations import ListBankLines
from services.finance.ledger.operations import ListPostings
from services.finance.month_end.operations import GetReconciliation, MatchBankItems, MatchByHand, UndoMatch
from tests.finance.closing import voucher
from tests.finance.desk import ACCOUNTANT, AUDITOR, Desk, day
from tests.finance.statements import bring, table
from tests.given import proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

JULY, OF = day(7, 1), {"book": "office", "month": "2025-06"}
days = st.dates(date(2025, 6, 2), date(2025, 6, 30))
amounts = st.sampled_from(["10", "20", "20", "-10", "-20", "-30"])
moved = st.lists(st.tuples(days, amounts), min_size=1, max_size=7).map(sorted)
OPENING = "1000"


@each(moved, moved, st.data())
@settings(max_examples=12, deadline=None)
def test_every_line_and_every_entry_is_matched_once_or_left(
    at_bank: list[tuple[date, str]], in_books: list[tuple[date, str]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        store = prepared(Path(folder) / "finance.db", Desk)
        desk = Desk(store)
        desk.on(day(6, 2), ACCOUNTANT, voucher(day(6, 2), ("bank", OPENING), ("appropriation", f"-{OPENING}")), 8)
        for on, amount in in_books:
            desk.on(on, ACCOUNTANT, voucher(on, ("bank", amount), ("payables", str(-Decimal(amount)))))
        desk.ticked(JULY)
        desk.on(JULY, ACCOUNTANT, bring(table([(on, amount, "") for on, amount in at_bank], OPENING)))
        desk.on(JULY, ACCOUNTANT, MatchBankItems(**OF))
        whole(desk)
        _match_some_by_hand(desk, data)
        whole(desk)
        found = desk.on(JULY, ACCOUNTANT, GetReconciliation(**OF))
        if found.matches:
            desk.on(JULY, ACCOUNTANT, UndoMatch(**OF, number=data.draw(st.sampled_from(found.matches)).number))
        whole(desk)
        proven(desk.app)
        store.close()


def _match_some_by_hand(desk: Desk, data: st.DataObject) -> None:
    """One line with one entry of its sum, where there are such: whichever somebody picks."""
    found = desk.on(JULY, ACCOUNTANT, GetReconciliation(**OF))
    pairs = [(one, other) for one in found.bank_items for other in found.book_items if one.amount == other.amount]
    if pairs:
        line, entry = data.draw(st.sampled_from(pairs))
        desk.on(JULY, ACCOUNTANT, MatchByHand(**OF, lines=(line.line,), entries=(entry.entry,)))


def whole(desk: Desk) -> None:
    found = desk.on(JULY, AUDITOR, GetReconciliation(**OF))
    lines = [one.line for one in found.bank_items] + [line for one in found.matches for line in one.lines]
    entries = [one.entry for one in found.book_items] + [entry for one in found.matches for entry in one.entries]
    told = desk.on(JULY, AUDITOR, ListBankLines(limit=500)).items
    entered = desk.on(JULY, AUDITOR, ListPostings(account="bank", limit=500)).items
    assert Counter(lines) == Counter(one.line for one in told)
    assert Counter(entries) == Counter(f"{one.number}/{one.place}" for one in entered)
    assert found.at_bank + found.books_received - found.books_paid == found.adjusted
    assert found.in_books + found.bank_received - found.bank_paid == found.adjusted
