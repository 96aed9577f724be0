"""What can be asked of life meetings, of leave from them, and of their measures (B6, B14.1)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import AUDITOR, NOBODY, SELF, Capacity, Organ, Subject, Who
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.life_meetings.absence import LeaveStatus
from services.party.life_meetings.measure import UNSETTLED, MeasureStatus
from services.party.life_meetings.meeting import MeetingStatus
from services.party.life_meetings.record import AbsenceRecord, LifeMeetingRecord, MeasureRecord
from services.party.posts import BRANCH_DEPUTY, BRANCH_SECRETARY, COMMITTEE, GROUP_MEMBER, GROUP_SECRETARY, ORGANISER

CONVENORS = (BRANCH_SECRETARY, BRANCH_DEPUTY, GROUP_SECRETARY)
KEEPERS = (ORGANISER, BRANCH_SECRETARY)
MEMBERS = (GROUP_MEMBER, COMMITTEE)
SEES = (*MEMBERS, AUDITOR)
Long = Annotated[str, Field(min_length=1, max_length=4000)]
Line = Annotated[str, Field(min_length=1, max_length=200)]


def _decides(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    """The secretary of the branch; of the secretary's own leave the deputy."""
    own = BRANCH_SECRETARY.holds(organ, subject.person, NOBODY, on) is not None
    return (BRANCH_DEPUTY if own else BRANCH_SECRETARY).holds(organ, caller, subject, on)


LEAVE_DECIDER = Who(
    "life-meeting-leave",
    "支部书记(书记本人请假的为副书记)",
    "secretary of the branch, or for them the deputy",
    _decides,
)


class OfMeeting(Command, at="/party/life-meetings/{meeting}", returns=LifeMeetingRecord):
    meeting: UUID = Field(title="民主生活会 / life meeting")


class CallLifeMeeting(
    OfMeeting,
    does="call",
    who=CONVENORS,
    when=(MeetingStatus.DUE, MeetingStatus.CALLED),
    zh="通知召开民主生活会",
    en="Call a life meeting",
):
    """Tells its members the topics; called anew, it is moved. What cannot wait for the full notice says why."""

    on: date = Field(title="召开日期 / day")
    topics: tuple[Line, ...] = Field(min_length=1, max_length=20, title="议题 / topics")
    reason: str = Field(default="", max_length=500, title="临时召开的理由 / why it cannot wait")


class AskLifeMeetingLeave(
    OfMeeting,
    does="leave",
    who=MEMBERS,
    when=MeetingStatus.CALLED,
    zh="请假",
    en="Ask leave from a life meeting",
    returns=AbsenceRecord,
):
    reason: Reason


class RecordLifeMeeting(
    OfMeeting, does="holding", who=KEEPERS, when=MeetingStatus.CALLED, zh="登记民主生活会", en="Enter a life meeting"
):
    """That members examined themselves and criticised each other, and who; not what they said."""

    present: tuple[PersonId, ...] = Field(min_length=1, max_length=100, title="实到 / present")
    self_examined: tuple[PersonId, ...] = Field(max_length=100, title="作自我批评 / examined themselves")
    critics: tuple[PersonId, ...] = Field(max_length=100, title="提出批评 / criticised")
    record: Long = Field(title="会议记录 / record")


class SetRectification(
    OfMeeting,
    does="measures",
    who=KEEPERS,
    when=MeetingStatus.HELD,
    zh="制定整改措施",
    en="Set a measure for a problem",
    returns=MeasureRecord,
):
    person: PersonId = Field(title="责任人 / answers for it")
    due: date = Field(title="期限 / due")
    problem: Long = Field(title="查摆的问题 / problem")
    measure: Long = Field(title="整改措施 / measure")


class ReportLifeMeeting(
    OfMeeting,
    does="report",
    who=KEEPERS,
    when=MeetingStatus.HELD,
    zh="登记向上级书面报告",
    en="Enter the report upward",
):
    on: date = Field(title="上报日期 / sent on")
    to: str = Field(min_length=1, max_length=100, title="上报至 / sent to")
    reference: str = Field(default="", max_length=200, title="文件标识 / document reference")


class CloseLifeMeeting(
    OfMeeting, does="closing", who=CONVENORS, when=MeetingStatus.HELD, zh="办结民主生活会", en="Close a life meeting"
): ...


GetLifeMeeting = showing(
    "GetLifeMeeting",
    LifeMeetingRecord,
    path="GET /party/life-meetings/{meeting}",
    who=SEES,
    zh="查看民主生活会",
    en="See a life meeting",
)
ListLifeMeetings = listing("ListLifeMeetings", LifeMeetingRecord, path="GET /party/life-meetings", who=SEES)
ExportLifeMeetings = exporting(
    "ExportLifeMeetings", LifeMeetingRecord, path="GET /party/life-meetings-export", who=SEES
)


class OfAbsence(Command, at="/party/life-meeting-leaves/{absence}", who=(LEAVE_DECIDER,), returns=AbsenceRecord):
    absence: UUID = Field(title="请假 / leave")


class GrantLifeMeetingLeave(OfAbsence, does="consent", when=LeaveStatus.ASKED, zh="批准请假", en="Grant leave"): ...


class RefuseLifeMeetingLeave(OfAbsence, does="refusal", when=LeaveStatus.ASKED, zh="不批准请假", en="Refuse leave"):
    reason: Reason


LEAVE_READERS = (SELF, LEAVE_DECIDER, *CONVENORS, ORGANISER, AUDITOR)
GetLifeMeetingLeave = showing(
    "GetLifeMeetingLeave",
    AbsenceRecord,
    path="GET /party/life-meeting-leaves/{absence}",
    who=LEAVE_READERS,
    zh="查看请假",
    en="See a request for leave",
)
ListLifeMeetingLeaves = listing(
    "ListLifeMeetingLeaves", AbsenceRecord, path="GET /party/life-meeting-leaves", who=LEAVE_READERS
)


class OfMeasure(Command, at="/party/rectifications/{measure}", returns=MeasureRecord):
    measure: UUID = Field(title="整改措施 / measure")


class ReportRectification(
    OfMeasure, does="report", who=(SELF,), when=MeasureStatus.OPEN, zh="报告整改情况", en="Report on a measure"
):
    outcome: Long = Field(title="落实情况 / what was done")


class ReviewRectification(
    OfMeasure, does="review", who=CONVENORS, when=UNSETTLED, zh="总结整改情况", en="Review a measure"
):
    """By the next meeting, once it has been held: settled, or to be carried on with by a further day."""

    settled: bool = Field(title="已完成 / settled")
    due: date | None = Field(default=None, title="新的期限 / further day")
    finding: Long = Field(title="总结意见 / finding")


GetRectification = showing(
    "GetRectification",
    MeasureRecord,
    path="GET /party/rectifications/{measure}",
    who=(SELF, *SEES),
    zh="查看整改措施",
    en="See a measure",
)
ListRectifications = listing("ListRectifications", MeasureRecord, path="GET /party/rectifications", who=(SELF, *SEES))
