"""Turns the log into messages on the bus. Knows no service and no broker.

The cursor moves only past positions the bus has confirmed; whatever happens between, events are sent again and the
inbox knows them. Several relays of one source may run: on PostgreSQL one works and the others wait for its session to
end; where there is no such lock they repeat each other, which is harmless.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol

from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from services.kernel.delivery.messages import Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey
from services.kernel.log.store import LOG, Store, cursors, heads
from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.relay")
CONFIRM_SECONDS = 30.0
TOLD_AGAIN_SECONDS = 60.0
"""How long a trouble that lasts is not told again: it is met at every try."""
IDLEST_SECONDS, SLOWER = 0.5, 1.1
"""An idle relay looks less and less often, down to twice a second within some seconds of quiet."""
IN_FLIGHT = 4
"""Batches sent and not yet confirmed: keeps the broker busy while the log is read."""


class Publisher(Protocol):
    """A bus. `publish` takes messages in order and is done when the bus answers for every one of them."""

    def publish(self, messages: Sequence[Message]) -> Future[None]: ...
    def close(self) -> None: ...


class Relay:
    """Publishes one service's log from a durable cursor, signed with the source's `key`: nobody believes it without."""

    def __init__(
        self,
        store: Store,
        source: str,
        publisher: Publisher,
        *,
        key: SourceKey | None = None,
        name: str = "bus",
        batch: int = 500,
        poll_seconds: float = 0.02,
        retry_seconds: float = 1.0,
    ) -> None:
        self.store, self.source, self.publisher, self.name = store, source, publisher, name
        self._key = key
        self._outgoing = Outbox(store, source)
        self._batch, self._poll, self._retry = batch, poll_seconds, retry_seconds
        self._told: type[BaseException] | None = None
        self._again = 0.0
        self._woken, self._stopping = threading.Event(), threading.Event()

    def wake(self) -> None:
        """There may be something new: an application's listener, or a word from another process (`waking`)."""
        self._woken.set()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Until stopped. A bus or a database that is away is waited for."""
        while not self._stopping.is_set():
            try:
                with self._lease() as held:
                    if held is not None:
                        self._work(held)
                if held is None:
                    self._stopping.wait(self._retry)
            except (Unavailable, DBAPIError, TimeoutError) as reason:
                self._tell(reason)
                self._stopping.wait(self._retry)

    def _tell(self, reason: Exception) -> None:
        """A server words one trouble in several ways: its kind tells whether it is another."""
        kind, now = type(getattr(reason, "orig", None) or reason), time.monotonic()
        if self._told != kind or now >= self._again:
            self._told, self._again = kind, now + TOLD_AGAIN_SECONDS
            log.warning(
                "relay of %s waits: %s",
                self.source,
                str(reason) or "nothing is confirmed",
                extra={"source": self.source},
            )

    def _work(self, lease: Connection) -> None:
        """While the lease holds. One small question per look, and few looks when nothing happens."""
        done, pause = -1, self._poll
        while not self._stopping.is_set():
            head = self._head(lease)
            if head > done:
                self.send()
                done, pause = head, self._poll
            else:
                self._woken.wait(pause)
                self._woken.clear()
                pause = max(pause, min(pause * SLOWER, IDLEST_SECONDS))
            self._told = None

    def send(self) -> int:
        """Publishes what there is; returns how many events the cursor moved."""
        begun = at = self.cursor()
        in_flight: deque[tuple[Future[None], int]] = deque()
        while True:
            stretch = self._outgoing.page(at, self._batch)
            if stretch.reached == at:
                break
            at = stretch.reached
            sent = self._key.signed(stretch.messages) if self._key is not None else stretch.messages
            in_flight.append((self.publisher.publish(sent), at))
            if len(in_flight) >= IN_FLIGHT:
                self._confirm(*in_flight.popleft())
            if self._stopping.is_set():
                break
        while in_flight:
            self._confirm(*in_flight.popleft())
        return at - begun

    def cursor(self) -> int:
        """The last position the bus has answered for."""
        with self.store.reading() as connection:
            found = connection.execute(select(cursors.c.position).where(cursors.c.name == self.name)).scalar()
        return found or 0

    def _confirm(self, sent: Future[None], position: int) -> None:
        sent.result(CONFIRM_SECONDS)
        with self.store.writing() as connection:
            ahead = (cursors.c.name == self.name, cursors.c.position < position)
            if connection.execute(cursors.update().where(*ahead).values(position=position)).rowcount:
                return
            if connection.execute(select(cursors.c.name).where(cursors.c.name == self.name)).first() is None:
                connection.execute(cursors.insert(), {"name": self.name, "position": position})

    @contextlib.contextmanager
    def _lease(self) -> Iterator[Connection | None]:
        """The connection whose session makes this relay the working one; None while another is."""
        with self.store.engine.connect() as connection:
            if self.store.is_sqlite:
                yield connection
                return
            lock = {"name": f"jikao-relay/{self.store.schema}/{self.source}/{self.name}"}
            session = connection.execution_options(isolation_level="AUTOCOMMIT")
            won = session.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), lock).scalar()
            try:
                yield session if won else None
            finally:
                if won and not session.invalidated:
                    with contextlib.suppress(DBAPIError):
                        session.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), lock)

    def _head(self, lease: Connection) -> int:
        """The log's last position. Raises when the lease's session is gone: the lock went with it."""
        if self.store.is_sqlite:
            return self.store.position()
        found: int = lease.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one()
        return found
