"""The monthly sheet: compiled by the department, handed in, accepted, corrected afterwards (A14)."""

from datetime import date, time
from decimal import Decimal

import pytest

from services.attendance.leave.span import Half
from services.attendance.operations import log
from services.attendance.punches.events import DayMarked
from services.attendance.punches.operations import (
    CorrectPunch,
    MarkDay,
)
from services.attendance.sheets.events import (
    DayState,
    SheetAccepted,
    SheetCompiled,
    SheetCorrected,
    SheetMissed,
    SheetOpened,
    SheetReturned,
    SheetSubmitted,
)
from services.attendance.sheets.operations import (
    AcceptSheet,
    CompileSheet,
    CorrectedState,
    CorrectSheet,
    ExportSheet,
    GetSheet,
    ListSheets,
    ReturnSheet,
    SubmitSheet,
)
from services.attendance.sheets.sheet import MonthClosed, MonthNotOver, NoChange, NotOnSheet, SheetNotReady
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.attendance.desk import (
    CLERK,
    DEPUTY,
    DIRECTOR,
    HEAD,
    MONDAY,
    STAFF,
    TUESDAY,
    Desk,
    calendar,
    clock,
    handed_in,
    history,
    punched,
    read_back,
    taken,
)
from tests.attendance.months import DUE, FE, JULY, JUNE, KEY, line, said, worked
from tests.given import By, fact, given

EVE = date(2025, 6, 30)
"""The clock has run before the month was over."""

# -- from draft to acceptance -----------------------------------------------------------------------------------------


def test_the_clock_opens_every_departments_sheet_when_the_month_is_over(desk: Desk) -> None:
    desk.tick(EVE)
    opened = desk.ticked(JULY, SheetOpened)
    assert {event.department for event in opened} == {
        "office", "supervision-law", FE, "budget", "agriculture", "urban-environment", "education-culture", "social",
        "deputies", "ethnic-overseas", "research", "petitions",
    }, "the petitions section existed until 30 June; the leadership is no department (A33)"  # fmt: skip
    assert {(event.month, event.due, event.cites) for event in opened} == {(JUNE, DUE, ("A14", "organ"))}
    assert desk.ticked(date(2025, 7, 2), SheetOpened) == []
    assert ("", FE, DUE, "open") in desk.owed("attendance.monthly-sheet")


def test_the_list_and_the_workbook_of_debts_say_which_month_is_owed(desk: Desk) -> None:
    """A month whose day lies in the next looks like the next one's otherwise."""
    desk.tick(EVE)
    desk.tick(JULY)
    listed = desk.ask(log.list_obligations(department=FE), by=HEAD).items
    assert [(one.about, one.about_en) for one in listed] == [(JUNE, JUNE)]
    _, heading, *rows = read_back(desk.ask(log.export_obligations(start=JULY, end=DUE), by=CLERK).content)
    assert {row[heading.index("所涉")] for row in rows} == {JUNE}


def test_a_sheet_goes_from_draft_to_acceptance(desk: Desk) -> None:
    at = clock(JULY)
    given(to=desk).when(CompileSheet(**KEY), by="p025", at=at).then(
        fact(SheetOpened, due=DUE), fact(SheetCompiled, actor="p025", department=FE)
    ).then_answer(status="draft")
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=at).then(
        fact(SheetSubmitted, actor=HEAD, post="head-finance-economy", late=False, missed=False)
    ).then_answer(status="submitted", submitted_on=JULY)
    given(to=desk).when(AcceptSheet(**KEY), by=CLERK, at=at).then(
        fact(SheetAccepted, actor=CLERK, post="clerk", month=JUNE, department=FE, cites=("A14",))
    ).then_answer(status="accepted")
    assert desk.owed("attendance.monthly-sheet") == [("", FE, DUE, "fulfilled")]
    assert desk.rebuilt_equal()


def test_it_carries_every_member_and_nobody_else(desk: Desk) -> None:
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(JULY))
    view = desk.ask(GetSheet(**KEY), by=HEAD)
    assert [one.person for one in view.lines] == ["p022", "p023", STAFF, "p025"]
    assert {one.days_due for one in view.lines} == {Decimal(20)}, "20 working days in June 2025"
    assert {one.days_present for one in view.lines} == {Decimal(0)}, "nobody punched"


