"""Who sees the title and the content of a document: its class decides, by the organ's own lists (B11.1).

A list names posts, `everyone`, or `concerned`; each procedure says whom its documents concern.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context


class Secrecy(Word):
    """The class of a document, lowest first."""

    ORDINARY = "ordinary", "普通", "ordinary"
    SECRET = "secret", "秘密", "secret"
    CONFIDENTIAL = "confidential", "机密", "confidential"
    TOP_SECRET = "top-secret", "绝密", "top secret"


class Withheld(Word):
    """What of a document its class keeps from the caller."""

    TITLE = "title", "标题", "title"
    CONTENT = "content", "内容", "content"


SECRECY = tuple(each.value for each in Secrecy)
TITLE, CONTENT = Withheld.TITLE.value, Withheld.CONTENT.value
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
        allowed = seen_by(self.ctx, what, row.secrecy)
        if "everyone" in allowed or self.posts.intersection(allowed):
            return True
        if "concerned" not in allowed:
            return False
        self.learn([row])
        return self.known[row.id]

    def withheld(self, row: Any) -> list[str]:
        return [what for what in (TITLE, CONTENT) if not self.sees(what, row)]

    def titled(self, words: str) -> list[ColumnElement[bool]]:
        """Rows whose title has each of the words, of those titles that the caller sees."""
        title = func.lower(self.table.c.title)
        return [*(title.contains(word, autoescape=True) for word in words.lower().split()), self.title_condition()]

    def title_condition(self) -> ColumnElement[bool]:
        """The same for the database: rows whose title the caller sees."""
        freely, if_concerned = [], []
        for secrecy in SECRECY:
            allowed = seen_by(self.ctx, TITLE, secrecy)
            if "everyone" in allowed or self.posts.intersection(allowed):
                freely.append(secrecy)
            elif "concerned" in allowed:
                if_concerned.append(secrecy)
        c = func.coalesce(self.table.c.secrecy, "")  # so said, no index of classes leads away from the list's own order
        return or_(c.in_(freely), and_(c.in_(if_concerned), self.concerned))


def seen_by(ctx: Context, what: str, secrecy: str) -> tuple[str, ...]:
    """The organ's list of those who see the title, or the content, of a document of this class."""
    return ctx.rules.value(f"secrecy.{what}_of_{secrecy.replace('-', '_')}", ctx.today, tuple)


def acting_posts(ctx: Context, person: str = "") -> frozenset[str]:
    """The posts that the caller (or somebody else) holds or stands in for."""
    organ, caller, today = ctx.organ, person or ctx.caller, ctx.today
    return frozenset((*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today)))


def readable_title(view: Any) -> str:
    """Of a view that says what it withholds."""
    return WITHHELD_ZH if TITLE in view.withheld else str(view.title)
