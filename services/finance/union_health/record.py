"""健康体检台账: one line a year, and one for each who went; no line says what was found (A23)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.finance.union_health import events as e
from services.finance.union_health.check import CITES, CheckStatus, HealthCheck
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import Department, Person, Record, Row


class HealthCheckRecord(
    Record,
    table="health_checks",
    zh="健康体检台账",
    en="Register of health checks",
    one="年度健康体检 / year's health check",
    by="-year",
    find="status",
    dated="opened",
    sheet="year due answers first last place number held_on missed status",
    becomes=HealthCheck.BECOMES,
    cites=CITES,
):
    year: Year
    opened: date = Field(title="产生日期 / owed since")
    due: date = Field(title="期限 / due")
    answers: Person = Field(title="责任人 / who owes it")
    department: Department
    first: date | None = Field(title="体检自 / from")
    last: date | None = Field(title="体检至 / to")
    place: str = Field(title="体检地点 / place")
    number: int = Field(title="参加人数 / who went")
    held_on: date | None = Field(title="完成日期 / held by")
    missed: bool = Field(title="曾逾期 / was missed")
    status: CheckStatus = Field(title="状态 / status")


class HealthCheckAttendance(
    Row,
    table="health_check_attendance",
    zh="健康体检参加名单",
    en="Who went to the health check",
    one="参加体检 / attendance",
    key="year person",
    by="-year -person",
    find="year person",
    dated="on",
    cites=CITES,
):
    year: Year
    person: Person
    on: date = Field(title="体检日期 / went on")


register = Register(
    "health-checks", HealthCheckRecord, HealthCheckAttendance, zh="健康体检台账", en="Health checks"
)  # fmt: skip
register.opens(HealthCheckRecord, e.HealthCheckDue, opened="day")
register.changes(HealthCheckRecord, e.HealthCheckPassed, "answers", "department")
register.changes(HealthCheckRecord, e.HealthCheckArranged, "first", "last", "place")
register.changes(HealthCheckRecord, e.HealthCheckHeld, "number", held_on="day")
register.changes(HealthCheckRecord, e.HealthCheckMissed, missed=True)


@register.on(e.HealthCheckAttended)
def _attended(event: e.HealthCheckAttended, rows: Rows) -> None:
    rows.change(HealthCheckRecord, event)
    rows.increase(HealthCheckRecord, {"id": event.originator_id.hex}, number=event.number)
    for person in event.people:
        rows.insert(HealthCheckAttendance, year=event.year, person=person, on=event.on)
