"""传阅台账: one row per circulation, per reader and per copy: who has it, since when, why and until when."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CirculationStarted,
    CirculationWithdrawn,
    CopyRecalled,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    OfDocument,
    OfHold,
    ReaderRemoved,
    ReadersAdded,
    ReaderUrged,
    RetentionAsked,
    RetentionGranted,
    RetentionRefused,
)
from services.kernel.registers import Register, Rows

metadata = MetaData()

circulations = Table(
    "circulations",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("mode", String(12), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("back", Boolean, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("circulations_started", "started_on", "document"),
    Index("circulations_status", "status", "started_on", "document"),
)
"""`back`: every copy is at the office and nobody waits."""

readers = Table(
    "circulation_readers",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("person", String(60), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("department", String(60), nullable=False),
    Column("why", Text, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("came_from", String(60), nullable=False),
    Column("since", Date, nullable=False),
    Column("due", Date),
    Column("urgency", String(20), nullable=False),
    Column("urged", Integer, nullable=False),
    Column("urged_on", Date),
    Column("urge_on", Date),
    Column("urge_half", Integer, nullable=False),
    Column("asked_until", Date),
    Column("overdue", Integer, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("circulation_held", "held", "due", "document", "person"),
    Index("circulation_urge", "held", "urge_on"),
    Index("circulation_person", "person", "held", "due"),
    Index("circulation_department", "department", "held", "due"),
)
"""`status`: waiting, reading, retained, recalled, read, unread (given back and not owed any more) or removed; `held`
for the three in which the document is in their hands. `overdue`: how often it was kept too long. `place`: in the queue.
`gone`: removed or recalled because they are in service no longer.
"""

copies = Table(
    "circulation_copies",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("copy", Integer, primary_key=True),
    Column("place", String(12), nullable=False),
    Column("person", String(60), nullable=False),
    Column("since", Date, nullable=False),
)
"""`place`: reader, on-the-way (said to be returned, not yet received) or office."""

register = Register("circulation", circulations, readers, copies, zh="传阅台账", en="Circulation register")


@register.on(CirculationStarted)
def started(event: CirculationStarted, rows: Rows) -> None:
    rows.insert(
        circulations,
        document=event.document,
        mode=event.mode,
        copies=event.copies,
        urgency=event.urgency,
        status="open",
        back=False,
        started_on=event.day,
        closed_on=None,
        reason="",
        version=event.originator_version,
    )
    _queue(rows, event, event.urgency, 1)
    for copy in range(1, event.copies + 1):
        rows.insert(copies, document=event.document, copy=copy, place="office", person="", since=event.day)


def _queue(rows: Rows, event: CirculationStarted | ReadersAdded, urgency: str, first: int) -> None:
    """Upserts: one who was taken off may be asked again."""
    for place, person in enumerate(event.readers, first):
        rows.upsert(
            readers,
            document=event.document,
            person=person,
            place=place,
            status="waiting",
            held=False,
            department="",
            why=event.why,
            copy=0,
            turn=0,
            came_from="",
            since=event.day,
            due=None,
            urgency=urgency,
            urged=0,
            urged_on=None,
            urge_on=None,
            urge_half=0,
            asked_until=None,
            overdue=0,
            opinion="",
            reason="",
            gone=False,
        )


@register.on(ReadersAdded)
def readers_added(event: ReadersAdded, rows: Rows) -> None:
    _queue(rows, event, rows.get(circulations, document=event.document).urgency, event.place)
    _circulation(rows, event, status="open", back=False, closed_on=None)


def _circulation(rows: Rows, event: OfDocument, **values: object) -> None:
    rows.update(circulations, {"document": event.document}, version=event.originator_version, **values)


def _reader(rows: Rows, event: OfHold | ReaderRemoved, **values: object) -> None:
    rows.update(readers, {"document": event.document, "person": event.person}, **values)
    _circulation(rows, event)


def _copy(rows: Rows, event: OfHold | CopyReceived, place: str, person: str) -> None:
    key = {"document": event.document, "copy": event.copy}
    rows.update(copies, key, place=place, person=person, since=event.day)


@register.on(ReaderRemoved)
def reader_removed(event: ReaderRemoved, rows: Rows) -> None:
    _reader(rows, event, status="removed", since=event.day, reason=event.reason, gone=event.gone)


@register.on(DocumentHanded)
def handed(event: DocumentHanded, rows: Rows) -> None:
    _reader(
        rows,
        event,
        status="reading",
        held=True,
        department=event.department,
        copy=event.copy,
        turn=event.turn,
        came_from=event.came_from,
        since=event.day,
        due=event.due,
        urged=0,
        urged_on=None,
        urge_on=event.urge_on,
        urge_half=event.urge_half,
    )
    _copy(rows, event, "reader", event.person)


@register.on(DocumentRead)
def read(event: DocumentRead, rows: Rows) -> None:
    _given_up(rows, event, status="read", opinion=event.opinion)
    if not event.handed_on:
        _copy(rows, event, "on-the-way", event.person)


def _given_up(rows: Rows, event: DocumentRead | DocumentReturnedUnread, **values: object) -> None:
    nothing: dict[str, object] = {"held": False, "due": None, "urge_on": None, "asked_until": None}
    _reader(rows, event, since=event.day, **nothing, **values)


@register.on(DocumentReturnedUnread)
def returned_unread(event: DocumentReturnedUnread, rows: Rows) -> None:
    status = "waiting" if event.queued else "unread"
    _given_up(rows, event, status=status, place=event.place, reason=event.reason)
    _copy(rows, event, "on-the-way", event.person)


@register.on(CopyReceived)
def received(event: CopyReceived, rows: Rows) -> None:
    _copy(rows, event, "office", "")
    _circulation(rows, event)


@register.on(RetentionAsked)
def retention_asked(event: RetentionAsked, rows: Rows) -> None:
    _reader(rows, event, asked_until=event.until, reason=event.reason)


@register.on(RetentionGranted)
def retention_granted(event: RetentionGranted, rows: Rows) -> None:
    _reader(rows, event, status="retained", due=event.due, asked_until=None, urge_on=None)


@register.on(RetentionRefused)
def retention_refused(event: RetentionRefused, rows: Rows) -> None:
    _reader(rows, event, due=event.due, asked_until=None, reason=event.reason)


@register.on(CirculationWithdrawn)
def withdrawn(event: CirculationWithdrawn, rows: Rows) -> None:
    rows.update(readers, {"document": event.document, "status": "waiting"}, status="removed", since=event.day)
    _circulation(rows, event, status="withdrawn", closed_on=event.day, reason=event.reason)


@register.on(CopyRecalled)
def recalled(event: CopyRecalled, rows: Rows) -> None:
    """Nobody reminds who is there no longer."""
    silent: dict[str, object] = {"gone": True, "urge_on": None} if event.gone else {}
    _reader(rows, event, status="recalled", due=event.due, asked_until=None, **silent)


@register.on(ReaderUrged)
def urged(event: ReaderUrged, rows: Rows) -> None:
    _reader(
        rows,
        event,
        urged=event.nth,
        urged_on=event.day,
        urge_on=event.urge_on,
        urge_half=event.urge_half,
    )


@register.on(CirculationOverdue)
def overdue(event: CirculationOverdue, rows: Rows) -> None:
    rows.increase(readers, {"document": event.document, "person": event.person}, overdue=1)
    _circulation(rows, event)


@register.on(CirculationCompleted)
def completed(event: CirculationCompleted, rows: Rows) -> None:
    status = "withdrawn" if event.withdrawn else "completed"
    _circulation(rows, event, status=status, back=True, closed_on=event.day)
