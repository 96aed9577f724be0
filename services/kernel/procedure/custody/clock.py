"""Whether a machine's clock can be believed: held against the last time that was recorded, or at which it ticked.

A clock that is far ahead would turn every deadline between into a breach, and date what follows in another year; one
that went back would let deadlines pass unseen. Both stop until somebody acknowledges the time, on record. A simulated
clock is believed.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy import select, update

from services.kernel.log.store import cursors
from services.kernel.log.transaction import Reading, Writing, microseconds, moment
from services.kernel.procedure.office import Office
from services.kernel.refusals import Unavailable

TRUSTED = "clock"
"""The cursor that keeps when the clock last ticked, in microseconds since the epoch."""
PROBE = "probe"
"""The cursor that is moved to see whether anything can be recorded."""
KEPT_EVERY = timedelta(hours=1)
BACK = timedelta(minutes=10)
"""How far machines may differ, and a clock may be put back."""


class ClockImplausible(Unavailable):
    """The clock stands far from the last time that is known."""

    code = "kernel.clock-implausible"
    next = (
        "请校正服务器时钟；若时钟无误，请系统管理员或审计员确认。",
        "Set the server's clock right; if it is right, let an administrator or auditor acknowledge it.",
    )

    def __init__(self, now: datetime, known: datetime) -> None:
        super().__init__(
            f"服务器时钟为 {now:%Y-%m-%d %H:%M}（世界时），而最近一次可信时间为 {known:%Y-%m-%d %H:%M}，相差过大。",
            f"The server's clock says {now:%Y-%m-%d %H:%M} UTC, while the last time that is known was"
            f" {known:%Y-%m-%d %H:%M}: too far apart.",
            now=now.isoformat(),
            known=known.isoformat(),
        )


def last_known(tx: Reading, recorded_at: int) -> datetime | None:
    """The later of the last recording and the last tick; None before the first of either."""
    rows = tx.read(select(cursors.c.position).where(cursors.c.name == TRUSTED))
    known = max(recorded_at, rows[0].position if rows else 0)
    return moment(known) if known else None


def must_not_leap(tx: Writing, now: datetime, office: Office) -> None:
    """Refuses to record anything at a time far ahead of the last one that is known."""
    if office.clock.simulated or not office.clock_jump_days:
        return
    leap = timedelta(days=office.clock_jump_days)
    if not tx.recorded_at or now - moment(tx.recorded_at) <= leap:
        return
    known = last_known(tx, tx.recorded_at)
    if known is not None and now - known > leap:
        raise ClockImplausible(now, known)


def must_be_plausible(tx: Writing, now: datetime, office: Office, accepted: datetime | None) -> None:
    """The same for the clock's own work, which also does not begin before the last time that is known, unless that
    time was `accepted`."""
    if office.clock.simulated or not office.clock_jump_days:
        return
    must_not_leap(tx, now, office)
    known = last_known(tx, tx.recorded_at)
    if known is not None and now < known - BACK and (accepted is None or now < accepted):
        raise ClockImplausible(now, known)


def keep(tx: Writing, now: datetime) -> None:
    """That the clock has ticked, now and then."""
    rows = tx.read(select(cursors.c.position).where(cursors.c.name == TRUSTED))
    if not rows or now - moment(rows[0].position) >= KEPT_EVERY:
        tx.rows.upsert(cursors, name=TRUSTED, position=microseconds(now))


def reset(tx: Writing, now: datetime) -> None:
    tx.rows.upsert(cursors, name=TRUSTED, position=microseconds(now))


def probe(tx: Writing) -> None:
    """Writes something that says nothing; no page hears of it. And looks whether the log ends as its head says."""
    tx.check_end()
    row = {"name": PROBE, "position": time.time_ns() // 1000}
    changed = tx.connection.execute(update(cursors).where(cursors.c.name == PROBE).values(position=row["position"]))
    if not changed.rowcount:
        tx.connection.execute(cursors.insert(), row)
