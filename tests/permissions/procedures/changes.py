"""What changed in the organ, and the organ as a workbook."""

from __future__ import annotations

from tests.permissions.words import KEEPERS, READERS, row

ROWS = (
    row("directory.get-organ", READERS),
    row("directory.list-changes", f"{KEEPERS} auditor"),
    row("directory.export-directory", f"{KEEPERS} auditor"),
)  # fmt: skip
