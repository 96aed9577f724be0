"""督办台账: one row per task."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.tasks.events import (
    ExtensionAsked,
    ExtensionRefused,
    TaskAccepted,
    TaskAssigned,
    TaskCancelled,
    TaskExtended,
    TaskOverdue,
    TaskProgressed,
    TaskReassigned,
    TaskReportedDone,
    TaskReturned,
    TaskVerified,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

tasks = Table(
    "tasks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("department", String(60), nullable=False),
    Column("owner", String(60), nullable=False),
    Column("co_owners", Text, nullable=False),
    Column("source", String(12), nullable=False),
    Column("source_ref", String(100), nullable=False),
    Column("assigned_on", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("reported_on", Date),
    Column("on_time", Boolean),
    Column("overdue", Boolean, nullable=False),
    Column("asked_due", Date),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("tasks_department", "department", "due"),
    Index("tasks_due", "due", "id"),
    Index("tasks_status_due", "status", "due", "id"),
)
"""`co_owners` and `evidence` joined by spaces; `reason` is the last one given."""

shares = Table(
    "task_departments",
    metadata,
    Column("department", String(60), primary_key=True),
    Column("task", String(32), primary_key=True),
)
"""Who answers for a task at present, co-owners included."""

register = Register("tasks", tasks, shares, zh="督办台账", en="Task register")


@register.on(TaskAssigned)
def assigned(event: TaskAssigned, rows: Rows) -> None:
    rows.insert(
        tasks,
        id=event.originator_id.hex,
        title=event.title,
        content=event.content,
        department=event.department,
        owner=event.owner,
        co_owners=" ".join(event.co_owners),
        source=event.source,
        source_ref=event.source_ref,
        assigned_on=event.day,
        due=event.due,
        status="assigned",
        percent=0,
        note="",
        evidence="",
        reported_on=None,
        on_time=None,
        overdue=False,
        asked_due=None,
        reason="",
        version=event.originator_version,
    )
    _share(event, rows)


def _share(event: TaskAssigned | TaskReassigned, rows: Rows) -> None:
    for department in (event.department, *event.co_owners):
        rows.insert(shares, department=department, task=event.originator_id.hex)


def _evidence(event: TaskProgressed | TaskReportedDone, rows: Rows) -> str:
    """What was shown before stays shown."""
    row = rows.get(tasks, id=event.originator_id.hex)
    return " ".join(dict.fromkeys((*row.evidence.split(), *event.evidence)))


def _task(rows: Rows, event: Event, **values: object) -> None:
    rows.update(tasks, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(TaskAccepted)
def accepted(event: TaskAccepted, rows: Rows) -> None:
    _task(rows, event, status="accepted")


@register.on(TaskProgressed)
def progressed(event: TaskProgressed, rows: Rows) -> None:
    _task(rows, event, percent=event.percent, note=event.note, evidence=_evidence(event, rows))


@register.on(TaskReportedDone)
def reported(event: TaskReportedDone, rows: Rows) -> None:
    _task(
        rows,
        event,
        status="reported",
        percent=100,
        note=event.note,
        evidence=_evidence(event, rows),
        reported_on=event.day,
        asked_due=None,
    )


@register.on(TaskReturned)
def returned(event: TaskReturned, rows: Rows) -> None:
    _task(rows, event, status="accepted", reported_on=None, reason=event.reason)


@register.on(TaskVerified)
def verified(event: TaskVerified, rows: Rows) -> None:
    _task(rows, event, status="verified", on_time=event.on_time)


@register.on(ExtensionAsked)
def extension_asked(event: ExtensionAsked, rows: Rows) -> None:
    _task(rows, event, asked_due=event.due, reason=event.reason)


@register.on(TaskExtended)
def extended(event: TaskExtended, rows: Rows) -> None:
    _task(rows, event, due=event.due, asked_due=None)


@register.on(ExtensionRefused)
def extension_refused(event: ExtensionRefused, rows: Rows) -> None:
    _task(rows, event, asked_due=None, reason=event.reason)


@register.on(TaskReassigned)
def reassigned(event: TaskReassigned, rows: Rows) -> None:
    _task(
        rows,
        event,
        department=event.department,
        owner=event.owner,
        co_owners=" ".join(event.co_owners),
        status="assigned",
        asked_due=None,
        reason=event.reason,
    )
    rows.delete(shares, task=event.originator_id.hex)
    _share(event, rows)


@register.on(TaskOverdue)
def overdue(event: TaskOverdue, rows: Rows) -> None:
    _task(rows, event, overdue=True)


@register.on(TaskCancelled)
def cancelled(event: TaskCancelled, rows: Rows) -> None:
    _task(rows, event, status="cancelled", reason=event.reason)
