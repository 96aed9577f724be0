"""Carries out tasks: from assigned to verified, and overdue by the clock (A18, A34)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.organ import check_department, check_person, department_named, person_named, picture
from services.documents.tasks.events import (
    TaskAssigned,
    TaskCancelled,
    TaskExtended,
    TaskOverdue,
    TaskReassigned,
    TaskReportedDone,
    TaskReturned,
)
from services.documents.tasks.operations import (
    AcceptTask,
    AskExtension,
    AssignTask,
    CancelTask,
    ExportTasks,
    ExtendTask,
    GetTask,
    ListTasks,
    ReassignTask,
    RefuseExtension,
    ReportProgress,
    ReportTaskDone,
    ReturnTask,
    TaskView,
    VerifyTask,
)
from services.documents.tasks.register import register, shares, tasks
from services.documents.tasks.task import OPEN, Task
from services.kernel.context import Context
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

TaskOperation = (
    AcceptTask
    | ReportProgress
    | ReportTaskDone
    | VerifyTask
    | ReturnTask
    | AskExtension
    | ExtendTask
    | RefuseExtension
    | CancelTask
)


def _miss(ctx: Context, row: Any) -> None:
    task = ctx.find(Task, UUID(hex=row.aggregate))
    task.miss(ctx.act)
    ctx.save(task)


def _key(event: Any) -> str:
    return str(event.originator_id.hex)


def _owed(event: TaskAssigned | TaskExtended | TaskReassigned) -> Due | None:
    """A task that was overdue when it changed hands is not charged a second time."""
    if isinstance(event, TaskReassigned) and event.was_overdue:
        return None
    return Due(_key(event), event.due, event.owner, event.department)


finish_task = Obligation(
    kind="documents.task",
    zh="办结督办任务",
    en="Finish a task",
    cites=("A34",),
    opened_by={TaskAssigned: _owed, TaskExtended: _owed, TaskReassigned: _owed},
    fulfilled_by={TaskReportedDone: _key},
    reopened_by={TaskReturned: _key},
    cancelled_by={TaskCancelled: _key},
    missed_by={TaskOverdue: _key},
    on_missed=_miss,
)

procedure = Procedure("tasks", zh="督办", en="Tasks", registers=[register], obligations=[finish_task])


def _subject(op: Any, ctx: Context) -> Subject:
    """The owner and their department; those who answer with it by their heads."""
    task = ctx.load(Task, op.task)
    organ = picture(ctx)
    heads = (organ.head_post(department, ctx.today) for department in task.co_owners)
    return Subject(task.owner, task.department, tuple(post for post in heads if post))


@procedure.handles(AssignTask)
def assign_task(op: AssignTask, ctx: Context) -> GetTask:
    check_owner(ctx, op.department, op.owner, op.co_owners)
    task = Task(ctx.new_id())
    task.assign(
        ctx.act,
        department=op.department,
        owner=op.owner,
        co_owners=op.co_owners,
        source=op.source.value,
        source_ref=op.source_ref,
        due=op.due,
        title=op.title,
        content=op.content,
        cites=("A18", "A34") if op.source == "instruction" else ("A34",),
    )
    ctx.save(task)
    return GetTask(task=task.id)


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


def _done(ctx: Context, task: Task) -> GetTask:
    ctx.save(task)
    return GetTask(task=task.id)


def _task(op: TaskOperation | ReassignTask, ctx: Context) -> Task:
    return ctx.load(Task, op.task)


@procedure.handles(AcceptTask, subject=_subject)
def accept_task(op: AcceptTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.accept(ctx.act)
    return _done(ctx, task)


@procedure.handles(ReportProgress, subject=_subject)
def report_progress(op: ReportProgress, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.progress(ctx.act, percent=op.percent, note=op.note, evidence=op.evidence)
    return _done(ctx, task)


@procedure.handles(ReportTaskDone, subject=_subject)
def report_task_done(op: ReportTaskDone, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.report_done(ctx.act, note=op.note, evidence=op.evidence)
    return _done(ctx, task)


@procedure.handles(VerifyTask, subject=_subject)
def verify_task(op: VerifyTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.verify(ctx.act)
    return _done(ctx, task)


@procedure.handles(ReturnTask, subject=_subject)
def return_task(op: ReturnTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.send_back(ctx.act, reason=op.reason)
    return _done(ctx, task)


@procedure.handles(AskExtension, subject=_subject)
def ask_extension(op: AskExtension, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.ask_extension(ctx.act, due=op.due, reason=op.reason)
    return _done(ctx, task)


@procedure.handles(ExtendTask, subject=_subject)
def extend_task(op: ExtendTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.extend(ctx.act)
    return _done(ctx, task)


@procedure.handles(RefuseExtension, subject=_subject)
def refuse_extension(op: RefuseExtension, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.refuse_extension(ctx.act, reason=op.reason)
    return _done(ctx, task)


@procedure.handles(ReassignTask, subject=_subject)
def reassign_task(op: ReassignTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    check_owner(ctx, op.department, op.owner, op.co_owners)
    task.reassign(ctx.act, department=op.department, owner=op.owner, co_owners=op.co_owners, reason=op.reason)
    return _done(ctx, task)


@procedure.handles(CancelTask, subject=_subject)
def cancel_task(op: CancelTask, ctx: Context) -> GetTask:
    task = _task(op, ctx)
    task.cancel(ctx.act, reason=op.reason)
    return _done(ctx, task)


# -- views ------------------------------------------------------------------------------------------------------------


def _view(ctx: Context, row: Any) -> TaskView:
    return TaskView(
        id=UUID(hex=row.id),
        title=row.title,
        content=row.content,
        department=row.department,
        owner=row.owner,
        co_owners=row.co_owners.split(),
        source=row.source,
        source_ref=row.source_ref,
        assigned_on=row.assigned_on,
        due=row.due,
        status=row.status,
        percent=row.percent,
        note=row.note,
        evidence=row.evidence.split(),
        reported_on=row.reported_on,
        on_time=row.on_time,
        overdue=row.overdue,
        asked_due=row.asked_due,
        reason=row.reason,
        astray=row.status in OPEN and picture(ctx).department_of(row.owner, ctx.today) != row.department,
        version=row.version,
    )


@procedure.handles(GetTask, subject=_subject)
def get_task(op: GetTask, ctx: Context) -> TaskView:
    row = ctx.row(tasks, id=op.task.hex)
    if row is None:
        raise NotFound("没有这项任务。", "There is no such task.", id=str(op.task))
    return _view(ctx, row)


@procedure.handles(ListTasks)
def list_tasks(op: ListTasks, ctx: Context) -> Page[TaskView]:
    t = tasks.c
    query = select(tasks)
    if op.department:
        query = query.where(t.id.in_(select(shares.c.task).where(shares.c.department == op.department)))
    if op.status:
        query = query.where(t.status == op.status)
    rows, following = page(ctx, query, (t.due.desc(), t.id), op.after, op.limit)
    return Page[TaskView](items=[_view(ctx, row) for row in rows], next=following)


_COLUMNS = (
    Column("事项", 40),
    Column("承办部门", 20),
    Column("承办人", 10),
    Column("协办部门", 24),
    Column("来源", 10),
    Column("交办日", 12),
    Column("期限", 12),
    Column("状态", 10),
    Column("报结日", 12),
    Column("按期", 8),
    Column("逾期", 8),
)
SOURCE_ZH = {"meeting": "会议议题", "instruction": "领导批示", "plan": "工作计划"}
STATUS_ZH = {
    "assigned": "已交办",
    "accepted": "办理中",
    "reported": "已报结",
    "verified": "已核实",
    "cancelled": "已撤销",
}


@procedure.handles(ExportTasks)
def export_tasks(op: ExportTasks, ctx: Context) -> File:
    t = tasks.c
    rows = ctx.rows(select(tasks).where(t.assigned_on.between(op.start, op.end)).order_by(t.assigned_on, t.id))
    lines = [
        (
            r.title,
            department_named(ctx, r.department),
            person_named(ctx, r.owner),
            "、".join(department_named(ctx, department) for department in r.co_owners.split()),
            SOURCE_ZH[r.source],
            r.assigned_on,
            r.due,
            STATUS_ZH[r.status],
            r.reported_on,
            "" if r.on_time is None else "是" if r.on_time else "否",
            "是" if r.overdue else "",
        )
        for r in rows
    ]
    title = f"督办台账 {op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write([Sheet("督办台账", title, _COLUMNS, lines)])
    return File(name=f"tasks-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)
