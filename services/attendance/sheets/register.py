"""考勤表台账: one row per department and month, one per line, one per state of a half day."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.attendance.sheets.events import (
    AbsenceExcused,
    AbsenceRestored,
    DayChanged,
    DayState,
    Line,
    ResidencyRestated,
    SheetAccepted,
    SheetCompiled,
    SheetCorrected,
    SheetMissed,
    SheetOpened,
    SheetReturned,
    SheetSubmitted,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

sheets = Table(
    "sheets",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("department", String(60), primary_key=True),
    Column("status", String(12), nullable=False),
    Column("due", Date, nullable=False),
    Column("submitted_on", Date),
    Column("late", Boolean, nullable=False),
    Column("missed", Boolean, nullable=False),
    Column("return_reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("sheets_status", "status", "due"),
)

lines = Table(
    "sheet_lines",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("department", String(60), primary_key=True),
    Column("person", String(60), primary_key=True),
    Column("halves_due", Integer, nullable=False),
    Column("halves_present", Integer, nullable=False),
    Column("residency_due", String(12), nullable=False),
    Column("residency_done", String(12), nullable=False),
)
"""Lengths of `halves_…` in half days."""

states = Table(
    "sheet_states",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("department", String(60), primary_key=True),
    Column("person", String(60), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("half", String(3), primary_key=True),
    Column("state", String(20), primary_key=True),
    Column("minutes", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Index("sheet_states_person", "person", "on"),
)

register = Register("sheets", sheets, lines, states, zh="考勤表台账", en="Monthly sheets")


@register.on(SheetOpened)
def opened(event: SheetOpened, rows: Rows) -> None:
    rows.insert(
        sheets,
        month=event.month,
        department=event.department,
        status="open",
        due=event.due,
        submitted_on=None,
        late=False,
        missed=False,
        return_reason="",
        version=event.originator_version,
    )


def _sheet(rows: Rows, event: Event, month: str, **values: object) -> None:
    rows.update(sheets, {"month": month, "department": event.department}, version=event.originator_version, **values)


@register.on(SheetCompiled)
def compiled(event: SheetCompiled, rows: Rows) -> None:
    key = {"month": event.month, "department": event.department}
    rows.delete(lines, **key)
    rows.delete(states, **key)
    for line in event.lines:
        _line(rows, key, line)
    _sheet(rows, event, event.month, status="draft")


def _line(rows: Rows, key: dict[str, str], line: Line) -> None:
    rows.insert(
        lines,
        **key,
        person=line.person,
        halves_due=_halves(line.days_due),
        halves_present=_halves(line.days_present),
        residency_due=str(line.residency_due),
        residency_done=str(line.residency_done),
    )
    for state in line.states:
        _state(rows, key, line.person, state)


def _state(rows: Rows, key: dict[str, str], person: str, state: DayState) -> None:
    rows.insert(
        states,
        **key,
        person=person,
        on=state.on,
        half=state.half,
        state=state.state,
        minutes=state.minutes,
        kind=state.kind,
    )


def _halves(days: Decimal) -> int:
    return int(days * 2)


@register.on(SheetSubmitted)
def submitted(event: SheetSubmitted, rows: Rows) -> None:
    _sheet(rows, event, event.month, status="submitted", submitted_on=event.day, late=event.late, return_reason="")


@register.on(SheetReturned)
def returned(event: SheetReturned, rows: Rows) -> None:
    _sheet(rows, event, event.month, status="returned", return_reason=event.reason)


@register.on(SheetMissed)
def missed(event: SheetMissed, rows: Rows) -> None:
    _sheet(rows, event, event.month, missed=True)


@register.on(SheetAccepted)
def accepted(event: SheetAccepted, rows: Rows) -> None:
    _sheet(rows, event, event.month, status="accepted")


@register.on(SheetCorrected, AbsenceExcused, AbsenceRestored)
def changed(event: DayChanged, rows: Rows) -> None:
    key = {"month": event.month, "department": event.department}
    rows.delete(states, **key, person=event.person, on=event.on)
    for state in event.now:
        _state(rows, key, event.person, state)
    rows.increase(
        lines,
        {**key, "person": event.person},
        halves_due=_halves(event.due_change),
        halves_present=_halves(event.present_change),
    )
    _sheet(rows, event, event.month)


@register.on(ResidencyRestated)
def restated(event: ResidencyRestated, rows: Rows) -> None:
    key = {"month": event.month, "department": event.department, "person": event.person}
    rows.update(lines, key, residency_done=str(event.now))
    _sheet(rows, event, event.month)
