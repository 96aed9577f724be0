"""Carries out tasks: from assigned to verified, and overdue by the clock (A18, A34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, own_to, picture
from services.documents.incoming.record import OrderedTask
from services.documents.tasks import events as e
from services.documents.tasks import operations as ops
from services.documents.tasks.facts import DONE_IN_TIME
from services.documents.tasks.record import TaskDepartment, TaskRecord, register
from services.documents.tasks.task import OPEN, Task, TaskSource
from services.documents.tasks.waiting import WAITS
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import Subject
from services.kernel.procedure.attachments.uploads import attach_uploaded
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid


def _miss(ctx: Context, row: Any) -> None:
    task = ctx.find(Task, UUID(hex=row.aggregate))
    task.miss(ctx.act)
    ctx.save(task)


def _key(event: Any) -> str:
    return str(event.originator_id.hex)


def _owed(event: e.TaskAssigned | e.TaskExtended | e.TaskReassigned) -> Due | None:
    """A task that was overdue when it changed hands is not charged a second time."""
    if isinstance(event, e.TaskReassigned) and event.was_overdue:
        return None
    return Due(_key(event), event.due, event.owner, event.department)


finish_task = Obligation(
    kind="documents.task",
    zh="办结督办任务",
    en="Finish a task",
    tells=told(TaskRecord, "title"),
    cites=("A34",),
    opened_by={e.TaskAssigned: _owed, e.TaskExtended: _owed, e.TaskReassigned: _owed},
    fulfilled_by={e.TaskReportedDone: _key},
    reopened_by={e.TaskReturned: _key},
    cancelled_by={e.TaskCancelled: _key},
    missed_by={e.TaskOverdue: _key},
    on_missed=_miss,
    shows=ops.GetTask,
    gives=DONE_IN_TIME,
)

procedure = Procedure("tasks", zh="督办", en="Tasks", registers=[register], obligations=[finish_task], waits=WAITS)


def _subject(op: Any, ctx: Context) -> Subject:
    """The owner and their department; those who answer with it by their heads."""
    task = ctx.load(Task, op.task)
    organ = picture(ctx)
    heads = (organ.head_post(department, ctx.today) for department in task.co_owners)
    return Subject(task.owner, task.department, tuple(post for post in heads if post))


def _views(ctx: Context, rows: Sequence[Any]) -> list[TaskRecord]:
    corrected = _corrected(ctx, [row.id for row in rows if row.source == TaskSource.INSTRUCTION])
    return [_view(ctx, row, corrected.get(row.id) if row.status in OPEN else None) for row in rows]


def _view(ctx: Context, row: Any, corrected_on: date | None) -> TaskRecord:
    astray = row.status in OPEN and picture(ctx).department_of(row.owner, ctx.today) != row.department
    return TaskRecord.of(row, instruction_corrected_on=corrected_on, astray=astray)


def _corrected(ctx: Context, tasks: Sequence[str]) -> dict[str, date]:
    """The days on which leaders said otherwise what these tasks were ordered by."""
    o = OrderedTask.columns()
    found = ctx.rows(select(o.task, o.corrected_on).where(o.task.in_(tasks))) if tasks else ()
    return {row.task: row.corrected_on for row in found}


commands = Commands(procedure, Task, key="task", record=TaskRecord, views=_views, shows=ops.GetTask, about=_subject)


def _seen_by(op: Any, ctx: Context) -> Subject:
    """Whose list shows a task may open it: members of a department that answers with the owner's too."""
    task, own = ctx.load(Task, op.task), picture(ctx).department_of(ctx.caller, ctx.today)
    return Subject(task.owner, own) if own and own in task.co_owners else _subject(op, ctx)


procedure.subjects[ops.GetTask] = _seen_by
procedure.attachable("task", ops.GetTask, by=(*ops.DOERS, *OFFICE), open=lambda task: task.status in OPEN)


@commands.opens(ops.AssignTask)
def assign_task(op: ops.AssignTask, ctx: Context) -> Task:
    check_owner(ctx, op.department, op.owner, op.co_owners)
    task = Task(ctx.new_id())
    cites = ("A18", "A34") if op.source == TaskSource.INSTRUCTION else ("A34",)
    task.assign(ctx.act, cites=cites, **op.model_dump())
    return task


