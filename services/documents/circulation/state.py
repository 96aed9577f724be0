"""Where the copies of a circulation are, who waits and who has read it. Decides nothing (B11.2)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.documents.circulation import events as e
from services.documents.circulation.hold import RETURN, Hold
from services.documents.circulation.refusals import CirculationNotOpen
from services.documents.circulation.states import CirculationStatus
from services.kernel.domain.aggregate import Aggregate, Becomes, applies

BECOMES: Becomes = {
    e.CirculationStarted: CirculationStatus.OPEN,
    e.ReadersAdded: CirculationStatus.OPEN,
    e.CirculationWithdrawn: CirculationStatus.WITHDRAWN,
}
"""A completed one was withdrawn before, or was not."""


class CirculationState(Aggregate):
    CALLED = "传阅", "circulation"
    CITES = ("B11.2",)
    CARRIES = ("document", "number", "urgency")
    BECOMES = BECOMES
    WRONG_STATUS = CirculationNotOpen
    document = ""
    number = ""
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

    @applies(e.CirculationStarted)
    def _started(self, event: e.CirculationStarted) -> None:
        self.waiting, self.places = list(event.readers), len(event.readers)
        self.at_office = set(range(1, event.copies + 1))

    @applies(e.ReadersAdded)
    def _readers_added(self, event: e.ReadersAdded) -> None:
        self.waiting += event.readers
        self.places += len(event.readers)

    @applies(e.ReaderRemoved)
    def _reader_removed(self, event: e.ReaderRemoved) -> None:
        self.waiting.remove(event.person)

    @applies(e.DocumentHanded)
    def _handed(self, event: e.DocumentHanded) -> None:
        self.waiting.remove(event.person)
        self.at_office.discard(event.copy)
        self.turns[event.person] = event.turn
        self.holds[event.person] = Hold(event.copy, event.turn, event.due, event.department)

    @applies(e.TermSet)
    def _term_set(self, event: e.TermSet) -> None:
        self._holds(event.person, due=event.due)

    @applies(e.DocumentRead)
    def _read(self, event: e.DocumentRead) -> None:
        del self.holds[event.person]
        self.read.add(event.person)
        if not event.handed_on:
            self.on_the_way[event.copy] = event.person

    @applies(e.DocumentReturnedUnread)
    def _returned_unread(self, event: e.DocumentReturnedUnread) -> None:
        del self.holds[event.person]
        self.on_the_way[event.copy] = event.person
        self.places = event.place
        if event.queued:
            self.waiting.append(event.person)

    @applies(e.CopyReceived)
    def _received(self, event: e.CopyReceived) -> None:
        del self.on_the_way[event.copy]
        self.at_office.add(event.copy)

    @applies(e.RetentionAsked)
    def _retention_asked(self, event: e.RetentionAsked) -> None:
        self._holds(event.person, asked=event.until)

    @applies(e.RetentionGranted)
    def _retention_granted(self, event: e.RetentionGranted) -> None:
        self._holds(event.person, asked=None, due=event.due, stage=RETURN, overdue=False)

    @applies(e.RetentionRefused)
    def _retention_refused(self, event: e.RetentionRefused) -> None:
        self._holds(event.person, asked=None, due=event.due)

    @applies(e.CirculationWithdrawn)
    def _withdrawn(self, event: e.CirculationWithdrawn) -> None:
        self.waiting = []

    @applies(e.CopyRecalled)
    def _recalled(self, event: e.CopyRecalled) -> None:
        stage = event.stage if event.gone else RETURN
        self._holds(event.person, asked=None, due=event.due, stage=stage, overdue=event.was_overdue, recalled=True)

    @applies(e.ReaderUrged)
    def _urged(self, event: e.ReaderUrged) -> None:
        self._holds(event.person, urged=event.nth)

    @applies(e.CirculationOverdue)
    def _overdue(self, event: e.CirculationOverdue) -> None:
        self._holds(event.person, overdue=True)

    @applies(e.CirculationCompleted)
    def _completed(self, event: e.CirculationCompleted) -> None:
        self.status = CirculationStatus.WITHDRAWN if event.withdrawn else CirculationStatus.COMPLETED

    def _holds(self, person: str, **changed: object) -> None:
        self.holds[person] = replace(self.holds[person], **changed)  # type: ignore[arg-type]
