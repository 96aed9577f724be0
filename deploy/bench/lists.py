"""Every list there is over HTTP, in an office whose registers are full: pages, filters, callers. And the clock.

The lists are found as the gateway finds them, so a new one is measured without a word here: its first page, a page
from the middle, and one for each filter, with values that its own rows show.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from deploy import memory, roster
from deploy.bench.client import Connection
from deploy.bench.gateway import API, STANDING, Token, tokens
from deploy.bench.harness import Report, percentile
from deploy.bench.papers import DEPARTMENT, DUE, Amounts, Office, people_in
from deploy.bench.running import serving
from deploy.bench.world import NOW, World
from deploy.keys import Keys
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Call
from services.kernel.procedure.obligations import obligations
from services.kernel.procedure.operations import Operation, PagedQuery, discover
from services.kernel.refusals import Refusal

GOAL = 100.0
"""Milliseconds for a list, p99."""
TICK_GOAL = 1.0
"""Seconds for the clock."""
TIMES = 50
Ask = Callable[[type[Operation], dict[str, str], str], Any]
"""A list's answer to somebody, decoded; raises a `Refusal`."""
MOST_PAGES = 20
"""Of 500 rows: how far into a list its middle page is looked for."""
NEEDED = {"year": "2026", "quarter": "2026-Q3", "start": "2026-01-01", "end": "2026-09-28", "department": DEPARTMENT}
"""Values of fields that must be given, or that rows do not show under the same name."""
NEEDED |= {"dimension": "information", "rule": "submitted"}
TRIED = {"words": "第1", "overdue": "true", "on": "2026-06-01", "newest": "true", "due_since": "2026-06-01"}
TRIED |= {"due_until": "2026-10-30", "since": "2026-06-01", "until": "2026-08-01", "year": "2026", "name": "新员"}


@dataclass
class Asked:
    """One question to one list by one caller, and how long its answers took, in milliseconds."""

    operation: type[Operation]
    case: str
    caller: str
    person: str
    fields: dict[str, str]
    taken: list[float] = field(default_factory=list[float])

    @property
    def path(self) -> str:
        named = self.operation.path_fields()
        query = {name: value for name, value in self.fields.items() if name not in named}
        path = self.operation.PATH.format_map({name: quote(value) for name, value in self.fields.items()})
        return API + path + ("?" + urlencode(query) if query else "")

    @property
    def p99(self) -> float:
        return percentile(self.taken, 0.99)


def all_lists() -> Iterator[type[Operation]]:
    for service in roster.roster(Settings()):
        for operation in discover(service):
            if issubclass(operation, PagedQuery):
                yield operation


def questions(ask: Ask, callers: Iterable[tuple[str, str]]) -> Iterator[Asked]:
    """What there is to be asked, found out by asking once; by the last of the callers, what none before may ask."""
    *people, last = callers
    for operation in all_lists():
        usual = [(caller, person, opened) for caller, person in people if (opened := _opened(ask, operation, person))]
        found = usual or [(*last, opened) for opened in [_opened(ask, operation, last[1])] if opened]
        for caller, person, opened in found:
            fields, first = opened
            yield Asked(operation, "first page", caller, person, fields)
            if middle := _middle(ask, operation, fields, person, first):
                yield Asked(operation, "middle page", caller, person, fields | {"after": middle})
            for name, value in _filters(operation, fields, first):
                with contextlib.suppress(Refusal):  # not everybody may ask for everything
                    ask(operation, fields | {name: value}, person)
                    yield Asked(operation, f"by {name}", caller, person, fields | {name: value})


def _opened(ask: Ask, operation: type[Operation], person: str) -> tuple[dict[str, str], Any] | None:
    """The fields with which this caller may see the list, and its first page: all of it, or their own part."""
    needed = [name for name, declared in operation.model_fields.items() if declared.is_required()]
    given = {name: person if name == "person" else NEEDED.get(name, "") for name in needed}
    if not all(given.values()):
        return None  # a list within a record, which nobody can name here
    for own in ({}, {"department": DEPARTMENT}, {"person": person}):
        if own.keys() <= operation.model_fields.keys():
            fields = given | own
            with contextlib.suppress(Refusal):
                return fields, ask(operation, fields, person)
    return None


