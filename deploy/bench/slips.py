"""Leave slips for the benchmarks: half days that never overlap, asked for and approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from typing import Any

import msgspec

from deploy.bench.world import NOW, World, staff
from services.attendance.leave.operations import ApproveLeave, RequestLeave
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation

FIRST = date(2025, 1, 2)
A_DAY = 12
"""Slips per working day: an office many times as ill as a real one, so that the years hold enough of them."""
AT_ONCE = 16


@dataclass(frozen=True)
class Slip:
    person: str
    on: date
    half: str

    def body(self) -> dict[str, str]:
        day = self.on.isoformat()
        return {
            "person": self.person,
            "kind": "personal",
            "start": day,
            "start_half": self.half,
            "end": day,
            "end_half": self.half,
            "reason": "家中有事",
        }


def workdays(world: World, first: date, until: date) -> Iterator[date]:
    day = first
    while day < until:
        if world.embedded.office.calendar.is_workday(day):
            yield day
        day += timedelta(days=1)


def past(world: World, people: Sequence[str]) -> Iterator[Slip]:
    """In the order of the days, everybody equally often."""
    turn = 0
    for day in workdays(world, FIRST, NOW.date() - timedelta(days=10)):
        for _ in range(A_DAY):
            yield Slip(people[turn % len(people)], day, "am")
            yield Slip(people[turn % len(people)], day, "pm")
            turn += 1


def coming(world: World, people: Sequence[str]) -> Iterator[Slip]:
    """From tomorrow to Christmas: the return is due a working day later, and must fall into a year that is known."""
    for day in workdays(world, NOW.date() + timedelta(days=1), date(2026, 12, 25)):
        for person in people:
            yield Slip(person, day, "am")
            yield Slip(person, day, "pm")


def yesterday(world: World) -> date:
    """The last working day: a slip for it is a late one."""
    return list(workdays(world, NOW.date() - timedelta(days=9), NOW.date()))[-1]


def simple_applicants(world: World) -> list[str]:
    """Those for whom one step decides half a day: the head of their department."""
    people = staff(FIRST.isoformat())
    found: list[str] = []
    for slip in islice(coming(world, people), 0, 2 * len(people), 2):
        answer = world.post(slip.person, RequestLeave.model_validate(slip.body()))
        asked = msgspec.json.decode(answer.body)
        if len(asked["steps"]) == 1 and asked["steps"][0]["holder"]:
            found.append(slip.person)
    return found


def decider(asked: Any) -> str:
    """Whose decision the slip waits for."""
    return next(str(step["holder"]) for step in asked["steps"] if step["post"] == asked["waits_for"])


def fill(world: World, slips: Iterator[Slip], pairs: int) -> int:
    """Asks and approves, each on the eve of the day it is about; returns how many were.

    One day after the other: a log's time never goes back, and on another day somebody else may hold the post.
    """
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _, some in groupby(islice(slips, pairs), lambda slip: slip.on):
            done += sum(pool.map(lambda slip: _pair(world, slip), some))
    return done


def _pair(world: World, slip: Slip) -> int:
    """Asked for the evening before: no late slip."""
    at = datetime.combine(slip.on - timedelta(days=1), time(1), UTC)
    asked = msgspec.json.decode(_call(world, slip.person, RequestLeave.model_validate(slip.body()), at))
    while asked["waits_for"]:
        asked = msgspec.json.decode(_call(world, decider(asked), ApproveLeave(leave=asked["id"]), at))
    return 1


def _call(world: World, person: str, operation: Operation, at: datetime) -> bytes:
    body = operation.model_dump(mode="json", exclude_none=True)
    return world.embedded.call(Call(operation.NAME, body, world.token(person), at=at)).body
