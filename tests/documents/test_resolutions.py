"""会议决议 resolutions: of what was discussed, by majority where votes are counted, with their tasks (A17, A34, B2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.documents.meetings.operations import GetMeeting
from services.documents.meetings.refusals import MeetingNotOpen, MeetingWithheld, NoSuchTopic, TopicNotOpen
from services.documents.operations import log
from services.documents.resolutions.events import ResolutionAdopted, ResolutionTaskOrdered
from services.documents.resolutions.operations import (
    AdoptResolution,
    ExportResolutions,
    GetResolution,
    ListResolutions,
    OrderResolutionTask,
)
from services.documents.resolutions.resolution import (
    MotionNotCarried,
    NoMajority,
    Resolution,
    Vote,
    VotesDoNotAddUp,
)
from services.documents.tasks.events import TaskAssigned
from services.documents.tasks.operations import GetTask, ReportTaskDone, TaskOrder
from services.documents.tasks.task import DueInThePast
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, Invalid
from services.party.motions.events import MotionCarried
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    DIRECTOR,
    HEAD,
    OTHER_HEAD,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.sessions import (
    CHAIRPERSONS,
    FRIDAY,
    MEETING,
    MONDAY,
    PARTY_GROUP,
    RECORDER,
    TASK,
    TUESDAY,
    a_meeting,
    agreed,
    called,
    held,
    proposed,
)
from tests.given import By, fact, given, proven

RESOLUTION = UUID(int=2)
"""Without tasks it is made right after the meeting."""
SEVEN = {"in_favour": 4, "against": 2, "abstained": 1}


def adopt(item: int = 1, **more: Any) -> AdoptResolution:
    said = {"form": "resolution", "title": "关于预算执行情况的决议", "text": "会议决定批准。"}
    return AdoptResolution(meeting=MEETING, item=item, **{**said, **more})


def adopted(**more: Any) -> By:
    return by(RECORDER, TUESDAY, adopt(**more))


def listed(desk: Desk, person: str = CLERK, **more: Any) -> Any:
    return desk.on(FRIDAY, person, ListResolutions(**more)).items


# -- what was discussed -----------------------------------------------------------------------------------------------


def test_what_was_discussed_is_resolved_on(desk: Desk) -> None:
    given(*a_meeting(), to=desk).when(adopt(), by=RECORDER, at=clock(TUESDAY)).then(
        fact(
            ResolutionAdopted,
            number="chairpersons-2025-1/1",
            on=MONDAY,
            item=1,
            nth=1,
            department="finance-economy",
            members=0,
            cites=("A17",),
        )
    ).then_answer(title="关于预算执行情况的决议", withheld=False, adopted_on=MONDAY, tasks=[])
    given(adopted(form="decision"), to=desk)
    assert {view.number for view in listed(desk)} == {"chairpersons-2025-1/1", "chairpersons-2025-1/2"}
    proven(desk.app)


def test_nothing_else_is(desk: Desk) -> None:
    given(called(), proposed(), proposed(), agreed(1), to=desk)
    given(to=desk).when(adopt(), by=RECORDER, at=clock(MONDAY)).then_refused(MeetingNotOpen)
    given(held(), to=desk)
    given(to=desk).when(adopt(2), by=RECORDER, at=clock(TUESDAY)).then_refused(TopicNotOpen, state="proposed")
    given(to=desk).when(adopt(3), by=RECORDER, at=clock(TUESDAY)).then_refused(NoSuchTopic)
    given(to=desk).when(adopt(form="potato"), by=RECORDER, at=clock(TUESDAY)).then_refused(Invalid)
    for person in (STAFF, HEAD, CHAIR):
        given(to=desk).when(adopt(), by=person, at=clock(TUESDAY)).then_refused(Forbidden)


# -- votes ------------------------------------------------------------------------------------------------------------


def test_the_party_group_decides_by_the_majority_of_its_members(desk: Desk) -> None:
    """B2.5: four of seven."""
    given(*a_meeting("party-group"), to=desk).when(adopt(**SEVEN), by=RECORDER, at=clock(TUESDAY)).then(
        fact(ResolutionAdopted, in_favour=4, against=2, abstained=1, members=7, cites=("A17", "B2.5"))
    )


@pytest.mark.parametrize(("in_favour", "against"), [(3, 0), (3, 4), (0, 0)])
def test_without_it_nothing_is_resolved(desk: Desk, in_favour: int, against: int) -> None:
    given(*a_meeting("party-group"), to=desk).when(
        adopt(in_favour=in_favour, against=against), by=RECORDER, at=clock(TUESDAY)
    ).then_refused(NoMajority, cites=("B2.5",), majority_of=7)


# -- carried in Party affairs -----------------------------------------------------------------------------------------

JULY = day(7, 6, 2026)
"""From July 2026 on the Party group's votes are counted by the party service."""
CARRIED = {"number": "party-group-2026-1", "body": "party-group", "on": JULY}


