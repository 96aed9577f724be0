"""A department's scorecard and the comparison of all of them, on paper (A33–A35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from services.appraisal.papers import PROOF, Provable
from services.appraisal.scorecards.scorecard import DimensionResult
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.form import Across, Cells, Form, Lines, Made, Signatures, Signed, Size

LEFT_OUT = "未计入"
_SHOWN = 12
"""Digits of a scorecard's digest in a column."""


def score_said(score: Decimal | None) -> str:
    return LEFT_OUT if score is None else str(score)


class RuleOnPaper(View):
    dimension: str = Field(title="维度 / dimension")
    zh: str = Field(title="规则 / rule")
    counted: str = Field(title="计入事实 / counted")
    working: str = Field(title="计算 / working")
    points: Decimal = Field(title="得分 / points")
    cites: str = Field(title="依据 / articles")


class ScorecardOnPaper(Provable):
    quarter: str = Field(title="季度 / quarter")
    name: str = Field(title="部门 / department")
    score: str = Field(title="得分 / score")
    place: str = Field(title="名次 / rank")
    heads: Decimal = Field(title="平均人数 / mean strength")
    existed: str = Field(title="存续天数 / days it existed")
    known: str = Field(title="数据截至 / as known at")
    running: bool = Field(title="季度未终了 / the quarter is not over")
    dimensions: list[DimensionResult] = Field(title="各维度 / dimensions")
    rules: list[RuleOnPaper] = Field(title="逐项计算 / rule by rule")
    silent: str = Field(title="无事实的规则 / rules without a fact")
    notes: str = Field(title="说明 / notes")


class ComparisonOnPaper(Provable):
    quarter: str = Field(title="季度 / quarter")
    departments: int = Field(title="部门数 / departments")
    known: str = Field(title="数据截至 / as known at")
    running: bool = Field(title="季度未终了 / the quarter is not over")
    cards: list[Any] = Field(title="记分卡 / scorecards")
    notes: str = Field(title="说明 / notes")


def _compared(view: ComparisonOnPaper) -> Made:
    """A row a department, the best first; a column a dimension of the policy."""
    first = view.cards[0].card if view.cards else None
    dimensions = first.dimensions if first is not None else ()
    named = [(f"{one.zh}\n（{one.weight}）", True, 1.0) for one in dimensions]
    heads = [
        ("名次", True, 0), ("部门", False, 2.4), ("平均人数", True, 0), *named, ("得分", True, 0),
        ("记分卡摘要", False, 1.3),
    ]  # fmt: skip
    rows = [
        [
            str(one.rank or "—"), one.card.zh, str(one.card.heads), *(score_said(d.score) for d in one.card.dimensions),
            score_said(one.card.score), one.digest[:_SHOWN],
        ]
        for one in view.cards
    ]  # fmt: skip
    return heads, rows


def _dimensions(view: ScorecardOnPaper) -> Made:
    """From the base over the rules' points, held between floor and cap, to the score."""
    heads = [
        ("维度", False, 2.6), ("权重", True, 1.0), ("分摊后", True, 1.0), ("基础分", True, 1.0),
        ("规则得分", True, 1.0), ("下限–上限", True, 1.0), ("得分", True, 1.0),
    ]  # fmt: skip
    return heads, [
        [
            one.zh, f"{one.weight}", f"{one.spread_weight}" if one.due else "—", f"{one.base}",
            str(sum((rule.points for rule in one.rules), Decimal(0))) if one.due else "—", f"{one.floor}–{one.cap}",
            score_said(one.score),
        ]
        for one in view.dimensions
    ]  # fmt: skip


SCORECARD = Form(
    "部门季度记分卡 / department's scorecard",
    ScorecardOnPaper,
    Cells("name quarter", "score place", "heads existed", "known"),
    Across(_dimensions, "各维度"),
    Lines("rules", "dimension:1.7 zh:1.6 counted:2.2 working:2.4 points cites:1", titled=True),
    Cells("silent", "notes"),
    Signatures(Signed("部门负责人核对"), Signed("办公室核对")),
    void="running",
    proof=PROOF,
)
COMPARISON = Form(
    "部门季度考核对照表 / comparison of departments",
    ComparisonOnPaper,
    Cells("quarter departments known"),
    Across(_compared),
    Cells("notes"),
    size=Size.LANDSCAPE,
    void="running",
    proof=PROOF,
)
