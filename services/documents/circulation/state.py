"""Where the copies of a circulation are, who waits and who has read it. Decides nothing (B11.2)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CirculationStarted,
    CirculationWithdrawn,
    CopyRecalled,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    ReaderRemoved,
    ReadersAdded,
    ReaderUrged,
    RetentionAsked,
    RetentionGranted,
    RetentionRefused,
)
from services.documents.circulation.hold import RETURN, Hold
from services.kernel.domain import Aggregate, applies

OPEN, WITHDRAWN, COMPLETED = "open", "withdrawn", "completed"


class CirculationState(Aggregate):
    document = ""
    number = ""
    status = ""
    urgency = ""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.waiting: list[str] = []
        self.holds: dict[str, Hold] = {}
        self.turns: dict[str, int] = {}
        self.read: set[str] = set()
        self.at_office: set[int] = set()
        self.on_the_way: dict[int, str] = {}
        self.places = 0
        """How many places in the queue were given so far."""

    @property
    def out(self) -> list[str]:
        """Who has a copy, has not yet given it back into the office's hands, or should still read it."""
        return sorted({*self.waiting, *self.holds, *self.on_the_way.values()})

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(CirculationStarted)
    def _started(self, event: CirculationStarted) -> None:
        self.document, self.number, self.status = event.document, event.number, OPEN
        self.urgency = event.urgency
        self.waiting, self.places = list(event.readers), len(event.readers)
        self.at_office = set(range(1, event.copies + 1))

    @applies(ReadersAdded)
    def _readers_added(self, event: ReadersAdded) -> None:
        self.waiting += event.readers
        self.places += len(event.readers)
        self.status = OPEN

    @applies(ReaderRemoved)
    def _reader_removed(self, event: ReaderRemoved) -> None:
        self.waiting.remove(event.person)

    @applies(DocumentHanded)
    def _handed(self, event: DocumentHanded) -> None:
        self.waiting.remove(event.person)
        self.at_office.discard(event.copy)
        self.turns[event.person] = event.turn
        self.holds[event.person] = Hold(event.copy, event.turn, event.due, event.department)

    @applies(DocumentRead)
    def _read(self, event: DocumentRead) -> None:
        del self.holds[event.person]
        self.read.add(event.person)
        if not event.handed_on:
            self.on_the_way[event.copy] = event.person

    @applies(DocumentReturnedUnread)
    def _returned_unread(self, event: DocumentReturnedUnread) -> None:
        del self.holds[event.person]
        self.on_the_way[event.copy] = event.person
        self.places = event.place
        if event.queued:
            self.waiting.append(event.person)

    @applies(CopyReceived)
    def _received(self, event: CopyReceived) -> None:
        del self.on_the_way[event.copy]
        self.at_office.add(event.copy)

    @applies(RetentionAsked)
    def _retention_asked(self, event: RetentionAsked) -> None:
        self._holds(event.person, asked=event.until)

    @applies(RetentionGranted)
    def _retention_granted(self, event: RetentionGranted) -> None:
        self._holds(event.person, asked=None, due=event.due, stage=RETURN, overdue=False)

    @applies(RetentionRefused)
    def _retention_refused(self, event: RetentionRefused) -> None:
        self._holds(event.person, asked=None, due=event.due)

    @applies(CirculationWithdrawn)
    def _withdrawn(self, event: CirculationWithdrawn) -> None:
        self.status, self.waiting = WITHDRAWN, []

    @applies(CopyRecalled)
    def _recalled(self, event: CopyRecalled) -> None:
        stage = event.stage if event.gone else RETURN
        self._holds(event.person, asked=None, due=event.due, stage=stage, overdue=event.was_overdue, recalled=True)

    @applies(ReaderUrged)
    def _urged(self, event: ReaderUrged) -> None:
        self._holds(event.person, urged=event.nth)

    @applies(CirculationOverdue)
    def _overdue(self, event: CirculationOverdue) -> None:
        self._holds(event.person, overdue=True)

    @applies(CirculationCompleted)
    def _completed(self, event: CirculationCompleted) -> None:
        self.status = WITHDRAWN if event.withdrawn else COMPLETED

    def _holds(self, person: str, **changed: object) -> None:
        self.holds[person] = replace(self.holds[person], **changed)  # type: ignore[arg-type]
