"""Who decides a leave, in which order and in which post (A15)."""

from datetime import date
from decimal import Decimal

import pytest

from services.attendance.leave.events import (
    LeaveApproved,
    LeaveEndorsed,
    LeavePassedOn,
    LeaveRejected,
    LeaveRequested,
    LeaveWithdrawn,
)
from services.attendance.leave.operations import (
    ApproveLeave,
    GetLeave,
    ListLeave,
    ListWaitingLeave,
    RejectLeave,
    WithdrawLeave,
)
from services.attendance.leave.refusals import (
    EmptyLeave,
    EndBeforeStart,
    LeaveNotOpen,
    LeaveOverlaps,
    LeaveTooLong,
    NotYourStep,
    OwnLeave,
)
from services.attendance.leave.span import Half
from services.kernel.refusals import Forbidden, Invalid
from tests.attendance.desk import (
    CHAIR,
    CLERK,
    DEPUTY,
    FIRST,
    FRIDAY,
    HEAD,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    agreed,
    asked,
    clock,
    history,
    slip,
)
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
"""The Friday on which slips are handed in in time."""
HEADS_NAME = "袁厚朴"
H, D, C = "head-finance-economy", "deputy-chair-2", "chair"
CLERK_POST = "clerk"


def route_of(desk: Desk, operation: object, on: date = BEFORE) -> list[str]:
    person = operation.person  # type: ignore[attr-defined]
    return [step.post for step in desk.ask(operation, by=person, at=clock(on)).steps]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("end", "end_half", "posts"),
    [
        (MONDAY, Half.AM, [H]),
        (MONDAY, Half.PM, [H]),
        (TUESDAY, Half.AM, [H, D]),
        (WEDNESDAY, Half.PM, [H, D]),
        (THURSDAY, Half.AM, [H, D, C]),
        (FRIDAY, Half.PM, [H, D, C]),
    ],
)
def test_one_day_is_the_heads_three_the_deputys_more_the_chairs(
    desk: Desk, end: date, end_half: Half, posts: list[str]
) -> None:
    """A half day is a half day: a day and a half is more than a day, three and a half more than three."""
    assert route_of(desk, slip(MONDAY, end, end_half=end_half)) == posts


def test_days_off_do_not_lengthen_a_leave(desk: Desk) -> None:
    """Friday to Monday is two working days: the deputy chair decides."""
    assert route_of(desk, slip(FRIDAY, NEXT_MONDAY)) == [H, D]


def test_a_make_up_day_counts_and_a_holiday_does_not(desk: Desk) -> None:
    """Sunday 26 January 2025 is worked; 28 January to 4 February is the Spring Festival."""
    view = desk.ask(slip(date(2025, 1, 26), date(2025, 2, 5)), at=clock(date(2025, 1, 20)))
    assert (view.days, [step.post for step in view.steps]) == (Decimal(3), [H, D])


@pytest.mark.parametrize(
    ("person", "end", "posts"),
    [
        ("p022", MONDAY, [D]),  # a head asks the supervising leader
        ("p022", WEDNESDAY, [D]),
        ("p022", THURSDAY, [D, C]),  # and the main leader
        ("p008", MONDAY, ["deputy-chair-1"]),
        ("p006", MONDAY, [C]),  # the leadership has no head and is supervised by the chair
        ("p006", THURSDAY, [C]),
        ("p003", MONDAY, [C]),  # county-level leaders follow the district's rules
        ("p003", FRIDAY, [C]),
        ("p001", MONDAY, ["clerk"]),  # the chair's own is decided outside and recorded by the office
        ("p011", MONDAY, ["head-office"]),
        ("p010", THURSDAY, ["head-office", "deputy-chair-1", C]),
    ],
)
def test_the_applicants_post_decides_who_is_asked(desk: Desk, person: str, end: date, posts: list[str]) -> None:
    assert route_of(desk, slip(MONDAY, end, person=person)) == posts


def test_a_vacant_post_is_passed_over(desk: Desk) -> None:
    """From 13 July to 12 August 2026 the urban-environment commission has no head."""
    on, start = date(2026, 7, 20), date(2026, 7, 21)
    assert route_of(desk, slip(start, person="p035"), on) == ["deputy-chair-3"]
    assert route_of(desk, slip(date(2026, 7, 22), date(2026, 7, 27), person="p035"), on) == ["deputy-chair-3", C]


def test_the_route_cites_the_article_for_each_step(desk: Desk) -> None:
    view = desk.ask(slip(MONDAY, FRIDAY), at=clock(BEFORE))
    assert [step.cites for step in view.steps] == [("A15",)] * 3
    assert [step.holder for step in view.steps] == [HEAD, DEPUTY, CHAIR]


