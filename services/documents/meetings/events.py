"""The facts of a meeting (A17, B2, B11.4). What is discussed and decided never leaves the service."""

from __future__ import annotations

from datetime import date, time

from services.kernel.domain.events import Confidential, Event, Personal


class MeetingCalled(Event):
    """`members` belong to the kind's body on the day of the meeting, `invited` sit in (列席); `department` hosts it.

    `minutes_due` is open (None) while it lies in a year whose calendar is not known.
    """

    SAYS = "召集会议"
    TOPIC = "documents.meeting-called.v1"
    kind: str
    on: date
    start: time
    place: str
    convenor: str
    members: tuple[str, ...]
    invited: tuple[str, ...] = ()
    recorder: str = ""
    minutes_due: date | None
    title: Confidential[str] = ""


class MeetingMoved(Event):
    """Another day, hour or place. `members` are those of the new day."""

    SAYS = "改期会议"
    TOPIC = "documents.meeting-moved.v1"
    kind: str
    was: date
    on: date
    start: time
    place: str
    members: tuple[str, ...]
    recorder: str = ""
    minutes_due: date | None
    reason: Confidential[str] = ""


class MinutesDueSet(Event):
    """The calendar of the year has become known, and with it the day by which the minutes are owed."""

    SAYS = "确定会议记录期限"
    TOPIC = "documents.meeting-minutes-due-set.v1"
    recorder: str = ""
    minutes_due: date


class MeetingCancelled(Event):
    """It was not held, and no minutes are owed."""

    SAYS = "取消会议"
    TOPIC = "documents.meeting-cancelled.v1"
    kind: str
    on: date
    reason: Confidential[str] = ""


class PeopleInvited(Event):
    SAYS = "邀请列席人员"
    TOPIC = "documents.meeting-people-invited.v1"
    people: tuple[str, ...]


class RecorderNamed(Event):
    """Somebody else keeps the minutes; `minutes_missed`: they are missing already, and owed no second time."""

    SAYS = "指定会议记录人"
    TOPIC = "documents.meeting-recorder-named.v1"
    recorder: str
    minutes_due: date | None
    minutes_missed: bool = False


class TopicProposed(Event):
    """`person` proposes an item, `department` answers for it. `on_agenda`: nobody has to set it first."""

    SAYS = "提出议题"
    TOPIC = "documents.meeting-topic-proposed.v1"
    person: str
    item: int
    secrecy: str
    on_agenda: bool = False
    title: Confidential[str] = ""
    text: Confidential[str] = ""


class AgendaSet(Event):
    """The items in the order in which they will be discussed."""

    SAYS = "确定会议议程"
    TOPIC = "documents.meeting-agenda-set.v1"
    items: tuple[int, ...]


class TopicWithdrawn(Event):
    SAYS = "撤回议题"
    TOPIC = "documents.meeting-topic-withdrawn.v1"
    item: int
    reason: Confidential[str] = ""


class TopicDeferred(Event):
    """Not at this meeting: it may be proposed again for another."""

    SAYS = "缓议议题"
    TOPIC = "documents.meeting-topic-deferred.v1"
    item: int
    reason: Confidential[str] = ""


class MeetingHeld(Event):
    """`number` is gapless per kind and year (第N次). `members` are those of the day itself; `items` were discussed."""

    SAYS = "召开会议"
    TOPIC = "documents.meeting-held.v1"
    kind: str
    number: str
    on: date
    presided_by: str
    members: tuple[str, ...]
    invited: tuple[str, ...] = ()
    present: tuple[str, ...]
    on_leave: tuple[str, ...] = ()
    outside_members: int = 0
    outside_present: int = 0
    """Members who are not of this organ's own people: they count in a vote."""
    items: tuple[int, ...] = ()


class AttendanceCorrected(Event):
    SAYS = "更正到会情况"
    TOPIC = "documents.meeting-attendance-corrected.v1"
    person: str
    was: str
    state: str
    reason: Personal[str] = ""


class RecordsCollected(Event):
    """收存: minutes, resolutions and materials are with the clerk, ready to be filed (B11.4)."""

    SAYS = "收存会议资料"
    TOPIC = "documents.meeting-records-collected.v1"
    kind: str
    number: str
