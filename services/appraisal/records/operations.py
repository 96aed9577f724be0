"""What can be asked of somebody's yearly record (A35)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.appraisal.records.contest import CITES, ContestStatus
from services.appraisal.records.paper import RECORD
from services.appraisal.records.record import ContestRecord, PersonalRecord
from services.appraisal.scorecards.operations import At
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CHAIR, OFFICE_DIRECTOR, SECRETARY_GENERAL, SELF
from services.kernel.procedure.fields import PersonId, Year
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

SEES_RECORDS = (*RESPONSIBLE, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR)
"""Their leaders, and those who prepare appointments and awards; neither the administrator nor colleagues."""


class GetPersonalRecord(
    Query,
    path="GET /appraisal/records/{person}/{year}",
    who=(SELF, *SEES_RECORDS),
    cites=CITES,
    zh="个人年度记录",
    en="Yearly record",
    returns=PersonalRecord,
):
    """Every consequence of the rule books in the year, with its article; what was taken back leaves nothing. Of now, or
    at the positions of a record seen earlier."""

    person: PersonId
    year: Year
    at: At = None


class ExportPersonalRecord(
    Query,
    path="GET /appraisal/records/{person}/{year}/export",
    who=(SELF, *SEES_RECORDS),
    cites=CITES,
    zh="导出个人年度记录",
    en="Export a yearly record",
    returns=File,
):
    person: PersonId
    year: Year


PrintPersonalRecord = printing("PrintPersonalRecord", GetPersonalRecord, RECORD)


class ContestEntry(
    Command,
    path="POST /appraisal/records/{person}/{year}/contests",
    who=(SELF,),
    cites=CITES,
    zh="对个人记录提出异议",
    en="Object to an entry of one's record",
    returns=ContestRecord,
):
    """Once an entry, by the person themselves."""

    person: PersonId
    year: Year
    source: str = Field(min_length=1, max_length=40, title="来源 / source", examples=["party"])
    position: int = Field(ge=1, title="位点 / position")
    n: int = Field(default=0, ge=0, title="事实序号 / fact")
    text: str = Field(min_length=1, max_length=2000, title="异议 / objection")


class OfContest(Command, at="/appraisal/record-contests/{contest}", returns=ContestRecord):
    contest: Annotated[UUID, Field(title="个人记录异议 / objection")]


class AnswerContest(
    OfContest, does="answer", who=(SECRETARY_GENERAL, CHAIR), when=ContestStatus.RAISED, zh="答复个人记录异议",
    en="Answer an objection to a record",
):  # fmt: skip
    """What is upheld is put right by whoever recorded it; the record follows."""

    upheld: bool = Field(title="异议成立 / upheld")
    answer: str = Field(min_length=1, max_length=2000, title="答复 / answer")


class WithdrawContest(
    OfContest, does="withdrawal", who=(SELF,), when=ContestStatus.RAISED, zh="撤回个人记录异议",
    en="Withdraw an objection to one's record",
): ...  # fmt: skip


GetContest = showing(
    "GetContest",
    ContestRecord,
    path="GET /appraisal/record-contests/{contest}",
    who=(SELF, *SEES_RECORDS),
    zh="查看个人记录异议",
    en="See an objection to a record",
)
ListContests = listing(
    "ListContests", ContestRecord, path="GET /appraisal/record-contests", who=(SELF, *SEES_RECORDS)
)  # fmt: skip
ExportContests = exporting(
    "ExportContests",
    ContestRecord,
    path="GET /appraisal/record-contests-export",
    who=(CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR),
)
