"""Files uploaded before their record, named by digest in the command that makes or reports on it (B9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from services.documents.attachments.folder import CITES, Folder, Stored, folder_id, upload_id
from services.documents.attachments.register import uploads
from services.kernel.context import Context
from services.kernel.domain import Aggregate
from services.kernel.refusals import Refusal


class NoSuchFile(Refusal):
    """The digest names neither a file of the record nor one that the caller has uploaded.

    Knowing a digest is no right to the file: nobody gets at another's by naming it in a record of their own.
    """

    code = "documents.no-such-file"
    kind = "invalid"


def attach_uploaded(
    ctx: Context, kind: str, record: Aggregate, digests: Iterable[str], *, department: str, field: str
) -> None:
    """Each is attached to the record by this very command; what is attached to it already stays as it is."""
    folder = ctx.find(Folder, folder_id(kind, record.id))
    ctx.save(record)  # what the record says of them stands in the log before them
    for digest in dict.fromkeys(digests):
        if digest in folder.files.values():
            continue
        row = ctx.row(uploads, id=upload_id(ctx.caller, digest).hex)
        if row is None:
            raise NoSuchFile(
                "没有这个文件:请先上传,或先添加为该记录的附件。",
                "There is no such file: upload it first, or attach it to the record.",
                cites=CITES,
                fields=[{"field": field, "value": digest}],
            )
        file = Stored(row.digest, row.size, row.media_type, row.name)
        most = ctx.rules.value("attachments.max_files", ctx.today, int)
        folder.attach(ctx.act, file, kind=kind, record=record.id, department=department, most=most)
        ctx.save(folder)
