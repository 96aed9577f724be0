"""内务台账: cleanings, inspections, and what followed from them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column, Index

from services.documents.inspections import events as e
from services.documents.inspections.cleaning import BECOMES, CleaningStatus
from services.documents.inspections.cleaning import CITES as CLEANING_CITES
from services.documents.inspections.conduct import KINDS, LADDER_CITES, MeasureKind
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import (
    COMPUTED,
    Department,
    Departments,
    Number,
    People,
    Person,
    Record,
    Row,
    choice,
)

Requirement = Annotated[str, *choice("inspections.requirements", "要求 / requirement")]


class CleaningRecord(
    Row,
    table="housekeeping_cleanings",
    zh="集中清扫台账",
    en="Register of cleanings",
    one="集中清扫 / cleaning",
    key="month",
    by="-month",
    sheet="month due on status departments",
    becomes=BECOMES,
    cites=CLEANING_CITES,
    more=(Column("by_clock", Boolean, nullable=False),),
):
    month: str = Field(max_length=7, title="月份 / month")
    due: date = Field(title="期限 / due")
    status: CleaningStatus = Field(title="状态 / status")
    on: date | None = Field(title="清扫日期 / held on")
    departments: Departments = Field(title="参加部门 / departments")
    note: str = Field(title="说明 / note")
    version: int = Field(title="版本 / version")


class MeasureRecord(
    Row,
    table="housekeeping_measures",
    zh="内务检查台账",
    en="Register of housekeeping measures",
    one="内务处理 / measure",
    key="conduct number",
    by="-on conduct number",
    find="department person",
    sheet="inspection on department person measure step requirements withdrawn",
    cites=LADDER_CITES,
    more=(Index("housekeeping_measures_inspection", "inspection"),),
):
    """`step` is the time of the period, 0 for praise."""

    conduct: UUID = Field(title="处理对象 / conduct")
    number: int = Field(title="序号 / number")
    measure: MeasureKind = Field(title="处理 / measure")
    department: Department
    person: Person
    on: date = Field(title="日期 / day")
    inspection: str = Field(max_length=40, title="检查编号 / number of the inspection")
    requirements: list[Requirement] = Field(title="不符合的要求 / requirements")
    step: int = Field(title="本期第几次 / time of the period")
    at_once: bool = Field(title="当即通报 / criticised at once")
    note: str = Field(title="说明 / note")
    withdrawn: bool = Field(title="已撤销 / withdrawn")
    reason: str = Field(title="撤销理由 / reason")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


class InspectionRecord(
    Record,
    table="inspections",
    zh="检查记录",
    en="Inspections",
    one="检查 / inspection",
    by="-year -serial",
    dated="on",
    sheet="number on inspectors departments",
    cites=("B12.7",),
):
    number: Number = Field(title="检查编号 / number")
    on: date = Field(title="日期 / day")
    inspectors: People = Field(title="检查人 / inspectors")
    departments: Departments = Field(title="受检部门 / departments")
    note: str = Field(title="说明 / note")
    measures: Annotated[list[MeasureRecord], COMPUTED] = Field(title="处理情况 / measures")


register = Register(
    "housekeeping", CleaningRecord, InspectionRecord, MeasureRecord, zh="内务台账", en="Register of housekeeping"
)
register.opens(InspectionRecord, e.InspectionRecorded)


@register.on(e.CleaningDue)
def owed(event: e.CleaningDue, rows: Rows) -> None:
    rows.record(CleaningRecord, event, by_clock=event.actor == SYSTEM_ID)


@register.on(e.CleaningHeld)
def held(event: e.CleaningHeld, rows: Rows) -> None:
    status = CleaningStatus.LATE if event.was_missed else CleaningStatus.HELD
    rows.change(CleaningRecord, event, "on", "departments", "note", status=status)


@register.on(e.WarningGiven, e.CriticismCirculated, e.PraiseGiven)
def measured(event: e.MeasureTaken, rows: Rows) -> None:
    rows.record(MeasureRecord, event, conduct=event.originator_id.hex, measure=KINDS[type(event)])
    _version(event, rows)


@register.on(e.MeasureWithdrawn)
def measure_withdrawn(event: e.MeasureWithdrawn, rows: Rows) -> None:
    key = {"conduct": event.originator_id.hex, "number": event.number}
    rows.update(MeasureRecord, key, withdrawn=True, reason=event.reason)
    _version(event, rows)


def _version(event: e.MeasureTaken | e.MeasureWithdrawn, rows: Rows) -> None:
    """All lines of a ladder are of one aggregate."""
    rows.update(MeasureRecord, {"conduct": event.originator_id.hex}, version=event.originator_version)
