"""指导乡镇人大台账: guidance visits, deputies' homes and stations."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.townships.events import (
    GuidanceGiven,
    GuidanceWithdrawn,
    StationClosed,
    StationSetUp,
    StationWithdrawn,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

guidance = Table(
    "township_guidance",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("department", String(60), nullable=False),
    Column("township", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("people", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("township_guidance_number", "year", "serial", unique=True),
    Index("township_guidance_department", "department", "year", "serial"),
    Index("township_guidance_township", "township", "year", "serial"),
    Index("township_guidance_day", "department", "on"),
)
"""`status`: stands or withdrawn; `people` joined by spaces."""

stations = Table(
    "deputies_stations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("department", String(60), nullable=False),
    Column("township", String(40), nullable=False),
    Column("form", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("on", Date, nullable=False),
    Column("closed_on", Date),
    Column("status", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("deputies_stations_number", "year", "serial", unique=True),
    Index("deputies_stations_township", "township", "name"),
)
"""`status`: open, closed or withdrawn."""

register = Register("townships", guidance, stations, zh="指导乡镇人大台账", en="Guidance of township congresses")


@register.on(GuidanceGiven)
def given(event: GuidanceGiven, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        guidance,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        department=event.department,
        township=event.township,
        on=event.on,
        people=" ".join(event.people),
        content=event.content,
        status="stands",
        reason="",
        version=event.originator_version,
    )


@register.on(GuidanceWithdrawn)
def guidance_withdrawn(event: GuidanceWithdrawn, rows: Rows) -> None:
    rows.update(
        guidance,
        {"id": event.originator_id.hex},
        status="withdrawn",
        reason=event.reason,
        version=event.originator_version,
    )


@register.on(StationSetUp)
def set_up(event: StationSetUp, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        stations,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        department=event.department,
        township=event.township,
        form=event.form,
        name=event.name,
        on=event.on,
        closed_on=None,
        status="open",
        reason="",
        version=event.originator_version,
    )


def _station(rows: Rows, event: Event, **values: object) -> None:
    rows.update(stations, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(StationClosed)
def closed(event: StationClosed, rows: Rows) -> None:
    _station(rows, event, status="closed", closed_on=event.on, reason=event.reason)


@register.on(StationWithdrawn)
def station_withdrawn(event: StationWithdrawn, rows: Rows) -> None:
    _station(rows, event, status="withdrawn", reason=event.reason)
