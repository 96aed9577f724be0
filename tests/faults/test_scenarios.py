"""Whatever happens to real servers and processes while people work: nothing is lost, and nothing counts twice.

Each scenario is a function that breaks something and mends it. What must stand in the end says a ledger of what people
asked for (`ledger.py`), never what was delivered. `pytest tests/faults --seed N` repeats the chances of a run.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pika
import psycopg
import pytest

from deploy.servers import Postgres, RabbitMQ, Redis
from services.kernel.host import wire
from tests.conftest import have
from tests.faults.cell import eventually
from tests.faults.ledger import Ledger
from tests.faults.world import HEARTBEAT, IDLE_SECONDS, PARTITION, World, moment, small_disk

pytestmark = [pytest.mark.slow, pytest.mark.servers, pytest.mark.timeout(300)]
Fault = Callable[[World, Ledger, Random], None]
DISK_MEGABYTES = 400


@pytest.fixture(scope="module")
def disk(servers_folder: Path) -> Iterator[Path | None]:
    with small_disk(servers_folder / "disk", DISK_MEGABYTES) as made:
        yield made


@pytest.fixture(scope="module")
def world(servers_folder: Path, disk: Path | None) -> Iterator[World]:
    """Servers that no other test uses; the database is a durable one, for it is killed."""
    postgres = have(lambda: Postgres((disk or servers_folder) / "postgres-of-scenarios", durable=True).start())
    broker = have(lambda: RabbitMQ(servers_folder / "broker-of-scenarios").start())
    redis = have(lambda: Redis(servers_folder / "redis-of-scenarios").start())
    folder = servers_folder / "scenarios"
    folder.mkdir()
    made = World(postgres, broker, redis, folder)
    yield made
    made.close()
    for server in (redis, broker, postgres):
        server.kill()


# -- the broker -------------------------------------------------------------------------------------------------------


def the_broker_is_killed_in_the_middle_of_a_batch(world: World, people: Ledger, chance: Random) -> None:
    time.sleep(moment(chance))
    world.broker.kill()
    time.sleep(moment(chance, 2.0))
    world.broker.start()


def the_broker_is_wiped(world: World, people: Ledger, chance: Random) -> None:
    """What was confirmed and not yet taken in is gone with its queue."""
    listener = world.parts["service tally 0"]
    listener.kill()
    people.goes_on()
    world.broker.wipe()
    listener.start()


def the_broker_sounds_its_alarm(world: World, people: Ledger, chance: Random) -> None:
    """Out of memory: it reads nothing from whoever publishes."""
    world.broker.control("set_vm_memory_high_watermark", "0.000001")
    try:
        time.sleep(1 + moment(chance))
        before = len(people.answered)
        time.sleep(3)
        assert len(people.answered) == before, "nothing goes through"
    finally:
        world.broker.control("set_vm_memory_high_watermark", "0.4")


def a_message_is_given_back_twenty_five_times(world: World, people: Ledger, chance: Random) -> None:
    """And then thrown away, as a broker does with what nobody takes."""
    listener = world.parts["service tally 0"]
    listener.kill()
    with pika.BlockingConnection(pika.URLParameters(world.cell.amqp_url)) as link:
        channel = link.channel()
        channel.basic_qos(prefetch_count=1)
        for times, (method, _, _) in enumerate(channel.consume(wire.inbox_queue("tally"), inactivity_timeout=30)):
            assert method is not None, "nothing came any more"
            channel.basic_nack(method.delivery_tag, requeue=times < 25)
            if times == 25:
                break
        channel.cancel()
    listener.start()


def a_consumer_is_slower_than_its_heartbeat(world: World, people: Ledger, chance: Random) -> None:
    """It commits, and the broker has given it up meanwhile: what it acknowledges too late comes again."""
    world.cell.die_file.write_text(f"slow-batch {3 * HEARTBEAT}")
    eventually(lambda: not world.cell.die_file.exists(), 30)
    time.sleep(3 * HEARTBEAT)


# -- the database -----------------------------------------------------------------------------------------------------


def postgresql_is_restarted(world: World, people: Ledger, chance: Random) -> None:
    world.postgres.restart()
    people.goes_on()
    world.postgres.kill()
    time.sleep(moment(chance))
    world.postgres.start()


def the_connection_is_cut_during_commit(world: World, people: Ledger, chance: Random) -> None:
    """Before the server hears of it, or after it has done it and before anybody hears that."""
    for heard in (True, False, chance.random() < 0.5, chance.random() < 0.5):
        world.to_postgres.cut_at(b"COMMIT", heard=heard)
        eventually(lambda: not world.to_postgres.cuts_left, 30)
        people.goes_on(5)


def commits_are_slow_and_overtake_each_other(world: World, people: Ledger, chance: Random) -> None:
    world.to_postgres.slow_at(b"COMMIT", lambda: moment(chance, 0.4))
    people.goes_on(30)
    world.to_postgres.slow_no_more()


def transactions_are_left_idle(world: World, people: Ledger, chance: Random) -> None:
    """One that only read stands in nobody's way; one that holds the head of the log is ended by the server."""
    url = world.cell.places["sample"].service.url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(url) as reader:
        reader.execute("SET idle_in_transaction_session_timeout = 0")
        reader.commit()
        reader.execute("SELECT count(*) FROM sample.events")
        people.goes_on()
        with psycopg.connect(url) as writer:
            writer.execute("SELECT * FROM sample.heads FOR UPDATE")
            time.sleep(0.5)
            before, begun = len(people.answered), time.monotonic()
            people.goes_on(10)
            assert time.monotonic() - begun > IDLE_SECONDS / 2, f"{before} were not held up"
            with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
                writer.execute("SELECT 1")
        reader.execute("SELECT 1")


