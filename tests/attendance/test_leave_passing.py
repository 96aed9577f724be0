"""A post that falls vacant while a slip waits for it: the next one up decides, and what was decided stands (A15)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.attendance.entitlement.events import LeaveCounted
from services.attendance.leave.events import LeaveApproved, LeaveEndorsed, LeavePassedOn, Step
from services.attendance.leave.operations import ApproveLeave, GetLeave, ListWaitingLeave, RejectLeave, WithdrawLeave
from services.attendance.leave.refusals import NotYourStep
from services.attendance.leave.route import Applicant, Limits, Line, above
from services.directory.departments.operations import AssignSupervision
from services.directory.posts.operations import AppointHolder, GiveDelegation, RelieveHolder
from services.kernel.domain.who import SYSTEM_ID
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
)
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
H, D, C = "head-finance-economy", "deputy-chair-2", "chair"


def relieved(post: str, person: str) -> RelieveHolder:
    return RelieveHolder(post=post, person=person, day=TUESDAY)


HEADLESS, DEPUTYLESS = relieved(H, HEAD), relieved(D, DEPUTY)


def shown(desk: Desk, by: str = STAFF) -> list[tuple[str, str, str]]:
    """(post, decision, who decided) of each step."""
    return [(step.post, step.decision, step.decided_by) for step in desk.ask(GetLeave(leave=FIRST), by=by).steps]


def passed(desk: Desk, on: date = TUESDAY) -> list[tuple[int, str, str, list[str]]]:
    """(step, ground, whose turn it is then, posts added) of each step that the clock passes on."""
    return [
        (one.step, one.ground, one.waits_for, [step.post for step in one.added])
        for one in desk.ticked(on, LeavePassedOn)
        if isinstance(one, LeavePassedOn)
    ]


# -- while it waits ---------------------------------------------------------------------------------------------------


def test_nothing_is_passed_on_while_somebody_holds_the_post(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY))
    assert passed(desk, MONDAY) == [], "the head is relieved on Tuesday only"
    assert desk.ask(GetLeave(leave=FIRST)).waits_for == H


def test_a_step_in_the_middle_goes_on_to_the_one_that_follows(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 20)))
    (told,) = desk.ticked(TUESDAY, LeavePassedOn)
    expected = fact(
        LeavePassedOn,
        person=STAFF, department="finance-economy", step=0, post=H, ground="vacant", waits_for=D, added=(),
        actor=SYSTEM_ID, day=TUESDAY, cites=("A15",),
    )  # fmt: skip
    assert not expected.differs_from(told)
    assert shown(desk) == [(H, "vacant", ""), (D, "", ""), (C, "", "")], "it stays visible why the head did not decide"
    assert passed(desk, WEDNESDAY) == [], "once"
    assert [one.id for one in desk.at(WEDNESDAY).ask(ListWaitingLeave(), by=DEPUTY).items] == [FIRST]
    history(desk, agreed(DEPUTY, WEDNESDAY), agreed(CHAIR, WEDNESDAY))
    assert desk.ask(GetLeave(leave=FIRST)).status == "approved"
    assert desk.rebuilt_equal()


def test_the_last_step_goes_to_the_next_one_up_and_what_was_decided_stands(desks: Any) -> None:
    """Three days: the head agreed, then the deputy chair's post fell vacant. The chair decides."""
    desk = history(desks(DEPUTYLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 18)), agreed(HEAD, MONDAY))
    assert passed(desk) == [(1, "vacant", C, [C])]
    assert shown(desk) == [(H, "approved", HEAD), (D, "vacant", ""), (C, "", "")]
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(WEDNESDAY)).then(
        fact(LeaveApproved, step=2, post=C, actor=CHAIR, cites=("A15",)), LeaveCounted
    )
    assert shown(desk) == [(H, "approved", HEAD), (D, "vacant", ""), (C, "approved", CHAIR)]
    assert desk.rebuilt_equal()


def test_the_next_one_up_is_one_who_is_there(desks: Any) -> None:
    desk = history(desks(HEADLESS, DEPUTYLESS), asked(BEFORE, NEXT_MONDAY))
    assert passed(desk) == [(0, "vacant", C, [C])]


