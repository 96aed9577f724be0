"""What the gateways keep: accounts, sessions, links, attempts, and what the directory has still to be told. A few
small tables in one database, shared by all gateways of an office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from gateway.attempts import table as attempts_table
from services.kernel.log.troubles import DatabaseAway, trouble
from services.kernel.refusals import Unavailable

WRITES = "writes"
"""The execution option of a connection whose transactions write."""
tables = MetaData()
accounts = Table(
    "accounts",
    tables,
    Column("login", String(60), primary_key=True),
    Column("person", String(60), nullable=False, index=True),
    Column("hash", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("closed", Boolean, nullable=False, default=False),
    Column("note", String(200), nullable=False, default=""),
    Column("passwords", Integer, nullable=False, default=0),
    Column("lifted", Integer, nullable=False, default=0),
    Column("factors", Integer, nullable=False, default=0),
    Column("powerful", Integer, nullable=False, default=0),
)
"""`passwords`, `lifted`, `factors` count what the directory ordered and was done here: a new password, no more waiting,
another device; `powerful` is 1 where the person's posts ask for a second factor."""

sessions = Table(
    "sessions",
    tables,
    Column("id", String(40), primary_key=True),
    Column("login", String(60), nullable=False, index=True),
    Column("refresh", String(64), nullable=False, index=True),
    Column("previous", String(64), nullable=False, default="", index=True),
    Column("rotated_at", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("ended", Boolean, nullable=False, default=False),
)
links = Table(
    "calendar_links",
    tables,
    Column("id", String(40), primary_key=True),
    Column("person", String(60), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made", Float, nullable=False),
    Column("used", Float),
    Column("ended", Boolean, nullable=False, default=False),
)
attempts = attempts_table(tables)
factors = Table(
    "second_factors",
    tables,
    Column("login", String(60), primary_key=True),
    Column("secret", String(200), nullable=False, default=""),
    Column("pending", String(200), nullable=False, default=""),
    Column("since", Float),
    Column("last_step", BigInteger, nullable=False, default=0),
    Column("recovery", Text, nullable=False, default=""),
)
"""Secrets are encrypted, recovery codes digests; `last_step` is that of the last code that counted."""
reports = Table(
    "login_reports",
    tables,
    Column("id", String(36), primary_key=True),
    Column("merged", String(260), nullable=False, unique=True),
    Column("due", Float, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("what", String(40), nullable=False),
    Column("login", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("address", String(60), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("times", Integer, nullable=False),
)
"""What the directory has still to be told."""


def opened(url: str) -> Engine:
    """With every table, as this version has them."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # transactions begin below, and not with the first statement that writes
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA busy_timeout=10000")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

        del prepare, begin
    with writing(engine) as connection:
        tables.create_all(connection)
    _bring_up_to_date(engine)
    return engine


def away(error: SQLAlchemyError) -> Unavailable | None:
    """The refusal that says what the database does not do; None where it is a fault of the program."""
    if told := trouble(error):
        return told
    return DatabaseAway() if isinstance(error, (OperationalError, InterfaceError, NoConnection)) else None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """What was read in it is still so when it is written: on SQLite nobody else writes meanwhile, on PostgreSQL no row
    changes that was read `with_for_update`."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def _bring_up_to_date(engine: Engine) -> None:
    """Of stores in which an account itself was locked, and nothing of it was ordered."""
    there = {column["name"] for column in inspect(engine).get_columns(accounts.name)}
    ordered = "IF NOT EXISTS " if engine.dialect.name == "postgresql" else ""  # gateways may start together
    gone = "IF EXISTS " if engine.dialect.name == "postgresql" else ""
    with writing(engine) as connection:
        for name in sorted({"failures", "locked_until"} & there):
            connection.execute(text(f"ALTER TABLE {accounts.name} DROP COLUMN {gone}{name}"))
        for name in sorted({"passwords", "lifted", "factors", "powerful"} - there):
            connection.execute(
                text(f"ALTER TABLE {accounts.name} ADD COLUMN {ordered}{name} INTEGER NOT NULL DEFAULT 0")
            )
