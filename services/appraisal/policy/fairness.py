"""Refuses a policy under which a scorecard could be unfair, and shows how on a scorecard (A34, A35)."""

from __future__ import annotations

from collections.abc import Iterable

from services.appraisal.policy.counterexample import Case, Example, counterexample
from services.appraisal.policy.deeds import Kinds
from services.appraisal.policy.laws import Doubt, doubts, mistaken, unsaid
from services.appraisal.policy.model import Policy
from services.kernel.refusals import Invalid


class PolicyUnsaid(Invalid):
    """A rule does not say whether it blames or praises, or a dimension not when it is due."""

    code = "appraisal.policy-unsaid"
    next = (
        "请为每条规则注明扣分或得分，为每个维度注明一律计入或有应办事项时计入。",
        "Give each rule a sign, adverse or favourable, and each dimension when it is due, always or owed.",
    )


class SignMistaken(Invalid):
    """A rule says that it blames, and counts what is no blame; or the other way round."""

    code = "appraisal.policy-sign-mistaken"
    next = ("请按所计事实的性质改正规则的方向。", "Give the rule the sign of the facts that it counts.")


class LawBroken(Invalid):
    """Under this policy blame could raise a score, merit lower one, or a duty earn by nothing done."""

    code = "appraisal.policy-breaks-law"
    next = ("请按所列各处修改考核办法，再行起草。", "Change the parts that are named, and draft the policy again.")


def obey(policy: Policy, kinds: Kinds, cases: Iterable[Case], cites: tuple[str, ...]) -> None:
    """`cases` are quarters of real departments, in which a counterexample is looked for first."""
    missing = unsaid(policy)
    if missing:
        raise PolicyUnsaid(
            f"规则未注明方向，或维度未注明何时计入：{'、'.join(missing)}。",
            f"Rules without a sign, or dimensions that do not say when they are due: {', '.join(missing)}.",
            cites=cites,
            fields=[{"field": "policy", "unsaid": list(missing)}],
        )
    wrong = tuple(mistaken(policy, kinds))
    if wrong:
        raise SignMistaken(
            f"规则的方向与所计事实的性质不符：{_listed(policy, wrong)[0]}。",
            f"These rules have another sign than the facts that they count: {_listed(policy, wrong)[1]}.",
            cites=cites,
            fields=_fields(wrong),
        )
    found = doubts(policy, kinds)
    if found:
        raise _broken(policy, kinds, found, counterexample(policy, kinds, found, cases), cites)


def _broken(
    policy: Policy, kinds: Kinds, found: tuple[Doubt, ...], example: Example | None, cites: tuple[str, ...]
) -> LawBroken:
    zh_parts, en_parts = _listed(policy, found)
    if example is None:
        zh, en = "无法证明评分公平", "Fairness cannot be proved"
    else:
        zh, en = example.told(kinds)
    return LawBroken(
        f"按此办法，{zh}。请修改：{zh_parts}。",
        f"{en}. Mend {en_parts}.",
        cites=cites,
        fields=_fields(found),
        example=None if example is None else _shown(example, kinds),
    )


def _listed(policy: Policy, found: tuple[Doubt, ...]) -> tuple[str, str]:
    called = {doubt.part: _called(policy, doubt.part) for doubt in found}
    return (
        "；".join(f"“{called[doubt.part][0]}”{doubt.zh}" for doubt in found),
        "; ".join(f"“{called[doubt.part][1]}” {doubt.en}" for doubt in found),
    )


def _called(policy: Policy, part: str) -> tuple[str, str]:
    """As pages call it: a dimension, and the rule within it."""
    of, _, within = part.partition("/")
    dimension = next(one for one in policy.dimensions if one.id == of)
    named = [dimension, *(rule for rule in dimension.rules if rule.id == within)]
    return " › ".join(one.zh for one in named), " › ".join(one.en for one in named)


def _fields(found: tuple[Doubt, ...]) -> list[dict[str, str]]:
    return [{"field": "policy", "part": doubt.part, "zh": doubt.zh, "en": doubt.en} for doubt in found]


def _shown(example: Example, kinds: Kinds) -> dict[str, object]:
    deed = example.deed
    return {
        "department": example.unit.department,
        "zh": example.unit.zh,
        "en": example.unit.en,
        "record": example.record(kinds),
        "deed": None if deed is None else {"sign": deed.sign, "zh": deed.zh, "en": deed.en},
        "part": example.part,
        "before": str(example.before),
        "after": str(example.after),
        "rank_before": example.rank_before,
        "rank_after": example.rank_after,
    }
