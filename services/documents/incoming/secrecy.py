"""Who sees the title and the content of a document: its class decides, by the organ's own lists (B11.1).

A list names posts, `everyone`, or `concerned`: whoever registered, brought, proposed, instructed, carries a task out,
was given it to read, or is the leader it is with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from services.directory.organ import picture
from services.documents.circulation.register import readers
from services.documents.incoming.document import SECRECY
from services.documents.incoming.register import concerned, incoming
from services.kernel.context import Context

TITLE, CONTENT = "title", "content"


@dataclass
class Sight:
    """What one caller may see, in one transaction."""

    ctx: Context
    posts: frozenset[str]
    known: dict[str, bool] = field(default_factory=dict[str, bool])
    """Whether the caller is concerned with a document, by its id."""

    def learn(self, rows: Iterable[Any]) -> None:
        """Finds out for all these documents at once whom they concern."""
        asked = [row.id for row in rows if row.id not in self.known]
        if not asked:
            return
        found = {row[0] for row in self.ctx.rows(select(incoming.c.id).where(self._concerned(), _among(asked)))}
        self.known |= {id: id in found for id in asked}

    def sees(self, what: str, row: Any) -> bool:
        allowed = self._allowed(what, row.secrecy)
        if "everyone" in allowed or self.posts.intersection(allowed):
            return True
        if "concerned" not in allowed:
            return False
        self.learn([row])
        return self.known[row.id]

    def withheld(self, row: Any) -> list[str]:
        return [what for what in (TITLE, CONTENT) if not self.sees(what, row)]

    def title_condition(self) -> ColumnElement[bool]:
        """The same for the database: rows whose title the caller sees."""
        freely, if_concerned = [], []
        for secrecy in SECRECY:
            allowed = self._allowed(TITLE, secrecy)
            if "everyone" in allowed or self.posts.intersection(allowed):
                freely.append(secrecy)
            elif "concerned" in allowed:
                if_concerned.append(secrecy)
        c = incoming.c.secrecy
        return or_(c.in_(freely), and_(c.in_(if_concerned), self._concerned()))

    def _allowed(self, what: str, secrecy: str) -> tuple[str, ...]:
        name = f"incoming.{what}_of_{secrecy.replace('-', '_')}"
        return self.ctx.rules.value(name, self.ctx.today, tuple)

    def _concerned(self) -> ColumnElement[bool]:
        person = self.ctx.caller
        own = select(concerned.c.document).where(concerned.c.person == person)
        read = select(readers.c.document).where(readers.c.person == person, readers.c.status != "removed")
        leads = or_(incoming.c.leader_post.in_(self.posts), incoming.c.waits_for.in_(self.posts))
        return or_(incoming.c.id.in_(own), incoming.c.id.in_(read), leads if self.posts else false())


def _among(ids: Iterable[str]) -> ColumnElement[bool]:
    return incoming.c.id.in_(list(ids))


def sight(ctx: Context) -> Sight:
    organ, caller, today = picture(ctx), ctx.caller, ctx.today
    return Sight(ctx, frozenset((*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today))))
