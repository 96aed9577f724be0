"""Turns counted facts into a scorecard by a policy (A33–A35). Pure: reads no clock, no storage, no directory.

Rounding: every rule, every dimension and the whole score are each rounded once, halves away from zero, to the policy's
`places`. What is rounded is one exact quotient: products first, a single division last, so no tie is lost on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache

from services.appraisal.policy.model import (
    AnyRule,
    Dimension,
    PerHeadRule,
    PointsRule,
    Policy,
    QuotaRule,
    RatioRule,
)
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scorecard import Counted, DimensionResult, RuleResult, Scorecard
from services.kernel.facts import exact

NONE = Decimal(0)
_ARITHMETIC = Context(prec=50, rounding=ROUND_HALF_UP)
"""Wide enough that products of quantities and policy numbers are exact."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An appraised department in a quarter. `heads` is its mean strength: person-days of membership ÷ days."""

    department: str
    zh: str
    en: str
    heads: Decimal


@dataclass(frozen=True, slots=True)
class Count:
    """The sum of the quantities of some facts, in thousandths, and how many facts they are."""

    quantity: int
    facts: int

    @property
    def value(self) -> Decimal:
        return exact(self.quantity)


_NOTHING = Count(0, 0)
Counts = Mapping[str, Count]
"""By kind of fact, of one department and quarter."""


def mean_strength(person_days: int, quarter: Quarter) -> Decimal:
    """To two places, halves up: 5.33 for five people and one more in the quarter's last month."""
    return rounded(Decimal(person_days), Decimal(quarter.days), 2)


