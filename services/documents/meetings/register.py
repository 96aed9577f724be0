"""会议台账: a row per meeting, those on its list, the items of its agenda (A17)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.meetings.events import (
    AgendaSet,
    AttendanceCorrected,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    PeopleInvited,
    RecorderNamed,
    RecordsCollected,
    TopicDeferred,
    TopicProposed,
    TopicWithdrawn,
)
from services.documents.meetings.states import (
    ABSENT,
    CALLED,
    CANCELLED,
    COLLECTED,
    DEFERRED,
    DISCUSSED,
    EXPECTED,
    HELD,
    INVITED,
    MEMBER,
    ON_AGENDA,
    ON_LEAVE,
    PRESENT,
    PROPOSED,
    WITHDRAWN,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer),
    Column("number", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("department", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Column("start", String(5), nullable=False),
    Column("place", String(100), nullable=False),
    Column("convenor", String(60), nullable=False),
    Column("presided_by", String(60), nullable=False),
    Column("recorder", String(60), nullable=False),
    Column("status", String(12), nullable=False),
    Column("outside_members", Integer, nullable=False),
    Column("outside_present", Integer, nullable=False),
    Column("minutes_due", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("collected_on", Date),
    Column("version", Integer, nullable=False),
    Index("meetings_number", "kind", "year", "serial", unique=True),
    Index("meetings_on", "on", "id"),
    Index("meetings_year", "year", "on", "id"),
)
"""`serial` and `number` are given when it is held: what is cancelled uses none up. `department` hosts it."""

seats = Table(
    "meeting_seats",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("person", String(60), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Index("meeting_seats_person", "person", "meeting"),
)

topics = Table(
    "meeting_topics",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("department", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
)
"""`place` counts from 1 in the order of the agenda; what is not on it has none and comes after."""

register = Register("meetings", meetings, seats, topics, zh="会议台账", en="Register of meetings")


def _meeting(rows: Rows, event: Event, **values: object) -> None:
    rows.update(meetings, {"id": event.originator_id.hex}, version=event.originator_version, **values)


def _seat(rows: Rows, event: Event, people: Iterable[str], role: str) -> None:
    for person in people:
        rows.upsert(seats, meeting=event.originator_id.hex, person=person, role=role, state=EXPECTED)


@register.on(MeetingCalled)
def called(event: MeetingCalled, rows: Rows) -> None:
    rows.insert(
        meetings,
        id=event.originator_id.hex,
        kind=event.kind,
        year=event.on.year,
        serial=None,
        number="",
        title=event.title,
        department=event.department,
        on=event.on,
        start=event.start.isoformat("minutes"),
        place=event.place,
        convenor=event.convenor,
        presided_by="",
        recorder=event.recorder,
        status=CALLED,
        outside_members=0,
        outside_present=0,
        minutes_due=event.minutes_due,
        reason="",
        collected_on=None,
        version=event.originator_version,
    )
    _seat(rows, event, event.invited, INVITED)
    _seat(rows, event, event.members, MEMBER)


@register.on(MeetingMoved)
def moved(event: MeetingMoved, rows: Rows) -> None:
    """Who belongs to it on the new day is expected; those invited stay so."""
    rows.delete(seats, meeting=event.originator_id.hex, role=MEMBER)
    _seat(rows, event, event.members, MEMBER)
    _meeting(
        rows,
        event,
        on=event.on,
        year=event.on.year,
        start=event.start.isoformat("minutes"),
        place=event.place,
        minutes_due=event.minutes_due,
        reason=event.reason,
    )


@register.on(MeetingCancelled)
def cancelled(event: MeetingCancelled, rows: Rows) -> None:
    _meeting(rows, event, status=CANCELLED, reason=event.reason)


@register.on(PeopleInvited)
def invited(event: PeopleInvited, rows: Rows) -> None:
    _seat(rows, event, event.people, INVITED)
    _meeting(rows, event)


@register.on(RecorderNamed)
def recorder_named(event: RecorderNamed, rows: Rows) -> None:
    _meeting(rows, event, recorder=event.recorder)


@register.on(TopicProposed)
def proposed(event: TopicProposed, rows: Rows) -> None:
    rows.insert(
        topics,
        meeting=event.originator_id.hex,
        item=event.item,
        place=event.item if event.on_agenda else 0,
        department=event.department,
        person=event.person,
        secrecy=event.secrecy,
        title=event.title,
        text=event.text,
        state=ON_AGENDA if event.on_agenda else PROPOSED,
        reason="",
    )
    _meeting(rows, event)


@register.on(AgendaSet)
def agenda_set(event: AgendaSet, rows: Rows) -> None:
    """What was on it and is left out is proposed as before."""
    meeting = event.originator_id.hex
    rows.update(topics, {"meeting": meeting, "state": ON_AGENDA}, state=PROPOSED, place=0)
    for place, item in enumerate(event.items, 1):
        rows.update(topics, {"meeting": meeting, "item": item}, state=ON_AGENDA, place=place)
    _meeting(rows, event)


@register.on(TopicWithdrawn)
def withdrawn(event: TopicWithdrawn, rows: Rows) -> None:
    _off(rows, event, WITHDRAWN)


@register.on(TopicDeferred)
def deferred(event: TopicDeferred, rows: Rows) -> None:
    _off(rows, event, DEFERRED)


def _off(rows: Rows, event: TopicWithdrawn | TopicDeferred, state: str) -> None:
    key = {"meeting": event.originator_id.hex, "item": event.item}
    rows.update(topics, key, state=state, place=0, reason=event.reason)
    _meeting(rows, event)


@register.on(MeetingHeld)
def held(event: MeetingHeld, rows: Rows) -> None:
    meeting = event.originator_id.hex
    rows.delete(seats, meeting=meeting)
    came = dict.fromkeys(event.present, PRESENT) | dict.fromkeys(event.on_leave, ON_LEAVE)
    for role, people in ((MEMBER, event.members), (INVITED, event.invited)):
        for person in people:
            rows.insert(seats, meeting=meeting, person=person, role=role, state=came.get(person, ABSENT))
    for place, item in enumerate(event.items, 1):
        rows.update(topics, {"meeting": meeting, "item": item}, state=DISCUSSED, place=place)
    _meeting(
        rows,
        event,
        status=HELD,
        year=event.on.year,
        serial=int(event.number.rpartition("-")[2]),
        number=event.number,
        presided_by=event.presided_by,
        outside_members=event.outside_members,
        outside_present=event.outside_present,
    )


@register.on(AttendanceCorrected)
def attendance_corrected(event: AttendanceCorrected, rows: Rows) -> None:
    rows.update(seats, {"meeting": event.originator_id.hex, "person": event.person}, state=event.state)
    _meeting(rows, event)


@register.on(RecordsCollected)
def collected(event: RecordsCollected, rows: Rows) -> None:
    _meeting(rows, event, status=COLLECTED, collected_on=event.day)