def test_a_draft_is_compiled_again_as_long_as_it_is_one(desk: Desk) -> None:
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(JULY))
    given(to=desk).when(CompileSheet(**KEY), by=HEAD, at=clock(JULY)).then_nothing()
    history(desk, punched(STAFF, MONDAY, "09:00", "18:00", at=JULY))
    given(to=desk).when(CompileSheet(**KEY), by=HEAD, at=clock(JULY)).then(SheetCompiled)
    assert line(desk).days_present == Decimal(1)
    desk.do(SubmitSheet(**KEY), by=HEAD, at=clock(JULY))
    given(to=desk).when(CompileSheet(**KEY), by=HEAD, at=clock(JULY)).then_refused(SheetNotReady, status="submitted")


def test_until_it_is_accepted_it_tells_on_which_days_nobody_of_the_organ_punched(desk: Desk) -> None:
    """A machine file that was never brought in looks as if everybody had been absent."""
    working = calendar().working_days_of_month(2025, 6)
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(JULY))
    assert desk.ask(GetSheet(**KEY), by=HEAD, at=clock(JULY)).unrecorded == list(working)
    history(desk, punched("p031", MONDAY, "09:00", at=JULY))  # of another department
    desk.do(SubmitSheet(**KEY), by=HEAD, at=clock(JULY))
    assert desk.ask(GetSheet(**KEY), by=CLERK, at=clock(JULY)).unrecorded == [d for d in working if d != MONDAY]
    desk.do(AcceptSheet(**KEY), by=CLERK, at=clock(JULY))
    assert desk.ask(GetSheet(**KEY), by=CLERK, at=clock(JULY)).unrecorded == []


def test_while_a_month_goes_on_only_the_days_up_to_now_are_told(desk: Desk) -> None:
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(TUESDAY))
    shown = desk.ask(GetSheet(**KEY), by=HEAD, at=clock(TUESDAY)).unrecorded
    assert shown
    assert max(shown) == TUESDAY


def test_the_steps_are_taken_in_order(desk: Desk) -> None:
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=clock(JULY)).then_refused(NotFound)
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(JULY))
    given(to=desk).when(AcceptSheet(**KEY), by=CLERK, at=clock(JULY)).then_refused(SheetNotReady, cites=("A14",))
    correction = CorrectSheet(**KEY, person=STAFF, on=MONDAY, reason="补")
    given(to=desk).when(correction, by=CLERK, at=clock(JULY)).then_refused(SheetNotReady)


def test_the_month_must_be_over(desk: Desk) -> None:
    last = date(2025, 6, 30)
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(last))
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=clock(last)).then_refused(MonthNotOver, cites=("A14",))
    given(to=desk).when(CompileSheet(month="2025-07", department=FE), by=HEAD, at=clock(last)).then_refused(Invalid)


@pytest.mark.parametrize("department", ["leadership", "nowhere"])
def test_only_departments_have_sheets(desk: Desk, department: str) -> None:
    given(to=desk).when(CompileSheet(month=JUNE, department=department), by=CLERK, at=clock(JULY)).then_refused(
        NotFound
    )


def test_the_office_returns_it_with_a_reason_and_it_comes_again(desk: Desk) -> None:
    at = clock(JULY)
    compiled, submitted, _ = handed_in(FE, JUNE, HEAD, JULY)
    history(desk, compiled, submitted)
    given(to=desk).when(ReturnSheet(**KEY, reason="漏报出差"), by=DIRECTOR, at=at).then(
        fact(SheetReturned, reason="漏报出差", actor=DIRECTOR)
    ).then_answer(status="returned", return_reason="漏报出差")
    history(desk, By(HEAD, MarkDay(person=STAFF, on=MONDAY, state="trip"), at), compiled)
    late = clock(date(2025, 7, 10))
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=late).then(fact(SheetSubmitted, late=False))
    assert desk.owed("attendance.monthly-sheet") == [("", FE, DUE, "fulfilled")], "it was handed in in time once"
    assert {"9 am trip", "9 pm trip"} <= set(said(desk))


@pytest.mark.parametrize(
    ("operation", "allowed"),
    [
        (CompileSheet(**KEY), {STAFF, HEAD, CLERK}),
        (SubmitSheet(**KEY), {HEAD, DEPUTY}),
        (AcceptSheet(**KEY), {CLERK, DIRECTOR}),
        (GetSheet(**KEY), {STAFF, HEAD, DEPUTY, CLERK, DIRECTOR, "p001"}),
    ],
)
def test_who_may_do_what_with_a_sheet(desk: Desk, operation: CompileSheet, allowed: set[str]) -> None:
    everybody = {STAFF, HEAD, DEPUTY, CLERK, DIRECTOR, "p001", "p026", "p027", "p016"}
    for person in everybody - allowed:
        given(to=desk).when(operation, by=person, at=clock(JULY)).then_refused(Forbidden, cites=("A14",))
    for person in allowed:
        outcome = given(to=desk).when(operation, by=person, at=clock(JULY))
        assert not isinstance(outcome.refusal, Forbidden), person


