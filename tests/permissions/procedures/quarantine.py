"""The quarantine, of every service: kept by the auditor and the administrator; a skip is approved by somebody who did
not propose it, and never by the administrator."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from deploy.roster import ROSTER
from services.kernel.delivery import held
from services.kernel.delivery.messages import Message
from tests.permissions.words import JULY, Row, row
from tests.permissions.world import CALLERS, Diary

KEEPERS, SECOND = "auditor administrator", "auditor security-administrator"
READERS = "auditor administrator security-administrator"
FREE, PROPOSED = 900_001, 900_002
"""Positions that no log of the world reaches."""


def source_of(service: str) -> str:
    return "directory" if service != "directory" else "documents"


def prepare(diary: Diary) -> None:
    """Of each service that listens one event that is held, and one that is proposed to be skipped."""

    def hold(service: str, position: int) -> str:
        app, source = diary.world.embedded.services[service].app, source_of(service)
        message = Message(source, position, 0, f"{source}.nobody-knows.v9", UUID(int=position).hex, b"{}")
        app.record(lambda tx: held.put(tx, source, message, "UnknownTopic"))
        return ""

    for service in ROSTER:
        for position in (FREE, PROPOSED):
            label = f"{service}-held-{position}"
            diary.name(label, "07-02T23:10", lambda made, s=service, p=position: hold(s, p))  # type: ignore[misc]
        fields = {"source": source_of(service), "position": PROPOSED, "reason": "来源已作废"}
        diary.make(
            f"{service}-skip",
            "07-02T23:11",
            CALLERS["administrator"],
            f"{service}.propose-quarantine-skip",
            **fields,
        )


def _rows(service: str) -> Iterator[Row]:
    skip = f"@{service}-skip"
    yield row(f"{service}.list-quarantine", READERS)
    yield row(f"{service}.retry-quarantine", KEEPERS)
    propose = {"source": source_of(service), "position": FREE, "reason": "来源已作废"}
    yield row(f"{service}.propose-quarantine-skip", KEEPERS, **propose)
    yield row(f"{service}.approve-quarantine-skip", SECOND, skip=skip)
    yield row(f"{service}.decline-quarantine-skip", SECOND, skip=skip, reason="再看")
    yield row(f"{service}.withdraw-quarantine-skip", "administrator", skip=skip, reason="再看")
    yield row(f"{service}.get-quarantine-skip", READERS, skip=skip)
    yield row(f"{service}.list-quarantine-skips", READERS)
    yield row(f"{service}.export-quarantine-skips", READERS, **JULY)


ROWS = tuple(row for service in ROSTER for row in _rows(service))
