"""Slips that come late, the return from leave, and what is struck out (A15)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.attendance.leave.events import (
    LateSlipFiled,
    LateSlipUndone,
    LeaveApproved,
    LeaveRequested,
    LeaveReturned,
    LeaveRevoked,
    LeaveWithdrawn,
    ReturnMissed,
    ReturnMissedUndone,
)
from services.attendance.leave.facts import SLIP_LATE, facts_of
from services.attendance.leave.operations import (
    ApproveLeave,
    ExportLeave,
    GetLeave,
    RegisterReturn,
    RejectLeave,
    RevokeLeave,
    WithdrawLeave,
)
from services.attendance.leave.refusals import BadReturn, LeaveNotOpen, NotForThem, OwnReturn, SlipTooLate
from services.attendance.leave.span import Half
from services.attendance.sheets.events import AbsenceExcused, AbsenceRestored, DayState
from services.attendance.sheets.operations import GetSheet
from services.kernel.refusals import Forbidden
from tests.attendance.desk import (
    CLERK,
    DIRECTOR,
    FIRST,
    FRIDAY,
    HEAD,
    MONDAY,
    NEXT_MONDAY,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    agreed,
    asked,
    clock,
    handed_in,
    history,
    punched,
    read_back,
    slip,
    taken,
)
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
DAY = ("09:00", "18:00")
JULY = date(2025, 7, 1)


# -- what only another may do -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "other"), [(CLERK, "p008"), ("p008", CLERK)])
def test_nobody_registers_their_own_return_or_strikes_out_their_own_leave(desk: Desk, person: str, other: str) -> None:
    taken(desk, BEFORE, MONDAY, kind="sick", person=person)
    for operation in (RegisterReturn(leave=FIRST), RevokeLeave(leave=FIRST, reason="误")):
        given(to=desk).when(operation, by=person, at=clock(TUESDAY)).then_refused(OwnReturn)
    given(to=desk).when(RegisterReturn(leave=FIRST), by=other, at=clock(TUESDAY)).then(LeaveReturned)


@pytest.mark.parametrize(
    ("person", "kind", "given_to_them"),
    [
        ("p024", "maternity", False),
        ("p048", "maternity", True),
        ("p048", "paternity", False),
        ("p024", "paternity", True),
    ],
)
def test_some_kinds_are_for_one_gender_only(desk: Desk, person: str, kind: str, given_to_them: bool) -> None:
    outcome = given(to=desk).when(slip(MONDAY, FRIDAY, kind=kind, person=person), by=CLERK, at=clock(BEFORE))
    if given_to_them:
        outcome.then(LeaveRequested)
    else:
        outcome.then_refused(NotForThem, cites=("organ",), kind=kind)


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_the_reason_of_a_rejection_is_shown_to_the_applicant(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, FRIDAY), agreed(HEAD, BEFORE))
    desk.do(RejectLeave(leave=FIRST, reason="会议期间"), by="p003", at=clock(BEFORE))
    assert [step.reason for step in desk.ask(GetLeave(leave=FIRST), by=STAFF).steps] == ["", "会议期间", ""]
    assert desk.rebuilt_equal()


def test_the_reason_of_a_revocation_is_shown(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, kind="sick")
    desk.do(RevokeLeave(leave=FIRST, reason="未休"), by=CLERK, at=clock(BEFORE, 15))
    assert desk.ask(GetLeave(leave=FIRST), by=STAFF).revocation == "未休"


def test_it_is_said_in_which_days_a_kind_is_counted(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, FRIDAY, kind="sick")
    taken(desk, BEFORE, MONDAY, date(2025, 6, 22), kind="maternity", person="p048")
    shown = [desk.ask(GetLeave(leave=UUID(int=n)), by=CLERK) for n in (1, 2)]
    assert [(view.days, view.counted) for view in shown] == [(5, "working"), (14, "calendar")]
    export = desk.ask(ExportLeave(start=MONDAY, end=FRIDAY), by=CLERK)
    assert {"工作日", "日历日"} <= {cell for row in read_back(export.content) for cell in row}


# -- late slips -------------------------------------------------------------------------------------------------------


def test_a_slip_on_the_day_itself_is_in_time(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, kind="sick"), at=clock(MONDAY)).then(LeaveRequested).then_answer(late_slip=False)


def test_a_slip_afterwards_is_marked_late_and_stays_so(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, kind="sick"), at=clock(WEDNESDAY)).then(
        LeaveRequested,
        fact(LateSlipFiled, person=STAFF, start=MONDAY, end=MONDAY, workdays_late=2, cites=("A15", "organ")),
    ).then_answer(late_slip=True)
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(WEDNESDAY)).then(LeaveApproved)
    assert desk.ask(GetLeave(leave=FIRST)).late_slip, "whatever is decided"


@pytest.mark.parametrize(("on", "taken_in"), [(FRIDAY, True), (NEXT_MONDAY, False)])
def test_the_window_closes_three_working_days_after_the_day_of_return(desk: Desk, on: date, taken_in: bool) -> None:
    outcome = given(to=desk).when(slip(MONDAY, kind="sick"), at=clock(on))
    if taken_in:
        outcome.then(LeaveRequested, LateSlipFiled)
    else:
        outcome.then_refused(SlipTooLate, cites=("A15", "organ"), until=FRIDAY.isoformat())


def test_a_late_slip_withdrawn_before_it_is_decided_leaves_nothing_behind(desk: Desk) -> None:
    history(desk, asked(WEDNESDAY, MONDAY, TUESDAY, kind="sick"), agreed(HEAD, WEDNESDAY))
    given(to=desk).when(WithdrawLeave(leave=FIRST), by=STAFF, at=clock(FRIDAY)).then(
        LeaveWithdrawn, fact(LateSlipUndone, person=STAFF, filed_on=WEDNESDAY, day=FRIDAY)
    ).then_answer(late_slip=False)
    counted = [one for event in desk.recorded() if isinstance(event, LateSlipFiled | LateSlipUndone)
               for one in facts_of(event)]  # fmt: skip
    assert [(one.kind, one.quantity, one.day) for one in counted] == [
        (SLIP_LATE, 1000, WEDNESDAY),
        (SLIP_LATE, -1000, WEDNESDAY),
    ]
    assert desk.rebuilt_equal()


def test_one_that_came_in_time_is_withdrawn_without_more(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, kind="sick"))
    given(to=desk).when(WithdrawLeave(leave=FIRST), by=STAFF, at=clock(TUESDAY)).then(LeaveWithdrawn)


def test_days_off_do_not_use_the_window_up(desk: Desk) -> None:
    """Absent on Thursday, back on Friday: Monday, Tuesday and Wednesday are the three working days."""
    late = given(to=desk).when(slip(THURSDAY, kind="sick"), at=clock(date(2025, 6, 18)))
    late.then(LeaveRequested, LateSlipFiled)


def test_who_is_back_in_the_afternoon_is_back_that_day(desk: Desk) -> None:
    morning = slip(MONDAY, kind="sick", end_half=Half.AM)
    given(to=desk).when(morning, at=clock(FRIDAY)).then_refused(SlipTooLate, until=THURSDAY.isoformat())


def test_the_window_waits_for_the_end_of_what_follows(desk: Desk) -> None:
    """Ill on Monday, on annual leave until Thursday that was granted before: back on Friday only."""
    taken(desk, BEFORE, TUESDAY, THURSDAY, kind="annual")
    given(to=desk).when(slip(MONDAY, kind="sick"), at=clock(date(2025, 6, 18))).then(LeaveRequested, LateSlipFiled)
    late = given(to=desk).when(slip(BEFORE, kind="sick"), at=clock(date(2025, 6, 18)))
    late.then(LeaveRequested, LateSlipFiled)


def test_a_slip_that_began_but_is_not_over_is_late_and_taken(desk: Desk) -> None:
    given(to=desk).when(slip(BEFORE, date(2025, 6, 27), kind="sick"), at=clock(FRIDAY)).then(
        LeaveRequested, fact(LateSlipFiled, workdays_late=5)
    )


def test_a_slip_granted_after_the_absence_owes_the_return_from_then_on(desk: Desk) -> None:
    """Nobody can owe a return before the leave is granted."""
    history(desk, asked(WEDNESDAY, MONDAY, kind="sick"))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(THURSDAY)).then(
        fact(LeaveApproved, return_due=FRIDAY)
    )
    desk.tick(FRIDAY)
    assert desk.owed() == [(STAFF, "finance-economy", FRIDAY, "open")]


def sheet_of_june(desk: Desk, *absences: tuple[date, tuple[str, ...]], accepted: date) -> None:
    """p024's June: punches on the working days, but for the absences."""
    missing = dict(absences)
    june = [date(2025, 6, day) for day in range(1, 31)]
    from tests.attendance.desk import calendar

    working = [day for day in june if calendar().is_workday(day)]
    history(
        desk, *(punched(STAFF, day, *missing.get(day, DAY), at=accepted) for day in working if missing.get(day, DAY))
    )
    history(desk, *handed_in("finance-economy", "2025-06", HEAD, accepted))


