"""党费台账: a line per member and month, per receipt, and per remittance; and a member's year (B8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import Boolean, Column

from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month, Year
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Row
from services.party.dues import events as e
from services.party.dues.remittance import BECOMES, RemittanceStatus
from services.party.dues.year import CITES, DuesStatus, Measure


class DuesLine(
    Row,
    table="dues",
    zh="党费台账",
    en="Register of dues",
    one="月党费 / month's dues",
    key="person month",
    by="-month -person",
    find="person month status",
    dated="due",
    becomes={
        e.DuesOwed: DuesStatus.OWED,
        e.DuesExempted: DuesStatus.EXEMPT,
        e.DuesPaid: DuesStatus.PAID,
        e.DuesMissed: DuesStatus.OVERDUE,
        e.DuesMissWithdrawn: DuesStatus.OWED,
    },
    cites=CITES,
    more=(Column("by_clock", Boolean, nullable=False),),
):
    person: Person
    department: Department
    month: Month
    amount: Decimal = Field(title="应缴(元) / owed (yuan)")
    due: date = Field(title="期限 / due")
    status: DuesStatus = Field(title="状态 / status")
    paid_on: date | None = Field(title="缴纳日期 / paid on")
    number: str = Field(max_length=20, title="收据编号 / receipt")
    excused: bool = Field(title="已说明原因 / reason told in time")
    measure: Measure = Field(default=Measure.NONE, title="处理 / measure")


class ReceiptRecord(
    Row,
    table="dues_receipts",
    zh="党费收据台账",
    en="Register of receipts",
    one="收据 / receipt",
    key="number",
    by="-year -serial",
    find="person month remitted",
    dated="on",
    cites=CITES,
):
    """What was paid, and with a minus what was given back; a void receipt counts nothing."""

    number: Number
    person: Person = Field(title="党员 / member")
    month: Month
    on: date = Field(title="日期 / day")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")
    void: bool = Field(title="作废 / void")
    remitted: str = Field(max_length=7, title="随何月上交 / handed up with")


class RemittanceRecord(
    Row,
    table="dues_remittances",
    zh="党费上交台账",
    en="Register of remittances",
    one="党费上交 / remittance",
    key="month",
    by="-month",
    find="status",
    dated="due",
    becomes=BECOMES,
    cites=CITES,
):
    month: Month
    person: Person = Field(title="组织委员 / organisation member")
    due: date = Field(title="期限 / due")
    status: RemittanceStatus = Field(title="状态 / status")
    on: date | None = Field(title="上交日期 / handed up on")
    receipts: int = Field(title="收据份数 / receipts")
    total: Decimal = Field(title="金额(元) / total (yuan)")
    to: str = Field(max_length=100, title="上交至 / handed to")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


class DuesYearRecord(
    Row,
    table="dues_years",
    zh="党员年度党费",
    en="Members' years of dues",
    one="年度党费 / year of dues",
    key="person year",
    by="-year -person",
    find="person year",
    cites=CITES,
):
    person: Person
    year: Year
    first: Month = Field(title="基数自何月起 / base from")
    base: Decimal = Field(title="月工资基数(元) / base (yuan a month)")
    monthly: Decimal = Field(title="月应缴(元) / dues (yuan a month)")
    retired: bool = Field(title="离退休标准 / bands of the retired")
    approval: str = Field(max_length=100, title="核定文件 / approved by")
    version: int = Field(title="版本 / version")
    months: Annotated[list[DuesLine], COMPUTED] = Field(default_factory=list, title="各月 / months")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


register = Register(
    "dues", DuesYearRecord, DuesLine, ReceiptRecord, RemittanceRecord, zh="党费台账", en="Registers of dues"
)
register.changes(DuesLine, e.DuesExempted, amount=e.NOTHING)
register.changes(DuesLine, e.DuesChanged, "amount")
register.changes(DuesLine, e.DuesDelayExplained, excused=True)
register.changes(DuesLine, e.DuesMissed)
register.changes(DuesLine, e.DuesMissWithdrawn)
register.changes(DuesLine, e.DuesCriticised, "measure")
register.changes(DuesLine, e.DuesPaid, "number", paid_on="day")
register.opens(ReceiptRecord, e.DuesPaid, on="day")
register.opens(RemittanceRecord, e.RemittanceDue)
for goes_on in (
    e.DuesReliefDecided, e.DuesOwed, e.DuesExempted, e.DuesChanged, e.DuesPaid, e.DuesPaymentVoided, e.DuesRefunded,
    e.DuesDelayExplained, e.DuesMissed, e.DuesMissWithdrawn, e.DuesCriticised,
):  # fmt: skip
    register.changes(DuesYearRecord, goes_on)


@register.on(e.DuesBaseDecided)
def base_decided(event: e.DuesBaseDecided, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.record(DuesYearRecord, event)
    else:
        rows.change(DuesYearRecord, event, "first", "base", "monthly", "retired", "approval")


@register.on(e.DuesOwed)
def owed(event: e.DuesOwed, rows: Rows) -> None:
    """Once more where an exemption ended."""
    rows.delete(DuesLine, person=event.person, month=event.month)
    rows.record(DuesLine, event, by_clock=event.actor == SYSTEM_ID)


@register.on(e.DuesPaymentVoided)
def voided(event: e.DuesPaymentVoided, rows: Rows) -> None:
    _unpaid(event, rows)
    rows.update(ReceiptRecord, {"number": event.number}, void=True)


@register.on(e.DuesRefunded)
def refunded(event: e.DuesRefunded, rows: Rows) -> None:
    rows.record(ReceiptRecord, event, on=event.day, amount=-event.amount)
    if event.whole:
        _unpaid(event, rows)


def _unpaid(event: e.DuesPaymentVoided | e.DuesRefunded, rows: Rows) -> None:
    status = DuesStatus.OVERDUE if event.overdue else DuesStatus.OWED
    rows.change(DuesLine, event, number="", paid_on=None, status=status)


@register.on(e.DuesRemitted)
def remitted(event: e.DuesRemitted, rows: Rows) -> None:
    rows.change(RemittanceRecord, event, "total", "to", on=event.day, receipts=len(event.numbers))
    for number in event.numbers:
        rows.update(ReceiptRecord, {"number": number}, remitted=event.month)
