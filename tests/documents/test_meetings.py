"""会议 meetings: called by whom the kind says, discussed as set, attended as entered (A17, B2, B11.4)."""

from __future__ import annotations

import shutil
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.documents.materials.events import MaterialWaived
from services.documents.materials.operations import DemandMaterial
from services.documents.meetings.events import (
    AgendaSet,
    AttendanceCorrected,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    PeopleInvited,
    RecorderNamed,
    RecordsCollected,
    TopicDeferred,
    TopicProposed,
    TopicWithdrawn,
)
from services.documents.meetings.kinds import check
from services.documents.meetings.operations import (
    Attended,
    CancelMeeting,
    CollectRecords,
    CorrectAttendance,
    DeferTopic,
    ExportAttendance,
    ExportMeetings,
    GetMeeting,
    InviteToMeeting,
    ListMeetings,
    MoveMeeting,
    NameRecorder,
    WithdrawTopic,
)
from services.documents.meetings.refusals import (
    AgendaNotSet,
    AttendanceUnchanged,
    MeetingNotOpen,
    MeetingNotYetHeld,
    NoSuchTopic,
    NotCalledToTheMeeting,
    NotTheConvenor,
    NotThePresider,
    RecordsIncomplete,
    TopicNotOpen,
)
from services.documents.minutes.events import MinutesExcused, MinutesMissed
from services.documents.minutes.operations import FileMinutes
from services.kernel.refusals import Forbidden, Invalid, Stale
from services.kernel.rules.regulations import RegulationError, Rules
from tests.documents.desk import (
    CHAIR,
    CLERK,
    DIRECTOR,
    HEAD,
    LEADER,
    OTHER_HEAD,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.sessions import (
    CALLING,
    CHAIRPERSONS,
    FRIDAY,
    MEETING,
    MONDAY,
    PARTY_GROUP,
    RECORDER,
    TUESDAY,
    a_meeting,
    agreed,
    call,
    called,
    held,
    proposed,
)
from tests.given import By, fact, given, proven

SECRETARY, DEPUTY = CHAIR, "p002"
"""Of the Party group in 2025."""
FILED = by(RECORDER, TUESDAY, FileMinutes(meeting=MEETING, text="会议记录全文"))
GUEST = HEAD
REGULATIONS = Path(__file__).parents[2] / "deploy/regulations"


def seen(desk: Desk, on: date = FRIDAY, person: str = CLERK, meeting: UUID = MEETING) -> Any:
    return desk.on(on, person, GetMeeting(meeting=meeting))


# -- calling ----------------------------------------------------------------------------------------------------------


def test_the_office_calls_a_meeting_for_whoever_belongs_to_it(desk: Desk) -> None:
    given(to=desk).when(call(invited=(GUEST,)), by=CLERK, at=clock(CALLING)).then(
        fact(
            MeetingCalled,
            kind="chairpersons",
            on=MONDAY,
            start=time(9),
            convenor=CHAIR,
            members=CHAIRPERSONS,
            invited=(GUEST,),
            recorder=RECORDER,
            department="office",
            minutes_due=day(6, 16),
            cites=("A17",),
        )
    ).then_answer(status="called", number="", minutes="owed", version=1)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("chairpersons", 6),
        ("party-group", 7),
        ("standing-committee", 18),  # six leaders and twelve heads: the petitions section still has one
    ],
)
def test_who_is_expected_follows_from_the_kind_on_the_day(desk: Desk, kind: str, expected: int) -> None:
    given(called(kind), to=desk)
    assert len(seen(desk).seats) == expected
    assert {seat.role for seat in seen(desk).seats} == {"member"}


def test_the_whole_staff_is_called_and_who_is_not_there_any_more_is_not(desk: Desk) -> None:
    given(called("all-staff", day(7, 1)), to=desk)
    people = {seat.person for seat in seen(desk).seats}
    assert {CHAIR, STAFF} <= people
    assert "p060" not in people  # hired in 2026


def test_membership_is_that_of_the_meetings_day_not_of_the_calling(desk: Desk) -> None:
    """p001 leaves the Party group on 20 January 2026, p058 joins it."""
    given(called("party-group", day(1, 21, 2026), at=day(1, 12, 2026)), to=desk)
    assert [seat.person for seat in seen(desk, day(1, 12, 2026)).seats] == [*PARTY_GROUP[1:], "p058"]


