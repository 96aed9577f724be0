"""What can be asked of the study calendar (A6, A8, A9, B5). Nothing is done here: deeds fulfil it elsewhere."""

from __future__ import annotations

from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import ANYONE, SECRETARY_GENERAL
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.duties.record import StudyDutyRecord
from services.party.posts import SEES_BRANCH

GetStudyDuty = showing(
    "GetStudyDuty",
    StudyDutyRecord,
    path="GET /party/study-duties/{duty}",
    who=(ANYONE,),
    zh="查看学习工作",
    en="See a study duty",
)
ListStudyDuties = listing("ListStudyDuties", StudyDutyRecord, path="GET /party/study-duties", who=(ANYONE,))
ExportStudyDuties = exporting(
    "ExportStudyDuties",
    StudyDutyRecord,
    path="GET /party/study-duties-export",
    who=(*SEES_BRANCH, *OFFICE, SECRETARY_GENERAL),
)
