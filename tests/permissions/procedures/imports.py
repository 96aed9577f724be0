"""Files of the punch machines (A14): taken in by the office, or by the machine itself."""

from __future__ import annotations

import base64

from tests.permissions.words import JULY, OFFICE, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """A machine's file of one punch."""
    diary.made["punches"] = base64.b64encode(b"     2189\t2026-07-02 08:55:00\t1\t0\t1\t0\r\n").decode()


ROWS = (
    row("attendance.import-punches", f"{OFFICE} system", file="1_attlog.dat", content="@punches"),
    row("attendance.list-imports", f"{OFFICE} auditor"),
    row("attendance.export-imports", f"{OFFICE} auditor", **JULY),
    row("attendance.get-import-template", "everybody"),
)  # fmt: skip
