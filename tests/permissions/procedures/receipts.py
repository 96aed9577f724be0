"""Receipts (B10.5, B10.6): the cashier writes, banks and pays; the accountant registers, voids, checks, prepares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary, World

ACCOUNTANT, CASHIER = "p015", "p023"
BOOK = {"series": "云财票2026", "first": "000101", "last": "000150"}


def receipt(number: str, means: str = "cash") -> dict[str, str]:
    of = {"item": "@fee-item", "organisation": "云岭公司", "amount": "100"}
    return {**of, "book": "@receipt-book", "number": number, "means": means}


def _takings_of(world: World, receipt: str, made: Mapping[str, Any]) -> str:
    answer = world.call("finance.get-fee-receipt", world.token(CASHIER), {"receipt": made[receipt]})
    return str(json.loads(answer.body)["takings"])


def prepare(diary: Diary) -> None:
    """Transfers of May, to be handed up, and of June, for which the order is made; cash of two days in July, one banked
    and one not."""
    diary.make("receipt-book", "05-28T09:30", ACCOUNTANT, "finance.register-receipt-book", **BOOK)
    for at, number, means in (
        ("05-28", "000101", "bank"), ("06-29", "000102", "bank"), ("07-01", "000103", "cash"),
        ("07-02", "000104", "cash"),
    ):  # fmt: skip
        diary.make(f"receipt-{number}", f"{at}T10:00", CASHIER, "finance.issue-receipt", **receipt(number, means))
    for label, number in (("banked-takings", "000103"), ("takings", "000104")):
        diary.name(label, "07-02T11:00", partial(_takings_of, diary.world, f"receipt-{number}"))
    slip = {"takings": "@banked-takings", "on": "2026-07-02", "slip": "CD0701", "amount": "100"}
    diary.do("07-02T14:00", CASHIER, "finance.bank-takings", **slip)
    order = {"month": "2026-06", "paper": "缴款书2026-06"}
    diary.do("07-02T15:00", ACCOUNTANT, "finance.prepare-handing-up", **order)


OF_BOOK = {"book": "@receipt-book"}
ROWS = (
    row("finance.register-receipt-book", "accountant", **BOOK | {"series": "云财票2027"}),
    row("finance.return-receipt-book", "accountant", **OF_BOOK, reason="换版"),
    row("finance.spoil-receipt", "cashier", **OF_BOOK, number="000105", reason="写错"),
    row("finance.issue-receipt", "cashier", **receipt("000105")),
    row("finance.collect-charge", "cashier", charge="@charge", **OF_BOOK, number="000105", means="cash"),
    row("finance.void-receipt", "accountant", receipt="@receipt-000104", reason="写错"),
    row("finance.bank-takings", "cashier", takings="@takings", on="2026-07-08", slip="CD0702", amount="100"),
    row("finance.check-takings", "accountant", takings="@banked-takings"),
    row("finance.prepare-handing-up", "accountant", month="2026-05", paper="缴款书2026-05"),
    row("finance.withdraw-handing-up", "accountant", month="2026-06", reason="科目有误"),
    row("finance.pay-handing-up", "cashier", month="2026-06", on="2026-07-08"),
    row("finance.get-receipt-book", SEES_MONEY, **OF_BOOK),
    row("finance.list-receipt-books", SEES_MONEY),
    row("finance.get-fee-receipt", SEES_MONEY, receipt="@receipt-000104"),
    row("finance.print-fee-receipt", SEES_MONEY, receipt="@receipt-000104"),
    row("finance.list-fee-receipts", SEES_MONEY),
    row("finance.export-fee-receipts", SEES_MONEY, **JULY),
    row("finance.get-takings", SEES_MONEY, takings="@takings"),
    row("finance.list-takings", SEES_MONEY),
    row("finance.get-handing-up", SEES_MONEY, month="2026-06"),
    row("finance.list-handing-up", SEES_MONEY),
)  # fmt: skip
