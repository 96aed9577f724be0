"""camt.053 by defusedxml: no entity is followed. Booked entries only; one with several details is one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from services.finance.bank_statements.lines import (
    CITES,
    Line,
    Read,
    StatementFormat,
    UnreadableStatement,
    checked,
    line,
)
from services.finance.bank_statements.swift import CURRENCY
from services.finance.money import FEN

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def is_camt053(content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"camt.053" in head


def read(content: bytes) -> Read:
    try:
        root = fromstring(content, forbid_dtd=True)
        statements = [_statement(one) for one in _all(root, "Stmt")]
    except (ParseError, DefusedXmlException, ValueError, InvalidOperation, AttributeError, LookupError) as reason:
        raise _damaged() from reason
    if not statements:
        raise _damaged()
    for before, after in pairwise(statements):
        if before.closing != after.opening or before.account != after.account:
            raise UnreadableStatement(
                "文件中的各期对账单余额不衔接。", "The statements of the file do not follow each other.", cites=CITES
            )
    lines = tuple(one for part in statements for one in part.lines)
    return Read(StatementFormat.CAMT053, lines, statements[0].opening, statements[-1].closing, statements[0].account)


def _statement(node: Any) -> Read:
    balances = {_text(one, "Tp", "CdOrPrtry", "Cd"): _signed(one) for one in _children(node, "Bal")}
    opening, closing = (
        next((balances[kind] for kind in kinds if kind in balances), None) for kinds in (_OPENING, _CLOSING)
    )
    booked = [one for one in _children(node, "Ntry") if _status(one) == "BOOK"]
    lines = tuple(_entry(one) for one in booked)
    account = _text(node, "Acct", "Id", "IBAN") or _text(node, "Acct", "Id", "Othr", "Id")
    made = Read(StatementFormat.CAMT053, lines, opening, closing, account)
    return checked(made) if lines else made


def _status(entry: Any) -> str:
    """As text until version 2, as a code of its own since."""
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts")


def _entry(node: Any) -> Line:
    booked = _text(node, "BookgDt", "Dt") or _text(node, "BookgDt", "DtTm")[:10]
    details = _all(node, "TxDtls")
    reference = _text(node, "AcctSvcrRef") or _text(node, "NtryRef")
    signed = _signed(node)
    who = next(filter(None, (_party(one, "Dbtr" if signed > 0 else "Cdtr") for one in details)), "")
    said = [one.text or "" for detail in details for one in _all(detail, "Ustrd")] or [_text(node, "AddtlNtryInf")]
    return line(date.fromisoformat(booked), signed, reference, who, " ".join(said))


def _party(details: Any, side: str) -> str:
    return _text(details, "RltdPties", side, "Nm") or _text(details, "RltdPties", side, "Pty", "Nm")


def _signed(node: Any) -> Decimal:
    amount = _child(node, "Amt")
    if amount.get("Ccy") != CURRENCY:
        raise UnreadableStatement(
            "对账单不是人民币账户。", "The statement is not of an account in yuan.", cites=CITES,
            currency=str(amount.get("Ccy")),
        )  # fmt: skip
    value = Decimal(amount.text.strip()).quantize(FEN)
    side = _text(node, "CdtDbtInd")
    return {"CRDT": value, "DBIT": -value}[side]


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _children(node: Any, name: str) -> list[Any]:
    return [one for one in node if _name(one) == name]


def _child(node: Any, name: str) -> Any:
    return _children(node, name)[0]


def _all(node: Any, name: str) -> list[Any]:
    return [one for one in node.iter() if _name(one) == name]


def _text(node: Any, *path: str) -> str:
    for name in path:
        node = next(iter(_children(node, name)), None)
        if node is None:
            return ""
    return (node.text or "").strip()


def _damaged() -> UnreadableStatement:
    return UnreadableStatement("对账单报文不完整或格式有误。", "The camt.053 file is not complete.", cites=CITES)
