"""Bank statements (A28): brought by the accountant, never by the cashier (B10.2)."""

from __future__ import annotations

import base64

from tests.permissions.procedures.ledger import BOOKS
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

STATEMENT = "交易日期,收入,支出,余额,流水号\n2026-07-02,100.00,,100.00,B7001\n"


def prepare(diary: Diary) -> None:
    """A file of one line."""
    diary.made["statement"] = base64.b64encode(STATEMENT.encode()).decode()


ROWS = (
    row("finance.import-statement", "accountant", book="office", file="对账单.csv", content="@statement"),
    row("finance.get-statement-template", "accountant"),
    row("finance.list-bank-statements", BOOKS),
    row("finance.list-bank-lines", BOOKS),
    row("finance.export-bank-lines", BOOKS, **JULY),
)  # fmt: skip
