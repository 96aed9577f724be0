"""From a commit in one service to a fact in another over RabbitMQ, against plain Nameko handlers.

Ours is what `make cluster` runs: log in PostgreSQL, relay, quorum queue, inbox, facts in PostgreSQL. The
plain one gets the same events from the same broker and stores each as one row in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from deploy.bench import plain, streams
from deploy.bench.gateway import pushes, report_pushes, tokens
from deploy.bench.harness import Report, turns
from deploy.bench.replay import copies
from deploy.bench.slips import yesterday
from deploy.bench.world import NOW, ORGAN, World, staff
from deploy.cluster import GATEWAY, Cluster
from deploy.forking import ROOT
from deploy.organ_import import import_organ
from deploy.servers import Trio
from deploy.servers.process import free_port
from services.appraisal.facts.meanings import MEANINGS
from services.kernel.delivery.messages import Message
from services.kernel.domain import events
from services.kernel.host.rabbit.publisher import RabbitPublisher
from services.kernel.host.settings import Settings
from services.kernel.log.registers import Projector
from services.kernel.log.seal import StoredRow
from services.kernel.log.transaction import Writing
from services.kernel.log.writer import Writer
from services.kernel.procedure.context import Call
from services.kernel.rules.facts import Fact

EVENTS, PLAIN_EVENTS, ROUNDS = 10_000, 1_000, 3
COMMIT = 50
"""Events in one commit: what a line of busy callers puts into one."""
PATIENCE = 120.0
Stored = tuple[str, int, str, bytes]


def measure(report: Report, world: World, folder: Path, servers: Trio, *, quick: bool) -> None:
    """`world` has lived through a quarter: its attendance log is the mix of events."""
    settings = Settings(clock=NOW, tick_seconds=0, log_level="WARNING", catch_up_seconds=600)
    cluster = Cluster(folder / "cluster", settings, servers=servers, cell="bench")
    with cluster.running():
        system = cluster.keys.system_token()
        import_organ(ORGAN, lambda op: cluster.call(Call(op.NAME, op.model_dump(mode="json"), system)))
        cluster.settle()
        _live(report, cluster, world, quick=quick)
        rows = single(world.embedded.services["attendance"].app.store.rows())
        rounds, wanted, plainly = (1, 1_000, 100) if quick else (ROUNDS, EVENTS, PLAIN_EVENTS)
        ours, theirs = _Ours(cluster, rows), _Plain(servers, rows, folder)
        try:
            theirs.start()
            ours.once(wanted // 10)  # warm
            speeds = turns(rounds, lambda: ours.once(wanted), lambda: theirs.once(plainly))
        finally:
            theirs.close()
            ours.close()
    report.ratio("bus: commit → facts", speeds, "events/s", "plain event_handler", 10)


def single(rows: Iterable[StoredRow]) -> list[StoredRow]:
    """The published events that are one fact each, so that both sides store one row for every event."""
    return [row for row in rows if events.event_class(row.topic).PUBLISHED and len(_facts_of(row)) == 1]


def _facts_of(row: StoredRow) -> tuple[Fact, ...]:
    return MEANINGS["attendance"].facts_of(events.decode(row.topic, row.state))


def _live(report: Report, cluster: Cluster, world: World, *, quick: bool) -> None:
    port = free_port()
    cluster.start_gateway("127.0.0.1", port)
    _wait_for(lambda: _listens(port), "the gateway does not answer")
    day = yesterday(world).isoformat()
    token, people = tokens(cluster.keys), staff("2024-01-01")
    report_pushes(report, "distributed", asyncio.run(pushes(port, token, people[-1], day, 5 if quick else 200)))
    amounts = streams.Amounts.quick() if quick else streams.Amounts()
    gateway = cluster.nursery.children[GATEWAY].pid
    streams.measure(report, "distributed", port, token, people, day, gateway, amounts)


class _Ours:
    def __init__(self, cluster: Cluster, rows: list[StoredRow]) -> None:
        self._rows = rows
        self._log = cluster.places["attendance"].service.store()
        self._facts = cluster.places["appraisal"].service.store()
        self._writer = Writer(self._log, Projector([]))
        self._round = 0

    def once(self, wanted: int) -> float:
        """Events per second from the first commit until the last one's facts are committed."""
        self._round += 1
        fresh = copies(self._rows, wanted, f"{self._round}")
        pages = list(_pages(fresh, COMMIT))
        begun = time.perf_counter()
        for page in pages:
            self._writer.submit(lambda tx, page=page: _append(tx, page))  # type: ignore[misc]
        last = self._log.position()
        _wait_for(lambda: self._taken_in() >= last, "the facts do not arrive")
        return wanted / (time.perf_counter() - begun)

    def _taken_in(self) -> int:
        with self._facts.reading() as connection:
            found = connection.exec_driver_sql("SELECT position FROM heads WHERE name = 'attendance'").scalar()
        return int(found or 0)

    def close(self) -> None:
        self._log.close()
        self._facts.close()


class _Plain:
    """`deploy.bench.plain` in a process of its own."""

    def __init__(self, servers: Trio, rows: list[StoredRow], folder: Path) -> None:
        self._rows, self._servers = rows, servers
        self._url = servers.postgres.fresh("bench_plain")
        self._publisher = RabbitPublisher(servers.rabbitmq.url, plain.SOURCE)
        self._process: subprocess.Popen[bytes] | None = None
        self._looking: psycopg.Connection[Any] | None = None
        self._log = folder / "plain.log"
        self._round = 0

    def start(self) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(plain.TABLE)
        names = sorted({row.topic.split(".")[1] for row in self._rows})
        command = [sys.executable, "-m", "deploy.bench.plain", self._servers.rabbitmq.url, self._url, *names]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _wait_for(lambda: b"ready" in self._log.read_bytes(), "the plain handler does not start")

    def once(self, wanted: int) -> float:
        self._round += 1
        before = self._stored()
        messages = [
            Message(plain.SOURCE, n, n - 1, topic, stream, state)
            for n, (stream, _, topic, state) in enumerate(copies(self._rows, wanted, f"plain-{self._round}"), start=1)
        ]
        begun = time.perf_counter()
        self._publisher.publish(messages).result(PATIENCE)
        _wait_for(lambda: self._stored() >= before + wanted, "the plain handler does not store")
        return wanted / (time.perf_counter() - begun)

    def _stored(self) -> int:
        if self._looking is None:  # kept: connecting for every look would take the baseline's own time
            self._looking = psycopg.connect(self._url, autocommit=True)
        found = self._looking.execute("SELECT count(*) FROM facts").fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self._publisher.close()
        if self._looking is not None:
            self._looking.close()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)


def _append(tx: Writing, page: Sequence[Stored]) -> None:
    for stream, version, topic, state in page:
        tx.append_stored(stream, version, topic, state)


def _pages(source: Iterator[Stored], size: int) -> Iterator[list[Stored]]:
    while page := [one for _, one in zip(range(size), source, strict=False)]:
        yield page


def _listens(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.02)
