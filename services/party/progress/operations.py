"""What can be asked of the year's study of each person (B1.2, B1.8, B5.8). What is done is done elsewhere."""

from __future__ import annotations

from services.kernel.domain.who import SECRETARY_GENERAL, SELF
from services.kernel.procedure.fields import PersonId, Year
from services.kernel.procedure.operations import File, Page, PagedQuery, Query
from services.kernel.procedure.registry import listing, showing
from services.party.posts import SEES_BRANCH
from services.party.progress.record import StudyProgress, TargetRecord

KEEPERS = (*SEES_BRANCH, SECRETARY_GENERAL)
CITES = ("B1.2", "B1.8", "B5.8")


class GetStudyProgress(
    Query,
    path="GET /party/study-progress/{person}/{year}",
    who=(SELF, *KEEPERS),
    cites=CITES,
    zh="查看学习进度",
    en="See how far somebody is with the year's study",
    returns=StudyProgress,
):
    person: PersonId
    year: Year


class ListStudyProgress(
    PagedQuery,
    path="GET /party/study-progress",
    who=KEEPERS,
    cites=CITES,
    zh="学习进度",
    en="Progress of the year's study",
    returns=Page[StudyProgress],
):
    year: Year


class ExportStudyProgress(
    Query,
    path="GET /party/study-progress-export/{year}",
    who=KEEPERS,
    cites=CITES,
    zh="导出学习进度",
    en="Export the progress of the year's study",
    returns=File,
):
    year: Year


GetStudyTarget = showing(
    "GetStudyTarget",
    TargetRecord,
    path="GET /party/study-targets/{target}",
    who=(SELF, *KEEPERS),
    zh="查看学习任务",
    en="See what somebody owes of study",
)
ListStudyTargets = listing("ListStudyTargets", TargetRecord, path="GET /party/study-targets", who=(SELF, *KEEPERS))
