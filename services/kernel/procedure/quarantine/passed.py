"""Which events of a source a service passes over, by its own log: told to whoever builds anew what came of the rest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from services.kernel.domain.events import decode
from services.kernel.log.store import events
from services.kernel.procedure.quarantine.events import OfSkip, declare


def passed_over(connection: Connection, service: str, source: str) -> frozenset[int]:
    """Their positions in the source's log."""
    topic = declare(service).approved.TOPIC
    rows = connection.execute(select(events.c.state).where(events.c.topic == topic).order_by(events.c.position))
    said = (decode(topic, bytes(row.state)) for row in rows)
    return frozenset(one.position for one in said if isinstance(one, OfSkip) and one.source == source)
