"""Stocktakings (A28): those named count, the accountant explains, logistics and the accountant open and close."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """One that is closed, and one that p027 and p010 count, with a difference."""
    opened = {"counters": [P, "p010"]}
    diary.make("counted-stock", "07-02T16:05", "p010", "finance.open-stocktaking", **opened)
    for label in ("asset", "given-asset", "asked-asset", "approved-asset"):
        diary.do(
            "07-02T16:06",
            "p010",
            "finance.count-asset",
            stocktaking="@counted-stock",
            asset=f"@{label}",
            result="found",
        )
    diary.make("stocktaking", "07-07T16:00", "p010", "finance.open-stocktaking", **opened)
    gone = {"stocktaking": "@stocktaking", "asset": "@asset"}
    diary.do("07-07T16:10", "p010", "finance.count-asset", result="missing", **gone)


SEES = f"{SEES_MONEY} logistics"
ROWS = (
    row("finance.open-stocktaking", "logistics accountant", counters=["p010"]),
    row("finance.count-asset", "self logistics", stocktaking="@stocktaking", asset="@left-asset", result="found"),
    row(
        "finance.explain-difference", "accountant",
        stocktaking="@stocktaking", asset="@asset", explanation="已报修",
    ),
    row("finance.close-stocktaking", "logistics accountant", stocktaking="@counted-stock"),
    row("finance.get-stocktaking", f"self {SEES}", stocktaking="@stocktaking"),
    row("finance.print-stocktaking", f"self {SEES}", stocktaking="@stocktaking"),
    row("finance.list-stocktakings", SEES),
    row("finance.export-stocktakings", SEES, **JULY),
)  # fmt: skip
