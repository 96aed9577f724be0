"""Punches and day marks (A14): the head marks, the office corrects."""

from __future__ import annotations

from tests.permissions.words import BUDGET, DAY_READERS, LINE, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """A day of p027 away on duty."""
    diary.do("07-06T09:00", "p026", "attendance.mark-day", person="p027", on="2026-07-06", state="trip")


ROWS = (
    row("attendance.correct-punch", OFFICE, person=P, on="2026-07-03", times=["08:50", "18:05"], reason="忘打卡"),
    row("attendance.mark-day", f"head {OFFICE}", person=P, on="2026-07-03", state="trip"),
    row("attendance.withdraw-day-mark", f"head {OFFICE}", person=P, on="2026-07-06", state="trip", reason="未出差"),
    row("attendance.get-day", DAY_READERS, person=P, on="2026-07-06"),
    row("attendance.export-punches", f"{LINE} {OFFICE} {TOP}", **BUDGET, start="2026-07-01", end="2026-07-31"),
    row("attendance.list-days", DAY_READERS, person=P, start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
