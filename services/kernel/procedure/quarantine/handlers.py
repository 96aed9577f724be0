"""Carries out what may be done about received events that could not be taken in."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from services.kernel.log.transaction import Writing
from services.kernel.procedure.commands import expect
from services.kernel.procedure.context import Answer, Context
from services.kernel.procedure.long_context import Listening, LongContext
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import Page, Query
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.quarantine import operations as ops
from services.kernel.procedure.quarantine import skip as skips
from services.kernel.procedure.quarantine.events import declare as declare_events
from services.kernel.procedure.quarantine.record import SkipRecord, register_of
from services.kernel.procedure.quarantine.skip import SkipStatus
from services.kernel.procedure.second_person import settles
from services.kernel.refusals import NotFound, Refusal


class NotHeld(Refusal):
    """It was taken in meanwhile, or never waited."""

    code = ".not-quarantined"
    next = ("请打开隔离事件页，查看目前隔离的事件。", "Open the quarantine and see what is held now.")


class WaitsBehind(Refusal):
    """Nothing is wrong with it: an earlier event of its aggregate holds it."""

    code = ".waits-behind-another"
    next = ("请就其之前出错的事件提请。", "Propose it of the event before it that cannot be taken in.")


class SkipWaits(Refusal):
    code = ".skip-waits"
    next = ("请办理已有的提请。", "Decide on the proposal that there is.")


def procedure(service: str) -> Procedure:
    """The quarantine of one service."""
    made = Procedure("quarantine", zh="隔离事件", en="Quarantine", registers=[register_of(service)])
    own, facts = ops.declare(service), declare_events(service)
    made.handles_long(own.list)(listed)
    made.handles_long(own.retry)(retried)
    made.handles_long(own.propose)(propose)
    _, decided = settles(made, skips.declare(service), SkipRecord, own.skips, facts, workbook="quarantine-skips")
    made.handles_long(own.skips.approve, subject=decided)(approve)
    return made


def listed(op: ops.ListQuarantine, ctx: LongContext) -> Page[ops.HeldEvent]:
    held = [
        (
            f"{inbox.source}/{one.message.position:015d}",
            ops.HeldEvent(
                source=inbox.source,
                position=one.message.position,
                topic=one.message.topic,
                aggregate=one.message.aggregate,
                error=one.error,
                held_at=datetime.fromtimestamp(one.held_at / 1_000_000, UTC),
            ),
        )
        for inbox in ctx.app.inboxes.values()
        if op.source in ("", inbox.source)
        for one in inbox.quarantined()
    ]
    wanted = sorted((one for one in held if one[0] > (op.after or "")), key=itemgetter(0))[: op.limit + 1]
    following = wanted[op.limit - 1][0] if len(wanted) > op.limit else None
    return Page(items=[view for _, view in wanted[: op.limit]], next=following)


def retried(op: ops.RetryQuarantine, ctx: LongContext) -> ops.RetryReport:
    inboxes = [_inbox(ctx, op.source)] if op.source else list(ctx.app.inboxes.values())
    taken = sum(inbox.retry() for inbox in inboxes)
    return ops.RetryReport(taken=taken, held=sum(len(inbox.quarantined()) for inbox in inboxes))


def _inbox(ctx: LongContext, source: str) -> Listening:
    found = ctx.app.inboxes.get(source)
    if found is None:
        raise NotFound("没有这个来源。", "There is no such source.", source=source)
    return found


# -- skipped by two ---------------------------------------------------------------------------------------------------


def propose(op: ops.ProposeQuarantineSkip, ctx: LongContext) -> Answer:
    held = _inbox(ctx, op.source).quarantined()
    found = next((one for one in held if one.message.position == op.position), None)
    if found is None:
        raise _not_held()
    if not found.error:
        raise WaitsBehind(
            "该事件本身没有错误，只是在等同一聚合的前一事件。", "Nothing is wrong with it: it waits behind another."
        )
    message = found.message
    behind = sum(one.message.aggregate == message.aggregate for one in held) - 1

    def record(op: ops.ProposeQuarantineSkip, job: Context) -> Query:
        same = {"status": SkipStatus.PROPOSED, "source": op.source, "position": op.position}
        if job.rows_of(SkipRecord, **same):
            raise SkipWaits("该事件已有待核准的跳过提请。", "A skip of it waits to be approved already.")
        skip = skips.declare(job.service)(job.new_id())
        skip.trigger(
            declare_events(job.service).proposed,
            job.act,
            number=next_number(job, SkipRecord.TABLE, job.today.year),
            source=op.source,
            position=op.position,
            fact=message.topic,
            aggregate=message.aggregate,
            error=found.error,
            held=behind,
            reason=op.reason,
        )
        job.save(skip)
        shows: Query = ops.declare(job.service).skips.get(skip=skip.id)
        return shows

    return ctx.command(record)


def approve(op: Any, ctx: LongContext) -> Answer:
    """In one transaction it is on record and gone from the quarantine; what waited behind it is then tried again."""
    source = ctx.reading(lambda job: job.load(skips.declare(job.service), op.skip).source)
    inbox = _inbox(ctx, source)

    def record(op: Any, job: Context) -> Query:
        skip, tx = job.load(skips.declare(job.service), op.skip), job.tx
        expect(skip, type(op))
        assert isinstance(tx, Writing)
        if not inbox.pass_over(tx, skip.position):
            raise _not_held()
        skip.trigger(declare_events(job.service).approved, job.act)
        job.save(skip)
        shows: Query = ops.declare(job.service).skips.get(skip=skip.id)
        return shows

    answer = ctx.command(record)
    inbox.retry()
    return answer


def _not_held() -> NotHeld:
    return NotHeld("该事件未被隔离或已接收。", "The event is not held: it may have been taken in meanwhile.")
