"""The books (A28): balanced, gapless by month, never below nothing, closed for good."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.finance.budget.line import NotInPlan
from services.finance.ledger import events as e
from services.finance.ledger.handlers import OfAnotherProcedure
from services.finance.ledger.operations import (
    ExportBooks,
    ExportPostingsTable,
    GetBalances,
    GetVoucher,
    ListVouchers,
    PostVoucher,
    ReverseVoucher,
)
from services.finance.ledger.posting import NotEnough
from services.finance.ledger.voucher import Unbalanced, VoucherTakenBack
from services.kernel.refusals import Forbidden, Invalid, Refusal
from tests.finance.desk import ACCOUNTANT, AUDITOR, CASHIER, FIRST, STAFF, Desk, by, clock, day
from tests.finance.money import for_entries
from tests.given import By, fact, given, proven

MONDAY = day(6, 9)
AT = {"at": clock(MONDAY, 15)}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return for_entries(desk)


def entry(*lines: tuple[str, str, str], on: date = MONDAY, **more: Any) -> PostVoucher:
    said = [{"account": account, "debit": debit, "credit": credit} for account, debit, credit in lines]
    return PostVoucher.model_validate({"on": on, "summary": "财政拨款到账", "postings": said, **more})


FUNDS = entry(("bank", "5000", "0"), ("appropriation", "0", "5000"))
RECEIVED = by(ACCOUNTANT, MONDAY, FUNDS)


def test_what_comes_in_is_entered_with_both_its_sides(desk: Desk) -> None:
    given(to=desk).when(FUNDS, by=ACCOUNTANT, **AT).then(
        fact(e.VoucherPosted, book="office", number="2025-06-0001", month="2025-06", cites=("A28",))
    ).then_answer(number="2025-06-0001", total=Decimal(5000), status="posted", posted_by=ACCOUNTANT)
    proven(desk.app)


@pytest.mark.parametrize(
    "lines",
    [
        [("bank", "5000", "0"), ("appropriation", "0", "4999.99")],
        [("bank", "5000", "5000"), ("appropriation", "0", "5000")],
        [("bank", "0", "0"), ("appropriation", "0", "5000")],
    ],
)
def test_what_does_not_balance_is_refused(desk: Desk, lines: list[tuple[str, str, str]]) -> None:
    given(to=desk).when(entry(*lines), by=ACCOUNTANT, **AT).then_refused(Unbalanced)


def test_an_account_of_other_books_is_refused(desk: Desk) -> None:
    mixed = entry(("bank", "1", "0"), ("union-dues", "0", "1"))
    given(to=desk).when(mixed, by=ACCOUNTANT, **AT).then_refused(Invalid)


def test_no_more_leaves_the_bank_than_is_in_it(desk: Desk) -> None:
    """To the last fen (A28)."""
    out = entry(("cash", "5000.01", "0"), ("bank", "0", "5000.01"))
    given(RECEIVED, to=desk).when(out, by=ACCOUNTANT, **AT).then_refused(NotEnough, lacking="0.01")
    all_of_it = entry(("cash", "5000", "0"), ("bank", "0", "5000"))
    given(to=desk).when(all_of_it, by=ACCOUNTANT, **AT).then(fact(e.VoucherPosted, number="2025-06-0002"))


def test_numbers_are_gapless_by_month_whatever_was_refused(desk: Desk) -> None:
    bad = entry(("cash", "9999", "0"), ("bank", "0", "9999"))
    given(RECEIVED, to=desk).when(bad, by=ACCOUNTANT, **AT).then_refused(NotEnough)
    given(to=desk).when(FUNDS, by=ACCOUNTANT, **AT).then(fact(e.VoucherPosted, number="2025-06-0002"))
    may = entry(("bank", "1", "0"), ("appropriation", "0", "1"), on=day(5, 30))
    given(to=desk).when(may, by=ACCOUNTANT, **AT).then(fact(e.VoucherPosted, number="2025-05-0001"))


@pytest.mark.parametrize("person", [CASHIER, STAFF, AUDITOR])
def test_nobody_but_the_accountant_enters(desk: Desk, person: str) -> None:
    given(to=desk).when(FUNDS, by=person, **AT).then_refused(Forbidden)


def test_what_was_wrong_is_taken_back_once_by_an_entry_of_today(desk: Desk) -> None:
    back = ReverseVoucher(voucher=FIRST, reason="重复入账")
    given(RECEIVED, to=desk).when(back, by=ACCOUNTANT, at=clock(day(7, 1))).then(
        fact(e.VoucherPosted, number="2025-07-0001", reverses="2025-06-0001"),
        fact(e.VoucherReversed, number="2025-06-0001", by="2025-07-0001"),
    )
    given(to=desk).when(back, by=ACCOUNTANT, at=clock(day(7, 1))).then_refused(VoucherTakenBack)
    taking = desk.ask(ListVouchers(month="2025-07"), by=ACCOUNTANT, at=clock(day(7, 2))).items[0]
    given(to=desk).when(
        ReverseVoucher(voucher=taking.id, reason="再冲"), by=ACCOUNTANT, at=clock(day(7, 2))
    ).then_refused(OfAnotherProcedure)
    found = desk.ask(GetBalances(book="office", month="2025-07"), by=AUDITOR, at=clock(day(7, 2)))
    assert found.balanced
    assert {line.account: line.after for line in found.lines} == {"bank": 0, "appropriation": 0}


def test_a_voucher_shows_its_lines(desk: Desk) -> None:
    given(RECEIVED, to=desk)
    seen = desk.ask(GetVoucher(voucher=FIRST), by=AUDITOR, **AT)
    assert [(line.account, line.debit, line.credit) for line in seen.postings] == [
        ("bank", Decimal(5000), Decimal(0)),
        ("appropriation", Decimal(0), Decimal(5000)),
    ]


def spent() -> By:
    lines = [
        {"account": "expense", "debit": "120.50", "line": "office", "department": "budget"},
        {"account": "bank", "credit": "120.50"},
    ]
    bought = {"on": MONDAY, "summary": "购买“办公用品”\\纸张", "postings": lines}
    return by(ACCOUNTANT, MONDAY, PostVoucher.model_validate(bought), 11)


ON_LINE = {"line": "office", "department": "budget"}


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        ({"account": "expense", "debit": "100"}, {"account": "bank", "credit": "100"}, NotInPlan),
        ({"account": "bank", "debit": "100"}, {"account": "expense", "credit": "100"}, NotInPlan),
        ({"account": "expense", "debit": "100", **ON_LINE}, {"account": "bank", "credit": "100", **ON_LINE}, Invalid),
        ({"account": "bank", "debit": "100", **ON_LINE}, {"account": "appropriation", "credit": "100"}, Invalid),
    ],
    ids=["expense of no line", "given back to no line", "on both sides", "no expense"],
)
def test_expense_alone_stands_on_a_budget_line(desk: Desk, first: Any, second: Any, refusal: type[Refusal]) -> None:
    """A28, B10.3: nothing is spent beside the plan, and nothing of the plan without an expense."""
    given(RECEIVED, to=desk)
    said = {"on": MONDAY, "summary": "账户管理费", "postings": [first, second]}
    given(to=desk).when(PostVoucher.model_validate(said), by=ACCOUNTANT, **AT).then_refused(
        refusal, cites=("A28", "B10.3")
    )


def test_the_unions_fund_is_no_part_of_the_budget(desk: Desk) -> None:
    """A27."""
    lines = [{"account": "union-expense", "debit": "5", **ON_LINE}, {"account": "union-surplus", "credit": "5"}]
    said = {"book": "union", "on": MONDAY, "summary": "慰问", "postings": lines}
    given(to=desk).when(PostVoucher.model_validate(said), by=ACCOUNTANT, **AT).then_refused(Invalid)
    said["postings"] = [{**lines[0], "line": "", "department": ""}, lines[1]]
    given(to=desk).when(PostVoucher.model_validate(said), by=ACCOUNTANT, **AT).then(e.VoucherPosted)


def test_a_strangers_program_takes_the_books_and_finds_our_balances(desk: Desk, tmp_path: Path) -> None:
    given(RECEIVED, spent(), to=desk)
    file = tmp_path / "office.beancount"
    exported = desk.ask(ExportBooks(book="office", year=2025), by=AUDITOR, **AT)
    file.write_bytes(exported.content)
    checked = subprocess.run([sys.executable, "-m", "beancount.scripts.check", file], capture_output=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
    spoiled = file.read_text("utf-8").replace("120.50", "120.51", 1)
    file.write_text(spoiled, "utf-8")
    assert subprocess.run([sys.executable, "-m", "beancount.scripts.check", file], check=False).returncode != 0


def test_entries_go_out_as_csv_without_formulas(desk: Desk) -> None:
    formula = entry(("bank", "5", "0"), ("appropriation", "0", "5"), summary="=HYPERLINK(1)")
    given(by(ACCOUNTANT, MONDAY, formula), to=desk)
    text = desk.ask(ExportPostingsTable(book="office", year=2025), by=AUDITOR, **AT).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "凭证号,日期,摘要,科目,预算科目,部门,借方,贷方"
    assert ",'=HYPERLINK(1)," in text
