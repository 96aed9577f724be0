"""What can be asked of guiding township congresses (A13)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD, SUPERVISOR

DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
Township = Annotated[str, Field(min_length=1, max_length=40, title="乡镇 / township", examples=["qingyou"])]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
GUIDES = (COLLEAGUE, HEAD, SUPERVISOR)
KEEPERS = (HEAD, *OFFICE)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)


class GuidanceView(View):
    id: UUID
    number: str
    department: str
    township: str
    on: date
    people: list[str]
    content: str
    status: str
    reason: str
    version: int


class RecordGuidance(
    Command,
    path="POST /documents/township-guidance",
    who=GUIDES,
    cites=("A13", "A34"),
    zh="登记指导乡镇人大工作",
    en="Record a guidance visit",
    returns=GuidanceView,
):
    department: DepartmentId
    township: Township
    on: date = Field(title="日期 / day")
    people: tuple[str, ...] = Field(min_length=1, max_length=30, title="参加人员 / people")
    content: str = Field(min_length=1, max_length=4000, title="指导内容 / content")


class WithdrawGuidance(
    Command,
    path="POST /documents/township-guidance/{guidance}/withdrawal",
    who=KEEPERS,
    cites=("A13",),
    zh="撤销指导记录",
    en="Withdraw a guidance visit",
    returns=GuidanceView,
):
    guidance: UUID = Field(title="指导记录 / guidance")
    reason: Reason


class GetGuidance(
    Query,
    path="GET /documents/township-guidance/{guidance}",
    who=READERS,
    cites=("A13",),
    zh="查看指导记录",
    en="See a guidance visit",
    returns=GuidanceView,
):
    guidance: UUID = Field(title="指导记录 / guidance")


class ListGuidance(
    PagedQuery,
    path="GET /documents/township-guidance",
    who=READERS,
    cites=("A13",),
    zh="指导乡镇人大台账",
    en="Register of guidance visits",
    returns=Page[GuidanceView],
):
    department: str = Field(default="", max_length=60, title="部门 / department")
    township: str = Field(default="", max_length=40, title="乡镇 / township")


class StationView(View):
    id: UUID
    number: str
    department: str
    township: str
    form: str
    name: str
    on: date
    closed_on: date | None
    status: str
    reason: str
    version: int


class RecordStation(
    Command,
    path="POST /documents/deputies-stations",
    who=GUIDES,
    cites=("A13",),
    zh="登记代表家站",
    en="Record a deputies' home or station",
    returns=StationView,
):
    department: DepartmentId
    township: Township
    form: str = Field(min_length=1, max_length=40, title="类型 / form", examples=["station"])
    name: str = Field(min_length=1, max_length=100, title="名称 / name")
    on: date = Field(title="建立日期 / set up on")


class CloseStation(
    Command,
    path="POST /documents/deputies-stations/{station}/closing",
    who=KEEPERS,
    cites=("A13",),
    zh="停用代表家站",
    en="Close a deputies' home or station",
    returns=StationView,
):
    station: UUID = Field(title="家站 / station")
    on: date = Field(title="停用日期 / closed on")
    reason: Reason


class WithdrawStation(
    Command,
    path="POST /documents/deputies-stations/{station}/withdrawal",
    who=KEEPERS,
    cites=("A13",),
    zh="撤销代表家站登记",
    en="Withdraw the entry of a home or station",
    returns=StationView,
):
    station: UUID = Field(title="家站 / station")
    reason: Reason


class GetStation(
    Query,
    path="GET /documents/deputies-stations/{station}",
    who=READERS,
    cites=("A13",),
    zh="查看代表家站",
    en="See a deputies' home or station",
    returns=StationView,
):
    station: UUID = Field(title="家站 / station")


class ListStations(
    PagedQuery,
    path="GET /documents/deputies-stations",
    who=READERS,
    cites=("A13",),
    zh="代表家站台账",
    en="Register of deputies' homes and stations",
    returns=Page[StationView],
):
    department: str = Field(default="", max_length=60, title="部门 / department")
    township: str = Field(default="", max_length=40, title="乡镇 / township")


class ExportTownships(
    Query,
    path="GET /documents/townships-export",
    who=SEES_ALL,
    cites=("A13",),
    zh="导出指导乡镇人大台账",
    en="Export the register of guidance and stations",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
