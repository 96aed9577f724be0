"""What the meeting and the notice board are shown of a quarter: its proposal, and the publication that stands (A35)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.appraisal.papers import policy_named, seals_said
from services.appraisal.policy.handlers import by_number
from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.quarters import events as e
from services.appraisal.quarters import looking
from services.appraisal.quarters import operations as ops
from services.appraisal.quarters.paper import GradeBound, NoticeLine, NoticeView, ProposalLine, ProposalView
from services.appraisal.quarters.record import AppraisedLine, LeadersItem, QuarterRecord, Why
from services.appraisal.quarters.round import CITES, NotThisStep, QuarterRound, RoundStatus, round_id
from services.kernel.procedure.context import Context

OWN = "appraisal"


def get_proposal(op: ops.GetProposal, ctx: Context) -> ProposalView:
    row, found = ctx.row(QuarterRecord, quarter=op.quarter), ctx.find(QuarterRound, round_id(op.quarter))
    if row is None or not found.digest:
        raise NotThisStep("本季度尚未提出等次建议。", "No grades are proposed for the quarter.", cites=CITES)
    number, policy, digest = _policy(ctx, found.at)
    terms = looking.terms(ctx, Quarter.parse(op.quarter))
    lines = [ProposalLine.of(line) for line in ctx.rows_of(AppraisedLine, quarter=op.quarter)]
    return ProposalView(
        quarter=op.quarter,
        status=RoundStatus(row.status),
        reference=row.reference,
        proposed_on=row.proposed_on,
        motion=row.motion,
        evaluated=bool(found.evaluation),
        weights=f"{terms.events} : {terms.evaluation}",
        leaders_limit=terms.leaders_limit,
        least_days=terms.least_days,
        graded=sum(bool(line.grade) for line in lines),
        grades=_bounds(policy, [line.grade for line in lines if line.grade]),
        lines=sorted(lines, key=lambda line: (line.rank is None, line.rank, line.department)),
        items=[LeadersItem.of(one) for one in ctx.rows_of(LeadersItem, quarter=op.quarter) if not one.withdrawn],
        digest=found.digest,
        policy=policy_named(number, digest),
        at=found.at,
        seals=_seals(found.seals),
        evaluation=found.evaluation,
    )


def get_notice(op: ops.GetNotice, ctx: Context) -> NoticeView:
    row, found = ctx.row(QuarterRecord, quarter=op.quarter), ctx.find(QuarterRound, round_id(op.quarter)).published
    if row is None or found is None:
        raise NotThisStep("本季度等次尚未公布。", "The grades of the quarter are not published yet.", cites=CITES)
    number, _, digest = _policy(ctx, found.at)
    return NoticeView(
        quarter=op.quarter,
        status=RoundStatus(row.status),
        number=found.number,
        published_on=found.day,
        objections_until=found.objections_until,
        motion=found.motion,
        lines=[_noticed(line) for line in sorted(found.lines, key=_place)],
        digest=found.digest,
        policy=policy_named(number, digest),
        at=found.at,
        seals=_seals((*found.seals, e.SourceSeal(source=OWN, position=found.position, seal=found.seal))),
        evaluation=found.evaluation,
    )


def _policy(ctx: Context, at: str) -> tuple[int, Policy, str]:
    """The one that a positions vector names."""
    return by_number(ctx.tx, int(dict(part.split(":") for part in at.split(","))["policy"]))


def _seals(seals: Sequence[e.SourceSeal]) -> str:
    return seals_said((one.source, one.position, one.seal) for one in seals)


def _bounds(policy: Policy, given: Sequence[str]) -> list[GradeBound]:
    return [
        GradeBound(
            grade=one.id,
            at_least=Decimal(one.at_least),
            share=one.at_most_share,
            most=None if one.at_most_share is None else len(given) * one.at_most_share // 100,
            given=given.count(one.id),
        )
        for one in policy.grades
    ]


def _place(line: e.ProposedLine) -> tuple[bool, int, str]:
    return line.rank is None, line.rank or 0, line.department


def _noticed(line: e.ProposedLine) -> NoticeLine:
    return NoticeLine(
        department=line.department,
        total=line.total,
        rank=line.rank,
        grade=line.grade,
        why=Why(line.why),
        was=line.was,
        reason=line.reason,
    )
