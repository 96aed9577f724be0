"""Register numbers stay gapless when a process dies in the middle of a commit, on both runtimes (B11.1, B11.2)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import msgspec
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import select

from deploy.bench.running import serving
from deploy.bench.world import NOW, ORGAN, World
from deploy.cluster import Cluster
from deploy.keys import Keys
from deploy.organ_import import import_organ
from deploy.servers import Trio
from services.documents.incoming.record import IncomingRecord
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure.context import Call
from services.kernel.procedure.own_log.handlers import check_seal
from services.kernel.refusals import Unavailable
from tests.faults.cell import eventually
from tests.faults.registrar import obituary
from tests.patience import patient

ROSTER = {"directory": "services.directory.service", "documents": "tests.faults.registrar"}
AT_ONCE, EACH = 50, 8
ALL = AT_ONCE * EACH
MIDDLE = ALL // 3
PATIENCE = 60.0
CLERK = "p011"
MOMENTS = ("before-commit", "after-commit")
Register = Callable[[str], dict[str, Any]]
"""Registers a document under an Idempotency-Key; the answer. Asks again for as long as nobody answers."""


def body(key: str) -> dict[str, Any]:
    return {"sender": "市人大常委会办公室", "title": f"关于{key}的通知", "received": NOW.date().isoformat()}


def by_fifty(register: Register) -> dict[str, dict[str, Any]]:
    """The answer to each key."""
    keys = [f"doc-{number}" for number in range(ALL)]
    with ThreadPoolExecutor(AT_ONCE) as people:
        return dict(zip(keys, people.map(register, keys), strict=True))


def insisting(ask: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    deadline = time.monotonic() + patient(PATIENCE)
    while time.monotonic() < deadline:
        if (answer := ask()) is not None:
            return answer
        time.sleep(0.1)
    raise TimeoutError("nobody answers any more")


def check(store: Store, died: Path, answers: dict[str, dict[str, Any]], register: Register, moment: str) -> None:
    """It died in the middle; the numbers are 1, 2, 3 …, and each key still answers what it answered."""
    begun, reached = map(int, obituary(died).read_text().split())
    assert not died.exists()
    assert 0 < begun < reached < ALL, "some were registered before it died, and more had to come"
    with store.reading() as connection:
        i = IncomingRecord.TABLE.c
        query = select(i.serial, i.title).order_by(i.serial)
        rows = connection.execute(query).fetchall()
    assert [row.serial for row in rows] == list(range(1, ALL + 1))
    assert sorted(row.title for row in rows) == sorted(body(key)["title"] for key in answers)
    numbers = {f"关于{key}的通知": answer["number"] for key, answer in answers.items()}
    assert [numbers[row.title] for row in rows] == [f"{NOW.year}-{n:04d}" for n in range(1, ALL + 1)]
    assert store.position() == ALL, "nothing that was in the air when it died came twice"
    assert check_seal(store)[1] is None
    again = {key: register(key) for key in list(answers)[:: ALL // 40]}
    assert again == {key: answers[key] for key in again}
    assert store.position() == ALL


# -- several replicas on one PostgreSQL -------------------------------------------------------------------------------


@pytest.fixture
def died(tmp_path: Path) -> Path:
    return tmp_path / "die"


@pytest.fixture
def own_host(rabbitmq_server: Any, fresh_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A virtual host for each test: what the cluster before left in its queues speaks of a log that is gone."""
    name = f"{fresh_name}{request.node.callspec.params['moment'][0]}"
    yield rabbitmq_server.fresh(name)
    rabbitmq_server.drop(name)


