"""What a scorecard is: the department's score of a quarter with every number it rests on. No positions, no chance ids.

The same facts, policy and directory give the same bytes, so a digest proves a scorecard years later. It holds net
quantities and no number of entries: what was done and taken back leaves no trace in it.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from pydantic import Field

from services.appraisal.policy.model import RuleKind
from services.kernel.domain.words import Word
from services.kernel.procedure.operations import View
from services.kernel.procedure.record import Department


class Counted(View):
    """One quantity a rule read: the net sum of a kind's facts."""

    kind: str = Field(title="事实代码 / code of the fact")
    quantity: Decimal = Field(title="数量 / quantity")


class OwedBy(Word):
    """Through what something is owed."""

    DEBT = "debt", "应办事项", "what was to be done"
    TARGET = "target", "规定指标", "a target that was set"


class Owed(View):
    """What makes a dimension due: the net quantity of a debt, or a rule's target, pro rata and to two places."""

    kind: str = Field(title="事实代码 / code of the fact")
    by: OwedBy = Field(title="应办来由 / through what")
    quantity: Decimal = Field(title="数量 / quantity")


class RuleResult(View):
    """`points` are what the rule gave or took; `working` is the calculation in figures, and `limit` where it held."""

    rule: str = Field(title="规则标识 / rule")
    kind: RuleKind = Field(title="计法 / how it counts")
    zh: str = Field(title="规则 / rule (Chinese)")
    en: str = Field(title="规则（英文） / rule (English)")
    counted: tuple[Counted, ...] = Field(title="计入数量 / counted")
    working: str = Field(title="计算 / working")
    limited: bool = Field(default=False, title="受上限约束 / limited")
    points: Decimal = Field(title="得分 / points")
    cites: tuple[str, ...] = Field(title="依据 / articles")


class DimensionResult(View):
    """`base` + the rules' points = `sum`, held between floor and cap = `score`.

    A dimension in which nothing was due has no score; `spread_weight` is the weight after the weights of such
    dimensions were spread over the others (A34). `owed` is what it is due through, or would be: nothing, where it is
    always due.
    """

    dimension: str = Field(title="维度标识 / dimension")
    zh: str = Field(title="维度 / dimension (Chinese)")
    en: str = Field(title="维度（英文） / dimension (English)")
    due: bool = Field(title="计入 / due")
    always: bool = Field(title="一律计入 / always due")
    owed: tuple[Owed, ...] = Field(default=(), title="应办事项 / owed")
    weight: Decimal = Field(title="权重 / weight")
    spread_weight: Decimal = Field(title="分摊后权重 / spread weight")
    base: Decimal = Field(title="基础分 / base")
    floor: Decimal = Field(title="下限 / floor")
    cap: Decimal = Field(title="上限 / cap")
    sum: Decimal | None = Field(default=None, title="合计 / sum", description="base + points")
    score: Decimal | None = Field(default=None, title="得分 / score")
    rules: tuple[RuleResult, ...] = Field(default=(), title="规则 / rules")
    cites: tuple[str, ...] = Field(title="依据 / articles")


class Scorecard(View):
    """`score` is null where nothing at all was due.

    `heads` is the mean strength, `person_days` ÷ `days` of the quarter, to two places for the eye: the rules take the
    exact quotient. `open_days` are the days of the quarter on which the department existed.
    """

    quarter: str = Field(title="季度 / quarter")
    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    heads: Decimal = Field(title="平均人数 / mean strength")
    person_days: int = Field(title="人日 / person-days")
    open_days: int = Field(title="存续天数 / days it existed")
    days: int = Field(title="季度天数 / days of the quarter")
    policy: str = Field(title="办法摘要 / policy", description="考核办法内容的摘要 / digest of the policy's content")
    score: Decimal | None = Field(title="得分 / score")
    dimensions: tuple[DimensionResult, ...] = Field(title="维度 / dimensions")

    def canonical(self) -> bytes:
        """JSON with sorted keys and no blanks, decimals as texts: what the digest is made of."""
        content = self.model_dump(mode="json")
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()
