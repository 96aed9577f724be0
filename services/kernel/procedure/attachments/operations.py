"""What can be asked of attachments (B9.3). Who may is decided by the record: see `attachable` of its procedure."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ADMINISTRATOR, ANYONE, AUDITOR
from services.kernel.procedure.attachments.contents import KINDS
from services.kernel.procedure.attachments.record import CITES, AttachmentRecord, UploadRecord
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query, Upload, View, of_service

RecordKind = Annotated[str, Field(min_length=1, max_length=30, title="记录类别 / kind of record", examples=["task"])]
RecordId = Annotated[UUID, Field(title="记录 / record")]
Number = Annotated[int, Field(ge=1, le=100_000, title="附件号 / number")]
FileName = Annotated[str, Field(min_length=1, max_length=200, title="文件名 / file name")]
MediaType = Annotated[
    str, Field(max_length=120, title="内容类型 / media type", description="若填写，须与文件相符 / checked where given")
]
Content = Annotated[Upload, Field(title="文件 / file", max_length=64_000_000)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", title="摘要 / digest")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]


class FileFaultView(View):
    """The fact at this position speaks of a file that is `missing` or `altered`; `kind` and `record` if it says so."""

    position: int = Field(title="序号 / position")
    topic: str = Field(title="事件 / event")
    digest: str = Field(title="摘要 / digest")
    reason: str = Field(title="理由 / reason")
    kind: str = Field(title="记录类别 / kind of record")
    record: str = Field(title="记录 / record")


class FileCheckView(View):
    """`scanned` says whether a virus scanner looks at what comes in; `unspoken` are files that no fact speaks of."""

    files: int = Field(title="文件数 / files")
    holds: bool = Field(title="相符 / holds")
    faults: list[FileFaultView] = Field(title="不符之处 / faults")
    unspoken: int = Field(title="无记录的文件 / files nobody speaks of")
    scanned: bool = Field(title="有病毒扫描 / scanned")


class Attached(File):
    MEDIA = tuple(sorted({kind.media_type for kind in KINDS}))


class UploadFile(Command):
    """Before its record exists: the digest it answers with is then named by whoever uploaded it, in the command that
    makes the record or reports on it. To a record that exists a file is attached directly. The same file may be sent in
    under several names; a digest speaks of the last one, and named twice of the last two.
    """

    file_name: FileName
    media_type: MediaType = ""
    content: Content


class GetUpload(Query):
    digest: Digest


class AttachFile(Command):
    """By whoever may act on the record. The same file under the same name again changes nothing; under another name it
    is another attachment.
    """

    kind: RecordKind
    record: RecordId
    file_name: FileName
    media_type: MediaType = ""
    content: Content


class RemoveAttachment(Command):
    """By whoever may act on the record. That it was there, and the file itself, stay for the audit."""

    kind: RecordKind
    record: RecordId
    number: Number
    reason: Reason


class Attachments(Page[AttachmentRecord]):
    """A record's files, and what the caller may do about them now: nothing once the record is closed."""

    allowed: list[str] = Field(title="可办理 / allowed")


class ListAttachments(PagedQuery):
    """For whoever may see the record's content."""

    kind: RecordKind
    record: RecordId


class GetAttachment(Query):
    kind: RecordKind
    record: RecordId
    number: Number


class DownloadAttachment(Query):
    """For whoever may see the record's content; a file that was altered where it lies is not given out."""

    kind: RecordKind
    record: RecordId
    number: Number


class ExportAttachments(Query):
    """What the caller may not see of a record is not in the file either."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class CheckFiles(Command):
    """Every file that the log speaks of: is it there, and is it what it was?"""


class AttachmentOperations(NamedTuple):
    """The operation classes of one service."""

    upload_file: type[UploadFile]
    get_upload: type[GetUpload]
    attach_file: type[AttachFile]
    remove_attachment: type[RemoveAttachment]
    list_attachments: type[ListAttachments]
    get_attachment: type[GetAttachment]
    download_attachment: type[DownloadAttachment]
    export_attachments: type[ExportAttachments]
    check_files: type[CheckFiles]


@cache
def declare(service: str) -> AttachmentOperations:
    """The same classes each time it is asked for the same service."""
    own = partial(of_service, service, "attachments.operations", cites=CITES)
    one, for_all = "/attachments/{kind}/{record}/{number}", (ANYONE,)
    return AttachmentOperations(
        own(UploadFile, "POST /files", for_all, "上传文件", "Upload a file", UploadRecord),
        own(GetUpload, "GET /files/{digest}", for_all, "查看上传的文件", "See a file one has uploaded", UploadRecord),
        own(AttachFile, "POST /attachments", for_all, "添加附件", "Attach a file", AttachmentRecord),
        own(RemoveAttachment, f"POST {one}/removal", for_all, "移除附件", "Remove an attachment", AttachmentRecord),
        own(
            ListAttachments,
            "GET /attachments/{kind}/{record}",
            for_all,
            "附件清单",
            "List a record's attachments",
            Attachments,
        ),
        own(GetAttachment, f"GET {one}", for_all, "查看附件", "See an attachment", AttachmentRecord),
        own(DownloadAttachment, f"GET {one}/content", for_all, "下载附件", "Download an attachment", Attached),
        own(
            ExportAttachments,
            "GET /attachments-export",
            SEES_ALL,
            "导出附件台账",
            "Export the register of attachments",
            File,
        ),
        own(
            CheckFiles,
            "POST /file-checks",
            (AUDITOR, ADMINISTRATOR),
            "核验附件",
            "Verify the stored files",
            FileCheckView,
        ),
    )
