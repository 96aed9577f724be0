"""Carries out attachments: taken in, removed, listed, handed out, verified (B9.3).

A file is looked at, scanned and stored before its command stands in the line of writers, so that neither a scanner nor
forty megabytes hold anybody up; when the command is then refused, the file is one of which no fact speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import name_of, picture
from services.documents.attachments.events import AttachmentRemoved, FileAttached, FileUploaded
from services.documents.attachments.folder import (
    CITES,
    AttachmentGone,
    Folder,
    NoSuchAttachment,
    NotYourUpload,
    RecordClosed,
    Stored,
    Upload,
    folder_id,
    upload_id,
)
from services.documents.attachments.operations import (
    AttachFile,
    AttachmentView,
    CheckFiles,
    DownloadAttachment,
    ExportAttachments,
    FileCheckView,
    FileFaultView,
    GetAttachment,
    GetUpload,
    ListAttachments,
    RemoveAttachment,
    UploadFile,
    UploadView,
)
from services.documents.attachments.register import attachments, folders, register, uploads
from services.documents.secrecy import WITHHELD_ZH
from services.kernel.attachable import attachable
from services.kernel.contents import FileTooLarge, check_name, kind_of
from services.kernel.context import Answer, Context
from services.kernel.domain import Act
from services.kernel.file_audit import check_files
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.operations import Command, File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure

if TYPE_CHECKING:
    from services.kernel.application import LongContext

MEGABYTE = 1_000_000
procedure = Procedure("attachments", zh="附件", en="Attachments", registers=[register])


# -- taking in --------------------------------------------------------------------------------------------------------


@procedure.handles_long(UploadFile)
def upload_file(op: UploadFile, ctx: LongContext) -> Answer:
    file = _stored(op, ctx)

    def record(op: UploadFile, job: Context) -> GetUpload:
        upload, u = job.find(Upload, upload_id(job.caller, file.digest)), uploads.c
        own = select(func.count()).where(u.person == job.caller, u.uploaded_on == job.today)
        upload.take_in(
            job.act,
            file,
            department=picture(job).department_of(job.caller, job.today),
            today=job.rows(own)[0][0],
            most=job.rules.value("attachments.max_uploads", job.today, int),
        )
        job.save(upload)
        return GetUpload(digest=file.digest)

    return ctx.command(record, _request(op, file))


@procedure.handles_long(AttachFile)
def attach_file(op: AttachFile, ctx: LongContext) -> Answer:
    ctx.reading(partial(_act, op))  # nothing is stored for somebody who may not
    file = _stored(op, ctx)

    def record(op: AttachFile, job: Context) -> GetAttachment:
        act, department = _act(op, job)
        folder = job.find(Folder, folder_id(op.kind, op.record))
        most = job.rules.value("attachments.max_files", job.today, int)
        number = folder.attach(act, file, kind=op.kind, record=op.record, department=department, most=most)
        job.save(folder)
        return GetAttachment(kind=op.kind, record=op.record, number=number)

    return ctx.command(record, _request(op, file))


def _stored(op: UploadFile | AttachFile, ctx: LongContext) -> Stored:
    """Looked at, scanned, written: what a fact may speak of."""
    name = check_name(op.file_name)
    most, kinds = ctx.reading(_limits)
    if len(op.content) > most * MEGABYTE:
        raise FileTooLarge(
            f"附件不能超过{most} MB。", f"An attachment has at most {most} MB.", cites=CITES, limit=most * MEGABYTE
        )
    kind = ctx.aside(partial(kind_of, op.content, name, declared=op.media_type, allowed=kinds))
    files, scanner = ctx.files, ctx.app.office.scanner
    if scanner is not None:
        scanner.check(op.content)
    digest: str = ctx.aside(files.put, op.content)
    return Stored(digest, len(op.content), kind.media_type, name)


def _limits(ctx: Context) -> tuple[int, tuple[str, ...]]:
    rules, today = ctx.rules, ctx.today
    return rules.value("attachments.max_size", today, int), rules.value("attachments.kinds", today, tuple)


def _request(op: Command, file: Stored) -> bytes:
    """What was asked, for the Idempotency-Key: the file by its digest."""
    asked = op.model_dump_json(exclude={"content"})
    return hashlib.sha256(f"{op.NAME}\n{file.digest}\n{asked}".encode()).digest()


def _act(op: AttachFile | RemoveAttachment, ctx: Context) -> tuple[Act, str]:
    """The act of somebody who may, and the record's department; refuses where the record no longer changes."""
    of = attachable(ctx, op.kind)
    act = of.acting(ctx, type(op), op.record)
    if not of.open(of.seen(ctx, op.record)):
        raise RecordClosed(
            "该记录已办结,附件不再变动。", "The record is closed: its attachments stay as they are.", cites=CITES
        )
    subject = of.subject(ctx, op.record)
    person = subject.person and picture(ctx).department_of(subject.person, ctx.today)
    return act, subject.department or person


@procedure.handles(RemoveAttachment)
def remove_attachment(op: RemoveAttachment, ctx: Context) -> GetAttachment:
    act, department = _act(op, ctx)
    folder = ctx.load(Folder, folder_id(op.kind, op.record))
    folder.remove(act, kind=op.kind, record=op.record, number=op.number, department=department, reason=op.reason)
    ctx.save(folder)
    return GetAttachment(kind=op.kind, record=op.record, number=op.number)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetUpload)
