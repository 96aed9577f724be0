"""What can be asked of information items (A34, B9.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD

ItemId = Annotated[UUID, Field(title="信息 / item")]
Title = Annotated[str, Field(min_length=1, max_length=200, title="标题 / title")]
Body = Annotated[str, Field(max_length=20_000, title="正文 / body")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Publication = Annotated[str, Field(min_length=1, max_length=100, title="刊物 / publication")]


class Level(StrEnum):
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class AdoptionView(View):
    level: Level
    publication: str
    on: date


class InformationView(View):
    id: UUID
    number: str
    title: str
    body: str
    department: str
    authors: list[str]
    submitted_on: date
    status: str
    forwarded: list[str]
    adoptions: list[AdoptionView]
    duplicate_of: str = Field(description="标题相同的较早信息编号 / number of an earlier item of the same title")
    version: int


class SubmitInformation(
    Command,
    path="POST /documents/information",
    who=(COLLEAGUE, HEAD),
    cites=("A34", "B9.2"),
    zh="报送信息",
    en="Submit information",
    returns=InformationView,
):
    """The same title as an earlier item is taken, and said so in the answer."""

    department: str = Field(min_length=1, max_length=60, title="部门 / department")
    authors: tuple[str, ...] = Field(min_length=1, max_length=10, title="作者 / authors")
    title: Title
    body: Body


class EditInformation(
    Command,
    path="POST /documents/information/{item}/edits",
    who=(COLLEAGUE, HEAD, *OFFICE),
    cites=("A34", "B9.2"),
    zh="编辑信息",
    en="Edit an item",
    returns=InformationView,
):
    item: ItemId
    title: Title
    body: Body


class ForwardInformation(
    Command,
    path="POST /documents/information/{item}/forwardings",
    who=OFFICE,
    cites=("A34", "B9.2"),
    zh="转报信息",
    en="Forward an item to a level",
    returns=InformationView,
):
    item: ItemId
    level: Level = Field(title="层级 / level")
    to: str = Field(min_length=1, max_length=100, title="报送单位 / to")


class RecordAdoption(
    Command,
    path="POST /documents/information/{item}/adoptions",
    who=OFFICE,
    cites=("A34", "B9.2"),
    zh="登记信息采用",
    en="Record that a level adopted an item",
    returns=InformationView,
):
    item: ItemId
    level: Level = Field(title="层级 / level")
    publication: Publication
    on: date = Field(title="采用日期 / adopted on")


class WithdrawAdoption(
    Command,
    path="POST /documents/information/{item}/adoption-withdrawals",
    who=OFFICE,
    cites=("A34", "B9.2"),
    zh="撤销信息采用登记",
    en="Withdraw a recorded adoption",
    returns=InformationView,
):
    item: ItemId
    level: Level = Field(title="层级 / level")
    publication: Publication
    reason: Reason


class WithdrawInformation(
    Command,
    path="POST /documents/information/{item}/withdrawal",
    who=(COLLEAGUE, HEAD),
    cites=("A34", "B9.2"),
    zh="撤回信息",
    en="Withdraw an item",
    returns=InformationView,
):
    item: ItemId
    reason: Reason


class GetInformation(
    Query,
    path="GET /documents/information/{item}",
    who=(COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A34",),
    zh="查看信息",
    en="See an item",
    returns=InformationView,
):
    item: ItemId


class ListInformation(
    PagedQuery,
    path="GET /documents/information",
    who=(COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A34",),
    zh="信息报送台账",
    en="Information register",
    returns=Page[InformationView],
):
    department: str = Field(default="", max_length=60, title="部门 / department")
    status: str = Field(default="", max_length=20, title="状态 / status")


class QuotaView(View):
    department: str
    quarter: str
    quota: int
    submitted: int
    adopted: int


class GetInformationQuota(
    Query,
    path="GET /documents/information-quotas/{quarter}/{department}",
    who=(COLLEAGUE, *RESPONSIBLE, *SEES_ALL),
    cites=("A34",),
    zh="信息报送任务完成情况",
    en="A department's quota and what it has submitted",
    returns=QuotaView,
):
    quarter: str = Field(pattern=r"^(19|20)\d\d-Q[1-4]$", title="季度 / quarter", examples=["2026-Q3"])
    department: str = Field(min_length=1, max_length=60, title="部门 / department")


class ExportInformation(
    Query,
    path="GET /documents/information-export",
    who=SEES_ALL,
    cites=("A34",),
    zh="导出信息报送台账",
    en="Export the information register",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
