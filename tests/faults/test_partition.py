"""Real packets are dropped between the processes and everything they stand on, for longer than anybody waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.servers import Postgres, RabbitMQ, Redis
from tests.conftest import have
from tests.faults.network import Apart
from tests.faults.world import World, through

pytestmark = [pytest.mark.slow, pytest.mark.servers, pytest.mark.timeout(600)]
SECONDS = 60
PATIENCE = 2.0 * SECONDS
ASKS = """
import os, sys, psycopg
link = psycopg.connect(os.environ["URL"].replace("+psycopg", "", 1), autocommit=True)
print(link.execute("SELECT 'asked'").fetchone()[0], flush=True)
sys.stdin.readline()
try:
    link.execute("SELECT 1")
except psycopg.OperationalError:
    print("given up")
"""


@pytest.fixture(scope="module")
def world(servers_folder: Path) -> Iterator[World]:
    network = have(Apart)
    postgres = have(lambda: Postgres(servers_folder / "postgres-apart").start())
    broker = have(lambda: RabbitMQ(servers_folder / "broker-apart").start())
    redis = have(lambda: Redis(servers_folder / "redis-apart").start())
    folder = servers_folder / "apart"
    folder.mkdir()
    try:
        made = World(postgres, broker, redis, folder, network)
        yield made
        made.close()
    finally:
        for server in (redis, broker, postgres):
            server.kill()
        network.close()


def test_nothing_is_lost_and_nothing_counts_twice_when_every_packet_is_dropped_for_a_minute(
    world: World, seed: int
) -> None:
    assert world.network is not None
    with world.at_work(f"{seed} partition", PATIENCE) as people:
        people.goes_on()
        world.network.cut()
        try:
            time.sleep(1)
            before, away = len(people.answered), people.away
            time.sleep(SECONDS)
            assert len(people.answered) == before, "nothing goes through"
            assert people.away > away
        finally:
            world.network.heal()
        world.everybody_answers()
        people.goes_on()


def test_a_connection_that_nobody_answers_is_given_up(world: World) -> None:
    """By itself TCP would go on for a quarter of an hour."""
    assert world.network is not None
    url = through(world.to_postgres, world.cell.places["sample"].service.url)
    command, environment = [*world.network.prefix, sys.executable, "-c", ASKS], {"PATH": os.environ["PATH"], "URL": url}
    asks = subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert asks.stdout is not None
        assert asks.stdout.readline() == "asked\n"
        world.network.cut()
        assert asks.communicate("\n", timeout=90)[0] == "given up\n"
    finally:
        asks.kill()
        asks.wait()
        world.network.heal()
