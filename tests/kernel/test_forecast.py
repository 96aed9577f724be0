"""履职日历: what is foreseen is what will be owed, by the day (A14, A20, B12.6); a look ahead leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.kernel.log.transaction import Reading
from services.kernel.procedure.obligations import known, obligations
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import Desk as Documents
from tests.given import given, proven
from tests.party.contact_history import keep_contacts
from tests.party.desk import CLERK, DIRECTOR, HEAD, OTHER_HEAD, STAFF, clock, day
from tests.party.desk import Desk as Party
from tests.stores import prepared

pytestmark = pytest.mark.slow

TODAY = day(7, 1)
UNTIL = day(12, 31)
Owed = tuple[str, str, str, date | None]


@pytest.fixture(params=[Documents, Party], ids=["documents", "party"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    store = prepared(tmp_path / "service.db", request.param)
    made = request.param(store)
    if request.param is Party:
        keep_contacts(made, TODAY)
    yield made
    store.close()


def foreseen(desk: Any, by: str = CLERK, **asked: Any) -> list[Any]:
    return list(desk.on(TODAY, by, desk.LOG.list_foreseen(**{"until": UNTIL, **asked})).items)


def rows(desk: Any) -> list[Any]:
    with desk.app.store.reading() as connection:
        return list(Reading(desk.app.store, connection).get_all(obligations, {}))


def test_what_is_foreseen_is_what_a_clock_that_ticks_daily_will_open(desk: Any) -> None:
    desk.ticked(TODAY)
    told: set[Owed] = {(one.kind, one.person, one.department, one.due) for one in foreseen(desk)}
    assert len(told) > 5
    on = TODAY
    while on < UNTIL:
        on += timedelta(days=1)
        desk.ticked(on)
    owed = {(row.kind, row.person, row.department, known(row.due)) for row in rows(desk)}
    in_time = {one for one in owed if one[3] is None or TODAY <= one[3] <= UNTIL}
    assert told == in_time


@pytest.mark.parametrize("reader", [CLERK, DIRECTOR])
def test_no_two_lines_read_alike_also_where_the_records_are_not_for_the_reader(desk: Any, reader: str) -> None:
    """Two months' dues by one day, two households that one person visits by the end of a quarter."""
    desk.ticked(TODAY)
    owed = desk.on(TODAY, reader, desk.LOG.list_obligations(limit=200)).items
    for lines, status in ((foreseen(desk, reader), False), (owed, True)):
        assert len(lines) > 3
        for lang in ("about", "about_en"):
            read = [
                (one.kind, one.due, one.person, one.department, getattr(one, lang), status and one.status)
                for one in lines
            ]
            assert [one for one in read if read.count(one) > 1] == []


def test_a_look_ahead_leaves_nothing_behind(desk: Any) -> None:
    desk.ticked(TODAY)
    before, position = rows(desk), desk.app.store.position()
    first, again = foreseen(desk), foreseen(desk)
    assert first == again
    assert (rows(desk), desk.app.store.position()) == (before, position)
    desk.ticked(TODAY + timedelta(days=1))
    proven(desk.app)


def test_what_fails_in_a_look_ahead_is_logged_and_the_rest_is_foreseen(
    desk: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(ctx: Any) -> int:
        raise RuntimeError("a fault of the program")

    desk.ticked(TODAY)
    one = desk.app.procedures[0]
    monkeypatch.setattr(one, "tickers", [broken, *one.tickers])
    assert foreseen(desk, until=UNTIL - timedelta(days=1))
    (said,) = {record.getMessage().partition(" until")[0] for record in caplog.records if record.exc_info}
    assert said == f"{desk.app.name} could not foresee broken"


def _owed(one: Any) -> Any:
    """Without what it is about, which not everybody is told who sees that it is owed."""
    return one.model_copy(update={"about": "", "about_en": ""})


def test_everybody_sees_their_own_and_the_office_all(desk: Any) -> None:
    desk.ticked(TODAY)
    everything = foreseen(desk)
    assert [one for one in everything if one.opened], "some are owed already"
    assert [one for one in everything if not one.opened], "most are to come"
    for person in (STAFF, HEAD):
        own = [one for one in everything if one.person == person]
        assert [_owed(one) for one in foreseen(desk, person)] == [_owed(one) for one in own]
    of_department = foreseen(desk, HEAD, department="finance-economy")
    theirs = [one for one in everything if one.department == "finance-economy"]
    assert [_owed(one) for one in of_department] == [_owed(one) for one in theirs]
    given(to=desk).when(
        desk.LOG.list_foreseen(department="finance-economy"), by=OTHER_HEAD, at=clock(TODAY)
    ).then_refused(Forbidden)


def test_it_is_asked_for_an_article_and_a_time_that_can_be_looked_at(desk: Any) -> None:
    desk.ticked(TODAY)
    everything = foreseen(desk)
    article = everything[0].cites[0].partition(".")[0]
    found = foreseen(desk, article=article)
    assert found == [one for one in everything if any(c.partition(".")[0] == article for c in one.cites)]
    for wrong in (day(6, 30), day(12, 31, 2027)):
        given(to=desk).when(desk.LOG.list_foreseen(until=wrong), by=DIRECTOR, at=clock(TODAY)).then_refused(Invalid)


@pytest.mark.parametrize(
    "wrong", [("kitchen.sink", "1"), ("contacts.entered_within", "x"), ("contacts.entered_within", "-1")]
)
def test_only_a_value_of_the_parameters_kind_is_tried(desk: Any, wrong: tuple[str, str]) -> None:
    op = desk.LOG.list_foreseen(parameter=wrong[0], value=wrong[1])
    given(to=desk).when(op, by=DIRECTOR, at=clock(TODAY)).then_refused(Invalid)


def test_a_changed_parameter_tells_what_it_would_move(tmp_path: Path) -> None:
    store = prepared(tmp_path / "party.db", Party)
    desk = Party(store)
    keep_contacts(desk, TODAY)
    desk.ticked(TODAY)
    moved = foreseen(desk, until=day(4, 30, 2026), parameter="contacts.entered_within", value="14")
    assert {(one.change, one.before, one.due) for one in moved} == {
        ("moved", date(2026, 1, 7), date(2026, 1, 14)),
        ("moved", date(2026, 4, 7), date(2026, 4, 14)),
    }, "what is owed already keeps the day that was recorded"
    monthly = foreseen(desk, parameter="contacts.household_cadence", value='"month"')
    assert {one.change for one in monthly} == {"new"}
    store.close()
