"""What can be asked of guiding township congresses (A13)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.townships.guidance import GuidanceStatus, StationStatus
from services.documents.townships.record import Form, GuidanceRecord, StationRecord, Township
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD, SUPERVISOR
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

GUIDES = (COLLEAGUE, HEAD, SUPERVISOR)
KEEPERS = (HEAD, *OFFICE)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)


class RecordGuidance(
    Command,
    path="POST /documents/township-guidance",
    who=GUIDES,
    cites=("A13", "A34"),
    zh="登记指导乡镇人大工作",
    en="Record a guidance visit",
    returns=GuidanceRecord,
):
    department: DepartmentId
    township: Annotated[Township, Field(min_length=1, examples=["qingyou"])]
    on: date = Field(title="日期 / day")
    people: tuple[PersonId, ...] = Field(min_length=1, max_length=30, title="参加人员 / people")
    content: str = Field(min_length=1, max_length=4000, title="指导内容 / content")


class WithdrawGuidance(
    Command,
    path="POST /documents/township-guidance/{guidance}/withdrawal",
    who=KEEPERS,
    when=GuidanceStatus.STANDS,
    zh="撤销指导记录",
    en="Withdraw a guidance visit",
    returns=GuidanceRecord,
):
    guidance: UUID = Field(title="指导记录 / guidance")
    reason: Reason


GetGuidance = showing(
    "GetGuidance",
    GuidanceRecord,
    path="GET /documents/township-guidance/{guidance}",
    who=READERS,
    zh="查看指导记录",
    en="See a guidance visit",
)
ListGuidance = listing("ListGuidance", GuidanceRecord, path="GET /documents/township-guidance", who=READERS)


class RecordStation(
    Command,
    path="POST /documents/deputies-stations",
    who=GUIDES,
    zh="登记代表家站",
    en="Record a deputies' home or station",
    returns=StationRecord,
):
    department: DepartmentId
    township: Annotated[Township, Field(min_length=1, examples=["qingyou"])]
    form: Annotated[Form, Field(min_length=1, examples=["station"])]
    name: str = Field(min_length=1, max_length=100, title="名称 / name")
    on: date = Field(title="建立日期 / set up on")


class OfStation(Command, at="/documents/deputies-stations/{station}", returns=StationRecord):
    station: UUID = Field(title="家站 / station")


class CloseStation(
    OfStation,
    does="closing",
    who=KEEPERS,
    when=StationStatus.OPEN,
    zh="停用代表家站",
    en="Close a deputies' home or station",
):
    on: date = Field(title="停用日期 / closed on")
    reason: Reason


class WithdrawStation(
    OfStation,
    does="withdrawal",
    who=KEEPERS,
    when=(StationStatus.OPEN, StationStatus.CLOSED),
    zh="撤销代表家站登记",
    en="Withdraw the entry of a home or station",
):
    reason: Reason


GetStation = showing(
    "GetStation",
    StationRecord,
    path="GET /documents/deputies-stations/{station}",
    who=READERS,
    zh="查看代表家站",
    en="See a deputies' home or station",
)
ListStations = listing("ListStations", StationRecord, path="GET /documents/deputies-stations", who=READERS)
ExportTownships = exporting(
    "ExportTownships",
    GuidanceRecord,
    path="GET /documents/townships-export",
    who=SEES_ALL,
    en="Export the register of guidance and stations",
)
