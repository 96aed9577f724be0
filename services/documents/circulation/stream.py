"""Where a document's circulation is recorded: each has one stream of its own."""

from __future__ import annotations

from uuid import UUID, uuid5


def circulation_id(document: UUID) -> UUID:
    return uuid5(document, "circulation")
