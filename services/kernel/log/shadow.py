"""A shadow: registers built again from the log in a place of their own, beside live work. Knows no procedure.

On SQLite the place is a file beside the live one, on PostgreSQL a schema beside the live one; the tables have their
live names, so that whatever reads a register reads a shadow of it. How far it is stands in the same transaction as its
rows: broken off anywhere, it goes on with the next event and comes out with the same bytes.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent
from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql import visitors

from services.kernel.domain.events import Event, event_class
from services.kernel.log.prepared import Fixed, Prepared
from services.kernel.log.reading import Reading, uuid_of
from services.kernel.log.registers import Projector, Register, Rows, table_of
from services.kernel.log.store import LOG, Store, events, heads, read_rows
from services.kernel.log.transaction import Writing

SLOTS = 4
"""How many shadows a service keeps at once: bounds what they take of the disk."""
EVENTS_PER_COMMIT = 2000
"""How many events one transaction of a shadow takes: bounds its memory, and what is done again after a kill."""
KEPT = "__kept"
"""After the name of a live table: its rows as they are put away in a swap, until that is done."""
_meta = MetaData()
standing = Table(
    "shadow_standing",
    _meta,
    Column("name", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("note", String(60), nullable=False),
)
"""Whose the shadow is (`replay`), how far it has come in each log, and the swap that is under way (`swap`)."""
REPLAY, SWAP = "replay", "swap"
_OF_ALL = frozenset({REPLAY, SWAP})


class Part(Protocol):
    """What is built in a shadow, page by page, from one or several logs."""

    @property
    def tables(self) -> tuple[Table, ...]: ...
    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def reads_itself(self) -> bool:
        """Whether it looks rows up while it is built: then its indexes are there from the beginning."""
        ...

    def heads(self) -> Mapping[str, int]:
        """How far it could come now, by source."""
        ...

    def page(self, source: str, after: int, until: int) -> tuple[int, Sequence[Any]]:
        """The position up to which the next events after one are all, and these."""
        ...

    def read(self, connection: Connection, source: str, after: int, until: int) -> tuple[int, Sequence[Any]]:
        """The same, as a transaction of the live store sees them."""
        ...

    def standing(self, tx: Writing) -> Mapping[str, int]:
        """How far the live rows are in a transaction, by source."""
        ...

    def swapped(self, tx: Writing) -> None:
        """Its rows have just taken the place of the live ones."""
        ...

    def lay(self, filling: Filling) -> None:
        """What is there before the first event."""
        ...

    def fill(self, filling: Filling, source: str, page: Sequence[Any]) -> None: ...


class Shadow:
    """One of a service's few places for shadows."""

    def __init__(self, live: Store, slot: int, place: Path | None = None) -> None:
        """`place` is a file elsewhere, for what is thrown away afterwards."""
        self.slot = slot
        self.store = _at(place) if place is not None else _beside(live, slot)

    def belongs_to(self, replay: str) -> bool:
        """Whether that replay's rows are here, begun or complete."""
        with self.store.reading() as connection:
            return standing.name in self.store.there(connection) and notes(connection).get(REPLAY) == replay

    def begin(self, replay: str, part: Part) -> dict[str, int]:
        """Made empty, unless it is this replay's already; by source, how far it is."""
        with self.store.writing() as connection:
            if not self.store.is_sqlite and not self.store.has_schema(connection):
                connection.execute(text(f'CREATE SCHEMA "{self.store.schema}"'))
            there = self.store.there(connection)
            if standing.name not in there or notes(connection).get(REPLAY) != replay:
                self._drop(connection, there)
                connection.execute(CreateTable(standing))
                for table in part.tables:
                    connection.execute(CreateTable(table))
                    if part.reads_itself:
                        index(connection, table)
                filling = Filling(self.store, connection)
                part.lay(filling)
                filling.flush()
                connection.execute(standing.insert(), {"name": REPLAY, "position": 0, "note": replay})
            return positions_of(connection)

    def positions(self) -> dict[str, int]:
        """By source, how far it is."""
        with self.store.reading() as connection:
            return positions_of(connection)

    def take(self, part: Part, source: str, page: Sequence[Any], position: int) -> None:
        """One page: its rows and its position in one transaction."""
        with self.store.writing() as connection:
            filling = Filling(self.store, connection)
            part.fill(filling, source, page)
            filling.flush()
            stand(connection, source, position)

    def complete(self, part: Part) -> None:
        """The indexes that reading it wants, where it was built without."""
        with self.store.writing() as connection:
            there = self.store.there(connection)
            for table in part.tables:
                index(connection, table, there)

    def clear(self) -> None:
        """Gives the place back."""
        if self.store.is_sqlite:
            self.store.close()
            for end in ("", "-wal", "-shm"):
                Path(f"{self.store.url.database}{end}").unlink(missing_ok=True)
            return
        with self.store.writing() as connection:
            self._drop(connection, self.store.there(connection))

    def close(self) -> None:
        self.store.close()

    def _drop(self, connection: Connection, there: set[str]) -> None:
        known = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            if self.store.is_sqlite
            else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
        if there:
            for name in list(connection.execute(text(known)).scalars()):
                connection.execute(DropTable(Table(name, MetaData())))