def test_a_meeting_of_no_standing_body_names_its_people(desk: Desk) -> None:
    given(to=desk).when(call("other"), by=CLERK, at=clock(CALLING)).then_refused(Invalid)
    given(to=desk).when(call("other", invited=(STAFF,)), by=CLERK, at=clock(CALLING)).then(
        fact(MeetingCalled, convenor=DIRECTOR, members=(), invited=(STAFF,))
    )


@pytest.mark.parametrize(
    ("kind", "convenor", "fine"),
    [
        ("party-group", SECRETARY, True),
        ("party-group", DEPUTY, False),  # B2.2 speaks of the secretary
        ("chairpersons", LEADER, True),
        ("chairpersons", "p006", False),
        ("all-staff", "p006", True),
    ],
)
def test_the_kind_says_who_convenes_it(desk: Desk, kind: str, convenor: str, fine: bool) -> None:
    outcome = given(to=desk).when(call(kind, convenor=convenor), by=CLERK, at=clock(CALLING))
    if fine:
        outcome.then(fact(MeetingCalled, convenor=convenor))
    else:
        outcome.then_refused(NotTheConvenor)


def test_the_party_groups_convenor_is_cited(desk: Desk) -> None:
    given(to=desk).when(call("party-group", convenor=DEPUTY), by=CLERK, at=clock(CALLING)).then_refused(
        NotTheConvenor, cites=("A17", "B2.2"), convenors=[SECRETARY]
    )


@pytest.mark.parametrize("person", [STAFF, HEAD, LEADER, RECORDER])
def test_nobody_but_the_office_and_the_leaders_calls_one(desk: Desk, person: str) -> None:
    given(to=desk).when(call(), by=person, at=clock(CALLING)).then_refused(Forbidden)


def test_what_is_called_makes_sense(desk: Desk) -> None:
    for wrong in (call("potato"), call(recorder="p999"), call(invited=("p999",)), call(on=day(6, 2))):
        given(to=desk).when(wrong, by=CLERK, at=clock(CALLING)).then_refused(Invalid)


def test_it_is_moved_by_its_own_day_with_a_reason(desk: Desk) -> None:
    move = MoveMeeting(meeting=MEETING, on=FRIDAY, start=time(15), place="三楼", reason="主任外出")
    given(called(), to=desk).when(move, by=CLERK, at=clock(MONDAY, 8)).then(
        fact(MeetingMoved, was=MONDAY, on=FRIDAY, start=time(15), minutes_due=day(6, 20), cites=("A17",))
    ).then_answer(on=FRIDAY, place="三楼", minutes_due=day(6, 20))
    given(to=desk).when(move, by=CLERK, at=clock(day(6, 16))).then_refused(MeetingNotOpen)


def test_moving_it_asks_again_who_belongs_to_it(desk: Desk) -> None:
    move = MoveMeeting(meeting=MEETING, on=day(1, 21, 2026), start=time(9), place="二楼", reason="改期")
    given(called("party-group", day(1, 19, 2026), at=day(1, 12, 2026), invited=(GUEST,)), to=desk).when(
        move, by=CLERK, at=clock(day(1, 13, 2026))
    ).then(fact(MeetingMoved, members=(*PARTY_GROUP[1:], "p058")))
    view = seen(desk, day(1, 13, 2026))
    assert {seat.person for seat in view.seats if seat.role == "invited"} == {GUEST}
    assert CHAIR not in {seat.person for seat in view.seats}
    proven(desk.app)


def test_a_cancelled_meeting_owes_nothing_and_uses_no_number_up(desk: Desk) -> None:
    demand = by(CLERK, CALLING, DemandMaterial(meeting=MEETING, title="汇报稿", department="budget", due=FRIDAY))
    cancel = CancelMeeting(meeting=MEETING, reason="并入下次会议")
    given(called(), demand, to=desk).when(cancel, by=CLERK, at=clock(MONDAY)).then(MeetingCancelled, MaterialWaived)
    assert seen(desk).minutes == "none"
    assert {row[3] for kind in ("minutes", "meeting-material") for row in desk.owed(f"documents.{kind}")} == {
        "cancelled"
    }
    given(to=desk).when(cancel, by=CLERK, at=clock(MONDAY)).then_refused(MeetingNotOpen, status="cancelled")
    following = UUID(int=3)
    given(called(on=FRIDAY, at=TUESDAY), proposed(TUESDAY, meeting=following), to=desk)
    given(agreed(at=TUESDAY, meeting=following), to=desk)
    given(to=desk).when(held(FRIDAY, meeting=following).operation, by=CLERK, at=clock(FRIDAY)).then_answer(
        number="chairpersons-2025-1"
    )
    proven(desk.app)


