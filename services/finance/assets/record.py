"""固定资产台账: one line per asset."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.assets import events as e
from services.finance.assets.asset import CITES, Asset, AssetStatus, Source, Way
from services.finance.procurement.record import Category
from services.finance.stocktaking.words import Found
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, refers

AssetName = Annotated[str, Field(max_length=120, title="资产名称 / asset")]
Place = Annotated[str, Field(max_length=120, title="存放地点 / place")]


class AssetRecord(
    Record,
    table="assets",
    zh="固定资产台账",
    en="Assets",
    one="固定资产 / asset",
    by="-year -serial",
    find="person department status category purchase",
    dated="acquired_on",
    sheet="number name category value acquired_on source place department person status disposed_on way",
    becomes=Asset.BECOMES,
    cites=CITES,
):
    number: Number
    name: AssetName
    category: Category
    value: Decimal = Field(title="价值(元) / value (yuan)")
    acquired_on: date = Field(title="取得日 / acquired on")
    source: Source = Field(title="来源 / source")
    purchase: Annotated[str, refers("finance.get-purchase")] = Field(max_length=32, title="所属采购 / purchase")
    place: Place
    department: Department
    person: Person = Field(title="保管人 / kept by")
    status: AssetStatus = Field(title="状态 / status")
    receiver: Person = Field(title="接收人 / to be received by")
    to_place: str = Field(max_length=120, title="移交后地点 / where it goes")
    way: Way | None = Field(title="处置方式 / way of disposal")
    reason: str = Field(title="理由 / reason")
    asked_by: Person = Field(title="申请处置人 / disposal asked by")
    asked_on: date | None = Field(title="申请处置日 / disposal asked on")
    decided_by: Person = Field(title="处置审批人 / disposal decided by")
    decided_on: date | None = Field(title="处置审批日 / disposal decided on")
    disposed_on: date | None = Field(title="处置日 / disposed of on")
    counted_on: Annotated[date | None, COMPUTED] = Field(default=None, title="最近盘点日 / counted last on")
    counted: Annotated[Found | None, COMPUTED] = Field(default=None, title="最近盘点结果 / counted last as")


register = Register("assets", AssetRecord)
register.changes(
    AssetRecord, e.HandoverAccepted, "person", "place", "department", receiver="", to_place="", reason=""
)  # fmt: skip
register.changes(AssetRecord, e.HandoverStarted, "receiver", "reason", to_place="place")
register.changes(AssetRecord, e.HandoverEnded, "reason", receiver="", to_place="")
register.changes(AssetRecord, e.DisposalRequested, "way", "reason", asked_by="actor", asked_on="day")
register.changes(AssetRecord, e.DisposalApproved, decided_by="actor", decided_on="day")
register.changes(AssetRecord, e.DisposalRejected, "reason", decided_by="actor", decided_on="day", way=None)
register.changes(AssetRecord, e.AssetDisposed, disposed_on="day")


@register.on(e.AssetRegistered)
def _registered(event: e.AssetRegistered, rows: Rows) -> None:
    rows.record(AssetRecord, event, purchase=event.purchase.hex if event.purchase else "")
