"""How a quarter is seen: where it stands, what is proposed for those who decide, what became known since (A35)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from services.appraisal.facts import ledger
from services.appraisal.facts.tables import facts
from services.appraisal.policy.record import PolicyLine
from services.appraisal.quarter import Quarter
from services.appraisal.quarters import operations as ops
from services.appraisal.quarters.dating import dates_of
from services.appraisal.quarters.grading import Terms
from services.appraisal.quarters.record import (
    AppraisedLine,
    LeadersItem,
    ObjectionLine,
    PublicationLine,
    QuarterRecord,
    ReportStatus,
    Restated,
)
from services.appraisal.quarters.round import RoundStatus
from services.appraisal.scorecards.knowledge import DIRECTORY, Known, knowledge
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import score_all
from services.kernel.domain.who import Subject, standing
from services.kernel.procedure.context import Context
from services.kernel.refusals import NotFound
from services.kernel.rules.values import Table


def first_whole(ctx: Context) -> Quarter | None:
    """The first quarter through all of which a policy was in force here; None before any was adopted."""
    adopted = ctx.rows(select(func.min(PolicyLine.columns().adopted_at)))[0][0]
    if adopted is None:
        return None
    begun = adopted.replace(tzinfo=UTC).astimezone(ctx.zone).date()
    first = Quarter.of(begun)
    return first if begun == first.first_day else first.following


def cards(known: Known) -> tuple[Scorecard, ...]:
    return score_all(known.quarter, known.units, known.counts, known.policy)


def terms(ctx: Context, quarter: Quarter) -> Terms:
    on = quarter.last_day
    parts = ctx.rules.value("quarters.parts", on, Table)
    return Terms(
        events=parts.get("events") or Decimal(0),
        evaluation=parts.get("evaluation") or Decimal(0),
        leaders_limit=ctx.rules.value("quarters.leaders_limit", on, Decimal),
        least_days=ctx.rules.value("quarters.least_days", on, int),
    )


OWED_FIRST = (ReportStatus.OWED, ReportStatus.MISSED, ReportStatus.SUBMITTED)


def get_round(op: ops.GetRound, ctx: Context) -> QuarterRecord:
    row = ctx.row(QuarterRecord, quarter=op.quarter)
    if row is None:
        raise NotFound("该季度考核尚未启动。", "The quarter is not opened yet.", quarter=op.quarter)
    lines = [AppraisedLine.of(line) for line in ctx.rows_of(AppraisedLine, quarter=op.quarter)]
    return QuarterRecord.of(
        row,
        dates=dates_of(ctx, row),
        lines=sorted(seen_lines(ctx, lines), key=lambda line: OWED_FIRST.index(line.status)),
        items=seen_items(ctx, ctx.rows_of(LeadersItem, quarter=op.quarter)),
        objections=seen_objections(ctx, ctx.rows_of(ObjectionLine, quarter=op.quarter)),
        published=[PublicationLine.of(one) for one in ctx.rows_of(PublicationLine, quarter=op.quarter)],
        restated=restated(ctx, op.quarter, lines),
    )


_PROPOSED = {
    "evaluation": None, "leaders": Decimal(0), "total": None, "rank": None, "grade": "", "was": "", "why": "",
    "reason": "",
}  # fmt: skip


def _decides(ctx: Context) -> bool:
    return standing(ops.DECIDING, ctx.organ, ctx.caller, Subject(), ctx.today) is not None


def _undecided(ctx: Context) -> set[str]:
    """Quarters whose latest proposal is not published yet."""
    statuses = (RoundStatus.OPEN, RoundStatus.PROPOSED, RoundStatus.DECIDED)
    return {row.quarter for row in ctx.rows_of(QuarterRecord, status=[one.value for one in statuses])}


def seen_lines(ctx: Context, rows: Sequence[Any]) -> list[AppraisedLine]:
    hidden = set() if _decides(ctx) else _undecided(ctx)
    return [AppraisedLine.of(row, **(_PROPOSED if row.quarter in hidden else {})) for row in rows]


def seen_items(ctx: Context, rows: Sequence[Any]) -> list[LeadersItem]:
    hidden = set() if _decides(ctx) else _undecided(ctx)
    return [LeadersItem.of(row) for row in rows if row.quarter not in hidden or row.person == ctx.caller]


def seen_objections(ctx: Context, rows: Sequence[Any]) -> list[ObjectionLine]:
    def late(row: Any) -> bool:
        return not row.answered and row.due is not None and row.due < ctx.today

    return [ObjectionLine.of(row, overdue=late(row)) for row in rows]


def restated(ctx: Context, quarter: str, lines: Sequence[AppraisedLine]) -> list[Restated]:
    """Departments whose score would be another one with what is known now, with how many facts came since (A35)."""
    stands = [one for one in ctx.rows_of(PublicationLine, quarter=quarter) if one.stands]
    if not stands:
        return []
    now = {card.department: card for card in cards(knowledge.of(ctx, Quarter.parse(quarter)))}
    positions = {
        source: int(last)
        for source, _, last in (part.partition(":") for part in stands[0].at.split(","))
        if source not in (DIRECTORY, "policy")
    }
    since = {
        row[0]: int(row[1])
        for row in ctx.rows(
            select(facts.c.department, func.count())
            .where(facts.c.quarter == quarter, ~ledger.until(positions))
            .group_by(facts.c.department)
        )
    }
    return [
        Restated(
            department=line.department,
            published=line.events,
            now=now[line.department].score,
            grade=line.published,
            facts=since.get(line.department, 0),
        )
        for line in lines
        if line.published and line.department in now and now[line.department].digest() != line.card
    ]
