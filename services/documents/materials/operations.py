"""What can be asked of the materials of a meeting (B11.4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.materials.material import MaterialStatus
from services.documents.materials.record import MaterialRecord
from services.documents.meetings.operations import Attachments, MeetingId, Title
from services.kernel.domain.office import OFFICE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD, SELF
from services.kernel.procedure.fields import MaybeDepartment, MaybePerson, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

DOERS = (SELF, COLLEAGUE, HEAD, *OFFICE)
READERS = (SELF, COLLEAGUE, HEAD, *SEES_ALL)

OWED_BY = "部门或人员，至少填一项 / the department or a person of it, one of them at least"


class DemandMaterial(
    Command,
    path="POST /documents/meetings/{meeting}/materials",
    who=OFFICE,
    cites=("A17", "B11.4"),
    zh="布置会议材料",
    en="Ask for a meeting's material",
    returns=MaterialRecord,
):
    """Owed by a department, or by a person for theirs."""

    meeting: MeetingId
    title: Title
    department: MaybeDepartment = Field(default="", description=OWED_BY)
    person: MaybePerson = Field(default="", description=OWED_BY)
    due: date = Field(title="期限 / due")


class OfMaterial(Command, at="/documents/meeting-materials/{material}", returns=MaterialRecord):
    material: Annotated[UUID, Field(title="材料 / material")]


class HandInMaterial(
    OfMaterial, does="handing-in", who=DOERS, when=MaterialStatus.OWED, zh="交会议材料", en="Hand in a material"
):
    attachments: Attachments = ()
    note: str = Field(default="", max_length=1000, title="说明 / note")


class ReturnMaterial(
    OfMaterial, does="return", who=OFFICE, when=MaterialStatus.HANDED_IN, zh="退回会议材料", en="Return a material"
):
    reason: Reason


class WaiveMaterial(
    OfMaterial, does="waiver", who=OFFICE, when=MaterialStatus.OWED, zh="免交会议材料", en="Waive a material"
):
    reason: Reason


GetMaterial = showing(
    "GetMaterial",
    MaterialRecord,
    path="GET /documents/meeting-materials/{material}",
    who=READERS,
    zh="查看会议材料",
    en="See a material",
)
ListMaterials = listing(
    "ListMaterials",
    MaterialRecord,
    path="GET /documents/meeting-materials",
    who=READERS,
    doc="All of the organ for the office and the leaders; otherwise one's own department or oneself.",
)
ExportMaterials = exporting(
    "ExportMaterials", MaterialRecord, path="GET /documents/meeting-materials-export", who=SEES_ALL
)
