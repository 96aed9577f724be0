"""Carries out a month's end: cash, bank, signatures, closing; opened by the calendar (A28, B10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from services.finance.bank_statements.handlers import bank_balance
from services.finance.duties import bound
from services.finance.ledger.posting import OFFICE, balance, close, last_closed, till
from services.finance.ledger.record import VoucherRecord
from services.finance.money import ZERO, total
from services.finance.month_end import events as e
from services.finance.month_end import operations as ops
from services.finance.month_end.cash import booked, worth
from services.finance.month_end.events import Pieces
from services.finance.month_end.items import check_explained, in_transit, left
from services.finance.month_end.matching import cancelling, unambiguous
from services.finance.month_end.month import (
    CITES,
    CashDiffers,
    MonthEnd,
    MonthNotOver,
    NotTheSame,
    StatementIncomplete,
    month_end_id,
)
from services.finance.month_end.record import InTransitRecord, MonthEndRecord, register
from services.finance.month_end.seen import export_reconciliation, get_cash_count, get_prepared, get_reconciliation
from services.finance.posts import ACCOUNTANT, CASHIER
from services.finance.receipts.record import TakingsRecord
from services.finance.receipts.takings import TakingsNotBanked, TakingsStatus
from services.finance.separation import DutiesNotSegregated, check_segregated, one_hand
from services.kernel.domain.who import NOBODY, Subject
from services.kernel.procedure.checks import choices
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, missing
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid
from services.kernel.rules.calendar import UnknownYear
from services.kernel.rules.months import bounds, following, month_of
from services.kernel.rules.values import Records


def _key(event: e.OfMonthEnd) -> str:
    return f"{event.book}/{event.month}"


close_books = Obligation(
    kind="finance.month-end",
    zh="月末结账",
    en="Close the month's books",
    tells=told(MonthEndRecord, "book", "month"),
    cites=CITES,
    opened_by={e.MonthEndDue: lambda owed: Due(_key(owed), owed.due, owed.person, owed.department)},
    fulfilled_by={e.MonthClosed: _key},
    missed_by={e.MonthEndMissed: _key},
    on_missed=missing(MonthEnd),
    shows=ops.GetMonthEnd,
    which=lambda debt: dict(zip(("book", "month"), debt.key.split("/"), strict=True)),
)
procedure = Procedure("month_end", zh="月末结账", en="Months' ends", registers=[register], obligations=[close_books])


def _views(ctx: Context, rows: Sequence[Any]) -> list[MonthEndRecord]:
    """With what the books say until it is counted and prepared."""
    found = []
    for row in rows:
        of, shown = till(ctx, row.book), dict[str, Any]()
        if row.counted_on is None:
            shown["held"] = balance(ctx, of.cash, book=row.book)
        if row.prepared_on is None:
            shown["in_books"] = balance(ctx, of.bank, book=row.book, until=row.month)
        found.append(MonthEndRecord.of(row, **shown))
    return found


ends = Commands(
    procedure,
    MonthEnd,
    at=lambda op: month_end_id(op.book, op.month),
    record=MonthEndRecord,
    views=_views,
    shows=ops.GetMonthEnd,
    subject=lambda one: Subject(posts=tuple(one.signers)),
)


@procedure.on_tick
def open_month_ends(ctx: Context) -> int:
    """From the month's last working day on, of every month since the books' first voucher that is not closed; once the
    day by which it is due can be told."""
    return sum(
        _open(ctx, book, month) for book in choices(ctx, "ledger.books", ctx.today) for month in _ended(ctx, book)
    )


def _ended(ctx: Context, book: str) -> Sequence[str]:
    v, m = VoucherRecord.columns(), MonthEndRecord.columns()
    month = ctx.rows(select(func.min(v.month)).where(v.book == book))[0][0] or "9999-12"
    known = {row.month for row in ctx.rows(select(m.month).where(m.book == book))}
    closed, ended = last_closed(ctx, book), []
    while month <= month_of(ctx.today):
        if month not in known and month > closed:
            ended.append(month)
        month = following(month)
    return ended


def _open(ctx: Context, book: str, month: str) -> int:
    year, number = int(month[:4]), int(month[5:])
    after = following(month)
    last = bounds(month)[1]
    nth = ctx.rules.value("month_end.due_day", last, int)
    try:
        begins = ctx.calendar.working_days_of_month(year, number)[-1]
        due = ctx.calendar.nth_workday_of_month(int(after[:4]), int(after[5:]), nth)
    except UnknownYear:
        return 0
    if ctx.today < begins:
        return 0
    signs = ctx.rules.value("month_end.signers", last, Records).get(book)
    assert signs is not None, book
    end = ctx.find(MonthEnd, month_end_id(book, month))
    end.open(
        ctx.act, book=book, month=month, due=due, signers=signs.words("posts"), **bound(ctx, ACCOUNTANT),
        cites=tuple(dict.fromkeys((*CITES, *ctx.rules.cite("month_end.due_day", last)))),
    )  # fmt: skip
    ctx.save(end)
    return 1


# -- cash -------------------------------------------------------------------------------------------------------------


@ends.does(ops.CountCash)
def count_cash(op: ops.CountCash, end: MonthEnd, ctx: Context) -> None:
    check_segregated(ctx)
    of, held = till(ctx, op.book), ZERO
    counted = total(worth(ctx, one) * one.count for one in op.pieces)
    held = balance(ctx, of.cash, book=op.book)
    differs = counted - held
    if differs and not op.explanation:
        raise CashDiffers(
            f"账面现金{held}元，实点{counted}元，相差{differs}元。",
            f"The books say {held} yuan, and there are {counted}: a difference of {differs}.",
            cites=CITES,
            held=str(held),
            counted=str(counted),
        )
    voucher = booked(ctx, op, of.cash, of.differences, differs) if differs and op.book_difference else ""
    end.count(
        ctx.act, pieces=[Pieces(**one.model_dump()) for one in op.pieces], counted=counted, held=held, voucher=voucher,
        explanation=op.explanation,
    )  # fmt: skip


def not_to_confirm(one: MonthEndRecord, ctx: Context) -> bool:
    return one.counted_on is None or bool(one.confirmed_by) or one_hand(ctx, one.counted_by)


@ends.does(ops.ConfirmCashCount, unless=not_to_confirm)
def confirm_count(op: ops.ConfirmCashCount, end: MonthEnd, ctx: Context) -> None:
    check_segregated(ctx, end.counted_by)
    end.confirm_count(ctx.act)


# -- the bank ---------------------------------------------------------------------------------------------------------


@ends.does(ops.MatchBankItems)
def match_items(op: ops.MatchBankItems, end: MonthEnd, ctx: Context) -> None:
    found = left(ctx, op.book, op.month)
    gone = cancelling(found.entry_items)
    taken = {id for pair in gone for id in pair}
    entries = [one for one in found.entry_items if one.id not in taken]
    days = ctx.rules.value("month_end.match_days", ctx.today, int)
    pairs = unambiguous(found.line_items, entries, days)
    groups: list[tuple[Sequence[str], Sequence[str]]] = [((), pair) for pair in gone]
    groups += [((line,), (entry,)) for line, entry in pairs]
    if groups:
        end.match(ctx.act, groups)


@ends.does(ops.MatchByHand)
def match_by_hand(op: ops.MatchByHand, end: MonthEnd, ctx: Context) -> None:
    found = left(ctx, op.book, op.month)
    lines = _named(op.lines, {one.id: one.amount for one in found.line_items}, "lines")
    entries = _named(op.entries, {one.id: one.amount for one in found.entry_items}, "entries")
    if total(lines) != total(entries) or (not lines and not entries):
        raise NotTheSame(
            f"流水合计{total(lines)}元，分录合计{total(entries)}元。",
            f"The lines make {total(lines)} yuan, the entries {total(entries)}.",
            cites=CITES,
            lines=str(total(lines)),
            entries=str(total(entries)),
        )
    end.match(ctx.act, [(op.lines, op.entries)], by_hand=True)


def _named(ids: Sequence[str], open_: dict[str, Decimal], field: str) -> list[Decimal]:
    """Their amounts; refuses what is not left to be matched, or is named twice."""
    unknown = [id for id in ids if id not in open_]
    if unknown or len(set(ids)) != len(ids):
        raise Invalid(
            "其中有不存在、已勾对或重复的项目。",
            "Some of these do not exist, are matched already, or are named twice.",
            fields=[{"field": field, "value": unknown}],
        )
    return [open_[id] for id in ids]


ends.acts(ops.UndoMatch, MonthEnd.undo)


@ends.does(ops.ExplainItem)
def explain(op: ops.ExplainItem, end: MonthEnd, ctx: Context) -> None:
    found = left(ctx, op.book, op.month)
    if bool(op.line) == bool(op.entry):
        raise Invalid("请指明一行流水或一条分录。", "Name a line or an entry.", fields=[{"field": "line"}])
    if op.line:
        _named((op.line,), {one.id: one.amount for one in found.line_items}, "line")
    else:
        _named((op.entry,), {one.id: one.amount for one in found.entry_items}, "entry")
    end.explain(ctx.act, line=op.line, entry=op.entry, explanation=op.explanation)


# -- prepared, signed, closed -----------------------------------------------------------------------------------------


def not_over(one: MonthEndRecord, ctx: Context) -> bool:
    return bounds(one.month)[1] >= ctx.today


@ends.does(ops.PrepareReconciliation, unless=not_over)
def prepare(op: ops.PrepareReconciliation, end: MonthEnd, ctx: Context) -> None:
    check_segregated(ctx)
    if bounds(op.month)[1] >= ctx.today:
        raise MonthNotOver("月份尚未终了。", "The month is not over.", cites=CITES)
    found = left(ctx, op.book, op.month)
    if found.at_bank != op.at_bank:
        raise StatementIncomplete(
            f"按已导入流水余额为{found.at_bank}元，对账单为{op.at_bank}元。",
            f"The lines that were imported make {found.at_bank} yuan, the statement says {op.at_bank}.",
            cites=CITES,
            imported=str(found.at_bank),
            stated=str(op.at_bank),
        )
    check_explained(found, op.month)
    made = found.sheet
    assert made.bank_adjusted == made.books_adjusted, "every match has the same sum on both sides"
    end.prepare(
        ctx.act, at_bank=found.at_bank, in_books=found.in_books, adjusted=made.bank_adjusted, left=in_transit(found)
    )


ends.acts(ops.WithdrawReconciliation, MonthEnd.give_back)


def not_to_sign(one: MonthEndRecord, ctx: Context) -> bool:
    """Who prepared it or is the cashier, also by standing in."""
    return one_hand(ctx, one.prepared_by) or CASHIER.holds(ctx.organ, ctx.caller, NOBODY, ctx.today) is not None


def _check_second(end: MonthEnd, ctx: Context) -> None:
    check_segregated(ctx, end.prepared_by)
    if CASHIER.holds(ctx.organ, ctx.caller, NOBODY, ctx.today) is not None:
        raise DutiesNotSegregated(
            "出纳不得复核余额调节表。", "The cashier does not sign the reconciliation.", cites=CITES
        )  # fmt: skip


@ends.does(ops.SignReconciliation, unless=not_to_sign)
def sign(op: ops.SignReconciliation, end: MonthEnd, ctx: Context) -> None:
    _check_second(end, ctx)
    end.sign(ctx.act)


@ends.does(ops.ReturnReconciliation, unless=not_to_sign)
def return_(op: ops.ReturnReconciliation, end: MonthEnd, ctx: Context) -> None:
    _check_second(end, ctx)
    end.give_back(ctx.act, reason=op.reason)


@ends.does(ops.CloseMonth, unless=lambda one, ctx: not one.confirmed_by)
def close_month(op: ops.CloseMonth, end: MonthEnd, ctx: Context) -> None:
    _check_banked(ctx, op.book, op.month)
    last = bounds(op.month)[1]
    in_books = balance(ctx, till(ctx, op.book).bank, book=op.book, until=op.month)
    end.close(ctx.act, at_bank=bank_balance(ctx, op.book, last), in_books=in_books)
    ctx.save(end)
    close(ctx, op.book, op.month)


def _check_banked(ctx: Context, book: str, month: str) -> None:
    """What was taken in the month lies at the bank, and not in a drawer, when its books are closed (B10.6)."""
    t = TakingsRecord.columns()
    waits = select(t.on).where(t.status == TakingsStatus.DUE, t.on <= bounds(month)[1]).order_by(t.on)
    days = [row.on.isoformat() for row in ctx.rows(waits)] if book == OFFICE else []
    if days:
        raise TakingsNotBanked(
            f"{days[0]}的收款尚未缴存。",
            f"The takings of {days[0]} are not banked.",
            cites=(*CITES, "B10.6"),
            days=days,
        )


ends.lists(ops.ListMonthEnds)
ends.waits(ops.ConfirmCashCount, since="counted_on", due="due", title="month")
ends.waits(ops.SignReconciliation, since="prepared_on", due="due", title="month")
ends.waits(ops.CloseMonth, since="signed_on", due="due", title="month")
lists(procedure, ops.ListInTransit, InTransitRecord)


@procedure.handles(ops.ExportInTransit)
def export_in_transit(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, InTransitRecord, "items-in-transit")


procedure.handles(ops.GetReconciliation)(get_reconciliation)
ON_RECONCILING = (ops.MatchBankItems, ops.MatchByHand, ops.UndoMatch, ops.ExplainItem, ops.PrepareReconciliation)


def _reconciling(view: ops.ReconciliationView, op: ops.GetReconciliation, ctx: Context) -> ops.ReconciliationView:
    """Of what the month's end allows, what is done with its bank items."""
    row = ctx.shown(MonthEndRecord, month_end_id(op.book, op.month))
    may = ends.allowed(MonthEndRecord.of(row), Subject(posts=tuple(row.signers)), ctx, op)
    return view.model_copy(update={"allowed": [one.NAME for one in ON_RECONCILING if one.NAME in may]})


procedure.offering[ops.GetReconciliation] = _reconciling
procedure.handles(ops.ExportReconciliation)(export_reconciliation)
procedure.handles(ops.GetPreparedReconciliation)(get_prepared)
procedure.handles(ops.GetCashCount)(get_cash_count)
prints(procedure, ops.PrintReconciliation)
prints(procedure, ops.PrintCashCount)