def get_upload(op: GetUpload, ctx: Context) -> UploadView:
    row = ctx.row(uploads, id=upload_id(ctx.caller, op.digest).hex)
    if row is None:
        raise NotYourUpload("您没有上传过这个文件。", "You have uploaded no such file.", cites=CITES)
    return UploadView.of(row, file_name=row.name)


@procedure.handles(ListAttachments)
def list_attachments(op: ListAttachments, ctx: Context) -> Page[AttachmentView]:
    attachable(ctx, op.kind).seen(ctx, op.record)
    folder = folder_id(op.kind, op.record).hex
    query = select(attachments).where(attachments.c.folder == folder)
    rows, following = page(ctx, query, (attachments.c.number,), op.after, op.limit)
    version = _version(ctx, folder) if rows else 0
    return Page[AttachmentView](items=[_view(row, version) for row in rows], next=following)


@procedure.handles(GetAttachment)
def get_attachment(op: GetAttachment, ctx: Context) -> AttachmentView:
    row = _row(op, ctx)
    return _view(row, _version(ctx, row.folder))


@procedure.handles_long(DownloadAttachment)
def download_attachment(op: DownloadAttachment, ctx: LongContext) -> File:
    row = ctx.reading(partial(_row, op))
    if row.removed_on is not None:
        raise AttachmentGone("该附件已移除。", "The attachment was removed.", cites=CITES, number=op.number)
    content: bytes = ctx.aside(ctx.files.get, row.digest)
    return File(name=row.name, media_type=row.media_type, content=content)


def _row(op: GetAttachment | DownloadAttachment, ctx: Context) -> Any:
    attachable(ctx, op.kind).seen(ctx, op.record)
    row = ctx.row(attachments, folder=folder_id(op.kind, op.record).hex, number=op.number)
    if row is None:
        raise NoSuchAttachment("没有这个附件。", "There is no such attachment.", cites=CITES, number=op.number)
    return row


def _view(row: Any, version: int) -> AttachmentView:
    return AttachmentView.of(row, file_name=row.name, version=version)


def _version(ctx: Context, folder: str) -> int:
    return int(ctx.row(folders, id=folder).version)


@procedure.discloses(FileAttached, AttachmentRemoved)
def sees_record(event: FileAttached | AttachmentRemoved, ctx: Context) -> bool:
    """In the event log as well, what a file is called is told to whoever may see the record."""
    return _sees(ctx, event.kind, event.record)


@procedure.discloses(FileUploaded)
def is_ones_own(event: FileUploaded, ctx: Context) -> bool:
    """Before it has a record, nobody can say how secret it is."""
    return event.person == ctx.caller


# -- the register -----------------------------------------------------------------------------------------------------


def kind_named(ctx: Context) -> Callable[[str], str]:
    """What the procedure of such records is called."""
    return lambda kind: ctx.attachable[kind].procedure.zh if kind in ctx.attachable else kind


LEDGER = Ledger(
    "附件台账",
    Shown("记录类别", 14, "kind", kind_named),
    Shown("记录", 36, lambda view: str(view.record)),
    Shown("附件号", 8, "number"),
    Shown("文件名", 44, "file_name"),
    Shown("字节数", 12, "size"),
    Shown("摘要", 66, "digest"),
    Shown("添加人", 10, "attached_by", name_of),
    Shown("添加日期", 12, "attached_on"),
    Shown("移除人", 10, "removed_by", name_of),
    Shown("移除日期", 12, "removed_on"),
    Shown("移除理由", 30, "reason"),
)


@procedure.handles(ExportAttachments)
def export_attachments(op: ExportAttachments, ctx: Context) -> File:
    a = attachments.c
    query = select(attachments).where(a.attached_on.between(op.start, op.end))
    rows = ctx.rows(query.order_by(a.attached_on, a.kind, a.record, a.number))
    records = {(row.kind, UUID(hex=row.record)) for row in rows}
    seen = {(kind, record) for kind, record in records if _sees(ctx, kind, record)}
    views = [view if (view.kind, view.record) in seen else _withheld(view) for view in (_view(row, 0) for row in rows)]
    period = span(op.start, op.end)
    return exported(f"attachments-{op.start}-{op.end}", LEDGER.sheet(ctx, views, period))


def _sees(ctx: Context, kind: str, record: UUID) -> bool:
    of = ctx.attachable.get(kind)
    return of is not None and of.sees(ctx, record)


def _withheld(view: AttachmentView) -> AttachmentView:
    return view.model_copy(update={"file_name": WITHHELD_ZH, "reason": WITHHELD_ZH if view.reason else ""})


@procedure.handles_long(CheckFiles)
def verify_files(op: CheckFiles, ctx: LongContext) -> FileCheckView:
    check = check_files(ctx.app.store, ctx.files, ctx.progress, partial(ctx.aside, ctx.files.get))
    faults = [
        FileFaultView(
            position=one.mention.position,
            topic=one.mention.topic,
            digest=one.digest,
            reason=one.reason,
            kind=one.mention.kind,
            record=one.mention.record,
        )
        for one in check.faults
    ]
    scanned = ctx.app.office.scanner is not None
    return FileCheckView(
        files=check.files, holds=not faults, faults=faults, unspoken=len(check.unspoken), scanned=scanned
    )
