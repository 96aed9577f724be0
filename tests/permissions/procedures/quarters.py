"""A quarter's appraisal (A35): heads report and object, leaders judge, the office proposes, the Party group decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.permissions.procedures.members import SECRETARY
from tests.permissions.procedures.motions import PRESENT
from tests.permissions.procedures.motions import WHAT as MOTION
from tests.permissions.procedures.party_meetings import GROUP
from tests.permissions.words import BUDGET, JULY, OFFICE, TOP, row
from tests.permissions.world import SYSTEM, Diary

DIRECTOR, CHAIR, OTHER_HEAD = "p008", "p002", "p022"
OVER, PUBLISHED, DECIDED, CARRIED, PROPOSED, OPEN = "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q1", "2026-Q2"
"""Quarters by where they stand: the days to object to the first are over; of the fourth the motion is carried."""
ITEM = {**BUDGET, "points": "1", "reason": "承担急难任务", "evidence": "纪要"}


def prepare(diary: Diary) -> None:
    """The organ's policy is in force since April 2025; the clock opened what was over in January, April and July."""

    def act(at: str, by: str, operation: str, quarter: str, **fields: Any) -> None:
        diary.do(at, by, f"appraisal.{operation}", quarter=quarter, **fields)

    def reference(quarter: str) -> Callable[[Mapping[str, Any]], str]:
        token = diary.world.token(DIRECTOR)
        return lambda _: str(
            json.loads(diary.world.call("appraisal.get-round", token, {"quarter": quarter}).body)["reference"]
        )

    for at in ("2026-01-05T00:10", "2026-01-16T00:10", "2026-04-16T00:10", "2026-07-01T00:10"):
        diary.do(at, SYSTEM, "appraisal.tick")
    for n, (day, quarter, steps) in enumerate(
        (("06-23", OVER, 3), ("07-06", PUBLISHED, 3), ("07-06", DECIDED, 2), ("07-06", CARRIED, 1))
    ):
        act(f"{day}T09:1{n}", DIRECTOR, "propose-grades", quarter)
        diary.name(f"reference-{quarter}", f"{day}T09:2{n}", reference(quarter))
        motion = f"motion-{quarter}"
        asked = MOTION | {"matter": "other", "reference": f"@reference-{quarter}"}
        diary.make(motion, f"{day}T09:3{n}", "p004", "party.propose-motion", **asked)
        following = f"{day[:-2]}{int(day[-2:]) + 1:02d}"
        diary.do(f"{day}T10:0{n}", CHAIR, "party.put-motion-on-agenda", motion=f"@{motion}", on=f"2026-{following}")
        diary.do(f"{following}T08:0{n}", CHAIR, "party.discuss-motion", motion=f"@{motion}", note="意见一致")
        diary.do(f"{following}T08:1{n}", CHAIR, "party.open-vote", motion=f"@{motion}", present=PRESENT)
        for m, person in enumerate(PRESENT):
            diary.do(f"{following}T08:2{m}", person, "party.cast-vote", motion=f"@{motion}", choice="in-favour")
        diary.do(f"{following}T08:4{n}", CHAIR, "party.declare-result", motion=f"@{motion}")
        if steps > 1:
            act(f"{following}T09:4{n}", DIRECTOR, "record-grades-decision", quarter)
        if steps > 2:
            act(f"{following}T09:5{n}", DIRECTOR, "publish-grades", quarter)
    act("07-07T10:00", OTHER_HEAD, "raise-objection", PUBLISHED, department="finance-economy", text="请复核")
    act("07-07T10:10", CHAIR, "enter-leaders-item", OPEN, **ITEM)


ENTERED_BY = ("chair",)
DECIDES, DECIDING = "chair office-director auditor", ("secretary-general", *SECRETARY, *GROUP)
ROWS = (
    row("appraisal.open-quarter", "office-director", quarter="2025-Q1"),
    row("appraisal.submit-self-report", "head", quarter=OPEN, **BUDGET, work="完成", plan="继续"),
    row("appraisal.enter-leaders-item", "supervisor chair", quarter=OPEN, **ITEM),
    row("appraisal.withdraw-leaders-item", "nobody", "", ENTERED_BY, quarter=OPEN, number=1, reason="核实有误"),
    row("appraisal.propose-grades", "office-director", quarter=PROPOSED),
    row(
        "appraisal.amend-grade", "nobody", "", ("secretary-general", *SECRETARY, *GROUP),
        quarter=CARRIED, **BUDGET, grade="good", reason="承担急难任务",
    ),
    row("appraisal.record-grades-decision", "office-director", quarter=CARRIED),
    row("appraisal.publish-grades", "office-director", quarter=DECIDED),
    row("appraisal.raise-objection", "head", quarter=PUBLISHED, **BUDGET, text="请复核"),
    row("appraisal.answer-objection", "chair", quarter=PUBLISHED, number=1, upheld=False, answer="经复核无误"),
    row("appraisal.reopen-quarter", "chair", quarter=PUBLISHED, reason="采信补交的假条"),
    row("appraisal.close-quarter", "office-director", quarter=OVER),
    row("appraisal.get-round", "everybody", quarter=PUBLISHED),
    row("appraisal.get-proposal", DECIDES, "", DECIDING, quarter=CARRIED),
    row("appraisal.print-proposal", DECIDES, "", DECIDING, quarter=CARRIED),
    row("appraisal.get-notice", "everybody", quarter=PUBLISHED),
    row("appraisal.print-notice", "everybody", quarter=PUBLISHED),
    row("appraisal.list-rounds", "everybody"),
    row("appraisal.list-appraised", "everybody"),
    row("appraisal.list-leaders-items", "everybody"),
    row("appraisal.list-objections", "everybody"),
    row("appraisal.list-publications", "everybody"),
    row("appraisal.export-rounds", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
