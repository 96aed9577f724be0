"""Carries replays out, one after the other, beside live work: paced, paused, cancelled, taken up again after a kill.

One runner of a service at a time, whoever starts it: a lock in the database, or beside the file. What a replay is at
stands in its line and in its shadow; the runner keeps nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from services.kernel.domain import events as facts
from services.kernel.log.registers import naive
from services.kernel.log.shadow import Shadow, Then, positions_of
from services.kernel.log.shadow_compare import MOST_LISTED, Compared, Difference, compare, told
from services.kernel.log.shadow_swap import settle
from services.kernel.log.store import Store, events
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.replay.parts import Replayable, part_of
from services.kernel.procedure.replay.record import (
    SHARE,
    UNDER_WAY,
    DifferenceRecord,
    Found,
    Kind,
    Pace,
    ReplayRecord,
    ReplayStatus,
    SwapRecord,
    Task,
)
from services.kernel.procedure.replay.swap import SwapStatus

log = logging.getLogger("jikao.replay")
TELL_EVERY = 0.5
"""Seconds between two looks at how far it is, for those who watch."""
OTHER_PROGRAM = (
    "由另一版本的程序重演，本程序的台账算法与之不同。请用该版本的程序继续，或另起一次。",
    "Another program began it, whose projections are not this one's. Go on with that program, or start another.",
)
c = ReplayRecord.columns()


# -- one at a time ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def alone(store: Store) -> Iterator[bool]:
    """Whether nobody else runs this service's replays, on any machine; held until the block ends."""
    if store.is_sqlite:
        with Path(f"{store.url.database}.replay").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        return
    named = {"name": f"jikao replay {store.schema}"}
    with store.engine.connect() as connection:
        held = bool(connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), named).scalar())
        connection.commit()
        try:
            yield held
        finally:
            if held:
                connection.execute(text("SELECT pg_advisory_unlock(hashtext(:name))"), named)
                connection.commit()


def work_off(app: Service, stopping: Callable[[], bool] = lambda: False) -> int:
    """Carries out what waits, in the order in which it was asked for; returns how many replays it worked on."""
    with alone(app.store) as free:
        return carry_out(app, stopping) if free else 0


def carry_out(app: Service, stopping: Callable[[], bool] = lambda: False) -> int:
    """The same, for whoever is `alone` already."""
    worked = 0
    while not stopping() and (row := _next(app)) is not None:
        worked += 1
        Turn(app, row, stopping).take()
    return worked


def _next(app: Service) -> Any:
    query = select(ReplayRecord.TABLE).where(c.status.in_([one.value for one in UNDER_WAY]))
    with app.store.reading() as connection:
        return connection.execute(query.order_by(c.year, c.serial).limit(1)).first()


class Left(Exception):
    """It was paused or cancelled, or the runner ends: the shadow stays where it is."""


