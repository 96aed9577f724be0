"""Servers of their own that may die, a cell on them whose every connection goes through a proxy, and people at work."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit, urlunsplit

import pika
from pika.exceptions import ChannelClosedByBroker
from sqlalchemy import func, select

from deploy.servers import Postgres, RabbitMQ, Redis
from services.kernel.delivery import contradictions
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.log.transaction import Reading
from services.kernel.procedure.own_log.handlers import check_seal
from tests.faults.cell import Process, SampleCell, alive, eventually
from tests.faults.ledger import PATIENCE, Ledger
from tests.faults.network import Apart
from tests.faults.proxy import Proxy
from tests.kernel import tally
from tests.kernel.sample import jars

COPIES = {"sample": 2, "tally": 1}
"""How many processes of each service."""
HEARTBEAT = 3
PARTITION = 3 * HEARTBEAT
"""Seconds: both sides have given each other up by then."""
IDLE_SECONDS = 4
"""Less than a real office lets its logins be idle in a transaction."""


@dataclass
class World:
    """Two replicas of the sample, the tally that listens to it, two relays. Everything a fault needs to get hold of."""

    postgres: Postgres
    broker: RabbitMQ
    redis: Redis
    folder: Path
    network: Apart | None = None
    """Between the processes and the proxies."""
    cell: SampleCell = field(init=False)
    to_postgres: Proxy = field(init=False)
    to_broker: Proxy = field(init=False)
    to_redis: Proxy = field(init=False)
    client: RpcClient = field(init=False)
    parts: dict[str, Process] = field(default_factory=dict[str, Process])
    facts: int = 0
    amounts: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        vhost = self.broker.fresh("scenarios")
        self.cell = SampleCell(self.postgres.url, vhost, self.folder, "scenarios", IDLE_SECONDS)
        self.to_postgres, self.to_broker, self.to_redis = (
            Proxy(server.port, self.network and self.network.listener())
            for server in (self.postgres, self.broker, self.redis)
        )
        self.cell.prefix = self.network.prefix if self.network else ()
        for kind, service, copies in (*(("service", *each) for each in COPIES.items()), ("relay", "sample", 2)):
            for number in range(copies):
                self.parts[f"{kind} {service} {number}"] = self._spawn(kind, service)
        try:
            self.client = self.cell.client("sample")
            self.everybody_answers()
        except BaseException:
            self.close()
            raise

    def _spawn(self, kind: str, service: str) -> Process:
        places = self.cell.places[service]
        place = places.relay if kind == "relay" else places.service
        return self.cell.process(
            kind,
            service,
            JIKAO_STORE_URL=through(self.to_postgres, place.url),
            JIKAO_AMQP_URL=through(self.to_broker, self.cell.amqp_url),
            JIKAO_REDIS_URL=through(self.to_redis, self.redis.url),
            JIKAO_TICK_SECONDS="0",
            JIKAO_HEARTBEAT_SECONDS=str(HEARTBEAT),
        )

    @property
    def proxies(self) -> tuple[Proxy, Proxy, Proxy]:
        return self.to_postgres, self.to_broker, self.to_redis

    @contextlib.contextmanager
    def at_work(self, seed: str, patience: float = PATIENCE) -> Iterator[Ledger]:
        """People at work; in the end what stands everywhere is what they asked for, once."""
        ledger = Ledger(self.client, self.cell.desk.token("p001"), seed, patience)
        try:
            try:
                yield ledger
            finally:
                self.parts_stand()
                ledger.close()
        except BaseException:  # what follows is judged by itself
            sys.stdout.write(self.cell.logs())
            self.facts, self.amounts = self.cell.desk.app.store.position(), self._filled()
            raise
        self.facts += ledger.facts
        self.amounts |= ledger.amounts()
        self.everybody_answers(patience)
        self.proven(patience)
        ledger.ask_again(every=max(1, len(ledger.asked) // 10))

    def parts_stand(self) -> None:
        """Whatever a scenario that failed has left."""
        for proxy in self.proxies:
            proxy.let_go()
            proxy.slow_no_more()
        for server in (self.postgres, self.broker, self.redis):
            if not server.running:
                server.start()
        for part in self.parts.values():
            part.send(signal.SIGCONT)
            if not part.running:
                part.start()

    def everybody_answers(self, patience: float = PATIENCE) -> None:
        """Each replica by itself: whoever does not listen is counted, and the broker asks those who do by turns."""

        def in_a_row() -> bool:
            listening = {service: self._listeners(service) for service in COPIES}
            return listening == COPIES and all(alive(self.client, service) for service in COPIES for _ in range(4))

        eventually(in_a_row, patience, self.cell.logs)

    def _listeners(self, service: str) -> int:
        """How many processes wait for calls; 0 where nobody has made the queue."""
        with pika.BlockingConnection(pika.URLParameters(self.cell.amqp_url)) as link:
            try:
                return int(link.channel().queue_declare(f"rpc-{service}", passive=True).method.consumer_count)
            except ChannelClosedByBroker:
                return 0

    def proven(self, patience: float) -> None:
        """By the ledgers alone: the sample's register, its log, and what the tally made of it."""
        store = self.cell.desk.app.store
        assert self._filled() == self.amounts
        assert store.position() == self.facts
        assert check_seal(store)[1] is None
        self.cell.wait_for(self.facts, patience)
        with self.cell.listener.reading() as connection:
            seen = tally.seen.c
            counted = select(seen.jar, func.sum(seen.amount)).group_by(seen.jar)
            assert {jar: int(amount) for jar, amount in connection.execute(counted)} == self.amounts
            assert contradictions.counts(Reading(self.cell.listener, connection)).get("sample", {}) == {}

    def _filled(self) -> dict[str, int]:
        with self.cell.desk.app.store.reading() as connection:
            return {row.id: row.amount for row in connection.execute(select(jars.c.id, jars.c.amount))}

    def close(self) -> None:
        self.cell.close()
        for proxy in self.proxies:
            proxy.close()


def through(proxy: Proxy, url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{proxy.place}"))


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A file system of its own that can be full; None where nothing may be mounted."""
    folder.mkdir()
    size = f"size={megabytes}m,mode=0755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def moment(chance: Random, most: float = 1.0) -> float:
    return chance.random() * most
