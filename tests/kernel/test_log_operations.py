"""What may be done with a service's log: who sees what, what verification and rebuilding report."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from services.kernel.clock import SimulatedClock
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid, NotFound, Unavailable
from tests.given import DAY, ID, fact, given, noon
from tests.kernel.sample import (
    EmptyJar,
    FillJar,
    JarFilled,
    JarGivenAway,
    JarLeftFull,
    JarOpened,
    OpenJar,
    SampleDesk,
    jars,
    log,
)

NOTARY = Notary("jikao/sample-organ", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
AUDITOR, ADMINISTRATOR, CLERK, HEAD, MEMBER, OTHER = "p005", "p006", "p008", "p009", "p002", "p003"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    store = Store(f"sqlite:///{tmp_path}/log.db")
    yield SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY)
    store.close()


def jar(desk: SampleDesk, *, size: int = 9, **how: Any) -> Any:
    return desk.ask(OpenJar(size=size, empty_by=DAY, note="private"), **how)


def spoil(desk: SampleDesk, sql: str, **values: Any) -> None:
    with desk.app.store.writing() as connection:
        connection.execute(text(sql), values)


# -- reading ----------------------------------------------------------------------------------------------------------


def test_the_log_is_for_its_keepers(desk: SampleDesk) -> None:
    for person in (MEMBER, HEAD, CLERK):
        given(to=desk).when(log.list_events(), by=person).then_refused(Forbidden)


def test_pages_follow_one_another_to_the_end(desk: SampleDesk) -> None:
    first = jar(desk)
    for _ in range(4):
        desk.do(FillJar(jar=first.id, amount=1))
    seen: list[int] = []
    after: str | None = None
    while True:
        page = desk.ask(log.list_events(after=after, limit=2), by=AUDITOR)
        seen += [event.position for event in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [1, 2, 3, 4, 5]
    newest = desk.ask(log.list_events(newest=True, limit=2), by=AUDITOR)
    assert [event.position for event in newest.items] == [5, 4]
    older = desk.ask(log.list_events(newest=True, after=newest.next), by=AUDITOR)
    assert [event.position for event in older.items] == [3, 2, 1]


def test_filters_narrow_by_fact_aggregate_actor_and_day(desk: SampleDesk) -> None:
    first, second = jar(desk), jar(desk, by=MEMBER, at=noon(DAY + timedelta(days=3)))
    desk.do(FillJar(jar=first.id, amount=1), at=noon(DAY + timedelta(days=4)))

    def positions(**filters: Any) -> list[int]:
        return [event.position for event in desk.ask(log.list_events(**filters), by=AUDITOR).items]

    assert positions(topic="sample.jar-opened") == positions(topic="sample.jar-opened.v1") == [1, 2]
    assert positions(topic="sample.jar") == []
    assert positions(aggregate=first.id) == [1, 3]
    assert positions(person=MEMBER) == [2]
    assert positions(since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)) == [2]
    assert second.id != first.id


def test_only_the_auditor_and_the_person_concerned_see_what_is_marked(desk: SampleDesk) -> None:
    jar(desk)
    (seen,) = desk.ask(log.list_events(), by=AUDITOR).items
    assert seen.fields["note"] == "private"
    assert seen.withheld == []
    (seen,) = desk.ask(log.list_events(), by=ADMINISTRATOR).items
    assert "note" not in seen.fields
    assert seen.withheld == ["note"]
    assert desk.ask(log.get_event(position=1), by="p001").fields["note"] == "private"
    assert desk.ask(log.get_event(position=1), by=MEMBER).withheld == ["note"]


def test_a_fact_is_open_to_the_department_and_closed_to_others(desk: SampleDesk) -> None:
    desk.do(FillJar(jar=jar(desk).id, amount=2))
    for person in (MEMBER, HEAD, ADMINISTRATOR):
        detail = desk.ask(log.get_event(position=2), by=person)
        assert [step.topic for step in detail.history] == ["sample.jar-opened.v1", "sample.jar-filled.v1"]
    assert detail.previous_seal == desk.ask(log.get_event(position=1), by=MEMBER).seal
    given(to=desk).when(log.get_event(position=2), by=OTHER).then_refused(Forbidden)
    given(to=desk).when(log.get_event(position=3), by=MEMBER).then_refused(NotFound, position=3)
    given(to=desk).when(log.list_events(after="x"), by=AUDITOR).then_refused(Invalid)


# -- proving ----------------------------------------------------------------------------------------------------------


def test_an_untouched_log_holds(desk: SampleDesk) -> None:
    desk.do(FillJar(jar=jar(desk).id, amount=2))
    desk.ask(log.make_checkpoint(), by=AUDITOR)
    check = desk.ask(log.verify_seal(), by=ADMINISTRATOR)
    assert (check.size, check.holds, check.fault) == (2, True, None)
    assert [(one.size, one.holds) for one in check.checkpoints] == [(2, True)]


@pytest.mark.parametrize(
    ("sql", "position", "reason"),
    [
        ("UPDATE events SET state = replace(state, 'p001', 'p002') WHERE position = 2", 2, "changed"),
        ("DELETE FROM events WHERE position = 3", 3, "missing"),
        ("DELETE FROM events WHERE position = 5", 5, "truncated"),
        ("UPDATE heads SET position = 4 WHERE name = 'log'", 5, "beyond the head"),
        ("UPDATE heads SET seal = zeroblob(32) WHERE name = 'log'", 5, "the head has another seal"),
    ],
)
def test_the_first_bad_position_is_named(desk: SampleDesk, sql: str, position: int, reason: str) -> None:
    first = jar(desk)
    for _ in range(4):
        desk.do(FillJar(jar=first.id, amount=1))
    spoil(desk, sql)
    check = desk.ask(log.verify_seal(), by=AUDITOR)
    assert not check.holds
    assert (check.fault.position, check.fault.en) == (position, reason)
    assert check.faults[0] == check.fault


def test_a_changed_event_comes_before_what_is_wrong_beside_the_events(desk: SampleDesk) -> None:
    """And the checkpoints over it do not hold either, though its seal is what was signed."""
    first = jar(desk)
    desk.ask(log.make_checkpoint(), by=AUDITOR)
    desk.do(FillJar(jar=first.id, amount=1))
    desk.ask(log.make_checkpoint(), by=AUDITOR)
    spoil(desk, "DROP TRIGGER events_guard")
    spoil(desk, "UPDATE events SET state = replace(state, 'p001', 'p002') WHERE position = 2")
    check = desk.ask(log.verify_seal(), by=AUDITOR)
    said = [(one.position, one.zh, one.en) for one in check.faults]
    guard = (0, "事件表的防护被去掉", "the guard of the events' table was taken away")
    assert said == [(2, "被改动", "changed"), guard]
    assert [(one.size, one.holds, one.zh) for one in check.checkpoints] == [(1, True, ""), (2, False, "所含事件已不符")]


def test_a_note_kept_elsewhere_finds_a_log_rewritten_as_a_whole(desk: SampleDesk, tmp_path: Path) -> None:
    jar(desk)
    kept = desk.ask(log.make_checkpoint(), by=AUDITOR)
    forged = SampleDesk(Store(f"sqlite:///{tmp_path}/forged.db"), SimulatedClock(noon(DAY)), notary=NOTARY)
    jar(forged, size=7)
    assert forged.ask(log.verify_seal(), by=AUDITOR).holds
    check = forged.ask(log.verify_seal(note=kept.note), by=AUDITOR)
    assert (check.holds, check.fault) == (False, None)
    assert (check.checkpoints[0].en, check.checkpoints[0].zh) == ("rewritten since the checkpoint", "签署后日志被改写")
    forged_note = kept.note.replace("jikao/sample-organ", "jikao/other-organs")
    assert not forged.ask(log.verify_seal(note=forged_note), by=AUDITOR).holds
    forged.app.close()


def test_checkpoints_of_one_size_are_signed_once_and_listed(desk: SampleDesk) -> None:
    jar(desk)
    first = desk.ask(log.make_checkpoint(), by=AUDITOR)
    assert desk.ask(log.make_checkpoint(), by=AUDITOR, at=noon(DAY + timedelta(days=1))) == first
    jar(desk)
    second = desk.ask(log.make_checkpoint(), by=AUDITOR)
    page = desk.ask(log.list_checkpoints(limit=1), by=AUDITOR)
    assert page.items == [first]
    assert desk.ask(log.list_checkpoints(after=page.next), by=AUDITOR).items == [second]


def test_without_a_key_no_checkpoint_is_made(tmp_path: Path) -> None:
    desk = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)))
    given(to=desk).when(log.make_checkpoint(), by=AUDITOR).then_refused(Unavailable)
    desk.app.close()


# -- rebuilding -------------------------------------------------------------------------------------------------------


def test_a_rebuild_names_the_differing_row_and_leaves_it(desk: SampleDesk) -> None:
    first, second = jar(desk), jar(desk)
    desk.do(FillJar(jar=first.id, amount=4))
    assert desk.ask(log.rebuild_registers(), by=AUDITOR).equal
    spoil(desk, "UPDATE jars SET amount = 5 WHERE id = :id", id=first.id.hex)
    report = desk.ask(log.rebuild_registers(register_name="jars"), by=AUDITOR)
    (rebuilt,) = report.registers
    assert (report.equal, report.position, rebuilt.rows) == (False, 3, 2)
    assert (rebuilt.difference.key, rebuilt.difference.columns) == ({"id": first.id.hex}, ["amount"])
    assert (rebuilt.difference.live["amount"], rebuilt.difference.rebuilt["amount"]) == (5, 4)
    (rebuilt,) = desk.ask(log.rebuild_registers(register_name="jars"), by=ADMINISTRATOR).registers
    assert rebuilt.difference.live is None, "values may be private"
    assert desk.ask(EmptyJar(jar=second.id)).amount == 0
    assert not desk.ask(log.rebuild_registers(), by=AUDITOR).equal, "nobody replaces registers alone"


@pytest.mark.parametrize("sql", ["DELETE FROM jars", "INSERT INTO jars VALUES ('00', 1, 1, '2024-01-01', 1)"])
def test_a_row_too_few_or_too_many_is_found(desk: SampleDesk, sql: str) -> None:
    jar(desk)
    spoil(desk, sql)
    (rebuilt,) = desk.ask(log.rebuild_registers(register_name="jars"), by=AUDITOR).registers
    assert (rebuilt.difference.live is None) == sql.startswith("DELETE")
    assert (rebuilt.difference.rebuilt is None) == sql.startswith("INSERT")


def test_of_several_rows_the_one_that_is_missing_is_named(desk: SampleDesk) -> None:
    ids = sorted(jar(desk).id.hex for _ in range(3))
    for id in (ids[1], ids[0]):
        spoil(desk, "DELETE FROM jars WHERE id = :id", id=id)
        (rebuilt,) = desk.ask(log.rebuild_registers(register_name="jars"), by=AUDITOR).registers
        assert (rebuilt.difference.key, rebuilt.difference.live) == ({"id": id}, None)


def test_a_rebuild_leaves_no_table_behind(desk: SampleDesk) -> None:
    jar(desk)
    desk.ask(log.rebuild_registers(), by=AUDITOR)
    given(to=desk).when(log.rebuild_registers(register_name="cups"), by=AUDITOR).then_refused(NotFound)
    with desk.app.store.reading() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE name LIKE '%__rebuilt%'")).fetchall()
    assert names == []
    assert jars.name == "jars"


# -- obligations ------------------------------------------------------------------------------------------------------


def test_a_missed_day_becomes_a_fact_once(desk: SampleDesk) -> None:
    desk.do(OpenJar(size=3, empty_by=DAY))
    on_the_day = given(to=desk).when(log.tick(), by=ADMINISTRATOR, at=noon(DAY))
    on_the_day.then_nothing().then_answer(missed=0)
    late = given(to=desk).when(log.tick(), by=ADMINISTRATOR, at=noon(DAY + timedelta(days=1)))
    late.then(JarLeftFull).then_answer(missed=1, day=DAY + timedelta(days=1))
    given(to=desk).when(log.tick(), by=ADMINISTRATOR, at=noon(DAY + timedelta(days=2))).then_nothing()
    given(to=desk).when(log.tick(), by=MEMBER).then_refused(Forbidden)


def statuses(desk: SampleDesk, operation: Operation, by: str) -> list[str]:
    return [one.status for one in desk.ask(operation, by=by).items]


def test_what_is_done_in_time_or_late_says_so(desk: SampleDesk) -> None:
    early, late, never = jar(desk), jar(desk), jar(desk)
    desk.do(EmptyJar(jar=early.id))
    desk.do(log.tick(), by=ADMINISTRATOR, at=noon(DAY + timedelta(days=1)))
    desk.do(EmptyJar(jar=late.id), at=noon(DAY + timedelta(days=2)))
    found = {one.aggregate: one for one in desk.ask(log.list_obligations(), by=CLERK).items}
    assert [found[one.id].status for one in (early, late, never)] == ["fulfilled", "late", "missed"]
    assert found[never.id].cites == ["A1"]
    assert statuses(desk, log.list_obligations(status="missed"), CLERK) == ["missed"]
    assert statuses(desk, log.list_obligations(due_since=DAY + timedelta(days=1)), CLERK) == []


def test_a_cancelled_obligation_is_never_missed(desk: SampleDesk) -> None:
    given_away = fact(JarGivenAway, to="somebody")
    late = given(fact(JarOpened, size=3, empty_by=DAY), given_away, to=desk)
    late.when(log.tick(), by=ADMINISTRATOR, at=noon(DAY + timedelta(days=9))).then_nothing()
    assert statuses(desk, log.list_obligations(), CLERK) == ["cancelled"]


def test_an_obligation_is_seen_by_those_whom_it_concerns(desk: SampleDesk) -> None:
    jar(desk)
    kitchen = log.list_obligations(department="kitchen")
    for person in (HEAD, MEMBER, CLERK, AUDITOR):
        assert statuses(desk, kitchen, person) == ["open"]
    given(to=desk).when(kitchen, by=OTHER).then_refused(Forbidden)
    assert statuses(desk, log.list_obligations(), OTHER) == []
    given(to=desk).when(log.list_obligations(person="p001"), by=OTHER).then_refused(Forbidden)
    given(to=desk).when(log.list_obligations(after="x"), by=CLERK).then_refused(Invalid)
    for forged in ("[" * 100_000, '["2026-01-01", "\\ud800"]', '["2026-01-01", "\\u0000"]', f"[{10**30}]"):
        for width in range(1, 5):
            padded = forged if width == 1 else forged[:-1] + ', "x"' * (width - 1) + "]"
            cursor = base64.urlsafe_b64encode(padded.encode()).decode()
            given(to=desk).when(log.list_obligations(after=cursor), by=CLERK).then_refused(Invalid)
            given(to=desk).when(log.list_events(after=cursor), by=AUDITOR).then_refused(Invalid)


def test_obligations_page_by_due_day(desk: SampleDesk) -> None:
    for days in (3, 1, 2):
        desk.do(OpenJar(size=1, empty_by=DAY + timedelta(days=days)))
    page = desk.ask(log.list_obligations(limit=2), by=CLERK)
    rest = desk.ask(log.list_obligations(limit=2, after=page.next), by=CLERK)
    assert [one.due.day - DAY.day for one in (*page.items, *rest.items)] == [1, 2, 3]
    assert rest.next is None


def test_history_may_be_given_as_facts(desk: SampleDesk) -> None:
    opened = fact(JarOpened, size=3, empty_by=DAY)
    given(opened, to=desk).when(FillJar(jar=ID, amount=1)).then(fact(JarFilled, amount=1))
    assert desk.ask(log.verify_seal(), by=AUDITOR).holds


def test_rows_that_will_be_asked_for_are_read_in_one_look(desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [jar(desk).id.hex for _ in range(3)]
    with desk.app.store.reading() as connection:
        tx = Reading(desk.app.store, connection)
        looks: list[dict[str, Any]] = []
        all_of_them = tx.get_all
        monkeypatch.setattr(tx, "get_all", lambda table, key: looks.append(key) or all_of_them(table, key))
        monkeypatch.setattr(tx, "get", lambda table, key: pytest.fail("asked one by one"))
        tx.look_up(jars, [{"id": id} for id in (*ids, "nobody", ids[0])])
        assert [tx.once(jars, {"id": id}).id for id in ids] == ids
        assert tx.once(jars, {"id": "nobody"}) is None
        assert len(looks) == 1
