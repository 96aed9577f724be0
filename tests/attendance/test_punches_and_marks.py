"""Punches corrected, days marked and residency owed, as the monthly sheet takes them in (A14)."""

from datetime import date, time
from decimal import Decimal

import pytest

from services.attendance.punches.card import MarkStands, NoSuchMark, NothingToCorrect
from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, PunchCorrected
from services.attendance.punches.operations import (
    CorrectPunch,
    ExportPunches,
    GetDay,
    ListDays,
    MarkDay,
    MarkState,
    Part,
    WithdrawDayMark,
)
from services.attendance.sheets.operations import (
    CompileSheet,
)
from services.kernel.refusals import Forbidden, Invalid
from tests.attendance.desk import (
    CLERK,
    DEPUTY,
    HEAD,
    MONDAY,
    STAFF,
    TUESDAY,
    Desk,
    clock,
    history,
    punched,
    read_back,
)
from tests.attendance.months import FE, JULY, JUNE, line
from tests.given import fact, given

# -- punches and marks ------------------------------------------------------------------------------------------------


def test_the_office_corrects_a_days_punches(desk: Desk) -> None:
    history(desk, punched(STAFF, MONDAY, "09:40", at=MONDAY))
    given(to=desk).when(
        CorrectPunch(person=STAFF, on=MONDAY, times=(time(18), time(9)), reason="漏打卡"), by=CLERK, at=clock(TUESDAY)
    ).then(fact(PunchCorrected, was=(time(9, 40),), now=(time(9), time(18)), reason="漏打卡", department=FE))
    same = CorrectPunch(person=STAFF, on=MONDAY, times=(time(9), time(18)), reason="漏打卡")
    given(to=desk).when(same, by=CLERK, at=clock(TUESDAY)).then_refused(NothingToCorrect)
    ahead = CorrectPunch(person=STAFF, on=date(2025, 6, 11), times=(time(9),), reason="预填")
    given(to=desk).when(ahead, by=CLERK, at=clock(TUESDAY)).then_refused(Invalid)
    gone = CorrectPunch(person="p058", on=MONDAY, times=(time(9),), reason="补")
    given(to=desk).when(gone, by=CLERK, at=clock(TUESDAY)).then_refused(Invalid)


def test_the_head_marks_trips_and_withdraws_them(desk: Desk) -> None:
    trip = MarkDay(person=STAFF, on=MONDAY, state=MarkState.TRIP, reason="下乡")
    given(to=desk).when(trip, by=HEAD, at=clock(MONDAY)).then(
        fact(DayMarked, on=MONDAY, half="day", state="trip", post="head-finance-economy")
    ).then_answer(marks=["day:trip"])
    withdrawal = WithdrawDayMark(person=STAFF, on=MONDAY, state=MarkState.TRIP, reason="未成行")
    given(to=desk).when(withdrawal, by=HEAD, at=clock(TUESDAY)).then(DayMarkWithdrawn).then_answer(marks=[])
    given(to=desk).when(withdrawal, by=HEAD, at=clock(TUESDAY)).then_refused(NoSuchMark)
    for by in (STAFF, "p026", DEPUTY):
        given(to=desk).when(trip, by=by, at=clock(TUESDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (("day", "trip"), ("day", "trip"), True),
        (("day", "trip"), ("am", "trip"), True),
        (("am", "trip"), ("day", "trip"), True),
        (("am", "trip"), ("am", "elsewhere"), True),
        (("am", "residency"), ("day", "residency"), True),
        (("am", "trip"), ("pm", "elsewhere"), False),
        (("day", "trip"), ("day", "overtime"), False),
    ],
)
def test_a_half_day_carries_one_mark_of_absence_on_duty(
    desk: Desk, first: tuple[str, str], second: tuple[str, str], stands: bool
) -> None:
    one, other = (
        MarkDay(person=STAFF, on=MONDAY, half=Part(half), state=MarkState(state)) for half, state in (first, second)
    )
    desk.do(one, by=HEAD)
    outcome = given(to=desk).when(other, by=HEAD)
    if stands:
        outcome.then_refused(MarkStands, stands=[":".join(first)])
    else:
        outcome.then(DayMarked)


def test_the_punch_register_is_seen_and_exported(desk: Desk) -> None:
    history(desk, punched(STAFF, MONDAY, "09:00", "18:00", at=MONDAY), punched("p027", MONDAY, "09:00", at=MONDAY))
    desk.do(MarkDay(person=STAFF, on=TUESDAY, half=Part.AM, state=MarkState.TRIP), by=HEAD)
    days = desk.ask(ListDays(person=STAFF, start=MONDAY, end=TUESDAY), by=STAFF).items
    assert [(view.on, len(view.punches), view.marks) for view in days] == [(MONDAY, 2, []), (TUESDAY, 0, ["am:trip"])]
    given(to=desk).when(GetDay(person=STAFF, on=MONDAY), by="p025").then_refused(Forbidden)
    export = ExportPunches(department=FE, start=MONDAY, end=TUESDAY)
    rows = read_back(desk.ask(export, by=HEAD).content)
    assert [row[1:] for row in rows[2:4]] == [
        ("李当归", "财政经济工作委员会", "09:00 18:00", None),
        ("李当归", "财政经济工作委员会", None, "上午出差"),
    ]
    given(to=desk).when(export, by="p026").then_refused(Forbidden)


# -- residency --------------------------------------------------------------------------------------------------------


def test_residency_owes_four_days_a_month(desk: Desk) -> None:
    """p029 of agriculture holds the duty since 2024; half days count as half days, days off too (A14)."""
    for on, half in ((MONDAY, Part.WHOLE), (TUESDAY, Part.AM), (date(2025, 6, 14), Part.WHOLE)):
        desk.do(MarkDay(person="p029", on=on, half=half, state=MarkState.RESIDENCY), by=CLERK, at=clock(JULY))
    desk.do(CompileSheet(month=JUNE, department="agriculture"), by=CLERK, at=clock(JULY))
    found = line(desk, "p029", department="agriculture")
    assert (found.residency_due, found.residency_done) == (Decimal(4), Decimal("2.5"))
    other = line(desk, "p030", department="agriculture")
    assert (other.residency_due, other.residency_done) == (Decimal(0), Decimal(0))


def test_a_part_of_the_month_owes_its_part(desk: Desk) -> None:
    """p054 leaves research on 1 July 2025; p057 comes to deputies that day. A move inside a month divides it (A33)."""
    on = date(2026, 9, 1)
    desk.do(CompileSheet(month="2026-08", department="social"), by=CLERK, at=clock(on))
    desk.do(CompileSheet(month="2026-08", department="research"), by=CLERK, at=clock(on))
    social = line(desk, "p043", "2026-08", "social")
    research = line(desk, "p043", "2026-08", "research")
    assert (social.days_due, research.days_due) == (Decimal(5), Decimal(16)), "moved on Monday 10 August 2026"
