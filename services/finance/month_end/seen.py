"""A month's bank reconciliation as it is looked at, and as it goes out (A28)."""

from __future__ import annotations

from decimal import Decimal

from services.finance.bank_statements.record import BankLineRecord
from services.finance.money import ZERO, rounded
from services.finance.month_end.items import entry_id, left
from services.finance.month_end.matching import Item, sheet
from services.finance.month_end.month import CITES, CashNotCounted, MonthEnd, MonthNotOver, month_end_id
from services.finance.month_end.operations import (
    BankItem,
    BookItem,
    ExportReconciliation,
    GetCashCount,
    GetPreparedReconciliation,
    GetReconciliation,
    MatchView,
    ReconciliationView,
)
from services.finance.month_end.paper import SIDES, AdjustmentView, CashCountView, CountLine
from services.finance.month_end.record import InTransitRecord, MonthEndRecord, Side
from services.finance.month_end.sheets import adjustment, count
from services.finance.month_end.sheets import in_transit as transit
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.worksheet import exported
from services.kernel.rules.values import Records


def get_reconciliation(op: GetReconciliation, ctx: Context) -> ReconciliationView:
    row = ctx.shown(MonthEndRecord, month_end_id(op.book, op.month))
    found = left(ctx, op.book, op.month)
    made = found.sheet
    sums = ("at_bank", "in_books", "bank_received", "bank_paid", "books_received", "books_paid")
    return ReconciliationView(
        book=row.book,
        month=row.month,
        **{name: getattr(made, name) for name in sums},
        adjusted=made.bank_adjusted,
        bank_items=[BankItem.of(one) for one in found.lines],
        book_items=[
            BookItem(
                entry=entry_id(one), day=one.on, amount=one.debit - one.credit, summary=one.summary,
                explanation=one.explanation or "",
            )
            for one in found.entries
        ],
        matches=_matches(ctx, op),
    )  # fmt: skip


def _matches(ctx: Context, op: GetReconciliation) -> list[MatchView]:
    amounts: dict[int, Decimal] = {}
    for one in ctx.rows_of(BankLineRecord, book=op.book, matched_in=op.month):
        amounts[one.match] = amounts.get(one.match, ZERO) + one.amount
    end = ctx.find(MonthEnd, month_end_id(op.book, op.month))
    return [
        MatchView(
            number=one.number, lines=list(one.lines), entries=list(one.entries), amount=amounts.get(one.number, ZERO)
        )
        for one in end.matches.values()
    ]  # fmt: skip


def get_prepared(op: GetPreparedReconciliation, ctx: Context) -> AdjustmentView:
    row = ctx.shown(MonthEndRecord, month_end_id(op.book, op.month))
    if row.prepared_on is None:
        raise MonthNotOver("余额调节表尚未编制。", "The reconciliation is not prepared yet.", cites=CITES)
    items = [InTransitRecord.of(one) for one in ctx.rows_of(InTransitRecord, id=row.id)]
    of = {side: [Item(one.item, one.day, one.amount) for one in items if one.side is side] for side in Side}
    made = sheet(row.at_bank, row.in_books, of[Side.BANK], of[Side.BOOKS])
    return AdjustmentView(
        id=row.id, status=row.status, book=row.book, month=row.month, prepared_on=row.prepared_on, items=items,
        adjusted=row.adjusted, **{name: getattr(made, name) for pair in SIDES for name in pair},
    )  # fmt: skip


def get_cash_count(op: GetCashCount, ctx: Context) -> CashCountView:
    row = ctx.shown(MonthEndRecord, month_end_id(op.book, op.month))
    if row.counted_on is None:
        raise CashNotCounted("现金尚未盘点。", "The cash was not counted yet.", cites=CITES)
    end = ctx.find(MonthEnd, month_end_id(op.book, op.month))
    known = ctx.rules.value("month_end.denominations", row.counted_on, Records)
    worth = {one.id: Decimal(one.text("yuan")) for one in known}
    return CashCountView(
        id=row.id, status=row.status, book=row.book, month=row.month, counted_on=row.counted_on,
        pieces=[
            CountLine(
                denomination=one.denomination, count=one.count, amount=rounded(one.count * worth[one.denomination])
            )
            for one in end.pieces
        ],
        counted=row.counted, held=row.held, differs=row.counted - row.held, count_explained=row.count_explained,
        voucher=row.voucher,
    )  # fmt: skip


def export_reconciliation(op: ExportReconciliation, ctx: Context) -> File:
    """What was prepared; the count of the cash with it, where there was one."""
    row = ctx.shown(MonthEndRecord, month_end_id(op.book, op.month))
    prepared = get_prepared(GetPreparedReconciliation(book=op.book, month=op.month), ctx)
    counted = [get_cash_count(GetCashCount(book=op.book, month=op.month), ctx)] if row.counted_on else []
    sheets = (
        adjustment(ctx, row, prepared),
        transit(ctx, row, prepared.items),
        *(count(ctx, row, one) for one in counted),
    )
    return exported(f"reconciliation-{op.book}-{op.month}", *sheets)
