"""Carries out swaps of registers: proposed by one, approved by another, and taken back in the same way."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.kernel.log.shadow import Shadow
from services.kernel.log.shadow_swap import exchange
from services.kernel.log.transaction import Writing
from services.kernel.procedure.commands import expect
from services.kernel.procedure.context import Answer, Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import Query
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.replay import operations as ops
from services.kernel.procedure.replay import swap as swaps
from services.kernel.procedure.replay.events import declare as declare_events
from services.kernel.procedure.replay.parts import Replayable, part_of
from services.kernel.procedure.replay.record import Found, ReplayRecord, ReplayStatus, SwapRecord
from services.kernel.procedure.replay.running import settle_swap
from services.kernel.procedure.second_person import settles
from services.kernel.refusals import Refusal


class NothingToSwap(Refusal):
    code = ".nothing-to-swap"
    next = ("请先重演并与现有台账比对。", "Replay the register and compare it first.")


def can_be_swapped(row: Any) -> bool:
    """Whole registers, replayed to the end of the log by the program and the rules that keep the live ones."""
    tried = row.draft or row.parameter or row.mended
    return bool(row.whole) and not row.aggregate and not tried


def propose(op: ops.ProposeRegisterSwap, ctx: Context) -> Query:
    row, own = ctx.shown(ReplayRecord, op.replay), ops.declare(ctx.service)
    if row.status not in own.propose.WHEN or not can_be_swapped(row):
        raise NothingToSwap(
            "只有按现行规则、由现行程序重演到日志末尾的整本台账可以替换。",
            "Only whole registers, replayed to the end of the log by the rules and the program at work, are swapped.",
        )
    if row.found == Found.NOT_COMPARED:
        raise NothingToSwap("该次重演尚未比对。", "The replay has not been compared yet.")
    swap = swaps.declare(ctx.service)(ctx.new_id())
    swap.trigger(
        declare_events(ctx.service).proposed,
        ctx.act,
        number=next_number(ctx, SwapRecord.TABLE, ctx.today.year),
        replay=op.replay.hex,
        registers=(row.part,) if row.part else (),
        back=bool(row.before_swap),
        position=row.done,
        differing=row.differing,
        reason=op.reason,
        zh=row.zh,
        en=row.en,
    )
    ctx.save(swap)
    shows: Query = own.swaps.get(swap=swap.id)
    return shows


def declare_in(made: Procedure, service: str) -> None:
    own, swap, facts = ops.declare(service), swaps.declare(service), declare_events(service)
    _, decided = settles(made, swap, SwapRecord, own.swaps, facts, workbook="register-swaps")
    made.handles(own.propose)(propose)
    made.handles_long(own.swaps.approve, subject=decided)(approve)


def approve(op: Any, ctx: LongContext) -> Answer:
    """The shadow comes near outside the line of writers; the rest, and the exchange, share the event's transaction."""

    def proposed(job: Context) -> Any:
        swap = job.load(swaps.declare(job.service), op.swap)
        expect(swap, type(op))
        row = job.row(ReplayRecord, id=swap.replay)
        if row is None or row.status != ReplayStatus.DONE:
            raise NothingToSwap("所依据的重演已不在。", "The replay that it rests on is gone.")
        return row

    row = ctx.reading(proposed)
    part, shadow = part_of(ctx.app, row.part), Shadow(ctx.app.store, row.slot)
    assert part is not None
    try:
        settle_swap(ctx.app, shadow, part, row.id)
        if not shadow.belongs_to(row.id):
            raise NothingToSwap("所依据的重演已不在。", "The replay that it rests on is gone.")
        _near(part, shadow)
        answer = ctx.command(partial(_exchanged, row=row, part=part, shadow=shadow))
        settle_swap(ctx.app, shadow, part, row.id)
        return answer
    finally:
        shadow.close()


def _near(part: Replayable, shadow: Shadow) -> None:
    done = shadow.positions()
    for source, head in part.heads().items():
        at = done.get(source, 0)
        while at < head:
            at, found = part.page(source, at, head)
            shadow.take(part, source, found, at)


def _exchanged(op: Any, job: Context, *, row: Any, part: Replayable, shadow: Shadow) -> Query:
    swap, tx = job.load(swaps.declare(job.service), op.swap), job.tx
    expect(swap, type(op))
    assert isinstance(tx, Writing)
    position = sum(part.standing(tx).values())
    moved = exchange(tx, shadow, part, swap.id.hex)
    swap.trigger(declare_events(job.service).approved, job.act, position=position, rows=moved)
    job.save(swap)
    tx.rows.update(
        ReplayRecord,
        {"id": row.id},
        version=row.version + 1,
        before_swap=not row.before_swap,
        found=Found.NOT_COMPARED,
        differing=0,
        done=position,
        reaches=position,
    )
    shows: Query = ops.declare(job.service).swaps.get(swap=swap.id)
    return shows
