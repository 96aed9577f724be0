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

_WEIGHTS = Decimal(100)  # percent: what the weights of a policy add up to
_ID = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
_FACT = r"^[a-z]+\.[a-z]+(?:-[a-z]+)*$"


def _plain(number: Decimal) -> Decimal:
    """1.50 and 1.5 are one number, and one text in the policy's digest."""
    return Decimal(format(number.normalize(), "f"))


Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=12, decimal_places=6), AfterValidator(_plain)]
NotNegative = Annotated[Number, Field(ge=0)]
Title = Annotated[str, Field(min_length=1, max_length=100)]
Cites = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=20)], ...], Field(min_length=1, max_length=10)]
Id = Annotated[str, Field(pattern=_ID, max_length=40)]
FactKind = Annotated[str, Field(pattern=_FACT, max_length=60)]
Per = Literal["department", "head"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Part):
    """What every rule has. `limit` bounds its points either way."""

    id: Id
    zh: Title
    en: Title
    points: Number
    limit: NotNegative | None = None
    cites: Cites


class PointsRule(Rule):
    """Points for each occurrence above a free allowance of the department, or of each head."""

    kind: Literal["points"]
    fact: FactKind
    free: NotNegative = Decimal(0)
    free_per: Per = "department"

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


class PerHeadRule(Rule):
    """Points for the mean number of occurrences a head above the allowance."""

    kind: Literal["per-head"]
    fact: FactKind
    free: NotNegative = Decimal(0)

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


class RatioRule(Rule):
    """Points for the share of the way of numerator ÷ denominator from `zero_at` to `full_at`."""

    kind: Literal["ratio"]
    numerator: FactKind
    denominator: FactKind
    zero_at: NotNegative
    full_at: NotNegative

    @model_validator(mode="after")
    def _runs_upwards(self) -> Self:
        if self.zero_at >= self.full_at:
            raise ValueError(f"规则 {self.id}:zero_at 必须小于 full_at / rule {self.id}: zero_at must be below full_at")
        return self

    def reads(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)


class QuotaRule(Rule):
    """Points for each unit short of the target, and a bonus for each unit above it."""

    kind: Literal["quota"]
    fact: FactKind
    target: NotNegative
    per: Per = "department"
    bonus: NotNegative = Decimal(0)

    def reads(self) -> tuple[str, ...]:
        return (self.fact,)


AnyRule = Annotated[PointsRule | PerHeadRule | RatioRule | QuotaRule, Field(discriminator="kind")]


def _distinct(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(f"{what} 重复:{id} / {what} occurs twice: {id}")
        seen.add(id)


class Dimension(Part):
    """`weight` in percent of the department's score; `base` is where the points start from."""

    id: Id
    zh: Title
    en: Title
    weight: NotNegative
    base: Number
    floor: Number
    cap: Number
    cites: Cites
    rules: Annotated[tuple[AnyRule, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.floor <= self.base <= self.cap:
            raise ValueError(
                f"维度 {self.id}:应满足 floor ≤ base ≤ cap / dimension {self.id}: must have floor ≤ base ≤ cap"
            )
        _distinct(f"规则 rule ({self.id})", (rule.id for rule in self.rules))
        return self


class Grade(Part):
    """`at_most_share` is a percentage of the appraised departments, rounded down."""

    id: Id
    zh: Title
    en: Title
    at_least: NotNegative
    at_most_share: Annotated[int, Field(ge=0, le=100)] | None = None
    cites: Cites


class Policy(Part):
    """`appraised` lists the kinds of departments that get a scorecard (A33)."""

    name: Id
    zh: Title
    en: Title
    effective_from: date | None = None
    cites: Cites
    appraised: Annotated[tuple[str, ...], Field(min_length=1)]
    places: Annotated[int, Field(ge=0, le=4)] = 2
    rounding: Literal["half-up"] = "half-up"
    grades: Annotated[tuple[Grade, ...], Field(max_length=10)] = ()
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _distinct("维度 dimension", (dimension.id for dimension in self.dimensions))
        _distinct("等次 grade", (grade.id for grade in self.grades))
        weights = sum((dimension.weight for dimension in self.dimensions), Decimal(0))
        if weights != _WEIGHTS:
            raise ValueError(f"各维度权重之和应为 100,现为 {weights} / weights must add up to 100, not {weights}")
        bounds = [grade.at_least for grade in self.grades]
        if any(lower >= higher for higher, lower in pairwise(bounds)) or (bounds and bounds[-1]):
            raise ValueError("等次分数线应由高到低,最低为 0 / grades run from the highest bound down to 0")
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
        """As JSON data: decimals as texts, nothing left out."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """The same policy has the same digest, however its numbers were written."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
