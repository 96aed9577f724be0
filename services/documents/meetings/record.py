"""会议台账: a line per meeting, those on its list, the items of its agenda (A17)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, Integer, String

from services.documents.meetings import events as e
from services.documents.meetings.meeting import BECOMES
from services.documents.meetings.states import MeetingStatus, SeatRole, SeatState, TopicState
from services.kernel.domain.events import Event
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.meaning import series
from services.kernel.procedure.record import COMPUTED, Department, Person, Record, Row, choice
from services.kernel.procedure.secrecy import Secrecy

MeetingKind = Annotated[str, *choice("meetings.kinds", "会议种类 / kind")]
MeetingNumber = Annotated[
    str,
    series("meetings.kinds", "{one}-{year}-{serial}", "{one}{year}年第{serial}次", "{one} {serial} of {year}"),
    Field(max_length=60, title="编号 / number"),
]


class MeetingRecord(
    Record,
    table="meetings",
    zh="会议台账",
    en="Register of meetings",
    one="会议 / meeting",
    by="-on -id",
    find="kind status year",
    dated="on",
    becomes=BECOMES,
    cites=("A17",),
    more=(Column("serial", Integer), Index("meetings_number", "kind", "year", "serial", unique=True)),
):
    """`number` is given when it is held: what is cancelled uses none up. `department` hosts it."""

    kind: MeetingKind
    number: MeetingNumber
    title: str = Field(title="会议名称 / title")
    year: int = Field(ge=1900, le=2999, title="年度 / year")
    on: date = Field(title="会期 / on")
    start: time = Field(title="时间 / start")
    place: str = Field(max_length=100, title="地点 / place")
    department: Department = Field(title="承办部门 / host")
    convenor: Person = Field(title="召集人 / convenor")
    presided_by: Person = Field(title="主持人 / presided by")
    recorder: Person = Field(title="记录人 / recorder")
    status: MeetingStatus = Field(title="状态 / status")
    outside_members: int = Field(title="机关外成员 / outside members")
    outside_present: int = Field(title="机关外成员到会 / outside members present")
    minutes_due: date | None = Field(
        title="记录期限 / minutes due",
        description="未知年度的节假日安排导入前为空 / empty until the calendar of its year is known",
    )
    reason: str = Field(title="理由 / reason")
    collected_on: date | None = Field(title="收存日期 / collected on")


class Seat(
    Row,
    table="meeting_seats",
    key="meeting person",
    more=(Column("meeting", String(32), nullable=False), Index("meeting_seats_person", "person", "meeting")),
):
    person: Person
    role: SeatRole = Field(title="应到或列席 / role")
    state: SeatState = Field(title="出席情况 / state")


class Topic(Row, table="meeting_topics", key="meeting item", more=(Column("meeting", String(32), nullable=False),)):
    """`withheld`: a secret item shows neither title nor text to those who did not take part (B2.7)."""

    item: int = Field(title="议题序号 / item")
    place: int = Field(
        title="议程次序 / place on the agenda",
        description="议程顺序，未列入为0 / its place on the agenda, 0 if it has none",
    )
    department: Department
    person: Person = Field(title="提出人 / proposed by")
    secrecy: Secrecy = Field(title="密级 / secrecy")
    title: str = Field(title="议题 / title")
    text: str = Field(title="说明 / text")
    withheld: Annotated[bool, COMPUTED] = Field(title="按密级不显示 / withheld")
    state: TopicState = Field(title="状态 / state")
    reason: str = Field(title="理由 / reason")


register = Register("meetings", MeetingRecord, Seat, Topic)


def _seat(rows: Rows, event: Event, people: Iterable[str], role: SeatRole) -> None:
    for person in people:
        rows.upsert(Seat, meeting=event.originator_id.hex, person=person, role=role, state=SeatState.EXPECTED)


@register.on(e.MeetingCalled)
def called(event: e.MeetingCalled, rows: Rows) -> None:
    rows.record(MeetingRecord, event, year=event.on.year)
    _seat(rows, event, event.invited, SeatRole.INVITED)
    _seat(rows, event, event.members, SeatRole.MEMBER)


@register.on(e.MeetingMoved)
def moved(event: e.MeetingMoved, rows: Rows) -> None:
    """Who belongs to it on the new day is expected; those invited stay so."""
    rows.delete(Seat, meeting=event.originator_id.hex, role=SeatRole.MEMBER)
    _seat(rows, event, event.members, SeatRole.MEMBER)
    rows.change(MeetingRecord, event, "on", "start", "place", "minutes_due", "reason", year=event.on.year)


@register.on(e.MinutesDueSet)
def minutes_due_set(event: e.MinutesDueSet, rows: Rows) -> None:
    rows.change(MeetingRecord, event, "minutes_due")


@register.on(e.MeetingCancelled)
def cancelled(event: e.MeetingCancelled, rows: Rows) -> None:
    rows.change(MeetingRecord, event, "reason")


@register.on(e.PeopleInvited)
def invited(event: e.PeopleInvited, rows: Rows) -> None:
    _seat(rows, event, event.people, SeatRole.INVITED)
    rows.change(MeetingRecord, event)


@register.on(e.RecorderNamed)
def recorder_named(event: e.RecorderNamed, rows: Rows) -> None:
    rows.change(MeetingRecord, event, "recorder")


@register.on(e.TopicProposed)
def proposed(event: e.TopicProposed, rows: Rows) -> None:
    state = TopicState.ON_AGENDA if event.on_agenda else TopicState.PROPOSED
    place = event.item if event.on_agenda else 0
    rows.record(Topic, event, meeting=event.originator_id.hex, place=place, state=state)
    rows.change(MeetingRecord, event)


@register.on(e.AgendaSet)
def agenda_set(event: e.AgendaSet, rows: Rows) -> None:
    """What was on it and is left out is proposed as before."""
    meeting = event.originator_id.hex
    on_agenda = {"meeting": meeting, "state": TopicState.ON_AGENDA}
    rows.update(Topic, on_agenda, state=TopicState.PROPOSED, place=0)
    for place, item in enumerate(event.items, 1):
        rows.update(Topic, {"meeting": meeting, "item": item}, state=TopicState.ON_AGENDA, place=place)
    rows.change(MeetingRecord, event)


@register.on(e.TopicWithdrawn)
def withdrawn(event: e.TopicWithdrawn, rows: Rows) -> None:
    _off(rows, event, TopicState.WITHDRAWN)


@register.on(e.TopicDeferred)
def deferred(event: e.TopicDeferred, rows: Rows) -> None:
    _off(rows, event, TopicState.DEFERRED)


def _off(rows: Rows, event: e.TopicWithdrawn | e.TopicDeferred, state: TopicState) -> None:
    key = {"meeting": event.originator_id.hex, "item": event.item}
    rows.update(Topic, key, state=state, place=0, reason=event.reason)
    rows.change(MeetingRecord, event)


@register.on(e.MeetingHeld)
def held(event: e.MeetingHeld, rows: Rows) -> None:
    meeting = event.originator_id.hex
    rows.delete(Seat, meeting=meeting)
    came = dict.fromkeys(event.present, SeatState.PRESENT) | dict.fromkeys(event.on_leave, SeatState.ON_LEAVE)
    for role, people in ((SeatRole.MEMBER, event.members), (SeatRole.INVITED, event.invited)):
        for person in people:
            state = came.get(person, SeatState.ABSENT)
            rows.insert(Seat, meeting=meeting, person=person, role=role, state=state)
    for place, item in enumerate(event.items, 1):
        rows.update(Topic, {"meeting": meeting, "item": item}, state=TopicState.DISCUSSED, place=place)
    of_year = {"year": event.on.year, "serial": int(event.number.rpartition("-")[2])}
    entered = ("number", "presided_by", "outside_members", "outside_present")
    rows.change(MeetingRecord, event, *entered, **of_year)


@register.on(e.AttendanceCorrected)
def attendance_corrected(event: e.AttendanceCorrected, rows: Rows) -> None:
    rows.update(Seat, {"meeting": event.originator_id.hex, "person": event.person}, state=event.state)
    rows.change(MeetingRecord, event)


@register.on(e.RecordsCollected)
def collected(event: e.RecordsCollected, rows: Rows) -> None:
    rows.change(MeetingRecord, event, collected_on=event.day)
