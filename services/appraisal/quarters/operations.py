"""What can be asked of a quarter's appraisal (A35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.appraisal.quarter import PATTERN
from services.appraisal.quarters.paper import NOTICE, PROPOSAL, NoticeView, ProposalView
from services.appraisal.quarters.record import (
    AppraisedLine,
    Grade,
    LeadersItem,
    ObjectionLine,
    PublicationLine,
    QuarterRecord,
)
from services.appraisal.quarters.round import CITES, RoundStatus
from services.directory.organ import in_body
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE, AUDITOR, CHAIR, HEAD, OFFICE_DIRECTOR, SUPERVISOR
from services.kernel.procedure.fields import DepartmentId, Reason
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing

PARTY_GROUP = in_body("party-group", "party-group", "党组成员", "a member of the Party group")
QuarterCode = Annotated[str, Field(pattern=PATTERN, title="季度 / quarter", examples=["2026-Q3"])]
LongText = Annotated[str, Field(min_length=1, max_length=10_000)]
Number = Annotated[int, Field(ge=1, le=10_000)]


class OpenQuarter(
    Command,
    path="POST /appraisal/rounds",
    who=(OFFICE_DIRECTOR,),
    cites=CITES,
    zh="启动季度考核",
    en="Open a quarter's appraisal",
    returns=QuarterRecord,
):
    """Of a quarter from before the system's time; later ones are opened by the clock."""

    quarter: QuarterCode


class OfRound(Command, at="/appraisal/rounds/{quarter}", returns=QuarterRecord):
    quarter: QuarterCode


class SubmitSelfReport(
    OfRound,
    does="reports",
    who=(HEAD,),
    when=RoundStatus.OPEN,
    zh="季度述职",
    en="Report on the quarter",
):
    """By the department's head, beside the scorecard as it stands: what was done, and the next quarter's plan."""

    department: DepartmentId
    work: LongText = Field(title="履职情况 / what was done")
    plan: LongText = Field(title="下季度工作计划 / next quarter's plan")


class EnterLeadersItem(
    OfRound,
    does="items",
    who=(SUPERVISOR, CHAIR),
    when=RoundStatus.OPEN,
    zh="登记领导评价",
    en="Enter a leader's item",
):
    """Points for what no event says, with reason and evidence: by the department's supervising leader or the chair."""

    department: DepartmentId
    points: Annotated[Decimal, Field(ge=-100, le=100, max_digits=5, decimal_places=2, title="加减分 / points")]
    reason: Reason
    evidence: str = Field(min_length=1, max_length=1000, title="佐证 / evidence")


class WithdrawLeadersItem(
    OfRound,
    path="POST /appraisal/rounds/{quarter}/items/{number}/withdrawal",
    who=(PARTY_GROUP,),
    when=RoundStatus.OPEN,
    zh="撤回领导评价",
    en="Withdraw a leader's item",
):
    """By whoever entered it."""

    number: Number = Field(title="序号 / number")
    reason: Reason


class ProposeGrades(
    OfRound,
    does="proposal",
    who=(OFFICE_DIRECTOR,),
    when=(RoundStatus.OPEN, RoundStatus.PROPOSED),
    zh="提出等次建议",
    en="Propose the grades",
):
    """From the scorecards, the evaluation and the leaders' items, once every department has reported or is late."""


class AmendGrade(
    OfRound,
    does="amendments",
    who=(PARTY_GROUP,),
    when=RoundStatus.PROPOSED,
    zh="修改建议等次",
    en="Amend a proposed grade",
):
    """By a member of the Party group, before the vote and with the reason: the motion's reference changes with it."""

    department: DepartmentId
    grade: Annotated[Grade, Field(min_length=1, examples=["good"])]
    reason: Reason


class RecordGradesDecision(
    OfRound,
    does="decision",
    who=(OFFICE_DIRECTOR,),
    when=RoundStatus.PROPOSED,
    zh="登记党组决定",
    en="Enter the Party group's decision",
):
    """Possible once the group has carried a motion with the reference of exactly these grades."""


