"""Carries out attachments: taken in, removed, listed, handed out, verified (B9.3).

A file is looked at, scanned and stored before its command stands in the line of writers, so that neither a scanner nor
forty megabytes hold anybody up; when the command is then refused, the file is one of which no fact speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.kernel.domain.aggregate import Act
from services.kernel.procedure.attachments import events as e
from services.kernel.procedure.attachments import operations as ops
from services.kernel.procedure.attachments.attachable import attachable
from services.kernel.procedure.attachments.audit import check_files
from services.kernel.procedure.attachments.contents import FileTooLarge, check_name, kind_of
from services.kernel.procedure.attachments.folder import (
    AttachmentGone,
    NoSuchAttachment,
    NotYourUpload,
    RecordClosed,
    Stored,
    declare,
    folder_id,
    upload_id,
)
from services.kernel.procedure.attachments.record import CITES, AttachmentRecord, UploadRecord, folders, register_of
from services.kernel.procedure.attachments.sealed import opened, sealed
from services.kernel.procedure.context import Answer, Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import File
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.secrecy import WITHHELD_ZH
from services.kernel.procedure.worksheet import exported, span

MEGABYTE = 1_000_000


def procedure(service: str) -> Procedure:
    """The attachments of one service."""
    made = Procedure("attachments", zh="附件", en="Attachments", registers=[register_of(service)])
    own, says = ops.declare(service), e.declare(service)
    made.handles_long(own.upload_file)(upload_file)
    made.handles_long(own.attach_file)(attach_file)
    made.handles(own.remove_attachment)(remove_attachment)
    made.handles(own.get_upload)(get_upload)
    made.handles(own.list_attachments)(list_attachments)
    made.handles(own.get_attachment)(get_attachment)
    made.handles_long(own.download_attachment)(download_attachment)
    made.handles(own.export_attachments)(export_attachments)
    made.handles_long(own.check_files)(verify_files)
    made.discloses(says.attached, says.removed)(sees_record)
    made.discloses(says.uploaded)(is_ones_own)
    return made


# -- taking in --------------------------------------------------------------------------------------------------------


def upload_file(op: ops.UploadFile, ctx: LongContext) -> Answer:
    file = _stored(op, ctx, "", "")

    def record(op: ops.UploadFile, job: Context) -> ops.GetUpload:
        upload, u = job.find(declare(job.service).upload, upload_id(job.caller, file.digest)), UploadRecord.columns()
        own = select(func.count()).where(u.person == job.caller, u.uploaded_on == job.today)
        upload.take_in(
            job.act,
            file,
            department=job.organ.department_of(job.caller, job.today),
            today=job.rows(own)[0][0],
            most=job.rules.value("attachments.max_uploads", job.today, int),
        )
        job.save(upload)
        return ops.declare(job.service).get_upload(digest=file.digest)

    return ctx.command(record)


def attach_file(op: ops.AttachFile, ctx: LongContext) -> Answer:
    ctx.reading(partial(_act, op))  # nothing is stored for somebody who may not
    file = _stored(op, ctx, *ctx.reading(lambda job: attachable(job, op.kind).owner(job, op.record)))

    def record(op: ops.AttachFile, job: Context) -> ops.GetAttachment:
        act, department = _act(op, job)
        folder = job.find(declare(job.service).folder, folder_id(op.kind, op.record))
        most = job.rules.value("attachments.max_files", job.today, int)
        number = folder.attach(act, file, kind=op.kind, record=op.record, department=department, most=most)
        job.save(folder)
        return ops.declare(job.service).get_attachment(kind=op.kind, record=op.record, number=number)

    return ctx.command(record)


def _stored(op: ops.UploadFile | ops.AttachFile, ctx: LongContext, owner: str, kept: str) -> Stored:
    """Looked at, scanned, written: what a fact may speak of. What is somebody's own is encrypted by their key."""
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
    digest: str = ctx.aside(files.put, sealed(ctx.app.store.mapper.keys, op.content, owner, kept))
    return Stored(digest, len(op.content), kind.media_type, name, owner, kept)


def _limits(ctx: Context) -> tuple[int, tuple[str, ...]]:
    rules, today = ctx.rules, ctx.today
    return rules.value("attachments.max_size", today, int), rules.value("attachments.kinds", today, tuple)


def _act(op: ops.AttachFile | ops.RemoveAttachment, ctx: Context) -> tuple[Act, str]:
    """The act of somebody who may, and the record's department; refuses where the record no longer changes."""
    of = attachable(ctx, op.kind)
    act = of.acting(ctx, type(op), op.record)
    if not of.open(of.seen(ctx, op.record)):
        raise RecordClosed(
            "该记录已办结，附件不再变动。", "The record is closed: its attachments stay as they are.", cites=CITES
        )
    subject = of.subject(ctx, op.record)
    person = subject.person and ctx.organ.department_of(subject.person, ctx.today)
    return act, subject.department or person


