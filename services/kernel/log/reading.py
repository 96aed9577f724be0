"""What a transaction reads of one service's log and registers. Knows no operation.

To the event library it is a recorder that selects: its repositories load aggregates from here, the relay its
notifications.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, EventStore, Notification, NotSupportedError, StoredEvent
from sqlalchemy import Table, bindparam, select
from sqlalchemy.engine import Connection

from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event
from services.kernel.log.prepared import Fixed, PreparedSelect
from services.kernel.log.registers import by_key
from services.kernel.log.repository import Aggregates
from services.kernel.log.store import LOG, Store, events, heads

A = TypeVar("A", bound=Aggregate)
NO_TRIP: AbstractContextManager[Any] = nullcontext()
AT_ONCE = 512
"""Streams asked for in one statement, well below what any database takes."""
_NOTIFIED = events.c.position, events.c.originator_id, events.c.originator_version, events.c.topic, events.c.state
_SEALED = *_NOTIFIED, events.c.seal
_PAGE = Fixed(
    select(*_SEALED).where(events.c.position > bindparam("after")).order_by(events.c.position).limit(bindparam("most"))
)
_STREAM = Fixed(
    select(events.c.originator_version, events.c.topic, events.c.state)
    .where(events.c.originator_id == bindparam("id"), events.c.position > 0)
    .order_by(events.c.originator_version)
)
_STREAMS = Fixed(
    select(*_NOTIFIED[1:])
    .where(events.c.originator_id.in_(bindparam("ids")), events.c.position > 0)
    .order_by(events.c.originator_id, events.c.originator_version)
)


@dataclass(frozen=True)
class Sealed(Notification):
    """The library's notification with the seal at its position."""

    seal: bytes = b""