def states(desk: Desk, person: str = STAFF) -> list[tuple[int, str, str]]:
    view = desk.ask(GetSheet(month="2025-06", department="finance-economy"), by=HEAD)
    line = next(line for line in view.lines if line.person == person)
    return [(s.on.day, s.half, s.state) for s in line.states]


def figures(desk: Desk) -> tuple[Decimal, Decimal]:
    view = desk.ask(GetSheet(month="2025-06", department="finance-economy"), by=HEAD)
    line = next(line for line in view.lines if line.person == STAFF)
    return line.days_due, line.days_present


def test_before_acceptance_the_sheet_simply_shows_the_leave(desk: Desk) -> None:
    history(desk, asked(TUESDAY, MONDAY, kind="sick"), agreed(HEAD, TUESDAY))
    sheet_of_june(desk, (MONDAY, ()), accepted=JULY)
    assert states(desk) == [(9, "am", "leave"), (9, "pm", "leave")]
    assert figures(desk) == (Decimal(19), Decimal(19)), "20 working days in June 2025 less one of leave"


LAST = date(2025, 6, 30)


def test_after_acceptance_the_absences_are_named_and_excused(desk: Desk) -> None:
    sheet_of_june(desk, (LAST, ("09:00", "11:58")), accepted=JULY)
    assert states(desk) == [(30, "pm", "absent")]
    history(desk, asked(date(2025, 7, 2), LAST, kind="sick", start_half=Half.PM))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(date(2025, 7, 2))).then(
        LeaveApproved,
        fact(
            AbsenceExcused,
            person=STAFF,
            on=LAST,
            leave=FIRST,
            was=(DayState(on=LAST, half="pm", state="absent"),),
            now=(DayState(on=LAST, half="pm", state="leave", kind="sick"),),
            due_change=Decimal("-0.5"),
            present_change=Decimal(0),
        ),
    )
    assert states(desk) == [(30, "pm", "leave")]
    assert figures(desk) == (Decimal("19.5"), Decimal("19.5"))
    assert desk.ask(GetLeave(leave=FIRST)).late_slip
    assert desk.rebuilt_equal()


