"""Changes of posts and seats: proposed by who keeps the directory, confirmed by a second person."""

from __future__ import annotations

from tests.permissions.words import WHEN, row
from tests.permissions.world import CALLERS, Diary

SECOND = "security-administrator chair"
READERS = f"{SECOND} office-director administrator auditor"


def prepare(diary: Diary) -> None:
    """One that serves nobody of the callers, by the office director."""
    diary.do(
        "07-02T09:00", CALLERS["office-director"], "directory.appoint-holder", post="idle", person="p057", day=WHEN
    )
    diary.name("proposal", "07-02T09:01", lambda made: diary.world.waiting("directory.get-post", post="idle"))


ROWS = (
    row("directory.get-proposal", READERS, proposal="@proposal"),
    row("directory.list-proposals", READERS),
    row("directory.export-proposals", READERS, start="2026-07-01", end="2026-07-31"),
    row("directory.confirm-change", SECOND, proposal="@proposal"),
    row("directory.decline-change", SECOND, proposal="@proposal", reason="另有人选"),
    row("directory.withdraw-change", "office-director", proposal="@proposal", reason="填错"),
)
