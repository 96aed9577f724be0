"""Months of the books (A28): closed one after the other, for good; in December the year's result becomes surplus."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.finance.budget.events import BudgetSpendingReversed, BudgetSpent
from services.finance.ledger.events import PeriodClosed, VoucherPosted, VoucherReversed
from services.finance.ledger.operations import (
    ExportBooks,
    GetBalances,
    ListPeriods,
    ListPostings,
    ListVouchers,
    ReverseVoucher,
)
from services.finance.ledger.voucher import PeriodIsClosed
from services.finance.month_end import events as e
from services.finance.month_end.operations import CloseMonth
from tests.finance.closing import brought_to_signature, closed, voucher
from tests.finance.desk import ACCOUNTANT, AUDITOR, Desk, by, clock, day
from tests.finance.money import for_entries, held
from tests.finance.statements import Entry
from tests.given import By, fact, given, proven

pytestmark = pytest.mark.slow

IN = ("bank", "1000"), ("appropriation", "-1000")
OUT = ("expense", "40"), ("bank", "-40")
LINE = {"line": "office", "department": "budget"}
SUCCESSOR = "p023"
"""The cashier from December 2025 on."""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return for_entries(desk)


def entered(on: date, *lines: tuple[str, str], hour: int = 10, **more: Any) -> By:
    return by(ACCOUNTANT, on, voucher(on, *lines, **more), hour)


def came(month: int, year: int = 2025) -> list[Entry]:
    return [(day(month, 3, year), "1000", f"B{month}")]


def end_of(month: str) -> CloseMonth:
    return CloseMonth(book="office", month=month)


def test_a_closed_month_takes_no_entry_and_the_next_one_does(desk: Desk) -> None:
    given(entered(day(6, 3), *IN), to=desk)
    july = closed(desk, "2025-06", came(6))
    for on in (day(6, 30), day(6, 1), day(5, 31)):
        given(to=desk).when(voucher(on, *OUT, **LINE), by=ACCOUNTANT, at=clock(july, 16)).then_refused(
            PeriodIsClosed, cites=("A28",), closed="2025-06"
        )
    given(to=desk).when(voucher(july, *OUT, **LINE), by=ACCOUNTANT, at=clock(july, 16)).then(
        fact(VoucherPosted, number="2025-07-0001"), BudgetSpent
    )
    (period,) = desk.on(july, AUDITOR, ListPeriods(), 17).items
    assert (period.book, period.month, period.closed_on, period.closed_by) == ("office", "2025-06", july, ACCOUNTANT)
    proven(desk.app)


def test_what_was_wrong_in_a_closed_month_is_taken_back_in_the_open_one(desk: Desk) -> None:
    """The closed month's balances stay as they were."""
    given(entered(day(6, 3), *IN), entered(day(6, 4), *OUT, **LINE), to=desk)
    july = closed(desk, "2025-06", [*came(6), (day(6, 5), "-40", "B0")])
    june = held(desk, day(6, 30))
    wrong = desk.on(july, ACCOUNTANT, ListVouchers(number="2025-06-0002"), 15).items[0].id
    given(to=desk).when(ReverseVoucher(voucher=wrong, reason="科目错"), by=ACCOUNTANT, at=clock(july, 16)).then(
        fact(VoucherPosted, number="2025-07-0001", reverses="2025-06-0002", month="2025-07"),
        VoucherReversed,
        fact(BudgetSpendingReversed, amount=Decimal(40)),
    )
    assert held(desk, day(6, 30)) == june == {"bank": 960, "appropriation": -1000, "expense": 40}
    assert held(desk, july) == {"bank": 1000, "appropriation": -1000, "expense": 0}
    proven(desk.app)


def test_months_are_closed_one_after_the_other(desk: Desk) -> None:
    given(entered(day(6, 3), *IN), entered(day(7, 3), *IN), to=desk)
    august = brought_to_signature(desk, "2025-06", came(6), on=day(8, 1))
    brought_to_signature(desk, "2025-07", came(7), opening="1000", on=august)
    given(to=desk).when(end_of("2025-07"), by=ACCOUNTANT, at=clock(august, 16)).then_refused(
        PeriodIsClosed, cites=("A28",), open="2025-06"
    )
    given(to=desk).when(end_of("2025-06"), by=ACCOUNTANT, at=clock(august, 17)).then(e.MonthClosed, PeriodClosed)
    given(to=desk).when(end_of("2025-07"), by=ACCOUNTANT, at=clock(august, 18)).then(e.MonthClosed, PeriodClosed)


def test_an_entry_of_an_earlier_month_is_closed_with_that_month_first(desk: Desk) -> None:
    """What was entered late for May stands before June, and the calendar opens May's end too."""
    given(entered(day(6, 3), *IN), to=desk)
    july = brought_to_signature(desk, "2025-06", came(6))
    desk.on(july, ACCOUNTANT, voucher(day(5, 30), ("payables", "7"), ("other-income", "-7")), 15)
    given(to=desk).when(end_of("2025-06"), by=ACCOUNTANT, at=clock(july, 16)).then_refused(
        PeriodIsClosed, open="2025-05"
    )
    assert [one.month for one in desk.ticked(day(7, 2), e.MonthEndDue) if isinstance(one, e.MonthEndDue)] == ["2025-05"]
    closed(desk, "2025-05", on=day(7, 2))
    given(to=desk).when(end_of("2025-06"), by=ACCOUNTANT, at=clock(day(7, 2), 16)).then(e.MonthClosed, PeriodClosed)