def test_one_that_fell_through_is_cancelled_afterwards_and_its_minutes_were_never_owed(desk: Desk) -> None:
    given(called(), to=desk)
    assert len(desk.ticked(day(6, 17), MinutesMissed)) == 1
    given(to=desk).when(CancelMeeting(meeting=MEETING, reason="未开成"), by=CLERK, at=clock(day(6, 18))).then(
        MeetingCancelled, fact(MinutesExcused, due=day(6, 16), cites=("A17",))
    ).then_answer(minutes="none")
    proven(desk.app)


def test_further_people_are_invited_once(desk: Desk) -> None:
    invite = InviteToMeeting(meeting=MEETING, people=(GUEST, CHAIR))
    given(called("party-group"), to=desk).when(invite, by=CLERK, at=clock(CALLING)).then(
        fact(PeopleInvited, people=(GUEST,), cites=("A17", "B2.2"))
    )
    given(to=desk).when(invite, by=CLERK, at=clock(CALLING)).then_refused(Invalid)


def test_another_recorder_is_named(desk: Desk) -> None:
    given(called(), to=desk).when(NameRecorder(meeting=MEETING, recorder="p013"), by=DIRECTOR, at=clock(MONDAY)).then(
        fact(RecorderNamed, recorder="p013", minutes_due=day(6, 16))
    )
    assert desk.owed("documents.minutes") == [("p013", "office", day(6, 16), "open")]


def test_a_version_that_is_not_the_current_one_is_refused(desk: Desk) -> None:
    given(called(), proposed(), to=desk).when(
        CancelMeeting(meeting=MEETING, reason="取消"), by=CLERK, at=clock(MONDAY), if_match=1
    ).then_refused(Stale, seen=1, current=2)


# -- the agenda -------------------------------------------------------------------------------------------------------


def test_heads_propose_and_the_chair_sets_the_agenda(desk: Desk) -> None:
    given(called(), proposed(person=HEAD), proposed(person=OTHER_HEAD, title="预算调整"), to=desk)
    given(to=desk).when(agreed(2, 1).operation, by=CHAIR, at=clock(CALLING)).then(fact(AgendaSet, items=(2, 1)))
    view = seen(desk)
    assert [(topic.item, topic.place, topic.state) for topic in view.topics] == [
        (2, 1, "on-agenda"),
        (1, 2, "on-agenda"),
    ]


def test_what_is_left_out_when_the_agenda_is_set_again_is_proposed_as_before(desk: Desk) -> None:
    given(called(), proposed(), proposed(), agreed(1, 2), agreed(2), to=desk)
    assert [(topic.item, topic.state) for topic in seen(desk).topics] == [(2, "on-agenda"), (1, "proposed")]
    proven(desk.app)


@pytest.mark.parametrize(
    ("person", "may"), [(DEPUTY, True), ("p007", True), (HEAD, False), (CLERK, False), (DIRECTOR, False)]
)
def test_only_members_propose_to_the_party_group(desk: Desk, person: str, may: bool) -> None:
    """B2.4"""
    outcome = given(called("party-group"), to=desk).when(proposed().operation, by=person, at=clock(CALLING))
    if may:
        outcome.then(fact(TopicProposed, person=person, on_agenda=False, cites=("A17", "B2.4")))
    else:
        outcome.then_refused(Forbidden)


@pytest.mark.parametrize("person", [DEPUTY, "p006", DIRECTOR, CLERK])
def test_only_the_secretary_sets_the_party_groups_agenda(desk: Desk, person: str) -> None:
    """B2.4"""
    given(called("party-group"), proposed(person=DEPUTY), to=desk)
    given(to=desk).when(agreed().operation, by=person, at=clock(CALLING)).then_refused(Forbidden)
    given(to=desk).when(agreed().operation, by=SECRETARY, at=clock(CALLING)).then(
        fact(AgendaSet, items=(1,), cites=("B2.4", "A17"))
    )


def test_where_nobody_sets_the_agenda_what_is_proposed_is_on_it(desk: Desk) -> None:
    given(called("all-staff"), to=desk).when(proposed().operation, by=HEAD, at=clock(CALLING)).then(
        fact(TopicProposed, on_agenda=True)
    )
    given(to=desk).when(agreed().operation, by=CHAIR, at=clock(CALLING)).then_refused(Forbidden)


