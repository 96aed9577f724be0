"""打卡台账: the punches of a person's day, and the day marks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import Index

from services.attendance.leave.span import Part
from services.attendance.punches import events as e
from services.attendance.punches.card import corrected_to, moments
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Row, choice

Mark = Annotated[str, *choice("attendance.marks", "标记 / mark", most=20)]
Day = Annotated[date, Field(title="日期 / day")]
CORRECTED = "corrected"


class PunchRow(
    Row,
    table="punches",
    key="person on number",
    zh="打卡台账",
    en="Punch register",
    more=(Index("punches_day", "on", "person"),),
):
    """One per day and fact of the person's month, `number` being the fact's place in it; a correction leaves one, of
    source `corrected`."""

    person: Person
    on: Day
    number: int = Field(title="次序 / number")
    source: str = Field(max_length=64, title="来源 / source")
    at: list[str] = Field(title="打卡 / punches")


class MarkRow(
    Row,
    table="day_marks",
    key="person on half state",
    more=(Index("day_marks_day", "on", "person"), Index("day_marks_trip", "trip")),
):
    person: Person
    on: Day
    half: Part = Field(title="时段 / part of the day")
    state: Mark
    trip: str = Field(max_length=60, title="出差单编号 / trip number")


class DayRecord(Row, sheet="on person department punches marks_zh"):
    """One person's day: punches as wall-clock moments, marks as `half:state`."""

    person: Person = Field(title="姓名 / person")
    department: Department
    on: Day
    punches: list[datetime] = Field(title="打卡 / punches")
    marks: list[str] = Field(title="标记 / marks")
    marks_zh: list[str] = Field(title="标记 / marks")
    marks_en: list[str] = Field(title="标记 / marks")
    allowed: list[str] | None = Field(default=None, title="可办理 / allowed")


register = Register("punches", PunchRow, MarkRow, zh="打卡台账", en="Punches and day marks")


@register.on(e.PunchesRecorded)
def recorded(event: e.PunchesRecorded, rows: Rows) -> None:
    for entry in event.punches:
        _punched(event, rows, entry, event.source)


@register.on(e.PunchCorrected)
def corrected(event: e.PunchCorrected, rows: Rows) -> None:
    rows.delete(PunchRow, person=event.person, on=event.on)
    _punched(event, rows, corrected_to(event), CORRECTED)


def _punched(event: e.PunchesRecorded | e.PunchCorrected, rows: Rows, entry: e.DayPunches, source: str) -> None:
    at = [moment.isoformat() for moment in moments(entry)]
    number = event.originator_version
    rows.insert(PunchRow, person=event.person, on=entry.on, number=number, source=source, at=at)


@register.on(e.DayMarked)
def marked(event: e.DayMarked, rows: Rows) -> None:
    rows.record(MarkRow, event)


@register.on(e.DayMarkWithdrawn)
def mark_withdrawn(event: e.DayMarkWithdrawn, rows: Rows) -> None:
    rows.delete(MarkRow, person=event.person, on=event.on, half=event.half, state=event.state)
