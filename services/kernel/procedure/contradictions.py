"""What a bus or a source said that cannot be true, as an officer sees it. Every service has this operation.

Shown is what it called itself, never what it said: nothing of it is believed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import Field
from sqlalchemy import select, tuple_

from services.kernel.domain.events import UnknownTopic, event_class
from services.kernel.domain.words import Word
from services.kernel.log.store import contradictions
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page, PagedQuery, View
from services.kernel.procedure.record import Code
from services.kernel.refusals import Invalid

_PAGE = re.compile(r"[0-9]{1,18}/[0-9a-f]{64}")


class Contradiction(Word):
    """What is wrong with what came."""

    UNSIGNED = "unsigned", "消息没有签名", "message without a signature"
    FORGED = "forged", "消息不是来源所签，或已被改动", "message not signed by its source, or altered"
    UNREADABLE = "unreadable", "消息不是事件", "message that is no event"
    UNKNOWN_SOURCE = "unknown-source", "消息出自未订阅的来源", "message of a source that is not listened to"
    ANSWER = "answer", "补取的答复不是来源所签", "pulled answer not signed by the source"
    BEHIND = "behind", "来源落后于已接收的位置", "the source is behind what was taken in"
    REWRITTEN = "rewritten", "来源的封印链与已接收的不衔接", "the source's chain does not continue what was taken in"


class ContradictionView(View):
    """`source` is whose messages it stood among, `claimed` whose it said it was; its position is 0
    and its fact empty where it did not say."""

    source: Code = Field(title="来源 / source")
    kind: Contradiction = Field(title="矛盾 / contradiction")
    fact_zh: str = Field(title="自称的事实 / fact it claims (Chinese)")
    fact_en: str = Field(title="自称的事实(英文) / fact it claims")
    claimed: Code = Field(title="自称的来源 / source it claims")
    claimed_position: int = Field(title="自称的序号 / position it claims")
    times: int = Field(title="次数 / times")
    first_at: datetime = Field(title="首次出现 / first seen")
    last_at: datetime = Field(title="最近出现 / last seen")


class ListContradictions(PagedQuery):
    """Forged, altered or unreadable messages and sources that went back on their word, the first that came first.
    Nothing of it was taken in."""


def list_contradictions(op: ListContradictions, ctx: Context) -> Page[ContradictionView]:
    columns = contradictions.c
    query = select(contradictions).order_by(columns.first_at, columns.digest)
    if op.after:
        first_at, _, digest = op.after.partition("/")
        if not _PAGE.fullmatch(op.after):
            raise Invalid("没有这一页。", "There is no such page.", fields=[{"field": "after"}])
        query = query.where(tuple_(columns.first_at, columns.digest) > (int(first_at), digest))
    rows = ctx.rows(query.limit(op.limit + 1))
    last = rows[op.limit - 1] if len(rows) > op.limit else None
    return Page[ContradictionView](
        items=[_view(row) for row in rows[: op.limit]], next=f"{last.first_at}/{last.digest}" if last else None
    )


def _view(row: Any) -> ContradictionView:
    known = row._asdict()
    try:
        said = event_class(known["topic"]).said()
    except UnknownTopic:
        said = "", ""
    return ContradictionView(
        source=known["source"],
        kind=Contradiction(known["kind"]),
        fact_zh=said[0],
        fact_en=said[1],
        claimed=known["claimed"],
        claimed_position=known["position"],
        times=known["times"],
        first_at=_moment(known["first_at"]),
        last_at=_moment(known["last_at"]),
    )


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
