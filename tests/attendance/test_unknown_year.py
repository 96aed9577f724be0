"""A year of which the holiday calendar has not been told: what needs it waits and says so, nothing else does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.attendance.leave.events import LateSlipFiled, LeaveRequested, ReturnDueSet, ReturnMissed
from services.attendance.leave.operations import ApproveLeave, GetLeave, RegisterReturn
from services.attendance.operations import log
from services.attendance.sheets.events import SheetDueSet, SheetOpened
from services.attendance.sheets.operations import AcceptSheet, CompileSheet, GetSheet, SubmitSheet
from services.kernel.rules.calendar import OPEN_DUE, UnknownYear, WorkCalendar
from tests.attendance.desk import CLERK, FIRST, HEAD, STAFF, Desk, asked, calendar, clock, history, slip, taken
from tests.given import fact, given
from tests.stores import prepared

MOTHER = "p048"
NOTICE = date(2026, 12, 28)
EVE, NEW_YEAR, MONDAY = date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)
DECEMBER = {"month": "2026-12", "department": "finance-economy"}
SHEETS = "attendance.monthly-sheet"


def told_of_2027() -> WorkCalendar:
    """As the notice will say, for all that is known: one day off."""
    known = calendar()
    return WorkCalendar(
        {**known.holidays, NEW_YEAR: known.holidays[date(2026, 1, 1)]}, known.make_up, known.known | {2027}
    )


def tell(desk: Desk) -> None:
    desk.app.office = replace(desk.app.office, calendar=told_of_2027())


def test_the_calendar_does_not_know_the_year() -> None:
    with pytest.raises(UnknownYear):
        calendar().is_workday(NEW_YEAR)


def test_leave_of_the_years_last_day_is_granted_and_its_return_stays_open(desk: Desk) -> None:
    taken(desk, NOTICE, EVE)
    view = desk.ask(GetLeave(leave=FIRST))
    assert (view.status, view.return_due, view.return_due_open) == ("approved", None, True)
    assert desk.owed() == [(STAFF, "finance-economy", OPEN_DUE, "open")]
    (line,) = desk.ask(log.list_obligations(person=STAFF)).items
    assert (line.kind, line.due, line.status) == ("attendance.return-from-leave", None, "open")
    assert line.about == f"{EVE} 上午"


def test_what_is_granted_in_the_new_year_too(desk: Desk) -> None:
    history(desk, asked(EVE, EVE, kind="sick"))
    desk.do(ApproveLeave(leave=FIRST), by=HEAD, at=clock(MONDAY))
    assert desk.ask(GetLeave(leave=FIRST)).return_due_open


def test_maternity_leave_is_counted_in_calendar_days(desk: Desk) -> None:
    """From the last days of December on: two working days are known, and no day more is needed to see who decides."""
    given(to=desk).when(
        slip(date(2026, 12, 30), date(2027, 4, 6), kind="maternity", person=MOTHER), by=CLERK, at=clock(NOTICE)
    ).then(fact(LeaveRequested, days=Decimal(98), counted="calendar"))
    assert len(desk.ask(GetLeave(leave=FIRST), by=CLERK).steps) == 3


def test_what_must_count_the_years_working_days_says_so(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, kind="personal"), at=clock(NOTICE)).then_refused(UnknownYear, year=2027)


def test_a_late_slip_is_taken_while_its_window_cannot_be_told(desk: Desk) -> None:
    given(to=desk).when(slip(EVE, kind="sick"), at=clock(MONDAY)).then(
        LeaveRequested, fact(LateSlipFiled, workdays_late=1)
    )


def test_leave_over_the_turn_of_the_year_is_granted_afterwards(desk: Desk) -> None:
    """It looks for absences on accepted sheets: there are none of a year that is not known."""
    taken(desk, date(2027, 1, 20), date(2026, 12, 30), date(2027, 4, 6), kind="maternity", person=MOTHER)
    assert desk.ask(GetLeave(leave=FIRST), by=CLERK).status == "approved"


def test_the_clock_goes_on(desk: Desk) -> None:
    """A return that is overdue is missed; December's sheets are owed, by a day that cannot be told yet."""
    taken(desk, NOTICE, date(2026, 12, 29))
    desk.tick(date(2026, 12, 30))
    desk.tick(EVE)
    assert len(desk.ticked(NEW_YEAR, SheetOpened)) > 10
    assert desk.owed() == [(STAFF, "finance-economy", date(2026, 12, 30), "missed")]
    assert desk.ask(GetSheet(**DECEMBER), by=CLERK).due is None
    assert desk.ticked(date(2027, 1, 2), SheetOpened) == []


