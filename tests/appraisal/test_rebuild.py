"""Facts and totals are what follows from the logs, and nothing else: rebuilt they come out equal."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from services.appraisal.facts import ledger
from services.appraisal.facts.intake import take_facts
from services.appraisal.facts.operations import ListFacts, RebuildFacts
from services.appraisal.facts.rebuild import Cancelled, pulled, rebuild, stored
from services.appraisal.facts.tables import facts, shadow_facts, totals
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import ListScorecards
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.refusals import Forbidden
from tests.appraisal.conftest import settled
from tests.appraisal.histories import add_event
from tests.appraisal.office import Desk

pytestmark = pytest.mark.slow

AUDITOR = "p6"
QUARTERS = [Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)]


def busy(desk: Desk, events: int = 120, seed: int = 7) -> Desk:
    chance = Random(seed)
    for _ in range(events):
        add_event(desk, chance)
    desk.catch_up()
    return desk


def cards(desk: Desk, **when: Any) -> list[bytes]:
    views = [desk.do(ListScorecards(quarter=str(quarter), **when)) for quarter in QUARTERS]
    return [proven.card.canonical() for view in views for proven in view.cards]


def count(store: Store, table: Any) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_rebuilt_from_the_log_they_are_equal(any_desk: Desk) -> None:
    desk = busy(any_desk)
    made = desk.do(RebuildFacts(), by=AUDITOR)
    assert made.equal
    assert made.differences == []
    assert (made.events, made.positions) == (120, {"attendance": 120, "documents": 0, "finance": 0, "party": 0})
    assert made.facts == count(desk.app.store, facts) > 200
    assert count(desk.app.store, shadow_facts) == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (update(facts).where(facts.c.position == 3).values(quantity=facts.c.quantity + 1), ("facts", True, True)),
        (delete(facts).where(facts.c.position == 3), ("facts", False, True)),
        (update(totals).values(quantity=totals.c.quantity + 1), ("totals", True, True)),
        (update(facts).where(facts.c.position == 3).values(source="attic"), ("facts", False, True)),
        (update(facts).where(facts.c.position == 3).values(position=999), ("facts", False, True)),
    ],
    ids=["changed", "deleted", "total changed", "moved", "moved beyond the log"],
)
def test_what_was_tampered_with_is_found_and_swapped_away(any_desk: Desk, spoil: Any, said: Any) -> None:
    desk = busy(any_desk)
    before = cards(desk)
    with desk.app.store.writing() as connection:
        touched = connection.execute(select(func.count()).select_from(facts).where(facts.c.position == 3)).scalar_one()
        assert touched > 0
        connection.execute(spoil)
    made = desk.do(RebuildFacts(), by=AUDITOR)
    assert not made.equal
    first = made.differences[0]
    assert (first.table, first.live is not None, first.rebuilt is not None) == said
    desk.do(RebuildFacts(swap=True), by=AUDITOR)
    assert cards(desk) == before
    assert desk.do(RebuildFacts(), by=AUDITOR).equal


def test_dropped_altogether_they_come_back(any_desk: Desk) -> None:
    desk = busy(any_desk)
    before = cards(desk)
    with desk.app.store.writing() as connection:
        connection.execute(delete(facts))
        connection.execute(delete(totals))
    assert cards(desk) != before
    assert desk.do(RebuildFacts(swap=True), by=AUDITOR).swapped
    assert cards(desk) == before


def test_what_comes_in_meanwhile_is_neither_lost_nor_counted_twice(any_desk: Desk) -> None:
    desk = busy(any_desk)
    chance = Random(1)

    def meanwhile(done: int, total: int) -> None:
        add_event(desk, chance)
        desk.catch_up()

    made = rebuild(desk.app, {"attendance": pulled(desk.attendance.pull)}, swap=True, progress=meanwhile)
    assert made.equal
    assert made.positions == {"attendance": 120}
    assert len(desk.attendance.messages) > 120
    assert desk.do(RebuildFacts(), by=AUDITOR).equal


def test_a_rebuild_can_be_given_up(desk: Desk) -> None:
    busy(desk)
    before = cards(desk)

    def enough(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        rebuild(desk.app, {"attendance": pulled(desk.attendance.pull)}, swap=True, progress=enough)
    assert cards(desk) == before
    assert count(desk.app.store, shadow_facts) == 0


def test_from_a_log_in_reach_the_same_facts(desk: Desk, tmp_path: Any) -> None:
    """The database passes over silent topics; what is left gives the same rows."""
    busy(desk)
    log = Store(f"sqlite:///{tmp_path}/attendance.db")
    log.create()
    with log.writing() as connection:
        for m in desk.attendance.messages:
            connection.execute(
                text("INSERT INTO events VALUES (:p, :a, 1, :t, :d, :d)"),
                {"p": m.position, "a": f"{m.position:032x}", "t": m.topic, "d": m.data},
            )
    with desk.app.store.writing() as connection:  # the copy gave every event a stream of its own
        connection.execute(update(facts).values(aggregate=func.printf("%032x", facts.c.position)))
    made = rebuild(desk.app, {"attendance": stored("attendance", log)})
    assert made.equal
    assert 0 < made.events < 120
    log.close()


def test_only_auditor_and_administrator_rebuild(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.do(RebuildFacts(), by="p5")


def test_one_sees_ones_own_facts_and_a_stranger_s_not(desk: Desk) -> None:
    busy(desk)
    mine = desk.do(ListFacts(person="p5", quarter="2026-Q3", limit=500), by="p5").items
    assert mine
    assert {fact.person for fact in mine} == {"p5"}
    with pytest.raises(Forbidden):
        desk.do(ListFacts(person="p6"), by="p5")
    everything = desk.do(ListFacts(limit=500)).items
    assert [f.day for f in everything] == sorted(f.day for f in everything)


# -- properties -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.integers(1, 20), st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_totals_are_the_sums_and_a_prefix_is_what_was_known(
    tmp_path_factory: pytest.TempPathFactory, seed: int, events: int, data: st.DataObject
) -> None:
    """However batches fall: totals equal the facts' sums; the past, asked for later, is what it was."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('prefix')}/appraisal.db")
    desk = settled(Desk(store))
    chance, then = Random(seed), []
    for _ in range(events):
        add_event(desk, chance)
        if data.draw(st.booleans()):
            desk.catch_up()
            then.append((desk.wall.now, cards(desk), desk.do(ListScorecards(quarter="2026-Q3")).at))
    desk.catch_up()
    with store.reading() as connection:
        tx = Reading(store, connection)
        for quarter in QUARTERS:
            assert ledger.sums_now(tx, quarter) == ledger.sums_until(tx, quarter, tx.heads())
    for moment, known, at in [*then[:1], *chance.sample(then, min(2, len(then)))]:
        assert cards(desk, as_of=moment) == known
        assert cards(desk, at=at) == known
    store.close()


@given(st.integers(0, 2**32), st.integers(2, 20))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_is_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, events: int) -> None:
    """Facts are sums: taken in backwards (as after a quarantine) they give the same scorecards."""
    straight, backwards = (
        settled(Desk(Store(f"sqlite:///{tmp_path_factory.mktemp('order')}/appraisal.db"))) for _ in range(2)
    )
    busy(straight, events, seed)
    for message in reversed(straight.attendance.messages):
        backwards.app.record(lambda tx, m=message: take_facts(tx, [m]))
    assert cards(backwards) == cards(straight)
    for desk in (straight, backwards):
        desk.app.close()
