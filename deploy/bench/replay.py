"""A log of 200,000 events into facts: against the bare scan of the log, and against the library's event by event.

The events are those of the demo quarter, over and over under new aggregate ids: the mix an office really has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.application import Application as LibraryApplication
from eventsourcing.application import ProcessingEvent
from eventsourcing.domain import Aggregate, event
from eventsourcing.system import ProcessApplication, SingleThreadedRunner, System

from deploy import roster
from deploy.bench.harness import Report, seconds, turns
from deploy.bench.world import World
from services.appraisal.facts.rebuild import replay as replayed
from services.appraisal.facts.rebuild import stored
from services.kernel.log.registers import Projector
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import Store
from services.kernel.log.transaction import Writing
from services.kernel.log.writer import Writer

EVENTS = 200_000
LIBRARY_EVENTS = 1_500
PAGE = 5_000
EVENTS_PER_FACT = 3
"""In the demonstration's log about one event in three is a fact; the library shall have no more to do than we."""
NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de0be")


def copies(rows: list[StoredRow], wanted: int, name: str = "") -> Iterator[tuple[str, int, str, bytes]]:
    """(stream, version, topic, stored bytes) of the log, each round under other aggregate ids.

    `name` keeps what two callers make apart.
    """
    made = 0
    for round_ in range(wanted // len(rows) + 1):
        ids = {row.originator_id: uuid5(NAMESPACE, f"{name}{round_}/{row.originator_id}") for row in rows}
        for row in rows:
            if made == wanted:
                return
            was, now = str(UUID(hex=row.originator_id)).encode(), str(ids[row.originator_id]).encode()
            yield ids[row.originator_id].hex, row.originator_version, row.topic, row.state.replace(was, now, 1)
            made += 1


def a_page(tx: Writing, source: Iterator[tuple[str, int, str, bytes]]) -> int:
    """Appends the next few of these; how many there were."""
    done = 0
    for stream, version, topic, state in islice(source, PAGE):
        tx.append_stored(stream, version, topic, state)
        done += 1
    return done


def long_log(world: World, path: Path, wanted: int) -> Store:
    store = Store(f"sqlite:///{path}")
    store.create()
    writer = Writer(store, Projector([]))
    source = copies(list(world.embedded.services["attendance"].app.store.rows()), wanted)

    while writer.submit(lambda tx: a_page(tx, source)) == PAGE:
        pass
    return store


def measure(report: Report, world: World, folder: Path, rounds: int = 3, wanted: int = EVENTS) -> None:
    """`world` has lived through a quarter."""
    store = long_log(world, folder / "long.db", wanted)
    number = iter(range(1_000))

    def scan() -> float:
        return wanted / seconds(lambda: sum(1 for _ in store.rows(chunk=PAGE)))

    def replay() -> float:
        own = Store(f"sqlite:///{folder / f'facts-{next(number)}.db'}")
        module = roster.ROSTER["appraisal"]
        service = roster.assemble("appraisal", module, store=own, office=world.embedded.office)
        sources = {"attendance": stored("attendance", store)}
        speed = wanted / seconds(lambda: replayed(service.app, sources, {"attendance": wanted}))
        service.app.close()
        return speed

    speeds = turns(rounds, replay, scan)
    replay_of = f"replay of {wanted:,} events into facts"
    report.ratio(replay_of, speeds, "events/s", "bare scan of the log", 0.5)
    library = one_by_one(folder)
    report.ratio(replay_of, (speeds[0], library), "events/s", "library, one by one", 100)
    store.close()


class Source(LibraryApplication[UUID]):
    pass


class Jar(Aggregate):
    @event("Filled")
    def fill(self, amount: int, department: str, person: str, note: str) -> None:
        self.amount = getattr(self, "amount", 0) + amount


class Noted(Aggregate):
    """A fact, as the library would keep one."""

    def __init__(self, department: str, person: str, amount: int) -> None:
        self.department, self.person, self.amount = department, person, amount


class Follower(ProcessApplication[UUID]):
    """Takes each event in a transaction of its own, with its tracking record and the fact that it may be."""

    def policy(self, domain_event: Any, processing_event: ProcessingEvent[UUID]) -> None:
        if getattr(domain_event, "amount", 1) % EVENTS_PER_FACT == 0:
            processing_event.collect_events(Noted(domain_event.department, domain_event.person, domain_event.amount))


def one_by_one(folder: Path) -> float:
    """Events per second of the library's own system runner on SQLite files."""
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SOURCE_SQLITE_DBNAME": str(folder / "source.db"),
        "FOLLOWER_SQLITE_DBNAME": str(folder / "follower.db"),
    }
    source = Source(env=env)
    jar = Jar()
    for n in range(LIBRARY_EVENTS):
        jar.fill(n, "finance-economy", "p022", "赴乡镇调研")
    source.save(jar)
    source.close()
    runner: SingleThreadedRunner[UUID] = SingleThreadedRunner(System(pipes=[[Source, Follower]]), env=env)
    runner.start()
    follower = runner.get(Follower)
    speed = (LIBRARY_EVENTS + 1) / seconds(lambda: follower.pull_and_process(Source.name))
    runner.stop()
    return speed
