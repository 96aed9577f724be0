"""What can be asked of attachments (B9.3). Who may is decided by the record: see `attachable` of its procedure."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, Upload, View
from services.kernel.who import ADMINISTRATOR, ANYONE, AUDITOR

RecordKind = Annotated[str, Field(min_length=1, max_length=30, title="记录类别 / kind of record", examples=["task"])]
RecordId = Annotated[UUID, Field(title="记录 / record")]
Number = Annotated[int, Field(ge=1, le=100_000, title="附件号 / number")]
FileName = Annotated[str, Field(min_length=1, max_length=200, title="文件名 / file name")]
MediaType = Annotated[
    str, Field(max_length=120, title="内容类型 / media type", description="若填写,须与文件相符 / checked where given")
]
Content = Annotated[Upload, Field(title="文件 / file", max_length=64_000_000)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", title="摘要 / digest")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]


class AttachmentView(View):
    """`removed_on` is set once it no longer belongs to the record."""

    kind: str
    record: UUID
    number: int
    file_name: str
    media_type: str
    size: int
    digest: str
    attached_by: str
    attached_on: date
    removed_by: str
    removed_on: date | None
    reason: str
    version: int


class UploadView(View):
    digest: str
    file_name: str
    media_type: str
    size: int
    uploaded_on: date
    version: int


class FileFaultView(View):
    """The fact at this position speaks of a file that is `missing` or `altered`; `kind` and `record` if it says so."""

    position: int
    topic: str
    digest: str
    reason: str
    kind: str
    record: str


class FileCheckView(View):
    """`scanned` says whether a virus scanner looks at what comes in; `unspoken` are files that no fact speaks of."""

    files: int
    holds: bool
    faults: list[FileFaultView]
    unspoken: int
    scanned: bool


class UploadFile(
    Command,
    path="POST /documents/files",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="上传文件",
    en="Upload a file",
    returns=UploadView,
):
    """Before its record exists: the digest it answers with is then named by whoever uploaded it, in the command that
    makes the record or reports on it. To a record that exists a file is attached directly.
    """

    file_name: FileName
    media_type: MediaType = ""
    content: Content


class GetUpload(
    Query,
    path="GET /documents/files/{digest}",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="查看上传的文件",
    en="See a file one has uploaded",
    returns=UploadView,
):
    digest: Digest


class AttachFile(
    Command,
    path="POST /documents/attachments",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="添加附件",
    en="Attach a file",
    returns=AttachmentView,
):
    """By whoever may act on the record. The same file again changes nothing."""

    kind: RecordKind
    record: RecordId
    file_name: FileName
    media_type: MediaType = ""
    content: Content


class RemoveAttachment(
    Command,
    path="POST /documents/attachments/{kind}/{record}/{number}/removal",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="移除附件",
    en="Remove an attachment",
    returns=AttachmentView,
):
    """By whoever may act on the record. That it was there, and the file itself, stay for the audit."""

    kind: RecordKind
    record: RecordId
    number: Number
    reason: Reason


class ListAttachments(
    PagedQuery,
    path="GET /documents/attachments/{kind}/{record}",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="附件清单",
    en="List a record's attachments",
    returns=Page[AttachmentView],
):
    """For whoever may see the record's content."""

    kind: RecordKind
    record: RecordId


class GetAttachment(
    Query,
    path="GET /documents/attachments/{kind}/{record}/{number}",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="查看附件",
    en="See an attachment",
    returns=AttachmentView,
):
    kind: RecordKind
    record: RecordId
    number: Number


class DownloadAttachment(
    Query,
    path="GET /documents/attachments/{kind}/{record}/{number}/content",
    who=(ANYONE,),
    cites=("B9.3",),
    zh="下载附件",
    en="Download an attachment",
    returns=File,
):
    """For whoever may see the record's content; a file that was altered where it lies is not given out."""

    kind: RecordKind
    record: RecordId
    number: Number


class ExportAttachments(
    Query,
    path="GET /documents/attachments-export",
    who=SEES_ALL,
    cites=("B9.3",),
    zh="导出附件台账",
    en="Export the register of attachments",
    returns=File,
):
    """What the caller may not see of a record is not in the file either."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class CheckFiles(
    Command,
    path="POST /documents/file-checks",
    who=(AUDITOR, ADMINISTRATOR),
    cites=("B9.3",),
    zh="核验附件",
    en="Verify the stored files",
    returns=FileCheckView,
):
    """Every file that the log speaks of: is it there, and is it what it was?"""
