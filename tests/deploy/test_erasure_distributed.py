"""The same erasure on PostgreSQL, RabbitMQ and Redis, in one process per part: no byte is left in any file."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy import roster
from deploy.cluster import Cluster
from deploy.servers import GivenPostgres, GivenRabbitMQ, GivenRedis, Postgres, RabbitMQ, Redis, Trio
from deploy.verifier import verify
from services.kernel.host.settings import Settings
from services.kernel.log.mapper import ERASED
from services.kernel.procedure.bundles.joining import join
from services.kernel.procedure.own_log.handlers import check_seal
from tests.deploy import erasing
from tests.deploy.erasing import AUDITOR, CANARY, DIRECTOR, LEFT, PERSON, ZONE, Office, live, order, where

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
FIRST = datetime(2026, 7, 1, 8, tzinfo=ZONE)


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cell")


@pytest.fixture(scope="module")
def cluster(cell: Path, postgres_url: str, amqp_url: str, redis_url: str, fresh_name: str) -> Iterator[Cluster]:
    servers = Trio(GivenPostgres(postgres_url), GivenRabbitMQ(amqp_url), GivenRedis(redis_url))
    settings = Settings(tick_seconds=0.0, clock=FIRST, log_level="WARNING", catch_up_seconds=2.0)
    made = Cluster(cell, settings, servers=servers, cell=fresh_name)
    with made.running():
        made.wait_until_ready(120)
        yield made


def files_of(*servers: Any) -> list[Path]:
    """Where they write: the servers' folders whole."""
    return [server.folder for server in servers if hasattr(server, "folder")]


def found(folders: list[Path], text: str) -> list[str]:
    return [f"{folder.name}/{name}" for folder in folders for name in where(folder, text)]


def written_out(postgres_url: str) -> None:
    """What a database does by itself in time: its log goes on, old statistics are cleared."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("VACUUM FULL pg_statistic")
        for _ in range(2):
            connection.execute("CHECKPOINT")
            connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")


def part(office: Office, service: str) -> bytes:
    return base64.urlsafe_b64decode(office.see("2026-09-02T09:10", AUDITOR, f"{service}.export-log")["content"])


def test_no_byte_is_left_in_any_file_of_any_server(
    cluster: Cluster,
    cell: Path,
    postgres_url: str,
    postgres_server: Postgres | GivenPostgres,
    rabbitmq_server: RabbitMQ | GivenRabbitMQ,
    redis_server: Redis | GivenRedis,
) -> None:
    folders = files_of(postgres_server, rabbitmq_server, redis_server)
    if len(folders) < 3:
        pytest.skip("servers that somebody else runs: their files are not ours to read")
    folders.append(cell)
    office = Office(cluster.call, cluster.signer, cluster.keys.system_token(), cluster.settle)
    office.import_organ("2026-07-01T08:00")
    visit = live(office)
    written_out(postgres_url)
    assert found(folders, erasing.word(1)), "it was there, or this would prove nothing"
    order(office, visit)
    office.tick("2026-09-02T08:00")
    cluster.settle()
    office.tick("2026-09-02T08:10")
    written_out(postgres_url)
    assert found(folders, CANARY) == []
    assert found(folders, LEFT), "what is others' stays"
    (leave,) = office.see("2026-09-02T09:00", DIRECTOR, "attendance.list-leave", person=PERSON)["items"]
    assert leave["reason"] == ERASED
    bundle = io.BytesIO()
    join(bundle, [part(office, name) for name in roster.ROSTER], "README")
    report = verify.verify(verify.ZipBundle(bundle))
    assert [f"{one.place} {one.en}" for one in report.faults] == [], "what every process gave over RPC holds together"
    assert any("each cited" in en for _, en in report.holds)
    for name in roster.ROSTER:
        store = cluster.places[name].service.store()
        _, fault, _ = check_seal(store)
        assert fault is None
        store.close()
