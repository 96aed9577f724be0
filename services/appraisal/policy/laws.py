"""Proves by a policy's shape that its scorecards are fair, whatever happens and to whomever (A34, A35).

Three laws: blame never raises a score or a rank; merit never lowers one; a deed and its taking back leave no trace. The
third holds for every policy, as a card is made of net quantities alone (`scorecards/scoring.py`). A rank follows its
score. So what a policy can break is the order of scores, and these are the ways in which it can:

- a rule pays for blame, charges for merit, or charges what was merely owed;
- a share is not one of a debt by what was done of it, or more is owed for it than it can show;
- a duty earns although nothing was done: its dimension begins above the floor;
- a dimension that comes in with its first debt begins above what some department has, or is filled by its first merit
  to less than that: then the weights that move turn the sign round. It may count no blame or praise from before;
- settling costs more than it gives back: at a limit, inside an allowance, or because being late is dearer.

Every other step keeps order: sums, limits, floors and caps, weighted means with the same weights, and each rounding.
`doubts` names the parts that break a condition; `counterexample.py` shows on a scorecard what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.appraisal.policy.deeds import Kinds, en, zh
from services.appraisal.policy.model import (
    AnyRule,
    Dimension,
    PerHeadRule,
    PointsRule,
    Policy,
    QuotaRule,
    RatioRule,
)

NONE = Decimal(0)
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True)
class Doubt:
    """A part of the policy, named as its page names it, and which condition it does not meet."""

    part: str
    zh: str
    en: str


def unsaid(policy: Policy) -> tuple[str, ...]:
    """Parts that do not say when they are due, or whether they blame or praise."""
    found = []
    for dimension in policy.dimensions:
        if dimension.due is None:
            found.append(f"{dimension.id}.due")
        found += [f"{dimension.id}/{rule.id}.sign" for rule in dimension.rules if rule.sign is None]
    return tuple(found)


def mistaken(policy: Policy, kinds: Kinds) -> Iterator[Doubt]:
    """Rules whose sign is not that of the facts which they count; a debt has none of its own."""
    for dimension in policy.dimensions:
        for rule in dimension.rules:
            counted = kinds[rule.reads()[0]]
            if counted.sign not in (rule.sign, "owed"):
                yield Doubt(
                    f"{dimension.id}/{rule.id}",
                    f"注明为{'扣分' if rule.sign == 'adverse' else '得分'}，而“{zh(counted)}”不是",
                    f"says {rule.sign}, which “{en(counted)}” is not",
                )


def doubts(policy: Policy, kinds: Kinds) -> tuple[Doubt, ...]:
    """None means that the laws are proved."""
    found: list[Doubt] = []
    for dimension in policy.dimensions:
        for rule in dimension.rules:
            found += _of_rule(f"{dimension.id}/{rule.id}", rule, kinds)
        found += _of_duty(dimension)
        found += _of_coming_in(dimension, policy, kinds)
    found += _of_settling(policy, kinds)
    return tuple(found)


# -- one rule ---------------------------------------------------------------------------------------------------------


def _of_rule(part: str, rule: AnyRule, kinds: Kinds) -> Iterator[Doubt]:
    match rule:
        case PointsRule() | PerHeadRule():
            yield from _of_points(part, rule, kinds)
        case RatioRule():
            yield from _of_share(part, rule, kinds)
        case QuotaRule():
            yield from _of_quota(part, rule, kinds)


def _of_points(part: str, rule: PointsRule | PerHeadRule, kinds: Kinds) -> Iterator[Doubt]:
    sign = kinds[rule.fact].sign
    if sign == "owed" and rule.points:
        yield Doubt(part, "对仅仅应办的事项加分或扣分", "gives or takes for what was merely owed")
    if sign == "adverse" and rule.points > 0:
        yield Doubt(part, "对差错加分", "pays for blame")
    if sign == "favourable" and rule.points < 0:
        yield Doubt(part, "对好事扣分", "charges for merit")


def _of_share(part: str, rule: RatioRule, kinds: Kinds) -> Iterator[Doubt]:
    done, owed = kinds[rule.numerator], kinds[rule.denominator]
    if done.sign != "favourable" or owed.sign != "owed" or done.debt != rule.denominator:
        yield Doubt(
            part,
            f"“{zh(done)}”占“{zh(owed)}”的比率，不是应办事项中已办的比率",
            f"“{en(done)}” of “{en(owed)}” is no share of a debt by what was done of it",
        )
    also = [
        k for k in kinds.values() if k.debt == rule.denominator and k.sign == "favourable" and k.code != rule.numerator
    ]
    for other in also:
        yield Doubt(part, f"“{zh(other)}”会拉低该比率", f"“{en(other)}” would lower the share")
    if rule.points < 0:
        yield Doubt(part, "按完成比率扣分", "charges for the share that was done")
    if rule.full_at > 1:
        yield Doubt(part, "满分线高于 100%,全部办结也得不了满分", "is full above 1: all of it done is not enough")


def _of_quota(part: str, rule: QuotaRule, kinds: Kinds) -> Iterator[Doubt]:
    kind = kinds[rule.fact]
    if kind.sign != "favourable":
        yield Doubt(part, f"把“{zh(kind)}”作为应完成的指标", f"sets “{en(kind)}” as a target to reach")


# -- one dimension ----------------------------------------------------------------------------------------------------


def _of_duty(d: Dimension) -> Iterator[Doubt]:
    """A share and a target run over the dimension's whole range: nothing done is nothing earned."""
    if (d.debts or d.quotas) and d.base > d.floor:
        yield Doubt(
            d.id,
            f"有应办事项的维度从 {d.base} 分起算，不办也得分；请使基础分等于下限",
            f"has duties, and begins at {d.base}: nothing done earns; let its base be its floor",
        )


