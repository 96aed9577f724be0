"""A million events into a shadow of the appraisal, by the runner that an office has, while its commands go on.

What it is held against is measured before and after it, and the better of both counts. Then it is done again, killed in
the middle and gone on with, and the two shadows are compared row by row.

The log is the demonstration's mix under new ids, as in `replay.py`, in the folder of a system at work. The runner is a
process of its own; its speed is the one that it tells those who watch.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from deploy.bench.commands import marks
from deploy.bench.harness import Report, percentile, seconds
from deploy.bench.replay import PAGE, a_page, copies, one_by_one
from deploy.bench.world import CLERK, NOW, World
from services.kernel.log.store import heads
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.record import Found, Pace, ReplayStatus

EVENTS = 1_000_000
COMMANDS = 300
MEGABYTES = 500
KEEPER, NAME = "p016", "appraisal"
LATER = NOW + timedelta(days=400)
"""After every event: in copies of the quarter times go back, so that no earlier moment would cut them at one place."""
BEFORE = "2026-06-01"
"""Days before this carry no mark of the demonstration's."""
own = declare("appraisal")


def measure(report: Report, world: World, folder: Path, wanted: int = EVENTS, patience: float = 1800.0) -> None:
    """`world` has lived through a quarter."""
    attendance, appraisal = (world.embedded.services[name].app for name in ("attendance", "appraisal"))
    lengthen(world, wanted)
    (last,) = attendance.store.rows(attendance.store.position() - 1)
    with appraisal.store.writing() as connection:  # what the office would have taken in long ago
        taken_in = update(heads).where(heads.c.name == "attendance").values(position=last.position, seal=last.seal)
        connection.execute(taken_in)
    length = attendance.store.position()

    def scanned() -> float:
        return length / seconds(lambda: sum(1 for _ in attendance.store.rows(chunk=PAGE)))

    scans = [scanned()]
    bodies = (body for body in marks() if body["on"] < BEFORE)
    idle = [commanded(world, bodies)]
    id, during, memory = _started(world), list[float](), 0
    for shown in _watched(world, id, patience):
        if shown.status == ReplayStatus.RUNNING and shown.done:
            during += commanded(world, bodies, 20)
        memory = max(memory, _memory(world.embedded.runners.pid(NAME)))
    shown = _shown(world, id)
    scans.append(scanned())
    idle.append(commanded(world, bodies))
    what = f"replay of {length:,} events into a shadow of the appraisal"
    report.ratio(what, (shown.speed, max(scans)), "events/s", "bare scan of the log", 0.8)
    report.ratio(what, (shown.speed, one_by_one(folder)), "events/s", "library, one by one", 100)
    report.at_most("memory of its runner", memory / 1024, "MB", MEGABYTES)
    if during:
        quiet = min(percentile(each, 0.99) for each in idle) * 1000
        report.flat("live command meanwhile, p99", percentile(during, 0.99) * 1000, quiet, "ms", 2)
    else:
        report.notes.append("The replay was over before a command could be measured beside it.")
    _killed(report, world, id, patience)


def _started(world: World) -> Any:
    made = world.do(KEEPER, own.start(part="facts", moment=LATER, pace=Pace.FULL))
    world.embedded.runners.wake(NAME)
    return own.start.RETURNS.model_validate_json(made.body).id  # type: ignore[attr-defined]


def _watched(world: World, id: Any, patience: float) -> Iterator[Any]:
    """As it is seen from time to time, until it is done."""
    deadline, shown = time.monotonic() + patience, _shown(world, id)
    while shown.status in (ReplayStatus.QUEUED, ReplayStatus.RUNNING) and time.monotonic() < deadline:
        yield shown
        time.sleep(0.05)
        shown = _shown(world, id)
    assert shown.status == ReplayStatus.DONE, (shown.status, shown.fault_en)


def _killed(report: Report, world: World, whole: Any, patience: float) -> None:
    """Another one with SIGKILL in the middle; the runner that comes after goes on where rows and position stand."""
    runners, id, killed_at = world.embedded.runners, _started(world), 0
    for shown in _watched(world, id, patience):
        middle = shown.status == ReplayStatus.RUNNING and shown.done > shown.reaches / 3
        if not killed_at and middle and (pid := runners.pid(NAME)):
            os.kill(pid, signal.SIGKILL)
            killed_at = shown.done
        elif not runners.pid(NAME):
            runners.wake(NAME)
    if not killed_at:
        report.notes.append("The second replay was over before it could be killed in the middle.")
    world.do(KEEPER, own.compare(replay=id, other=whole))
    runners.wake(NAME)
    for _ in _watched(world, id, patience):
        pass
    compared = _shown(world, id)
    assert compared.found in (Found.EQUAL, Found.DIFFERENT), compared.found
    report.at_most(f"rows that differ after a kill at {killed_at:,}", compared.differing, "rows", 0)


def lengthen(world: World, wanted: int) -> None:
    app = world.embedded.services["attendance"].app
    source = copies(list(app.store.rows()), wanted)

    while app.record(lambda tx: a_page(tx, source)) == PAGE:
        pass


def commanded(world: World, bodies: Iterator[dict[str, str]], count: int = COMMANDS) -> list[float]:
    taken: list[float] = []
    for _ in range(count):
        body = next(bodies)
        taken.append(
            seconds(lambda body=body: world.carry(CLERK, "attendance.mark-day", body, key=uuid4().hex))  # type: ignore[misc]
        )
    return taken


def _shown(world: World, id: Any) -> Any:
    return own.get.RETURNS.model_validate_json(world.do(KEEPER, own.get(replay=id)).body)


def _memory(pid: int) -> int:
    """The most that the process held at once, in kilobytes; 0 once it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM")), 0)
