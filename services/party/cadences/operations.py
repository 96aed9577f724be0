"""What can be asked of meetings that are owed (A2, B2.3, B3, B5.6)."""

from __future__ import annotations

from services.kernel.domain.who import SELF
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.cadences.record import OwedRecord
from services.party.posts import GROUP_MEMBER, SEES_BRANCH

SEES_OWED = (*SEES_BRANCH, GROUP_MEMBER)

GetOwedMeeting = showing(
    "GetOwedMeeting",
    OwedRecord,
    path="GET /party/owed-meetings/{owed}",
    who=(SELF, *SEES_OWED),
    zh="查看应开会议",
    en="See a meeting that is owed",
)
ListOwedMeetings = listing("ListOwedMeetings", OwedRecord, path="GET /party/owed-meetings", who=SEES_OWED)
ExportOwedMeetings = exporting("ExportOwedMeetings", OwedRecord, path="GET /party/owed-meetings-export", who=SEES_OWED)
