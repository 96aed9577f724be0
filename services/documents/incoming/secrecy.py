"""Whom an incoming document concerns: whoever registered, brought, proposed or instructed it, carries a task of it out,
was given it to read, or is the leader it is with (B11.1)."""

from __future__ import annotations

from sqlalchemy import exists, false, or_

from services.documents.circulation.register import readers
from services.documents.incoming.register import concerned, incoming
from services.documents.secrecy import CONTENT, TITLE, Sight, acting_posts
from services.kernel.context import Context

__all__ = ["CONTENT", "TITLE", "Sight", "sight"]


def sight(ctx: Context) -> Sight:
    """Looked up for each document: whoever enters them all is concerned with every one."""
    person, posts, document = ctx.caller, acting_posts(ctx), incoming.c.id
    own = exists().where(concerned.c.document == document, concerned.c.person == person)
    read = exists().where(readers.c.document == document, readers.c.person == person, readers.c.status != "removed")
    leads = or_(incoming.c.leader_post.in_(posts), incoming.c.waits_for.in_(posts))
    known = or_(own, read, leads if posts else false())
    return Sight(ctx, posts, incoming, known)
