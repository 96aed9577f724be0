"""What can be asked of the way into the Party and of the year's plan (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import SELF
from services.kernel.procedure.fields import PersonId, Reason, Year
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.record import People
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.applicants.applicant import ON_THE_WAY, ApplicantStatus
from services.party.applicants.plan import PlanStatus
from services.party.applicants.record import ApplicantRecord, GrowthPlanRecord
from services.party.members.operations import Born, GroupName
from services.party.members.record import Education
from services.party.posts import BRANCH_SECRETARY, ORGANISER, SEES_BRANCH

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class ReceiveApplication(
    Command,
    path="POST /party/applicants",
    who=(ORGANISER,),
    zh="登记入党申请",
    en="Enter an application",
    returns=ApplicantRecord,
):
    person: PersonId
    on: date = Field(title="申请日期 / applied on")
    born: Born = None
    education: Education = ""


class OfApplicant(Command, at="/party/applicants/{applicant}", who=(ORGANISER,), returns=ApplicantRecord):
    applicant: Annotated[UUID, Field(title="入党申请 / application")]
    on: date = Field(title="日期 / day")


class NameActivist(
    OfApplicant, does="activist", when=ApplicantStatus.APPLIED, zh="列为入党积极分子", en="Name an activist"
):
    contacts: People = Field(min_length=1, max_length=10, title="培养联系人 / looked after by")


class NameCandidate(
    OfApplicant, does="candidate", when=ApplicantStatus.ACTIVIST, zh="列为发展对象", en="Name a candidate"
): ...


class AdmitApplicant(
    OfApplicant, does="admission", when=ApplicantStatus.CANDIDATE, zh="接收为预备党员", en="Admit on probation"
):
    """As the meeting of the branch resolved on that day; with it they are in the register of members."""

    sponsors: People = Field(min_length=1, max_length=10, title="入党介绍人 / sponsors")
    group: GroupName = ""


class EndApplication(OfApplicant, does="end", when=ON_THE_WAY, zh="终止入党申请", en="End an application"):
    reason: Reason


class HandInThoughtReport(
    OfApplicant, does="reports", who=(SELF, ORGANISER), when=ON_THE_WAY, zh="登记思想汇报", en="Enter a thought report"
):
    title: Text = Field(title="标题 / title")


class ExamineApplicant(
    OfApplicant,
    does="examinations",
    when=(ApplicantStatus.ACTIVIST, ApplicantStatus.CANDIDATE),
    zh="登记培养考察",
    en="Enter an examination",
):
    finding: Text = Field(title="考察情况 / finding")


class LendApplicantPaper(OfApplicant, does="loans", zh="借出申请人材料", en="Lend a paper of the file"):
    paper: Text = Field(title="材料 / paper")
    borrower: PersonId = Field(title="借阅人 / borrower")
    due: date = Field(title="归还期限 / due")


class ReturnApplicantPaper(OfApplicant, does="returns", zh="登记材料归还", en="Enter a paper's return"):
    loan: int = Field(ge=1, title="借出序号 / number of the loan")


GetApplicant = showing(
    "GetApplicant",
    ApplicantRecord,
    path="GET /party/applicants/{applicant}",
    who=(SELF, *SEES_BRANCH),
    zh="查看入党申请",
    en="See an application",
)
ListApplicants = listing("ListApplicants", ApplicantRecord, path="GET /party/applicants", who=(SELF, *SEES_BRANCH))
ExportApplicants = exporting("ExportApplicants", ApplicantRecord, path="GET /party/applicants-export", who=SEES_BRANCH)


# -- the year's plan --------------------------------------------------------------------------------------------------


class OfPlan(Command, at="/party/growth-plans/{year}", returns=GrowthPlanRecord):
    year: Year


class ProposeGrowthPlan(
    OfPlan, does="proposal", who=(ORGANISER,), zh="提交党员发展计划", en="Propose a plan of admissions"
):
    """Anew as long as it is not adopted."""

    places: int = Field(ge=0, le=1000, title="计划发展人数 / admissions planned")
    people: People = Field(default_factory=list, max_length=200, title="重点培养对象 / who is looked after")
    note: str = Field(default="", max_length=1000, title="说明 / note")


class AdoptGrowthPlan(
    OfPlan,
    does="adoption",
    who=(BRANCH_SECRETARY,),
    when=PlanStatus.PROPOSED,
    zh="通过党员发展计划",
    en="Adopt a plan of admissions",
): ...


class GetGrowthPlan(
    Query,
    path="GET /party/growth-plans/{year}",
    who=SEES_BRANCH,
    zh="查看党员发展计划",
    en="See a plan of admissions",
    returns=GrowthPlanRecord,
):
    year: Year


ListGrowthPlans = listing("ListGrowthPlans", GrowthPlanRecord, path="GET /party/growth-plans", who=SEES_BRANCH)
