"""What the Party group carried, as Party affairs tell of it (B2.5): its votes are counted there, and nowhere again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Date, MetaData, String, Table

from services.documents.resolutions.record import ResolutionRecord
from services.documents.resolutions.resolution import MotionNotCarried
from services.kernel.delivery.messages import Message
from services.kernel.log.transaction import Writing
from services.kernel.procedure.causes import led_by, remember
from services.kernel.procedure.context import Context
from services.party.motions.events import MotionCarried

metadata = MetaData()
carried_motions = Table(
    "carried_motions",
    metadata,
    Column("number", String(60), primary_key=True),
    Column("body", String(40), nullable=False),
    Column("on", Date, nullable=False),
)


def take_carried(tx: Writing, messages: Sequence[Message]) -> None:
    """The inbox's consumer: of all that happens in Party affairs, the motions that were carried."""
    for message in messages:
        event = message.event() if message.topic == MotionCarried.TOPIC else None
        if isinstance(event, MotionCarried):
            tx.rows.upsert(carried_motions, number=event.number, body=event.body, on=event.on)
            remember(tx, f"motion {event.number}", message)


def check_carried(ctx: Context, number: str, *, kind: str, on: date, cites: tuple[str, ...]) -> None:
    """Refuses what the body of the kind did not carry on the day of the meeting, or what is entered already; what
    follows has the vote as its cause."""
    row = ctx.row(carried_motions, number=number)
    if row is None or (row.body, row.on) != (kind, on) or ctx.rows_of(ResolutionRecord, motion=number):
        raise MotionNotCarried(
            "该会议当日没有此编号的已通过表决事项，或者已登记为决议。",
            "On the day of this meeting no motion of that number was carried, or it is entered already.",
            cites=cites,
            motion=number,
        )
    led_by(ctx, f"motion {number}")