def test_above_a_vacant_chair_the_office_records_what_was_decided(desks: Any) -> None:
    """In June 2026, as the organ's last change of chair is of that January."""
    monday, tuesday, start = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 22)
    desk = desks(RelieveHolder(post=C, person="p002", day=tuesday))
    history(desk, asked(monday, start, date(2026, 6, 26)))
    head, deputy, _ = desk.at(monday).ask(GetLeave(leave=FIRST)).steps
    history(desk, agreed(head.holder, monday), agreed(deputy.holder, monday))
    assert passed(desk, tuesday) == [(2, "vacant", "clerk", ["clerk"])]
    assert passed(desk, date(2026, 6, 10)) == [], "there is nobody further up"
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CLERK, at=clock(tuesday)).then(
        fact(LeaveApproved, step=3, post="clerk", actor=CLERK), LeaveCounted
    )


def test_a_holder_who_is_away_is_waited_for_or_stood_in_for(desks: Any) -> None:
    """From 3 to 14 March 2025 p002 stands in for the chair: the post is not vacant."""
    away = date(2025, 3, 3)
    desk = history(desks(), asked(away, date(2025, 3, 10), date(2025, 3, 14), kind="sick"))
    history(desk, agreed(HEAD, away), agreed(DEPUTY, away))
    assert passed(desk, date(2025, 3, 4)) == []
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(date(2025, 3, 4))).then(
        fact(LeaveApproved, post=C, stands_in_for=CHAIR)
    )


def test_an_applicant_who_has_become_the_head_does_not_decide(desks: Any) -> None:
    """p024 asked as staff and heads the commission from Tuesday on: the deputy chair decides, as for any head."""
    promoted = (HEADLESS, AppointHolder(post=H, person=STAFF, day=TUESDAY))
    desk = history(desks(*promoted), asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == [(0, "own-post", D, [D])]
    given(to=desk).when(ApproveLeave(leave=FIRST), by=DEPUTY, at=clock(WEDNESDAY)).then(LeaveApproved)
    assert shown(desk) == [(H, "own-post", ""), (D, "approved", DEPUTY)]


def test_a_new_holder_finds_it_passed_on(desks: Any) -> None:
    """Appointed on Thursday, two days after the post fell vacant: it waits for the deputy chair already."""
    desk = desks(HEADLESS, AppointHolder(post=H, person="p023", day=THURSDAY))
    history(desk, asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == [(0, "vacant", D, [D])]
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p023", at=clock(THURSDAY)).then_refused(NotYourStep, waits_for=D)


def test_a_successor_of_the_same_day_decides(desks: Any) -> None:
    desk = desks(HEADLESS, AppointHolder(post=H, person="p023", day=TUESDAY))
    history(desk, asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == []
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p023", at=clock(WEDNESDAY)).then(LeaveApproved)


# -- without the clock ------------------------------------------------------------------------------------------------


def test_whoever_agrees_passes_it_over_a_post_that_is_vacant_by_now(desks: Any) -> None:
    desk = history(desks(DEPUTYLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 20)))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(WEDNESDAY)).then(
        fact(LeaveEndorsed, step=0, waits_for=D), fact(LeavePassedOn, step=1, post=D, waits_for=C, actor=HEAD)
    ).then_answer(status="requested", waits_for=C)


@pytest.mark.parametrize("operation", [ApproveLeave(leave=FIRST), RejectLeave(leave=FIRST, reason="工作需要")])
def test_the_next_one_need_not_wait_for_the_clock(desks: Any, operation: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 18)))
    before = desk.app.store.position()
    desk.do(operation, by=DEPUTY, at=clock(WEDNESDAY))
    assert isinstance(desk.recorded(before)[0], LeavePassedOn)
    assert shown(desk)[:2] == [
        (H, "vacant", ""),
        (D, "rejected" if operation.NAME.endswith("reject-leave") else "approved", DEPUTY),
    ]


def test_what_is_decided_or_withdrawn_is_not_passed_on(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, kind="sick"))
    history(desk, agreed(HEAD, MONDAY), asked(MONDAY, FRIDAY, kind="sick"))
    desk.do(WithdrawLeave(leave=SECOND), by=STAFF, at=clock(MONDAY))
    assert passed(desk) == []


# -- the next one up --------------------------------------------------------------------------------------------------

LIMITS = Limits(Decimal(1), ("A15",), Decimal(3), ("A15",), ("county",), (C,), ("A15",))
LINE = Applicant(posts=("staff",), levels=("staff",), head_post=H, supervising_post=D)


@pytest.mark.parametrize(
    ("post", "filled", "follows"),
    [
        (H, (D, C), D),
        (H, (C,), C),
        (D, (H, C), C),  # never down again
        (C, (H, D), "clerk"),
        (H, (), "clerk"),
        ("deputy-chair-1", (H, "deputy-chair-2", C), D),  # the commission has another supervising leader since
    ],
)
def test_the_next_one_up_is_the_line_as_it_stands_that_day(post: str, filled: tuple[str, ...], follows: str) -> None:
    assert above(post, Line(LINE, LIMITS, filled)).post == follows


