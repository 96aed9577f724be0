"""A service that only listens: it adds up what went into each jar, and would trip over any event taken in twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, func, select

from services.kernel.delivery.messages import Message
from services.kernel.delivery.mirror import Mirror
from services.kernel.log.store import Store
from services.kernel.log.transaction import Writing
from services.kernel.procedure.application import Application
from services.kernel.procedure.office import Office
from services.kernel.procedure.quarantine import handlers as quarantine
from tests.given import Desk
from tests.kernel.sample import JarFilled, OpenJar, SampleOrgan

tables = MetaData()
seen = Table(
    "seen",
    tables,
    Column("source", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("jar", String(32), nullable=False),
    Column("amount", Integer, nullable=False),
)
POISON = 666
"""An amount nobody can count, until `antidote` is in it."""
antidote: set[int] = set()


def count(tx: Writing, messages: Sequence[Message]) -> None:
    for message in messages:
        event = message.event()
        amount = event.amount if isinstance(event, JarFilled) else 0
        if amount == POISON and POISON not in antidote:
            raise ValueError("who can count that?")
        tx.rows.insert(seen, source=message.source, position=message.position, jar=message.aggregate, amount=amount)


SUBSCRIPTIONS = {"sample": count}


def build(*, store: Store, office: Office, live: Any = None) -> Application:
    return Application(
        "tally",
        [quarantine.procedure("tally")],
        store=store,
        office=office,
        organ=Mirror("directory", SampleOrgan()),
        tables=[tables],
    )


def positions(store: Store) -> list[int]:
    with store.reading() as connection:
        return [p for (p,) in connection.execute(select(seen.c.position).order_by(seen.c.position))]


def total(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.coalesce(func.sum(seen.c.amount), 0))).scalar_one()


def open_jar(desk: Desk, size: int = 1_000_000) -> str:
    return str(desk.ask(OpenJar(size=size, empty_by=date(2026, 12, 31), note="private")).id)
