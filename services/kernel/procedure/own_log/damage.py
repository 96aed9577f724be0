"""An event that is not as it was sealed is shown with a word of warning, or, where it cannot be read, refused with the
reason: nobody takes a forgery for sound, and nobody a damaged disk for a fault of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from services.kernel.log.seal import StoredRow, holds_by_itself
from services.kernel.log.store import events
from services.kernel.log.transaction import Reading
from services.kernel.log.troubles import DamagedEvent
from services.kernel.refusals import Refusal


def event_or_none(tx: Reading, position: int) -> StoredRow | None:
    row = tx.once(events, {"position": position})
    return StoredRow._make(row) if row is not None else None


def is_as_sealed(tx: Reading, row: StoredRow) -> bool:
    """Looks at this event and the one before it alone: `verify_seal` looks at the whole log."""
    return holds_by_itself(row, event_or_none(tx, row.position - 1), tx.store.how)


def read_before(tx: Reading, rows: Iterable[StoredRow]) -> None:
    """What `is_as_sealed` asks for of these, in one look."""
    tx.look_up(events, [{"position": row.position - 1} for row in rows])


@contextmanager
def unless_damaged(tx: Reading, rows: Iterable[StoredRow]) -> Iterator[None]:
    """What goes wrong in reading these is told as damage, where one of them is not as it was sealed."""
    try:
        yield
    except Refusal:
        raise
    except Exception as fault:
        damaged = next((row.position for row in rows if not is_as_sealed(tx, row)), None)
        if damaged is None:
            raise
        raise DamagedEvent(damaged) from fault
