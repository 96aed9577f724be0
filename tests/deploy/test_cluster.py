"""The distributed system on one machine, as `make cluster` runs it, with the sample in place of the services."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import httpx
import pytest

from deploy.cluster import GATEWAY, Cluster
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from services.kernel.refusals import Unavailable
from tests.faults.cell import ROSTER, eventually
from tests.kernel import tally


@pytest.fixture
def cluster(postgres_url: str, amqp_url: str, redis_url: str, tmp_path: Path, fresh_name: str) -> Iterator[Cluster]:
    given = {"postgres": postgres_url, "rabbitmq": amqp_url, "redis": redis_url}
    servers = SimpleNamespace(**{name: SimpleNamespace(url=url) for name, url in given.items()})
    settings = Settings(roster=ROSTER, catch_up_seconds=2)
    made = Cluster(tmp_path, settings, servers=servers, cell=fresh_name, replicas=2, relays=2)  # type: ignore[arg-type]
    with made.running():
        yield made


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

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster.start_gateway("127.0.0.1", port)
    eventually(lambda: _ready(port), 30)

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
    return said == {"ready": True, "parts": {"sample": True, "tally": True, "accounts": True}}
