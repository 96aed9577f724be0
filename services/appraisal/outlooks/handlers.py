"""Scores a department as if one more deed were done; deeds are those a policy is proved with (`policy/deeds.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from services.appraisal.facts.meanings import KINDS
from services.appraisal.outlooks import operations as ops
from services.appraisal.policy.deeds import Deed, deeds
from services.appraisal.policy.model import Policy, RatioRule
from services.appraisal.policy.policy_book import UnknownFactKind
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.handlers import card_of
from services.appraisal.scorecards.knowledge import Known, knowledge
from services.appraisal.scorecards.scoring import Count, Counts, Unit, ranks, score, score_all
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.facts import SCALE, plain_name

procedure = Procedure("outlooks", zh="提升空间", en="Outlooks")
NONE = Count(0)
Told = tuple[str, str, str, int, bool, Mapping[str, int]]
"""Chinese, English, kind, number, whether it is owed already, and the change of quantities in thousandths."""


@procedure.handles(ops.WeighDeeds)
def weigh_deeds(op: ops.WeighDeeds, ctx: Context) -> ops.OutlookView:
    known = knowledge.of(ctx, Quarter.parse(op.quarter))
    now = card_of(known, op.department)
    unit = next(one for one in known.units if one.department == op.department)
    counts = known.counts.get(op.department, {})
    scores = {card.department: card.score for card in score_all(known.quarter, known.units, known.counts, known.policy)}

    def weighed(told: Told) -> ops.Prospect:
        zh, en, kind, number, owed, changes = told
        then = _scored(known, unit, _after(counts, changes))
        return ops.Prospect(
            zh=zh, en=en, kind=kind, number=number, owed=owed, score=then,
            gain=(then or Decimal(0)) - (now.score or Decimal(0)),
            rank=ranks(scores | {op.department: then}).get(op.department),
        )  # fmt: skip

    owed = [_owed(kind, number) for kind, number in sorted(_summed(op.owed, known.policy).items())]
    due = {dimension.dimension for dimension in now.dimensions if dimension.due}
    items = [weighed(told) for told in (*owed, *_possible(known.policy, due, counts))]
    return ops.OutlookView(
        quarter=op.quarter,
        department=op.department,
        score=now.score,
        rank=ranks(scores).get(op.department),
        items=sorted((one for one in items if one.gain > 0), key=lambda one: (-one.gain, one.kind, not one.owed)),
        together=weighed(_all_of(owed)) if len(owed) > 1 else None,
    )


def _scored(known: Known, unit: Unit, counts: Counts) -> Decimal | None:
    return score(known.quarter, unit, counts, known.policy, known.basis.policy_digest).score


def _after(counts: Counts, changes: Mapping[str, int]) -> dict[str, Count]:
    return dict(counts) | {
        kind: Count(counts.get(kind, NONE).quantity + change) for kind, change in changes.items()
    }  # fmt: skip


def _summed(owed: Sequence[ops.OpenDebt], policy: Policy) -> Counter[str]:
    """By kind, without what the policy does not count."""
    unknown = sorted({one.kind for one in owed} - KINDS.keys())
    if unknown:
        raise UnknownFactKind(
            f"没有这种事实：{'、'.join(unknown)}。", f"There are no facts of this kind: {', '.join(unknown)}.",
            fields=[{"field": "owed", "unknown": unknown}],
        )  # fmt: skip
    found: Counter[str] = Counter()
    for one in owed:
        if one.kind in policy.reads():
            found[one.kind] += one.number
    return found


def _owed(kind: str, number: int) -> Told:
    """Done in time: what was due comes with what became of it."""
    zh, en = plain_name(KINDS[kind])
    changes = {code: number * SCALE for code in (kind, KINDS[kind].debt) if code}
    return (
        f"已应办的 {number} 项按期完成，计入“{zh}”", f"{number} owed already, done in time: “{en}”", kind, number, True,
        changes,
    )  # fmt: skip


def _all_of(owed: Sequence[Told]) -> Told:
    changes: Counter[str] = Counter()
    for told in owed:
        changes.update(told[5])
    number = sum(told[3] for told in owed)
    return f"已应办的 {number} 项全部按期完成", f"all {number} owed already, done in time", "", number, True, changes


def _possible(policy: Policy, due: Collection[str], counts: Counts) -> Iterator[Told]:
    """One more of each merit, and one of each breach made good."""
    for deed in deeds(policy, KINDS):
        if deed.sign == "favourable" and deed.possible(counts):
            told = _told(policy, due, deed, counts)
            if told is not None:
                yield told


def _told(policy: Policy, due: Collection[str], deed: Deed, counts: Counts) -> Told | None:
    """None of what the department cannot bring about: that something more is owed, or that a day which has passed was
    attended. The first of a share that is owed at all times stands for all of it."""
    kind = next(code for code in deed.changes if KINDS[code].sign != "owed" and deed.changes[code] > 0)
    debt = KINDS[kind].debt
    if KINDS[kind].settles in deed.changes:
        return deed.zh, deed.en, kind, 1, False, deed.changes
    if not debt:
        return deed.zh, deed.en, kind, 1, False, deed.changes
    share = _share_of(policy, due, kind)
    if debt not in deed.changes or share is None or counts.get(debt, NONE).quantity > 0:
        return None
    return (
        f"“{share.zh}”开始有记录，且全部完成", f"“{share.en}” comes to be on record, and all of it is done", kind, 1,
        False, deed.changes,
    )  # fmt: skip


def _share_of(policy: Policy, due: Collection[str], kind: str) -> RatioRule | None:
    rules = (rule for dimension in policy.dimensions if dimension.id in due for rule in dimension.rules)
    return next((rule for rule in rules if isinstance(rule, RatioRule) and rule.numerator == kind), None)
