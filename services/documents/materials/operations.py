"""What can be asked of the materials of a meeting (B11.4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.meetings.operations import Attachments, MeetingId, Reason, Title
from services.documents.office import OFFICE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD, SELF

DOERS = (SELF, COLLEAGUE, HEAD, *OFFICE)
MaterialId = Annotated[UUID, Field(title="材料 / material")]


class MaterialView(View):
    """`overdue_since`: the first day on which it was too late; it stays when it comes in after all."""

    id: UUID
    meeting: UUID
    title: str
    department: str
    person: str
    due: date
    status: str
    overdue_since: date | None
    urged: int
    urged_on: date | None
    handed_in_on: date | None
    handed_in_by: str
    attachments: list[str]
    note: str
    reason: str
    version: int


class DemandMaterial(
    Command,
    path="POST /documents/meetings/{meeting}/materials",
    who=OFFICE,
    cites=("A17", "B11.4"),
    zh="布置会议材料",
    en="Ask for a meeting's material",
    returns=MaterialView,
):
    """Owed by a department, or by a person for theirs."""

    meeting: MeetingId
    title: Title
    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="人员 / person")
    due: date = Field(title="期限 / due")


class HandInMaterial(
    Command,
    path="POST /documents/meeting-materials/{material}/handing-in",
    who=DOERS,
    cites=("B11.4",),
    zh="交会议材料",
    en="Hand in a material",
    returns=MaterialView,
):
    material: MaterialId
    attachments: Attachments = ()
    note: str = Field(default="", max_length=1000, title="说明 / note")


class ReturnMaterial(
    Command,
    path="POST /documents/meeting-materials/{material}/return",
    who=OFFICE,
    cites=("B11.4",),
    zh="退回会议材料",
    en="Return a material",
    returns=MaterialView,
):
    material: MaterialId
    reason: Reason


class WaiveMaterial(
    Command,
    path="POST /documents/meeting-materials/{material}/waiver",
    who=OFFICE,
    cites=("B11.4",),
    zh="免交会议材料",
    en="Waive a material",
    returns=MaterialView,
):
    material: MaterialId
    reason: Reason


class GetMaterial(
    Query,
    path="GET /documents/meeting-materials/{material}",
    who=(SELF, COLLEAGUE, HEAD, *SEES_ALL),
    cites=("B11.4",),
    zh="查看会议材料",
    en="See a material",
    returns=MaterialView,
):
    material: MaterialId


class ListMaterials(
    PagedQuery,
    path="GET /documents/meeting-materials",
    who=(SELF, COLLEAGUE, HEAD, *SEES_ALL),
    cites=("B11.4",),
    zh="会议材料台账",
    en="Register of meeting materials",
    returns=Page[MaterialView],
):
    """All of the organ for the office and the leaders; otherwise one's own department or oneself."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="人员 / person")
    meeting: UUID | None = Field(default=None, title="会议 / meeting")
    status: str = Field(default="", max_length=12, title="状态 / status")


class ExportMaterials(
    Query,
    path="GET /documents/meeting-materials-export",
    who=SEES_ALL,
    cites=("B11.4",),
    zh="导出会议材料台账",
    en="Export the register of meeting materials",
    returns=File,
):
    """By the day on which they are due."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
