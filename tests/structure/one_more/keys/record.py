"""钥匙台账: one line a loan."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from services.documents.keys import events as e
from services.documents.keys.loan import BECOMES, CITES, LoanStatus

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Number, Person, Record


class KeyRecord(
    Record,
    table="keys",
    zh="钥匙台账",
    en="Register of keys",
    one="钥匙 / key",
    by="-year -serial",
    find="person",
    dated="lent_on",
    sheet="number person room due status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    person: Person = Field(title="借用人 / person")
    department: Department
    room: str = Field(max_length=60, title="房间 / room")
    purpose: str = Field(title="用途 / purpose")
    lent_on: date = Field(title="借出日 / lent on")
    due: date = Field(title="期限 / due")
    status: LoanStatus = Field(title="状态 / status")


register = Register("keys", KeyRecord)


@register.on(e.KeyLent)
def lent(event: e.KeyLent, rows: Rows) -> None:
    rows.record(KeyRecord, event, lent_on=event.day)
