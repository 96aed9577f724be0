"""Facts and totals are what follows from the logs, and nothing else: rebuilt they come out equal."""

from datetime import date
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
from services.directory.events import HolderAppointed, PostCreated
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import UnknownTopic
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.log.troubles import NewerEvent
from services.kernel.procedure.context import Call
from services.kernel.procedure.quarantine import operations as quarantine
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.running import work_off
from services.kernel.refusals import Forbidden
from tests.appraisal.conftest import settled
from tests.appraisal.histories import add_event
from tests.appraisal.office import Desk

pytestmark = pytest.mark.slow

AUDITOR, ADMINISTRATOR = "p6", "p2"
own = declare("appraisal")
QUARTERS = [Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)]


def busy(desk: Desk, events: int = 120, seed: int = 7) -> Desk:
    chance = Random(seed)
    for _ in range(events):
        add_event(desk, chance)
    desk.catch_up()
    return desk


def with_administrator(desk: Desk) -> None:
    post, since = "system-administrator", date(2020, 1, 1)
    desk.directory.add(PostCreated, post, day=since, of_post=post, zh=post, en=post, department="office", level="staff")
    desk.directory.add(HolderAppointed, post, day=since, of_post=post, person=ADMINISTRATOR)
    desk.catch_up()


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
def test_what_was_tampered_with_is_found_and_swapped_away_by_two(any_desk: Desk, spoil: Any, said: Any) -> None:
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
    swapped(desk)
    assert cards(desk) == before
    assert desk.do(RebuildFacts(), by=AUDITOR).equal


def swapped(desk: Desk) -> None:
    """By two people."""
    with_administrator(desk)
    replay = desk.do(own.start(part="facts"), by=ADMINISTRATOR)
    work_off(desk.app)
    swap = desk.do(own.propose(replay=replay.id, reason="facts were changed by hand"), by=ADMINISTRATOR)
    assert desk.do(own.swaps.approve(swap=swap.id), by=AUDITOR).status == "carried-out"


def test_a_shadow_of_the_facts_names_the_row_the_column_and_the_event(any_desk: Desk) -> None:
    desk = busy(any_desk)
    with desk.app.store.writing() as connection:
        connection.execute(update(facts).where(facts.c.position == 3, facts.c.n == 0).values(quantity=77))
        connection.execute(update(totals).values(count=totals.c.count + 1).where(totals.c.quarter == "2026-Q3"))
    replay = desk.do(own.start(part="facts"), by=AUDITOR)
    work_off(desk.app)
    items = desk.do(own.list_differences(replay=replay.id, limit=500), by=AUDITOR).items
    (fact,) = [one for one in items if one.column == "quantity"]
    assert (fact.live, fact.source, fact.position) == ("77", "attendance", 3)
    of_totals = [one for one in items if one.column == "count"]
    assert of_totals
    assert all(one.source == "attendance" and one.position > 0 for one in of_totals)


def test_scorecards_are_seen_in_a_shadow_as_they_stood(any_desk: Desk) -> None:
    desk = busy(any_desk, events=60)
    before, moment = cards(desk), desk.wall.now
    busy(desk, events=60, seed=8)
    assert cards(desk) != before
    replay = desk.do(own.start(part="facts", moment=moment), by=AUDITOR)
    work_off(desk.app)
    seen: list[bytes] = []
    for quarter in QUARTERS:
        asked = ListScorecards(quarter=str(quarter), as_of=moment)
        fields = asked.model_dump_json(exclude_defaults=True)
        token = desk.signer.sign(AUDITOR, token_id="t", seconds=600)
        body = {"replay": str(replay.id), "operation": asked.NAME, "fields": fields}
        answer = desk.app.call(Call(own.look.NAME, body, token))
        view = ListScorecards.RETURNS.model_validate_json(answer.body)
        seen += [proven.card.canonical() for proven in view.cards]
    assert seen == before


def unknown(desk: Desk) -> int:
    """An event of a version that this program does not know yet; its position."""
    last = desk.attendance.messages[-1]
    position = last.position + 1
    desk.attendance.messages.append(
        Message("attendance", position, last.position, "attendance.sheet-accepted.v9", last.aggregate, b"{}")
    )
    return position


def test_a_future_version_is_held_live_and_stops_a_rebuild_until_two_people_skip_it(any_desk: Desk) -> None:
    desk = busy(any_desk)
    position = unknown(desk)
    desk.catch_up()
    assert [one.message.position for one in desk.inboxes["attendance"].quarantined()] == [position]
    with pytest.raises(NewerEvent):
        desk.do(RebuildFacts(), by=AUDITOR)
    with_administrator(desk)
    held = quarantine.declare("appraisal")
    skip = desk.do(held.propose(source="attendance", position=position, reason="never used"), by=ADMINISTRATOR)
    desk.do(held.skips.approve(skip=skip.id), by=AUDITOR)
    busy(desk, events=20, seed=9)
    assert desk.do(RebuildFacts(), by=AUDITOR).equal
    before = cards(desk)
    swapped(desk)
    assert cards(desk) == before


def test_dropped_altogether_they_come_back(any_desk: Desk) -> None:
    desk = busy(any_desk)
    before = cards(desk)
    with desk.app.store.writing() as connection:
        connection.execute(delete(facts))
        connection.execute(delete(totals))
    assert cards(desk) != before
    swapped(desk)
    assert cards(desk) == before


def test_what_comes_in_meanwhile_is_neither_lost_nor_counted_twice(any_desk: Desk) -> None:
    desk = busy(any_desk)
    chance = Random(1)

    def meanwhile(done: int, total: int) -> None:
        add_event(desk, chance)
        desk.catch_up()

    made = rebuild(desk.app, {"attendance": pulled(desk.attendance.pull)}, progress=meanwhile)
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
        rebuild(desk.app, {"attendance": pulled(desk.attendance.pull)}, progress=enough)
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
                text("INSERT INTO events VALUES (:p, :a, 1, :t, :d, :s)"),
                {"p": m.position, "a": f"{m.position:032x}", "t": m.topic, "d": m.data, "s": bytes(32)},
            )
    with desk.app.store.writing() as connection:  # the copy gave every event a stream of its own
        connection.execute(update(facts).values(aggregate=func.printf("%032x", facts.c.position)))
    made = rebuild(desk.app, {"attendance": stored("attendance", log)})
    assert made.equal
    assert 0 < made.events < 120
    later = {"p": unknown(desk), "a": "0" * 32, "t": desk.attendance.messages[-1].topic, "d": b"{}", "s": bytes(32)}
    desk.catch_up()
    with log.writing() as connection:
        connection.execute(text("INSERT INTO events VALUES (:p, :a, 1, :t, :d, :s)"), later)
    with pytest.raises(UnknownTopic):
        rebuild(desk.app, {"attendance": stored("attendance", log)})
    with_administrator(desk)
    desk.app.inboxes["attendance"].log = log  # type: ignore[attr-defined]
    replay = desk.do(own.start(part="facts"), by=AUDITOR)
    work_off(desk.app)
    told = desk.do(own.get(replay=replay.id), by=AUDITOR)
    assert (told.status, "sheet-accepted.v9" in told.fault_en) == ("failed", True)
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
