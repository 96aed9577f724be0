"""内务台账: cleanings, inspections, and what followed from them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.inspections.events import (
    CleaningDue,
    CleaningHeld,
    CleaningMissed,
    CriticismCirculated,
    InspectionRecorded,
    MeasureWithdrawn,
    PraiseGiven,
    WarningGiven,
)
from services.kernel.registers import Register, Rows

metadata = MetaData()

cleanings = Table(
    "housekeeping_cleanings",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("on", Date),
    Column("departments", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""`status`: due, held, missed, late (held, but entered after it was missed); `departments` joined by spaces."""

inspections = Table(
    "inspections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("inspectors", Text, nullable=False),
    Column("departments", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("inspections_number", "year", "serial", unique=True),
)

measures = Table(
    "housekeeping_measures",
    metadata,
    Column("conduct", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("measure", String(12), nullable=False),
    Column("department", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Column("inspection", String(40), nullable=False),
    Column("requirements", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("at_once", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("housekeeping_day", "on", "conduct", "number"),
    Index("housekeeping_department", "department", "on"),
    Index("housekeeping_person", "person", "on"),
    Index("housekeeping_inspection", "inspection"),
)

register = Register("housekeeping", cleanings, inspections, measures, zh="内务台账", en="Register of housekeeping")


@register.on(CleaningDue)
def due(event: CleaningDue, rows: Rows) -> None:
    rows.insert(
        cleanings,
        month=event.month,
        due=event.due,
        status="due",
        on=None,
        departments="",
        note="",
        version=event.originator_version,
    )


@register.on(CleaningHeld)
def held(event: CleaningHeld, rows: Rows) -> None:
    rows.update(
        cleanings,
        {"month": event.month},
        status="late" if event.was_missed else "held",
        on=event.on,
        departments=" ".join(event.departments),
        note=event.note,
        version=event.originator_version,
    )


@register.on(CleaningMissed)
def missed(event: CleaningMissed, rows: Rows) -> None:
    rows.update(cleanings, {"month": event.month}, status="missed", version=event.originator_version)


@register.on(InspectionRecorded)
def recorded(event: InspectionRecorded, rows: Rows) -> None:
    year, serial = event.number.split("-")
    rows.insert(
        inspections,
        id=event.originator_id.hex,
        year=int(year),
        serial=int(serial),
        number=event.number,
        on=event.on,
        inspectors=" ".join(event.inspectors),
        departments=" ".join(event.departments),
        note=event.note,
        version=event.originator_version,
    )


@register.on(WarningGiven)
def warned(event: WarningGiven, rows: Rows) -> None:
    _measure(rows, event, "warning", event.requirements, event.step)


@register.on(CriticismCirculated)
def criticised(event: CriticismCirculated, rows: Rows) -> None:
    _measure(rows, event, "criticism", event.requirements, event.step, event.at_once)


@register.on(PraiseGiven)
def praised(event: PraiseGiven, rows: Rows) -> None:
    _measure(rows, event, "praise", (), 0)


def _measure(
    rows: Rows,
    event: WarningGiven | CriticismCirculated | PraiseGiven,
    measure: str,
    requirements: tuple[str, ...],
    step: int,
    at_once: bool = False,
) -> None:
    rows.insert(
        measures,
        conduct=event.originator_id.hex,
        number=event.number,
        measure=measure,
        department=event.department,
        person=event.person,
        on=event.on,
        inspection=event.inspection,
        requirements=" ".join(requirements),
        step=step,
        at_once=at_once,
        note=event.note,
        withdrawn=False,
        reason="",
        version=event.originator_version,
    )
    rows.update(measures, {"conduct": event.originator_id.hex}, version=event.originator_version)


@register.on(MeasureWithdrawn)
def measure_withdrawn(event: MeasureWithdrawn, rows: Rows) -> None:
    key = {"conduct": event.originator_id.hex}
    rows.update(measures, {**key, "number": event.number}, withdrawn=True, reason=event.reason)
    rows.update(measures, key, version=event.originator_version)
