"""What can be asked of housekeeping (A21, A22, B12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE, OFFICE_DIRECTOR, SELF

Note = Annotated[str, Field(max_length=1000, title="说明 / note")]
DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
PersonId = Annotated[str, Field(min_length=1, max_length=60, title="人员 / person")]
MONTH = r"^(19|20)\d\d-(0[1-9]|1[0-2])$"


class CleaningView(View):
    month: str
    due: date
    status: str
    on: date | None
    departments: list[str]
    note: str
    version: int


class RecordCleaning(
    Command,
    path="POST /documents/cleanings",
    who=OFFICE,
    cites=("A22", "B12.6"),
    zh="登记月度集中清扫",
    en="Record the month's cleaning",
    returns=CleaningView,
):
    """Counts for the month in which it was held."""

    on: date = Field(title="清扫日期 / held on")
    departments: tuple[DepartmentId, ...] = Field(min_length=1, max_length=60, title="参加部门 / departments")
    note: Note = ""


class GetCleaning(
    Query,
    path="GET /documents/cleanings/{month}",
    who=(ANYONE,),
    cites=("B12.6",),
    zh="查看月度集中清扫",
    en="See a month's cleaning",
    returns=CleaningView,
):
    month: str = Field(pattern=MONTH, title="月份 / month", examples=["2026-07"])


class ListCleanings(
    PagedQuery,
    path="GET /documents/cleanings",
    who=(ANYONE,),
    cites=("B12.6",),
    zh="集中清扫台账",
    en="Register of cleanings",
    returns=Page[CleaningView],
):
    pass


class MeasureView(View):
    """`measure`: warning, criticism or praise; `step` the time of the period, 0 for praise."""

    conduct: UUID
    number: int
    measure: str
    department: str
    person: str
    on: date
    inspection: str
    requirements: list[str]
    step: int
    at_once: bool
    note: str
    withdrawn: bool
    reason: str
    version: int


class InspectionView(View):
    id: UUID
    number: str
    on: date
    inspectors: list[str]
    departments: list[str]
    note: str
    measures: list[MeasureView]
    version: int


class FindingIn(View):
    """What was found with a department, or with one person in it; several requirements are one time."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="人员 / person")
    requirements: tuple[str, ...] = Field(min_length=1, max_length=20, title="不符合的要求 / requirements")
    note: Note = ""


class PraiseIn(View):
    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="人员 / person")
    note: Note = ""


class RecordInspection(
    Command,
    path="POST /documents/inspections",
    who=OFFICE,
    cites=("A21", "A22", "B12.7", "B12.8"),
    zh="登记内务检查",
    en="Record an inspection",
    returns=InspectionView,
):
    """Warnings, criticism and praise follow from what is entered here; nobody decides them one by one."""

    on: date = Field(title="检查日期 / inspected on")
    inspectors: tuple[PersonId, ...] = Field(min_length=1, max_length=20, title="检查人 / inspectors")
    departments: tuple[DepartmentId, ...] = Field(min_length=1, max_length=60, title="受检部门 / departments")
    findings: tuple[FindingIn, ...] = Field(default=(), max_length=200, title="发现的问题 / findings")
    praises: tuple[PraiseIn, ...] = Field(default=(), max_length=200, title="表扬 / praise")
    note: Note = ""


class GetInspection(
    Query,
    path="GET /documents/inspections/{inspection}",
    who=SEES_ALL,
    cites=("B12.7",),
    zh="查看内务检查",
    en="See an inspection",
    returns=InspectionView,
):
    inspection: UUID = Field(title="检查 / inspection")


class ListInspections(
    PagedQuery,
    path="GET /documents/inspections",
    who=SEES_ALL,
    cites=("B12.7",),
    zh="内务检查台账",
    en="Register of inspections",
    returns=Page[InspectionView],
):
    pass


class WithdrawMeasure(
    Command,
    path="POST /documents/housekeeping-measures/{conduct}/{number}/withdrawal",
    who=(OFFICE_DIRECTOR,),
    cites=("B12.8",),
    zh="撤销内务处理",
    en="Take a housekeeping measure back",
    returns=MeasureView,
):
    conduct: UUID = Field(title="处理对象 / conduct")
    number: int = Field(ge=1, title="序号 / number")
    reason: str = Field(min_length=1, max_length=500, title="理由 / reason")


class GetMeasure(
    Query,
    path="GET /documents/housekeeping-measures/{conduct}/{number}",
    who=(SELF, *RESPONSIBLE, *SEES_ALL),
    cites=("B12.8",),
    zh="查看内务处理",
    en="See a housekeeping measure",
    returns=MeasureView,
):
    conduct: UUID = Field(title="处理对象 / conduct")
    number: int = Field(ge=1, title="序号 / number")


class ListMeasures(
    PagedQuery,
    path="GET /documents/housekeeping-measures",
    who=(SELF, *RESPONSIBLE, *SEES_ALL),
    cites=("B12.8",),
    zh="内务警告、通报批评和表扬",
    en="Warnings, criticism and praise",
    returns=Page[MeasureView],
):
    """All of the organ for the office and the leaders; one department for those who answer for it; oneself."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="人员 / person")


class ExportInspections(
    Query,
    path="GET /documents/inspections-export",
    who=SEES_ALL,
    cites=("B12.6", "B12.7", "B12.8"),
    zh="导出内务检查台账",
    en="Export the register of housekeeping",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
