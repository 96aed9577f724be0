"""Punches corrected, days marked and residency owed, as the monthly sheet takes them in (A14)."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from services.attendance.imports.operations import ImportPunches
from services.attendance.leave.span import Part
from services.attendance.punches.card import MarkStands, NoSuchMark, NothingToCorrect, card_id
from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, PunchCorrected
from services.attendance.punches.operations import (
    CorrectPunch,
    ExportPunches,
    GetDay,
    ListDays,
    MarkDay,
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


NIGHT = datetime(2025, 6, 10, 0, 30)


def seen(desk: Desk, on: date) -> list[datetime]:
    found: list[datetime] = desk.ask(GetDay(person=STAFF, on=on), by=CLERK).punches
    return found


def corrected(*times: time, on: date = MONDAY) -> CorrectPunch:
    return CorrectPunch(person=STAFF, on=on, times=times, reason="核对")


def test_a_corrected_day_keeps_its_night(desk: Desk) -> None:
    content = "工号,日期,上班1,下班1\n2168,2025-06-09,08:25,次日 00:30\n2168,2025-06-10,00:20,\n".encode()
    desk.do(ImportPunches(file="六月", content=content), by=CLERK, at=clock(date(2025, 6, 12)))
    neighbour = seen(desk, TUESDAY)
    given(to=desk).when(corrected(time(8, 20), time(0, 30)), by=CLERK, at=clock(date(2025, 6, 12))).then(
        fact(
            PunchCorrected,
            on=MONDAY,
            was=(time(8, 25),),
            was_next_day=(time(0, 30),),
            now=(time(8, 20),),
            now_next_day=(time(0, 30),),
        )
    )
    assert seen(desk, MONDAY) == [datetime(2025, 6, 9, 8, 20), NIGHT]
    assert seen(desk, TUESDAY) == neighbour
    given(to=desk).when(corrected(time(0, 30), time(8, 20)), by=CLERK, at=clock(TUESDAY)).then_refused(NothingToCorrect)
    assert desk.ask(ImportPunches(file="再", content=content), by=CLERK, at=clock(date(2025, 6, 12))).recorded == 0
    desk.do(CompileSheet(month=JUNE, department=FE), by=CLERK, at=clock(JULY))
    assert [s for s in line(desk, STAFF).states if s.on == MONDAY] == []
    assert desk.rebuilt_equal()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("00:20:00Z", datetime(2025, 6, 9, 8, 20)),
        ("08:20:00+08:00", datetime(2025, 6, 9, 8, 20)),
        ("16:30:00Z", NIGHT),
        ("23:00:00Z", datetime(2025, 6, 9, 7)),
        ("03:59:59", datetime(2025, 6, 10, 3, 59, 59)),
        ("04:00:00", datetime(2025, 6, 9, 4)),
    ],
)
def test_a_time_of_day_is_one_moment_of_the_working_day(desk: Desk, text: str, moment: datetime) -> None:
    desk.do(corrected(time.fromisoformat(text)), by=CLERK, at=clock(TUESDAY))
    assert seen(desk, MONDAY) == [moment]


def test_a_night_that_has_not_come_is_not_written_down(desk: Desk) -> None:
    given(to=desk).when(corrected(time(0, 30)), by=CLERK, at=clock(MONDAY)).then_refused(Invalid)


def test_what_was_corrected_before_nights_were_told_apart_stays_what_it_was(desk: Desk) -> None:
    old = fact(PunchCorrected, originator_id=card_id(STAFF, JUNE), person=STAFF, on=MONDAY, now=(time(0, 30), time(8)))
    given(old, to=desk)
    assert seen(desk, MONDAY) == [datetime(2025, 6, 9, 0, 30), datetime(2025, 6, 9, 8)]
    assert desk.rebuilt_equal()


def test_a_mark_asks_no_calendar(desk: Desk) -> None:
    """A trip into a year whose holidays are not known yet."""
    ahead = date(2031, 1, 6)
    given(to=desk).when(MarkDay(person=STAFF, on=ahead, state="trip"), by=HEAD).then(fact(DayMarked, on=ahead))


def test_the_head_marks_trips_and_withdraws_them(desk: Desk) -> None:
    trip = MarkDay(person=STAFF, on=MONDAY, state="trip", reason="下乡")
    given(to=desk).when(trip, by=HEAD, at=clock(MONDAY)).then(
        fact(DayMarked, on=MONDAY, half="day", state="trip", post="head-finance-economy")
    ).then_answer(marks=["day:trip"])
    withdrawal = WithdrawDayMark(person=STAFF, on=MONDAY, state="trip", reason="未成行")
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
    one, other = (MarkDay(person=STAFF, on=MONDAY, half=Part(half), state=state) for half, state in (first, second))
    desk.do(one, by=HEAD)
    outcome = given(to=desk).when(other, by=HEAD)
    if stands:
        outcome.then_refused(MarkStands, stands=[":".join(first)])
    else:
        outcome.then(DayMarked)


def test_the_punch_register_is_seen_and_exported(desk: Desk) -> None:
    history(desk, punched(STAFF, MONDAY, "09:00", "18:00", at=MONDAY), punched("p027", MONDAY, "09:00", at=MONDAY))
    desk.do(MarkDay(person=STAFF, on=TUESDAY, half=Part.AM, state="trip"), by=HEAD)
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
        desk.do(MarkDay(person="p029", on=on, half=half, state="residency"), by=CLERK, at=clock(JULY))
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
