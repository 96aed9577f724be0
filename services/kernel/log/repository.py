"""The event library's `Repository` over one transaction: aggregates from their stored events.

The library's own cache is left out: it looks into the database and copies the aggregate for every command, which for a
month's card of sixty marks takes some hundred times as long as taking it as it is. Ours is valid while nobody else
writes, which the lock on the log's head tells, and drops what a refused job has touched.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.application import Repository

from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event
from services.kernel.refusals import NotFound

A = TypeVar("A", bound=Aggregate)


class AggregateCache:
    """Aggregates as of one position of the log. Valid only while nobody else writes; the head's lock tells."""

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._known: OrderedDict[UUID, Aggregate] = OrderedDict()
        self.position = 0
        self.head: tuple[int, bytes, int] | None = None
        """How this line of writers last left the log: position, seal and time."""

    def get(self, id: UUID) -> Aggregate | None:
        return self._known.get(id)

    def put(self, aggregate: Aggregate) -> None:
        self._known[aggregate.id] = aggregate
        while len(self._known) > self._limit:
            self._known.popitem(last=False)

    def drop(self, ids: Iterable[UUID]) -> None:
        for id in ids:
            self._known.pop(id, None)

    def clear(self) -> None:
        """Also how the log was left: it is looked at anew."""
        self._known.clear()
        self.head = None


def projector(cls: type[A], id: UUID) -> Callable[[A | None, Iterable[Event]], A]:
    """The library's projector function for one aggregate; where there are no events yet, one of version 0. Refuses
    (`NotFound`) events of something else: whoever asks names any id, also that of a record of another kind."""

    def project(initial: A | None, events: Iterable[Event]) -> A:
        aggregate = initial if initial is not None else cls(id)
        for event in events:
            if not aggregate.version and not cls.knows(type(event)):
                raise NotFound.record(id)
            aggregate = event.mutate(aggregate)
        return aggregate

    return project


class Aggregates(Repository[UUID]):
    """What one transaction loads from."""

    def load(self, cls: type[A], id: UUID) -> A:
        """`get` for a class of ours; version 0 where there are no events yet."""
        project: Any = projector(cls, id)
        loaded: A = self.get(id, projector_func=project)
        return loaded
