"""民主生活会台账: the meetings, leave from them, and the measures they set (B6.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import LINED, Department, Number, People, Person, Record, refers
from services.party.life_meetings import absence, measure, meeting
from services.party.life_meetings import events as e
from services.party.life_meetings.absence import LeaveStatus
from services.party.life_meetings.measure import MeasureStatus
from services.party.life_meetings.meeting import MeetingKind, MeetingStatus

Kind = Annotated[MeetingKind, Field(title="类别 / kind")]
Period = Annotated[str, Field(max_length=7, title="时段 / period")]
MeetingOf = Annotated[UUID, refers("party.get-life-meeting"), Field(title="会议 / meeting")]


class LifeMeetingRecord(
    Record,
    table="life_meetings",
    zh="民主生活会台账",
    en="Register of life meetings",
    one="民主生活会 / life meeting",
    by="-due -kind",
    find="kind status",
    dated="due",
    sheet="period kind on notice extraordinary present absent missed report_due reported_on status",
    becomes=meeting.BECOMES,
    cites=meeting.CITES,
):
    """Its workbook goes without what was discussed, and without who examined or criticised."""

    kind: Kind
    period: Period
    due: date = Field(title="期限 / due")
    person: Person = Field(title="责任人 / bound")
    status: MeetingStatus = Field(title="状态 / status")
    missed: bool = Field(title="逾期 / overdue")
    on: date | None = Field(title="召开日期 / held on")
    notice: int = Field(title="提前天数 / days of notice")
    extraordinary: bool = Field(title="临时召开 / extraordinary")
    reason: str = Field(title="临时召开的理由 / why it could not wait")
    topics: Annotated[list[str], LINED] = Field(title="议题 / topics")
    members: People = Field(title="应到 / called")
    present: People = Field(title="实到 / present")
    absent: People = Field(title="无故缺席 / absent without leave")
    self_examined: People = Field(title="作自我批评 / examined themselves")
    critics: People = Field(title="提出批评 / criticised")
    record: str = Field(title="会议记录 / record")
    report_due: date | None = Field(title="上报期限 / report due")
    reported_on: date | None = Field(title="上报日期 / reported on")
    to: str = Field(max_length=100, title="上报至 / reported to")
    reference: str = Field(max_length=200, title="文件标识 / document reference")
    report_missed: bool = Field(title="上报逾期 / report overdue")


class AbsenceRecord(
    Record,
    table="life_meeting_leaves",
    zh="民主生活会请假",
    en="Leave from life meetings",
    one="请假 / leave",
    by="-on -person -kind",
    find="person status",
    dated="on",
    becomes=absence.BECOMES,
    cites=absence.CITES,
):
    person: Person
    department: Department
    kind: Kind
    period: Period
    meeting: MeetingOf
    on: date = Field(title="会议日期 / day of the meeting")
    reason: str = Field(title="理由 / reason")
    status: LeaveStatus = Field(title="状态 / status")
    decided_by: Person = Field(title="批准人 / decided by")


class MeasureRecord(
    Record,
    table="rectifications",
    zh="整改措施台账",
    en="Register of measures",
    one="整改措施 / measure",
    by="-year -serial",
    find="kind person status",
    dated="held_on",
    sheet="number period kind person department due missed status",
    becomes=measure.BECOMES,
    cites=("B6.6", "B6.8"),
):
    """Its workbook goes without the problem and what is done about it."""

    number: Number
    kind: Kind
    period: Period
    meeting: MeetingOf
    held_on: date = Field(title="会议日期 / day of the meeting")
    person: Person = Field(title="责任人 / answers for it")
    department: Department
    problem: str = Field(title="查摆的问题 / problem")
    measure: str = Field(title="整改措施 / measure")
    due: date | None = Field(title="期限 / due")
    status: MeasureStatus = Field(title="状态 / status")
    missed: bool = Field(title="逾期 / overdue")
    outcome: str = Field(title="落实情况 / what was done")
    reviewed_by: UUID | None = Field(title="总结的会议 / reviewed by")
    finding: str = Field(title="总结意见 / finding")


register = Register(
    "life-meetings", LifeMeetingRecord, AbsenceRecord, MeasureRecord, zh="民主生活会台账", en="Life meetings"
)
register.opens(LifeMeetingRecord, e.LifeMeetingDue)
register.changes(LifeMeetingRecord, e.LifeMeetingCalled, "on", "notice", "extraordinary", "members", "topics", "reason")
register.changes(
    LifeMeetingRecord, e.LifeMeetingHeld, "present", "absent", "self_examined", "critics", "record", "report_due"
)
register.changes(LifeMeetingRecord, e.LifeMeetingSkipped)
register.changes(LifeMeetingRecord, e.LifeMeetingMissed, missed=True)
register.changes(LifeMeetingRecord, e.LifeMeetingReported, "to", "reference", reported_on="on")
register.changes(LifeMeetingRecord, e.LifeMeetingReportMissed, report_missed=True)
register.opens(AbsenceRecord, e.LifeMeetingLeaveAsked)
register.changes(AbsenceRecord, e.LifeMeetingLeaveGranted, decided_by="actor")
register.changes(AbsenceRecord, e.LifeMeetingLeaveRefused, decided_by="actor")
register.opens(MeasureRecord, e.RectificationSet)
register.changes(MeasureRecord, e.RectificationReported, "outcome")
register.changes(MeasureRecord, e.RectificationMissed, missed=True)


@register.on(e.RectificationReviewed)
def reviewed(event: e.RectificationReviewed, rows: Rows) -> None:
    status = MeasureStatus.SETTLED if event.settled else MeasureStatus.OPEN
    on = {} if event.settled else {"due": event.due, "missed": False}
    rows.change(MeasureRecord, event, "reviewed_by", "finding", status=status, **on)
