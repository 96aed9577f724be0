"""What can be asked of incoming documents (A18, B11.1, B11.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.incoming.document import IncomingStatus, Urgency
from services.documents.incoming.record import IncomingRecord
from services.documents.tasks.operations import Answering, CoOwners, Matter, Owner, TaskOrder
from services.documents.tasks.operations import Content as Requirements
from services.kernel.domain.office import OFFICE, SEES_ALL
from services.kernel.domain.who import ANYONE, CHAIR, CLERK, OFFICE_DIRECTOR, ON_ROUTE, SELF
from services.kernel.procedure.fields import MaybePerson, MaybePost, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.record import POST
from services.kernel.procedure.registry import exporting, listing, showing
from services.kernel.procedure.secrecy import Secrecy

Title = Annotated[str, Field(min_length=1, max_length=300, title="标题 / title")]
Content = Annotated[str, Field(max_length=20_000, title="内容摘要 / content")]
Sender = Annotated[str, Field(min_length=1, max_length=200, title="来文单位 / sender")]
SenderNumber = Annotated[str, Field(max_length=100, title="来文字号 / sender's number")]
Again = Annotated[bool, Field(title="字号相同的另一份文件 / another document under the same number")]
Text = Annotated[str, Field(min_length=1, max_length=4000, title="意见 / text")]
Numbered = Annotated[int, Field(ge=1, title="第几条批示 / instruction")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class RegisterIncoming(
    Command,
    path="POST /documents/incoming",
    who=(CLERK,),
    cites=("A18", "B11.1", "B11.2"),
    zh="登记收文",
    en="Register an incoming document",
    returns=IncomingRecord,
):
    """Also what somebody brought back from an outside meeting: with the meeting and who brought it (B11.2).

    The same sender's document with the same number is taken once; another one under that number is taken with `again`.
    """

    sender: Sender
    sender_number: SenderNumber = ""
    title: Title
    content: Content = ""
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")
    urgency: Urgency = Field(default=Urgency.ORDINARY, title="紧急程度 / urgency")
    received: date = Field(title="收文日期 / received")
    copies: int = Field(default=1, ge=1, le=1000, title="份数 / copies")
    meeting: str = Field(default="", max_length=200, title="带回该文件的会议 / meeting")
    brought_by: MaybePerson = Field(default="", title="带回人 / brought by")
    attachments: tuple[Digest, ...] = Field(default=(), max_length=50, title="附件 / attachments")
    again: Again = False


class OfIncoming(Command, at="/documents/incoming/{document}", returns=IncomingRecord):
    document: Annotated[UUID, Field(title="收文 / document")]


class CorrectIncoming(
    OfIncoming,
    does="correction",
    who=(CLERK,),
    cites=("B11.1",),
    when=(IncomingStatus.REGISTERED, IncomingStatus.PROPOSED, IncomingStatus.INSTRUCTED),
    zh="更正收文登记",
    en="Correct the registration of a document",
):
    sender: Sender
    sender_number: SenderNumber = ""
    title: Title
    content: Content = ""
    secrecy: Secrecy = Field(title="密级 / secrecy")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    reason: Reason
    again: Again = False


class ProposeHandling(
    OfIncoming,
    does="proposal",
    who=(OFFICE_DIRECTOR,),
    cites=("B11.1",),
    when=(IncomingStatus.REGISTERED, IncomingStatus.PROPOSED),
    zh="拟办",
    en="Propose how a document is handled",
):
    """May be said again until the leader has spoken."""

    leader_post: Annotated[str, POST, Field(min_length=1, max_length=60, title="领导职务 / leader's post")]
    proposal: Text


class InstructIncoming(
    OfIncoming,
    does="instructions",
    who=(ON_ROUTE, CHAIR),
    when=(IncomingStatus.PROPOSED, IncomingStatus.INSTRUCTED),
    zh="批示",
    en="Give an instruction on a document",
):
    """By the leader whom the proposal names, or the chair. What is to be done becomes tasks at once (A18)."""

    text: Text
    refer_to: MaybePost = Field(default="", title="再送领导职务 / refer to a further leader's post")
    tasks: tuple[TaskOrder, ...] = Field(default=(), max_length=20, title="督办任务 / tasks")


class CorrectInstruction(
    OfIncoming,
    does="instructions/{instruction}/correction",
    who=(ON_ROUTE, SELF),
    cites=("A18",),
    when=IncomingStatus.INSTRUCTED,
    zh="更正批示",
    en="Correct an instruction",
):
    """In the post in which it was given. Tasks ordered with it keep their day; the answer names them."""

    instruction: Numbered
    text: Text
    reason: Reason


class OrderIncomingTask(
    OfIncoming,
    does="instructions/{instruction}/tasks",
    who=(*OFFICE, ON_ROUTE, CHAIR),
    cites=("A18",),
    when=IncomingStatus.INSTRUCTED,
    zh="按批示交办任务",
    en="Make a task of an instruction",
):
    instruction: Numbered
    department: Answering
    owner: Owner
    co_owners: CoOwners = ()
    title: Matter
    content: Requirements = ""
    due: date = Field(title="办结期限 / due")


class CloseIncoming(
    OfIncoming,
    does="closing",
    who=OFFICE,
    cites=("B11.2",),
    when=(IncomingStatus.PROPOSED, IncomingStatus.INSTRUCTED),
    zh="收文销账",
    en="Close an incoming document",
):
    note: str = Field(default="", max_length=1000, title="办理结果 / outcome")


GetIncoming = showing(
    "GetIncoming",
    IncomingRecord,
    path="GET /documents/incoming/{document}",
    who=(ANYONE,),
    zh="查看收文",
    en="See an incoming document",
    doc="Everybody sees that it is there; its class decides who sees title and content.",
)
ListIncoming = listing(
    "ListIncoming",
    IncomingRecord,
    path="GET /documents/incoming",
    who=(ANYONE,),
    doc="Words are looked for only in titles that the caller may see.",
    year=(Annotated[int | None, Field(ge=1900, le=2999)], Field(default=None, title="年度 / year")),
    words=(str, Field(default="", max_length=100, title="标题含 / title contains")),
)
ExportIncoming = exporting(
    "ExportIncoming", IncomingRecord, path="GET /documents/incoming-export", who=SEES_ALL, cites=("B11.1",)
)
