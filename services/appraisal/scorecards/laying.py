"""Scorecards as their papers show them: every text as it is read."""

from __future__ import annotations

from typing import Any

from services.appraisal.facts.meanings import KINDS
from services.appraisal.papers import policy_named, quarter_named, seals_said
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import Basis, DepartmentView, QuarterView
from services.appraisal.scorecards.paper import (
    LEFT_OUT,
    ComparisonOnPaper,
    RuleOnPaper,
    ScorecardOnPaper,
    score_said,
)
from services.appraisal.scorecards.scorecard import DimensionResult, RuleResult
from services.kernel.procedure.context import Context
from services.kernel.rules.facts import plain_name
from services.kernel.rules.model import cites_said

_NOTES = (
    f"“{LEFT_OUT}”：本季度该维度没有应办事项，不计零分，其权重按比例分摊到其他维度。"
    "各数由业务事件计算得出，未经人工填写。"
)


def scorecard_on_paper(view: DepartmentView, ctx: Context) -> ScorecardOnPaper:
    card = view.card
    counted = [(one, rule) for one in card.dimensions if one.due for rule in one.rules]
    return ScorecardOnPaper(
        quarter=quarter_named(card.quarter),
        name=card.zh,
        score=score_said(card.score),
        place=str(view.rank or "—"),
        heads=card.heads,
        existed=f"{card.open_days}/{card.days}",
        dimensions=list(card.dimensions),
        rules=[_rule(one, rule) for one, rule in counted if _speaks(rule)],
        silent="、".join(rule.zh for _, rule in counted if not _speaks(rule)) or "无",
        notes=_NOTES,
        digest=view.digest,
        **_basis(view.basis, card.quarter, ctx),
    )


def comparison_on_paper(view: QuarterView, ctx: Context) -> ComparisonOnPaper:
    return ComparisonOnPaper(
        quarter=quarter_named(view.quarter),
        departments=len(view.cards),
        cards=sorted(view.cards, key=lambda one: (one.rank is None, one.rank, one.card.department)),
        notes=_NOTES,
        digest=view.digest,
        **_basis(view.basis, view.quarter, ctx),
    )


def _basis(basis: Basis, quarter: str, ctx: Context) -> dict[str, Any]:
    known = (basis.as_of or ctx.act.at).astimezone(ctx.zone)
    return {
        "policy": policy_named(basis.policy, basis.policy_digest),
        "at": basis.vector(),
        "seals": seals_said((source, basis.positions[source], seal) for source, seal in basis.seals.items()),
        "known": f"{known:%Y-%m-%d %H:%M}",
        "running": ctx.today <= Quarter.parse(quarter).last_day,
    }


def _speaks(rule: RuleResult) -> bool:
    return bool(rule.points) or any(one.quantity for one in rule.counted)


def _rule(of: DimensionResult, rule: RuleResult) -> RuleOnPaper:
    return RuleOnPaper(
        dimension=of.zh,
        zh=rule.zh,
        counted="；".join(f"{plain_name(KINDS[one.kind])[0]} {one.quantity}" for one in rule.counted),
        working=rule.working + ("（受上限约束）" if rule.limited else ""),
        points=rule.points,
        cites=cites_said(rule.cites),
    )
