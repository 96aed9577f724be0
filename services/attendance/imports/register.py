"""考勤导入台账: which files were taken in, and what became of their rows."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

from services.attendance.imports.events import PunchFileImported
from services.kernel.registers import Register, Rows

metadata = MetaData()

imports = Table(
    "punch_imports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("file", String(200), nullable=False),
    Column("format", String(12), nullable=False),
    Column("imported_on", Date, nullable=False),
    Column("imported_by", String(60), nullable=False),
    Column("read", Integer, nullable=False),
    Column("recorded", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("bad", Integer, nullable=False),
    Column("unknown_people", Integer, nullable=False),
)
"""`number` counts the times the same file was brought."""

register = Register("imports", imports, zh="考勤导入台账", en="Imports")


@register.on(PunchFileImported)
def imported(event: PunchFileImported, rows: Rows) -> None:
    rows.insert(
        imports,
        id=event.originator_id.hex,
        number=event.originator_version,
        digest=event.digest,
        file=event.file,
        format=event.format,
        imported_on=event.day,
        imported_by=event.actor,
        read=event.read,
        recorded=event.recorded,
        known=event.known,
        bad=event.bad,
        unknown_people=event.unknown_people,
    )
