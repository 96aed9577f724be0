"""What can be asked of tasks (A18, A34)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.documents.office import LEADERS, OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD, ON_ROUTE, SELF, SUPERVISOR

TaskId = Annotated[UUID, Field(title="任务 / task")]
Note = Annotated[str, Field(max_length=2000, title="说明 / note")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
PersonId = Annotated[str, Field(min_length=1, max_length=60, title="人员 / person")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
DOERS = (SELF, COLLEAGUE, HEAD)


class TaskSource(StrEnum):
    MEETING = "meeting"
    INSTRUCTION = "instruction"
    PLAN = "plan"


class TaskView(View):
    id: UUID
    title: str
    content: str
    department: str
    owner: str
    co_owners: list[str]
    source: str
    source_ref: str
    assigned_on: date
    due: date
    status: str
    percent: int
    note: str
    evidence: list[str]
    reported_on: date | None
    on_time: bool | None
    overdue: bool
    asked_due: date | None
    reason: str
    astray: bool = Field(description="承办人已不在承办部门,须转办 / its owner has left the department: reassign it")
    version: int


class TaskOrder(BaseModel):
    """A task that is ordered together with what it follows from: an instruction, a resolution."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    department: str = Field(min_length=1, max_length=60, title="承办部门 / department")
    owner: str = Field(min_length=1, max_length=60, title="承办人 / owner")
    co_owners: tuple[str, ...] = Field(default=(), max_length=30, title="协办部门 / co-owners")
    title: str = Field(min_length=1, max_length=200, title="事项 / title")
    content: str = Field(default="", max_length=4000, title="要求 / content")
    due: date = Field(title="办结期限 / due")


class AssignTask(
    Command,
    path="POST /documents/tasks",
    who=(*OFFICE, *LEADERS, SUPERVISOR),
    cites=("A18", "A34", "B9.8"),
    zh="交办督办任务",
    en="Assign a task",
    returns=TaskView,
):
    department: DepartmentId
    owner: PersonId
    co_owners: tuple[DepartmentId, ...] = Field(default=(), max_length=30, title="协办部门 / co-owners")
    title: str = Field(min_length=1, max_length=200, title="事项 / title")
    content: str = Field(default="", max_length=4000, title="要求 / content")
    source: TaskSource = Field(title="来源 / source")
    source_ref: str = Field(default="", max_length=100, title="来源文号或议题 / source record")
    due: date = Field(title="办结期限 / due")


class AcceptTask(
    Command,
    path="POST /documents/tasks/{task}/acceptance",
    who=DOERS,
    cites=("A34",),
    zh="签收任务",
    en="Accept a task",
    returns=TaskView,
):
    task: TaskId


class ReportProgress(
    Command,
    path="POST /documents/tasks/{task}/progress",
    who=DOERS,
    cites=("A34",),
    zh="报告任务进展",
    en="Report progress",
    returns=TaskView,
):
    task: TaskId
    percent: int = Field(ge=0, le=100, title="完成百分比 / percent")
    note: Note
    evidence: tuple[Digest, ...] = Field(default=(), max_length=20, title="佐证材料 / evidence")


class ReportTaskDone(
    Command,
    path="POST /documents/tasks/{task}/completion",
    who=DOERS,
    cites=("A34",),
    zh="报告任务办结",
    en="Report a task done",
    returns=TaskView,
):
    task: TaskId
    note: Note
    evidence: tuple[Digest, ...] = Field(default=(), max_length=20, title="佐证材料 / evidence")


class VerifyTask(
    Command,
    path="POST /documents/tasks/{task}/verification",
    who=OFFICE,
    cites=("A18", "A34"),
    zh="核实任务办结",
    en="Verify that a task is done",
    returns=TaskView,
):
    task: TaskId


class ReturnTask(
    Command,
    path="POST /documents/tasks/{task}/return",
    who=OFFICE,
    cites=("A18", "A34"),
    zh="退回任务",
    en="Return a task",
    returns=TaskView,
):
    task: TaskId
    reason: Reason


class AskExtension(
    Command,
    path="POST /documents/tasks/{task}/extension-requests",
    who=DOERS,
    cites=("A34",),
    zh="申请任务延期",
    en="Ask for more time",
    returns=TaskView,
):
    task: TaskId
    due: date = Field(title="延期至 / new due day")
    reason: Reason


class ExtendTask(
    Command,
    path="POST /documents/tasks/{task}/extension",
    who=(SUPERVISOR, *LEADERS),
    cites=("A34",),
    zh="批准任务延期",
    en="Grant more time",
    returns=TaskView,
):
    task: TaskId


class RefuseExtension(
    Command,
    path="POST /documents/tasks/{task}/extension-refusal",
    who=(SUPERVISOR, *LEADERS),
    cites=("A34",),
    zh="不同意任务延期",
    en="Refuse more time",
    returns=TaskView,
):
    task: TaskId
    reason: Reason


class ReassignTask(
    Command,
    path="POST /documents/tasks/{task}/reassignment",
    who=(*OFFICE, *LEADERS),
    cites=("A34",),
    zh="转办任务",
    en="Give a task to another department or person",
    returns=TaskView,
):
    task: TaskId
    department: DepartmentId
    owner: PersonId
    co_owners: tuple[DepartmentId, ...] = Field(default=(), max_length=30, title="协办部门 / co-owners")
    reason: Reason


class CancelTask(
    Command,
    path="POST /documents/tasks/{task}/cancellation",
    who=(*OFFICE, *LEADERS),
    cites=("A34",),
    zh="撤销任务",
    en="Cancel a task",
    returns=TaskView,
):
    task: TaskId
    reason: Reason


class GetTask(
    Query,
    path="GET /documents/tasks/{task}",
    who=(*DOERS, SUPERVISOR, ON_ROUTE, *SEES_ALL),
    cites=("A34",),
    zh="查看任务",
    en="See a task",
    returns=TaskView,
):
    """Also for the heads of the departments that answer with the owner's."""

    task: TaskId


class ListTasks(
    PagedQuery,
    path="GET /documents/tasks",
    who=(COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A34",),
    zh="督办台账",
    en="Task register",
    returns=Page[TaskView],
):
    """All of the organ for the office and the leaders; for a department's own people what it owes or answers for."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    status: str = Field(default="", max_length=20, title="状态 / status")


class ExportTasks(
    Query,
    path="GET /documents/tasks-export",
    who=SEES_ALL,
    cites=("A34",),
    zh="导出督办台账",
    en="Export the task register",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
