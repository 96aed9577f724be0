"""What happens to life meetings, to leave from them, and to the measures they set (B6, B14.1).

What was said there stays in the service: on the bus go the dates, who attended, and whether measures were carried out.
`kind` is ordinary or integrity, `period` the half-year: `2026-H2`.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class OfLifeMeeting(Event):
    kind: str
    period: str


class LifeMeetingDue(OfLifeMeeting):
    """The half-year has begun; `person` is the secretary whom it binds."""

    SAYS = "登记应召开民主生活会"
    TOPIC = "party.life-meeting-due.v1"
    person: str
    due: date


class LifeMeetingCalled(OfLifeMeeting):
    """Its members were told the topics `notice` days ahead; fewer than the rule asks for is `extraordinary`.

    Called anew, it is moved."""

    SAYS = "召集民主生活会"
    TOPIC = "party.life-meeting-called.v1"
    on: date
    notice: int
    extraordinary: bool = False
    members: tuple[str, ...] = ()
    topics: Confidential[tuple[str, ...]] = ()
    reason: Confidential[str] = ""


class LifeMeetingHeld(OfLifeMeeting):
    """`absent` are those without leave. Who examined themselves and who criticised is kept, not what they said."""

    SAYS = "召开民主生活会"
    TOPIC = "party.life-meeting-held.v1"
    person: str
    on: date
    report_due: date
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    self_examined: Personal[tuple[str, ...]] = ()
    critics: Personal[tuple[str, ...]] = ()
    record: Confidential[str] = ""


class LifeMeetingSkipped(OfLifeMeeting):
    """`person` stayed away from it without leave."""

    SAYS = "记录缺席民主生活会"
    TOPIC = "party.life-meeting-skipped.v1"
    person: str
    on: date


class LifeMeetingMissed(OfLifeMeeting):
    """The half-year passed and none was held; recorded once by the clock."""

    SAYS = "记录民主生活会未召开"
    TOPIC = "party.life-meeting-missed.v1"
    person: str
    due: date


class LifeMeetingReported(OfLifeMeeting):
    """The written report went to the level above."""

    SAYS = "报送民主生活会报告"
    TOPIC = "party.life-meeting-reported.v1"
    on: date
    to: str
    reference: Confidential[str] = ""


class LifeMeetingReportMissed(OfLifeMeeting):
    SAYS = "记录民主生活会报告逾期"
    TOPIC = "party.life-meeting-report-missed.v1"
    person: str
    due: date


class LifeMeetingClosed(OfLifeMeeting):
    """Every open measure of the meetings before it had been reviewed: `reviewed` of them."""

    SAYS = "结束民主生活会"
    TOPIC = "party.life-meeting-closed.v1"
    reviewed: int = 0


class OfAbsence(OfLifeMeeting):
    """Leave from one meeting; `person` asks."""

    person: str
    meeting: str


class LifeMeetingLeaveAsked(OfAbsence):
    SAYS = "民主生活会请假"
    TOPIC = "party.life-meeting-leave-asked.v1"
    on: date
    reason: Personal[str] = ""


class LifeMeetingLeaveGranted(OfAbsence):
    SAYS = "同意民主生活会请假"
    TOPIC = "party.life-meeting-leave-granted.v1"


class LifeMeetingLeaveRefused(OfAbsence):
    SAYS = "不同意民主生活会请假"
    TOPIC = "party.life-meeting-leave-refused.v1"
    reason: Personal[str] = ""


class OfMeasure(OfLifeMeeting):
    """`person` answers for it. `turn` counts how often it was set: once, and again by each review that it outlasts."""

    person: str
    meeting: str
    turn: int


class RectificationSet(OfMeasure):
    """A problem found by the meeting of the day `held_on`, and what is to be done about it by `due`."""

    SAYS = "提出整改措施"
    TOPIC = "party.rectification-set.v1"
    number: str
    held_on: date
    due: date
    problem: Confidential[str] = ""
    measure: Confidential[str] = ""


class RectificationReported(OfMeasure):
    SAYS = "报告整改情况"
    TOPIC = "party.rectification-reported.v1"
    was_missed: bool = False
    outcome: Confidential[str] = ""


class RectificationMissed(OfMeasure):
    """Its day passed and nothing was reported; recorded once by the clock."""

    SAYS = "记录整改逾期"
    TOPIC = "party.rectification-missed.v1"
    due: date


class RectificationReviewed(OfMeasure):
    """By a later meeting, `reviewed_by`: settled, or to be carried on with by `due`."""

    SAYS = "复查整改情况"
    TOPIC = "party.rectification-reviewed.v1"
    reviewed_by: str
    settled: bool
    due: date | None = None
    finding: Confidential[str] = ""
