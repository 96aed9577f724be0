"""What the Party group decided, as Party affairs tell of it: its votes are counted there, and nowhere again (A31).

A motion names what it decides on by its reference: `finance.spending:2026-0003` is the request of that number,
`finance.procurement:2026-0003` the purchase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from sqlalchemy import Column, Date, MetaData, String, Table

from services.kernel.delivery.messages import Consumer, Message
from services.kernel.log.transaction import Writing
from services.kernel.procedure.causes import led_by, place_of, remember
from services.kernel.procedure.context import Context
from services.kernel.procedure.meaning import series
from services.party.motions.events import MotionCarried, MotionLost

PARTY_GROUP = "party-group"
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
decided_motions = Table(
    "decided_motions",
    metadata,
    Column("reference", String(100), primary_key=True),
    Column("number", String(60), nullable=False),
    Column("on", Date, nullable=False),
)
"""Of each reference the outcome known last; `number` is empty where the motion was lost."""

Reacts = Callable[[Writing, MotionCarried | MotionLost, str, str], None]
"""What a procedure does when it hears of a decision, in the same transaction: the event, the resolution's number, and
the event's place, as what follows names its cause."""


def takes_motions(*reacts: Reacts) -> Consumer:
    """The inbox's consumer: of all that happens in Party affairs, what the Party group decided with a reference of
    ours."""

    def take(tx: Writing, messages: Sequence[Message]) -> None:
        for message in messages:
            event = message.event() if message.topic in (MotionCarried.TOPIC, MotionLost.TOPIC) else None
            if isinstance(event, MotionCarried | MotionLost) and _ours(event):
                number = event.number if isinstance(event, MotionCarried) else ""
                tx.rows.upsert(decided_motions, reference=event.reference, number=number, on=event.on)
                remember(tx, f"motion {event.reference}", message)
                for react in reacts:
                    react(tx, event, number, place_of(message))

    return take


def _ours(event: MotionCarried | MotionLost) -> bool:
    return event.body == PARTY_GROUP and event.reference.partition(".")[0] == "finance"


def carried(ctx: Context, reference: str) -> str:
    """The number of the resolution by which the Party group carried what has this reference; empty where none did. What
    follows has the vote as its cause."""
    row = ctx.row(decided_motions, reference=reference)
    if row is None or not row.number:
        return ""
    led_by(ctx, f"motion {reference}")
    return str(row.number)