def test_decembers_sheet_is_drawn_up_and_accepted(desk: Desk) -> None:
    for operation, by in ((CompileSheet, HEAD), (SubmitSheet, HEAD), (AcceptSheet, CLERK)):
        desk.do(operation(**DECEMBER), by=by, at=clock(MONDAY))
    view = desk.ask(GetSheet(**DECEMBER), by=CLERK)
    assert (view.status, view.late, view.due) == ("accepted", False, None)


# -- once it is told --------------------------------------------------------------------------------------------------

IN_TIME, LATE, NEVER = UUID(int=1), UUID(int=2), UUID(int=3)


def year_turns(desk: Desk, told_on: date) -> None:
    """Three are away on the last day; one is back on the first working day, one two days late, one never. Of the
    sheets one comes in time, one late."""
    for person in ("p024", "p025", "p027"):
        taken(desk, NOTICE, EVE, person=person, kind="sick")
    day = NEW_YEAR
    while day <= date(2027, 1, 20):
        if day == told_on:
            tell(desk)
        desk.tick(day)
        if day == MONDAY:
            desk.do(RegisterReturn(leave=IN_TIME), by=CLERK, at=clock(day))
        if day == date(2027, 1, 6):
            desk.do(RegisterReturn(leave=LATE), by=CLERK, at=clock(day))
        for on, department, head in (
            (date(2027, 1, 7), "finance-economy", HEAD),
            (date(2027, 1, 12), "budget", "p026"),
        ):
            if day == on:
                desk.do(CompileSheet(month="2026-12", department=department), by=head, at=clock(day))
                desk.do(SubmitSheet(month="2026-12", department=department), by=head, at=clock(day))
        day = date.fromordinal(day.toordinal() + 1)


def test_the_same_is_owed_and_missed_whenever_it_is_told(tmp_path: Path) -> None:
    found: list[Any] = []
    for n, told_on in enumerate((NEW_YEAR, date(2027, 1, 19))):
        store = prepared(tmp_path / f"{n}.db", Desk)
        desk = Desk(store)
        year_turns(desk, told_on)
        sheets = [
            desk.ask(GetSheet(month="2026-12", department=one), by=CLERK) for one in ("finance-economy", "budget")
        ]
        leaves = [desk.ask(GetLeave(leave=leave), by=CLERK) for leave in (IN_TIME, LATE, NEVER)]
        found.append(
            (
                desk.owed(),
                desk.owed(SHEETS),
                [(sheet.due, sheet.late) for sheet in sheets],
                [(leave.return_due, leave.return_missed, leave.return_due_open) for leave in leaves],
            )
        )
        assert desk.rebuilt_equal()
        store.close()
    late, early = found[1], found[0]
    assert late == early
    assert {status for *_, status in early[0]} == {"fulfilled", "late", "missed"}
    assert early[2] == [(date(2027, 1, 8), False), (date(2027, 1, 8), True)]


def test_it_is_told_once(desk: Desk) -> None:
    taken(desk, NOTICE, EVE, kind="sick")
    desk.tick(NEW_YEAR)
    tell(desk)
    told = desk.ticked(date(2027, 1, 2), ReturnDueSet, SheetDueSet, ReturnMissed)
    assert {type(one) for one in told} == {ReturnDueSet, SheetDueSet}
    assert desk.ticked(date(2027, 1, 3), ReturnDueSet, SheetDueSet) == []
