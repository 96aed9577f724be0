"""The event library's `Mapper` for our facts: bytes by msgspec, stored names from the registry of declared topics.

The library's own takes topics from module paths and states from `vars()`; a fact's topic is declared and its class has
no `__dict__`. Ids stand in the stored bytes as well, so that an event read alone is whole.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from services.kernel.domain import events as facts
from services.kernel.domain.events import Event


class FactMapper(Mapper[UUID]):
    """A fact to a stored event and back; an old version comes back as today's readers know it."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())  # asked for by the library, never used: msgspec encodes

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.TOPIC,
            facts.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        return facts.decode(stored_event.topic, stored_event.state)


MAPPER = FactMapper()
