"""收文台账: one row per document, the wordings of each instruction, and who is concerned with it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text

from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingCorrected,
    IncomingRegistered,
    IncomingTaskOrdered,
    IncomingUrged,
    InstructionCorrected,
    InstructionGiven,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows
from services.kernel.who import OFFICE_DIRECTOR

metadata = MetaData()

incoming = Table(
    "incoming",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("sender", String(200), nullable=False),
    Column("sender_number", String(100), nullable=False),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("received", Date, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("meeting", String(200), nullable=False),
    Column("brought_by", String(60), nullable=False),
    Column("status", String(12), nullable=False),
    Column("leader_post", String(60), nullable=False),
    Column("waits_for", String(60), nullable=False),
    Column("waits_since", Date, nullable=False),
    Column("waits_from", DateTime, nullable=False),
    Column("urged", Integer, nullable=False),
    Column("urged_on", Date),
    Column("urge_on", Date),
    Column("urge_half", Integer, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("closed_on", Date),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("incoming_number", "year", "serial", unique=True),
    Index("incoming_status", "status", "year", "serial"),
    Index("incoming_waits", "waits_for", "year", "serial"),
)
"""`waits_for`: the post whose turn it is, empty once it may be distributed; `waits_from` in UTC. `urge_on` and
`urge_half`: the half-day of the next reminder, once one was sent at this step. `attachments`: digests with spaces."""

proposals = Table(
    "incoming_proposals",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person", String(60), nullable=False),
    Column("post", String(60), nullable=False),
    Column("leader_post", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""Every proposal, also those said again before the leader spoke (A18). `at` in UTC."""

instructions = Table(
    "incoming_instructions",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("instruction", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("person", String(60), nullable=False),
    Column("post", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""Revision 0 is the first wording; later ones correct it and stand beside it (A18). `at` in UTC."""

concerned = Table(
    "incoming_concerned",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("person", String(60), primary_key=True),
    Index("incoming_concerned_person", "person", "document"),
)
"""知悉人员 beside the readers: who registered, brought, proposed, instructed, or carries a task of it out."""

ordered = Table(
    "incoming_tasks",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("task", String(32), primary_key=True),
    Column("instruction", Integer, nullable=False),
)

register = Register(
    "incoming", incoming, proposals, instructions, concerned, ordered, zh="收文台账", en="Incoming documents"
)


def _concerned(rows: Rows, event: Event, *people: str) -> None:
    for person in people:
        if person:
            rows.upsert(concerned, document=event.originator_id.hex, person=person)


def _document(rows: Rows, event: Event, **values: object) -> None:
    rows.update(incoming, {"id": event.originator_id.hex}, version=event.originator_version, **values)


def _utc(event: Event) -> datetime:
    return event.timestamp.astimezone(UTC).replace(tzinfo=None)


def _turn(event: Event, post: str) -> dict[str, object]:
    """It waits for another post from now on: its reminders begin anew."""
    begun = {"waits_since": event.day, "waits_from": _utc(event)}
    return {"waits_for": post, **begun, "urged": 0, "urged_on": None, "urge_on": None}


@register.on(IncomingRegistered)
def registered(event: IncomingRegistered, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        incoming,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        sender=event.sender,
        sender_number=event.sender_number,
        title=event.title,
        content=event.content,
        attachments=" ".join(event.attachments),
        secrecy=event.secrecy,
        urgency=event.urgency,
        received=event.received,
        registered_on=event.day,
        copies=event.copies,
        meeting=event.meeting,
        brought_by=event.brought_by,
        status="registered",
        leader_post="",
        urge_half=0,
        **_turn(event, OFFICE_DIRECTOR.code),
        proposal="",
        closed_on=None,
        note="",
        version=event.originator_version,
    )
    _concerned(rows, event, event.actor, event.brought_by)


@register.on(IncomingCorrected)
def corrected(event: IncomingCorrected, rows: Rows) -> None:
    _document(
        rows,
        event,
        sender=event.sender,
        sender_number=event.sender_number,
        title=event.title,
        content=event.content,
        secrecy=event.secrecy,
        urgency=event.urgency,
    )


@register.on(HandlingProposed)
def proposed(event: HandlingProposed, rows: Rows) -> None:
    _document(
        rows,
        event,
        status="proposed",
        leader_post=event.leader_post,
        proposal=event.proposal,
        **_turn(event, event.leader_post),
    )
    rows.insert(
        proposals,
        document=event.originator_id.hex,
        version=event.originator_version,
        person=event.actor,
        post=event.post,
        leader_post=event.leader_post,
        text=event.proposal,
        at=_utc(event),
    )
    _concerned(rows, event, event.actor)


@register.on(InstructionGiven)
def instructed(event: InstructionGiven, rows: Rows) -> None:
    _wording(rows, event, 0)
    leader = {"leader_post": event.referred_to} if event.referred_to else {}
    _document(rows, event, status="instructed", **leader, **_turn(event, event.referred_to))
    _concerned(rows, event, event.person, *event.owners)
    for task in event.tasks:
        rows.insert(ordered, document=event.originator_id.hex, task=task, instruction=event.instruction)


@register.on(InstructionCorrected)
def instruction_corrected(event: InstructionCorrected, rows: Rows) -> None:
    _wording(rows, event, event.revision, event.reason)
    _document(rows, event)
    _concerned(rows, event, event.actor)


def _wording(rows: Rows, event: InstructionGiven | InstructionCorrected, revision: int, reason: str = "") -> None:
    rows.insert(
        instructions,
        document=event.originator_id.hex,
        instruction=event.instruction,
        revision=revision,
        person=event.actor,
        post=event.post,
        text=event.text,
        reason=reason,
        at=_utc(event),
    )


@register.on(IncomingUrged)
def urged(event: IncomingUrged, rows: Rows) -> None:
    following = {"urge_on": event.urge_on, "urge_half": event.urge_half}
    _document(rows, event, urged=event.nth, urged_on=event.day, **following)


@register.on(IncomingTaskOrdered)
def task_ordered(event: IncomingTaskOrdered, rows: Rows) -> None:
    rows.insert(ordered, document=event.originator_id.hex, task=event.task, instruction=event.instruction)
    _document(rows, event)
    _concerned(rows, event, event.owner)


@register.on(IncomingClosed)
def closed(event: IncomingClosed, rows: Rows) -> None:
    _document(rows, event, status="closed", waits_for="", closed_on=event.day, note=event.note)
