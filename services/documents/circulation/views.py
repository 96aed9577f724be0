"""Who has what, since when and why, as a caller may see it; and the export (A18, B11.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from services.documents.circulation.record import CirculationLine, CirculationRecord, CirculationView, Copy, Reader
from services.documents.circulation.states import HELD, ReaderStatus
from services.documents.incoming.record import IncomingRecord
from services.documents.incoming.secrecy import CONTENT, TITLE, Sight, sight
from services.kernel.domain.office import OFFICE
from services.kernel.log.prepared import Fixed
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import known
from services.kernel.procedure.operations import Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.secrecy import readable_title
from services.kernel.procedure.workbook import Sheet
from services.kernel.procedure.worksheet import span
from services.kernel.refusals import NotFound

SHEET = worksheet_of(Reader, title=readable_title)
"""Of views: what the caller may not see is not in the file either."""
_OFFICE_POSTS = frozenset(post.code for post in OFFICE)


_i = IncomingRecord.columns()
_SHOWN = Fixed(
    select(_i.id, _i.number, _i.title, _i.secrecy, _i.leader_post, _i.waits_for).where(_i.id.in_(bindparam("ids")))
)


def _documents(ctx: Context, ids: Iterable[str]) -> dict[str, Any]:
    """What is shown of the documents beside their circulation, and what decides who sees it."""
    return {row.id: row for row in ctx.rows(_SHOWN, ids=list(dict.fromkeys(ids)))}


def reader_views(ctx: Context, rows: Sequence[Any]) -> list[Reader]:
    may = sight(ctx)
    documents = _documents(ctx, (row.document for row in rows))
    may.learn(documents.values())
    return _readers(ctx, may, documents, rows)


def _readers(ctx: Context, may: Sight, documents: dict[str, Any], rows: Sequence[Any]) -> list[Reader]:
    hidden = {id: may.withheld(document) for id, document in documents.items()}
    return [_reader(ctx, may, row, documents[row.document], hidden[row.document]) for row in rows]


def _reader(ctx: Context, may: Sight, row: Any, document: Any, withheld: list[str]) -> Reader:
    content = CONTENT not in withheld
    private = row.person == ctx.caller or bool(_OFFICE_POSTS & may.posts)
    hidden = {} if content else {"why": "", "opinion": ""}
    return Reader.of(
        row,
        **hidden,
        number=document.number,
        title=document.title if TITLE not in withheld else "",
        withheld=withheld,
        due=known(row.due),
        overdue_now=row.held and row.asked_until is None and row.due < ctx.today,
        reason=row.reason if private else "",
    )


def circulation_view(ctx: Context, document: UUID) -> CirculationView:
    row = ctx.row(CirculationRecord, document=document.hex)
    if row is None:
        raise NotFound("该文件没有传阅。", "The document does not circulate.", id=str(document))
    documents, may = _documents(ctx, [document.hex]), sight(ctx)
    shown = documents[document.hex]
    withheld = may.withheld(shown)
    queue = sorted(ctx.rows_of(Reader, document=document.hex), key=lambda reader: (reader.place, reader.person))
    return CirculationView.of(
        row,
        number=shown.number,
        title=shown.title if TITLE not in withheld else "",
        withheld=withheld,
        copies=[Copy.of(one) for one in ctx.rows_of(Copy, document=document.hex)],
        reason=row.reason if CONTENT not in withheld else "",
        readers=_readers(ctx, may, documents, queue),
    )


def circulation_lines(ctx: Context, rows: Sequence[Any]) -> list[CirculationLine]:
    """A page of register rows, with what belongs to them read at once."""
    r = Reader.columns()
    ids = [row.document for row in rows]
    counted: dict[str, dict[str, int]] = {id: {} for id in ids}
    overdue = dict.fromkeys(ids, 0)
    tally = select(r.document, r.status, func.count().label("people"), func.sum(r.overdue_times).label("overdue"))
    for row in ctx.rows(tally.where(r.document.in_(ids)).group_by(r.document, r.status)):
        counted[row.document][row.status] = row.people
        overdue[row.document] += int(row.overdue)
    documents, may = _documents(ctx, ids), sight(ctx)
    may.learn(documents.values())
    lines = []
    for row in rows:
        shown, number = documents[row.document], counted[row.document]
        withheld = may.withheld(shown)
        lines.append(
            CirculationLine.of(
                row,
                number=shown.number,
                title=shown.title if TITLE not in withheld else "",
                withheld=withheld,
                waiting=number.get(ReaderStatus.WAITING, 0),
                held=sum(number.get(status, 0) for status in HELD),
                read=number.get(ReaderStatus.READ, 0),
                overdue=overdue[row.document],
            )
        )
    return lines


def holders(ctx: Context, op: Any) -> Page[Reader]:
    r = Reader.columns()
    query = select(Reader.TABLE).where(r.held.is_(True), *asked(op, r, "person", "department"))
    if op.overdue:
        query = query.where(r.due < ctx.today, r.asked_until.is_(None))
    rows, following = page(ctx, query, (r.due, r.document, r.person), op.after, op.limit)
    return Page[Reader](items=reader_views(ctx, rows), next=following)


def sheet(ctx: Context, start: date, end: date) -> Sheet:
    """传阅台账 of the circulations begun in the period."""
    c, r = CirculationRecord.columns(), Reader.columns()
    begun = select(c.document).where(c.started_on.between(start, end))
    rows = ctx.rows(select(Reader.TABLE).where(r.document.in_(begun)))
    views = sorted(reader_views(ctx, rows), key=lambda view: (view.number, view.place, view.person))
    return SHEET.sheet(ctx, views, span(start, end))
