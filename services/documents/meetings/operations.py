"""What can be asked of meetings (A17, B2, B11.4)."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.incoming.operations import Secrecy
from services.documents.office import LEADERS, OFFICE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE, CLERK, ON_ROUTE, SELF

MeetingId = Annotated[UUID, Field(title="会议 / meeting")]
Item = Annotated[int, Field(ge=1, le=999, title="议题序号 / item")]
PersonId = Annotated[str, Field(min_length=1, max_length=60)]
DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
Title = Annotated[str, Field(min_length=1, max_length=300, title="标题 / title")]
Text = Annotated[str, Field(min_length=1, max_length=50_000, title="正文 / text")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Start = Annotated[time, Field(title="时间 / start")]
Place = Annotated[str, Field(min_length=1, max_length=100, title="地点 / place")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Attachments = Annotated[tuple[Digest, ...], Field(max_length=50, title="附件 / attachments")]
HOSTS = (*OFFICE, *LEADERS)
"""The office hosts meetings (A17)."""
RECORDER = (SELF, *OFFICE)


class Attended(StrEnum):
    PRESENT = "present"
    ON_LEAVE = "on-leave"
    ABSENT = "absent"


class SeatView(View):
    person: str
    role: str = Field(description="应到或列席 / member or invited")
    state: str


class TopicView(View):
    """`withheld`: a secret item shows neither title nor text to those who did not take part (B2.7)."""

    item: int
    place: int = Field(
        title="议程次序 / place on the agenda",
        description="议程顺序,未列入为0 / its place on the agenda, 0 if it has none",
    )
    department: str
    person: str
    secrecy: str
    title: str
    text: str
    withheld: bool
    state: str = Field(title="状态 / state")
    reason: str


class MeetingView(View):
    id: UUID
    kind: str
    number: str
    title: str
    year: int
    on: date
    start: time
    place: str
    department: str
    convenor: str
    presided_by: str
    recorder: str
    status: str
    minutes_due: date
    minutes: str = Field(description="会议记录:待交、未交、已交、迟交 / owed, missing, filed or late")
    minutes_filed_on: date | None
    reason: str
    collected_on: date | None
    seats: list[SeatView]
    topics: list[TopicView]
    version: int


class MeetingLine(View):
    """In the list: without its people and items."""

    id: UUID
    kind: str
    number: str
    title: str
    on: date
    start: time
    place: str
    convenor: str
    presided_by: str
    recorder: str
    status: str
    expected: int
    present: int
    minutes_due: date
    minutes: str
    minutes_filed_on: date | None
    collected_on: date | None
    version: int


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

    kind: str = Field(min_length=1, max_length=40, title="会议种类 / kind", examples=["standing-committee"])
    title: Title
    on: date = Field(title="会期 / on")
    start: Start
    place: Place
    convenor: str = Field(default="", max_length=60, title="召集人 / convenor")
    invited: tuple[PersonId, ...] = Field(default=(), max_length=200, title="列席人员 / invited")
    recorder: str = Field(default="", max_length=60, title="记录人 / recorder")


class MoveMeeting(
    Command,
    path="POST /documents/meetings/{meeting}/move",
    who=HOSTS,
    cites=("A17",),
    zh="会议改期",
    en="Move a meeting",
    returns=MeetingView,
):
    meeting: MeetingId
    on: date = Field(title="会期 / on")
    start: Start
    place: Place
    reason: Reason


class CancelMeeting(
    Command,
    path="POST /documents/meetings/{meeting}/cancellation",
    who=HOSTS,
    cites=("A17",),
    zh="取消会议",
    en="Cancel a meeting",
    returns=MeetingView,
):
    """What was owed for it is no longer."""

    meeting: MeetingId
    reason: Reason


class InviteToMeeting(
    Command,
    path="POST /documents/meetings/{meeting}/invitations",
    who=HOSTS,
    cites=("A17", "B2.2"),
    zh="通知列席人员",
    en="Invite people to sit in",
    returns=MeetingView,
):
    meeting: MeetingId
    people: tuple[PersonId, ...] = Field(min_length=1, max_length=200, title="列席人员 / people")


class NameRecorder(
    Command,
    path="POST /documents/meetings/{meeting}/recorder",
    who=HOSTS,
    cites=("A17",),
    zh="指定记录人",
    en="Name who keeps the minutes",
    returns=MeetingView,
):
    meeting: MeetingId
    recorder: str = Field(max_length=60, title="记录人 / recorder")


# -- the agenda -------------------------------------------------------------------------------------------------------


class ProposeTopic(
    Command,
    path="POST /documents/meetings/{meeting}/topics",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    zh="提出议题",
    en="Propose an item",
    returns=MeetingView,
):
    """By those whom the kind of the meeting names: to the Party group by its members."""

    meeting: MeetingId
    department: DepartmentId
    title: Title
    text: str = Field(default="", max_length=20_000, title="说明 / text")
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")


class SetAgenda(
    Command,
    path="POST /documents/meetings/{meeting}/agenda",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    zh="确定议程",
    en="Set the agenda",
    returns=MeetingView,
):
    """By those whom the kind names: of the Party group by its secretary. What is left out stays proposed."""

    meeting: MeetingId
    items: tuple[Item, ...] = Field(min_length=1, max_length=100, title="议题顺序 / items in order")


class WithdrawTopic(
    Command,
    path="POST /documents/meetings/{meeting}/topics/{item}/withdrawal",
    who=(SELF, *OFFICE),
    cites=("A17",),
    zh="撤回议题",
    en="Withdraw an item",
    returns=MeetingView,
):
    """By whoever proposed it, or the office."""

    meeting: MeetingId
    item: Item
    reason: Reason


class DeferTopic(
    Command,
    path="POST /documents/meetings/{meeting}/topics/{item}/deferral",
    who=(ON_ROUTE, SELF),
    cites=("A17", "B2.4"),
    zh="暂缓议题",
    en="Defer an item",
    returns=MeetingView,
):
    """By whoever sets the agenda; where nobody does, items are withdrawn."""

    meeting: MeetingId
    item: Item
    reason: Reason


# -- held -------------------------------------------------------------------------------------------------------------


class HoldMeeting(
    Command,
    path="POST /documents/meetings/{meeting}/holding",
    who=(SELF, *HOSTS),
    cites=("A17", "B2.2"),
    zh="登记会议召开",
    en="Enter that a meeting was held",
    returns=MeetingView,
):
    """By the recorder or the office, on its day or later. Who is neither present nor on leave was absent."""

    meeting: MeetingId
    presided_by: PersonId = Field(title="主持人 / presided by")
    present: tuple[PersonId, ...] = Field(min_length=1, max_length=500, title="出席 / present")
    on_leave: tuple[PersonId, ...] = Field(default=(), max_length=500, title="请假 / on leave")
    outside_present: int = Field(default=0, ge=0, le=500, title="机关外成员到会人数 / outside members present")


class CorrectAttendance(
    Command,
    path="POST /documents/meetings/{meeting}/attendance/{person}/correction",
    who=(SELF, *HOSTS),
    cites=("A17",),
    zh="更正会议出席情况",
    en="Correct who attended",
    returns=MeetingView,
):
    meeting: MeetingId
    person: PersonId = Field(title="人员 / person")
    state: Attended = Field(title="出席情况 / state")
    reason: Reason


class CollectRecords(
    Command,
    path="POST /documents/meetings/{meeting}/collection",
    who=(CLERK,),
    cites=("A17", "B11.4"),
    zh="收存会议记录和材料",
    en="Collect a meeting's records",
    returns=MeetingView,
):
    """Once the minutes and every material that was not waived are there."""

    meeting: MeetingId


# -- views ------------------------------------------------------------------------------------------------------------


class GetMeeting(
    Query,
    path="GET /documents/meetings/{meeting}",
    who=(ANYONE,),
    cites=("A17", "B2.7"),
    zh="查看会议",
    en="See a meeting",
    returns=MeetingView,
):
    """Everybody sees that it is called and held; its kind and the class of an item decide who sees what it is about."""

    meeting: MeetingId


class ListMeetings(
    PagedQuery,
    path="GET /documents/meetings",
    who=(ANYONE,),
    cites=("A17",),
    zh="会议台账",
    en="Register of meetings",
    returns=Page[MeetingLine],
):
    kind: str = Field(default="", max_length=40, title="会议种类 / kind")
    status: str = Field(default="", max_length=12, title="状态 / status")
    year: int | None = Field(default=None, ge=1900, le=2999, title="年度 / year")


class ExportMeetings(
    Query,
    path="GET /documents/meetings-export",
    who=SEES_ALL,
    cites=("A17",),
    zh="导出会议台账",
    en="Export the register of meetings",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


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
