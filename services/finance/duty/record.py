"""值班台账: a line per turn of duty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Index

from services.finance.duty import events as e
from services.finance.duty.turn import CITES, DutyStatus, DutyTurn
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record, refers


class DutyRecord(
    Record,
    table="duty",
    zh="值班台账",
    en="Duty rota",
    one="班次 / turn of duty",
    by="-on -id",
    find="person department status on",
    dated="on",
    sheet="on person department status amount confirmed_by confirmed_on",
    becomes=DutyTurn.BECOMES,
    cites=CITES,
    more=(Index("duty_person_on", "person", "on"),),
):
    on: date = Field(title="值班日期 / day of duty")
    person: Person = Field(title="值班人 / on duty")
    department: Department
    status: DutyStatus = Field(title="状态 / status")
    to: Person = Field(title="拟接班人 / asked to take it")
    in_return: Annotated[UUID | None, refers("finance.get-duty")] = Field(title="换回班次 / turn in return")
    amount: Decimal = Field(title="值班补助(元) / duty allowance (yuan)")
    confirmed_by: Person = Field(title="登记人 / entered by")
    confirmed_on: date | None = Field(title="登记日 / entered on")


register = Register("duty", DutyRecord)
register.opens(DutyRecord, e.DutyPublished)


@register.on(e.DutySwapAsked)
def swap_asked(event: e.DutySwapAsked, rows: Rows) -> None:
    rows.change(DutyRecord, event, "to", in_return=event.in_return.hex if event.in_return else None)


@register.on(e.DutySwapDeclined, e.DutySwapWithdrawn)
def not_swapped(event: e.OfDuty, rows: Rows) -> None:
    rows.change(DutyRecord, event, to="", in_return=None)


@register.on(e.DutyHandedOver)
def handed_over(event: e.DutyHandedOver, rows: Rows) -> None:
    rows.change(DutyRecord, event, "department", person=event.to, to="", in_return=None)


register.changes(DutyRecord, e.DutyDone, "amount", confirmed_by="actor", confirmed_on="day")
register.changes(DutyRecord, e.DutyMissed, confirmed_by="actor", confirmed_on="day")
register.changes(DutyRecord, e.DutyCancelled)
register.changes(DutyRecord, e.DutyPaid)
