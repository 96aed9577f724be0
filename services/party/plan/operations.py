"""What can be asked of the year's study plan (A6, A7, B5.1)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import ANYONE, SECRETARY_GENERAL
from services.kernel.procedure.fields import Year
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.registry import exporting, listing
from services.party.plan.record import Area, PlanItemRow, StudyPlanRecord
from services.party.plan.study_plan import PlanStatus
from services.party.posts import BRANCH_DEPUTY, BRANCH_SECRETARY, PUBLICIST

PLANNERS = (PUBLICIST, BRANCH_SECRETARY, BRANCH_DEPUTY)
Meeting = Annotated[str, Field(min_length=1, max_length=60, title="主任会议编号 / number of the meeting")]


class PlanEntry(View):
    area: Area
    title: str = Field(min_length=1, max_length=200, title="题目 / title")
    by: date = Field(title="完成日期 / to be studied by")


class DraftStudyPlan(
    Command,
    path="POST /party/study-plans",
    who=PLANNERS,
    cites=("A6", "A7", "B4.4", "B5.1"),
    zh="拟订学习计划",
    en="Draft a study plan",
    returns=StudyPlanRecord,
):
    """Until it is adopted, a later draft takes its place."""

    year: Year
    items: tuple[PlanEntry, ...] = Field(min_length=1, max_length=200, title="项目 / items")


class OfPlan(Command, at="/party/study-plans/{year}", returns=StudyPlanRecord, who=(*OFFICE, SECRETARY_GENERAL)):
    year: Year


class AdoptStudyPlan(
    OfPlan, does="adoption", when=PlanStatus.DRAFT, zh="登记学习计划审定", en="Record that a plan was adopted"
):
    """The office enters what the chairperson's meeting decided."""

    meeting: Meeting
    on: date = Field(title="审定日期 / adopted on")


CHANGED = "增加和取消至少填一项 / something is added or dropped"


class AmendStudyPlan(
    OfPlan, does="amendments", when=PlanStatus.ADOPTED, zh="登记学习计划调整", en="Record that a plan was amended"
):
    meeting: Meeting
    on: date = Field(title="调整日期 / amended on")
    add: tuple[PlanEntry, ...] = Field(default=(), max_length=100, title="增加项目 / items added", description=CHANGED)
    drop: tuple[int, ...] = Field(
        default=(), max_length=100, title="取消项目序号 / numbers dropped", description=CHANGED
    )


class GetStudyPlan(
    Query,
    path="GET /party/study-plans/{year}",
    who=(ANYONE,),
    zh="查看学习计划",
    en="See a study plan",
    returns=StudyPlanRecord,
):
    year: Year


ExportStudyPlans = exporting(
    "ExportStudyPlans", PlanItemRow, path="GET /party/study-plans-export", who=(ANYONE,), cites=("A6", "A7")
)
ListStudyPlans = listing("ListStudyPlans", StudyPlanRecord, path="GET /party/study-plans", who=(ANYONE,))
