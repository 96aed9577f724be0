"""Carries out what may be done with facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.appraisal.facts.meanings import KINDS, SOURCES
from services.appraisal.facts.operations import (
    DifferenceView,
    FactView,
    ListFacts,
    RebuildFacts,
    RebuildView,
    TableName,
)
from services.appraisal.facts.rebuild import Difference, pulled, rebuild
from services.appraisal.facts.tables import facts
from services.kernel.domain.who import AUDITOR
from services.kernel.log.transaction import moment
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.facts import exact

procedure = Procedure("facts", zh="事实台账", en="Facts")


@procedure.handles(ListFacts)
def list_facts(op: ListFacts, ctx: Context) -> Page[FactView]:
    query = select(facts)
    for column, wanted in (
        (facts.c.quarter, op.quarter),
        (facts.c.person, op.person),
        (facts.c.department, op.department),
        (facts.c.kind, op.kind),
        (facts.c.source, op.source),
        (facts.c.position, op.position),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, [facts.c.day, facts.c.source, facts.c.position, facts.c.n], op.after, op.limit)
    return Page[FactView](items=[fact_view(row) for row in rows], next=following)


def fact_view(row: Any) -> FactView:
    kind = KINDS[row.kind]
    return FactView(
        source=row.source,
        position=row.position,
        n=row.n,
        quarter=row.quarter,
        department=row.department,
        person=row.person,
        kind=row.kind,
        zh=kind.zh,
        en=kind.en,
        quantity=exact(row.quantity),
        day=row.day,
        recorded=moment(row.recorded_at),
        cites=row.cites.split(),
        aggregate=row.aggregate,
    )


@procedure.handles_long(RebuildFacts)
def rebuild_facts(op: RebuildFacts, ctx: LongContext) -> RebuildView:
    """Sources are asked the way the inbox asks for what it missed; one that does not answer now refuses the rebuild."""
    sources = {source: pulled(inbox.pull) for source, inbox in ctx.app.inboxes.items() if source in SOURCES}
    sees_values = ctx.admitted.standing.post == AUDITOR.code
    made = rebuild(ctx.app, sources, progress=ctx.progress)
    return RebuildView(
        positions=dict(made.positions),
        events=made.events,
        facts=made.facts,
        equal=made.equal,
        differences=[_difference(found, sees_values) for found in made.differences],
    )


def _difference(found: Difference, sees_values: bool) -> DifferenceView:
    live, rebuilt = (found.live, found.rebuilt) if sees_values else (None, None)
    return DifferenceView(
        table=TableName(found.table),
        key=list(found.key),
        live=None if live is None else list(live),
        rebuilt=None if rebuilt is None else list(rebuilt),
    )
