"""What can be asked of the minutes of a meeting (A17)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.documents.meetings.operations import RECORDER, Attachments, MeetingId, Reason, Text
from services.documents.office import SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE


class WordingView(View):
    """Revision 0 is the first; a later one corrects it, and both stay."""

    revision: int
    person: str
    text: str
    reason: str
    at: datetime


class MinutesView(View):
    meeting: UUID
    kind: str
    number: str
    due: date
    filed_on: date
    late: bool
    attachments: list[str]
    wordings: list[WordingView]
    version: int


class MinutesLine(View):
    """What is owed for one meeting and whether it came; what the minutes say stands in `MinutesView`."""

    meeting: UUID
    kind: str
    number: str
    on: date
    recorder: str
    due: date
    status: str
    filed_on: date | None


class FileMinutes(
    Command,
    path="POST /documents/meetings/{meeting}/minutes",
    who=RECORDER,
    cites=("A17",),
    zh="提交会议记录",
    en="File the minutes",
    returns=MinutesView,
):
    meeting: MeetingId
    text: Text
    attachments: Attachments = ()


class CorrectMinutes(
    Command,
    path="POST /documents/meetings/{meeting}/minutes-correction",
    who=RECORDER,
    cites=("A17",),
    zh="更正会议记录",
    en="Correct the minutes",
    returns=MinutesView,
):
    """Another wording beside the first, which stays readable."""

    meeting: MeetingId
    text: Text
    reason: Reason


class GetMinutes(
    Query,
    path="GET /documents/meetings/{meeting}/minutes",
    who=(ANYONE,),
    cites=("A17", "B2.7"),
    zh="查看会议记录",
    en="Read the minutes",
    returns=MinutesView,
):
    """For those whom the kind and the classes of its items allow."""

    meeting: MeetingId


class ListMinutes(
    PagedQuery,
    path="GET /documents/minutes",
    who=SEES_ALL,
    cites=("A17",),
    zh="会议记录台账",
    en="Register of minutes",
    returns=Page[MinutesLine],
):
    """Newest meeting first; `owed` and `missing` are still to come."""

    kind: str = Field(default="", max_length=40, title="会议种类 / kind")
    status: str = Field(default="", max_length=12, title="状态 / status")


class ExportMinutes(
    Query,
    path="GET /documents/minutes-export",
    who=SEES_ALL,
    cites=("A17",),
    zh="导出会议记录台账",
    en="Export the register of minutes",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
