"""What happens to one asset (A28, B9.5). `person` keeps it, `department` has it; sums in yuan to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event


class AssetRegistered(Event):
    """`source` says where it came from: of a purchase it is the `nth`, and the books know it from the invoice; of
    anything else `voucher` is its own entry."""

    SAYS = "登记资产"
    TOPIC = "finance.asset-registered.v1"
    number: str
    person: str
    name: str
    category: str
    place: str
    value: Decimal
    acquired_on: date
    source: str
    purchase: UUID | None = None
    nth: int = 0
    voucher: str = ""


class OfAsset(Event):
    number: str
    person: str


class HandoverStarted(OfAsset):
    """Given by its keeper, or by the office where the keeper is gone; `receiver` has still to sign."""

    SAYS = "发起资产交接"
    TOPIC = "finance.asset-handover-started.v1"
    receiver: str
    place: str
    reason: str = ""


class HandoverAccepted(Event):
    """`person` keeps it from now on, in place of `was`, where `place` says."""

    SAYS = "接收资产"
    TOPIC = "finance.asset-handover-accepted.v1"
    number: str
    person: str
    was: str
    place: str


class HandoverEnded(OfAsset):
    """The receiver did not sign, or it was taken back: all is as before."""

    SAYS = "终止资产交接"
    TOPIC = "finance.asset-handover-ended.v1"
    receiver: str
    reason: str = ""


class DisposalRequested(OfAsset):
    SAYS = "申请资产处置"
    TOPIC = "finance.asset-disposal-requested.v1"
    way: str
    reason: str = ""


class DisposalApproved(OfAsset):
    SAYS = "批准资产处置"
    TOPIC = "finance.asset-disposal-approved.v1"
    way: str


class DisposalRejected(OfAsset):
    SAYS = "不同意资产处置"
    TOPIC = "finance.asset-disposal-rejected.v1"
    reason: str = ""


class AssetDisposed(OfAsset):
    """It is gone, and the books no longer hold it."""

    SAYS = "处置资产"
    TOPIC = "finance.asset-disposed.v1"
    way: str
    value: Decimal
    voucher: str