def check_owner(ctx: Context, department: str, owner: str, co_owners: tuple[str, ...]) -> None:
    """Refuses an owner who does not belong to the owing department on the day."""
    check_department(ctx, department, ctx.today)
    for other in co_owners:
        check_department(ctx, other, ctx.today, "co_owners")
    check_person(ctx, owner, ctx.today, "owner")
    if picture(ctx).department_of(owner, ctx.today) != department:
        raise Invalid(
            "承办人不在承办部门。", "The owner does not belong to the department.", fields=[{"field": "owner"}]
        )


@commands.does(ops.ReportProgress)
def report_progress(op: ops.ReportProgress, task: Task, ctx: Context) -> None:
    task.trigger(e.TaskProgressed, ctx.act, percent=op.percent, note=op.note, evidence=op.evidence)
    attach_uploaded(ctx, "task", task, op.evidence, department=task.department, field="evidence")


@commands.does(ops.ReportTaskDone)
def report_task_done(op: ops.ReportTaskDone, task: Task, ctx: Context) -> None:
    task.report_done(ctx.act, note=op.note, evidence=op.evidence)
    attach_uploaded(ctx, "task", task, op.evidence, department=task.department, field="evidence")


def _other_departments(op: Any, ctx: Context) -> Subject:
    """Nobody takes a debt away from themselves or their own department."""
    subject = _subject(op, ctx)
    return replace(subject, parties=(subject.person, *own_to(ctx, subject.department)))


def _handed_on(op: Any, ctx: Context) -> Subject:
    """Within the department it stays the department's debt."""
    leaves = getattr(op, "department", "") not in ("", ctx.load(Task, op.task).department)
    return _other_departments(op, ctx) if leaves else _subject(op, ctx)


@commands.does(ops.ReassignTask, about=_handed_on)
def reassign_task(op: ops.ReassignTask, task: Task, ctx: Context) -> None:
    check_owner(ctx, op.department, op.owner, op.co_owners)
    task.reassign(ctx.act, department=op.department, owner=op.owner, co_owners=op.co_owners, reason=op.reason)


def of_the_caller(task: TaskRecord, ctx: Context) -> bool:
    """Nobody finds their own work done."""
    return ctx.caller in (task.reported_by, task.owner)


def too_late(task: TaskRecord, ctx: Context) -> bool:
    """More time is asked for and given before the due day comes."""
    return ctx.today >= task.due


def unasked(task: TaskRecord, ctx: Context) -> bool:
    return task.asked_due is None


def not_to_grant(task: TaskRecord, ctx: Context) -> bool:
    """Nobody grants what they asked for themselves."""
    return unasked(task, ctx) or too_late(task, ctx) or ctx.caller in (task.asked_by, task.owner)


commands.records(ops.AcceptTask, e.TaskAccepted)
commands.acts(ops.VerifyTask, Task.verify, unless=of_the_caller)
commands.records(ops.ReturnTask, e.TaskReturned)
commands.acts(ops.AskExtension, Task.ask_extension, unless=too_late)
commands.acts(ops.ExtendTask, Task.extend, unless=not_to_grant)
commands.acts(ops.RefuseExtension, Task.refuse_extension, unless=unasked)
commands.acts(ops.CancelTask, Task.cancel, about=_other_departments)


def of_department(op: Any, ctx: Context) -> list[Any]:
    """Also what it answers for with another."""
    shares = TaskDepartment.columns()
    answered = select(shares.task).where(shares.department == op.department)
    return [TaskRecord.columns().id.in_(answered)] if op.department else []


commands.lists(ops.ListTasks, where=of_department)


@procedure.handles(ops.ExportTasks)
def export_tasks(op: Any, ctx: Context) -> File:
    t = TaskRecord.columns()
    query = select(TaskRecord.TABLE).where(t.assigned_on.between(op.start, op.end)).order_by(t.assigned_on, t.id)
    return export_period(op, ctx, TaskRecord, "tasks", rows=ctx.rows(query))