class Reading(AggregateRecorder):
    """A consistent view of what is committed: for queries. To the event library, what a repository reads from."""

    writable = False

    def __init__(self, store: Store, connection: Connection) -> None:
        self.store = store
        self.connection = connection
        self.prepared_for = connection.dialect
        self.cursor: Any = connection.connection.cursor()
        self.mark = "?" if store.is_sqlite else "%s"
        self._heads: dict[str, int] | None = None
        self._ahead: dict[str, list[StoredEvent]] = {}
        """Streams read before they are asked for, until something is recorded in them."""
        self._seen: dict[str, dict[Any, Any]] = {}
        """By table, what `once` has read: what is committed does not change under a transaction."""

    @cached_property
    def repository(self) -> Aggregates:
        return Aggregates(EventStore(self.store.mapper, self))

    def heads(self) -> dict[str, int]:
        """Last position of the own log (`log`) and of every consumed source."""
        if self._heads is None:
            self.cursor.execute("SELECT name, position FROM heads")
            self._heads = dict(self.cursor.fetchall())
        return self._heads

    def seals(self) -> dict[str, str]:
        """Of every consumed source the seal, in hex, that it had at the position up to which it is taken in. One of
        which nothing came since seals travel with events is left out."""
        rows = self.read(select(heads.c.name, heads.c.seal).where(heads.c.name != LOG, heads.c.seal.is_not(None)))
        return {name: bytes(seal).hex() for name, seal in rows}

    def first_fact(self) -> Event | None:
        """With which the log begins."""
        known = select(events.c.topic, events.c.state).where(events.c.position > 0)
        rows = self.read(known.order_by(events.c.position).limit(1))
        return self.store.mapper.decode(rows[0].topic, rows[0].state) if rows else None

    def flush(self) -> None:
        """Nothing waits in a reading."""

    def read(self, statement: Any, row: dict[str, Any] | None = None) -> Sequence[Any]:
        """Any Core select. On a command's way stands `ask`."""
        self.flush()
        return self.connection.execute(statement, row or {}).fetchall()

    def ask(self, select: Fixed, values: dict[str, Any], most: int | None = None) -> list[Any]:
        """The rows of a select that was prepared before, all or the first `most`."""
        prepared = select.prepared(self.prepared_for)
        prepared.send(self.cursor, values)
        return prepared.fetch(self.cursor, most)

    def ask_each(self, *asked: tuple[Fixed, dict[str, Any]]) -> list[list[Any]]:
        """The rows of several such selects, on PostgreSQL in one round trip for all of them."""
        if self.store.is_sqlite:
            return [self.ask(select, values) for select, values in asked]
        found: list[tuple[PreparedSelect, Any]] = []
        with self.one_trip():
            for select, values in asked:
                self._send_before(select.tables)
                prepared, cursor = select.prepared(self.prepared_for), self.connection.connection.cursor()
                prepared.send(cursor, values)
                found.append((prepared, cursor))
        return [prepared.fetch(cursor) for prepared, cursor in found]

    def _send_before(self, tables: Iterable[str]) -> None:
        """Nothing waits in a reading."""

    def one_trip(self) -> AbstractContextManager[Any]:
        """What is sent to PostgreSQL inside it goes in one round trip; results are there afterwards."""
        if self.store.is_sqlite:
            return NO_TRIP
        driver: Any = self.connection.connection.driver_connection
        pipeline: AbstractContextManager[Any] = driver.pipeline()
        return pipeline

    def get(self, table: Table, key: dict[str, Any]) -> Any:
        """The row with this key, or None: the fast way to one row."""
        rows = self.ask(by_key(table, key), key, 1)
        return rows[0] if rows else None

    def once(self, table: Table, key: dict[str, Any]) -> Any:
        """The row with this key, or None; asked once a transaction, however many want to know, until it writes to the
        table itself."""
        seen, which = self._seen.setdefault(table.name, {}), tuple(key.items())
        if which not in seen:
            seen[which] = self.get(table, key)
        return seen[which]

    def look_up(self, table: Table, keys: Iterable[dict[str, Any]]) -> None:
        """Reads in one look what `once` will be asked for; keys of one column."""
        seen = self._seen.setdefault(table.name, {})
        wanted = {tuple(key.items()) for key in keys} - seen.keys()
        if len(wanted) < 2:
            return  # `once` is as good
        (name,) = {name for ((name, _),) in wanted}
        found = {getattr(row, name): row for row in self.get_all(table, {name: [which[0][1] for which in wanted]})}
        seen |= {which: found.get(which[0][1]) for which in wanted}

    def past(self, *tables: Table) -> Any:
        """The driver's cursor, to write to these tables in words of one's own: what was seen of them is forgotten."""
        for table in tables:
            self._seen.pop(table.name, None)
        return self.cursor

    def get_all(self, table: Table, key: dict[str, Any]) -> list[Any]:
        """Every row with these values, in order of the primary key; of a list or tuple any value will do."""
        return self.ask(by_key(table, key), key)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        raise NotSupportedError("a reading records nothing")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        stream = uuid_of(originator_id).hex
        if gt is lte is limit is None and not desc:
            if (ahead := self._ahead.pop(stream, None)) is not None:
                return ahead
            rows: Sequence[Any] = self.ask(_STREAM, {"id": stream})
        else:
            version = events.c.originator_version
            query = select(version, events.c.topic, events.c.state)
            query = query.where(events.c.originator_id == stream, events.c.position > 0)
            if gt is not None:
                query = query.where(version > gt)
            if lte is not None:
                query = query.where(version <= lte)
            rows = self.read(query.order_by(version.desc() if desc else version).limit(limit))
        return [StoredEvent(originator_id, number, topic, bytes(state)) for number, topic, state in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Sealed]:
        if stop is None and not topics:
            after = 0 if start is None else start - 1 if inclusive_of_start else start
            rows: Sequence[Any] = self.ask(_PAGE, {"after": after, "most": limit})
        else:
            position = events.c.position
            query = select(*_SEALED).where(position > 0)
            if start is not None:
                query = query.where(position >= start if inclusive_of_start else position > start)
            if stop is not None:
                query = query.where(position <= stop)
            if topics:
                query = query.where(events.c.topic.in_(topics))
            rows = self.read(query.order_by(position).limit(limit))
        return [
            Sealed(UUID(hex=stream), version, topic, bytes(state), place, bytes(seal))
            for place, stream, version, topic, state, seal in rows
        ]

    def max_notification_id(self) -> int | None:
        return self.heads()[LOG] or None

    def max_tracking_id(self, application_name: str) -> int | None:
        """How far a consumed source has been taken in."""
        return None if application_name == LOG else self.heads().get(application_name)

    def stream(self, id: UUID) -> list[Event]:
        """One aggregate's facts, oldest first."""
        return [self.store.mapper.to_domain_event(stored) for stored in self.select_events(id)]

    def read_ahead(self, ids: Iterable[UUID]) -> None:
        """Reads the events of all these aggregates at once, for those who are about to load one after the other."""
        wanted = list({id.hex for id in ids})
        self._ahead = {id: [] for id in wanted}
        for some in (wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE)):
            for stream, version, topic, state in self.ask(_STREAMS, {"ids": some}):
                self._ahead[stream].append(StoredEvent(stream, version, topic, state))

    def load(self, cls: type[A], id: UUID) -> A:
        """The aggregate as it is committed; version 0 where it has no events yet."""
        return self.repository.load(cls, id)


def uuid_of(originator_id: UUID | str) -> UUID:
    return originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
