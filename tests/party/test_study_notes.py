"""学习笔记 notes: counted by characters, returned, withdrawn, checked each half-year (B1.8, B5.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from services.kernel.domain.events import marked_fields
from services.kernel.refusals import Forbidden, Invalid
from services.party.duties.events import StudyDutyDone, StudyDutyOpened
from services.party.notes import events as e
from services.party.notes.operations import (
    ExportStudyPapers,
    GetNotesCheck,
    GetStudyPaper,
    HandInStudyPaper,
    JudgedIn,
    ListNotesResults,
    ListStudyPapers,
    RecordNotesCheck,
    ReturnStudyPaper,
    WithdrawStudyPaper,
)
from services.party.notes.paper import OwnPaper, length
from tests.given import given, proven
from tests.party.desk import COLLEAGUE, HEAD, PUBLICIST, SECRETARY, STAFF, Desk, clock, day, read_back

MONDAY, TUESDAY = day(6, 9), day(6, 10)


def paper(**more: Any) -> HandInStudyPaper:
    said = {"person": STAFF, "kind": "notes", "on": MONDAY, "title": "学习监督法", "text": "监督法 学习\n笔记。"}
    return HandInStudyPaper(**said | more)


def test_the_text_is_counted_without_its_blanks(desk: Desk) -> None:
    given(to=desk).when(paper(), by=STAFF, at=clock(MONDAY)).then(e.StudyPaperHandedIn).then_answer(
        characters=8, counted=True, year=2025, status="handed-in"
    )
    given(to=desk).when(paper(text="", characters=1200), by=STAFF, at=clock(MONDAY)).then_answer(
        characters=1200, counted=False
    )
    proven(desk.app)


@whatever(st.text(), st.text(alphabet=" \t\n　"))
def test_a_text_is_as_long_however_it_is_laid_out(text: str, blanks: str) -> None:
    assert length(blanks.join(text)) == length(text) == len("".join(text.split()))


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": " \n"}, {"characters": 5}, {"on": TUESDAY}],
    ids=["neither", "blank", "both", "to come"],
)
def test_a_paper_is_text_or_a_number_and_of_a_day_that_has_come(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(paper(**wrong), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)


def test_everybody_hands_in_their_own(desk: Desk) -> None:
    for person in (COLLEAGUE, PUBLICIST):
        given(to=desk).when(paper(), by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_what_it_says_is_for_its_writer_and_the_branch(desk: Desk) -> None:
    made = desk.on(MONDAY, STAFF, paper())
    for person in (STAFF, PUBLICIST, SECRETARY):
        assert desk.on(MONDAY, person, GetStudyPaper(paper=made.id)).text
    for person in (COLLEAGUE, HEAD):
        given(to=desk).when(GetStudyPaper(paper=made.id), by=person, at=clock(MONDAY)).then_refused(Forbidden)
        given(to=desk).when(ListStudyPapers(), by=person, at=clock(MONDAY)).then_refused(Forbidden)
    assert marked_fields(e.StudyPaperHandedIn) == ("title", "text"), "they never leave the service"
    rows = read_back(desk.on(MONDAY, PUBLICIST, ExportStudyPapers(start=MONDAY, end=MONDAY)).content)
    assert not [cell for row in rows for cell in row if "监督法" in str(cell)]


def test_the_branch_returns_it_and_nobody_their_own(desk: Desk) -> None:
    made = desk.on(MONDAY, STAFF, paper())
    back = ReturnStudyPaper(paper=made.id, reason="内容不符")
    given(to=desk).when(back, by=STAFF, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(back, by=PUBLICIST, at=clock(MONDAY)).then(e.StudyPaperReturned).then_answer(status="returned")
    own = desk.on(MONDAY, PUBLICIST, paper(person=PUBLICIST))
    assert "return-study-paper" not in desk.may(MONDAY, PUBLICIST, GetStudyPaper(paper=own.id))
    given(to=desk).when(ReturnStudyPaper(paper=own.id, reason="不妥"), by=PUBLICIST, at=clock(MONDAY)).then_refused(
        OwnPaper
    )
    given(to=desk).when(WithdrawStudyPaper(paper=own.id, reason="另交"), by=PUBLICIST, at=clock(MONDAY)).then(
        e.StudyPaperWithdrawn
    )
    proven(desk.app)


def check(*people: str, on: date = MONDAY, result: str = "good") -> RecordNotesCheck:
    return RecordNotesCheck(on=on, results=[JudgedIn(person=person, result=result) for person in people])


def test_the_branch_checks_the_notes_of_each_half_year(desk: Desk) -> None:
    given(to=desk).when(check(STAFF, HEAD), by=PUBLICIST, at=clock(MONDAY)).then(
        e.StudyNotesChecked, e.StudyNotesJudged, e.StudyNotesJudged, StudyDutyOpened, StudyDutyDone
    ).then_answer(number="2025-0001", first=day(1, 1))
    given(to=desk).when(check(STAFF, on=day(7, 1)), by=PUBLICIST, at=clock(day(7, 1))).then_answer(first=day(7, 1))
    results = desk.on(day(7, 1), STAFF, ListNotesResults(person=STAFF)).items
    assert [(one.on, one.result) for one in results] == [(day(7, 1), "good"), (MONDAY, "good")]
    proven(desk.app)


def test_a_check_names_each_once_and_never_who_makes_it(desk: Desk) -> None:
    for wrong in (check(STAFF, STAFF), check(STAFF, result="brilliant"), check("p999"), check(STAFF, on=TUESDAY)):
        given(to=desk).when(wrong, by=PUBLICIST, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(check(STAFF, PUBLICIST), by=PUBLICIST, at=clock(MONDAY)).then_refused(OwnPaper)
    for person in (STAFF, HEAD):
        given(to=desk).when(check(COLLEAGUE), by=person, at=clock(MONDAY)).then_refused(Forbidden)
    made = desk.on(MONDAY, PUBLICIST, check(STAFF))
    given(to=desk).when(GetNotesCheck(check=made.id), by=STAFF, at=clock(MONDAY)).then_refused(Forbidden)
