"""Takes another service's events in: each once, in order, none missing. Knows no transport.

How far a source has been taken in is the event library's `Tracking`, inserted in the transaction that does the
consumer's work, with the seal that the source's log has there. A message that is not the next one shows a gap, and what
is missing is pulled from the source's own log; so lost, repeated and reordered messages, and a wiped broker, change
nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import Tracking
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from services.kernel.delivery.messages import Consumer, Message, trace
from services.kernel.delivery.mirror import released
from services.kernel.delivery.outbox import Pull
from services.kernel.log.prepared import Fixed
from services.kernel.log.recorder import StoreRecorder
from services.kernel.log.store import quarantine
from services.kernel.log.transaction import Writing
from services.kernel.procedure.application import Application
from services.kernel.refusals import Refusal, Unavailable

log = logging.getLogger("jikao.inbox")
TRACED = 10
_HELD = Fixed(select(quarantine.c.aggregate).where(quarantine.c.source == bindparam("source")).distinct())
PASSING = (OperationalError, InterfaceError, Unavailable)
"""Troubles of the moment: the same batch is tried again. Anything else is the event's or the consumer's fault."""


class GapOpen(Unavailable):
    """The source does not (yet) give the events that stand between what is taken in and what came."""

    code = "kernel.gap-open"
    next = ("请稍候，来源恢复后自动继续。", "Wait: it goes on by itself once the source answers.")

    def __init__(self, source: str, after: int, before: int) -> None:
        super().__init__(
            f"来源 {source} 第 {after} 至 {before} 之间的事件暂不可得。",
            f"{source} does not give its events between {after} and {before} yet.",
            source=source,
            after=after,
            before=before,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A quarantined event. `error` is empty where it only waits behind an earlier one of its aggregate."""

    message: Message
    error: str
    held_at: int
    """Microseconds since the epoch."""