@pytest.fixture
def cluster(
    postgres_url: str, own_host: str, redis_url: str, tmp_path: Path, died: Path, fresh_name: str
) -> Iterator[Cluster]:
    given = {"postgres": postgres_url, "rabbitmq": own_host, "redis": redis_url}
    servers = cast(Trio, SimpleNamespace(**{name: SimpleNamespace(url=url) for name, url in given.items()}))
    settings = Settings(roster=ROSTER, clock=NOW, tick_seconds=0, log_level="ERROR")
    extra = {"test_die_file": str(died)}
    made = Cluster(tmp_path / "data", settings, servers=servers, cell=fresh_name, replicas=3, extra=extra)
    with made.running():
        yield made
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for (role,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"{fresh_name}%",)):
            connection.execute(SQL("DROP OWNED BY {} CASCADE").format(Identifier(role)))
            connection.execute(SQL("DROP ROLE {}").format(Identifier(role)))
        for (schema,) in connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'"
        ).fetchall():
            connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_replica_killed_while_committing_leaves_no_gap(cluster: Cluster, died: Path, moment: str) -> None:
    """Three replicas of documents; one dies by SIGKILL with registrations in the air and is started again."""
    system = cluster.keys.system_token()
    import_organ(ORGAN, lambda op: cluster.call(Call(op.NAME, op.model_dump(mode="json"), system)))
    cluster.settle()
    token = cluster.signer.sign(CLERK, token_id="t", seconds=3600)

    def register(key: str) -> dict[str, Any]:
        def ask() -> dict[str, Any] | None:
            try:
                call = Call("documents.register-incoming", body(key), token, key=key)
                return cast(dict[str, Any], msgspec.json.decode(cluster.client.call_now(call, 5).body))
            except Unavailable:
                return None

        return insisting(ask)

    replicas = [cluster.nursery.children[f"documents-service-{n}"] for n in range(3)]
    before = [replica.pid for replica in replicas]
    died.write_text(f"{moment} {MIDDLE}")
    answers = by_fifty(register)
    eventually(lambda: all(replica.pid for replica in replicas), 30)
    assert sum(replica.pid != pid for replica, pid in zip(replicas, before, strict=True)) == 1, "one died, alone"
    store = cluster.places["documents"].service.store()
    check(store, died, answers, register, moment)
    store.close()


# -- one process on SQLite --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_embedded_system_killed_while_committing_leaves_no_gap(tmp_path: Path, died: Path, moment: str) -> None:
    """`jikao serve` dies by SIGKILL in the middle of a commit, over HTTP, and is started again."""
    data = tmp_path / "data"
    World(data).embedded.close()
    token = Keys(data / "keys").signer().sign(CLERK, token_id="t", seconds=3600)
    settings = {
        "JIKAO_ROSTER": msgspec.json.encode(ROSTER).decode(),
        "JIKAO_TEST_DIE_FILE": str(died),
        "JIKAO_CLOCK": NOW.isoformat(),
        "JIKAO_TICK_SECONDS": "0",
        "JIKAO_LOG_LEVEL": "ERROR",
    }
    died.write_text(f"{moment} {MIDDLE}")
    limits, headers = httpx.Limits(max_connections=AT_ONCE), {"Authorization": f"Bearer {token}"}
    with (
        serving(data, settings=settings) as server,
        httpx.Client(timeout=20, limits=limits, headers=headers) as client,
    ):
        url = f"http://127.0.0.1:{server.port}/api/v1/documents/incoming"

        def register(key: str) -> dict[str, Any]:
            def ask() -> dict[str, Any] | None:
                try:
                    answer = client.post(url, json=body(key), headers={"Idempotency-Key": key})
                except httpx.TransportError:
                    return None
                assert answer.status_code in {201, 503}, answer.text
                return cast(dict[str, Any], answer.json()) if answer.status_code == 201 else None

            return insisting(ask)

        with ThreadPoolExecutor(1) as beside:
            registering = beside.submit(by_fifty, register)
            eventually(lambda: obituary(died).exists(), PATIENCE)
            assert server.wait() == -signal.SIGKILL
            server.start()
            answers = registering.result(PATIENCE)
        store = Store(f"sqlite:///{data / 'documents.db'}")
        check(store, died, answers, register, moment)
        store.close()