def party_tells(desk: Desk, **more: Any) -> None:
    """The party service's log as the office's inbox pulls it: one motion was carried."""
    event = fact(MotionCarried, reference="finance.spending:1", **CARRIED | more).event(UUID(int=700), 1)
    data = public_bytes(MotionCarried.TOPIC, encode(event))
    message = Message("party", 9, 0, MotionCarried.TOPIC, event.originator_id.hex, data)
    pull = {0: [message]}
    inbox = Inbox(desk.app, "party", desk.SERVICE.SUBSCRIPTIONS["party"], lambda after, limit: pull.get(after, []))
    inbox.catch_up()


def in_july() -> list[By]:
    came = {"presided_by": "p002", "present": ("p002", *PARTY_GROUP[2:], "p058")}
    before = day(7, 1, 2026)
    return [
        called("party-group", JULY, at=before),
        proposed(before, person="p003"),
        proposed(before, person="p003"),
        agreed(1, 2, at=before, person="p002"),
        held(JULY, **came),
    ]


def test_what_the_party_group_carried_is_its_resolution(desk: Desk) -> None:
    """B2.5: the votes are counted once, where they are cast; nobody types them here."""
    given(*in_july(), to=desk)
    entered = adopt(motion="party-group-2026-1")
    given(to=desk).when(entered, by=RECORDER, at=clock(JULY, 18)).then_refused(MotionNotCarried, cites=("B2.5",))
    party_tells(desk)
    given(to=desk).when(adopt(**SEVEN), by=RECORDER, at=clock(JULY, 18)).then_refused(MotionNotCarried)
    typed = adopt(motion="party-group-2026-1", in_favour=7)
    given(to=desk).when(typed, by=RECORDER, at=clock(JULY, 18)).then_refused(Invalid)
    given(to=desk).when(entered, by=RECORDER, at=clock(JULY, 18)).then(
        fact(
            ResolutionAdopted, motion="party-group-2026-1", members=0, in_favour=0, cites=("A17", "B2.5"),
            causation="party/9",
        )
    ).then_answer(motion="party-group-2026-1", members=None, in_favour=None, against=None, abstained=None)  # fmt: skip
    (view,) = listed(desk, RECORDER)
    assert (view.members, view.in_favour, view.against, view.abstained) == (None, None, None, None), "zeros would count"
    exported = desk.on(FRIDAY, CHAIR, ExportResolutions(start=JULY, end=day(12, 31, 2026))).content
    _, headings, row = read_back(exported)
    shown = dict(zip(headings, row, strict=True))
    assert [shown[name] for name in ("应到", "赞成", "反对", "弃权")] == [None] * 4
    again = adopt(2, motion="party-group-2026-1")
    given(to=desk).when(again, by=RECORDER, at=clock(JULY, 18)).then_refused(MotionNotCarried)
    proven(desk.app)


@pytest.mark.parametrize(
    "more", [{"on": day(7, 3, 2026)}, {"body": "branch"}], ids=["of another day", "of another body"]
)
def test_another_meetings_motion_is_not_its_resolution(desk: Desk, more: dict[str, Any]) -> None:
    given(*in_july(), to=desk)
    party_tells(desk, **more)
    entered = adopt(motion="party-group-2026-1")
    given(to=desk).when(entered, by=RECORDER, at=clock(JULY, 18)).then_refused(MotionNotCarried)


def test_other_meetings_have_no_motions(desk: Desk) -> None:
    given(*a_meeting(), to=desk).when(adopt(motion="x"), by=RECORDER, at=clock(TUESDAY)).then_refused(Invalid)


def test_half_of_an_even_number_is_no_majority() -> None:
    def vote(in_favour: int) -> Vote:
        return Vote(in_favour, 0, 0, present=8, majority_of=8, cites=("B2.5",))

    with pytest.raises(NoMajority):
        vote(4).check()
    vote(5).check()