def rounded(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    result = _ARITHMETIC.quantize(_ARITHMETIC.divide(numerator, denominator), _step(places))
    return result or abs(result)  # no minus before a zero


@lru_cache(maxsize=32)
def _step(places: int) -> Decimal:
    """The smallest difference of numbers with that many decimals."""
    return Decimal(1).scaleb(-places)


def score(quarter: Quarter, unit: Unit, counts: Counts, policy: Policy, policy_digest: str = "") -> Scorecard:
    """The scorecard. `policy_digest` spares a caller with many departments from making it each time."""
    with localcontext(_ARITHMETIC):
        due = {d.id for d in policy.dimensions if _is_due(d, unit, counts)}
        whole = sum((d.weight for d in policy.dimensions if d.id in due), NONE)
        results = tuple(_dimension(d, d.id in due, whole, unit, counts, policy.places) for d in policy.dimensions)
        weighted = sum((r.score * r.weight for r in results if r.score is not None), NONE)
        return Scorecard(
            quarter=str(quarter),
            department=unit.department,
            zh=unit.zh,
            en=unit.en,
            heads=unit.heads,
            policy=policy_digest or policy.digest(),
            score=rounded(weighted, whole, policy.places) if whole else None,
            dimensions=results,
        )


def _is_due(dimension: Dimension, unit: Unit, counts: Counts) -> bool:
    """Something was due where a rule found a fact to read, or sets a target that the department must reach."""
    for rule in dimension.rules:
        if any(counts.get(kind, _NOTHING).facts for kind in rule.reads()):
            return True
        if isinstance(rule, QuotaRule) and rule.target and (rule.per == "department" or unit.heads):
            return True
    return False


def _dimension(d: Dimension, due: bool, whole: Decimal, unit: Unit, counts: Counts, places: int) -> DimensionResult:
    rules = tuple(_apply(rule, unit, counts, places) for rule in d.rules) if due else ()
    total = d.base + sum((r.points for r in rules), NONE)
    return DimensionResult(
        dimension=d.id,
        zh=d.zh,
        en=d.en,
        due=due,
        weight=d.weight,
        spread_weight=rounded(d.weight * 100 if due and whole else NONE, whole or Decimal(1), places),
        base=d.base,
        floor=d.floor,
        cap=d.cap,
        sum=rounded(total, Decimal(1), places) if due else None,
        score=rounded(min(max(total, d.floor), d.cap), Decimal(1), places) if due else None,
        rules=rules,
        cites=d.cites,
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Points as one exact quotient, and how they came about."""

    numerator: Decimal
    denominator: Decimal
    working: str


def _apply(rule: AnyRule, unit: Unit, counts: Counts, places: int) -> RuleResult:
    outcome = _outcome(rule, unit, counts)
    points = rounded(outcome.numerator, outcome.denominator, places)
    limited = rule.limit is not None and abs(points) > rule.limit
    if limited and rule.limit is not None:
        points = rounded(rule.limit.copy_sign(points), Decimal(1), places)
    return RuleResult(
        rule=rule.id,
        kind=rule.kind,
        zh=rule.zh,
        en=rule.en,
        counted=tuple(_counted(kind, counts) for kind in rule.reads()),
        working=f"{outcome.working} → ±{_text(rule.limit)}" if limited and rule.limit is not None else outcome.working,
        limited=limited,
        points=points,
        cites=rule.cites,
    )


def _counted(kind: str, counts: Counts) -> Counted:
    count = counts.get(kind, _NOTHING)
    return Counted(kind=kind, quantity=count.value, facts=count.facts)


def _outcome(rule: AnyRule, unit: Unit, counts: Counts) -> _Outcome:
    match rule:
        case PointsRule():
            return _points(rule, counts.get(rule.fact, _NOTHING).value, unit.heads)
        case PerHeadRule():
            return _per_head(rule, counts.get(rule.fact, _NOTHING).value, unit.heads)
        case RatioRule():
            return _ratio(
                rule, counts.get(rule.numerator, _NOTHING).value, counts.get(rule.denominator, _NOTHING).value
            )
        case QuotaRule():
            return _quota(rule, counts.get(rule.fact, _NOTHING).value, unit.heads)


def _points(rule: PointsRule, count: Decimal, heads: Decimal) -> _Outcome:
    free = rule.free * heads if rule.free_per == "head" else rule.free
    allowance = f"{_text(rule.free)} × {_text(heads)}" if rule.free_per == "head" else _text(rule.free)
    return _Outcome(
        rule.points * max(NONE, count - free),
        Decimal(1),
        f"{_text(rule.points)} × max(0, {_text(count)} − {allowance})",
    )


def _per_head(rule: PerHeadRule, count: Decimal, heads: Decimal) -> _Outcome:
    """A department of nobody has no mean, and nobody to hold to account."""
    if not heads:
        return _Outcome(NONE, Decimal(1), f"{_text(count)} ÷ 0 = –")
    return _Outcome(
        rule.points * max(NONE, count - rule.free * heads),
        heads,
        f"{_text(rule.points)} × max(0, {_text(count)} ÷ {_text(heads)} − {_text(rule.free)})",
    )


def _ratio(rule: RatioRule, part: Decimal, whole: Decimal) -> _Outcome:
    """Nothing to take a share of gives no points: a sheet never handed in earns none."""
    if whole <= 0:
        return _Outcome(NONE, Decimal(1), f"{_text(part)} ÷ {_text(whole)} = –")
    way = whole * (rule.full_at - rule.zero_at)
    gone = min(max(part - rule.zero_at * whole, NONE), way)
    span = f"({_text(rule.full_at)} − {_text(rule.zero_at)})"
    return _Outcome(
        rule.points * gone,
        way,
        f"{_text(rule.points)} × min(1, max(0, ({_text(part)} ÷ {_text(whole)} − {_text(rule.zero_at)}) ÷ {span}))",
    )


def _quota(rule: QuotaRule, count: Decimal, heads: Decimal) -> _Outcome:
    target = rule.target * heads if rule.per == "head" else rule.target
    wanted = f"{_text(rule.target)} × {_text(heads)}" if rule.per == "head" else _text(rule.target)
    if count < target:
        return _Outcome(
            rule.points * (target - count), Decimal(1), f"{_text(rule.points)} × ({wanted} − {_text(count)})"
        )
    return _Outcome(rule.bonus * (count - target), Decimal(1), f"{_text(rule.bonus)} × ({_text(count)} − {wanted})")


def _text(number: Decimal) -> str:
    """A number as people write it, with a true minus sign."""
    return format(number.normalize(), "f").replace("-", "−") if number else "0"


def score_all(
    quarter: Quarter, units: Sequence[Unit], counts: Mapping[str, Counts], policy: Policy
) -> tuple[Scorecard, ...]:
    """Every department's card, by department id; `counts` by department."""
    digest = policy.digest()
    ordered = sorted(units, key=lambda unit: unit.department)
    return tuple(score(quarter, unit, counts.get(unit.department, {}), policy, digest) for unit in ordered)
