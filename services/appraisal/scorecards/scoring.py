"""Turns counted facts into a scorecard by a policy (A33–A35). Pure: reads no clock, no storage, no directory.

Rounding: every rule, every dimension and the whole score are each rounded once, halves away from zero, to the policy's
`places`. What is rounded is one exact quotient: products first, a single division last, so no tie is lost on the way;
the mean strength enters it as person-days and days, never rounded.

A card is a function of net quantities, and each of its roundings keeps order: that is what the three laws rest on
(`policy/laws.py`).
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
from services.appraisal.scorecards.scorecard import Counted, DimensionResult, Owed, OwedBy, RuleResult, Scorecard
from services.kernel.rules.facts import exact

NONE = Decimal(0)
_ARITHMETIC = Context(prec=50, rounding=ROUND_HALF_UP)
"""Wide enough that products of quantities and policy numbers are exact."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An appraised department in a quarter of `days`: on how many it existed, and its person-days of membership."""

    department: str
    zh: str
    en: str
    person_days: int
    open_days: int
    days: int

    @property
    def heads(self) -> Decimal:
        """The mean strength to two places, halves up: 5.33 for five people and one more in the quarter's last month."""
        return rounded(Decimal(self.person_days), Decimal(self.days), 2)

    @property
    def strength(self) -> str:
        """Exactly, as it stands in a working: 4, or (490 ÷ 92)."""
        whole, rest = divmod(self.person_days, self.days)
        return f"({self.person_days} ÷ {self.days})" if rest else str(whole)


@dataclass(frozen=True, slots=True)
class Count:
    """The net sum of the quantities of some facts, in thousandths."""

    quantity: int

    @property
    def value(self) -> Decimal:
        return exact(self.quantity)


_NOTHING = Count(0)
Counts = Mapping[str, Count]
"""By kind of fact, of one department and quarter."""


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
            person_days=unit.person_days,
            open_days=unit.open_days,
            days=unit.days,
            policy=policy_digest or policy.digest(),
            score=rounded(weighted, whole, policy.places) if whole else None,
            dimensions=results,
        )


def _is_due(dimension: Dimension, unit: Unit, counts: Counts) -> bool:
    """Through what was owed, by net quantity: never through praise or blame, nor through what was taken back."""
    if dimension.always_due:
        return True
    owes = any(_net(kind, counts) > 0 for kind in dimension.debts)
    return owes or any(_target(rule, unit)[0] > 0 for rule in dimension.quotas)


def _net(kind: str, counts: Counts) -> Decimal:
    return counts.get(kind, _NOTHING).value


def _owed(dimension: Dimension, unit: Unit, counts: Counts) -> tuple[Owed, ...]:
    if dimension.always_due:
        return ()
    debts = [Owed(kind=kind, by=OwedBy.DEBT, quantity=_net(kind, counts)) for kind in dimension.debts]
    targets = [
        Owed(kind=rule.fact, by=OwedBy.TARGET, quantity=rounded(*_target(rule, unit)[:2], 2))
        for rule in dimension.quotas
    ]
    return (*debts, *targets)


def _dimension(d: Dimension, due: bool, whole: Decimal, unit: Unit, counts: Counts, places: int) -> DimensionResult:
    rules = tuple(_apply(rule, unit, counts, places) for rule in d.rules) if due else ()
    total = d.base + sum((r.points for r in rules), NONE)
    return DimensionResult(
        dimension=d.id,
        zh=d.zh,
        en=d.en,
        due=due,
        always=d.always_due,
        owed=_owed(d, unit, counts),
        weight=d.weight,
        spread_weight=rounded(d.weight * 100 if due and whole else NONE, whole or Decimal(1), places),
        base=d.base,
        floor=d.floor,
        cap=d.cap,
        sum=rounded(total, Decimal(1), places) if due else None,
        score=_held(d, total, places) if due else None,
        rules=rules,
        cites=d.cites,
    )


def _held(d: Dimension, total: Decimal, places: int) -> Decimal:
    return rounded(min(max(total, d.floor), d.cap), Decimal(1), places)


