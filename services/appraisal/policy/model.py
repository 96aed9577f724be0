"""The appraisal policy as data (A33–A35): its shape, and what makes one self-contradictory. Computes no score.

The notation is explained at the head of `deploy/regulations/policy.toml`. A rule without an article cites "organ".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.kernel.domain.words import Word
from services.kernel.procedure.record import CODE

_WEIGHTS = Decimal(100)  # percent: what the weights of a policy add up to
_ID = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
_FACT = r"^[a-z]+\.[a-z]+(?:-[a-z]+)*$"


def _plain(number: Decimal) -> Decimal:
    """1.50 and 1.5 are one number, and one text in the policy's digest."""
    return Decimal(format(number.normalize(), "f"))


Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=12, decimal_places=6), AfterValidator(_plain)]
NotNegative = Annotated[
    Decimal, Field(ge=0, allow_inf_nan=False, max_digits=12, decimal_places=6), AfterValidator(_plain)
]
"""Bounded before it is made plain: a schema has no word for what a bound after that says."""
Title = Annotated[str, Field(min_length=1, max_length=100)]
Cites = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=20)], ...], Field(min_length=1, max_length=10)]
Id = Annotated[str, Field(pattern=_ID, max_length=40)]
FactKind = Annotated[str, CODE, Field(pattern=_FACT, max_length=60)]


class Per(Word):
    """Whose an allowance or a target is."""

    DEPARTMENT = "department", "每部门", "the department"
    HEAD = "head", "每人", "each head"


class RuleSign(Word):
    ADVERSE = "adverse", "扣分", "takes"
    FAVOURABLE = "favourable", "得分", "gives"


class Due(Word):
    """When a dimension counts."""

    ALWAYS = "always", "一律计入", "always"
    OWED = "owed", "有应办事项时计入", "when something is owed"


class Rounding(Word):
    HALF_UP = "half-up", "四舍五入", "half up"


_SAID_LATER = ("sign", "due")
"""Fields that the first policies did not have: where they are unsaid they are no part of the content, whose digest
stands in facts that are recorded."""


