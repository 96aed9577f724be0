"""Residency duty on a sheet that is accepted: what is corrected restates the month's days (A14).

p029 of agriculture holds the duty: four days a month. In June 2025 two and a half were done.
"""

from datetime import date
from decimal import Decimal

import pytest

from services.attendance.leave.events import LeaveRevoked
from services.attendance.leave.operations import RevokeLeave
from services.attendance.leave.span import Part
from services.attendance.punches.operations import MarkDay
from services.attendance.sheets.events import AbsenceRestored, ResidencyRestated, SheetCorrected
from services.attendance.sheets.operations import CorrectedState, CorrectSheet, GetSheet
from services.attendance.sheets.record import LineRow
from services.attendance.sheets.sheet import NoChange
from services.kernel.refusals import Invalid
from tests.attendance.desk import (
    CLERK,
    FIRST,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    clock,
    handed_in,
    history,
    taken,
)
from tests.given import Outcome, fact, given

JUNE, JULY = "2025-06", date(2025, 7, 1)
SATURDAY, SUNDAY = date(2025, 6, 14), date(2025, 6, 15)
HOLDER, OTHER, DEPARTMENT = "p029", "p030", "agriculture"
MARKED = ((MONDAY, Part.WHOLE), (TUESDAY, Part.AM), (SATURDAY, Part.WHOLE))
FULL = (("am", "residency"), ("pm", "residency"))


def accepted(desk: Desk) -> None:
    for on, half in MARKED:
        desk.do(MarkDay(person=HOLDER, on=on, half=half, state="residency"), by=CLERK, at=clock(JULY, 8))
    history(desk, *handed_in(DEPARTMENT, JUNE, HOLDER, JULY))
    assert line(desk).residency_done == Decimal("2.5")


def line(desk: Desk, person: str = HOLDER) -> LineRow:
    view = desk.ask(GetSheet(month=JUNE, department=DEPARTMENT), by=CLERK)
    return next(one for one in view.lines if one.person == person)


def correction(on: date, *states: tuple[str, str], person: str = HOLDER) -> CorrectSheet:
    said = tuple(CorrectedState(half=half, state=state) for half, state in states)
    return CorrectSheet(month=JUNE, department=DEPARTMENT, person=person, on=on, states=said, reason="核对驻勤记录")


def corrected(desk: Desk, on: date, *states: tuple[str, str], person: str = HOLDER) -> Outcome:
    return given(to=desk).when(correction(on, *states, person=person), by=CLERK, at=clock(JULY, 15))


def test_residency_found_afterwards_counts_in_its_month(desk: Desk) -> None:
    accepted(desk)
    corrected(desk, WEDNESDAY, *FULL).then(
        SheetCorrected,
        fact(
            ResidencyRestated,
            department=DEPARTMENT, month=JUNE, person=HOLDER, on=WEDNESDAY,
            due=Decimal(4), was=Decimal("2.5"), now=Decimal("3.5"), actor=CLERK, cites=("A14",),
        ),
    )  # fmt: skip
    assert line(desk).residency_done == Decimal("3.5")
    assert desk.rebuilt_equal()


def test_residency_that_was_none_is_taken_away_again(desk: Desk) -> None:
    accepted(desk)
    corrected(desk, MONDAY, ("am", "residency"), ("pm", "absent")).then(
        fact(SheetCorrected, present_change=Decimal("-0.5")),
        fact(ResidencyRestated, was=Decimal("2.5"), now=Decimal(2)),
    )
    corrected(desk, MONDAY, *FULL).then(SheetCorrected, fact(ResidencyRestated, was=Decimal(2), now=Decimal("2.5")))
    assert desk.rebuilt_equal()


def test_a_correction_of_something_else_says_nothing_of_residency(desk: Desk) -> None:
    accepted(desk)
    corrected(desk, TUESDAY, ("am", "residency"), ("pm", "trip")).then(SheetCorrected)
    corrected(desk, THURSDAY, ("am", "trip"), ("pm", "trip")).then(SheetCorrected)


def test_residency_of_one_who_does_not_hold_the_duty_owes_nothing(desk: Desk) -> None:
    accepted(desk)
    corrected(desk, WEDNESDAY, *FULL, person=OTHER).then(
        SheetCorrected, fact(ResidencyRestated, due=Decimal(0), was=Decimal(0), now=Decimal(1))
    )


# -- days off ---------------------------------------------------------------------------------------------------------


def test_a_day_off_is_corrected_in_its_residency_and_overtime(desk: Desk) -> None:
    """Residency counts on days off too, so it can be put right there."""
    accepted(desk)
    corrected(desk, SUNDAY, ("am", "residency"), ("day", "overtime")).then(
        fact(SheetCorrected, due_change=Decimal(0), present_change=Decimal(0)),
        fact(ResidencyRestated, on=SUNDAY, was=Decimal("2.5"), now=Decimal(3)),
    )
    corrected(desk, SATURDAY).then(SheetCorrected, fact(ResidencyRestated, was=Decimal(3), now=Decimal(2)))
    corrected(desk, SUNDAY, ("am", "residency"), ("day", "overtime")).then_refused(NoChange)
    assert desk.rebuilt_equal()


@pytest.mark.parametrize(
    ("on", "states"),
    [
        (SATURDAY, (("am", "late"),)),
        (SATURDAY, (("am", "absent"), ("pm", "residency"))),
        (SUNDAY, ()),  # the sheet says nothing of it, and neither does this
        (JULY, FULL),
    ],
)
def test_nothing_else_is_said_of_a_day_off_nor_of_another_month(
    desk: Desk, on: date, states: tuple[tuple[str, str], ...]
) -> None:
    accepted(desk)
    corrected(desk, on, *states).then_refused(Invalid, cites=("A14",))


# -- leave ------------------------------------------------------------------------------------------------------------


def test_who_is_on_leave_does_no_residency_until_the_leave_is_struck_out(desk: Desk) -> None:
    """Leave comes before marks: the half days of Monday are leave, and residency again once the leave is revoked."""
    assert taken(desk, date(2025, 6, 6), MONDAY, person=HOLDER, kind="sick") == FIRST
    for on, half in MARKED:
        desk.do(MarkDay(person=HOLDER, on=on, half=half, state="residency"), by=CLERK, at=clock(JULY, 8))
    history(desk, *handed_in(DEPARTMENT, JUNE, HOLDER, JULY))
    assert line(desk).residency_done == Decimal("1.5")
    recorded = given(to=desk).when(RevokeLeave(leave=FIRST, reason="未休"), by=CLERK, at=clock(JULY, 15))
    recorded.then(
        LeaveRevoked,
        fact(AbsenceRestored, person=HOLDER, on=MONDAY),
        fact(ResidencyRestated, on=MONDAY, was=Decimal("1.5"), now=Decimal("2.5")),
    )
    assert line(desk).residency_done == Decimal("2.5")
    assert desk.rebuilt_equal()
