"""A replay in a process of its own, beside a system at work: killed in the middle, it goes on and comes out equal."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid5

import pytest

from deploy.embedded import Embedded
from services.kernel.log.shadow import Shadow
from services.kernel.log.shadow_compare import digests
from services.kernel.log.transaction import Writing
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.record import Found, Pace, ReplayStatus
from tests.given import DAY, ID, Desk, act, noon
from tests.kernel.sample import FillJar, Jar
from tests.patience import patient

ADMINISTRATOR = "p006"
JARS = 9_000
own = declare("sample")


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedded]:
    """At work, with some twenty thousand events in the log."""
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps({"sample": "tests.kernel.held"}))
    monkeypatch.setenv("JIKAO_TEST_HOLD_FILE", str(tmp_path / "hold"))
    monkeypatch.setenv("JIKAO_TICK_SECONDS", "0")
    monkeypatch.setenv("JIKAO_CLOCK_JUMP_DAYS", "0")  # what it holds is of years ago
    runtime = Embedded(tmp_path / "data")

    def fill(tx: Writing) -> None:
        for n in range(JARS):
            jar = Jar(uuid5(ID, str(n)))
            jar.open(act(at=noon(DAY)), 9, date(2099, 1, 1), "")
            jar.fill(act(at=noon(DAY)), n % 9)
            tx.append(jar)

    runtime.services["sample"].app.record(fill)
    with runtime.running():
        yield runtime


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + patient(seconds)
    while not until():
        assert time.monotonic() < deadline, "it did not come to it"
        time.sleep(0.02)


def rows(runtime: Embedded, slot: int) -> list[str]:
    app = runtime.services["sample"].app
    shadow = Shadow(app.store, slot)
    with shadow.store.reading() as connection:
        found = [row for register in app.registers for table in register.tables for row in digests(table, connection)]
    shadow.close()
    return found


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_and_comes_out_with_equal_bytes(runtime: Embedded, tmp_path: Path) -> None:
    app = runtime.services["sample"].app
    desk = Desk(app, runtime.signer)

    whole = desk.ask(own.start(pace=Pace.FULL), by=ADMINISTRATOR).id
    wait(lambda: desk.ask(own.get(replay=whole), by=ADMINISTRATOR).status == ReplayStatus.DONE)
    (tmp_path / "hold").touch()
    broken = desk.ask(own.start(pace=Pace.QUARTER), by=ADMINISTRATOR).id
    wait(lambda: desk.ask(own.get(replay=broken), by=ADMINISTRATOR).done > 0)
    os.kill(runtime.runners.pid("sample"), signal.SIGKILL)
    wait(lambda: runtime.runners.pid("sample") == 0)
    left = desk.ask(own.get(replay=broken), by=ADMINISTRATOR)
    assert left.status == ReplayStatus.RUNNING
    assert 0 < left.done < 2 * JARS
    (tmp_path / "hold").unlink()
    desk.do(FillJar(jar=uuid5(ID, "0"), amount=1))
    runtime.tick()  # finds that it waits without a runner
    wait(lambda: desk.ask(own.get(replay=broken), by=ADMINISTRATOR).status == ReplayStatus.DONE)
    assert desk.ask(own.get(replay=broken), by=ADMINISTRATOR).found == Found.EQUAL
    once, twice = rows(runtime, 1), rows(runtime, 2)
    assert len(once) == len(twice) == 2 * JARS
    assert len(set(once) ^ set(twice)) == 2, "they differ in the one jar that was filled meanwhile"


@pytest.mark.slow
def test_one_that_nobody_can_be_told_of_does_not_keep_the_next_from_beginning(
    runtime: Embedded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str) -> None:
        raise RuntimeError("nobody is there")

    monkeypatch.setattr(runtime.runners, "_tell", broken)
    desk = Desk(runtime.services["sample"].app, runtime.signer)
    for _ in range(2):
        id = desk.ask(own.start(pace=Pace.FULL), by=ADMINISTRATOR).id
        wait(lambda id=id: desk.ask(own.get(replay=id), by=ADMINISTRATOR).status == ReplayStatus.DONE)  # type: ignore[misc]
        wait(lambda: runtime.runners.pid("sample") == 0)
    assert "nobody was told of the replays of sample" in caplog.text


@pytest.mark.slow
def test_a_system_that_ends_leaves_its_replay_to_the_next(runtime: Embedded, tmp_path: Path) -> None:
    desk = Desk(runtime.services["sample"].app, runtime.signer)
    (tmp_path / "hold").touch()
    id = desk.ask(own.start(pace=Pace.QUARTER), by=ADMINISTRATOR).id
    wait(lambda: desk.ask(own.get(replay=id), by=ADMINISTRATOR).done > 0)
    runtime.close()
    assert runtime.runners.pid("sample") == 0
    (tmp_path / "hold").unlink()
    with Embedded(tmp_path / "data").running() as again:
        desk = Desk(again.services["sample"].app, again.signer)
        again.tick()
        wait(lambda: desk.ask(own.get(replay=id), by=ADMINISTRATOR).status == ReplayStatus.DONE)
        assert desk.ask(own.get(replay=id), by=ADMINISTRATOR).found == Found.EQUAL
