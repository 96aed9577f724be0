"""Signed checkpoints of a service's log: kept for good, made by the clock or by hand, checked in one walk.

The clock's are what makes a log that was rewritten as a whole come to light: nobody has to remember to sign.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from services.kernel.log.seal import (
    BadNote,
    Checkpoint,
    Fault,
    MerkleTree,
    Notary,
    StoredRow,
    checkpoint_faults,
    signing_time,
)
from services.kernel.log.store import Store, checkpoints
from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext, Service

Rows = Callable[[int], Iterator[StoredRow]]
"""The log from its first event, so many of them."""
log = logging.getLogger("jikao")


def stored_notes(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(checkpoints.c.note).order_by(checkpoints.c.size)).scalars())


def checked(notary: Notary, service: str, notes: Sequence[str], rows: Rows) -> list[tuple[int, str]]:
    """Of each note its size and what is wrong with it, empty where it holds. The log is walked once for all."""
    opened: list[Checkpoint | BadNote] = []
    for note in notes:
        try:
            opened.append(notary.opened(service, note))
        except BadNote as error:
            opened.append(error)
    good = [one for one in opened if isinstance(one, Checkpoint)]
    faults: Iterator[Fault | None] = iter(())
    if good:
        faults = iter(checkpoint_faults(rows(max(one.size for one in good)), good))
    return [(0, str(one)) if isinstance(one, BadNote) else (one.size, _reason(next(faults))) for one in opened]


def _reason(fault: Fault | None) -> str:
    return fault.reason if fault is not None else ""


def sign(ctx: Context, notary: Notary, service: str, size: int, root: bytes) -> str:
    """One note per size, the first one: what is signed again without anything new is the same."""
    known = ctx.row(checkpoints, size=size)
    if known is not None:
        return str(known.note)
    note = notary.sign(service, size, root, int(ctx.act.at.timestamp()))
    assert isinstance(ctx.tx, Writing)
    ctx.tx.rows.insert(checkpoints, size=size, note=note)
    return note


class DailyCheckpoint:
    """Signs one application's log once every so many days, from the clock's operation; nothing where nothing happened.

    Its tree grows with the log, so that a day's checkpoint costs that day's events. Whether one is due is asked again
    in the line of writers: of several replicas one signs.
    """

    def __init__(self, app: Service) -> None:
        self._app = app
        self._tree = MerkleTree()
        self._growing = threading.Lock()

    def sign(self, ctx: LongContext) -> int:
        """How many events were signed, 0 for no checkpoint."""
        notary = self._app.office.notary
        if notary is None or not self._app.office.checkpoint_days:
            return 0
        position = self._app.store.position()
        if not ctx.reading(lambda job: self._is_due(job, position)):
            return 0
        size, root = self._grown()
        if size < position:
            log.error("the log of %s has gaps; it is not signed", self._app.name)
            return 0

        def keep(job: Context) -> int:
            if not self._is_due(job, size):
                return 0
            sign(job, notary, self._app.name, size, root)
            return size

        return ctx.job(keep)

    def _grown(self) -> tuple[int, bytes]:
        with self._growing:
            for row in self._app.store.rows(self._tree.size):
                if row.position != self._tree.size + 1:
                    break
                self._tree.add(row.seal)
            return self._tree.size, self._tree.root()

    def _is_due(self, ctx: Context, size: int) -> bool:
        """A day ahead of today is of a clock that went wrong, and puts nothing off."""
        newest = ctx.rows(select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1))
        if not newest:
            return size > 0
        last = self._day(ctx, newest[0].note)
        fresh = last is not None and last <= ctx.today < last + timedelta(days=self._app.office.checkpoint_days)
        return size > int(newest[0].size) and not fresh

    def _day(self, ctx: Context, note: str) -> date | None:
        """The organ's day on which a note says it was made; whether it is genuine is for the check to say."""
        try:
            return datetime.fromtimestamp(signing_time(note), UTC).astimezone(ctx.zone).date()
        except (BadNote, OverflowError, OSError, ValueError):
            return None