def _middle(ask: Ask, operation: type[Operation], fields: dict[str, str], person: str, first: Any) -> str:
    """A cursor some thousand rows in, or half way through what there is."""
    cursors: list[str] = []
    page = first
    while page.get("next") and len(cursors) < MOST_PAGES:
        cursors.append(page["next"])
        page = ask(operation, fields | {"limit": "500", "after": page["next"]}, person)
    return cursors[-1] if len(cursors) == MOST_PAGES else cursors[len(cursors) // 2] if cursors else ""


def _filters(operation: type[Operation], fields: dict[str, str], first: Any) -> Iterator[tuple[str, str]]:
    items = next((value for value in first.values() if isinstance(value, list)), [])
    shown = items[len(items) // 2] if items and isinstance(items[0], dict) else {}
    for name in operation.model_fields:
        value = TRIED.get(name) or shown.get(name) or NEEDED.get(name)
        if name not in {*fields, "after", "limit"} and isinstance(value, str | int) and value:
            yield name, str(value)


async def ask_all(port: int, token: Token, found: Sequence[Asked], times: int) -> None:
    """Each question in turn, again and again: a slow moment of the machine hits all of them."""
    connection = await Connection.to(port)
    for turn in range(times + 1):
        for one in found:
            begun = time.perf_counter()
            await connection.ask("GET", one.path, token(one.person))
            if turn:  # the first is for the caches
                one.taken.append((time.perf_counter() - begun) * 1000)
    connection.close()


def report_lists(report: Report, found: Sequence[Asked]) -> None:
    """A line for each list with its slowest question; every question in the notes would hide the ones that matter."""
    lists: dict[str, list[Asked]] = {}
    for one in found:
        lists.setdefault(one.operation.NAME, []).append(one)
    for name, asked in sorted(lists.items(), key=lambda of: max(one.p99 for one in of[1])):
        worst = max(asked, key=lambda one: one.p99)
        report.at_most(f"{name}: {worst.case}, as {worst.caller}, p99", worst.p99, "ms", GOAL)
    everything = [taken for one in found for taken in one.taken]
    report.at_most("every list, p50", percentile(everything, 0.5), "ms")
    report.at_most("every list, p99", percentile(everything, 0.99), "ms", GOAL)
    missing = {operation.NAME for operation in all_lists()} - lists.keys()
    report.notes.append(
        f"lists: {len(found)} questions to {len(lists)} lists; nobody asked: {', '.join(missing) or '–'}"
    )


def tick(report: Report, world: World, name: str, at: datetime, goal: float | None = TICK_GOAL) -> None:
    """Seconds of one tick of documents over all that is open."""
    app = world.embedded.services["documents"].app
    before = _open(world)
    memory.settle()  # as a process that serves does it
    begun = time.perf_counter()
    app.call(Call("documents.tick", {}, world.token(SYSTEM_ID), at=at))
    taken = time.perf_counter() - begun
    missed = before - _open(world)
    report.at_most(f"tick over {before:,} open obligations, {name}", taken, "s", goal)
    report.notes.append(f"tick, {name}: {missed:,} of {before:,} missed")


def asking(world: World) -> Ask:
    def ask(operation: type[Operation], fields: dict[str, str], person: str) -> Any:
        return msgspec.json.decode(world.carry(person, operation.NAME, fields).body)

    return ask


def _open(world: World) -> int:
    app = world.embedded.services["documents"].app
    with app.store.reading() as connection:
        return len(Reading(app.store, connection).get_all(obligations, {"status": "open"}))


def measure(
    report: Report, folder: Path, amounts: Amounts, times: int = TIMES, told: Callable[[str], None] = lambda _: None
) -> None:
    data = folder / "full"
    world = World(data)
    try:
        office = Office(world, amounts)
        office.fill()
        office.attend()
        world.embedded.settle()
        found = list(questions(asking(world), people_in(office)))
        told("lists: nothing due")
        events = f"{world.embedded.services['documents'].app.store.position():,}"
        tick(report, world, f"none due, and {events} events to index and to sign", NOW, goal=None)
        tick(report, world, "none due", NOW)
    finally:
        world.embedded.close()
    told("lists: over HTTP")
    with serving(data, settings=STANDING) as server:
        asyncio.run(ask_all(server.port, tokens(Keys(data / "keys")), found, times))
    report_lists(report, found)
    told("lists: all due")
    world = World(data, organ=False)
    try:
        tick(report, world, "all due at once", datetime(DUE.year, DUE.month + 1, 2, 1, tzinfo=UTC))
    finally:
        world.embedded.close()
