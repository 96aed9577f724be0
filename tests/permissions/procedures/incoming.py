"""Incoming documents (A18, B11.1): only the clerk registers, the director proposes, the leader in charge instructs."""

from __future__ import annotations

from typing import Any

from tests.permissions.words import BUDGET, OFFICE, TOP, P, row
from tests.permissions.world import Diary

Step = tuple[str, str, dict[str, Any]]
"""Who, which operation, with what."""
PROPOSED: Step = ("p008", "propose-handling", {"leader_post": "deputy-chair-2", "proposal": "请阅示"})
INSTRUCTED: Step = ("p003", "instruct-incoming", {"text": "请阅办"})


def prepare(diary: Diary) -> None:
    """One at each step."""
    paper(diary, "paper")
    paper(diary, "proposed-paper", PROPOSED)
    paper(diary, "instructed-paper", PROPOSED, INSTRUCTED)


def paper(diary: Diary, label: str, *steps: Step, secrecy: str = "ordinary") -> None:
    fields = {"sender": "市人大常委会", "title": label, "received": "2026-07-02", "secrecy": secrecy}
    diary.make(label, "07-02T09:00", "p011", "documents.register-incoming", **fields)
    for by, operation, more in steps:
        diary.do("07-07T09:00", by, f"documents.{operation}", document=f"@{label}", **more)


PAPER = {"sender": "市人大常委会", "title": "通知", "received": "2026-07-08"}
FIXED = {"sender": "市人大常委会", "title": "通知", "secrecy": "secret", "urgency": "urgent", "reason": "登记有误"}
ORDERED = {**BUDGET, "owner": P, "title": "督办事项", "due": "2026-08-31"}


ROWS = (
    row("documents.register-incoming", "clerk", **PAPER),
    row("documents.correct-incoming", "clerk", document="@paper", **FIXED),
    row("documents.propose-handling", "office-director", document="@paper", leader_post="chair", proposal="请阅示"),
    row("documents.instruct-incoming", "supervisor chair", document="@proposed-paper", text="同意"),
    row(
        "documents.correct-instruction", "supervisor", "of the leader in charge",
        document="@instructed-paper", instruction=1, text="另议", reason="更正",
    ),
    row(
        "documents.order-incoming-task", f"{OFFICE} supervisor chair",
        document="@instructed-paper", instruction=1, **ORDERED,
    ),
    row("documents.close-incoming", OFFICE, document="@proposed-paper"),
    row("documents.get-incoming", "everybody", document="@paper"),
    row("documents.list-incoming", "everybody"),
    row("documents.export-incoming", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
