"""What each step of a quarter owes by when (A35): reports, the proposal, the publication, answers to objections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.appraisal.quarters import events as e
from services.appraisal.quarters import operations as ops
from services.appraisal.quarters.round import CITES, QuarterRound, Step, answer_step
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.told import told_by_key

OFFICE = "office"


def _which(debt: Any) -> Mapping[str, str]:
    return {"quarter": debt.key.partition("/")[0]}


def _of(event: Any) -> str:
    return f"{event.quarter}/{event.department}"


def _miss_report(ctx: Context, debt: Any) -> None:
    found = ctx.find(QuarterRound, UUID(hex=debt.aggregate))
    found.miss_report(ctx.act, department=debt.department, due=debt.due)
    ctx.save(found)


def _miss_step(ctx: Context, debt: Any) -> None:
    found = ctx.find(QuarterRound, UUID(hex=debt.aggregate))
    found.miss(ctx.act, step=debt.key.partition("/")[2], due=debt.due)
    ctx.save(found)


self_report = Obligation(
    kind="appraisal.self-report",
    zh="季度述职",
    en="Report on the quarter",
    tells=told_by_key(),
    cites=CITES,
    opened_by={e.SelfReportOwed: lambda event: Due(_of(event), event.due, department=event.department)},
    due_by={e.StepDueSet: lambda event: Due(_of(event), event.due) if event.step == Step.REPORT else None},
    fulfilled_by={e.SelfReportSubmitted: _of},
    missed_by={e.SelfReportMissed: _of},
    on_missed=_miss_report,
    shows=ops.GetRound,
    which=_which,
)


def _step(step: str, zh: str, en: str, fulfils: type[Any], due: str) -> Obligation:
    def key(event: Any) -> str:
        return f"{event.quarter}/{step}"

    def opens(event: Any) -> Due:
        return Due(key(event), getattr(event, due), department=OFFICE)

    return Obligation(
        kind=f"appraisal.{step}",
        zh=zh,
        en=en,
        tells=told_by_key(),
        cites=CITES,
        opened_by={e.QuarterOpened: opens, e.QuarterReopened: opens},
        due_by={e.StepDueSet: lambda event: Due(key(event), event.due) if event.step == step else None},
        fulfilled_by={fulfils: key},
        missed_by={e.StepMissed: lambda event: key(event) if event.step == step else ""},
        on_missed=_miss_step,
        shows=ops.GetRound,
        which=_which,
    )


def _answer_key(event: Any) -> str:
    return f"{event.quarter}/{answer_step(event.number)}"


def _answer_due(event: e.StepDueSet) -> Due | None:
    return Due(f"{event.quarter}/{event.step}", event.due) if event.step.startswith(Step.ANSWER) else None


answers = Obligation(
    kind="appraisal.objection-answer",
    zh="答复考核异议",
    en="Answer an objection to a grade",
    tells=told_by_key(),
    cites=CITES,
    opened_by={e.ObjectionRaised: lambda event: Due(_answer_key(event), event.due, department="leadership")},
    due_by={e.StepDueSet: _answer_due},
    fulfilled_by={e.ObjectionAnswered: _answer_key},
    missed_by={
        e.StepMissed: lambda event: f"{event.quarter}/{event.step}" if event.step.startswith(Step.ANSWER) else ""
    },
    on_missed=_miss_step,
    shows=ops.GetRound,
    which=_which,
)
OBLIGATIONS = (
    self_report,
    _step(Step.PROPOSAL, "提出季度等次建议", "Propose the quarter's grades", e.GradesProposed, "proposal_due"),
    _step(Step.PUBLICATION, "公布季度等次", "Publish the quarter's grades", e.GradesPublished, "publication_due"),
    answers,
)
