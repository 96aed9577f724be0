"""The yearly record of a person, their objection, and the year of the departments (A35)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.quarters.operations import OpenQuarter
from services.appraisal.records.handlers import ContestedAlready
from services.appraisal.records.operations import (
    AnswerContest,
    ContestEntry,
    ExportPersonalRecord,
    GetPersonalRecord,
    ListContests,
    WithdrawContest,
)
from services.appraisal.years.operations import ExportYear, GetYear
from services.kernel.refusals import Forbidden, NotFound, Refusal
from services.party.dues.events import DuesCriticised
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import CHAIR, DIRECTOR, STAFF, Q, do, on, published, tick
from tests.appraisal.test_quarters import desk as desk

LATER = datetime(2026, 11, 2, 3, tzinfo=UTC)


def criticised(desk: Desk, measure: str, was: str = "", month: str = "2026-08") -> None:
    desk.wall.now = max(desk.wall.now, on(11, 2, 1))
    desk.party.add(
        DuesCriticised, f"dues/{month}", person=STAFF, department="office", year=2026, month=month, measure=measure,
        was=was, nth=1, due=date(2026, 8, 10), cites=("B8",),
    )  # fmt: skip
    desk.catch_up()


def ask(desk: Desk, by: str) -> Any:
    return desk.do(GetPersonalRecord(person=STAFF, year=2026), by=by, at=LATER)


def test_a_record_says_what_stands_with_its_article(desk: Desk) -> None:
    criticised(desk, "oral")
    found = ask(desk, STAFF)
    assert [(one.kind, one.quantity, one.cites) for one in found.totals] == [
        ("personal.dues-criticised-orally", Decimal(1), ["B8"])
    ]
    assert found.department == "office"


def test_what_was_taken_back_leaves_nothing_but_its_entries(desk: Desk) -> None:
    criticised(desk, "oral")
    criticised(desk, "", was="oral")
    found = ask(desk, STAFF)
    assert (found.totals, len(found.entries)) == ([], 2)


@pytest.mark.parametrize(("by", "sees"), [(STAFF, True), (DIRECTOR, True), (CHAIR, True), ("p5", False), ("p6", False)])
def test_a_record_is_for_the_person_and_their_leaders(desk: Desk, by: str, sees: bool) -> None:
    """Neither a colleague nor the auditor."""
    if sees:
        assert ask(desk, by).person == STAFF
    else:
        with pytest.raises(Forbidden):
            ask(desk, by)


def contest(desk: Desk, **more: Any) -> ContestEntry:
    entry = ask(desk, STAFF).entries[0]
    said = {"source": entry.source, "position": entry.position, "n": entry.n, "text": "当月已按时缴纳", **more}
    return ContestEntry(person=STAFF, year=2026, **said)


def test_an_entry_is_objected_to_once_by_the_person_and_answered(desk: Desk) -> None:
    criticised(desk, "oral")
    objection = contest(desk)
    for other in (DIRECTOR, CHAIR):
        with pytest.raises(Forbidden):
            do(desk, objection, other, LATER)
    raised: Any = do(desk, objection, STAFF, LATER)
    # the tenth working day after 2 November
    assert (raised.status, raised.due) == ("raised", date(2026, 11, 16))
    with pytest.raises(ContestedAlready):
        do(desk, objection, STAFF, LATER)
    with pytest.raises(Forbidden):
        do(desk, AnswerContest(contest=raised.id, upheld=True, answer="x"), DIRECTOR, LATER)
    answered: Any = do(desk, AnswerContest(contest=raised.id, upheld=True, answer="经核属实"), CHAIR, LATER)
    assert (answered.status, answered.answered_by) == ("upheld", CHAIR)
    with pytest.raises(Refusal):
        do(desk, WithdrawContest(contest=raised.id), STAFF, LATER)
    assert len(desk.do(ListContests(person=STAFF), by=STAFF, at=LATER).items) == 1


def test_an_objection_that_is_not_answered_in_time_is_missed_once(desk: Desk) -> None:
    criticised(desk, "oral")
    do(desk, contest(desk), STAFF, LATER)
    for at in (datetime(2026, 11, 17, 1, tzinfo=UTC), datetime(2026, 11, 18, 1, tzinfo=UTC)):
        tick(desk, at)
    missed = [row.topic for row in desk.app.store.rows(0) if row.topic == "appraisal.contest-missed.v1"]
    assert len(missed) == 1


def test_what_is_not_in_the_record_is_not_objected_to(desk: Desk) -> None:
    criticised(desk, "oral")
    with pytest.raises(NotFound):
        do(desk, contest(desk, position=99), STAFF, LATER)


def test_records_go_out_as_a_workbook(desk: Desk) -> None:
    criticised(desk, "oral")
    file = desk.do(ExportPersonalRecord(person=STAFF, year=2026), by=STAFF, at=LATER)
    assert file.name == f"record-{STAFF}-2026.xlsx"


def test_a_year_is_the_mean_of_its_published_quarters(desk: Desk) -> None:
    """One quarter is too few to be summed up; nothing is made of what is not published."""
    published(desk)
    do(desk, OpenQuarter(quarter="2026-Q2"), DIRECTOR, on(10, 16))
    found = desk.do(GetYear(year=2026), by=STAFF, at=LATER)
    assert not found.complete
    (law, office) = found.lines
    assert [one.total for one in office.quarters] == [None, None, office.quarters[2].total, None]
    assert office.quarters[2].quarter == Q
    assert office.quarters[2].total is not None
    assert (law.graded, law.total, law.grade) == (1, None, "")
    assert desk.do(ExportYear(year=2026), by=STAFF, at=LATER).name == "year-2026.xlsx"
    assert desk.do(GetYear(year=2019), by=STAFF, at=LATER).lines == []
