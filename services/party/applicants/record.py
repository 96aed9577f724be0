"""入党申请人台账, with reports, examinations and papers that are out; and the years' plans (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Department, People, Person, Record, Row
from services.party.applicants import events as e
from services.party.applicants.applicant import BECOMES, CITES, ApplicantStatus, PaperKind
from services.party.applicants.plan import BECOMES as PLAN_BECOMES
from services.party.applicants.plan import PlanStatus
from services.party.members.record import Education

ApplicantId = Annotated[str, Field(max_length=32, title="申请人 / applicant")]


class PaperOut(Row, table="applicant_loans", key="applicant loan", by="applicant loan"):
    """A paper of the file that was lent."""

    applicant: ApplicantId
    loan: int = Field(title="序号 / number")
    paper: str = Field(title="材料 / paper")
    borrower: Person = Field(title="借阅人 / borrower")
    on: date = Field(title="借出日期 / lent on")
    due: date = Field(title="归还期限 / due")
    returned_on: date | None = Field(title="归还日期 / back on")


class PaperIn(Row, table="applicant_reports", key="applicant kind nth", by="applicant kind nth"):
    """A thought report, or what the branch found."""

    applicant: ApplicantId
    kind: PaperKind = Field(title="类别 / kind")
    nth: int = Field(title="序号 / number")
    on: date = Field(title="日期 / day")
    text: str = Field(title="内容 / content")


class ApplicantRecord(
    Record,
    table="applicants",
    zh="入党申请人台账",
    en="Register of applicants",
    one="入党申请 / application",
    by="-on -id",
    find="person department status",
    dated="on",
    sheet="person department status on activist_on contacts candidate_on admitted_on sponsors ended_on reports"
    " examined",
    becomes=BECOMES,
    cites=CITES,
):
    person: Person
    department: Department
    status: ApplicantStatus = Field(title="状态 / status")
    on: date = Field(title="申请日期 / applied on")
    activist_on: date | None = Field(title="列为积极分子 / activist since")
    contacts: People = Field(title="培养联系人 / looked after by")
    candidate_on: date | None = Field(title="列为发展对象 / candidate since")
    admitted_on: date | None = Field(title="接收为预备党员 / admitted on")
    sponsors: People = Field(title="入党介绍人 / sponsors")
    ended_on: date | None = Field(title="终止日期 / ended on")
    reason: str = Field(title="理由 / reason")
    born: date | None = Field(title="出生日期 / born")
    education: Education
    reports: int = Field(title="思想汇报次数 / thought reports")
    examined: int = Field(title="考察次数 / examinations")
    papers: Annotated[list[PaperIn], COMPUTED] = Field(default_factory=list, title="汇报和考察 / reports, examinations")
    loans: Annotated[list[PaperOut], COMPUTED] = Field(default_factory=list, title="借出材料 / papers lent")


class GrowthPlanRecord(
    Row,
    table="growth_plans",
    zh="党员发展计划",
    en="Plans of admissions",
    one="年度发展计划 / plan of admissions",
    key="year",
    by="-year",
    find="status",
    becomes=PLAN_BECOMES,
    cites=CITES,
):
    year: Year
    status: PlanStatus = Field(title="状态 / status")
    places: int = Field(title="计划发展人数 / admissions planned")
    people: People = Field(title="重点培养对象 / who is looked after")
    note: str = Field(title="说明 / note")
    adopted_on: date | None = Field(title="通过日期 / adopted on")
    admitted: Annotated[int, COMPUTED] = Field(default=0, title="已接收人数 / admitted so far")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


register = Register(
    "applicants", ApplicantRecord, PaperIn, PaperOut, GrowthPlanRecord, zh="入党申请人台账", en="Applicants"
)
register.opens(ApplicantRecord, e.ApplicationReceived)
register.changes(ApplicantRecord, e.ActivistNamed, "contacts", activist_on="on")
register.changes(ApplicantRecord, e.CandidateNamed, candidate_on="on")
register.changes(ApplicantRecord, e.ApplicantAdmitted, "sponsors", admitted_on="on")
register.changes(ApplicantRecord, e.ApplicationEnded, "reason", ended_on="on")
register.changes(ApplicantRecord, e.ApplicantPaperMissed)
register.changes(GrowthPlanRecord, e.GrowthPlanAdopted, adopted_on="day")


@register.on(e.ThoughtReportHandedIn)
def reported(event: e.ThoughtReportHandedIn, rows: Rows) -> None:
    rows.change(ApplicantRecord, event, reports=event.nth)
    rows.record(PaperIn, event, applicant=event.originator_id.hex, kind=PaperKind.REPORT, text=event.title)


@register.on(e.ApplicantExamined)
def examined(event: e.ApplicantExamined, rows: Rows) -> None:
    rows.change(ApplicantRecord, event, examined=event.nth)
    rows.record(PaperIn, event, applicant=event.originator_id.hex, kind=PaperKind.EXAMINATION, text=event.finding)


@register.on(e.ApplicantPaperLent)
def lent(event: e.ApplicantPaperLent, rows: Rows) -> None:
    rows.change(ApplicantRecord, event)
    rows.record(PaperOut, event, applicant=event.originator_id.hex)


@register.on(e.ApplicantPaperReturned)
def returned(event: e.ApplicantPaperReturned, rows: Rows) -> None:
    rows.change(ApplicantRecord, event)
    rows.update(PaperOut, {"applicant": event.originator_id.hex, "loan": event.loan}, returned_on=event.on)


@register.on(e.GrowthPlanProposed)
def proposed(event: e.GrowthPlanProposed, rows: Rows) -> None:
    """Once more while it is not adopted."""
    rows.delete(GrowthPlanRecord, year=event.year)
    rows.record(GrowthPlanRecord, event)
