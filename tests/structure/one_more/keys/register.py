"""钥匙台账: one row a loan."""

from __future__ import annotations

from services.documents.keys.events import KeyKept, KeyLent, KeyReturned
from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.kernel.events import Event
from services.kernel.registers import Register, Rows

keys = Table(
    "keys",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("person", String(60), nullable=False),
    Column("room", String(60), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("lent_on", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Index("keys_number", "year", "serial", unique=True),
)
register = Register("keys", keys, zh="钥匙台账", en="Register of keys")


@register.on(KeyLent)
def lent(event: KeyLent, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        keys,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        person=event.person,
        room=event.room,
        purpose=event.purpose,
        lent_on=event.day,
        due=event.due,
        status="lent",
        version=event.originator_version,
    )


def _now(rows: Rows, event: Event, status: str) -> None:
    rows.update(keys, {"id": event.originator_id.hex}, status=status, version=event.originator_version)


@register.on(KeyReturned)
def returned(event: KeyReturned, rows: Rows) -> None:
    _now(rows, event, "back")


@register.on(KeyKept)
def kept(event: KeyKept, rows: Rows) -> None:
    _now(rows, event, "kept")