def remove_attachment(op: ops.RemoveAttachment, ctx: Context) -> ops.GetAttachment:
    act, department = _act(op, ctx)
    folder = ctx.load(declare(ctx.service).folder, folder_id(op.kind, op.record))
    folder.remove(act, kind=op.kind, record=op.record, number=op.number, department=department, reason=op.reason)
    ctx.save(folder)
    return ops.declare(ctx.service).get_attachment(kind=op.kind, record=op.record, number=op.number)


# -- views ------------------------------------------------------------------------------------------------------------


def get_upload(op: ops.GetUpload, ctx: Context) -> UploadRecord:
    rows = ctx.rows_of(UploadRecord, id=upload_id(ctx.caller, op.digest).hex)
    if not rows:
        raise NotYourUpload("您没有上传过这个文件。", "You have uploaded no such file.", cites=CITES)
    return UploadRecord.of(rows[-1])


def list_attachments(op: ops.ListAttachments, ctx: Context) -> ops.Attachments:
    of = attachable(ctx, op.kind)
    of.seen(ctx, op.record)
    folder, a = folder_id(op.kind, op.record).hex, AttachmentRecord.columns()
    query = select(AttachmentRecord.TABLE).where(a.folder == folder)
    rows, following = page(ctx, query, (a.number,), op.after, op.limit)
    version = _version(ctx, folder) if rows else 0
    acts = [act for act in (ops.declare(ctx.service).attach_file,) if of.may(ctx, act, op.record)]
    items = [_view(row, version) for row in rows]
    return ops.Attachments(items=items, next=following, allowed=[act.NAME for act in acts])


def get_attachment(op: ops.GetAttachment, ctx: Context) -> AttachmentRecord:
    row = _row(op, ctx)
    return _view(row, _version(ctx, row.folder))


def download_attachment(op: ops.DownloadAttachment, ctx: LongContext) -> File:
    row = ctx.reading(partial(_row, op))
    if row.removed_on is not None:
        raise AttachmentGone("该附件已移除。", "The attachment was removed.", cites=CITES, number=op.number)
    content: bytes = ctx.aside(ctx.files.get, row.digest)
    if row.owner:
        content = opened(ctx.app.store.mapper.keys, content, row.digest)
    return File(name=row.file_name, media_type=row.media_type, content=content)


def _row(op: ops.GetAttachment | ops.DownloadAttachment, ctx: Context) -> Any:
    attachable(ctx, op.kind).seen(ctx, op.record)
    row = ctx.row(AttachmentRecord, folder=folder_id(op.kind, op.record).hex, number=op.number)
    if row is None:
        raise NoSuchAttachment("没有这个附件。", "There is no such attachment.", cites=CITES, number=op.number)
    return row


def _view(row: Any, version: int) -> AttachmentRecord:
    return AttachmentRecord.of(row, version=version)


def _version(ctx: Context, folder: str) -> int:
    return int(ctx.row(folders, id=folder).version)


def sees_record(event: e.FileAttached | e.AttachmentRemoved, ctx: Context) -> bool:
    """In the event log as well, what a file is called is told to whoever may see the record."""
    return _sees(ctx, event.kind, event.record)


def is_ones_own(event: e.FileUploaded, ctx: Context) -> bool:
    """Before it has a record, nobody can say how secret it is."""
    return event.person == ctx.caller


# -- the register -----------------------------------------------------------------------------------------------------


def kind_named(ctx: Context) -> Callable[[str], str]:
    """What the procedure of such records is called."""
    return lambda kind: ctx.attachable[kind].procedure.zh if kind in ctx.attachable else kind


SHEET = worksheet_of(AttachmentRecord, forms={"kind": kind_named}, record=lambda view: str(view.record))


def export_attachments(op: ops.ExportAttachments, ctx: Context) -> File:
    a = AttachmentRecord.columns()
    query = select(AttachmentRecord.TABLE).where(a.attached_on.between(op.start, op.end))
    rows = ctx.rows(query.order_by(a.attached_on, a.kind, a.record, a.number))
    records = {(row.kind, UUID(hex=row.record)) for row in rows}
    seen = {(kind, record) for kind, record in records if _sees(ctx, kind, record)}
    views = [view if (view.kind, view.record) in seen else _withheld(view) for view in (_view(row, 0) for row in rows)]
    period = span(op.start, op.end)
    return exported(f"attachments-{op.start}-{op.end}", SHEET.sheet(ctx, views, period))


def _sees(ctx: Context, kind: str, record: UUID) -> bool:
    of = ctx.attachable.get(kind)
    return of is not None and of.sees(ctx, record)


def _withheld(view: AttachmentRecord) -> AttachmentRecord:
    return view.model_copy(update={"file_name": WITHHELD_ZH, "reason": WITHHELD_ZH if view.reason else ""})


def verify_files(op: ops.CheckFiles, ctx: LongContext) -> ops.FileCheckView:
    check = check_files(ctx.app.store, ctx.files, ctx.progress, partial(ctx.aside, ctx.files.get))
    faults = [
        ops.FileFaultView(
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
    return ops.FileCheckView(
        files=check.files, holds=not faults, faults=faults, unspoken=len(check.unspoken), scanned=scanned
    )
