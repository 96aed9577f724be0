"""Replays of a service's registers: built beside live work, stopped and taken up again, compared, swapped by two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.kernel.clock import SimulatedClock
from services.kernel.log import shadow as shadows
from services.kernel.log.shadow import LOG, Shadow
from services.kernel.log.shadow_compare import digests
from services.kernel.procedure.replay import handlers, running, swapping
from services.kernel.procedure.replay.events import declare as declare_events
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.record import Found, Pace, ReplayStatus
from services.kernel.procedure.replay.running import work_off
from services.kernel.refusals import Forbidden, Invalid, NotFound, OwnMatter
from tests.given import DAY, given, noon
from tests.kernel.sample import FillJar, GetJar, ListJars, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

AUDITOR, ADMINISTRATOR, MEMBER = "p005", "p006", "p002"
own, says = declare("sample"), declare_events("sample")


class _Suite:
    __test__ = False

    @pytest.fixture
    def desk(self, make_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleDesk]:
        monkeypatch.setattr(shadows, "EVENTS_PER_COMMIT", 5)
        monkeypatch.setattr(running, "TELL_EVERY", 0.0)
        desk = SampleDesk(make_store(), SimulatedClock(noon(DAY)), replays=True)
        yield desk
        desk.app.close()

    @pytest.fixture
    def ids(self, desk: SampleDesk) -> list[UUID]:
        """Six jars, opened on one day and filled on the next."""
        found = [desk.ask(OpenJar(size=9, empty_by=DAY)).id for _ in range(6)]
        for n, jar in enumerate(found):
            desk.do(FillJar(jar=jar, amount=n), at=noon(DAY + timedelta(days=1)))
        return found

    @staticmethod
    def started(desk: SampleDesk, by: str = ADMINISTRATOR, **fields: Any) -> Any:
        return desk.ask(own.start(pace=Pace.FULL, **fields), by=by)

    def replayed(self, desk: SampleDesk, **fields: Any) -> Any:
        replay = self.started(desk, **fields)
        work_off(desk.app)
        return desk.ask(own.get(replay=replay.id), by=ADMINISTRATOR)

    @staticmethod
    def looked(desk: SampleDesk, replay: Any, query: Any, by: str = AUDITOR) -> Any:
        fields = query.model_dump_json(exclude_defaults=True)
        asked = own.look(replay=replay.id, operation=query.NAME, fields=fields)
        return type(query).RETURNS.model_validate_json(desk.do(asked, by=by).body)

    @staticmethod
    def rows(desk: SampleDesk, slot: int = 1) -> list[str]:
        shadow = Shadow(desk.app.store, slot)
        with shadow.store.reading() as connection:
            found = [
                row
                for register in desk.app.registers
                for table in register.tables
                for row in digests(table, connection)
            ]
        shadow.close()
        return found

    @staticmethod
    def spoil(desk: SampleDesk, sql: str, **values: Any) -> None:
        with desk.app.store.writing() as connection:
            connection.execute(text(sql), values)

    # -- building -----------------------------------------------------------------------------------------------------

    def test_a_whole_replay_is_compared_with_the_live_registers_at_the_same_position(
        self, desk: SampleDesk, ids: list[UUID]
    ) -> None:
        replay = self.replayed(desk)
        assert (replay.status, replay.found, replay.differing) == (ReplayStatus.DONE, Found.EQUAL, 0)
        assert replay.done == replay.reaches == replay.compared_at == desk.app.store.position() == 12
        assert desk.ask(own.list_differences(replay=replay.id), by=AUDITOR).items == []

    def test_registers_are_seen_as_they_stood_at_a_moment_and_at_an_event(
        self, desk: SampleDesk, ids: list[UUID]
    ) -> None:
        before = self.replayed(desk, moment=noon(DAY) + timedelta(hours=3))
        assert (before.reaches, before.found) == (6, Found.NOT_COMPARED)
        assert {jar.amount for jar in self.looked(desk, before, ListJars()).items} == {0}
        upto = self.replayed(desk, position=9)
        assert self.looked(desk, upto, GetJar(jar=ids[2])).amount == 2
        assert self.looked(desk, upto, GetJar(jar=ids[3])).amount == 0
        assert desk.ask(GetJar(jar=ids[3])).amount == 3, "live is as it was"

    def test_a_version_to_come_stops_a_replay_and_says_which(self, desk: SampleDesk, ids: list[UUID]) -> None:
        self.spoil(desk, "UPDATE events SET topic = 'sample.jar-filled.v9' WHERE position = 9")
        replay = self.replayed(desk)
        assert (replay.status, "sample.jar-filled.v9" in replay.fault_en) == (ReplayStatus.FAILED, True)
        assert desk.ask(GetJar(jar=ids[3])).amount == 3, "live is as it was"
        earlier = self.replayed(desk, position=8)
        assert earlier.status == ReplayStatus.DONE, "up to it all is known"

    def test_one_record_alone_is_replayed_from_its_own_events(self, desk: SampleDesk, ids: list[UUID]) -> None:
        replay = self.replayed(desk, aggregate=ids[4])
        assert [jar.id for jar in self.looked(desk, replay, ListJars()).items] == [ids[4]]
        assert replay.found == Found.EQUAL

    def test_the_moment_before_the_first_event_has_no_rows(self, desk: SampleDesk, ids: list[UUID]) -> None:
        replay = self.replayed(desk, moment=noon(DAY) - timedelta(days=1))
        assert (replay.status, replay.reaches) == (ReplayStatus.DONE, 0)
        assert self.looked(desk, replay, ListJars()).items == []

    def test_work_goes_on_meanwhile_and_what_came_is_compared_too(
        self, desk: SampleDesk, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take, worked = Shadow.take, []

        def busy(self: Shadow, *how: Any) -> None:
            take(self, *how)
            if len(worked) < 3:
                worked.append(desk.do(FillJar(jar=ids[0], amount=1)))

        monkeypatch.setattr(Shadow, "take", busy)
        replay = self.replayed(desk)
        assert (len(worked), replay.found, replay.done) == (3, Found.EQUAL, 15)

    # -- stopping and going on ----------------------------------------------------------------------------------------

    def interrupted(self, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch, does: Callable[[], None]) -> None:
        """Once, after the first page of the next replay."""
        take, done = Shadow.take, []

        def interrupt(self: Shadow, *how: Any) -> None:
            take(self, *how)
            if not done:
                done.append(True)
                does()

        monkeypatch.setattr(Shadow, "take", interrupt)

    def test_a_paused_replay_waits_and_goes_on_where_it_was(
        self, desk: SampleDesk, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.replayed(desk)
        whole = self.rows(desk)
        replay = self.started(desk)
        self.interrupted(desk, monkeypatch, lambda: desk.do(own.pause(replay=replay.id), by=AUDITOR))
        work_off(desk.app)
        paused = desk.ask(own.get(replay=replay.id), by=AUDITOR)
        assert (paused.status, paused.done) == (ReplayStatus.PAUSED, 5)
        assert own.resume.NAME in paused.allowed
        assert own.pause.NAME not in paused.allowed
        assert work_off(desk.app) == 0, "it waits"
        given(to=desk).when(own.pause(replay=replay.id), by=AUDITOR).then_refused(handlers.NotThatState)
        desk.do(own.resume(replay=replay.id), by=AUDITOR)
        assert work_off(desk.app) == 1
        assert desk.ask(own.get(replay=replay.id), by=AUDITOR).found == Found.EQUAL
        assert self.rows(desk, slot=2) == whole

    def test_broken_off_between_rows_and_position_it_goes_on_with_equal_rows(
        self, desk: SampleDesk, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever of a page was not committed is done again, whatever was is not."""
        self.replayed(desk)
        whole = self.rows(desk)
        stand, calls = shadows.stand, []

        def cut(*how: Any) -> None:
            calls.append(how)
            if len(calls) == 2:
                raise KeyboardInterrupt
            stand(*how)

        replay = self.started(desk)
        with monkeypatch.context() as lights:
            lights.setattr(shadows, "stand", cut)
            with pytest.raises(KeyboardInterrupt):
                work_off(desk.app)
        assert desk.ask(own.get(replay=replay.id), by=AUDITOR).status == ReplayStatus.RUNNING
        shadow = Shadow(desk.app.store, 2)
        assert shadow.positions() == {LOG: 5}
        shadow.close()
        assert work_off(desk.app) == 1
        assert desk.ask(own.get(replay=replay.id), by=AUDITOR).found == Found.EQUAL
        assert self.rows(desk, slot=2) == whole

    def test_a_cancelled_replay_gives_its_place_back(
        self, desk: SampleDesk, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replay = self.started(desk)
        self.interrupted(desk, monkeypatch, lambda: desk.do(own.cancel(replay=replay.id), by=AUDITOR))
        work_off(desk.app)
        assert desk.ask(own.get(replay=replay.id), by=AUDITOR).status == ReplayStatus.CANCELLED
        given(to=desk).when(own.look(replay=replay.id, operation=ListJars.NAME), by=AUDITOR).then_refused(
            handlers.NotThatState
        )
        desk.do(own.remove(replay=replay.id), by=AUDITOR)
        given(to=desk).when(own.get(replay=replay.id), by=AUDITOR).then_refused(NotFound)
        assert self.replayed(desk).number == replay.number, "its place and number are free"

    def test_one_runner_at_a_time(self, desk: SampleDesk, ids: list[UUID]) -> None:
        self.started(desk)
        with running.alone(desk.app.store) as free:
            assert free
            assert work_off(desk.app) == 0
        assert work_off(desk.app) == 1

    def test_places_are_few_and_what_ended_long_ago_makes_room(self, desk: SampleDesk, ids: list[UUID]) -> None:
        for _ in range(shadows.SLOTS):
            self.replayed(desk)
        given(to=desk).when(own.start(), by=AUDITOR).then_refused(handlers.NoPlaceFree)
        later = noon(DAY + timedelta(days=handlers.KEPT_DAYS + 2))
        assert desk.ask(log.tick(), by=ADMINISTRATOR, at=later).refused == 0
        assert desk.ask(own.list(), by=AUDITOR).items == []

    # -- who ----------------------------------------------------------------------------------------------------------

    def test_replays_are_for_the_keepers_and_show_nobody_more_than_live_does(
        self, desk: SampleDesk, ids: list[UUID]
    ) -> None:
        replay = self.replayed(desk)
        for asked in (own.start(), own.get(replay=replay.id), own.list(), own.list_differences(replay=replay.id)):
            given(to=desk).when(asked, by=MEMBER).then_refused(Forbidden)
        events = own.look(replay=replay.id, operation="sample.start-replay")
        given(to=desk).when(events, by=AUDITOR).then_refused(handlers.NotInReplay)

    def test_a_file_is_exported_and_a_list_looked_into(self, desk: SampleDesk) -> None:
        """Over HTTP each is sent as what it is said to be."""
        replay = self.replayed(desk)
        for asked in (
            own.export(replay=replay.id, operation=ListJars.NAME),
            own.look(replay=replay.id, operation="sample.export-own-data"),
        ):
            given(to=desk).when(asked, by=AUDITOR).then_refused(handlers.NotInReplay)

    def test_a_query_that_reads_more_than_registers_is_refused(self, desk: SampleDesk, ids: list[UUID]) -> None:
        replay = self.replayed(desk, part="jars")
        asked = own.look(replay=replay.id, operation="sample.list-register-swaps")
        given(to=desk).when(asked, by=AUDITOR).then_refused(handlers.ReadsOthers)

    def test_what_cannot_be_replayed_is_refused(self, desk: SampleDesk) -> None:
        given(to=desk).when(own.start(part="cups"), by=AUDITOR).then_refused(NotFound, register="cups")
        both = own.start(moment=noon(DAY), position=3)
        given(to=desk).when(both, by=AUDITOR).then_refused(Invalid)

    # -- comparing ----------------------------------------------------------------------------------------------------

    def test_every_fault_is_found_with_row_column_and_event(self, desk: SampleDesk, ids: list[UUID]) -> None:
        self.spoil(desk, "UPDATE jars SET amount = 8 WHERE id = :id", id=ids[1].hex)
        self.spoil(desk, "DELETE FROM jars WHERE id = :id", id=ids[2].hex)
        self.spoil(desk, "INSERT INTO jars VALUES ('ff', 1, 1, '2024-03-04', 1)")
        replay = self.replayed(desk)
        assert (replay.found, replay.differing) == (Found.DIFFERENT, 3)
        found = {
            (one.key, one.column): one for one in desk.ask(own.list_differences(replay=replay.id), by=AUDITOR).items
        }
        changed = found[ids[1].hex, "amount"]
        assert (changed.kind, changed.live, changed.rebuilt, changed.position) == ("changed", "8", "1", 8)
        assert changed.fact == "sample.jar-filled.v1"
        missing = found[ids[2].hex, ""]
        assert (missing.kind, missing.position, missing.fact) == ("missing", 3, "sample.jar-opened.v1")
        extra = found["ff", ""]
        assert (extra.kind, extra.position) == ("extra", 0)
        assert len(found) == 3
        (seen, *_) = desk.ask(own.list_differences(replay=replay.id), by=ADMINISTRATOR).items
        assert seen.live == handlers.WITHHELD or seen.column == ""

    def test_two_replays_are_compared_where_each_stands(self, desk: SampleDesk, ids: list[UUID]) -> None:
        early, late = self.replayed(desk, position=7), self.replayed(desk, position=9)
        given(to=desk).when(own.compare(replay=late.id), by=AUDITOR).then_refused(handlers.StopsEarlier)
        desk.do(own.compare(replay=late.id, other=early.id), by=AUDITOR)
        work_off(desk.app)
        assert desk.ask(own.get(replay=late.id), by=AUDITOR).found == Found.DIFFERENT
        items = desk.ask(own.list_differences(replay=late.id), by=AUDITOR).items
        assert {(one.key, one.column) for one in items} == {
            (jar.hex, column) for jar in ids[1:3] for column in ("amount", "version")
        }

    def test_nothing_compared_is_no_success(self, desk: SampleDesk) -> None:
        assert self.replayed(desk).found == Found.NOTHING

    def test_an_older_database_gets_the_columns_and_lets_two_replays_differ(
        self, desk: SampleDesk, ids: list[UUID]
    ) -> None:
        """As it was made before a replay said under which rules: then only one replay could have differences."""
        started = self.started(desk)
        with desk.app.store.writing() as connection:
            for column in ("draft", "parameter", "value", "rules_zh", "rules_en", "program", "mended"):
                connection.execute(text(f"ALTER TABLE replays DROP COLUMN {column}"))
            connection.execute(text("ALTER TABLE replay_differences DROP COLUMN for_all"))
            connection.execute(text("CREATE UNIQUE INDEX replay_differences_order ON replay_differences (n)"))
            connection.execute(text("DELETE FROM migrations WHERE number = 4"))
        desk.app.store.create()
        self.spoil(desk, "UPDATE jars SET amount = 8 WHERE id = :id", id=ids[1].hex)
        self.replayed(desk)
        assert desk.ask(own.get(replay=started.id), by=AUDITOR).found == Found.DIFFERENT
        found = desk.ask(own.list(), by=AUDITOR).items
        items = [desk.ask(own.list_differences(replay=one.id), by=AUDITOR).items for one in found]
        assert [[one.column for one in each] for each in items] == [["amount"], ["amount"]]

    # -- swapping -----------------------------------------------------------------------------------------------------

    def test_a_swap_takes_two_and_can_be_taken_back_by_two(self, desk: SampleDesk, ids: list[UUID]) -> None:
        self.spoil(desk, "UPDATE jars SET amount = 8 WHERE id = :id", id=ids[1].hex)
        replay = self.replayed(desk, part="jars")
        swap = desk.ask(own.propose(replay=replay.id, reason="the row was changed by hand"), by=AUDITOR)
        given(to=desk).when(own.swaps.approve(swap=swap.id), by=AUDITOR).then_refused(OwnMatter)
        given(to=desk).when(own.swaps.approve(swap=swap.id), by=ADMINISTRATOR).then_refused(Forbidden)
        assert desk.ask(GetJar(jar=ids[1])).amount == 8
        desk.do(own.swaps.withdraw(swap=swap.id, reason="by the administrator"), by=AUDITOR)
        swap = desk.ask(own.propose(replay=replay.id, reason="the row was changed by hand"), by=ADMINISTRATOR)
        desk.do(FillJar(jar=ids[5], amount=1))
        done = desk.ask(own.swaps.approve(swap=swap.id), by=AUDITOR)
        assert (done.status, done.rows, done.decided_by) == ("carried-out", 6, AUDITOR)
        assert desk.ask(GetJar(jar=ids[1])).amount == 1
        assert desk.ask(GetJar(jar=ids[5])).amount == 6
        *_, event = desk.recorded()
        assert type(event).TOPIC == says.approved.TOPIC
        given(to=desk).when(own.swaps.approve(swap=swap.id), by=AUDITOR).then_refused(swapping.swaps.Swap.WRONG_STATUS)
        desk.do(own.compare(replay=replay.id), by=AUDITOR)
        desk.do(FillJar(jar=ids[5], amount=1))
        work_off(desk.app)
        kept = desk.ask(own.get(replay=replay.id), by=AUDITOR)
        assert (kept.found, kept.differing) == (Found.DIFFERENT, 1), "what stood there is kept, and follows the log"
        back = desk.ask(own.propose(replay=replay.id, reason="it was right"), by=ADMINISTRATOR)
        assert back.back
        desk.do(own.swaps.approve(swap=back.id), by=AUDITOR)
        assert desk.ask(GetJar(jar=ids[1])).amount == 8
        assert desk.ask(GetJar(jar=ids[5])).amount == 7

    @pytest.mark.parametrize("committed", [True, False])
    def test_a_swap_broken_off_is_whole_or_not_at_all(
        self, desk: SampleDesk, ids: list[UUID], committed: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.spoil(desk, "UPDATE jars SET amount = 8 WHERE id = :id", id=ids[1].hex)
        replay = self.replayed(desk, part="jars")
        swap = desk.ask(own.propose(replay=replay.id, reason="changed by hand"), by=ADMINISTRATOR)
        calls: list[int] = []

        def before_the_shadow(*how: Any) -> bool:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return False

        def before_the_commit(*how: Any, **more: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as lights:
            if committed:
                lights.setattr(swapping, "settle_swap", before_the_shadow)
            else:
                lights.setattr(swapping.swaps.Swap, "trigger", before_the_commit)
            with pytest.raises(KeyboardInterrupt):
                desk.do(own.swaps.approve(swap=swap.id), by=AUDITOR)
        assert desk.ask(GetJar(jar=ids[1])).amount == (1 if committed else 8)
        desk.do(own.compare(replay=replay.id), by=AUDITOR)
        work_off(desk.app)
        kept = desk.ask(own.get(replay=replay.id), by=AUDITOR)
        assert (kept.found, kept.differing) == (Found.DIFFERENT, 1), "live and shadow never hold the same rows"
        if not committed:
            desk.do(own.swaps.approve(swap=swap.id), by=AUDITOR)
            assert desk.ask(GetJar(jar=ids[1])).amount == 1


class TestReplayOnSqlite(OnSqlite, _Suite):
    __test__ = True


class TestReplayOnPostgres(OnPostgres, _Suite):
    __test__ = True
