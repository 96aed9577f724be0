"""What receiving visitors counts as: failing them, and what that costs a person; no department's score (B13)."""

from __future__ import annotations

from typing import assert_never

from services.documents.visits import events as e
from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind, year_end

PROMISE_MISSED, LAPSE, GRADE_LOST = "personal.promise-missed", "personal.service-lapse", "personal.annual-grade-lost"

KINDS = (
    Kind(PROMISE_MISSED, PERSONAL, "答复来访群众逾期(次)", "Promises to visitors not kept in time"),
    Kind(LAPSE, PERSONAL, "首问责任批评(次)", "Criticised for failing a visitor (times)"),
    Kind(GRADE_LOST, PERSONAL, "年度考核不称职、取消奖金", "Yearly grade and bonus lost"),
)
Silent = (
    # receiving people is everybody's duty; only failing them is recorded
    e.VisitReceived | e.VisitorGuided | e.AnswerPromised | e.VisitSettled
    # an upheld one speaks through the lapse recorded with it
    | e.ComplaintFiled | e.ComplaintUpheld | e.ComplaintDismissed
)  # fmt: skip


def facts_of(
    event: e.PromiseMissed | e.LapseRecorded | e.LapseWithdrawn | e.YearlyGradeLost | e.YearlyGradeRestored,
) -> tuple[Fact, ...]:
    match event:
        case e.PromiseMissed():
            return (Fact(event.department, event.person, PROMISE_MISSED, SCALE, event.due, event.cites),)
        case e.LapseRecorded():
            return (Fact(event.department, event.person, LAPSE, SCALE, event.on, event.cites),)
        case e.LapseWithdrawn():
            return (Fact(event.department, event.person, LAPSE, -SCALE, event.on, event.cites),)
        case e.YearlyGradeLost():
            return (Fact(event.department, event.person, GRADE_LOST, SCALE, year_end(event.year), event.cites),)
        case e.YearlyGradeRestored():
            return (Fact(event.department, event.person, GRADE_LOST, -SCALE, year_end(event.year), event.cites),)
        case _:
            assert_never(event)