def test_leave_excuses_absence_and_nothing_else(desk: Desk) -> None:
    """Who was late that day was late: leave over a half day that was worked changes nothing on the sheet."""
    sheet_of_june(desk, (LAST, ("09:40", "18:00")), accepted=JULY)
    history(desk, asked(date(2025, 7, 2), LAST, kind="sick"))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(date(2025, 7, 2))).then(LeaveApproved)
    assert states(desk) == [(30, "am", "late")]


def test_leave_decided_between_submission_and_acceptance_counts(desk: Desk) -> None:
    *submit, _ = handed_in("finance-economy", "2025-06", HEAD, JULY)
    history(desk, *submit, asked(JULY, LAST, kind="sick"), agreed(HEAD, JULY))
    last = handed_in("finance-economy", "2025-06", HEAD, date(2025, 7, 2))[2]
    history(desk, last)
    assert (30, "am", "leave") in states(desk)
    assert (30, "am", "absent") not in states(desk)
    assert desk.rebuilt_equal()


# -- return -----------------------------------------------------------------------------------------------------------


def granted(desk: Desk, end: date = WEDNESDAY, **how: object) -> None:
    assert taken(desk, BEFORE, MONDAY, end, kind="sick", **how) == FIRST


@pytest.mark.parametrize("by", [CLERK, DIRECTOR])
def test_the_office_registers_the_return(desk: Desk, by: str) -> None:
    granted(desk)
    given(to=desk).when(RegisterReturn(leave=FIRST), by=by, at=clock(THURSDAY)).then(
        fact(LeaveReturned, person=STAFF, last_day=WEDNESDAY, days=Decimal(3), shortened=False, late=False, actor=by)
    ).then_answer(status="returned", returned_on=THURSDAY)
    assert desk.owed() == [(STAFF, "finance-economy", THURSDAY, "fulfilled")]
    desk.tick(NEXT_MONDAY)
    assert desk.owed() == [(STAFF, "finance-economy", THURSDAY, "fulfilled")]


