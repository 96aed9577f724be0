"""Shows what comes of a policy that breaks a law: which deed, which department, from which score to which (A34).

First the departments as they are, then an imagined one of four people whose record is the simplest that does it. Scores
are made as every scorecard is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from services.appraisal.policy import deeds as happening
from services.appraisal.policy.deeds import Deed, Kinds, deeds
from services.appraisal.policy.laws import Doubt
from services.appraisal.policy.model import Dimension, PerHeadRule, PointsRule, Policy, QuotaRule
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import Count, Counts, Unit, ranks, score
from services.kernel.rules.facts import SCALE, exact


@dataclass(frozen=True)
class Case:
    """A quarter's departments with what is on record of each."""

    quarter: Quarter
    units: tuple[Unit, ...]
    counts: Mapping[str, Counts]


@dataclass(frozen=True)
class Example:
    """`part` is "score", or the dimension whose score moved the wrong way; ranks are among the case's departments."""

    deed: Deed | None
    unit: Unit
    counts: Counts
    part: str
    part_zh: str
    before: Decimal
    after: Decimal
    rank_before: int | None = None
    rank_after: int | None = None

    def record(self, kinds: Kinds) -> dict[str, str]:
        return {kinds[code].zh: str(count.value) for code, count in self.counts.items() if count.quantity}

    def told(self, kinds: Kinds) -> tuple[str, str]:
        """In Chinese and English."""
        zh, en = self._where(kinds)
        dimension = "" if self.part == "score" else f"{self.part_zh}"
        of = "score" if self.part == "score" else f"score of {self.part}"
        if self.deed is None:
            return (
                f"{zh}，什么都没有办，{dimension}得分却是 {self.before}",
                f"{en} has done nothing, and its {of} is {self.before}",
            )
        up = self.after > self.before
        ranked = self.rank_before is not None and self.rank_after is not None and self.rank_before != self.rank_after
        rank_zh = f"，名次由第 {self.rank_before} 变为第 {self.rank_after}" if ranked else ""
        rank_en = f" and its rank from {self.rank_before} to {self.rank_after}" if ranked else ""
        moved_zh, moved_en = ("升", "rise") if up else ("降", "fall")
        told_zh = f"{zh}，{self.deed.zh}，{dimension}得分却由 {self.before} {moved_zh}至 {self.after}"
        told_en = f"{en}: {self.deed.en}, and its {of} would {moved_en} from {self.before} to {self.after}"
        return told_zh + rank_zh, told_en + rank_en

    def _where(self, kinds: Kinds) -> tuple[str, str]:
        """A department that exists is known; an imagined one is told with its record."""
        if self.unit.department:
            return f"“{self.unit.zh}”", self.unit.en
        record = [(kinds[code], exact(count.quantity)) for code, count in self.counts.items() if count.quantity]
        zh = "、".join(f"{happening.zh(kind)} {quantity}" for kind, quantity in record)
        en = ", ".join(f"{happening.en(kind)} {quantity}" for kind, quantity in record)
        return f"{self.unit.zh}（{zh or '无其他记录'}）", f"{self.unit.en} ({en or 'nothing else on record'})"


def counterexample(policy: Policy, kinds: Kinds, doubts: Sequence[Doubt], cases: Iterable[Case]) -> Example | None:
    """The first that is found, among what the doubts are about; None when none is found within `MOST` scorecards."""
    doubted = {doubt.part for doubt in doubts}
    about = [d for d in policy.dimensions if any(part.partition("/")[0] == d.id for part in doubted)]
    read = {
        kind for d in about for rule in d.rules if {d.id, f"{d.id}/{rule.id}"} & doubted for kind in rule.reads()
    }  # fmt: skip
    near = {kind for d in about for rule in d.rules for kind in rule.reads()}
    tried = [deed for deed in deeds(policy, kinds) if near & deed.changes.keys()]
    tried.sort(key=lambda deed: not read & deed.changes.keys())
    for case in cases:
        for unit in case.units:
            for deed in tried:
                found = _turned(policy, case.quarter, unit, case.counts.get(unit.department, {}), deed)
                if found is not None:
                    return _ranked(policy, case, found)
    return _imagined(policy, kinds, about, tried)


# -- an imagined department -------------------------------------------------------------------------------------------

QUARTER = Quarter(2026, 3)
MOST = 2000
"""Scorecards that are made before the search gives up: a few seconds."""

Amounts = dict[str, int]
"""What is on record: blame and merit by kind, and what is owed and still open."""


def _imagined(policy: Policy, kinds: Kinds, about: Sequence[Dimension], tried: Sequence[Deed]) -> Example | None:
    for n, (unit, amounts, deed) in enumerate(_situations(policy, kinds, about, tried)):
        if n > MOST:
            return None
        found = _shown(policy, kinds, unit, amounts, deed)
        if found is not None:
            return _simplest(policy, kinds, unit, amounts, deed) or found
    return None


def _shown(policy: Policy, kinds: Kinds, unit: Unit, amounts: Amounts, deed: Deed | None) -> Example | None:
    counts = _counts(amounts, kinds)
    return _turned(policy, QUARTER, unit, counts, deed) if deed else _earned(policy, unit, counts)


def _simplest(policy: Policy, kinds: Kinds, unit: Unit, amounts: Amounts, deed: Deed | None) -> Example | None:
    """With as little on record as still shows it."""
    least = dict(amounts)
    for code in amounts:
        for fewer in (0, 1, 2, 3, 10):
            if fewer < least[code] and _shown(policy, kinds, unit, least | {code: fewer}, deed):
                least[code] = fewer
                break
    return _shown(policy, kinds, unit, least, deed)


