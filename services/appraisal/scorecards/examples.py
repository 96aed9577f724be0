"""Worked examples of a policy: what becomes of scorecards when people and departments come, go and merge (A33, A34).

Imagined departments of four people with the same small record each, scored as every department is.
"""

from __future__ import annotations

from services.appraisal.policy.model import PerHeadRule, Policy, QuotaRule, RatioRule
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import WorkedExample
from services.appraisal.scorecards.scoring import Count, Unit, score
from services.kernel.rules.facts import SCALE

PEOPLE = 4
GONE = 25
"""Days of the quarter after which something changes."""


def worked_examples(policy: Policy, quarter: Quarter) -> list[WorkedExample]:
    whole, rest = quarter.days, quarter.days - GONE
    all_ = PEOPLE * whole
    made = [
        ("unchanged", "全季不变", "Nothing changes",
         "四人的部门，全季在册：平均人数为整数，指标为全额。",
         "A department of four throughout: the mean strength is whole, and so are the targets.",
         [_unit("甲", "A", all_, whole, whole)]),
        ("joined", "人员到任", "Somebody joins",
         f"第 {GONE + 1} 天有一人到任：平均人数按在册人天计，按人均计算的扣分随之变小；部门指标不变。",
         (f"One more joins on day {GONE + 1}: the mean strength counts person-days, less is taken per head; "
          "the department's targets stay."),
         [_unit("甲", "A", all_ + rest, whole, whole)]),
        ("moved", "人员调动", "Somebody moves",
         f"一人满 {GONE} 天后由甲调到乙：人天分属两部门；调动前的事实留在甲，调动后的归乙。",
         f"One moves from A to B after {GONE} days: the person-days are divided; facts from before stay with A.",
         [_unit("甲", "A", all_ - rest, whole, whole), _unit("乙", "B", all_ + rest, whole, whole)]),
        ("opened", "新设部门", "A department is opened",
         f"本季最后 {GONE} 天才设立：指标按存续天数折算，比率照常计算。",
         f"It exists for the last {GONE} days alone: it owes that part of each target; shares are as they are.",
         [_unit("甲", "A", PEOPLE * GONE, GONE, whole)]),
        ("merged", "部门合并", "A department is merged into another",
         f"甲满 {GONE} 天后并入乙：甲就其存续的 {GONE} 天单独计分；其人员此后计入乙的平均人数，此前的事实不转移。",
         (f"A becomes part of B after {GONE} days: A is scored for these days; its people count for B then, and what A "
          "did before is not passed on."),
         [_unit("甲", "A", PEOPLE * GONE, GONE, whole), _unit("乙", "B", all_ + PEOPLE * rest, whole, whole)]),
        ("dissolved", "部门撤销", "A department is dissolved",
         f"甲满 {GONE} 天后撤销，人员离任：就其存续的 {GONE} 天计分，指标折算，不影响其他部门。",
         (f"A is dissolved after {GONE} days and its people leave: it is scored for these days, and nobody else is "
          "touched."),
         [_unit("甲", "A", PEOPLE * GONE, GONE, whole)]),
    ]  # fmt: skip
    record = _record(policy)
    return [
        WorkedExample(
            id=id, zh=zh, en=en, told_zh=told_zh, told_en=told_en,
            cards=[score(quarter, unit, record, policy) for unit in units],
        )
        for id, zh, en, told_zh, told_en, units in made
    ]  # fmt: skip


def _unit(zh: str, en: str, person_days: int, open_days: int, days: int) -> Unit:
    return Unit(en.lower(), f"{zh}部门", f"Department {en}", person_days, open_days, days)


def _record(policy: Policy) -> dict[str, Count]:
    """Nine of ten of what is owed, one of each that has a target, and three of each that is taken per head."""
    found: dict[str, Count] = {}
    for rule in (rule for d in policy.dimensions for rule in d.rules):
        match rule:
            case RatioRule():
                found |= {rule.denominator: Count(10 * SCALE), rule.numerator: Count(9 * SCALE)}
            case QuotaRule():
                found[rule.fact] = Count(SCALE)
            case PerHeadRule():
                found[rule.fact] = Count(3 * SCALE)
            case _:
                pass
    return found