@pytest.mark.parametrize("by", [STAFF, HEAD, "p001", "p025"])
def test_nobody_else_registers_it(desk: Desk, by: str) -> None:
    granted(desk)
    given(to=desk).when(RegisterReturn(leave=FIRST), by=by, at=clock(THURSDAY)).then_refused(Forbidden, cites=("A15",))


def test_a_missed_return_is_recorded_once(desk: Desk) -> None:
    granted(desk)
    desk.tick(THURSDAY)
    assert [row[3] for row in desk.owed()] == ["open"], "the due day itself is in time"
    (missed,) = desk.ticked(FRIDAY, ReturnMissed)
    expected = fact(ReturnMissed, person=STAFF, department="finance-economy", due=THURSDAY, cites=("A15", "organ"))
    assert not expected.differs_from(missed)
    assert desk.ticked(NEXT_MONDAY, ReturnMissed) == []
    assert [row[3] for row in desk.owed()] == ["missed"]
    given(to=desk).when(RegisterReturn(leave=FIRST), by=CLERK, at=clock(NEXT_MONDAY)).then(
        fact(LeaveReturned, late=True)
    ).then_answer(return_missed=True)
    assert [row[3] for row in desk.owed()] == ["late"]
    assert desk.rebuilt_equal()


def test_a_late_return_is_a_breach_even_when_the_clock_comes_after_it(desk: Desk) -> None:
    granted(desk)
    given(to=desk).when(RegisterReturn(leave=FIRST), by=CLERK, at=clock(FRIDAY)).then(
        fact(ReturnMissed, due=THURSDAY), fact(LeaveReturned, late=True)
    )
    assert desk.ticked(NEXT_MONDAY, ReturnMissed) == []
    assert [row[3] for row in desk.owed()] == ["late"]


def test_an_early_return_shortens_the_leave(desk: Desk) -> None:
    granted(desk, FRIDAY)
    given(to=desk).when(
        RegisterReturn(leave=FIRST, last_day=TUESDAY, last_half=Half.AM), by=CLERK, at=clock(WEDNESDAY)
    ).then(fact(LeaveReturned, last_day=TUESDAY, last_half="am", days=Decimal("1.5"), shortened=True)).then_answer(
        end=TUESDAY, end_half=Half.AM, days=Decimal("1.5")
    )


def test_an_early_return_must_name_the_last_day_taken(desk: Desk) -> None:
    granted(desk, FRIDAY)
    given(to=desk).when(RegisterReturn(leave=FIRST), by=CLERK, at=clock(WEDNESDAY)).then_refused(
        BadReturn, end=FRIDAY.isoformat()
    )


def test_a_return_cannot_lengthen_the_leave_nor_lie_ahead(desk: Desk) -> None:
    granted(desk, FRIDAY, end_half=Half.AM)
    for last_day, last_half, on in (
        (NEXT_MONDAY, Half.PM, NEXT_MONDAY),
        (FRIDAY, Half.PM, NEXT_MONDAY),
        (FRIDAY, Half.AM, TUESDAY),
    ):
        given(to=desk).when(
            RegisterReturn(leave=FIRST, last_day=last_day, last_half=last_half), by=CLERK, at=clock(on)
        ).then_refused(BadReturn)