def _situations(
    policy: Policy, kinds: Kinds, about: Sequence[Dimension], tried: Sequence[Deed]
) -> Iterator[tuple[Unit, Amounts, Deed | None]]:
    """The likeliest to show it first."""
    for unit in _UNITS:
        for d in about:
            if d.debts or d.quotas:
                yield unit, dict.fromkeys(d.debts, 1), None
        for d, outside, elsewhere in product(about, ((0, 1), (9, 0)), ((3, 0), (0, 0), (0, 3), (200, 0))):
            before = _before(policy, kinds, d, outside, elsewhere)
            yield from ((unit, before, deed) for deed in tried if deed.debt in d.debts)
        for merit, blame, elsewhere in product((0, 3, 200), (0, 9), _ELSEWHERE):
            for deed in tried:
                mine = [d for d in policy.dimensions if any(deed.changes.keys() & set(r.reads()) for r in d.rules)]
                amounts: Amounts = {}
                for d in policy.dimensions:
                    amounts |= _usual(d, kinds, (merit, blame) if d in mine else elsewhere)
                own = [code for code in deed.changes if kinds[code].sign != "owed"]
                for some in product(*(_edges(policy, code) for code in own)):
                    yield unit, amounts | dict(zip(own, some, strict=True)), deed


_DAYS = QUARTER.days
_UNITS = (
    Unit("", "一个四人的部门", "A department of four people", 4 * _DAYS, _DAYS, _DAYS),
    Unit("", "一个本季只存在 25 天的四人部门", "A department of four that existed for 25 days", 100, 25, _DAYS),
    Unit("", "一个四十人的部门", "A department of forty people", 40 * _DAYS, _DAYS, _DAYS),
    Unit("", "一个三人的部门", "A department of three people", 3 * _DAYS, _DAYS, _DAYS),
)
_ELSEWHERE = ((3, 0), (0, 0), (0, 3), (200, 0), (0, 200))
"""Merit and blame of each kind in the other dimensions."""


def _before(policy: Policy, kinds: Kinds, d: Dimension, mine: tuple[int, int], elsewhere: tuple[int, int]) -> Amounts:
    """Praise or blame that a dimension counts, before anything is due in it."""
    found: Amounts = {}
    for other in policy.dimensions:
        found |= _usual(other, kinds, elsewhere)
    return found | {code: 0 if kinds[code].debt in d.debts else n for code, n in _usual(d, kinds, mine).items()}


def _usual(d: Dimension, kinds: Kinds, merit_and_blame: tuple[int, int]) -> Amounts:
    read = dict.fromkeys(kind for rule in d.rules for kind in rule.reads())
    much = dict(zip(("favourable", "adverse"), merit_and_blame, strict=True))
    return {code: much[sign] for code in read if (sign := kinds[code].sign) in much}


def _edges(policy: Policy, code: str) -> list[int]:
    """Numbers around which a rule changes its mind: none, its allowance, its limit, its target."""
    found = {0, 1}
    for rule in (rule for d in policy.dimensions for rule in d.rules if code in rule.reads()):
        if isinstance(rule, PointsRule | PerHeadRule):
            found |= {int(rule.free), int(rule.free) + 1}
            if rule.limit and rule.points:
                found.add(int(rule.limit / abs(rule.points) + rule.free) + 1)
        if isinstance(rule, QuotaRule):
            found |= {int(rule.target), int(rule.target) + 1}
    return sorted(found)


def _counts(amounts: Amounts, kinds: Kinds) -> dict[str, Count]:
    """What was done or missed was owed as well."""
    found: Amounts = {}
    for code, amount in amounts.items():
        found[code] = found.get(code, 0) + amount
        if kinds[code].debt:
            found[kinds[code].debt] = found.get(kinds[code].debt, 0) + amount
    return {code: Count(amount * SCALE) for code, amount in found.items() if amount}


# -- on a scorecard ---------------------------------------------------------------------------------------------------


def _turned(policy: Policy, quarter: Quarter, unit: Unit, counts: Counts, deed: Deed) -> Example | None:
    """The deed moved a score the wrong way."""
    if not deed.possible(counts):
        return None
    was = score(quarter, unit, counts, policy, "-")
    now = score(quarter, unit, deed.after(counts), policy, "-")
    for part, zh, before, after in _scores(was, now):
        if after > before if deed.sign == "adverse" else after < before:
            return Example(deed, unit, counts, part, zh, before, after)
    return None


def _scores(was: Scorecard, now: Scorecard) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """The score and each dimension's, where there is one before and after."""
    if was.score is not None and now.score is not None:
        yield "score", "", was.score, now.score
    for a, b in zip(was.dimensions, now.dimensions, strict=True):
        if a.score is not None and b.score is not None:
            yield a.dimension, f"“{a.zh}”", a.score, b.score


def _ranked(policy: Policy, case: Case, found: Example) -> Example:
    if len(case.units) < 2 or found.part != "score":
        return found
    scores = {u.department: score(case.quarter, u, case.counts.get(u.department, {}), policy, "-").score
              for u in case.units}  # fmt: skip
    id = found.unit.department
    before, after = ranks(scores), ranks(scores | {id: found.after})
    return Example(
        found.deed,
        found.unit,
        found.counts,
        found.part,
        found.part_zh,
        found.before,
        found.after,
        before[id],
        after[id],
    )


def _earned(policy: Policy, unit: Unit, counts: Counts) -> Example | None:
    """Points for a duty of which nothing was done."""
    found = score(QUARTER, unit, counts, policy, "-")
    for d, result in zip(policy.dimensions, found.dimensions, strict=True):
        if (d.debts or d.quotas) and result.score is not None and result.score > d.floor:
            return Example(None, unit, counts, d.id, f"“{d.zh}”", result.score, result.score)
    return None
