"""Whoever writes to the database directly is found out, at the first position touched, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from services.kernel.clock import SimulatedClock
from services.kernel.log.seal import SM3, Fault
from services.kernel.log.store import Store, events, heads
from services.kernel.log.transaction import Writing
from services.kernel.log.troubles import DamagedEvent, DamagedLog
from services.kernel.procedure.custody.clock import probe
from services.kernel.procedure.custody.readiness import Readiness
from services.kernel.procedure.own_log.handlers import check_seal
from tests.given import DAY, ID, act, noon
from tests.kernel.sample import FillJar, Jar, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

AT, AUDITOR = 3, "p005"


def altered(value: Any) -> Iterator[Any]:
    """Every single-byte change of a value (one bit of each byte), as the column's type allows."""
    match value:
        case bytes():
            for place in range(len(value)):
                yield value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            yield value + b" "
            yield value[:-1]
        case str():
            for place, letter in enumerate(value):
                yield value[:place] + chr(ord(letter) ^ 1) + value[place + 1 :]
        case _:
            yield value + 100


class _Suite:
    __test__ = False

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        store = make_store()
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        jar = desk.ask(OpenJar(size=9, empty_by=DAY)).id
        for _ in range(4):
            desk.do(FillJar(jar=jar, amount=1))
        return store

    def fault(self, store: Store, *statements: Any) -> Fault | None:
        with store.writing() as connection:
            for statement in statements:
                connection.execute(statement)
        return check_seal(store)[1]

    @pytest.mark.parametrize("column", [column.name for column in events.columns])
    def test_every_byte_of_every_column_counts(self, store: Store, column: str) -> None:
        here = events.c.position == AT
        with store.reading() as connection:
            row = connection.execute(select(events).where(here)).mappings().one()
        for value in altered(row[column]):
            found = self.fault(store, update(events).where(here).values({column: value}))
            assert found is not None, f"{column} became {value!r}"
            assert found.position == AT
            again = events.c.position == (value if column == "position" else AT)
            assert self.fault(store, update(events).where(again).values(dict(row))) is None

    def test_deleting_is_found(self, store: Store) -> None:
        assert self.fault(store, delete(events).where(events.c.position == AT)) == Fault(AT, "missing")

    def test_cutting_the_end_off_is_found(self, store: Store) -> None:
        assert self.fault(store, delete(events).where(events.c.position > AT)) == Fault(AT + 1, "truncated")

    def test_cutting_the_end_off_with_the_head_moved_back_needs_the_heads_seal(self, store: Store) -> None:
        moved = update(heads).where(heads.c.name == "log").values(position=AT)
        found = self.fault(store, delete(events).where(events.c.position > AT), moved)
        assert found == Fault(AT, "the head has another seal")

    def test_exchanging_two_is_found(self, store: Store) -> None:
        def move(old: int, new: int) -> Any:
            return update(events).where(events.c.position == old).values(position=new)

        assert self.fault(store, move(AT, 99), move(AT + 1, AT), move(99, AT + 1)) == Fault(AT, "changed")

    def test_adding_one_at_the_end_is_found(self, store: Store) -> None:
        with store.reading() as connection:
            last = dict(connection.execute(select(events).where(events.c.position == 5)).mappings().one())
        forged = last | {"position": 6, "originator_version": 6}
        assert self.fault(store, insert(events).values(forged)) == Fault(6, "beyond the head")

    @pytest.mark.parametrize("restarted", [True, False])
    @pytest.mark.parametrize("what", ["seal", "back", "last", "last and back", "more", "an older head"])
    def test_nothing_is_recorded_on_what_was_changed(self, store: Store, what: str, *, restarted: bool) -> None:
        """It would be sealed onto the change, by the service's own key, and be accused of it ever after."""
        store.head_key = b"a key of the service's own"
        store.mark_again()
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        before = dict(_of_head(store))
        desk.do(OpenJar(size=9, empty_by=DAY))
        with store.reading() as connection:
            last = dict(connection.execute(select(events).where(events.c.position == 6)).mappings().one())
        ends = delete(events).where(events.c.position == 6)
        back = _head().values(position=5, seal=before["seal"])
        done = {
            "seal": [_head().values(seal=bytes(32))],
            "back": [back],
            "last": [ends],
            "last and back": [ends, back],
            "more": [insert(events).values(last | {"position": 7, "originator_version": 2})],
            "an older head": [_head().values(before)],
        }[what]
        with store.writing() as connection:
            for statement in done:
                connection.execute(statement)
        told = check_seal(store)
        if restarted:
            desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        with pytest.raises(Exception) as first:
            desk.do(OpenJar(size=3, empty_by=DAY))
        assert isinstance(first.value, DamagedLog) or (not restarted and what == "more")
        with pytest.raises(DamagedLog):
            desk.do(OpenJar(size=3, empty_by=DAY))
        assert check_seal(store) == told
        assert not Readiness(desk.app).can_record()

    @pytest.mark.parametrize("forged", ["actor", "deleted", "bytes"])
    def test_whoever_opens_a_changed_event_is_told(self, store: Store, forged: str) -> None:
        with store.reading() as connection:
            row = connection.execute(select(events).where(events.c.position == AT)).one()
        at = AT
        match forged:
            case "actor":
                state = row.state.replace(b'"actor":"p001"', b'"actor":"p002"')
                statement: Any = update(events).values(state=state)
            case "bytes":
                statement = update(events).values(state=b"\xff" + row.state[1:])
            case _:
                statement, at = delete(events), AT + 1
        with store.writing() as connection:
            connection.execute(statement.where(events.c.position == AT))
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        event, history = log.get_event(position=at), log.get_history(aggregate=UUID(hex=row.originator_id))
        if forged == "bytes":
            for operation in (event, history):
                with pytest.raises(DamagedEvent) as refused:
                    desk.ask(operation, by=AUDITOR)
                assert refused.value.details["position"] == AT
            return
        shown = desk.ask(event, by=AUDITOR)
        assert (shown.position, shown.holds) == (at, False)
        told = {one.position: one.holds for one in desk.ask(history, by=AUDITOR).items}
        assert [position for position, holds in told.items() if not holds] == [at]
        assert desk.ask(log.get_event(position=1), by=AUDITOR).holds

    def test_a_log_that_was_shortened_under_a_service_that_runs_is_noticed(self, store: Store) -> None:
        """Its older head has a mark of the service's own: only whoever knows how far it went can tell."""
        store.head_key = b"a key of the service's own"
        store.mark_again()
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        before = dict(_of_head(store))
        desk.do(OpenJar(size=9, empty_by=DAY))
        self.fault(store, delete(events).where(events.c.position == 6), _head().values(before))
        with pytest.raises(DamagedLog):
            desk.do(OpenJar(size=3, empty_by=DAY))

    def test_another_process_may_have_moved_the_head(self, store: Store) -> None:
        store.head_key = b"a key of the service's own"
        store.mark_again()
        one, other = (SampleDesk(store, SimulatedClock(noon(DAY))) for _ in range(2))
        for desk in (one, other, other, one):
            desk.do(OpenJar(size=9, empty_by=DAY))
        assert check_seal(store)[1] is None

    def test_who_asks_whether_it_can_record_may_stand_behind_others_in_one_commit(self, store: Store) -> None:
        """What they have recorded is not in the table yet."""
        app = SampleDesk(store, SimulatedClock(noon(DAY))).app
        jar = Jar(ID)
        jar.open(act(), 9, DAY, "")

        def recorded_and_asked(tx: Writing) -> None:
            tx.append(jar)
            probe(tx)

        app.record(recorded_and_asked)
        assert check_seal(store)[1] is None

    def test_a_log_sealed_with_sm3_is_proven_with_sm3(self, make_store: MakeStore) -> None:
        store = make_store()
        store.how = SM3
        SampleDesk(store, SimulatedClock(noon(DAY))).do(OpenJar(size=9, empty_by=DAY))
        assert check_seal(store)[1] is None
        store.how = "sha256"
        assert check_seal(store)[1] == Fault(1, "changed")


def _head() -> Any:
    return update(heads).where(heads.c.name == "log")


def _of_head(store: Store) -> Any:
    with store.reading() as connection:
        return connection.execute(select(heads).where(heads.c.name == "log")).mappings().one()


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...
