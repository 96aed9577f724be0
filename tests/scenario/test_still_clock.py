"""A clock that stood still for any time, then ticks once, ends in the same obligations as one that ticked daily."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deploy.demo.load import prepare
from deploy.embedded import Embedded
from services.kernel.clock import SimulatedClock
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.clock_faults import clock_faults
from services.kernel.procedure.context import Call
from services.kernel.procedure.obligations import obligations
from tests.scenario.runner import ORGAN, REGULATIONS

pytestmark = pytest.mark.slow
ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 1, 5), date(2026, 7, 20)
"""Over the half-year, the quarters, the months, and every recurring duty that falls into them."""
MEETING = {"kind": "all-staff", "title": "职工大会", "on": "2026-01-20", "start": "09:00", "place": "会议室"}
TASK = {"source": "plan", "title": "调研"}
LEAVE = {"person": "p027", "kind": "personal", "start": "2026-01-15", "end": "2026-01-15", "reason": "家事"}
DEEDS: dict[date, list[tuple[str, str, dict[str, Any]]]] = {
    date(2026, 1, 12): [
        ("documents.call-meeting", "p011", {**MEETING, "convenor": "p006"}),
        ("documents.assign-task", "p011", {**TASK, "department": "budget", "owner": "p027", "due": "2026-02-02"}),
        ("attendance.request-leave", "p027", LEAVE),
    ],
    date(2026, 3, 2): [
        ("documents.assign-task", "p011", {**TASK, "department": "budget", "owner": "p028", "due": "2026-03-20"}),
    ],
}


def morning(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def ends(folder: Path, ticks: Iterable[date]) -> tuple[dict[str, set[tuple[Any, ...]]], list[str]]:
    """Every service's obligations on the last day, and what its clock could not do."""
    runtime = Embedded(folder, Settings(tick_seconds=0, checkpoint_days=0), clock=SimulatedClock(morning(FIRST)))
    days = {FIRST, *ticks, LAST}  # a clock that never ticked yet owes nothing of the time before its first tick
    with contextlib.closing(runtime):
        prepare(runtime, ORGAN, REGULATIONS, start=morning(FIRST))
        system = runtime.signer.sign(SYSTEM_ID, token_id="clock", seconds=3600)
        for day in sorted(days | DEEDS.keys()):
            for operation, person, body in DEEDS.get(day, []):
                token = runtime.signer.sign(person, token_id=person, seconds=3600)
                runtime.call(
                    Call(operation, body, token, key=f"{day}-{operation}-{body.get('department')}", at=morning(day))
                )
            if day in days:
                for service in ("attendance", "documents"):
                    runtime.call(Call(f"{service}.tick", {}, system, at=morning(day, 23)))
            runtime.settle()
        owed: dict[str, set[tuple[Any, ...]]] = {}
        faults: list[str] = []
        for name, service in runtime.services.items():
            with service.app.store.reading() as connection:
                tx = Reading(service.app.store, connection)
                faults += [row.task for row in tx.read(clock_faults.select())]
                if service.app.obligations:
                    owed[name] = {
                        (row.kind, _known(row), row.person, row.department, row.due, row.status)
                        for row in tx.read(obligations.select())
                    }
    return owed, faults


def _known(row: Any) -> str:
    """A debt of a record that was made by chance's id is known by its day alone; any other by its key."""
    return "" if len(row.key) == 32 else row.key


@pytest.fixture(scope="module")
def daily(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[Any, ...]]]:
    every = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    owed, faults = ends(tmp_path_factory.mktemp("daily"), every)
    assert faults == []
    return owed


def by_chance(seed: int) -> list[date]:
    chance = Random(seed)
    return [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(chance.randrange(1, 9))]


@pytest.mark.parametrize(
    "ticks", [[], [date(2026, 3, 31)], by_chance(1), by_chance(2)], ids=["once", "twice", "a", "b"]
)
def test_the_same_is_owed_in_the_end(daily: dict[str, set[tuple[Any, ...]]], tmp_path: Path, ticks: list[date]) -> None:
    assert {status for owed in daily.values() for *_, status in owed} >= {"missed"}, "there is something to compare"
    assert sum(map(len, daily.values())) > 20
    owed, faults = ends(tmp_path, ticks)
    assert faults == []
    for service, mine in owed.items():
        assert mine - daily[service] == set(), service
        assert daily[service] - mine == set(), service