def _at(place: Path) -> Store:
    return Store(f"sqlite:///{place}", pool_size=2, durable=False)


def _beside(live: Store, slot: int) -> Store:
    if not live.is_sqlite:
        return Store(live.url, schema=schema_of(live.schema, slot), seal=live.how, pool_size=2)
    path = Path(live.url.database or "")
    return Store(f"sqlite:///{path.with_name(f'{path.stem}.shadow-{slot}{path.suffix}')}", seal=live.how, pool_size=2)


def schema_of(schema: str, slot: int) -> str:
    return f"{schema or 'public'}_shadow_{slot}"


def index(connection: Connection, table: Table, there: Iterable[str] = ()) -> None:
    for one in sorted(table.indexes, key=lambda each: str(each.name)):
        if str(one.name) not in there:
            one.create(connection)


def notes(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(select(standing.c.name, standing.c.note)).tuples().all())


def positions_of(connection: Connection) -> dict[str, int]:
    """By source, how far a shadow is."""
    rows = connection.execute(select(standing.c.name, standing.c.position)).tuples().all()
    return {name: position for name, position in rows if name not in _OF_ALL}


def stand(connection: Connection, name: str, position: int, note: str = "") -> None:
    connection.execute(delete(standing).where(standing.c.name == name))
    connection.execute(standing.insert(), {"name": name, "position": position, "note": note})


class Filling(Reading):
    """A transaction that fills a shadow. Writes wait in order; they go out in bulk before their table is read."""

    writable = True

    def __init__(self, store: Store, connection: Connection) -> None:
        super().__init__(store, connection)
        self._waiting: dict[str, list[tuple[Prepared, list[Any]]]] = {}

    def write(self, statement: Prepared, values: tuple[Any, ...]) -> None:
        waiting = self._waiting.setdefault(statement.table, [])
        if waiting and waiting[-1][0] is statement:
            waiting[-1][1].append(statement.bound(values))
        else:
            waiting.append((statement, [statement.bound(values)]))

    def ask(self, select: Fixed, values: dict[str, Any], most: int | None = None) -> list[Any]:
        for table in select.tables:
            self._send(self._waiting.pop(table, []))
        return super().ask(select, values, most)

    def flush(self) -> None:
        for waiting in self._waiting.values():
            self._send(waiting)
        self._waiting = {}

    def _send(self, waiting: list[tuple[Prepared, list[Any]]]) -> None:
        for statement, rows in waiting:
            if len(rows) == 1:
                self.cursor.execute(statement.sql, rows[0])
            else:
                self.cursor.executemany(statement.sql, rows)


class OwnRows(Rows):
    """The verbs of a projection, which refuses those that touch a table not its registers' own."""

    def __init__(self, session: Filling, tables: frozenset[Table]) -> None:
        super().__init__(session)
        self._own = tables

    def _table(self, kept: Any) -> Table:
        table = table_of(kept)
        if table not in self._own:
            raise TypeError(f"a projection touches {table.name}, which is not a table of the registers being rebuilt")
        return table

    def get(self, table: Any, **key: Any) -> Any:
        return super().get(self._table(table), **key)

    def _write(self, verb: str, table: Any, shape: tuple[str, ...], values: tuple[Any, ...]) -> None:
        super()._write(verb, self._table(table), shape, values)


