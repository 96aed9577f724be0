"""Monthly sheets (A14): the department compiles, its head hands in, the office takes over."""

from __future__ import annotations

from tests.permissions.words import BUDGET, LINE, OFFICE, TOP, P, row
from tests.permissions.world import SYSTEM, Diary


def prepare(diary: Diary) -> None:
    """Of the budget commission: June owed, May a draft, April handed in, March accepted."""
    steps = {"compile": "p026", "submit": "p026", "accept": "p011"}
    for month, done in {"2026-05": 1, "2026-04": 2, "2026-03": 3}.items():
        for step, person in list(steps.items())[:done]:
            diary.do("07-06T10:00", person, f"attendance.{step}-sheet", month=month, department="budget")
    diary.do("07-06T23:00", SYSTEM, "attendance.tick")  # p027's return is missed: the quarter has a fact


MAY = {"month": "2026-05", **BUDGET}
SHEET_READERS = f"colleague {LINE} {OFFICE} {TOP}"


ROWS = (
    row("attendance.compile-sheet", "colleague head clerk", month="2026-06", **BUDGET),
    row("attendance.submit-sheet", "head supervisor", **MAY),
    row("attendance.accept-sheet", OFFICE, month="2026-04", **BUDGET),
    row("attendance.return-sheet", OFFICE, month="2026-04", **BUDGET, reason="缺项"),
    row(
        "attendance.correct-sheet", OFFICE,
        month="2026-03", **BUDGET, person=P, on="2026-03-10", states=[{"half": "am", "state": "late"}], reason="核对",
    ),
    row("attendance.get-sheet", SHEET_READERS, **MAY),
    row("attendance.export-sheet", SHEET_READERS, **MAY),
    row("attendance.list-sheets", SHEET_READERS, "of a department", **BUDGET),
    row("attendance.list-sheets", f"{OFFICE} {TOP}", "of the organ"),
)  # fmt: skip
