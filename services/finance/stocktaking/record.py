"""固定资产盘点台账: one line per stocktaking, with a line per asset."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Index

from services.finance.stocktaking import events as e
from services.finance.stocktaking.stocktaking import CITES, Stocktaking, StocktakingStatus
from services.finance.stocktaking.words import Found
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Number, People, Person, Record, Row, refers


class CountRow(
    Row,
    table="stocktaking_assets",
    zh="盘点明细",
    en="Assets counted",
    one="盘点明细 / asset counted",
    key="stocktaking asset",
    by="number stocktaking",
    dated="counted_on",
    sheet="number name person place result counted_by counted_on note explanation explained_by",
    of="stocktaking",
    more=(Index("stocktaking_assets_asset", "asset", "counted_on"),),
):
    asset: Annotated[UUID, refers("finance.get-asset"), Field(title="固定资产 / asset")]
    number: str = Field(max_length=20, title="资产编号 / asset's number")
    name: str = Field(max_length=120, title="名称 / called")
    person: Person = Field(title="保管人 / kept by")
    place: str = Field(max_length=120, title="存放地点 / place")
    result: Found = Field(default=Found.OPEN, title="盘点结果 / result")
    counted_by: Person = Field(title="盘点人 / counted by")
    counted_on: date | None = Field(title="盘点日 / counted on")
    note: str = Field(title="盘点说明 / note")
    explanation: str = Field(title="差异说明 / explanation")
    explained_by: Person = Field(title="说明人 / explained by")


class StocktakingRecord(
    Record,
    table="stocktakings",
    zh="固定资产盘点台账",
    en="Stocktakings",
    one="资产盘点 / stocktaking",
    by="-year -serial",
    find="status",
    dated="opened_on",
    sheet="number opened_on opened_by counters total status closed_on",
    becomes=Stocktaking.BECOMES,
    cites=CITES,
):
    number: Number
    opened_on: date = Field(title="盘点基准日 / as of")
    opened_by: Person = Field(title="发起人 / opened by")
    counters: People = Field(title="盘点人员 / counters")
    status: StocktakingStatus = Field(title="状态 / status")
    closed_on: date | None = Field(title="结束日 / closed on")
    total: int = Field(title="应盘数 / assets")
    counted: Annotated[int, COMPUTED] = Field(default=0, title="已盘数 / counted")
    missing: Annotated[int, COMPUTED] = Field(default=0, title="盘亏数 / missing")
    damaged: Annotated[int, COMPUTED] = Field(default=0, title="损坏数 / damaged")
    unexplained: Annotated[int, COMPUTED] = Field(default=0, title="待说明差异 / differences to explain")
    assets: Annotated[list[CountRow], COMPUTED] = Field(default_factory=list, title="盘点明细 / assets counted")


register = Register("stocktakings", StocktakingRecord, CountRow)
register.changes(StocktakingRecord, e.StocktakingClosed, closed_on="day")


@register.on(e.StocktakingOpened)
def _opened(event: e.StocktakingOpened, rows: Rows) -> None:
    rows.record(
        StocktakingRecord, event, counters=list(event.counters), opened_on=event.day, opened_by=event.actor,
        total=len(event.assets),
    )  # fmt: skip
    for one in event.assets:
        rows.record(
            CountRow, event, stocktaking=event.originator_id.hex, asset=one.asset.hex, number=one.number,
            name=one.name, person=one.person, place=one.place,
        )  # fmt: skip


def _line(event: e.AssetCounted | e.DifferenceExplained) -> dict[str, str]:
    return {"stocktaking": event.originator_id.hex, "asset": event.asset.hex}


@register.on(e.AssetCounted)
def _counted(event: e.AssetCounted, rows: Rows) -> None:
    rows.change(StocktakingRecord, event)
    rows.update(
        CountRow, _line(event), result=event.result, counted_by=event.actor, counted_on=event.day, note=event.note,
        explanation="", explained_by="",
    )  # fmt: skip


@register.on(e.DifferenceExplained)
def _explained(event: e.DifferenceExplained, rows: Rows) -> None:
    rows.change(StocktakingRecord, event)
    rows.update(CountRow, _line(event), explanation=event.explanation, explained_by=event.actor)
