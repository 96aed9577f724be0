"""The Party group's meetings as the office tells of them (A17, B2.3): taken in from its events, not entered again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Date, Index, MetaData, String, Table

from services.documents.meetings.events import MeetingHeld
from services.kernel.delivery.messages import Message
from services.kernel.log.transaction import Writing
from services.kernel.procedure.causes import remember
from services.party.cadences.owed import PARTY_GROUP

metadata = MetaData()
group_meetings = Table(
    "party_group_meetings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Index("party_group_meetings_on", "on"),
)


def take_group_meetings(tx: Writing, messages: Sequence[Message]) -> None:
    """The inbox's consumer: of all that the office records, those that the Party group held."""
    for message in messages:
        event = message.event() if message.topic == MeetingHeld.TOPIC else None
        if isinstance(event, MeetingHeld) and event.kind == PARTY_GROUP:
            tx.rows.upsert(group_meetings, id=message.aggregate, number=event.number, on=event.on)
            remember(tx, f"meeting {message.aggregate}", message)
