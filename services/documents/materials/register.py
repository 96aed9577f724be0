"""会议材料台账: what is owed for a meeting, since when it is missing, how often it was asked for (B11.4)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.materials.events import (
    MaterialDemanded,
    MaterialHandedIn,
    MaterialOverdue,
    MaterialReturned,
    MaterialUrged,
    MaterialWaived,
    OfMeeting,
)
from services.kernel.registers import Register, Rows

metadata = MetaData()

materials = Table(
    "meeting_materials",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("department", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("overdue_since", Date),
    Column("urged", Integer, nullable=False),
    Column("urged_on", Date),
    Column("urge_on", Date),
    Column("urge_half", Integer, nullable=False),
    Column("handed_in_on", Date),
    Column("handed_in_by", String(60), nullable=False),
    Column("attachments", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("meeting_materials_meeting", "meeting", "id"),
    Index("meeting_materials_department", "department", "due", "id"),
    Index("meeting_materials_due", "due", "id"),
    Index("meeting_materials_urge", "urge_on"),
)
"""`urge_on` and `urge_half`: when it is asked for next; none once it is not owed. `attachments`: digests by spaces."""

register = Register("materials", materials, zh="会议材料台账", en="Register of meeting materials")


@register.on(MaterialDemanded)
def demanded(event: MaterialDemanded, rows: Rows) -> None:
    rows.insert(
        materials,
        id=event.originator_id.hex,
        meeting=event.meeting,
        title=event.title,
        department=event.department,
        person=event.person,
        due=event.due,
        status="owed",
        overdue_since=None,
        urged=0,
        urged_on=None,
        urge_on=event.urge_on,
        urge_half=event.urge_half,
        handed_in_on=None,
        handed_in_by="",
        attachments="",
        note="",
        reason="",
        version=event.originator_version,
    )


def _material(rows: Rows, event: OfMeeting, **values: object) -> None:
    rows.update(materials, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(MaterialHandedIn)
def handed_in(event: MaterialHandedIn, rows: Rows) -> None:
    _material(
        rows,
        event,
        status="handed-in",
        urge_on=None,
        handed_in_on=event.day,
        handed_in_by=event.actor,
        attachments=" ".join(event.attachments),
        note=event.note,
    )


@register.on(MaterialReturned)
def returned(event: MaterialReturned, rows: Rows) -> None:
    nothing: dict[str, object] = {"handed_in_on": None, "handed_in_by": "", "attachments": "", "note": ""}
    again = {"urge_on": event.urge_on, "urge_half": event.urge_half}
    _material(rows, event, status="owed", reason=event.reason, **again, **nothing)


@register.on(MaterialWaived)
def waived(event: MaterialWaived, rows: Rows) -> None:
    _material(rows, event, status="waived", urge_on=None, reason=event.reason)


@register.on(MaterialUrged)
def urged(event: MaterialUrged, rows: Rows) -> None:
    again = {"urge_on": event.urge_on, "urge_half": event.urge_half}
    _material(rows, event, urged=event.nth, urged_on=event.day, **again)


@register.on(MaterialOverdue)
def overdue(event: MaterialOverdue, rows: Rows) -> None:
    _material(rows, event, overdue_since=event.due + timedelta(days=1))
