"""出差台账: one line per trip, one per traveller with their days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Index

from services.finance.trips import events as e
from services.finance.trips.states import BECOMES, Lodging, TripStatus
from services.finance.trips.trip import CITES
from services.kernel.domain.events import Event
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import (
    COMPUTED,
    Department,
    Number,
    People,
    Person,
    Post,
    Record,
    Row,
    choice,
    refers,
)

Area = Annotated[str, *choice("trips.areas", "出差地区 / area")]
Place = Annotated[str, *choice("trips.places", "标准所列地方 / place of the standard")]
Transport = Annotated[str, *choice("trips.classes", "交通工具等级 / class of transport")]
Rank = Annotated[str, *choice("trips.ranks", "差旅标准级别 / rank")]


class StayRow(
    Row,
    table="trip_stays",
    key="trip person",
    zh="出差人员台账",
    en="Who is on trips",
    by="-start -person -trip",
    find="person department status",
    dated="start",
    sheet="number person department destination start end status",
    cites=CITES,
    more=(Index("trip_stays_days", "person", "start"),),
):
    trip: Annotated[UUID, refers("finance.get-trip")] = Field(title="出差 / trip")
    number: str = Field(max_length=60, title="出差单编号 / trip number")
    person: Person = Field(title="出差人 / traveller")
    department: Department
    rank: Rank
    destination: str = Field(title="目的地 / destination")
    start: date = Field(title="第一天 / first day")
    end: date = Field(title="最后一天 / last day")
    away_start: date | None = Field(title="实际第一天 / really from")
    away_end: date | None = Field(title="实际最后一天 / really until")
    status: TripStatus = Field(title="状态 / status")


class TripRecord(
    Record,
    table="trips",
    zh="出差台账",
    en="Register of trips",
    one="出差 / trip",
    by="-year -serial",
    find="department person status area",
    dated="requested_on",
    sheet="number department travellers area origin destination purpose start end transport person requested_on"
    " decided_by decided_on status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    department: Department
    person: Person = Field(title="申请人 / asked by")
    requested_on: date = Field(title="申请日 / asked on")
    travellers: People = Field(title="出差人员 / travellers")
    area: Area
    origin: str = Field(title="出发地 / from")
    destination: str = Field(title="目的地 / destination")
    place: Place
    purpose: str = Field(title="事由 / purpose")
    start: date = Field(title="第一天 / first day")
    end: date = Field(title="最后一天 / last day")
    until: date | None = Field(title="申请延至 / to be prolonged until")
    transport: Transport
    lodging: Lodging = Field(title="住宿 / lodging")
    estimate: Decimal = Field(title="预计费用(元) / estimated cost (yuan)")
    status: TripStatus = Field(title="状态 / status")
    waits_for: Annotated[Post, COMPUTED] = Field(default="", title="待办岗位 / waits for")
    decided_by: Person = Field(title="批准人 / decided by")
    decided_on: date | None = Field(title="批准日 / decided on")
    reported_by: Person = Field(title="登记返回人 / return reported by")
    confirmed_by: Person = Field(title="确认人 / confirmed by")
    confirmed_on: date | None = Field(title="确认日 / confirmed on")
    reason: str = Field(title="理由 / reason")
    stays: Annotated[list[StayRow], COMPUTED] = Field(default=[], title="各人天数 / days of each")


register = Register("trips", TripRecord, StayRow)


@register.on(e.TripRequested)
def requested(event: e.TripRequested, rows: Rows) -> None:
    people = [stay.person for stay in event.stays]
    rows.record(TripRecord, event, travellers=people, requested_on=event.day, **_span(event.stays))
    for stay in event.stays:
        rows.insert(
            StayRow, trip=event.originator_id.hex, number=event.number, person=stay.person, department=stay.department,
            rank=stay.rank, destination=event.destination, start=stay.start, end=stay.end, away_start=None,
            away_end=None, status=TripStatus.REQUESTED,
        )  # fmt: skip


@register.on(e.TripApproved)
def approved(event: e.TripApproved, rows: Rows) -> None:
    rows.change(TripRecord, event, decided_by=event.actor, decided_on=event.day)
    _stand(rows, event)


@register.on(e.TripRejected, e.TripProlongationRejected)
def rejected(event: e.OfTrip, rows: Rows) -> None:
    rows.change(TripRecord, event, "reason", decided_by=event.actor, decided_on=event.day, until=None)
    _stand(rows, event)


@register.on(e.TripProlongationRequested)
def asked_longer(event: e.TripProlongationRequested, rows: Rows) -> None:
    rows.change(TripRecord, event, "until", "reason")
    _stand(rows, event)


@register.on(e.TripWithdrawn, e.TripProlongationWithdrawn, e.TripReturnSentBack)
def taken_back(event: e.OfTrip, rows: Rows) -> None:
    rows.change(TripRecord, event, "reason", until=None)
    _stand(rows, event)


@register.on(e.TripCancelled, e.TripChanged)
def changed(event: e.OfTripDays, rows: Rows) -> None:
    rows.change(TripRecord, event, "reason", until=None, **_span(event.stays))
    _stand(rows, event)
    _days(rows, event)


@register.on(e.TripReturnReported)
def reported(event: e.TripReturnReported, rows: Rows) -> None:
    """The days that were consented to stand until those really away are confirmed."""
    rows.change(TripRecord, event, reported_by=event.actor, reason="")
    trip = event.originator_id.hex
    rows.update(StayRow, {"trip": trip}, status=TripStatus.REPORTED, away_start=None, away_end=None)
    for stay in event.away:
        rows.update(StayRow, {"trip": trip, "person": stay.person}, away_start=stay.start, away_end=stay.end)


@register.on(e.TripReturnConfirmed)
def confirmed(event: e.TripReturnConfirmed, rows: Rows) -> None:
    """Who did not go stands in it no more."""
    trip = event.originator_id.hex
    went = [stay.person for stay in event.stays]
    was = rows.get(TripRecord, id=trip)
    for person in was.travellers:
        if person not in went:
            rows.delete(StayRow, trip=trip, person=person)
    rows.change(
        TripRecord, event, travellers=went, confirmed_by=event.actor, confirmed_on=event.day, **_span(event.stays)
    )
    _stand(rows, event)
    _days(rows, event)


@register.on(e.TripSettled)
def settled(event: e.TripSettled, rows: Rows) -> None:
    rows.change(TripRecord, event)
    _stand(rows, event)


def _stand(rows: Rows, event: Event) -> None:
    rows.update(StayRow, {"trip": event.originator_id.hex}, status=BECOMES[type(event)])


def _days(rows: Rows, event: e.OfTripDays) -> None:
    for stay in event.stays:
        key = {"trip": event.originator_id.hex, "person": stay.person}
        rows.update(StayRow, key, start=stay.start, end=stay.end)


def _span(stays: tuple[e.Stay, ...]) -> dict[str, Any]:
    return {"start": min(stay.start for stay in stays), "end": max(stay.end for stay in stays)}