def dimension_score(d: Dimension, unit: Unit, counts: Counts, places: int) -> Decimal | None:
    """As the card has it, without the card: for those who ask under many policies. No weight enters it."""
    with localcontext(_ARITHMETIC):
        if not _is_due(d, unit, counts):
            return None
        given = (_given(rule, _outcome(rule, unit, counts), places)[0] for rule in d.rules)
        return _held(d, d.base + sum(given, NONE), places)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Points as one exact quotient, and how they came about."""

    numerator: Decimal
    denominator: Decimal
    working: str


def _given(rule: AnyRule, outcome: _Outcome, places: int) -> tuple[Decimal, bool]:
    """The rule's points, and whether its limit held them."""
    points = rounded(outcome.numerator, outcome.denominator, places)
    if rule.limit is not None and abs(points) > rule.limit:
        return rounded(rule.limit.copy_sign(points), Decimal(1), places), True
    return points, False


def _apply(rule: AnyRule, unit: Unit, counts: Counts, places: int) -> RuleResult:
    outcome = _outcome(rule, unit, counts)
    points, limited = _given(rule, outcome, places)
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
    return Counted(kind=kind, quantity=_net(kind, counts))


def _outcome(rule: AnyRule, unit: Unit, counts: Counts) -> _Outcome:
    match rule:
        case PointsRule():
            return _points(rule, _net(rule.fact, counts), unit)
        case PerHeadRule():
            return _per_head(rule, _net(rule.fact, counts), unit)
        case RatioRule():
            return _ratio(rule, _net(rule.numerator, counts), _net(rule.denominator, counts))
        case QuotaRule():
            return _quota(rule, _net(rule.fact, counts), unit)


def _points(rule: PointsRule, count: Decimal, unit: Unit) -> _Outcome:
    if rule.free_per == "head":
        beyond, over = count * unit.days - rule.free * unit.person_days, Decimal(unit.days)
        allowance = f"{_text(rule.free)} × {unit.strength}"
    else:
        beyond, over, allowance = count - rule.free, Decimal(1), _text(rule.free)
    working = f"{_text(rule.points)} × max(0, {_text(count)} − {allowance})"
    return _Outcome(rule.points * max(NONE, beyond), over, working)


def _per_head(rule: PerHeadRule, count: Decimal, unit: Unit) -> _Outcome:
    """A department of nobody has no mean, and nobody to hold to account."""
    if not unit.person_days:
        return _Outcome(NONE, Decimal(1), f"{_text(count)} ÷ 0 = –")
    return _Outcome(
        rule.points * max(NONE, count * unit.days - rule.free * unit.person_days),
        Decimal(unit.person_days),
        f"{_text(rule.points)} × max(0, {_text(count)} ÷ {unit.strength} − {_text(rule.free)})",
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


def _target(rule: QuotaRule, unit: Unit) -> tuple[Decimal, Decimal, str]:
    """What the department owes, as a quotient and in figures: pro rata where it existed for a part of the quarter."""
    if rule.per == "head":
        return rule.target * unit.person_days, Decimal(unit.days), f"{_text(rule.target)} × {unit.strength}"
    if unit.open_days == unit.days:
        return rule.target, Decimal(1), _text(rule.target)
    wanted = f"{_text(rule.target)} × {unit.open_days} ÷ {unit.days}"
    return rule.target * unit.open_days, Decimal(unit.days), wanted


def target_of(rule: QuotaRule, unit: Unit) -> tuple[Decimal, Decimal]:
    """What the department owes, as an exact quotient."""
    with localcontext(_ARITHMETIC):
        numerator, denominator, _ = _target(rule, unit)
        return numerator, denominator


def _quota(rule: QuotaRule, count: Decimal, unit: Unit) -> _Outcome:
    target, over, wanted = _target(rule, unit)
    beyond = count * over - target
    if beyond >= 0:
        reached = rule.points if rule.points > 0 and target else NONE
        start = f"{_text(reached)} + " if reached else ""
        working = f"{start}{_text(rule.bonus)} × ({_text(count)} − {wanted})"
        return _Outcome(reached * over + rule.bonus * beyond, over, working)
    if rule.points > 0:
        share = f"({wanted})" if "×" in wanted else wanted
        working = f"{_text(rule.points)} × max(0, {_text(count)}) ÷ {share}"
        return _Outcome(rule.points * max(NONE, count) * over, target, working)
    return _Outcome(rule.points * -beyond, over, f"{_text(rule.points)} × ({wanted} − {_text(count)})")


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


def ranks(scores: Mapping[str, Decimal | None]) -> dict[str, int]:
    """By department: one more than there are better ones, so that equal scores share a rank; none without a score."""
    scored = [one for one in scores.values() if one is not None]
    return {id: 1 + sum(other > one for other in scored) for id, one in scores.items() if one is not None}