def test_the_slip_is_recorded_as_handed_in(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, TUESDAY, end_half=Half.AM, reason="家中有事"), at=clock(BEFORE)).then(
        fact(
            LeaveRequested,
            person=STAFF,
            actor=STAFF,
            department="finance-economy",
            day=BEFORE,
            days=Decimal("1.5"),
            working_days=Decimal("1.5"),
            counted="working",
            reason="家中有事",
        )
    )


def test_the_clerk_files_a_slip_for_somebody_who_cannot(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, kind="sick"), by=CLERK, at=clock(BEFORE)).then(
        fact(LeaveRequested, person=STAFF, actor=CLERK, post="clerk")
    )


@pytest.mark.parametrize("by", ["p025", HEAD, CHAIR, "p016"])
def test_nobody_else_asks_in_anothers_name(desk: Desk, by: str) -> None:
    given(to=desk).when(slip(MONDAY), by=by, at=clock(BEFORE)).then_refused(Forbidden, cites=("A15", "A16"))


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_the_last_step_approves_and_names_post_and_due_day_of_return(desk: Desk) -> None:
    outcome = given(asked(BEFORE, MONDAY, kind="sick"), to=desk).when(
        ApproveLeave(leave=FIRST), by=HEAD, at=clock(BEFORE)
    )
    outcome.then(
        fact(
            LeaveApproved,
            person=STAFF,
            actor=HEAD,
            post=H,
            stands_in_for="",
            step=0,
            return_due=TUESDAY,
            cites=("A15",),
        )
    ).then_answer(status="approved", waits_for="")


def test_an_earlier_step_endorses_and_passes_on(desk: Desk) -> None:
    given(asked(BEFORE, MONDAY, FRIDAY, kind="sick"), to=desk).when(
        ApproveLeave(leave=FIRST), by=HEAD, at=clock(BEFORE)
    ).then(fact(LeaveEndorsed, step=0, waits_for=D, actor=HEAD, post=H)).then_answer(status="requested", waits_for=D)


@pytest.mark.parametrize("by", [DEPUTY, CHAIR])
def test_a_later_approver_cannot_go_first(desk: Desk, by: str) -> None:
    given(asked(BEFORE, MONDAY, FRIDAY), to=desk).when(ApproveLeave(leave=FIRST), by=by, at=clock(BEFORE)).then_refused(
        NotYourStep, cites=("A15",), waits_for=H
    )


def test_nobody_decides_twice(desk: Desk) -> None:
    given(asked(BEFORE, MONDAY, FRIDAY), agreed(HEAD, BEFORE), to=desk).when(
        ApproveLeave(leave=FIRST), by=HEAD, at=clock(BEFORE)
    ).then_refused(NotYourStep, waits_for=D)


@pytest.mark.parametrize("by", ["p025", "p026", "p004", CLERK, STAFF])
def test_who_is_not_on_the_route_does_not_decide(desk: Desk, by: str) -> None:
    given(asked(BEFORE, MONDAY, FRIDAY), to=desk).when(ApproveLeave(leave=FIRST), by=by, at=clock(BEFORE)).then_refused(
        Forbidden, cites=("A15",)
    )


def test_rejection_needs_a_reason_and_ends_it(desk: Desk) -> None:
    with pytest.raises(ValueError, match="reason"):
        RejectLeave(leave=FIRST, reason="  ")
    given(asked(BEFORE, MONDAY, FRIDAY), agreed(HEAD, BEFORE), to=desk).when(
        RejectLeave(leave=FIRST, reason="会议期间"), by=DEPUTY, at=clock(BEFORE)
    ).then(fact(LeaveRejected, step=1, reason="会议期间", actor=DEPUTY, post=D)).then_answer(status="rejected")
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(BEFORE)).then_refused(LeaveNotOpen)


def test_the_reason_the_kind_and_the_days_stay_in_the_service(desk: Desk) -> None:
    from services.kernel.domain.events import marked_fields

    assert {"reason", "kind", "start", "end", "days"} <= set(marked_fields(LeaveRequested))
    assert marked_fields(LeaveRejected) == ("reason",)


def test_withdrawn_by_the_applicant_while_it_waits(desk: Desk) -> None:
    given(asked(BEFORE, MONDAY, FRIDAY), agreed(HEAD, BEFORE), to=desk).when(
        WithdrawLeave(leave=FIRST), by=STAFF, at=clock(BEFORE)
    ).then(fact(LeaveWithdrawn, person=STAFF)).then_answer(status="withdrawn", waits_for="")
    given(to=desk).when(WithdrawLeave(leave=FIRST), by=STAFF, at=clock(BEFORE)).then_refused(LeaveNotOpen)
    assert route_of(desk, slip(MONDAY, FRIDAY)) == [H, D, C], "the days are free again"


