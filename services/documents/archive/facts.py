"""What the yearly handover counts as (A20): on its last day in time, so that it belongs to that quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from services.documents.archive.events import (
    ArchiveExcused,
    ArchiveMissed,
    ArchiveOwed,
    ItemListed,
    ItemRemoved,
    ItemRevised,
    TransferAccepted,
    TransferFiled,
    TransferHandedOver,
    TransferPrepared,
    TransferReturned,
)
from services.kernel.facts import SCALE, Fact, Kind, own

MISSING, LATE = "housekeeping.archive-missing", "housekeeping.archive-late"

KINDS = (
    Kind(MISSING, "housekeeping", "未移交归档(次)", "Files not handed over for archiving (times)"),
    Kind(LATE, "housekeeping", "逾期移交归档(次)", "Files handed over late (times)"),
)
Silent = (
    # owed, and no more: nothing has happened yet
    ArchiveOwed | ArchiveExcused
    # the department's own list on its way
    | TransferPrepared | ItemListed | ItemRevised | ItemRemoved
    # the archivist's work; that it was handed over has counted
    | TransferAccepted | TransferFiled
)  # fmt: skip


def facts_of(event: ArchiveMissed | TransferHandedOver | TransferReturned) -> tuple[Fact, ...]:
    match event:
        case ArchiveMissed():
            return (own(event.department, MISSING, SCALE, event.due, event.cites),)
        case TransferHandedOver():
            return tuple(_handed_over(event))
        case TransferReturned():
            return tuple(_returned(event))
        case _:
            assert_never(event)


def _handed_over(event: TransferHandedOver) -> Iterator[Fact]:
    """What was missing has come, and late; in time it counts as nothing."""
    if event.due and event.was_missed:
        yield own(event.department, MISSING, -SCALE, event.due, event.cites)
    if event.due and event.late:
        yield own(event.department, LATE, SCALE, event.due, event.cites)


def _returned(event: TransferReturned) -> Iterator[Fact]:
    """What came late did not do: it is missing again. What had come in time is owed, and the clock will say."""
    if event.due and event.was_late:
        yield from _again(event.department, event.due, event.cites)


def _again(department: str, due: date, cites: tuple[str, ...]) -> Iterator[Fact]:
    yield own(department, LATE, -SCALE, due, cites)
    yield own(department, MISSING, SCALE, due, cites)
