"""What can be asked of information items (A34, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.information.item import CITES, InformationStatus, Level
from services.documents.information.record import InformationRecord
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.record import Department
from services.kernel.procedure.registry import exporting, listing, showing

Title = Annotated[str, Field(min_length=1, max_length=200, title="标题 / title")]
Body = Annotated[str, Field(max_length=20_000, title="正文 / body")]
Publication = Annotated[str, Field(min_length=1, max_length=100, title="刊物 / publication")]
AtLevel = Annotated[Level, Field(title="层级 / level")]
Quarter = Annotated[str, Field(pattern=r"^(19|20)\d\d-Q[1-4]$", title="季度 / quarter", examples=["2026-Q3"])]
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)


class SubmitInformation(
    Command,
    path="POST /documents/information",
    who=(COLLEAGUE, HEAD),
    cites=CITES,
    zh="报送信息",
    en="Submit information",
    returns=InformationRecord,
):
    """The same title as an earlier item is taken, and said so in the answer."""

    department: DepartmentId
    authors: tuple[PersonId, ...] = Field(min_length=1, max_length=10, title="作者 / authors")
    title: Title
    body: Body


class OfItem(Command, at="/documents/information/{item}", cites=CITES, returns=InformationRecord):
    item: UUID = Field(title="信息 / item")


class EditInformation(
    OfItem,
    does="edits",
    who=(COLLEAGUE, HEAD, *OFFICE),
    when=InformationStatus.SUBMITTED,
    zh="编辑信息",
    en="Edit an item",
):
    title: Title
    body: Body


class ForwardInformation(
    OfItem,
    does="forwardings",
    who=OFFICE,
    when=InformationStatus.SUBMITTED,
    zh="转报信息",
    en="Forward an item to a level",
):
    level: AtLevel
    to: str = Field(min_length=1, max_length=100, title="报送单位 / to")


class RecordAdoption(
    OfItem,
    does="adoptions",
    who=OFFICE,
    when=InformationStatus.SUBMITTED,
    zh="登记信息采用",
    en="Record that a level adopted an item",
):
    level: AtLevel
    publication: Publication
    on: date = Field(title="采用日期 / adopted on")


class WithdrawAdoption(
    OfItem, does="adoption-withdrawals", who=OFFICE, zh="撤销信息采用登记", en="Withdraw a recorded adoption"
):
    level: AtLevel
    publication: Publication
    reason: Reason


class WithdrawInformation(
    OfItem,
    does="withdrawal",
    who=(COLLEAGUE, HEAD),
    when=InformationStatus.SUBMITTED,
    zh="撤回信息",
    en="Withdraw an item",
):
    reason: Reason


GetInformation = showing(
    "GetInformation",
    InformationRecord,
    path="GET /documents/information/{item}",
    who=READERS,
    zh="查看信息",
    en="See an item",
)
ListInformation = listing("ListInformation", InformationRecord, path="GET /documents/information", who=READERS)
ExportInformation = exporting(
    "ExportInformation", InformationRecord, path="GET /documents/information-export", who=SEES_ALL
)


class QuotaView(View):
    department: Department
    quarter: Quarter
    quota: int = Field(title="任务数 / quota")
    submitted: int = Field(title="已报送 / submitted")
    adopted: int = Field(title="被采用 / adopted")


class GetInformationQuota(
    Query,
    path="GET /documents/information-quotas/{quarter}/{department}",
    who=READERS,
    cites=("A34",),
    zh="信息报送任务完成情况",
    en="A department's quota and what it has submitted",
    returns=QuotaView,
):
    quarter: Quarter
    department: DepartmentId
