"""What can be asked of the year-end check (B5.10)."""

from __future__ import annotations

from services.kernel.domain.who import SECRETARY_GENERAL
from services.kernel.procedure.fields import Note, Year
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.registry import exporting, listing
from services.party.checks.check import CITES
from services.party.checks.record import SixPoints, YearCheckRecord
from services.party.posts import COMMITTEE, SEES_BRANCH

KEEPERS = (*SEES_BRANCH, SECRETARY_GENERAL)


class RecordYearCheck(
    Command,
    path="POST /party/study-year-checks",
    who=(COMMITTEE,),
    cites=CITES,
    zh="登记年末“六有”检查",
    en="Record the year-end check of study",
    returns=YearCheckRecord,
):
    """The six points are those that the records show; only the note is typed."""

    year: Year
    note: Note = ""


class GetYearCheck(
    Query,
    path="GET /party/study-year-checks/{year}",
    who=KEEPERS,
    cites=CITES,
    zh="查看年末“六有”检查",
    en="See the year-end check of study",
    returns=YearCheckRecord,
):
    year: Year


class ShowSixPoints(
    Query,
    path="GET /party/study-points/{year}",
    who=KEEPERS,
    cites=CITES,
    zh="当前“六有”情况",
    en="How the year's study stands in six points",
    returns=SixPoints,
):
    """As the records stand today."""

    year: Year


ListYearChecks = listing("ListYearChecks", YearCheckRecord, path="GET /party/study-year-checks", who=KEEPERS)
ExportYearChecks = exporting(
    "ExportYearChecks", YearCheckRecord, path="GET /party/study-year-checks-export", who=KEEPERS
)
