"""Carries out receipts: books, receipts, the day's takings, the month's handing up (B10.5, B10.6)."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.finance.duties import bound
from services.finance.fees.charge import Charge
from services.finance.fees.handlers import charges, of_the_organ
from services.finance.fees.licensed import check_licensed, check_payer
from services.finance.ledger.posting import credit, debit, post, take_back
from services.finance.money import total
from services.finance.posts import ACCOUNTANT, CASHIER
from services.finance.receipts import events as e
from services.finance.receipts import operations as ops
from services.finance.receipts.book import CITES, BookRegistered, ReceiptBook
from services.finance.receipts.handing_up import CITES as TREASURY_CITES
from services.finance.receipts.handing_up import HandingUp, HandingUpStatus, NotYetHandedUp, handing_up_id
from services.finance.receipts.receipt import Means, Receipt, ReceiptPassedOn, ReceiptStatus
from services.finance.receipts.record import (
    HandingUpRecord,
    ReceiptBookRecord,
    ReceiptRecord,
    TakingsRecord,
    register,
)
from services.finance.receipts.takings import Takings, TakingsStatus
from services.finance.separation import check_segregated, one_hand
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands, expect
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Keys, Obligation, by_stream, missing
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told, told_by_key
from services.kernel.rules.calendar import UnknownYear
from services.kernel.rules.months import bounds, following, month_of


def _month(event: Any) -> str:
    return str(event.month)


def _owes(event: Any, key: Keys = by_stream) -> Due:
    """While its day cannot be told that stays open; the clock says it then."""
    return Due(key(event), event.due, event.person, event.department)


bank_takings = Obligation(
    kind="finance.takings",
    zh="缴存现金收款",
    en="Bank the takings",
    tells=told(TakingsRecord, "on"),
    cites=("B10.5", "B10.6"),
    opened_by={e.TakingsDue: _owes},
    fulfilled_by={e.TakingsBanked: by_stream},
    missed_by={e.TakingsMissed: by_stream},
    cancelled_by={e.TakingsLapsed: by_stream},
    on_missed=missing(Takings),
    shows=ops.GetTakings,
)
hand_up = Obligation(
    kind="finance.handing-up",
    zh="上缴国库",
    en="Hand up to the treasury",
    tells=told_by_key(),
    cites=TREASURY_CITES,
    opened_by={e.HandingUpDue: partial(_owes, key=_month)},
    fulfilled_by={e.HandedUp: _month},
    missed_by={e.HandingUpMissed: _month},
    cancelled_by={e.HandingUpLapsed: _month},
    on_missed=missing(HandingUp),
    shows=ops.GetHandingUp,
    which=lambda debt: {"month": debt.key},
)
procedure = Procedure(
    "receipts", zh="票据与收款", en="Receipts", registers=[register], obligations=[bank_takings, hand_up]
)
books = Commands(
    procedure,
    ReceiptBook,
    key="book",
    record=ReceiptBookRecord,
    shows=ops.GetReceiptBook,
    views=lambda ctx, rows: [ReceiptBookRecord.seen(row) for row in rows],
    subject=of_the_organ,
)
receipts = Commands(
    procedure, Receipt, key="receipt", record=ReceiptRecord, shows=ops.GetFeeReceipt, subject=of_the_organ
)  # fmt: skip
takings = Commands(
    procedure,
    Takings,
    key="takings",
    record=TakingsRecord,
    shows=ops.GetTakings,
    views=lambda ctx, rows: [TakingsRecord.seen(row) for row in rows],
    subject=of_the_organ,
)
handing_up = Commands(
    procedure,
    HandingUp,
    at=lambda op: handing_up_id(op.month),
    record=HandingUpRecord,
    shows=ops.GetHandingUp,
    subject=of_the_organ,
)
procedure.attachable(
    "takings",
    ops.GetTakings,
    by=(CASHIER, ACCOUNTANT),
    open=lambda one: one.status in (TakingsStatus.DUE, TakingsStatus.BANKED),
)


# -- books ------------------------------------------------------------------------------------------------------------


@books.opens(ops.RegisterReceiptBook)
def register_book(op: ops.RegisterReceiptBook, ctx: Context) -> ReceiptBook:
    book = ReceiptBook(ctx.new_id())
    book.register(ctx.act, **op.model_dump())
    for known in ctx.rows_of(ReceiptBookRecord, series=op.series):
        if known.first <= book.last and book.first <= known.last:
            raise BookRegistered(
                f"该代码的{known.first_number}–{known.last_number}号已登记。",
                f"The numbers {known.first_number} to {known.last_number} of the series are registered.",
                cites=CITES,
                series=op.series,
            )
    return book


books.acts(ops.ReturnReceiptBook, ReceiptBook.give_back)
books.lists(ops.ListReceiptBooks)


# -- receipts ---------------------------------------------------------------------------------------------------------


@receipts.opens(ops.IssueReceipt)
def issue_receipt(op: ops.IssueReceipt, ctx: Context) -> Receipt:
    check_payer(op.organisation, op.payer)
    item, licence = check_licensed(ctx, op.item, op.amount)
    said = {"item": op.item, "title": item.title, "licence": licence}
    paid = {"organisation": op.organisation, "payer": op.payer, "amount": op.amount}
    return _write(ctx, ctx.load(ReceiptBook, op.book), op, cites=("B10.4", "B10.5", "B10.6"), **said, **paid)


@receipts.opens(ops.CollectCharge)
def collect_charge(op: ops.CollectCharge, ctx: Context) -> Receipt:
    charge = ctx.load(Charge, op.charge)
    expect(charge, ops.CollectCharge)
    named = ("item", "title", "licence", "organisation", "payer", "amount")
    said = {name: getattr(charge, name) for name in named}
    book = ctx.load(ReceiptBook, op.book)
    receipt = _write(ctx, book, op, charge=charge.id, cites=("B10.5", "B10.6"), **said)
    charge.collect(ctx.act, receipt=receipt.number)
    ctx.save(charge)
    return receipt


def _write(ctx: Context, book: ReceiptBook, op: ops.IssueReceipt | ops.CollectCharge, **said: Any) -> Receipt:
    """The receipt, its entry in the books, and what is owed with it: the deposit, and the month's handing up."""
    receipt = Receipt(ctx.new_id())
    number = _number(ctx, book, op.number, receipt)
    cash = op.means is Means.CASH
    voucher = post(
        ctx, f"收费票据{number} {op.reference}".rstrip(), debit("cash" if cash else "bank", said["amount"]),
        credit("treasury", said["amount"]), shows=ops.GetFeeReceipt, about=receipt.id, cites=CITES,
    )  # fmt: skip
    day = _takings_of_today(ctx) if cash else None
    _month_owes(ctx)
    receipt.issue(
        ctx.act, number=number, book=book.id, means=op.means.value, reference=op.reference, month=month_of(ctx.today),
        voucher=voucher, takings=day.id if day else None, **said,
    )  # fmt: skip
    ctx.save(receipt)
    return receipt


