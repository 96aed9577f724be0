"""内务 housekeeping: cleaned each month, inspected unannounced, warned first, then criticised (A21, A22, B12)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.documents.inspections.cleaning import CleaningHeldAlready
from services.documents.inspections.conduct import Conduct, LaterMeasureStands, NoSuchMeasure, conduct_id, period_of
from services.documents.inspections.events import (
    CleaningDue,
    CleaningHeld,
    CleaningMissed,
    CriticismCirculated,
    InspectionRecorded,
    MeasureWithdrawn,
    PraiseGiven,
    WarningGiven,
)
from services.documents.inspections.operations import (
    ExportInspections,
    FindingIn,
    GetCleaning,
    GetInspection,
    GetMeasure,
    ListCleanings,
    ListInspections,
    ListMeasures,
    PraiseIn,
    RecordCleaning,
    RecordInspection,
    WithdrawMeasure,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.documents.desk import CHAIR, CLERK, DIRECTOR, HEAD, LEADER, OTHER_STAFF, STAFF, Desk, by, clock, day
from tests.given import By, fact, given, proven

KIND = "documents.monthly-cleaning"
MONDAY = day(6, 9)
DEPARTMENT = "finance-economy"


def round_of(on: date, *findings: FindingIn, praises: tuple[PraiseIn, ...] = (), **more: Any) -> RecordInspection:
    looked = {"inspectors": (CLERK,), "departments": (DEPARTMENT, "budget")}
    return RecordInspection(on=on, findings=findings, praises=praises, **{**looked, **more})


def found(*requirements: str, person: str = "", department: str = "") -> FindingIn:
    whom = {"person": person} if person else {"department": department or DEPARTMENT}
    return FindingIn(requirements=requirements or ("desks",), note="桌面杂乱", **whom)


def looked(on: date, *findings: FindingIn, **more: Any) -> By:
    return by(CLERK, on, round_of(on, *findings, **more))


# -- the month's cleaning ---------------------------------------------------------------------------------------------


def cleaned(on: date) -> RecordCleaning:
    return RecordCleaning(on=on, departments=("office", DEPARTMENT))


def test_the_office_owes_a_cleaning_every_month(desk: Desk) -> None:
    """B12.6: opened on the first tick of the month, once."""
    (due,) = desk.ticked(day(6, 1), CleaningDue)
    assert isinstance(due, CleaningDue)
    assert (due.month, due.due, due.department, due.cites) == ("2025-06", day(6, 30), "office", ("B12.6",))
    assert desk.ticked(day(6, 2), CleaningDue) == []
    assert desk.owed(KIND) == [("", "office", day(6, 30), "open")]


def test_a_month_without_one_is_a_breach_once(desk: Desk) -> None:
    desk.ticked(day(6, 1))
    assert desk.ticked(day(6, 30), CleaningMissed) == []
    (missed,) = desk.ticked(day(7, 1), CleaningMissed)
    assert isinstance(missed, CleaningMissed)
    assert (missed.month, missed.due, missed.department) == ("2025-06", day(6, 30), "office")
    assert desk.ticked(day(7, 2), CleaningMissed) == []


def test_each_months_cleaning_is_told_apart_and_a_missed_one_opens_its_form_with_its_day(desk: Desk) -> None:
    desk.ticked(day(6, 1))
    desk.ticked(day(7, 1))
    lines = [one for one in desk.on(day(7, 1), DIRECTOR, desk.LOG.list_desk(), 12).items if "cleaning" in one.operation]
    assert [(one.title, one.overdue, one.fields) for one in lines] == [
        ("2025-06", True, {"on": "2025-06-30"}),
        ("2025-07", False, {}),
    ]


def test_a_cleaning_that_is_held_is_paid(desk: Desk) -> None:
    desk.ticked(day(6, 1))
    given(to=desk).when(cleaned(day(6, 27)), by=CLERK, at=clock(day(6, 27))).then(
        fact(CleaningHeld, month="2025-06", on=day(6, 27), departments=(DEPARTMENT, "office"), was_missed=False)
    ).then_answer(status="held", month="2025-06")
    assert desk.ticked(day(7, 1), CleaningMissed) == []
    assert desk.owed(KIND)[0][3] == "fulfilled"
    proven(desk.app)


def test_one_that_is_entered_late_says_so(desk: Desk) -> None:
    desk.ticked(day(6, 1))
    desk.ticked(day(7, 1))
    given(to=desk).when(cleaned(day(6, 27)), by=CLERK, at=clock(day(7, 3))).then(
        fact(CleaningHeld, month="2025-06", was_missed=True)
    ).then_answer(status="late")
    assert [row[2:] for row in desk.owed(KIND)] == [(day(6, 30), "late"), (day(7, 31), "open")]
    proven(desk.app)


def test_the_clocks_silence_excuses_no_month(desk: Desk) -> None:
    """Months in which no clock ran are owed all the same, and recorded as missed."""
    desk.ticked(day(3, 3))
    recorded = desk.ticked(day(6, 9))
    assert [event.month for event in recorded if isinstance(event, CleaningDue)] == ["2025-04", "2025-05", "2025-06"]
    assert [event.month for event in recorded if isinstance(event, CleaningMissed)] == ["2025-03", "2025-04", "2025-05"]


@pytest.mark.parametrize("clock_ran", [True, False])
def test_a_cleaning_entered_by_hand_hides_no_month(desk: Desk, clock_ran: bool) -> None:
    """The clock stands still from March on; June's is entered before it goes on. And where it never ran before."""
    if clock_ran:
        desk.ticked(day(3, 3))
    given(by(CLERK, day(6, 6), cleaned(day(6, 6))), to=desk)
    recorded = desk.ticked(MONDAY if clock_ran else day(8, 4), CleaningDue)
    months = [event.month for event in recorded if isinstance(event, CleaningDue)]
    assert months == (["2025-04", "2025-05"] if clock_ran else ["2025-07", "2025-08"])
    proven(desk.app)


