"""What can be asked to be shown of outgoing documents (A19, B11.3)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.documents.incoming.operations import Secrecy
from services.documents.office import SEES_ALL
from services.documents.outgoing.answers import OutgoingLine, OutgoingView, OutgoingWordings
from services.documents.outgoing.fields import (
    DocumentId,
    Form,
    Status,
)
from services.kernel.operations import File, Page, PagedQuery, Query
from services.kernel.who import ANYONE

CITES = ("A19", "B11.3")


class GetOutgoing(
    Query,
    path="GET /documents/outgoing/{document}",
    who=(ANYONE,),
    cites=CITES,
    zh="查看发文",
    en="See an outgoing document",
    returns=OutgoingView,
):
    """Everybody sees that it is there and where it lies; its class decides who sees title and content."""

    document: DocumentId


class ListOutgoingRevisions(
    Query,
    path="GET /documents/outgoing/{document}/revisions",
    who=(ANYONE,),
    cites=CITES,
    zh="文稿各稿",
    en="Every wording of a document",
    returns=OutgoingWordings,
):
    document: DocumentId


class GetOutgoingFile(
    Query,
    path="GET /documents/outgoing/{document}/file",
    who=(ANYONE,),
    cites=CITES,
    zh="发文成文（DOCX、PDF）",
    en="The document itself as DOCX or PDF",
    returns=File,
):
    """As GB/T 9704-2012 lays it out; before the number is issued there is none on it."""

    document: DocumentId
    form: Form = Field(default=Form.PDF, title="格式 / format")
    copy_number: int | None = Field(default=None, ge=1, le=999_999, title="份号 / number of the copy")


class ListOutgoing(
    PagedQuery,
    path="GET /documents/outgoing",
    who=(ANYONE,),
    cites=CITES,
    zh="发文台账",
    en="Register of outgoing documents",
    returns=Page[OutgoingLine],
):
    """Words are looked for only in titles that the caller may see."""

    series: str = Field(default="", max_length=40, title="系列 / series")
    year: int | None = Field(default=None, ge=1900, le=2999, title="编号年度 / year of the number")
    status: Status | None = Field(default=None, title="状态 / status")
    step: str = Field(default="", max_length=40, title="所处环节 / step")
    drafted_in: str = Field(default="", max_length=60, title="主办部门 / department")
    secrecy: Secrecy | None = Field(default=None, title="密级 / secrecy")
    waiting_for_me: bool = Field(default=False, title="待我办理 / waits for me")
    words: str = Field(default="", max_length=100, title="标题含 / title contains")


class ExportOutgoing(
    Query,
    path="GET /documents/outgoing-export",
    who=SEES_ALL,
    cites=CITES,
    zh="导出发文台账",
    en="Export the register of outgoing documents",
    returns=File,
):
    """By the day of drafting; a second sheet holds the recipients with their receipts."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
