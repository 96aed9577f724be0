"""The quarter's money: a stranger's program takes the books, and what was spent is what the deeds say (A28, B10)."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction

from deploy.embedded import Embedded
from services.kernel.procedure.context import Call
from tests.scenario.oracle_money import spent
from tests.scenario.runner import AUDITOR, Run

pytestmark = pytest.mark.slow
YEAR, MONTH = 2026, "2026-10"
BOOKS = ("office", "union")


def books(quarter: tuple[Embedded, Run], book: str) -> bytes:
    runtime, run = quarter
    asked = Call("finance.export-books", {"book": book, "year": YEAR}, run.driver.token(AUDITOR), at=run.deeds[-1].at)
    return urlsafe_b64decode(json.loads(runtime.call(asked).body)["content"])


def balances(run: Run, book: str) -> dict[str, Any]:
    found: dict[str, Any] = run.ask("finance.get-balances", book=book, month=MONTH)
    return found


@pytest.mark.parametrize("book", BOOKS)
def test_a_strangers_program_takes_the_books(quarter: tuple[Embedded, Run], book: str, tmp_path: Path) -> None:
    file = tmp_path / f"{book}.beancount"
    file.write_bytes(books(quarter, book))
    checked = subprocess.run([sys.executable, "-m", "beancount.scripts.check", file], capture_output=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
    assert file.read_text("utf-8").count("\n20") > 10, "there is something in them"


@pytest.mark.parametrize("book", BOOKS)
def test_its_balances_are_the_registers(quarter: tuple[Embedded, Run], book: str) -> None:
    entries, errors, _ = loader.load_string(books(quarter, book).decode())
    assert not errors
    theirs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                theirs[posting.account.split(":")[1].lower().replace("-", "")] += posting.units.number or Decimal()
    ours = balances(quarter[1], book)
    assert ours["balanced"]
    held = {line["account"].replace("-", ""): Decimal(line["after"]) for line in ours["lines"]}
    assert {name: amount for name, amount in held.items() if amount} == {
        name: amount for name, amount in theirs.items() if amount
    }


def test_what_was_spent_of_each_line_is_what_the_deeds_say(quarter: tuple[Embedded, Run]) -> None:
    _, run = quarter
    executed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in run.ask("finance.get-execution", year=YEAR)["lines"]:
        executed[line["line"]] += Decimal(line["spent"])
        assert Decimal(line["spent"]) + Decimal(line["committed"]) <= Decimal(line["amount"]), line
    assert {line: amount for line, amount in executed.items() if amount} == spent(run.deeds)


def test_the_closed_months_bank_account_agrees_with_its_statement(quarter: tuple[Embedded, Run]) -> None:
    closed = [end for end in quarter[1].ask("finance.list-month-ends")["items"] if end["closed_on"]]
    assert closed
    for end in closed:
        assert Decimal(end["counted"]) == Decimal(end["held"])
        assert end["signed_by"] not in {"", end["prepared_by"]}
