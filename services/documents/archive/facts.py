"""What the yearly handover counts as (A20): on its last day in time, so that it belongs to that quarter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from services.documents.archive import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, own

MISSING, LATE = "housekeeping.archive-missing", "housekeeping.archive-late"

KINDS = (
    Kind(MISSING, "housekeeping", "未移交归档(次)", "Files not handed over for archiving (times)", sign="adverse"),
    Kind(LATE, "housekeeping", "逾期移交归档(次)", "Files handed over late (times)", sign="adverse", settles=MISSING),
)
Silent = (
    # owed, and no more: nothing has happened yet
    e.ArchiveOwed | e.ArchiveExcused
    # the department's own list on its way
    | e.TransferPrepared | e.ItemListed | e.ItemRevised | e.ItemRemoved
    # the archivist's work; that it was handed over has counted
    | e.TransferAccepted | e.TransferFiled
)  # fmt: skip


def facts_of(event: e.ArchiveMissed | e.TransferHandedOver | e.TransferReturned) -> tuple[Fact, ...]:
    match event:
        case e.ArchiveMissed():
            return (own(event.department, MISSING, SCALE, event.due, event.cites),)
        case e.TransferHandedOver():
            return tuple(_handed_over(event))
        case e.TransferReturned():
            return tuple(_returned(event))
        case _:
            assert_never(event)


def _handed_over(event: e.TransferHandedOver) -> Iterator[Fact]:
    """What was missing has come, and late; in time it counts as nothing."""
    if event.due and event.was_missed:
        yield own(event.department, MISSING, -SCALE, event.due, event.cites)
    if event.due and event.late:
        yield own(event.department, LATE, SCALE, event.due, event.cites)


def _returned(event: e.TransferReturned) -> Iterator[Fact]:
    """What came late did not do: it is missing again. What had come in time is owed, and the clock will say."""
    if event.due and event.was_late:
        yield own(event.department, LATE, -SCALE, event.due, event.cites)
        yield own(event.department, MISSING, SCALE, event.due, event.cites)
