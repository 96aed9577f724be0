"""What can be asked of the yearly evaluation of members (B7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.domain.who import ANYONE, SELF
from services.kernel.procedure.fields import PersonId, Reason, Year
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.registry import exporting, listing
from services.party.evaluation.form import UNEXAMINED, Capacity, FormStatus
from services.party.evaluation.record import Content, EvaluationRecord, FormRecord, Handling, Result
from services.party.evaluation.round import Step
from services.party.posts import BRANCH_DEPUTY, BRANCH_SECRETARY, ORGANISER, SEES_BRANCH

SECRETARIES = (BRANCH_SECRETARY, BRANCH_DEPUTY)
KEEPERS = (ORGANISER, *SECRETARIES)
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Note = Annotated[str, Field(max_length=2000, title="说明 / note")]


class OfRound(Command, at="/party/evaluations/{year}", who=KEEPERS, returns=EvaluationRecord):
    year: Year


class StartEvaluation(OfRound, does="start", when=Step.DUE, zh="开展民主评议", en="Start the year's evaluation"):
    """Every member of the branch of that day takes part and gets a form."""


class RecordEvaluationStudy(
    OfRound, does="study", when=Step.STUDY, zh="登记评议学习教育", en="Enter the study before an evaluation"
):
    on: date = Field(title="学习日期 / studied on")
    topic: Text = Field(title="学习内容 / what was studied")
    present: tuple[PersonId, ...] = Field(min_length=1, max_length=500, title="参加学习 / present")


class AdvanceEvaluation(
    OfRound,
    does="next-step",
    when=(Step.SELF, Step.MUTUAL, Step.EXAMINATION),
    zh="进入下一步骤",
    en="Go on to the next step",
):
    """Once the present step was done by or for every member who takes part."""


class CloseEvaluation(
    OfRound, does="closing", who=SECRETARIES, when=Step.HANDLING, zh="结束民主评议", en="Close the year's evaluation"
): ...


class GetEvaluation(
    Query,
    path="GET /party/evaluations/{year}",
    who=(ANYONE,),
    zh="查看民主评议",
    en="See a year's evaluation",
    returns=EvaluationRecord,
):
    year: Year


ListEvaluations = listing("ListEvaluations", EvaluationRecord, path="GET /party/evaluations", who=(ANYONE,))


class OfForm(Command, at="/party/evaluations/{year}/forms/{person}", who=SECRETARIES, returns=FormRecord):
    year: Year
    person: PersonId


class AnswerIn(View):
    content: Content
    text: Text = Field(title="自我评价 / self-assessment")


class SubmitSelfAssessment(
    OfForm, does="self-assessment", who=(SELF,), when=FormStatus.OPEN, zh="提交自我评价", en="Hand in a self-assessment"
):
    """On each of the contents."""

    answers: tuple[AnswerIn, ...] = Field(min_length=1, max_length=20, title="逐项评价 / answers")


class CountIn(View):
    result: Result
    votes: int = Field(ge=0, le=1000, title="票数 / votes")


class RecordMutualAssessment(
    OfForm,
    does="mutual-assessment",
    who=KEEPERS,
    when=FormStatus.SELF_ASSESSED,
    zh="登记民主评议",
    en="Enter how the others assessed a member",
):
    """As the group counted: who voted how is entered nowhere."""

    capacity: Capacity = Field(title="评议身份 / capacity")
    on: date = Field(title="评议日期 / assessed on")
    counts: tuple[CountIn, ...] = Field(min_length=1, max_length=20, title="票数 / votes")
    opinion: Note = ""


class ExamineMember(
    OfForm, does="examination", when=FormStatus.SELF_ASSESSED, zh="组织考察评定", en="Give a member their result"
):
    result: Result
    opinion: Text = Field(title="组织考察意见 / the organisation's opinion")


class ExcuseMember(OfForm, does="excuse", when=UNEXAMINED, zh="登记不参加评议", en="Excuse a member"):
    reason: Reason


class CommendMember(OfForm, does="commendation", when=FormStatus.EXAMINED, zh="登记表彰", en="Commend a member"):
    note: Note = ""


class HandleMember(
    OfForm, does="handling", when=FormStatus.EXAMINED, zh="处理不合格党员", en="Deal with an unqualified member"
):
    """The steps taken, one after the other; with a day where a time to improve is set."""

    handling: Annotated[Handling, Field(min_length=1)]
    due: date | None = Field(default=None, title="处理期限 / until")
    note: Text = Field(title="处理情况 / what is done")


class EndHandling(OfForm, does="outcome", when=FormStatus.EXAMINED, zh="登记处理结果", en="Enter what came of it"):
    improved: bool = Field(title="已改正 / improved")
    note: Text = Field(title="处理情况 / what came of it")


class GetForm(
    Query,
    path="GET /party/evaluations/{year}/forms/{person}",
    who=(SELF, *SEES_BRANCH),
    zh="查看评议登记表",
    en="See a member's form",
    returns=FormRecord,
):
    year: Year
    person: PersonId


ListForms = listing("ListForms", FormRecord, path="GET /party/evaluation-forms", who=(SELF, *SEES_BRANCH))
ExportForms = exporting("ExportForms", FormRecord, path="GET /party/evaluation-forms-export", who=SEES_BRANCH)