def test_a_cleaning_is_entered_once_after_it_was_held(desk: Desk) -> None:
    given(by(CLERK, MONDAY, cleaned(MONDAY)), to=desk)
    given(to=desk).when(cleaned(day(6, 10)), by=CLERK, at=clock(day(6, 10))).then_refused(CleaningHeldAlready)
    given(to=desk).when(cleaned(day(7, 1)), by=CLERK, at=clock(day(6, 30))).then_refused(Invalid)
    given(to=desk).when(cleaned(day(5, 9)), by=CLERK, at=clock(day(6, 30))).then_refused(NotFound)
    given(to=desk).when(cleaned(day(6, 12)), by=HEAD, at=clock(day(6, 30))).then_refused(Forbidden)


def test_everybody_sees_when_it_was_cleaned(desk: Desk) -> None:
    given(by(CLERK, MONDAY, cleaned(MONDAY)), to=desk)
    assert desk.on(day(6, 10), STAFF, GetCleaning(month="2025-06")).on == MONDAY
    assert [view.month for view in desk.on(day(6, 10), STAFF, ListCleanings()).items] == ["2025-06"]


# -- inspections and the ladder ---------------------------------------------------------------------------------------


def test_the_first_shortfall_of_the_year_is_a_warning(desk: Desk) -> None:
    given(to=desk).when(round_of(MONDAY, found("desks", "windows")), by=CLERK, at=clock(MONDAY)).then(
        fact(InspectionRecorded, number="2025-0001", on=MONDAY, departments=("budget", DEPARTMENT)),
        fact(
            WarningGiven,
            department=DEPARTMENT,
            person="",
            on=MONDAY,
            inspection="2025-0001",
            requirements=("desks", "windows"),
            step=1,
            cites=("B12.8",),
        ),
    )


def test_the_second_is_criticised_by_circular_and_so_is_every_further_one(desk: Desk) -> None:
    given(looked(day(3, 3), found()), to=desk).when(round_of(MONDAY, found("litter")), by=CLERK, at=clock(MONDAY)).then(
        InspectionRecorded, fact(CriticismCirculated, step=2, at_once=False, cites=("B12.8",))
    )
    given(to=desk).when(round_of(day(6, 10), found()), by=CLERK, at=clock(day(6, 10))).then(
        InspectionRecorded, fact(CriticismCirculated, step=3)
    )
    proven(desk.app)


def test_the_ladder_begins_anew_with_the_year(desk: Desk) -> None:
    given(looked(day(12, 31), found()), to=desk).when(
        round_of(day(1, 5, 2026), found()), by=CLERK, at=clock(day(1, 5, 2026))
    ).then(fact(InspectionRecorded, number="2026-0001"), fact(WarningGiven, step=1))


@pytest.mark.parametrize(
    ("kind", "on", "period"),
    [
        ("calendar-year", date(2025, 12, 31), "2025"),
        ("half-year", date(2025, 6, 30), "2025-H1"),
        ("half-year", date(2025, 7, 1), "2025-H2"),
        ("quarter", date(2025, 3, 31), "2025-Q1"),
        ("quarter", date(2025, 4, 1), "2025-Q2"),
    ],
)
def test_the_period_is_the_organs_choice(kind: str, on: date, period: str) -> None:
    assert period_of(kind, on) == period