def test_a_topic_is_withdrawn_by_its_proposer_or_deferred_by_who_sets_the_agenda(desk: Desk) -> None:
    given(called(), proposed(person=HEAD), proposed(person=OTHER_HEAD), agreed(1, 2), to=desk)
    withdraw = WithdrawTopic(meeting=MEETING, item=1, reason="材料未备齐")
    defer = DeferTopic(meeting=MEETING, item=2, reason="下次研究")
    given(to=desk).when(withdraw, by=OTHER_HEAD, at=clock(CALLING)).then_refused(Forbidden)
    given(to=desk).when(withdraw, by=HEAD, at=clock(CALLING)).then(fact(TopicWithdrawn, item=1))
    given(to=desk).when(defer, by=OTHER_HEAD, at=clock(CALLING)).then_refused(Forbidden)
    given(to=desk).when(defer, by=CHAIR, at=clock(CALLING)).then(fact(TopicDeferred, item=2))
    given(to=desk).when(defer, by=CHAIR, at=clock(CALLING)).then_refused(TopicNotOpen, state="deferred")
    given(to=desk).when(agreed(1).operation, by=CHAIR, at=clock(CALLING)).then_refused(TopicNotOpen)
    given(to=desk).when(agreed(9).operation, by=CHAIR, at=clock(CALLING)).then_refused(NoSuchTopic, item=9)
    given(to=desk).when(held().operation, by=CLERK, at=clock(MONDAY)).then_refused(AgendaNotSet)
    proven(desk.app)


def test_the_party_group_does_not_meet_without_an_agenda(desk: Desk) -> None:
    given(called("party-group"), proposed(), to=desk).when(
        held(present=PARTY_GROUP).operation, by=CLERK, at=clock(MONDAY)
    ).then_refused(AgendaNotSet, cites=("B2.4", "A17"))


# -- held -------------------------------------------------------------------------------------------------------------


def test_it_is_entered_as_held_with_who_came(desk: Desk) -> None:
    came = {"present": (*CHAIRPERSONS[:4], GUEST), "on_leave": ("p005",)}
    given(called(invited=(GUEST,)), proposed(), proposed(), agreed(2), to=desk).when(
        held(**came).operation, by=RECORDER, at=clock(MONDAY, 17)
    ).then(
        fact(
            MeetingHeld,
            number="chairpersons-2025-1",
            on=MONDAY,
            presided_by=CHAIR,
            members=CHAIRPERSONS,
            invited=(GUEST,),
            present=(*CHAIRPERSONS[:4], GUEST),
            on_leave=("p005",),
            items=(2,),
            department="office",
        )
    ).then_answer(status="held", presided_by=CHAIR)
    states = {seat.person: seat.state for seat in seen(desk).seats}
    assert states == {
        **dict.fromkeys((*CHAIRPERSONS[:4], GUEST), "present"),
        "p005": "on-leave",
        "p006": "absent",
    }
    assert [(topic.item, topic.state) for topic in seen(desk).topics] == [(2, "discussed"), (1, "proposed")]
    proven(desk.app)


def test_it_is_not_held_before_its_day(desk: Desk) -> None:
    given(called(), proposed(), agreed(), to=desk).when(held().operation, by=CLERK, at=clock(day(6, 8))).then_refused(
        MeetingNotYetHeld
    )


@pytest.mark.parametrize("presider", [DEPUTY, "p006"])
def test_the_party_group_is_presided_over_by_its_secretary(desk: Desk, presider: str) -> None:
    """B2.2"""
    given(called("party-group"), proposed(), agreed(), to=desk).when(
        held(presided_by=presider, present=PARTY_GROUP).operation, by=CLERK, at=clock(MONDAY)
    ).then_refused(NotThePresider, cites=("B2.2", "A17"))


def test_who_is_not_on_the_list_is_invited_first(desk: Desk) -> None:
    came = held(present=(*CHAIRPERSONS, GUEST))
    given(called(), proposed(), agreed(), to=desk)
    given(to=desk).when(came.operation, by=CLERK, at=clock(MONDAY)).then_refused(NotCalledToTheMeeting, people=[GUEST])
    given(by(CLERK, MONDAY, InviteToMeeting(meeting=MEETING, people=(GUEST,))), to=desk).when(
        came.operation, by=CLERK, at=clock(MONDAY)
    ).then(MeetingHeld)