class PublishGrades(
    OfRound,
    does="publication",
    who=(OFFICE_DIRECTOR,),
    when=RoundStatus.DECIDED,
    zh="公布考核等次",
    en="Publish the grades",
): ...


class RaiseObjection(
    OfRound,
    does="objections",
    who=(HEAD,),
    when=RoundStatus.PUBLISHED,
    zh="提出异议",
    en="Object to a grade",
):
    """By the head of the department, in the days after publication."""

    department: DepartmentId
    text: LongText = Field(title="异议 / objection")


class AnswerObjection(
    OfRound,
    path="POST /appraisal/rounds/{quarter}/objections/{number}/answer",
    who=(CHAIR,),
    when=RoundStatus.PUBLISHED,
    zh="答复异议",
    en="Answer an objection",
):
    """For the Party group. What is upheld is followed by reopening the quarter."""

    number: Number = Field(title="序号 / number")
    upheld: bool = Field(title="异议成立 / upheld")
    answer: LongText = Field(title="答复 / answer")


class ReopenQuarter(
    OfRound,
    does="reopening",
    who=(CHAIR,),
    when=(RoundStatus.PUBLISHED, RoundStatus.CLOSED),
    zh="重新启动季度考核",
    en="Reopen the quarter",
):
    """With its reason: reports, items, proposal and vote come anew; what was published stands until then."""

    reason: Reason


class CloseQuarter(
    OfRound,
    does="closing",
    who=(OFFICE_DIRECTOR,),
    when=RoundStatus.PUBLISHED,
    zh="办结季度考核",
    en="Close the quarter",
):
    """Once the days for objections are over and each is answered. The clock does it too."""


DECIDING = (PARTY_GROUP, OFFICE_DIRECTOR, CHAIR, AUDITOR)
"""Who sees what is proposed before it is published."""


class GetRound(
    Query,
    path="GET /appraisal/rounds/{quarter}",
    who=(ANYONE,),
    cites=CITES,
    zh="查看季度考核",
    en="See a quarter's appraisal",
    returns=QuarterRecord,
):
    """Where it stands, what is missing from whom, and what became known after its publication."""

    quarter: QuarterCode


class GetProposal(
    Query,
    path="GET /appraisal/rounds/{quarter}/proposed",
    who=DECIDING,
    cites=CITES,
    zh="等次建议",
    en="The grades proposed",
    returns=ProposalView,
):
    """What lies before the Party group: grades, their terms and quotas, leaders' items, with what they rest on."""

    quarter: QuarterCode

    REFUSES = ("appraisal.quarter-step",)


class GetNotice(
    Query,
    path="GET /appraisal/rounds/{quarter}/notice",
    who=(ANYONE,),
    cites=CITES,
    zh="等次公示",
    en="The notice of the grades",
    returns=NoticeView,
):
    """The publication that stands, also while the quarter is reopened."""

    quarter: QuarterCode

    REFUSES = ("appraisal.quarter-step",)


PrintProposal = printing("PrintProposal", GetProposal, PROPOSAL)
PrintNotice = printing("PrintNotice", GetNotice, NOTICE)
ListRounds = listing("ListRounds", QuarterRecord, path="GET /appraisal/rounds", who=(ANYONE,))
ListAppraised = listing("ListAppraised", AppraisedLine, path="GET /appraisal/appraised", who=(ANYONE,))
ListLeadersItems = listing("ListLeadersItems", LeadersItem, path="GET /appraisal/leaders-items", who=(ANYONE,))
ListObjections = listing("ListObjections", ObjectionLine, path="GET /appraisal/objections", who=(ANYONE,))
ListPublications = listing("ListPublications", PublicationLine, path="GET /appraisal/publications", who=(ANYONE,))
ExportRounds = exporting("ExportRounds", QuarterRecord, path="GET /appraisal/rounds-export", who=SEES_ALL)
