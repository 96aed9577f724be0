"""One command through the whole application, against the event library's bare `save` on the same kind of database."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.application import Application as LibraryApplication
from eventsourcing.domain import Aggregate, event
from eventsourcing.sqlite import SQLiteConnection
from sqlalchemy import event as listening
from sqlalchemy.engine import make_url

from deploy import roster
from deploy.bench.harness import Report, seconds, turns
from deploy.bench.world import CLERK, World, staff
from services.attendance.leave.span import Part
from services.attendance.punches.operations import MarkDay
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.outbox import Outbox
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Call

COMMANDS = 400
CALLERS = 32
ROUNDS = 5
COMMIT_SECONDS = 0.002
"""What a commit costs on a disk that really syncs."""


class Card(Aggregate):
    """The library's own aggregate, with an event of the same size as ours."""

    @event("Marked")
    def mark(self, person: str, on: str, half: str, state: str, reason: str, actor: str, cites: str) -> None:
        self.marks = getattr(self, "marks", 0) + 1


def bare(app: LibraryApplication[Any], commands: int) -> None:
    card = Card()
    for number in range(commands):
        card.mark(f"p{number:03d}", "2026-09-01", "day", "trip", "赴乡镇调研", CLERK, "A14")
        app.save(card)


def marks() -> Iterator[dict[str, str]]:
    """Bodies of MarkDay, no two for the same half of a day."""
    days = [date(2026, 9, 1) - timedelta(days=n) for n in range(600)]
    people = [person for person in staff("2024-01-01") if person != CLERK][:20]  # nobody marks their own days
    states = ["trip", "elsewhere", "overtime", "residency"]
    for number, (on, person, part) in enumerate(product(days, people, (Part.AM, Part.PM))):
        state = states[number % len(states)]
        yield {"person": person, "on": on.isoformat(), "half": part, "state": state, "reason": "赴乡镇调研"}


def calls(token: str) -> Iterator[Call]:
    for body in marks():
        yield Call(MarkDay.NAME, body, token, key=uuid4().hex, correlation=uuid4().hex)


def ours(app: Application, ready: deque[Call], commands: int) -> None:
    for _ in range(commands):
        app.call(ready.popleft())


def together(callers: int, work: Callable[[int], None], commands: int) -> float:
    """Commands per second of that many threads."""
    with ThreadPoolExecutor(callers) as threads:
        return commands / seconds(lambda: list(threads.map(work, [commands // callers] * callers)))


SlowCommits = AbstractContextManager[Any]
"""Within it a commit takes `COMMIT_SECONDS` longer, on both sides."""


def compare(
    report: Report,
    name: str,
    app: Application,
    token: str,
    library: LibraryApplication[Any],
    rounds: int,
    slow_commits: Callable[[], SlowCommits] | None,
) -> None:
    """First as the disk has it, then as on disks that really sync: there a commit costs some milliseconds."""
    alone, many, few = COMMANDS, COMMANDS * 4, COMMANDS // 4
    wanted = 50 + rounds * (alone + many + few + 2 * COMMANDS)
    ready = deque(islice(calls(token), wanted))  # making them is the caller's work, not ours
    assert len(ready) == wanted, "more days to mark are needed"
    ours(app, ready, 50)
    bare(library, 50)

    def one(commands: int) -> tuple[float, ...]:
        return turns(
            rounds,
            lambda: commands / seconds(lambda: ours(app, ready, commands)),
            lambda: commands / seconds(lambda: bare(library, commands)),
        )

    def all_(commands: int) -> tuple[float, ...]:
        return turns(
            rounds,
            lambda: together(CALLERS, lambda n: ours(app, ready, n), commands),
            lambda: together(CALLERS, lambda n: bare(library, n), commands),
        )

    report.ratio(f"command, 1 caller, {name}", one(alone), "per s", "bare save", 0.5)
    report.ratio(f"command, {CALLERS} callers, {name}", all_(many), "per s", "bare save", 1)
    if slow_commits is None:
        report.notes.append(f"{name}: commits could not be slowed down, so that is not measured")
        return
    slow = f"{name}, a commit takes {COMMIT_SECONDS * 1000:g} ms more"
    with slow_commits():
        report.ratio(f"command, 1 caller, {slow}", one(few), "per s", "bare save", 0.5)
        report.ratio(f"command, {CALLERS} callers, {slow}", all_(2 * COMMANDS), "per s", "bare save", 3)


@contextmanager
def slow_on_sqlite(store: Store) -> Iterator[None]:
    """Both sides wait before they commit as they would for a disk: with the write lock held, while others run."""
    theirs = SQLiteConnection.commit

    def wait(_: Any) -> None:
        time.sleep(COMMIT_SECONDS)

    def commit(self: SQLiteConnection) -> None:
        time.sleep(COMMIT_SECONDS)
        theirs(self)

    listening.listen(store.engine, "commit", wait)
    SQLiteConnection.commit = commit  # type: ignore[method-assign]
    try:
        yield
    finally:
        SQLiteConnection.commit = theirs  # type: ignore[method-assign]
        listening.remove(store.engine, "commit", wait)


@contextmanager
def slow_on_postgres(url: str) -> Iterator[None]:
    """The server itself waits before it flushes its log, whoever commits."""
    delay = int(COMMIT_SECONDS * 1_000_000)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"ALTER SYSTEM SET commit_delay = {delay}")
        server.execute("ALTER SYSTEM SET commit_siblings = 0")
        server.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            server.execute("ALTER SYSTEM RESET commit_delay")
            server.execute("ALTER SYSTEM RESET commit_siblings")
            server.execute("SELECT pg_reload_conf()")


def on_sqlite(report: Report, world: World, folder: Path, rounds: int = ROUNDS) -> None:
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.db")}
    library: LibraryApplication[Any] = LibraryApplication(env=env)
    app = world.embedded.services["attendance"].app
    compare(report, "SQLite", app, world.token(CLERK), library, rounds, lambda: slow_on_sqlite(app.store))
    library.close()


def on_postgres(report: Report, world: World, url: str, rounds: int = ROUNDS, *, own: bool = True) -> None:
    """The same service on PostgreSQL, its directory copied from the embedded one. `own`: the server is ours alone, so
    that its settings may be changed for a while."""
    place = make_url(url)
    store = Store(url, schema="bench_attendance", pool_size=4)
    service = roster.assemble(
        "attendance", roster.ROSTER["attendance"], store=store, office=world.embedded.office, live=None
    )
    directory = world.embedded.services["directory"].app.store
    Inbox(service.app, "directory", service.subscriptions["directory"], Outbox(directory, "directory").pull).catch_up()
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(place.database),
        "POSTGRES_HOST": str(place.host),
        "POSTGRES_PORT": str(place.port),
        "POSTGRES_USER": str(place.username),
        "POSTGRES_PASSWORD": str(place.password or "none"),
        "POSTGRES_POOL_SIZE": str(CALLERS),
        "POSTGRES_MAX_OVERFLOW": "8",
    }
    library: LibraryApplication[Any] = LibraryApplication(env=env)
    slow = (lambda: slow_on_postgres(url)) if own else None
    compare(report, "PostgreSQL", service.app, world.token(CLERK), library, rounds, slow)
    library.close()
    service.app.close()
