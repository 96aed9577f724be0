"""Bank statements as a test's bank makes them: the same lines as a table, a workbook, MT940 or camt.053."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl

from services.finance.bank_statements.operations import ImportStatement

Entry = tuple[date, str, str]
"""Day, amount with its sign, the bank's reference."""
ACCOUNT = "6222000011112222"
HEADINGS = ["交易日期", "摘要", "借方发生额(支出)", "贷方发生额(收入)", "余额", "对方户名", "交易流水号"]


def balances(entries: Sequence[Entry], opening: str) -> list[Decimal]:
    held, after = Decimal(opening), []
    for _, amount, _ in entries:
        held += Decimal(amount)
        after.append(held)
    return after


def _rows(entries: Sequence[Entry], opening: str) -> list[list[str]]:
    rows = []
    for (on, amount, reference), after in zip(entries, balances(entries, opening), strict=True):
        gained = Decimal(amount)
        paid, got = (f"{-gained:,.2f}", "") if gained < 0 else ("", f"{gained:,.2f}")
        rows.append([on.isoformat(), "转账", paid, got, f"{after:,.2f}", "王某", reference])
    return rows


def table(
    entries: Sequence[Entry], opening: str = "0", *, newest_first: bool = False, encoding: str = "gb18030"
) -> bytes:
    made = io.StringIO()
    rows = csv.writer(made)
    rows.writerow([f"账号：{ACCOUNT}"])
    rows.writerow(HEADINGS)
    listed = _rows(entries, opening)
    rows.writerows(listed[::-1] if newest_first else listed)
    rows.writerow(["合计", "", "", "", "", "", ""])
    return made.getvalue().encode("gb18030")


def workbook(entries: Sequence[Entry], opening: str = "0") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["中国某银行账户明细"])
    sheet.append([f"账号：{ACCOUNT}"])
    sheet.append(HEADINGS)
    for (on, amount, reference), after in zip(entries, balances(entries, opening), strict=True):
        gained = Decimal(amount)
        paid, got = (float(-gained), None) if gained < 0 else (None, float(gained))
        sheet.append([on, "转账", paid, got, float(after), "王某", reference])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def mt940(entries: Sequence[Entry], opening: str = "0", currency: str = "CNY") -> bytes:
    first, last = entries[0][0], entries[-1][0]
    lines = [
        ":20:STATEMENT", f":25:{ACCOUNT}", ":28C:00001/001",
        f":60F:C{first:%y%m%d}{currency}{_comma(Decimal(opening))}",
    ]  # fmt: skip
    for on, amount, reference in entries:
        gained = Decimal(amount)
        side = "C" if gained > 0 else "D"
        lines += [f":61:{on:%y%m%d}{on:%m%d}{side}{_comma(abs(gained))}NTRFNONREF//{reference}", ":86:转账"]
    lines += [f":62F:C{last:%y%m%d}{currency}{_comma(balances(entries, opening)[-1])}", "-"]
    return "\r\n".join(lines).encode()


def _comma(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def camt053(entries: Sequence[Entry], opening: str = "0", currency: str = "CNY", head: str = "") -> bytes:
    def balance(kind: str, amount: Decimal) -> str:
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{money(amount)}</Bal>"
        )  # fmt: skip

    def money(amount: Decimal) -> str:
        side = "CRDT" if amount >= 0 else "DBIT"
        return f'<Amt Ccy="{currency}">{abs(amount):.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'

    booked = "".join(
        f"<Ntry>{money(Decimal(amount))}<Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef></Ntry>"
        for on, amount, reference in entries
    )
    pending = f"<Ntry>{money(Decimal(7))}<Sts>PDNG</Sts><BookgDt><Dt>{entries[-1][0]}</Dt></BookgDt></Ntry>"
    ends = balance("OPBD", Decimal(opening)) + balance("CLBD", balances(entries, opening)[-1])
    account = f"<Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id></Acct>"
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="{space}"><BkToCstmrStmt><Stmt>{account}{ends}'
        f"{booked}{pending}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def bring(content: bytes, file: str = "对账单.csv", book: str = "office", **more: Any) -> ImportStatement:
    return ImportStatement(book=book, file=file, content=content, **more)
