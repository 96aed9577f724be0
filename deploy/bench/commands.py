"""One command through the whole application, against the event library's bare `save` on the same kind of database."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Any
from uuid import uuid4

from eventsourcing.application import Application as LibraryApplication
from eventsourcing.domain import Aggregate, event
from sqlalchemy.engine import make_url

from deploy import roster
from deploy.bench.harness import Report, seconds, turns
from deploy.bench.world import CLERK, World, staff
from services.attendance.punches.operations import MarkDay, MarkState, Part
from services.kernel.application import Application
from services.kernel.context import Call
from services.kernel.inbox import Inbox
from services.kernel.outgoing import Outgoing
from services.kernel.store import Store

COMMANDS = 400
CALLERS = 32
ROUNDS = 5


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
    people, states = staff("2024-01-01")[:12], list(MarkState)
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
    threads = [threading.Thread(target=work, args=(commands // callers,)) for _ in range(callers)]

    def run() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return commands / seconds(run)


def compare(
    report: Report, name: str, app: Application, token: str, library: LibraryApplication[Any], rounds: int
) -> None:
    many = COMMANDS * 4
    ready = deque(islice(calls(token), 50 + rounds * (COMMANDS + many)))  # making them is the caller's work, not ours
    ours(app, ready, 50)
    bare(library, 50)
    one = turns(
        rounds,
        lambda: COMMANDS / seconds(lambda: ours(app, ready, COMMANDS)),
        lambda: COMMANDS / seconds(lambda: bare(library, COMMANDS)),
    )
    report.ratio(f"command, 1 caller, {name}", one, "per s", "bare save", 0.5)
    all_ = turns(
        rounds,
        lambda: together(CALLERS, lambda n: ours(app, ready, n), many),
        lambda: together(CALLERS, lambda n: bare(library, n), many),
    )
    report.ratio(f"command, {CALLERS} callers, {name}", all_, "per s", "bare save", 1.5)


def on_sqlite(report: Report, world: World, folder: Path, rounds: int = ROUNDS) -> None:
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.db")}
    library: LibraryApplication[Any] = LibraryApplication(env=env)
    compare(report, "SQLite", world.embedded.services["attendance"].app, world.token(CLERK), library, rounds)
    library.close()


def on_postgres(report: Report, world: World, url: str, rounds: int = ROUNDS) -> None:
    """The same service on PostgreSQL, its directory copied from the embedded one."""
    place = make_url(url)
    store = Store(url, schema="bench_attendance", pool_size=4)
    service = roster.assemble(
        "attendance", roster.ROSTER["attendance"], store=store, office=world.embedded.office, live=None
    )
    directory = world.embedded.services["directory"].app.store
    Inbox(
        service.app, "directory", service.subscriptions["directory"], Outgoing(directory, "directory").pull
    ).catch_up()
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
    compare(report, "PostgreSQL", service.app, world.token(CLERK), library, rounds)
    library.close()
    service.app.close()
