"""What a record of attendance offers to whom, and that the rule books' lists need no Python."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from services.attendance.leave.operations import GetLeave, ListLeave, RegisterReturn, RevokeLeave
from services.attendance.punches.operations import GetDay, MarkDay
from services.attendance.sheets.operations import AcceptSheet, GetSheet
from services.kernel.procedure.operations import Operation, Query
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Rules
from tests.attendance import desk as desks
from tests.attendance.desk import (
    CLERK,
    DEPLOY,
    DIRECTOR,
    FIRST,
    HEAD,
    MONDAY,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    By,
    Desk,
    agreed,
    asked,
    clock,
    handed_in,
    history,
    slip,
)
from tests.attendance.months import DUE, FE, JUNE, KEY
from tests.given import given


def may(desk: Desk, person: str, query: Query, on: date) -> list[str]:
    """What this person is offered to do with the record on that day."""
    return [name.removeprefix("attendance.") for name in desk.ask(query, by=person, at=clock(on)).allowed]


def test_a_leave_offers_each_the_step_that_is_theirs(desk: Desk) -> None:
    """By who they are, where it stands and whose turn it is; nobody is offered what would be refused as their own."""
    this = GetLeave(leave=FIRST)
    people = (STAFF, HEAD, CLERK, DIRECTOR)
    history(desk, asked(MONDAY, WEDNESDAY))
    offered = {person: may(desk, person, this, MONDAY) for person in people}
    assert offered == {
        STAFF: ["withdraw-leave"],
        HEAD: ["approve-leave", "reject-leave"],
        CLERK: ["withdraw-leave"],
        DIRECTOR: [],
    }
    history(desk, agreed(HEAD, MONDAY))
    assert [may(desk, person, this, TUESDAY) for person in people] == [[], [], ["revoke-leave"], ["revoke-leave"]]
    both = ["register-return", "revoke-leave"]
    assert [may(desk, person, this, THURSDAY) for person in people] == [[], [], both, both]
    desk.do(RegisterReturn(leave=FIRST), by=CLERK, at=clock(THURSDAY))
    assert [may(desk, person, this, THURSDAY) for person in people] == [[], [], ["revoke-leave"], ["revoke-leave"]]
    desk.do(RevokeLeave(leave=FIRST, reason="误登"), by=CLERK, at=clock(THURSDAY))
    assert [may(desk, person, this, THURSDAY) for person in people] == [[], [], [], []]


def test_nobody_in_the_office_is_offered_their_own_leave(desk: Desk) -> None:
    history(desk, asked(MONDAY, TUESDAY, person=CLERK), agreed(DIRECTOR, MONDAY))
    assert may(desk, CLERK, GetLeave(leave=FIRST), THURSDAY) == []
    assert may(desk, DIRECTOR, GetLeave(leave=FIRST), THURSDAY) == ["register-return", "revoke-leave"]


def test_a_list_of_leave_offers_the_same_where_it_is_asked(desk: Desk) -> None:
    history(desk, asked(MONDAY, WEDNESDAY))
    (line,) = desk.ask(ListLeave(allowed=True), by=CLERK, at=clock(MONDAY)).items
    assert line.allowed == ["attendance.withdraw-leave"]
    (line,) = desk.ask(ListLeave(), by=CLERK, at=clock(MONDAY)).items
    assert line.allowed is None


def test_a_day_offers_what_can_be_said_of_it(desk: Desk) -> None:
    def offered(on: date, at: date) -> list[list[str]]:
        return [may(desk, person, GetDay(person=STAFF, on=on), at) for person in (STAFF, HEAD, CLERK)]

    assert offered(TUESDAY, MONDAY) == [[], ["mark-day"], ["mark-day"]], "no punches of a day to come"
    desk.do(MarkDay(person=STAFF, on=MONDAY, state="trip"), by=HEAD, at=clock(MONDAY))
    both = ["mark-day", "withdraw-day-mark"]
    assert offered(MONDAY, MONDAY) == [[], both, ["correct-punch", *both]]
    history(desk, *handed_in(FE, JUNE, HEAD, DUE))
    assert offered(MONDAY, DUE) == [[], [], []], "the sheet of its month is accepted"


def test_a_sheet_offers_each_what_can_be_done_with_it_now(desk: Desk) -> None:
    this, people = GetSheet(**KEY), (STAFF, HEAD, CLERK)
    compiled, submitted, _ = handed_in(FE, JUNE, HEAD, DUE)
    history(desk, By(HEAD, compiled.operation, clock(date(2025, 6, 20))))
    draft = [may(desk, person, this, date(2025, 6, 20)) for person in people]
    assert draft == [["compile-sheet"], ["compile-sheet"], ["compile-sheet"]], "its month is not over"
    assert may(desk, HEAD, this, DUE) == ["compile-sheet", "submit-sheet"]
    history(desk, submitted)
    assert [may(desk, person, this, DUE) for person in people] == [[], [], ["accept-sheet", "return-sheet"]]
    desk.do(AcceptSheet(**KEY), by=CLERK, at=clock(DUE))
    assert [may(desk, person, this, DUE) for person in people] == [[], [], ["correct-sheet"]]


# -- lists of the rule books ------------------------------------------------------------------------------------------


@pytest.fixture
def amended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry more in the list of leave kinds, and one in that of day marks."""
    folder = tmp_path / "regulations"
    shutil.copytree(DEPLOY / "regulations", folder)
    book = folder / "attendance.toml"
    text = book.read_text()
    for last, more in (
        ('id = "official", zh = "公假", en = "Official leave"', 'id = "study", zh = "学习假", en = "Study leave"'),
        ('id = "residency", zh = "驻勤", en = "Residency duty"', 'id = "training", zh = "培训", en = "Training"'),
    ):
        assert text.count(last) == 1
        text = text.replace(f"{{ {last} }},", f"{{ {last} }},\n    {{ {more} }},")
    book.write_text(text)
    rules = Rules.load(folder)
    monkeypatch.setattr(desks, "rules", lambda: rules)


def test_a_kind_of_leave_is_one_entry_of_the_rule_books(amended: None, desk: Desk) -> None:
    study = slip(WEDNESDAY, kind="study")
    given(to=desk).when(study, at=clock(MONDAY)).then_answer(kind="study", counted="working")


def test_a_mark_is_one_entry_of_the_rule_books_and_stands_for_presence(amended: None, desk: Desk) -> None:
    mark = MarkDay(person=STAFF, on=MONDAY, state="training")
    given(to=desk).when(mark, by=HEAD, at=clock(MONDAY)).then_answer(marks_zh=["全天培训"])
    compiled, *_ = handed_in(FE, JUNE, HEAD, DUE)
    history(desk, compiled)
    (line,) = [one for one in desk.ask(GetSheet(**KEY), by=HEAD, at=clock(DUE)).lines if one.person == STAFF]
    assert [(s.on, s.state) for s in line.states if s.on == MONDAY] == [(MONDAY, "training")] * 2


@pytest.mark.parametrize(
    "operation", [slip(WEDNESDAY, kind="study"), MarkDay(person=STAFF, on=MONDAY, state="training")]
)
def test_what_the_rule_books_do_not_list_is_refused(desk: Desk, operation: Operation) -> None:
    given(to=desk).when(operation, by=CLERK, at=clock(MONDAY)).then_refused(Invalid)
