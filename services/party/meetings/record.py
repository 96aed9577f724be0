"""支部会议台账: a line per meeting, and a seat of everybody who belongs to it (A2, B3)."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, Integer, String

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.meaning import series
from services.kernel.procedure.record import Person, Record, Row, choice
from services.party.meetings import events as e
from services.party.meetings.meeting import BECOMES, CITES, PartyMeetingStatus, SeatState

PartyMeetingKind = Annotated[str, *choice("party_meetings.kinds", "会议种类 / kind")]


class PartyMeetingRecord(
    Record,
    table="party_meetings",
    zh="支部会议台账",
    en="Register of the branch's meetings",
    one="支部会议 / meeting",
    by="-on -id",
    find="kind status",
    dated="on",
    sheet="number kind group on start place presided_by lecturer expected present on_leave absent status filed_on",
    becomes=BECOMES,
    cites=(*CITES, "B5.6"),
    more=(
        Column("year", Integer),
        Column("serial", Integer),
        Index("party_meetings_number", "kind", "year", "serial", unique=True),
    ),
):
    """`number` is given when it is held: what is cancelled uses none up."""

    kind: PartyMeetingKind
    number: Annotated[
        str,
        series(
            "party_meetings.kinds", "{one}-{year}-{serial}", "{one}{year}年第{serial}次", "{one} {serial} of {year}"
        ),
        Field(max_length=60, title="编号 / number"),
    ]
    group: str = Field(max_length=60, title="党小组 / group")
    title: str = Field(title="会议内容 / title")
    on: date = Field(title="会期 / on")
    start: time = Field(title="时间 / start")
    place: str = Field(max_length=100, title="地点 / place")
    status: PartyMeetingStatus = Field(title="状态 / status")
    presided_by: Person = Field(title="主持人 / presided by")
    lecturer: Person = Field(title="授课人 / lecturer")
    expected: int = Field(title="应到 / expected")
    present: int = Field(title="实到 / present")
    on_leave: int = Field(title="请假 / on leave")
    absent: int = Field(title="无故缺席 / absent without leave")
    minutes: str = Field(title="会议记录 / minutes")
    filed_by: Person = Field(title="记录人 / recorded by")
    filed_on: date | None = Field(title="记录日期 / minutes filed on")
    reason: str = Field(title="取消原因 / reason")


class PartySeat(
    Row,
    table="party_meeting_seats",
    key="meeting person",
    more=(
        Column("meeting", String(32), nullable=False),
        Index("party_meeting_seats_person", "person", "meeting"),
    ),
):
    person: Person
    state: SeatState = Field(title="出席情况 / state")
    reason: str = Field(title="请假事由 / reason")


register = Register("party-meetings", PartyMeetingRecord, PartySeat)
register.changes(PartyMeetingRecord, e.PartyMeetingCancelled, "reason")
register.changes(PartyMeetingRecord, e.PartyMinutesFiled, minutes="text", filed_by="actor", filed_on="day")


@register.on(e.PartyMeetingCalled)
def called(event: e.PartyMeetingCalled, rows: Rows) -> None:
    rows.record(PartyMeetingRecord, event, expected=len(event.members))
    for person in event.members:
        rows.insert(PartySeat, meeting=event.originator_id.hex, person=person, state=SeatState.EXPECTED, reason="")


@register.on(e.MeetingLeaveAsked)
def asked(event: e.MeetingLeaveAsked, rows: Rows) -> None:
    _seat(rows, event, SeatState.ASKED, event.reason)


@register.on(e.MeetingLeaveGranted)
def granted(event: e.MeetingLeaveGranted, rows: Rows) -> None:
    rows.update(PartySeat, _key(event), state=SeatState.GRANTED)
    rows.change(PartyMeetingRecord, event)


@register.on(e.MeetingLeaveRefused)
def refused(event: e.MeetingLeaveRefused, rows: Rows) -> None:
    _seat(rows, event, SeatState.REFUSED, event.reason)


@register.on(e.PartyMeetingHeld)
def held(event: e.PartyMeetingHeld, rows: Rows) -> None:
    """Who is on leave keeps the reason beside their seat; who belongs to it no longer has none."""
    meeting = event.originator_id.hex
    for person in event.on_leave:
        rows.update(PartySeat, {"meeting": meeting, "person": person}, state=SeatState.ON_LEAVE)
    for before in (SeatState.EXPECTED, SeatState.ASKED, SeatState.GRANTED, SeatState.REFUSED):
        rows.delete(PartySeat, meeting=meeting, state=before)
    came = dict.fromkeys(event.present, SeatState.PRESENT) | {one.person: SeatState.ABSENT for one in event.absent}
    for person, state in came.items():
        rows.insert(PartySeat, meeting=meeting, person=person, state=state, reason="")
    counts = {"present": len(event.present), "on_leave": len(event.on_leave), "absent": len(event.absent)}
    serial = {"year": event.on.year, "serial": int(event.number.rpartition("-")[2])}
    counts["expected"] = len(event.members)
    rows.change(PartyMeetingRecord, event, "number", "presided_by", "lecturer", **counts, **serial)


_COUNTED = {"present": "present", "on-leave": "on_leave", "absent": "absent"}


@register.on(e.PartyAttendanceCorrected)
def corrected(event: e.PartyAttendanceCorrected, rows: Rows) -> None:
    _seat(rows, event, SeatState(event.state), event.reason)
    moved = {_COUNTED[event.was]: -1, _COUNTED[event.state]: 1}
    rows.increase(PartyMeetingRecord, {"id": event.originator_id.hex}, **moved)


OfSeat = e.MeetingLeaveAsked | e.MeetingLeaveGranted | e.MeetingLeaveRefused | e.PartyAttendanceCorrected


def _key(event: OfSeat) -> dict[str, str]:
    return {"meeting": event.originator_id.hex, "person": event.person}


def _seat(rows: Rows, event: OfSeat, state: SeatState, reason: str) -> None:
    rows.update(PartySeat, _key(event), state=state, reason=reason)
    rows.change(PartyMeetingRecord, event)
