"""Files uploaded before their record, named by digest in the command that makes or reports on it (B9.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from services.kernel.domain.aggregate import Aggregate
from services.kernel.log.transaction import microseconds
from services.kernel.procedure.attachments.folder import CITES, Stored, declare, folder_id, upload_id
from services.kernel.procedure.attachments.record import UploadRecord
from services.kernel.procedure.context import Context
from services.kernel.refusals import Refusal


class NoSuchFile(Refusal):
    """The digest names neither a file of the record nor one that the caller has uploaded.

    Knowing a digest is no right to the file: nobody gets at another's by naming it in a record of their own.
    """

    code = ".no-such-file"
    kind = "invalid"
    next = ("请先上传该文件，再填写其编号。", "Upload the file first, then name it.")


def attach_uploaded(
    ctx: Context, kind: str, record: Aggregate, digests: Iterable[str], *, department: str, field: str
) -> None:
    """Each is attached to the record by this very command, under the name it was last sent in by; one that was attached
    to it since stays as it is. The same digest twice is two names of one file.
    """
    folder = ctx.find(declare(ctx.service).folder, folder_id(kind, record.id))
    ctx.save(record)  # what the record says of them stands in the log before them
    for digest, times in Counter(digests).items():
        there = [file for file in folder.files.values() if file.digest == digest]
        sent_in = _sent_in(ctx, digest)
        if not there and not sent_in:
            raise NoSuchFile(
                "没有这个文件：请先上传，或先添加为该记录的附件。",
                "There is no such file: upload it first, or attach it to the record.",
                cites=CITES,
                fields=[{"field": field, "value": digest}],
            )
        since = max((microseconds(file.at) for file in there), default=-1)
        for row in reversed([row for row in sent_in if row.uploaded_at > since][:times]):
            file = Stored(row.digest, row.size, row.media_type, row.file_name)
            most = ctx.rules.value("attachments.max_files", ctx.today, int)
            folder.attach(ctx.act, file, kind=kind, record=record.id, department=department, most=most)
            ctx.save(folder)


def _sent_in(ctx: Context, digest: str) -> list[Any]:
    """The caller's uploads of these bytes, one for each name, the last first."""
    named: dict[str, Any] = {}
    for row in reversed(ctx.rows_of(UploadRecord, id=upload_id(ctx.caller, digest).hex)):
        named.setdefault(row.file_name, row)
    return list(named.values())
