"""Our own part of a quarter's bundle: policy, facts and scorecards beside the events, and whose events belong to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import select

from services.appraisal.ballots.events import EvaluationOpened, EvaluationVoided, SlipsSealed, SlipsWithheld
from services.appraisal.ballots.handlers import ratings
from services.appraisal.ballots.record import EvaluationRecord
from services.appraisal.ballots.round import round_id as evaluation_id
from services.appraisal.ballots.slip import COMMENTS
from services.appraisal.facts import ledger
from services.appraisal.facts.tables import facts
from services.appraisal.policy.events import PolicyAdopted, PolicyDrafted
from services.appraisal.proofs.proving import OWN, NotPublished, known_of, position_of, published_of
from services.appraisal.quarter import Quarter
from services.appraisal.quarters import looking
from services.appraisal.quarters.events import GradesPublished
from services.appraisal.quarters.round import round_id
from services.appraisal.scorecards.knowledge import DIRECTORY, Known, facts_of, knowledge
from services.appraisal.scorecards.scoring import score_all
from services.directory import events as organ
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import consumed
from services.kernel.procedure.bundles.joining import NEEDS
from services.kernel.procedure.bundles.part import line_of
from services.kernel.procedure.bundles.selection import Selection, spans_of
from services.kernel.procedure.context import Context

_OF_POLICY = PolicyDrafted.TOPIC, PolicyAdopted.TOPIC
_OF_STRENGTH = (
    organ.PersonHired.TOPIC,
    organ.PersonMoved.TOPIC,
    organ.PersonLeft.TOPIC,
    organ.DepartmentOpened.TOPIC,
    organ.DepartmentRenamed.TOPIC,
    organ.DepartmentMerged.TOPIC,
    organ.DepartmentClosed.TOPIC,
)
"""What decides which departments there were, and how many person-days each had."""
_OF_EVALUATION = EvaluationOpened.TOPIC, SlipsSealed.TOPIC, SlipsWithheld.TOPIC, EvaluationVoided.TOPIC
"""What its tallies are counted from again; who took slips is nobody's business outside."""


def quarter_part(ctx: Context, quarter: str) -> tuple[Selection, Mapping[str, Iterable[bytes]]]:
    """What of our log belongs to it, and the files beside."""
    try:
        published: GradesPublished | None = published_of(ctx, quarter)
    except NotPublished:
        published = None
    known = known_of(ctx, published) if published else knowledge.of(ctx, Quarter.parse(quarter))
    cards = score_all(known.quarter, known.units, known.counts, known.policy)
    told = _facts(ctx, known)
    return _selection(ctx, quarter, published), {
        "quarter.json": [_json(_about(ctx, known, published))],
        "policy.json": [_json(known.policy.content())],
        "facts.jsonl": (line_of(row) for row in told),
        "scorecards.jsonl": (card.canonical() + b"\n" for card in cards),
        NEEDS: [_json(_needs(ctx, known, published, told))],
    }


def _json(said: Any) -> bytes:
    """As digests are made of it."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _about(ctx: Context, known: Known, published: GradesPublished | None) -> dict[str, Any]:
    terms, rated = looking.terms(ctx, known.quarter), ratings(ctx, known.quarter.last_day)
    return {
        "quarter": str(known.quarter),
        "at": known.basis.vector(),
        "policy": known.basis.policy_digest,
        "publication": position_of(ctx, published) if published else None,
        "terms": {
            "events": str(terms.events),
            "evaluation": str(terms.evaluation),
            "leaders_limit": str(terms.leaders_limit),
            "least_days": terms.least_days,
            "ratings": {id: None if one is None else str(one) for id, one in rated.items()},
        },
    }


class _Rated(msgspec.Struct):
    department: str = ""


_rated = msgspec.json.Decoder(_Rated)


def _selection(ctx: Context, quarter: str, published: GradesPublished | None) -> Selection:
    """The round itself, every policy, the evaluation's sealed slips less the comments, and the event whose seal the
    publication wrote down."""
    stream, named = round_id(quarter).hex, published.position if published else 0
    evaluations = {evaluation_id(quarter, row.number).hex for row in ctx.rows_of(EvaluationRecord, quarter=quarter)}

    def takes(row: StoredRow) -> bool:
        if row.originator_id == stream or row.topic in _OF_POLICY or row.position == named:
            return True
        if row.originator_id not in evaluations or row.topic not in _OF_EVALUATION:
            return False
        return _rated.decode(row.state).department != COMMENTS

    return Selection("quarter", quarter, takes, stream)


def _facts(ctx: Context, known: Known) -> list[list[Any]]:
    """(source, position, n, department, kind, thousandths, day) of what a rule counts; whose it is beside that says
    nothing to a score."""
    columns = (
        facts.c.source,
        facts.c.position,
        facts.c.n,
        facts.c.department,
        facts.c.kind,
        facts.c.quantity,
        facts.c.day,
    )
    departments = [unit.department for unit in known.units]
    rows = ctx.tx.read(
        select(*columns)
        .where(
            facts.c.quarter == str(known.quarter),
            facts.c.department.in_(departments),
            facts.c.kind.in_(sorted(known.policy.reads())),
            ledger.until(facts_of(known.basis.positions)),
        )
        .order_by(facts.c.source, facts.c.position, facts.c.n)
    )
    return [[*row[:5], int(row[5]), row[6].isoformat()] for row in rows]


def _needs(ctx: Context, known: Known, published: GradesPublished | None, told: Iterable[list[Any]]) -> dict[str, str]:
    """By service, the positions of its log that belong to it."""
    wanted: dict[str, set[int]] = {}
    for source, position, *_ in told:
        wanted.setdefault(source, set()).add(position)
    for seal in published.seals if published else ():
        wanted.setdefault(seal.source, set()).add(seal.position)
    strength = ctx.tx.read(
        select(consumed.c.position).where(
            consumed.c.source == DIRECTORY,
            consumed.c.position <= known.basis.positions[DIRECTORY],
            consumed.c.topic.in_(_OF_STRENGTH),
        )
    )
    wanted.setdefault(DIRECTORY, set()).update(int(row[0]) for row in strength)
    return {source: spans_of(positions) for source, positions in sorted(wanted.items()) if source != OWN}
