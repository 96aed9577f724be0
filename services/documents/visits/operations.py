"""What can be asked of visitors, complaints and what follows from them (B13)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.visits.monitors import MONITOR
from services.documents.visits.record import ComplaintRecord, ServiceYearRecord, VisitRecord
from services.documents.visits.visit import ComplaintStatus, VisitStatus
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import CLERK, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason, Year
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.record import Person
from services.kernel.procedure.registry import exporting, listing, showing

Matter = Annotated[str, Field(min_length=1, max_length=2000, title="事由 / matter")]
Finding = Annotated[str, Field(min_length=1, max_length=2000, title="核实情况 / finding")]
Optional = Annotated[str, Field(max_length=200)]
UNSETTLED = (VisitStatus.RECEIVED, VisitStatus.PROMISED)
READERS = (SELF, *RESPONSIBLE, *SEES_ALL, MONITOR)


class ReceiveVisit(
    Command,
    path="POST /documents/visits",
    who=(SELF, CLERK),
    cites=("B13.1", "B13.3"),
    zh="登记来访",
    en="Register a visitor",
    returns=VisitRecord,
):
    """Entered by whoever was asked first, or for them by the clerk."""

    person: PersonId = Field(title="首问责任人 / first receiver")
    on: date = Field(title="来访日期 / day")
    visitor: str = Field(min_length=1, max_length=100, title="来访人 / visitor")
    contact: Optional = Field(default="", title="联系方式 / contact")
    matter: Matter


class OfVisit(Command, at="/documents/visits/{visit}", returns=VisitRecord):
    visit: UUID = Field(title="来访 / visit")


class GuideVisitor(
    OfVisit,
    does="guidance",
    who=(SELF,),
    when=UNSETTLED,
    cites=("B13.2", "B13.3"),
    zh="引导来访人到承办部门",
    en="Bring a visitor to who deals with the matter",
):
    to_department: DepartmentId = Field(title="承办部门 / department")
    to_person: Person = Field(default="", title="承办人 / person")


class PromiseAnswer(
    OfVisit, does="promise", who=(SELF,), when=UNSETTLED, zh="承诺答复期限", en="Promise an answer by a day"
):
    due: date = Field(title="承诺期限 / due")
    promise: str = Field(min_length=1, max_length=1000, title="如何办理 / what will be done")


class SettleVisit(
    OfVisit, does="settlement", who=(SELF, CLERK), when=UNSETTLED, zh="办结来访", en="Settle a visitor's matter"
):
    outcome: str = Field(min_length=1, max_length=2000, title="办理结果 / outcome")


GetVisit = showing(
    "GetVisit", VisitRecord, path="GET /documents/visits/{visit}", who=READERS, zh="查看来访", en="See a visit"
)
ListVisits = listing(
    "ListVisits",
    VisitRecord,
    path="GET /documents/visits",
    who=READERS,
    cites=("B13.3", "B13.4"),
    offers=True,
    doc="All for the office, the leaders and the conduct group; one's own, or one's department's, otherwise.",
)


class FileComplaint(
    Command,
    path="POST /documents/complaints",
    who=(*OFFICE, MONITOR),
    zh="受理投诉",
    en="Take a complaint in",
    returns=ComplaintRecord,
):
    against: PersonId = Field(title="被投诉人 / against")
    on: date = Field(title="发生日期 / day")
    visit: str = Field(default="", max_length=40, title="来访编号 / number of the visit")
    complainant: Optional = Field(default="", title="投诉人 / complainant")
    matter: Matter


class OfComplaint(Command, at="/documents/complaints/{complaint}", returns=ComplaintRecord):
    complaint: UUID = Field(title="投诉 / complaint")
    finding: Finding


class UpholdComplaint(
    OfComplaint,
    does="upholding",
    who=(MONITOR,),
    when=ComplaintStatus.FILED,
    zh="投诉查实",
    en="Uphold a complaint",
): ...


class DismissComplaint(
    OfComplaint,
    does="dismissal",
    who=(MONITOR,),
    when=ComplaintStatus.FILED,
    zh="投诉不实",
    en="Dismiss a complaint",
): ...


GetComplaint = showing(
    "GetComplaint",
    ComplaintRecord,
    path="GET /documents/complaints/{complaint}",
    who=(MONITOR, *SEES_ALL),
    zh="查看投诉",
    en="See a complaint",
)
ListComplaints = listing(
    "ListComplaints", ComplaintRecord, path="GET /documents/complaints", who=(MONITOR, *SEES_ALL), offers=True
)


class OfYear(Command, at="/documents/service-years/{person}/{year}", returns=ServiceYearRecord):
    person: PersonId
    year: Year


class RecordLapse(OfYear, does="lapses", who=(MONITOR,), zh="登记首问责任批评", en="Record that a visitor was failed"):
    """What the conduct group saw when it checked."""

    on: date = Field(title="日期 / day")
    note: Matter


class WithdrawLapse(
    OfYear, does="lapses/{number}/withdrawal", who=(MONITOR,), zh="撤销首问责任批评", en="Take a lapse back"
):
    number: int = Field(ge=1, title="序号 / number")
    reason: Reason


class GetServiceYear(
    Query,
    path="GET /documents/service-years/{person}/{year}",
    who=READERS,
    zh="查看首问责任年度记录",
    en="See a person's year of service",
    returns=ServiceYearRecord,
):
    person: PersonId
    year: Year


ExportVisits = exporting(
    "ExportVisits",
    VisitRecord,
    path="GET /documents/visits-export",
    who=SEES_ALL,
    cites=("B13.3", "B13.4"),
    doc="Without the visitors' names and how to reach them.",
)