def test_the_next_one_up_is_never_the_applicants_own_post() -> None:
    deputy_too = replace(LINE, posts=(D,))
    assert above(H, Line(deputy_too, LIMITS, (D, C))).post == C
    leader = Applicant(posts=(D,), levels=("county",), head_post="", supervising_post="")
    assert above(C, Line(leader, LIMITS, ())) == Step(post="clerk", cites=("A15",))


# -- when it is handed in ---------------------------------------------------------------------------------------------

THREE_DAYS = (NEXT_MONDAY, date(2025, 6, 18))
"""The supervising deputy chair's to give."""


def asked_for(desk: Desk, *span: date, person: str = STAFF, on: date = WEDNESDAY) -> list[str]:
    history(desk, asked(on, *span, person=person, kind="sick"))
    return [step.post for step in desk.ask(GetLeave(leave=FIRST), by=CLERK).steps]


def test_a_deputys_post_that_is_vacant_at_the_request_sends_the_step_up(desks: Any) -> None:
    """As it does when it falls vacant later: never the head alone."""
    assert asked_for(desks(DEPUTYLESS), *THREE_DAYS) == [H, C]


def test_so_does_one_that_nobody_was_given(desks: Any) -> None:
    unassigned = AssignSupervision(department="finance-economy", leader_post="", day=TUESDAY)
    assert asked_for(desks(unassigned), *THREE_DAYS) == [H, C]


def test_a_head_without_a_supervising_leader_asks_the_main_leader(desks: Any) -> None:
    assert asked_for(desks(DEPUTYLESS), NEXT_MONDAY, person=HEAD) == [C]


def test_above_a_chair_vacant_at_the_request_the_office_records(desks: Any) -> None:
    tuesday = date(2026, 6, 9)
    desk = desks(RelieveHolder(post=C, person="p002", day=tuesday))
    assert asked_for(desk, date(2026, 6, 22), date(2026, 6, 26), on=tuesday) == [H, D, "clerk"]


def test_what_the_length_does_not_demand_is_passed_over(desks: Any) -> None:
    assert asked_for(desks(DEPUTYLESS), NEXT_MONDAY, date(2025, 6, 20)) == [H, C]


# -- standing in ------------------------------------------------------------------------------------------------------


def standing_in(post: str, deputy: str, start: date = TUESDAY) -> GiveDelegation:
    return GiveDelegation(post=post, deputy=deputy, start=start, to=date(2025, 6, 21))


def test_the_heads_own_delegate_is_decided_by_the_supervisor(desks: Any) -> None:
    assert asked_for(desks(standing_in(H, STAFF)), NEXT_MONDAY) == [D]


def test_who_comes_to_stand_in_for_the_head_does_not_hold_their_own_slip_up(desks: Any) -> None:
    desk = history(desks(standing_in(H, STAFF)), asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == [(0, "own-post", D, [D])]


def test_the_head_who_stands_in_for_the_deputy_leaves_the_second_step_to_the_chair(desks: Any) -> None:
    desk = history(desks(standing_in(D, HEAD)), asked(BEFORE, *THREE_DAYS, kind="sick"))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(WEDNESDAY)).then(
        fact(LeaveEndorsed, post=H, waits_for=D),
        fact(LeavePassedOn, step=1, ground="decided-before", waits_for=C),
    )
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(WEDNESDAY)).then_refused(NotYourStep)
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(WEDNESDAY)).then(fact(LeaveApproved, post=C))


def test_the_clock_finds_who_has_come_to_stand_in_after_agreeing(desks: Any) -> None:
    desk = history(desks(standing_in(D, HEAD)), asked(BEFORE, *THREE_DAYS, kind="sick"), agreed(HEAD, MONDAY))
    assert passed(desk) == [(1, "decided-before", C, [C])]
    assert desk.rebuilt_equal()


def test_one_person_in_two_posts_of_the_route_decides_once(desks: Any) -> None:
    """The deputy chair heads the commission besides: the second step is the chair's."""
    desk = desks(HEADLESS, AppointHolder(post=H, person=DEPUTY, day=TUESDAY))
    assert asked_for(desk, *THREE_DAYS) == [H, D]
    history(desk, agreed(DEPUTY, WEDNESDAY))
    assert desk.ask(GetLeave(leave=FIRST)).waits_for == C
