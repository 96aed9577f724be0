"""What an evaluation counts as: commendation and handling, for the person alone; no department's score (B7)."""

from __future__ import annotations

from typing import assert_never

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.evaluation import events as e

COMMENDED, HANDLED = "personal.evaluation-commended", "personal.evaluation-unqualified"

KINDS = (
    Kind(COMMENDED, PERSONAL, "民主评议受表彰(次)", "Commended after the evaluation of members (times)"),
    Kind(HANDLED, PERSONAL, "民主评议不合格(次)", "Found unqualified in the evaluation of members (times)"),
)
Silent = (
    # the steps bind the branch, which is no department (A34)
    e.EvaluationDue | e.EvaluationStarted | e.EvaluationStudied | e.EvaluationAdvanced | e.EvaluationClosed
    | e.EvaluationMissed
    # what is on the way to a result
    | e.EvaluationFormOpened | e.SelfAssessed | e.MutuallyAssessed | e.MemberExcused
    # the result speaks through what follows from it
    | e.MemberExamined | e.HandlingEnded | e.HandlingMissed
)  # fmt: skip


def facts_of(event: e.MemberCommended | e.MemberHandled) -> tuple[Fact, ...]:
    match event:
        case e.MemberCommended():
            return (Fact(event.department, event.person, COMMENDED, SCALE, event.day, event.cites),)
        case e.MemberHandled():
            return (Fact(event.department, event.person, HANDLED, SCALE, event.day, event.cites),)
        case _:
            assert_never(event)
