"""Carries out incoming documents: registered, proposed, instructed, closed (A18, B11.1, B11.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.directory.organ import check_person, picture
from services.documents.attachments.uploads import attach_uploaded
from services.documents.circulation.circulation import Circulation
from services.documents.circulation.stream import circulation_id
from services.documents.incoming.document import CLOSED, IncomingDocument
from services.documents.incoming.events import OfIncoming
from services.documents.incoming.operations import (
    CloseIncoming,
    CorrectIncoming,
    CorrectInstruction,
    ExportIncoming,
    GetIncoming,
    IncomingView,
    InstructIncoming,
    ListIncoming,
    OrderIncomingTask,
    ProposeHandling,
    RegisterIncoming,
)
from services.documents.incoming.register import incoming, register
from services.documents.incoming.secrecy import CONTENT, sight
from services.documents.incoming.views import LEDGER, views
from services.documents.incoming.waiting import LYING
from services.documents.numbers import next_number
from services.documents.tasks.operations import TaskOrder
from services.documents.tasks.orders import ordered
from services.documents.tasks.task import Task
from services.documents.waiting.sources import waits
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import CLERK, SECRETARY_GENERAL, Subject

procedure = Procedure("incoming", zh="收文", en="Incoming documents", registers=[register])
waits(LYING)
procedure.attachable(
    "incoming",
    GetIncoming,
    by=(CLERK,),
    visible=lambda document: CONTENT not in document.withheld,
    open=lambda document: document.status != CLOSED,
)


@procedure.discloses(OfIncoming)
def sees_incoming(event: OfIncoming, ctx: Context) -> bool:
    """The log shows no more of a document than the register does, to the auditor either."""
    return sight(ctx).sees(CONTENT, ctx.shown(incoming, event.originator_id))


desk = Desk(procedure, IncomingDocument, key="document", shows=GetIncoming)


def _leader(op: Any, ctx: Context) -> Subject:
    """The post it is with; the chair may always speak."""
    return Subject(posts=(ctx.load(IncomingDocument, op.document).leader_post,))


def _speaker(op: CorrectInstruction, ctx: Context) -> Subject:
    """Who gave the instruction, or holds the post in which it was given."""
    given = ctx.load(IncomingDocument, op.document).instructions.get(op.instruction)
    return Subject(given[0], posts=(given[1],) if given[1] else ()) if given else Subject()


@desk.opens(RegisterIncoming)
def register_incoming(op: RegisterIncoming, ctx: Context) -> IncomingDocument:
    if op.brought_by:
        check_person(ctx, op.brought_by, op.received, "brought_by")
    document = IncomingDocument(ctx.new_id())
    document.register(
        ctx.act,
        number=next_number(ctx, incoming, ctx.today.year),
        sender=op.sender,
        sender_number=op.sender_number,
        secrecy=op.secrecy.value,
        urgency=op.urgency.value,
        received=op.received,
        copies=op.copies,
        title=op.title,
        content=op.content,
        meeting=op.meeting,
        brought_by=op.brought_by,
        attachments=op.attachments,
    )
    attach_uploaded(ctx, "incoming", document, op.attachments, department="", field="attachments")
    return document


@desk.does(CorrectIncoming)
def correct_incoming(op: CorrectIncoming, document: IncomingDocument, ctx: Context) -> None:
    document.correct(
        ctx.act,
        sender=op.sender,
        sender_number=op.sender_number,
        secrecy=op.secrecy.value,
        urgency=op.urgency.value,
        title=op.title,
        content=op.content,
        reason=op.reason,
    )


def _check_leader(ctx: Context, code: str, field: str) -> None:
    """The post is a leader's and somebody holds it (B11.1)."""
    organ, today = picture(ctx), ctx.today
    post = organ.post(code)
    leads = post is not None and (
        code == SECRETARY_GENERAL.code or post.level in ctx.rules.value("incoming.instructing_levels", today, tuple)
    )
    if not leads or not organ.holder(code, today):
        raise Invalid(
            "该职务不是领导职务,或目前空缺。",
            "That is no leader's post, or nobody holds it.",
            cites=("B11.1",),
            fields=[{"field": field, "value": code}],
        )


@desk.does(ProposeHandling)
def propose_handling(op: ProposeHandling, document: IncomingDocument, ctx: Context) -> None:
    _check_leader(ctx, op.leader_post, "leader_post")
    document.propose(ctx.act, leader_post=op.leader_post, proposal=op.proposal)


@desk.does(InstructIncoming, about=_leader)
def instruct_incoming(op: InstructIncoming, document: IncomingDocument, ctx: Context) -> None:
    if op.refer_to:
        _check_leader(ctx, op.refer_to, "refer_to")
    tasks = [_task(ctx, document, order) for order in op.tasks]
    document.instruct(
        ctx.act,
        text=op.text,
        referred_to=op.refer_to,
        tasks=[task.id.hex for task in tasks],
        owners=[task.owner for task in tasks],
    )
    ctx.save(document, *tasks)


def _task(ctx: Context, document: IncomingDocument, order: TaskOrder | OrderIncomingTask) -> Task:
    return ordered(ctx, order, source="instruction", source_ref=document.number, cites=("A18", "A34"))


@desk.does(CorrectInstruction, about=_speaker)
def correct_instruction(op: CorrectInstruction, document: IncomingDocument, ctx: Context) -> None:
    document.correct_instruction(ctx.act, instruction=op.instruction, text=op.text, reason=op.reason)


@desk.does(OrderIncomingTask, about=_leader)
def order_incoming_task(op: OrderIncomingTask, document: IncomingDocument, ctx: Context) -> None:
    task = _task(ctx, document, op)
    document.order_task(ctx.act, instruction=op.instruction, task=task.id.hex, owner=task.owner)
    ctx.save(document, task)


@desk.does(CloseIncoming)
def close_incoming(op: CloseIncoming, document: IncomingDocument, ctx: Context) -> None:
    document.close(ctx.act, out=ctx.find(Circulation, circulation_id(op.document)).out, note=op.note)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetIncoming)
def get_incoming(op: GetIncoming, ctx: Context) -> IncomingView:
    return views(ctx, [ctx.shown(incoming, op.document)])[0]


@procedure.handles(ListIncoming)
def list_incoming(op: ListIncoming, ctx: Context) -> Page[IncomingView]:
    i = incoming.c
    query = select(incoming).where(*asked(op, i, "year", "status", "secrecy", "waits_for"))
    if op.words:
        query = query.where(i.title.contains(op.words, autoescape=True), sight(ctx).title_condition())
    rows, following = page(ctx, query, (i.year.desc(), i.serial.desc()), op.after, op.limit)
    return Page[IncomingView](items=views(ctx, rows), next=following)


@procedure.handles(ExportIncoming)
def export_incoming(op: ExportIncoming, ctx: Context) -> File:
    i = incoming.c
    rows = ctx.rows(select(incoming).where(i.received.between(op.start, op.end)).order_by(i.year, i.serial))
    return exported(f"incoming-{op.start}-{op.end}", LEDGER.sheet(ctx, views(ctx, rows), span(op.start, op.end)))
