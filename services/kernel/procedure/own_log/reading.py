"""Reading a service's own log: who sees a fact, and which of its fields.

Reading a fact needs a relation to it; the fields that are marked are shown to the auditor and to the person whom they
are about, to nobody else; whoever keeps the machines does not see whose life such a fact is about, nor finds it by
name. Where a document's class decides who sees it, it decides here as well, for the auditor too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import LargeBinary, func, literal, select, type_coerce

from services.kernel.domain.who import ADMINISTRATOR, Subject
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import LOG, events
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.operations import Page
from services.kernel.procedure.own_log import operations as ops
from services.kernel.procedure.own_log.damage import event_or_none, is_as_sealed, unless_damaged
from services.kernel.procedure.own_log.finding import find
from services.kernel.procedure.own_log.history import changed_by, concerned, stream, tells_history
from services.kernel.procedure.own_log.operations import LogOperations
from services.kernel.procedure.own_log.sight import (
    Envelope,
    Hidden,
    envelope_of,
    hides_for,
    hiding,
    marked,
    marked_of,
    opened,
)
from services.kernel.procedure.own_log.telling import said
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound

__all__ = ["hides_for", "marked_of", "position_of", "read", "read_events"]
MOST_SCANNED = 50_000
"""Positions one page looks at before it answers with what it has: bounds a filter that matches nothing."""
CHUNK = 2000
ENVELOPE = (
    "originator_id",
    "originator_version",
    "timestamp",
    "day",
    "actor",
    "post",
    "stands_in_for",
    "department",
    "cites",
    "correlation",
    "causation",
)


def read(made: Procedure, declared: LogOperations, app: Service) -> None:
    @made.handles(declared.list_events)
    def list_events(op: ops.ListEvents, ctx: Context) -> Page[ops.EventView]:
        return read_events(op, ctx.tx, hiding(app, ctx), of_others=ctx.standing.post != ADMINISTRATOR.code)

    @made.handles(declared.get_event, subject=_concerned)
    def get_event(op: ops.GetEvent, ctx: Context) -> ops.EventDetail:
        row, previous = _event(ctx.tx, op.position), event_or_none(ctx.tx, op.position - 1)
        with unless_damaged(ctx.tx, [row]):
            view = _view(opened(row, ctx.tx.store.mapper), envelope_of(row), hiding(app, ctx))
            procedure, shown_by, key = app.shown.get(row.topic, ("", "", ""))
            (zh, en), (number, title, changed) = said(row.topic), changed_by(app, ctx, row)
        return ops.EventDetail(
            **view.model_dump(),
            zh=zh,
            en=en,
            number=number,
            title=title,
            changes=changed,
            procedure=procedure,
            shown_by=shown_by,
            key=key,
            seal=row.seal.hex(),
            previous_seal=previous.seal.hex() if previous else "",
            holds=is_as_sealed(ctx.tx, row),
            history=[_line(step) for step in stream(ctx.tx, row.originator_id)],
        )

    find(made, declared, app)
    tells_history(made, declared, app)


def read_events(
    op: ops.ListEvents, tx: Reading, hidden: Hidden | None = None, *, of_others: bool = True
) -> Page[ops.EventView]:
    """One page of the log; `next` is null once it has been read to the end. Without `hidden`, no marked field.

    `of_others`: whether a person is looked for in what others recorded of them, or in what they did alone.
    """
    head, after = tx.heads().get(LOG, 0), position_of(op.after)
    if op.newest:
        last = head if after is None else min(head, after - 1)
        first = max(1, last - MOST_SCANNED + 1)
    else:
        first = 1 + (after or 0)
        last = min(head, first + MOST_SCANNED - 1)
    found: list[ops.EventView] = []
    for row in _scan(tx, op, first, last):
        envelope = envelope_of(row)
        if _wanted(op, envelope, of_others):
            found.append(_view(opened(row, tx.store.mapper), envelope, hidden or marked))
        if len(found) == op.limit:
            return Page(items=found, next=str(row.position))
    if op.newest:
        return Page(items=found, next=str(first) if first > 1 else None)
    return Page(items=found, next=str(last) if last < head else None)


def _concerned(op: ops.GetEvent, ctx: Context) -> Subject:
    row = _event(ctx.tx, op.position)
    with unless_damaged(ctx.tx, [row]):
        return concerned(envelope_of(row))


def position_of(after: str | None) -> int | None:
    """A page's cursor is a position."""
    if after is None or after.isdecimal():
        return int(after) if after else None
    raise Invalid("分页起点应是序号。", "`after` is a position.", fields=[{"field": "after", "en": "not a number"}])


