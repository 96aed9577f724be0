"""What can be asked of visitors, complaints and what follows from them (B13)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.documents.visits.monitors import MONITOR
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import CLERK, SELF

VisitId = Annotated[UUID, Field(title="来访 / visit")]
ComplaintId = Annotated[UUID, Field(title="投诉 / complaint")]
PersonId = Annotated[str, Field(min_length=1, max_length=60, title="工作人员 / member of staff")]
Matter = Annotated[str, Field(min_length=1, max_length=2000, title="事由 / matter")]
Finding = Annotated[str, Field(min_length=1, max_length=2000, title="核实情况 / finding")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Optional = Annotated[str, Field(max_length=200)]


class VisitView(View):
    id: UUID
    number: str
    person: str
    department: str
    on: date
    visitor: str
    contact: str
    matter: str
    to_department: str
    to_person: str
    promise: str
    due: date | None
    missed: bool
    outcome: str
    settled_on: date | None
    status: str
    version: int


class ReceiveVisit(
    Command,
    path="POST /documents/visits",
    who=(SELF, CLERK),
    cites=("B13.1", "B13.3"),
    zh="登记来访",
    en="Register a visitor",
    returns=VisitView,
):
    """Entered by whoever was asked first, or for them by the clerk."""

    person: PersonId = Field(title="首问责任人 / first receiver")
    on: date = Field(title="来访日期 / day")
    visitor: str = Field(min_length=1, max_length=100, title="来访人 / visitor")
    contact: Optional = Field(default="", title="联系方式 / contact")
    matter: Matter


class GuideVisitor(
    Command,
    path="POST /documents/visits/{visit}/guidance",
    who=(SELF,),
    cites=("B13.2", "B13.3"),
    zh="引导来访人到承办部门",
    en="Bring a visitor to who deals with the matter",
    returns=VisitView,
):
    visit: VisitId
    to_department: str = Field(min_length=1, max_length=60, title="承办部门 / department")
    to_person: str = Field(default="", max_length=60, title="承办人 / person")


class PromiseAnswer(
    Command,
    path="POST /documents/visits/{visit}/promise",
    who=(SELF,),
    cites=("B13.3",),
    zh="承诺答复期限",
    en="Promise an answer by a day",
    returns=VisitView,
):
    visit: VisitId
    due: date = Field(title="承诺期限 / due")
    promise: str = Field(min_length=1, max_length=1000, title="如何办理 / what will be done")


class SettleVisit(
    Command,
    path="POST /documents/visits/{visit}/settlement",
    who=(SELF, CLERK),
    cites=("B13.3",),
    zh="办结来访",
    en="Settle a visitor's matter",
    returns=VisitView,
):
    visit: VisitId
    outcome: str = Field(min_length=1, max_length=2000, title="办理结果 / outcome")


class GetVisit(
    Query,
    path="GET /documents/visits/{visit}",
    who=(SELF, *RESPONSIBLE, *SEES_ALL, MONITOR),
    cites=("B13.3",),
    zh="查看来访",
    en="See a visit",
    returns=VisitView,
):
    visit: VisitId


class ListVisits(
    PagedQuery,
    path="GET /documents/visits",
    who=(SELF, *RESPONSIBLE, *SEES_ALL, MONITOR),
    cites=("B13.3", "B13.4"),
    zh="来访登记台账",
    en="Register of visitors",
    returns=Page[VisitView],
):
    """All for the office, the leaders and the conduct group; one's own, or one's department's, otherwise."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="首问责任人 / first receiver")
    status: str = Field(default="", max_length=12, title="状态 / status")


class ComplaintView(View):
    id: UUID
    number: str
    person: str
    department: str
    on: date
    visit: str
    complainant: str
    matter: str
    status: str
    decided_on: date | None
    finding: str
    version: int


class FileComplaint(
    Command,
    path="POST /documents/complaints",
    who=(*OFFICE, MONITOR),
    cites=("B13.4",),
    zh="受理投诉",
    en="Take a complaint in",
    returns=ComplaintView,
):
    against: PersonId = Field(title="被投诉人 / against")
    on: date = Field(title="发生日期 / day")
    visit: str = Field(default="", max_length=40, title="来访编号 / number of the visit")
    complainant: Optional = Field(default="", title="投诉人 / complainant")
    matter: Matter


class UpholdComplaint(
    Command,
    path="POST /documents/complaints/{complaint}/upholding",
    who=(MONITOR,),
    cites=("B13.4",),
    zh="投诉查实",
    en="Uphold a complaint",
    returns=ComplaintView,
):
    complaint: ComplaintId
    finding: Finding


class DismissComplaint(
    Command,
    path="POST /documents/complaints/{complaint}/dismissal",
    who=(MONITOR,),
    cites=("B13.4",),
    zh="投诉不实",
    en="Dismiss a complaint",
    returns=ComplaintView,
):
    complaint: ComplaintId
    finding: Finding


class GetComplaint(
    Query,
    path="GET /documents/complaints/{complaint}",
    who=(MONITOR, *SEES_ALL),
    cites=("B13.4",),
    zh="查看投诉",
    en="See a complaint",
    returns=ComplaintView,
):
    complaint: ComplaintId


class ListComplaints(
    PagedQuery,
    path="GET /documents/complaints",
    who=(MONITOR, *SEES_ALL),
    cites=("B13.4",),
    zh="投诉台账",
    en="Register of complaints",
    returns=Page[ComplaintView],
):
    status: str = Field(default="", max_length=12, title="状态 / status")


class LapseView(View):
    number: int
    department: str
    on: date
    source: str
    complaint: str
    nth: int
    note: str
    withdrawn: bool


class ServiceYearView(View):
    """`cause`: complaint or times, empty while the grade stands."""

    person: str
    year: int
    times: int
    grade_lost: bool
    cause: str
    lapses: list[LapseView]
    version: int


class RecordLapse(
    Command,
    path="POST /documents/service-years/{person}/{year}/lapses",
    who=(MONITOR,),
    cites=("B13.4",),
    zh="登记首问责任批评",
    en="Record that a visitor was failed",
    returns=ServiceYearView,
):
    """What the conduct group saw when it checked."""

    person: PersonId
    year: int = Field(ge=1990, le=2999, title="年度 / year")
    on: date = Field(title="日期 / day")
    note: Matter


class WithdrawLapse(
    Command,
    path="POST /documents/service-years/{person}/{year}/lapses/{number}/withdrawal",
    who=(MONITOR,),
    cites=("B13.4",),
    zh="撤销首问责任批评",
    en="Take a lapse back",
    returns=ServiceYearView,
):
    person: PersonId
    year: int = Field(ge=1990, le=2999, title="年度 / year")
    number: int = Field(ge=1, title="序号 / number")
    reason: Reason


class GetServiceYear(
    Query,
    path="GET /documents/service-years/{person}/{year}",
    who=(SELF, *RESPONSIBLE, *SEES_ALL, MONITOR),
    cites=("B13.4",),
    zh="查看首问责任年度记录",
    en="See a person's year of service",
    returns=ServiceYearView,
):
    person: PersonId
    year: int = Field(ge=1990, le=2999, title="年度 / year")


class ExportVisits(
    Query,
    path="GET /documents/visits-export",
    who=SEES_ALL,
    cites=("B13.3", "B13.4"),
    zh="导出来访登记台账",
    en="Export the register of visitors",
    returns=File,
):
    """Without the visitors' names and how to reach them."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
