"""What can be asked of the minutes of a meeting (A17)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.documents.meetings.operations import RECORDER, Attachments, MeetingId, Text
from services.documents.meetings.record import MeetingKind, MeetingNumber
from services.documents.minutes.record import MeetingRef, Wording
from services.documents.minutes.states import MinutesStatus
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.procedure.record import Person, Row, choice


class MinutesView(View):
    meeting: MeetingRef
    kind: MeetingKind
    number: MeetingNumber
    due: date | None = Field(title="期限 / due")
    filed_on: date = Field(title="提交日 / filed on")
    late: bool = Field(title="逾期 / late")
    attachments: list[str] = Field(title="附件 / attachments")
    wordings: list[Wording] = Field(title="记录 / wordings")
    version: int = Field(title="版本 / version")
    allowed: list[str] | None = Field(default=None, title="可办理 / allowed")


class MinutesLine(Row, sheet="kind number on recorder due filed_on status"):
    """What is owed for one meeting and whether it came; what the minutes say stands in `MinutesView`."""

    meeting: MeetingRef
    kind: MeetingKind
    number: MeetingNumber = Field(title="会议编号 / number")
    on: date = Field(title="会期 / on")
    recorder: Person = Field(title="记录人 / recorder")
    due: date | None = Field(title="期限 / due")
    status: MinutesStatus = Field(title="状态 / status")
    filed_on: date | None = Field(title="提交日 / filed on")


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

    kind: Annotated[str, *choice("meetings.kinds", "会议种类 / kind")] = ""
    status: MinutesStatus | None = Field(default=None, title="状态 / status")


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
