"""Where one service keeps its log and registers: SQLite or PostgreSQL, one code path. Knows no domain.

`heads` holds one row for the log (its last position and seal) and one per consumed source. A writer locks the log's
row first, so the commands of a service stand in one line on every database: positions are gapless, the seal is a chain,
and a decision reads what it decides on. The writer (`writer.py`) makes that line fast by committing many at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from services.kernel.log import identity
from services.kernel.log.identity import Expected, Identity
from services.kernel.log.mapper import MAPPER
from services.kernel.log.migrations import settle as migrate
from services.kernel.log.seal import SHA256, START, StoredRow, head_mark

metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("originator_id", String(32), nullable=False),
    Column("originator_version", Integer, nullable=False),
    Column("topic", String(120), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Index("events_stream", "originator_id", "originator_version", unique=True),
)
"""Append-only; changed only by numbered migrations. SQLite keeps an INTEGER key in no tree of its own."""

heads = Table(
    "heads",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("seal", LargeBinary),
    Column("recorded_at", BigInteger, nullable=False, default=0),
    Column("mark", LargeBinary),
)
"""`log` and one row per consumed source, with the seal that its log has there; `recorded_at` in microseconds since the
epoch, never going back; `mark` proves by the service's key that the service itself moved it."""

answers = Table(
    "answers",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)
"""Idempotency records: caller and key, digest of the request, the answer first given."""

consumed = Table(
    "consumed",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", String(120), nullable=False),
    Column("state", LargeBinary, nullable=False),
)
"""Copies of the events a service mirrors in memory (the directory's)."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("previous", BigInteger, nullable=False),
    Column("aggregate", String(32), nullable=False),
    Column("topic", String(120), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("held_at", BigInteger, nullable=False),
    Index("quarantine_stream", "source", "aggregate", "position"),
)
"""Received events that could not be taken in, and their successors of the same aggregate (`error` empty)."""

contradictions = Table(
    "contradictions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("source", String(40), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("claimed", String(120), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("topic", String(120), nullable=False),
    Column("detail", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
"""What a bus or a source said that cannot be true, each thing once; never taken in. `claimed` is what it calls its
source, `source` whose inbox it came to."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""How far each relay has published."""

