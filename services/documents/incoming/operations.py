"""What can be asked of incoming documents (A18, B11.1, B11.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, SEES_ALL
from services.documents.tasks.operations import TaskOrder
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE, CHAIR, CLERK, OFFICE_DIRECTOR, ON_ROUTE, SELF

DocumentId = Annotated[UUID, Field(title="收文 / document")]
Title = Annotated[str, Field(min_length=1, max_length=300, title="标题 / title")]
Content = Annotated[str, Field(max_length=20_000, title="内容摘要 / content")]
Sender = Annotated[str, Field(min_length=1, max_length=200, title="来文单位 / sender")]
SenderNumber = Annotated[str, Field(max_length=100, title="来文字号 / sender's number")]
PostId = Annotated[str, Field(min_length=1, max_length=60, title="领导职务 / leader's post")]
Text = Annotated[str, Field(min_length=1, max_length=4000, title="意见 / text")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Secrecy(StrEnum):
    ORDINARY = "ordinary"
    SECRET = "secret"  # noqa: S105  # a class, no password
    CONFIDENTIAL = "confidential"
    TOP_SECRET = "top-secret"  # noqa: S105


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    URGENT = "urgent"
    EXPRESS = "express"


class InstructionView(View):
    """One wording. Revision 0 is the first; a later one corrects it, and both stay."""

    instruction: int
    revision: int
    person: str
    post: str
    text: str
    reason: str
    at: datetime


class ProposalView(View):
    """拟办意见. Revision 0 is the first; a later one was said instead, before the leader spoke, and all stay."""

    revision: int
    person: str
    post: str
    leader_post: str
    text: str
    at: datetime


class IncomingView(View):
    """`withheld`: title, content, or both, where the caller may not see them; proposal and instructions are content."""

    id: UUID
    number: str
    sender: str
    sender_number: str
    title: str
    content: str
    attachments: list[str]
    withheld: list[str]
    secrecy: str
    urgency: str
    received: date
    registered_on: date
    copies: int
    meeting: str
    brought_by: str
    status: str
    leader_post: str
    waits_for: str = Field(description="轮到办理的岗位 / the post whose turn it is")
    waits_since: date
    urged: int = Field(description="本环节催办次数 / reminders sent at this step")
    urged_on: date | None
    proposal: str
    proposals: list[ProposalView]
    instructions: list[InstructionView]
    tasks: list[UUID]
    circulation: str = Field(description="传阅状态,未传阅为空 / state of its circulation, empty before")
    closed_on: date | None
    note: str
    version: int


class RegisterIncoming(
    Command,
    path="POST /documents/incoming",
    who=(CLERK,),
    cites=("A18", "B11.1", "B11.2"),
    zh="登记收文",
    en="Register an incoming document",
    returns=IncomingView,
):
    """Also what somebody brought back from an outside meeting: with the meeting and who brought it (B11.2)."""

    sender: Sender
    sender_number: SenderNumber = ""
    title: Title
    content: Content = ""
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")
    urgency: Urgency = Field(default=Urgency.ORDINARY, title="紧急程度 / urgency")
    received: date = Field(title="收文日期 / received")
    copies: int = Field(default=1, ge=1, le=1000, title="份数 / copies")
    meeting: str = Field(default="", max_length=200, title="带回该文件的会议 / meeting")
    brought_by: str = Field(default="", max_length=60, title="带回人 / brought by")
    attachments: tuple[Digest, ...] = Field(default=(), max_length=50, title="附件 / attachments")


class CorrectIncoming(
    Command,
    path="POST /documents/incoming/{document}/correction",
    who=(CLERK,),
    cites=("B11.1",),
    zh="更正收文登记",
    en="Correct the registration of a document",
    returns=IncomingView,
):
    document: DocumentId
    sender: Sender
    sender_number: SenderNumber = ""
    title: Title
    content: Content = ""
    secrecy: Secrecy = Field(title="密级 / secrecy")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    reason: Reason


class ProposeHandling(
    Command,
    path="POST /documents/incoming/{document}/proposal",
    who=(OFFICE_DIRECTOR,),
    cites=("B11.1",),
    zh="拟办",
    en="Propose how a document is handled",
    returns=IncomingView,
):
    document: DocumentId
    leader_post: PostId
    proposal: Text


class InstructIncoming(
    Command,
    path="POST /documents/incoming/{document}/instructions",
    who=(ON_ROUTE, CHAIR),
    cites=("A18", "B11.1"),
    zh="批示",
    en="Give an instruction on a document",
    returns=IncomingView,
):
    """By the leader whom the proposal names, or the chair. What is to be done becomes tasks at once (A18)."""

    document: DocumentId
    text: Text
    refer_to: str = Field(default="", max_length=60, title="再送领导职务 / refer to a further leader's post")
    tasks: tuple[TaskOrder, ...] = Field(default=(), max_length=20, title="督办任务 / tasks")


class CorrectInstruction(
    Command,
    path="POST /documents/incoming/{document}/instructions/{instruction}/correction",
    who=(SELF, ON_ROUTE),
    cites=("A18",),
    zh="更正批示",
    en="Correct an instruction",
    returns=IncomingView,
):
    document: DocumentId
    instruction: int = Field(ge=1, title="第几条批示 / instruction")
    text: Text
    reason: Reason


class OrderIncomingTask(
    Command,
    path="POST /documents/incoming/{document}/instructions/{instruction}/tasks",
    who=(*OFFICE, ON_ROUTE, CHAIR),
    cites=("A18",),
    zh="按批示交办任务",
    en="Make a task of an instruction",
    returns=IncomingView,
):
    document: DocumentId
    instruction: int = Field(ge=1, title="第几条批示 / instruction")
    department: str = Field(min_length=1, max_length=60, title="承办部门 / department")
    owner: str = Field(min_length=1, max_length=60, title="承办人 / owner")
    co_owners: tuple[str, ...] = Field(default=(), max_length=30, title="协办部门 / co-owners")
    title: str = Field(min_length=1, max_length=200, title="事项 / title")
    content: str = Field(default="", max_length=4000, title="要求 / content")
    due: date = Field(title="办结期限 / due")


class CloseIncoming(
    Command,
    path="POST /documents/incoming/{document}/closing",
    who=OFFICE,
    cites=("B11.2",),
    zh="收文销账",
    en="Close an incoming document",
    returns=IncomingView,
):
    document: DocumentId
    note: str = Field(default="", max_length=1000, title="办理结果 / outcome")


class GetIncoming(
    Query,
    path="GET /documents/incoming/{document}",
    who=(ANYONE,),
    cites=("A18", "B11.1"),
    zh="查看收文",
    en="See an incoming document",
    returns=IncomingView,
):
    """Everybody sees that it is there; its class decides who sees title and content."""

    document: DocumentId


class ListIncoming(
    PagedQuery,
    path="GET /documents/incoming",
    who=(ANYONE,),
    cites=("A18", "B11.1"),
    zh="收文台账",
    en="Register of incoming documents",
    returns=Page[IncomingView],
):
    """Words are looked for only in titles that the caller may see."""

    year: int | None = Field(default=None, ge=1900, le=2999, title="年度 / year")
    status: str = Field(default="", max_length=20, title="状态 / status")
    secrecy: Secrecy | None = Field(default=None, title="密级 / secrecy")
    waits_for: str = Field(default="", max_length=60, title="待办岗位 / waits for the post")
    words: str = Field(default="", max_length=100, title="标题含 / title contains")


class ExportIncoming(
    Query,
    path="GET /documents/incoming-export",
    who=SEES_ALL,
    cites=("B11.1",),
    zh="导出收文台账",
    en="Export the register of incoming documents",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
