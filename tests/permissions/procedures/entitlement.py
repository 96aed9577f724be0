"""Annual leave (A16): seen by those concerned and the office."""

from __future__ import annotations

from tests.permissions.words import DAY_READERS, OFFICE, TOP, P, row

ROWS = (
    row("attendance.get-entitlement", DAY_READERS, year=2026, person=P),
    row("attendance.export-entitlements", f"{OFFICE} {TOP}", year=2026),
    row("attendance.list-entitlements", f"{OFFICE} {TOP}", year=2026),
)  # fmt: skip
