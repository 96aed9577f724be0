"""Carries out incoming documents: registered, proposed, instructed, closed (A18, B11.1, B11.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.directory.organ import check_person, picture
from services.documents.circulation.circulation import Circulation
from services.documents.circulation.record import CirculationRecord
from services.documents.circulation.stream import circulation_id
from services.documents.incoming import events as e
from services.documents.incoming import operations as ops
from services.documents.incoming.document import IncomingDocument, IncomingStatus
from services.documents.incoming.record import IncomingRecord, register
from services.documents.incoming.secrecy import CONTENT, sight
from services.documents.incoming.twins import check_once
from services.documents.incoming.views import SHEET, views
from services.documents.incoming.waiting import LYING, WAITS
from services.documents.tasks.operations import TaskOrder
from services.documents.tasks.orders import ordered
from services.documents.tasks.task import Task
from services.documents.waiting.sources import waits
from services.kernel.domain.who import CLERK, SECRETARY_GENERAL, Subject
from services.kernel.procedure.attachments.uploads import attach_uploaded
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.worksheet import exported, span
from services.kernel.refusals import Invalid

procedure = Procedure("incoming", zh="收文", en="Incoming documents", registers=[register], waits=WAITS)
waits(LYING)
procedure.attachable(
    "incoming",
    ops.GetIncoming,
    by=(CLERK,),
    visible=lambda document: CONTENT not in document.withheld,
    open=lambda document: document.status != IncomingStatus.CLOSED,
)


@procedure.discloses(e.OfIncoming)
def sees_incoming(event: e.OfIncoming, ctx: Context) -> bool:
    """The log shows no more of a document than the register does, to the auditor either."""
    return sight(ctx).sees(CONTENT, ctx.shown(IncomingRecord, event.originator_id))


commands = Commands(
    procedure, IncomingDocument, key="document", record=IncomingRecord, views=views, shows=ops.GetIncoming
)


def _leader(op: Any, ctx: Context) -> Subject:
    """The post it is with; the chair may always speak."""
    return Subject(posts=(ctx.load(IncomingDocument, op.document).leader_post,))


def _speaker(op: ops.CorrectInstruction, ctx: Context) -> Subject:
    """Who gave the instruction, or holds the post in which it was given."""
    given = ctx.load(IncomingDocument, op.document).instructions.get(op.instruction)
    return Subject(given[0], posts=(given[1],) if given[1] else ()) if given else Subject()


def numbers(document: IncomingRecord) -> set[int]:
    """Of its instructions; there is a first one, where what it says is withheld."""
    return {one.instruction for one in document.instructions} or {1}


@commands.opens(ops.RegisterIncoming)
def register_incoming(op: ops.RegisterIncoming, ctx: Context) -> IncomingDocument:
    if op.brought_by:
        check_person(ctx, op.brought_by, op.received, "brought_by")
    if not op.again:
        check_once(ctx, op.sender, op.sender_number)
    document = IncomingDocument(ctx.new_id())
    number = next_number(ctx, IncomingRecord.TABLE, ctx.today.year)
    document.register(ctx.act, number=number, **_written(op))
    attach_uploaded(ctx, "incoming", document, op.attachments, department="", field="attachments")
    return document


def _written(op: ops.RegisterIncoming | ops.CorrectIncoming) -> dict[str, Any]:
    codes = {"secrecy": op.secrecy.value, "urgency": op.urgency.value}
    return op.model_dump(exclude={"document", "again"}) | codes


@commands.does(ops.CorrectIncoming)
def correct_incoming(op: ops.CorrectIncoming, document: IncomingDocument, ctx: Context) -> None:
    if not op.again and (op.sender, op.sender_number) != (document.sender, document.sender_number):
        check_once(ctx, op.sender, op.sender_number, op.document)
    document.trigger(e.IncomingCorrected, ctx.act, **_written(op))


def _check_leader(ctx: Context, code: str, field: str) -> None:
    """The post is a leader's and somebody holds it (B11.1)."""
    organ, today = picture(ctx), ctx.today
    post = organ.post(code)
    leads = post is not None and (
        code == SECRETARY_GENERAL.code or post.level in ctx.rules.value("incoming.instructing_levels", today, tuple)
    )
    if not leads or not organ.holder(code, today):
        raise Invalid(
            "该职务不是领导职务，或目前空缺。",
            "That is no leader's post, or nobody holds it.",
            cites=("B11.1",),
            fields=[{"field": field, "value": code}],
        )


@commands.does(ops.ProposeHandling)
def propose_handling(op: ops.ProposeHandling, document: IncomingDocument, ctx: Context) -> None:
    _check_leader(ctx, op.leader_post, "leader_post")
    document.trigger(e.HandlingProposed, ctx.act, leader_post=op.leader_post, proposal=op.proposal)


@commands.does(ops.InstructIncoming, about=_leader)
def instruct_incoming(op: ops.InstructIncoming, document: IncomingDocument, ctx: Context) -> None:
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


def _task(ctx: Context, document: IncomingDocument, order: TaskOrder | ops.OrderIncomingTask) -> Task:
    return ordered(ctx, order, source="instruction", source_ref=document.number, cites=("A18", "A34"))


@commands.does(ops.OrderIncomingTask, about=_leader, each=numbers)
def order_incoming_task(op: ops.OrderIncomingTask, document: IncomingDocument, ctx: Context) -> None:
    task = _task(ctx, document, op)
    document.order_task(ctx.act, instruction=op.instruction, task=task.id.hex, owner=task.owner)
    ctx.save(document, task)


def _copies_out(document: IncomingRecord, ctx: Context) -> bool:
    going = ctx.row(CirculationRecord, document=document.id.hex)
    return going is not None and not going.back


@commands.does(ops.CloseIncoming, unless=_copies_out)
def close_incoming(op: ops.CloseIncoming, document: IncomingDocument, ctx: Context) -> None:
    out = ctx.find(Circulation, circulation_id(op.document)).out
    document.close(ctx.act, out={one: ctx.organ.name_of(one) for one in out}, note=op.note)


commands.acts(ops.CorrectInstruction, IncomingDocument.correct_instruction, about=_speaker, each=numbers)

# -- views ------------------------------------------------------------------------------------------------------------


def _asked(op: Any, ctx: Context) -> list[Any]:
    i = IncomingRecord.TABLE.c
    where = [i.year == op.year] if op.year else []
    if op.words:
        where += sight(ctx).titled(op.words)
    return where


commands.lists(ops.ListIncoming, where=_asked)


@procedure.handles(ops.ExportIncoming)
def export_incoming(op: Any, ctx: Context) -> File:
    i = IncomingRecord.TABLE.c
    query = select(IncomingRecord.TABLE).where(i.received.between(op.start, op.end)).order_by(i.year, i.serial)
    return exported(
        f"incoming-{op.start}-{op.end}", SHEET.sheet(ctx, views(ctx, ctx.rows(query)), span(op.start, op.end))
    )
