"""The books (A28): the accountant enters, whoever answers for the money reads."""

from __future__ import annotations

from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

SEES_MONEY = "accountant cashier finance-leader office-director chair secretary-general auditor"
ENTRY = {
    "on": "2026-07-01",
    "summary": "财政拨款",
    "postings": [{"account": "bank", "debit": "200000"}, {"account": "appropriation", "credit": "200000"}],
}


def prepare(diary: Diary) -> None:
    """Money to pay with, and an entry that can be taken back whatever was paid since."""
    diary.do("07-01T08:30", "p015", "finance.post-voucher", **ENTRY)
    small = [{"account": "payables", "debit": "5"}, {"account": "other-income", "credit": "5"}]
    said = {"on": "2026-07-01", "summary": "无需支付的应付款", "postings": small}
    diary.make("voucher", "07-01T08:31", "p015", "finance.post-voucher", **said)


BOOKS = f"{SEES_MONEY} union-chair"
ROWS = (
    row("finance.post-voucher", "accountant", **ENTRY),
    row("finance.reverse-voucher", "accountant", voucher="@voucher", reason="重复"),
    row("finance.get-voucher", BOOKS, voucher="@voucher"),
    row("finance.print-voucher", BOOKS, voucher="@voucher"),
    row("finance.list-vouchers", BOOKS),
    row("finance.export-vouchers", BOOKS, **JULY),
    row("finance.list-postings", BOOKS),
    row("finance.export-postings", BOOKS, **JULY),
    row("finance.list-periods", BOOKS),
    row("finance.get-balances", BOOKS, book="office", month="2026-07"),
    row("finance.export-books", BOOKS, book="office", year=2026),
    row("finance.export-postings-table", BOOKS, book="office", year=2026),
)  # fmt: skip
