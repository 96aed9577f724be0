"""固定资产卡片 (A28, B9.5): what it is and was worth, who keeps it where, and how it went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.finance.assets import events as e
from services.finance.assets.asset import AssetStatus
from services.finance.assets.record import AssetRecord
from services.finance.procurement.record import PurchaseRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Sum
from services.kernel.procedure.printing.reading import number_of


def _purchase(ctx: Context) -> Any:
    return lambda id: number_of(PurchaseRecord)(ctx)(UUID(hex=id)) if id else ""


def _under_way_or_done(fact: Any, asset: AssetRecord) -> bool:
    """Of a handover that its receiver signed, or has still to sign; not of one that came to nothing."""
    return fact.receiver in (asset.person, asset.receiver)


def _to_the_keeper(fact: Any, asset: AssetRecord) -> bool:
    return bool(fact.person == asset.person)


def _goes(fact: Any, asset: AssetRecord) -> bool:
    """A disposal that was refused leaves the asset as it was."""
    return asset.way is not None


CARD = Form(
    "固定资产卡片 / card of an asset",
    AssetRecord,
    Cells(
        "name category", "source purchase", "department person", "place acquired_on", "receiver to_place",
        "counted_on counted", reads={"purchase": _purchase},
    ),
    Sum("value"),
    Cells("way asked_on", "decided_on disposed_on"),
    Signatures(
        Signed("登记", e.AssetRegistered),
        Signed("移交人", e.HandoverStarted, where=_under_way_or_done, optional=True),
        Signed("接收人", e.HandoverAccepted, where=_to_the_keeper, optional=True),
        Signed("申请处置", e.DisposalRequested, note="reason", where=_goes, optional=True),
        Signed("处置审批", {e.DisposalApproved: "同意"}, where=_goes, optional=True),
        Signed("处置登记", {e.AssetDisposed: "已处置"}, optional=True),
    ),
    dated="acquired_on",
    void=(AssetStatus.DISPOSED,),
)  # fmt: skip
