"""The books of a year as strangers read them: plain-text accounting after beancount 3, and CSV. Knows no transaction.

Accounts become `Assets:Cash` by their kind and English id; what has a budget line becomes a part of its account
(`Expenses:Expense:Travel`), so that a stranger's balances compare line by line; of such an account what has none is a
part too, since whoever reads the books counts an account with its parts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from services.kernel.rules.values import Records

_ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
CURRENCY = "CNY"
REST = "Unallotted"
"""What of an account has no budget line, where other parts have one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What an account held before the year, debits less credits."""

    account: str
    line: str
    held: Decimal


def _word(id: str) -> str:
    return "".join(part.capitalize() for part in id.split("-"))


class Names:
    """Of one book's accounts, as far as they are `used`: account and line."""

    def __init__(self, accounts: Records, used: Iterable[tuple[str, str]]) -> None:
        self._roots = {one.id: f"{_ROOTS[one.text('kind')]}:{_word(one.id)}" for one in accounts}
        self._parted = {account for account, line in used if line}

    def of(self, account: str, line: str) -> str:
        part = _word(line) if line else REST if account in self._parted else ""
        return f"{self._roots[account]}:{part}" if part else self._roots[account]


def _text(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def beancount(title: str, year: int, accounts: Records, opening: Sequence[Opening], lines: Sequence[Any]) -> str:
    """`lines` are the year's entry lines in the order of their vouchers."""
    used = {(one.account, one.line) for one in opening} | {(one.account, one.line) for one in lines}
    names = Names(accounts, used)
    return "\n".join(
        (
            f'option "title" {_text(title)}',
            f'option "operating_currency" "{CURRENCY}"',
            "",
            *(f"{year - 1}-12-31 open {names.of(*one)} {CURRENCY}" for one in sorted(used)),
            "",
            *_brought_forward(year, names, opening),
            *_entries(names, lines),
            *_balances(year, names, opening, lines),
            "",
        )
    )


def _brought_forward(year: int, names: Names, opening: Sequence[Opening]) -> Iterator[str]:
    if opening:
        yield f'{year - 1}-12-31 * "年初余额"'
        for one in opening:
            yield f"  {names.of(one.account, one.line)}  {one.held} {CURRENCY}"
        yield ""


def _entries(names: Names, lines: Iterable[Any]) -> Iterator[str]:
    for _, voucher in groupby(lines, lambda one: one.id):
        together = list(voucher)
        first = together[0]
        yield f"{first.on.isoformat()} * {_text(first.number)} {_text(first.summary)}"
        for one in together:
            held = one.debit - one.credit
            yield f"  {names.of(one.account, one.line)}  {held} {CURRENCY}"
            if one.department:
                yield f"    department: {_text(one.department)}"
        yield ""


def _balances(year: int, names: Names, opening: Sequence[Opening], lines: Iterable[Any]) -> Iterator[str]:
    """What our registers say is held after the year: the stranger's program refuses it where its own sum differs."""
    held: dict[str, Decimal] = {}
    for one in opening:
        name = names.of(one.account, one.line)
        held[name] = held.get(name, Decimal(0)) + one.held
    for one in lines:
        name = names.of(one.account, one.line)
        held[name] = held.get(name, Decimal(0)) + one.debit - one.credit
    for name, sum_ in sorted(held.items()):
        yield f"{year + 1}-01-01 balance {name}  {sum_} {CURRENCY}"


def table(lines: Iterable[Any], titles: Mapping[str, str]) -> str:
    """CSV with a heading, for any spreadsheet; in UTF-8 with its mark, so that office programs read the characters."""
    made = io.StringIO()
    rows = csv.writer(made)
    rows.writerow(titles.values())
    for one in lines:
        rows.writerow([_safe(getattr(one, name)) for name in titles])
    return "\ufeff" + made.getvalue()


def _safe(value: Any) -> Any:
    """What begins like a formula is written as text."""
    if isinstance(value, date | Decimal | int):
        return value
    return f"'{value}" if str(value)[:1] in ("=", "+", "-", "@") else value
