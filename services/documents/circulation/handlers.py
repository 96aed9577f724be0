"""Carries out circulations: handed out, passed on, urged, overdue by the clock, all copies back (A18, B11.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_person, picture
from services.documents.circulation import events as e
from services.documents.circulation import offering
from services.documents.circulation import operations as ops
from services.documents.circulation.circulation import Circulation
from services.documents.circulation.hold import READ, RETURN, Handing
from services.documents.circulation.record import CirculationLine, CirculationRecord, CirculationView, Reader, register
from services.documents.circulation.states import CirculationStatus, ReaderStatus
from services.documents.circulation.stream import circulation_id
from services.documents.circulation.views import circulation_lines, circulation_view, holders, reader_views, sheet
from services.documents.circulation.waiting import LYING, WAITS
from services.documents.incoming.document import IncomingDocument
from services.documents.incoming.handlers import commands as of_documents
from services.documents.incoming.record import IncomingRecord
from services.documents.incoming.secrecy import CONTENT, sight
from services.documents.waiting.sources import waits
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import MOST_MISSED, Due, Obligation, obligations
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import list_page
from services.kernel.procedure.told import told
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import NotFound
from services.kernel.rules.calendar import OPEN_DUE, UnknownYear
from services.kernel.rules.halfdays import Hours, Slot, after, begun, later, slot_of


def _key(event: e.OfHold, stage: str = "") -> str:
    return f"{event.document}:{event.person}:{event.turn}:{stage or event.stage}"


def _owed(event: e.DocumentHanded | e.RetentionGranted | e.RetentionRefused | e.CopyRecalled) -> Due | None:
    """What was charged once is not charged a second time for the same stage. Who left owes what they owed before."""
    if isinstance(event, e.RetentionRefused | e.CopyRecalled) and event.was_overdue:
        return None
    kept = isinstance(event, e.RetentionGranted) or (isinstance(event, e.CopyRecalled) and not event.gone)
    return Due(_key(event, RETURN if kept else ""), event.due, event.person, event.department)


def _term(event: e.TermSet) -> Due:
    return Due(_key(event), event.due)


def _recalled(event: e.CopyRecalled) -> str:
    """Calling back ends the term for reading; one for keeping gets another day instead."""
    return _key(event) if event.stage == READ and not event.gone else ""


def _miss(ctx: Context, row: Any) -> None:
    circulation = ctx.find(Circulation, UUID(hex=row.aggregate))
    circulation.miss(ctx.act, person=row.person, department_of=picture(ctx).department_of)
    ctx.save(circulation)


pass_on_in_time = Obligation(
    kind="documents.circulation",
    tells=told(IncomingRecord, number="number", key=lambda owed: {"id": owed.key.partition(":")[0]}),
    zh="按期阅退文件",
    en="Pass a document on in time",
    cites=("B11.2",),
    opened_by={e.DocumentHanded: _owed, e.RetentionGranted: _owed, e.RetentionRefused: _owed, e.CopyRecalled: _owed},
    due_by={e.TermSet: _term},
    fulfilled_by={e.DocumentRead: _key, e.DocumentReturnedUnread: _key, e.RetentionAsked: _key},
    cancelled_by={e.CopyRecalled: _recalled},
    missed_by={e.CirculationOverdue: _key},
    on_missed=_miss,
    shows=ops.GetReader,
    which=lambda owed: {"document": owed.key.partition(":")[0], "person": owed.person},
)

procedure = Procedure(
    "circulation",
    zh="传阅",
    en="Circulation",
    registers=[register],
    obligations=[pass_on_in_time],
    waits=WAITS,
)
waits(LYING)


@procedure.discloses(e.OfDocument)
def sees_circulation(event: e.OfDocument, ctx: Context) -> bool:
    """Why it went round and what its readers thought is content of the document."""
    return sight(ctx).sees(CONTENT, ctx.shown(IncomingRecord, UUID(hex=event.document)))


# -- terms ------------------------------------------------------------------------------------------------------------


def _every(ctx: Context, urgency: str) -> int:
    return max(1, ctx.rules.value(f"circulation.urge_every_{urgency}", ctx.today, int))


def _due(ctx: Context, since: date) -> date:
    """Two days after the one on which it is handed over (B11.2)."""
    days = ctx.rules.value("circulation.hold_days", since, int)
    if ctx.rules.value("circulation.days_counted", since, str) == "calendar":
        return since + timedelta(days=days)
    return ctx.calendar.due(since, days) or OPEN_DUE


def _handing(ctx: Context, urgency: str) -> Handing:
    first = later(slot_of(ctx.now, Hours.of(ctx.rules, ctx.today), ctx.calendar), _every(ctx, urgency), ctx.calendar)
    return Handing(_due(ctx, ctx.today), first, picture(ctx).department_of, picture(ctx).is_active)


def _recall_day(ctx: Context, since: date) -> date:
    return ctx.calendar.due(since, ctx.rules.value("circulation.recall_days", since, int)) or OPEN_DUE


@procedure.on_tick
def set_terms(ctx: Context) -> int:
    """What was open until the calendar of its year is known, counted from the day on which it was handed over."""
    o = obligations.c
    waiting = o.kind == pass_on_in_time.kind, o.due == OPEN_DUE, o.status == "open"
    done = 0
    for row in ctx.rows(select(obligations).where(*waiting).order_by(o.opened, o.key).limit(MOST_MISSED)):
        circulation = ctx.find(Circulation, UUID(hex=row.aggregate))
        hold = circulation.holds.get(row.person)
        if hold is None or hold.due != OPEN_DUE:
            continue
        due = _recall_day(ctx, row.opened) if hold.recalled else _due(ctx, row.opened)
        if due != OPEN_DUE:
            circulation.set_term(ctx.act, person=row.person, due=due)
            ctx.save(circulation)
            done += 1
    return done


@procedure.on_tick
def recall_from_who_left(ctx: Context) -> int:
    """Who is in service no longer waits for nothing, and the office calls back what they have (B11.2)."""
    organ, r, c = picture(ctx), Reader.columns(), CirculationRecord.columns()
    gone = [one.id for one in organ.people() if not organ.is_active(one.id, ctx.today)]
    going = select(c.document).where(c.status == CirculationStatus.OPEN.value)
    concerned = (ReaderStatus.WAITING.value, ReaderStatus.READING.value, ReaderStatus.RETAINED.value)
    asked_for = r.document.in_(going), r.person.in_(gone), r.status.in_(concerned)
    rows = ctx.rows(select(r.document, r.person).where(*asked_for).order_by(r.document, r.person)) if gone else []
    if not rows:
        return 0
    due = _recall_day(ctx, ctx.today)
    ctx.tx.read_ahead(circulation_id(UUID(hex=row.document)) for row in rows)
    for row in rows:
        circulation = ctx.find(Circulation, circulation_id(UUID(hex=row.document)))
        circulation.leave(ctx.act, person=row.person, due=due, department_of=organ.department_of)
        ctx.save(circulation)
    return len(rows)


@procedure.on_tick
def urge(ctx: Context) -> int:
    """催办: a reminder in each half-day of the cadence, once, for whoever still has a document (A18)."""
    r = Reader.columns()
    query = select(Reader.TABLE).where(r.held.is_(True), r.urge_on <= ctx.today)
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


def _if_reader(op: Any, ctx: Context) -> Subject:
    """Its readers see who has it and who comes next."""
    row = ctx.row(Reader, document=op.document.hex, person=ctx.caller)
    return Subject(ctx.caller if row is not None and row.status != ReaderStatus.REMOVED else "")


def _the_reader(op: Any, ctx: Context) -> Subject:
    return Subject(op.person)


def _stream(op: Any) -> UUID:
    return circulation_id(op.document)


commands = Commands(procedure, Circulation, at=_stream, shows=ops.GetCirculation)
of_readers = Commands(procedure, Circulation, at=_stream, shows=ops.GetReader, about=_the_reader)
"""A reader is answered with their own part, not with those of two hundred."""
of_readers.leads_to(ops.GrantRetention, unless=offering.not_asked)
of_readers.leads_to(ops.RefuseRetention, unless=offering.not_asked)
of_documents.leads_to(ops.StartCirculation, unless=offering.goes_round)


@commands.opens(ops.StartCirculation)
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


@commands.does(ops.AddReaders, unless=offering.undistributable)
def add_readers(op: ops.AddReaders, circulation: Circulation, ctx: Context) -> None:
    ctx.load(IncomingDocument, op.document).check_distributable()
    _check_readers(ctx, op.readers)
    circulation.add_readers(ctx.act, readers=op.readers, why=op.why, handing=_handing(ctx, circulation.urgency))


@of_readers.does(ops.PassOnDocument, unless=offering.not_held)
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


@of_readers.does(ops.ReturnUnread, unless=offering.not_held)
def return_unread(op: ops.ReturnUnread, circulation: Circulation, ctx: Context) -> None:
    circulation.return_unread(ctx.act, person=op.person, reason=op.reason, department_of=picture(ctx).department_of)


@commands.does(ops.ReceiveCopy, each=offering.out)
def receive_copy(op: ops.ReceiveCopy, circulation: Circulation, ctx: Context) -> None:
    circulation.receive(ctx.act, copy=op.copy_number, read=op.read, handing=_handing(ctx, circulation.urgency))


@commands.does(ops.HandOutDocument, unless=offering.nothing_to_hand_out)
def hand_out_document(op: ops.HandOutDocument, circulation: Circulation, ctx: Context) -> None:
    check_person(ctx, op.person, ctx.today)
    circulation.hand_out(ctx.act, person=op.person, handing=_handing(ctx, circulation.urgency))


@of_readers.does(ops.AskRetention, unless=offering.not_to_be_kept)
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


@commands.does(ops.WithdrawCirculation)
def withdraw_circulation(op: ops.WithdrawCirculation, circulation: Circulation, ctx: Context) -> None:
    department_of = picture(ctx).department_of
    circulation.withdraw(ctx.act, reason=op.reason, due=_recall_day(ctx, ctx.today), department_of=department_of)


commands.acts(ops.RemoveReader, Circulation.remove_reader, each=offering.waiting)
commands.acts(ops.GrantRetention, Circulation.grant_retention, unless=offering.nothing_asked)
commands.acts(ops.RefuseRetention, Circulation.refuse_retention, unless=offering.nothing_asked)

# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetCirculation, subject=_if_reader)
def get_circulation(op: Any, ctx: Context) -> CirculationView:
    return circulation_view(ctx, op.document)


@procedure.handles(ops.GetReader)
def get_reader(op: ops.GetReader, ctx: Context) -> Reader:
    row = ctx.row(Reader, document=op.document.hex, person=op.person)
    if row is None:
        raise NotFound("该人员不是阅件人。", "They are no reader of it.", cites=("B11.2",), person=op.person)
    return reader_views(ctx, [row])[0]


@procedure.handles(ops.ListCirculations)
def list_circulations(op: Any, ctx: Context) -> Page[CirculationLine]:
    return list_page(op, ctx, CirculationRecord, all_shown=lambda rows: circulation_lines(ctx, rows))


@procedure.handles(ops.ListHolders)
def list_holders(op: ops.ListHolders, ctx: Context) -> Page[Reader]:
    return holders(ctx, op)


@procedure.handles(ops.ExportCirculations)
def export_circulations(op: Any, ctx: Context) -> File:
    return exported(f"circulations-{op.start}-{op.end}", sheet(ctx, op.start, op.end))
