"""来访、投诉台账, and each person's year."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.visits.events import (
    AnswerPromised,
    ComplaintDismissed,
    ComplaintFiled,
    ComplaintUpheld,
    LapseRecorded,
    LapseWithdrawn,
    PromiseMissed,
    VisitorGuided,
    VisitReceived,
    VisitSettled,
    YearlyGradeLost,
    YearlyGradeRestored,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

visits = Table(
    "visits",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("to_department", String(60), nullable=False),
    Column("to_person", String(60), nullable=False),
    Column("promise", Text, nullable=False),
    Column("due", Date),
    Column("missed", Boolean, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("settled_on", Date),
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Index("visits_number", "year", "serial", unique=True),
    Index("visits_department", "department", "year", "serial"),
    Index("visits_person", "person", "year", "serial"),
    Index("visits_status", "status", "year", "serial"),
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Column("visit", String(40), nullable=False),
    Column("complainant", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("decided_on", Date),
    Column("finding", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("complaints_number", "year", "serial", unique=True),
)

years = Table(
    "service_years",
    metadata,
    Column("person", String(60), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("cause", String(12), nullable=False),
    Column("version", Integer, nullable=False),
)

lapses = Table(
    "service_lapses",
    metadata,
    Column("person", String(60), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("department", String(60), nullable=False),
    Column("on", Date, nullable=False),
    Column("source", String(12), nullable=False),
    Column("complaint", String(40), nullable=False),
    Column("nth", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index("service_lapses_on", "on"),
)

register = Register("visits", visits, complaints, years, lapses, zh="来访、投诉台账", en="Visitors and complaints")


def _numbered(number: str) -> dict[str, int]:
    year, serial = number.split("-")
    return {"year": int(year), "serial": int(serial)}


@register.on(VisitReceived)
def received(event: VisitReceived, rows: Rows) -> None:
    rows.insert(
        visits,
        id=event.originator_id.hex,
        **_numbered(event.number),
        number=event.number,
        person=event.person,
        department=event.department,
        on=event.on,
        visitor=event.visitor,
        contact=event.contact,
        matter=event.matter,
        to_department="",
        to_person="",
        promise="",
        due=None,
        missed=False,
        outcome="",
        settled_on=None,
        status="received",
        version=event.originator_version,
    )


def _visit(rows: Rows, event: Event, **values: object) -> None:
    rows.update(visits, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(VisitorGuided)
def guided(event: VisitorGuided, rows: Rows) -> None:
    _visit(rows, event, to_department=event.to_department, to_person=event.to_person)


@register.on(AnswerPromised)
def promised(event: AnswerPromised, rows: Rows) -> None:
    _visit(rows, event, status="promised", promise=event.promise, due=event.due)


@register.on(PromiseMissed)
def missed(event: PromiseMissed, rows: Rows) -> None:
    _visit(rows, event, missed=True)


@register.on(VisitSettled)
def settled(event: VisitSettled, rows: Rows) -> None:
    _visit(rows, event, status="settled", outcome=event.outcome, settled_on=event.day)


@register.on(ComplaintFiled)
def filed(event: ComplaintFiled, rows: Rows) -> None:
    rows.insert(
        complaints,
        id=event.originator_id.hex,
        **_numbered(event.number),
        number=event.number,
        person=event.person,
        department=event.department,
        on=event.on,
        visit=event.visit,
        complainant=event.complainant,
        matter=event.matter,
        status="filed",
        decided_on=None,
        finding="",
        version=event.originator_version,
    )


@register.on(ComplaintUpheld)
def upheld(event: ComplaintUpheld, rows: Rows) -> None:
    _decided(rows, event, "upheld")


@register.on(ComplaintDismissed)
def dismissed(event: ComplaintDismissed, rows: Rows) -> None:
    _decided(rows, event, "dismissed")


def _decided(rows: Rows, event: ComplaintUpheld | ComplaintDismissed, status: str) -> None:
    rows.update(
        complaints,
        {"id": event.originator_id.hex},
        status=status,
        decided_on=event.day,
        finding=event.finding,
        version=event.originator_version,
    )


@register.on(LapseRecorded)
def lapsed(event: LapseRecorded, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.insert(years, person=event.person, year=event.year, cause="", version=event.originator_version)
    else:
        _year(rows, event)
    rows.insert(
        lapses,
        person=event.person,
        year=event.year,
        number=event.number,
        department=event.department,
        on=event.on,
        source=event.source,
        complaint=event.complaint,
        nth=event.nth,
        note=event.note,
        withdrawn=False,
    )


def _year(rows: Rows, event: LapseRecorded | LapseWithdrawn | YearlyGradeLost | YearlyGradeRestored, **v: str) -> None:
    rows.update(years, {"person": event.person, "year": event.year}, version=event.originator_version, **v)


@register.on(LapseWithdrawn)
def lapse_withdrawn(event: LapseWithdrawn, rows: Rows) -> None:
    rows.update(lapses, {"person": event.person, "year": event.year, "number": event.number}, withdrawn=True)
    _year(rows, event)


@register.on(YearlyGradeLost)
def lost(event: YearlyGradeLost, rows: Rows) -> None:
    _year(rows, event, cause=event.cause)


@register.on(YearlyGradeRestored)
def restored(event: YearlyGradeRestored, rows: Rows) -> None:
    _year(rows, event, cause="")
