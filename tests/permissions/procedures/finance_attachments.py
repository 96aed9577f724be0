"""Attachments of finance (B9.3): whoever sees a record has its files, whoever acts on it attaches them."""

from __future__ import annotations

from tests.permissions.files import Cabinet
from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.procedures.union_fund import KEEPERS
from tests.permissions.world import Diary

CABINET = Cabinet("finance")


def prepare(diary: Diary) -> None:
    """A file of every kind of record, and one that p027 uploaded for a record to come."""
    CABINET.prepare(
        diary,
        ("p027", "invoice", "invoice"),
        ("p027", "union-payment", "union-asked"),
        ("p027", "purchase", "purchase"),
        ("p015", "fee-licence", "fee-licence"),
        ("p023", "takings", "takings"),
    )


ROWS = (
    *CABINET.general(),
    *CABINET.rows_of("invoice", "invoice", "self accountant", f"self {SEES_MONEY}"),
    *CABINET.rows_of(
        "purchase", "purchase", "self logistics accountant",
        f"colleague head supervisor {SEES_MONEY} logistics discipline-head",
    ),
    *CABINET.rows_of("fee-licence", "fee-licence", "accountant", SEES_MONEY),
    *CABINET.rows_of("takings", "takings", "accountant cashier", SEES_MONEY),
    *CABINET.rows_of("union-payment", "union-asked", "self accountant cashier", f"self {KEEPERS}"),
)  # fmt: skip
