"""Which line of the bank is which entry of the books. Matches only where nothing else could be meant. Pure.

First by reference and amount: the bank's reference stands in the voucher's summary, or the voucher's number in what the
bank says. Then by amount and day: one line and one entry of the same sum within so many days, and no third.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.finance.money import total

_SHORTEST = 4
"""Characters of a reference that says something: what is shorter stands in any text."""


@dataclass(frozen=True, slots=True)
class Item:
    """`amount` is what the account gained; `reference` the bank's, or the voucher's number; `text` what else it says;
    `takes_back` the number of the voucher that an entry takes back."""

    id: str
    day: date
    amount: Decimal
    reference: str = ""
    text: str = ""
    takes_back: str = ""


Pair = tuple[str, str]


def unambiguous(lines: Sequence[Item], entries: Sequence[Item], days: int) -> list[Pair]:
    """Pairs of a line and an entry, each in one pair at most."""
    by_reference = _only(lines, entries, _names)
    taken = {id for pair in by_reference for id in pair}
    left, right = ([one for one in items if one.id not in taken] for items in (lines, entries))
    window = timedelta(days=days)
    return by_reference + _only(left, right, lambda line, entry: abs(line.day - entry.day) <= window)


def cancelling(entries: Iterable[Item]) -> list[Pair]:
    """Entries that took each other back: no bank ever hears of them."""
    of_voucher: dict[str, list[Item]] = {}
    for one in entries:
        of_voucher.setdefault(one.reference, []).append(one)
    pairs: list[Pair] = []
    for back in (one for found in list(of_voucher.values()) for one in found if one.takes_back):
        waiting = of_voucher.get(back.takes_back, [])
        taken = next((one for one in waiting if one.amount == -back.amount), None)
        if taken is not None:
            waiting.remove(taken)
            pairs.append((taken.id, back.id))
    return pairs


def _names(line: Item, entry: Item) -> bool:
    said = f"{line.text} {line.reference}"
    return (len(line.reference) >= _SHORTEST and line.reference in entry.text) or (
        bool(entry.reference) and entry.reference in said
    )


def _only(lines: Sequence[Item], entries: Sequence[Item], fit: Callable[[Item, Item], bool]) -> list[Pair]:
    """Those that fit nobody but each other."""
    by_amount: dict[Decimal, list[Item]] = {}
    for entry in entries:
        by_amount.setdefault(entry.amount, []).append(entry)
    fitting = {line.id: [one.id for one in by_amount.get(line.amount, ()) if fit(line, one)] for line in lines}
    wanted: dict[str, int] = {}
    for ids in fitting.values():
        for id in ids:
            wanted[id] = wanted.get(id, 0) + 1
    return [(line, ids[0]) for line, ids in fitting.items() if len(ids) == 1 and wanted[ids[0]] == 1]


# -- the sheet --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """银行存款余额调节表: from what each side says to what both would say, had each all that the other has."""

    at_bank: Decimal
    in_books: Decimal
    bank_received: Decimal
    bank_paid: Decimal
    books_received: Decimal
    books_paid: Decimal

    @property
    def bank_adjusted(self) -> Decimal:
        return self.at_bank + self.books_received - self.books_paid

    @property
    def books_adjusted(self) -> Decimal:
        return self.in_books + self.bank_received - self.bank_paid


def sheet(at_bank: Decimal, in_books: Decimal, lines: Collection[Item], entries: Collection[Item]) -> Sheet:
    """`lines` and `entries` are what is left on either side."""
    return Sheet(
        at_bank,
        in_books,
        total(one.amount for one in lines if one.amount > 0),
        -total(one.amount for one in lines if one.amount < 0),
        total(one.amount for one in entries if one.amount > 0),
        -total(one.amount for one in entries if one.amount < 0),
    )
