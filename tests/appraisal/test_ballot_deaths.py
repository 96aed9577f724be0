"""kill -9 while slips are cast, and at every point of closing: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.appraisal.ballots.box import Box, Label
from services.appraisal.ballots.boxes import FolderBoxes
from services.appraisal.ballots.round import Evaluation
from services.appraisal.ballots.slip import Slip
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import STAFF, Q, on, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture
from tests.appraisal.voters import Voter, everybody_votes, with_boxes

pytestmark = pytest.mark.slow

FORK = multiprocessing.get_context("fork")
KEY, DIGEST = "ab" * 32, 64
DEATHS, EACH = 40, 12


def died(work: Callable[[], Any]) -> int:
    """What became of a process that did this: its exit code, negative for a signal."""

    def alone() -> None:
        work()
        os._exit(0)  # what the parent registered for its own end is not ours to do

    child = FORK.Process(target=alone)
    child.start()
    child.join(60)
    code = child.exitcode
    assert code is not None
    return code


def test_whatever_moment_the_box_dies_at_every_acknowledged_slip_is_in_it_once(tmp_path: Path) -> None:
    """Killed at a random moment while it casts without a pause, forty times, then found again."""
    path = tmp_path / "box"
    Box.make(path, Label(Q, KEY, 20_000))
    slips = [Slip(n.to_bytes(40, "big") + bytes(100), bytes(256)) for n in range(20_000)]
    known: list[str] = []
    for _ in range(DEATHS):
        reads, writes = os.pipe()
        begin = len(known)

        def work(writes: int = writes, begin: int = begin) -> None:
            box = Box(path, Q, KEY)
            for slip in slips[begin:]:
                box.cast(slip)
                os.write(writes, slip.digest.encode())

        child = FORK.Process(target=work)
        child.start()
        os.close(writes)
        told = b""
        while len(told) < DIGEST * EACH:
            told += os.read(reads, DIGEST)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join(20)
        while more := os.read(reads, 4096):
            told += more
        os.close(reads)
        known += [told[place : place + DIGEST].decode() for place in range(0, len(told), DIGEST)]
        box = Box(path, Q, KEY)
        found = Counter(slip.digest for slip in box.slips())
        box.leave()
        assert set(known) <= found.keys(), "what was acknowledged is there"
        assert set(found.values()) == {1}
        known = list(found)  # what was written and not acknowledged is cast again by its voter, and is no second one
    assert len(known) >= DEATHS * EACH


def after(owner: Any, name: str) -> Callable[[], None]:
    """Dies once this was done."""

    def arm() -> None:
        done = getattr(owner, name)

        def doing(*args: Any, **kwargs: Any) -> Any:
            done(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(owner, name, doing)

    return arm


def instead(owner: Any, name: str) -> Callable[[], None]:
    """Dies just before."""

    def arm() -> None:
        setattr(owner, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))

    return arm


POINTS = {
    "before the box is shut": instead(Box, "close_for_good"),
    "once the box is shut": after(Box, "close_for_good"),
    "once the slips are read": after(FolderBoxes, "close"),
    "once they are in the events, before the commit": after(Evaluation, "seal"),
    "once they are committed": instead(FolderBoxes, "held"),
    "before the box is destroyed": instead(FolderBoxes, "destroy"),
    "once the box is overwritten": instead(Path, "unlink"),
    "once the box is gone, and the keys are not": after(Path, "unlink"),
    "once all is gone but the folder": instead(Path, "rmdir"),
    "at the very end": after(FolderBoxes, "destroy"),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_round_that_is_killed_while_it_closes_goes_on_and_counts_each_slip_once(
    quarter_desk: Desk,  # noqa: F811
    tmp_path: Path,
    point: str,
) -> None:
    boxes = FolderBoxes(tmp_path / "ballots")
    desk = with_boxes(quarter_desk, boxes)
    cast = everybody_votes(desk, boxes, {"p3": "good", "p4": "fair", "p5": "poor"})
    boxes.leave()

    def closing() -> None:
        desk.app.store.engine.dispose(close=False)  # connections are the parent's
        desk.app.store._kept = None
        POINTS[point]()
        tick(desk, on(10, 15, 17))
        tick(desk, on(10, 15, 18))

    assert died(closing) == -signal.SIGKILL, "it died where it should"
    tick(desk, on(10, 15, 19))
    tick(desk, on(10, 15, 20))
    found = Voter(desk, STAFF, on(10, 16)).ask()
    assert found.status == "closed"
    counted = sorted(code for one in found.results for code in one.codes)
    assert counted == sorted(slip.code for slip in cast)
    assert list((tmp_path / "ballots").rglob("*")) == []
