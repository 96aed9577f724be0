"""What circulation counts as: a document kept too long counts for its holder's department (B11.2).

It counts on the last day in time, so that it belongs to the quarter in which the document should have been passed on.
"""

from __future__ import annotations

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
from services.kernel.facts import SCALE, Fact, Kind, own

OVERDUE = "housekeeping.circulation-overdue"

KINDS = (Kind(OVERDUE, "housekeeping", "文件逾期未转(次)", "Documents kept too long (times)"),)
Silent = (
    # where the copies are
    CirculationStarted | ReadersAdded | ReaderRemoved | DocumentHanded | CopyReceived
    # in time, or counted when its day had passed
    | DocumentRead | DocumentReturnedUnread | RetentionAsked | RetentionGranted | RetentionRefused
    # the end of it; a copy that is not given back then is counted when its day has passed
    | CirculationWithdrawn | CopyRecalled | CirculationCompleted
    | ReaderUrged  # a reminder is no breach
)  # fmt: skip


def facts_of(event: CirculationOverdue) -> tuple[Fact, ...]:
    return (own(event.department, OVERDUE, SCALE, event.due, event.cites),)
