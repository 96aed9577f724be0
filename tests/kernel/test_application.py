"""One command through an application: who, once, on which version; and registers that follow from the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, func, inspect, select, text

from services.kernel.clock import SimulatedClock
from services.kernel.domain.events import Event, encode
from services.kernel.log import rebuild
from services.kernel.log.rebuild import Rebuild
from services.kernel.log.registers import Register, Rows
from services.kernel.log.shadow import Registers, Shadow
from services.kernel.log.shadow_swap import exchange
from services.kernel.log.store import answers
from services.kernel.procedure.context import Call
from services.kernel.refusals import Forbidden, Invalid, KeyReused, NotFound, Stale, Unauthenticated
from tests.given import DAY, ID, given, noon
from tests.kernel.sample import EmptyJar, FillJar, GetJar, JarFilled, JarFull, JarOpened, OpenJar, SampleDesk, jars, log
from tests.kernel.sample import register as jar_register
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite


class JarOpenedBefore(Event):
    """As it was stored when jars still came by the dozen millilitres."""

    TOPIC = "sample.jar-opened-before.v1"
    dozens: int

    def upcast(self) -> Event:
        envelope = {name: getattr(self, name) for name in Event.__struct_fields__}
        return JarOpened(**envelope, size=self.dozens * 12 - 5, empty_by=self.day)


OLD = JarOpenedBefore(originator_id=ID, originator_version=1, timestamp=noon(DAY), day=DAY, dozens=1)


class _Suite:
    __test__ = False

    @pytest.fixture
    def desk(self, make_store: MakeStore) -> SampleDesk:
        return SampleDesk(make_store(), SimulatedClock(noon(DAY)))

    @pytest.fixture
    def jar(self, desk: SampleDesk) -> UUID:
        id: UUID = desk.ask(OpenJar(size=5, empty_by=DAY)).id
        return id

    # -- who and what -------------------------------------------------------------------------------------------------

    def test_an_unknown_operation_a_bad_field_and_a_bad_token_are_told_apart(self, desk: SampleDesk, jar: UUID) -> None:
        def sent(name: str, body: dict[str, Any], token: str = "") -> Any:
            return lambda _: desk.app.call(Call(name, body, token or desk.token("p001")))

        given(to=desk).when(sent("sample.break-jar", {})).then_refused(NotFound)
        bad = given(to=desk).when(sent("sample.fill-jar", {"jar": str(jar), "amount": "much", "by": 1}))
        bad.then_refused(Invalid)
        assert bad.refusal is not None
        assert [one["field"] for one in bad.refusal.details["fields"]] == ["amount", "by"]
        given(to=desk).when(sent("sample.fill-jar", {}, "nonsense")).then_refused(Unauthenticated)

    def test_a_command_is_answered_with_what_it_wrote(self, desk: SampleDesk, jar: UUID) -> None:
        answer = desk.do(FillJar(jar=jar, amount=2))
        assert (answer.version, answer.location) == (2, f"/sample/jars/{jar}")
        assert desk.do(GetJar(jar=jar)).body == answer.body

    # -- once ---------------------------------------------------------------------------------------------------------

    def test_the_same_key_and_body_is_done_once(self, desk: SampleDesk, jar: UUID) -> None:
        first = desk.do(FillJar(jar=jar, amount=2), key="k1")
        desk.do(FillJar(jar=jar, amount=1))
        assert desk.do(FillJar(jar=jar, amount=2), key="k1") == first
        assert desk.ask(GetJar(jar=jar)).amount == 3

    def test_the_same_key_with_another_body_is_refused(self, desk: SampleDesk, jar: UUID) -> None:
        desk.do(FillJar(jar=jar, amount=2), key="k1")
        given(to=desk).when(FillJar(jar=jar, amount=1), key="k1").then_refused(KeyReused)
        given(to=desk).when(EmptyJar(jar=jar), key="k1").then_refused(KeyReused)
        given(to=desk).when(FillJar(jar=jar, amount=1), key="k1", by="p002").then(JarFilled)

    def test_a_refused_command_does_not_use_its_key_up(self, desk: SampleDesk, jar: UUID) -> None:
        given(to=desk).when(FillJar(jar=jar, amount=6), key="k1").then_refused(JarFull)
        given(to=desk).when(FillJar(jar=jar, amount=5), key="k1").then(JarFilled)

    def test_many_at_once_with_one_key_are_done_once(self, desk: SampleDesk, jar: UUID) -> None:
        other = SampleDesk(desk.app.store, SimulatedClock(noon(DAY)))
        desks = [desk, other]
        with ThreadPoolExecutor(8) as pool:
            tasks = [pool.submit(desks[n % 2].do, FillJar(jar=jar, amount=1), key="same") for n in range(24)]
            bodies = {task.result(30).body for task in tasks}
        assert len(bodies) == 1
        assert desk.app.store.position() == 2
        with desk.app.store.reading() as connection:
            assert connection.execute(select(func.count()).select_from(answers)).scalar_one() == 1

    # -- on which version ---------------------------------------------------------------------------------------------

    def test_if_match_lets_only_the_seen_version_through(self, desk: SampleDesk, jar: UUID) -> None:
        given(to=desk).when(FillJar(jar=jar, amount=1), if_match=1).then(JarFilled)
        given(to=desk).when(FillJar(jar=jar, amount=1), if_match=1).then_refused(Stale, seen=1, current=2)
        assert desk.ask(GetJar(jar=jar)).amount == 1
        with pytest.raises(Stale) as refused:
            desk.do(FillJar(jar=jar, amount=1), if_match=1)
        for said, following in zip((refused.value.zh, refused.value.en), refused.value.next, strict=True):
            assert following.split()[0].rstrip("。").lower() not in said.lower(), "what to do next is said once"

    def test_of_many_with_one_version_one_wins(self, desk: SampleDesk, jar: UUID) -> None:
        def attempt(_: int) -> bool:
            try:
                return bool(desk.do(FillJar(jar=jar, amount=1), if_match=1).version)
            except Stale:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(attempt, range(16))) == 1

    # -- time ---------------------------------------------------------------------------------------------------------

    def test_recording_times_never_go_back(self, desk: SampleDesk, jar: UUID) -> None:
        desk.do(FillJar(jar=jar, amount=1), at=noon(DAY + timedelta(days=2)))
        desk.do(FillJar(jar=jar, amount=1), at=noon(DAY - timedelta(days=2)))
        stamps = [event.timestamp for event in desk.recorded()]
        assert stamps == sorted(stamps)

    def test_a_reading_and_a_command_see_the_same(self, desk: SampleDesk, jar: UUID) -> None:
        assert desk.ask(FillJar(jar=jar, amount=2)) == desk.ask(GetJar(jar=jar))
        given(to=desk).when(log.list_events(), by="p001").then_refused(Forbidden)

    # -- registers ----------------------------------------------------------------------------------------------------

    def test_registers_are_rebuilt_equal_while_work_goes_on(
        self, desk: SampleDesk, jar: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rebuild, "FACTS_PER_JOB", 5)
        for _ in range(20):
            desk.do(OpenJar(size=2, empty_by=DAY))
        worked: list[int] = []

        def work(done: int, total: int) -> None:
            if len(worked) < 12:
                worked.append(done)
                desk.do(FillJar(jar=jar, amount=0))

        report = Rebuild(desk.app, desk.app.registers, work).run()
        assert report.equal
        assert report.position == desk.app.store.position() == 33
        assert {one.register.name: one.rows for one in report.registers} == {"jars": 21, "obligations": 21}

    def test_without_a_quiet_moment_the_comparison_is_made_in_the_line(
        self, desk: SampleDesk, jar: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(done: int, total: int) -> None:
            desk.do(FillJar(jar=jar, amount=0)) if done == total else None

        monkeypatch.setattr(rebuild, "TRIES", 0)
        report = Rebuild(desk.app, desk.app.registers, busy).run()
        assert report.equal
        assert desk.ask(FillJar(jar=jar, amount=1)).amount == 1

    def test_a_rebuild_that_is_stopped_leaves_the_live_tables(self, desk: SampleDesk, jar: UUID) -> None:
        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Rebuild(desk.app, desk.app.registers, stop).run()
        assert desk.ask(GetJar(jar=jar)).size == 5
        assert Rebuild(desk.app, desk.app.registers).run().equal

    def test_a_projection_may_not_touch_a_strange_table(self, desk: SampleDesk, jar: UUID) -> None:
        strange = Register(
            "strange", Table("strange", MetaData(), Column("id", Integer, primary_key=True)), zh="", en=""
        )

        @strange.on(JarOpened)
        def reaches_over(event: JarOpened, rows: Rows) -> None:
            rows.delete(jars, id=event.originator_id.hex)

        with pytest.raises(TypeError, match="touches jars"):
            Rebuild(desk.app, [strange]).run()
        assert desk.ask(GetJar(jar=jar)).size == 5

    def test_a_changed_register_rebuilds_itself_at_start(self, desk: SampleDesk, jar: UUID) -> None:
        desk.do(FillJar(jar=jar, amount=3))
        assert desk.app.start() == ["jars", "obligations"]
        assert desk.app.start() == []
        changed = Table(
            "jars",
            MetaData(),
            Column("id", String(32), primary_key=True),
            Column("fillings", Integer, nullable=False),
            Index("jars_fillings", "fillings"),
        )
        newer = Register("jars", changed, zh="罐子台账", en="Jars")

        @newer.on(JarOpened)
        def opened(event: JarOpened, rows: Rows) -> None:
            rows.insert(changed, id=event.originator_id.hex, fillings=0)

        @newer.on(JarFilled)
        def filled(event: JarFilled, rows: Rows) -> None:
            rows.add(changed, {"id": event.originator_id.hex}, fillings=1)

        heard: list[tuple[str, int, int]] = []
        desk.app.registers = (newer, *(one for one in desk.app.registers if one is not jar_register))
        desk.app.store.create(changed.metadata)  # the table has not got the column yet that the new index is on
        assert desk.app.start(lambda *step: heard.append(step)) == ["jars"]
        assert heard == [("jars", 2, 2)]
        with desk.app.store.reading() as connection:
            assert connection.execute(select(changed)).tuples().all() == [(jar.hex, 1)]
        assert desk.app.start() == []

    def test_an_index_declared_later_is_made_at_start(self, desk: SampleDesk) -> None:
        """Also of a table that is no register, and nothing is built anew for it."""
        index = Index("answers_since", answers.c.recorded_at)
        try:
            desk.app.start()
            desk.app.start()
            schema = desk.app.store.schema or None
            found = {one["name"] for one in inspect(desk.app.store.engine).get_indexes("answers", schema)}
        finally:
            answers.indexes.discard(index)
        assert "answers_since" in found

    def test_a_register_whose_index_changed_rebuilds_itself(self, desk: SampleDesk) -> None:
        before = jar_register.digest()
        index = Index("jars_by_amount", jars.c.amount)
        try:
            assert jar_register.digest() != before
        finally:
            jars.indexes.discard(index)
        assert jar_register.digest() == before

    def test_old_versions_of_facts_are_brought_up_to_date_when_registers_are_rebuilt(self, desk: SampleDesk) -> None:
        desk.app.record(lambda tx: tx.append_stored(ID.hex, 1, JarOpenedBefore.TOPIC, encode(OLD)))
        part, shadow = Registers(desk.app.store, [jar_register]), Shadow(desk.app.store, 1)
        shadow.begin("one", part)
        assert desk.app.record(lambda tx: exchange(tx, shadow, part, "swap")) == 1
        shadow.close()
        assert desk.ask(GetJar(jar=ID)).size == 7
        given(to=desk).when(FillJar(jar=ID, amount=8)).then_refused(JarFull)

    def test_replicas_may_start_together(self, make_store: MakeStore) -> None:
        store = make_store()
        with ThreadPoolExecutor(4) as pool:
            desks = [pool.submit(SampleDesk, store) for _ in range(4)]
            assert {desk.result(30).app.store.position() for desk in desks} == {0}

    def test_tables_of_an_older_definition_are_made_anew_though_nothing_was_recorded(
        self, make_store: MakeStore
    ) -> None:
        store = make_store()
        SampleDesk(store).app.start()
        with store.writing() as connection:
            connection.execute(text("DROP TABLE jars"))
            connection.execute(text("CREATE TABLE jars (id VARCHAR(32) PRIMARY KEY)"))
            connection.execute(text("UPDATE definitions SET digest = 'another' WHERE register = 'jars'"))
        desk = SampleDesk(store)
        assert desk.app.start() == [], "there was nothing to rebuild from"
        assert desk.ask(OpenJar(size=5, empty_by=DAY)).size == 5

    def test_an_empty_log_rebuilds_nothing_and_is_remembered(self, make_store: MakeStore) -> None:
        desk = SampleDesk(make_store(), SimulatedClock(noon(DAY)))
        assert desk.app.start() == []
        desk.do(OpenJar(size=5, empty_by=DAY))
        assert desk.app.start() == []


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...


def test_the_digest_tells_another_projection_another_column_and_another_deadline() -> None:
    def made(column: str, due: int) -> Register:
        table = Table("cups", MetaData(), Column(column, Integer, primary_key=True))
        register = Register("cups", table, zh="杯", en="Cups")
        days = due

        def project(event: Event, rows: Rows) -> None:
            rows.insert(table, id=days)

        register.on(JarOpened)(project)
        return register

    assert made("id", 1).digest() == made("id", 1).digest()
    assert made("id", 1).digest() != made("number", 1).digest()
    assert made("id", 1).digest() != made("id", 2).digest()