class RuleKind(Word):
    """How a rule counts."""

    POINTS = "points", "按次计分", "points for each"
    PER_HEAD = "per-head", "按人均计分", "points a head"
    RATIO = "ratio", "按比率计分", "points for a share"
    QUOTA = "quota", "按指标计分", "points for a target"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Part):
    """What every rule has. `limit` bounds its points either way.

    `sign` says whether it takes for blame or gives for merit; a policy written before rules said so has none, and can
    be drafted no more.
    """

    id: Id = Field(title="标识 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    sign: RuleSign | None = Field(default=None, title="方向 / sign")
    points: Number = Field(title="分值 / points")
    limit: NotNegative | None = Field(default=None, title="上限 / limit")
    cites: Cites = Field(title="依据 / articles")


class PointsRule(Rule):
    """Points for each occurrence above a free allowance of the department, or of each head."""

    kind: Literal[RuleKind.POINTS] = Field(title="计法 / how it counts")
    fact: FactKind = Field(title="事实代码 / code of the fact")
    free: NotNegative = Field(default=Decimal(0), title="免计数 / free")
    free_per: Per = Field(default=Per.DEPARTMENT, title="免计口径 / free per")

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


class PerHeadRule(Rule):
    """Points for the mean number of occurrences a head above the allowance."""

    kind: Literal[RuleKind.PER_HEAD] = Field(title="计法 / how it counts")
    fact: FactKind = Field(title="事实代码 / code of the fact")
    free: NotNegative = Field(default=Decimal(0), title="免计数 / free")

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


class RatioRule(Rule):
    """Points for the share of the way of numerator ÷ denominator from `zero_at` to `full_at`."""

    kind: Literal[RuleKind.RATIO] = Field(title="计法 / how it counts")
    numerator: FactKind = Field(title="分子 / numerator")
    denominator: FactKind = Field(title="分母 / denominator")
    zero_at: NotNegative = Field(title="零分线 / zero at")
    full_at: NotNegative = Field(title="满分线 / full at")

    @model_validator(mode="after")
    def _runs_upwards(self) -> Self:
        if self.zero_at >= self.full_at:
            raise ValueError(f"规则 {self.id}：零分线必须低于满分线 / rule {self.id}: zero_at must be below full_at")
        return self

    def reads(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)


class QuotaRule(Rule):
    """Points for the share of the target that was reached, and a bonus for each unit above it.

    The target is the whole quarter's: a department that existed for a part of it owes that part. Negative points, as
    the first policies had them, are for each unit short instead.
    """

    kind: Literal[RuleKind.QUOTA] = Field(title="计法 / how it counts")
    fact: FactKind = Field(title="事实代码 / code of the fact")
    target: NotNegative = Field(title="指标 / target")
    per: Per = Field(default=Per.DEPARTMENT, title="指标口径 / target per")
    bonus: NotNegative = Field(default=Decimal(0), title="超额加分 / bonus")

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


AnyRule = Annotated[PointsRule | PerHeadRule | RatioRule | QuotaRule, Field(discriminator="kind")]


def _distinct(zh: str, en: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(f"{zh}重复：{id} / {en} occurs twice: {id}")
        seen.add(id)


class Dimension(Part):
    """`weight` in percent of the department's score; `base` is where the points start from.

    `due` is "always", or "owed": where a debt that a ratio reads has a net quantity, or a quota sets a target. Praise
    and blame make nothing due. Unsaid (in the first policies) it is "owed" where there is such a rule, else "always".
    """

    id: Id = Field(title="标识 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    weight: NotNegative = Field(title="权重 / weight")
    due: Due | None = Field(default=None, title="何时计入 / due")
    base: Number = Field(title="基础分 / base")
    floor: Number = Field(title="下限 / floor")
    cap: Number = Field(title="上限 / cap")
    cites: Cites = Field(title="依据 / articles")
    rules: Annotated[tuple[AnyRule, ...], Field(max_length=50)] = Field(default=(), title="规则 / rules")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.floor <= self.base <= self.cap:
            raise ValueError(
                f"维度 {self.id}：基础分须在下限和上限之间 / dimension {self.id}: must have floor ≤ base ≤ cap"
            )
        _distinct(f"维度 {self.id} 的规则", f"rule of {self.id}", (rule.id for rule in self.rules))
        return self

    @property
    def debts(self) -> tuple[str, ...]:
        """The kinds in which its shares are owed."""
        return tuple(dict.fromkeys(rule.denominator for rule in self.rules if isinstance(rule, RatioRule)))

    @property
    def quotas(self) -> tuple[QuotaRule, ...]:
        """Those that set a target."""
        return tuple(rule for rule in self.rules if isinstance(rule, QuotaRule) and rule.target)

    @property
    def always_due(self) -> bool:
        if self.due is None:
            return bool(self.rules) and not self.debts and not self.quotas
        return self.due == "always"


class Grade(Part):
    """`at_most_share` is a percentage of the appraised departments, rounded down."""

    id: Id = Field(title="标识 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    at_least: NotNegative = Field(title="分数线 / at least")
    at_most_share: Annotated[int, Field(ge=0, le=100)] | None = Field(default=None, title="比例上限 / share at most")
    cites: Cites = Field(title="依据 / articles")


class Policy(Part):
    """`appraised` lists the kinds of departments that get a scorecard (A33)."""

    name: Id = Field(title="标识 / name")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    effective_from: date | None = Field(default=None, title="施行日期 / in force from")
    cites: Cites = Field(title="依据 / articles")
    appraised: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        title="受考核的部门类别 / kinds of departments appraised"
    )
    places: Annotated[int, Field(ge=0, le=4)] = Field(default=2, title="小数位 / places")
    rounding: Rounding = Field(default=Rounding.HALF_UP, title="舍入 / rounding")
    grades: Annotated[tuple[Grade, ...], Field(max_length=10)] = Field(default=(), title="等次 / grades")
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=20)] = Field(title="维度 / dimensions")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _distinct("维度", "dimension", (dimension.id for dimension in self.dimensions))
        _distinct("等次", "grade", (grade.id for grade in self.grades))
        weights = sum((dimension.weight for dimension in self.dimensions), Decimal(0))
        if weights != _WEIGHTS:
            raise ValueError(f"各维度权重之和应为 100，现为 {weights} / weights must add up to 100, not {weights}")
        bounds = [grade.at_least for grade in self.grades]
        if any(lower >= higher for higher, lower in pairwise(bounds)) or (bounds and bounds[-1]):
            raise ValueError("等次分数线应由高到低，最低为 0 / grades run from the highest bound down to 0")
        return self

    def reads(self) -> frozenset[str]:
        """Every kind of fact that some rule counts."""
        return frozenset(kind for d in self.dimensions for rule in d.rules for kind in rule.reads())

    def cited(self) -> tuple[str, ...]:
        """Every article that some part of the policy names."""
        parts: list[Rule | Dimension | Grade] = [*self.grades, *self.dimensions]
        parts += [rule for d in self.dimensions for rule in d.rules]
        return tuple(sorted({*self.cites, *(cite for part in parts for cite in part.cites)}))

    def content(self) -> dict[str, Any]:
        """As JSON data: decimals as texts, nothing left out but what the first policies could not say."""
        content: dict[str, Any] = _without_unsaid(self.model_dump(mode="json"))
        return content

    def digest(self) -> str:
        """The same policy has the same digest, however its numbers were written."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _without_unsaid(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_unsaid(v) for k, v in value.items() if v is not None or k not in _SAID_LATER}
    if isinstance(value, list):
        return [_without_unsaid(item) for item in value]
    return value
