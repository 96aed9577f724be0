"""What the bus or a source said that cannot be true: put on record, counted, and never taken in. Knows no transport.

A forged message costs whoever sends it nothing, so each is kept once, however often it comes, and no more than some
hundred of them by themselves.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from services.kernel.delivery.messages import Message
from services.kernel.log.store import contradictions
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.contradictions import Contradiction
from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.inbox")
MOST = 500
"""Kept one by one for each source; the rest is counted together."""
KEPT_BYTES = 65_536
NAME = 120


class SourceContradicts(Unavailable):
    """The source's own log is not the one that was followed: it was rewritten, or an older backup was restored.

    Nothing of it is taken in, and nothing is skipped, until it continues again.
    """

    code = "kernel.source-contradicts"
    next = (
        "请核对来源的数据库：恢复与已接收内容衔接的备份；此前不再接收该来源的事件。",
        "Look at the source's database: restore the one that continues. Until then nothing of it is taken in.",
    )


class NotItsAnswer(Unavailable):
    """An answer to a pull that the source has not signed for this question. It is asked again."""

    code = "kernel.not-its-answer"
    next = (
        "系统会自动重试；反复出现时，请系统管理员核对各服务的总线密钥。",
        "It is asked again by itself; where it goes on, let the administrator check the services' bus keys.",
    )

    def __init__(self, source: str) -> None:
        super().__init__(
            f"补取来源 {source} 的答复未经其签名，未予接收。",
            f"The answer in the name of {source} is not signed by it and was not taken.",
            source=source,
        )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What came to a queue and is no message of ours. `source` is whose exchange it came by, as far as it tells."""

    source: str
    said: str
    """The headers and what is wrong with them, for people."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to put on record. `position` is 0 and `topic` empty where none can be told."""

    kind: Contradiction
    source: str
    position: int = 0
    topic: str = ""
    detail: str = ""
    data: bytes = b""

    @property
    def digest(self) -> str:
        parts = (self.kind, self.source, self.position, self.topic, self.detail)
        said = "".join(f"{len(str(part))}:{part}" for part in parts)
        return hashlib.sha256(said.encode() + self.data).hexdigest()


def of_message(kind: Contradiction, message: Message) -> Found:
    detail = f"aggregate {message.aggregate}, previous {message.previous}, seal {message.seal or '-'}"
    return Found(kind, message.source, message.position, message.topic, detail, message.data)


def record(tx: Writing, source: str, found: Sequence[Found]) -> list[Found]:
    """Those that are new; what is known is counted once more. `source` is whose inbox they came to."""
    known = tx.read(select(func.count()).select_from(contradictions).where(contradictions.c.source == source))[0][0]
    fresh: list[Found] = []
    for one in found:
        now, digest = time.time_ns() // 1000, one.digest
        if known >= MOST and not _is_known(tx, digest):
            one = Found(one.kind, source, detail="…")
            digest = one.digest
        if _is_known(tx, digest):
            here = contradictions.c.digest == digest
            tx.execute(update(contradictions).where(here).values(times=contradictions.c.times + 1, last_at=now))
            continue
        tx.rows.insert(
            contradictions,
            digest=digest,
            source=source,
            kind=one.kind.value,
            claimed=one.source[:NAME],
            position=one.position if abs(one.position) < 1 << 63 else 0,
            topic=one.topic[:NAME],
            detail=one.detail[:2000],
            state=one.data[:KEPT_BYTES],
            times=1,
            first_at=now,
            last_at=now,
        )
        tx.flush()
        known += 1
        fresh.append(one)
    return fresh


def _is_known(tx: Writing, digest: str) -> bool:
    return bool(tx.read(select(contradictions.c.digest).where(contradictions.c.digest == digest)))


def told(app: str, fresh: Sequence[Found]) -> None:
    """At error, for somebody should look."""
    for one in fresh:
        log.error(
            "%s: %s (%s %s of %s; %s)",
            app,
            one.kind.en,
            one.topic or "?",
            one.position,
            one.source,
            one.detail,
            extra={"source": one.source, "position": one.position, "contradiction": one.kind.value},
        )


def recorded(reading: Reading) -> Sequence[Any]:
    """The rows, oldest first."""
    return reading.read(select(contradictions).order_by(contradictions.c.first_at, contradictions.c.digest))


def counts(reading: Reading) -> dict[str, dict[str, int]]:
    """How often each kind came, by source."""
    columns = contradictions.c
    query = select(columns.source, columns.kind, func.sum(columns.times)).group_by(columns.source, columns.kind)
    made: dict[str, dict[str, int]] = {}
    for source, kind, times in reading.read(query):
        made.setdefault(source, {})[kind] = int(times)
    return made
