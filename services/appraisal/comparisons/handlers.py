"""Lays two scorecards side by side. Scores and what brings them are the scorecards' own."""

from __future__ import annotations

from decimal import Decimal

from services.appraisal.comparisons import operations as ops
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.looking import first_whole
from services.appraisal.scorecards.building import brought
from services.appraisal.scorecards.handlers import card_of
from services.appraisal.scorecards.knowledge import Known, knowledge
from services.appraisal.scorecards.scorecard import DimensionResult, Scorecard
from services.appraisal.scorecards.scoring import ranks, score_all
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("comparisons", zh="记分卡比较", en="Comparisons of scorecards")
NONE = Decimal(0)


@procedure.handles(ops.CompareScorecards)
def compare_scorecards(op: ops.CompareScorecards, ctx: Context) -> ops.SidesView:
    quarter = Quarter.parse(op.quarter)
    usual = quarter if op.other_department else quarter.before
    known = knowledge.of(ctx, quarter, op.as_of)
    other = knowledge.of(ctx, Quarter.parse(op.other_quarter) if op.other_quarter else usual, op.as_of)
    first = card_of(known, op.department)
    second = card_of(other, op.other_department or op.department)
    apart = None if first.score is None or second.score is None else first.score - second.score
    return ops.SidesView(
        first=_side(ctx, known, first),
        second=_side(ctx, other, second),
        difference=apart,
        dimensions=_dimensions(
            first, second, brought(first, known.policy.places), brought(second, other.policy.places)
        ),
    )


def _side(ctx: Context, known: Known, card: Scorecard) -> ops.Side:
    begun = first_whole(ctx)
    scores = {one.department: one.score for one in score_all(known.quarter, known.units, known.counts, known.policy)}
    return ops.Side(
        quarter=card.quarter, department=card.department, zh=card.zh, en=card.en, score=card.score,
        rank=ranks(scores).get(card.department), whole=begun is not None and known.quarter >= begun,
    )  # fmt: skip


def _dimensions(
    first: Scorecard, second: Scorecard, mine: dict[str, Decimal], theirs: dict[str, Decimal]
) -> list[ops.ComparedDimension]:
    """In the order of the first's policy, then what only the second's has."""
    left = {d.dimension: d for d in first.dimensions}
    right = {d.dimension: d for d in second.dimensions}
    found = []
    for id in dict.fromkeys((*left, *right)):
        one, other = left.get(id), right.get(id)
        named = one or right[id]
        found.append(
            ops.ComparedDimension(
                dimension=id,
                zh=named.zh,
                en=named.en,
                first=one.score if one else None,
                second=other.score if other else None,
                first_brings=mine.get(id, NONE),
                second_brings=theirs.get(id, NONE),
                difference=mine.get(id, NONE) - theirs.get(id, NONE),
                rules=_rules(one, other),
            )
        )
    return found


def _rules(one: DimensionResult | None, other: DimensionResult | None) -> list[ops.ComparedRule]:
    left = {rule.rule: rule for rule in one.rules} if one else {}
    right = {rule.rule: rule for rule in other.rules} if other else {}
    return [
        ops.ComparedRule(
            rule=id,
            zh=(left.get(id) or right[id]).zh,
            en=(left.get(id) or right[id]).en,
            first=left[id].points if id in left else None,
            second=right[id].points if id in right else None,
        )
        for id in dict.fromkeys((*left, *right))
    ]
