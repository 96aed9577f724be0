"""The procedure whole: its commands, and what is shown: register, wordings, the document itself (A19, B11.3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from services.documents.layout.paper import Paper
from services.documents.layout.printed import pdf
from services.documents.layout.word import docx
from services.documents.outgoing.commands import commands, procedure
from services.documents.outgoing.fields import Form
from services.documents.outgoing.paper import paper_of
from services.documents.outgoing.record import OutgoingLine, OutgoingRecord, OutgoingView, waiting
from services.documents.outgoing.refusals import OutgoingWithheld
from services.documents.outgoing.secrecy import sight, whom
from services.documents.outgoing.shown.operations import (
    ExportOutgoing,
    GetOutgoing,
    GetOutgoingFile,
    ListOutgoing,
    ListOutgoingRevisions,
    OutgoingWordings,
)
from services.documents.outgoing.views import RECEIPTS, SHEET, lines, receipts, revision_views, view
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.printing.typeset import MEDIA_TYPE
from services.kernel.procedure.registry import in_order
from services.kernel.procedure.secrecy import CONTENT
from services.kernel.procedure.worksheet import exported, span

__all__ = ["procedure"]


@procedure.handles(GetOutgoing, subject=commands.subject)
def get_outgoing(op: Any, ctx: Context) -> OutgoingView:
    return view(ctx, ctx.shown(OutgoingRecord, op.document))


def _readable(ctx: Context, row: Any) -> Any:
    """The row whose text the caller may read; refuses what its class withholds."""
    if not sight(ctx).sees(CONTENT, row):
        raise OutgoingWithheld(
            "该文件的内容按密级不予显示。", "The document's class withholds its text from you.", cites=("B11.1",)
        )
    return row


@procedure.handles(ListOutgoingRevisions)
def list_outgoing_revisions(op: ListOutgoingRevisions, ctx: Context) -> OutgoingWordings:
    row = _readable(ctx, ctx.shown(OutgoingRecord, op.document))
    return OutgoingWordings(items=revision_views(ctx, row.id))


@procedure.handles_long(GetOutgoingFile)
def get_outgoing_file(op: GetOutgoingFile, ctx: LongContext) -> File:
    """Laid out aside: what it takes keeps nobody waiting."""
    name, paper = ctx.reading(partial(_paper, op))
    content = ctx.aside(docx, paper) if op.form is Form.DOCX else ctx.aside(pdf, paper, ctx.fonts)
    return File(name=f"{name}.{op.form.value}", media_type=_MEDIA_TYPES[op.form], content=content)


def _paper(op: GetOutgoingFile, ctx: Context) -> tuple[str, Paper]:
    row = _readable(ctx, ctx.shown(OutgoingRecord, op.document))
    return row.number or row.id, paper_of(ctx, row, op.copy_number)


_MEDIA_TYPES = {
    Form.PDF: MEDIA_TYPE,
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@procedure.handles(ListOutgoing)
def list_outgoing(op: Any, ctx: Context) -> Page[Any]:
    o = OutgoingRecord.TABLE.c
    where = [*asked(op, o, *OutgoingRecord.FIND)]
    if op.drafted_in:
        where.append(o.department == op.drafted_in)
    if op.waiting_for_me:
        where.append(o.id.in_(select(waiting.c.document).where(waiting.c.whom.in_(whom(ctx)))))
    if op.words:
        where += sight(ctx).titled(op.words)
    query = select(OutgoingRecord.TABLE).where(*where)
    rows, following = page(ctx, query, in_order(OutgoingRecord), op.after, op.limit)
    return Page[OutgoingLine](items=lines(ctx, rows), next=following)


@procedure.handles(ExportOutgoing)
def export_outgoing(op: Any, ctx: Context) -> File:
    o = OutgoingRecord.TABLE.c
    query = select(OutgoingRecord.TABLE).where(o.drafted_on.between(op.start, op.end))
    rows = ctx.rows(query.order_by(o.drafted_on, o.id))
    period = span(op.start, op.end)
    sheets = (SHEET.sheet(ctx, lines(ctx, rows), period), RECEIPTS.sheet(ctx, receipts(ctx, rows), period))
    return exported(f"outgoing-{op.start}-{op.end}", *sheets)