def test_while_there_is_no_head_the_supervising_leader_hands_it_in(desk: Desk) -> None:
    """The urban-environment commission has no head from 13 July to 12 August 2026; July's sheet is due on 7 August."""
    key, on = {"month": "2026-07", "department": "urban-environment"}, date(2026, 8, 5)
    desk.do(CompileSheet(**key), by="p035", at=clock(on))
    given(to=desk).when(SubmitSheet(**key), by="p004", at=clock(on)).then(
        fact(SheetSubmitted, post="deputy-chair-3", late=False)
    )


def test_the_last_sheet_of_a_merged_department_is_handed_in_by_those_who_took_it_over(desk: Desk) -> None:
    """Petitions became part of the legal affairs commission on 1 July 2025; June is still owed (A33)."""
    key = {"month": JUNE, "department": "petitions"}
    desk.tick(EVE)
    desk.tick(JULY)
    desk.do(CompileSheet(**key), by="p019", at=clock(JULY))
    given(to=desk).when(SubmitSheet(**key), by="p019", at=clock(JULY)).then(
        fact(SheetSubmitted, department="petitions", post="head-supervision-law")
    )
    assert [one.person for one in desk.ask(GetSheet(**key), by=CLERK).lines] == ["p055", "p056", "p057"]
    given(to=desk).when(CompileSheet(month="2025-07", department="petitions"), by=CLERK, at=clock(DUE)).then_refused(
        NotFound
    )


# -- late and missed --------------------------------------------------------------------------------------------------


def test_a_sheet_that_does_not_come_is_missed_once_and_late_when_it_comes(desk: Desk) -> None:
    desk.tick(EVE)
    desk.tick(JULY)
    assert desk.ticked(DUE, SheetMissed) == [], "the due day itself is in time"
    missed = desk.ticked(date(2025, 7, 8), SheetMissed)
    assert len(missed) == 12
    assert {event.due for event in missed} == {DUE}
    assert desk.ticked(date(2025, 7, 9), SheetMissed) == []
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(date(2025, 7, 9)))
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=clock(date(2025, 7, 9))).then(
        fact(SheetSubmitted, late=True, missed=True)
    ).then_answer(late=True, missed=True)
    assert ("", FE, DUE, "late") in desk.owed("attendance.monthly-sheet")
    assert desk.rebuilt_equal()


def test_a_late_sheet_is_a_breach_even_when_the_clock_comes_after_it(desk: Desk) -> None:
    on = date(2025, 7, 8)
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(on))
    given(to=desk).when(SubmitSheet(**KEY), by=HEAD, at=clock(on)).then(
        fact(SheetMissed, due=DUE, month=JUNE), fact(SheetSubmitted, late=True, missed=True)
    )
    assert FE not in {event.department for event in desk.ticked(date(2025, 7, 9), SheetMissed)}


# -- after acceptance -------------------------------------------------------------------------------------------------


def closed(desk: Desk, *but: tuple[date, str]) -> None:
    worked(desk, STAFF, JUNE, *but)
    history(desk, *handed_in(FE, JUNE, HEAD, JULY))


def correction(*states: CorrectedState, on: date = MONDAY, person: str = STAFF) -> CorrectSheet:
    return CorrectSheet(**KEY, person=person, on=on, states=states, reason="机器故障")


def test_a_correction_is_an_event_with_its_reason_and_the_difference(desk: Desk) -> None:
    closed(desk, (MONDAY, "09:40 18:00"), (TUESDAY, ""))
    assert said(desk) == ["9 am late", "10 am absent", "10 pm absent"]
    given(to=desk).when(correction(), by=CLERK, at=clock(DUE)).then(
        fact(
            SheetCorrected,
            person=STAFF,
            on=MONDAY,
            was=(DayState(on=MONDAY, half="am", state="late", minutes=40),),
            now=(),
            due_change=Decimal(0),
            present_change=Decimal(0),
            reason="机器故障",
            post="clerk",
        )
    )
    trip = correction(CorrectedState(half="am", state="trip"), CorrectedState(half="pm", state="absent"), on=TUESDAY)
    given(to=desk).when(trip, by=DIRECTOR, at=clock(DUE)).then(
        fact(SheetCorrected, due_change=Decimal(0), present_change=Decimal("0.5"))
    )
    assert said(desk) == ["10 am trip", "10 pm absent"]
    assert (line(desk).days_due, line(desk).days_present) == (Decimal(20), Decimal("19.5"))
    assert desk.rebuilt_equal()


