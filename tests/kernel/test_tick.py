"""The clock over many deadlines: a few hundred to a transaction, each missed once, whatever interrupts it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as listening
from sqlalchemy import func, select

from services.kernel.clock import SimulatedClock
from services.kernel.domain.events import Event
from services.kernel.log.registers import Projector
from services.kernel.log.store import Store, events
from services.kernel.log.transaction import Reading, Writing
from services.kernel.log.writer import Writer
from services.kernel.procedure import obligations as calendar_of_duties
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import obligations
from tests.given import DAY, act, noon, proven
from tests.kernel.sample import Jar, JarLeftFull, OpenJar, SampleDesk, log, procedure, register
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

ADMINISTRATOR = "p006"
LATE = DAY + timedelta(days=40)
MANY, FEW = 50, 8


class _Suite:
    __test__ = False

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        """Jars due on many days, several on one, in no order."""
        store = make_store()
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        days = [DAY + timedelta(days=n // 4) for n in range(MANY)]
        random.Random(7).shuffle(days)
        for day in days:
            desk.do(OpenJar(size=3, empty_by=day))
        return store

    @pytest.fixture
    def desk(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> SampleDesk:
        """Another replica, that has loaded nothing yet."""
        monkeypatch.setattr(calendar_of_duties, "MOST_MISSED", FEW)
        return SampleDesk(store, SimulatedClock(noon(LATE)))

    def missed(self, desk: SampleDesk) -> list[str]:
        return [one.originator_id.hex for one in desk.recorded() if isinstance(one, JarLeftFull)]

    def by_status(self, desk: SampleDesk) -> dict[str, int]:
        with desk.app.store.reading() as connection:
            query = select(obligations.c.status, func.count()).group_by(obligations.c.status)
            return dict(connection.execute(query).tuples().all())

    def test_all_that_are_due_are_missed_once_in_several_transactions(self, desk: SampleDesk) -> None:
        commits: list[int] = []
        listening.listen(desk.app.store.engine, "commit", lambda _: commits.append(1))
        assert desk.ask(log.tick(), by=ADMINISTRATOR).missed == MANY
        assert len(commits) > MANY // FEW, "between two of them others get their turn"
        assert desk.ask(log.tick(), by=ADMINISTRATOR).missed == 0
        found = self.missed(desk)
        assert len(found) == len(set(found)) == MANY
        assert self.by_status(desk) == {"missed": MANY}
        proven(desk.app)

    def test_only_what_is_due_is_missed(self, desk: SampleDesk) -> None:
        """The first day's four jars are in time until it is over."""
        assert desk.ask(log.tick(), by=ADMINISTRATOR, at=noon(DAY)).missed == 0
        assert desk.ask(log.tick(), by=ADMINISTRATOR, at=noon(DAY + timedelta(days=1))).missed == 4
        assert self.by_status(desk) == {"missed": 4, "open": MANY - 4}

    def test_what_is_interrupted_goes_on_with_the_next_tick(
        self, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (declared,) = procedure.obligations
        seen: list[Any] = []

        def dies_in_the_third(ctx: Context, row: Any) -> None:
            seen.append(row)
            if len(seen) == 2 * FEW + 3:
                raise MemoryError
            on_missed(ctx, row)

        on_missed = declared.on_missed
        with monkeypatch.context() as patch:
            patch.setitem(declared.__dict__, "on_missed", dies_in_the_third)
            with pytest.raises(MemoryError):
                desk.do(log.tick(), by=ADMINISTRATOR)
        assert self.by_status(desk) == {"missed": 2 * FEW, "open": MANY - 2 * FEW}, "two transactions stand"
        assert desk.ask(log.tick(), by=ADMINISTRATOR).missed == MANY - 2 * FEW
        assert len(set(self.missed(desk))) == len(self.missed(desk)) == MANY
        proven(desk.app)

    def test_one_that_stays_open_does_not_hold_the_clock_up(
        self, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A procedure may find that nothing is owed any more: the clock passes on and looks again the next time."""
        (declared,) = procedure.obligations
        monkeypatch.setitem(declared.__dict__, "on_missed", lambda ctx, row: None)
        assert desk.ask(log.tick(), by=ADMINISTRATOR).missed == MANY
        assert self.by_status(desk) == {"open": MANY}

    def test_the_facts_of_many_are_read_at_once(self, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        """One look for every few hundred: each jar's facts are there before it is asked for."""
        looks: list[int] = []
        alone: list[UUID] = []
        ahead, stream = Reading.read_ahead, Reading.stream

        def together(self: Reading, ids: Iterable[UUID]) -> None:
            wanted = list(ids)
            looks.append(len(wanted))
            ahead(self, wanted)

        def one(self: Reading, id: UUID) -> list[Event]:
            if id.hex not in self._ahead:
                alone.append(id)
            return stream(self, id)

        monkeypatch.setattr(Reading, "read_ahead", together)
        monkeypatch.setattr(Reading, "stream", one)
        assert desk.ask(log.tick(), by=ADMINISTRATOR).missed == MANY
        assert alone == []
        assert sum(looks) == MANY
        assert len(looks) == -(-MANY // FEW)

    def test_what_was_read_ahead_and_then_changed_is_read_again(self, store: Store) -> None:
        """In one transaction: a fact recorded after the reading ahead belongs to what is loaded next."""
        writer = Writer(store, Projector([register]))
        with store.reading() as connection:
            id = UUID(hex=connection.execute(select(events.c.originator_id).limit(1)).scalar_one())

        def work(tx: Writing) -> int:
            tx.read_ahead([id])
            jar = Jar.from_events(id, Reading.stream(tx, id))
            tx.read_ahead([id])
            jar.fill(act(), 1)
            tx.append(jar)
            return Jar.from_events(id, Reading.stream(tx, id)).amount

        assert writer.submit(work) == 1


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...
