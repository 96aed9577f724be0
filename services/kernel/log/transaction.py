"""One transaction of one service: aggregates, facts, seals, register rows. Knows no operation.

Writes wait in order and go out in bulk before the next read and at the end. A job that is refused before it records
anything leaves no trace, so many jobs can share one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import (
    EventStore,
    IntegrityError,
    NotSupportedError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)
from sqlalchemy import select
from sqlalchemy.engine import Connection

from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event
from services.kernel.log.obstacles import PATIENCE
from services.kernel.log.prepared import Fixed, Prepared
from services.kernel.log.reading import NO_TRIP, Reading, uuid_of
from services.kernel.log.registers import Projector, Rows
from services.kernel.log.repository import AggregateCache
from services.kernel.log.seal import START, StoredRow, link
from services.kernel.log.store import LOG, Store, answers, events, heads
from services.kernel.log.troubles import DamagedLog

__all__ = ["Reading", "Writing", "microseconds", "moment", "now_at_least"]

A = TypeVar("A", bound=Aggregate)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANSWERS = "SELECT key, request, answer FROM answers WHERE key IN"
_MOVE_HEAD = "UPDATE heads SET position = {0}, seal = {0}, recorded_at = {0}, mark = {0} WHERE name = {0}"
Sending = list[tuple[str, Sequence[Any]]]
"""Texts, each with the rows it is run for."""
_INSERT = (
    "INSERT INTO events (position, originator_id, originator_version, topic, state, seal)"
    " VALUES ({0}, {0}, {0}, {0}, {0}, {0})"
)


def microseconds(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(since: int) -> datetime:
    """The way back from `microseconds`."""
    seconds, rest = divmod(since, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


class Writing(Reading, ProcessRecorder):
    """The transaction that stands first in the service's line. To the event library, its recorder: what is inserted is
    committed together with the registers, the seal, the answer and the tracking."""

    writable = True

    def __init__(
        self,
        store: Store,
        connection: Connection,
        projector: Projector,
        cache: AggregateCache,
        keys: Sequence[str] = (),
    ) -> None:
        """`keys`: the idempotency keys that will be asked for, looked up all at once."""
        super().__init__(store, connection)
        self._projector, self._cache = projector, cache
        self._event_store: EventStore[UUID] = EventStore(store.mapper, self)
        self.rows = Rows(self)
        self._waiting: dict[str, list[tuple[Prepared, list[Any]]]] = {}
        self._facts: list[StoredRow] = []
        self._touched: dict[UUID, Aggregate] = {}
        self.answers: dict[str, tuple[bytes, bytes] | None] = {}
        self.begun_at = 0
        self.begun: dict[str, int] = {}
        """Every head as it was committed before this transaction: what others may rely on already."""
        self.recorded: list[tuple[int, Event]] = []
        self.announced: list[tuple[str, dict[str, Any]]] = []
        self.lines: set[str] = set()
        """The tables whose rows it changed."""
        self._written = 0
        self._open(keys)

    def _open(self, keys: Sequence[str]) -> None:
        """Takes the head's lock, and with it the knowledge whether the cache still holds."""
        lock = "" if self.store.is_sqlite else " ORDER BY name FOR UPDATE"
        answered: Any = self.connection.connection.cursor() if keys else None
        with self.one_trip():
            if lock:
                self.connection.connection.cursor().execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            self.cursor.execute("SELECT name, position, seal, recorded_at, mark FROM heads" + lock)
            if keys:
                marks = ", ".join([self.mark] * len(keys))
                answered.execute(f"{_ANSWERS} ({marks})", tuple(keys))
        found = self.cursor.fetchall()
        if keys:
            self.answers = dict.fromkeys(keys)
            self.answers.update((key, (bytes(request), bytes(answer))) for key, request, answer in answered.fetchall())
        self.begun = {name: position for name, position, *_ in found}
        self._heads = dict(self.begun)
        position, seal, recorded_at, mark = next(rest for name, *rest in found if name == LOG)
        self.position: int = position
        self.seal, self.recorded_at = bytes(seal), int(recorded_at)
        if self._cache.head != (self.position, self.seal, self.recorded_at):
            self._must_hold(mark)
        self.begun_at = self.position
        if self.position != self._cache.position:
            changed = self.connection.execute(
                select(events.c.originator_id).where(events.c.position > self._cache.position).limit(1001)
            ).fetchall()
            if len(changed) > 1000:
                self._cache.clear()
            else:
                self._cache.drop(UUID(hex=stream) for (stream,) in changed)
            self._cache.position = self.position

    def _must_hold(self, mark: bytes | None) -> None:
        """Of a head that another process has moved, or somebody who is none: nothing is sealed onto what is wrong."""
        own = self.store.head_mark(LOG, self.position, self.seal, self.recorded_at)
        marked = own is None or (mark is not None and bytes(mark) == own)
        if not marked or self.position < self._cache.position:  # a log grows; an older head had its mark as well
            raise DamagedLog
        self.check_end()

    def check_end(self) -> None:
        """Refuses a log that does not end where its head says, with that seal. What others in this transaction have
        recorded is sent first."""
        self._send_before((events.name,))
        self.cursor.execute("SELECT position, seal FROM events ORDER BY position DESC LIMIT 1")
        position, seal = self.cursor.fetchone() or (0, START)
        if (position, bytes(seal)) != (self.position, self.seal):
            raise DamagedLog

    def load(self, cls: type[A], id: UUID) -> A:
        """As this line of writers knows it, or from its stored events."""
        known = self._cache.get(id)
        if not isinstance(known, cls):
            known = super().load(cls, id)
            self._cache.put(known)
        self._touched[id] = known
        return known

    @property
    def trace(self) -> tuple[int, int, int]:
        """Differs once a job has left anything in this transaction."""
        return self.position, self._written, len(self.announced)

    @property
    def changed(self) -> bool:
        """Whether it has recorded anything, or changed a row."""
        return bool(self.recorded) or self._written > 0

    def write(self, statement: Prepared, values: tuple[Any, ...]) -> None:
        self._written += 1
        self.lines.add(statement.table)
        self._seen.pop(statement.table, None)
        waiting = self._waiting.setdefault(statement.table, [])
        if waiting and waiting[-1][0] is statement:
            waiting[-1][1].append(statement.bound(values))
        else:
            waiting.append((statement, [statement.bound(values)]))

    def announce(self, topic: str, data: dict[str, Any]) -> None:
        """Tells open pages, once this is committed. `data` holds ids, never anything personal."""
        self.announced.append((topic, data))

    def execute(self, statement: Any) -> None:
        """Any Core statement, now."""
        self._written += 1
        if (table := getattr(statement, "table", None)) is not None:
            self.lines.add(table.name)
        self._seen.clear()
        self.flush()
        self.connection.execute(statement)

    def append(self, *aggregates: Aggregate) -> list[Event]:
        """Records what these have pending, one after the other, and projects it onto the registers."""
        collected = [event for aggregate in aggregates for event in aggregate.collect_events()]
        project, rows = self._projector.project, self.rows
        for recording in self._event_store.put(collected):
            event: Any = recording.domain_event
            self.recorded_at = max(self.recorded_at, microseconds(event.timestamp))
            self.recorded.append((recording.notification.id, event))
            project(event, rows)
        for aggregate in aggregates:
            self._cache.put(aggregate)
        return collected

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None, **_: Any
    ) -> Sequence[int]:
        """Their positions. A version that is there already is refused when they are sent, at `flush` or the end."""
        if tracking is not None:
            self.insert_tracking(tracking)
        return [
            self.append_stored(uuid_of(one.originator_id).hex, one.originator_version, one.topic, one.state)
            for one in stored_events
        ]

    def insert_tracking(self, tracking: Tracking, seal: str = "") -> None:
        """How far a consumed source has been taken in, and the seal (hex) that it has there. A position at or below the
        tracked one is a repetition."""
        source, position = tracking.application_name, tracking.notification_id
        known = self.heads().get(source)
        if source == LOG or (known is not None and position <= known):
            raise IntegrityError(f"{source} is already tracked at {known}")
        there = bytes.fromhex(seal) or None
        mark = self.store.head_mark(source, position, there, 0)
        if known is not None:
            self.rows.update(heads, {"name": source}, position=position, seal=there, mark=mark)
        else:
            self.rows.insert(heads, name=source, position=position, seal=there, recorded_at=0, mark=mark)
        self.heads()[source] = position

    def max_notification_id(self) -> int | None:
        return self.position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Any]:
        raise NotSupportedError("a transaction is over before there is anything new: subscribe to the store's recorder")

    def read_ahead(self, ids: Iterable[UUID]) -> None:
        super().read_ahead(id for id in ids if self._cache.get(id) is None)

    def append_stored(self, stream: str, version: int, topic: str, state: bytes) -> int:
        """Stored bytes as they are; no register hears of them. Returns their position."""
        self._ahead.pop(stream, None)
        self.position += 1
        self.seal = link(self.seal, self.position, stream, version, topic, state, self.store.how)
        self._facts.append(StoredRow(self.position, stream, version, topic, state, self.seal))
        return self.position

    def flush(self) -> None:
        """Sends what waits."""
        sending = self._all_that_waits()
        with self.one_trip() if len(sending) > 1 else NO_TRIP:
            self._send_all(sending)

    def _all_that_waits(self) -> Sending:
        sending: Sending = []
        if self._facts:
            sending.append((_INSERT.format(self.mark), self._facts))
        for waiting in self._waiting.values():
            sending += ((statement.sql, bound) for statement, bound in waiting)
        self._facts, self._waiting = [], {}
        return sending

    def ask(self, select: Fixed, values: dict[str, Any], most: int | None = None) -> list[Any]:
        sending = self._waiting_for(select.tables)
        if not sending:
            return super().ask(select, values, most)
        prepared = select.prepared(self.prepared_for)
        with self.one_trip():
            self._send_all(sending)
            prepared.send(self.cursor, values)
        return prepared.fetch(self.cursor, most)

    def _send_before(self, tables: Iterable[str]) -> None:
        self._send_all(self._waiting_for(tables))

    def _waiting_for(self, tables: Iterable[str]) -> Sending:
        """What must be there before these are read: no row refers to another's, so only the order within one counts."""
        sending: Sending = []
        for table in tables:
            if table == events.name:
                sending += self._all_that_waits()
            elif table in self._waiting:
                sending += ((statement.sql, bound) for statement, bound in self._waiting.pop(table))
        return sending

    def _send_all(self, sending: Sending) -> None:
        for sql, rows in sending:
            self._send(sql, rows)

    def _send(self, sql: str, rows: Sequence[Any]) -> None:
        if len(rows) == 1:
            self.cursor.execute(sql, rows[0])
        else:
            self.cursor.executemany(sql, rows)

    def first_answer(self, key: str) -> tuple[bytes, bytes] | None:
        """(digest of the request, answer) recorded under the key, in this transaction or before it."""
        if key not in self.answers:
            row = self.get(answers, {"key": key})
            self.answers[key] = (bytes(row.request), bytes(row.answer)) if row is not None else None
        return self.answers[key]

    def record_answer(self, key: str, request: bytes, answer: bytes, at: int) -> None:
        self.rows.insert(answers, key=key, request=request, answer=answer, recorded_at=at)
        self.answers[key] = (request, answer)

    def end_job(self) -> None:
        """What a job changed it must have saved: the cache would carry it into somebody else's job."""
        for id, aggregate in self._touched.items():
            if aggregate.pending:
                raise RuntimeError(f"{type(aggregate).__name__} {id} was changed and not saved")
        self._touched.clear()

    def abandon_job(self) -> None:
        """Forgets aggregates a refused job may have changed in memory; it recorded nothing."""
        self._cache.drop(self._touched)
        self._touched.clear()

    def forget(self) -> None:
        """What the line of writers holds of aggregates in memory: they are loaded anew. And the rows it has seen."""
        self._cache.clear()
        self._seen.clear()

    def finish(self, commit: Callable[[], None]) -> None:
        """Sends everything, moves the head and commits."""
        sending = self._all_that_waits()
        if self.position != self.begun_at:
            mark = self.store.head_mark(LOG, self.position, self.seal, self.recorded_at)
            moved = (self.position, self.seal, self.recorded_at, mark, LOG)
            sending.append((_MOVE_HEAD.format(self.mark), [moved]))
        with self.one_trip():
            self._send_all(sending)
            commit()

    def committed(self) -> None:
        self._cache.position = self.position
        self._cache.head = self.position, self.seal, self.recorded_at


def now_at_least(tx: Writing, now: datetime) -> datetime:
    """Recording times never go back within a log, so that "as known on a day" is a prefix of it."""
    if microseconds(now) >= tx.recorded_at:
        return now
    return moment(tx.recorded_at)
