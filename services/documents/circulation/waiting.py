"""The copies that lie with readers, among what waits for them. Their reminders are the circulation's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, tuple_

from services.documents.circulation.register import readers
from services.documents.incoming.register import incoming
from services.documents.incoming.secrecy import CONTENT, TITLE, sight
from services.documents.waiting.sources import Said, Source, lying
from services.kernel.context import Context

KIND = "circulation"
r = readers.c


def said(ctx: Context, rows: Sequence[Any]) -> list[Said]:
    ids = [row.id for row in rows]
    documents = {row.id: row for row in ctx.rows(select(incoming).where(incoming.c.id.in_(ids)))}
    pairs = [(row.id, row.person) for row in rows]
    parts = select(r.document, r.person, r.why).where(tuple_(r.document, r.person).in_(pairs))
    why = {(row.document, row.person): row.why for row in ctx.rows(parts)}
    may = sight(ctx)
    may.learn(documents.values())
    found = []
    for pair in pairs:
        document = documents[pair[0]]
        withheld = may.withheld(document)
        found.append(
            Said("" if TITLE in withheld else document.title, "" if CONTENT in withheld else why[pair], withheld)
        )
    return found


LYING = Source(
    KIND,
    lying(
        KIND,
        readers.join(incoming, incoming.c.id == r.document),
        id=r.document,
        number=incoming.c.number,
        urgency=r.urgency,
        step=r.status,
        person=r.person,
        since=r.since,
        urged=r.urged,
        urged_on=r.urged_on,
    ).where(r.held.is_(True)),
    said,
)
