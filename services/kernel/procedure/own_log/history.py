"""An aggregate event by event, with its state between any two. Knows no service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.kernel.domain.who import Subject, standing
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import events
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.own_log.damage import is_as_sealed, read_before, unless_damaged
from services.kernel.procedure.own_log.operations import LogOperations
from services.kernel.procedure.own_log.sight import Envelope, envelope_of
from services.kernel.procedure.own_log.telling import Teller, changes, procedure_of
from services.kernel.procedure.own_log.views import Change, GetHistory, History, LoggedStep, Property
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound


def stream(tx: Reading, originator: str, until: int | None = None) -> list[StoredRow]:
    """An aggregate's events from the first, up to a version."""
    query = select(events).where(events.c.originator_id == originator).order_by(events.c.originator_version)
    if until is not None:
        query = query.where(events.c.originator_version <= until)
    return [StoredRow._make(row) for row in tx.read(query)]


def concerned(envelope: Envelope) -> Subject:
    """Whom an event is about, or else who acted, and the department."""
    return Subject(envelope.person or envelope.actor, envelope.department)


def changed_by(app: Service, ctx: Context, row: StoredRow) -> tuple[str, str, list[Change]]:
    """What the record was called with this event, and what it changed, for the reader of the context."""
    teller = Teller(app, ctx)
    rows = stream(ctx.tx, row.originator_id, row.originator_version)
    followed = teller.followed(rows, row.originator_version - 1)
    return *teller.named(rows), changes(followed[-2], followed[-1])


def tells_history(made: Procedure, declared: LogOperations, app: Service) -> None:
    @made.handles(declared.get_history, subject=_first)
    def get_history(op: GetHistory, ctx: Context) -> History:
        rows, teller = _rows(op, ctx), Teller(app, ctx)
        with unless_damaged(ctx.tx, rows):
            return told(op, ctx, rows, teller)

    def told(op: GetHistory, ctx: Context, rows: Sequence[StoredRow], teller: Teller) -> History:
        envelopes = [envelope_of(row) for row in rows]
        begun = _position(op.after)
        shown = range(begun, min(begun + op.limit, len(rows)))
        read_before(ctx.tx, rows[shown.start : shown.stop])
        as_of = _as_of(op, ctx, envelopes)
        followed = teller.followed(rows, min(begun, as_of) or 1)
        number, title = teller.named(rows)
        items: list[LoggedStep] = []
        for n in shown:
            row, envelope = rows[n], envelopes[n]
            opens = _opens(op, ctx, envelope)
            items.append(
                LoggedStep(
                    **teller.told(row, envelope, number, title),
                    changes=changes(followed[n], followed[n + 1]) if opens else [],
                    withheld=not opens or bool(teller.withheld(row, envelope)),
                    opens=opens,
                    holds=is_as_sealed(ctx.tx, row),
                )
            )
        opens = as_of > 0 and _opens(op, ctx, envelopes[as_of - 1])
        procedure, shown_by, key = procedure_of(app, rows[0].topic)
        return History(
            aggregate=op.aggregate,
            procedure=procedure,
            shown_by=shown_by,
            key=key,
            number=number,
            title=title,
            versions=len(rows),
            as_of=as_of,
            state=[Property(name=name, value=value) for name, value in followed[as_of].items()] if opens else [],
            items=items,
            next=str(shown.stop) if shown.stop < len(rows) else None,
        )


def _rows(op: GetHistory, ctx: Context) -> list[StoredRow]:
    rows = stream(ctx.tx, op.aggregate.hex)
    if not rows:
        raise NotFound("没有这份记录的经过。", "There is no record of that id.", aggregate=str(op.aggregate))
    return rows


def _first(op: GetHistory, ctx: Context) -> Subject:
    rows = _rows(op, ctx)
    with unless_damaged(ctx.tx, rows[:1]):
        return concerned(envelope_of(rows[0]))


def _opens(op: GetHistory, ctx: Context, envelope: Envelope) -> bool:
    """Whether the event itself would be shown: a record may have passed to another department since."""
    return standing(type(op).WHO, ctx.organ, ctx.caller, concerned(envelope), ctx.today) is not None


def _as_of(op: GetHistory, ctx: Context, envelopes: Sequence[Envelope]) -> int:
    if op.version is not None:
        return min(op.version, len(envelopes))
    if op.on is None:
        return len(envelopes)
    return sum(_day(envelope, ctx) <= op.on for envelope in envelopes)


def _day(envelope: Envelope, ctx: Context) -> date:
    return envelope.timestamp.astimezone(ctx.zone).date()


def _position(after: str | None) -> int:
    if after is None or after.isdecimal():
        return int(after) if after else 0
    raise Invalid("分页起点应是序号。", "`after` is a position.", fields=[{"field": "after", "en": "not a number"}])
