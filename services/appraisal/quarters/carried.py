"""What the Party group carried about grades, as Party affairs tell of it: votes are counted there alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from sqlalchemy import Column, Date, MetaData, String, Table

from services.appraisal.facts.intake import take_facts
from services.kernel.delivery.messages import Message
from services.kernel.log.transaction import Writing
from services.kernel.procedure.causes import remember
from services.kernel.procedure.context import Context
from services.kernel.procedure.meaning import series
from services.party.motions.events import MotionCarried

ResolutionNumber = Annotated[
    str,
    series(
        "motions.bodies",
        "{one}-{year}-{serial}",
        "{one}决议{year}年第{serial}号",
        "{one} resolution {serial} of {year}",
    ),
]
metadata = MetaData()
carried_grades = Table(
    "carried_grades",
    metadata,
    Column("reference", String(100), primary_key=True),
    Column("number", String(60), nullable=False),
    Column("on", Date, nullable=False),
)
OURS = "appraisal.quarter:"
PARTY_GROUP = "party-group"


class Carried(NamedTuple):
    number: str
    on: date


def take_party(tx: Writing, messages: Sequence[Message]) -> None:
    """The inbox's consumer: the facts, and of the motions those that decide on grades."""
    take_facts(tx, messages)
    for message in messages:
        event = message.event() if message.topic == MotionCarried.TOPIC else None
        if isinstance(event, MotionCarried) and event.body == PARTY_GROUP and event.reference.startswith(OURS):
            tx.rows.upsert(carried_grades, reference=event.reference, number=event.number, on=event.on)
            remember(tx, f"motion {event.reference}", message)


def carried(ctx: Context, reference: str) -> Carried | None:
    row = ctx.row(carried_grades, reference=reference)
    return Carried(row.number, row.on) if row is not None else None
