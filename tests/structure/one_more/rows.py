"""Keys (B12.5): lent by the clerk, taken back by the office; becomes `tests/permissions/procedures/keys.py`."""

from __future__ import annotations

from tests.permissions.words import JULY, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """p027 has a key."""
    diary.make("key", "07-02T09:00", "p011", "documents.lend-key", person="p027", room="301", due="2026-07-31")


ROWS = (
    row("documents.lend-key", "clerk", person=P, room="302", due="2026-07-31"),
    row("documents.return-key", OFFICE, key="@key"),
    row("documents.get-key", f"self {OFFICE} {TOP}", key="@key"),
    row("documents.list-keys", f"self {OFFICE} {TOP}", "of a person", person=P),
    row("documents.list-keys", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-keys", f"{OFFICE} {TOP}", **JULY),
)
