"""The published notifications of a service's log as messages: for the relay that pushes, and for readers that pull.

`previous` of every message names the published position before it, and `before` the seal there, so that whoever reads
sees what is missing, and whether the log goes on from what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.kernel.delivery.messages import Message, Pulled
from services.kernel.domain import events as facts
from services.kernel.log.reading import uuid_of
from services.kernel.log.recorder import StoreRecorder
from services.kernel.log.seal import START
from services.kernel.log.store import LOG, Store, events, heads

Pull = Callable[[int, int], Sequence[Message]]
"""`(after, limit)` to the messages that follow `after`, oldest first; empty when there is none yet."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in order, and how far the log was read for them: past its last unpublished events too."""

    messages: list[Message]
    reached: int


class Outbox:
    """Reads what `source` publishes from its own store."""

    def __init__(self, store: Store, source: str) -> None:
        self.store, self.source = store, source
        self._recorder = StoreRecorder(store)
        self._before = (0, 0, "")
        """A position, the published position at or before it, and the seal there: spares a look-up per page."""

    def page(self, after: int, limit: int) -> Batch:
        """Reads at most `limit` events of the log."""
        (previous, before), reached = self._published(after), after
        messages: list[Message] = []
        for notification in self._recorder.select_notifications(after, limit, inclusive_of_start=False):
            reached, topic = notification.id, notification.topic
            if facts.event_class(topic).PUBLISHED:
                data = facts.public_bytes(topic, notification.state)
                aggregate = uuid_of(notification.originator_id).hex
                seal = notification.seal.hex()
                messages.append(Message(self.source, reached, previous, topic, aggregate, data, seal, before))
                previous, before = reached, seal
        self._before = (reached, previous, before)
        return Batch(messages, reached)

    def pull(self, after: int, limit: int) -> Pulled:
        """The next messages after a position; empty only at the end of the log."""
        at = after
        while True:
            stretch = self.page(at, limit)
            if stretch.messages or stretch.reached == at:
                return Pulled(stretch.messages, *self._standing(after))
            at = stretch.reached

    def published_until(self, position: int) -> int:
        """The last published position that is not after this one."""
        return self._published(position)[0]

    def _published(self, position: int) -> tuple[int, str]:
        if position == 0:
            return 0, START.hex()
        at, published, seal = self._before
        if at == position:
            return published, seal
        silent = [topic for topic, cls in facts.declared(self.source).items() if not cls.PUBLISHED]
        query = select(events.c.position, events.c.seal).where(events.c.position <= position)
        if silent:
            query = query.where(events.c.topic.not_in(silent))
        with self.store.reading() as connection:
            found = connection.execute(query.order_by(events.c.position.desc()).limit(1)).first()
        return (found.position, bytes(found.seal).hex()) if found else (0, START.hex())

    def _standing(self, position: int) -> tuple[int, str]:
        """The log's last position, and the seal at this one."""
        with self.store.reading() as connection:
            head = connection.execute(select(heads.c.position, heads.c.seal).where(heads.c.name == LOG)).one()
            if position in (0, head.position):
                return head.position, START.hex() if position == 0 else bytes(head.seal).hex()
            found = connection.execute(select(events.c.seal).where(events.c.position == position)).scalar()
        return head.position, bytes(found).hex() if found is not None else ""
