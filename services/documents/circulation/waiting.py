"""The copies that lie with readers, among what waits for them. Their reminders are the circulation's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select, tuple_

from services.documents.circulation import operations as ops
from services.documents.circulation.record import Copy, Reader
from services.documents.circulation.states import CopyPlace, ReaderStatus
from services.documents.incoming.record import IncomingRecord
from services.documents.incoming.secrecy import CONTENT, TITLE, sight
from services.documents.waiting.sources import Papers, Said, Source, lying, on_the_desk
from services.kernel.domain.who import CLERK, Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits

KIND = Papers.CIRCULATION.value
r, i, c = Reader.columns(), IncomingRecord.columns(), Copy.columns()
_HELD = Reader.TABLE.join(IncomingRecord.TABLE, i.id == r.document)
_COPIES = Copy.TABLE.join(IncomingRecord.TABLE, i.id == c.document)


def said(ctx: Context, rows: Sequence[Any]) -> list[Said]:
    ids = [row.id for row in rows]
    documents = {row.id: row for row in ctx.rows(select(IncomingRecord.TABLE).where(i.id.in_(ids)))}
    pairs = [(row.id, row.person) for row in rows]
    parts = select(r.document, r.person, r.why, r.status).where(tuple_(r.document, r.person).in_(pairs))
    part = {(row.document, row.person): row for row in ctx.rows(parts)}
    may = sight(ctx)
    may.learn(documents.values())
    found = []
    for pair in pairs:
        document, status = documents[pair[0]], ReaderStatus(part[pair].status)
        withheld = may.withheld(document)
        title, why = document.title if TITLE not in withheld else "", part[pair].why if CONTENT not in withheld else ""
        found.append(Said(title, why, withheld, status.zh, status.en))
    return found


LYING = Source(
    KIND,
    lying(
        KIND,
        _HELD,
        id=r.document,
        number=i.number,
        urgency=r.urgency,
        step=r.status,
        person=r.person,
        since=r.since,
        urged=r.urged,
        urged_on=r.urged_on,
    ).where(r.held.is_(True)),
    said,
)


def retentions_asked(ctx: Context) -> Iterator[Waiting]:
    """Who asks to keep a copy, for the office to decide; nobody decides on their own request."""
    asked = select(r.document.label("id"), r.person, r.department, r.due, r.since, i.number).select_from(_HELD)
    rows = ctx.rows(asked.where(r.asked_until.is_not(None), r.held.is_(True), r.person != ctx.caller))
    for row, known in zip(rows, said(ctx, rows), strict=True):
        which = {"document": row.id, "person": row.person}
        yield Waiting(which, Subject(row.person, row.department), row.number, known.title, row.since, row.due)


def on_their_way(ctx: Context) -> Iterator[Waiting]:
    """Documents of which a copy was said to be given back: the clerk takes it in. Each lies there once."""
    back = select(c.document.label("id"), i.number, func.min(c.since).label("since")).select_from(_COPIES)
    rows = ctx.rows(back.where(c.place == CopyPlace.ON_THE_WAY).group_by(c.document, i.number))
    documents = {row.id: row for row in ctx.rows(select(IncomingRecord.TABLE).where(i.id.in_([r.id for r in rows])))}
    may = sight(ctx)
    may.learn(documents.values())
    for row in rows:
        title = "" if TITLE in may.withheld(documents[row.id]) else documents[row.id].title
        yield Waiting(row.id, Subject(posts=(CLERK.code,)), row.number, title, row.since)


WAITS = (
    on_the_desk(LYING, ops.PassOnDocument, ops.GetReader, which={"document": "id", "person": "person"}),
    Waits(ops.GrantRetention, ops.GetReader, retentions_asked),
    Waits(ops.ReceiveCopy, ops.GetCirculation, on_their_way, (CLERK,)),
)
