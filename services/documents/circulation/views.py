"""Who has what, since when and why, as a caller may see it; and the export (A18, B11.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import name_of, title_of
from services.documents.circulation import operations as ops
from services.documents.circulation.circulation import LEFT
from services.documents.circulation.register import circulations, copies, readers
from services.documents.incoming.register import incoming
from services.documents.incoming.secrecy import CONTENT, TITLE, Sight, sight
from services.documents.office import OFFICE
from services.documents.secrecy import readable_title
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, some, span
from services.kernel.operations import Page
from services.kernel.paging import asked, page
from services.kernel.refusals import NotFound
from services.kernel.workbook import Sheet

HELD = ("reading", "retained", "recalled")
STATUS_ZH = {
    "waiting": "待阅",
    "reading": "在阅",
    "retained": "留用",
    "recalled": "待退还",
    "read": "已阅",
    "unread": "未阅退回",
    "removed": "已撤去",
}
LEDGER = Ledger(
    "传阅台账",
    Shown("收文号", 12, "number"),
    Shown("标题", 40, readable_title),
    Shown("送阅事由", 24, "why"),
    Shown("阅件人", 10, "person", name_of),
    Shown("部门", 20, "department", title_of),
    Shown("状态", 10, "status", STATUS_ZH),
    Shown("份号", 6, "copy_number", some),
    Shown("起始日", 12, "since"),
    Shown("期限", 12, "due"),
    Shown("逾期次数", 8, "overdue_times"),
    Shown("催办次数", 8, "urged"),
    Shown("意见", 30, "opinion"),
    Shown("备注", 16, lambda reader: LEFT if reader.gone else ""),
)
_OFFICE_POSTS = frozenset(post.code for post in OFFICE)


def _documents(ctx: Context, ids: Iterable[str]) -> dict[str, Any]:
    """What is shown of the documents beside their circulation, and what decides who sees it."""
    i = incoming.c
    query = select(i.id, i.number, i.title, i.secrecy, i.leader_post, i.waits_for)
    return {row.id: row for row in ctx.rows(query.where(i.id.in_(list(dict.fromkeys(ids)))))}


def reader_views(ctx: Context, rows: Sequence[Any]) -> list[ops.ReaderView]:
    may = sight(ctx)
    documents = _documents(ctx, (row.document for row in rows))
    may.learn(documents.values())
    return _readers(ctx, may, documents, rows)


def _readers(ctx: Context, may: Sight, documents: dict[str, Any], rows: Sequence[Any]) -> list[ops.ReaderView]:
    hidden = {id: may.withheld(document) for id, document in documents.items()}
    return [_reader(ctx, may, row, documents[row.document], hidden[row.document]) for row in rows]


def _reader(ctx: Context, may: Sight, row: Any, document: Any, withheld: list[str]) -> ops.ReaderView:
    content = CONTENT not in withheld
    private = row.person == ctx.caller or bool(_OFFICE_POSTS & may.posts)
    hidden = {} if content else {"why": "", "opinion": ""}
    return ops.ReaderView.of(
        row,
        **hidden,
        document=UUID(hex=row.document),
        number=document.number,
        title=document.title if TITLE not in withheld else "",
        withheld=withheld,
        copy_number=row.copy,
        overdue_now=row.held and row.asked_until is None and row.due < ctx.today,
        overdue_times=row.overdue,
        reason=row.reason if private else "",
    )


def circulation_view(ctx: Context, document: UUID) -> ops.CirculationView:
    row = ctx.row(circulations, document=document.hex)
    if row is None:
        raise NotFound("该文件没有传阅。", "The document does not circulate.", id=str(document))
    documents, may = _documents(ctx, [document.hex]), sight(ctx)
    shown = documents[document.hex]
    withheld = may.withheld(shown)
    r = readers.c
    queue = ctx.rows(select(readers).where(r.document == document.hex).order_by(r.place, r.person))
    return ops.CirculationView.of(
        row,
        number=shown.number,
        title=shown.title if TITLE not in withheld else "",
        withheld=withheld,
        copies=[
            ops.CopyView(copy_number=one.copy, place=one.place, person=one.person, since=one.since)
            for one in ctx.rows_of(copies, document=document.hex)
        ],
        reason=row.reason if CONTENT not in withheld else "",
        readers=_readers(ctx, may, documents, queue),
    )


def circulation_lines(ctx: Context, op: ops.ListCirculations) -> Page[ops.CirculationLine]:
    c, r = circulations.c, readers.c
    query = select(circulations).where(*asked(op, c, "status"))
    rows, following = page(ctx, query, (c.started_on.desc(), c.document.desc()), op.after, op.limit)
    ids = [row.document for row in rows]
    counted: dict[str, dict[str, int]] = {id: {} for id in ids}
    overdue = dict.fromkeys(ids, 0)
    tally = select(r.document, r.status, func.count().label("people"), func.sum(r.overdue).label("overdue"))
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
            ops.CirculationLine.of(
                row,
                number=shown.number,
                title=shown.title if TITLE not in withheld else "",
                withheld=withheld,
                waiting=number.get("waiting", 0),
                held=sum(number.get(status, 0) for status in HELD),
                read=number.get("read", 0),
                overdue=overdue[row.document],
            )
        )
    return Page[ops.CirculationLine](items=lines, next=following)


def holders(ctx: Context, op: ops.ListHolders) -> Page[ops.ReaderView]:
    r = readers.c
    query = select(readers).where(r.held.is_(True), *asked(op, r, "person", "department"))
    if op.overdue:
        query = query.where(r.due < ctx.today, r.asked_until.is_(None))
    rows, following = page(ctx, query, (r.due, r.document, r.person), op.after, op.limit)
    return Page[ops.ReaderView](items=reader_views(ctx, rows), next=following)


def sheet(ctx: Context, start: date, end: date) -> Sheet:
    """传阅台账 of the circulations begun in the period."""
    c, r = circulations.c, readers.c
    begun = select(c.document).where(c.started_on.between(start, end))
    rows = ctx.rows(select(readers).where(r.document.in_(begun)))
    views = sorted(reader_views(ctx, rows), key=lambda view: (view.number, view.place, view.person))
    return LEDGER.sheet(ctx, views, span(start, end))