def _number(ctx: Context, book: ReceiptBook, printed: str, receipt: Receipt) -> str:
    number = book.use(ctx.act, number=printed, receipt=receipt.id)
    ctx.save(book)
    return number


@receipts.opens(ops.SpoilReceipt)
def spoil_receipt(op: ops.SpoilReceipt, ctx: Context) -> Receipt:
    receipt, book = Receipt(ctx.new_id()), ctx.load(ReceiptBook, op.book)
    number = _number(ctx, book, op.number, receipt)
    receipt.spoil(ctx.act, number=number, book=book.id, month=month_of(ctx.today), reason=op.reason)
    return receipt


books.leads_to(ops.IssueReceipt)
books.leads_to(ops.SpoilReceipt)
charges.leads_to(ops.CollectCharge)


def passed_on(one: ReceiptRecord, ctx: Context) -> bool:
    """Banked, or on its way to the treasury; or the caller may not, having written it."""
    return one.banked_on is not None or bool(one.handed_up) or one_hand(ctx, one.person)


@receipts.does(ops.VoidReceipt, unless=passed_on)
def void_receipt(op: ops.VoidReceipt, receipt: Receipt, ctx: Context) -> None:
    check_segregated(ctx, receipt.issued_by)
    row = ctx.shown(ReceiptRecord, receipt.id)
    if row.banked_on is not None or row.handed_up:
        raise ReceiptPassedOn(
            "该票据的款项已缴存或已填缴款书，不能作废。",
            "The receipt's money is banked or on its way to the treasury: it is not voided.",
            cites=TREASURY_CITES,
        )
    receipt.void(ctx.act, voucher=take_back(ctx, receipt.voucher, op.reason), reason=op.reason)
    ctx.save(receipt)
    if receipt.charge is not None:
        charge = ctx.find(Charge, receipt.charge)
        charge.owe_again(ctx.act, receipt=receipt.number)
        ctx.save(charge)
    _lapse_where_nothing_is_left(ctx, receipt)


