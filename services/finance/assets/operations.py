"""What can be asked of assets (A28, B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.finance.assets.asset import CITES, AssetStatus, Source, Way
from services.finance.assets.paper import CARD
from services.finance.assets.record import AssetName, AssetRecord, Place
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, FINANCE_LEADER, LOGISTICS, SEES_MONEY
from services.finance.procurement.operations import PurchaseId
from services.finance.procurement.record import Category
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import COLLEAGUE, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

SEES = (*SEES_MONEY, LOGISTICS)
READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES)
Keeper = Annotated[PersonId, Field(title="保管人 / kept by")]
Where = Annotated[Place, Field(min_length=1, examples=["主楼302室"])]


class RegisterAsset(
    Command,
    path="POST /finance/purchases/{purchase}/assets",
    who=(LOGISTICS, ACCOUNTANT),
    cites=("A31", *CITES),
    zh="登记购入的固定资产",
    en="Register an asset of a purchase",
    returns=AssetRecord,
):
    """One of those that the purchase brought, at its share of what is owed for them."""

    purchase: PurchaseId
    name: Annotated[AssetName, Field(min_length=1, examples=["激光打印机"])]
    keeper: Keeper
    place: Where


class EnterAsset(
    Command,
    path="POST /finance/assets",
    who=(ACCOUNTANT,),
    zh="登记其他固定资产",
    en="Enter an asset that was not bought",
    returns=AssetRecord,
):
    """There before the register, given to the organ, or found by a stocktaking: the books take it in with it."""

    source: Annotated[Literal[Source.STOCK, Source.GIVEN, Source.FOUND], Field(title="来源 / source")]
    name: Annotated[AssetName, Field(min_length=1, examples=["会议桌"])]
    category: Annotated[Category, Field(min_length=1, examples=["furniture"])]
    value: Paid = Field(title="价值(元) / value (yuan)", examples=["3000"])
    acquired_on: date = Field(title="取得日 / acquired on")
    department: DepartmentId
    keeper: Keeper
    place: Where


class OfAsset(Command, at="/finance/assets/{asset}", returns=AssetRecord):
    asset: Annotated[UUID, Field(title="固定资产 / asset")]


class HandOverAsset(
    OfAsset, does="handover", who=(SELF, LOGISTICS), when=AssetStatus.KEPT, zh="移交固定资产", en="Hand an asset over"
):
    """By its keeper, whose signature this is; by the office where the keeper is no longer in the organ."""

    receiver: Annotated[PersonId, Field(title="接收人 / to be received by")]
    place: Where
    reason: Reason


class AcceptAsset(
    OfAsset,
    does="handover-acceptance",
    who=(SELF,),
    when=AssetStatus.HANDING_OVER,
    zh="接收固定资产",
    en="Accept an asset",
):
    """The receiver's signature: they keep it from now on."""


class DeclineAsset(
    OfAsset,
    does="handover-refusal",
    who=(SELF,),
    when=AssetStatus.HANDING_OVER,
    zh="不接收固定资产",
    en="Decline an asset",
):
    reason: Reason


class TakeAssetBack(
    OfAsset,
    does="handover-withdrawal",
    who=(SELF, LOGISTICS),
    when=AssetStatus.HANDING_OVER,
    zh="撤回资产移交",
    en="Take a handover back",
):
    """Before it is accepted."""

    reason: Reason


class RequestDisposal(
    OfAsset,
    does="disposal-request",
    who=(SELF, LOGISTICS),
    when=AssetStatus.KEPT,
    zh="申请处置固定资产",
    en="Ask for an asset's disposal",
):
    way: Way = Field(title="处置方式 / way of disposal")
    reason: Reason


class ApproveDisposal(
    OfAsset,
    does="disposal-approval",
    who=(FINANCE_LEADER,),
    when=AssetStatus.DISPOSAL_ASKED,
    zh="批准处置固定资产",
    en="Consent to a disposal",
):
    """Never by whoever keeps it or asked for it."""


class RejectDisposal(
    OfAsset,
    does="disposal-rejection",
    who=(FINANCE_LEADER,),
    when=AssetStatus.DISPOSAL_ASKED,
    zh="不批准处置固定资产",
    en="Refuse a disposal",
):
    reason: Reason


class RecordDisposal(
    OfAsset,
    does="disposal",
    who=(ACCOUNTANT,),
    when=AssetStatus.DISPOSAL_APPROVED,
    zh="登记固定资产处置",
    en="Record a disposal",
):
    """It is gone, and leaves the books."""


GetAsset = showing(
    "GetAsset", AssetRecord, path="GET /finance/assets/{asset}", who=READERS, zh="查看固定资产", en="See an asset"
)
PrintAsset = printing("PrintAsset", GetAsset, CARD)
ListAssets = listing("ListAssets", AssetRecord, path="GET /finance/assets", who=READERS, offers=True)
ExportAssets = exporting("ExportAssets", AssetRecord, path="GET /finance/assets-export", who=SEES)
