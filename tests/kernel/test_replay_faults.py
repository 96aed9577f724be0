"""Faults planted in rows and in projections: the comparison finds each, with its row, its column and its event.

Rows are spoilt behind the log's back; projections were faulty when live rows were written, and are mended since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.kernel.clock import SimulatedClock
from services.kernel.log import rebuild
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.record import Found, Pace
from services.kernel.procedure.replay.running import work_off
from tests.given import DAY, noon
from tests.kernel import sample
from tests.kernel.sample import EmptyJar, FillJar, JarEmptied, JarFilled, JarOpened, OpenJar, SampleDesk, jars
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

AUDITOR = "p005"
own = declare("sample")
OPENED = tuple(range(1, 7))
"""Positions: six jars opened, each filled (7–12), the first three filled again (13–15), the fourth emptied (16)."""
LAST_FILLED = {0: 13, 1: 14, 2: 15, 3: 10, 4: 11, 5: 12}


@dataclass(frozen=True)
class Fault:
    """What is done to the live rows, by SQL or by a faulty projection; `rows` are what is found of which jar, column
    (empty for a whole row) and event."""

    called: str
    rows: tuple[tuple[int | str, str, int], ...]
    sql: str = ""
    jar: int = 0
    faulty: Callable[[Register], None] | None = None


def projected(**bodies: Callable[[Any, Rows], None]) -> Callable[[Register], None]:
    """The register's projections, but for those of these events."""
    instead = {"opened": JarOpened, "filled": JarFilled, "emptied": JarEmptied}
    classes = {instead[name]: body for name, body in bodies.items()}

    def make(register: Register) -> None:
        for event_class, body in classes.items():
            register.on(event_class)(body)
        for one in sample.register.projections:
            if one.event_class not in classes:
                register.on(one.event_class)(one.body)

    return make


def hexed(event: Any) -> dict[str, str]:
    return {"id": event.originator_id.hex}


def adds_twice(event: JarFilled, rows: Rows) -> None:
    row = rows.get(jars, **hexed(event))
    rows.update(jars, hexed(event), amount=row.amount + 2 * event.amount, version=event.originator_version)


def forgets_the_version(event: JarFilled, rows: Rows) -> None:
    row = rows.get(jars, **hexed(event))
    rows.update(jars, hexed(event), amount=row.amount + event.amount)


def replaces(event: JarFilled, rows: Rows) -> None:
    rows.update(jars, hexed(event), amount=event.amount, version=event.originator_version)


def passes_over(event: Any, rows: Rows) -> None:
    """Nothing."""


def deletes(event: JarEmptied, rows: Rows) -> None:
    rows.delete(jars, **hexed(event))


def everybodys(event: JarEmptied, rows: Rows) -> None:
    """It changes all jars of the size."""
    size = rows.get(jars, **hexed(event)).size
    rows.update(jars, {"size": size}, amount=0)
    rows.update(jars, hexed(event), version=event.originator_version)


def bigger(event: JarOpened, rows: Rows) -> None:
    sample.opened(event, rows)
    rows.update(jars, hexed(event), size=event.size + 1)


def another_day(event: JarOpened, rows: Rows) -> None:
    sample.opened(event, rows)
    rows.update(jars, hexed(event), opened=event.empty_by)


def as_if_filled(event: JarOpened, rows: Rows) -> None:
    sample.opened(event, rows)
    rows.update(jars, hexed(event), amount=event.size)


