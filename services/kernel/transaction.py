"""One transaction of one service: aggregates, facts, seals, register rows. Knows no operation.

Writes wait in order and go out in bulk before the next read and at the end. A job that is refused before it records
anything leaves no trace, so many jobs can share one commit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from services.kernel import events as facts
from services.kernel.domain import Aggregate
from services.kernel.events import Event
from services.kernel.prepared import Prepared, PreparedGet
from services.kernel.registers import Projector, Rows, keyed, prepared
from services.kernel.seal import StoredRow, link
from services.kernel.store import LOG, Store, answers, events, heads

A = TypeVar("A", bound=Aggregate)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STREAM = "SELECT topic, state FROM events WHERE originator_id = "
_STREAMS = "SELECT originator_id, topic, state FROM events WHERE originator_id IN"
AT_ONCE = 500
"""Streams asked for in one statement, well below what any database takes."""
_ANSWERS = "SELECT key, request, answer FROM answers WHERE key IN"
_INSERT = "INSERT INTO events (position, originator_id, originator_version, topic, state, seal)"


def microseconds(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(since: int) -> datetime:
    """The way back from `microseconds`."""
    seconds, rest = divmod(since, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


class AggregateCache:
    """Aggregates as of one position of the log. Valid only while nobody else writes; the head's lock tells."""

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._known: OrderedDict[UUID, Aggregate] = OrderedDict()
        self.position = 0

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
        self._known.clear()


class Reading:
    """A consistent view of what is committed: for queries."""

    writable = False

    def __init__(self, store: Store, connection: Connection) -> None:
        self.store = store
        self.connection = connection
        self.prepared_for = connection.dialect
        self.cursor: Any = connection.connection.cursor()
        self.mark = "?" if store.is_sqlite else "%s"
        self._heads: dict[str, int] | None = None
        self._ahead: dict[str, list[Event]] = {}
        """Streams read before they are asked for, until something is recorded in them."""

    def heads(self) -> dict[str, int]:
        """Last position of the own log (`log`) and of every consumed source."""
        if self._heads is None:
            self.cursor.execute("SELECT name, position FROM heads")
            self._heads = dict(self.cursor.fetchall())
        return self._heads

    def flush(self, table: str | None = None) -> None:
        """Nothing waits in a reading."""

    def read(self, statement: Any, row: dict[str, Any] | None = None) -> Sequence[Any]:
        """Any Core select."""
        self.flush()
        return self.connection.execute(statement, row or {}).fetchall()

    def get(self, table: Table, key: dict[str, Any]) -> Any:
        """The row with this key, or None: the fast way to one row."""
        self.flush(table.name)
        found: PreparedGet = prepared("get", table, tuple(key), self.prepared_for)
        self.cursor.execute(found.sql, found.bound(keyed(key)))
        rows = found.rows(self.cursor.fetchmany(1))
        return rows[0] if rows else None

    def get_all(self, table: Table, key: dict[str, Any]) -> list[Any]:
        """Every row with these values, in order of the primary key."""
        self.flush(table.name)
        found: PreparedGet = prepared("get", table, tuple(key), self.prepared_for)
        self.cursor.execute(found.sql, found.bound(keyed(key)))
        return found.rows(self.cursor.fetchall())

    def stream(self, id: UUID) -> list[Event]:
        """One aggregate's facts, oldest first."""
        ahead = self._ahead.pop(id.hex, None)
        if ahead is not None:
            return ahead
        self.flush()
        self.cursor.execute(_STREAM + self.mark + " ORDER BY originator_version", (id.hex,))
        return [facts.decode(topic, state) for topic, state in self.cursor.fetchall()]

    def read_ahead(self, ids: Iterable[UUID]) -> None:
        """Reads the facts of all these aggregates at once, for those who are about to load one after the other."""
        wanted = list({id.hex for id in ids})
        self.flush()
        self._ahead = {id: [] for id in wanted}
        for some in (wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE)):
            marks = ", ".join([self.mark] * len(some))
            self.cursor.execute(f"{_STREAMS} ({marks}) ORDER BY originator_id, originator_version", tuple(some))
            for stream, topic, state in self.cursor.fetchall():
                self._ahead[stream].append(facts.decode(topic, state))

    def load(self, cls: type[A], id: UUID) -> A:
        """The aggregate as it is committed; version 0 where it has no facts yet."""
        return cls.from_events(id, self.stream(id))


