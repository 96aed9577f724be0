"""What happens in one stocktaking of the assets (A28)."""

from __future__ import annotations

from uuid import UUID

from services.kernel.domain.events import Event, Part


class ToCount(Part):
    """One asset as it stood on the day: who keeps it, and where."""

    asset: UUID
    number: str
    name: str
    person: str
    place: str


class StocktakingOpened(Event):
    """Of all assets of that day. `counters` look for them."""

    SAYS = "启动资产盘点"
    TOPIC = "finance.stocktaking-opened.v1"
    number: str
    counters: tuple[str, ...]
    assets: tuple[ToCount, ...]


class OfStocktaking(Event):
    number: str


class AssetCounted(OfStocktaking):
    """A later count of the same asset replaces it, and what was explained of it before. `keeper` keeps the asset."""

    SAYS = "盘点资产"
    TOPIC = "finance.asset-counted.v1"
    asset: UUID
    keeper: str
    result: str
    note: str = ""


class DifferenceExplained(OfStocktaking):
    SAYS = "说明盘点差异"
    TOPIC = "finance.stocktaking-difference-explained.v1"
    asset: UUID
    explanation: str


class StocktakingClosed(OfStocktaking):
    """All was counted, and what differs is explained."""

    SAYS = "结束资产盘点"
    TOPIC = "finance.stocktaking-closed.v1"
    found: int
    missing: int
    damaged: int
