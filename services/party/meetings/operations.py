"""What can be asked of the branch's meetings (A2, B3, B5.6)."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import ANYONE, named
from services.kernel.procedure.fields import MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.meetings.meeting import KEPT, Attended, PartyMeetingStatus
from services.party.meetings.record import PartyMeetingKind, PartyMeetingRecord, PartySeat
from services.party.posts import SEES_BRANCH

MeetingId = Annotated[UUID, Field(title="支部会议 / meeting")]

CONVENOR = named("meeting-convenor", "会议召集人", "whoever calls such a meeting")
RECORDER = named("meeting-recorder", "会议记录人", "whoever keeps the record of such a meeting")
LEAVE_DECIDER = named("meeting-leave-decider", "会议请假审批人", "whoever decides on leave from such a meeting")
ATTENDANT = named("meeting-attendant", "应到会人员", "whoever has a seat at the meeting")


class PartyMeetingView(PartyMeetingRecord):
    """`withheld`: what it was about is for those who belong to it and the branch's committee."""

    withheld: bool = Field(title="不予显示 / withheld")
    seats: list[PartySeat] = Field(title="应到人员 / members")


class CallPartyMeeting(
    Command,
    path="POST /party/meetings",
    who=(CONVENOR,),
    cites=("A2", "B3", "B4.2", "B4.3", "B5.6"),
    zh="通知支部会议",
    en="Call a meeting of the branch",
    returns=PartyMeetingView,
):
    """By those whom the kind names. Who belongs to it follows from the kind, a group's meeting also from its group."""

    kind: Annotated[PartyMeetingKind, Field(min_length=1, examples=["committee"])]
    group: str = Field(default="", max_length=60, title="党小组 / group")
    title: str = Field(min_length=1, max_length=300, title="会议内容 / title")
    on: date = Field(title="会期 / on")
    start: time = Field(title="时间 / start")
    place: str = Field(min_length=1, max_length=100, title="地点 / place")


class OfPartyMeeting(Command, at="/party/meetings/{meeting}", returns=PartyMeetingView):
    meeting: MeetingId


class CancelPartyMeeting(
    OfPartyMeeting,
    does="cancellation",
    who=(CONVENOR,),
    when=PartyMeetingStatus.CALLED,
    zh="取消支部会议",
    en="Cancel a meeting of the branch",
):
    """By those who may call it."""

    reason: Reason


class AskMeetingLeave(
    OfPartyMeeting,
    does="leave",
    who=(ATTENDANT,),
    when=PartyMeetingStatus.CALLED,
    zh="会议请假",
    en="Ask leave from a meeting",
):
    """In one's own name, before it is held; of those whom the kind names."""

    reason: Reason


class GrantMeetingLeave(
    OfPartyMeeting,
    does="leave/{person}/approval",
    who=(LEAVE_DECIDER,),
    when=PartyMeetingStatus.CALLED,
    zh="准予会议请假",
    en="Grant leave from a meeting",
):
    person: PersonId


class RefuseMeetingLeave(
    OfPartyMeeting,
    does="leave/{person}/rejection",
    who=(LEAVE_DECIDER,),
    when=PartyMeetingStatus.CALLED,
    zh="不准会议请假",
    en="Refuse leave from a meeting",
):
    person: PersonId
    reason: Reason


class HoldPartyMeeting(
    OfPartyMeeting,
    does="holding",
    who=(RECORDER,),
    when=PartyMeetingStatus.CALLED,
    zh="登记支部会议召开",
    en="Enter that a meeting of the branch was held",
):
    """By who keeps its record, on its day or later. Who neither came nor had leave was absent without leave."""

    presided_by: PersonId = Field(title="主持人 / presided by")
    lecturer: MaybePerson = Field(default="", title="授课人 / lecturer")
    present: tuple[PersonId, ...] = Field(min_length=1, max_length=500, title="出席 / present")


class CorrectPartyAttendance(
    OfPartyMeeting,
    does="attendance/{person}/correction",
    who=(RECORDER,),
    when=KEPT,
    zh="更正支部会议出席情况",
    en="Correct who attended a meeting of the branch",
):
    person: PersonId
    state: Attended = Field(title="出席情况 / state")
    reason: Reason


class FilePartyMinutes(
    OfPartyMeeting,
    does="minutes",
    who=(RECORDER,),
    when=PartyMeetingStatus.HELD,
    zh="存支部会议记录",
    en="File the minutes of a meeting of the branch",
):
    """By who keeps its record: of the committee the organisation member (B3)."""

    text: str = Field(min_length=1, max_length=50_000, title="会议记录 / minutes")


GetPartyMeeting = showing(
    "GetPartyMeeting",
    PartyMeetingView,
    path="GET /party/meetings/{meeting}",
    who=(ATTENDANT, *SEES_BRANCH),
    zh="查看支部会议",
    en="See a meeting of the branch",
    doc="For those who belong to it, the branch's committee, the secretary of the Party group and the auditor.",
)
ListPartyMeetings = listing(
    "ListPartyMeetings",
    PartyMeetingRecord,
    path="GET /party/meetings",
    who=(ANYONE,),
    returns=PartyMeetingView,
    doc="Everybody's own; all of them for those who see the branch's registers.",
)
ExportPartyMeetings = exporting(
    "ExportPartyMeetings", PartyMeetingRecord, path="GET /party/meetings-export", who=SEES_BRANCH
)
