"""What of one source waits in quarantine: put there, told, blamed anew, gone from there. Takes nothing in itself."""

from __future__ import annotations

import time
from dataclasses import dataclass

from eventsourcing.persistence import Tracking
from sqlalchemy import ColumnElement, bindparam, delete, select, update

from services.kernel.delivery.messages import Message
from services.kernel.delivery.mirror import released
from services.kernel.log.prepared import Fixed
from services.kernel.log.store import Store, quarantine
from services.kernel.log.transaction import Writing

_AGGREGATES = Fixed(select(quarantine.c.aggregate).where(quarantine.c.source == bindparam("source")).distinct())


@dataclass(frozen=True, slots=True)
class Held:
    """A quarantined event. `error` is empty where it only waits behind an earlier one of its aggregate."""

    message: Message
    error: str
    held_at: int
    """Microseconds since the epoch."""


def held(store: Store, source: str) -> list[Held]:
    """Oldest first."""
    query = select(quarantine).where(quarantine.c.source == source).order_by(quarantine.c.position)
    with store.reading() as connection:
        return [
            Held(
                Message(row.source, row.position, row.previous, row.topic, row.aggregate, bytes(row.state)),
                row.error,
                row.held_at,
            )
            for row in connection.execute(query)
        ]


def aggregates(tx: Writing, source: str) -> set[str]:
    return {aggregate for (aggregate,) in tx.ask(_AGGREGATES, {"source": source})}


def put(tx: Writing, source: str, message: Message, error: str) -> None:
    tx.rows.insert(
        quarantine,
        source=source,
        position=message.position,
        previous=message.previous,
        aggregate=message.aggregate,
        topic=message.topic,
        state=message.data,
        error=error,
        held_at=time.time_ns() // 1000,
    )


def blame(tx: Writing, source: str, position: int, error: str) -> None:
    tx.execute(update(quarantine).where(*_here(source, position)).values(error=error))


def is_held(tx: Writing, source: str, position: int) -> bool:
    return bool(tx.read(select(quarantine.c.position).where(*_here(source, position))))


def gone(tx: Writing, source: str, position: int) -> None:
    """Every replica hears of it: it stands behind positions that they have passed already."""
    tx.execute(delete(quarantine).where(*_here(source, position)))
    again = released(source)
    tx.insert_tracking(Tracking(again, (tx.max_tracking_id(again) or 0) + 1))


def _here(source: str, position: int) -> tuple[ColumnElement[bool], ...]:
    return quarantine.c.source == source, quarantine.c.position == position
