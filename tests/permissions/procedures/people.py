"""People of the organ and their own files: kept by the office (B9)."""

from __future__ import annotations

from tests.permissions.words import BUDGET, KEEPERS, LINE, READERS, WHEN, P, row

ROWS = (
    row("directory.get-person", READERS, person=P),
    row("directory.list-people", READERS),
    row("directory.get-person-file", f"self {LINE} {KEEPERS}", person=P),
    row("directory.hire-person", KEEPERS, name="阮三七", number="9001", work_since="2020-01-01", day=WHEN, **BUDGET),
    row("directory.move-person", KEEPERS, person=P, department="research", day=WHEN),
    row("directory.leave-service", KEEPERS, person=P, day="2026-12-01"),
    row(
        "directory.correct-details", KEEPERS,
        person=P, name="汪麦冬", number="2189", work_since="2014-07-06", reason="档案更正",
    ),
    row("directory.take-residency-duty", KEEPERS, person=P, day=WHEN),
    row("directory.give-up-residency-duty", KEEPERS, person="p029", day=WHEN),
)  # fmt: skip
