"""Meetings as the tests of 会议, its minutes, resolutions and materials need them.

In June 2025 the Party group is p001 (secretary), p002 (deputy secretary), p003–p007; the chairperson's meeting is
p001–p006; seventeen of the standing committee are of the organ, fifteen are not.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from services.documents.meetings.operations import CallMeeting, HoldMeeting, ProposeTopic, SetAgenda
from tests.documents.desk import CHAIR, CLERK, STAFF, by, day
from tests.given import By

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (day(6, n) for n in range(9, 14))
MEETING = UUID(int=1)
"""The first meeting that is called."""
CALLING = day(6, 3)
CHAIRPERSONS = ("p001", "p002", "p003", "p004", "p005", "p006")
PARTY_GROUP = (*CHAIRPERSONS, "p007")
RECORDER = "p012"
"""Of the office: neither its director nor its clerk."""


def call(kind: str = "chairpersons", on: date = MONDAY, **more: Any) -> CallMeeting:
    fields = {"title": "第一次会议", "start": time(9), "place": "二楼会议室", "recorder": RECORDER}
    return CallMeeting(**{"kind": kind, "on": on, **fields, **more})


def called(kind: str = "chairpersons", on: date = MONDAY, at: date = CALLING, **more: Any) -> By:
    return by(CLERK, at, call(kind, on, **more))


def proposed(at: date = CALLING, person: str = CHAIR, meeting: UUID = MEETING, **more: Any) -> By:
    fields = {"department": "finance-economy", "title": "听取财政预算执行情况汇报", "text": "附件一份"}
    return by(person, at, ProposeTopic(meeting=meeting, **{**fields, **more}))


def agreed(*items: int, at: date = CALLING, person: str = CHAIR, meeting: UUID = MEETING) -> By:
    return by(person, at, SetAgenda(meeting=meeting, items=items or (1,)))


def held(on: date = MONDAY, person: str = RECORDER, meeting: UUID = MEETING, **more: Any) -> By:
    fields: dict[str, Any] = {"presided_by": CHAIR, "present": CHAIRPERSONS}
    return by(person, on, HoldMeeting(meeting=meeting, **{**fields, **more}), 17)


def a_meeting(kind: str = "chairpersons", on: date = MONDAY, **more: Any) -> list[By]:
    """Called, one item on its agenda, held with everybody present."""
    present = {"chairpersons": CHAIRPERSONS, "party-group": PARTY_GROUP}[kind]
    return [called(kind, on), proposed(**more), agreed(), held(on, present=present)]


TASK = {"department": "finance-economy", "owner": STAFF, "title": "整改落实", "due": day(6, 30)}