class Turn:
    """The work on one replay, from where it stands until it is done, left, or broken off."""

    def __init__(self, app: Service, row: Any, stopping: Callable[[], bool]) -> None:
        self._app, self._row, self._stopping = app, row, stopping
        self._begun, self._told, self._since = time.monotonic(), 0.0, -1
        self._done = 0

    def take(self) -> None:
        row, app = self._row, self._app
        part, shadow = part_of(app, row.part, row.aggregate, row.draft), Shadow(app.store, row.slot)
        try:
            if part is None:
                raise LookupError(f"there is no part {row.part!r} any more")
            if row.program not in ("", part.program()):
                self._broken_off(*OTHER_PROGRAM)
                return
            self._change(status=ReplayStatus.RUNNING, program=part.program(), mended=self._mended(part))
            settle_swap(app, shadow, part, row.id)
            if row.task == Task.BUILD or not shadow.belongs_to(row.id):  # cleared away since, as after an erasure
                self._build(part, shadow)
                compares = row.whole
            else:
                compares = True
            if compares:
                self._compare(part, shadow)
            self._change(status=ReplayStatus.DONE, task=Task.BUILD, against="")
        except Left:
            if self._status() == ReplayStatus.CANCELLED:
                shadow.clear()
        except Exception as error:
            log.exception("replay %s of %s", row.number, app.name)
            said = f"{type(error).__name__}: {error}"[:400]
            self._broken_off(f"重演中断：{said}", f"broken off: {said}")
        finally:
            shadow.close()

    def _broken_off(self, zh: str, en: str) -> None:
        self._change(status=ReplayStatus.FAILED, fault_zh=zh, fault_en=en)

    def _mended(self, part: Replayable) -> bool:
        """Whether live rows are kept by another program than this one."""
        with self._app.store.reading() as connection:
            return part.program_of_live(connection) not in ("", part.program())

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self, part: Replayable, shadow: Shadow) -> None:
        row = self._row
        done = shadow.begin(row.id, part)
        upto = (
            json.loads(row.upto)
            if row.upto
            else dict(part.until(row.moment and _aware(row.moment), row.reaches or None))
        )
        self._change(upto=json.dumps(upto), reaches=sum(upto.values()))
        self._advance(part, shadow, done, upto)
        shadow.complete(part)
        self._tell(sum(upto.values()))

    def _advance(self, part: Replayable, shadow: Shadow, done: Mapping[str, int], upto: Mapping[str, int]) -> None:
        share = SHARE[Pace(self._row.pace)]
        standing = {source: done.get(source, 0) for source in part.sources}
        if self._since < 0:
            self._since = sum(standing.values())
        for source in part.sources:
            while standing[source] < upto.get(source, 0):
                self._go_on()
                begun = time.monotonic()
                position, page = part.page(source, standing[source], upto[source])
                shadow.take(part, source, page, position)
                standing[source] = position
                self._done = sum(standing.values())
                self._tell()
                time.sleep((time.monotonic() - begun) * (1 / share - 1))

    def _go_on(self) -> None:
        """Asked between any two pages: nobody has to wait longer for a replay to stop."""
        if self._stopping() or self._status() != ReplayStatus.RUNNING:
            raise Left

    def _status(self) -> str:
        with self._app.store.reading() as connection:
            found = connection.execute(select(c.status).where(c.id == self._row.id)).scalar()
        return ReplayStatus.CANCELLED if found is None else str(found)

    def _tell(self, done: int | None = None) -> None:
        now = time.monotonic()
        if done is None and now - self._told < TELL_EVERY:
            return
        self._told = now
        self._done = self._done if done is None else done
        speed = int((self._done - max(self._since, 0)) / max(now - self._begun, 0.001))
        self._change(done=self._done, speed=speed)

    def _change(self, **values: Any) -> None:
        """In its line, as long as nobody has paused or cancelled it meanwhile; and to those who watch."""
        row, status = self._row, values.get("status")

        def change(tx: Writing) -> None:
            found = tx.get(ReplayRecord.TABLE, {"id": row.id})
            if found is None or (status is not None and found.status not in UNDER_WAY):
                return
            tx.rows.update(ReplayRecord, {"id": row.id}, version=found.version + (status is not None), **values)
            tx.announce(f"replays.{self._app.name}", {"service": self._app.name, "replay": row.id})

        self._app.record(change)

    # -- comparing ----------------------------------------------------------------------------------------------------

    def _compare(self, part: Replayable, shadow: Shadow) -> None:
        row, app = self._row, self._app
        if row.against:
            other = _row(app.store, row.against)
            rebuilt = Shadow(app.store, other.slot) if other is not None else None
            if rebuilt is None or not rebuilt.belongs_to(row.against):
                raise LookupError("the other replay is gone")
            with app.store.reading() as beside, rebuilt.store.reading() as live, shadow.store.reading() as here:
                first = _seen(app.store, beside, rebuilt, live, part_of(app, other.part, "", other.draft))
                second = _seen(app.store, beside, shadow, here, part)
                compared = self._all_compared(part, live, here, first, second)
            until = max(sum(shadow.positions().values()), sum(rebuilt.positions().values()))
            rebuilt.close()
        else:
            with app.store.reading() as live:
                upto = part.at(live) if row.whole else shadow.positions()
                self._advance(part, shadow, shadow.positions(), upto)
                until = sum(upto.values())
                with shadow.store.reading() as here:
                    second = _seen(app.store, live, shadow, here, part)
                    compared = self._all_compared(part, live, here, Reading(app.store, live), second)
            self._change(upto=json.dumps(dict(upto)), reaches=until, done=until)
        self._keep(part, compared, until)

    def _all_compared(
        self, part: Replayable, live: Connection, here: Connection, first: Reading, second: Reading
    ) -> list[Compared]:
        """Row by row, and then what follows from the rows."""
        return [*(self._compared(table, live, here) for table in part.compared), *part.derived(first, second)]

    def _compared(self, table: Any, live: Connection, here: Connection) -> Compared:
        self._go_on()
        found = compare(table, live, here)
        if not self._row.aggregate:
            return found
        own = [one for one in found.listed if one.rebuilt is not None]  # the others are of other records
        return replace(found, live=found.rebuilt, differing=len(own), listed=tuple(own))

    def _keep(self, part: Replayable, compared: Sequence[Compared], until: int) -> None:
        listed = [one for each in compared for one in each.listed][:MOST_LISTED]
        listed = part.causes(listed, until, self._go_on) if listed else []
        differing, rows = sum(one.differing for one in compared), sum(one.live + one.rebuilt for one in compared)
        other = any(one.added or one.gone for one in compared)
        found = Found.DIFFERENT if differing or other else Found.EQUAL if rows else Found.NOTHING
        lines = [*_of_tables(self._app, part, self._row.id, compared), *_lines(self._app, part, self._row.id, listed)]

        def keep(tx: Writing) -> None:
            tx.rows.delete(DifferenceRecord, replay=self._row.id)
            for n, line in enumerate(lines, 1):
                tx.rows.insert(DifferenceRecord, **line, n=n)

        self._app.record(keep)
        self._change(found=found, differing=differing, compared_at=until)


