"""`jikao cluster` as a whole: nothing is left of it however it ends; what it needs for itself is asked for first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.servers.process import free_port
from tests.faults.cell import ROOT, ROSTER, eventually


@dataclass
class Started:
    process: subprocess.Popen[bytes]
    port: int
    data: Path
    log: Path

    def ready(self) -> bool:
        try:
            return bool(httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).json()["ready"])
        except (httpx.HTTPError, ValueError, KeyError):
            return False


def environment() -> dict[str, str]:
    """Its own servers, whatever the tests themselves were given."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("JIKAO_")}
    return mine | {"JIKAO_ROSTER": json.dumps(ROSTER)}


def command(port: int, data: Path) -> list[str]:
    return [sys.executable, "-m", "deploy.cli", "cluster", "--port", str(port), "--data", str(data)]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    port, data, log = free_port(), tmp_path / "cluster", tmp_path / "log"
    tmp_path.chmod(0o755)  # PostgreSQL runs as its own user below it
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(port, data), cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    made = Started(process, port, data, log)
    eventually(lambda: made.ready() or process.poll() is not None, 120)
    assert process.poll() is None, log.read_text()
    yield made
    for pid in descendants(process.pid):
        os.kill(pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.wait(10)


def descendants(of: int) -> list[int]:
    """All processes below it, whoever their session's leader is."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, look = [], [of]
    while look:
        look = [child for parent in look for child in children.get(parent, [])]
        found += look
    return found


def alive(pid: int) -> bool:
    """Whether it runs: what ended and waits for its parent to look does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def refused(port: int, data: Path) -> str:
    """What a start that must fail says."""
    done = subprocess.run(
        command(port, data), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def test_nothing_is_left_of_a_cluster_that_was_killed(started: Started, tmp_path: Path) -> None:
    """Before that: a second one on its folder or its port is refused before it starts anything, and a server of its own
    that dies is started again."""
    assert "Another process works in" in refused(free_port(), started.data)
    assert "cannot be used" in refused(started.port, tmp_path / "other")
    assert not (tmp_path / "other").exists()

    database = _database(started)
    os.kill(database, signal.SIGKILL)
    eventually(lambda: b"postgres" in started.log.read_bytes() and not alive(database), 20)
    eventually(started.ready, 60)

    below = descendants(started.process.pid)
    assert len(below) > 8  # three servers with their guards, two services, two relays, the gateway
    started.process.kill()
    started.process.wait(10)
    eventually(lambda: not any(alive(pid) for pid in below), 20)


def test_nor_of_one_whose_terminal_was_closed(started: Started) -> None:
    below = descendants(started.process.pid)
    started.process.send_signal(signal.SIGHUP)
    started.process.wait(60)
    eventually(lambda: not any(alive(pid) for pid in below), 20)


def test_it_ends_as_a_whole_and_says_so_when_a_server_does_not_come_back(started: Started) -> None:
    below, database = descendants(started.process.pid), _database(started)
    told = Path(f"/proc/{database}/cmdline").read_text().split("\0")
    (Path(told[told.index("-D") + 1]) / "postgresql.conf").write_text("no = 'setting'\n")
    os.kill(database, signal.SIGKILL)
    assert started.process.wait(120) == 1
    said = started.log.read_text()
    assert "The system ended because a server did" in said
    assert "Traceback" not in said.split("has ended and is started again")[-1]
    eventually(lambda: not any(alive(pid) for pid in below), 20)


def _database(started: Started) -> int:
    below = descendants(started.process.pid)
    backends = {child for pid in below if _program(pid) == "postgres" for child in descendants(pid)}
    (found,) = (pid for pid in below if _program(pid) == "postgres" and pid not in backends)
    return found


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
