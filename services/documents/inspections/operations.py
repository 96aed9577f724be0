"""What can be asked of housekeeping (A21, A22, B12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.inspections.record import CleaningRecord, InspectionRecord, MeasureRecord, Requirement
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import ANYONE, OFFICE_DIRECTOR, SECRETARY_GENERAL, SELF
from services.kernel.procedure.fields import DepartmentId, Month, PersonId, Reason
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.record import Department, Person
from services.kernel.procedure.registry import exporting, listing, showing

Note = Annotated[str, Field(max_length=1000, title="说明 / note")]
READERS = (SELF, *RESPONSIBLE, *SEES_ALL)


class RecordCleaning(
    Command,
    path="POST /documents/cleanings",
    who=OFFICE,
    cites=("A22", "B12.6"),
    zh="登记月度集中清扫",
    en="Record the month's cleaning",
    returns=CleaningRecord,
):
    """Counts for the month in which it was held."""

    on: date = Field(title="清扫日期 / held on")
    departments: tuple[DepartmentId, ...] = Field(min_length=1, max_length=60, title="参加部门 / departments")
    note: Note = ""


class GetCleaning(
    Query,
    path="GET /documents/cleanings/{month}",
    who=(ANYONE,),
    zh="查看月度集中清扫",
    en="See a month's cleaning",
    returns=CleaningRecord,
):
    month: Month


ListCleanings = listing("ListCleanings", CleaningRecord, path="GET /documents/cleanings", who=(ANYONE,))


class PraiseIn(View):
    """Of a department, or of one person in it."""

    department: Department = Field(default="", title="部门 / department")
    person: Person = Field(default="", title="人员 / person")
    note: Note = ""


class FindingIn(PraiseIn):
    """What was found with a department, or with one person in it; several requirements are one time."""

    requirements: tuple[Requirement, ...] = Field(min_length=1, max_length=20, title="不符合的要求 / requirements")


class RecordInspection(
    Command,
    path="POST /documents/inspections",
    who=OFFICE,
    cites=("A21", "A22", "B12.7", "B12.8"),
    zh="登记内务检查",
    en="Record an inspection",
    returns=InspectionRecord,
):
    """Warnings, criticism and praise follow from what is entered here; nobody decides them one by one."""

    on: date = Field(title="检查日期 / inspected on")
    inspectors: tuple[PersonId, ...] = Field(min_length=1, max_length=20, title="检查人 / inspectors")
    departments: tuple[DepartmentId, ...] = Field(min_length=1, max_length=60, title="受检部门 / departments")
    findings: tuple[FindingIn, ...] = Field(default=(), max_length=200, title="发现的问题 / findings")
    praises: tuple[PraiseIn, ...] = Field(default=(), max_length=200, title="表扬 / praise")
    note: Note = ""


GetInspection = showing(
    "GetInspection",
    InspectionRecord,
    path="GET /documents/inspections/{inspection}",
    who=SEES_ALL,
    zh="查看内务检查",
    en="See an inspection",
)
ListInspections = listing(
    "ListInspections",
    InspectionRecord,
    path="GET /documents/inspections",
    who=SEES_ALL,
    zh="内务检查台账",
    en="Register of inspections",
)


class WithdrawMeasure(
    Command,
    path="POST /documents/housekeeping-measures/{conduct}/{number}/withdrawal",
    who=(OFFICE_DIRECTOR, SECRETARY_GENERAL),
    zh="撤销内务处理",
    en="Take a housekeeping measure back",
    returns=MeasureRecord,
):
    conduct: UUID = Field(title="处理对象 / conduct")
    number: int = Field(ge=1, title="序号 / number")
    reason: Reason


class GetMeasure(
    Query,
    path="GET /documents/housekeeping-measures/{conduct}/{number}",
    who=READERS,
    zh="查看内务处理",
    en="See a housekeeping measure",
    returns=MeasureRecord,
):
    conduct: UUID = Field(title="处理对象 / conduct")
    number: int = Field(ge=1, title="序号 / number")


ListMeasures = listing(
    "ListMeasures",
    MeasureRecord,
    path="GET /documents/housekeeping-measures",
    who=READERS,
    zh="内务警告、通报批评和表扬",
    en="Warnings, criticism and praise",
    doc="All of the organ for the office and the leaders; one department for those who answer for it; oneself.",
)
ExportInspections = exporting(
    "ExportInspections",
    MeasureRecord,
    path="GET /documents/inspections-export",
    who=SEES_ALL,
    cites=("B12.6", "B12.7", "B12.8"),
    en="Export the register of housekeeping",
)
