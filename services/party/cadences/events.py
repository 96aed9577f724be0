"""What is owed of meetings (A2, B2.3, B3, B5.6). `person` answers for it, `department` is theirs on the first day."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event


class OfOwedMeeting(Event):
    """`kind` is one of the branch's, or `party-group`; `period` is `2026-07`, `2026-Q3` or `2026`."""

    kind: str
    period: str
    group: str = ""
    person: str = ""


class MeetingOwed(OfOwedMeeting):
    """Once from `first` to `due`, both included, a meeting of the kind is to be held, of `group` where it is one's."""

    SAYS = "登记应召开会议"
    TOPIC = "party.meeting-owed.v1"
    first: date
    due: date


class OwedMeetingHeld(OfOwedMeeting):
    """By the meeting with this id, on a day of the period. `was_missed`: it was entered only after its absence was."""

    SAYS = "应召开会议已召开"
    TOPIC = "party.owed-meeting-held.v1"
    meeting: str
    on: date
    due: date
    was_missed: bool = False


class OwedMeetingMissed(OfOwedMeeting):
    """The period is over and none was entered; recorded once by the clock."""

    SAYS = "记录应召开会议未召开"
    TOPIC = "party.owed-meeting-missed.v1"
    due: date
