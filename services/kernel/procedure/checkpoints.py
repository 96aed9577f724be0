"""Signed checkpoints of a service's log: numbered, each naming the one before it, kept for good, made by the clock or
by hand, checked in one walk.

The clock's are what makes a log that was rewritten as a whole come to light: nobody has to remember to sign. A row that
is no good note of this log is passed over, and never stands in the way of the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, select

from services.kernel.log.seal import (
    START,
    BadNote,
    Checkpoint,
    Fault,
    MerkleTree,
    Notary,
    StoredRow,
    checkpoint_faults,
    note_digest,
    signing_time,
)
from services.kernel.log.store import LOG, Store, checkpoints, events, heads
from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Context
from services.kernel.procedure.custody.book import book_id, declare
from services.kernel.procedure.custody.events import topics
from services.kernel.procedure.keeping import AT_ONCE
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.refusals import Unavailable

Rows = Callable[[int], Iterator[StoredRow]]
"""The log from its first event, so many of them."""
PASSED_OVER = 50
"""Of rows that are no good notes, how many at most."""
log = logging.getLogger("jikao")
metadata = MetaData()
trees = Table(
    "checkpoint_tree",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)
"""One row: the tree of the newest checkpoint that the clock signed, as far as it takes to grow on."""


SPOILT = "an event that it is over does not hold"
_ZH = {
    SPOILT: "所含事件已不符",
    "rewritten since the checkpoint": "签署后日志被改写",
    "truncated since the checkpoint": "签署后日志被截短",
    "signed by another key": "由其他密钥签署",
    "the signature does not hold": "签名不成立",
    "no signature": "没有签名",
}


def in_chinese(reason: str) -> str:
    """Of what is wrong with a checkpoint; what is no note of this log at all is not told apart."""
    return _ZH.get(reason, "不是本日志的检查点") if reason else ""


def stored_notes(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(checkpoints.c.note).order_by(checkpoints.c.size)).scalars())


def stored_rows(store: Store) -> list[tuple[int, str]]:
    """(size, note) as they lie there, the smallest first."""
    with store.reading() as connection:
        rows = connection.execute(select(checkpoints.c.size, checkpoints.c.note).order_by(checkpoints.c.size))
        return [(int(row.size), str(row.note)) for row in rows]


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


def chain_faults(notary: Notary, service: str, notes: Sequence[str], skipped: int = 0) -> list[tuple[int, str]]:
    """(size, what is wrong) of those that do not follow the note before them; notes that are no notes are passed over.
    `skipped`: up to this number a restored backup may have lost some."""
    faults: list[tuple[int, str]] = []
    before: Checkpoint | None = None
    digest, generation = START, 0
    for note in notes:
        try:
            one = notary.opened(service, note)
        except BadNote:
            continue
        if reason := _breaks(before, digest, one, skipped):
            faults.append((one.size, reason))
        if notary.generation(service, note) < generation:
            faults.append((one.size, "signed by a key that was retired"))
        before, digest, generation = one, note_digest(note), max(generation, notary.generation(service, note))
    return faults


def _breaks(before: Checkpoint | None, digest: bytes, one: Checkpoint, skipped: int) -> str:
    number = before.number if before is not None else 0
    if not one.number:
        return "not numbered after numbered ones" if number else ""
    if one.number != number + 1 and not number < one.number == skipped + 1:
        return f"number {one.number} after {number}: a checkpoint is missing"
    if one.previous != digest:
        return "does not follow the checkpoint before it"
    if before is not None and one.time < before.time:
        return "signed before the checkpoint before it"
    return ""


def newest(ctx: Context, notary: Notary, service: str, most: int) -> tuple[Checkpoint, str] | None:
    """The last good note over at most so many events."""
    return _newest(ctx.rows(_before(most)), notary, service)


def newest_note(store: Store, notary: Notary | None, service: str) -> str | None:
    """The last good and numbered note of a log, for others to witness."""
    if notary is None:
        return None
    with store.reading() as connection:
        most = connection.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one()
        found = _newest(connection.execute(_before(most)).fetchall(), notary, service)
    return found[1] if found is not None and found[0].number else None


def _before(most: int) -> Any:
    wanted = select(checkpoints).where(checkpoints.c.size > 0, checkpoints.c.size <= most)
    return wanted.order_by(checkpoints.c.size.desc()).limit(PASSED_OVER)


def _newest(rows: Sequence[Any], notary: Notary, service: str) -> tuple[Checkpoint, str] | None:
    for row in rows:
        try:
            one = notary.opened(service, str(row.note))
        except BadNote:
            continue
        if one.size == row.size:
            return one, str(row.note)
    return None


class SpoiltCheckpoint(Unavailable):
    """Something that is no note of this log lies where the note over so many events would."""

    code = "kernel.spoilt-checkpoint"
    next = (
        "请用命令行校验日志；下一件事项记录之后会照常签署。",
        "Find out by jikao audit verify; it is signed again once something more is recorded.",
    )

    def __init__(self, size: int) -> None:
        super().__init__(
            f"含 {size} 条事件的检查点已被改动，无法在原处重签。",
            f"The checkpoint over {size} events was tampered with and cannot be signed again in its place.",
            size=size,
        )


def sign(ctx: Context, notary: Notary, service: str, size: int, root: bytes) -> str:
    """One note per size, the first one: what is signed again without anything new is the same."""
    before = newest(ctx, notary, service, size)
    if before is not None and before[0].size == size:
        return before[1]
    if ctx.row(checkpoints, size=size) is not None:
        raise SpoiltCheckpoint(size)
    number, previous = (before[0].number, note_digest(before[1])) if before is not None else (0, START)
    skipped = ctx.find(declare(service).book, book_id(service)).skipped
    note = notary.sign(service, size, root, int(ctx.act.at.timestamp()), max(number, skipped) + 1, previous)
    assert isinstance(ctx.tx, Writing)
    ctx.tx.rows.insert(checkpoints, size=size, note=note)
    return note


class DailyCheckpoint:
    """Signs one application's log once every so many days, from the clock's operation; nothing where nothing happened.

    Its tree grows with the log, and after a start from where the last checkpoint left it, so that a day's checkpoint
    costs that day's events: what was kept of the tree is believed where its root is the one that was signed. Whether
    one is due is asked again in the line of writers: of several replicas one signs.
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
        size, root, peaks = self._grown(ctx, notary, position)
        if size < position:
            log.error("the log of %s has gaps; it is not signed", self._app.name)
            return 0

        def keep(job: Context) -> int:
            if not self._is_due(job, size):
                return 0
            sign(job, notary, self._app.name, size, root)
            assert isinstance(job.tx, Writing)
            job.tx.rows.upsert(trees, number=1, size=size, peaks=peaks)
            return size

        return ctx.job(keep)

    def _grown(self, ctx: LongContext, notary: Notary, position: int) -> tuple[int, bytes, bytes]:
        with self._growing:
            if not self._tree.size:
                self._tree = ctx.reading(lambda job: self._kept(job, notary, position)) or MerkleTree()
            for row in self._app.store.rows(self._tree.size):
                if row.position != self._tree.size + 1:
                    break
                self._tree.add(row.seal)
            return self._tree.size, self._tree.root(), self._tree.peaks()

    def _kept(self, ctx: Context, notary: Notary, position: int) -> MerkleTree | None:
        signed, row = newest(ctx, notary, self._app.name, position), ctx.row(trees, number=1)
        if signed is None or row is None or row.size != signed[0].size:
            return None
        tree = MerkleTree.kept(row.size, bytes(row.peaks))
        return tree if tree is not None and tree.root() == signed[0].root else None

    def _is_due(self, ctx: Context, size: int) -> bool:
        """A day ahead of today is of a clock that went wrong, and puts nothing off. What was only done for the custody
        of the log needs no checkpoint of its own: two services would witness each other for ever."""
        notary = self._app.office.notary
        found = newest(ctx, notary, self._app.name, size) if notary is not None else None
        if found is None:
            return size > 0
        last = self._day(ctx, found[1])
        fresh = last is not None and last <= ctx.today < last + timedelta(days=self._app.office.checkpoint_days)
        return not fresh and self._has_worked(ctx, found[0].size)

    def _has_worked(self, ctx: Context, since: int) -> bool:
        custody = topics(self._app.name)
        new = select(events.c.position).where(events.c.position > since, events.c.topic.not_in(custody))
        return bool(ctx.rows(new.limit(1)))

    def _day(self, ctx: Context, note: str) -> date | None:
        """The organ's day on which a note says it was made; whether it is genuine is for the check to say."""
        try:
            return datetime.fromtimestamp(signing_time(note), UTC).astimezone(ctx.zone).date()
        except (BadNote, OverflowError, OSError, ValueError):
            return None

    def bring_elsewhere(self, ctx: LongContext) -> int:
        """Notes that do not lie yet where the organ keeps them outside; returns how many."""
        elsewhere = self._app.office.elsewhere
        if elsewhere is None:
            return 0
        query = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(AT_ONCE)
        with self._app.store.reading() as connection:
            rows = connection.execute(query).fetchall()
        return elsewhere.keep(self._app.name, [(row.size, row.note) for row in reversed(rows)])
