"""MT940 by the `mt-940` library: each statement of the file by itself, its lines counted and its balances followed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import mt940

from services.finance.bank_statements.lines import (
    CITES,
    MOST_LINES,
    Line,
    Read,
    StatementFormat,
    StatementTooLarge,
    UnreadableStatement,
    checked,
    line,
)
from services.finance.money import FEN
from services.kernel.procedure.tables import NoText, decoded

_BEGINS = re.compile(r"^:20:", re.MULTILINE)
_LINE = re.compile(r"^:61:", re.MULTILINE)
CURRENCY = "CNY"


def is_mt940(content: bytes) -> bool:
    head = content[:4096]
    return b":20:" in head and (b":60F:" in content or b":60M:" in content)


def read(content: bytes) -> Read:
    try:
        text = decoded(content).replace("\r\n", "\n")
    except NoText as reason:
        raise _damaged() from reason
    if len(_LINE.findall(text)) > MOST_LINES:
        raise StatementTooLarge("对账单行数过多。", "The statement has too many lines.", limit=MOST_LINES)
    starts = [found.start() for found in _BEGINS.finditer(text)]
    parts = [_part(text[at:end]) for at, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if not parts:
        raise _damaged()
    for before, after in pairwise(parts):
        if before.closing != after.opening or before.account != after.account:
            raise UnreadableStatement(
                "文件中的各期对账单余额不衔接。", "The statements of the file do not follow each other.", cites=CITES
            )
    lines = tuple(one for part in parts for one in part.lines)
    return Read(StatementFormat.MT940, lines, parts[0].opening, parts[-1].closing, parts[0].account)


def _part(text: str) -> Read:
    """One statement: every `:61:` must have become a line."""
    found = mt940.models.Transactions(options=mt940.Options.all())
    try:
        found.parse(text)  # never `mt940.parse`: that takes what it is given for a file's name where it can
        opening, closing = (_balance(found.data, name) for name in ("opening_balance", "closing_balance"))
        lines = tuple(_line(one.data) for one in found if "amount" in one.data)
    except UnreadableStatement:
        raise
    except Exception as reason:
        raise _damaged() from reason
    if len(lines) != len(_LINE.findall(text)):
        raise _damaged()
    made = Read(StatementFormat.MT940, lines, opening, closing, str(found.data.get("account_identification") or ""))
    return checked(made) if lines else made


def _balance(data: Any, name: str) -> Decimal:
    stated = data.get(f"final_{name}") or data.get(f"intermediate_{name}")
    _check_currency(stated.amount.currency)
    return Decimal(stated.amount.amount).quantize(FEN)


def _line(data: Any) -> Line:
    _check_currency(data["amount"].currency)
    day = data.get("entry_date") or data["date"]
    references = [str(data.get(name) or "") for name in ("bank_reference", "customer_reference")]
    reference = next((one for one in references if one and one != "NONREF"), "")
    text = " ".join(str(data.get(name) or "") for name in ("purpose", "transaction_details", "extra_details"))
    who = str(data.get("applicant_name") or "")
    return line(date(day.year, day.month, day.day), Decimal(data["amount"].amount).quantize(FEN), reference, who, text)


def _check_currency(currency: str | None) -> None:
    if currency not in (CURRENCY, None):
        raise UnreadableStatement(
            "对账单不是人民币账户。", "The statement is not of an account in yuan.", cites=CITES, currency=currency
        )


def _damaged() -> UnreadableStatement:
    return UnreadableStatement("对账单报文不完整或格式有误。", "The MT940 file is not complete.", cites=CITES)
