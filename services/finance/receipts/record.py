"""票据本、票据、收款、上缴台账 (B10.5, B10.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, Integer

from services.finance.fees.record import Amount, Item, LicenceNumber, Organisation, Payer, Title
from services.finance.ledger.record import VoucherNumber
from services.finance.money import of_fen, to_fen
from services.finance.receipts import events as e
from services.finance.receipts.book import CITES, BookStatus, ReceiptBook
from services.finance.receipts.handing_up import CITES as TREASURY_CITES
from services.finance.receipts.handing_up import HandingUp, HandingUpStatus
from services.finance.receipts.receipt import Means, Receipt, ReceiptStatus
from services.finance.receipts.takings import CITES as TAKINGS_CITES
from services.finance.receipts.takings import Takings, TakingsStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import COMPUTED, Department, Person, Record, refers

Book = Annotated[UUID, refers("finance.get-receipt-book"), Field(title="票据本 / receipt book")]
Series = Annotated[str, Field(max_length=30, title="票据代码 / series")]
ReceiptNumber = Annotated[str, Field(max_length=60, title="票据号 / receipt")]
Slip = Annotated[str, Field(max_length=60, title="存款单号 / deposit slip")]
Paper = Annotated[str, Field(max_length=60, title="缴款书号 / payment order")]
NOTHING = Decimal("0.00")


class ReceiptBookRecord(
    Record,
    table="receipt_books",
    zh="票据本台账",
    en="Receipt books",
    one="票据本 / receipt book",
    by="series first_number id",
    find="series status",
    dated="registered_on",
    becomes=ReceiptBook.BECOMES,
    cites=CITES,
    more=tuple(Column(name, Integer, nullable=False) for name in ("first", "last", "digits", "following")),
):
    series: Series
    first_number: str = Field(max_length=20, title="起号 / first number")
    last_number: str = Field(max_length=20, title="止号 / last number")
    next_number: Annotated[str, COMPUTED] = Field(default="", title="下一号 / next number")
    registered_on: date = Field(title="领购日 / received on")
    status: BookStatus = Field(title="状态 / status")
    reason: str = Field(title="缴销原因 / why it was returned")

    @classmethod
    def seen(cls, row: object) -> ReceiptBookRecord:
        following = f"{row.following:0{row.digits}d}" if row.status == BookStatus.IN_USE else ""  # type: ignore[attr-defined]
        return cls.of(row, next_number=following)


class ReceiptRecord(
    Record,
    table="fee_receipts",
    zh="票据台账",
    en="Register of fee receipts",
    one="票据 / fee receipt",
    by="-issued_on -number",
    find="number item means status month",
    dated="issued_on",
    sheet="number issued_on title organisation amount means status banked_on handed_up voucher",
    becomes=Receipt.BECOMES,
    cites=CITES,
):
    """Its workbook goes without the names of people."""

    number: ReceiptNumber
    book: Book
    issued_on: date = Field(title="开具日期 / issued on")
    month: Month
    item: Item | None
    title: Title
    licence: LicenceNumber
    organisation: Organisation
    payer: Payer
    amount: Amount
    means: Means | None = Field(title="收款方式 / means of payment")
    reference: str = Field(max_length=60, title="银行流水号 / the bank's reference")
    charge: Annotated[UUID | None, refers("finance.get-charge"), Field(title="应收款 / charge")]
    takings: Annotated[UUID | None, refers("finance.get-takings"), Field(title="当日收款 / takings")]
    person: Person = Field(title="开具人 / issued by")
    status: ReceiptStatus = Field(title="状态 / status")
    banked_on: date | None = Field(title="缴存日 / banked on")
    handed_up: str = Field(max_length=7, title="随何月上缴 / handed up with")
    voucher: VoucherNumber
    voided_by: Person = Field(title="作废人 / voided by")
    reason: str = Field(title="作废原因 / why it is void")


class TakingsRecord(
    Record,
    table="takings",
    zh="现金收款缴存台账",
    en="Takings in cash",
    one="当日收款 / takings",
    by="-on -person -id",
    find="person status missed",
    dated="on",
    becomes=Takings.BECOMES,
    cites=TAKINGS_CITES,
    more=(Column("amount_fen", BigInteger, nullable=False),),
):
    on: date = Field(title="收款日 / day of the takings")
    person: Person = Field(title="收款人 / taken by")
    department: Department
    amount: Annotated[Decimal, COMPUTED] = Field(default=NOTHING, title="金额(元) / amount (yuan)")
    due: date | None = Field(title="缴存期限 / to be banked by")
    missed: bool = Field(title="逾期 / overdue")
    banked_on: date | None = Field(title="缴存日 / banked on")
    banked_by: Person = Field(title="缴存人 / banked by")
    slip: Slip
    voucher: VoucherNumber
    checked_by: Person = Field(title="稽核人 / checked by")
    status: TakingsStatus = Field(title="状态 / status")

    @classmethod
    def seen(cls, row: object) -> TakingsRecord:
        """With its sum, which the register keeps in fen."""
        return cls.of(row, amount=of_fen(row.amount_fen))  # type: ignore[attr-defined]


class HandingUpRecord(
    Record,
    table="handing_up",
    zh="上缴国库台账",
    en="Handed up to the treasury",
    one="上缴国库 / handing up",
    by="-month -id",
    find="month status missed",
    dated="opened_on",
    becomes=HandingUp.BECOMES,
    cites=TREASURY_CITES,
):
    month: Month
    person: Person = Field(title="责任人 / who answers for it")
    department: Department
    opened_on: date = Field(title="首笔收款日 / first receipt on")
    due: date | None = Field(title="上缴期限 / to be handed up by")
    missed: bool = Field(title="逾期 / overdue")
    paper: Paper
    amount: Amount
    receipts: int = Field(title="票据份数 / receipts")
    prepared_by: Person = Field(title="填制人 / prepared by")
    prepared_on: date | None = Field(title="填制日 / prepared on")
    paid_by: Person = Field(title="付款人 / paid by")
    paid_on: date | None = Field(title="上缴日 / handed up on")
    voucher: VoucherNumber
    status: HandingUpStatus = Field(title="状态 / status")


register = Register(
    "receipts", ReceiptBookRecord, ReceiptRecord, TakingsRecord, HandingUpRecord, zh="票据与收款台账", en="Receipts"
)


@register.on(e.ReceiptBookRegistered)
def _registered(event: e.ReceiptBookRegistered, rows: Rows) -> None:
    printed = {"first_number": event.first, "last_number": event.last}
    rows.record(
        ReceiptBookRecord,
        event,
        registered_on=event.day,
        following=event.first,
        **{name: f"{serial:0{event.digits}d}" for name, serial in printed.items()},
    )


@register.on(e.ReceiptNumberUsed)
def _used(event: e.ReceiptNumberUsed, rows: Rows) -> None:
    rows.change(ReceiptBookRecord, event, following=event.serial + 1)


register.changes(ReceiptBookRecord, e.ReceiptBookReturned, "reason")


@register.on(e.ReceiptIssued)
def _issued(event: e.ReceiptIssued, rows: Rows) -> None:
    ids = {name: getattr(event, name) for name in ("book", "item", "charge", "takings")}
    rows.record(
        ReceiptRecord, event, issued_on=event.day, person=event.actor,
        **{name: id.hex if id else None for name, id in ids.items()},
    )  # fmt: skip
    if event.takings:
        rows.increase(TakingsRecord, {"id": event.takings.hex}, amount_fen=to_fen(event.amount))


@register.on(e.ReceiptSpoiled)
def _spoiled(event: e.ReceiptSpoiled, rows: Rows) -> None:
    rows.record(
        ReceiptRecord, event, issued_on=event.day, person=event.actor, voided_by=event.actor, book=event.book.hex
    )  # fmt: skip


@register.on(e.ReceiptVoided)
def _voided(event: e.ReceiptVoided, rows: Rows) -> None:
    rows.change(ReceiptRecord, event, "reason", voided_by=event.actor)
    if event.takings:
        rows.increase(TakingsRecord, {"id": event.takings.hex}, amount_fen=-to_fen(event.amount))


@register.on(e.TakingsDue)
def _takings_due(event: e.TakingsDue, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.record(TakingsRecord, event)
    else:
        rows.change(TakingsRecord, event, "due")


@register.on(e.TakingsBanked)
def _banked(event: e.TakingsBanked, rows: Rows) -> None:
    rows.change(TakingsRecord, event, "slip", "voucher", banked_on=event.day, banked_by=event.actor)
    for number in event.numbers:
        rows.update(ReceiptRecord, {"number": number}, banked_on=event.day)


register.changes(TakingsRecord, e.TakingsChecked, checked_by="actor")
register.changes(TakingsRecord, e.TakingsMissed, missed=True)


@register.on(e.HandingUpDue)
def _handing_up_due(event: e.HandingUpDue, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.record(HandingUpRecord, event, opened_on=event.day, amount=NOTHING)
    else:
        rows.change(HandingUpRecord, event, "due")


@register.on(e.HandingUpPrepared)
def _prepared(event: e.HandingUpPrepared, rows: Rows) -> None:
    rows.change(
        HandingUpRecord, event, "paper", "amount", receipts=len(event.numbers), prepared_by=event.actor,
        prepared_on=event.day,
    )  # fmt: skip
    _hand_up(event.numbers, event.month, rows)


@register.on(e.HandingUpWithdrawn)
def _withdrawn(event: e.HandingUpWithdrawn, rows: Rows) -> None:
    rows.change(
        HandingUpRecord, event, paper="", amount=NOTHING, receipts=0, prepared_by="", prepared_on=None
    )  # fmt: skip
    _hand_up(event.numbers, "", rows)


def _hand_up(numbers: tuple[str, ...], month: str, rows: Rows) -> None:
    for number in numbers:
        rows.update(ReceiptRecord, {"number": number}, handed_up=month)


register.changes(HandingUpRecord, e.HandedUp, "voucher", paid_by="actor", paid_on="day")
register.changes(HandingUpRecord, e.HandingUpMissed, missed=True)
