"""考勤表台账: one line per department and month, one per member, one per state of a half day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import Boolean, Column, Index, Integer, String

from services.attendance.leave.record import LeaveKind
from services.attendance.leave.span import Part
from services.attendance.sheets import events as e
from services.attendance.sheets.sheet import BECOMES, CITES, SheetStatus
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import COMPUTED, Days, Department, Person, Row, choice

State = Annotated[str, *choice("attendance.findings attendance.marks", "情况 / state", most=20)]


def _whose() -> tuple[Column[str], Column[str]]:
    return Column("month", String(7), nullable=False), Column("department", String(60), nullable=False)


class SheetRecord(
    Row,
    table="sheets",
    key="month department",
    zh="月度考勤台账",
    en="Register of monthly sheets",
    one="月度考勤表 / monthly sheet",
    by="-month department",
    find="month department status",
    becomes=BECOMES,
    cites=CITES,
    more=(Column("by_clock", Boolean, nullable=False),),
):
    department: Department
    month: Month
    status: SheetStatus = Field(title="状态 / status")
    due: date | None = Field(
        title="报送期限 / due",
        description="空表示该年节假日安排尚未公布 / empty until the calendar is known",
    )
    submitted_on: date | None = Field(title="报送日期 / submitted on")
    submitted_by: Person = Field(title="报送人 / submitted by")
    late: bool = Field(title="迟报 / late")
    missed: bool = Field(title="逾期未报 / missed")
    return_reason: str = Field(title="退回理由 / why returned")
    version: int = Field(title="版本 / version")


class StateRow(
    Row,
    table="sheet_states",
    key="month department person on half state",
    more=(*_whose(), Column("person", String(60), nullable=False), Index("sheet_states_person", "person", "on")),
):
    on: date = Field(title="日期 / day")
    half: Part = Field(title="时段 / half")
    state: State
    minutes: int = Field(title="分钟 / minutes")
    kind: LeaveKind


class LineRow(
    Row,
    table="sheet_lines",
    key="month department person",
    more=(
        *_whose(),
        Column("halves_due", Integer, nullable=False),
        Column("halves_present", Integer, nullable=False),
    ),
):
    person: Person = Field(title="姓名 / person")
    days_due: Annotated[Days, COMPUTED] = Field(title="应出勤 / days due")
    days_present: Annotated[Days, COMPUTED] = Field(title="实出勤 / days present")
    residency_due: Days = Field(title="应驻勤(天) / residency due")
    residency_done: Days = Field(title="驻勤(天) / residency done")
    states: Annotated[list[StateRow], COMPUTED] = Field(title="情况 / states")


class SheetView(SheetRecord, sheet="unrecorded"):
    """Whoever hands a sheet in or accepts it is told of the days without any punch beside the form."""

    lines: Annotated[list[LineRow], COMPUTED] = Field(title="考勤 / lines")
    unrecorded: Annotated[list[date], COMPUTED] = Field(
        title="全机关无打卡的工作日 / working days on which nobody punched",
        description=(
            "考勤机文件可能尚未导入，导入后请重新编制；已审核的不再列出"
            " / the machine's file may not be imported yet: compile anew when it is; none of a sheet that is accepted"
        ),
    )
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


register = Register("sheets", SheetRecord, LineRow, StateRow, zh="考勤表台账", en="Monthly sheets")


@register.on(e.SheetOpened)
def opened(event: e.SheetOpened, rows: Rows) -> None:
    rows.record(SheetRecord, event, version=event.originator_version, by_clock=event.actor == SYSTEM_ID)


@register.on(e.SheetCompiled)
def compiled(event: e.SheetCompiled, rows: Rows) -> None:
    key = {"month": event.month, "department": event.department}
    rows.delete(LineRow, **key)
    rows.delete(StateRow, **key)
    for line in event.lines:
        residency = {"residency_due": line.residency_due, "residency_done": line.residency_done}
        halves = {"halves_due": _halves(line.days_due), "halves_present": _halves(line.days_present)}
        rows.insert(LineRow, **key, person=line.person, **halves, **residency)
        _states(rows, key | {"person": line.person}, line.states)
    rows.change(SheetRecord, event)


def _states(rows: Rows, key: dict[str, str], states: tuple[e.DayState, ...]) -> None:
    for one in states:
        said = {"on": one.on, "half": one.half, "state": one.state, "minutes": one.minutes, "kind": one.kind}
        rows.insert(StateRow, **key, **said)


def _halves(days: Decimal) -> int:
    return int(days * 2)


@register.on(e.SheetCorrected, e.AbsenceExcused, e.AbsenceRestored)
def changed(event: e.DayChanged, rows: Rows) -> None:
    key = {"month": event.month, "department": event.department, "person": event.person}
    rows.delete(StateRow, **key, on=event.on)
    _states(rows, key, event.now)
    halves = {"halves_due": _halves(event.due_change), "halves_present": _halves(event.present_change)}
    rows.increase(LineRow, key, **halves)
    rows.change(SheetRecord, event)


@register.on(e.SheetDueSet)
def due_set(event: e.SheetDueSet, rows: Rows) -> None:
    rows.change(SheetRecord, event, "due", **({"late": True} if event.late else {}))


register.changes(SheetRecord, e.SheetSubmitted, "late", submitted_on="day", submitted_by="actor", return_reason="")
register.changes(SheetRecord, e.SheetReturned, return_reason="reason")
register.changes(SheetRecord, e.SheetMissed, missed=True)
register.changes(LineRow, e.ResidencyRestated, residency_done="now")
register.changes(SheetRecord, e.ResidencyRestated)
