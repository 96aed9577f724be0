"""What the facts of incoming documents mean: one kept too long counts for its holder's department.

It counts on the last day in time, so that it belongs to the quarter in which the document should have been passed on.
"""

from __future__ import annotations

from typing import assert_never

from services.appraisal.facts.fact import SCALE, Fact
from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CirculationStarted,
    CirculationWithdrawn,
    CopyRecalled,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    ReaderRemoved,
    ReadersAdded,
    ReaderUrged,
    RetentionAsked,
    RetentionGranted,
    RetentionRefused,
)
from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingCorrected,
    IncomingRegistered,
    IncomingTaskOrdered,
    InstructionCorrected,
    InstructionGiven,
)

CIRCULATION_OVERDUE = "housekeeping.circulation-overdue"

Speaking = CirculationOverdue
Silent = (
    IncomingRegistered
    | IncomingCorrected
    | HandlingProposed
    | InstructionGiven
    | InstructionCorrected
    | IncomingTaskOrdered
    | IncomingClosed
    | CirculationStarted
    | ReadersAdded
    | ReaderRemoved
    | DocumentHanded
    | DocumentRead
    | DocumentReturnedUnread
    | CopyReceived
    | RetentionAsked
    | RetentionGranted
    | RetentionRefused
    | CirculationWithdrawn
    | CopyRecalled
    | ReaderUrged
    | CirculationCompleted
)


def facts_of(event: Speaking | Silent) -> tuple[Fact, ...]:
    match event:
        case CirculationOverdue():
            return (Fact(event.department, "", CIRCULATION_OVERDUE, SCALE, event.due, event.cites),)
        case IncomingRegistered() | IncomingCorrected() | HandlingProposed() | IncomingClosed():
            return ()  # the office's own work on the document: nothing is owed by a department
        case InstructionGiven() | InstructionCorrected() | IncomingTaskOrdered():
            return ()  # what a department owes by it is a task, with facts of its own
        case CirculationStarted() | ReadersAdded() | ReaderRemoved() | DocumentHanded() | CopyReceived():
            return ()  # where the copies are
        case DocumentRead() | DocumentReturnedUnread() | RetentionAsked() | RetentionGranted() | RetentionRefused():
            return ()  # in time, or counted when its day had passed
        case CirculationWithdrawn() | CopyRecalled() | CirculationCompleted():
            return ()  # the end of it; a copy that is not given back then is counted when its day has passed
        case ReaderUrged():
            return ()  # a reminder is no breach
        case _:
            assert_never(event)
