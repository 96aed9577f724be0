"""What of an incoming document waits for a post: the director's proposal (拟办), a leader's instruction (批示)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, select

from services.documents.halfdays import Slot
from services.documents.incoming.document import PROPOSED, REGISTERED, IncomingDocument
from services.documents.incoming.register import incoming, instructions
from services.documents.incoming.secrecy import CONTENT, TITLE, sight
from services.documents.waiting.sources import Holder, Said, Source, lying
from services.kernel.context import Context

KIND = "incoming"
i = incoming.c


def said(ctx: Context, rows: Sequence[Any]) -> list[Said]:
    """It was sent on with the proposal, or with the instruction that refers it further."""
    ids = [row.id for row in rows]
    documents = {row.id: row for row in ctx.rows(select(incoming).where(i.id.in_(ids)))}
    may = sight(ctx)
    may.learn(documents.values())
    w = instructions.c
    wordings = select(instructions).where(w.document.in_(ids)).order_by(w.instruction, w.revision)
    last = {row.document: row.text for row in ctx.rows(wordings)}
    found = []
    for id in ids:
        document = documents[id]
        withheld = may.withheld(document)
        why = document.proposal if document.status == PROPOSED else last.get(id, "")
        title = "" if TITLE in withheld else document.title
        found.append(Said(title, "" if CONTENT in withheld else why, withheld))
    return found


def urge(ctx: Context, row: Any, holder: Holder, following: Slot) -> None:
    document = ctx.find(IncomingDocument, UUID(hex=row.id))
    document.urge(ctx.act, person=holder.person, deputy=holder.deputy, following=following)
    ctx.save(document)


LYING = Source(
    KIND,
    lying(
        KIND,
        incoming,
        id=i.id,
        number=i.number,
        urgency=i.urgency,
        step=case((i.status == REGISTERED, "proposal"), else_="instruction"),
        post=i.waits_for,
        since=i.waits_since,
        urged=i.urged,
        urged_on=i.urged_on,
    ).where(i.waits_for > ""),
    said,
    incoming,
    urge,
)
