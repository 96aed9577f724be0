"""银行存款余额调节表 and 库存现金盘点表 as they are printed and filed (A28)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.directory.organ import person_named
from services.finance.month_end.paper import SIDES, AdjustmentView, CashCountView, CountLine
from services.finance.month_end.record import InTransitRecord
from services.kernel.procedure.checks import choices
from services.kernel.procedure.context import Context
from services.kernel.procedure.printing.reading import heading, reader
from services.kernel.procedure.record import shapes
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.workbook import Column, Sheet


def adjustment(ctx: Context, row: Any, made: AdjustmentView) -> Sheet:
    """Both sides beside each other, down to the balance on which they agree."""
    known = shapes(AdjustmentView)
    pairs = (*SIDES, ("adjusted", "adjusted"))
    rows = [[cell for name in pair for cell in (heading(known[name]), getattr(made, name))] for pair in pairs]
    columns = [Column("项目", 30), Column("金额(元)", 16), Column("项目", 30), Column("金额(元)", 16)]
    return Sheet("余额调节表", f"{_titled(ctx, row)} 银行存款余额调节表", columns, rows, foot=_signed(ctx, row))


def in_transit(ctx: Context, row: Any, items: Sequence[Any]) -> Sheet:
    return worksheet_of(InTransitRecord).sheet(ctx, items, title=f"{_titled(ctx, row)} 未达账项明细")


def count(ctx: Context, row: Any, made: CashCountView) -> Sheet:
    """By denomination, with what the books say."""
    called = reader(shapes(CountLine)["denomination"], ctx)
    rows = [(called(one.denomination), one.count, one.amount) for one in made.pieces]
    foot = (
        f"实点 {row.counted} 元　账面 {row.held} 元　差异 {made.differs} 元",
        f"盘点人：{_name(ctx, row.counted_by)}　出纳：{_name(ctx, row.confirmed_by)}　盘点日：{row.counted_on or ''}",
    )
    columns = [Column("面额", 16), Column("数量", 10), Column("金额(元)", 16)]
    return Sheet("现金盘点表", f"{_titled(ctx, row)} 库存现金盘点表", columns, rows, foot=foot)


def _titled(ctx: Context, row: Any) -> str:
    return f"{choices(ctx, 'ledger.books', ctx.today).get(row.book, row.book)} {row.month}"


def _signed(ctx: Context, row: Any) -> tuple[str, ...]:
    prepared = f"编制人：{_name(ctx, row.prepared_by)}　{row.prepared_on or ''}"
    return prepared, f"复核人：{_name(ctx, row.signed_by)}　{row.signed_on or ''}"


def _name(ctx: Context, person: str) -> str:
    return person_named(ctx, person) if person else ""
