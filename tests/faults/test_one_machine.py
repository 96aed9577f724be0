"""One machine's own troubles: a database that eight processes want at once, a clock that is an hour off where a quarter
ends. What must stand in the end is counted by the test alone."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from services.kernel.log.registers import Projector
from services.kernel.log.store import Store, events
from services.kernel.log.writer import Writer
from services.kernel.procedure.custody.clock import ClockImplausible
from services.kernel.procedure.own_log.handlers import check_seal
from tests.kernel.sample import FillJar, JarFilled, JarLeftFull, OpenJar, SampleDesk, jars, register, tables
from tests.kernel.sample import log as operations
from tests.kernel.test_clock_leaps import Wall
from tests.kernel.test_writer import open_jar, write_many

WRITERS, EACH = 8, 20
ZONE = ZoneInfo("Asia/Shanghai")
LAST_DAY = date(2026, 9, 30)
HOUR = timedelta(hours=1)


@pytest.mark.slow
def test_eight_processes_write_one_database_that_somebody_locks_as_well(tmp_path: Path, seed: int) -> None:
    chance = Random(f"{seed} writers")
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    store.create(tables)
    jar = Writer(store, Projector([register])).submit(lambda tx: open_jar(tx, 1_000_000))
    spawn = multiprocessing.get_context("spawn")
    url = store.url.render_as_string()
    writers = [spawn.Process(target=write_many, args=(url, "", jar, EACH)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None, timeout=30)) as other:
        while any(writer.is_alive() for writer in writers):
            other.execute("BEGIN IMMEDIATE")
            time.sleep(chance.random() * 0.1)
            other.execute("ROLLBACK")
            time.sleep(chance.random() * 0.2)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with store.reading() as connection:
        positions = list(connection.execute(select(events.c.position).order_by(events.c.position)).scalars())
        assert connection.execute(select(jars.c.amount)).scalar_one() == WRITERS * EACH
    assert positions == list(range(1, WRITERS * EACH + 2))
    assert check_seal(store)[1] is None
    store.close()


def test_a_clock_an_hour_off_at_the_end_of_a_quarter(tmp_path: Path, seed: int) -> None:
    """What fell due on the last day is missed once, and not before that day was over by the time it was recorded at;
    nothing goes back, every fact is of the day at which it was recorded, and no work is refused."""
    chance, wall = Random(f"{seed} clock"), Wall()
    true = datetime(2026, 9, 30, 22, 10, tzinfo=ZONE).astimezone(UTC)
    wall.time = true
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    desk = SampleDesk(store, wall)
    desk.app.office = replace(desk.app.office, clock_jump_days=16)
    full = [desk.ask(OpenJar(size=1000, empty_by=LAST_DAY)).id for _ in range(5)]
    ticks, refused = 0, 0
    for _ in range(30):
        true += timedelta(minutes=10)
        wall.time = true + chance.choice((-HOUR, 0 * HOUR, HOUR))
        desk.do(FillJar(jar=chance.choice(full), amount=1))
        try:
            desk.ask(operations.tick(), by="p006")
            ticks += 1
        except ClockImplausible:
            refused += 1
    wall.time = true + 3 * HOUR
    desk.ask(operations.tick(), by="p006")
    recorded = desk.recorded()
    missed = [event for event in recorded if isinstance(event, JarLeftFull)]
    assert sorted(event.originator_id for event in missed) == sorted(full)
    assert all(event.timestamp.astimezone(ZONE).date() > LAST_DAY for event in missed)
    assert sum(isinstance(event, JarFilled) for event in recorded) == 30
    moments = [event.timestamp for event in recorded]
    assert moments == sorted(moments)
    assert [event.day for event in recorded] == [event.timestamp.astimezone(ZONE).date() for event in recorded]
    assert {event.day for event in recorded} == {LAST_DAY, LAST_DAY + timedelta(days=1)}
    assert ticks, "it went on by itself"
    assert refused, "a clock that went back was not believed"
    store.close()