def test_who_came_is_said_without_contradiction(desk: Desk) -> None:
    given(called(), proposed(), agreed(), to=desk)
    for wrong in ({"present": CHAIRPERSONS[1:]}, {"on_leave": ("p005",)}, {"outside_present": 1}):
        given(to=desk).when(held(**wrong).operation, by=CLERK, at=clock(MONDAY)).then_refused(Invalid)


def test_attendance_is_corrected_with_a_reason(desk: Desk) -> None:
    correct = CorrectAttendance(meeting=MEETING, person="p006", state=Attended.ON_LEAVE, reason="事前已请假")
    given(*a_meeting(), to=desk).when(correct, by=RECORDER, at=clock(TUESDAY)).then(
        fact(AttendanceCorrected, person="p006", was="present", state="on-leave")
    )
    assert {seat.person: seat.state for seat in seen(desk).seats}["p006"] == "on-leave"
    given(to=desk).when(correct, by=RECORDER, at=clock(TUESDAY)).then_refused(AttendanceUnchanged)
    given(to=desk).when(correct, by="p005", at=clock(TUESDAY)).then_refused(Forbidden)
    stranger = correct.model_copy(update={"person": STAFF})
    given(to=desk).when(stranger, by=RECORDER, at=clock(TUESDAY)).then_refused(NotCalledToTheMeeting)


def test_numbers_count_by_kind_and_year(desk: Desk) -> None:
    """第N次: without a gap, and from one again in the new year."""

    def one(n: int, kind: str, on: date) -> list[By]:
        meeting = UUID(int=n)
        present = PARTY_GROUP if kind == "party-group" else CHAIRPERSONS
        topic = [proposed(on, meeting=meeting), agreed(at=on, meeting=meeting)]
        return [called(kind, on, at=on), *topic, held(on, meeting=meeting, present=present)]

    last, first = day(12, 31), day(1, 4, 2026)
    given(*one(1, "chairpersons", FRIDAY), *one(2, "party-group", last), *one(3, "chairpersons", last), to=desk)
    given(*one(4, "chairpersons", first), to=desk)
    assert desk.on(first, STAFF, ListMeetings(), 18).items[0].number == "chairpersons-2026-1"
    assert {view.number for view in desk.on(first, STAFF, ListMeetings(year=2025), 18).items} == {
        "chairpersons-2025-1",
        "chairpersons-2025-2",
        "party-group-2025-1",
    }


def test_the_same_command_twice_enters_it_once(desk: Desk) -> None:
    given(called(), proposed(), agreed(), to=desk)
    came = {"by": CLERK, "key": "held-once", "at": clock(MONDAY, 17)}
    given(to=desk).when(held().operation, **came).then(MeetingHeld)
    given(to=desk).when(held().operation, **came).then_nothing().then_answer(number="chairpersons-2025-1")


def test_who_stands_in_for_the_chair_convenes_sets_the_agenda_and_presides(desk: Desk) -> None:
    """p002 stands in from 3 to 14 March 2025; of the Party group, which knows no such thing, they are a member only."""
    on, later = day(3, 10), day(3, 17)
    given(to=desk).when(call(on=on, convenor=DEPUTY), by=CLERK, at=clock(day(3, 4))).then(MeetingCalled)
    given(proposed(day(3, 4), person="p003"), to=desk)
    given(to=desk).when(agreed().operation, by=DEPUTY, at=clock(day(3, 5))).then(
        fact(AgendaSet, post="chair", stands_in_for=CHAIR)
    )
    came = held(on, presided_by=DEPUTY, present=CHAIRPERSONS[1:], on_leave=(CHAIR,))
    given(to=desk).when(came.operation, by=CLERK, at=clock(on, 17)).then(fact(MeetingHeld, presided_by=DEPUTY))
    group = UUID(int=2)
    given(called("party-group", on, at=on), proposed(on, person="p003", meeting=group), to=desk)
    given(to=desk).when(agreed(meeting=group).operation, by=DEPUTY, at=clock(on, 18)).then_refused(Forbidden)
    given(called(on=later, at=later), proposed(later, person="p003", meeting=UUID(int=3)), to=desk)
    given(to=desk).when(agreed(meeting=UUID(int=3)).operation, by=DEPUTY, at=clock(later)).then_refused(Forbidden)


# -- collected --------------------------------------------------------------------------------------------------------


