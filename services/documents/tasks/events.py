"""The facts of a task (A18, A34). `department` of each is the one that owes it at that time."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, FileDigest, Personal


class TaskAssigned(Event):
    """`source` is meeting, instruction or plan; `source_ref` the record it comes from. Co-owners answer with it."""

    TOPIC = "documents.task-assigned.v1"
    owner: str
    co_owners: tuple[str, ...] = ()
    source: str
    source_ref: str = ""
    due: date
    title: Confidential[str] = ""
    content: Confidential[str] = ""


class TaskAccepted(Event):
    TOPIC = "documents.task-accepted.v1"


class TaskProgressed(Event):
    """`evidence` holds digests of attachments."""

    TOPIC = "documents.task-progressed.v1"
    percent: int
    note: Confidential[str] = ""
    evidence: tuple[FileDigest, ...] = ()


class TaskReportedDone(Event):
    TOPIC = "documents.task-reported-done.v1"
    note: Confidential[str] = ""
    evidence: tuple[FileDigest, ...] = ()


class TaskReturned(Event):
    """The office did not find it done: it is open again, and its due day stands."""

    TOPIC = "documents.task-returned.v1"
    reason: Confidential[str] = ""


class TaskVerified(Event):
    """The office found it done. `reported_on` decides whether it was in time; `was_overdue` undoes the overdue fact."""

    TOPIC = "documents.task-verified.v1"
    co_owners: tuple[str, ...] = ()
    due: date
    reported_on: date
    on_time: bool
    was_overdue: bool = False
    overdue_departments: tuple[str, ...] = ()
    """Who was recorded as overdue, co-owners included: another department may own the task by now."""


class ExtensionAsked(Event):
    TOPIC = "documents.task-extension-asked.v1"
    due: date
    reason: Personal[str] = ""


class TaskExtended(Event):
    TOPIC = "documents.task-extended.v1"
    owner: str
    was: date
    due: date


class ExtensionRefused(Event):
    TOPIC = "documents.task-extension-refused.v1"
    reason: Personal[str] = ""


class TaskReassigned(Event):
    """Another department owes it from now on; what the first one earned stays with it."""

    TOPIC = "documents.task-reassigned.v1"
    from_department: str
    owner: str
    co_owners: tuple[str, ...] = ()
    due: date
    was_overdue: bool = False
    reason: Personal[str] = ""


class TaskOverdue(Event):
    """The due day passed and it was not reported done; recorded once, by the clock or before a later report."""

    TOPIC = "documents.task-overdue.v1"
    co_owners: tuple[str, ...] = ()
    due: date


class TaskCancelled(Event):
    TOPIC = "documents.task-cancelled.v1"
    co_owners: tuple[str, ...] = ()
    due: date
    was_overdue: bool = False
    overdue_departments: tuple[str, ...] = ()
    reason: Confidential[str] = ""
