"""Ends the keys whose end was ordered, and clears away what had been read with them: registers, shadows, kept answers,
free pages of the database. Every service does this by its own clock, as often as it takes; knows no service.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, func, literal, or_, select

from services.kernel.domain.events import KeysEnded, declared, event_class
from services.kernel.domain.private import OWNER, Kept
from services.kernel.log.erasing import purge
from services.kernel.log.mapper import sealing
from services.kernel.log.rebuild import make_anew
from services.kernel.log.registers import Projector, Register
from services.kernel.log.shadow import SLOTS, Shadow
from services.kernel.log.store import answers, consumed, events
from services.kernel.log.transaction import Writing, microseconds
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.replay.record import DifferenceRecord

ANSWERS_STAY = timedelta(days=1)
"""Answers kept for a repeated request that are younger stay, where they do not speak of the person."""


def end_keys(ctx: LongContext) -> int:
    """How many orders were carried out. One that is interrupted is carried out again: nothing of it adds up."""
    keys = ctx.app.store.mapper.keys
    if keys is None:
        return 0
    orders = [order for order in ctx.reading(_ordered) if not keys.is_carried_out(order.originator_id.hex)]
    if not orders:
        return 0
    at = microseconds(ctx.admitted.act.at)
    kinds: set[str] = set()
    for order in orders:
        if keys.destroy(order.owner, order.kinds, order.originator_id.hex, at) or keys.ended(order.originator_id.hex):
            kinds.update(order.kinds)
    clear_away(ctx, kinds, [order.owner for order in orders])
    for order in orders:
        keys.carried_out(order.originator_id.hex, at)
    return len(orders)


def _ordered(ctx: Context) -> list[Any]:
    """Every order that this service knows of: its own, or another's that it keeps copies of."""
    found: list[Any] = []
    for topic, cls in declared().items():
        if not issubclass(cls, KeysEnded):
            continue
        own = select(events.c.topic, events.c.state).where(events.c.topic == topic).order_by(events.c.position)
        copied = select(consumed.c.topic, consumed.c.state).where(
            consumed.c.source == cls.SOURCE, consumed.c.topic == topic
        )
        rows = [*ctx.rows(own), *ctx.rows(copied.order_by(consumed.c.position))]
        found += (ctx.tx.store.mapper.decode(row.topic, bytes(row.state)) for row in rows)
    return found


def clear_away(ctx: LongContext, kinds: set[str], owners: list[str]) -> None:
    """What was read with the keys while they were there."""
    app = ctx.app
    app.record(Writing.forget)
    for slot in range(1, SLOTS + 1):  # what was built beside live work is built again by whoever wants it
        Shadow(app.store, slot).clear()
    app.record(lambda tx: tx.execute(delete(DifferenceRecord.TABLE)))  # they hold values of rows
    touched = [register for register in app.registers if kinds & _kept_in(register)]
    if touched:
        app.record(partial(make_anew, registers=touched, progress=ctx.progress))
    app.record(partial(_forget_answers, owners=owners, before=microseconds(ctx.admitted.act.at - ANSWERS_STAY)))
    purge(
        app.store,
        [*(table.name for register in touched for table in register.tables), answers.name, DifferenceRecord.TABLE.name],
    )


def _kept_in(register: Register) -> set[str]:
    """For what the words are kept that stand in a register; where each fact says it by itself, for anything."""
    found: set[str] = set()
    for cls in map(event_class, Projector([register]).topics):
        if (how := sealing(cls)) is not None:
            found.update(Kept if how.whose == OWNER else (how.kept,))
    return found


def _forget_answers(tx: Writing, owners: list[str], before: int) -> None:
    """A request that is sent again much later is carried out as a new one."""

    def names(owner: str) -> Any:
        said = f'"{owner}"'.encode()
        found = (
            func.instr(answers.c.answer, said)
            if tx.store.is_sqlite
            else func.position(literal(said).op("IN")(answers.c.answer))
        )
        return found > 0

    tx.execute(delete(answers).where(or_(answers.c.recorded_at < before, *map(names, owners))))
    tx.answers.clear()
