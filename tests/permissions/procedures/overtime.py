"""Overtime (A30): asked for in one's own name, consented to and confirmed by the head."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, OFFICE, P, row
from tests.permissions.world import Diary

ASKED = {"on": "2026-07-02", "reason": "汇总数据"}
REASON = {"reason": "可在工作时间完成"}


def prepare(diary: Diary) -> None:
    """Of p027: one of every state that somebody can do something about."""
    for n, label in enumerate(("new", "agreed", "done", "confirmed")):
        diary.make(
            f"{label}-overtime", f"07-01T09:{n + 10}", "p027", "finance.request-overtime", person="p027", **ASKED
        )
        overtime = f"@{label}-overtime"
        if label != "new":
            diary.do(f"07-01T10:{n + 10}", "p026", "finance.approve-overtime", overtime=overtime)
        if label in ("done", "confirmed"):
            diary.do(f"07-02T20:{n + 10}", "p027", "finance.report-overtime", overtime=overtime, hours="3")
        if label == "confirmed":
            diary.do(f"07-02T21:{n + 10}", "p026", "finance.confirm-overtime", overtime=overtime)


READERS = f"self {LINE} {OFFICE} {SEES_MONEY}"
ROWS = (
    row("finance.request-overtime", "self", person=P, on="2026-07-10", reason="加班整理"),
    row("finance.approve-overtime", "head", overtime="@new-overtime"),
    row("finance.reject-overtime", "head", overtime="@new-overtime", **REASON),
    row("finance.withdraw-overtime", "self", overtime="@new-overtime", **REASON),
    row("finance.report-overtime", "self", overtime="@agreed-overtime", hours="3"),
    row("finance.confirm-overtime", "head", overtime="@done-overtime"),
    row("finance.send-overtime-back", "head", overtime="@done-overtime", **REASON),
    row("finance.enter-time-off", "head", overtime="@confirmed-overtime", on="2026-07-13"),
    row("finance.get-overtime", READERS, overtime="@new-overtime"),
    row("finance.list-overtime", READERS, "of a person", person=P),
    row("finance.list-overtime", f"{LINE} {OFFICE} {SEES_MONEY}", "of a department", **BUDGET),
    row("finance.list-overtime", f"{OFFICE} {SEES_MONEY}", "of the organ"),
    row("finance.export-overtime", f"{OFFICE} {SEES_MONEY}", **JULY),
)  # fmt: skip
