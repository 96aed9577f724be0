"""Tries, proves and shakes a policy that is only being thought of. Scores are the scorecards' own; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.appraisal.facts import ledger
from services.appraisal.facts.meanings import KINDS
from services.appraisal.policy.fairness import obey
from services.appraisal.policy.handlers import KNOWN_KINDS, NoPolicyInForce, cases, governing, numbered
from services.appraisal.policy.laws import doubts, mistaken, unsaid
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import ChangedPart
from services.appraisal.policy.parts import forked, parts
from services.appraisal.policy.policy_book import check
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import ranks, rounded, score_all
from services.appraisal.scorecards.units import counts_of, units_of
from services.appraisal.workbench import operations as ops
from services.appraisal.workbench.many import ManyScores
from services.appraisal.workbench.shaking import shaken
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("workbench", zh="试算工作台", en="Workbench")
WHOLE, STEP = Decimal(100), Decimal("0.01")
Cards = Mapping[str, Scorecard]


@procedure.handles(ops.TryChanges)
def try_changes(op: ops.TryChanges, ctx: Context) -> ops.BenchView:
    was = numbered(ctx, op.number)
    policy = _tried(op, was, ctx)
    beside = {number: numbered(ctx, number) for number in dict.fromkeys(op.beside)}
    quarters = [Quarter.parse(code) for code in dict.fromkeys(op.quarters)]
    return ops.BenchView(
        number=op.number,
        change=_changes(was, policy),
        weights=[
            ops.Weight(dimension=d.id, zh=d.zh, en=d.en, was=before.weight, weight=d.weight)
            for before, d in zip(was.dimensions, policy.dimensions, strict=True)
        ],
        doubts=_doubts(policy),
        quarters=[_quarter(ctx, quarter, policy, beside) for quarter in quarters],
    )


@procedure.handles(ops.ProveChanges)
def prove_changes(op: ops.ProveChanges, ctx: Context) -> ops.ProofView:
    policy = _tried(op, numbered(ctx, op.number), ctx)
    obey(policy, KINDS, cases(ctx, policy), op.CITES)
    return ops.ProofView(policy_digest=policy.digest())


@procedure.handles(ops.ShakeWeights)
def shake_weights(op: ops.ShakeWeights, ctx: Context) -> ops.ShakenView:
    policy = _tried(op, numbered(ctx, op.number), ctx)
    cards = _cards(ctx, Quarter.parse(op.quarter), policy)
    places = _places(cards)
    found = shaken(list(cards.values()), policy.places, op.percent, op.draws, op.seed)

    def share(times: int) -> Decimal:
        return rounded(Decimal(100 * times), Decimal(op.draws), 1)

    lines = [
        ops.ShakenLine(
            department=id, zh=card.zh, en=card.en, score=card.score, rank=places.get(id),
            best=min(found.ranks.get(id, ()), default=None), worst=max(found.ranks.get(id, ()), default=None),
            kept=share(found.ranks[id].count(places[id])) if id in places else None,
        )
        for id, card in cards.items()
    ]  # fmt: skip
    return ops.ShakenView(
        quarter=op.quarter, percent=op.percent, draws=op.draws, seed=op.seed, changed=share(found.changed),
        first_changed=share(found.first_changed),
        lines=sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.department)),
    )  # fmt: skip


# -- the policy that is tried -----------------------------------------------------------------------------------------


def _tried(op: ops.OfTrial, was: Policy, ctx: Context) -> Policy:
    change = balanced(was, op.change) if op.balance else op.change
    policy = forked(was, {}, (), change)
    check(policy, KNOWN_KINDS, ctx.rules.articles)
    return policy


def balanced(was: Policy, change: Sequence[ChangedPart]) -> list[ChangedPart]:
    """What is left of the hundred is shared among the weights that nobody set, as they were to each other, in whole
    hundredths by the largest remainder: equal ones stay within a hundredth of each other, and their order stays. Left
    as it is where there is nothing to share."""
    given = {one.part: _number(one.value) for one in change}
    names = {f"{d.id}.weight": d.weight for d in was.dimensions}
    free = {part: weight for part, weight in names.items() if part not in given and weight}
    set_ = [number for part, number in given.items() if part in names]
    left = WHOLE - sum((number for number in set_ if number is not None), Decimal(0))
    if not set_ or None in set_ or not free or left < 0:
        return list(change)
    unit = STEP * sum(free.values())
    shares = {part: left * weight // unit * STEP for part, weight in free.items()}
    rest = left - sum(shares.values())
    for part in sorted(free, key=lambda part: (left * free[part] % unit, free[part]), reverse=True):
        shares[part] += min(STEP, rest)
        rest -= min(STEP, rest)
    return [*change, *(ChangedPart(part=part, value=str(share)) for part, share in shares.items())]


def _number(text: str | None) -> Decimal | None:
    """None where it is no weight at all: the policy's own shape says so, in words."""
    try:
        found = Decimal(text or "")
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found) <= WHOLE else None


def _changes(was: Policy, policy: Policy) -> list[ChangedPart]:
    before = parts(was)
    return [
        ChangedPart(part=part, value=value)
        for part, (value, _, _) in parts(policy).items()
        if before.get(part, ("",))[0] != value
    ]


def _doubts(policy: Policy) -> list[ops.Doubtful]:
    """By the policy's shape alone, which is quick; a counterexample is looked for when it is asked for."""
    silent = [
        ops.Doubtful(part=part, zh="未注明", en="does not say") for part in unsaid(policy)
    ]  # fmt: skip
    if silent:
        return silent
    found = tuple(mistaken(policy, KINDS)) or doubts(policy, KINDS)
    return [ops.Doubtful(part=one.part, zh=one.zh, en=one.en) for one in found]


# -- on a quarter -----------------------------------------------------------------------------------------------------


def _quarter(ctx: Context, quarter: Quarter, policy: Policy, beside: Mapping[int, Policy]) -> ops.BenchQuarter:
    scores = ManyScores(quarter, picture(ctx), counts_of(ledger.sums_now(ctx.tx, quarter)))
    try:
        now = scores.under(governing(ctx.tx, quarter)[1])
    except NoPolicyInForce:
        now = {}
    trial = scores.under(policy)
    others = {number: scores.under(other) for number, other in beside.items()}
    here, there = ranks(now), ranks(trial)
    ranked = {number: ranks(found) for number, found in others.items()}
    lines = [
        ops.BenchLine(
            department=unit.department,
            zh=unit.zh,
            en=unit.en,
            score=now.get(unit.department),
            rank=here.get(unit.department),
            trial=trial[unit.department],
            trial_rank=there.get(unit.department),
            difference=_less(trial[unit.department], now.get(unit.department)),
            beside=[
                ops.Beside(number=number, score=found.get(unit.department), rank=ranked[number].get(unit.department))
                for number, found in others.items()
            ],
        )
        for unit in scores.units(policy)
    ]
    return ops.BenchQuarter(
        quarter=str(quarter),
        moved=sum(line.rank != line.trial_rank for line in lines),
        lines=sorted(lines, key=lambda line: (line.trial_rank is None, line.trial_rank or 0, line.department)),
    )


def _cards(ctx: Context, quarter: Quarter, policy: Policy) -> Cards:
    units = units_of(picture(ctx), quarter, policy.appraised)
    counts = counts_of(ledger.sums_now(ctx.tx, quarter))
    return {card.department: card for card in score_all(quarter, units, counts, policy)}


def _places(cards: Cards) -> dict[str, int]:
    return ranks({id: card.score for id, card in cards.items()})


def _less(trial: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if trial is None or now is None else trial - now
