"""One stocktaking: opened for all assets of a day, closed when each was counted and each difference explained (A28)."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from services.finance.own import not_ones_own
from services.finance.stocktaking import events as e
from services.finance.stocktaking.words import DIFFERENCES, Found
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, NotFound, Refusal

CITES = ("A28", "B9.5")


class StocktakingStatus(Status):
    OPEN = "open", "盘点中", "under way"
    CLOSED = "closed", "已结束", "closed"


class StocktakingOpen(Refusal):
    """There is one of that day."""

    code = "finance.stocktaking-of-the-day"
    next = ("请在当日已发起的盘点中登记。", "Count in the one that was opened that day.")


class NotAllCounted(Refusal):
    """Some assets have not been looked for."""

    code = "finance.stocktaking-not-counted"
    next = ("请盘点其余资产后再结束。", "Count the rest, then close it.")


class NotExplained(Refusal):
    """Something is missing or damaged, and nobody has said why."""

    code = "finance.stocktaking-not-explained"
    next = ("请会计逐项说明差异后再结束。", "Let the accountant explain each difference, then close it.")


class NothingToExplain(Refusal):
    """The asset was not counted, or was found as it should be."""

    code = "finance.stocktaking-no-difference"
    kind = "invalid"
    next = ("请选择盘亏或损坏的资产。", "Choose an asset that is missing or damaged.")


class Stocktaking(Aggregate):
    CALLED = "资产盘点", "stocktaking"
    CITES = CITES
    CARRIES = ("number", "counters", "assets")
    BECOMES = {
        e.StocktakingOpened: StocktakingStatus.OPEN,
        e.StocktakingClosed: StocktakingStatus.CLOSED,
    }
    number = ""
    counters: tuple[str, ...] = ()
    assets: tuple[e.ToCount, ...] = ()

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.found: dict[UUID, Found] = {}
        self.explained: set[UUID] = set()

    def open(self, act: Act, *, number: str, counters: tuple[str, ...], assets: tuple[e.ToCount, ...]) -> None:
        """Each asset has somebody who counts it and does not keep it."""
        if not assets:
            raise Invalid("没有在账的固定资产。", "There is no asset to count.")
        alone = counters[0] if len(counters) == 1 else ""
        if alone in {one.person for one in assets}:
            raise Invalid(
                "盘点人本人保管资产的，应另有一名盘点人。",
                "Who counts alone must keep none of the assets: name another too.",
                fields=[{"field": "counters"}],
            )
        self.trigger(e.StocktakingOpened, act, number=number, counters=counters, assets=assets)

    def count(self, act: Act, *, asset: UUID, result: str, note: str) -> None:
        keeper = self._of(asset).person
        not_ones_own(act.actor, (keeper,), cites=CITES)
        self.trigger(e.AssetCounted, act, asset=asset, keeper=keeper, result=result, note=note)

    def explain(self, act: Act, *, asset: UUID, explanation: str) -> None:
        not_ones_own(act.actor, (self._of(asset).person,), cites=CITES)
        if self.found.get(asset) not in DIFFERENCES:
            raise NothingToExplain("该资产没有差异。", "There is no difference.", cites=CITES)
        self.trigger(e.DifferenceExplained, act, asset=asset, explanation=explanation)

    def close(self, act: Act) -> None:
        if left := len(self.assets) - len(self.found):
            raise NotAllCounted(f"还有{left}件资产未盘点。", f"{left} are still to count.", cites=CITES, left=left)
        open_ = [one.number for one in self.assets if self._unexplained(one.asset)]
        if open_:
            raise NotExplained(
                f"还有{len(open_)}件资产的差异未说明。",
                f"{len(open_)} differences are still to explain.",
                cites=CITES,
                assets=open_,
            )
        found = Counter(self.found.values())
        self.trigger(
            e.StocktakingClosed, act, found=found[Found.FOUND], missing=found[Found.MISSING],
            damaged=found[Found.DAMAGED],
        )  # fmt: skip

    def _unexplained(self, asset: UUID) -> bool:
        return self.found[asset] in DIFFERENCES and asset not in self.explained

    def _of(self, asset: UUID) -> e.ToCount:
        found = next((one for one in self.assets if one.asset == asset), None)
        if found is None:
            raise NotFound("该资产不在本次盘点范围。", "The asset is none of this stocktaking.", asset=str(asset))
        return found

    @applies(e.AssetCounted)
    def _counted(self, event: e.AssetCounted) -> None:
        self.found[event.asset] = Found(event.result)
        self.explained.discard(event.asset)

    @applies(e.DifferenceExplained)
    def _explained(self, event: e.DifferenceExplained) -> None:
        self.explained.add(event.asset)
