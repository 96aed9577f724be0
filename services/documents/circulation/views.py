"""Who has what, since when and why, as a caller may see it; and the export (A18, B11.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.documents.circulation import operations as ops
from services.documents.circulation.register import circulations, copies, readers
from services.documents.incoming.register import incoming
from services.documents.incoming.secrecy import CONTENT, TITLE, Sight, sight
from services.documents.incoming.views import WITHHELD_ZH
from services.documents.office import OFFICE
from services.documents.organ import department_named, person_named
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.paging import page
from services.kernel.refusals import NotFound
from services.kernel.workbook import Column, Sheet

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
_COLUMNS = (
    Column("收文号", 12),
    Column("标题", 40),
    Column("送阅事由", 24),
    Column("阅件人", 10),
    Column("部门", 20),
    Column("状态", 10),
    Column("份号", 6),
    Column("起始日", 12),
    Column("期限", 12),
    Column("逾期次数", 8),
    Column("催办次数", 8),
    Column("意见", 30),
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
    return ops.ReaderView(
        document=UUID(hex=row.document),
        number=document.number,
        title=document.title if TITLE not in withheld else "",
        why=row.why if content else "",
        withheld=withheld,
        person=row.person,
        department=row.department,
        status=row.status,
        place=row.place,
        copy_number=row.copy,
        turn=row.turn,
        came_from=row.came_from,
        since=row.since,
        due=row.due,
        overdue_now=row.held and row.asked_until is None and row.due < ctx.today,
        overdue_times=row.overdue,
        urgency=row.urgency,
        urged=row.urged,
        urged_on=row.urged_on,
        asked_until=row.asked_until,
        opinion=row.opinion if content else "",
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
    return ops.CirculationView(
        document=document,
        number=shown.number,
        title=shown.title if TITLE not in withheld else "",
        withheld=withheld,
        mode=row.mode,
        copies=[
            ops.CopyView(copy_number=one.copy, place=one.place, person=one.person, since=one.since)
            for one in ctx.rows_of(copies, document=document.hex)
        ],
        urgency=row.urgency,
        status=row.status,
        back=row.back,
        started_on=row.started_on,
        closed_on=row.closed_on,
        reason=row.reason if CONTENT not in withheld else "",
        readers=_readers(ctx, may, documents, queue),
        version=row.version,
    )


def circulation_lines(ctx: Context, op: ops.ListCirculations) -> Page[ops.CirculationLine]:
    c, r = circulations.c, readers.c
    query = select(circulations)
    if op.status:
        query = query.where(c.status == op.status)
    rows, following = page(ctx, query, (c.started_on.desc(), c.document), op.after, op.limit)
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
            ops.CirculationLine(
                document=UUID(hex=row.document),
                number=shown.number,
                title=shown.title if TITLE not in withheld else "",
                withheld=withheld,
                mode=row.mode,
                urgency=row.urgency,
                status=row.status,
                back=row.back,
                started_on=row.started_on,
                closed_on=row.closed_on,
                waiting=number.get("waiting", 0),
                held=sum(number.get(status, 0) for status in HELD),
                read=number.get("read", 0),
                overdue=overdue[row.document],
            )
        )
    return Page[ops.CirculationLine](items=lines, next=following)


def holders(ctx: Context, op: ops.ListHolders) -> Page[ops.ReaderView]:
    r = readers.c
    query = select(readers).where(r.held.is_(True))
    if op.person:
        query = query.where(r.person == op.person)
    if op.department:
        query = query.where(r.department == op.department)
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
    lines = [
        (
            view.number,
            WITHHELD_ZH if TITLE in view.withheld else view.title,
            view.why,
            person_named(ctx, view.person),
            department_named(ctx, view.department),
            STATUS_ZH[view.status],
            view.copy_number or None,
            view.since,
            view.due,
            view.overdue_times,
            view.urged,
            view.opinion,
        )
        for view in views
    ]
    return Sheet("传阅台账", f"传阅台账 {start.isoformat()} 至 {end.isoformat()}", _COLUMNS, lines)
