"""What can be declared, and who deals with it: oneself, and the discipline group (A5, B14.3–B14.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import ANYONE, SELF
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.declarations.declaration import FamilyEventStatus, GiftStatus, TripStatus
from services.party.declarations.record import (
    Disposal,
    FamilyEventRecord,
    GiftKind,
    GiftRecord,
    Occasion,
    PaidBy,
    TripKind,
    TripRecord,
)
from services.party.posts import DISCIPLINE_GROUP

READERS = (SELF, DISCIPLINE_GROUP)
Line = Annotated[str, Field(min_length=1, max_length=200)]
Yuan = Annotated[int, Field(ge=0, le=10_000_000)]
Guests = Annotated[int, Field(ge=0, le=10_000)]
Late = Annotated[str, Field(max_length=500, title="未按期的理由 / why late")]


class HandInGift(
    Command,
    path="POST /party/gifts",
    who=(ANYONE,),
    zh="上交礼品礼金",
    en="Hand in a gift",
    returns=GiftRecord,
):
    """Which could not be refused. In one's own name."""

    received_on: date = Field(title="收受日期 / received on")
    kind: Annotated[GiftKind, Field(min_length=1)]
    what: Line = Field(title="名称 / what")
    value: Yuan = Field(title="估值(元) / value in yuan")
    giver: Line = Field(title="赠送人 / giver")
    reason: Late = ""


class DisposeOfGift(
    Command,
    path="POST /party/gifts/{gift}/disposal",
    who=(DISCIPLINE_GROUP,),
    when=GiftStatus.HANDED_IN,
    zh="处置上交礼品",
    en="Dispose of a gift",
    returns=GiftRecord,
):
    gift: UUID = Field(title="礼品 / gift")
    on: date = Field(title="处置日期 / disposed of on")
    disposal: Annotated[Disposal, Field(min_length=1)]
    reference: str = Field(default="", max_length=200, title="凭证 / voucher")


GetGift = showing(
    "GetGift", GiftRecord, path="GET /party/gifts/{gift}", who=READERS, zh="查看上交礼品", en="See a gift"
)
ListGifts = listing("ListGifts", GiftRecord, path="GET /party/gifts", who=READERS)
ExportGifts = exporting("ExportGifts", GiftRecord, path="GET /party/gifts-export", who=(DISCIPLINE_GROUP,))


class ReportFamilyEvent(
    Command,
    path="POST /party/family-events",
    who=(ANYONE,),
    zh="报告操办事项",
    en="Report a family event",
    returns=FamilyEventRecord,
):
    """Before it takes place, in one's own name."""

    occasion: Annotated[Occasion, Field(min_length=1)]
    on: date = Field(title="办理日期 / day")
    place: Line = Field(title="地点 / place")
    guests: Guests = Field(title="拟邀人数 / guests planned")
    budget: Yuan = Field(title="预算(元) / budget in yuan")
    reason: Late = ""


class AccountForFamilyEvent(
    Command,
    path="POST /party/family-events/{event}/account",
    who=(SELF,),
    when=FamilyEventStatus.REPORTED,
    zh="报告操办结果",
    en="Give account of a family event",
    returns=FamilyEventRecord,
):
    event: UUID = Field(title="操办事项 / family event")
    guests: Guests = Field(title="实到人数 / guests who came")
    cost: Yuan = Field(title="实际费用(元) / cost in yuan")
    note: str = Field(default="", max_length=1000, title="说明 / note")


GetFamilyEvent = showing(
    "GetFamilyEvent",
    FamilyEventRecord,
    path="GET /party/family-events/{event}",
    who=READERS,
    zh="查看操办事项",
    en="See a family event",
)
ListFamilyEvents = listing("ListFamilyEvents", FamilyEventRecord, path="GET /party/family-events", who=READERS)


class StateTrip(
    Command,
    path="POST /party/private-trips",
    who=(ANYONE,),
    zh="因私外出说明",
    en="State a private trip",
    returns=TripRecord,
):
    """Abroad, or to travel: before it begins, in one's own name."""

    kind: Annotated[TripKind, Field(min_length=1)]
    first: date = Field(title="自 / from")
    last: date = Field(title="至 / to")
    destination: Line = Field(title="目的地 / destination")
    purpose: Line = Field(title="事由 / purpose")
    paid_by: Annotated[PaidBy, Field(min_length=1)]


class OfTrip(Command, at="/party/private-trips/{trip}", who=(DISCIPLINE_GROUP,), returns=TripRecord):
    trip: UUID = Field(title="外出说明 / statement of a trip")


class NoteTrip(OfTrip, does="note", when=TripStatus.STATED, zh="备案", en="Note a trip"): ...


class ObjectToTrip(OfTrip, does="objection", when=TripStatus.STATED, zh="不同意外出", en="Object to a trip"):
    reason: Reason


GetTrip = showing(
    "GetTrip", TripRecord, path="GET /party/private-trips/{trip}", who=READERS, zh="查看外出说明", en="See a trip"
)
ListTrips = listing("ListTrips", TripRecord, path="GET /party/private-trips", who=READERS)
