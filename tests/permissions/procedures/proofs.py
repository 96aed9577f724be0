"""Proofs of grades (A35): everybody may see that a grade follows, and check a code; the auditor gives bundles away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.permissions.procedures.quarters import DIRECTOR, PUBLISHED
from tests.permissions.words import BUDGET, row
from tests.permissions.world import Diary

OF = {"quarter": PUBLISHED, **BUDGET}
TALLIED = {"quarter": "2025-Q4", "department": "comments"}
"""Sealed when nobody had cast a slip."""


def prepare(diary: Diary) -> None:
    def code(_: Mapping[str, Any]) -> str:
        answer = diary.world.call("appraisal.prove-grade", diary.world.token(DIRECTOR), OF)
        return str(json.loads(answer.body)["code"])

    diary.name("proof-code", "07-08T09:00", code)


ROWS = (
    row("appraisal.export-quarter", "auditor", quarter=PUBLISHED),
    row("appraisal.prove-grade", "everybody", **OF),
    row("appraisal.print-grade-proof", "everybody", **OF),
    row("appraisal.prove-tally", "everybody", **TALLIED),
    row("appraisal.print-tally-proof", "everybody", **TALLIED),
    row("appraisal.check-code", "everybody", code="@proof-code"),
)
