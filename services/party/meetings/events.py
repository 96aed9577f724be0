"""What happens to a meeting of the branch (A2, B3, B5.6). `kind` is one of the regulation files'."""

from __future__ import annotations

from datetime import date, time

from services.kernel.domain.events import Confidential, Event, Part, Personal


class Absent(Part):
    """Somebody who neither came nor had leave; `department` is theirs on that day."""

    person: str
    department: str = ""


class OfPartyMeeting(Event):
    """What every event of one meeting says."""

    kind: str
    group: str = ""


class PartyMeetingCalled(OfPartyMeeting):
    """`members` belong to it on its day."""

    SAYS = "召集会议"
    TOPIC = "party.meeting-called.v1"
    on: date
    start: time
    place: str
    members: tuple[str, ...]
    title: Confidential[str] = ""


class PartyMeetingCancelled(OfPartyMeeting):
    SAYS = "取消会议"
    TOPIC = "party.meeting-cancelled.v1"
    on: date
    reason: Confidential[str] = ""


class MeetingLeaveAsked(OfPartyMeeting):
    SAYS = "会议请假"
    TOPIC = "party.meeting-leave-asked.v1"
    person: str
    reason: Personal[str] = ""


class MeetingLeaveGranted(OfPartyMeeting):
    SAYS = "同意会议请假"
    TOPIC = "party.meeting-leave-granted.v1"
    person: str


class MeetingLeaveRefused(OfPartyMeeting):
    SAYS = "不同意会议请假"
    TOPIC = "party.meeting-leave-refused.v1"
    person: str
    reason: Personal[str] = ""


class PartyMeetingHeld(OfPartyMeeting):
    """`number` is gapless per kind and year. `members` are those of the day itself; who is `absent` had no leave."""

    SAYS = "召开会议"
    TOPIC = "party.meeting-held.v1"
    number: str
    on: date
    presided_by: str
    lecturer: str = ""
    members: tuple[str, ...]
    present: tuple[str, ...]
    on_leave: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()


class PartyAttendanceCorrected(OfPartyMeeting):
    """What was entered of somebody was wrong: `was` and `state` are present, on-leave or absent."""

    SAYS = "更正到会情况"
    TOPIC = "party.meeting-attendance-corrected.v1"
    person: str
    on: date
    was: str
    state: str
    reason: Personal[str] = ""


class PartyMinutesFiled(OfPartyMeeting):
    """The record of it, by who keeps it (B3)."""

    SAYS = "提交会议记录"
    TOPIC = "party.meeting-minutes-filed.v1"
    number: str
    text: Confidential[str] = ""
