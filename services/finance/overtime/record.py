"""加班台账: a line per person and day, with its hours and what it is compensated by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.day_kinds import DayKind
from services.finance.overtime import events as e
from services.finance.overtime.overtime import CITES, Compensation, Overtime, OvertimeStatus
from services.kernel.log.registers import Register
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Post, Record


class OvertimeRecord(
    Record,
    table="overtime",
    zh="加班台账",
    en="Register of overtime",
    one="加班 / overtime",
    by="-year -serial",
    find="department person status compensation",
    dated="on",
    sheet="number person department on kind reason hours days compensation time_off taken_on amount confirmed_by"
    " status",
    becomes=Overtime.BECOMES,
    cites=CITES,
):
    number: Number
    person: Person = Field(title="加班人 / who works")
    department: Department
    on: date = Field(title="加班日期 / day of overtime")
    kind: DayKind = Field(title="日期种类 / kind of day")
    reason: str = Field(title="加班事由 / what for")
    compensation: Compensation = Field(title="补偿方式 / compensation")
    status: OvertimeStatus = Field(title="状态 / status")
    waits_for: Annotated[Post, COMPUTED] = Field(default="", title="待办岗位 / waits for")
    requested_on: date = Field(title="申请日 / asked on")
    decided_by: Person = Field(title="批准人 / decided by")
    decided_on: date | None = Field(title="批准日 / decided on")
    hours: Decimal = Field(title="加班时数 / hours")
    days: Decimal = Field(title="折算天数 / counts as days")
    time_off: Decimal = Field(title="补休(天) / time off (days)")
    taken_on: date | None = Field(title="补休日期 / time off taken on")
    amount: Decimal = Field(title="补助(元) / allowance (yuan)")
    confirmed_by: Person = Field(title="确认人 / confirmed by")
    confirmed_on: date | None = Field(title="确认日 / confirmed on")
    note: str = Field(title="退回或不批准的理由 / why refused or sent back")


register = Register("overtime", OvertimeRecord)
register.opens(OvertimeRecord, e.OvertimeRequested, requested_on="day")
register.changes(OvertimeRecord, e.OvertimeApproved, decided_by="actor", decided_on="day")
register.changes(OvertimeRecord, e.OvertimeRejected, note="reason", decided_by="actor", decided_on="day")
register.changes(OvertimeRecord, e.OvertimeWithdrawn, note="reason")
register.changes(OvertimeRecord, e.OvertimeReported, "hours", note="")
register.changes(OvertimeRecord, e.OvertimeSentBack, note="reason")
register.changes(
    OvertimeRecord, e.OvertimeConfirmed, "days", "time_off", "amount", confirmed_by="actor", confirmed_on="day"
)
register.changes(OvertimeRecord, e.TimeOffTaken, "taken_on")
register.changes(OvertimeRecord, e.OvertimePaid)