def test_an_unknown_period_is_no_period() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        period_of("fortnight", MONDAY)


def test_a_door_left_open_is_criticised_at_once(desk: Desk) -> None:
    """B12.5: doors, lights and machines after hours. It counts as a time: the next shortfall is criticised too."""
    given(to=desk).when(round_of(MONDAY, found("after-hours", person=STAFF)), by=CLERK, at=clock(MONDAY)).then(
        InspectionRecorded,
        fact(CriticismCirculated, person=STAFF, department=DEPARTMENT, step=1, at_once=True, cites=("B12.5",)),
    )
    given(to=desk).when(round_of(day(6, 10), found(person=STAFF)), by=CLERK, at=clock(day(6, 10))).then(
        InspectionRecorded, fact(CriticismCirculated, step=2, at_once=False, cites=("B12.8",))
    )


def test_a_person_and_their_department_have_ladders_of_their_own(desk: Desk) -> None:
    given(looked(day(6, 2), found(person=STAFF)), to=desk).when(
        round_of(MONDAY, found(), found(person=OTHER_STAFF), found(department="budget")), by=CLERK, at=clock(MONDAY)
    ).then(
        InspectionRecorded,
        fact(WarningGiven, department=DEPARTMENT, person="", step=1),
        fact(WarningGiven, department="budget", person=OTHER_STAFF, step=1),
        fact(WarningGiven, department="budget", person="", step=1),
    )


def test_one_inspection_is_one_time_however_much_it_finds(desk: Desk) -> None:
    given(to=desk).when(round_of(MONDAY, found("desks"), found("windows", "desks")), by=CLERK, at=clock(MONDAY)).then(
        InspectionRecorded, fact(WarningGiven, requirements=("desks", "windows"), step=1)
    )


def test_praise_moves_nobody_on_the_ladder(desk: Desk) -> None:
    praise = (PraiseIn(department=DEPARTMENT, note="整洁"), PraiseIn(person=OTHER_STAFF))
    given(to=desk).when(round_of(MONDAY, praises=praise), by=CLERK, at=clock(MONDAY)).then(
        InspectionRecorded,
        fact(PraiseGiven, department=DEPARTMENT, person="", on=MONDAY, cites=("B12.8",)),
        fact(PraiseGiven, department="budget", person=OTHER_STAFF),
    )
    given(to=desk).when(round_of(day(6, 10), found()), by=CLERK, at=clock(day(6, 10))).then(
        InspectionRecorded, fact(WarningGiven, step=1, number=2)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        round_of(MONDAY, found("feng-shui")),
        round_of(MONDAY, found(department="research")),
        round_of(MONDAY, FindingIn(department="budget", person=STAFF, requirements=("desks",))),
        round_of(MONDAY, found(person="nobody")),
        round_of(MONDAY, found(), praises=(PraiseIn(department=DEPARTMENT),)),
        round_of(day(6, 10)),
        round_of(MONDAY, inspectors=("nobody",)),
        round_of(MONDAY, departments=("nowhere",)),
    ],
    ids=[
        "what nobody requires", "elsewhere", "not their department", "nobody", "praised and blamed", "tomorrow",
        "by nobody", "nowhere",
    ],
)  # fmt: skip
def test_what_an_inspection_cannot_say(desk: Desk, wrong: RecordInspection) -> None:
    given(to=desk).when(wrong, by=CLERK, at=clock(MONDAY)).then_refused(Invalid)


def test_only_the_office_inspects(desk: Desk) -> None:
    for person in (STAFF, HEAD, LEADER, CHAIR):
        given(to=desk).when(round_of(MONDAY, found()), by=person, at=clock(MONDAY)).then_refused(Forbidden)


# -- taken back -------------------------------------------------------------------------------------------------------

LADDER = conduct_id(DEPARTMENT, "", "2025")


def taken_back(number: int = 1) -> WithdrawMeasure:
    return WithdrawMeasure(conduct=LADDER, number=number, reason="当日施工")


def test_a_measure_that_rested_on_an_error_no_longer_counts(desk: Desk) -> None:
    given(looked(day(6, 2), found()), to=desk).when(taken_back(), by=DIRECTOR, at=clock(MONDAY)).then(
        fact(MeasureWithdrawn, measure="warning", department=DEPARTMENT, on=day(6, 2), number=1)
    ).then_answer(withdrawn=True, reason="当日施工")
    given(to=desk).when(round_of(day(6, 10), found()), by=CLERK, at=clock(day(6, 10))).then(
        InspectionRecorded, fact(WarningGiven, step=1, number=2)
    )
    given(to=desk).when(taken_back(), by=DIRECTOR, at=clock(day(6, 10))).then_refused(NoSuchMeasure)
    given(to=desk).when(taken_back(9), by=DIRECTOR, at=clock(day(6, 10))).then_refused(NotFound)
    proven(desk.app)


