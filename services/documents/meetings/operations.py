"""What can be asked of meetings (A17, B2, B11.4)."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.meetings.meeting import OPEN
from services.documents.meetings.record import MeetingKind, MeetingRecord, Seat, Topic
from services.documents.meetings.states import Attended, MeetingStatus, SeatRole, SeatState
from services.documents.minutes.states import MinutesStatus
from services.kernel.domain.office import LEADERS, OFFICE, SEES_ALL
from services.kernel.domain.who import ANYONE, CLERK, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.record import Department, Person, Row
from services.kernel.procedure.registry import exporting, listing, showing
from services.kernel.procedure.secrecy import Secrecy

MeetingId = Annotated[UUID, Field(title="会议 / meeting")]
Item = Annotated[int, Field(ge=1, le=999, title="议题序号 / item")]
Title = Annotated[str, Field(min_length=1, max_length=300, title="标题 / title")]
Text = Annotated[str, Field(min_length=1, max_length=50_000, title="正文 / text")]
Start = Annotated[time, Field(title="时间 / start")]
Place = Annotated[str, Field(min_length=1, max_length=100, title="地点 / place")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Attachments = Annotated[tuple[Digest, ...], Field(max_length=50, title="附件 / attachments")]
HOSTS = (*OFFICE, *LEADERS)
"""The office hosts meetings (A17)."""
RECORDER = (SELF, *OFFICE)
KEPT = (MeetingStatus.HELD, MeetingStatus.COLLECTED)


class MeetingLine(
    MeetingRecord,
    sheet="number kind title on start place convenor presided_by recorder expected present status minutes_due minutes"
    " minutes_filed_on collected_on",
):
    """In the list: without its people and items."""

    expected: int = Field(title="应到 / expected")
    present: int = Field(title="实到 / present")
    minutes: MinutesStatus = Field(title="会议记录 / minutes")
    minutes_filed_on: date | None = Field(title="提交日期 / minutes filed on")


class MeetingView(MeetingRecord):
    minutes: MinutesStatus = Field(title="会议记录 / minutes")
    minutes_filed_on: date | None = Field(title="提交日期 / minutes filed on")
    seats: list[Seat] = Field(title="参会人员 / people")
    topics: list[Topic] = Field(title="议题 / items")


class SignIn(Row, sheet="person department role state"):
    """A line of the attendance sheet."""

    person: Person = Field(title="姓名 / name")
    department: Department
    role: SeatRole = Field(title="应到或列席 / role")
    state: SeatState = Field(title="出席情况 / state")


# -- calling ----------------------------------------------------------------------------------------------------------


class CallMeeting(
    Command,
    path="POST /documents/meetings",
    who=HOSTS,
    cites=("A17", "B9.1"),
    zh="通知会议",
    en="Call a meeting",
    returns=MeetingView,
):
    """The kind decides who convenes it and who belongs to it; `convenor` is whoever comes first if none is named."""

    kind: Annotated[MeetingKind, Field(min_length=1, examples=["standing-committee"])]
    title: Title
    on: date = Field(title="会期 / on")
    start: Start
    place: Place
    convenor: MaybePerson = Field(default="", title="召集人 / convenor")
    invited: tuple[PersonId, ...] = Field(default=(), max_length=200, title="列席人员 / invited")
    recorder: MaybePerson = Field(default="", title="记录人 / recorder")


class OfMeeting(Command, at="/documents/meetings/{meeting}", returns=MeetingView):
    meeting: MeetingId


class MoveMeeting(
    OfMeeting,
    does="move",
    who=HOSTS,
    when=MeetingStatus.CALLED,
    zh="会议改期",
    en="Move a meeting",
):
    on: date = Field(title="会期 / on")
    start: Start
    place: Place
    reason: Reason


class CancelMeeting(
    OfMeeting,
    does="cancellation",
    who=HOSTS,
    when=MeetingStatus.CALLED,
    zh="取消会议",
    en="Cancel a meeting",
):
    """What was owed for it is no longer."""

    reason: Reason


class InviteToMeeting(
    OfMeeting,
    does="invitations",
    who=HOSTS,
    cites=("A17", "B2.2"),
    when=MeetingStatus.CALLED,
    zh="通知列席人员",
    en="Invite people to sit in",
):
    people: tuple[PersonId, ...] = Field(min_length=1, max_length=200, title="列席人员 / people")


class NameRecorder(
    OfMeeting,
    does="recorder",
    who=HOSTS,
    when=OPEN,
    zh="指定记录人",
    en="Name who keeps the minutes",
):
    recorder: MaybePerson = Field(title="记录人 / recorder")


# -- the agenda -------------------------------------------------------------------------------------------------------


class ProposeTopic(
    OfMeeting,
    does="topics",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    when=MeetingStatus.CALLED,
    zh="提出议题",
    en="Propose an item",
):
    """By those whom the kind of the meeting names: to the Party group by its members."""

    department: DepartmentId
    title: Title
    text: str = Field(default="", max_length=20_000, title="说明 / text")
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")


class SetAgenda(
    OfMeeting,
    does="agenda",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    when=MeetingStatus.CALLED,
    zh="确定议程",
    en="Set the agenda",
):
    """By those whom the kind names: of the Party group by its secretary. What is left out stays proposed."""

    items: tuple[Item, ...] = Field(min_length=1, max_length=100, title="议题顺序 / items in order")


class WithdrawTopic(
    OfMeeting,
    does="topics/{item}/withdrawal",
    who=(SELF, *OFFICE),
    when=MeetingStatus.CALLED,
    zh="撤回议题",
    en="Withdraw an item",
):
    """By whoever proposed it, or the office."""

    item: Item
    reason: Reason


class DeferTopic(
    OfMeeting,
    does="topics/{item}/deferral",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    when=MeetingStatus.CALLED,
    zh="暂缓议题",
    en="Defer an item",
):
    """By whoever sets the agenda; where nobody does, items are withdrawn."""

    item: Item
    reason: Reason


# -- held -------------------------------------------------------------------------------------------------------------


class HoldMeeting(
    OfMeeting,
    does="holding",
    who=(SELF, *HOSTS),
    cites=("A17", "B2.2"),
    when=MeetingStatus.CALLED,
    zh="登记会议召开",
    en="Enter that a meeting was held",
):
    """By the recorder or the office, on its day or later. Who is neither present nor on leave was absent."""

    presided_by: PersonId = Field(title="主持人 / presided by")
    present: tuple[PersonId, ...] = Field(min_length=1, max_length=500, title="出席 / present")
    on_leave: tuple[PersonId, ...] = Field(default=(), max_length=500, title="请假 / on leave")
    outside_present: int = Field(default=0, ge=0, le=500, title="机关外成员到会人数 / outside members present")


class CorrectAttendance(
    OfMeeting,
    does="attendance/{person}/correction",
    who=(SELF, *HOSTS),
    when=KEPT,
    zh="更正会议出席情况",
    en="Correct who attended",
):
    person: PersonId = Field(title="人员 / person")
    state: Attended = Field(title="出席情况 / state")
    reason: Reason


class CollectRecords(
    OfMeeting,
    does="collection",
    who=(CLERK,),
    cites=("A17", "B11.4"),
    when=MeetingStatus.HELD,
    zh="收存会议记录和材料",
    en="Collect a meeting's records",
):
    """Once the minutes and every material that was not waived are there."""


# -- views ------------------------------------------------------------------------------------------------------------


GetMeeting = showing(
    "GetMeeting",
    MeetingView,
    path="GET /documents/meetings/{meeting}",
    who=(ANYONE,),
    cites=("A17", "B2.7"),
    zh="查看会议",
    en="See a meeting",
    doc="Everybody sees that it is called and held; its kind and an item's class decide who sees what it is about.",
)
ListMeetings = listing(
    "ListMeetings", MeetingRecord, path="GET /documents/meetings", who=(ANYONE,), returns=MeetingLine
)
ExportMeetings = exporting("ExportMeetings", MeetingRecord, path="GET /documents/meetings-export", who=SEES_ALL)


class ExportAttendance(
    Query,
    path="GET /documents/meetings/{meeting}/attendance-export",
    who=(SELF, *SEES_ALL),
    cites=("A17",),
    zh="导出会议签到表",
    en="Export a meeting's attendance sheet",
    returns=File,
):
    """For the recorder, the office and the leaders."""

    meeting: MeetingId
