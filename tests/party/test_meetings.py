"""支部会议 meetings of the branch: called, leave, held, absences, minutes (A2, B3, B5.6)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from services.kernel.refusals import Forbidden, Invalid
from services.party.cadences.events import MeetingOwed, OwedMeetingHeld
from services.party.meetings import facts
from services.party.meetings.events import (
    Absent,
    MeetingLeaveAsked,
    MeetingLeaveGranted,
    MeetingLeaveRefused,
    PartyAttendanceCorrected,
    PartyMeetingCalled,
    PartyMeetingHeld,
    PartyMinutesFiled,
)
from services.party.meetings.meeting import (
    AttendanceStands,
    LeaveNotAsked,
    NotOfThisMeeting,
    OwnMeetingLeave,
)
from services.party.meetings.operations import (
    AskMeetingLeave,
    CallPartyMeeting,
    CancelPartyMeeting,
    CorrectPartyAttendance,
    ExportPartyMeetings,
    FilePartyMinutes,
    GetPartyMeeting,
    GrantMeetingLeave,
    HoldPartyMeeting,
    ListPartyMeetings,
    RefuseMeetingLeave,
)
from services.party.members.operations import EndMembership
from tests.given import fact, given, proven
from tests.party.branch import DEPUTY, FIRST_GROUP, MEMBERS, PROBATIONER, SECOND_GROUP, SECRETARY, WITHIN, entered
from tests.party.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    HEAD,
    ORGANISER,
    OTHER_STAFF,
    PUBLICIST,
    Desk,
    clock,
    day,
    read_back,
)

CALLED, HELD, LATER = day(6, 9), day(6, 12), day(6, 16)
COMMITTEE = ("p006", "p008", "p009", "p055", "p053")


def call(kind: str = "committee", **more: Any) -> CallPartyMeeting:
    said = {"kind": kind, "title": "研究支部工作", "on": HELD, "start": time(15), "place": "书记办公室", **more}
    return CallPartyMeeting(**said)


def called(desk: Desk, kind: str = "committee", *, who: str = SECRETARY, **more: Any) -> Any:
    """Its id, once everybody is a member."""
    given(*entered(), to=desk)
    return desk.on(CALLED, who, call(kind, **more)).id


def held(desk: Desk, kind: str = "committee", present: tuple[str, ...] = COMMITTEE, **more: Any) -> Any:
    meeting = called(desk, kind)
    desk.on(HELD, ORGANISER, hold(meeting, present, **more))
    return meeting


def hold(meeting: Any, present: tuple[str, ...] = COMMITTEE, **more: Any) -> HoldPartyMeeting:
    return HoldPartyMeeting(meeting=meeting, presided_by=SECRETARY, present=present, **more)


# -- who belongs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "group", "expected"),
    [
        ("general", "", MEMBERS),
        ("committee", "", COMMITTEE),
        ("group", FIRST_GROUP, ("p006", "p008")),
        ("group", SECOND_GROUP, ("p009", "p024", "p025")),
        ("lecture", "", MEMBERS),
        ("theme-day", "", MEMBERS),
    ],
)
def test_the_kind_says_who_belongs(desk: Desk, kind: str, group: str, expected: tuple[str, ...]) -> None:
    given(*entered(), to=desk).when(call(kind, group=group), by=DEPUTY, at=clock(CALLED)).then(
        fact(PartyMeetingCalled, kind=kind, group=group, members=expected, cites=("A2", "B3"))
    ).then_answer(status="called", expected=len(expected))
    proven(desk.app)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "party-group"},
        {"kind": "group", "group": ""},
        {"kind": "group", "group": "第九党小组"},
        {"kind": "committee", "group": FIRST_GROUP},
        {"on": day(6, 8)},
    ],
    ids=["the office's", "no group", "nobody in it", "none of a group", "past"],
)
def test_what_cannot_be_called(desk: Desk, wrong: dict[str, Any]) -> None:
    given(*entered(), to=desk).when(call(**wrong), by=DEPUTY, at=clock(CALLED)).then_refused(Invalid)


@pytest.mark.parametrize("person", [ORGANISER, PUBLICIST, WITHIN, CHAIR, CLERK])
def test_the_secretaries_call_the_committee(desk: Desk, person: str) -> None:
    given(*entered(), to=desk).when(call(), by=person, at=clock(CALLED)).then_refused(Forbidden)


def test_who_may_not_call_a_meeting_is_told_who_does(desk: Desk) -> None:
    given(*entered(), to=desk)
    with pytest.raises(Forbidden) as refused:
        desk.do(call(), by=CLERK, at=clock(CALLED))
    assert refused.value.zh == "支部委员会会议由解连翘、陆桔梗通知召开。"
    assert refused.value.en.startswith("Branch committee: called by ")


def test_what_is_cancelled_uses_no_number_up(desk: Desk) -> None:
    first = called(desk)
    desk.on(CALLED, SECRETARY, CancelPartyMeeting(meeting=first, reason="改期"))
    second = desk.on(CALLED, SECRETARY, call()).id
    assert desk.on(HELD, ORGANISER, hold(second)).number == "committee-2025-1"
    proven(desk.app)


# -- leave ------------------------------------------------------------------------------------------------------------


def test_leave_is_asked_of_the_secretary(desk: Desk) -> None:
    meeting = called(desk, "general")
    asked = AskMeetingLeave(meeting=meeting, reason="就医")
    given(to=desk).when(asked, by=WITHIN, at=clock(CALLED)).then(fact(MeetingLeaveAsked, person=WITHIN, reason="就医"))
    given(to=desk).when(asked, by=WITHIN, at=clock(CALLED)).then_refused(LeaveNotAsked)
    given(to=desk).when(asked, by=OTHER_STAFF, at=clock(CALLED)).then_refused(Forbidden, needs=["meeting-attendant"])
    grant = GrantMeetingLeave(meeting=meeting, person=WITHIN)
    for person in (ORGANISER, WITHIN, CHAIR):
        given(to=desk).when(grant, by=person, at=clock(CALLED)).then_refused(Forbidden, needs=["meeting-leave-decider"])
    given(to=desk).when(grant, by=SECRETARY, at=clock(CALLED)).then(fact(MeetingLeaveGranted, person=WITHIN))
    given(to=desk).when(grant, by=SECRETARY, at=clock(CALLED)).then_refused(LeaveNotAsked)
    proven(desk.app)


def test_nobody_decides_their_own_leave(desk: Desk) -> None:
    meeting = called(desk)
    desk.on(CALLED, SECRETARY, AskMeetingLeave(meeting=meeting, reason="出差"))
    own = GrantMeetingLeave(meeting=meeting, person=SECRETARY)
    given(to=desk).when(own, by=SECRETARY, at=clock(CALLED)).then_refused(OwnMeetingLeave)
    assert "grant-meeting-leave" not in desk.may(CALLED, SECRETARY, GetPartyMeeting(meeting=meeting))
    assert "grant-meeting-leave" in desk.may(CALLED, DEPUTY, GetPartyMeeting(meeting=meeting))
    given(to=desk).when(own, by=DEPUTY, at=clock(CALLED)).then(MeetingLeaveGranted)


def test_who_was_refused_leave_may_ask_again(desk: Desk) -> None:
    meeting = called(desk)
    ask = AskMeetingLeave(meeting=meeting, reason="家事")
    desk.on(CALLED, PUBLICIST, ask)
    refuse = RefuseMeetingLeave(meeting=meeting, person=PUBLICIST, reason="会议重要")
    given(to=desk).when(refuse, by=SECRETARY, at=clock(CALLED)).then(MeetingLeaveRefused)
    given(to=desk).when(ask, by=PUBLICIST, at=clock(CALLED)).then(MeetingLeaveAsked)


def test_a_reason_for_leave_is_between_the_two(desk: Desk) -> None:
    meeting = called(desk, "general")
    desk.on(CALLED, WITHIN, AskMeetingLeave(meeting=meeting, reason="就医"))

    def reasons(person: str) -> set[str]:
        return {seat.reason for seat in desk.on(CALLED, person, GetPartyMeeting(meeting=meeting)).seats} - {""}

    assert reasons(WITHIN) == reasons(SECRETARY) == reasons(DEPUTY) == {"就医"}
    assert reasons(ORGANISER) == reasons(PROBATIONER) == reasons(AUDITOR) == set()


# -- held -------------------------------------------------------------------------------------------------------------


def test_who_stays_away_without_leave_is_absent(desk: Desk) -> None:
    meeting = called(desk, "general")
    for person in (WITHIN, PROBATIONER):
        desk.on(CALLED, person, AskMeetingLeave(meeting=meeting, reason="有事"))
    desk.on(CALLED, SECRETARY, GrantMeetingLeave(meeting=meeting, person=WITHIN))
    outcome = given(to=desk).when(hold(meeting, ("p006", "p009")), by=ORGANISER, at=clock(HELD))
    outcome.then(
        fact(
            PartyMeetingHeld,
            number="general-2025-1",
            present=("p006", "p009"),
            on_leave=(WITHIN,),
            absent=(Absent(person="p008", department="office"), Absent(person="p025", department="finance-economy")),
        ),
        MeetingOwed,
        fact(OwedMeetingHeld, kind="general", period="2025-Q2"),
    ).then_answer(expected=5, present=2, on_leave=1, absent=2)
    event = outcome.recorded[0]
    assert isinstance(event, PartyMeetingHeld)
    counted = [(one.person, one.kind, one.quantity, one.day) for one in facts.facts_of(event)]
    assert counted == [("p008", facts.ABSENT, 1000, HELD), ("p025", facts.ABSENT, 1000, HELD)]
    proven(desk.app)


def test_a_correction_takes_the_absence_back(desk: Desk) -> None:
    meeting = held(desk, present=COMMITTEE[:-1])
    correct = CorrectPartyAttendance(meeting=meeting, person=PUBLICIST, state="present", reason="漏登")
    outcome = (
        given(to=desk)
        .when(correct, by=ORGANISER, at=clock(LATER))
        .then(fact(PartyAttendanceCorrected, was="absent", state="present", on=HELD))
    )
    outcome.then_answer(present=5, absent=0)
    (event,) = outcome.recorded
    assert isinstance(event, PartyAttendanceCorrected)
    assert [(one.person, one.quantity, one.day) for one in facts.facts_of(event)] == [(PUBLICIST, -1000, HELD)]
    given(to=desk).when(correct, by=ORGANISER, at=clock(LATER)).then_refused(AttendanceStands)
    stranger = CorrectPartyAttendance(meeting=meeting, person=WITHIN, state="present", reason="漏登")
    given(to=desk).when(stranger, by=ORGANISER, at=clock(LATER)).then_refused(NotOfThisMeeting)
    proven(desk.app)


def test_who_left_the_branch_in_between_is_not_expected(desk: Desk) -> None:
    meeting = called(desk, "general")
    desk.on(day(6, 10), ORGANISER, EndMembership(person=WITHIN, on=day(6, 10), gone_to="区委党校党支部", reason="调离"))
    answer = desk.on(HELD, ORGANISER, hold(meeting, ("p006", "p008", "p009", "p025")))
    assert (answer.expected, answer.absent) == (4, 0)
    assert WITHIN not in {seat.person for seat in answer.seats}
    proven(desk.app)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"present": (*COMMITTEE, WITHIN)}, NotOfThisMeeting),
        ({"present": ("p008", "p009")}, Invalid),
        ({"lecturer": CHAIR}, Invalid),
    ],
    ids=["a stranger", "who presides is away", "no lecture"],
)
def test_what_cannot_have_been_held(desk: Desk, wrong: dict[str, Any], refusal: type[Any]) -> None:
    meeting = called(desk)
    given(to=desk).when(hold(meeting, **wrong), by=ORGANISER, at=clock(HELD)).then_refused(refusal)


@pytest.mark.parametrize(("person", "on"), [(SECRETARY, HELD), (DEPUTY, HELD), (CLERK, HELD)])
def test_the_organisation_member_keeps_the_record(desk: Desk, person: str, on: date) -> None:
    meeting = called(desk)
    given(to=desk).when(hold(meeting), by=person, at=clock(on)).then_refused(Forbidden, needs=["meeting-recorder"])


def test_nothing_is_entered_before_its_day(desk: Desk) -> None:
    meeting = called(desk)
    given(to=desk).when(hold(meeting), by=ORGANISER, at=clock(day(6, 11))).then_refused(Invalid)
    assert "hold-party-meeting" not in desk.may(day(6, 11), ORGANISER, GetPartyMeeting(meeting=meeting))
    assert "hold-party-meeting" in desk.may(HELD, ORGANISER, GetPartyMeeting(meeting=meeting))


# -- minutes, and who sees them ---------------------------------------------------------------------------------------


def test_minutes_are_for_those_who_belong_and_the_committee(desk: Desk) -> None:
    given(*entered(), to=desk)
    meeting = desk.on(CALLED, DEPUTY, call("group", group=SECOND_GROUP)).id
    present = ("p009", "p024", "p025")
    desk.on(HELD, ORGANISER, HoldPartyMeeting(meeting=meeting, presided_by="p009", present=present))
    file = FilePartyMinutes(meeting=meeting, text="讨论发展对象")
    given(to=desk).when(file, by=ORGANISER, at=clock(LATER)).then(fact(PartyMinutesFiled, text="讨论发展对象"))
    get = GetPartyMeeting(meeting=meeting)
    for person in ("p024", "p006", PUBLICIST):
        shown = desk.on(LATER, person, get)
        assert (shown.minutes, shown.title, shown.withheld) == ("讨论发展对象", "研究支部工作", False)
    shown = desk.on(LATER, CHAIR, get)
    assert (shown.minutes, shown.title, shown.withheld) == ("", "", True)
    given(to=desk).when(get, by=HEAD, at=clock(LATER)).then_refused(Forbidden)
    assert desk.on(LATER, HEAD, ListPartyMeetings()).items == []
    assert [one.withheld for one in desk.on(LATER, "p055", ListPartyMeetings()).items] == [False]  # of the committee
    assert [one.withheld for one in desk.on(LATER, AUDITOR, ListPartyMeetings()).items] == [True]
    assert [one.withheld for one in desk.on(LATER, CHAIR, ListPartyMeetings()).items] == [True]
    title, _heading, row = read_back(desk.on(LATER, CHAIR, ExportPartyMeetings(start=day(6, 1), end=LATER)).content)
    assert title[0] == "支部会议台账 2025-06-01 至 2025-06-16"
    assert row[:3] == ("党小组会2025年第1次", "党小组会", SECOND_GROUP)
    assert "讨论发展对象" not in row
    proven(desk.app)


def test_what_waits_for_whom(desk: Desk) -> None:
    meeting = called(desk)
    desk.on(CALLED, PUBLICIST, AskMeetingLeave(meeting=meeting, reason="出差"))

    def waiting(on: date, person: str) -> list[str]:
        lines = desk.on(on, person, desk.LOG.list_desk()).items
        return [line.operation for line in lines if line.record == "party.get-party-meeting"]

    assert waiting(CALLED, SECRETARY) == waiting(CALLED, DEPUTY) == ["party.grant-meeting-leave"]
    assert waiting(CALLED, ORGANISER) == []
    assert waiting(HELD, ORGANISER) == ["party.hold-party-meeting"]
    desk.on(HELD, ORGANISER, hold(meeting))
    assert waiting(HELD, ORGANISER) == ["party.file-party-minutes"]
    assert waiting(HELD, SECRETARY) == []
