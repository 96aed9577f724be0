"""Answers the scorecard questions. Only queries: a scorecard is derived each time, never stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import and_, func, select

from services.appraisal.facts import ledger
from services.appraisal.facts.handlers import fact_view
from services.appraisal.facts.meanings import KINDS, SOURCES
from services.appraisal.facts.tables import facts
from services.appraisal.policy.handlers import KNOWN_KINDS, NoPolicyInForce, governing, named, numbered
from services.appraisal.policy.model import Policy
from services.appraisal.policy.policy_book import check
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.building import steps_of
from services.appraisal.scorecards.examples import worked_examples
from services.appraisal.scorecards.export import workbook_of
from services.appraisal.scorecards.knowledge import DIRECTORY, Known, knowledge
from services.appraisal.scorecards.laying import comparison_on_paper, scorecard_on_paper
from services.appraisal.scorecards.operations import (
    DepartmentView,
    DimensionView,
    ExamplesView,
    ExplainDimension,
    ExplainRule,
    Explanation,
    ExportScorecards,
    GetScorecard,
    ListQuarters,
    ListScorecards,
    Placed,
    PrintComparison,
    PrintScorecard,
    QuarterLine,
    QuarterLines,
    QuarterView,
    ShowExamples,
    TrialLine,
    TrialQuarter,
    TrialView,
    TryDraft,
    TryPolicy,
)
from services.appraisal.scorecards.reasons import why, would_count
from services.appraisal.scorecards.replaying import derived
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import ranks, score, score_all
from services.appraisal.scorecards.units import counts_of, units_of
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import WORKBOOK, File
from services.kernel.procedure.paging import page
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import NotFound

procedure = Procedure("scorecards", zh="季度记分卡", en="Scorecards")
procedure.derives.append(derived)


class NotAppraised(NotFound):
    """The department does not exist in the quarter, or its kind is not appraised (A33)."""

    code = "appraisal.not-appraised"
    next = ("请从该季度被考核单位名单中选择部门。", "Choose one of the departments appraised in that quarter.")


@procedure.handles(ListQuarters)
def list_quarters(op: ListQuarters, ctx: Context) -> QuarterLines:
    running = str(Quarter.of(ctx.today))
    return QuarterLines(
        items=[
            QuarterLine(
                quarter=code, departments=_appraised(ctx, Quarter.parse(code)), facts=facts, running=code >= running
            )
            for code, facts in ledger.quarters(ctx.tx)
        ]
    )


def _appraised(ctx: Context, quarter: Quarter) -> int:
    """As many as the quarter has scorecards: none while no policy says whose facts count."""
    try:
        _, policy, _ = governing(ctx.tx, quarter)
    except NoPolicyInForce:
        return 0
    return len(units_of(picture(ctx), quarter, policy.appraised))


@procedure.handles(ListScorecards)
def list_scorecards(op: ListScorecards, ctx: Context) -> QuarterView:
    return _quarter_view(knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at))


def _quarter_view(known: Known) -> QuarterView:
    ranked, places = _ranked(known)
    cards = [Placed(card=card, digest=card.digest(), rank=places.get(card.department)) for card in ranked]
    return QuarterView(
        quarter=str(known.quarter),
        first_day=known.quarter.first_day,
        last_day=known.quarter.last_day,
        basis=known.basis,
        at=known.basis.vector(),
        cards=cards,
        digest=hashlib.sha256("".join(one.digest for one in cards).encode()).hexdigest(),
    )


def _ranked(known: Known) -> tuple[tuple[Scorecard, ...], dict[str, int]]:
    cards = score_all(known.quarter, known.units, known.counts, known.policy)
    return cards, ranks({card.department: card.score for card in cards})


@procedure.handles(GetScorecard)
def get_scorecard(op: GetScorecard, ctx: Context) -> DepartmentView:
    known = knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at)
    card = card_of(known, op.department)
    rank = _ranked(known)[1].get(op.department)
    return DepartmentView(
        card=card,
        digest=card.digest(),
        rank=rank,
        steps=steps_of(card, known.policy.places),
        kinds=named(known.policy.reads()),
        basis=known.basis,
        at=known.basis.vector(),
    )


def card_of(known: Known, department: str) -> Scorecard:
    for unit in known.units:
        if unit.department == department:
            return score(known.quarter, unit, known.counts.get(department, {}), known.policy)
    raise NotAppraised(
        f"{known.quarter} 的被考核单位中没有“{department}”。",
        f"{department} is not among the departments appraised for {known.quarter}.",
        cites=("A33",),
        department=department,
    )


@procedure.handles(ExplainDimension)
def explain_dimension(op: ExplainDimension, ctx: Context) -> DimensionView:
    known = knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at)
    card = card_of(known, op.department)
    result = next((d for d in card.dimensions if d.dimension == op.dimension), None)
    if result is None:
        raise NotFound(
            "该部门本季度的记分卡中没有这个维度。", "This scorecard has no such dimension.", dimension=op.dimension
        )
    return DimensionView(
        quarter=op.quarter,
        department=op.department,
        result=result,
        why=why(result, KINDS),
        would_count=list(would_count(result, KINDS)),
        basis=known.basis,
        at=known.basis.vector(),
    )


@procedure.handles(ExplainRule)
def explain_rule(op: ExplainRule, ctx: Context) -> Explanation:
    known = knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at)
    card = card_of(known, op.department)
    result = next(
        (r for d in card.dimensions if d.dimension == op.dimension for r in d.rules if r.rule == op.rule), None
    )
    if result is None:
        raise NotFound(
            "该部门本季度的记分卡中没有这条规则。",
            "This scorecard has no such rule.",
            dimension=op.dimension,
            rule=op.rule,
        )
    of_facts = {source: last for source, last in known.basis.positions.items() if source != DIRECTORY}
    behind = and_(
        facts.c.quarter == op.quarter,
        facts.c.department == op.department,
        facts.c.kind.in_([counted.kind for counted in result.counted]),
        ledger.until(of_facts),
    )
    entries = ctx.tx.read(select(facts.c.kind, func.count()).where(behind).group_by(facts.c.kind))
    rows, following = page(
        ctx, select(facts).where(behind), [facts.c.day, facts.c.source, facts.c.position, facts.c.n], op.after, op.limit
    )
    return Explanation(
        items=[fact_view(row) for row in rows],
        next=following,
        quarter=op.quarter,
        department=op.department,
        dimension=op.dimension,
        result=result,
        entries={kind: int(number) for kind, number in entries},
        basis=known.basis,
        at=known.basis.vector(),
    )


@procedure.handles(TryPolicy)
def try_policy(op: TryPolicy, ctx: Context) -> TrialView:
    check(op.policy, KNOWN_KINDS, ctx.rules.articles)
    quarters = [Quarter.parse(code) for code in dict.fromkeys(op.quarters)]
    return TrialView(
        policy_digest=op.policy.digest(), quarters=[_trial(ctx, quarter, op.policy) for quarter in quarters]
    )


@procedure.handles(TryDraft)
def try_draft(op: TryDraft, ctx: Context) -> TrialQuarter:
    return _trial(ctx, Quarter.parse(op.quarter), numbered(ctx, op.number))


@procedure.handles(ShowExamples)
def show_examples(op: ShowExamples, ctx: Context) -> ExamplesView:
    quarter = Quarter.parse(op.quarter)
    return ExamplesView(quarter=op.quarter, examples=worked_examples(numbered(ctx, op.number), quarter))


def _trial(ctx: Context, quarter: Quarter, draft: Policy) -> TrialQuarter:
    counts = counts_of(ledger.sums_now(ctx.tx, quarter))
    organ = picture(ctx)
    try:
        _, policy, _ = governing(ctx.tx, quarter)
        units = units_of(organ, quarter, policy.appraised)
        current = {card.department: card for card in score_all(quarter, units, counts, policy)}
    except NoPolicyInForce:
        current = {}
    trials = score_all(quarter, units_of(organ, quarter, draft.appraised), counts, draft)
    heads = ctx.tx.heads()
    then = ranks({card.department: card.score for card in trials})
    now = ranks({id: card.score for id, card in current.items()})
    return TrialQuarter(
        quarter=str(quarter),
        positions={source: heads.get(source, 0) for source in (*SOURCES, DIRECTORY)},
        lines=[_trial_line(card, current.get(card.department), then, now) for card in trials],
    )


def _trial_line(
    trial: Scorecard, current: Scorecard | None, then: Mapping[str, int], now: Mapping[str, int]
) -> TrialLine:
    before = current.score if current is not None else None
    return TrialLine(
        department=trial.department,
        zh=trial.zh,
        en=trial.en,
        current=current,
        trial=trial,
        difference=None if before is None or trial.score is None else trial.score - before,
        current_rank=now.get(trial.department),
        trial_rank=then.get(trial.department),
    )


@procedure.handles(ExportScorecards)
def export_scorecards(op: ExportScorecards, ctx: Context) -> File:
    known = knowledge.of(ctx, Quarter.parse(op.quarter), op.as_of, op.at)
    return File(
        name=f"scorecards-{op.quarter}.xlsx",
        media_type=WORKBOOK,
        content=workbook_of(_quarter_view(known), ctx.zone),
    )


prints(procedure, PrintScorecard, lays=scorecard_on_paper)
prints(procedure, PrintComparison, lays=comparison_on_paper)
