"""The published notifications of a service's log as messages: for the relay that pushes, and for readers that pull.

`previous` of every message names the published position before it, so that whoever reads sees what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.kernel.delivery.messages import Message
from services.kernel.domain import events as facts
from services.kernel.log.reading import uuid_of
from services.kernel.log.recorder import StoreRecorder
from services.kernel.log.store import Store, events

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
        self._before = (0, 0)
        """A position, and the published position at or before it: spares a look-up per page."""

    def page(self, after: int, limit: int) -> Batch:
        """Reads at most `limit` events of the log."""
        previous, reached = self.published_until(after), after
        messages: list[Message] = []
        for notification in self._recorder.select_notifications(after, limit, inclusive_of_start=False):
            reached, topic = notification.id, notification.topic
            if facts.event_class(topic).PUBLISHED:
                data = facts.public_bytes(topic, notification.state)
                aggregate = uuid_of(notification.originator_id).hex
                seal = notification.seal.hex()
                messages.append(Message(self.source, reached, previous, topic, aggregate, data, seal))
                previous = reached
        self._before = (reached, previous)
        return Batch(messages, reached)

    def pull(self, after: int, limit: int) -> list[Message]:
        """The next messages after a position; empty only at the end of the log."""
        while True:
            stretch = self.page(after, limit)
            if stretch.messages or stretch.reached == after:
                return stretch.messages
            after = stretch.reached

    def published_until(self, position: int) -> int:
        """The last published position that is not after this one."""
        if position == 0:
            return 0
        at, published = self._before
        if at == position:
            return published
        silent = [topic for topic, cls in facts.declared(self.source).items() if not cls.PUBLISHED]
        query = select(events.c.position).where(events.c.position <= position)
        if silent:
            query = query.where(events.c.topic.not_in(silent))
        with self.store.reading() as connection:
            found = connection.execute(query.order_by(events.c.position.desc()).limit(1)).scalar()
        return found or 0
