"""What a person at a browser waits for: commands over HTTP while others work, leave in a full register, live pushes."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.bench.client import Connection
from deploy.bench.harness import Report, percentile
from deploy.bench.running import Serving, serving
from deploy.bench.slips import FIRST, Slip, coming, decider, fill, past, simple_applicants, yesterday
from deploy.bench.world import NOW, World, staff
from deploy.keys import Keys

PER_SECOND = 100
API = "/api/v1"
STANDING = {"JIKAO_CLOCK": NOW.isoformat(), "JIKAO_TICK_SECONDS": "0", "JIKAO_LOG_LEVEL": "WARNING"}
"""The clock stands where the slips want it; nothing else goes on meanwhile."""
Token = Callable[[str], str]


@dataclass(frozen=True)
class Sizes:
    seconds: int = 20
    earlier: tuple[int, ...] = (100, 1_000, 10_000)
    pairs: int = 80
    pushes: int = 200

    @classmethod
    def quick(cls) -> Sizes:
        return cls(seconds=1, earlier=(20, 40, 80), pairs=5, pushes=5)


def tokens(keys: Keys) -> Token:
    """Signed with the organ's own key instead of logging in: a login is slow on purpose."""
    signer, made = keys.signer(), dict[str, str]()

    def token(person: str) -> str:
        if person not in made:
            made[person] = signer.sign(person, token_id=f"bench-{person}", seconds=86_400)
        return made[person]

    return token


# -- commands at a steady rate ----------------------------------------------------------------------------------------


async def steady(port: int, token: Token, slips: Iterator[Slip], seconds: int) -> list[float]:
    """Milliseconds per command, from the moment it was due: a server that falls behind is not waited for."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    connections = [await Connection.to(port) for _ in range(32)]
    for connection in connections:
        free.put_nowait(connection)
    latencies: list[float] = []
    begun = time.perf_counter() + 0.1

    async def one(number: int, slip: Slip) -> None:
        due = begun + number / PER_SECOND
        await asyncio.sleep(due - time.perf_counter())
        connection = await free.get()
        await connection.ask("POST", f"{API}/attendance/leave", token(slip.person), slip.body(), uuid4().hex)
        free.put_nowait(connection)
        latencies.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(one(n, slip) for n, slip in enumerate(islice(slips, seconds * PER_SECOND))))
    for connection in connections:
        connection.close()
    return latencies


# -- leave in a register that grows -----------------------------------------------------------------------------------


async def pair(connection: Connection, token: Token, slip: Slip) -> float:
    """Milliseconds to ask for half a day and have it approved."""
    body, head = slip.body(), token(slip.person)
    begun = time.perf_counter()
    asked = await connection.ask("POST", f"{API}/attendance/leave", head, body, uuid4().hex)
    by = token(decider(asked))
    done = await connection.ask("POST", f"{API}/attendance/leave/{asked['id']}/approval", by, {}, uuid4().hex)
    taken = (time.perf_counter() - begun) * 1000
    if done["status"] != "approved":
        raise RuntimeError(f"not approved in one step: {done}")
    return taken


async def pairs_in_turn(
    servers: Sequence[tuple[int, Token]], slips: Sequence[Iterator[Slip]], pairs: int
) -> list[float]:
    """The median on each server, one pair on each in turn: a slow moment of the machine hits all of them."""
    connections = [await Connection.to(port) for port, _ in servers]
    taken: list[list[float]] = [[] for _ in servers]
    for number in range(pairs + 10):
        for at, (_, token) in enumerate(servers):
            milliseconds = await pair(connections[at], token, next(slips[at]))
            if number >= 10:
                taken[at].append(milliseconds)
    for connection in connections:
        connection.close()
    return [statistics.median(measured) for measured in taken]


# -- from a command to an open page -----------------------------------------------------------------------------------


async def pushes(port: int, token: Token, person: str, day: str, times: int) -> list[float]:
    """Milliseconds from sending a late slip, which is a fact, to the message that the quarter's scorecards changed."""
    stream, connection = await Connection.to(port), await Connection.to(port)
    messages = stream.events(f"{API}/live?topics=scorecards", token(person))
    await anext(messages)  # it is open
    slip = {"person": person, "kind": "sick", "start": day, "end": day, "reason": "突发疾病"}
    delays: list[float] = []
    for number in range(times + 5):
        begun = time.perf_counter()
        asked = await connection.ask("POST", f"{API}/attendance/leave", token(person), slip, uuid4().hex)
        await asyncio.wait_for(_pushed(messages), 10)
        if number >= 5:
            delays.append((time.perf_counter() - begun) * 1000)
        await connection.ask("POST", f"{API}/attendance/leave/{asked['id']}/withdrawal", token(person), {}, uuid4().hex)
    stream.close()
    connection.close()
    return delays