def _of_tables(app: Service, part: Replayable, replay: str, compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    """A line for each column, or table, that only one side has."""
    nothing = {"live": "", "rebuilt": "", "source": app.name, "position": 0, "fact": "", "recorded": None}
    for one in compared:
        for kind, columns in ((Kind.ADDED, one.added), (Kind.GONE, one.gone)):
            for column in columns:
                register, zh, en = part.owner(one.table)
                which = {"register_name": register, "zh": zh, "en": en, "kind": kind, "key": one.table}
                yield {"replay": replay, "for_all": True, "column": column, **which, **nothing}


def _lines(app: Service, part: Replayable, replay: str, listed: Sequence[Difference]) -> Iterator[dict[str, Any]]:
    """A line for each column of each row that differs."""
    for one in listed:
        register, *owner = part.owner(one.table)
        zh, en = (" ".join(name for name in names if name) for names in zip(owner, one.called, strict=True))
        key = [told(value) for value in one.key.values()]
        source = one.source or app.name
        kind = Kind.MISSING if one.live is None else Kind.EXTRA if one.rebuilt is None else Kind.CHANGED
        for column in one.columns or ("",):
            cause = one.causes.get(column, one.cause)
            said = _event(app.store, cause) if not one.source and cause else None
            yield {
                "replay": replay,
                "for_all": one.for_all,
                "register_name": register,
                "zh": zh,
                "en": en,
                "kind": kind,
                "key": key[0] if any(one.called) else "、".join(key),
                "column": column,
                "live": told(one.live[column]) if column and one.live else "",
                "rebuilt": told(one.rebuilt[column]) if column and one.rebuilt else "",
                "source": source,
                "position": cause,
                "fact": said[0] if said else "",
                "recorded": said[1] if said else None,
            }


def _event(store: Store, position: int) -> tuple[str, datetime] | None:
    with store.reading() as connection:
        row = connection.execute(select(events.c.topic, events.c.state).where(events.c.position == position)).first()
    return (row.topic, naive(facts.decode(row.topic, bytes(row.state)).timestamp)) if row is not None else None


def _seen(store: Store, live: Connection, shadow: Shadow, here: Connection, part: Replayable | None) -> Reading:
    """A shadow with what it rests on beside it, in readings that are open already."""
    own = frozenset(table.name for table in part.tables) if part is not None else frozenset()
    return Then(shadow.store, here, Reading(store, live), positions_of(here), own)


def _row(store: Store, replay: str) -> Any:
    with store.reading() as connection:
        return connection.execute(select(ReplayRecord.TABLE).where(c.id == replay)).first()


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def settle_swap(app: Service, shadow: Shadow, part: Replayable, replay: str) -> bool:
    """Ends a swap that was broken off between its event and its shadow."""
    if not shadow.belongs_to(replay):
        return False

    def carried_out(swap: str) -> bool:
        with app.store.reading() as connection:
            s = SwapRecord.columns()
            return connection.execute(select(s.status).where(s.id == swap)).scalar() == SwapStatus.CARRIED_OUT

    return settle(shadow, part.tables, carried_out)
