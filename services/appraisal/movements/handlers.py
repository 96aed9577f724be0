"""Weighs event by event what moved the scores between two moments. Scores are the scorecards' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select

from services.appraisal.facts import ledger
from services.appraisal.facts.tables import facts
from services.appraisal.movements import operations as ops
from services.appraisal.policy.handlers import NoPolicyInForce, named
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.knowledge import Known, facts_of, knowledge
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import Count, Unit, ranks, score, score_all
from services.kernel.log.transaction import moment
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.facts import exact

procedure = Procedure("movements", zh="得分变动", en="Movements")
READ = 5_000
"""Rows of facts that are looked at of each source, the newest: an event seldom has more than a few dozen."""


@procedure.handles(ops.CompareMoments)
def compare_moments(op: ops.CompareMoments, ctx: Context) -> ops.MovementView:
    quarter, until = Quarter.parse(op.quarter), op.until or ctx.act.at
    since = min(op.since, until)
    now = knowledge.of(ctx, quarter)
    after = now if op.until is None else knowledge.since(ctx, quarter, until, now)
    try:
        before: Known | None = knowledge.since(ctx, quarter, since, after)
    except NoPolicyInForce:
        before = None
    events, more = _between(ctx, op, after, before)
    lines = _lines(after, before, events, op.department)
    return ops.MovementView(
        quarter=op.quarter,
        since=since,
        until=until,
        last_recorded=_last_recorded(ctx, now),
        events=len(events),
        more=more,
        lines=lines,
        kinds=named({change.kind for line in lines for cause in line.causes for change in cause.changes}),
    )


def _last_recorded(ctx: Context, now: Known) -> date:
    found = ledger.last_recorded(ctx.tx, now.quarter, facts_of(now.basis.positions))
    return now.quarter.first_day if found is None else moment(found).astimezone(ctx.zone).date()


def _between(ctx: Context, op: ops.CompareMoments, after: Known, before: Known | None) -> tuple[list[list[Any]], bool]:
    """The facts of each event that some rule counts, an event and department at a time, in the order of recording; the
    newest where they are too many. A log's positions are in that order."""
    counted: list[ColumnElement[bool]] = [facts.c.kind.in_(sorted(after.policy.reads()))]
    if op.department:
        counted.append(facts.c.department == op.department)
    low = facts_of(before.basis.positions) if before is not None else {}
    found: list[list[Any]] = []
    more = False
    for source, first, last in ledger.spans(low, facts_of(after.basis.positions)):
        where = (*ledger.within(after.quarter, source, first, last), *counted)
        rows = ctx.rows(select(facts).where(*where).order_by(facts.c.position.desc(), facts.c.n.desc()).limit(READ))
        by_event = sorted(rows, key=lambda row: (-row.position, row.department))
        events = [list(group) for _, group in groupby(by_event, lambda row: (row.position, row.department))]
        if len(rows) == READ:
            more, oldest = True, rows[-1].position
            events = [event for event in events if event[0].position != oldest]  # perhaps not the whole of it
        found += events
    found.sort(key=lambda event: (event[0].recorded_at, event[0].source, event[0].position, event[0].department))
    told = found[-op.limit :]
    return told, more or len(told) < len(found)


def _lines(after: Known, before: Known | None, events: Sequence[list[Any]], department: str) -> list[ops.Moved]:
    cards = _cards(after)
    earlier = _cards(before) if before is not None else {}
    places, were = _places(cards), _places(earlier)
    of: dict[str, list[list[Any]]] = {}
    for event in events:
        of.setdefault(event[0].department, []).append(event)
    lines = []
    for unit in after.units:
        id = unit.department
        if department in ("", id):
            was = earlier[id].score if id in earlier else None
            organ, joint, causes = _weighed(after, before, unit, was, of.get(id, []))
            now = cards[id].score
            lines.append(
                ops.Moved(
                    department=id, zh=unit.zh, en=unit.en, before=was, after=now, difference=_less(now, was),
                    rank_before=were.get(id), rank_after=places.get(id), organ=organ, earlier=joint, causes=causes,
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: (line.rank_after is None, line.rank_after or 0, line.department))


def _cards(known: Known) -> dict[str, Scorecard]:
    return {card.department: card for card in score_all(known.quarter, known.units, known.counts, known.policy)}


def _places(cards: Mapping[str, Scorecard]) -> dict[str, int]:
    return ranks({id: card.score for id, card in cards.items()})


def _less(now: Decimal | None, was: Decimal | None) -> Decimal | None:
    return None if now is None or was is None else now - was


def _weighed(
    after: Known, before: Known | None, unit: Unit, was: Decimal | None, events: Sequence[list[Any]]
) -> tuple[Decimal | None, Decimal | None, list[ops.Cause]]:
    """From what was known before, under the people and the policy known after, by one event after the other."""

    def scored(counts: Mapping[str, int]) -> Decimal | None:
        known = {kind: Count(quantity) for kind, quantity in counts.items()}
        return score(after.quarter, unit, known, after.policy, after.basis.policy_digest).score

    then = {} if before is None else _quantities(before, unit.department)
    start = scored(then)
    counts = _quantities(after, unit.department)
    for row in (row for event in events for row in event):
        counts[row.kind] = counts.get(row.kind, 0) - row.quantity
    here = scored(counts)
    joint = _less(here, start)
    causes = []
    for event in events:
        for row in event:
            counts[row.kind] = counts.get(row.kind, 0) + row.quantity
        there = scored(counts)
        causes.append(_cause(event, _less(there, here)))
        here = there
    return _less(start, was), joint, causes


def _quantities(known: Known, department: str) -> dict[str, int]:
    return {kind: count.quantity for kind, count in known.counts.get(department, {}).items()}


def _cause(event: list[Any], effect: Decimal | None) -> ops.Cause:
    first = event[0]
    net: dict[str, int] = {}
    for row in event:
        net[row.kind] = net.get(row.kind, 0) + row.quantity
    return ops.Cause(
        source=first.source,
        position=first.position,
        recorded=moment(first.recorded_at),
        day=max(row.day for row in event),
        changes=[ops.Change(kind=kind, quantity=exact(quantity)) for kind, quantity in sorted(net.items()) if quantity],
        effect=effect,
        cites=sorted({cite for row in event for cite in row.cites.split()}),
    )