async def _pushed(messages: AsyncIterator[Any]) -> None:
    async for message in messages:
        if message and str(message["topic"]).startswith("scorecards."):
            return


def report_pushes(report: Report, runtime: str, delays: Sequence[float]) -> None:
    report.at_most(f"command → SSE, p50, {runtime}", percentile(delays, 0.5), "ms")
    report.at_most(f"command → SSE, p99, {runtime}", percentile(delays, 0.99), "ms")


# -- all of it on the embedded system ---------------------------------------------------------------------------------


def measure(report: Report, folder: Path, sizes: Sizes, told: Callable[[str], None] = lambda _: None) -> None:
    """Three systems at once with ever fuller registers, each a copy of the one before with more slips."""
    folders, people, spans, day = _filled(folder, sizes.earlier, told)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(data, settings=STANDING)) for data in folders]
        made = [(server.port, tokens(Keys(server.data / "keys"))) for server in servers]
        told(f"{PER_SECOND} commands a second for {sizes.seconds} s")
        everybody = iter([slip for slip in spans if slip.person in people])
        latencies = asyncio.run(steady(*made[0], everybody, sizes.seconds))
        report.at_most(f"HTTP command at {PER_SECOND}/s, p50, embedded", percentile(latencies, 0.5), "ms")
        report.at_most(f"HTTP command at {PER_SECOND}/s, p99, embedded", percentile(latencies, 0.99), "ms")
        told("pairs of asking and approving")
        late = [[slip for slip in reversed(spans) if slip.person in people] for _ in made]
        medians = asyncio.run(pairs_in_turn(made, [iter(slips) for slips in late], sizes.pairs))
        for earlier, median in zip(sizes.earlier[:-1], medians[:-1], strict=True):
            report.at_most(f"ask and approve over HTTP, {earlier:,} earlier", median, "ms")
        last = f"ask and approve over HTTP, {sizes.earlier[-1]:,} earlier"
        report.flat(last, medians[-1], medians[0], "ms", 1.2)
        told("commands to open pages")
        port, token = made[0]
        report_pushes(report, "embedded", asyncio.run(pushes(port, token, people[0], day, sizes.pushes)))


def _filled(
    folder: Path, earlier: Sequence[int], told: Callable[[str], None]
) -> tuple[list[Path], list[str], list[Slip], str]:
    """The folders; who needs one step; free half days to come; the day that a late slip is about."""
    folders: list[Path] = []
    everybody, people = staff(FIRST.isoformat()), list[str]()
    spans: list[Slip] = []
    day, done = "", 0
    for wanted in earlier:
        data = folder / f"earlier-{wanted}"
        if folders:
            shutil.copytree(folders[-1], data)
        world = World(data)
        with contextlib.closing(world.embedded):
            told(f"{wanted:,} earlier requests")
            slips = islice(past(world, everybody), done, None)
            done += fill(world, slips, wanted - done)
            if wanted == earlier[-1]:
                people = simple_applicants(world)
                spans = list(coming(world, everybody))[2 * len(everybody) :]
                day = yesterday(world).isoformat()
        folders.append(data)
    return folders, people, spans, day


def loaded(data: Path) -> None:
    """The demonstration's data, as the first start of `make run` leaves it."""
    with serving(data, demo=True):
        pass


def first_answers(report: Report, data: Path, later: int = 3) -> None:
    """How `make run` starts, the first time with the demonstration and then with what is there; and its memory."""
    server = Serving(data, demo=True, settings={})
    starts: list[float] = []
    try:
        report.at_most("first start with the demonstration", server.start(), "s", 60)
        resident = server.resident()
        if resident is not None:
            report.at_most("resident memory after the first start", resident, "MB", 250)
        for _ in range(later):
            server.stop()
            starts.append(server.start())
    finally:
        server.stop()
    report.at_most("later start to the first answer", statistics.median(starts), "s", 3)
