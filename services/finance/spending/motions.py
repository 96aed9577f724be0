"""A request that waits for the Party group goes on, or falls, as soon as Party affairs tell of the vote (A31, B2.5)."""

from __future__ import annotations

from sqlalchemy import select

from services.finance.spending.record import REFERENCE, SpendingRecord
from services.finance.spending.request import Spending
from services.kernel.domain.aggregate import Act
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.reading import uuid_of
from services.kernel.log.transaction import Writing, now_at_least
from services.party.motions.events import MotionCarried, MotionLost


def decided(tx: Writing, event: MotionCarried | MotionLost, number: str, cause: str) -> None:
    procedure, _, request = event.reference.partition(":")
    s = SpendingRecord.columns()
    rows = tx.read(select(s.id).where(s.number == request)) if procedure == REFERENCE else ()
    for row in rows:
        spending = tx.load(Spending, uuid_of(row.id))
        at = now_at_least(tx, event.timestamp)
        act = Act(at=at, day=event.day, actor=SYSTEM_ID, correlation=event.correlation, causation=cause)
        spending.decided(act, motion=number)
        tx.append(spending)
