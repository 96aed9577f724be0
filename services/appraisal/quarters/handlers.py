"""Carries out the quarter: opened by the clock, reported on, proposed, decided by vote, published (A35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.appraisal.policy.handlers import NoPolicyInForce, governing
from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.quarters import dating, laying, looking
from services.appraisal.quarters import operations as ops
from services.appraisal.quarters.carried import carried
from services.appraisal.quarters.evaluation import evaluation_of
from services.appraisal.quarters.events import SourceSeal
from services.appraisal.quarters.grading import proposed
from services.appraisal.quarters.owed import OBLIGATIONS
from services.appraisal.quarters.record import (
    AppraisedLine,
    LeadersItem,
    ObjectionLine,
    PublicationLine,
    QuarterRecord,
    ReportStatus,
    register,
)
from services.appraisal.quarters.round import (
    CITES,
    NotCarried,
    NotThisStep,
    QuarterRound,
    QuotaExceeded,
    ReportsMissing,
    RoundStatus,
    round_id,
)
from services.appraisal.scorecards.knowledge import knowledge
from services.appraisal.scorecards.units import units_of
from services.directory.organ import picture
from services.kernel.domain.who import Subject
from services.kernel.log.transaction import Writing
from services.kernel.procedure.causes import led_by
from services.kernel.procedure.checks import none_of
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period

procedure = Procedure(
    "quarters",
    zh="季度考核",
    en="Quarterly appraisal",
    registers=[register],
    obligations=OBLIGATIONS,
)


def _about(op: Any, ctx: Context) -> Subject:
    return Subject(department=getattr(op, "department", ""))


commands = Commands(
    procedure, QuarterRound, at=lambda op: round_id(op.quarter), about=_about, shows=ops.GetRound
)  # fmt: skip


# -- opening and closing ----------------------------------------------------------------------------------------------


@procedure.on_tick
def open_and_close(ctx: Context) -> int:
    """Quarters that are over are opened, for the departments that there still are; those whose objections are over are
    closed."""
    done = 0
    for quarter in list(_to_open(ctx)):
        try:
            ctx.save(_opened(ctx, quarter, quarter.last_day))
        except NoPolicyInForce:
            continue
        done += 1
    for row in ctx.rows_of(QuarterRecord, status=RoundStatus.PUBLISHED):
        found = ctx.find(QuarterRound, round_id(row.quarter))
        if row.objections_until is not None and ctx.today > row.objections_until and not found.open_objections_of():
            found.close(ctx.act)
            ctx.save(found)
            done += 1
    return done


procedure.on_tick(dating.set_open_dues)


def _opened(ctx: Context, quarter: Quarter, since: date) -> QuarterRound:
    """With the days from `since` on in which each step is due."""
    _, policy, _ = governing(ctx.tx, quarter)
    appraised = {unit.department for unit in units_of(picture(ctx), quarter, policy.appraised)}
    departments = appraised & {one.id for one in picture(ctx).departments(ctx.today)}
    found = ctx.find(QuarterRound, round_id(str(quarter)))
    found.open(
        ctx.act,
        quarter=str(quarter),
        departments=dict.fromkeys(departments, dating.due_after(ctx, dating.REPORT_DAYS, since)),
        proposal_due=dating.due_after(ctx, dating.PROPOSE_DAYS, since),
        publication_due=dating.due_after(ctx, dating.PUBLISH_DAYS, since),
    )
    return found


@commands.opens(ops.OpenQuarter)
def open_quarter(op: ops.OpenQuarter, ctx: Context) -> QuarterRound:
    quarter = Quarter.parse(op.quarter)
    if quarter >= Quarter.of(ctx.today) or ctx.row(QuarterRecord, quarter=op.quarter) is not None:
        raise NotThisStep(
            "该季度尚未终了，或已启动考核。", "The quarter is not over, or it is opened already.", cites=CITES
        )
    return _opened(ctx, quarter, ctx.today)


def _to_open(ctx: Context) -> Iterator[Quarter]:
    """Those that are over, from the first that is whole: what happened before the system looked is nobody's debt. The
    office may open such a quarter by hand."""
    opened = ctx.rows(select(func.max(QuarterRecord.columns().quarter)))[0][0]
    following = Quarter.parse(opened).following if opened else looking.first_whole(ctx)
    while following is not None and following < Quarter.of(ctx.today):
        yield following
        following = following.following


commands.acts(
    ops.CloseQuarter,
    QuarterRound.close,
    unless=lambda one, ctx: (
        one.objections_until is None
        or ctx.today <= one.objections_until
        or any(not objection.answered for objection in one.objections)
    ),
)


# -- reports and items ------------------------------------------------------------------------------------------------


def _of_department(op: Any, ctx: Context) -> Subject:
    return Subject(department=op.department)


def _departments(one: QuarterRecord) -> list[dict[str, str]]:
    return [{"department": line.department} for line in one.lines]


@commands.does(ops.SubmitSelfReport, about=_of_department, each=_departments)
def submit_report(op: ops.SubmitSelfReport, found: QuarterRound, ctx: Context) -> None:
    known = knowledge.of(ctx, Quarter.parse(op.quarter))
    card = next((one for one in looking.cards(known) if one.department == op.department), None)
    found.report(
        ctx.act, department=op.department, work=op.work, plan=op.plan, digest=card.digest() if card else "",
        score=card.score if card else None,
    )  # fmt: skip


@commands.does(ops.EnterLeadersItem, about=_of_department, each=_departments)
def enter_item(op: ops.EnterLeadersItem, found: QuarterRound, ctx: Context) -> None:
    found.enter_item(
        ctx.act, department=op.department, points=op.points, reason=op.reason, evidence=op.evidence
    )  # fmt: skip


def _own_items(one: QuarterRecord, ctx: Context) -> list[int]:
    return [item.number for item in one.items if item.person == ctx.caller and not item.withdrawn]


@commands.does(
    ops.WithdrawLeadersItem, each=_own_items, unless=lambda one, ctx: not _own_items(one, ctx), about=_about
)  # fmt: skip
def withdraw_item(op: ops.WithdrawLeadersItem, found: QuarterRound, ctx: Context) -> None:
    found.withdraw_item(ctx.act, number=op.number, reason=op.reason)


# -- grades -----------------------------------------------------------------------------------------------------------


def reports_missing(one: QuarterRecord, ctx: Context) -> bool:
    return any(
        line.status is ReportStatus.OWED and (line.report_due is None or ctx.today <= line.report_due)
        for line in one.lines
    )


@commands.does(ops.ProposeGrades, unless=reports_missing)
def propose(op: ops.ProposeGrades, found: QuarterRound, ctx: Context) -> None:
    quarter = Quarter.parse(op.quarter)
    evaluation = evaluation_of(ctx, op.quarter)
    if not evaluation.finished:
        raise ReportsMissing("民主测评尚未结束。", "The evaluation is not over yet.", cites=CITES)
    known = knowledge.of(ctx, quarter)
    cards = [card for card in looking.cards(known) if card.department in found.owed]
    found.propose(
        ctx.act,
        at=known.basis.vector(),
        policy_digest=known.basis.policy_digest,
        lines=proposed(cards, evaluation.scores, found.leaders(), known.policy, looking.terms(ctx, quarter)),
        evaluation=evaluation.of,
        seals=[
            SourceSeal(source=source, position=known.basis.positions[source], seal=seal)
            for source, seal in known.basis.seals.items()
        ],
        today=ctx.today,
    )


def nobody_graded(one: QuarterRecord, ctx: Context) -> bool:
    return not any(line.grade for line in one.lines)


@commands.does(ops.AmendGrade, about=lambda op, ctx: Subject(), unless=nobody_graded)
def amend(op: ops.AmendGrade, found: QuarterRound, ctx: Context) -> None:
    _, policy, _ = governing(ctx.tx, Quarter.parse(op.quarter))
    if op.grade not in [grade.id for grade in policy.grades]:
        raise none_of(policy.grades, op.grade, "grade")
    check_quota(found, policy, op.department, op.grade)
    found.amend(ctx.act, department=op.department, grade=op.grade, reason=op.reason)


def check_quota(found: QuarterRound, policy: Policy, department: str, grade: str) -> None:
    """An amendment gives no grade to more than its share of the graded, which binds a vote as well."""
    graded = [line for line in found.lines if line.grade]
    share = next(one.at_most_share for one in policy.grades if one.id == grade)
    had = sum(line.grade == grade for line in graded if line.department != department)
    if share is not None and (had + 1) * 100 > share * len(graded):
        raise QuotaExceeded(
            f"该等次不超过参加评定部门的{share}%。",
            f"The grade goes to {share}% of the graded at most.",
            cites=CITES,
            share=share,
            graded=len(graded),
        )


def not_carried(one: QuarterRecord, ctx: Context) -> bool:
    return carried(ctx, one.reference) is None


@commands.does(ops.RecordGradesDecision, unless=not_carried)
def decide(op: ops.RecordGradesDecision, found: QuarterRound, ctx: Context) -> None:
    vote = carried(ctx, found.reference())
    if vote is None:
        raise NotCarried(
            "党组尚未通过以该编号提请的表决事项。",
            "The Party group has carried no motion with this reference.",
            cites=CITES,
            reference=found.reference(),
        )
    found.decide(led_by(ctx, f"motion {found.reference()}"), motion=vote.number, on=vote.on)


@commands.does(ops.PublishGrades)
def publish(op: ops.PublishGrades, found: QuarterRound, ctx: Context) -> None:
    tx = ctx.tx
    assert isinstance(tx, Writing)
    until = dating.due_after(ctx, dating.OBJECTION_DAYS, ctx.today)
    found.publish(ctx.act, position=tx.position, seal=tx.seal.hex(), objections_until=until)


# -- afterwards -------------------------------------------------------------------------------------------------------


def _may_object(one: QuarterRecord, ctx: Context) -> list[dict[str, str]]:
    if one.objections_until is not None and ctx.today > one.objections_until:
        return []
    waiting = {objection.department for objection in one.objections if not objection.answered}
    return [{"department": line.department} for line in one.lines if line.published and line.department not in waiting]


@commands.does(ops.RaiseObjection, about=_of_department, each=_may_object)
def raise_objection(op: ops.RaiseObjection, found: QuarterRound, ctx: Context) -> None:
    found.object(
        ctx.act, department=op.department, text=op.text, due=dating.due_after(ctx, dating.ANSWER_DAYS, ctx.today)
    )  # fmt: skip


def _to_answer(one: QuarterRecord) -> list[int]:
    return [objection.number for objection in one.objections if not objection.answered]


@commands.does(ops.AnswerObjection, each=_to_answer, about=_about, unless=lambda one, _: not _to_answer(one))
def answer_objection(op: ops.AnswerObjection, found: QuarterRound, ctx: Context) -> None:
    found.answer(ctx.act, number=op.number, upheld=op.upheld, answer=op.answer)


@commands.does(ops.ReopenQuarter)
def reopen(op: ops.ReopenQuarter, found: QuarterRound, ctx: Context) -> None:
    found.reopen(
        ctx.act, reason=op.reason, proposal_due=dating.due_after(ctx, dating.PROPOSE_DAYS, ctx.today),
        publication_due=dating.due_after(ctx, dating.PUBLISH_DAYS, ctx.today),
    )  # fmt: skip


# -- looking ----------------------------------------------------------------------------------------------------------


procedure.handles(ops.GetRound)(looking.get_round)
lists(procedure, ops.ListAppraised, AppraisedLine, views=looking.seen_lines)
lists(procedure, ops.ListLeadersItems, LeadersItem, views=looking.seen_items)
lists(procedure, ops.ListObjections, ObjectionLine, views=looking.seen_objections)
for listed, record in ((ops.ListRounds, QuarterRecord), (ops.ListPublications, PublicationLine)):
    lists(procedure, listed, record)


procedure.handles(ops.GetProposal)(laying.get_proposal)
procedure.handles(ops.GetNotice)(laying.get_notice)
for printed in (ops.PrintProposal, ops.PrintNotice):
    prints(procedure, printed, stream=lambda view: round_id(view.quarter))


@procedure.handles(ops.ExportRounds)
def export_rounds(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, QuarterRecord, "quarters")


# -- whose turn it is -------------------------------------------------------------------------------------------------


def _waiting(operation: type[Any], status: RoundStatus, title: str) -> Waits:
    def finds(ctx: Context) -> Any:
        for row in ctx.rows_of(QuarterRecord, status=status):
            if operation is ops.RecordGradesDecision and carried(ctx, row.reference) is None:
                continue
            due = row.proposal_due if operation is ops.ProposeGrades else row.publication_due
            yield Waiting({"quarter": row.quarter}, Subject(), number=row.quarter, title=title, due=due)

    return Waits(operation, ops.GetRound, finds)


def _objections(ctx: Context) -> Any:
    """Each by itself; a reopened quarter's are settled by its new grades."""
    published = {row.quarter for row in ctx.rows_of(QuarterRecord, status=RoundStatus.PUBLISHED)}
    for row in ctx.rows_of(ObjectionLine, answered=False):
        if row.quarter in published:
            about = Subject(department=row.department)
            number = f"{row.quarter} {row.number}"
            yield Waiting({"quarter": row.quarter}, about, number, row.text[:60], since=row.on, due=row.due)


procedure.waiting += [
    Waits(ops.AnswerObjection, ops.GetRound, _objections),
    _waiting(ops.RecordGradesDecision, RoundStatus.PROPOSED, ""),
    _waiting(ops.PublishGrades, RoundStatus.DECIDED, ""),
]
