"""收费项目、许可证、应收款台账 (B10.4, B10.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.fees import events as e
from services.finance.fees.charge import CITES as CHARGE_CITES
from services.finance.fees.charge import Charge, ChargeStatus
from services.finance.fees.item import CITES, FeeItem, FeeLicence, ItemStatus, LicenceStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Number, Person, Record, refers

Item = Annotated[UUID, refers("finance.get-fee-item"), Field(title="收费项目 / fee item")]
Title = Annotated[str, Field(max_length=100, title="项目名称 / name of the fee")]
EITHER = "单位和个人填一项 / the organisation or the person, one of them"
Organisation = Annotated[str, Field(max_length=100, title="缴费单位 / paying organisation", description=EITHER)]
Payer = Annotated[str, Field(max_length=100, title="缴费人（个人） / paying person", description=EITHER)]
LicenceNumber = Annotated[str, Field(max_length=60, title="许可证号 / licence")]
Amount = Annotated[Decimal, Field(title="金额(元) / amount (yuan)")]


class FeeItemRecord(
    Record,
    table="fee_items",
    zh="收费项目台账",
    en="Fee items",
    one="收费项目 / fee item",
    by="title id",
    find="status",
    dated="entered_on",
    becomes=FeeItem.BECOMES,
    cites=CITES,
):
    title: Title
    basis: str = Field(max_length=200, title="收费依据 / basis of the fee")
    entered_on: date = Field(title="登记日 / entered on")
    status: ItemStatus = Field(title="状态 / status")
    reason: str = Field(title="停收原因 / why it was stopped")


class FeeLicenceRecord(
    Record,
    table="fee_licences",
    zh="收费许可证台账",
    en="Fee licences",
    one="收费许可证 / fee licence",
    by="-start -id",
    find="item status",
    dated="start",
    becomes=FeeLicence.BECOMES,
    cites=CITES,
):
    number: LicenceNumber
    item: Item
    title: Title
    approval: str = Field(max_length=100, title="批准文号 / approval")
    issued_by: str = Field(max_length=100, title="发证机关 / issued by")
    start: date = Field(title="有效期自 / valid from")
    end: date = Field(title="有效期至 / valid to")
    lowest: Decimal = Field(title="最低标准(元) / lowest (yuan)")
    highest: Decimal = Field(title="最高标准(元) / highest (yuan)")
    person: Person = Field(title="登记人 / entered by")
    entered_on: date = Field(title="登记日 / entered on")
    status: LicenceStatus = Field(title="状态 / status")
    compared_by: Person = Field(title="核对人 / compared by")
    ends: date | None = Field(title="吊销日 / revoked from")
    reason: str = Field(title="理由 / reason")


class ChargeRecord(
    Record,
    table="charges",
    zh="应收款台账",
    en="Charges",
    one="应收款 / charge",
    by="-year -serial",
    find="item status missed",
    dated="entered_on",
    sheet="number title organisation amount due missed status receipt decision decided_by",
    becomes=Charge.BECOMES,
    cites=CHARGE_CITES,
):
    """Its workbook goes without the names of people."""

    number: Number
    item: Item
    title: Title
    licence: LicenceNumber
    organisation: Organisation
    payer: Payer
    amount: Amount
    due: date = Field(title="期限 / due")
    missed: bool = Field(title="逾期 / overdue")
    person: Person = Field(title="收款责任人 / who collects")
    entered_on: date = Field(title="登记日 / entered on")
    status: ChargeStatus = Field(title="状态 / status")
    receipt: str = Field(max_length=60, title="票据号 / receipt")
    asked_by: Person = Field(title="减免申请人 / waiver asked by")
    asked_on: date | None = Field(title="减免申请日 / waiver asked on")
    reason: str = Field(title="理由 / reason")
    decision: str = Field(max_length=200, title="减免依据 / waived by")
    decided_by: Person = Field(title="决定人 / decided by")


register = Register("fees", FeeItemRecord, FeeLicenceRecord, ChargeRecord, zh="收费台账", en="Fees")
register.opens(FeeItemRecord, e.FeeItemEntered, entered_on="day")
register.changes(FeeItemRecord, e.FeeItemStopped, "reason")
register.changes(FeeLicenceRecord, e.FeeLicenceConfirmed, compared_by="actor")
register.changes(FeeLicenceRecord, e.FeeLicenceRefused, "reason", compared_by="actor")
register.changes(FeeLicenceRecord, e.FeeLicenceRevoked, "ends", "reason")
register.changes(ChargeRecord, e.ChargeMissed, missed=True)
register.changes(ChargeRecord, e.ChargeCollected, "receipt")
register.changes(ChargeRecord, e.ChargeOwedAgain, receipt="")
register.changes(ChargeRecord, e.WaiverRequested, "reason", asked_by="actor", asked_on="day")
register.changes(ChargeRecord, e.WaiverApproved, "decision", decided_by="actor")
register.changes(ChargeRecord, e.WaiverRejected, "reason", decided_by="actor")


@register.on(e.FeeLicenceEntered)
def _licence_entered(event: e.FeeLicenceEntered, rows: Rows) -> None:
    rows.record(FeeLicenceRecord, event, item=event.item.hex, person=event.actor, entered_on=event.day)


@register.on(e.ChargeEntered)
def _charge_entered(event: e.ChargeEntered, rows: Rows) -> None:
    rows.record(ChargeRecord, event, item=event.item.hex, entered_on=event.day)
