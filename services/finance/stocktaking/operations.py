"""What can be asked of stocktakings (A28, B9.5)."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.finance.posts import ACCOUNTANT, LOGISTICS, SEES_MONEY
from services.finance.stocktaking.paper import SHEET
from services.finance.stocktaking.record import StocktakingRecord
from services.finance.stocktaking.stocktaking import StocktakingStatus
from services.finance.stocktaking.words import Found
from services.kernel.domain.who import named
from services.kernel.procedure.fields import Note, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import refers
from services.kernel.procedure.registry import exporting, listing, showing

COUNTER = named("stocktaking-counter", "盘点人", "a counter of the stocktaking")
READERS = (COUNTER, *SEES_MONEY, LOGISTICS)
AssetId = Annotated[UUID, refers("finance.get-asset"), Field(title="固定资产 / asset")]


class OpenStocktaking(
    Command,
    path="POST /finance/stocktakings",
    who=(LOGISTICS, ACCOUNTANT),
    zh="发起固定资产盘点",
    en="Open a stocktaking",
    returns=StocktakingRecord,
):
    """Of everything that is on the register today. Whoever counts an asset does not keep it."""

    counters: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=30, title="盘点人员 / counters")]


class OfStocktaking(Command, at="/finance/stocktakings/{stocktaking}", returns=StocktakingRecord):
    stocktaking: Annotated[UUID, Field(title="资产盘点 / stocktaking")]


class CountAsset(
    OfStocktaking,
    path="POST /finance/stocktakings/{stocktaking}/assets/{asset}/count",
    who=(COUNTER,),
    when=StocktakingStatus.OPEN,
    zh="登记盘点结果",
    en="Count an asset",
):
    """By one of the counters, and never by whoever keeps it. Counted anew, it replaces the last count."""

    asset: AssetId
    result: Annotated[Literal[Found.FOUND, Found.MISSING, Found.DAMAGED], Field(title="盘点结果 / result")]
    note: Note = ""


class ExplainDifference(
    OfStocktaking,
    path="POST /finance/stocktakings/{stocktaking}/assets/{asset}/explanation",
    who=(ACCOUNTANT,),
    when=StocktakingStatus.OPEN,
    zh="说明盘点差异",
    en="Explain a difference",
):
    """Of what is missing or damaged; not by whoever keeps it."""

    asset: AssetId
    explanation: Reason


class CloseStocktaking(
    OfStocktaking,
    does="closing",
    who=(LOGISTICS, ACCOUNTANT),
    when=StocktakingStatus.OPEN,
    zh="结束盘点",
    en="Close a stocktaking",
):
    """Once all is counted, and every difference explained."""


GetStocktaking = showing(
    "GetStocktaking",
    StocktakingRecord,
    path="GET /finance/stocktakings/{stocktaking}",
    who=READERS,
    zh="查看盘点",
    en="See a stocktaking",
)
PrintStocktaking = printing("PrintStocktaking", GetStocktaking, SHEET)
ListStocktakings = listing("ListStocktakings", StocktakingRecord, path="GET /finance/stocktakings", who=READERS[1:])
ExportStocktakings = exporting(
    "ExportStocktakings", StocktakingRecord, path="GET /finance/stocktakings-export", who=READERS[1:]
)