def test_the_ladder_is_taken_down_from_the_top(desk: Desk) -> None:
    given(looked(day(6, 2), found()), looked(day(6, 3), found()), to=desk)
    given(to=desk).when(taken_back(1), by=DIRECTOR, at=clock(MONDAY)).then_refused(LaterMeasureStands, later=[2])
    given(to=desk).when(taken_back(2), by=DIRECTOR, at=clock(MONDAY)).then(fact(MeasureWithdrawn, measure="criticism"))
    given(to=desk).when(taken_back(1), by=DIRECTOR, at=clock(MONDAY)).then(fact(MeasureWithdrawn, measure="warning"))


def test_only_the_office_director_takes_back(desk: Desk) -> None:
    for person in (CLERK, HEAD, LEADER):
        given(looked(day(6, 2), found()), to=desk).when(taken_back(), by=person, at=clock(MONDAY)).then_refused(
            Forbidden
        )


def test_what_can_be_taken_back_is_offered_to_the_office_director(desk: Desk) -> None:
    """From the top of the ladder down, each once."""
    given(looked(day(6, 2), found()), looked(day(6, 3), found()), to=desk)

    def offered(number: int, person: str = DIRECTOR) -> list[str]:
        return desk.may(MONDAY, person, GetMeasure(conduct=LADDER, number=number))

    assert [offered(2, person) for person in (CLERK, HEAD, LEADER, CHAIR)] == [[]] * 4
    assert (offered(1), offered(2)) == ([], ["withdraw-measure"])
    desk.on(MONDAY, DIRECTOR, taken_back(2))
    assert (offered(1), offered(2)) == (["withdraw-measure"], [])


def test_praise_below_a_warning_can_be_taken_back() -> None:
    history = (
        fact(PraiseGiven, number=1, department=DEPARTMENT, on=MONDAY, inspection="2025-0001"),
        fact(WarningGiven, number=2, on=MONDAY, inspection="2025-0002", requirements=("desks",), step=1),
    )
    given(*history, of=Conduct).when(Conduct.withdraw, number=1, reason="x").then(
        fact(MeasureWithdrawn, measure="praise", number=1)
    )


# -- what is seen -----------------------------------------------------------------------------------------------------


def test_an_inspection_shows_what_came_of_it(desk: Desk) -> None:
    given(looked(MONDAY, found(), found(person=STAFF)), to=desk)
    (view,) = desk.on(MONDAY, CLERK, ListInspections()).items
    assert [(m.measure, m.person) for m in view.measures] == [("warning", ""), ("warning", STAFF)]
    assert desk.on(MONDAY, CHAIR, GetInspection(inspection=view.id)) == view.model_copy(update={"allowed": []})


def test_a_measure_is_seen_by_those_it_is_about_and_those_who_answer_for_them(desk: Desk) -> None:
    given(looked(MONDAY, found(), found(person=STAFF)), to=desk)

    def seen(by: str, /, **whose: str) -> int:
        return len(desk.on(MONDAY, by, ListMeasures(**whose)).items)

    assert seen(STAFF, person=STAFF) == seen(HEAD, person=STAFF) == 1
    assert seen(LEADER, department=DEPARTMENT) == seen(CLERK) == 2
    given(to=desk).when(ListMeasures(department=DEPARTMENT), by=STAFF, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(ListMeasures(person=STAFF), by=OTHER_STAFF, at=clock(MONDAY)).then_refused(Forbidden)


def test_notes_about_people_stay_in_the_service(desk: Desk) -> None:
    given(looked(MONDAY, found(person=STAFF)), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "桌面杂乱" in encode(event).decode()
    assert "桌面杂乱" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_the_registers_as_a_workbook(desk: Desk) -> None:
    given(by(CLERK, MONDAY, cleaned(MONDAY)), looked(MONDAY, found(person=STAFF)), to=desk)
    file = desk.on(day(7, 1), CLERK, ExportInspections(start=day(6, 1), end=day(6, 30)))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    rows = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    assert rows[0][2][4:7] == ("警告", 1, "桌面柜顶整洁")
    assert rows[1][2][0] == "2025-06"
    assert rows[1][2][3] == "已组织"
