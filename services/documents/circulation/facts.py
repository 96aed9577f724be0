"""What circulation counts as: a document kept too long counts for its holder's department (B11.2).

It counts on the last day in time, so that it belongs to the quarter in which the document should have been passed on.
"""

from __future__ import annotations

from services.documents.circulation import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, own

OVERDUE = "housekeeping.circulation-overdue"

KINDS = (Kind(OVERDUE, "housekeeping", "文件逾期未转(次)", "Documents kept too long (times)", sign="adverse"),)
Silent = (
    # where the copies are
    e.CirculationStarted | e.ReadersAdded | e.ReaderRemoved | e.DocumentHanded | e.CopyReceived
    # in time, or counted when its day had passed
    | e.TermSet | e.DocumentRead | e.DocumentReturnedUnread | e.RetentionAsked | e.RetentionGranted | e.RetentionRefused
    # the end of it; a copy that is not given back then is counted when its day has passed
    | e.CirculationWithdrawn | e.CopyRecalled | e.CirculationCompleted
    | e.ReaderUrged  # a reminder is no breach
)  # fmt: skip


def facts_of(event: e.CirculationOverdue) -> tuple[Fact, ...]:
    return (own(event.department, OVERDUE, SCALE, event.due, event.cites),)
