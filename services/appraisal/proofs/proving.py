"""Derives a published grade again, step by step, from what it was published with: positions, policy, directory."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

from services.appraisal.facts import ledger
from services.appraisal.facts.tables import facts
from services.appraisal.policy.handlers import by_number
from services.appraisal.policy.model import Policy
from services.appraisal.proofs.code import code_of
from services.appraisal.proofs.paper import GradeProof, SourceSeal
from services.appraisal.quarter import Quarter
from services.appraisal.quarters import looking
from services.appraisal.quarters.events import GradesPublished, ProposedLine
from services.appraisal.quarters.grading import digest_of, grades_of, total_of
from services.appraisal.quarters.round import CITES, QuarterRound, round_id
from services.appraisal.scorecards.knowledge import Known, facts_of, knowledge
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import ranks, score_all
from services.kernel.log.seal import Notary
from services.kernel.log.store import events
from services.kernel.procedure.bundles.part import Notes, public_of
from services.kernel.procedure.bundles.proving import InLog, ProofStep, compared
from services.kernel.procedure.context import Context
from services.kernel.refusals import NotFound

OWN = "appraisal"


class NotPublished(NotFound):
    """Only what was published can be proved: until then a score moves with the facts."""

    code = "appraisal.not-published"
    next = (
        "请在等次公布之后再出具证明；此前可打印记分卡。",
        "Prove it once the grades are published; until then the scorecard can be printed.",
    )


def published_of(ctx: Context, quarter: str) -> GradesPublished:
    """The newest publication of the quarter."""
    found = ctx.find(QuarterRound, round_id(quarter)).published
    if found is None:
        raise NotPublished("本季度等次尚未公布。", "The grades of the quarter are not published yet.", cites=CITES)
    return found


def position_of(ctx: Context, published: GradesPublished) -> int:
    """Where it stands in our log."""
    query = select(events.c.position).where(
        events.c.originator_id == published.originator_id.hex,
        events.c.originator_version == published.originator_version,
    )
    return int(ctx.tx.read(query)[0][0])


def known_of(ctx: Context, published: GradesPublished) -> Known:
    """What it was derived from, and with the policy that it names."""
    return knowledge.of(ctx, Quarter.parse(published.quarter), at=published.at)


def prove(ctx: Context, quarter: str, department: str, notes: Notes, notary: Notary) -> GradeProof:
    published = published_of(ctx, quarter)
    line = next((one for one in published.lines if one.department == department), None)
    if line is None or not line.grade:
        raise NotPublished(
            "该部门本季度没有公布等次。", "No grade of that department was published for the quarter.", cites=CITES
        )
    known, position = known_of(ctx, published), position_of(ctx, published)
    size, note = notes[-1]
    log = InLog(ctx.tx.store, OWN, [position], size, note)
    named = compared(
        "公布时写下的本日志封印与日志相符", "The seal that the publication wrote down is the log's there",
        log.seals.get(published.position, b"").hex(), published.seal,
    )  # fmt: skip
    steps = [*_derived(ctx, published, line, known), named, *log.steps(notary)]
    return GradeProof(
        quarter=quarter,
        department=department,
        number=published.number,
        published_on=published.day,
        grade=line.grade,
        total=line.total,
        rank=line.rank,
        holds=all(one.holds for one in steps),
        code=code_of(published, line),
        card=line.card,
        digest=published.digest,
        policy=published.policy_digest,
        at=published.at,
        steps=steps,
        sources=_sources(ctx, published, department, known),
        position=position,
        seal=log.rows[position].seal.hex(),
        size=size,
        root=log.root.hex(),
        path=[one.hex() for one in log.path(position)],
        note=note,
        key=public_of(notary),
    )


# -- from facts to the grade ------------------------------------------------------------------------------------------


def _derived(ctx: Context, published: GradesPublished, line: ProposedLine, known: Known) -> Iterator[ProofStep]:
    _, policy, _ = by_number(ctx.tx, known.basis.policy)
    yield compared(
        "考核办法的内容与公布所依的摘要一致", "The policy's content is that of the digest it was published with",
        policy.digest(), published.policy_digest,
    )  # fmt: skip
    cards = {card.department: card for card in score_all(known.quarter, known.units, known.counts, policy)}
    card = cards.get(line.department)
    yield compared(
        "依事实、办法和当时机构重新推算的记分卡与公布的一致",
        "The scorecard derived again from facts, policy and directory is the one published",
        card.digest() if card else "", line.card,
    )  # fmt: skip
    yield from _graded(ctx, published, line, cards, policy)
    made = digest_of(published.quarter, published.at, published.policy_digest, published.lines)
    yield compared(
        "公布的各部门等次与党组表决所依的摘要一致",
        "The grades of all departments are those of the digest that the Party group voted on",
        made, published.digest,
    )  # fmt: skip


def _graded(
    ctx: Context, published: GradesPublished, line: ProposedLine, cards: dict[str, Scorecard], policy: Policy
) -> Iterator[ProofStep]:
    """Among all departments: a rank and a quota are nobody's own."""
    terms = looking.terms(ctx, Quarter.parse(published.quarter))
    totals: dict[str, Decimal] = {}
    for one in published.lines:
        card = cards.get(one.department)
        total = total_of(card.score if card else None, one.evaluation, one.leaders, terms, policy.places)
        if card is not None and total is not None and card.open_days >= terms.least_days:
            totals[one.department] = total
    yield compared(
        "由记分卡、测评和领导加减分算出的综合得分与公布的一致",
        "The total of scorecard, evaluation and leaders' points is the one published",
        str(totals.get(line.department)), str(line.total),
    )  # fmt: skip
    yield compared(
        "名次与公布的一致", "The rank is the one published",
        str(ranks(totals).get(line.department)), str(line.rank),
    )  # fmt: skip
    grade = grades_of(totals, policy.grades).get(line.department, ("", ""))[0]
    yield compared(
        "按分数线和比例评定的等次与公布的一致" + ("（党组修改前）" if line.was else ""),
        "The grade by bounds and quota is the one published" + (", before it was amended" if line.was else ""),
        grade, line.was or line.grade,
    )  # fmt: skip


def _sources(ctx: Context, published: GradesPublished, department: str, known: Known) -> list[SourceSeal]:
    counted = ctx.tx.read(
        select(facts.c.source, func.count())
        .where(
            facts.c.quarter == published.quarter,
            facts.c.department == department,
            ledger.until(facts_of(known.basis.positions)),
        )
        .group_by(facts.c.source)
    )
    numbers = {source: int(number) for source, number in counted}
    found = [
        SourceSeal(source=one.source, position=one.position, seal=one.seal, facts=numbers.get(one.source, 0))
        for one in published.seals
    ]
    return [*found, SourceSeal(source=OWN, position=published.position, seal=published.seal, facts=0)]