def _lapse_where_nothing_is_left(ctx: Context, voided: Receipt) -> None:
    issued = ctx.rows_of(ReceiptRecord, month=voided.month, status=ReceiptStatus.ISSUED.value)
    left = [one for one in issued if one.id != voided.id.hex]
    if voided.takings is not None and voided.takings.hex not in [one.takings for one in left]:
        day = ctx.find(Takings, voided.takings)
        day.lapse(ctx.act)
        ctx.save(day)
    if not left:
        month = ctx.find(HandingUp, handing_up_id(voided.month))
        month.lapse(ctx.act)
        ctx.save(month)


receipts.lists(ops.ListFeeReceipts)
receipts.exports(ops.ExportFeeReceipts, "fee-receipts")
prints(procedure, ops.PrintFeeReceipt)


# -- takings ----------------------------------------------------------------------------------------------------------


def _takings_of_today(ctx: Context) -> Takings:
    """Owed with the first receipt in cash, and again with the first after a deposit."""
    open_ = ctx.rows_of(TakingsRecord, on=ctx.today, person=ctx.caller, status=TakingsStatus.DUE.value)
    if open_:
        return ctx.find(Takings, UUID(hex=open_[0].id))
    day = Takings(ctx.new_id())
    department = bound(ctx, CASHIER)["department"]
    _owe_takings(ctx, day, on=ctx.today, person=ctx.caller, department=department)
    return day


def _owe_takings(ctx: Context, day: Takings, **said: Any) -> None:
    days = ctx.rules.value("receipts.banking_days", said["on"], int)
    cites = ctx.rules.cite("receipts.banking_days", said["on"])
    day.owe(ctx.act, due=ctx.calendar.due(said["on"], days), cites=tuple(cites), **said)
    ctx.save(day)


@takings.does(ops.BankTakings)
def bank(op: ops.BankTakings, day: Takings, ctx: Context) -> None:
    check_happened(ctx, op.on)
    of = ctx.rows_of(ReceiptRecord, takings=day.id.hex, status=ReceiptStatus.ISSUED.value)
    day.check_deposit(op.amount, total(one.amount for one in of))
    voucher = post(
        ctx, f"缴存{day.on.isoformat()}收款 存款单{op.slip}", debit("bank", op.amount), credit("cash", op.amount),
        on=op.on, shows=ops.GetTakings, about=day.id, cites=day.CITES,
    )  # fmt: skip
    numbers = [one.number for one in of]
    day.bank(ctx.act, day=op.on, slip=op.slip, amount=op.amount, numbers=numbers, voucher=voucher)


def banked_it(one: TakingsRecord, ctx: Context) -> bool:
    return one_hand(ctx, one.person, one.banked_by)


