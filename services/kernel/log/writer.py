"""One line of writers per service, and many of them in one commit.

The first caller to find nobody at work becomes the leader: it runs every job that waits in one transaction and commits
once; then the next waiting caller leads. No thread of its own, so it serves threads and green threads alike.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import RootTransaction
from sqlalchemy.exc import DBAPIError

from services.kernel.log.obstacles import is_held_up, send_away
from services.kernel.log.registers import Projector
from services.kernel.log.repository import AggregateCache
from services.kernel.log.store import Store
from services.kernel.log.transaction import Writing
from services.kernel.log.troubles import was_refused
from services.kernel.refusals import Refusal, Unavailable

T = TypeVar("T")
Work = Callable[[Writing], T]
MOST_JOBS = 64
"""How many jobs share one commit at most: bounds how long the first of them waits."""


class CommitUnsure(Unavailable):
    """The database went away while committing: it may or may not have happened, so nothing is run again.

    The same Idempotency-Key tells: it returns the first answer if there was one.
    """

    code = "kernel.commit-unsure"
    next = (
        "请用同一幂等键重试以确认结果。",
        "Send the same request with the same Idempotency-Key to learn the outcome.",
    )

    def __init__(self) -> None:
        super().__init__(
            "数据库在提交时失去联系，请用同一幂等键重试以确认结果。",
            "The database went away while committing; send the same request with the same Idempotency-Key again.",
        )


class _Job(Generic[T]):
    __slots__ = ("done", "error", "gate", "key", "result", "work")

    def __init__(self, work: Work[T], key: str) -> None:
        self.work, self.key = work, key
        self.gate = threading.Lock()  # held until the job is done, or its caller is to lead; cheaper than an Event
        self.gate.acquire()
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> T:
        if self.error is not None:
            raise self.error
        result: T = self.result
        return result


class Writer:
    """Runs jobs against the store, one after the other, many to a commit."""

    def __init__(
        self, store: Store, projector: Projector, on_commit: Callable[[Writing], None] = lambda _: None
    ) -> None:
        self._store, self._projector, self._on_commit = store, projector, on_commit
        self.breathe: Callable[[], None] = self._let_threads_in
        """Called by a leader before it counts who waits: lets others come and wait."""
        self._company = 0
        self._cache = AggregateCache()
        self._mutex = threading.Lock()
        self._queue: deque[_Job[Any]] = deque()
        self._busy = False

    def submit(self, work: Work[T], key: str = "") -> T:
        """Runs `work` and returns its result once it is committed; raises what it raised.

        `key` is the idempotency key `work` will ask for, so that a batch looks all of its keys up at once.
        """
        job = _Job(work, key)
        with self._mutex:
            self._queue.append(job)
            leads, self._busy = not self._busy, True
        if not leads:
            job.gate.acquire()
        if not job.done:
            self._lead(job)
        return job.answer()

    def _lead(self, own: _Job[Any]) -> None:
        self.breathe()
        with self._mutex:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_JOBS))]
            self._company = len(batch) - 1
        try:
            self._run(batch)
        except BaseException as error:  # noqa: BLE001 - every caller of the batch must hear of it
            for job in batch:
                if not job.done:
                    job.error = error
        finally:
            with self._mutex:
                successor = self._queue[0] if self._queue else None
                self._busy = successor is not None
            for job in batch:
                job.done = True
                if job is not own:
                    job.gate.release()
            if successor is not None:
                successor.gate.release()

    def _let_threads_in(self) -> None:
        """After a commit in company the others are about to ask again; without this every second commit is for one."""
        if self._company:
            time.sleep(0)

    def _run(self, batch: list[_Job[Any]], again: bool = True) -> None:
        try:
            self._transact(batch)
        except CommitUnsure:
            self._cache.clear()
            raise
        except Exception as error:
            self._cache.clear()
            if is_held_up(error):
                if not (again and send_away(self._store.engine)):
                    raise
                self._run(batch, again=False)
                return
            if len(batch) == 1 and again and self._store.is_gone(error):
                self._run(batch, again=False)  # before the commit, so nothing happened; the next connection is new
                return
            if len(batch) == 1:
                batch[0].error = error
                return
            for job in batch:  # one of them spoilt the commit: each alone, so that only that one fails
                job.result = job.error = None
                self._run([job])

    def _transact(self, batch: list[_Job[Any]]) -> None:
        with self._store.write_connection() as connection:
            transaction = connection.begin()
            keys = [job.key for job in batch if job.key]
            tx = Writing(self._store, connection, self._projector, self._cache, keys)
            for job in batch:
                before = tx.trace
                try:
                    job.result = job.work(tx)
                    tx.end_job()
                except Refusal as refusal:
                    if tx.trace != before:
                        raise
                    tx.abandon_job()
                    job.error = refusal
            self._finish(tx, transaction)
        tx.committed()
        self._on_commit(tx)

    def _finish(self, tx: Writing, transaction: RootTransaction) -> None:
        """On PostgreSQL the last rows travel with the commit: what the server refuses by name is not committed, nor is
        what was lost before it was asked to."""
        asked = False

        def commit() -> None:
            nonlocal asked
            asked = True
            transaction.commit()

        try:
            tx.finish(commit)
        except Exception as error:
            lost = isinstance(error, DBAPIError) and not was_refused(error)
            if asked and (lost or self._store.is_gone(error)):
                raise CommitUnsure from error
            raise
