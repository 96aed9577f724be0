"""The facts of a paper that is owed for a meeting (B11.4). `department` owes it, `person` where one is named."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class OfMeeting(Event):
    """`meeting` is its id."""

    meeting: str


class MaterialDemanded(OfMeeting):
    """`department` owes it, `person` where one is named. It is chased from `urge_on` on."""

    SAYS = "要求提交会议材料"
    TOPIC = "documents.meeting-material-demanded.v1"
    person: str = ""
    due: date
    urge_on: date
    urge_half: int
    title: Confidential[str] = ""


class MaterialHandedIn(OfMeeting):
    SAYS = "提交会议材料"
    TOPIC = "documents.meeting-material-handed-in.v1"
    person: str = ""
    due: date
    was_overdue: bool = False
    attachments: tuple[str, ...] = ()
    note: Confidential[str] = ""


class MaterialReturned(OfMeeting):
    """It does not do: owed again by the same day, and chased from `urge_on` on."""

    SAYS = "退回会议材料"
    TOPIC = "documents.meeting-material-returned.v1"
    person: str = ""
    due: date
    urge_on: date
    urge_half: int
    reason: Confidential[str] = ""


class MaterialWaived(OfMeeting):
    """No longer needed, such as when the meeting is cancelled."""

    SAYS = "免交会议材料"
    TOPIC = "documents.meeting-material-waived.v1"
    person: str = ""
    was_overdue: bool = False
    reason: Confidential[str] = ""


class MaterialUrged(OfMeeting):
    """催办: the `nth` reminder; the following one is due in that half-day."""

    SAYS = "催办会议材料"
    TOPIC = "documents.meeting-material-urged.v1"
    person: str = ""
    nth: int
    urge_on: date
    urge_half: int


class MaterialOverdue(OfMeeting):
    SAYS = "记录会议材料逾期"
    TOPIC = "documents.meeting-material-overdue.v1"
    person: str = ""
    due: date