def test_what_is_approved_is_revoked_by_the_office_not_withdrawn(desk: Desk) -> None:
    given(asked(BEFORE, MONDAY), agreed(HEAD, BEFORE), to=desk).when(
        WithdrawLeave(leave=FIRST), by=STAFF, at=clock(BEFORE)
    ).then_refused(LeaveNotOpen, cites=("A15",), status="approved")


# -- standing in ------------------------------------------------------------------------------------------------------

AWAY = date(2025, 3, 3)
"""The chair is away from this Monday until the 15th; p002, deputy chair 1, stands in."""


def test_the_delegate_stands_in_and_both_are_shown(desk: Desk) -> None:
    start, end = date(2025, 3, 10), date(2025, 3, 14)
    history(desk, asked(AWAY, start, end, kind="sick"), agreed(HEAD, AWAY), agreed(DEPUTY, AWAY))
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(AWAY)).then(
        fact(LeaveApproved, actor="p002", post="chair", stands_in_for=CHAIR)
    )
    last = desk.ask(GetLeave(leave=FIRST), by=STAFF).steps[-1]
    assert (last.post, last.decided_by, last.stands_in_for, last.decided_on) == ("chair", "p002", CHAIR, AWAY)


def test_the_holder_may_act_while_away(desk: Desk) -> None:
    start, end = date(2025, 3, 10), date(2025, 3, 14)
    given(asked(AWAY, start, end), agreed(HEAD, AWAY), agreed(DEPUTY, AWAY), to=desk).when(
        ApproveLeave(leave=FIRST), by=CHAIR, at=clock(AWAY)
    ).then(fact(LeaveApproved, actor=CHAIR, stands_in_for=""), *_counting())


def _counting() -> list[object]:
    from services.attendance.entitlement.events import LeaveCounted

    return [LeaveCounted]


def test_the_delegation_is_over_when_it_is_over(desk: Desk) -> None:
    after = date(2025, 3, 17)
    history(desk, asked(after, MONDAY, FRIDAY), agreed(HEAD, after), agreed(DEPUTY, after))
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(after)).then_refused(Forbidden)


def test_nobody_decides_two_steps_standing_in_included(desk: Desk) -> None:
    """p002 supervises the office and stands in for the chair: above the chair the clerk records what was decided."""
    start, end = date(2025, 3, 10), date(2025, 3, 14)
    history(desk, asked(AWAY, start, end, person="p012", kind="sick"), agreed("p008", AWAY))
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(AWAY)).then(
        fact(LeaveEndorsed, post="deputy-chair-1", stands_in_for="", waits_for="chair"),
        fact(LeavePassedOn, step=2, post="chair", ground="decided-before", waits_for=CLERK_POST),
    )
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(AWAY)).then_refused(NotYourStep)
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CLERK, at=clock(AWAY)).then(
        fact(LeaveApproved, post=CLERK_POST, step=3)
    )


def test_the_chairs_delegate_waits_for_the_chair(desk: Desk) -> None:
    """p002 asks the chair, for whom p002 stands in: it waits for the chair."""
    history(desk, asked(AWAY, date(2025, 3, 10), person="p002", kind="sick"))
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(AWAY)).then_refused(OwnLeave)
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(AWAY)).then(LeaveApproved)


# -- what a slip may say ----------------------------------------------------------------------------------------------


def test_a_slip_must_hold_working_time(desk: Desk) -> None:
    saturday = date(2025, 6, 14)
    given(to=desk).when(slip(saturday), at=clock(BEFORE)).then_refused(EmptyLeave)


def test_a_slip_that_ends_before_it_begins_says_so(desk: Desk) -> None:
    given(to=desk).when(slip(TUESDAY, MONDAY), at=clock(BEFORE)).then_refused(EndBeforeStart)
    backwards = slip(MONDAY, start_half=Half.PM, end_half=Half.AM)
    given(to=desk).when(backwards, at=clock(BEFORE)).then_refused(EndBeforeStart)


def test_a_kind_that_does_not_exist_and_a_person_who_was_not_there_yet(desk: Desk) -> None:
    """Each is refused for what it is."""
    kind = given(to=desk).when(slip(MONDAY, kind="holiday"), at=clock(BEFORE)).then_refused(Invalid)
    person = given(to=desk).when(slip(MONDAY, person="p058"), by=CLERK, at=clock(BEFORE)).then_refused(Invalid)
    assert kind.refusal is not None
    assert person.refusal is not None
    assert (kind.refusal.details["fields"][0]["field"], person.refusal.details["fields"][0]["field"]) == (
        "kind",
        "person",
    )
    assert "事假" in kind.refusal.zh
    assert kind.refusal.details["fields"][0]["en"] == "no such kind of leave"
    assert MONDAY.isoformat() in person.refusal.zh


