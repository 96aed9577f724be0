"""Carries out circulations: handed out, passed on, urged, overdue by the clock, all copies back (A18, B11.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_person, picture
from services.documents.circulation import operations as ops
from services.documents.circulation.circulation import Circulation
from services.documents.circulation.events import (
    CirculationOverdue,
    CopyRecalled,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    OfDocument,
    OfHold,
    RetentionAsked,
    RetentionGranted,
    RetentionRefused,
)
from services.documents.circulation.hold import READ, RETURN, Handing
from services.documents.circulation.register import circulations, readers, register
from services.documents.circulation.stream import circulation_id
from services.documents.circulation.views import circulation_lines, circulation_view, holders, reader_views, sheet
from services.documents.circulation.waiting import LYING
from services.documents.halfdays import Hours, Slot, after, begun, later, slot_of
from services.documents.incoming.document import IncomingDocument
from services.documents.incoming.register import incoming
from services.documents.incoming.secrecy import CONTENT, sight
from services.documents.waiting.sources import waits
from services.kernel.calendar import UnknownYear
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import exported
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.procedure import Procedure
from services.kernel.refusals import NotFound
from services.kernel.who import Subject


def _key(event: OfHold, stage: str = "") -> str:
    return f"{event.document}:{event.person}:{event.turn}:{stage or event.stage}"


def _owed(event: DocumentHanded | RetentionGranted | RetentionRefused | CopyRecalled) -> Due | None:
    """What was charged once is not charged a second time for the same stage. Who left owes what they owed before."""
    if isinstance(event, RetentionRefused | CopyRecalled) and event.was_overdue:
        return None
    kept = isinstance(event, RetentionGranted) or (isinstance(event, CopyRecalled) and not event.gone)
    return Due(_key(event, RETURN if kept else ""), event.due, event.person, event.department)


def _recalled(event: CopyRecalled) -> str:
    """Calling back ends the term for reading; one for keeping gets another day instead."""
    return _key(event) if event.stage == READ and not event.gone else ""


def _miss(ctx: Context, row: Any) -> None:
    circulation = ctx.find(Circulation, UUID(hex=row.aggregate))
    circulation.miss(ctx.act, person=row.person, department_of=picture(ctx).department_of)
    ctx.save(circulation)


pass_on_in_time = Obligation(
    kind="documents.circulation",
    zh="按期阅退文件",
    en="Pass a document on in time",
    cites=("B11.2",),
    opened_by={DocumentHanded: _owed, RetentionGranted: _owed, RetentionRefused: _owed, CopyRecalled: _owed},
    fulfilled_by={DocumentRead: _key, DocumentReturnedUnread: _key, RetentionAsked: _key},
    cancelled_by={CopyRecalled: _recalled},
    missed_by={CirculationOverdue: _key},
    on_missed=_miss,
)

procedure = Procedure("circulation", zh="传阅", en="Circulation", registers=[register], obligations=[pass_on_in_time])
waits(LYING)


@procedure.discloses(OfDocument)
def sees_circulation(event: OfDocument, ctx: Context) -> bool:
    """Why it went round and what its readers thought is content of the document."""
    return sight(ctx).sees(CONTENT, ctx.shown(incoming, UUID(hex=event.document)))


# -- terms ------------------------------------------------------------------------------------------------------------


def _every(ctx: Context, urgency: str) -> int:
    return max(1, ctx.rules.value(f"circulation.urge_every_{urgency}", ctx.today, int))


def _due(ctx: Context) -> date:
    """Two days after the one on which it is handed over (B11.2)."""
    days = ctx.rules.value("circulation.hold_days", ctx.today, int)
    if ctx.rules.value("circulation.days_counted", ctx.today, str) == "calendar":
        return ctx.today + timedelta(days=days)
    return ctx.calendar.add_workdays(ctx.today, days)


def _handing(ctx: Context, urgency: str) -> Handing:
    first = later(slot_of(ctx.now, Hours.of(ctx.rules, ctx.today), ctx.calendar), _every(ctx, urgency), ctx.calendar)
    return Handing(_due(ctx), first, picture(ctx).department_of, picture(ctx).is_active)


def _recall_day(ctx: Context) -> date:
    return ctx.calendar.add_workdays(ctx.today, ctx.rules.value("circulation.recall_days", ctx.today, int))


@procedure.on_tick
def recall_from_who_left(ctx: Context) -> int:
    """Who is in service no longer waits for nothing, and the office calls back what they have (B11.2)."""
    organ, r = picture(ctx), readers.c
    gone = [one.id for one in organ.people() if not organ.is_active(one.id, ctx.today)]
    going = select(circulations.c.document).where(circulations.c.status == "open")
    asked_for = r.document.in_(going), r.person.in_(gone), r.status.in_(("waiting", "reading", "retained"))
    rows = ctx.rows(select(r.document, r.person).where(*asked_for).order_by(r.document, r.person)) if gone else []
    if not rows:
        return 0
    try:
        due = _recall_day(ctx)
    except UnknownYear:
        return 0  # as with reminders: known once the year is imported
    ctx.tx.read_ahead(circulation_id(UUID(hex=row.document)) for row in rows)
    for row in rows:
        circulation = ctx.find(Circulation, circulation_id(UUID(hex=row.document)))
        circulation.leave(ctx.act, person=row.person, due=due, department_of=organ.department_of)
        ctx.save(circulation)
    return len(rows)


@procedure.on_tick
def urge(ctx: Context) -> int:
    """催办: a reminder in each half-day of the cadence, once, for whoever still has a document (A18)."""
    r = readers.c
    query = select(readers).where(r.held.is_(True), r.urge_on <= ctx.today)
    rows = ctx.rows(query.order_by(r.urge_on, r.document, r.person))
    if not rows:
        return 0
    try:
        now = begun(ctx.now, Hours.of(ctx.rules, ctx.today), ctx.calendar)
    except UnknownYear:
        return (
            0  # nobody can say whether this is a working day; whoever hands a document out is told to import the year
        )
    here = picture(ctx).is_active
    due = [row for row in rows if now and Slot(row.urge_on, row.urge_half) <= now and here(row.person, ctx.today)]
    ctx.tx.read_ahead(circulation_id(UUID(hex=row.document)) for row in due)
    for row in due:
        assert now is not None
        circulation = ctx.find(Circulation, circulation_id(UUID(hex=row.document)))
        following = after(Slot(row.urge_on, row.urge_half), now, _every(ctx, row.urgency), ctx.calendar)
        circulation.urge(ctx.act, person=row.person, following=following)
        ctx.save(circulation)
    return len(due)


# -- commands ---------------------------------------------------------------------------------------------------------


desk = Desk(procedure, Circulation, at=lambda op: circulation_id(op.document), shows=ops.GetCirculation)
of_readers = Desk(procedure, Circulation, at=lambda op: circulation_id(op.document), shows=ops.GetReader)
"""A reader is answered with their own part, not with those of two hundred."""


@desk.opens(ops.StartCirculation)
def start_circulation(op: ops.StartCirculation, ctx: Context) -> Circulation:
    document = ctx.load(IncomingDocument, op.document)
    document.check_distributable()
    _check_readers(ctx, op.readers)
    circulation = ctx.find(Circulation, circulation_id(op.document))
    circulation.start(
        ctx.act,
        document=op.document.hex,
        number=document.number,
        mode=op.mode.value,
        copies=op.copies,
        copies_registered=document.copies,
        urgency=document.urgency,
        readers=op.readers,
        why=op.why,
        handing=_handing(ctx, document.urgency),
    )
    return circulation


def _check_readers(ctx: Context, people: tuple[str, ...]) -> None:
    for person in people:
        check_person(ctx, person, ctx.today, "readers")


@desk.does(ops.AddReaders)
def add_readers(op: ops.AddReaders, circulation: Circulation, ctx: Context) -> None:
    ctx.load(IncomingDocument, op.document).check_distributable()
    _check_readers(ctx, op.readers)
    circulation.add_readers(ctx.act, readers=op.readers, why=op.why, handing=_handing(ctx, circulation.urgency))


@desk.does(ops.RemoveReader)
def remove_reader(op: ops.RemoveReader, circulation: Circulation, ctx: Context) -> None:
    circulation.remove_reader(ctx.act, person=op.person, reason=op.reason)


@of_readers.does(ops.PassOnDocument)
def pass_on_document(op: ops.PassOnDocument, circulation: Circulation, ctx: Context) -> None:
    """Its class of today decides whether readers hand it to each other."""
    secrecy = ctx.load(IncomingDocument, op.document).secrecy
    circulation.pass_on(
        ctx.act,
        person=op.person,
        opinion=op.opinion,
        direct=secrecy in ctx.rules.value("circulation.passed_on_directly", ctx.today, tuple),
        handing=_handing(ctx, circulation.urgency),
    )


@of_readers.does(ops.ReturnUnread)
def return_unread(op: ops.ReturnUnread, circulation: Circulation, ctx: Context) -> None:
    circulation.return_unread(ctx.act, person=op.person, reason=op.reason, department_of=picture(ctx).department_of)


@desk.does(ops.ReceiveCopy)
def receive_copy(op: ops.ReceiveCopy, circulation: Circulation, ctx: Context) -> None:
    circulation.receive(ctx.act, copy=op.copy_number, read=op.read, handing=_handing(ctx, circulation.urgency))


@desk.does(ops.HandOutDocument)
def hand_out_document(op: ops.HandOutDocument, circulation: Circulation, ctx: Context) -> None:
    check_person(ctx, op.person, ctx.today)
    circulation.hand_out(ctx.act, person=op.person, handing=_handing(ctx, circulation.urgency))


@of_readers.does(ops.AskRetention)
def ask_retention(op: ops.AskRetention, circulation: Circulation, ctx: Context) -> None:
    longest = ctx.today + timedelta(days=ctx.rules.value("circulation.retention_limit", ctx.today, int))
    circulation.ask_retention(
        ctx.act,
        person=op.person,
        until=op.until,
        longest=longest,
        reason=op.reason,
        department_of=picture(ctx).department_of,
    )


@desk.does(ops.GrantRetention)
def grant_retention(op: ops.GrantRetention, circulation: Circulation, ctx: Context) -> None:
    circulation.grant_retention(ctx.act, person=op.person)


@desk.does(ops.RefuseRetention)
def refuse_retention(op: ops.RefuseRetention, circulation: Circulation, ctx: Context) -> None:
    circulation.refuse_retention(ctx.act, person=op.person, reason=op.reason)


@desk.does(ops.WithdrawCirculation)
def withdraw_circulation(op: ops.WithdrawCirculation, circulation: Circulation, ctx: Context) -> None:
    department_of = picture(ctx).department_of
    circulation.withdraw(ctx.act, reason=op.reason, due=_recall_day(ctx), department_of=department_of)


# -- views ------------------------------------------------------------------------------------------------------------


def _if_reader(op: ops.GetCirculation, ctx: Context) -> Subject:
    """Its readers see who has it and who comes next."""
    row = ctx.row(readers, document=op.document.hex, person=ctx.caller)
    return Subject(ctx.caller if row is not None and row.status != "removed" else "")


@procedure.handles(ops.GetCirculation, subject=_if_reader)
def get_circulation(op: ops.GetCirculation, ctx: Context) -> ops.CirculationView:
    return circulation_view(ctx, op.document)


@procedure.handles(ops.GetReader)
def get_reader(op: ops.GetReader, ctx: Context) -> ops.ReaderView:
    row = ctx.row(readers, document=op.document.hex, person=op.person)
    if row is None:
        raise NotFound("该人员不是阅件人。", "They are no reader of it.", cites=("B11.2",), person=op.person)
    return reader_views(ctx, [row])[0]


@procedure.handles(ops.ListCirculations)
def list_circulations(op: ops.ListCirculations, ctx: Context) -> Page[ops.CirculationLine]:
    return circulation_lines(ctx, op)


@procedure.handles(ops.ListHolders)
def list_holders(op: ops.ListHolders, ctx: Context) -> Page[ops.ReaderView]:
    return holders(ctx, op)


@procedure.handles(ops.ExportCirculations)
def export_circulations(op: ops.ExportCirculations, ctx: Context) -> File:
    return exported(f"circulations-{op.start}-{op.end}", sheet(ctx, op.start, op.end))
