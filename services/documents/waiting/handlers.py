"""Lists what waits, and urges those with whom it waits: in each half-day of the cadence, once (A18, B11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, union_all

from services.directory.organ import picture
from services.documents.waiting.operations import ListWaiting, WaitingView
from services.documents.waiting.sources import SOURCES, Holder, Said, Source
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.calendar import UnknownYear
from services.kernel.rules.halfdays import Hours, Slot, after, begun, later, slot_of

procedure = Procedure("waiting", zh="待办·催办", en="Papers that wait")


@procedure.on_tick
def urge(ctx: Context) -> int:
    """What waits for a post that nobody holds is urged once somebody does."""
    try:
        hours = Hours.of(ctx.rules, ctx.today)
        now = begun(ctx.now, hours, ctx.calendar)
        if now is None:
            return 0
        due = [found for source in SOURCES for found in _due(ctx, source, hours, now)]
    except UnknownYear:
        return 0  # nobody can say which of its days are working days; the office is told to import the year
    ctx.tx.read_ahead(UUID(hex=row.id) for _, row, _ in due)
    urged = 0
    for source, row, following in due:
        holder = _holder(ctx, row.waits_for)
        if holder.person and source.urge is not None:
            source.urge(ctx, row, holder, following)
            urged += 1
    return urged


def _due(ctx: Context, source: Source, hours: Hours, now: Slot) -> list[tuple[Source, Any, Slot]]:
    """The rows of whose cadence a half-day has begun, each with the half-day of the reminder after this one."""
    if source.urged_in is None:
        return []
    t = source.urged_in.c
    waiting = select(source.urged_in).where(t.waits_for > "", or_(t.urge_on.is_(None), t.urge_on <= ctx.today))
    found = []
    for row in ctx.rows(waiting.order_by(t.waits_from, t.id)):
        every = max(1, ctx.rules.value(f"circulation.urge_every_{row.urgency}", ctx.today, int))
        if row.urge_on is None:
            came = row.waits_from.replace(tzinfo=UTC).astimezone(ctx.zone)
            slot = later(slot_of(came, hours, ctx.calendar), every, ctx.calendar)
        else:
            slot = Slot(row.urge_on, row.urge_half)
        if slot <= now:
            found.append((source, row, after(slot, now, every, ctx.calendar)))
    return found


def _holder(ctx: Context, post: str) -> Holder:
    organ = picture(ctx)
    return Holder(organ.holder(post, ctx.today), organ.deputy_for(post, ctx.today))


@procedure.handles(ListWaiting)
def list_waiting(op: ListWaiting, ctx: Context) -> Page[WaitingView]:
    organ, caller, today = picture(ctx), ctx.caller, ctx.today
    lying = union_all(*(source.lies(ctx) for source in SOURCES)).subquery("lying")
    w = lying.c
    query = select(lying)
    if op.post:
        query = query.where(w.post == op.post)
    elif not op.everybody:
        mine = [*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today)]
        query = query.where(or_(w.post.in_(mine), w.person == caller))
    rows, following = page(ctx, query, (w.since, w.kind, w.id, w.post, w.person), op.after, op.limit)
    return Page[WaitingView](items=_views(ctx, rows), next=following)


def _views(ctx: Context, rows: Sequence[Any]) -> list[WaitingView]:
    said: dict[Any, Said] = {}
    for source in SOURCES:
        own = [row for row in rows if row.kind == source.kind]
        said |= dict(zip(own, source.said(ctx, own), strict=True)) if own else {}
    views = []
    for row in rows:
        holder = _holder(ctx, row.post) if row.post else Holder(row.person, "")
        views.append(WaitingView.of(row, id=UUID(hex=row.id), **holder._asdict(), **said[row]._asdict()))
    return views