class Writing(Reading):
    """The transaction that stands first in the service's line."""

    writable = True

    def __init__(self, store: Store, connection: Connection, projector: Projector, cache: AggregateCache) -> None:
        super().__init__(store, connection)
        self._projector, self._cache = projector, cache
        self.rows = Rows(self)
        self._waiting: dict[str, list[tuple[Prepared, list[Any]]]] = {}
        self._facts: list[StoredRow] = []
        self._touched: dict[UUID, Aggregate] = {}
        self.answers: dict[str, tuple[bytes, bytes] | None] = {}
        self.begun_at = 0
        self.recorded: list[tuple[int, Event]] = []
        self.announced: list[tuple[str, dict[str, Any]]] = []
        self._written = 0
        self._open()

    def _open(self) -> None:
        """Takes the head's lock, and with it the knowledge whether the cache still holds."""
        lock = "" if self.store.is_sqlite else " ORDER BY name FOR UPDATE"
        self.cursor.execute("SELECT name, position, seal, recorded_at FROM heads" + lock)
        found = self.cursor.fetchall()
        self._heads = {name: position for name, position, _, _ in found}
        self.position, self.seal, self.recorded_at = self._log_head(found)
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

    @staticmethod
    def _log_head(found: Sequence[Any]) -> tuple[int, bytes, int]:
        for name, position, seal, recorded_at in found:
            if name == LOG:
                return position, bytes(seal), recorded_at
        raise LookupError("the store has no log: it was never created")

    def load(self, cls: type[A], id: UUID) -> A:
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

    def write(self, statement: Prepared, row: dict[str, Any]) -> None:
        self._written += 1
        waiting = self._waiting.setdefault(statement.table, [])
        if waiting and waiting[-1][0] is statement:
            waiting[-1][1].append(statement.bound(row))
        else:
            waiting.append((statement, [statement.bound(row)]))

    def announce(self, topic: str, data: dict[str, Any]) -> None:
        """Tells open pages, once this is committed. `data` holds ids, never anything personal."""
        self.announced.append((topic, data))

    def execute(self, statement: Any) -> None:
        """Any Core statement, now."""
        self._written += 1
        self.flush()
        self.connection.execute(statement)

    def append(self, aggregate: Aggregate) -> list[Event]:
        """Records what the aggregate has pending and projects it onto the registers."""
        collected = aggregate.collect_events()
        for event in collected:
            self.append_stored(aggregate.id.hex, event.originator_version, event.TOPIC, facts.encode(event))
            self.recorded_at = max(self.recorded_at, microseconds(event.timestamp))
            self.recorded.append((self.position, event))
            self._projector.project(event, self.rows)
        self._cache.put(aggregate)
        return collected

    def read_ahead(self, ids: Iterable[UUID]) -> None:
        super().read_ahead(id for id in ids if self._cache.get(id) is None)

    def append_stored(self, stream: str, version: int, topic: str, state: bytes) -> int:
        """Stored bytes as they are; no register hears of them. Returns their position."""
        self._ahead.pop(stream, None)
        self.position += 1
        self.seal = link(self.seal, self.position, stream, version, topic, state, self.store.how)
        self._facts.append(StoredRow(self.position, stream, version, topic, state, self.seal))
        return self.position

    def flush(self, table: str | None = None) -> None:
        """Sends what waits, or what waits for one table: no row refers to another's, so only that order counts.

        To PostgreSQL it goes in one round trip.
        """
        if table is not None:
            waiting = self._waiting.pop(table, None)
            if waiting:
                self._send_all([(statement.sql, bound) for statement, bound in waiting])
            return
        sending: list[tuple[str, Sequence[Any]]] = []
        if self._facts:
            marks = ", ".join([self.mark] * 6)
            sending.append((f"{_INSERT} VALUES ({marks})", self._facts))
        for waiting in self._waiting.values():
            sending += ((statement.sql, bound) for statement, bound in waiting)
        self._facts, self._waiting = [], {}
        self._send_all(sending)

    def _send_all(self, sending: Sequence[tuple[str, Sequence[Any]]]) -> None:
        if self.store.is_sqlite or len(sending) == 1:
            for sql, rows in sending:
                self._send(sql, rows)
        else:
            driver: Any = self.connection.connection.driver_connection
            with driver.pipeline():
                for sql, rows in sending:
                    self._send(sql, rows)

    def _send(self, sql: str, rows: Sequence[Any]) -> None:
        if len(rows) == 1:
            self.cursor.execute(sql, rows[0])
        else:
            self.cursor.executemany(sql, rows)

    def know_answers(self, keys: Sequence[str]) -> None:
        """Reads the first answers of all these idempotency keys at once: one look for a whole batch."""
        marks = ", ".join([self.mark] * len(keys))
        self.cursor.execute(f"{_ANSWERS} ({marks})", tuple(keys))
        self.answers = dict.fromkeys(keys)
        self.answers.update((key, (bytes(request), bytes(answer))) for key, request, answer in self.cursor.fetchall())

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

    def finish(self) -> None:
        """Sends everything and moves the head; the caller commits."""
        self.flush()
        if self.position != self.begun_at:
            mark = self.mark
            self.cursor.execute(
                f"UPDATE heads SET position = {mark}, seal = {mark}, recorded_at = {mark} WHERE name = {mark}",
                (self.position, self.seal, self.recorded_at, LOG),
            )

    def committed(self) -> None:
        self._cache.position = self.position

    def move_head(self, source: str, position: int) -> None:
        """How far a consumed source has been taken in."""
        assert self._heads is not None
        rows = self.rows
        if source in self._heads:
            rows.update(heads, {"name": source}, position=position)
        else:
            rows.insert(heads, name=source, position=position, recorded_at=0)
        self._heads[source] = position


def now_at_least(tx: Writing, now: datetime) -> datetime:
    """Recording times never go back within a log, so that "as known on a day" is a prefix of it."""
    if microseconds(now) >= tx.recorded_at:
        return now
    return moment(tx.recorded_at)
