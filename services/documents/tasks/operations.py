"""What can be asked of tasks (A18, A34)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.documents.tasks.record import TaskRecord
from services.documents.tasks.task import OPEN, UNDER_WAY, TaskSource, TaskStatus
from services.kernel.domain.office import LEADERS, OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD, ON_ROUTE, SELF, SUPERVISOR
from services.kernel.procedure.fields import DepartmentId, MaybeDepartment, Note, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Evidence = Annotated[tuple[Digest, ...], Field(max_length=20, title="佐证材料 / evidence")]
Answering = Annotated[DepartmentId, Field(title="承办部门 / department")]
Owner = Annotated[PersonId, Field(title="承办人 / owner")]
CoOwners = Annotated[tuple[DepartmentId, ...], Field(max_length=30, title="协办部门 / co-owners")]
Matter = Annotated[str, Field(min_length=1, max_length=200, title="事项 / title")]
Content = Annotated[str, Field(max_length=4000, title="要求 / content")]
DOERS = (SELF, COLLEAGUE, HEAD)


class TaskOrder(BaseModel):
    """A task that is ordered together with what it follows from: an instruction, a resolution."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    department: Answering
    owner: Owner
    co_owners: CoOwners = ()
    title: Matter
    content: Content = ""
    due: date = Field(title="办结期限 / due")


class AssignTask(
    Command,
    path="POST /documents/tasks",
    who=(*OFFICE, *LEADERS, SUPERVISOR),
    cites=("A18", "A34", "B9.8"),
    zh="交办督办任务",
    en="Assign a task",
    returns=TaskRecord,
):
    department: Answering
    owner: Owner
    co_owners: CoOwners = ()
    title: Matter
    content: Content = ""
    source: TaskSource = Field(title="来源 / source")
    source_ref: str = Field(default="", max_length=100, title="来源文号或议题 / source record")
    due: date = Field(title="办结期限 / due")


class OfTask(Command, at="/documents/tasks/{task}", returns=TaskRecord):
    task: UUID = Field(title="任务 / task")


class AcceptTask(OfTask, does="acceptance", who=DOERS, when=TaskStatus.ASSIGNED, zh="签收任务", en="Accept a task"): ...


class ReportProgress(OfTask, does="progress", who=DOERS, when=UNDER_WAY, zh="报告任务进展", en="Report progress"):
    percent: int = Field(ge=0, le=100, title="完成百分比 / percent")
    note: Note
    evidence: Evidence = ()


class ReportTaskDone(OfTask, does="completion", who=DOERS, when=UNDER_WAY, zh="报告任务办结", en="Report a task done"):
    note: Note
    evidence: Evidence = ()


class VerifyTask(
    OfTask,
    does="verification",
    who=OFFICE,
    when=TaskStatus.REPORTED,
    cites=("A18", "A34"),
    zh="核实任务办结",
    en="Verify that a task is done",
): ...


class ReturnTask(
    OfTask,
    does="return",
    who=OFFICE,
    when=TaskStatus.REPORTED,
    cites=("A18", "A34"),
    zh="退回任务",
    en="Return a task",
):
    reason: Reason


class AskExtension(
    OfTask, does="extension-requests", who=DOERS, when=UNDER_WAY, zh="申请任务延期", en="Ask for more time"
):
    due: date = Field(title="延期至 / new due day")
    reason: Reason


class ExtendTask(
    OfTask, does="extension", who=(SUPERVISOR, *LEADERS), when=UNDER_WAY, zh="批准任务延期", en="Grant more time"
): ...


class RefuseExtension(
    OfTask,
    does="extension-refusal",
    who=(SUPERVISOR, *LEADERS),
    when=UNDER_WAY,
    zh="不同意任务延期",
    en="Refuse more time",
):
    reason: Reason


class ReassignTask(
    OfTask,
    does="reassignment",
    who=(*OFFICE, *LEADERS),
    when=UNDER_WAY,
    zh="转办任务",
    en="Give a task to another department or person",
):
    department: Answering
    owner: Owner
    co_owners: CoOwners = ()
    reason: Reason


class CancelTask(OfTask, does="cancellation", who=(*OFFICE, *LEADERS), when=OPEN, zh="撤销任务", en="Cancel a task"):
    reason: Reason


GetTask = showing(
    "GetTask",
    TaskRecord,
    path="GET /documents/tasks/{task}",
    who=(*DOERS, SUPERVISOR, ON_ROUTE, *SEES_ALL),
    zh="查看任务",
    en="See a task",
    doc="Also for the departments that answer with the owner's.",
)
ListTasks = listing(
    "ListTasks",
    TaskRecord,
    path="GET /documents/tasks",
    who=(COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    doc="All of the organ for the office and the leaders; for a department's own people what it owes or answers for.",
    department=(MaybeDepartment, ""),
)
ExportTasks = exporting("ExportTasks", TaskRecord, path="GET /documents/tasks-export", who=SEES_ALL)
