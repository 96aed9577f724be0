"""个人事项台账: gifts, family events, trips (B14)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register
from services.kernel.procedure.record import Department, Number, Person, Record, choice
from services.party.declarations import declaration as d
from services.party.declarations import events as e

GiftKind = Annotated[str, *choice("declarations.gift_kinds", "种类 / kind")]
Disposal = Annotated[str, *choice("declarations.disposals", "处置 / disposal")]
Occasion = Annotated[str, *choice("declarations.occasions", "事项 / occasion")]
TripKind = Annotated[str, *choice("declarations.trip_kinds", "类别 / kind")]
PaidBy = Annotated[str, *choice("declarations.paid_by", "费用来源 / paid by")]


class GiftRecord(
    Record,
    table="gifts",
    zh="礼品上交登记台账",
    en="Register of gifts handed in",
    one="礼品 / gift",
    by="-year -serial",
    find="person status",
    dated="handed_in_on",
    sheet="number person department received_on handed_in_on late disposed_on missed status",
    becomes=d.GIFT_BECOMES,
    cites=d.GIFT_CITES,
):
    """Its workbook goes without what it was and from whom."""

    number: Number
    person: Person = Field(title="上交人 / handed in by")
    department: Department
    received_on: date = Field(title="收受日期 / received on")
    handed_in_on: date = Field(title="上交日期 / handed in on")
    late: bool = Field(title="逾期上交 / late")
    reason: str = Field(title="逾期理由 / why late")
    kind: GiftKind
    what: str = Field(title="名称 / what")
    value: int = Field(title="估值(元) / value in yuan")
    giver: str = Field(title="赠送人 / giver")
    dispose_by: date = Field(title="处置期限 / to be disposed of by")
    status: d.GiftStatus = Field(title="状态 / status")
    disposal: Disposal
    disposed_on: date | None = Field(title="处置日期 / disposed of on")
    disposed_by: Person = Field(title="处置人 / disposed of by")
    reference: str = Field(title="凭证 / voucher")
    missed: bool = Field(title="处置逾期 / disposal overdue")


class FamilyEventRecord(
    Record,
    table="family_events",
    zh="操办婚丧喜庆报告台账",
    en="Register of family events",
    one="操办事项 / family event",
    by="-year -serial",
    find="person status",
    dated="reported_on",
    sheet="number person department reported_on late account_by missed status",
    becomes=d.FAMILY_BECOMES,
    cites=d.FAMILY_CITES,
):
    """Its workbook goes without what was celebrated or mourned, where and at what cost."""

    number: Number
    person: Person = Field(title="报告人 / reported by")
    department: Department
    reported_on: date = Field(title="报告日期 / reported on")
    occasion: Occasion
    on: date = Field(title="办理日期 / day")
    place: str = Field(title="地点 / place")
    guests: int = Field(title="拟邀人数 / guests planned")
    budget: int = Field(title="预算(元) / budget in yuan")
    late: bool = Field(title="未按期报告 / reported late")
    reason: str = Field(title="未按期的理由 / why late")
    account_by: date = Field(title="报告结果期限 / account due")
    missed: bool = Field(title="逾期 / overdue")
    status: d.FamilyEventStatus = Field(title="状态 / status")
    came: int = Field(title="实到人数 / guests who came")
    cost: int = Field(title="实际费用(元) / cost in yuan")
    note: str = Field(title="说明 / note")


class TripRecord(
    Record,
    table="private_trips",
    zh="因私外出说明台账",
    en="Register of private trips",
    one="外出说明 / statement of a trip",
    by="-year -serial",
    find="person status",
    becomes=d.TRIP_BECOMES,
    cites=d.TRIP_CITES,
):
    number: Number
    person: Person = Field(title="说明人 / stated by")
    department: Department
    stated_on: date = Field(title="说明日期 / stated on")
    kind: TripKind
    first: date = Field(title="自 / from")
    last: date = Field(title="至 / to")
    destination: str = Field(title="目的地 / destination")
    purpose: str = Field(title="事由 / purpose")
    paid_by: PaidBy
    status: d.TripStatus = Field(title="状态 / status")
    decided_by: Person = Field(title="经办人 / decided by")
    reason: str = Field(title="理由 / reason")


register = Register("declarations", GiftRecord, FamilyEventRecord, TripRecord, zh="个人事项台账", en="Declarations")
register.opens(GiftRecord, e.GiftHandedIn, handed_in_on="day")
register.changes(GiftRecord, e.GiftDisposed, "disposal", "reference", disposed_on="on", disposed_by="actor")
register.changes(GiftRecord, e.GiftDisposalMissed, missed=True)
register.opens(FamilyEventRecord, e.FamilyEventReported, reported_on="day")
register.changes(FamilyEventRecord, e.FamilyEventAccounted, "cost", "note", came="guests")
register.changes(FamilyEventRecord, e.FamilyEventUnaccounted, missed=True)
register.opens(TripRecord, e.TripStated, stated_on="day")
register.changes(TripRecord, e.TripNoted, decided_by="actor")
register.changes(TripRecord, e.TripObjected, "reason", decided_by="actor")
