"""Prepared reads answer what Core answers, on both databases, and build no SQL when they are asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy import event as listening

from deploy.bench.world import CLERK, World, staff
from services.attendance.leave.operations import RequestLeave
from services.attendance.punches.operations import MarkDay, WithdrawDayMark
from services.kernel.log.prepared import Fixed
from services.kernel.log.registers import Projector, by_key
from services.kernel.log.store import Store, events
from services.kernel.log.transaction import Reading, Writing
from services.kernel.log.writer import Writer
from tests.given import act
from tests.kernel.sample import Jar
from tests.kernel.sample import tables as jar_tables
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("person", String(10), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False),
    Column("amount", Numeric(10, 2), nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("bytes", LargeBinary),
)
DAY = date(2026, 7, 1)
t = things.c


def rows() -> Iterator[dict[str, Any]]:
    for n in range(40):
        on = DAY + timedelta(days=n % 20)
        at, amount = datetime(2026, 7, 1, 8, n, 5), Decimal(n) / 4
        yield {
            "person": f"p{n // 20}",
            "on": on,
            "number": n,
            "at": at,
            "amount": amount,
            "whole": n % 3 == 0,
            "bytes": b"x",
        }


class _Suite:
    __test__ = False

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        store = make_store()
        store.create(metadata, jar_tables)
        with store.writing() as connection:
            connection.execute(things.insert(), list(rows()))
        return store

    @pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 17])
    def test_many_values_find_what_core_finds(self, store: Store, count: int) -> None:
        days = [DAY + timedelta(days=n) for n in range(count)]
        asked = select(things).where(t.person == "p1", t.on.in_(days)).order_by(t.person, t.on, t.number)
        with store.reading() as connection:
            expected = [tuple(row) for row in connection.execute(asked)]
            found = Reading(store, connection).get_all(things, {"person": "p1", "on": days})
        assert [tuple(row) for row in found] == expected
        assert len(found) == count
        assert [type(value) for row in found for value in row] == [type(value) for row in expected for value in row]

    def test_a_statement_keeps_its_constants_and_takes_its_values(self, store: Store) -> None:
        shape = select(t.on, t.amount.label("worth"), t.whole).where(
            t.person == bindparam("person"),
            t.number.in_((2, 3, 5, 7)),
            t.on >= bindparam("since"),
            t.amount > Decimal("0.5"),
        )
        fixed = Fixed(shape.order_by(t.number.desc()).limit(bindparam("most")))
        values = {"person": "p0", "since": DAY + timedelta(days=1), "most": 2}
        with store.reading() as connection:
            expected = connection.execute(fixed.statement, values).fetchall()
            found = Reading(store, connection).ask(fixed, values)
        assert [(row.on, row.worth, row.whole) for row in found] == [tuple(row) for row in expected]
        assert [row.worth for row in found] == [Decimal("1.75"), Decimal("1.25")]

    def test_what_is_counted_comes_back_too(self, store: Store) -> None:
        counted = Fixed(select(t.person, func.count().label("n"), func.max(t.at)).group_by(t.person).order_by(t.person))
        with store.reading() as connection:
            found = Reading(store, connection).ask(counted, {})
        assert [(row[0], row.n, row[2]) for row in found] == [
            ("p0", 20, datetime(2026, 7, 1, 8, 19, 5)),
            ("p1", 20, datetime(2026, 7, 1, 8, 39, 5)),
        ]

    @pytest.mark.parametrize("values", [{}, {"person": "p0", "on": DAY}, {"persons": "p0"}])
    def test_other_values_than_it_wants_are_refused(self, store: Store, values: dict[str, Any]) -> None:
        fixed = Fixed(select(t.on).where(t.person == bindparam("person")))
        with store.reading() as connection, pytest.raises(TypeError, match="person"):
            Reading(store, connection).ask(fixed, values)

    def test_what_the_transaction_has_written_is_found(self, store: Store) -> None:
        of_stream = Fixed(select(events.c.position).where(events.c.originator_id == bindparam("id")))
        jar = Jar(UUID(int=7))
        jar.open(act(), 9, DAY, "")

        def work(tx: Writing) -> list[int]:
            row = next(rows()) | {"person": "new"}
            tx.rows.insert(things, **row)
            tx.append(jar)
            mine = by_key(things, {"person": "new"}), {"person": "new"}
            others = by_key(things, {"person": ["p0"]}), {"person": ["p0"]}
            assert [len(found) for found in tx.ask_each(others, mine, mine)] == [20, 1, 1]
            assert [one.at for one in tx.get_all(things, {"person": "new"})] == [row["at"]]
            return [one.position for one in tx.ask(of_stream, {"id": jar.id.hex})]

        assert Writer(store, Projector(())).submit(work) == [1]

    def test_a_row_is_asked_for_once_until_it_is_written(self, store: Store) -> None:
        key = {"person": "p0", "on": DAY, "number": 0}

        def work(tx: Writing) -> list[Any]:
            seen = [tx.once(things, key)]
            tx.connection.execute(things.update().values(amount=7))  # behind its back: it does not look again
            seen.append(tx.once(things, key))
            tx.rows.update(things, key, amount=Decimal(8))
            seen.append(tx.once(things, key))
            tx.flush()
            tx.past(things).execute("UPDATE things SET amount = 9 WHERE number = 0")
            seen.append(tx.once(things, key))
            tx.execute(things.delete().where(t.number == 0))
            return [one.amount for one in seen] + [tx.once(things, key)]

        assert Writer(store, Projector(())).submit(work) == [0, 0, 8, 9, None]

    def test_several_selects_are_answered_each(self, store: Store) -> None:
        asked = [(by_key(things, {"number": n}), {"number": n}) for n in (3, 99, 4)]
        with store.reading() as connection:
            found = Reading(store, connection).ask_each(*asked)
        assert [[row.number for row in rows] for rows in found] == [[3], [], [4]]


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...


@contextmanager
def built(store: Store) -> Iterator[list[str]]:
    """The Core statements that are built and run meanwhile, rather than prepared ones."""
    seen: list[str] = []

    def note(_: Any, statement: Any, *__: Any) -> None:
        seen.append(str(statement))

    listening.listen(store.engine, "before_execute", note)
    try:
        yield seen
    finally:
        listening.remove(store.engine, "before_execute", note)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.embedded.close()


def mark(world: World, day: int) -> None:
    person, on, reason = staff("2024-01-01")[0], date(2026, 9, day), "赴乡镇调研"
    world.post(CLERK, MarkDay(person=person, on=on, state="trip", reason=reason))
    world.post(CLERK, WithdrawDayMark(person=person, on=on, state="trip", reason=reason))


def ask_for_leave(world: World, day: int) -> None:
    person, on = staff("2024-01-01")[20], date(2026, 9, day)
    world.post(person, RequestLeave(person=person, kind="personal", start=on, end=on, reason="家事"))


@pytest.mark.parametrize(("commands", "first", "second"), [(mark, 1, 2), (ask_for_leave, 29, 30)])
def test_a_command_and_its_answer_build_no_sql(
    world: World, commands: Callable[[World, int], None], first: int, second: int
) -> None:
    """But for the first of its kind."""
    store = world.embedded.services["attendance"].app.store
    commands(world, first)
    before = store.position()
    with built(store) as seen:
        commands(world, second)
    assert store.position() > before
    assert seen == []


def test_a_statement_that_is_built_is_noticed(world: World) -> None:
    store = world.embedded.services["attendance"].app.store
    with built(store) as seen, store.reading() as connection:
        connection.execute(select(events.c.position))
    assert seen
