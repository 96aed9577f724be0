"""The live stream over a real socket: what arrives, what is replayed, and that it lets the process stop."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.servers.process import free_port
from tests.gateway.conftest import PASSWORD
from tests.gateway.test_live import events

ROOT = Path(__file__).parents[2]
NEW = {"size": 10, "empty_by": "2026-03-01"}


class Served:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.gateway.serve", str(folder), str(self.port)], cwd=ROOT
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        self._wait()

    def log_in(self) -> None:
        login = self.client.post("/api/v1/sessions", json={"login": "p001", "password": PASSWORD})
        self.client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"

    def _wait(self) -> None:
        for _ in range(2400):
            try:
                self.client.get("/healthz")
                return
            except httpx.ConnectError:
                assert self.process.poll() is None
                time.sleep(0.05)
        raise AssertionError("not up within two minutes")

    def stop(self) -> float:
        begun = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return time.perf_counter() - begun


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One process for the module: the last test stops it."""
    server = Served(tmp_path_factory.mktemp("served"))
    yield server
    server.client.close()
    if server.process.poll() is None:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def served(server: Served) -> Served:
    server.log_in()
    return server


def opened(served: Served, **headers: str) -> Any:
    return served.client.stream("GET", "/api/v1/live?topics=scorecards,person", headers=headers)


def test_a_commands_change_arrives_and_is_replayed_to_who_comes_back(served: Served) -> None:
    with opened(served) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        incoming = events(stream.iter_lines())
        next(incoming)  # the opening comment
        assert served.client.post("/api/v1/sample/jars", json=NEW).status_code == 201
        first = next(event for event in incoming if "data" in event)
    assert "event" not in first, "of the type that `onmessage` hears"
    assert json.loads(first["data"]) == {"topic": "scorecards.2026Q1", "changed": True}
    served.client.post("/api/v1/sample/jars", json=NEW)
    with opened(served, **{"Last-Event-ID": first["id"]}) as stream:
        missed = next(event for event in events(stream.iter_lines()) if "data" in event)
    assert json.loads(missed["data"])["topic"] == "scorecards.2026Q1"
    assert missed["id"] != first["id"]


def test_a_logged_out_session_hears_no_more(served: Served) -> None:
    with opened(served) as stream:
        lines = stream.iter_lines()
        next(lines)
        assert served.client.delete("/api/v1/sessions/current").status_code == 204
        begun = time.perf_counter()
        for _ in lines:
            assert time.perf_counter() - begun < 5


def test_the_process_stops_within_five_seconds_with_streams_open(served: Served) -> None:
    with opened(served) as one, opened(served) as two:
        lines = one.iter_lines()
        next(lines)
        next(two.iter_lines())
        assert served.stop() < 5
        assert not any(line.startswith("data:") for line in lines), "ended, not torn: a torn one raises here"
    assert served.process.returncode in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
