"""The fact that a bank statement was taken in (A28). Who paid, and for what, stays in the service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Part, Personal


class BankLine(Part):
    """`amount` is what the account gained, with a minus what it lost; `line` is its id within the book."""

    line: str
    day: date
    amount: Decimal
    reference: str = ""
    counterparty: str = ""
    text: str = ""


class StatementImported(Event):
    """`lines` are those that were not known yet; `opening` and `closing` what the bank states."""

    SAYS = "导入银行对账单"
    TOPIC = "finance.bank-statement-imported.v1"
    book: str
    file: str
    digest: str
    format: str
    account: str
    first: date
    last: date
    read: int
    recorded: int
    opening: Decimal | None = None
    closing: Decimal | None = None
    lines: Personal[tuple[BankLine, ...]] = ()
