"""Budget (A28, B10.3): the accountant plans, the chair adopts, the leader in charge of finance consents to changes."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

LINE_OF_BUDGET = {**BUDGET, "year": 2026, "line": "office"}
CHANGE = {**LINE_OF_BUDGET, "change": "100", "reason": "任务增加"}


def prepare(diary: Diary) -> None:
    """A line that is in force, one that is planned, and adjustments asked for by whoever may."""
    diary.make("budget-line", "07-01T09:00", "p015", "finance.plan-budget-line", **LINE_OF_BUDGET, amount="100000")
    diary.do("07-01T09:05", "p002", "finance.adopt-budget", year=2026, decision="纪要")
    planned = {**LINE_OF_BUDGET, "line": "printing"}
    diary.do("07-01T09:10", "p015", "finance.plan-budget-line", **planned, amount="500")
    diary.make("adjustment", "07-02T09:00", "p026", "finance.request-adjustment", **CHANGE)


READERS = f"colleague {LINE} {SEES_MONEY}"
ROWS = (
    row("finance.plan-budget-line", "accountant", **LINE_OF_BUDGET | {"line": "travel"}, amount="10"),
    row("finance.adopt-budget", "chair", year=2026, decision="纪要"),
    row("finance.carry-over-budget", "accountant", year=2025),
    row("finance.request-adjustment", "head accountant", **CHANGE),
    row("finance.approve-adjustment", "finance-leader", adjustment="@adjustment"),
    row("finance.reject-adjustment", "finance-leader", adjustment="@adjustment", reason="不同意"),
    row("finance.withdraw-adjustment", "nobody", "", ("head",), adjustment="@adjustment", reason="不再需要"),
    row("finance.get-budget-line", READERS, budget_line="@budget-line"),
    row("finance.list-budget", READERS, "of a department", **BUDGET),
    row("finance.list-budget", SEES_MONEY, "of the organ"),
    row("finance.get-adjustment", READERS, adjustment="@adjustment"),
    row("finance.list-adjustments", READERS, "of a department", **BUDGET),
    row("finance.list-adjustments", f"self {READERS}", "of a person", person=P),
    row("finance.export-adjustments", SEES_MONEY, **JULY),
    row("finance.get-execution", SEES_MONEY, year=2026),
    row("finance.print-execution", SEES_MONEY, year=2026),
    row("finance.export-execution", SEES_MONEY, year=2026),
)  # fmt: skip
