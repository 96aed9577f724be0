"""Logins: reported by the system alone; seen by those who watch, and one's own."""

from __future__ import annotations

from tests.permissions.words import P, row

WATCH = "security-administrator auditor"
REPORT = {"id": "0a0a0a0a-0000-4000-8000-000000000001", "at": "2026-07-08T09:00:00+08:00", "what": "logged-in"}

ROWS = (
    row("directory.record-logins", "system", reports=[{**REPORT, "login": P, "person": P, "address": "192.0.2.1"}]),
    row("directory.list-logins", WATCH, "of everybody"),
    row("directory.list-logins", f"self {WATCH}", "of a person", person=P),
    row("directory.export-logins", WATCH, start="2026-07-01", end="2026-07-31"),
)