class Spoilt(Exception):
    """A consumer refused. Raised in its stead, so that what it had written goes too."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Inbox:
    """What one service takes in from one source. Replicas may run at once: the line of writers orders them."""

    def __init__(self, app: Application, source: str, consumer: Consumer, pull: Pull, *, batch: int = 500) -> None:
        self.app, self.source, self.pull = app, source, pull
        app.inboxes[source] = self
        self._consumer, self._batch = consumer, batch
        self._recorder = StoreRecorder(app.store)

    def position(self) -> int:
        """The last position taken in (or held in quarantine)."""
        return self._recorder.max_tracking_id(self.source) or 0

    def receive(self, messages: Iterable[Message]) -> int:
        """Takes in what is new, pulling what is missing; returns how many. All of it is committed on return."""
        reached = self.position()
        run: list[Message] = []
        taken = 0
        for message in sorted({m.position: m for m in messages}.values(), key=lambda m: m.position):
            while message.previous > reached:
                missing = [m for m in self.pull(reached, self._batch) if m.position > reached]
                if not missing:
                    raise GapOpen(self.source, reached, message.position)
                run += missing
                reached = missing[-1].position
                taken += self._flush(run, self._batch)
            if message.position > reached:
                run.append(message)
                reached = message.position
                taken += self._flush(run, self._batch)
        return taken + self._flush(run, 1)

    def catch_up(self) -> int:
        """Pulls until the source has no more: at start, after a reconnect, and now and then for a silent loss."""
        taken = 0
        while messages := self.pull(self.position(), self._batch):
            taken += self.receive(messages)
        return taken

    def _flush(self, run: list[Message], least: int) -> int:
        taken = 0
        while len(run) >= least:
            taken += self._take(run[: self._batch])
            del run[: self._batch]
        return taken

    # -- one batch ----------------------------------------------------------------------------------------------------

    def _take(self, run: Sequence[Message]) -> int:
        """One transaction; where it fails for good, halves find the event that spoils it."""
        try:
            return self._told(run, self.app.record(lambda tx: self._take_in(tx, run)))
        except Exception as error:
            if _passes(error):
                raise
            if len(run) > 1:
                middle = len(run) // 2
                return self._take(run[:middle]) + self._take(run[middle:])
            reason = f"{type(error).__name__}: {error}"
            return self.app.record(lambda tx: self._hold(tx, run[0], reason))

    def _told(self, run: Sequence[Message], taken: int) -> int:
        """One line per batch; a small one names the requests behind it, so that they can be followed to here."""
        if taken:
            first, last = run[0].position, run[-1].position
            extra: dict[str, object] = {"source": self.source, "position": last, "events": taken}
            if taken <= TRACED:
                extra["correlation"] = " ".join(sorted({trace(message).correlation for message in run}))
            log.info("%s took in %s %d to %d", self.app.name, self.source, first, last, extra=extra)
        return taken

    def _take_in(self, tx: Writing, run: Sequence[Message]) -> int:
        fresh = self._fresh(tx, run)
        if not fresh:
            return 0
        waiting = {m.aggregate for m in fresh} & self._held_aggregates(tx)
        sound = [m for m in fresh if m.aggregate not in waiting]
        if sound:
            self._consume(tx, sound)
        for message in fresh:
            if message.aggregate in waiting:
                self._put(tx, message, "")
        tx.insert_tracking(Tracking(self.source, fresh[-1].position), fresh[-1].seal)
        return len(fresh)

    def _consume(self, tx: Writing, messages: Sequence[Message]) -> None:
        try:
            self._consumer(tx, messages)
        except Refusal as refusal:
            raise Spoilt(refusal) from refusal

    def _fresh(self, tx: Writing, run: Sequence[Message]) -> list[Message]:
        """Asked again under the lock: a replica may have been faster."""
        tracked = tx.max_tracking_id(self.source) or 0
        fresh = [m for m in run if m.position > tracked]
        if fresh and fresh[0].previous > tracked:
            raise GapOpen(self.source, tracked, fresh[0].position)
        return fresh

    # -- quarantine ---------------------------------------------------------------------------------------------------

    def quarantined(self) -> list[Held]:
        """Oldest first."""
        with self.app.store.reading() as connection:
            query = select(quarantine).where(quarantine.c.source == self.source).order_by(quarantine.c.position)
            return [_held(row) for row in connection.execute(query)]

    def retry(self) -> int:
        """Takes quarantined events in again, in order; an aggregate stops at its first that still fails."""
        failed: set[str] = set()
        taken = 0
        for held in self.quarantined():
            message = held.message
            if message.aggregate in failed:
                continue
            try:
                taken += self.app.record(lambda tx, m=message: self._release(tx, m))  # type: ignore[misc]
            except Exception as error:
                if _passes(error):
                    raise
                failed.add(message.aggregate)
                reason = f"{type(error).__name__}: {error}"
                self.app.record(lambda tx, m=message, r=reason: self._blame(tx, m, r))  # type: ignore[misc]
        return taken

    def _release(self, tx: Writing, message: Message) -> int:
        here = (quarantine.c.source == self.source, quarantine.c.position == message.position)
        if not tx.read(select(quarantine.c.position).where(*here)):
            return 0  # another replica has taken it in
        self._consume(tx, [message])
        tx.execute(delete(quarantine).where(*here))
        again = released(self.source)
        tx.insert_tracking(Tracking(again, (tx.max_tracking_id(again) or 0) + 1))
        return 1

    def _hold(self, tx: Writing, message: Message, reason: str) -> int:
        if not self._fresh(tx, [message]):
            return 0
        log.error(
            "%s %d of %s is quarantined: %s",
            message.topic,
            message.position,
            self.source,
            reason,
            extra={"source": self.source, "position": message.position},
        )
        self._put(tx, message, reason)
        tx.insert_tracking(Tracking(self.source, message.position), message.seal)
        return 1

    def _blame(self, tx: Writing, message: Message, reason: str) -> None:
        here = (quarantine.c.source == self.source, quarantine.c.position == message.position)
        tx.execute(update(quarantine).where(*here).values(error=reason))

    def _held_aggregates(self, tx: Writing) -> set[str]:
        return {aggregate for (aggregate,) in tx.ask(_HELD, {"source": self.source})}

    def _put(self, tx: Writing, message: Message, error: str) -> None:
        tx.rows.insert(
            quarantine,
            source=message.source,
            position=message.position,
            previous=message.previous,
            aggregate=message.aggregate,
            topic=message.topic,
            state=message.data,
            error=error,
            held_at=time.time_ns() // 1000,
        )


def _passes(error: Exception) -> bool:
    if isinstance(error, Spoilt):
        return isinstance(error.refusal, Unavailable)
    return isinstance(error, PASSING) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _held(row: Any) -> Held:
    message = Message(row.source, row.position, row.previous, row.topic, row.aggregate, bytes(row.state))
    return Held(message, row.error, row.held_at)
