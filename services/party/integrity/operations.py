"""What can be asked of warning education and of self-checks (A4, B14.1, B14.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.domain.who import ANYONE, SELF
from services.kernel.procedure.fields import PersonId, Year
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.registry import exporting, listing
from services.party.integrity.record import EducationRecord, Form, Item, SelfCheckRecord, SessionRecord
from services.party.integrity.self_check import CheckStatus
from services.party.periods import PERIOD
from services.party.posts import BRANCH_SECRETARY, DISCIPLINE_GROUP, PUBLICIST

ORGANISERS = (PUBLICIST, BRANCH_SECRETARY, DISCIPLINE_GROUP)
READERS = (SELF, DISCIPLINE_GROUP)
Period = Annotated[str, Field(pattern=PERIOD, title="时段 / period", examples=["2026-H2"])]


class RecordWarningEducation(
    Command,
    path="POST /party/warning-education/{year}/sessions",
    who=ORGANISERS,
    zh="登记廉政警示教育",
    en="Enter a session of warning education",
    returns=EducationRecord,
):
    year: Year
    on: date = Field(title="日期 / day")
    form: Annotated[Form, Field(min_length=1)]
    topic: str = Field(min_length=1, max_length=500, title="内容 / topic")
    present: tuple[PersonId, ...] = Field(min_length=1, max_length=500, title="参加人员 / present")


class GetWarningEducation(
    Query,
    path="GET /party/warning-education/{year}",
    who=(ANYONE,),
    zh="查看年度警示教育",
    en="See a year's warning education",
    returns=EducationRecord,
):
    year: Year


ListWarningSessions = listing("ListWarningSessions", SessionRecord, path="GET /party/warning-education", who=(ANYONE,))
ExportWarningEducation = exporting(
    "ExportWarningEducation", EducationRecord, path="GET /party/warning-education-export", who=ORGANISERS
)


class AnswerIn(View):
    item: Item
    clear: bool = Field(title="无问题 / nothing to be put right")
    note: str = Field(default="", max_length=1000, title="情况 / what")


class OfCheck(Command, at="/party/self-checks/{person}/{period}", returns=SelfCheckRecord):
    person: PersonId
    period: Period


class HandInSelfCheck(
    OfCheck, does="answers", who=(SELF,), when=CheckStatus.DUE, zh="提交自查", en="Hand in a self-check"
):
    """An answer to each item."""

    answers: tuple[AnswerIn, ...] = Field(min_length=1, max_length=50, title="逐项自查 / answers")


class ReviewSelfCheck(
    OfCheck, does="review", who=(DISCIPLINE_GROUP,), when=CheckStatus.HANDED_IN, zh="审阅自查", en="Review a self-check"
):
    finding: str = Field(min_length=1, max_length=1000, title="审阅意见 / finding")


class GetSelfCheck(
    Query,
    path="GET /party/self-checks/{person}/{period}",
    who=READERS,
    zh="查看自查",
    en="See a self-check",
    returns=SelfCheckRecord,
):
    person: PersonId
    period: Period


ListSelfChecks = listing("ListSelfChecks", SelfCheckRecord, path="GET /party/self-checks", who=READERS)
