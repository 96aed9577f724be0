"""A model held in memory of one source's events, always as fresh as the transaction that asks. Knows no service.

Every service mirrors the directory this way: the inbox copies its events into `consumed`, and each replica catches up
from there at its own next read. The directory itself mirrors its own log.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Generic, Protocol, Self, TypeVar

from sqlalchemy import select

from services.kernel import events as facts
from services.kernel.events import Event
from services.kernel.store import LOG, consumed, events
from services.kernel.transaction import Reading, Writing


class Model(Protocol):
    """Immutable to its readers: new events make a new model."""

    def with_events(self, events: Iterable[Event]) -> Self: ...


M = TypeVar("M", bound=Model)


class Mirror(Generic[M]):
    """`source` names a consumed source, or `log` for the service's own events."""

    def __init__(self, source: str, empty: M) -> None:
        self.source = source
        self._model = empty
        self._position = 0
        self._lock = threading.Lock()

    def current(self, reading: Reading) -> M:
        """The model as of what this transaction sees, including what it has itself recorded."""
        if self.source == LOG and isinstance(reading, Writing):
            base = self._committed(reading, reading.begun_at)
            return base.with_events(event for _, event in reading.recorded) if reading.recorded else base
        return self._committed(reading, reading.heads().get(self.source, 0))

    def _committed(self, reading: Reading, position: int) -> M:
        if position <= self._position:
            return self._model
        with self._lock:
            if position > self._position:
                self._model = self._model.with_events(self._since(reading, position))
                self._position = position
            return self._model

    def _since(self, reading: Reading, position: int) -> list[Event]:
        table = events if self.source == LOG else consumed
        query = (
            select(table.c.topic, table.c.state)
            .where(table.c.position > self._position, table.c.position <= position)
            .order_by(table.c.position)
        )
        if self.source != LOG:
            query = query.where(consumed.c.source == self.source)
        return [facts.decode(topic, state) for topic, state in reading.connection.execute(query).fetchall()]
