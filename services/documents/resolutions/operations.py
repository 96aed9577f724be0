"""What can be asked of a meeting's resolutions (A17, A34, B2.5, B2.6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.meetings.operations import HOSTS, RECORDER, Item, MeetingId, Text, Title
from services.documents.resolutions.record import ResolutionRecord
from services.documents.tasks.operations import TaskOrder
from services.documents.tasks.task import TaskStatus
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.record import Department, Person, choice, refers
from services.kernel.procedure.registry import exporting, listing, showing

ResolutionId = Annotated[UUID, Field(title="决议 / resolution")]
Votes = Annotated[int, Field(ge=0, le=1000)]


class OrderedTask(View):
    """A task of a resolution as it stands now (A34)."""

    task: Annotated[UUID, refers("documents.get-task"), Field(title="任务 / task")]
    department: Department
    owner: Person = Field(title="承办人 / owner")
    due: date = Field(title="期限 / due")
    status: TaskStatus = Field(title="状态 / status")
    overdue: bool = Field(title="逾期 / overdue")


class ResolutionView(
    ResolutionRecord,
    sheet="number kind adopted_on form title department members in_favour against abstained motion tasks",
):
    withheld: bool = Field(title="按密级不显示 / withheld")
    tasks: list[OrderedTask] = Field(title="督办任务 / tasks")


class AdoptResolution(
    Command,
    path="POST /documents/meetings/{meeting}/topics/{item}/resolutions",
    who=RECORDER,
    cites=("A17", "A34", "B2.5", "B2.6"),
    zh="登记会议决议",
    en="Enter a resolution",
    returns=ResolutionView,
):
    """Of an item that was discussed. What is to be done becomes tasks at once (A34)."""

    meeting: MeetingId
    item: Item
    form: Annotated[str, *choice("meetings.forms", "形式 / form"), Field(min_length=1, examples=["resolution"])]
    title: Title
    text: Text
    in_favour: Votes = Field(default=0, title="赞成 / in favour")
    against: Votes = Field(default=0, title="反对 / against")
    abstained: Votes = Field(default=0, title="弃权 / abstained")
    motion: str = Field(
        default="",
        max_length=60,
        title="表决编号 / motion",
        description="党组会议按此编号认定结果 / of the Party group: the number under which it was carried",
    )
    tasks: tuple[TaskOrder, ...] = Field(default=(), max_length=20, title="督办任务 / tasks")


class OrderResolutionTask(
    Command,
    path="POST /documents/resolutions/{resolution}/tasks",
    who=HOSTS,
    cites=("A34", "B2.6"),
    zh="按决议交办任务",
    en="Make a task of a resolution",
    returns=ResolutionView,
):
    resolution: ResolutionId
    order: TaskOrder = Field(title="督办任务 / task")


GetResolution = showing(
    "GetResolution",
    ResolutionView,
    path="GET /documents/resolutions/{resolution}",
    who=(ANYONE,),
    zh="查看会议决议",
    en="See a resolution",
)
ListResolutions = listing(
    "ListResolutions", ResolutionRecord, path="GET /documents/resolutions", who=(ANYONE,), returns=ResolutionView
)
ExportResolutions = exporting(
    "ExportResolutions",
    ResolutionRecord,
    path="GET /documents/resolutions-export",
    who=SEES_ALL,
    cites=("A17", "B2.6"),
    doc="What the caller may not see is not in the file either.",
)