def _sure(d: Dimension) -> bool:
    """Due for every department, whatever happens."""
    return d.always_due or any(rule.per == "department" for rule in d.quotas)


def _ever(d: Dimension) -> bool:
    return bool(d.always_due or d.debts or d.quotas)


def _comes_in(d: Dimension) -> bool:
    """Whether a deed can make it due."""
    return bool(d.debts) and not _sure(d)


def _of_coming_in(d: Dimension, policy: Policy, kinds: Kinds) -> Iterator[Doubt]:
    others = [other for other in policy.dimensions if other.id != d.id and other.weight and _ever(other)]
    if not _comes_in(d):
        return
    for rule in d.rules:
        for code in rule.reads():
            if code not in d.debts and kinds[code].debt not in d.debts and (rule.points or isinstance(rule, QuotaRule)):
                yield Doubt(
                    f"{d.id}/{rule.id}",
                    f"“{zh(kinds[code])}”可能先于该维度的应办事项发生，随后一并计入",
                    f"“{en(kinds[code])}” may come before anything is due here, and then come in with it",
                )
    if not d.weight or not others:
        return
    lowest, highest = _mean(others, upwards=False), _mean(others, upwards=True)
    if d.base > lowest:
        yield Doubt(
            d.id,
            f"第一项应办事项未办即得 {d.base} 分，高于其他维度可能低至的 {lowest} 分",
            f"gives {d.base} when the first thing owed is missed, while the others may be as low as {lowest}",
        )
    for debt in d.debts:
        full = _filled(d, debt)
        if full < highest:
            yield Doubt(
                d.id,
                f"第一项应办事项按时办结只得 {full} 分，低于其他维度可能高达的 {highest} 分",
                f"gives only {full} when the first thing owed is done, while the others may be as high as {highest}",
            )


def _filled(d: Dimension, debt: str) -> Decimal:
    """The dimension's score when all that was owed in one kind, and nothing else, is done."""
    total = d.base
    for rule in d.rules:
        if isinstance(rule, RatioRule) and rule.denominator == debt:
            total += _bounded(rule, rule.points)
    return min(max(total, d.floor), d.cap)


def _bounded(rule: AnyRule, points: Decimal) -> Decimal:
    return points if rule.limit is None else min(max(points, -rule.limit), rule.limit)


def reach(d: Dimension) -> tuple[Decimal, Decimal]:
    """The lowest and the highest score that the dimension can have."""
    low = high = d.base
    for rule in d.rules:
        least, most = _range(rule)
        low += _bounded(rule, least)
        high += _bounded(rule, most)
    return min(max(low, d.floor), d.cap), min(max(high, d.floor), d.cap)


def _range(rule: AnyRule) -> tuple[Decimal, Decimal]:
    match rule:
        case PointsRule() | PerHeadRule():
            return (-ENDLESS if rule.points < 0 else NONE), (ENDLESS if rule.points > 0 else NONE)
        case RatioRule():
            return min(NONE, rule.points), max(NONE, rule.points)
        case QuotaRule():
            beyond = ENDLESS if rule.bonus else max(NONE, rule.points if rule.target else NONE)
            return (-ENDLESS if rule.points < 0 and rule.target else NONE), beyond


def _mean(others: Sequence[Dimension], *, upwards: bool) -> Decimal:
    """The most, or the least, that the others together can have: those that are there, and whichever else come in."""
    side = 1 if upwards else 0
    there = [(reach(d)[side], d.weight) for d in others if _sure(d)]
    weight = sum((w for _, w in there), NONE)
    total = sum((value * w for value, w in there), NONE)
    entering = sorted(((reach(d)[side], d.weight) for d in others if not _sure(d)), reverse=upwards)
    for value, w in entering:
        if not weight or (value * weight > total if upwards else value * weight < total):
            weight, total = weight + w, total + value * w
    return total / weight


# -- settling ---------------------------------------------------------------------------------------------------------


def _of_settling(policy: Policy, kinds: Kinds) -> Iterator[Doubt]:
    charged = [
        (d, rule)
        for d in policy.dimensions
        for rule in d.rules
        if isinstance(rule, PointsRule | PerHeadRule) and rule.points < 0
    ]
    for dimension, rule in charged:
        milder = kinds[rule.fact]
        if milder.settles not in kinds:
            continue
        cost = sum((-r.points for d, r in charged if d is dimension and r.fact == rule.fact), NONE)
        back = sum((-r.points for d, r in charged if d is dimension and _gives_back(r, milder.settles)), NONE)
        steps = all(
            isinstance(r, PointsRule) and r.points == round(r.points, policy.places)
            for d, r in charged
            if d is dimension and r.fact in (rule.fact, milder.settles)
        )
        if cost > back or not steps:
            worse = kinds[milder.settles]
            yield Doubt(
                f"{dimension.id}/{rule.id}",
                f"“{zh(worse)}”补办为“{zh(milder)}”后可能反而少得分；请使前者每次扣分不低于后者，且不设免扣次数和上限",
                f"“{en(worse)}” made good as “{en(milder)}” may cost more than it gives back; let the former take at "
                "least as much each time, without an allowance and without a limit",
            )


def _gives_back(rule: PointsRule | PerHeadRule, worse: str) -> bool:
    return isinstance(rule, PointsRule) and rule.fact == worse and not rule.free and rule.limit is None
