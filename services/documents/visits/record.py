"""来访、投诉台账, and each person's year."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.documents.visits import events as e
from services.documents.visits.visit import (
    COMPLAINT_BECOMES,
    COMPLAINT_CITES,
    VISIT_BECOMES,
    ComplaintStatus,
    VisitStatus,
)
from services.documents.visits.year import Cause, Source
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, Row


class VisitRecord(
    Record,
    table="visits",
    zh="来访登记台账",
    en="Register of visitors",
    one="来访 / visit",
    by="-year -serial",
    find="department person status",
    dated="on",
    sheet="number on person department matter to_department due missed settled_on status",
    becomes=VISIT_BECOMES,
    cites=("B13.3",),
):
    number: Number
    person: Person = Field(title="首问责任人 / first receiver")
    department: Department
    on: date = Field(title="来访日期 / day")
    visitor: str = Field(title="来访人 / visitor")
    contact: str = Field(title="联系方式 / contact")
    matter: str = Field(title="事由 / matter")
    to_department: Department = Field(title="承办部门 / department that deals with it")
    to_person: Person = Field(title="承办人 / person who deals with it")
    promise: str = Field(title="如何办理 / what will be done")
    due: date | None = Field(title="承诺期限 / due")
    missed: bool = Field(title="逾期 / overdue")
    outcome: str = Field(title="办理结果 / outcome")
    settled_on: date | None = Field(title="办结日期 / settled on")
    status: VisitStatus = Field(title="状态 / status")


class ComplaintRecord(
    Record,
    table="complaints",
    zh="投诉台账",
    en="Register of complaints",
    one="投诉 / complaint",
    by="-year -serial",
    find="status",
    dated="on",
    sheet="number on person department visit status decided_on",
    becomes=COMPLAINT_BECOMES,
    cites=COMPLAINT_CITES,
):
    """Its workbook goes without the complainant and what they say."""

    number: Number
    person: Person = Field(title="被投诉人 / against")
    department: Department
    on: date = Field(title="日期 / day")
    visit: str = Field(max_length=40, title="来访编号 / number of the visit")
    complainant: str = Field(title="投诉人 / complainant")
    matter: str = Field(title="事由 / matter")
    status: ComplaintStatus = Field(title="结论 / conclusion")
    decided_on: date | None = Field(title="核查日期 / decided on")
    finding: str = Field(title="核实情况 / finding")


class LapseRecord(
    Row,
    table="service_lapses",
    zh="首问责任批评",
    en="Visitors failed",
    key="person year number",
    by="on person number",
    dated="on",
    sheet="person department on source nth withdrawn",
):
    person: Person
    year: Year
    number: int = Field(title="序号 / number")
    department: Department
    on: date = Field(title="日期 / day")
    source: Source = Field(title="来源 / source")
    complaint: str = Field(max_length=40, title="投诉编号 / number of the complaint")
    nth: int = Field(title="本年第几次 / time in the year")
    note: str = Field(title="事由 / matter")
    withdrawn: bool = Field(title="已撤销 / withdrawn")


class ServiceYearRecord(Row, table="service_years", key="person year", cites=COMPLAINT_CITES):
    """A person's year: one without a line is one in which nothing happened."""

    person: Person
    year: Year
    times: Annotated[int, COMPUTED] = Field(title="次数 / times")
    grade_lost: Annotated[bool, COMPUTED] = Field(title="年度考核不称职 / yearly grade lost")
    cause: Cause = Field(default=Cause.NONE, title="原因 / cause")
    lapses: Annotated[list[LapseRecord], COMPUTED] = Field(title="批评记录 / lapses")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


register = Register(
    "visits",
    VisitRecord,
    ComplaintRecord,
    ServiceYearRecord,
    LapseRecord,
    zh="来访、投诉台账",
    en="Visitors and complaints",
)
register.opens(VisitRecord, e.VisitReceived)
register.changes(VisitRecord, e.VisitorGuided, "to_department", "to_person")
register.changes(VisitRecord, e.AnswerPromised, "promise", "due")
register.changes(VisitRecord, e.PromiseMissed, missed=True)
register.changes(VisitRecord, e.VisitSettled, "outcome", settled_on="day")
register.opens(ComplaintRecord, e.ComplaintFiled)
register.changes(ComplaintRecord, e.ComplaintUpheld, "finding", decided_on="day")
register.changes(ComplaintRecord, e.ComplaintDismissed, "finding", decided_on="day")
register.changes(ServiceYearRecord, e.YearlyGradeLost, "cause")
register.changes(ServiceYearRecord, e.YearlyGradeRestored, cause="")


@register.on(e.LapseRecorded)
def lapsed(event: e.LapseRecorded, rows: Rows) -> None:
    (rows.record if event.originator_version == 1 else rows.change)(ServiceYearRecord, event)
    rows.record(LapseRecord, event)


@register.on(e.LapseWithdrawn)
def lapse_withdrawn(event: e.LapseWithdrawn, rows: Rows) -> None:
    rows.change(LapseRecord, event, withdrawn=True)
    rows.change(ServiceYearRecord, event)