def a_replica_stands_still(world: World, people: Ledger, chance: Random) -> None:
    """Wherever it is, also in the middle of a transaction: the other goes on without it, and it goes on later."""
    for part in ("service sample 0", "relay sample 0", "relay sample 1", "service sample 1"):
        time.sleep(moment(chance, 0.3))
        world.parts[part].send(signal.SIGSTOP)
        people.goes_on()
        world.parts[part].send(signal.SIGCONT)


def the_disk_is_full(world: World, people: Ledger, chance: Random) -> None:
    """As long as nothing can be written nothing is answered as if it were."""
    disk = world.postgres.folder.parent
    if not disk.is_mount():
        pytest.skip("nothing may be mounted here")
    filler = disk / "filler"
    try:
        with pytest.raises(OSError, match="No space"):
            fill(filler)
        before = people.away
        eventually(lambda: people.away > before, 60)
    finally:
        filler.unlink()
    if not world.postgres.running:
        world.postgres.start()  # it ended rather than lose anything


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1 << 20))


# -- the rest ---------------------------------------------------------------------------------------------------------


def redis_is_gone(world: World, people: Ledger, chance: Random) -> None:
    world.redis.kill()
    people.goes_on()
    world.redis.start()


def a_partition_holds_everything_still(world: World, people: Ledger, chance: Random) -> None:
    """Longer than the heartbeats; first of the broker alone, then of every server, in both directions."""
    for proxies in ((world.to_broker,), world.proxies):
        for proxy in proxies:
            proxy.hold()
        time.sleep(PARTITION + moment(chance))
        for proxy in proxies:
            proxy.let_go()
        people.goes_on(5)


def processes_are_killed_again_and_again(world: World, people: Ledger, chance: Random) -> None:
    """Two relays, two replicas: whichever is killed, while others work and while they begin."""
    for _ in range(6):
        victim = world.parts[chance.choice(sorted(world.parts))]
        victim.kill()
        time.sleep(moment(chance, 0.5))
        victim.start()
        time.sleep(moment(chance))


FAULTS: list[Fault] = [
    the_broker_is_killed_in_the_middle_of_a_batch,
    the_broker_is_wiped,
    the_broker_sounds_its_alarm,
    a_message_is_given_back_twenty_five_times,
    a_consumer_is_slower_than_its_heartbeat,
    postgresql_is_restarted,
    the_connection_is_cut_during_commit,
    commits_are_slow_and_overtake_each_other,
    transactions_are_left_idle,
    a_replica_stands_still,
    the_disk_is_full,
    redis_is_gone,
    a_partition_holds_everything_still,
    processes_are_killed_again_and_again,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_nothing_is_lost_and_nothing_counts_twice_when(fault: Fault, world: World, seed: int) -> None:
    chance = Random(f"{seed} {fault.__name__}")
    with world.at_work(f"{seed} {fault.__name__}") as people:
        people.goes_on()
        fault(world, people, chance)
        people.goes_on()