@takings.does(ops.CheckTakings, unless=banked_it)
def check_takings(op: ops.CheckTakings, day: Takings, ctx: Context) -> None:
    check_segregated(ctx, day.person, day.banked_by)
    day.check(ctx.act)


takings.lists(ops.ListTakings)
takings.waits(ops.BankTakings, since="on", due="due", title="slip")
takings.waits(ops.CheckTakings, since="banked_on", title="slip")


# -- to the treasury --------------------------------------------------------------------------------------------------


def _month_owes(ctx: Context) -> None:
    """Owed with the first receipt of the month."""
    month = month_of(ctx.today)
    _owe_month(ctx, ctx.find(HandingUp, handing_up_id(month)), month)


def _owe_month(ctx: Context, handing: HandingUp, month: str) -> None:
    day = bounds(month)[1]
    nth = ctx.rules.value("receipts.handing_up_day", day, int)
    cites = ctx.rules.cite("receipts.handing_up_day", day)
    after = following(month)
    try:
        due = ctx.calendar.nth_workday_of_month(int(after[:4]), int(after[5:]), nth)
    except UnknownYear:
        due = None
    handing.owe(ctx.act, month=month, due=due, cites=tuple(cites), **bound(ctx, ACCOUNTANT))
    ctx.save(handing)


@handing_up.does(ops.PrepareHandingUp, unless=lambda one, ctx: bounds(one.month)[1] >= ctx.today)
def prepare(op: ops.PrepareHandingUp, month: HandingUp, ctx: Context) -> None:
    issued = ctx.rows_of(ReceiptRecord, month=month.month, status=ReceiptStatus.ISSUED.value)
    in_the_till = [one.number for one in issued if one.means == Means.CASH and one.banked_on is None]
    if in_the_till or bounds(month.month)[1] >= ctx.today:
        raise NotYetHandedUp(
            "月份尚未终了，或有收款尚未缴存。",
            "The month is not over, or some of its takings are not banked.",
            cites=TREASURY_CITES,
            receipts=in_the_till,
        )
    month.prepare(
        ctx.act, paper=op.paper, amount=total(one.amount for one in issued), numbers=[one.number for one in issued]
    )  # fmt: skip


handing_up.acts(ops.WithdrawHandingUp, HandingUp.withdraw)


def prepared_it(one: HandingUpRecord, ctx: Context) -> bool:
    return one_hand(ctx, one.prepared_by)


@handing_up.does(ops.PayHandingUp, unless=prepared_it)
def pay(op: ops.PayHandingUp, month: HandingUp, ctx: Context) -> None:
    check_happened(ctx, op.on)
    check_segregated(ctx, month.prepared_by)
    voucher = post(
        ctx, f"上缴{month.month}收费款", debit("treasury", month.amount), credit("bank", month.amount), on=op.on,
        shows=ops.GetHandingUp, about=month.id, cites=TREASURY_CITES,
    )  # fmt: skip
    month.pay(ctx.act, day=op.on, voucher=voucher)


handing_up.lists(ops.ListHandingUp)
handing_up.waits(ops.PayHandingUp, since="prepared_on", due="due", title="paper")


@procedure.on_tick
def tell_open_days(ctx: Context) -> int:
    """What was owed before the calendar of its year was known is owed by a day once that is."""
    told = 0
    t, h = TakingsRecord.columns(), HandingUpRecord.columns()
    for row in ctx.rows(select(TakingsRecord.TABLE).where(t.status == TakingsStatus.DUE, t.due.is_(None))):
        day = ctx.find(Takings, UUID(hex=row.id))
        _owe_takings(ctx, day, on=day.on, person=day.person, department=day.department)
        told += bool(day.pending)
    for row in ctx.rows(select(HandingUpRecord.TABLE).where(h.status == HandingUpStatus.DUE, h.due.is_(None))):
        handing = ctx.find(HandingUp, UUID(hex=row.id))
        _owe_month(ctx, handing, handing.month)
        told += bool(handing.pending)
    return told
