"""固定资产盘点表 (A28): every asset, what the counters found, and why what differs does."""

from services.finance.stocktaking import events as e
from services.finance.stocktaking.record import StocktakingRecord
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Size


def _counted(fact: e.AssetCounted, sheet: StocktakingRecord) -> bool:
    """What somebody else counted anew is theirs."""
    return any((one.asset, one.counted_by) == (fact.asset, fact.actor) for one in sheet.assets)


def _explained(fact: e.DifferenceExplained, sheet: StocktakingRecord) -> bool:
    return any((one.asset, one.explained_by) == (fact.asset, fact.actor) for one in sheet.assets)


SHEET = Form(
    "固定资产盘点表 / stocktaking of the assets",
    StocktakingRecord,
    Cells("opened_on opened_by counters:3", "total counted missing damaged unexplained"),
    Lines(
        "assets",
        "number:1.4 name:2 place:1.6 person:1.1 result:1.2 counted_by:1.1 counted_on note:1.6 explanation:2"
        " explained_by:1.1",
        numbered=True,
    ),
    Signatures(
        Signed("发起人", e.StocktakingOpened),
        Signed("盘点人", e.AssetCounted, where=_counted, apiece=True),
        Signed("差异说明人", e.DifferenceExplained, where=_explained, apiece=True, optional=True),
        Signed("结束盘点", e.StocktakingClosed),
    ),
    dated="opened_on",
    size=Size.LANDSCAPE,
)
