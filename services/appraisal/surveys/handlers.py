"""Looks over a quarter and over the last quarters. Every score is the scorecards' own (`scorecards/scoring.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from statistics import median

from services.appraisal.facts import ledger
from services.appraisal.policy.handlers import NoPolicyInForce, named
from services.appraisal.policy.model import Policy, QuotaRule, RatioRule
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.looking import first_whole
from services.appraisal.quarters.record import AppraisedLine
from services.appraisal.scorecards.building import brought
from services.appraisal.scorecards.knowledge import Known, knowledge
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import Count, Unit, ranks, rounded, score, score_all, target_of
from services.appraisal.surveys import operations as ops
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.facts import SCALE

procedure = Procedure("surveys", zh="季度综览", en="Surveys of quarters")


@procedure.handles(ops.SurveyQuarter)
def survey_quarter(op: ops.SurveyQuarter, ctx: Context) -> ops.SurveyView:
    known = knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at)
    cards = score_all(known.quarter, known.units, known.counts, known.policy)
    places = ranks({card.department: card.score for card in cards})
    today = _day(op.as_of, ctx) if op.as_of else ctx.today
    running = today <= known.quarter.last_day
    lines = [_line(known, card, places.get(card.department), running=running) for card in cards]
    scores = [card.score for card in cards if card.score is not None]
    return ops.SurveyView(
        quarter=op.quarter,
        first_day=known.quarter.first_day,
        last_day=known.quarter.last_day,
        running=running,
        days_left=_days_left(known.quarter, today),
        highest=max(scores, default=None),
        lowest=min(scores, default=None),
        mean=_rounded(sum(scores, Decimal(0)), len(scores), known.policy) if scores else None,
        median=_rounded(median(scores), 1, known.policy) if scores else None,
        bands=_bands(known.policy, cards),
        lines=sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.department)),
        kinds=named({one.kind for line in lines for one in line.awaited}),
        at=known.basis.vector(),
    )


def _day(moment: datetime, ctx: Context) -> date:
    """On the organ's clocks; at the ends of time these have no name for it."""
    try:
        return moment.astimezone(ctx.zone).date()
    except OverflowError:
        return moment.date()


def _days_left(quarter: Quarter, today: date) -> int:
    return max(0, (quarter.last_day - max(today, quarter.first_day)).days)


def _rounded(number: Decimal, of: int, policy: Policy) -> Decimal:
    return rounded(number, Decimal(of), policy.places)


def _bands(policy: Policy, cards: Sequence[Scorecard]) -> list[ops.Band]:
    """From the best grade down; each department stands in the first whose bound it reaches."""
    left = {card.department: card.score for card in cards if card.score is not None}
    found = []
    for grade in policy.grades:
        there = [id for id, one in sorted(left.items(), key=lambda pair: (-pair[1], pair[0])) if one >= grade.at_least]
        for id in there:
            del left[id]
        found.append(
            ops.Band(
                grade=grade.id, zh=grade.zh, en=grade.en, at_least=grade.at_least, at_most_share=grade.at_most_share,
                departments=there,
            )
        )  # fmt: skip
    return found


def _line(known: Known, card: Scorecard, rank: int | None, *, running: bool) -> ops.SurveyLine:
    unit = next(one for one in known.units if one.department == card.department)
    there = brought(card, known.policy.places)
    awaited = list(_awaited(known, card, unit)) if running else []
    return ops.SurveyLine(
        department=card.department, zh=card.zh, en=card.en, score=card.score, rank=rank, awaited=awaited,
        brought=[
            ops.Brought(dimension=d.dimension, zh=d.zh, en=d.en, points=there[d.dimension])
            for d in card.dimensions
            if d.dimension in there
        ],
        reach=_reach(known, unit, awaited) if awaited else None,
    )  # fmt: skip


def _awaited(known: Known, card: Scorecard, unit: Unit) -> Iterator[ops.Awaited]:
    """Of the dimensions that count: what is left out waits for nothing."""
    counts = known.counts.get(card.department, {})
    due = {result.dimension for result in card.dimensions if result.due}
    for dimension in (one for one in known.policy.dimensions if one.id in due):
        for rule in dimension.rules:
            told = {"dimension": dimension.id, "rule": rule.id, "zh": rule.zh, "en": rule.en}
            if isinstance(rule, RatioRule) and counts.get(rule.denominator, Count(0)).quantity <= 0:
                yield ops.Awaited(**told, kind=rule.denominator, done=Decimal(0), target=None)
            if isinstance(rule, QuotaRule):
                wanted, done = _whole(rule, unit), counts.get(rule.fact, Count(0)).value
                if done < wanted:
                    yield ops.Awaited(**told, kind=rule.fact, done=done, target=wanted)


def _whole(rule: QuotaRule, unit: Unit) -> Decimal:
    """A target pro rata may be a part of one; what is handed in is whole."""
    numerator, denominator = target_of(rule, unit)
    return (numerator / denominator).to_integral_value(ROUND_CEILING)


def _reach(known: Known, unit: Unit, awaited: Sequence[ops.Awaited]) -> Decimal | None:
    counts = dict(known.counts.get(unit.department, {}))
    shares = {
        rule.denominator: rule.numerator
        for dimension in known.policy.dimensions
        for rule in dimension.rules
        if isinstance(rule, RatioRule)
    }
    for one in awaited:
        if one.target is None:
            counts[one.kind] = counts[shares[one.kind]] = Count(SCALE)
        else:
            counts[one.kind] = Count(int(one.target) * SCALE)
    return score(known.quarter, unit, counts, known.policy, known.basis.policy_digest).score


@procedure.handles(ops.ListTrend)
def list_trend(op: ops.ListTrend, ctx: Context) -> ops.TrendView:
    first, running = first_whole(ctx), Quarter.of(ctx.today)
    quarters: list[ops.TrendQuarter] = []
    names: dict[str, tuple[str, str]] = {}
    points: dict[str, list[ops.TrendPoint]] = {}
    codes = [code for code, _ in ledger.quarters(ctx.tx) if Quarter.parse(code) <= running][: op.limit]
    for quarter in map(Quarter.parse, reversed(codes)):
        try:
            known = knowledge.of(ctx, quarter)
        except NoPolicyInForce:
            continue
        whole = first is not None and quarter >= first
        quarters.append(ops.TrendQuarter(quarter=str(quarter), running=quarter == running, whole=whole))
        cards = score_all(quarter, known.units, known.counts, known.policy)
        places = ranks({card.department: card.score for card in cards})
        grades = {row.department: row.published for row in ctx.rows_of(AppraisedLine, quarter=str(quarter))}
        for card in cards:
            names[card.department] = card.zh, card.en
            points.setdefault(card.department, []).append(
                ops.TrendPoint(
                    quarter=str(quarter), score=card.score, rank=places.get(card.department),
                    grade=grades.get(card.department, ""),
                )
            )  # fmt: skip
    return ops.TrendView(
        quarters=quarters,
        lines=[
            ops.TrendLine(department=id, zh=names[id][0], en=names[id][1], points=points[id]) for id in sorted(points)
        ],
    )
