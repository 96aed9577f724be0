"""Housekeeping (A21, A22, B12): the office cleans and inspects; a measure is seen by those it is about."""

from __future__ import annotations

from services.documents.inspections.conduct import conduct_id
from tests.permissions.words import BUDGET, DAY_READERS, JULY, LINE, OFFICE, TOP, D, P, row
from tests.permissions.world import SYSTEM, Diary


def prepare(diary: Diary) -> None:
    """The month's cleaning is owed; p027 has a warning."""
    diary.do("07-01T08:30", SYSTEM, "documents.tick")
    found = [{"person": "p027", "requirements": ["desks"], "note": "桌面杂乱"}]
    looked = {"on": "2026-07-02", "inspectors": ["p011"], "departments": ["budget"], "findings": found}
    diary.make("inspection", "07-02T15:00", "p011", "documents.record-inspection", **looked)
    diary.made["conduct"] = str(conduct_id("budget", "p027", "2026"))


ROWS = (
    row("documents.record-cleaning", OFFICE, on="2026-07-07", departments=[D]),
    row("documents.get-cleaning", "everybody", month="2026-07"),
    row("documents.list-cleanings", "everybody"),
    row(
        "documents.record-inspection", OFFICE,
        on="2026-07-07", inspectors=["p011"], departments=[D], findings=[{"person": P, "requirements": ["desks"]}],
    ),
    row("documents.get-inspection", f"{OFFICE} {TOP}", inspection="@inspection"),
    row("documents.list-inspections", f"{OFFICE} {TOP}"),
    row(
        "documents.withdraw-measure", "office-director secretary-general",
        conduct="@conduct", number=1, reason="认定有误",
    ),
    row("documents.get-measure", DAY_READERS, conduct="@conduct", number=1),
    row("documents.list-measures", DAY_READERS, "of a person", person=P),
    row("documents.list-measures", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("documents.list-measures", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-inspections", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
