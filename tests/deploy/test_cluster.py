"""The distributed system on one machine, as `make cluster` runs it, with the sample in place of the services."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import httpx
import pika
import psycopg
import pytest

from deploy.cluster import GATEWAY, Cluster
from deploy.servers.process import free_port
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from services.kernel.refusals import Unavailable
from tests.faults.cell import ROSTER, eventually
from tests.faults.test_pipeline import KITCHEN
from tests.kernel import tally


@pytest.fixture
def cluster(
    postgres_url: str, rabbitmq_server: object, redis_url: str, tmp_path: Path, fresh_name: str
) -> Iterator[Cluster]:
    given = {"postgres": postgres_url, "redis": redis_url}
    servers = SimpleNamespace(**{name: SimpleNamespace(url=url) for name, url in given.items()})
    servers.rabbitmq = rabbitmq_server
    settings = Settings(roster=ROSTER, catch_up_seconds=2, subscribers=("kitchen",))
    made = Cluster(tmp_path, settings, servers=servers, cell=fresh_name, replicas=2, relays=2)  # type: ignore[arg-type]
    with made.running():
        yield made
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for schema in (
            *ROSTER,
            "directory",
            "gateway",
        ):  # the next one has other keys
            database.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def filling(cluster: Cluster, jar: str, key: str) -> Call:
    token = cluster.signer.sign("p001", token_id="t", seconds=600)
    return Call("sample.fill-jar", {"jar": jar, "amount": 1}, token, key=key)


def test_it_serves_heals_and_ends(cluster: Cluster) -> None:
    token = cluster.signer.sign("p001", token_id="t", seconds=600)
    opened = cluster.call(Call("sample.open-jar", {"size": 100, "empty_by": "2026-12-31"}, token))
    jar = opened.location.rsplit("/", 1)[1]
    for number in range(10):
        cluster.call(filling(cluster, jar, f"a{number}"))
    cluster.settle()
    listener = cluster.places["tally"].service.store()
    assert tally.total(listener) == 10
    assert str(UUID(jar)) == jar

    port = free_port()
    cluster.start_gateway("127.0.0.1", port)
    eventually(lambda: _ready(port), 30)
    _nobody_holds_anothers_keys(cluster)

    for name in ("sample-service-0", "tally-service-0", "tally-service-1", "sample-relay-0", GATEWAY):
        child = cluster.nursery.children[name]
        before = child.pid
        os.kill(before, signal.SIGKILL)
        eventually(lambda c=child, b=before: c.pid not in (0, b), 20)  # type: ignore[misc]
    for number in range(10):
        _insist(cluster, filling(cluster, jar, f"b{number}"))
    cluster.settle()
    assert tally.total(listener) == 20
    eventually(lambda: _ready(port), 30)
    listener.close()

    pids = [child.pid for child in cluster.nursery.children.values()]
    begun = time.monotonic()
    cluster.nursery.close()
    assert time.monotonic() - begun < 5
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_plain_nameko_service_listens_as_a_subscriber_that_only_reads(cluster: Cluster, tmp_path: Path) -> None:
    """It must not declare our exchanges, for which Nameko has a setting."""
    file = tmp_path / "keys" / "subscriber-kitchen.url"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    url, said, log = file.read_text().strip(), tmp_path / "said", tmp_path / "kitchen.log"
    (tmp_path / "kitchen.py").write_text(KITCHEN)
    (tmp_path / "nameko.yaml").write_text(f"AMQP_URI: {url}\nDECLARE_EVENT_EXCHANGES: false\n")
    command = [sys.executable, "-m", "nameko", "run", "--config", "nameko.yaml", "kitchen"]
    with log.open("wb") as out:
        listener = subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=out)
    try:
        eventually(lambda: "Connected" in log.read_text(), 30, log.read_text)
        token = cluster.signer.sign("p001", token_id="t", seconds=600)
        opened = cluster.call(Call("sample.open-jar", {"size": 100, "empty_by": "2026-12-31"}, token))
        cluster.call(filling(cluster, opened.location.rsplit("/", 1)[1], "k"))
        eventually(lambda: said.exists() and said.read_text().split() == ["1"], 30, log.read_text)
        channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
        channel.confirm_delivery()
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.basic_publish("sample.events", "jar-filled", b"{}")
    finally:
        listener.terminate()
        listener.wait(10)


def _nobody_holds_anothers_keys(cluster: Cluster) -> None:
    """A relay and its service sign for their source and nobody else does; on the broker each is somebody else."""
    own = {name: cluster.keys.bus_pem(name) for name in ROSTER}
    signs, logins = dict[str, str](), dict[str, str]()
    for name, child in cluster.nursery.children.items():
        told, raw = child.told, "\n".join(child.told.values())
        shown = Path(f"/proc/{child.pid}/environ").read_bytes()
        assert not any(word in shown for word in (b"KEY", b"URL")), "what it is told stands nowhere else"
        signs[name] = next((source for source, pem in own.items() if told.get("JIKAO_BUS_KEY") == pem), "")
        logins[name] = told["JIKAO_AMQP_URL"].split("//")[1].split(":")[0].removeprefix(f"{cluster.bus._cell}-")
        held = [source for source, pem in own.items() if pem.split("\n")[1] in raw]
        assert held == ([signs[name]] if signs[name] else []), name
    kinds = {(name.rpartition("-")[0], signs[name], logins[name]) for name in signs if name != GATEWAY}
    assert kinds == {
        (f"{source}-{kind}", source, source + more)
        for source in ROSTER
        for kind, more in (("service", ""), ("relay", "-relay"))
    }
    assert (signs[GATEWAY], logins[GATEWAY]) == ("", "gateway")


def _insist(cluster: Cluster, call: Call) -> None:
    """What was under way when a process died is asked again, with the same key: it counts once."""
    for _ in range(10):
        try:
            cluster.client.call_now(call, 5)
            return
        except Unavailable:
            continue
    cluster.client.call_now(call, 5)


def _ready(port: int) -> bool:
    try:
        said = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json()
    except httpx.HTTPError:
        return False
    return said == {"ready": True, "parts": {"broker": True, "sample": True, "tally": True, "accounts": True}}
