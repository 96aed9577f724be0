"""A month's end (A28, B10.2): the accountant does it, the cashier confirms the count, a second person signs."""

from __future__ import annotations

import base64
from typing import Any

from tests.permissions.procedures.ledger import BOOKS
from tests.permissions.words import JULY, row
from tests.permissions.world import SYSTEM, Diary

ACCOUNTANT, CASHIER, DIRECTOR = "p015", "p023", "p008"
UNION = {"book": "union", "month": "2026-06"}
PREPARED = {"book": "union", "month": "2026-05"}
SIGNED = {"book": "office", "month": "2026-05"}
COUNT: dict[str, Any] = {"pieces": [], "explanation": "初次盘点"}
STATEMENT = "交易日期,收入,支出,余额,流水号\n2026-05-28,100.00,,100.00,U7001\n2026-06-15,5.00,,105.00,U7002\n"
STATEMENT += "2026-06-17,2.00,,107.00,U7003\n"
LINE, TWICE = "20260615+5.00#1", ("20260617+2.00#1", "2026-06-0003/1")


def prepare(diary: Diary) -> None:
    """The union's June under way, with a line that could be two entries; its May prepared; the office's May signed."""
    for on, amount, hour in (("05-28", "100", 11), ("06-15", "5", 11), ("06-16", "5", 11), ("06-17", "2", 11)):
        lines = [{"account": "union-bank", "debit": amount}, {"account": "union-grants", "credit": amount}]
        said = {"book": "union", "on": f"2026-{on}", "summary": "拨缴经费", "postings": lines}
        diary.do(f"{on}T{hour}:00", ACCOUNTANT, "finance.post-voucher", **said)
    diary.do("07-01T08:05", SYSTEM, "finance.tick")
    brought = {"book": "union", "file": "工会.csv", "content": base64.b64encode(STATEMENT.encode()).decode()}
    diary.do("07-01T08:10", ACCOUNTANT, "finance.import-statement", **brought)
    for of, balance in ((SIGNED, "0"), (PREPARED, "100")):
        diary.do("07-01T08:11", ACCOUNTANT, "finance.match-bank-items", **of)
        diary.do("07-01T08:12", ACCOUNTANT, "finance.count-cash", **of, **COUNT)
        diary.do("07-01T08:13", CASHIER, "finance.confirm-cash-count", **of)
        diary.do("07-01T08:14", ACCOUNTANT, "finance.prepare-reconciliation", **of, at_bank=balance)
    diary.do("07-01T08:15", DIRECTOR, "finance.sign-reconciliation", **SIGNED)
    diary.do("07-01T08:16", ACCOUNTANT, "finance.count-cash", **UNION, **COUNT)
    explained = {"line": LINE, "explanation": "两笔同额，待核对"}
    diary.do("07-01T08:17", ACCOUNTANT, "finance.explain-item", **UNION, **explained)
    even = {"lines": [TWICE[0]], "entries": [TWICE[1]]}
    diary.do("07-01T08:18", ACCOUNTANT, "finance.match-by-hand", **UNION, **even)


ROWS = (
    row("finance.count-cash", "accountant", **UNION, **COUNT),
    row("finance.confirm-cash-count", "cashier", **UNION),
    row("finance.match-bank-items", "accountant", **UNION),
    row("finance.match-by-hand", "accountant", **UNION, lines=[LINE], entries=["2026-06-0001/1"]),
    row("finance.undo-match", "accountant", **UNION, number=1),
    row("finance.explain-item", "accountant", **UNION, entry="2026-06-0002/1", explanation="待核对"),
    row("finance.prepare-reconciliation", "accountant", **UNION, at_bank="107"),
    row("finance.withdraw-reconciliation", "accountant", **PREPARED, reason="补记"),
    row("finance.sign-reconciliation", "union-chair", **PREPARED),
    row("finance.return-reconciliation", "union-chair", **PREPARED, reason="请补充说明"),
    row("finance.close-month", "accountant", **SIGNED),
    row("finance.get-month-end", BOOKS, **SIGNED),
    row("finance.get-reconciliation", BOOKS, **SIGNED),
    row("finance.get-prepared-reconciliation", BOOKS, **SIGNED),
    row("finance.print-reconciliation", BOOKS, **SIGNED),
    row("finance.get-cash-count", BOOKS, **SIGNED),
    row("finance.print-cash-count", BOOKS, **SIGNED),
    row("finance.export-reconciliation", BOOKS, **SIGNED),
    row("finance.list-month-ends", BOOKS),
    row("finance.list-in-transit", BOOKS),
    row("finance.export-in-transit", BOOKS, **JULY),
)  # fmt: skip
