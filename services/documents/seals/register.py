"""用印登记台账: one row per request, with its consent and its use."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.seals.events import (
    SealApplied,
    SealUseApproved,
    SealUseRejected,
    SealUseRequested,
    SealUseWithdrawn,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

uses = Table(
    "seal_uses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("seal", String(40), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_on", Date),
    Column("applied_by", String(60), nullable=False),
    Column("applied_on", Date),
    Column("applied_copies", Integer, nullable=False),
    Column("document", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("seal_uses_number", "year", "serial", unique=True),
    Index("seal_uses_department", "department", "year", "serial"),
    Index("seal_uses_person", "person", "year", "serial"),
    Index("seal_uses_status", "status", "year", "serial"),
)

register = Register("seal-uses", uses, zh="用印登记台账", en="Register of seals used")


@register.on(SealUseRequested)
def requested(event: SealUseRequested, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        uses,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        seal=event.seal,
        person=event.person,
        department=event.department,
        title=event.title,
        purpose=event.purpose,
        copies=event.copies,
        status="requested",
        requested_on=event.day,
        decided_by="",
        decided_on=None,
        applied_by="",
        applied_on=None,
        applied_copies=0,
        document="",
        reason="",
        version=event.originator_version,
    )


def _use(rows: Rows, event: Event, **values: object) -> None:
    rows.update(uses, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(SealUseApproved)
def approved(event: SealUseApproved, rows: Rows) -> None:
    _use(rows, event, status="approved", decided_by=event.actor, decided_on=event.day)


@register.on(SealUseRejected)
def rejected(event: SealUseRejected, rows: Rows) -> None:
    _use(rows, event, status="rejected", decided_by=event.actor, decided_on=event.day, reason=event.reason)


@register.on(SealUseWithdrawn)
def withdrawn(event: SealUseWithdrawn, rows: Rows) -> None:
    _use(rows, event, status="withdrawn", reason=event.reason)


@register.on(SealApplied)
def applied(event: SealApplied, rows: Rows) -> None:
    _use(
        rows,
        event,
        status="applied",
        applied_by=event.actor,
        applied_on=event.day,
        applied_copies=event.copies,
        document=event.document,
    )
