"""What can be asked to be shown of outgoing documents (A19, B11.3)."""

from __future__ import annotations

from pydantic import Field

from services.documents.outgoing.fields import DocumentId, Form
from services.documents.outgoing.record import CITES, OutgoingLine, OutgoingRecord, OutgoingView, OutgoingWording
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import MaybeDepartment
from services.kernel.procedure.operations import File, Query, View
from services.kernel.procedure.registry import exporting, listing, showing


class OutgoingWordings(View):
    items: list[OutgoingWording] = Field(title="各稿 / wordings")


GetOutgoing = showing(
    "GetOutgoing",
    OutgoingView,
    path="GET /documents/outgoing/{document}",
    who=(ANYONE,),
    zh="查看发文",
    en="See an outgoing document",
    doc="Everybody sees that it is there and where it lies; its class decides who sees title and content.",
)


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


class OwnFile(File):
    """The document as it is sent out."""

    MEDIA = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


class GetOutgoingFile(
    Query,
    path="GET /documents/outgoing/{document}/file",
    who=(ANYONE,),
    cites=CITES,
    zh="发文成文（DOCX、PDF）",
    en="The document itself as DOCX or PDF",
    returns=OwnFile,
):
    """As GB/T 9704-2012 lays it out; before the number is issued there is none on it."""

    document: DocumentId
    form: Form = Field(default=Form.PDF, title="格式 / format")
    copy_number: int | None = Field(default=None, ge=1, le=999_999, title="份号 / number of the copy")


ListOutgoing = listing(
    "ListOutgoing",
    OutgoingRecord,
    path="GET /documents/outgoing",
    who=(ANYONE,),
    returns=OutgoingLine,
    doc="Words are looked for only in titles that the caller may see.",
    drafted_in=(MaybeDepartment, Field(default="", title="主办部门 / department")),
    waiting_for_me=(bool, Field(default=False, title="待我办理 / waits for me")),
    words=(str, Field(default="", max_length=100, title="标题含 / title contains")),
)
ExportOutgoing = exporting(
    "ExportOutgoing",
    OutgoingRecord,
    path="GET /documents/outgoing-export",
    who=SEES_ALL,
    doc="By the day of drafting; a second sheet holds the recipients with their receipts.",
)