def test_leave_of_which_nothing_was_taken_is_revoked_instead(desk: Desk) -> None:
    granted(desk, FRIDAY)
    before = RegisterReturn(leave=FIRST, last_day=date(2025, 6, 8))
    given(to=desk).when(before, by=CLERK, at=clock(MONDAY)).then_refused(BadReturn)
    given(to=desk).when(RevokeLeave(leave=FIRST, reason="未休"), by=CLERK, at=clock(MONDAY)).then(
        fact(LeaveRevoked, person=STAFF, days=Decimal(5), reason="未休")
    ).then_answer(status="revoked")
    assert [row[3] for row in desk.owed()] == ["cancelled"]
    given(to=desk).when(RegisterReturn(leave=FIRST), by=CLERK, at=clock(NEXT_MONDAY)).then_refused(LeaveNotOpen)


def test_a_leave_that_is_struck_out_takes_its_missed_return_back(desk: Desk) -> None:
    """The ground is gone: nobody had to return from it. It is taken back on the day it was charged."""
    granted(desk)
    desk.tick(FRIDAY)
    assert desk.ask(GetLeave(leave=FIRST)).return_missed
    given(to=desk).when(RevokeLeave(leave=FIRST, reason="误批"), by=CLERK, at=clock(NEXT_MONDAY)).then(
        LeaveRevoked, fact(ReturnMissedUndone, person=STAFF, department="finance-economy", due=THURSDAY, cites=("A15",))
    ).then_answer(status="revoked", return_missed=False)
    assert [row[3] for row in desk.owed()] == ["cancelled"]
    assert desk.ticked(date(2025, 6, 17), ReturnMissed) == []
    assert desk.rebuilt_equal()


def test_a_late_return_is_taken_back_with_its_leave_too(desk: Desk) -> None:
    granted(desk)
    desk.do(RegisterReturn(leave=FIRST), by=CLERK, at=clock(FRIDAY))
    given(to=desk).when(RevokeLeave(leave=FIRST, reason="误批"), by=CLERK, at=clock(NEXT_MONDAY)).then(
        LeaveRevoked, fact(ReturnMissedUndone, due=THURSDAY)
    )
    assert [row[3] for row in desk.owed()] == ["cancelled"]


def test_a_return_in_time_leaves_nothing_to_take_back(desk: Desk) -> None:
    granted(desk)
    desk.do(RegisterReturn(leave=FIRST), by=CLERK, at=clock(THURSDAY))
    given(to=desk).when(RevokeLeave(leave=FIRST, reason="误批"), by=CLERK, at=clock(NEXT_MONDAY)).then(LeaveRevoked)


def test_a_late_slip_stays_whatever_becomes_of_its_leave(desk: Desk) -> None:
    """Another fault: the slip came late, whether the leave stands or not."""
    history(desk, asked(WEDNESDAY, MONDAY, kind="sick"), agreed(HEAD, WEDNESDAY))
    desk.do(RevokeLeave(leave=FIRST, reason="误批"), by=CLERK, at=clock(THURSDAY))
    assert desk.ask(GetLeave(leave=FIRST)).late_slip


def test_a_weekend_alone_was_not_taken(desk: Desk) -> None:
    saturday = date(2025, 6, 14)
    taken(desk, BEFORE, saturday, NEXT_MONDAY, kind="sick")
    given(to=desk).when(
        RegisterReturn(leave=FIRST, last_day=date(2025, 6, 15)), by=CLERK, at=clock(NEXT_MONDAY)
    ).then_refused(BadReturn)


def test_leave_that_is_not_granted_owes_no_return(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY))
    given(to=desk).when(RegisterReturn(leave=FIRST), by=CLERK, at=clock(TUESDAY)).then_refused(LeaveNotOpen)
    assert desk.owed() == []


# -- on an accepted sheet ---------------------------------------------------------------------------------------------


def leave_over_the_turn_of_the_month(desk: Desk) -> None:
    """Approved from 26 June to 2 July; p024 was back on the 30th, and June's sheet is accepted with the leave in it."""
    start, end = date(2025, 6, 26), date(2025, 7, 2)
    assert taken(desk, date(2025, 6, 23), start, end, kind="sick") == FIRST
    sheet_of_june(desk, (start, ()), (date(2025, 6, 27), ()), (LAST, ("09:30", "18:00")), accepted=JULY)
    assert states(desk) == [(d, half, "leave") for d in (26, 27, 30) for half in ("am", "pm")]


