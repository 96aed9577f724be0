"""Carries out stocktakings: opened for all assets, counted, explained, closed (A28, B9.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from services.directory.organ import check_person
from services.finance.assets.asset import AssetStatus
from services.finance.assets.record import AssetRecord
from services.finance.stocktaking import operations as ops
from services.finance.stocktaking.events import ToCount
from services.finance.stocktaking.record import CountRow, StocktakingRecord, register
from services.finance.stocktaking.stocktaking import CITES, Stocktaking, StocktakingOpen, StocktakingStatus
from services.finance.stocktaking.words import DIFFERENCES, Found
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Finds, Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("stocktaking", zh="固定资产盘点", en="Stocktakings", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[StocktakingRecord]:
    of_each: dict[str, list[CountRow]] = {row.id: [] for row in rows}
    for line in ctx.rows_of(CountRow, stocktaking=list(of_each)) if rows else ():
        of_each[line.stocktaking].append(CountRow.of(line))
    return [_seen(row, sorted(of_each[row.id], key=lambda one: one.number)) for row in rows]


def _seen(row: Any, assets: list[CountRow]) -> StocktakingRecord:
    results = [one.result for one in assets]
    return StocktakingRecord.of(
        row,
        assets=assets,
        counted=len(assets) - results.count(Found.OPEN),
        missing=results.count(Found.MISSING),
        damaged=results.count(Found.DAMAGED),
        unexplained=sum(one.result in DIFFERENCES and not one.explanation for one in assets),
    )


def _counter(op: Any, ctx: Context) -> Subject:
    row = ctx.shown(StocktakingRecord, op.stocktaking)
    return Subject(ctx.caller if ctx.caller in row.counters else "")


commands = Commands(
    procedure,
    Stocktaking,
    key="stocktaking",
    record=StocktakingRecord,
    shows=ops.GetStocktaking,
    views=_views,
    about=_counter,
)


@commands.opens(ops.OpenStocktaking)
def open_stocktaking(op: ops.OpenStocktaking, ctx: Context) -> Stocktaking:
    for person in op.counters:
        check_person(ctx, person, ctx.today, "counters")
    if known := ctx.rows_of(StocktakingRecord, opened_on=ctx.today):
        raise StocktakingOpen(
            f"当日已发起盘点{known[0].number}。", f"Stocktaking {known[0].number} is of that day.", cites=CITES
        )
    owned = [row for row in ctx.rows_of(AssetRecord) if row.status != AssetStatus.DISPOSED]
    assets = tuple(
        ToCount(asset=UUID(hex=row.id), number=row.number, name=row.name, person=row.person, place=row.place)
        for row in owned
    )
    stocktaking = Stocktaking(ctx.new_id())
    number = next_number(ctx, StocktakingRecord.TABLE, ctx.today.year)
    stocktaking.open(ctx.act, number=number, counters=tuple(dict.fromkeys(op.counters)), assets=assets)
    return stocktaking


def to_count(one: StocktakingRecord, ctx: Context) -> list[UUID]:
    """What of it the caller may count: all that they do not keep."""
    return [line.asset for line in one.assets if line.person != ctx.caller]


def to_explain(one: StocktakingRecord, ctx: Context) -> list[UUID]:
    return [line.asset for line in one.assets if line.result in DIFFERENCES and line.person != ctx.caller]


def nothing_left(one: StocktakingRecord, ctx: Context) -> bool:
    return not any(line.result is Found.OPEN and line.person != ctx.caller for line in one.assets)


def all_explained(one: StocktakingRecord, ctx: Context) -> bool:
    return not any(not line.explanation for line in one.assets if line.asset in to_explain(one, ctx))


def open_ends(one: StocktakingRecord, ctx: Context) -> bool:
    return one.counted < one.total or one.unexplained > 0


commands.acts(ops.CountAsset, Stocktaking.count, each=to_count)
commands.acts(ops.ExplainDifference, Stocktaking.explain, each=to_explain)
commands.acts(ops.CloseStocktaking, Stocktaking.close, unless=open_ends)
commands.lists(ops.ListStocktakings)
commands.exports(ops.ExportStocktakings, "stocktakings", StocktakingRecord, CountRow)
prints(procedure, ops.PrintStocktaking)
commands.waits(ops.CloseStocktaking, since="opened_on")


def _waits(done: Callable[[StocktakingRecord, Context], bool]) -> Finds:
    """For those who still have something to do in one that is under way."""

    def finds(ctx: Context) -> Iterator[Waiting]:
        for one in _views(ctx, ctx.rows_of(StocktakingRecord, status=StocktakingStatus.OPEN)):
            if not done(one, ctx):
                yield Waiting(
                    str(one.id), Subject(ctx.caller if ctx.caller in one.counters else ""), number=one.number,
                    since=one.opened_on,
                )  # fmt: skip

    return finds


procedure.waiting += [
    Waits(ops.CountAsset, ops.GetStocktaking, _waits(nothing_left)),
    Waits(ops.ExplainDifference, ops.GetStocktaking, _waits(all_explained)),
]
