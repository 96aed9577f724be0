"""Each piece of the clock's work by itself: what one refuses, the others do not feel, and the administrator sees it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.kernel.clock import SimulatedClock
from services.kernel.log.store import Store
from services.kernel.procedure.clock_faults import Work
from services.kernel.procedure.context import Context
from services.kernel.refusals import Forbidden, Refusal
from tests.given import DAY, noon, proven
from tests.kernel.sample import FillJar, Jar, JarLeftFull, OpenJar, SampleDesk, log, procedure

ADMINISTRATOR = "p006"
LATE = DAY + timedelta(days=5)


class Unknown(Refusal):
    code = "sample.unknown"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SampleDesk:
    monkeypatch.setattr(procedure, "tickers", [])
    return SampleDesk(Store(f"sqlite:///{tmp_path}/sample.db"), SimulatedClock(noon(DAY)))


def tick(desk: SampleDesk, at: Any = LATE) -> Any:
    return desk.ask(log.tick(), by=ADMINISTRATOR, at=noon(at))


def faults(desk: SampleDesk) -> dict[str, Any]:
    return {one.task: one for one in desk.ask(log.list_clock_faults(), by=ADMINISTRATOR).items}


def works(ctx: Context) -> int:
    return 1


def refuses(ctx: Context) -> int:
    raise Unknown("那一年未知。", "That year is not known.")


def breaks(ctx: Context) -> int:
    raise ZeroDivisionError


def test_a_ticker_that_refuses_stops_neither_the_others_nor_the_deadlines(desk: SampleDesk) -> None:
    procedure.tickers += [refuses, breaks, works]
    desk.do(OpenJar(size=3, empty_by=DAY))
    ticked = tick(desk)
    assert (ticked.done, ticked.missed, ticked.refused) == (1, 1, 2)
    found = faults(desk)
    assert {task.rpartition(".")[2]: one.code for task, one in found.items()} == {
        "refuses": "sample.unknown",
        "breaks": "kernel.unexpected",
    }
    (refused,) = (one for one in found.values() if one.code == "sample.unknown")
    assert (refused.zh, refused.en, refused.since) == ("那一年未知。", "That year is not known.", LATE)


def test_what_a_ticker_did_before_it_refused_is_undone_and_no_others_work(desk: SampleDesk) -> None:
    jar = desk.ask(OpenJar(size=9, empty_by=LATE + timedelta(days=9))).id

    def fills(ctx: Context) -> int:
        found = ctx.load(Jar, jar)
        found.fill(ctx.act, 1)
        ctx.save(found)
        return 1

    def fills_and_refuses(ctx: Context) -> int:
        fills(ctx)
        return refuses(ctx)

    procedure.tickers += [fills_and_refuses, fills]
    assert tick(desk).done == 1
    assert [e.TOPIC for e in desk.recorded()] == ["sample.jar-opened.v1", "sample.jar-filled.v1"]
    proven(desk.app)


def test_of_many_deadlines_the_one_that_cannot_be_recorded_stays_alone(
    desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    jars = [desk.ask(OpenJar(size=3, empty_by=DAY)).id for _ in range(7)]
    (declared,) = procedure.obligations
    on_missed = declared.on_missed
    sick = {jars[3].hex}

    def missed(ctx: Context, row: Any) -> None:
        if row.aggregate in sick:
            raise Unknown("那一年未知。", "That year is not known.")
        on_missed(ctx, row)

    monkeypatch.setitem(declared.__dict__, "on_missed", missed)
    first = tick(desk)
    assert (first.missed, first.refused) == (6, 1)
    assert {e.originator_id for e in desk.recorded() if isinstance(e, JarLeftFull)} == set(jars) - {jars[3]}
    (fault,) = faults(desk).values()
    assert (fault.what_zh, fault.code) == (declared.zh, "sample.unknown")
    again = tick(desk, LATE + timedelta(days=1))
    assert (again.missed, again.refused) == (0, 1)
    assert next(iter(faults(desk).values())).since == LATE, "since the first time"
    sick.clear()
    mended = tick(desk, LATE + timedelta(days=2))
    assert (mended.missed, mended.refused) == (1, 0)
    assert faults(desk) == {}
    proven(desk.app)


def test_a_machine_out_of_memory_is_no_fault_of_the_work(desk: SampleDesk) -> None:
    def dies(ctx: Context) -> int:
        raise MemoryError

    procedure.tickers += [dies, works]
    with pytest.raises(MemoryError):
        tick(desk)
    assert faults(desk) == {}


def test_an_idle_clock_writes_nothing(desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    procedure.tickers += [refuses]
    tick(desk)
    held = faults(desk)
    monkeypatch.setattr(Work, "_replace", lambda *_: pytest.fail("written again"))
    tick(desk)
    assert faults(desk) == held


def test_only_who_keeps_the_system_sees_them(desk: SampleDesk) -> None:
    with pytest.raises(Forbidden):
        desk.ask(log.list_clock_faults(), by="p001")


def test_a_service_in_use_goes_on(desk: SampleDesk) -> None:
    procedure.tickers += [breaks]
    jar = desk.ask(OpenJar(size=3, empty_by=DAY)).id
    tick(desk)
    desk.do(FillJar(jar=jar, amount=1), at=noon(LATE))
