"""Proves a record's lines: what its events make of the registers by themselves, held against the lines that are there.

Its events are projected in a place of their own; only lines that carry the record's id are compared, for a sum over
many records follows from all of them, and is for a replay of the whole register to prove.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from services.kernel.log.registers import Register
from services.kernel.log.shadow import Registers, Shadow
from services.kernel.log.store import LOG, events
from services.kernel.procedure.bundles.handlers import NothingToExport, notary_of, signed_notes
from services.kernel.procedure.bundles.operations import ProvenLine, ProveRecord, RecordProof
from services.kernel.procedure.bundles.part import public_of
from services.kernel.procedure.bundles.proving import InLog, ProofStep
from services.kernel.procedure.long_context import LongContext
from services.kernel.refusals import Refusal


class NotByItself(Refusal):
    """The lines follow from the events of several records together."""

    code = "log.record-not-by-itself"
    next = (
        "请由系统管理员或审计员重演整本台账后比对。",
        "Replay the whole register and compare; the administrator and the auditor may.",
    )


def prove(op: ProveRecord, ctx: LongContext) -> RecordProof:
    app, (*_, (size, note)) = ctx.app, signed_notes(ctx)
    with app.store.reading() as live:
        query = select(events.c.position, events.c.originator_version).where(
            events.c.originator_id == op.aggregate.hex, events.c.position <= size
        )
        found = [(int(at), int(version)) for at, version in live.execute(query.order_by(events.c.position))]
        if not found:
            raise NothingToExport("日志中没有这一记录的事件。", "The log holds no event of that record.")
        lines = list(_lines(app.store, app.registers, op.aggregate, size, live))
    log = InLog(app.store, app.name, [at for at, _ in found], size, note)
    whole = [version for _, version in found] == list(range(1, len(found) + 1))
    steps = [
        ProofStep(zh="该记录的事件从头至尾齐全", en="The record's events are whole from the first on", holds=whole),
        *log.steps(notary_of(app)),
    ]
    return RecordProof(
        aggregate=op.aggregate,
        holds=all(step.holds for step in steps) and all(line.holds for line in lines),
        events=len(found),
        steps=steps,
        lines=lines,
        size=size,
        note=note,
        key=public_of(notary_of(app)),
    )


def _lines(
    store: Any, registers: tuple[Register, ...], aggregate: UUID, until: int, live: Connection
) -> Iterator[ProvenLine]:
    concerned = [one for one in registers if one.tables]
    with tempfile.TemporaryDirectory() as folder:
        shadow = Shadow(store, 0, Path(folder) / "proof.db")
        try:
            part = Registers(store, concerned, aggregate)
            shadow.begin("proof", part)
            _, page = part.page(LOG, 0, until)
            try:
                shadow.take(part, LOG, page, until)
            except (AttributeError, LookupError, TypeError):
                raise NotByItself(
                    "该记录的台账由多件记录共同形成，不能单独推算。",
                    "The lines of that record follow from several records together.",
                ) from None
            with shadow.store.reading() as here:
                for register in concerned:
                    for table in register.tables:
                        yield from _compared(register, table, aggregate, live, here)
        finally:
            shadow.close()


def _compared(
    register: Register, table: Table, aggregate: UUID, live: Connection, here: Connection
) -> Iterator[ProvenLine]:
    """Both ways: a line that is there and should not be is as wrong as one that is not."""
    derived, there = (_own(table, aggregate, place) for place in (here, live))
    for key in sorted(derived.keys() | there.keys(), key=repr):
        one, other = derived.get(key), there.get(key)
        columns = [name for name in one or other or {} if (one or {}).get(name) != (other or {}).get(name)]
        yield ProvenLine(zh=register.zh, en=register.en, holds=not columns, columns=columns)


def _own(table: Table, aggregate: UUID, place: Connection) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    if "id" not in table.c:
        return {}
    rows = place.execute(select(table).where(table.c.id == aggregate.hex)).mappings()
    return {tuple(row[one.name] for one in table.primary_key): dict(row) for row in rows}
