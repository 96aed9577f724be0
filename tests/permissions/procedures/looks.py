"""The access log: written by the gateway, which speaks as the system; read by the auditor alone."""

from __future__ import annotations

from datetime import date

from services.directory.looks.look import unusual_id
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

LOOK = {"person": "p016", "kind": "search", "operation": "attendance.find-events"}
UNUSUAL = str(unusual_id("p016", "search", date(2026, 7, 2)))


def prepare(diary: Diary) -> None:
    """The system administrator searched more often than usual."""
    for hour in (9, 10):
        looks = [{**LOOK, "asked": f"{hour}-{n}"} for n in range(150)]
        diary.do(f"07-02T{hour:02d}:40", "system", "directory.record-looks", looks=looks)


ROWS = (
    row("directory.record-looks", "system", looks=[LOOK]),
    row("directory.list-looks", "auditor"),
    row("directory.export-looks", "auditor", **JULY),
    row("directory.list-unusual-looks", "auditor"),
    row("directory.get-unusual-looks", "auditor", unusual=UNUSUAL),
    row("directory.review-unusual-looks", "auditor", unusual=UNUSUAL, finding="例行检查"),
)