def test_records_are_collected_once_all_are_there(desk: Desk) -> None:
    """B11.4"""
    collect = CollectRecords(meeting=MEETING)
    given(*a_meeting(), to=desk).when(collect, by=CLERK, at=clock(TUESDAY)).then_refused(
        RecordsIncomplete, cites=("B11.4",), missing=["minutes"]
    )
    given(FILED, to=desk)
    for person in (RECORDER, DIRECTOR):
        given(to=desk).when(collect, by=person, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(collect, by=CLERK, at=clock(TUESDAY)).then(
        fact(RecordsCollected, number="chairpersons-2025-1", cites=("A17", "B11.4"))
    ).then_answer(status="collected", collected_on=TUESDAY)
    given(to=desk).when(collect, by=CLERK, at=clock(TUESDAY)).then_refused(MeetingNotOpen, status="collected")
    proven(desk.app)


# -- sheets -----------------------------------------------------------------------------------------------------------


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(*a_meeting(), FILED, called("party-group", day(7, 3)), to=desk)
    file = desk.on(FRIDAY, CLERK, ExportMeetings(start=day(6, 1), end=day(6, 30)))
    title, heading, row = read_back(file.content)
    assert title[0] == "会议台账 2025-06-01 至 2025-06-30"
    assert heading[:3] == ("编号", "会议种类", "会议名称")
    assert row[:3] == ("主任会议2025年第1次", "主任会议", "第一次会议")
    assert row[9:12] == (6, 6, "已召开")
    assert row[13] == "已提交"


def test_the_attendance_sheet_lists_members_first(desk: Desk) -> None:
    given(called(invited=("p024",)), proposed(), agreed(), held(present=CHAIRPERSONS[:5]), to=desk)
    file = desk.on(FRIDAY, RECORDER, ExportAttendance(meeting=MEETING))
    title, heading, *rows = read_back(file.content)
    assert title[0] == "主任会议签到表 第一次会议 2025-06-09"
    assert heading == ("姓名", "部门", "应到或列席", "出席情况")
    assert [row[2:] for row in rows] == [("应到", "出席")] * 5 + [("应到", "缺席"), ("列席", "缺席")]
    given(to=desk).when(ExportAttendance(meeting=MEETING), by=STAFF, at=clock(FRIDAY)).then_refused(Forbidden)


# -- the organ's own kinds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "instead", "fault"),
    [
        (
            '{ id = "other"',
            '{ id = "brigade", zh = "班子会", en = "Brigade" }, { id = "other"',
            "is missing",
        ),
        ('value = "members"', 'value = "votes"', "is none of members, none, motion"),
        (
            'value = ["party-group:secretary"], cites = ["B2.2"]',
            'value = ["nobody"], cites = ["B2.2"]',
            "be nobody",
        ),
    ],
)
def test_a_kind_that_is_half_described_starts_no_service(tmp_path: Path, was: str, instead: str, fault: str) -> None:
    folder = tmp_path / "regulations"
    shutil.copytree(REGULATIONS, folder)
    check(Rules.load(folder))
    file = folder / "meetings.toml"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, instead, 1), "utf-8")
    with pytest.raises(RegulationError, match=fault):
        check(Rules.load(folder))


def may(desk: Desk, person: str, on: date) -> set[str]:
    """What this person is offered to do with the meeting."""
    return {name.removeprefix("documents.") for name in seen(desk, on, person).allowed}


def test_a_meeting_offers_what_this_person_may_do_now(desk: Desk) -> None:
    given(called(), to=desk)
    before = {"move-meeting", "cancel-meeting", "invite-to-meeting", "name-recorder", "propose-topic"}
    assert (may(desk, CLERK, CALLING), may(desk, STAFF, CALLING)) == (before, set())
    assert may(desk, CHAIR, CALLING) == before, "no agenda is set of nothing"
    given(proposed(person=HEAD), to=desk)
    of_items = {"set-agenda", "defer-topic"}
    assert may(desk, CHAIR, CALLING) == before | of_items
    assert may(desk, HEAD, CALLING) == {"propose-topic", "withdraw-topic"}, "their own item"
    assert "hold-meeting" not in may(desk, RECORDER, CALLING)
    assert "hold-meeting" in may(desk, RECORDER, MONDAY)
    given(agreed(), held(), to=desk)
    assert may(desk, CLERK, TUESDAY) == {"correct-attendance", "name-recorder", "file-minutes"}
    given(FILED, to=desk)
    assert may(desk, CLERK, TUESDAY) == {"correct-attendance", "collect-records"}
    desk.on(TUESDAY, CLERK, CollectRecords(meeting=MEETING))
    assert may(desk, CLERK, TUESDAY) == {"correct-attendance"}
