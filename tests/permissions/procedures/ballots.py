"""The evaluation (A35): who is on the roll takes slips, everybody sees what is sealed, not who took slips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.permissions.words import JULY, OFFICE, TOP, P, row
from tests.permissions.world import Diary

Q, SEALED = {"quarter": "2026-Q2"}, {"quarter": "2025-Q4"}
"""Opened on 1 July, and open still; sealed in January, when nobody had cast a slip."""
SLIPS = [
    {"department": name, "blinded": "0" * 511 + "2"}
    for name in (
        "agriculture", "comments", "deputies", "education-culture", "ethnic-overseas", "finance-economy", "office",
        "research", "social", "supervision-law", "urban-environment",
    )
]  # fmt: skip
"""As those of the budget commission ask for them: all but their own."""


def prepare(diary: Diary) -> None:
    """So that what is sealed is shown, although nobody cast a slip."""
    appraisal = diary.world.embedded.services["appraisal"].app
    rules = appraisal.office.rules.with_value("ballots.least_slips", "0", date(2018, 3, 14))
    appraisal.office = replace(appraisal.office, rules=rules)


ROWS = (
    row("appraisal.take-slips", "nobody", "", ("self", "colleague", "head"), **Q, slips=SLIPS),
    row("appraisal.void-evaluation", "office-director", **Q, reason="票箱所在硬盘损坏"),
    row("appraisal.get-sealed-slips", "everybody", **SEALED, department="comments"),
    row("appraisal.save-evaluation", "everybody", **SEALED),
    row("appraisal.get-evaluation", "everybody", **Q),
    row("appraisal.list-evaluations", "everybody"),
    row("appraisal.list-slips-taken", "self secretary-general auditor", "of a person", person=P),
    row("appraisal.list-slips-taken", "secretary-general auditor"),
    row("appraisal.list-sealed", "everybody"),
    row("appraisal.export-evaluations", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
