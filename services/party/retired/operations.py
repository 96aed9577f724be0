"""What can be asked of the care for retired staff: the office's alone (B9.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import AUDITOR, SECRETARY_GENERAL
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.retired.care import CareStatus, RetiredStatus
from services.party.retired.record import CareRecord, Occasion, RetiredRecord

READERS = (*OFFICE, SECRETARY_GENERAL, AUDITOR)
Name = Annotated[str, Field(min_length=1, max_length=100, title="姓名 / name")]
Address = Annotated[str, Field(max_length=200, title="住址 / address")]
Contact = Annotated[str, Field(max_length=100, title="联系方式 / contact")]
Condition = Annotated[str, Field(max_length=1000, title="身体和生活状况 / condition")]


class EnterRetired(
    Command,
    path="POST /party/retired",
    who=OFFICE,
    zh="登记离退休干部",
    en="Enter a retired colleague",
    returns=RetiredRecord,
):
    name: Name
    retired_on: date = Field(title="退休日期 / retired on")
    born: date | None = Field(default=None, title="出生日期 / born")
    address: Address = ""
    contact: Contact = ""
    condition: Condition = ""


class OfRetired(Command, at="/party/retired/{retired}", who=OFFICE, returns=RetiredRecord):
    retired: UUID = Field(title="离退休干部 / retired colleague")


class ChangeRetiredDetails(
    OfRetired, does="details", when=RetiredStatus.ON_REGISTER, zh="更新离退休干部情况", en="Change their details"
):
    address: Address
    contact: Contact
    condition: Condition


class EndRetired(OfRetired, does="departure", when=RetiredStatus.ON_REGISTER, zh="注销登记", en="End the entry"):
    on: date = Field(title="注销日期 / left on")
    reason: Reason


class ReportOccasion(
    OfRetired,
    does="occasions",
    when=RetiredStatus.ON_REGISTER,
    zh="登记须慰问事由",
    en="Enter what calls for condolence",
    returns=CareRecord,
):
    occasion: Annotated[Occasion, Field(min_length=1)]
    on: date = Field(title="发生日期 / happened on")
    note: str = Field(default="", max_length=1000, title="情况 / what happened")


GetRetired = showing(
    "GetRetired",
    RetiredRecord,
    path="GET /party/retired/{retired}",
    who=READERS,
    zh="查看离退休干部",
    en="See a retired colleague",
)
ListRetired = listing("ListRetired", RetiredRecord, path="GET /party/retired", who=READERS)


class RecordCare(
    Command,
    path="POST /party/retired-care/{care}/giving",
    who=OFFICE,
    when=CareStatus.DUE,
    zh="登记慰问走访",
    en="Enter a visit, benefit or condolence",
    returns=CareRecord,
):
    care: UUID = Field(title="慰问走访 / duty of care")
    on: date = Field(title="办理日期 / done on")
    visitors: tuple[PersonId, ...] = Field(min_length=1, max_length=50, title="慰问人员 / visitors")
    what: str = Field(default="", max_length=1000, title="慰问内容 / what was brought")


GetCare = showing(
    "GetCare",
    CareRecord,
    path="GET /party/retired-care/{care}",
    who=READERS,
    zh="查看慰问走访",
    en="See a duty of care",
)
ListCare = listing("ListCare", CareRecord, path="GET /party/retired-care", who=READERS)
ExportCare = exporting("ExportCare", CareRecord, path="GET /party/retired-care-export", who=READERS)