def test_a_correction_must_say_something_new_of_somebody_on_the_sheet(desk: Desk) -> None:
    closed(desk)
    given(to=desk).when(correction(), by=CLERK, at=clock(DUE)).then_refused(NoChange)
    absent = CorrectedState(half="am", state="absent")
    given(to=desk).when(correction(absent, person="p027"), by=CLERK, at=clock(DUE)).then_refused(NotOnSheet)
    given(to=desk).when(correction(absent, on=date(2025, 6, 14)), by=CLERK, at=clock(DUE)).then_refused(Invalid)
    given(to=desk).when(correction(absent, on=date(2025, 7, 1)), by=CLERK, at=clock(DUE)).then_refused(Invalid)
    given(to=desk).when(correction(absent), by=HEAD, at=clock(DUE)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "states",
    [
        [("am", "absent"), ("am", "leave")],
        [("day", "absent")],
        [("am", "overtime")],
        [("am", "late"), ("am", "late")],
        [("am", "absent"), ("am", "late")],
        [("pm", "trip"), ("pm", "left-early")],
    ],
)
def test_a_half_day_is_one_thing(desk: Desk, states: list[tuple[str, str]]) -> None:
    closed(desk)
    wrong = tuple(CorrectedState(half=half, state=state) for half, state in states)
    given(to=desk).when(correction(*wrong), by=CLERK, at=clock(DUE)).then_refused(Invalid)


def test_a_closed_month_takes_no_punches_and_no_marks(desk: Desk) -> None:
    closed(desk)
    punch = CorrectPunch(person=STAFF, on=MONDAY, times=(time(9),), reason="补")
    given(to=desk).when(punch, by=CLERK, at=clock(DUE)).then_refused(MonthClosed, cites=("A14",), month=JUNE)
    given(to=desk).when(MarkDay(person=STAFF, on=MONDAY, state="trip"), by=HEAD, at=clock(DUE)).then_refused(
        MonthClosed
    )
    given(to=desk).when(MarkDay(person="p027", on=MONDAY, state="trip"), by=CLERK, at=clock(DUE)).then(DayMarked)


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_the_sheet_exports_as_a_workbook(desk: Desk) -> None:
    taken(desk, date(2025, 6, 6), date(2025, 6, 11), kind="sick", end_half=Half.AM)
    closed(desk, (MONDAY, "09:40 18:00"), (TUESDAY, "09:00 12:00"))
    file = desk.ask(ExportSheet(**KEY), by=HEAD)
    rows = read_back(file.content)
    assert rows[0][0] == "财政经济工作委员会 2025-06 月度考勤表"
    assert rows[1][:3] == ("姓名", "应出勤", "实出勤")
    mine = next(row for row in rows if row[0] == "李当归")
    assert mine[1:8] == (19.5, 19, 1, 0, 0.5, 0.5, 0)
    assert mine[8] == "6月9日上午迟到40分;6月10日下午缺勤;6月11日上午请假"


def test_the_register_of_sheets(desk: Desk) -> None:
    history(desk, *handed_in(FE, JUNE, HEAD, JULY))
    desk.do(CompileSheet(month=JUNE, department="budget"), by=CLERK, at=clock(JULY))
    rows = desk.ask(ListSheets(month=JUNE), by=CLERK).items
    assert [(row.department, row.status) for row in rows] == [("budget", "draft"), (FE, "accepted")]
    assert [row.department for row in desk.ask(ListSheets(department=FE), by=STAFF).items] == [FE]
    given(to=desk).when(ListSheets(month=JUNE), by=STAFF).then_refused(Forbidden)
    given(to=desk).when(ListSheets(department="budget"), by=STAFF).then_refused(Forbidden)
    given(to=desk).when(GetSheet(month="2025-05", department=FE), by=HEAD).then_refused(NotFound)


def test_make_up_days_are_worked_and_holidays_are_not(desk: Desk) -> None:
    """February 2025: 8 February (Saturday) is worked, 1 to 4 February is the Spring Festival."""
    desk.do(CompileSheet(month="2025-02", department=FE), by=HEAD, at=clock(date(2025, 3, 3)))
    found = line(desk, month="2025-02")
    assert found.days_due == Decimal(19)
    assert "8 am absent" in said(desk, month="2025-02")
    assert "3 am absent" not in said(desk, month="2025-02")


def test_a_trip_and_leave_of_the_same_half_day_is_leave(desk: Desk) -> None:
    desk.do(MarkDay(person=STAFF, on=MONDAY, state="trip"), by=HEAD, at=clock(date(2025, 6, 6)))
    taken(desk, date(2025, 6, 6), MONDAY, kind="sick", end_half=Half.AM)
    closed(desk, (MONDAY, ""))
    assert said(desk) == ["9 am leave", "9 pm trip"]
