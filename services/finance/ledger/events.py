"""What is written into the books (A28). Sums in yuan to the fen.

A voucher's `day` is its business date; `month` the period it is entered in, `2026-07`. Its summary names no person.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Part

ZERO = Decimal("0.00")


class Posting(Part):
    """One line of an entry: a debit or a credit of one account; `line` is the budget line, `department` whose money."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    line: str = ""
    department: str = ""


class VoucherPosted(Event):
    """A balanced entry. `shows` is the query of the record that it stands for, `about` that record's id; `reverses` the
    number of a voucher that it takes back."""

    SAYS = "登记记账凭证"
    TOPIC = "finance.voucher-posted.v1"
    book: str
    number: str
    month: str
    summary: str
    postings: tuple[Posting, ...]
    shows: str = ""
    about: UUID | None = None
    reverses: str = ""


class VoucherReversed(Event):
    """Taken back by an entry in the open period: `by` is that voucher's number."""

    SAYS = "冲销记账凭证"
    TOPIC = "finance.voucher-reversed.v1"
    book: str
    number: str
    by: str
    reason: str = ""


class PeriodClosed(Event):
    """Nothing is entered in the month any more."""

    SAYS = "会计期间结账"
    TOPIC = "finance.period-closed.v1"
    book: str
    month: str