AMOUNTS = tuple((n, "amount", LAST_FILLED[n]) for n in (0, 1, 2, 4, 5))
"""The fourth jar was emptied, which sets it right again."""
FAULTS = (
    # -- rows
    Fault("an amount raised", ((1, "amount", 14),), "UPDATE jars SET amount = amount + 1 WHERE id = :id", 1),
    Fault("an amount of nothing", ((5, "amount", 12),), "UPDATE jars SET amount = 0 WHERE id = :id", 5),
    Fault("an amount after it was emptied", ((3, "amount", 16),), "UPDATE jars SET amount = 3 WHERE id = :id", 3),
    Fault("a size", ((2, "size", 3),), "UPDATE jars SET size = 99 WHERE id = :id", 2),
    Fault("a day", ((2, "opened", 3),), "UPDATE jars SET opened = '2020-01-01' WHERE id = :id", 2),
    Fault("a version behind", ((0, "version", 13),), "UPDATE jars SET version = 1 WHERE id = :id", 0),
    Fault("a version ahead", ((3, "version", 16),), "UPDATE jars SET version = 9 WHERE id = :id", 3),
    Fault(
        "two columns of one row",
        ((4, "amount", 11), (4, "size", 5)),
        "UPDATE jars SET size = 1, amount = 1 WHERE id = :id",
        4,
    ),
    Fault("a row gone", ((4, "", 5),), "DELETE FROM jars WHERE id = :id", 4),
    Fault("a row that was filled twice gone", ((0, "", 1),), "DELETE FROM jars WHERE id = :id", 0),
    Fault("a row that nobody opened", (("ff", "", 0),), "INSERT INTO jars VALUES ('ff', 1, 1, '2024-03-04', 1)"),
    Fault(
        "a row under another id",
        ((1, "", 2), ("ee", "", 0)),
        "UPDATE jars SET id = 'ee' WHERE id = :id",
        1,
    ),
    Fault("every row gone", tuple((n, "", n + 1) for n in range(6)), "DELETE FROM jars"),
    Fault(
        "two rows exchanged",
        ((4, "amount", 11), (5, "amount", 12)),
        "UPDATE jars SET amount = CASE amount WHEN 4 THEN 5 ELSE 4 END WHERE amount IN (4, 5) AND version = 2",
    ),
    # -- projections
    Fault("adds twice", AMOUNTS, faulty=projected(filled=adds_twice)),
    Fault(
        "forgets the version",
        tuple((n, "version", LAST_FILLED[n]) for n in (0, 1, 2, 4, 5)),
        faulty=projected(filled=forgets_the_version),
    ),
    Fault(
        "keeps the last filling alone",
        tuple((n, "amount", LAST_FILLED[n]) for n in (0, 1, 2)),
        faulty=projected(filled=replaces),
    ),
    Fault("does not hear of emptying", ((3, "amount", 16), (3, "version", 16)), faulty=projected(emptied=passes_over)),
    Fault("deletes what was emptied", ((3, "", 4),), faulty=projected(emptied=deletes)),
    Fault("empties all of the size", AMOUNTS, faulty=projected(emptied=everybodys)),
    Fault("a size too big", tuple((n, "size", n + 1) for n in range(6)), faulty=projected(opened=bigger)),
    Fault("another day", tuple((n, "opened", n + 1) for n in range(6)), faulty=projected(opened=another_day)),
    Fault("begins with a full one", AMOUNTS, faulty=projected(opened=as_if_filled)),
)


def test_there_are_twenty_kinds() -> None:
    assert len(FAULTS) >= 20
    assert len({fault.called for fault in FAULTS}) == len(FAULTS)


class _Suite:
    __test__ = False

    @pytest.fixture
    def desk(self, make_store: MakeStore) -> Iterator[SampleDesk]:
        desk = SampleDesk(make_store(), SimulatedClock(noon(DAY)), replays=True)
        yield desk
        desk.app.close()

    @pytest.fixture
    def ids(self, desk: SampleDesk) -> list[UUID]:
        found = [desk.ask(OpenJar(size=20, empty_by=date(2099, 1, 1))).id for _ in range(6)]
        for n, jar in enumerate(found):
            desk.do(FillJar(jar=jar, amount=n or 7), at=noon(DAY + timedelta(days=1)))
        for jar in found[:3]:
            desk.do(FillJar(jar=jar, amount=2))
        desk.do(EmptyJar(jar=found[3]))
        assert desk.app.store.position() == 16
        return found

    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.called)
    def test_it_is_found(self, desk: SampleDesk, ids: list[UUID], fault: Fault) -> None:
        if fault.sql:
            with desk.app.store.writing() as connection:
                named = {"id": ids[fault.jar].hex} if ":id" in fault.sql else {}
                assert connection.execute(text(fault.sql), named).rowcount > 0
        if fault.faulty is not None:
            self.built_by(desk, fault.faulty)
        replay = desk.ask(own.start(part="jars", pace=Pace.FULL), by=AUDITOR)
        work_off(desk.app)
        assert desk.ask(own.get(replay=replay.id), by=AUDITOR).found == Found.DIFFERENT
        listed = desk.ask(own.list_differences(replay=replay.id, limit=500), by=AUDITOR).items
        names = {id.hex: n for n, id in enumerate(ids)}
        assert {(names.get(one.key, one.key), one.column, one.position) for one in listed} == set(fault.rows)
        assert all(bool(one.fact) == bool(one.position) for one in listed)

    @staticmethod
    def built_by(desk: SampleDesk, faulty: Callable[[Register], None]) -> None:
        """The live rows as a faulty projection would have left them."""
        register = Register("jars", jars, zh="罐子台账", en="Jars")
        faulty(register)

        def build(tx: Any) -> None:
            tx.execute(jars.delete())
            projector = rebuild.Projector([register])
            for event in desk.recorded():
                projector.project(event, tx.rows)

        desk.app.record(build)


class TestOnSqlite(OnSqlite, _Suite):
    __test__ = True


class TestOnPostgres(OnPostgres, _Suite):
    __test__ = True
