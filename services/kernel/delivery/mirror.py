"""A model held in memory of one source's events, always as fresh as the transaction that asks. Knows no service.

Every service mirrors the directory this way: the inbox copies its events into `consumed`, and each replica catches up
from there at its own next read. The directory itself mirrors of its own log what it publishes, as all others do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, Self, TypeVar

from sqlalchemy import select

from services.kernel.domain import events as facts
from services.kernel.domain.events import Event
from services.kernel.log.store import LOG, consumed, events
from services.kernel.log.transaction import Reading, Writing


class Model(Protocol):
    """Immutable to its readers: new events make a new model."""

    def with_events(self, events: Iterable[Event]) -> Self: ...


M = TypeVar("M", bound=Model)


def released(source: str) -> str:
    """The head that counts what left this source's quarantine: it stands behind positions that were passed already."""
    return f"{source}/released"


class Mirror(Generic[M]):
    """`source` names a consumed source, or `log` for the service's own events.

    Shared by every transaction, so it adopts only what is committed. What a transaction has itself taken in or
    recorded is laid over that for this transaction alone: it may still be rolled back.
    """

    def __init__(self, source: str, empty: M) -> None:
        self.source, self._released = source, released(source)
        self._empty = empty
        self._known = empty, 0, 0
        """The model, the position it has reached, and how many releases it has heard of."""
        self._lock = threading.Lock()

    def current(self, reading: Reading) -> M:
        """The model as of what this transaction sees, including what it has itself recorded or taken in."""
        if not isinstance(reading, Writing):
            return self._committed(reading, reading.heads())
        base = self._committed(reading, reading.begun)
        if self.source == LOG:
            own = [event for _, event in reading.recorded if event.PUBLISHED]
            return base.with_events(own) if own else base
        begun, now = (heads.get(self.source, 0) for heads in (reading.begun, reading.heads()))
        if reading.heads().get(self._released, 0) != reading.begun.get(self._released, 0):
            return self._empty.with_events(self._between(reading, 0, now))
        return base.with_events(self._between(reading, begun, now)) if now > begun else base

    def _committed(self, reading: Reading, heads: Mapping[str, int]) -> M:
        position, releases = heads.get(self.source, 0), heads.get(self._released, 0)
        model, reached, heard = self._known
        if position <= reached and releases <= heard:
            return model
        with self._lock:
            model, reached, heard = self._known
            if releases > heard:
                model, reached, heard = self._empty, 0, releases
            if position > reached:
                model, reached = model.with_events(self._between(reading, reached, position)), position
            self._known = model, reached, heard
            return model

    def _between(self, reading: Reading, after: int, until: int) -> list[Event]:
        table = events if self.source == LOG else consumed
        reading.flush()
        query = (
            select(table.c.topic, table.c.state)
            .where(table.c.position > after, table.c.position <= until)
            .order_by(table.c.position)
        )
        if self.source != LOG:
            query = query.where(consumed.c.source == self.source)
        elif unpublished := [topic for topic, cls in facts.declared().items() if not cls.PUBLISHED]:
            query = query.where(events.c.topic.not_in(unpublished))
        decode = reading.store.mapper.decode if self.source == LOG else facts.decode
        return [decode(topic, state) for topic, state in reading.connection.execute(query).fetchall()]
