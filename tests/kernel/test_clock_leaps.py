"""A clock that stands far from the last known time is not believed until somebody acknowledges it (issue B6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.kernel.procedure.custody.clock import ClockImplausible
from services.kernel.refusals import Forbidden
from tests.given import DAY, noon
from tests.kernel.sample import FillJar, ListJars, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
ADMINISTRATOR = "p006"


class Wall:
    """A machine's clock: believed only where it is plausible."""

    simulated = False

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class _Suite:
    __test__ = False

    @pytest.fixture
    def wall(self) -> Wall:
        return Wall()

    @pytest.fixture
    def desk(self, make_store: MakeStore, wall: Wall) -> SampleDesk:
        desk = SampleDesk(make_store(), wall)
        desk.app.office = replace(desk.app.office, clock_jump_days=16)
        desk.do(OpenJar(size=9, empty_by=NOW.date() + timedelta(days=30)))
        self.tick(desk)
        return desk

    def tick(self, desk: SampleDesk) -> int:
        missed: int = desk.ask(log.tick(), by=ADMINISTRATOR).missed
        return missed

    def faults(self, desk: SampleDesk) -> list[str]:
        return [one.code for one in desk.ask(log.list_clock_faults(), by=ADMINISTRATOR).items]

    def test_a_leap_forward_writes_no_missed_deadline_and_dates_nothing(self, desk: SampleDesk, wall: Wall) -> None:
        before = desk.recorded()
        wall.time = NOW + timedelta(days=400)
        with pytest.raises(ClockImplausible):
            self.tick(desk)
        with pytest.raises(ClockImplausible):
            desk.do(OpenJar(size=9, empty_by=DAY))
        assert desk.recorded() == before
        assert self.faults(desk) == ["kernel.clock-implausible"]
        assert desk.ask(ListJars()).items, "what is there can be looked at"
        wall.time = NOW + timedelta(minutes=1)  # set right: everything goes on
        assert self.tick(desk) == 0
        assert self.faults(desk) == []
        desk.do(OpenJar(size=9, empty_by=DAY))
        assert desk.recorded()[-1].timestamp == wall.time

    def test_it_goes_on_once_an_officer_acknowledged_the_time_on_record(self, desk: SampleDesk, wall: Wall) -> None:
        wall.time = NOW + timedelta(days=40)
        with pytest.raises(ClockImplausible):
            self.tick(desk)
        with pytest.raises(Forbidden):
            desk.ask(log.acknowledge_clock(reason="closed for rebuilding"), by="p001")
        assert desk.ask(log.acknowledge_clock(reason="closed for rebuilding"), by=ADMINISTRATOR).recorded
        fact = desk.recorded()[-1]
        assert (fact.TOPIC, fact.actor, fact.reason) == (
            "sample.clock-acknowledged.v1", ADMINISTRATOR, "closed for rebuilding",
        )  # fmt: skip
        assert (fact.before, fact.accepted) == (NOW, wall.time)
        assert self.tick(desk) == 1
        assert self.faults(desk) == []
        assert not desk.ask(log.acknowledge_clock(reason="again"), by=ADMINISTRATOR).recorded, "nothing waits"

    def test_a_clock_that_went_back_does_not_tick(self, desk: SampleDesk, wall: Wall) -> None:
        wall.time = NOW - timedelta(hours=2)
        with pytest.raises(ClockImplausible):
            self.tick(desk)
        desk.do(OpenJar(size=9, empty_by=DAY))
        assert desk.recorded()[-1].timestamp == NOW, "recording times never go back"
        assert desk.ask(log.acknowledge_clock(reason="it was two hours ahead"), by=ADMINISTRATOR).recorded
        self.tick(desk)

    @pytest.mark.parametrize("hours", [-0.1, 0, 1, 24, 15 * 24])
    def test_what_may_be_is_believed(self, desk: SampleDesk, wall: Wall, hours: float) -> None:
        """A holiday during which the machine was off."""
        wall.time = NOW + timedelta(hours=hours)
        self.tick(desk)
        desk.do(OpenJar(size=9, empty_by=DAY))

    def test_a_machine_that_runs_on_through_quiet_months_is_believed(self, desk: SampleDesk, wall: Wall) -> None:
        """Nothing is recorded, but the clock ticks."""
        for days in range(10, 20):
            wall.time = NOW + timedelta(days=days)
            self.tick(desk)
        desk.do(FillJar(jar=desk.recorded()[0].originator_id, amount=1))

    def test_an_empty_log_believes_any_clock(self, make_store: MakeStore, wall: Wall) -> None:
        desk = SampleDesk(make_store(), wall)
        desk.app.office = replace(desk.app.office, clock_jump_days=16)
        wall.time = NOW + timedelta(days=4000)
        self.tick(desk)
        desk.do(OpenJar(size=9, empty_by=DAY))

    def test_simulated_time_is_believed(self, make_store: MakeStore, wall: Wall) -> None:
        wall.simulated = True
        desk = SampleDesk(make_store(), wall)
        desk.app.office = replace(desk.app.office, clock_jump_days=16)
        for at in (noon(DAY), noon(DAY + timedelta(days=400))):
            desk.do(OpenJar(size=9, empty_by=DAY), at=at)


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...