def test_those_who_were_absent_do_not_vote_and_still_count(desk: Desk) -> None:
    """Four of seven came: three in favour are most of those present and no majority of the members."""
    given(called("party-group"), proposed(), agreed(), held(present=PARTY_GROUP[:4]), to=desk)
    given(to=desk).when(adopt(**SEVEN), by=RECORDER, at=clock(TUESDAY)).then_refused(VotesDoNotAddUp, present=4)
    given(to=desk).when(adopt(in_favour=3, against=1), by=RECORDER, at=clock(TUESDAY)).then_refused(NoMajority)
    given(to=desk).when(adopt(in_favour=4), by=RECORDER, at=clock(TUESDAY)).then(ResolutionAdopted)


def test_who_sits_in_has_no_vote(desk: Desk) -> None:
    came = held(present=(*PARTY_GROUP[:4], HEAD))
    given(called("party-group", invited=(HEAD,)), proposed(), agreed(), came, to=desk)
    given(to=desk).when(adopt(in_favour=4, abstained=1), by=RECORDER, at=clock(TUESDAY)).then_refused(
        VotesDoNotAddUp, present=4
    )


def test_members_who_are_not_of_the_organ_count_in_the_standing_committee(desk: Desk) -> None:
    """Eighteen of the organ and fifteen others: seventeen of thirty-three."""
    came = held(present=CHAIRPERSONS, outside_present=12)
    given(called("standing-committee"), proposed(), agreed(), came, to=desk)
    given(to=desk).when(adopt(in_favour=19), by=RECORDER, at=clock(TUESDAY)).then_refused(VotesDoNotAddUp, present=18)
    given(to=desk).when(adopt(in_favour=16), by=RECORDER, at=clock(TUESDAY)).then_refused(NoMajority, majority_of=33)
    given(to=desk).when(adopt(in_favour=17, abstained=1), by=RECORDER, at=clock(TUESDAY)).then(
        fact(ResolutionAdopted, members=33)
    )


def test_where_no_votes_are_counted_none_are_entered(desk: Desk) -> None:
    given(*a_meeting(), to=desk).when(adopt(in_favour=6), by=RECORDER, at=clock(TUESDAY)).then_refused(Invalid)


# -- tasks ------------------------------------------------------------------------------------------------------------


def test_its_tasks_are_ordered_in_the_same_breath(desk: Desk) -> None:
    """A34, B2.6: the resolution is carried out as a task, and is shown with its state."""
    given(*a_meeting(), to=desk).when(adopt(tasks=(TaskOrder(**TASK),)), by=RECORDER, at=clock(TUESDAY)).then(
        fact(ResolutionAdopted, tasks=(UUID(int=2).hex,), owners=(STAFF,)),
        fact(
            TaskAssigned,
            owner=STAFF,
            department="finance-economy",
            source="meeting",
            source_ref="chairpersons-2025-1/1",
            due=day(6, 30),
            cites=("A34",),
        ),
    )
    (view,) = listed(desk)
    assert [(task.owner, task.status, task.overdue) for task in view.tasks] == [(STAFF, "assigned", False)]
    given(by(STAFF, FRIDAY, ReportTaskDone(task=view.tasks[0].task, note="已办结"), 12), to=desk)
    assert desk.on(FRIDAY, CLERK, GetResolution(resolution=view.id), 13).tasks[0].status == "reported"
    desk.ticked(day(7, 1))
    assert desk.on(day(7, 1), STAFF, GetTask(task=view.tasks[0].task)).source == "meeting"
    proven(desk.app)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [({"owner": "p027"}, Invalid), ({"department": "nowhere"}, Invalid), ({"due": day(6, 1)}, DueInThePast)],
)
def test_where_the_task_cannot_be_there_is_no_resolution(desk: Desk, wrong: dict[str, Any], refusal: type) -> None:
    order = TaskOrder(**{**TASK, **wrong})
    given(*a_meeting(), to=desk).when(adopt(tasks=(order,)), by=RECORDER, at=clock(TUESDAY)).then_refused(refusal)
    assert listed(desk) == []


def test_a_task_is_ordered_afterwards_by_the_office_or_a_leader(desk: Desk) -> None:
    order = OrderResolutionTask(resolution=RESOLUTION, order=TaskOrder(**TASK))
    given(*a_meeting(), adopted(), to=desk)
    given(to=desk).when(order, by=HEAD, at=clock(FRIDAY)).then_refused(Forbidden)
    given(to=desk).when(order, by=DIRECTOR, at=clock(FRIDAY)).then(
        fact(ResolutionTaskOrdered, owner=STAFF, cites=("A17", "A34")), fact(TaskAssigned, source="meeting")
    ).then_answer(version=2)
    proven(desk.app)


