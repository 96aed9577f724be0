"""打卡台账: the punches of a person's day, and the day marks."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.attendance.punches.card import moments
from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, PunchCorrected, PunchesRecorded
from services.kernel.registers import Register, Rows

metadata = MetaData()

punches = Table(
    "punches",
    metadata,
    Column("person", String(60), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("source", String(64), nullable=False),
    Column("at", Text, nullable=False),
    Index("punches_day", "on", "person"),
)
"""`at`: wall-clock moments joined by spaces. One row per day and fact of the person's month, `number` being the fact's
place in it; a correction leaves one row, of source `corrected`.
"""

marks = Table(
    "day_marks",
    metadata,
    Column("person", String(60), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("half", String(3), primary_key=True),
    Column("state", String(20), primary_key=True),
    Index("day_marks_day", "on", "person"),
)

register = Register("punches", punches, marks, zh="打卡台账", en="Punches and day marks")
CORRECTED = "corrected"


@register.on(PunchesRecorded)
def recorded(event: PunchesRecorded, rows: Rows) -> None:
    for entry in event.punches:
        at = " ".join(moment.isoformat() for moment in moments(entry))
        rows.insert(
            punches, person=event.person, on=entry.on, number=event.originator_version, source=event.source, at=at
        )


@register.on(PunchCorrected)
def corrected(event: PunchCorrected, rows: Rows) -> None:
    rows.delete(punches, person=event.person, on=event.on)
    at = " ".join(f"{event.on.isoformat()}T{moment.isoformat()}" for moment in event.now)
    number = event.originator_version
    rows.insert(punches, person=event.person, on=event.on, number=number, source=CORRECTED, at=at)


@register.on(DayMarked)
def marked(event: DayMarked, rows: Rows) -> None:
    rows.insert(marks, person=event.person, on=event.on, half=event.half, state=event.state)


@register.on(DayMarkWithdrawn)
def mark_withdrawn(event: DayMarkWithdrawn, rows: Rows) -> None:
    rows.delete(marks, person=event.person, on=event.on, half=event.half, state=event.state)
