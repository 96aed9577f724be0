"""Carries out the custody of a log. Every application has this procedure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.seal import BadNote
from services.kernel.log.store import LOG
from services.kernel.log.transaction import Writing, now_at_least
from services.kernel.procedure.clock_faults import blame
from services.kernel.procedure.context import Context
from services.kernel.procedure.custody import operations as ops
from services.kernel.procedure.custody.book import Witness, book_id, declare, witness_id
from services.kernel.procedure.custody.clock import ClockImplausible, keep, must_be_plausible, reset
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Refusal, Unavailable


class Restored(Unavailable):
    """The log is shorter than others know it to have been."""

    code = "kernel.restored"
    next = (
        "若确实恢复了备份，请审计员确认；否则请放回原来的数据库。",
        "If a backup was restored, let the auditor acknowledge it; else put the right database back.",
    )


class NotWitnessed(Refusal):
    """What is shown as a checkpoint is none."""

    code = "kernel.not-witnessed"
    kind = "invalid"
    next = ("请用命令行检查该服务的检查点。", "Check that service's checkpoints by jikao audit verify.")


@dataclass(frozen=True, slots=True)
class Held:
    """Why a service records nothing: its log ends at `position`, and `witnesses` know it to have come to `known`, and
    of its checkpoint `number`."""

    position: int
    known: int
    number: int
    witnesses: tuple[str, ...]

    def refusal(self) -> Restored:
        details: dict[str, Any] = {"position": self.position, "known": self.known, "witnesses": list(self.witnesses)}
        if self.known > self.position:
            return Restored(
                f"日志只有 {self.position} 条，而已知曾有 {self.known} 条：像是恢复了旧备份。",
                f"The log has {self.position} events and is known to have had {self.known}: an older backup seems to"
                " have been restored.",
                **details,
            )
        return Restored(
            f"日志第 {self.known} 条与已知的不同：像是恢复了旧备份后又有记录，或被改写。",
            f"The log's event {self.known} is not the one that is known: an older backup seems to have been restored"
            " and gone on, or the log was rewritten.",
            **details,
        )


def procedure(app: Service) -> Procedure:
    """The handlers of one application's custody."""
    made = Procedure("custody", zh="日志保管", en="Custody of the log")
    own, books = ops.declare(app.name), declare(app.name)

    def after(ctx: Context, *changed: Aggregate) -> ops.CustodyView:
        new = sum(len(one.pending) for one in changed)
        ctx.save(*changed)
        return ops.CustodyView(position=ctx.tx.heads()[LOG] + new, recorded=new > 0)

    @made.handles(own.witness_checkpoint)
    def witness_checkpoint(op: ops.WitnessCheckpoint, ctx: Context) -> ops.CustodyView:
        notary = app.office.notary
        if notary is None or op.service == app.name:
            raise NotWitnessed("没有公钥，或是自己的检查点。", "There is no key, or it is one's own checkpoint.")
        note = op.note.strip() + "\n"  # as it was signed: fields of operations are stripped
        try:
            checkpoint = notary.opened(op.service, note)
        except BadNote:
            raise NotWitnessed(
                "签署文不成立，未予见证。", "The signed note does not hold; it was not witnessed.", service=op.service
            ) from None
        witness: Witness = ctx.find(books.witness, witness_id(app.name, op.service))
        witness.see(ctx.act, op.service, note, checkpoint)
        return after(ctx, witness)

    @made.handles(own.acknowledge_restore)
    def acknowledge_restore(op: ops.AcknowledgeRestore, ctx: Context) -> ops.CustodyView:
        held = app.held
        if held is None:
            return after(ctx)
        book = ctx.find(books.book, book_id(app.name))
        book.acknowledge_restore(
            ctx.act,
            position=held.position,
            known=held.known,
            number=held.number,
            witnesses=held.witnesses,
            reason=op.reason,
        )
        return after(ctx, book)

    @made.handles(own.acknowledge_clock)
    def acknowledge_clock(op: ops.AcknowledgeClock, ctx: Context) -> ops.CustodyView:
        assert isinstance(ctx.tx, Writing)
        now = app.office.clock.now()
        book = ctx.find(books.book, book_id(app.name))
        try:
            must_be_plausible(ctx.tx, now, app.office, book.accepted)
        except ClockImplausible as implausible:
            known = datetime.fromisoformat(implausible.details["known"])
        else:
            return after(ctx)
        book.acknowledge_clock(ctx.act, known, now, op.reason)
        reset(ctx.tx, now)
        return after(ctx, book)

    return made


def clock_begins(app: Service, ctx: LongContext) -> None:
    """Before the clock does anything: can it be believed? What is refused stands among the clock's faults."""

    def look(tx: Writing) -> None:
        now = app.office.clock.now()
        book = declare(app.name).book
        must_be_plausible(tx, now, app.office, tx.load(book, book_id(app.name)).accepted)
        if not app.office.clock.simulated:
            keep(tx, now)

    try:
        app.writer.submit(look)
    except ClockImplausible as implausible:
        refused, day = implausible, ctx.admitted.today
        app.writer.submit(lambda tx: blame(tx, "log.clock", ("时钟", "The clock itself"), refused, day))
        raise


def record_rotations(app: Service) -> None:
    """What the notary was told of its key's rotations goes into the log, once."""
    notary, books = app.office.notary, declare(app.name)
    if notary is None or not notary.rotations:
        return

    def note(tx: Writing) -> None:
        book = tx.load(books.book, book_id(app.name))
        now = now_at_least(tx, app.office.clock.now())
        act = Act(at=now, day=now.astimezone(app.office.zone).date(), actor=SYSTEM_ID)
        for rotation in notary.rotations:
            if rotation.after not in book.keys:
                book.rotate(act, asdict(rotation))
        tx.append(book)

    app.writer.submit(note)
