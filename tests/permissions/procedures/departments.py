"""Departments and who supervises them: kept by the office (B9)."""

from __future__ import annotations

from tests.permissions.words import BUDGET, KEEPERS, READERS, WHEN, row

ROWS = (
    row("directory.get-department", READERS, **BUDGET),
    row("directory.list-departments", READERS),
    row("directory.open-department", KEEPERS, department="files", zh="档案科", en="Files", kind="section", day=WHEN),
    row("directory.rename-department", KEEPERS, **BUDGET, zh="预算工委", en="Budget", day=WHEN),
    row("directory.assign-supervision", KEEPERS, **BUDGET, leader_post="deputy-chair-4", day=WHEN),
    row("directory.merge-department", KEEPERS, **BUDGET, into="finance-economy", day=WHEN),
    row("directory.close-department", KEEPERS, department="vacant", day=WHEN),
)  # fmt: skip
