"""Tasks (A18, A34): office and leaders assign, the department carries out, the office verifies, leaders give time."""

from __future__ import annotations

from tests.permissions.words import BUDGET, LEADERS, OF_BUDGET, OFFICE, TOP, D, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """Of p027: one that is owed, one reported done, one that asks for time, one shared with another department."""
    for label in ("task", "reported-task", "asked-task", "shared"):
        fields = {"department": "budget", "owner": "p027", "title": "督办事项", "source": "plan", "due": "2026-08-14"}
        others = ["finance-economy"] if label == "shared" else []
        diary.make(label, "07-01T09:00", "p002", "documents.assign-task", **fields, co_owners=others)
    diary.do("07-02T09:00", "p027", "documents.report-task-done", task="@reported-task", note="已办结")
    asked = {"due": "2026-09-10", "reason": "调研推迟"}
    diary.do("07-02T09:00", "p027", "documents.ask-extension", task="@asked-task", **asked)


DOERS = "self colleague head"
AFTER = {"department": D, "owner": "p028", "reason": "职责调整"}


ROWS = (
    row(
        "documents.assign-task", f"{OFFICE} {LEADERS} supervisor",
        **BUDGET, owner=P, title="督办事项", source="plan", due="2026-08-31",
    ),
    row("documents.accept-task", DOERS, task="@task"),
    row("documents.report-progress", DOERS, task="@task", percent=40, note="在办"),
    row("documents.report-task-done", DOERS, task="@task", note="已办结"),
    row("documents.verify-task", OFFICE, task="@reported-task"),
    row("documents.return-task", OFFICE, task="@reported-task", reason="缺佐证"),
    row("documents.ask-extension", DOERS, task="@task", due="2026-09-10", reason="调研推迟"),
    row("documents.extend-task", f"supervisor {LEADERS}", task="@asked-task"),
    row("documents.refuse-extension", f"supervisor {LEADERS}", task="@asked-task", reason="按期办结"),
    row("documents.reassign-task", f"{OFFICE} {LEADERS}", task="@task", **AFTER),
    row("documents.cancel-task", f"{OFFICE} {LEADERS}", task="@task", reason="不再办理"),
    row("documents.get-task", f"self {OF_BUDGET}", task="@task"),
    row("documents.get-task", f"self {OF_BUDGET}", "with a co-owner", ("head of another department",), task="@shared"),
    row("documents.list-tasks", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-tasks", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-tasks", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
