"""What can be asked of a meeting's resolutions (A17, A34, B2.5, B2.6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.meetings.operations import HOSTS, RECORDER, Item, MeetingId, Text, Title
from services.documents.office import SEES_ALL
from services.documents.tasks.operations import TaskOrder
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE

ResolutionId = Annotated[UUID, Field(title="决议 / resolution")]
Votes = Annotated[int, Field(ge=0, le=1000)]


class OrderedView(View):
    """A task of a resolution as it stands now (A34)."""

    task: UUID
    department: str
    owner: str
    due: date
    status: str
    overdue: bool


class ResolutionView(View):
    id: UUID
    meeting: UUID
    kind: str
    number: str
    item: int
    department: str
    form: str
    title: str
    text: str
    withheld: bool
    adopted_on: date
    in_favour: int
    against: int
    abstained: int
    members: int
    tasks: list[OrderedView]
    version: int


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
    form: str = Field(min_length=1, max_length=40, title="形式 / form", examples=["resolution"])
    title: Title
    text: Text
    in_favour: Votes = Field(default=0, title="赞成 / in favour")
    against: Votes = Field(default=0, title="反对 / against")
    abstained: Votes = Field(default=0, title="弃权 / abstained")
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


class GetResolution(
    Query,
    path="GET /documents/resolutions/{resolution}",
    who=(ANYONE,),
    cites=("A17", "B2.6", "B2.7"),
    zh="查看会议决议",
    en="See a resolution",
    returns=ResolutionView,
):
    resolution: ResolutionId


class ListResolutions(
    PagedQuery,
    path="GET /documents/resolutions",
    who=(ANYONE,),
    cites=("A17", "B2.6", "B2.7"),
    zh="会议决议台账",
    en="Register of resolutions",
    returns=Page[ResolutionView],
):
    kind: str = Field(default="", max_length=40, title="会议种类 / kind")
    department: str = Field(default="", max_length=60, title="部门 / department")


class ExportResolutions(
    Query,
    path="GET /documents/resolutions-export",
    who=SEES_ALL,
    cites=("A17", "B2.6"),
    zh="导出会议决议台账",
    en="Export the register of resolutions",
    returns=File,
):
    """What the caller may not see is not in the file either."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
