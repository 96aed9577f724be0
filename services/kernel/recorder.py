"""The event library's recorder port on our tables: its repositories, logs and tests run on a service's log.

What is recorded here is sealed and takes its place in the line like everything else, but passes no register: it is for
the library's tools, for reading, and for measuring against the library's own recorders. Ids are UUIDs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    IntegrityError,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)
from sqlalchemy import select

from services.kernel.registers import Projector
from services.kernel.store import LOG, Store, events, heads
from services.kernel.transaction import Writing
from services.kernel.writer import CommitUnsure, Writer

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

    def _submit(self, stored_events: Sequence[StoredEvent], tracking: Tracking | None) -> list[int]:
        def record(tx: Writing) -> list[int]:
            if tracking is not None:
                _track(tx, tracking)
            positions = [
                tx.append_stored(_uuid(one.originator_id).hex, one.originator_version, one.topic, one.state)
                for one in stored_events
            ]
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
        version = events.c.originator_version
        query = select(version, events.c.topic, events.c.state)
        query = query.where(events.c.originator_id == _uuid(originator_id).hex)
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version).limit(limit)
        with self.store.reading() as connection:
            rows = connection.execute(query).tuples().all()
        return [StoredEvent(originator_id, number, topic, bytes(state)) for number, topic, state in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        position = events.c.position
        query = select(position, events.c.originator_id, events.c.originator_version, events.c.topic, events.c.state)
        if start is not None:
            query = query.where(position >= start if inclusive_of_start else position > start)
        if stop is not None:
            query = query.where(position <= stop)
        if topics:
            query = query.where(events.c.topic.in_(topics))
        with self.store.reading() as connection:
            rows = connection.execute(query.order_by(position).limit(limit)).tuples().all()
        return [
            Notification(UUID(hex=stream), version, topic, bytes(state), id=place)
            for place, stream, version, topic, state in rows
        ]

    def max_notification_id(self) -> int | None:
        return self.store.position() or None

    def max_tracking_id(self, application_name: str) -> int | None:
        if application_name == LOG:
            return None
        with self.store.reading() as connection:
            query = select(heads.c.position).where(heads.c.name == application_name)
            return connection.execute(query).scalar_one_or_none()

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> StoreSubscription:
        return StoreSubscription(self, gt, topics)


class StoreSubscription(Subscription[StoreRecorder]):
    """Yields what is recorded, by any process, until stopped; looks again every 50 ms once it has read everything."""

    def __init__(self, recorder: StoreRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt, topics)
        self._read: deque[Notification] = deque()

    def __next__(self) -> Notification:
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


def _track(tx: Writing, tracking: Tracking) -> None:
    """Monotonic: a position at or below the tracked one is a repetition."""
    name, position = tracking.application_name, tracking.notification_id
    known = tx.heads().get(name)
    if name == LOG or (known is not None and position <= known):
        raise IntegrityError(f"{name} is already tracked at {known}")
    tx.move_head(name, position)


def _uuid(originator_id: UUID | str) -> UUID:
    return originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
