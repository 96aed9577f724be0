"""信息报送台账: one row per item, one per forwarding and adoption."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

items = Table(
    "information_items",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("department", String(60), nullable=False),
    Column("authors", Text, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("forwarded", Text, nullable=False),
    Column("duplicate_of", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Index("information_number", "year", "serial", unique=True),
    Index("information_submitted", "submitted_on", "id"),
    Index("information_department", "department", "submitted_on", "id"),
    Index("information_status", "status", "submitted_on", "id"),
    Index("information_title", "title"),
)
"""`status`: submitted or withdrawn; `forwarded` levels joined by spaces."""

adoptions = Table(
    "information_adoptions",
    metadata,
    Column("item", String(32), primary_key=True),
    Column("level", String(12), primary_key=True),
    Column("publication", String(100), primary_key=True),
    Column("department", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Index("information_adopted", "department", "on"),
)

register = Register("information", items, adoptions, zh="信息报送台账", en="Information register")


@register.on(InformationSubmitted)
def submitted(event: InformationSubmitted, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        items,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        title=event.title,
        body=event.body,
        department=event.department,
        authors=" ".join(event.authors),
        submitted_on=event.day,
        status="submitted",
        forwarded="",
        duplicate_of=event.duplicate_of,
        version=event.originator_version,
    )


def _item(rows: Rows, event: Event, **values: object) -> None:
    rows.update(items, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(InformationEdited)
def edited(event: InformationEdited, rows: Rows) -> None:
    _item(rows, event, title=event.title, body=event.body, duplicate_of=event.duplicate_of)


@register.on(InformationForwarded)
def forwarded(event: InformationForwarded, rows: Rows) -> None:
    row = rows.get(items, id=event.originator_id.hex)
    _item(rows, event, forwarded=" ".join(dict.fromkeys((*row.forwarded.split(), event.level))))


@register.on(InformationAdopted)
def adopted(event: InformationAdopted, rows: Rows) -> None:
    rows.insert(
        adoptions,
        item=event.originator_id.hex,
        level=event.level,
        publication=event.publication,
        department=event.department,
        on=event.on,
    )
    _item(rows, event)


@register.on(AdoptionWithdrawn)
def adoption_withdrawn(event: AdoptionWithdrawn, rows: Rows) -> None:
    rows.delete(adoptions, item=event.originator_id.hex, level=event.level, publication=event.publication)
    _item(rows, event)


@register.on(InformationWithdrawn)
def withdrawn(event: InformationWithdrawn, rows: Rows) -> None:
    _item(rows, event, status="withdrawn")