def test_whose_turn_it_is_is_named(desk: Desk) -> None:
    """With the post and who holds it; once nothing waits the state is said in words."""
    history(desk, asked(BEFORE, MONDAY, FRIDAY))
    early = given(to=desk).when(ApproveLeave(leave=FIRST), by=DEPUTY, at=clock(BEFORE)).then_refused(NotYourStep)
    assert early.refusal is not None
    assert f"财经工委主任{HEADS_NAME}" in early.refusal.zh
    assert HEADS_NAME in early.refusal.en
    desk.ask(RejectLeave(leave=FIRST, reason="工作需要"), by=HEAD, at=clock(BEFORE))
    late = given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(BEFORE)).then_refused(LeaveNotOpen)
    assert late.refusal is not None
    assert "未批准" in late.refusal.zh


def test_marriage_leave_is_bounded_and_cites_its_own_rule(desk: Desk) -> None:
    given(to=desk).when(slip(MONDAY, THURSDAY, kind="marriage"), at=clock(BEFORE)).then_refused(
        LeaveTooLong, cites=("organ",), longest="3", days="4"
    )
    given(to=desk).when(slip(MONDAY, WEDNESDAY, kind="marriage"), at=clock(BEFORE)).then(LeaveRequested)


def test_maternity_leave_runs_through_days_off(desk: Desk) -> None:
    given(to=desk).when(
        slip(MONDAY, date(2025, 9, 14), kind="maternity", person="p048"), by=CLERK, at=clock(BEFORE)
    ).then(fact(LeaveRequested, days=Decimal(98), counted="calendar", working_days=Decimal(70)))
    given(to=desk).when(
        slip(date(2025, 9, 15), date(2026, 1, 1), kind="maternity", person="p048"), by=CLERK, at=clock(BEFORE)
    ).then_refused(LeaveTooLong)


def test_two_slips_do_not_cover_the_same_half_day(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, TUESDAY, end_half=Half.AM))
    given(to=desk).when(slip(TUESDAY), at=clock(BEFORE)).then_refused(LeaveOverlaps, cites=("A15",), leave=str(FIRST))
    given(to=desk).when(slip(date(2025, 5, 6), date(2025, 7, 6)), at=clock(BEFORE)).then_refused(LeaveOverlaps)
    given(to=desk).when(slip(TUESDAY, start_half=Half.PM), at=clock(BEFORE)).then(LeaveRequested)
    given(to=desk).when(slip(MONDAY, person="p025"), by="p025", at=clock(BEFORE)).then(LeaveRequested)


# -- who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [STAFF, HEAD, DEPUTY, CHAIR, CLERK, "p008", "p006", "p020"])
def test_those_concerned_see_the_slip(desk: Desk, by: str) -> None:
    history(desk, asked(BEFORE, MONDAY, FRIDAY))
    assert desk.ask(GetLeave(leave=FIRST), by=by).person == STAFF


@pytest.mark.parametrize("by", ["p025", "p026", "p004", "p016"])
def test_others_do_not(desk: Desk, by: str) -> None:
    history(desk, asked(BEFORE, MONDAY, FRIDAY))
    given(to=desk).when(GetLeave(leave=FIRST), by=by).then_refused(Forbidden)


def test_a_head_lists_the_own_department_only(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY), asked(BEFORE, MONDAY, person="p027"))
    assert [v.person for v in desk.ask(ListLeave(department="finance-economy"), by=HEAD).items] == [STAFF]
    for leaky in (
        ListLeave(),
        ListLeave(department="budget"),
        ListLeave(person="p027"),
        ListLeave(person="p027", department="finance-economy"),
    ):
        given(to=desk).when(leaky, by=HEAD).then_refused(Forbidden)
    assert [v.person for v in desk.ask(ListLeave(person=STAFF), by=STAFF).items] == [STAFF]
    given(to=desk).when(ListLeave(department="finance-economy"), by=STAFF).then_refused(Forbidden)
    assert len(desk.ask(ListLeave(), by=CLERK).items) == 2


def test_each_sees_what_waits_for_them(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, FRIDAY), asked(BEFORE, MONDAY, person="p025"), agreed(HEAD, BEFORE))
    waiting = {by: [v.id for v in desk.at(BEFORE).ask(ListWaitingLeave(), by=by).items] for by in (HEAD, DEPUTY, CHAIR)}
    assert waiting == {HEAD: [SECOND], DEPUTY: [FIRST], CHAIR: []}


def test_what_waits_for_the_holder_waits_for_the_delegate_too(desk: Desk) -> None:
    history(desk, asked(AWAY, date(2025, 3, 10), person="p003"), asked(AWAY, date(2025, 3, 10), person="p002"))
    assert [v.id for v in desk.at(AWAY).ask(ListWaitingLeave(), by="p002").items] == [FIRST], "not the own leave"
    assert {v.id for v in desk.at(AWAY).ask(ListWaitingLeave(), by=CHAIR).items} == {FIRST, SECOND}
