"""Many open pages: each message once to each of them, how late it comes, and what they cost while nothing happens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from deploy.bench.client import Connection, Refused
from deploy.bench.gateway import API, STANDING, Token, tokens
from deploy.bench.harness import Report, percentile
from deploy.bench.running import serving
from deploy.bench.slips import yesterday
from deploy.bench.world import World, staff
from deploy.keys import Keys

LATEST_MS, IDLE_PERCENT = 250, 2
TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Amounts:
    pages: int = 200
    messages: int = 60
    idle_seconds: float = 10.0

    @classmethod
    def quick(cls) -> Amounts:
        return cls(pages=10, messages=3, idle_seconds=1.0)


class _Page:
    """One open page; `arrived` says when it heard of the scorecards, by the message's id."""

    def __init__(self, connection: Connection, token: str) -> None:
        self._messages = connection.events(f"{API}/live?topics=scorecards", token)
        self.arrived: list[tuple[str, float]] = []
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await anext(self._messages)
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._messages:
            if message and str(message["topic"]).startswith("scorecards."):
                self.arrived.append((message["id"], time.perf_counter()))

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()


async def measured(
    port: int, token: Token, people: Sequence[str], day: str, process: int, amounts: Amounts
) -> tuple[list[float], float]:
    """Milliseconds from each command to each page; and the percentage of a core that `process` takes while idle.
    `Refused` where a page misses a message or has one twice."""
    connections = [await Connection.to(port) for _ in range(amounts.pages)]
    pages = [_Page(link, token(people[n % len(people)])) for n, link in enumerate(connections)]
    for page in pages:
        await page.open()
    await _until_quiet(pages)
    for page in pages:
        page.arrived.clear()  # of what went before, whoever opened later hears less
    before = _processor(process)
    await asyncio.sleep(amounts.idle_seconds)
    idle = 100 * max(_processor(process) - before, TICK) / amounts.idle_seconds
    asker, person = await Connection.to(port), people[0]
    slip = {"person": person, "kind": "sick", "start": day, "end": day, "reason": "突发疾病"}
    delays: list[float] = []
    for _ in range(amounts.messages):
        seen = [len(page.arrived) for page in pages]
        begun = time.perf_counter()
        asked = await asker.ask("POST", f"{API}/attendance/leave", token(person), slip, uuid4().hex)
        await _until(lambda: all(len(page.arrived) > n for page, n in zip(pages, seen, strict=True)))  # noqa: B023
        delays += [(page.arrived[n][1] - begun) * 1000 for page, n in zip(pages, seen, strict=True)]
        await asker.ask("POST", f"{API}/attendance/leave/{asked['id']}/withdrawal", token(person), {}, uuid4().hex)
        await _until_quiet(pages)
    heard = [[id for id, _ in page.arrived] for page in pages]
    if any(ids != heard[0] or len(set(ids)) != len(ids) for ids in heard):
        counted = sorted({(len(ids), len(set(ids))) for ids in heard})
        raise Refused(f"not each message once to each page; messages and different ones among them: {counted}")
    for page in pages:
        page.close()
    for connection in (*connections, asker):
        connection.close()
    return delays, idle


async def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            raise Refused("a page did not hear of a change")
        await asyncio.sleep(0.002)


async def _until_quiet(pages: Sequence[_Page], seconds: float = 0.3) -> None:
    """What follows from taking a slip back is no answer to the next one. Quiet is where all have heard as much as each
    other, and for a while nothing more; pages that never agree are quiet too in the end."""
    heard, deadline = [-1], time.perf_counter() + 20
    while True:
        await asyncio.sleep(seconds)
        now = [len(page.arrived) for page in pages]
        if now == heard and (len(set(now)) == 1 or time.perf_counter() > deadline):
            return
        heard = now


def _processor(process: int) -> float:
    """Seconds of processor time, in ticks of the system's clock."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def on_embedded(report: Report, folder: Path, amounts: Amounts) -> None:
    world = World(folder / "streams")
    with contextlib.closing(world.embedded):
        day = yesterday(world).isoformat()
    with serving(folder / "streams", settings=STANDING) as server:
        token = tokens(Keys(server.data / "keys"))
        measure(report, "embedded", server.port, token, staff("2024-01-01"), day, server.pid, amounts)


def measure(
    report: Report,
    runtime: str,
    port: int,
    token: Token,
    people: Sequence[str],
    day: str,
    process: int,
    amounts: Amounts,
) -> None:
    delays, idle = asyncio.run(measured(port, token, people, day, process, amounts))
    of = f"{amounts.pages} open pages"
    report.at_most(f"{of}: command → each of them, p99, {runtime}", percentile(delays, 0.99), "ms", LATEST_MS)
    report.at_most(f"{of}: idle, {runtime}", idle, "% of a core", IDLE_PERCENT)
