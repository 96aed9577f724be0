"""党员 members: entered by the organisation member, made full members, leaving and coming back (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.kernel.refusals import Forbidden, Invalid, NotFound, Refusal
from services.party.members.events import (
    MemberEntered,
    MemberLeft,
    MemberMadeFormal,
    MemberPlaced,
    ProbationExtended,
)
from services.party.members.member import AlreadyMember, Cause, ExtendedAlready, MemberKind, ProbationNotOver
from services.party.members.operations import (
    EndMembership,
    EnterMember,
    ExportMembers,
    ExtendProbation,
    GetMember,
    ListMembers,
    MakeMemberFormal,
    PlaceMember,
)
from services.party.members.roll import OnRoll, formal_members, member_on, roll
from tests.given import By, fact, given, proven
from tests.party.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    HEAD,
    ORGANISER,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)

MONDAY, TUESDAY = day(6, 9), day(6, 10)


def enter(person: str = STAFF, **more: Any) -> EnterMember:
    return EnterMember(**{"person": person, "on": MONDAY, "joined": day(6, 9, 2024), **more})


def entered(**more: Any) -> By:
    return by(ORGANISER, MONDAY, enter(**more))


def test_who_is_on_probation_is_entered_without_full_membership(desk: Desk) -> None:
    given(to=desk).when(enter(), by=ORGANISER, at=clock(MONDAY)).then(
        fact(MemberEntered, person=STAFF, department="finance-economy", formal=None, cites=("B4.3",))
    ).then_answer(status="probationary", joined=day(6, 9, 2024), formal=None)
    proven(desk.app)


def test_probation_ends_in_full_membership(desk: Desk) -> None:
    given(entered(), to=desk).when(MakeMemberFormal(person=STAFF, on=TUESDAY), by=ORGANISER, at=clock(TUESDAY)).then(
        fact(MemberMadeFormal, person=STAFF, on=TUESDAY)
    ).then_answer(status="formal", formal=TUESDAY)
    proven(desk.app)


def test_who_left_may_come_back_and_nobody_is_entered_twice(desk: Desk) -> None:
    full = {"joined": day(7, 1, 2010), "formal": day(7, 1, 2011), "group": "第一党小组"}
    gone = EndMembership(person=STAFF, on=TUESDAY, gone_to="区委党校党支部", reason="调离")
    given(entered(**full), to=desk).when(enter(**full), by=ORGANISER, at=clock(TUESDAY)).then_refused(AlreadyMember)
    given(to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY)).then(MemberLeft).then_answer(
        status="left", left=TUESDAY, gone_to="区委党校党支部"
    )
    again = enter(**full | {"on": day(6, 20), "came_from": "区委党校党支部"})
    given(to=desk).when(again, by=ORGANISER, at=clock(day(6, 20))).then(MemberEntered).then_answer(
        status="formal", left=None, gone_to="", came_from="区委党校党支部", group="第一党小组"
    )
    proven(desk.app)


@pytest.mark.parametrize(
    "days",
    [
        {"joined": day(6, 10)},
        {"formal": day(6, 8, 2024)},
        {"formal": day(6, 10)},
        {"on": day(6, 11)},
        {"person": "p060"},
    ],
    ids=["admitted after the entry", "full before admitted", "full after the entry", "to come", "not in the organ"],
)
def test_days_follow_each_other_and_the_person_serves(desk: Desk, days: dict[str, date]) -> None:
    given(to=desk).when(enter(**days), by=ORGANISER, at=clock(MONDAY)).then_refused(Invalid)


def test_nothing_is_dated_before_the_entry(desk: Desk) -> None:
    early = MakeMemberFormal(person=STAFF, on=day(6, 8))
    given(entered(), to=desk).when(early, by=ORGANISER, at=clock(TUESDAY)).then_refused(Invalid)


@pytest.mark.parametrize("person", [STAFF, HEAD, CLERK, SECRETARY, CHAIR, AUDITOR])
def test_the_organisation_member_alone_keeps_the_register(desk: Desk, person: str) -> None:
    given(to=desk).when(enter(), by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_the_committee_sees_all_and_everybody_their_own_line(desk: Desk) -> None:
    given(entered(), to=desk)
    for person in (SECRETARY, CHAIR, AUDITOR, ORGANISER):
        assert len(desk.on(TUESDAY, person, ListMembers()).items) == 1
    assert desk.may(TUESDAY, ORGANISER, GetMember(person=STAFF)) == [
        "make-member-formal",
        "extend-probation",
        "place-member",
        "end-membership",
        "decide-dues-base",
    ]
    assert desk.may(TUESDAY, STAFF, GetMember(person=STAFF)) == []
    for operation in (ListMembers(), GetMember(person=STAFF)):
        given(to=desk).when(operation, by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)


def test_nobody_finds_out_who_is_a_member_by_trying_all_colleagues(desk: Desk) -> None:
    """The answer about a member and about somebody who is none is the same, of queries and of commands."""
    given(entered(), to=desk)
    refusals = []
    for person in (STAFF, CLERK):
        for operation in (GetMember(person=person), MakeMemberFormal(person=person, on=day(6, 9))):
            with pytest.raises(Refusal) as refused:
                desk.on(TUESDAY, COLLEAGUE, operation)
            refusals.append((refused.value.code, str(refused.value)))
    assert refusals[:2] == refusals[2:]
    for person in (CLERK, ORGANISER):
        given(to=desk).when(GetMember(person=CLERK), by=person, at=clock(TUESDAY)).then_refused(NotFound)


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(entered(), to=desk)
    file = desk.on(TUESDAY, SECRETARY, ExportMembers(start=day(6, 1), end=day(6, 30)))
    title, heading, row = read_back(file.content)
    assert title[0] == "党员名册 2025-06-01 至 2025-06-30"
    assert heading[:3] == ("人员", "部门", "状态")
    assert row[2] == "预备党员"


# -- probation --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("joined", "allowed"), [(day(6, 10, 2024), True), (day(6, 11, 2024), False)])
def test_nobody_is_made_formal_before_a_year_of_probation(desk: Desk, joined: date, allowed: bool) -> None:
    outcome = given(entered(joined=joined), to=desk).when(
        MakeMemberFormal(person=STAFF, on=TUESDAY), by=ORGANISER, at=clock(TUESDAY)
    )
    if allowed:
        outcome.then(MemberMadeFormal)
    else:
        outcome.then_refused(ProbationNotOver, cites=("B4.3", "organ"), earliest="2025-06-11")


def test_a_probation_is_extended_once_by_half_a_year_to_a_year(desk: Desk) -> None:
    def extend(months: int) -> ExtendProbation:
        return ExtendProbation(person=STAFF, on=TUESDAY, months=months, reason="需继续考察")

    given(entered(), to=desk)
    for months in (5, 13):
        given(to=desk).when(extend(months), by=ORGANISER, at=clock(TUESDAY)).then_refused(ExtendedAlready)
    given(to=desk).when(extend(6), by=ORGANISER, at=clock(TUESDAY)).then(
        fact(ProbationExtended, until=day(12, 9))
    ).then_answer(extended_to=day(12, 9), status="probationary")
    given(to=desk).when(extend(6), by=ORGANISER, at=clock(TUESDAY)).then_refused(ExtendedAlready)
    for on, refused in ((day(12, 8), True), (day(12, 9), False)):
        outcome = given(to=desk).when(MakeMemberFormal(person=STAFF, on=on), by=ORGANISER, at=clock(on))
        outcome.then_refused(ProbationNotOver) if refused else outcome.then(MemberMadeFormal)
    proven(desk.app)


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"cause": Cause.TRANSFERRED, "gone_to": "区委党校党支部"}, False),
        ({"cause": Cause.TRANSFERRED}, True),
        ({"cause": Cause.DIED, "gone_to": "区委党校党支部"}, True),
        ({"cause": Cause.CANCELLED}, False),
        ({"cause": Cause.NONE}, True),
    ],
)
def test_the_cause_of_a_departure_goes_with_the_rest(desk: Desk, more: dict[str, Any], refused: bool) -> None:
    gone = EndMembership(person=STAFF, on=TUESDAY, reason="说明", **more)
    outcome = given(entered(), to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY))
    outcome.then_refused(Invalid) if refused else outcome.then(fact(MemberLeft, cause=more["cause"].value))


def test_no_probation_is_cancelled_once_it_ended_well(desk: Desk) -> None:
    full = entered(joined=day(7, 1, 2010), formal=day(7, 1, 2011))
    gone = EndMembership(person=STAFF, on=TUESDAY, reason="说明", cause=Cause.CANCELLED)
    given(full, to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY)).then_refused(Invalid)


# -- the roll ---------------------------------------------------------------------------------------------------------


def test_the_roll_of_a_day_through_leaving_and_coming_back(desk: Desk) -> None:
    """On probation from the 9th, formal on the 10th, gone on the 12th, back on the 20th, retired on the 25th."""
    deeds = (
        (MONDAY, enter(group="第一党小组")),
        (TUESDAY, MakeMemberFormal(person=STAFF, on=TUESDAY)),
        (day(6, 12), EndMembership(person=STAFF, on=day(6, 12), gone_to="区委党校党支部", reason="调离")),
        (day(6, 20), enter(on=day(6, 20), formal=TUESDAY, group="第二党小组")),
        (day(6, 25), PlaceMember(person=STAFF, on=day(6, 25), group="第二党小组", kind=MemberKind.RETIRED)),
    )
    for on, operation in deeds:
        given(to=desk).when(operation, by=ORGANISER, at=clock(on))
    serving, retired = MemberKind.SERVING, MemberKind.RETIRED
    expected = {
        day(6, 8): (),
        MONDAY: (OnRoll(STAFF, MONDAY, False, "第一党小组", serving),),
        TUESDAY: (OnRoll(STAFF, MONDAY, True, "第一党小组", serving),),
        day(6, 11): (OnRoll(STAFF, MONDAY, True, "第一党小组", serving),),
        day(6, 12): (),
        day(6, 19): (),
        day(6, 20): (OnRoll(STAFF, day(6, 20), True, "第二党小组", serving),),
        day(6, 25): (OnRoll(STAFF, day(6, 20), True, "第二党小组", retired),),
    }
    for on, members in expected.items():
        assert desk.look(day(6, 26), lambda ctx, on=on: roll(ctx, on)) == members, on
        formal = tuple(one for one in members if one.formal)
        assert desk.look(day(6, 26), lambda ctx, on=on: formal_members(ctx, on)) == formal
        one = desk.look(day(6, 26), lambda ctx, on=on: member_on(ctx, STAFF, on))
        assert one == (members[0] if members else None)
        assert desk.look(day(6, 26), lambda ctx, on=on: member_on(ctx, HEAD, on)) is None
    proven(desk.app)


def test_nobody_comes_back_before_they_left(desk: Desk) -> None:
    gone = EndMembership(person=STAFF, on=day(6, 12), gone_to="区委党校党支部", reason="调离")
    history = entered(), by(ORGANISER, day(6, 12), gone)
    back = enter(on=day(6, 11), formal=TUESDAY)
    given(*history, to=desk).when(back, by=ORGANISER, at=clock(day(6, 12))).then_refused(Invalid)


def test_who_retired_from_the_organ_may_stay_in_the_branch(desk: Desk) -> None:
    """p060 comes later only: neither in service, nor known to have been."""
    moved = PlaceMember(person=STAFF, on=TUESDAY, group="", kind=MemberKind.MOBILE)
    given(entered(), to=desk).when(moved, by=ORGANISER, at=clock(TUESDAY)).then(MemberPlaced).then_answer(kind="mobile")
    unknown = enter("p099", kind=MemberKind.RETIRED)
    given(to=desk).when(unknown, by=ORGANISER, at=clock(MONDAY)).then_refused(Invalid)
