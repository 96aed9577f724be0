"""The event library's recorder port on a service's log, each call a transaction of its own.

Within a transaction `Writing` is the recorder; this one is for whoever has none: the relay reads its notifications
here, the inbox where it stands, and the library's own tools and conformance suites run on it. What is recorded here is
sealed and takes its place in the line like everything else, but passes no register. Ids are UUIDs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)

from services.kernel.log.reading import Sealed
from services.kernel.log.registers import Projector
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading, Writing
from services.kernel.log.writer import CommitUnsure, Writer

WAIT = 0.05
"""Seconds between two looks of a subscription that has read everything."""


class StoreRecorder(ProcessRecorder):
    """One service's log and tracking positions, as the event library wants them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._writer = Writer(store, Projector(()))

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None, **_: Any
    ) -> Sequence[int] | None:
        """Positions in the log, in order; all or nothing."""
        return self._submit(stored_events, tracking)

    def insert_tracking(self, tracking: Tracking) -> None:
        self._submit((), tracking)

    def _submit(self, stored_events: Sequence[StoredEvent], tracking: Tracking | None) -> Sequence[int]:
        def record(tx: Writing) -> Sequence[int]:
            positions = tx.insert_events(stored_events, tracking=tracking)
            tx.flush()  # a conflict shows now, in this job
            return positions

        try:
            return self._writer.submit(record)
        except CommitUnsure as error:
            raise OperationalError(str(error)) from error
        except Exception as error:
            if self.store.is_conflict(error):
                raise IntegrityError(str(error)) from error
            raise

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        with self.store.reading() as connection:
            return Reading(self.store, connection).select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Sealed]:
        with self.store.reading() as connection:
            return Reading(self.store, connection).select_notifications(
                start, limit, stop, topics, inclusive_of_start=inclusive_of_start
            )

    def max_notification_id(self) -> int | None:
        return self.store.position() or None

    def max_tracking_id(self, application_name: str) -> int | None:
        with self.store.reading() as connection:
            return Reading(self.store, connection).max_tracking_id(application_name)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> StoreSubscription:
        return StoreSubscription(self, gt, topics)


class StoreSubscription(Subscription[StoreRecorder]):
    """Yields what is recorded, by any process, until stopped; looks again every 50 ms once it has read everything."""

    def __init__(self, recorder: StoreRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt, topics)
        self._read: deque[Sealed] = deque()

    def __next__(self) -> Sealed:
        while not self._has_been_stopped:
            if self._read:
                found = self._read.popleft()
                self._last_notification_id = found.id
                return found
            self._read.extend(
                self._recorder.select_notifications(
                    self._last_notification_id, 500, topics=self._topics, inclusive_of_start=False
                )
            )
            if not self._read:
                time.sleep(WAIT)
        raise StopIteration
