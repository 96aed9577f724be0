"""What can be asked of circulations (A18, B11.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.circulation.record import CirculationLine, CirculationRecord, CirculationView, Reader
from services.documents.circulation.states import CirculationStatus, Mode
from services.documents.incoming.document import IncomingStatus
from services.kernel.domain.office import LEADERS, OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import CLERK, COLLEAGUE, SELF
from services.kernel.procedure.fields import MaybeDepartment, MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query
from services.kernel.procedure.registry import exporting, listing

DocumentId = Annotated[UUID, Field(title="收文 / document")]
Readers = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=500, title="阅件人 / readers")]
Why = Annotated[str, Field(max_length=500, title="送阅事由 / why")]


class StartCirculation(
    Command,
    path="POST /documents/incoming/{document}/circulation",
    who=OFFICE,
    when=IncomingStatus.INSTRUCTED,
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


class OfCirculation(
    Command, at="/documents/incoming/{document}/circulation", cites=("B11.2",), returns=CirculationView
):
    document: DocumentId


class OfReader(OfCirculation, at="/documents/incoming/{document}/circulation/readers/{person}"):
    person: PersonId


class AddReaders(
    OfCirculation,
    does="readers",
    who=OFFICE,
    cites=("A18", "B11.2"),
    when=(CirculationStatus.OPEN, CirculationStatus.COMPLETED),
    zh="增加阅件人",
    en="Add readers",
):
    """One that all have read goes on."""

    readers: Readers
    why: Why = ""


class RemoveReader(
    OfReader, does="removal", who=OFFICE, when=CirculationStatus.OPEN, zh="撤去待阅人", en="Take a waiting reader off"
):
    reason: Reason


class PassOnDocument(
    OfReader, does="reading", who=(SELF,), zh="阅毕转交", en="Pass a document on, read", returns=Reader
):
    """To the next reader, or back to the office where nobody waits or the class demands it."""

    opinion: str = Field(default="", max_length=2000, title="意见 / opinion")


class ReturnUnread(
    OfReader, does="unread-return", who=(SELF,), zh="未阅退回办公室", en="Return a document unread", returns=Reader
):
    """The others read it meanwhile; the reader stands last in the queue."""

    reason: Reason


class ReceiveCopy(
    OfCirculation, does="copies/{copy_number}/receipt", who=(CLERK,), zh="收回文件份", en="Take a copy back"
):
    """From a reader's desk as well: `read` says whether they had read it. It goes on to whoever waits."""

    copy_number: int = Field(ge=1, title="份号 / copy")
    read: bool = Field(default=True, title="已阅 / read")


class HandOutDocument(
    OfReader,
    does="handing-out",
    who=(CLERK,),
    when=CirculationStatus.OPEN,
    zh="分送待阅人",
    en="Hand a copy to a waiting reader",
):
    """Out of turn, or again to somebody who returned it unread."""


class AskRetention(
    OfReader, does="retention", who=(SELF,), zh="申请留用文件", en="Ask to keep a document", returns=Reader
):
    until: date = Field(title="留用至 / until")
    reason: Reason


class GrantRetention(OfReader, does="retention-approval", who=OFFICE, zh="批准留用", en="Let a document be kept"): ...


class RefuseRetention(
    OfReader, does="retention-refusal", who=OFFICE, zh="不批准留用", en="Do not let a document be kept"
):
    reason: Reason


class WithdrawCirculation(
    OfCirculation,
    does="withdrawal",
    who=(*OFFICE, *LEADERS),
    when=CirculationStatus.OPEN,
    zh="撤回传阅",
    en="Call a document back",
):
    reason: Reason


class GetCirculation(
    Query,
    path="GET /documents/incoming/{document}/circulation",
    who=(SELF, *SEES_ALL),
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
    zh="查看本人传阅情况",
    en="See one reader's part",
    returns=Reader,
):
    document: DocumentId
    person: PersonId


ListCirculations = listing(
    "ListCirculations", CirculationRecord, path="GET /documents/circulations", who=SEES_ALL, returns=CirculationLine
)


class ListHolders(
    PagedQuery,
    path="GET /documents/circulation-holders",
    who=(SELF, COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A18", "B11.2"),
    zh="文件在谁手中",
    en="Who has documents",
    returns=Page[Reader],
):
    """Who has which document, since when and why, the earliest due first; one's own are one's desk."""

    person: MaybePerson = ""
    department: MaybeDepartment = ""
    overdue: bool = Field(default=False, title="只看逾期 / overdue only")


ExportCirculations = exporting(
    "ExportCirculations", CirculationRecord, path="GET /documents/circulations-export", who=SEES_ALL, cites=("B11.2",)
)
