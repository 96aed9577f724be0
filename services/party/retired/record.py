"""离退休干部台账: who they are, and what is owed to them (B9.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.log.registers import Register
from services.kernel.procedure.record import Department, Number, People, Record, choice, refers
from services.party.retired import care
from services.party.retired import events as e

Duty = Annotated[str, *choice("retired.duties retired.occasions", "事项 / duty")]
Occasion = Annotated[str, *choice("retired.occasions", "事由 / occasion")]


class RetiredRecord(
    Record,
    table="retired",
    zh="离退休干部名册",
    en="Register of retired staff",
    one="离退休干部 / retired colleague",
    by="-year -serial",
    find="status",
    dated="retired_on",
    sheet="number retired_on status left",
    becomes=care.RETIRED_BECOMES,
    cites=care.CITES,
):
    """Its workbook goes without names and addresses."""

    number: Number
    name: str = Field(title="姓名 / name")
    born: date | None = Field(title="出生日期 / born")
    retired_on: date = Field(title="退休日期 / retired on")
    address: str = Field(title="住址 / address")
    contact: str = Field(title="联系方式 / contact")
    condition: str = Field(title="身体和生活状况 / condition")
    status: care.RetiredStatus = Field(title="状态 / status")
    left: date | None = Field(title="注销日期 / left on")
    reason: str = Field(title="注销原因 / reason")


class CareRecord(
    Record,
    table="retired_care",
    zh="离退休干部慰问走访台账",
    en="Register of care for retired staff",
    one="慰问走访 / duty of care",
    by="-due -id",
    find="retired duty status",
    dated="due",
    sheet="duty period due on visitors missed status",
    becomes=care.CARE_BECOMES,
    cites=care.CITES,
):
    """Its workbook goes without whom it was for and what was brought."""

    retired: Annotated[UUID, refers("party.get-retired"), Field(title="离退休干部 / retired colleague")]
    name: str = Field(max_length=100, title="姓名 / name")
    duty: Duty
    period: str = Field(max_length=10, title="时段或日期 / period or day")
    department: Department
    due: date = Field(title="期限 / due")
    note: str = Field(title="情况 / what happened")
    status: care.CareStatus = Field(title="状态 / status")
    missed: bool = Field(title="逾期 / overdue")
    on: date | None = Field(title="办理日期 / done on")
    visitors: People = Field(title="慰问人员 / visitors")
    what: str = Field(title="慰问内容 / what was brought")


register = Register("retired", RetiredRecord, CareRecord, zh="离退休干部台账", en="Retired staff")
register.opens(RetiredRecord, e.RetiredEntered)
register.changes(RetiredRecord, e.RetiredDetailsChanged, "address", "contact", "condition")
register.changes(RetiredRecord, e.RetiredLeft, "reason", left="on")
register.opens(CareRecord, e.CareDue)
register.changes(CareRecord, e.CareGiven, "on", "visitors", "what")
register.changes(CareRecord, e.CareMissed, missed=True)