def test_an_early_return_judges_the_days_given_back(desk: Desk) -> None:
    leave_over_the_turn_of_the_month(desk)
    given(to=desk).when(RegisterReturn(leave=FIRST, last_day=date(2025, 6, 27)), by=CLERK, at=clock(JULY, 15)).then(
        fact(LeaveReturned, days=Decimal(2), shortened=True),
        fact(
            AbsenceRestored,
            person=STAFF,
            on=LAST,
            leave=FIRST,
            now=(DayState(on=LAST, half="am", state="late", minutes=30),),
            due_change=Decimal(1),
            present_change=Decimal(1),
        ),
    )
    assert states(desk)[-1] == (30, "am", "late")
    assert figures(desk) == (Decimal(18), Decimal(18))
    assert desk.rebuilt_equal()


def test_a_revoked_leave_gives_every_absence_back(desk: Desk) -> None:
    leave_over_the_turn_of_the_month(desk)
    given(to=desk).when(RevokeLeave(leave=FIRST, reason="误批"), by=DIRECTOR, at=clock(JULY, 15)).then(
        LeaveRevoked, AbsenceRestored, AbsenceRestored, AbsenceRestored
    )
    assert states(desk) == [
        *((d, half, "absent") for d in (26, 27) for half in ("am", "pm")),
        (30, "am", "late"),
    ]


def test_what_the_office_said_of_a_day_stands(desk: Desk) -> None:
    """The 30th was corrected to leave and a trip: revoking the leave touches the leave alone."""
    from services.attendance.sheets.operations import CorrectedState, CorrectSheet

    leave_over_the_turn_of_the_month(desk)
    said = (CorrectedState(half="am", state="leave", kind="sick"), CorrectedState(half="pm", state="trip"))
    correction = CorrectSheet(
        month="2025-06", department="finance-economy", person=STAFF, on=LAST, states=said, reason="下午出差"
    )
    desk.do(correction, by=CLERK, at=clock(JULY, 14))
    desk.do(RevokeLeave(leave=FIRST, reason="误批"), by=CLERK, at=clock(JULY, 15))
    assert states(desk)[-2:] == [(30, "am", "late"), (30, "pm", "trip")]


def test_two_leaves_share_a_day(desk: Desk) -> None:
    """Each half stands and falls with its own slip."""
    sheet_of_june(desk, (LAST, ()), accepted=JULY)
    on = date(2025, 7, 2)
    first = taken(desk, on, LAST, kind="sick", end_half=Half.AM)
    second = taken(desk, on, LAST, kind="bereavement", start_half=Half.PM)
    assert states(desk)[-2:] == [(30, "am", "leave"), (30, "pm", "leave")]
    desk.do(RevokeLeave(leave=first, reason="误批"), by=CLERK, at=clock(on, 15))
    assert states(desk)[-2:] == [(30, "am", "absent"), (30, "pm", "leave")]
    desk.do(RevokeLeave(leave=second, reason="误批"), by=CLERK, at=clock(on, 16))
    assert states(desk)[-2:] == [(30, "am", "absent"), (30, "pm", "absent")]
    assert desk.rebuilt_equal()


def test_leave_over_a_move_speaks_to_both_departments(desk: Desk) -> None:
    """p054 moves from the research section to the office on 1 July 2025 (A33)."""
    history(desk, *handed_in("research", "2025-06", "p045", date(2025, 7, 2)))
    taken(desk, date(2025, 7, 2), LAST, date(2025, 7, 1), person="p054", kind="sick")
    assert desk.ask(GetLeave(leave=FIRST), by="p054").department == "research"
    history(desk, *handed_in("office", "2025-07", DIRECTOR, date(2025, 8, 1)))
    june = desk.ask(GetSheet(month="2025-06", department="research"), by="p045").lines
    july = desk.ask(GetSheet(month="2025-07", department="office"), by=DIRECTOR).lines
    on_leave = [
        (s.on, s.half) for line in (*june, *july) if line.person == "p054" for s in line.states if s.state == "leave"
    ]
    assert on_leave == [(day, half) for day in (LAST, JULY) for half in ("am", "pm")]
