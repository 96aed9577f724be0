"""Whom an incoming document concerns: whoever registered, brought, proposed or instructed it, carries a task of it out,
was given it to read, or is the leader it is with (B11.1)."""

from __future__ import annotations

from sqlalchemy import exists, false, or_

from services.documents.circulation.record import Reader
from services.documents.circulation.states import ReaderStatus
from services.documents.incoming.record import Concerned, IncomingRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.secrecy import CONTENT, TITLE, Sight, acting_posts

__all__ = ["CONTENT", "TITLE", "Sight", "sight"]


def sight(ctx: Context) -> Sight:
    """Looked up for each document: whoever enters them all is concerned with every one."""
    i, c, r = IncomingRecord.TABLE.c, Concerned.TABLE.c, Reader.TABLE.c
    person, posts = ctx.caller, acting_posts(ctx)
    own = exists().where(c.document == i.id, c.person == person)
    read = exists().where(r.document == i.id, r.person == person, r.status != ReaderStatus.REMOVED.value)
    leads = or_(i.leader_post.in_(posts), i.waits_for.in_(posts))
    return Sight(ctx, posts, IncomingRecord.TABLE, or_(own, read, leads if posts else false()))