class Registers:
    """Registers as a part of a shadow: from the service's own log, or from the events of one aggregate in it."""

    sources = (LOG,)
    reads_itself = True

    def __init__(self, store: Store, registers: Iterable[Register], aggregate: UUID | None = None) -> None:
        self.store, self.registers, self.aggregate = store, tuple(registers), aggregate
        self.tables = tuple(table for register in self.registers for table in register.tables)
        self.projector = Projector(self.registers)
        self._own = frozenset(self.tables)
        self._wanted = wanting(self.projector)

    def heads(self) -> Mapping[str, int]:
        return {LOG: self.store.position()}

    def page(self, source: str, after: int, until: int) -> tuple[int, Sequence[Any]]:
        with self.store.reading() as connection:
            return self.read(connection, source, after, until)

    def standing(self, tx: Writing) -> Mapping[str, int]:
        return {LOG: tx.position}

    def swapped(self, tx: Writing) -> None:
        """Whoever reads a register reads it anew."""

    def read(self, connection: Connection, source: str, after: int, until: int) -> tuple[int, Sequence[Any]]:
        if self.aggregate is not None:
            return until, self._of_one(connection, after, until)
        rows = read_rows(connection, after, min(EVENTS_PER_COMMIT, until - after))
        wanted = self._wanted
        return (rows[-1].position if rows else until), [
            (row.position, event)
            for row in rows
            if wanted(row.topic)
            and (event := self.store.mapper.decode(row.topic, row.state)).TOPIC in self.projector.topics
        ]

    def lay(self, filling: Filling) -> None:
        """A register begins empty."""

    def fill(self, filling: Filling, source: str, page: Sequence[tuple[int, Event]]) -> None:
        rows, project = OwnRows(filling, self._own), self.projector.project
        for _, event in page:
            project(event, rows)

    def _of_one(self, connection: Connection, after: int, until: int) -> list[tuple[int, Event]]:
        assert self.aggregate is not None
        query = (
            select(events.c.position, events.c.topic, events.c.state)
            .where(events.c.originator_id == self.aggregate.hex, events.c.position > after, events.c.position <= until)
            .order_by(events.c.position)
        )
        return [(at, self.store.mapper.decode(topic, bytes(state))) for at, topic, state in connection.execute(query)]


def wanting(projector: Projector) -> Callable[[str], bool]:
    """Whether a stored topic can become an event that a register wants. One that nobody declares is decoded, and so
    refused by name: a rebuild passes over no event in silence."""
    topics = projector.topics

    @cache
    def wanted(topic: str) -> bool:
        upcasts = event_class(topic).upcast is not Event.upcast
        return topic in topics or upcasts

    return wanted


class _Stamp(msgspec.Struct):
    timestamp: datetime


_stamp = msgspec.json.Decoder(_Stamp)


def position_at(store: Store, moment: datetime) -> int:
    """The last position that was recorded by then: recording times never go back within a log."""
    with store.reading() as connection:
        last = int(connection.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one())

        def recorded(position: int) -> datetime:
            query = select(events.c.state).where(events.c.position == position)
            return _stamp.decode(bytes(connection.execute(query).scalar_one())).timestamp

        return bisect.bisect_right(range(1, last + 1), moment, key=recorded)


class Then(Reading):
    """Rows as a shadow holds them, aggregates as their events up to its position make them.

    With `others`, tables that are not the shadow's are read where they stand; otherwise they are not there.
    """

    def __init__(
        self,
        shadow: Store,
        connection: Connection,
        live: Reading | Writing,
        positions: Mapping[str, int],
        others: frozenset[str] | None = None,
    ) -> None:
        """`others`: all tables of the shadow, where the rest is to be read from live."""
        super().__init__(shadow, connection)
        self._live, self._positions, self._own = live, positions, others

    def heads(self) -> dict[str, int]:
        return self._live.heads() | dict(self._positions)

    def read(self, statement: Any, row: dict[str, Any] | None = None) -> Sequence[Any]:
        return super().read(statement, row) if self._is_here(tables_of(statement)) else self._live.read(statement, row)

    def ask(self, select: Fixed, values: dict[str, Any], most: int | None = None) -> list[Any]:
        return (
            super().ask(select, values, most) if self._is_here(select.tables) else self._live.ask(select, values, most)
        )

    def _is_here(self, tables: Iterable[str]) -> bool:
        return self._own is None or not self._own.isdisjoint(tables)

    def select_events(self, originator_id: UUID | str, **how: Any) -> Sequence[StoredEvent]:
        found = self._live.select_events(originator_id, **how)
        if LOG not in self._positions:
            return found
        query = select(events.c.originator_version).where(
            events.c.originator_id == uuid_of(originator_id).hex, events.c.position <= self._positions[LOG]
        )
        known = len(self._live.read(query))
        return [one for one in found if one.originator_version <= known]


def tables_of(statement: Any) -> set[str]:
    """The tables that a select reads."""
    return {part.name for part in visitors.iterate(statement) if isinstance(part, Table)}
