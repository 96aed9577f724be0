"""The Makefile's commands as they are typed, in a clone at a path with blanks and Chinese, with a relative DATA.

Set-up itself is what `tests/setup` tries: the clone gets an environment that says it is set up already.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy import demonstration
from deploy.servers.process import free_port
from deploy.setup import ROOT
from gateway.demonstration import DEMO_PASSWORD
from tests.deploy.clones import cloned, left_behind
from tests.patience import patient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SHORTER = """
_whole = deeds
def deeds(seed: int = SEED, *, full: bool = True) -> list[Deed]:
    return _whole(seed, full=full)[:40]
"""
"""The clone's quarter: what is tried here is how it starts, and not what it holds."""
QUICK = {
    "test": ["ARGS=-q tests/kernel/test_domain.py"],
    "check": ["INNER=kernel", "ARGS=-q -k test_domain"],
    "format": [],
    "bench": ["ARGS=--quick --only whatif"],
    "setup": [],
}
ELSEWHERE = {"run", "cluster", "clean", "lock"}
"""Tried below; `lock` asks a registry, which only whoever changes a requirement does."""


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    with cloned() as made:
        with (made / "deploy/demo/script.py").open("a") as script:
            script.write(SHORTER)
        yield made


def typed(clone: Path, *words: str) -> subprocess.Popen[str]:
    """As somebody's shell has it, where nothing of this run is said."""
    ours = ("JIKAO_", "MAKE", "MFLAGS", "PYTEST_", "ARGS", "WORKERS", "INNER")
    environ = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return subprocess.Popen(
        ["make", *words], cwd=clone, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where this run is in the background
    )  # fmt: skip


def opens(running: subprocess.Popen[str], port: int, seconds: float) -> None:
    """Until it serves, and lets a demo account in."""
    deadline = time.monotonic() + patient(seconds)
    url = f"http://127.0.0.1:{port}"
    while True:
        assert running.poll() is None, running.communicate()[0]
        assert time.monotonic() < deadline, "it did not come up"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                break
        time.sleep(0.2)
    login = {"login": "admin", "password": DEMO_PASSWORD}
    assert httpx.post(f"{url}/api/v1/sessions", json=login, timeout=20).status_code == 201


def ends(running: subprocess.Popen[str], how: signal.Signals) -> str:
    """Ctrl-C goes to the whole group, as a terminal sends it; SIGTERM to the process."""
    (os.killpg if how is signal.SIGINT else os.kill)(running.pid, how)
    said, _ = running.communicate(timeout=60)
    return said


def test_every_command_is_tried() -> None:
    rules = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(rules) == QUICK.keys() | ELSEWHERE


@pytest.mark.parametrize("command", QUICK)
def test_it_does_what_it_says(clone: Path, command: str) -> None:
    running = typed(clone, command, *QUICK[command])
    said, _ = running.communicate(timeout=300)
    assert running.returncode == 0, said
    if command in ("test", "check"):
        assert " passed" in said
    if command == "bench":
        assert (clone / "bench.json").exists()


def test_run_shows_the_demonstration_and_goes_on_with_it(clone: Path) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        port = free_port()
        running = typed(clone, "run", f"PORT={port}", "DATA=my data/数据")
        opens(running, port, 240)
        ends(running, how)
    assert demonstration.is_one(clone / "my data/数据")
    assert left_behind(clone) == []


def test_run_broken_off_while_it_loads_begins_anew(clone: Path) -> None:
    for after in (3.0, 6.0):
        running = typed(clone, "run", f"PORT={free_port()}")
        time.sleep(after)
        ends(running, signal.SIGINT)
    port = free_port()
    running = typed(clone, "run", f"PORT={port}")
    opens(running, port, 240)
    ends(running, signal.SIGTERM)
    assert left_behind(clone) == []


def test_run_touches_nothing_that_is_not_its_own(clone: Path) -> None:
    (clone / "mine").mkdir()
    (clone / "mine" / "letter.txt").write_text("kept")
    running = typed(clone, "run", f"PORT={free_port()}", "DATA=mine")
    said, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert "DATA=" in said
    assert [(p.name, p.read_text()) for p in (clone / "mine").iterdir()] == [("letter.txt", "kept")]


@pytest.mark.servers
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_cluster_comes_up_and_leaves_nothing_behind(clone: Path, how: signal.Signals) -> None:
    port = free_port()
    running = typed(clone, "cluster", f"PORT={port}", "DATA=数 据")
    try:
        opens(running, port, 400)
    finally:
        said = ends(running, how)
    assert demonstration.is_one(clone / "数 据/cluster"), said
    assert left_behind(clone) == []


@pytest.mark.servers
def test_a_cluster_that_cannot_come_up_leaves_nothing_behind(clone: Path) -> None:
    """Its broker's settings are not to be written: a folder lies in their place."""
    (clone / "bad/cluster/servers/rabbitmq/rabbitmq.conf").mkdir(parents=True)
    (clone / "bad/cluster" / demonstration.MARK).touch()
    running = typed(clone, "cluster", f"PORT={free_port()}", "DATA=bad")
    said, _ = running.communicate(timeout=240)
    assert running.returncode != 0, said
    assert left_behind(clone) == []


def test_clean_never_takes_the_data(clone: Path) -> None:
    """Last: it takes the environment."""
    kept = clone / "data" / "kept"
    kept.parent.mkdir(exist_ok=True)
    kept.touch()
    running = typed(clone, "clean")
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 0, said
    assert kept.exists()
    assert not (clone / ".venv").exists()
