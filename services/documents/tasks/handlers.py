"""Carries out tasks: from assigned to verified, and overdue by the clock (A18, A34)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, name_of, picture, title_of, titles_of
from services.documents.attachments.uploads import attach_uploaded
from services.documents.office import OFFICE
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
    DOERS,
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
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span, yes
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import Subject


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


desk = Desk(procedure, Task, key="task", shows=GetTask, about=_subject)
procedure.attachable("task", GetTask, by=(*DOERS, *OFFICE), open=lambda task: task.status in OPEN)


@desk.opens(AssignTask)
def assign_task(op: AssignTask, ctx: Context) -> Task:
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


@desk.does(AcceptTask)
def accept_task(op: AcceptTask, task: Task, ctx: Context) -> None:
    task.accept(ctx.act)


@desk.does(ReportProgress)
def report_progress(op: ReportProgress, task: Task, ctx: Context) -> None:
    task.progress(ctx.act, percent=op.percent, note=op.note, evidence=op.evidence)
    attach_uploaded(ctx, "task", task, op.evidence, department=task.department, field="evidence")


@desk.does(ReportTaskDone)
def report_task_done(op: ReportTaskDone, task: Task, ctx: Context) -> None:
    task.report_done(ctx.act, note=op.note, evidence=op.evidence)
    attach_uploaded(ctx, "task", task, op.evidence, department=task.department, field="evidence")


@desk.does(VerifyTask)
def verify_task(op: VerifyTask, task: Task, ctx: Context) -> None:
    task.verify(ctx.act)


@desk.does(ReturnTask)
def return_task(op: ReturnTask, task: Task, ctx: Context) -> None:
    task.send_back(ctx.act, reason=op.reason)


@desk.does(AskExtension)
def ask_extension(op: AskExtension, task: Task, ctx: Context) -> None:
    task.ask_extension(ctx.act, due=op.due, reason=op.reason)


@desk.does(ExtendTask)
def extend_task(op: ExtendTask, task: Task, ctx: Context) -> None:
    task.extend(ctx.act)


@desk.does(RefuseExtension)
def refuse_extension(op: RefuseExtension, task: Task, ctx: Context) -> None:
    task.refuse_extension(ctx.act, reason=op.reason)


@desk.does(ReassignTask)
def reassign_task(op: ReassignTask, task: Task, ctx: Context) -> None:
    check_owner(ctx, op.department, op.owner, op.co_owners)
    task.reassign(ctx.act, department=op.department, owner=op.owner, co_owners=op.co_owners, reason=op.reason)


@desk.does(CancelTask)
def cancel_task(op: CancelTask, task: Task, ctx: Context) -> None:
    task.cancel(ctx.act, reason=op.reason)


# -- views ------------------------------------------------------------------------------------------------------------


def _view(ctx: Context, row: Any) -> TaskView:
    return TaskView.of(
        row,
        co_owners=row.co_owners.split(),
        evidence=row.evidence.split(),
        astray=row.status in OPEN and picture(ctx).department_of(row.owner, ctx.today) != row.department,
    )


@procedure.handles(GetTask, subject=desk.subject)
def get_task(op: GetTask, ctx: Context) -> TaskView:
    return _view(ctx, ctx.shown(tasks, op.task))


@procedure.handles(ListTasks)
def list_tasks(op: ListTasks, ctx: Context) -> Page[TaskView]:
    t = tasks.c
    query = select(tasks).where(*asked(op, t, "status"))
    if op.department:
        query = query.where(t.id.in_(select(shares.c.task).where(shares.c.department == op.department)))
    rows, following = page(ctx, query, (t.due.desc(), t.id.desc()), op.after, op.limit)
    return Page[TaskView](items=[_view(ctx, row) for row in rows], next=following)


SOURCE_ZH = {"meeting": "会议议题", "instruction": "领导批示", "plan": "工作计划"}
STATUS_ZH = {
    "assigned": "已交办",
    "accepted": "办理中",
    "reported": "已报结",
    "verified": "已核实",
    "cancelled": "已撤销",
}
LEDGER = Ledger(
    "督办台账",
    Shown("事项", 40, "title"),
    Shown("承办部门", 20, "department", title_of),
    Shown("承办人", 10, "owner", name_of),
    Shown("协办部门", 24, "co_owners", titles_of),
    Shown("来源", 10, "source", SOURCE_ZH),
    Shown("交办日", 12, "assigned_on"),
    Shown("期限", 12, "due"),
    Shown("状态", 10, "status", STATUS_ZH),
    Shown("报结日", 12, "reported_on"),
    Shown("按期", 8, "on_time", {None: "", True: "是", False: "否"}),
    Shown("逾期", 8, "overdue", yes),
)


@procedure.handles(ExportTasks)
def export_tasks(op: ExportTasks, ctx: Context) -> File:
    t = tasks.c
    rows = ctx.rows(select(tasks).where(t.assigned_on.between(op.start, op.end)).order_by(t.assigned_on, t.id))
    return exported(f"tasks-{op.start}-{op.end}", LEDGER.sheet(ctx, rows, span(op.start, op.end)))