definitions = Table(
    "definitions",
    metadata,
    Column("register", String(80), primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""Which definition each register was last built with."""

migrations = Table("migrations", metadata, Column("number", Integer, primary_key=True, autoincrement=False))

LOG = "log"
_TAKEN = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID")


class Store:
    """One service's database. `url` is SQLAlchemy's; `schema` only for PostgreSQL.

    What can be made anew from its beginning need not be `durable` while it is made: an SQLite file is then on the disk
    once it is closed, and a power cut before that may spoil it.
    """

    def __init__(
        self, url: str | URL, *, schema: str = "", seal: str = SHA256, pool_size: int = 8, durable: bool = True
    ) -> None:
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
            raise RuntimeError(
                "POSTGRES_ENABLE_DB_FUNCTIONS drops the insert lock and loses events for readers; unset it"
            )
        self.url = make_url(url)
        if self.url.drivername == "postgresql":  # as everybody else writes it
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.schema = schema
        self.how = seal
        self._durable = durable
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._kept: Connection | None = None
        self.mapper = MAPPER
        self.expected: Expected | None = None
        """What whoever opens it knows of this database."""
        self.head_key = b""
        """Marks heads; without it they are not marked."""
        self.engine: Engine = self._sqlite(pool_size) if self.is_sqlite else self._postgres(pool_size)

    def _sqlite(self, pool_size: int) -> Engine:
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={"check_same_thread": False, "timeout": 30, "cached_statements": 512},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")  # FULL survives a power cut
            cursor.execute("PRAGMA wal_autocheckpoint=4000")  # pages: a command changes ten, mostly the same again
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes", False)
            driver: Any = connection.connection.driver_connection
            driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

        del prepare, begin
        return engine

    def _postgres(self, pool_size: int) -> Engine:
        options = f"-csearch_path={self.schema}" if self.schema else ""
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            connect_args={"options": options} if options else {},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.prepared_max = 1000  # a service has more texts than psycopg keeps prepared by itself

        del prepare
        return engine

    def create(self, *registers: MetaData, service: str = "", origin: str = "", others: Set[str] = frozenset()) -> None:
        """Makes what is missing and not for `others` to make; what is there stays as it is. Refuses a database that is
        not this service's, or is empty where there was one."""
        with self._alone() as connection:
            if self.schema and not self.is_sqlite and not self.has_schema(connection):
                if self.expected is not None and self.expected.made:
                    raise identity.missing(self.place)
                connection.execute(text(f'CREATE SCHEMA "{self.schema}"'))
            there = self.there(connection)
            new = events.name not in there
            if new and self.expected is not None and self.expected.made:
                raise identity.missing(self.place)
            for tables in (metadata, identity.metadata, *registers):
                if missing := [table for table in tables.tables.values() if table.name not in there | others]:
                    tables.create_all(connection, tables=missing, checkfirst=False)
            migrate(connection, new=new)
            if new:
                connection.execute(heads.insert(), {"name": LOG, "position": 0, "seal": START, "recorded_at": 0})
            self._mark(connection, identity.settle(connection, self.place, service, origin, self.expected))

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return f"{self.url.render_as_string()} {self.schema}".strip() if self.url.host else str(self.url.database)

    def _mark(self, connection: Connection, known: Identity) -> None:
        """The first time that there is a key, the heads are taken as they are found."""
        if self.head_key and not known.marked:
            self._mark_all(connection)
            identity.mark(connection)

    def mark_again(self) -> None:
        """By another key: the caller has seen that they are right."""
        with self.writing() as connection:
            self._mark_all(connection)

    def _mark_all(self, connection: Connection) -> None:
        for row in connection.execute(select(heads)).fetchall():
            mark = self.head_mark(row.name, row.position, row.seal, row.recorded_at)
            connection.execute(heads.update().where(heads.c.name == row.name).values(mark=mark))

    def head_mark(self, name: str, position: int, seal: bytes | None, recorded_at: int) -> bytes | None:
        return head_mark(self.head_key, name, position, seal, recorded_at) if self.head_key else None

    def add_indexes(self, *registers: MetaData) -> None:
        """Those that were declared after their table was made. Its columns must be today's: registers are rebuilt."""
        with self._alone() as connection:
            there = self.there(connection)
            every = (metadata, identity.metadata, *registers)
            for table in (table for tables in every for table in tables.tables.values()):
                for index in table.indexes:
                    if str(index.name) not in there:
                        index.create(connection)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction that changes tables: replicas that start together look and make one after the other."""
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"jikao {self.schema}"}
                )
            yield connection

    def there(self, connection: Connection) -> set[str]:
        """Tables and indexes by name, all at once: asking for each would take longer than the rest of a start."""
        known = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')"
            if self.is_sqlite
            else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
        )
        return set(connection.execute(text(known)).scalars())

    def has_schema(self, connection: Connection) -> bool:
        """Asked first: a service's login may not create one, not even IF NOT EXISTS."""
        query = text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :name")
        return connection.execute(query, {"name": self.schema}).first() is not None

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        """The connection kept for the line of writers; given up when anything goes wrong on it."""
        connection, self._kept = self._kept, None
        if connection is None:
            connection = self.engine.connect().execution_options(writes=True)
        try:
            yield connection
        except BaseException:
            with suppress(Exception):  # a commit that was refused leaves this to us
                driver: Any = connection.connection.driver_connection
                driver.rollback()
            connection.close()
            raise
        self._kept = connection

    def is_gone(self, error: BaseException) -> bool:
        """Whether this says that the connection was lost, as after a restart of the database."""
        driver: Any = self.engine.dialect.loaded_dbapi
        own = error.orig if isinstance(error, DBAPIError) else error
        return not self.is_sqlite and isinstance(own, (driver.OperationalError, driver.InterfaceError))

    def is_conflict(self, error: BaseException) -> bool:
        """Whether this says that a unique row is already there."""
        driver: Any = self.engine.dialect.loaded_dbapi
        own = error.orig if isinstance(error, DBAPIError) else error
        taken = driver.IntegrityError if self.is_sqlite else driver.errors.UniqueViolation
        return isinstance(own, taken) and (not self.is_sqlite or own.sqlite_errorname in _TAKEN)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it takes the write lock at once."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """What was committed at the first statement: an answer is of one moment, however much is written meanwhile."""
        how = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**how) as connection, connection.begin():
            yield connection

    def has_log(self) -> bool:
        """Whether a service was ever set up here. Makes nothing."""
        with self.reading() as connection:
            return events.name in self.there(connection)

    def position(self) -> int:
        """The last position of the log; 0 when it is empty."""
        with self.reading() as connection:
            return int(connection.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one())

    def rows(self, after: int = 0, limit: int | None = None, chunk: int = 5000) -> Iterator[StoredRow]:
        """The log in order of position, read in chunks; sees only what was committed at each chunk.

        For replays and audits, beside the recorder's notifications: it spares an object per event, and has the seal.
        """
        sent = 0
        while limit is None or sent < limit:
            size = chunk if limit is None else min(chunk, limit - sent)
            with self.reading() as connection:
                rows = read_rows(connection, after, size)
            yield from rows
            if len(rows) < size:
                return
            sent += len(rows)
            after = rows[-1].position

    def close(self) -> None:
        self.mapper.close()
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self.engine.dispose()
        if self.is_sqlite and not self._durable and self.url.database:
            with Path(self.url.database).open("rb") as file:
                os.fsync(file.fileno())


_ROWS = (
    "SELECT position, originator_id, originator_version, topic, state, seal FROM events"
    " WHERE position > {0} ORDER BY position LIMIT {1}"
)


def read_rows(connection: Connection, after: int, limit: int) -> list[StoredRow]:
    """One page of the log, straight from the driver: the scan is the floor under every replay."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    cursor = connection.exec_driver_sql(_ROWS.format(mark, mark), (after, limit)).cursor
    assert cursor is not None
    return list(map(StoredRow._make, cursor.fetchall()))
