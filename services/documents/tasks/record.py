"""督办台账: one line per task, and who answers for it at present."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, String

from services.documents.tasks import events as e
from services.documents.tasks.task import BECOMES, CITES, TaskSource, TaskStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Departments, Person, Record, Row


class TaskRecord(
    Record,
    table="tasks",
    zh="督办台账",
    en="Task register",
    one="任务 / task",
    by="-due -id",
    find="status",
    sheet="title department owner co_owners source assigned_on due status reported_on on_time overdue",
    becomes=BECOMES,
    cites=CITES,
    more=(Index("tasks_department", "department", "due"),),
):
    title: str = Field(title="事项 / title")
    content: str = Field(title="要求 / content")
    department: Department = Field(title="承办部门 / department")
    owner: Person = Field(title="承办人 / owner")
    co_owners: Departments = Field(title="协办部门 / co-owners")
    source: TaskSource = Field(title="来源 / source")
    source_ref: str = Field(max_length=100, title="来源文号或议题 / source record")
    assigned_on: date = Field(title="交办日 / assigned on")
    due: date = Field(title="期限 / due")
    status: TaskStatus = Field(title="状态 / status")
    percent: int = Field(title="完成百分比 / percent")
    note: str = Field(title="说明 / note")
    evidence: list[str] = Field(title="佐证材料 / evidence")
    reported_on: date | None = Field(title="报结日 / reported done on")
    reported_by: Person = Field(title="报结人 / reported done by")
    on_time: bool | None = Field(title="按期 / in time")
    overdue: bool = Field(title="逾期 / overdue")
    asked_due: date | None = Field(title="申请延至 / more time asked for until")
    asked_by: Person = Field(title="延期申请人 / more time asked for by")
    reason: str = Field(title="理由 / reason", description="最近一次的理由 / the last one given")
    astray: Annotated[bool, COMPUTED] = Field(
        title="无人承办 / astray",
        description="承办人已不在承办部门，须转办 / its owner has left the department: reassign it",
    )
    instruction_corrected_on: Annotated[date | None, COMPUTED] = Field(
        default=None,
        title="批示更正日 / instruction corrected on",
        description="批示更正日；期限和承办人仍按原批示 / its instruction was corrected then, it is as before",
    )


class TaskDepartment(
    Row, table="task_departments", key="department task", more=(Column("task", String(32), nullable=False),)
):
    """Who answers for a task at present, co-owners included."""

    department: Department


register = Register("tasks", TaskRecord, TaskDepartment)
register.changes(TaskRecord, e.TaskReturned, "reason", reported_on=None, reported_by="")
register.changes(TaskRecord, e.TaskVerified, "on_time")
register.changes(TaskRecord, e.ExtensionAsked, "reason", asked_due="due", asked_by="actor")
register.changes(TaskRecord, e.TaskExtended, "due", asked_due=None, asked_by="")
register.changes(TaskRecord, e.ExtensionRefused, "reason", asked_due=None, asked_by="")
register.changes(TaskRecord, e.TaskOverdue, overdue=True)
register.changes(TaskRecord, e.TaskCancelled, "reason")


@register.on(e.TaskAssigned)
def assigned(event: e.TaskAssigned, rows: Rows) -> None:
    rows.record(TaskRecord, event, assigned_on=event.day)
    _share(event, rows)


def _share(event: e.TaskAssigned | e.TaskReassigned, rows: Rows) -> None:
    for department in (event.department, *event.co_owners):
        rows.insert(TaskDepartment, department=department, task=event.originator_id.hex)


def _evidence(event: e.TaskProgressed | e.TaskReportedDone, rows: Rows) -> list[str]:
    """What was shown before stays shown."""
    row = rows.get(TaskRecord, id=event.originator_id.hex)
    return list(dict.fromkeys((*row.evidence, *event.evidence)))


@register.on(e.TaskProgressed)
def progressed(event: e.TaskProgressed, rows: Rows) -> None:
    rows.change(TaskRecord, event, "percent", "note", evidence=_evidence(event, rows))


@register.on(e.TaskReportedDone)
def reported(event: e.TaskReportedDone, rows: Rows) -> None:
    done = {"percent": 100, "reported_on": event.day, "reported_by": event.actor, "asked_due": None, "asked_by": ""}
    rows.change(TaskRecord, event, "note", evidence=_evidence(event, rows), **done)


@register.on(e.TaskReassigned)
def reassigned(event: e.TaskReassigned, rows: Rows) -> None:
    rows.change(TaskRecord, event, "department", "owner", "co_owners", "reason", asked_due=None, asked_by="")
    rows.delete(TaskDepartment, task=event.originator_id.hex)
    _share(event, rows)
