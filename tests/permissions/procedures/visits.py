"""Visitors (B13): whoever was asked first answers; the conduct group looks into complaints."""

from __future__ import annotations

from tests.permissions.words import BUDGET, DAY_READERS, JULY, LINE, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """Of p027: a visitor, a complaint, a lapse."""
    visitor = {"person": "p027", "on": "2026-07-02", "visitor": "来访群众", "matter": "咨询"}
    diary.make("visit", "07-02T16:00", "p027", "documents.receive-visit", **visitor)
    told = {"against": "p027", "on": "2026-07-02", "matter": "态度生硬"}
    diary.make("complaint", "07-03T09:00", "p011", "documents.file-complaint", **told)
    failed = {"person": "p027", "year": 2026, "on": "2026-07-02", "note": "推诿"}
    diary.do("07-03T10:00", "p006", "documents.record-lapse", **failed)


MONITORS = "secretary-general office-director"
"""The conduct group's members among the callers."""
VISITOR = {"visitor": "来访群众", "matter": "咨询代表建议办理"}
STRAY = {"reason": "登记有误"}


ROWS = (
    row("documents.receive-visit", "self clerk", person=P, on="2026-07-08", **VISITOR),
    row("documents.guide-visitor", "self", visit="@visit", to_department="finance-economy"),
    row("documents.promise-answer", "self", visit="@visit", due="2026-07-15", promise="核实后答复"),
    row("documents.settle-visit", "self clerk", visit="@visit", outcome="已答复"),
    row("documents.get-visit", DAY_READERS, visit="@visit"),
    row("documents.list-visits", DAY_READERS, "of a person", person=P),
    row("documents.list-visits", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("documents.list-visits", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-visits", f"{OFFICE} {TOP}", **JULY),
    row("documents.file-complaint", f"{OFFICE} secretary-general", against=P, on="2026-07-07", matter="态度生硬"),
    row("documents.uphold-complaint", MONITORS, complaint="@complaint", finding="属实"),
    row("documents.dismiss-complaint", MONITORS, complaint="@complaint", finding="不属实"),
    row("documents.get-complaint", f"{OFFICE} {TOP}", complaint="@complaint"),
    row("documents.list-complaints", f"{OFFICE} {TOP}"),
    row("documents.record-lapse", MONITORS, person=P, year=2026, on="2026-07-07", note="推诿"),
    row("documents.withdraw-lapse", MONITORS, person=P, year=2026, number=1, **STRAY),
    row("documents.get-service-year", DAY_READERS, person=P, year=2026),
)  # fmt: skip
