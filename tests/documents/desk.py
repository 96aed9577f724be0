"""The sample organ's documents as a test drives them: signed callers, a clock that each call sets, ids by number.

In June 2025: p001 chair; p002, p003, p004, p005 deputy chairs; p006 secretary-general; p008 heads the office, p011 its
clerk; p022 heads finance-economy (p023, p024, p025) and p026 heads budget (p027, p028), both under p003; p029 heads
agriculture under p004.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from services.documents import service
from services.documents.operations import log
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import Event
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.attachments.files import FolderFiles
from services.kernel.procedure.attachments.scanner import Scanner
from services.kernel.procedure.identity import Signer, Verifier, public_key
from services.kernel.procedure.obligations import obligations
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation
from tests import given
from tests.attendance.desk import KEY, calendar, clock, organ, read_back, rules, told
from tests.given import By, noon

__all__ = ["Desk", "by", "clock", "day", "read_back"]

CHAIR, SECRETARY, DIRECTOR, CLERK, AUDITOR = "p001", "p006", "p008", "p011", "p020"
LEADER, HEAD, STAFF, COLLEAGUE = "p003", "p022", "p024", "p025"
"""Of finance-economy: who supervises it, who heads it, two of its members."""
OTHER_HEAD, OTHER_STAFF = "p026", "p027"
"""Of budget."""
THIRD_STAFF = "p031"
"""Of a department that answers for nothing here."""
FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))
"""What is made first gets the first id."""


def day(month: int, of_month: int, year: int = 2025) -> date:
    return date(year, month, of_month)


def by(person: str, on: date, operation: Operation, hour: int = 9) -> By:
    """A history's operation, done by somebody on a day."""
    return By(person, operation, clock(on, hour))


class Desk(given.Desk):
    SERVICE: Any = service
    LOG: Any = log

    def __init__(
        self,
        store: Store,
        messages: Sequence[Message] | None = None,
        *,
        files: Path | None = None,
        scanner: Scanner | None = None,
    ) -> None:
        """Takes attachments where it is told a folder for them."""
        self.clock = SimulatedClock(noon(day(6, 9)))
        numbers = itertools.count(1)
        office = Office(
            rules=rules(),
            calendar=calendar(),
            verifier=Verifier(public_key(KEY)),
            clock=self.clock,
            new_id=lambda: UUID(int=next(numbers)),
            files=FolderFiles(files) if files else None,
            scanner=scanner,
        )
        super().__init__(self.SERVICE.build(store=store, office=office), Signer(KEY), by=CLERK)
        self.told = list(organ() if messages is None else messages)
        self.inbox = Inbox(self.app, "directory", self.SERVICE.SUBSCRIPTIONS["directory"], self._pull)
        self.inbox.catch_up()

    def _pull(self, after: int, limit: int) -> list[Message]:
        return told(self.told, after, limit)

    def at(self, on: date, hour: int = 12) -> Desk:
        """The same desk on another day."""
        self.clock.set(clock(on, hour))
        return self

    def on(self, on: date, person: str, operation: Operation, hour: int = 10) -> Any:
        """Done by somebody on a day; the answer as its view."""
        return self.ask(operation, by=person, at=clock(on, hour))

    def may(self, on: date, person: str, shows: Operation) -> list[str]:
        """What this person is offered to do with the record that the query shows."""
        return [name.partition(".")[2] for name in self.on(on, person, shows).allowed]

    def ticked(self, on: date, *classes: type[Event], hour: int = 1) -> list[Event]:
        """The facts (of these classes, or all) that the clock records early that day."""
        before = self.app.store.position()
        self.do(self.LOG.tick(), by=SYSTEM_ID, at=clock(on, hour))
        return [event for event in self.recorded(before) if not classes or isinstance(event, classes)]

    def owed(self, kind: str) -> list[tuple[str, str, date, str]]:
        """(person, department, due, status) of each obligation of a kind, by due day."""
        with self.app.store.reading() as connection:
            rows = Reading(self.app.store, connection).get_all(obligations, {"kind": kind})
        return [(row.person, row.department, row.due, row.status) for row in sorted(rows, key=lambda r: (r.due, r.key))]

    def moment(self, on: date, hour: int = 10) -> datetime:
        return clock(on, hour)
