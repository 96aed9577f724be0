"""The facts of a task (A18, A34). `department` of each is the one that owes it at that time."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, FileDigest, Personal


class TaskAssigned(Event):
    """`source` is meeting, instruction or plan; `source_ref` the record it comes from. Co-owners answer with it."""

    SAYS = "交办督办任务"
    TOPIC = "documents.task-assigned.v1"
    owner: str
    co_owners: tuple[str, ...] = ()
    source: str
    source_ref: str = ""
    due: date
    title: Confidential[str] = ""
    content: Confidential[str] = ""


class TaskAccepted(Event):
    SAYS = "签收督办任务"
    TOPIC = "documents.task-accepted.v1"


class TaskProgressed(Event):
    """`evidence` holds digests of attachments."""

    SAYS = "报告督办进展"
    TOPIC = "documents.task-progressed.v1"
    percent: int
    note: Confidential[str] = ""
    evidence: tuple[FileDigest, ...] = ()


class TaskReportedDone(Event):
    SAYS = "报告督办任务完成"
    TOPIC = "documents.task-reported-done.v1"
    note: Confidential[str] = ""
    evidence: tuple[FileDigest, ...] = ()


class TaskReturned(Event):
    """The office did not find it done: it is open again, and its due day stands."""

    SAYS = "退回督办任务"
    TOPIC = "documents.task-returned.v1"
    reason: Confidential[str] = ""


class TaskVerified(Event):
    """The office found it done. `reported_on` decides whether it was in time; `was_overdue` undoes the overdue fact."""

    SAYS = "核定督办任务完成"
    TOPIC = "documents.task-verified.v1"
    co_owners: tuple[str, ...] = ()
    due: date
    reported_on: date
    on_time: bool
    was_overdue: bool = False
    overdue_departments: tuple[str, ...] = ()
    """Who was recorded as overdue, co-owners included: another department may own the task by now."""


class ExtensionAsked(Event):
    SAYS = "申请任务延期"
    TOPIC = "documents.task-extension-asked.v1"
    due: date
    reason: Personal[str] = ""


class TaskExtended(Event):
    SAYS = "批准任务延期"
    TOPIC = "documents.task-extended.v1"
    owner: str
    was: date
    due: date


class ExtensionRefused(Event):
    SAYS = "不同意任务延期"
    TOPIC = "documents.task-extension-refused.v1"
    reason: Personal[str] = ""


class TaskReassigned(Event):
    """Another department owes it from now on; what the first one earned stays with it."""

    SAYS = "改派督办任务"
    TOPIC = "documents.task-reassigned.v1"
    from_department: str
    owner: str
    co_owners: tuple[str, ...] = ()
    due: date
    was_overdue: bool = False
    reason: Personal[str] = ""


class TaskOverdue(Event):
    """The due day passed and it was not reported done; recorded once, by the clock or before a later report."""

    SAYS = "记录督办任务逾期"
    TOPIC = "documents.task-overdue.v1"
    co_owners: tuple[str, ...] = ()
    due: date


class TaskCancelled(Event):
    SAYS = "取消督办任务"
    TOPIC = "documents.task-cancelled.v1"
    co_owners: tuple[str, ...] = ()
    due: date
    was_overdue: bool = False
    overdue_departments: tuple[str, ...] = ()
    reason: Confidential[str] = ""