# -- secrecy ----------------------------------------------------------------------------------------------------------


def secret(desk: Desk, *tasks: TaskOrder) -> None:
    """A secret item of the Party group, for which finance-economy answers."""
    topic = proposed(person="p003", secrecy=Secrecy.SECRET, title="干部任免建议")
    came = held(present=(*PARTY_GROUP[:6], OTHER_HEAD))
    given(called("party-group", invited=(OTHER_HEAD, "p030")), topic, agreed(), came, to=desk)
    given(adopted(title="任免决定", text="同意任免", in_favour=5, tasks=tasks), to=desk)


MEMBERS = (*PARTY_GROUP, RECORDER)


def test_a_secret_item_is_seen_by_those_who_took_part_and_who_answer_for_it(desk: Desk) -> None:
    """B2.7: members also when absent, guests when present; the head of the department that it concerns."""
    secret(desk)
    for person in (*MEMBERS, OTHER_HEAD, HEAD):
        (view,), (topic,) = listed(desk, person), desk.on(FRIDAY, person, GetMeeting(meeting=MEETING)).topics
        assert (view.title, view.withheld, topic.title, topic.withheld) == ("任免决定", False, "干部任免建议", False)
    for person in (CLERK, DIRECTOR, AUDITOR, STAFF, "p030"):
        (view,), (topic,) = listed(desk, person), desk.on(FRIDAY, person, GetMeeting(meeting=MEETING)).topics
        assert (view.title, view.text, view.withheld) == ("", "", True)
        assert (topic.title, topic.text, topic.withheld, topic.secrecy) == ("", "", True, "secret")


def test_who_carries_a_task_of_it_out_sees_it(desk: Desk) -> None:
    secret(desk, TaskOrder(**TASK))
    assert [view.title for view in listed(desk, STAFF)] == ["任免决定"]
    assert listed(desk, "p025")[0].withheld


def test_who_may_not_see_it_does_not_resolve_on_it_either(desk: Desk) -> None:
    secret(desk)
    given(to=desk).when(adopt(in_favour=5), by=CLERK, at=clock(FRIDAY)).then_refused(MeetingWithheld, cites=("B2.7",))
    order = OrderResolutionTask(resolution=RESOLUTION, order=TaskOrder(**TASK))
    given(to=desk).when(order, by=DIRECTOR, at=clock(FRIDAY)).then_refused(MeetingWithheld)
    given(to=desk).when(order, by=CHAIR, at=clock(FRIDAY)).then(ResolutionTaskOrdered, TaskAssigned)


def test_an_ordinary_item_of_the_party_group_is_not_for_everybody(desk: Desk) -> None:
    given(*a_meeting("party-group"), adopted(in_favour=7), to=desk)
    assert not listed(desk, CLERK)[0].withheld
    assert listed(desk, STAFF)[0].withheld


def test_what_it_says_leaves_neither_on_the_bus_nor_in_the_log_nor_in_the_export(desk: Desk) -> None:
    secret(desk)
    for event in desk.recorded():
        assert "任免" not in public_bytes(event.TOPIC, encode(event)).decode()
    position = next(n for n, event in enumerate(desk.recorded(), 1) if isinstance(event, ResolutionAdopted))
    assert "任免" not in str(desk.on(FRIDAY, AUDITOR, log.get_event(position=position)).fields)
    _, _, row = read_back(desk.on(FRIDAY, DIRECTOR, ExportResolutions(start=day(6, 1), end=day(6, 30))).content)
    assert row[:5] == ("党组会议2025年第1次决议1", "党组会议", row[2], "决议", "（按规定不予显示）")
    _, _, row = read_back(desk.on(FRIDAY, CHAIR, ExportResolutions(start=day(6, 1), end=day(6, 30))).content)
    assert row[4] == "任免决定"


def test_a_resolution_knows_its_meeting() -> None:
    fields = {"meeting": MEETING.hex, "kind": "other", "number": "other-2025-1/1", "on": MONDAY, "item": 1, "nth": 1}
    history = fact(ResolutionAdopted, form="decision", **fields)
    given(history, of=Resolution).when(Resolution.order_task, task="t", owner=STAFF, by=CLERK).then(
        fact(ResolutionTaskOrdered, meeting=MEETING.hex, item=1, task="t", owner=STAFF)
    )
