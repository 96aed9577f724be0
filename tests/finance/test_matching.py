"""Matching a statement with the books (A28): only what can be meant in one way; no line is lost, none is doubled."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from services.finance.money import total
from services.finance.month_end.matching import Item, cancelling, sheet, unambiguous
from tests.finance.desk import day

DAYS = 7


def line(id: str, amount: str, on: date | None = None, reference: str = "", text: str = "") -> Item:
    return Item(id, on or day(6, 9), Decimal(amount), reference, text)


def entry(id: str, amount: str, on: date | None = None, text: str = "", number: str = "", takes_back: str = "") -> Item:
    return Item(id, on or day(6, 9), Decimal(amount), number or id, text, takes_back)


def test_one_line_and_one_entry_of_a_sum_belong_together() -> None:
    lines, entries = [line("L1", "5"), line("L2", "-3")], [entry("E1", "-3"), entry("E2", "5")]
    assert unambiguous(lines, entries, DAYS) == [("L1", "E2"), ("L2", "E1")]


@pytest.mark.parametrize(
    ("lines", "entries"),
    [
        ([line("L1", "5")], [entry("E1", "5"), entry("E2", "5")]),
        ([line("L1", "5"), line("L2", "5")], [entry("E1", "5")]),
        ([line("L1", "5"), line("L2", "5")], [entry("E1", "5"), entry("E2", "5")]),
        ([line("L1", "5")], [entry("E1", "-5")]),
        ([line("L1", "5")], [entry("E1", "5.01")]),
    ],
)
def test_between_two_nothing_is_guessed(lines: list[Item], entries: list[Item]) -> None:
    assert unambiguous(lines, entries, DAYS) == []


@pytest.mark.parametrize(("apart", "fits"), [(0, True), (DAYS, True), (DAYS + 1, False)])
@pytest.mark.parametrize("later", [True, False])
def test_days_apart_are_counted(apart: int, fits: bool, later: bool) -> None:
    there = day(6, 9) + timedelta(days=apart if later else -apart)
    assert bool(unambiguous([line("L1", "5", there)], [entry("E1", "5")], DAYS)) is fits


def test_a_reference_decides_between_equals_and_whatever_the_day() -> None:
    """The bank's reference in the summary, or the voucher's number in what the bank says."""
    lines = [line("L1", "5", reference="CD0601"), line("L2", "5", text="付 2025-06-0007")]
    entries = [entry("E1", "5", day(5, 1), "缴存收款 存款单CD0601"), entry("E2", "5", number="2025-06-0007")]
    assert unambiguous(lines, entries, DAYS) == [("L1", "E1"), ("L2", "E2")]


def test_what_a_reference_leaves_is_matched_by_day() -> None:
    lines = [line("L1", "5", reference="CD0601"), line("L2", "5")]
    entries = [entry("E1", "5", text="存款单CD0601"), entry("E2", "5")]
    assert unambiguous(lines, entries, DAYS) == [("L1", "E1"), ("L2", "E2")]


def test_a_short_reference_says_nothing() -> None:
    lines, entries = [line("L1", "5", reference="1")], [entry("E1", "5", text="1月"), entry("E2", "5", text="11")]
    assert unambiguous(lines, entries, DAYS) == []


def test_what_was_taken_back_cancels_and_no_bank_heard_of_it() -> None:
    entries = [
        entry("E1", "5", number="2025-06-0001"),
        entry("E2", "-5", number="2025-06-0002", takes_back="2025-06-0001"),
        entry("E3", "5", number="2025-06-0003"),
    ]
    assert cancelling(entries) == [("E1", "E2")]
    assert cancelling(entries[1:]) == []


# -- whatever comes ---------------------------------------------------------------------------------------------------

amounts = st.integers(-5, 5).filter(bool).map(Decimal)
days = st.dates(date(2025, 6, 1), date(2025, 6, 28))
references = st.sampled_from(["", "", "CD0601", "CD0602", "2025-06-0001"])


def items(prefix: str) -> st.SearchStrategy[list[Item]]:
    one = st.tuples(days, amounts, references)
    return st.lists(one, max_size=15).map(
        lambda found: [
            Item(f"{prefix}{n}", on, amount, reference, f"存款单{reference}")
            for n, (on, amount, reference) in enumerate(found)
        ]
    )


@each(items("L"), items("E"), st.integers(0, 30))
def test_no_line_and_no_entry_is_lost_or_doubled(lines: list[Item], entries: list[Item], window: int) -> None:
    """Each is matched once or left, what is matched has one sum, and the sheet comes out even."""
    pairs = unambiguous(lines, entries, window)
    of = {one.id: one for one in (*lines, *entries)}
    assert max(Counter(id for pair in pairs for id in pair).values(), default=0) <= 1
    assert all(of[one].amount == of[other].amount for one, other in pairs)
    matched = {id for pair in pairs for id in pair}
    left_lines = [one for one in lines if one.id not in matched]
    left_entries = [one for one in entries if one.id not in matched]
    made = sheet(total(one.amount for one in lines), total(one.amount for one in entries), left_lines, left_entries)
    assert made.bank_adjusted == made.books_adjusted


@each(items("L"), items("E"), st.integers(0, 30), st.randoms())
def test_the_order_decides_nothing(lines: list[Item], entries: list[Item], window: int, chance: object) -> None:
    told = set(unambiguous(lines, entries, window))
    assert set(unambiguous(lines[::-1], entries[::-1], window)) == told


@each(items("E"))
def test_what_cancels_does_so_once(entries: list[Item]) -> None:
    """Every second of them takes the one before back."""
    made = [
        Item(one.id, one.day, -entries[n - 1].amount, f"V{n}", takes_back=f"V{n - 1}")
        if n % 2
        else Item(one.id, one.day, one.amount, f"V{n}")
        for n, one in enumerate(entries)
    ]
    ids = [id for pair in cancelling(made) for id in pair]
    assert len(ids) == len(set(ids)) == len(made) // 2 * 2
