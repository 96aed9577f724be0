"""Erasures of personal data: proposed by the office or the security administrator, approved by the leaders."""

from __future__ import annotations

from tests.permissions.words import row
from tests.permissions.world import CALLERS, Diary

OUTSIDER = {
    "record": "00000000-0000-4000-8000-000000000001", "kinds": ["outsiders"],
    "basis": "achieved", "reason": "来访已办结",
}  # fmt: skip
PROPOSE, APPROVE = "office-director security-administrator", "chair secretary-general"
READERS = f"{PROPOSE} {APPROVE} auditor"


def prepare(diary: Diary) -> None:
    """One that waits for its approval."""
    other = {**OUTSIDER, "record": "00000000-0000-4000-8000-000000000002"}
    diary.make("erasure", "07-02T09:00", CALLERS["office-director"], "directory.propose-erasure", **other)


ROWS = (
    row("directory.propose-erasure", PROPOSE, **OUTSIDER),
    row("directory.get-erasure", READERS, erasure="@erasure"),
    row("directory.list-erasures", READERS),
    row("directory.export-erasures", READERS, start="2026-07-01", end="2026-07-31"),
    row("directory.approve-erasure", APPROVE, erasure="@erasure"),
    row("directory.decline-erasure", APPROVE, erasure="@erasure", reason="仍需保存"),
    row("directory.withdraw-erasure", f"{PROPOSE} {APPROVE}", erasure="@erasure", reason="填错"),
)