def test_the_books_are_closed_each_by_itself(desk: Desk) -> None:
    union = (("union-bank", "50"), ("union-dues", "-50"))
    given(entered(day(6, 3), *IN), entered(day(6, 3), *union, book="union", hour=11), to=desk)
    july = closed(desk, "2025-06", came(6))
    given(to=desk).when(voucher(day(6, 30), *union, book="union"), by=ACCOUNTANT, at=clock(july, 16)).then(
        fact(VoucherPosted, book="union", number="2025-06-0002")
    )


@pytest.fixture
def december(desk: Desk) -> Desk:
    """Two departments spent of 2025, and all of its months are closed but the last."""
    given(
        entered(day(11, 3), *IN), entered(day(11, 4), *OUT, **LINE),
        entered(day(12, 3), *IN),
        entered(day(12, 4), ("expense", "25.50"), ("bank", "-25.50"), line="travel", department="office"),
        entered(day(12, 5), ("bank", "0.25"), ("other-income", "-0.25"), hour=9), to=desk,
    )  # fmt: skip
    closed(desk, "2025-11", [*came(11), (day(11, 4), "-40", "B0")], cashier=SUCCESSOR, on=day(12, 8))
    lines = [*came(12), (day(12, 4), "-25.50", "B0"), (day(12, 5), "0.25", "B1")]
    brought_to_signature(desk, "2025-12", lines, opening="960", cashier=SUCCESSOR, on=day(1, 4, 2026))
    return desk


JANUARY = day(1, 4, 2026)


def test_in_december_the_years_result_becomes_surplus(december: Desk) -> None:
    """年终结转: by account, line and department, so that each begins the year with nothing."""
    given(to=december).when(end_of("2025-12"), by=ACCOUNTANT, at=clock(JANUARY, 15)).then(
        e.MonthClosed,
        fact(VoucherPosted, number="2025-12-0004", month="2025-12", day=day(12, 31), summary="2025年终结转"),
        PeriodClosed,
    )
    carried = december.on(JANUARY, AUDITOR, ListPostings(month="2025-12"), 16).items
    last = [one for one in carried if one.number == "2025-12-0004"]
    assert {(one.account, one.line, one.department, one.debit - one.credit) for one in last} == {
        ("appropriation", "", "", Decimal(2000)), ("other-income", "", "", Decimal("0.25")),
        ("expense", "office", "budget", Decimal(-40)), ("expense", "travel", "office", Decimal("-25.50")),
        ("surplus", "", "", Decimal("-1934.75")),
    }  # fmt: skip
    after = held(december, day(12, 31))
    left = {account: amount for account, amount in after.items() if amount}
    assert left == {"bank": Decimal("1934.75"), "surplus": Decimal("-1934.75")}
    proven(december.app)


def test_a_year_that_spent_more_than_came_in_takes_from_the_surplus(desk: Desk) -> None:
    borrowed = entered(day(12, 3), ("bank", "30"), ("payables", "-30"))
    given(borrowed, entered(day(12, 4), ("expense", "30"), ("bank", "-30"), **LINE), to=desk)
    lines = [(day(12, 3), "30", "B0"), (day(12, 4), "-30", "B1")]
    closed(desk, "2025-12", lines, cashier=SUCCESSOR, on=JANUARY)
    assert held(desk, day(12, 31))["surplus"] == 30


def test_a_year_in_which_nothing_was_earned_or_spent_carries_nothing(desk: Desk) -> None:
    given(entered(day(12, 3), ("bank", "30"), ("payables", "-30")), to=desk)
    brought_to_signature(desk, "2025-12", [(day(12, 3), "30", "B0")], cashier=SUCCESSOR, on=JANUARY)
    given(to=desk).when(end_of("2025-12"), by=ACCOUNTANT, at=clock(JANUARY, 15)).then(e.MonthClosed, PeriodClosed)


def test_the_next_year_opens_with_what_the_last_one_left(december: Desk, tmp_path: Path) -> None:
    """A stranger's program takes both years and finds our balances, the second opened by the first."""
    december.on(JANUARY, ACCOUNTANT, end_of("2025-12"), 15)
    december.on(day(1, 5, 2026), ACCOUNTANT, voucher(day(1, 5, 2026), *IN))
    december.on(day(1, 6, 2026), ACCOUNTANT, voucher(day(1, 6, 2026), *OUT, **LINE))
    found = december.on(day(1, 7, 2026), AUDITOR, GetBalances(book="office", month="2026-01"))
    before = {one.account: one.before for one in found.lines if one.before}
    assert before == {"bank": Decimal("1934.75"), "surplus": Decimal("-1934.75")}
    for year in (2025, 2026):
        file = tmp_path / f"{year}.beancount"
        file.write_bytes(december.on(day(1, 7, 2026), AUDITOR, ExportBooks(book="office", year=year)).content)
        checked = subprocess.run(
            [sys.executable, "-m", "beancount.scripts.check", file], capture_output=True, check=False
        )
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, b""), year
    text = (tmp_path / "2026.beancount").read_text("utf-8")
    assert "Equity:Surplus  -1934.75 CNY" in text
    assert "Expenses:Expense:Travel" not in text, "what was carried is not brought forward"


def test_the_last_year_stays_closed(december: Desk) -> None:
    december.on(JANUARY, ACCOUNTANT, end_of("2025-12"), 15)
    wrong = december.on(JANUARY, ACCOUNTANT, ListVouchers(number="2025-12-0002"), 16).items[0].id
    given(to=december).when(ReverseVoucher(voucher=wrong, reason="错"), by=ACCOUNTANT, at=clock(JANUARY, 17)).then(
        fact(VoucherPosted, number="2026-01-0001", reverses="2025-12-0002"),
        VoucherReversed,
        fact(BudgetSpendingReversed, year=2025, amount=Decimal("25.50")),
    )
    assert held(december, day(12, 31))["expense"] == 0
    assert held(december, JANUARY)["expense"] == Decimal("-25.50")
