"""Who sees the title and the content of a document: its class decides, by the organ's own lists (B11.1).

A list names posts, `everyone`, or `concerned`; each procedure says whom its documents concern.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from services.directory.organ import picture
from services.documents.incoming.document import SECRECY
from services.kernel.context import Context

TITLE, CONTENT = "title", "content"
WITHHELD_ZH = "（按密级不予显示）"


@dataclass
class Sight:
    """What one caller may see, in one transaction, of a register with the columns `id` and `secrecy`."""

    ctx: Context
    posts: frozenset[str]
    """Those that the caller holds or stands in for."""
    table: Table
    concerned: ColumnElement[bool]
    """Of a row: whether it concerns the caller."""
    known: dict[str, bool] = field(default_factory=dict[str, bool])
    """Whether the caller is concerned with a document, by its id."""

    def learn(self, rows: Iterable[Any]) -> None:
        """Finds out for all these documents at once whom they concern."""
        asked = [row.id for row in rows if row.id not in self.known]
        if not asked:
            return
        id = self.table.c.id
        found = {row[0] for row in self.ctx.rows(select(id).where(self.concerned, id.in_(asked)))}
        self.known |= {one: one in found for one in asked}

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
        c = self.table.c.secrecy
        return or_(c.in_(freely), and_(c.in_(if_concerned), self.concerned))

    def _allowed(self, what: str, secrecy: str) -> tuple[str, ...]:
        name = f"incoming.{what}_of_{secrecy.replace('-', '_')}"
        return self.ctx.rules.value(name, self.ctx.today, tuple)


def acting_posts(ctx: Context) -> frozenset[str]:
    """The posts that the caller holds or stands in for."""
    organ, caller, today = picture(ctx), ctx.caller, ctx.today
    return frozenset((*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today)))


def readable_title(view: Any) -> str:
    """Of a view that says what it withholds."""
    return WITHHELD_ZH if TITLE in view.withheld else str(view.title)
