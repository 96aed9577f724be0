"""工会经费台账: payments with their answers, income, and what each member has had (A27)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table

from services.finance.ledger.record import Account, VoucherNumber
from services.finance.money import to_fen
from services.finance.union_fund import events as e
from services.finance.union_fund.income import IncomeKind, IncomeStatus, UnionIncome
from services.finance.union_fund.payment import CITES, How, PaymentStatus, UnionPayment
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Number, People, Person, Record, Row, choice

Purpose = Annotated[str, *choice("union.purposes", "支出用途 / purpose")]
Item = Annotated[str, *choice("union.items", "支出内容 / what is bought")]
Prohibition = Annotated[str, *choice("union.prohibitions", "八不准 / prohibition")]

shares = Table(
    "union_shares",
    MetaData(),
    Column("payment", String(32), primary_key=True),
    Column("person", String(60), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("counts", Boolean, nullable=False),
    Index("union_shares_person", "person", "year", "purpose"),
)
"""What of a payment is for whom; `counts` while it is asked for, consented to or paid."""
moved = Table(
    "union_moved",
    MetaData(),
    Column("year", Integer, primary_key=True),
    Column("what", String(40), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("fen", BigInteger, nullable=False),
)
"""Of a year, what was paid for each purpose and received of each kind, less what was taken back in it."""


class AnswerLine(Row, table="union_answers", key="payment place", by="payment place", of="payment", cites=CITES):
    place: int = Field(title="序号 / place")
    prohibition: Prohibition
    checked: list[How] = Field(title="系统核对 / checked")


class UnionPaymentRecord(
    Record,
    table="union_payments",
    zh="工会经费支出台账",
    en="Payments of the union",
    one="工会经费支出 / payment of the union",
    by="-year -serial",
    find="purpose status person",
    dated="asked_on",
    sheet="number person department purpose item people share amount asked_on decided_by decided_on paid_on voucher"
    " status",
    becomes=UnionPayment.BECOMES,
    cites=CITES,
):
    """Its workbook goes without whom it benefits, who is paid and what it is about."""

    number: Number
    person: Person = Field(title="经办人 / asked by")
    department: Department
    purpose: Purpose
    item: Item
    what: str = Field(title="事由 / what for")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")
    people: int = Field(title="受益人数 / people")
    share: Decimal = Field(title="人均(元) / per head (yuan)")
    recipients: People = Field(title="受益会员 / members whom it benefits")
    payee: str = Field(title="收款方 / who is paid")
    asked_on: date = Field(title="申请日 / asked on")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")
    reason: str = Field(title="理由 / reason")
    account: Account
    paid_by: Person = Field(title="付款人 / paid by")
    paid_on: date | None = Field(title="支付日 / paid on")
    voucher: VoucherNumber
    status: PaymentStatus = Field(title="状态 / status")
    answers: Annotated[list[AnswerLine], COMPUTED] = Field(
        default_factory=list, title="“八不准”逐条核对 / prohibitions"
    )


class UnionIncomeRecord(
    Record,
    table="union_income",
    zh="工会收入台账",
    en="Income of the union",
    one="工会收入 / income of the union",
    by="-year -serial",
    find="kind status",
    dated="on",
    sheet="number kind on amount period base percentage source account voucher entered_by status",
    becomes=UnionIncome.BECOMES,
    cites=CITES,
):
    number: Number
    kind: IncomeKind = Field(title="收入类别 / kind")
    on: date = Field(title="到账日 / received on")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")
    period: str = Field(max_length=7, title="会费所属期 / period of the dues")
    base: Decimal = Field(title="工资基数(元) / base of pay (yuan)")
    percentage: Decimal = Field(title="会费比例(%) / share (%)")
    source: str = Field(max_length=100, title="拨款单位 / granted by")
    account: Account
    voucher: VoucherNumber
    entered_by: Person = Field(title="登记人 / entered by")
    status: IncomeStatus = Field(title="状态 / status")
    reason: str = Field(title="冲回原因 / why taken back")


register = Register(
    "union-fund", UnionPaymentRecord, UnionIncomeRecord, AnswerLine, shares, moved, zh="工会经费台账", en="Union fund"
)
register.changes(UnionPaymentRecord, e.UnionPaymentApproved, decided_by="actor", decided_on="day", reason="")


def _asked(event: e.UnionPaymentAsked, rows: Rows) -> None:
    payment = event.originator_id.hex
    rows.delete(shares, payment=payment)
    for person in event.recipients:
        rows.insert(
            shares, payment=payment, person=person, year=event.year, purpose=event.purpose, fen=to_fen(event.share),
            counts=True,
        )  # fmt: skip
    rows.delete(AnswerLine, payment=payment)
    for place, one in enumerate(event.answers, 1):
        rows.insert(
            AnswerLine, payment=payment, place=place, prohibition=one.prohibition, checked=list(one.checked)
        )  # fmt: skip


@register.on(e.UnionPaymentRequested)
def _requested(event: e.UnionPaymentRequested, rows: Rows) -> None:
    rows.record(UnionPaymentRecord, event, asked_on=event.day)
    _asked(event, rows)


@register.on(e.UnionPaymentRevised)
def _revised(event: e.UnionPaymentRevised, rows: Rows) -> None:
    rows.change(
        UnionPaymentRecord, event, "purpose", "item", "what", "amount", "people", "share", "recipients", "payee",
        asked_on=event.day, decided_by="", decided_on=None, reason="",
    )  # fmt: skip
    _asked(event, rows)


@register.on(e.UnionPaymentReturned, e.UnionPaymentRejected)
def _refused(event: e.UnionPaymentDeclined, rows: Rows) -> None:
    rows.change(UnionPaymentRecord, event, "reason", decided_by=event.actor, decided_on=event.day)
    rows.update(shares, {"payment": event.originator_id.hex}, counts=False)


@register.on(e.UnionPaymentWithdrawn)
def _withdrawn(event: e.UnionPaymentWithdrawn, rows: Rows) -> None:
    rows.change(UnionPaymentRecord, event, "reason")
    rows.update(shares, {"payment": event.originator_id.hex}, counts=False)


@register.on(e.UnionPaymentPaid)
def _paid(event: e.UnionPaymentPaid, rows: Rows) -> None:
    rows.change(UnionPaymentRecord, event, "account", "voucher", paid_by=event.actor, paid_on=event.on)
    rows.add(moved, {"year": event.on.year, "what": event.purpose}, times=1, fen=to_fen(event.amount))


@register.on(e.UnionPaymentTakenBack)
def _payment_taken_back(event: e.UnionPaymentTakenBack, rows: Rows) -> None:
    rows.change(UnionPaymentRecord, event, "reason")
    rows.update(shares, {"payment": event.originator_id.hex}, counts=False)
    rows.add(moved, {"year": event.day.year, "what": event.purpose}, times=-1, fen=-to_fen(event.amount))


@register.on(e.UnionIncomeReceived)
def _received(event: e.UnionIncomeReceived, rows: Rows) -> None:
    rows.record(UnionIncomeRecord, event, entered_by=event.actor)
    rows.add(moved, {"year": event.on.year, "what": event.kind}, times=1, fen=to_fen(event.amount))


@register.on(e.UnionIncomeTakenBack)
def _income_taken_back(event: e.UnionIncomeTakenBack, rows: Rows) -> None:
    rows.change(UnionIncomeRecord, event, "reason")
    rows.add(moved, {"year": event.day.year, "what": event.kind}, times=-1, fen=-to_fen(event.amount))
