"""What can be asked of circulations (A18, B11.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import LEADERS, OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import CLERK, COLLEAGUE, SELF

DocumentId = Annotated[UUID, Field(title="收文 / document")]
PersonId = Annotated[str, Field(min_length=1, max_length=60, title="人员 / person")]
Readers = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=500, title="阅件人 / readers")]
Why = Annotated[str, Field(max_length=500, title="送阅事由 / why")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]


class Mode(StrEnum):
    SERIAL = "serial"
    PARALLEL = "parallel"


class ReaderView(View):
    """Who has it or should read it, since when and why. What the caller may not see is empty and `withheld`."""

    document: UUID
    number: str
    title: str
    why: str
    withheld: list[str]
    person: str
    department: str
    status: str
    place: int
    copy_number: int = Field(description="份号,未分送为 0 / 0 before a copy was handed out")
    turn: int
    came_from: str = Field(description="上一阅件人,空为办公室 / the reader before; empty: the office")
    since: date
    due: date | None
    overdue_now: bool
    overdue_times: int
    urgency: str
    urged: int
    urged_on: date | None
    asked_until: date | None
    opinion: str
    reason: str
    gone: bool = Field(description="已不在本机关 / in service no longer: passed over, or the copy called back")


class CopyView(View):
    copy_number: int
    place: str = Field(title="所在 / where it is")
    person: str
    since: date


class CirculationView(View):
    """`back`: nobody waits and every copy is at the office."""

    document: UUID
    number: str
    title: str
    withheld: list[str]
    mode: str
    copies: list[CopyView]
    urgency: str
    status: str
    back: bool
    started_on: date
    closed_on: date | None
    reason: str
    readers: list[ReaderView]
    version: int


class CirculationLine(View):
    document: UUID
    number: str
    title: str
    withheld: list[str]
    mode: str
    urgency: str
    status: str
    back: bool
    started_on: date
    closed_on: date | None
    waiting: int
    held: int
    read: int
    overdue: int


class StartCirculation(
    Command,
    path="POST /documents/incoming/{document}/circulation",
    who=OFFICE,
    cites=("A18", "B11.2"),
    zh="分送传阅",
    en="Distribute a document to its readers",
    returns=CirculationView,
):
    """Serial: one copy in this order. Parallel: the copies named at once; further readers as copies come back."""

    document: DocumentId
    readers: Readers
    mode: Mode = Field(default=Mode.SERIAL, title="方式 / mode")
    copies: int = Field(default=1, ge=1, le=1000, title="传阅份数 / copies")
    why: Why = ""


class AddReaders(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers",
    who=OFFICE,
    cites=("A18", "B11.2"),
    zh="增加阅件人",
    en="Add readers",
    returns=CirculationView,
):
    document: DocumentId
    readers: Readers
    why: Why = ""


class RemoveReader(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/removal",
    who=OFFICE,
    cites=("B11.2",),
    zh="撤去待阅人",
    en="Take a waiting reader off",
    returns=CirculationView,
):
    document: DocumentId
    person: PersonId
    reason: Reason


class PassOnDocument(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/reading",
    who=(SELF,),
    cites=("B11.2",),
    zh="阅毕转交",
    en="Pass a document on, read",
    returns=ReaderView,
):
    """To the next reader, or back to the office where nobody waits or the class demands it."""

    document: DocumentId
    person: PersonId
    opinion: str = Field(default="", max_length=2000, title="意见 / opinion")


class ReturnUnread(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/unread-return",
    who=(SELF,),
    cites=("B11.2",),
    zh="未阅退回办公室",
    en="Return a document unread",
    returns=ReaderView,
):
    """The others read it meanwhile; the reader stands last in the queue."""

    document: DocumentId
    person: PersonId
    reason: Reason


class ReceiveCopy(
    Command,
    path="POST /documents/incoming/{document}/circulation/copies/{copy_number}/receipt",
    who=(CLERK,),
    cites=("B11.2",),
    zh="收回文件份",
    en="Take a copy back",
    returns=CirculationView,
):
    """From a reader's desk as well: `read` says whether they had read it. It goes on to whoever waits."""

    document: DocumentId
    copy_number: int = Field(ge=1, title="份号 / copy")
    read: bool = Field(default=True, title="已阅 / read")


class HandOutDocument(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/handing-out",
    who=(CLERK,),
    cites=("B11.2",),
    zh="分送待阅人",
    en="Hand a copy to a waiting reader",
    returns=CirculationView,
):
    """Out of turn, or again to somebody who returned it unread."""

    document: DocumentId
    person: PersonId


class AskRetention(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/retention",
    who=(SELF,),
    cites=("B11.2",),
    zh="申请留用文件",
    en="Ask to keep a document",
    returns=ReaderView,
):
    document: DocumentId
    person: PersonId
    until: date = Field(title="留用至 / until")
    reason: Reason


class GrantRetention(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/retention-approval",
    who=OFFICE,
    cites=("B11.2",),
    zh="批准留用",
    en="Let a document be kept",
    returns=CirculationView,
):
    document: DocumentId
    person: PersonId


class RefuseRetention(
    Command,
    path="POST /documents/incoming/{document}/circulation/readers/{person}/retention-refusal",
    who=OFFICE,
    cites=("B11.2",),
    zh="不批准留用",
    en="Do not let a document be kept",
    returns=CirculationView,
):
    document: DocumentId
    person: PersonId
    reason: Reason


class WithdrawCirculation(
    Command,
    path="POST /documents/incoming/{document}/circulation/withdrawal",
    who=(*OFFICE, *LEADERS),
    cites=("B11.2",),
    zh="撤回传阅",
    en="Call a document back",
    returns=CirculationView,
):
    document: DocumentId
    reason: Reason


class GetCirculation(
    Query,
    path="GET /documents/incoming/{document}/circulation",
    who=(SELF, *SEES_ALL),
    cites=("A18", "B11.2"),
    zh="查看传阅情况",
    en="See a circulation",
    returns=CirculationView,
):
    """For the office and its leaders, and for its readers."""

    document: DocumentId


class GetReader(
    Query,
    path="GET /documents/incoming/{document}/circulation/readers/{person}",
    who=(SELF, *SEES_ALL),
    cites=("A18", "B11.2"),
    zh="查看本人传阅情况",
    en="See one reader's part",
    returns=ReaderView,
):
    document: DocumentId
    person: PersonId


class ListCirculations(
    PagedQuery,
    path="GET /documents/circulations",
    who=SEES_ALL,
    cites=("A18", "B11.2"),
    zh="传阅台账",
    en="Register of circulations",
    returns=Page[CirculationLine],
):
    status: str = Field(default="", max_length=20, title="状态 / status")


class ListHolders(
    PagedQuery,
    path="GET /documents/circulation-holders",
    who=(SELF, COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A18", "B11.2"),
    zh="文件在谁手中",
    en="Who has documents",
    returns=Page[ReaderView],
):
    """Who has which document, since when and why, the earliest due first; one's own are one's desk."""

    person: str = Field(default="", max_length=60, title="人员 / person")
    department: str = Field(default="", max_length=60, title="部门 / department")
    overdue: bool = Field(default=False, title="只看逾期 / overdue only")


class ExportCirculations(
    Query,
    path="GET /documents/circulations-export",
    who=SEES_ALL,
    cites=("B11.2",),
    zh="导出传阅台账",
    en="Export the register of circulations",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
