"""The procedure whole: its commands, and what is shown: register, wordings, the document itself (A19, B11.3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from services.documents.layout.paper import Paper
from services.documents.layout.printed import pdf
from services.documents.layout.word import docx
from services.documents.outgoing.answers import OutgoingLine, OutgoingView, OutgoingWordings
from services.documents.outgoing.commands import desk, procedure
from services.documents.outgoing.fields import Form
from services.documents.outgoing.paper import paper_of
from services.documents.outgoing.refusals import OutgoingWithheld
from services.documents.outgoing.secrecy import sight, whom
from services.documents.outgoing.shown.operations import (
    ExportOutgoing,
    GetOutgoing,
    GetOutgoingFile,
    ListOutgoing,
    ListOutgoingRevisions,
)
from services.documents.outgoing.tables import outgoing, waiting
from services.documents.outgoing.views import LEDGER, RECEIPTS, lines, receipts, revision_views, view
from services.documents.secrecy import CONTENT
from services.kernel.application import LongContext
from services.kernel.context import Context
from services.kernel.ledger import exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page

__all__ = ["procedure"]


@procedure.handles(GetOutgoing, subject=desk.subject)
def get_outgoing(op: GetOutgoing, ctx: Context) -> OutgoingView:
    return view(ctx, ctx.shown(outgoing, op.document))


def _readable(ctx: Context, row: Any) -> Any:
    """The row whose text the caller may read; refuses what its class withholds."""
    if not sight(ctx).sees(CONTENT, row):
        raise OutgoingWithheld(
            "该文件的内容按密级不予显示。", "The document's class withholds its text from you.", cites=("B11.1",)
        )
    return row


@procedure.handles(ListOutgoingRevisions)
def list_outgoing_revisions(op: ListOutgoingRevisions, ctx: Context) -> OutgoingWordings:
    row = _readable(ctx, ctx.shown(outgoing, op.document))
    return OutgoingWordings(items=revision_views(ctx, row.id))


@procedure.handles_long(GetOutgoingFile)
def get_outgoing_file(op: GetOutgoingFile, ctx: LongContext) -> File:
    """Laid out aside: what it takes keeps nobody waiting."""
    name, paper = ctx.reading(partial(_paper, op))
    content: bytes = ctx.aside(_LAID_OUT[op.form], paper)
    return File(name=f"{name}.{op.form.value}", media_type=_MEDIA_TYPES[op.form], content=content)


def _paper(op: GetOutgoingFile, ctx: Context) -> tuple[str, Paper]:
    row = _readable(ctx, ctx.shown(outgoing, op.document))
    return row.number or row.id, paper_of(ctx, row, op.copy_number)


_LAID_OUT = {Form.PDF: pdf, Form.DOCX: docx}
_MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@procedure.handles(ListOutgoing)
def list_outgoing(op: ListOutgoing, ctx: Context) -> Page[OutgoingLine]:
    o = outgoing.c
    query = select(outgoing).where(*asked(op, o, "series", "year", "status", "step", "secrecy"))
    if op.drafted_in:
        query = query.where(o.department == op.drafted_in)
    if op.waiting_for_me:
        query = query.where(o.id.in_(select(waiting.c.document).where(waiting.c.whom.in_(whom(ctx)))))
    if op.words:
        query = query.where(o.title.contains(op.words, autoescape=True), sight(ctx).title_condition())
    rows, following = page(ctx, query, (o.drafted_on.desc(), o.id.desc()), op.after, op.limit)
    return Page[OutgoingLine](items=lines(ctx, rows), next=following)


@procedure.handles(ExportOutgoing)
def export_outgoing(op: ExportOutgoing, ctx: Context) -> File:
    o = outgoing.c
    rows = ctx.rows(select(outgoing).where(o.drafted_on.between(op.start, op.end)).order_by(o.drafted_on, o.id))
    period = span(op.start, op.end)
    sheets = (LEDGER.sheet(ctx, lines(ctx, rows), period), RECEIPTS.sheet(ctx, receipts(ctx, rows), period))
    return exported(f"outgoing-{op.start}-{op.end}", *sheets)