def _scan(tx: Reading, op: ops.ListEvents, first: int, last: int) -> Iterator[StoredRow]:
    """Rows between two positions that the database can tell are wanted, in the order asked for; a few, then more."""
    where: list[Any] = []
    if op.topic:
        versioned = events.c.topic.startswith(f"{op.topic}.v", autoescape=True)
        where.append((events.c.topic == op.topic) | versioned)
    if op.aggregate:
        where.append(events.c.originator_id == op.aggregate.hex)
    where += _within(tx, op)
    size = op.limit
    while True:
        bound = events.c.position.between(first, last)
        order = events.c.position.desc() if op.newest else events.c.position
        rows = tx.read(select(events).where(bound, *where).order_by(order).limit(size))
        yield from (StoredRow._make(row) for row in rows)
        if len(rows) < size:
            return
        first, last = (first, rows[-1].position - 1) if op.newest else (rows[-1].position + 1, last)
        size = CHUNK


def _within(tx: Reading, op: ops.ListEvents) -> list[Any]:
    """What can be told from the stored bytes without decoding them, so that few rows leave the database for nothing.

    Within a string every quote is escaped, so `"day":"` can only be the member; the envelope's comes first.
    """

    def at(part: str) -> Any:
        found = part.encode()
        return func.instr(state, found) if tx.store.is_sqlite else func.position(literal(found).op("IN")(state))

    state = events.c.state
    where: list[Any] = []
    if op.person:
        where.append(at(_text(op.person)) > 0)
    if op.department:
        where.append(at(f'"department":{_text(op.department)}') > 0)
    day = type_coerce(func.substr(state, at('"day":"') + len('"day":"'), len("2026-01-31")), LargeBinary)
    if op.since is not None:
        where.append(day >= op.since.isoformat().encode())
    if op.until is not None:
        where.append(day <= op.until.isoformat().encode())
    return where


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()


def _wanted(op: ops.ListEvents, envelope: Envelope, of_others: bool) -> bool:
    return (
        (op.person is None or op.person in (envelope.actor, envelope.person if of_others else ""))
        and (op.department is None or op.department == envelope.department)
        and (op.since is None or envelope.day >= op.since)
        and (op.until is None or envelope.day <= op.until)
    )


def _event(tx: Reading, position: int) -> StoredRow:
    row = event_or_none(tx, position)
    if row is None:
        raise NotFound("日志中没有这个序号。", "The log has no such position.", position=position)
    return row


def _line(row: StoredRow) -> ops.EventLine:
    envelope = envelope_of(row)
    zh, en = said(row.topic)
    return ops.EventLine(
        position=row.position,
        topic=row.topic,
        zh=zh,
        en=en,
        aggregate_version=row.originator_version,
        recorded=envelope.timestamp,
        day=envelope.day,
        actor=envelope.actor,
        post=envelope.post,
    )


def _view(row: StoredRow, envelope: Envelope, hidden: Hidden) -> ops.EventView:
    fields = {name: value for name, value in msgspec.json.decode(row.state).items() if name not in ENVELOPE}
    withheld = [name for name in hidden(row, envelope) if name in fields]
    return ops.EventView(
        position=row.position,
        topic=row.topic,
        aggregate=UUID(hex=row.originator_id),
        aggregate_version=row.originator_version,
        recorded=envelope.timestamp,
        day=envelope.day,
        actor=envelope.actor,
        post=envelope.post,
        stands_in_for=envelope.stands_in_for,
        department=envelope.department,
        cites=list(envelope.cites),
        correlation=envelope.correlation,
        causation=envelope.causation,
        fields={name: value for name, value in fields.items() if name not in withheld},
        withheld=withheld,
    )
