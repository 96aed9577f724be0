"""A bank statement as it is read: its lines in order, with the balances that the bank states. Pure data.

`amount` is what the account gained, with a minus what it lost; `reference` is the bank's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from services.finance.money import total
from services.kernel.domain.words import Word
from services.kernel.refusals import Refusal

MOST_LINES = 5_000
"""Of one file: a month of an office has some hundreds."""
CITES = ("A28",)
_LONGEST = {"reference": 60, "counterparty": 100, "text": 200}


class StatementFormat(Word):
    TABLE = "table", "表格", "table"
    MT940 = "mt940", "SWIFT MT940", "SWIFT MT940"
    CAMT053 = "camt053", "ISO 20022 camt.053", "ISO 20022 camt.053"


class UnreadableStatement(Refusal):
    """Nothing in the file can be read as a bank statement, or not all of it: what lacks a line is no statement."""

    code = "finance.statement-unreadable"
    kind = "invalid"
    next = (
        "请从网上银行重新导出对账单（表格或标准报文），不要改动，再行导入。",
        "Export the statement again from the bank (table, MT940 or camt.053) and import it as it is.",
    )


class StatementTooLarge(Refusal):
    """More than any office's statement holds: it is not taken in."""

    code = "finance.statement-too-large"
    kind = "too-large"
    next = ("请按月份分次导出，再分别导入。", "Export it month by month, and import each part.")


class Line(msgspec.Struct, frozen=True):
    day: date
    amount: Decimal
    reference: str = ""
    counterparty: str = ""
    text: str = ""


class Read(msgspec.Struct, frozen=True):
    """A file as it was read: lines oldest first; balances before the first and after the last, where it states them."""

    format: StatementFormat
    lines: tuple[Line, ...] = ()
    opening: Decimal | None = None
    closing: Decimal | None = None
    account: str = ""


def line(day: date, amount: Decimal, reference: str = "", counterparty: str = "", text: str = "") -> Line:
    said = {"reference": reference, "counterparty": counterparty, "text": text}
    return Line(day, amount, **{name: " ".join(value.split())[: _LONGEST[name]] for name, value in said.items()})


def checked(read: Read) -> Read:
    """Refuses a file whose lines do not make up what it states, or that has none."""
    if not read.lines:
        raise UnreadableStatement("对账单中没有交易记录。", "The statement has no lines.", cites=CITES)
    if len(read.lines) > MOST_LINES:
        raise StatementTooLarge("对账单行数过多。", "The statement has too many lines.", limit=MOST_LINES)
    if (read.opening is None) != (read.closing is None):
        raise UnreadableStatement(
            "对账单缺少期初或期末余额，无法核对是否完整。",
            "The statement says the balance at one of its ends only: whether it is whole cannot be told.",
            cites=CITES,
        )
    if read.opening is not None and read.closing is not None:
        made = read.opening + total(one.amount for one in read.lines)
        if made != read.closing:
            raise UnreadableStatement(
                f"期初余额加发生额为{made}元，对账单期末余额为{read.closing}元，文件不完整。",
                f"The lines lead to {made} yuan and the statement says {read.closing}: something is missing.",
                cites=CITES,
                made=str(made),
                closing=str(read.closing),
            )
    return read


def numbered(lines: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    """Each line with its id: the day, the amount, and which of that day's equal sums it is.

    Whatever file tells of a day again says the same ids, in whatever format and order; of several equal sums a later
    file has those that were known and perhaps further ones.
    """
    seen: Counter[tuple[date, Decimal]] = Counter()
    for one in lines:
        seen[one.day, one.amount] += 1
        yield f"{one.day:%Y%m%d}{one.amount:+.2f}#{seen[one.day, one.amount]}", one


def in_order(lines: Sequence[Line]) -> Sequence[Line]:
    """Oldest first: many banks list the newest first."""
    return lines[::-1] if lines and lines[0].day > lines[-1].day else lines
