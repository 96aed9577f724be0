"""A month's end (A28, B10.2): cash counted before two, the bank reconciled line by line, signed by two, then closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.finance.bank_statements.operations import ListBankLines
from services.finance.bank_statements.statement import StatementOfClosedMonth
from services.finance.ledger.events import PeriodClosed, VoucherPosted
from services.finance.ledger.operations import ListVouchers, ReverseVoucher
from services.finance.month_end import events as e
from services.finance.month_end.month import (
    CashDiffers,
    CashNotCounted,
    ItemsUnexplained,
    MonthEndGoneOn,
    MonthNotOver,
    NotTheSame,
    ReconciliationOutdated,
    StatementIncomplete,
)
from services.finance.month_end.operations import (
    CloseMonth,
    ConfirmCashCount,
    ExplainItem,
    ExportInTransit,
    ExportReconciliation,
    GetMonthEnd,
    GetReconciliation,
    ListInTransit,
    ListMonthEnds,
    MatchBankItems,
    MatchByHand,
    PrepareReconciliation,
    ReturnReconciliation,
    SignReconciliation,
    UndoMatch,
    WithdrawReconciliation,
)
from services.finance.receipts.takings import TakingsNotBanked
from services.finance.separation import DutiesNotSegregated
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.attendance.desk import rules
from tests.finance.closing import brought_to_signature, closed, count, pieces, voucher
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    DIRECTOR,
    FINANCE_LEADER,
    UNION_CHAIR,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.fees import LICENSED, receipt
from tests.finance.money import for_entries, funds, held
from tests.finance.standing import standing_in
from tests.finance.statements import Entry, bring, table
from tests.given import By, fact, given, proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

OF: dict[str, Any] = {"book": "office", "month": "2025-06"}
MONDAY, LAST, JULY = day(6, 9), day(6, 30), day(7, 1)
"""The last of June 2025 is a Monday."""
FUNDS = funds("5000", "300", on=day(6, 2))


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return for_entries(desk)


def opened(desk: Desk, *history: By) -> None:
    given(*(history or (FUNDS,)), to=desk)
    desk.ticked(JULY)


def at(on: date = JULY, hour: int = 10) -> dict[str, Any]:
    return {"at": clock(on, hour)}


# -- opened by the calendar -------------------------------------------------------------------------------------------


def test_a_months_end_begins_on_its_last_working_day(desk: Desk) -> None:
    given(FUNDS, to=desk)
    assert desk.ticked(day(6, 29), e.MonthEndDue) == []
    (due,) = desk.ticked(LAST, e.MonthEndDue)
    assert (due.month, due.person, due.due, due.signers) == ("2025-06", ACCOUNTANT, day(7, 10), ("head-office",))
    assert due.cites == ("A28", "B10.2", "organ")
    assert desk.ticked(JULY, e.MonthEndDue) == []
    proven(desk.app)


def test_it_is_owed_from_the_books_first_month_on_whether_a_clock_ran_or_not(desk: Desk) -> None:
    given(FUNDS, by(ACCOUNTANT, day(6, 3), voucher(day(6, 3), ("union-bank", "5"), ("union-dues", "-5"), book="union")),
          to=desk)  # fmt: skip
    due = desk.ticked(day(8, 29), e.MonthEndDue)
    assert [(one.book, one.month) for one in due if isinstance(one, e.MonthEndDue)] == [
        (book, f"2025-{month:02d}") for book in ("office", "union") for month in (6, 7, 8)
    ]


def test_books_without_a_voucher_have_no_month_to_close(desk: Desk) -> None:
    assert desk.ticked(LAST, e.MonthEndDue) == []


@pytest.mark.parametrize(("on", "late"), [(day(7, 10), False), (day(7, 11), True)])
def test_it_is_owed_by_the_eighth_working_day(desk: Desk, on: date, late: bool) -> None:
    given(FUNDS, to=desk)
    desk.ticked(LAST)
    assert bool(desk.ticked(on, e.MonthEndMissed)) is late
    closed(desk, "2025-06", [(day(6, 2), "5000", "B1")], cash="300", on=on)
    assert desk.owed("finance.month-end") == [
        (ACCOUNTANT, "office", day(7, 10), "late" if late else "fulfilled")
    ]  # fmt: skip
    (line,) = desk.on(on, AUDITOR, ListMonthEnds(missed=late), 15).items
    assert (line.status, line.missed) == ("closed", late)


# -- cash -------------------------------------------------------------------------------------------------------------


def test_cash_is_counted_by_the_accountant_and_confirmed_by_the_cashier(desk: Desk) -> None:
    opened(desk)
    given(to=desk).when(count(cash="300"), by=ACCOUNTANT, **at()).then(
        fact(e.CashCounted, counted=Decimal(300), held=Decimal(300), voucher="", cites=("A28", "B10.2"))
    ).then_answer(counted_by=ACCOUNTANT, counted=Decimal(300))
    given(to=desk).when(ConfirmCashCount(**OF), by=ACCOUNTANT, **at()).then_refused(Forbidden)
    assert desk.may(JULY, CASHIER, GetMonthEnd(**OF)) == ["confirm-cash-count"]
    given(to=desk).when(ConfirmCashCount(**OF), by=CASHIER, **at(hour=11)).then(e.CashCountConfirmed).then_answer(
        confirmed_by=CASHIER
    )
    assert desk.may(JULY, CASHIER, GetMonthEnd(**OF)) == []
    given(to=desk).when(ConfirmCashCount(**OF), by=CASHIER, **at(hour=12)).then()
    given(to=desk).when(count(cash="300"), by=ACCOUNTANT, **at(hour=13)).then(e.CashCounted).then_answer(
        confirmed_by=""
    )
    proven(desk.app)


def test_nobody_confirms_what_was_not_counted(desk: Desk) -> None:
    opened(desk)
    given(to=desk).when(ConfirmCashCount(**OF), by=CASHIER, **at()).then_refused(CashNotCounted, cites=("A28", "B10.2"))


@pytest.mark.parametrize("cash", ["299.99", "300.01"])
def test_a_fen_of_difference_is_explained(desk: Desk, cash: str) -> None:
    opened(desk)
    given(to=desk).when(count(cash=cash), by=ACCOUNTANT, **at()).then_refused(
        CashDiffers, cites=("A28", "B10.2"), held="300.00", counted=cash
    )
    given(to=desk).when(count(cash=cash, explanation="找零差错"), by=ACCOUNTANT, **at()).then(
        fact(e.CashCounted, counted=Decimal(cash), explanation="找零差错", voucher="")
    )
    assert held(desk, JULY)["cash"] == 300
    (event,) = desk.recorded()[-1:]
    assert "找零差错" in encode(event).decode()
    assert "找零差错" not in public_bytes(event.TOPIC, encode(event)).decode()


@pytest.mark.parametrize(("cash", "differences"), [("290", "10"), ("310", "-10")])
def test_a_difference_is_booked_where_that_is_asked_for(desk: Desk, cash: str, differences: str) -> None:
    opened(desk)
    asked = count(cash=cash, explanation="原因待查", book_difference=True)
    given(to=desk).when(asked, by=ACCOUNTANT, **at()).then(
        fact(VoucherPosted, number="2025-07-0001"), fact(e.CashCounted, voucher="2025-07-0001", held=Decimal(300))
    )
    now = held(desk, JULY)
    assert (now["cash"], now["differences"]) == (Decimal(cash), Decimal(differences))
    proven(desk.app)


def test_the_unions_books_have_no_account_for_differences(desk: Desk) -> None:
    first = by(ACCOUNTANT, day(6, 3), voucher(day(6, 3), ("union-cash", "50"), ("union-dues", "-50"), book="union"))
    opened(desk, first)
    asked = count("union", cash="40", explanation="待查", book_difference=True)
    given(to=desk).when(asked, by=ACCOUNTANT, **at()).then_refused(Invalid)


def test_only_notes_and_coins_are_counted(desk: Desk) -> None:
    opened(desk)
    odd = count(cash="0").model_copy(update={"pieces": ()})
    bad = type(odd).model_validate({**OF, "pieces": [{"denomination": "yuan-3", "count": 1}]})
    given(to=desk).when(bad, by=ACCOUNTANT, **at()).then_refused(Invalid)
    assert sum(one["count"] for one in pieces("103.02")) == 1 + 3 + 2


# -- the bank ---------------------------------------------------------------------------------------------------------

PAID = voucher(day(6, 20), ("expense", "120"), ("bank", "-120"), line="office", department="budget")
STATEMENT: list[Entry] = [(day(6, 2), "5000", "B1"), (day(6, 23), "-120", "B2")]
HISTORY = (FUNDS, by(ACCOUNTANT, day(6, 20), PAID))


def look(desk: Desk, hour: int = 16) -> Any:
    return desk.on(JULY, ACCOUNTANT, GetReconciliation(**OF), hour)


def test_lines_and_entries_are_matched_where_nothing_else_is_meant(desk: Desk) -> None:
    opened(desk, *HISTORY)
    desk.on(JULY, ACCOUNTANT, bring(table(STATEMENT)), 9)
    given(to=desk).when(MatchBankItems(**OF), by=ACCOUNTANT, **at()).then(
        fact(
            e.ItemsMatched,
            groups=(
                e.Match(number=1, lines=("20250602+5000.00#1",), entries=("2025-06-0001/1",)),
                e.Match(number=2, lines=("20250623-120.00#1",), entries=("2025-06-0002/2",)),
            ),
            by_hand=False,
        )
    )
    given(to=desk).when(MatchBankItems(**OF), by=ACCOUNTANT, **at(hour=11)).then()
    found = look(desk)
    assert (found.bank_items, found.book_items) == ([], [])
    assert [(one.number, one.amount) for one in found.matches] == [(1, Decimal(5000)), (2, Decimal(-120))]
    assert found.at_bank == found.in_books == found.adjusted == Decimal(4880)
    assert {one.state for one in desk.on(JULY, ACCOUNTANT, ListBankLines(), 16).items} == {"matched"}
    proven(desk.app)


def test_what_was_taken_back_is_matched_with_itself(desk: Desk) -> None:
    given(*HISTORY, to=desk)
    first = desk.on(LAST, ACCOUNTANT, ListVouchers(number="2025-06-0002"), 8).items[0].id
    desk.on(LAST, ACCOUNTANT, ReverseVoucher(voucher=first, reason="重复"), 9)
    desk.ticked(JULY)
    given(to=desk).when(MatchBankItems(**OF), by=ACCOUNTANT, **at()).then(
        fact(e.ItemsMatched, groups=(e.Match(number=1, entries=("2025-06-0002/2", "2025-06-0003/2")),))
    )
    assert [one.entry for one in look(desk).book_items] == ["2025-06-0001/1"]


BY_HAND = {"lines": ("20250610-70.00#1", "20250611-50.00#1"), "entries": ("2025-06-0002/2",)}


def in_parts(desk: Desk) -> None:
    """The bank paid in two what the books have in one."""
    parts = [(day(6, 2), "5000", "B1"), (day(6, 10), "-70", "B2"), (day(6, 11), "-50", "B3")]
    opened(desk, *HISTORY)
    desk.on(JULY, ACCOUNTANT, bring(table(parts)), 9)


def test_several_are_matched_by_hand_where_their_sums_are_the_same(desk: Desk) -> None:
    in_parts(desk)
    for lines, entries in ((BY_HAND["lines"][:1], BY_HAND["entries"]), (BY_HAND["lines"], ()), ((), ())):
        given(to=desk).when(MatchByHand(**OF, lines=lines, entries=entries), by=ACCOUNTANT, **at()).then_refused(
            NotTheSame, cites=("A28", "B10.2")
        )
    given(to=desk).when(MatchByHand(**OF, **BY_HAND), by=ACCOUNTANT, **at()).then(
        fact(e.ItemsMatched, groups=(e.Match(number=1, **BY_HAND),), by_hand=True)
    )
    for again in (BY_HAND, {"lines": ("never",)}, {"entries": ("2025-06-0001/1", "2025-06-0001/1")}):
        given(to=desk).when(MatchByHand(**OF, **again), by=ACCOUNTANT, **at()).then_refused(Invalid)  # type: ignore[arg-type]
    proven(desk.app)


def test_a_match_is_undone_and_made_anew(desk: Desk) -> None:
    in_parts(desk)
    desk.on(JULY, ACCOUNTANT, MatchByHand(**OF, **BY_HAND))
    given(to=desk).when(UndoMatch(**OF, number=1), by=ACCOUNTANT, **at(hour=11)).then(
        fact(e.MatchUndone, number=1, **BY_HAND)
    )
    given(to=desk).when(UndoMatch(**OF, number=1), by=ACCOUNTANT, **at(hour=11)).then_refused(Invalid)
    assert len(look(desk).bank_items) == 3
    given(to=desk).when(MatchByHand(**OF, **BY_HAND), by=ACCOUNTANT, **at(hour=12)).then(
        fact(e.ItemsMatched, groups=(e.Match(number=2, **BY_HAND),))
    )
    proven(desk.app)


def test_before_and_after_the_rule_of_days_changes(desk: Desk) -> None:
    """The bank has it eight days later: not matched under the rule of seven, matched under one of eight."""
    late = [(day(6, 10), "5000", "B1")]
    opened(desk)
    desk.on(JULY, ACCOUNTANT, bring(table(late)), 9)
    given(to=desk).when(MatchBankItems(**OF), by=ACCOUNTANT, **at()).then()
    changed = rules().with_value("month_end.match_days", "8", JULY)
    desk.app.office = replace(desk.app.office, rules=changed)
    given(to=desk).when(MatchBankItems(**OF), by=ACCOUNTANT, **at(hour=11)).then(e.ItemsMatched)


# -- prepared ---------------------------------------------------------------------------------------------------------


def reconcile(balance: str = "4880") -> PrepareReconciliation:
    return PrepareReconciliation(**OF, at_bank=Decimal(balance))


def matched(desk: Desk, *lines: Entry) -> None:
    opened(desk, *HISTORY)
    desk.on(JULY, ACCOUNTANT, bring(table([*STATEMENT, *lines])), 9)
    desk.on(JULY, ACCOUNTANT, MatchBankItems(**OF), 9)


def test_a_whole_statement_and_even_books_are_prepared(desk: Desk) -> None:
    matched(desk)
    given(to=desk).when(reconcile(), by=ACCOUNTANT, **at()).then(
        fact(e.ReconciliationPrepared, at_bank=Decimal(4880), in_books=Decimal(4880), adjusted=Decimal(4880), left=())
    ).then_answer(status="prepared", left=0)


def test_the_lines_make_the_banks_own_balance(desk: Desk) -> None:
    matched(desk)
    given(to=desk).when(reconcile("4880.01"), by=ACCOUNTANT, **at()).then_refused(
        StatementIncomplete, cites=("A28", "B10.2"), imported="4880.00", stated="4880.01"
    )


def test_it_is_prepared_once_the_month_is_over(desk: Desk) -> None:
    given(*HISTORY, to=desk)
    desk.ticked(LAST)
    given(to=desk).when(reconcile("0"), by=ACCOUNTANT, **at(LAST)).then_refused(MonthNotOver)
    assert "prepare-reconciliation" not in desk.may(LAST, ACCOUNTANT, GetMonthEnd(**OF))
    assert "prepare-reconciliation" in desk.may(JULY, ACCOUNTANT, GetMonthEnd(**OF))
    assert "prepare-reconciliation" not in desk.may(LAST, ACCOUNTANT, GetReconciliation(**OF))
    assert "prepare-reconciliation" in desk.may(JULY, ACCOUNTANT, GetReconciliation(**OF))


def test_until_it_is_counted_and_prepared_it_shows_what_the_books_say(desk: Desk) -> None:
    opened(desk, *HISTORY)
    found = desk.on(JULY, ACCOUNTANT, GetMonthEnd(**OF))
    assert (found.counted, found.at_bank, found.adjusted) == (None, None, None)
    assert found.in_books == desk.on(JULY, ACCOUNTANT, GetReconciliation(**OF)).in_books == Decimal(4880)
    assert found.held != 0


CAME = (day(6, 27), "66.60", "B9")
CAME_ID = "20250627+66.60#1"


def test_a_deposit_without_a_receipt_is_looked_into(desk: Desk) -> None:
    """What the bank has and the books have not is never passed over (B10.6)."""
    matched(desk, CAME)
    given(to=desk).when(reconcile("4946.60"), by=ACCOUNTANT, **at()).then_refused(
        ItemsUnexplained, cites=("A28", "B10.2", "B10.6"), items=[CAME_ID]
    )
    why = ExplainItem(**OF, line=CAME_ID, explanation="误汇款，已联系退回")
    given(to=desk).when(why, by=ACCOUNTANT, **at()).then(fact(e.LineExplained, line=CAME_ID))
    given(to=desk).when(reconcile("4946.60"), by=ACCOUNTANT, **at(hour=11)).then(
        fact(e.ReconciliationPrepared, at_bank=Decimal("4946.60"), adjusted=Decimal("4946.60"))
    )
    (one,) = desk.on(JULY, AUDITOR, ListInTransit(book="office", month="2025-06"), 12).items
    assert (one.side, one.item, one.amount) == ("bank", CAME_ID, Decimal("66.60"))
    proven(desk.app)


def test_what_the_bank_has_not_yet_goes_into_the_next_month_and_is_explained_there(desk: Desk) -> None:
    """In transit at the end of June, at the end of July somebody says why; then it comes, and all is even."""
    sent = by(ACCOUNTANT, LAST, voucher(LAST, ("payables", "30"), ("bank", "-30"), summary="付款"))
    opened(desk, *HISTORY, sent)
    closed(desk, "2025-06", STATEMENT, cash="300")
    (one,) = desk.on(JULY, AUDITOR, ListInTransit(month="2025-06"), 15).items
    assert (one.side, one.item, one.amount, one.explanation) == ("books", "2025-06-0003/2", Decimal(-30), "")
    august, of = day(8, 1), {"book": "office", "month": "2025-07"}
    desk.ticked(august)
    desk.on(august, ACCOUNTANT, count(month="2025-07", cash="300"), 9)
    given(to=desk).when(PrepareReconciliation(**of, at_bank=Decimal(4880)), by=ACCOUNTANT, **at(august)).then_refused(
        ItemsUnexplained, items=["2025-06-0003/2"]
    )
    brought_to_signature(desk, "2025-07", cash="300")
    closed_july = CloseMonth(**of)
    given(to=desk).when(closed_july, by=ACCOUNTANT, **at(august, 15)).then(e.MonthClosed, PeriodClosed)
    came = [(day(8, 5), "-30", "B8")]
    september = day(9, 1)
    desk.ticked(september)
    desk.on(september, ACCOUNTANT, bring(table(came, "4880")), 8)
    of = {"book": "office", "month": "2025-08"}
    pair = {"lines": ("20250805-30.00#1",), "entries": ("2025-06-0003/2",)}
    desk.on(september, ACCOUNTANT, MatchByHand(**of, **pair), 8)  # too far apart to be matched by itself
    closed(desk, "2025-08", cash="300")
    found = desk.on(september, AUDITOR, GetReconciliation(book="office", month="2025-08"), 15)
    assert (found.bank_items, found.book_items, found.adjusted) == ([], [], Decimal(4850))
    then = desk.on(september, AUDITOR, GetReconciliation(**OF), 15)
    assert [one.entry for one in then.book_items] == ["2025-06-0003/2"], "as of June it is in transit still"
    proven(desk.app)


def test_a_line_or_an_entry_is_explained_one_of_them(desk: Desk) -> None:
    matched(desk, CAME)
    for wrong in ({"line": CAME_ID, "entry": "2025-06-0001/1"}, {}, {"line": "never"}, {"entry": "never/1"}):
        given(to=desk).when(ExplainItem(**OF, explanation="x", **wrong), by=ACCOUNTANT, **at()).then_refused(Invalid)


# -- signed -----------------------------------------------------------------------------------------------------------

SIGN, CLOSE = SignReconciliation(**OF), CloseMonth(**OF)


def prepared_month(desk: Desk) -> None:
    matched(desk)
    desk.on(JULY, ACCOUNTANT, count(cash="300"), 9)
    desk.on(JULY, CASHIER, ConfirmCashCount(**OF), 9)
    desk.on(JULY, ACCOUNTANT, reconcile())


@pytest.mark.parametrize("person", [ACCOUNTANT, CASHIER, CHAIR, FINANCE_LEADER, UNION_CHAIR])
def test_a_second_person_signs_and_never_the_cashier(desk: Desk, person: str) -> None:
    prepared_month(desk)
    given(to=desk).when(SIGN, by=person, **at(hour=11)).then_refused(Forbidden)
    given(to=desk).when(SIGN, by=DIRECTOR, **at(hour=11)).then(e.ReconciliationSigned).then_answer(
        status="signed", signed_by=DIRECTOR
    )


def test_what_is_sent_back_is_prepared_anew(desk: Desk) -> None:
    prepared_month(desk)
    for operation in (reconcile(), MatchBankItems(**OF), UndoMatch(**OF, number=1)):
        given(to=desk).when(operation, by=ACCOUNTANT, **at(hour=11)).then_refused(MonthEndGoneOn, status="prepared")
    back = ReturnReconciliation(**OF, reason="请补充说明")
    given(to=desk).when(back, by=ACCOUNTANT, **at(hour=11)).then_refused(Forbidden)
    given(to=desk).when(back, by=DIRECTOR, **at(hour=11)).then(e.ReconciliationReturned).then_answer(
        status="open", reason="请补充说明"
    )
    given(to=desk).when(reconcile(), by=ACCOUNTANT, **at(hour=12)).then(e.ReconciliationPrepared)


def both(tmp_path: Path, post: str, holder: str, deputy: str) -> Desk:
    store = prepared(tmp_path / "finance.db", Desk)
    return for_entries(Desk(store, standing_in(post, holder, deputy, day(6, 1), day(9, 1)), files=tmp_path / "files"))


def test_who_stands_in_for_the_cashier_does_not_sign(tmp_path: Path) -> None:
    """Whatever other post they hold (B10.2)."""
    desk = both(tmp_path, "cashier", CASHIER, DIRECTOR)
    prepared_month(desk)
    for operation in (SIGN, ReturnReconciliation(**OF, reason="x")):
        given(to=desk).when(operation, by=DIRECTOR, **at(hour=11)).then_refused(
            DutiesNotSegregated, cites=("A28", "B10.2")
        )
    assert desk.may(JULY, DIRECTOR, GetMonthEnd(**OF)) == []
    desk.app.store.close()


def test_who_stands_in_for_who_signs_does_not_sign_what_they_prepared(tmp_path: Path) -> None:
    desk = both(tmp_path, "head-office", DIRECTOR, ACCOUNTANT)
    prepared_month(desk)
    given(to=desk).when(SIGN, by=ACCOUNTANT, **at(hour=11)).then_refused(DutiesNotSegregated)
    desk.app.store.close()


def test_who_is_both_neither_counts_nor_prepares_nor_pays(tmp_path: Path) -> None:
    desk = both(tmp_path, "accountant", ACCOUNTANT, CASHIER)
    matched(desk)
    for operation in (count(cash="300"), reconcile()):
        given(to=desk).when(operation, by=CASHIER, **at()).then_refused(DutiesNotSegregated, cites=("B10.2", "B10.8"))
    desk.on(JULY, ACCOUNTANT, count(cash="300"))
    given(to=desk).when(ConfirmCashCount(**OF), by=CASHIER, **at(hour=11)).then_refused(DutiesNotSegregated)
    pays = voucher(JULY, ("payables", "5"), ("bank", "-5"))
    given(to=desk).when(pays, by=CASHIER, **at(hour=11)).then_refused(DutiesNotSegregated, cites=("B10.2", "B10.8"))
    given(to=desk).when(pays, by=ACCOUNTANT, **at(hour=11)).then(VoucherPosted)
    draws = voucher(JULY, ("cash", "5"), ("bank", "-5"))
    given(to=desk).when(draws, by=CASHIER, **at(hour=12)).then(VoucherPosted)
    desk.app.store.close()


# -- closed -----------------------------------------------------------------------------------------------------------


def test_a_month_is_closed_when_counted_reconciled_and_signed(desk: Desk) -> None:
    prepared_month(desk)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=11)).then_refused(MonthEndGoneOn, status="prepared")
    desk.on(JULY, DIRECTOR, SIGN, 12)
    for person in (CASHIER, DIRECTOR, CHAIR):
        given(to=desk).when(CLOSE, by=person, **at(hour=13)).then_refused(Forbidden)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=13)).then(
        fact(e.MonthClosed, book="office", month="2025-06"), fact(PeriodClosed, book="office", month="2025-06")
    ).then_answer(status="closed", closed_on=JULY)
    given(to=desk).when(count(cash="300"), by=ACCOUNTANT, **at(hour=14)).then_refused(MonthEndGoneOn, status="closed")
    proven(desk.app)


def test_not_before_the_cash_is_counted_and_confirmed(desk: Desk) -> None:
    matched(desk)
    desk.on(JULY, ACCOUNTANT, reconcile())
    desk.on(JULY, DIRECTOR, SIGN, 11)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=12)).then_refused(CashNotCounted, cites=("A28", "B10.2"))
    desk.on(JULY, ACCOUNTANT, count(cash="300"), 12)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=13)).then_refused(CashNotCounted)
    assert "close-month" not in desk.may(JULY, ACCOUNTANT, GetMonthEnd(**OF))
    desk.on(JULY, CASHIER, ConfirmCashCount(**OF), 13)
    assert "close-month" in desk.may(JULY, ACCOUNTANT, GetMonthEnd(**OF))
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=14)).then(e.MonthClosed, PeriodClosed)


def test_what_was_entered_since_the_signature_undoes_it(desk: Desk) -> None:
    prepared_month(desk)
    desk.on(JULY, DIRECTOR, SIGN, 11)
    desk.on(JULY, ACCOUNTANT, voucher(LAST, ("payables", "1"), ("bank", "-1")), 12)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=13)).then_refused(
        ReconciliationOutdated, cites=("A28", "B10.2"), in_books="4879.00"
    )
    given(to=desk).when(WithdrawReconciliation(**OF, reason="补记"), by=ACCOUNTANT, **at(hour=14)).then(
        e.ReconciliationReturned
    ).then_answer(status="open", signed_by="")
    desk.on(JULY, ACCOUNTANT, reconcile(), 15)
    desk.on(JULY, DIRECTOR, SIGN, 16)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=17)).then(e.MonthClosed, PeriodClosed)


def test_what_the_bank_told_since_the_signature_undoes_it_too(desk: Desk) -> None:
    prepared_month(desk)
    desk.on(JULY, DIRECTOR, SIGN, 11)
    desk.on(JULY, ACCOUNTANT, bring(table([*STATEMENT, CAME])), 12)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=13)).then_refused(ReconciliationOutdated, at_bank="4946.60")


def test_a_closed_month_takes_no_further_line(desk: Desk) -> None:
    opened(desk, *HISTORY)
    closed(desk, "2025-06", STATEMENT, cash="300")
    again = {"by": ACCOUNTANT, **at(hour=15)}
    given(to=desk).when(bring(table(STATEMENT)), **again).then().then_answer(known=2, recorded=0)
    given(to=desk).when(bring(table([*STATEMENT, CAME])), **again).then_refused(
        StatementOfClosedMonth, cites=("A28",), days=["2025-06-27"]
    )


def test_takings_are_at_the_bank_before_the_books_are_closed(desk: Desk) -> None:
    """Nothing lies in a drawer (B10.6)."""
    given(*LICENSED, by(CASHIER, MONDAY, receipt()), FUNDS, to=desk)
    brought_to_signature(desk, "2025-06", [(day(6, 2), "5000", "B1")], cash="400")
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at(hour=15)).then_refused(
        TakingsNotBanked, cites=("A28", "B10.2", "B10.6"), days=["2025-06-09"]
    )


def test_the_unions_books_are_closed_alike_and_signed_by_its_chair(desk: Desk) -> None:
    first = voucher(day(6, 3), ("union-bank", "50"), ("union-dues", "-50"), book="union")
    given(by(ACCOUNTANT, day(6, 3), first), FUNDS, to=desk)
    brought_to_signature(desk, "2025-06", [(day(6, 3), "50", "U1")], book="union")
    given(to=desk).when(CloseMonth(book="union", month="2025-06"), by=ACCOUNTANT, **at(hour=15)).then(
        e.MonthClosed, fact(PeriodClosed, book="union")
    )
    proven(desk.app)


def test_a_month_that_is_not_there_is_not_closed(desk: Desk) -> None:
    given(to=desk).when(CLOSE, by=ACCOUNTANT, **at()).then_refused(NotFound)


# -- on paper ---------------------------------------------------------------------------------------------------------


def test_the_reconciliation_goes_out_as_it_was_signed(desk: Desk) -> None:
    sent = by(ACCOUNTANT, LAST, voucher(LAST, ("payables", "30"), ("bank", "-30"), summary="付款"))
    opened(desk, *HISTORY, sent)
    brought_to_signature(desk, "2025-06", [*STATEMENT, CAME], cash="300")
    file = desk.on(JULY, AUDITOR, ExportReconciliation(**OF), 15)
    assert file.name == "reconciliation-office-2025-06.xlsx"
    title, heading, *rows = read_back(file.content)
    assert title[0] == "机关账 2025-06 银行存款余额调节表"
    assert heading == ("项目", "金额(元)", "项目", "金额(元)")
    assert [row[1::2] for row in rows[:4]] == [
        (4850, 4946.6), (66.6, 0), (0, 30), (4916.6, 4916.6),
    ]  # fmt: skip
    desk.on(JULY, ACCOUNTANT, WithdrawReconciliation(**OF, reason="x"), 16)
    exported = desk.on(JULY, AUDITOR, ExportInTransit(start=day(6, 1), end=LAST), 16)
    assert "2025-06-0003" in str(read_back(exported.content))


def test_there_is_nothing_to_print_before_it_is_prepared(desk: Desk) -> None:
    opened(desk)
    given(to=desk).when(ExportReconciliation(**OF), by=AUDITOR, **at()).then_refused(MonthNotOver)
