"""The facts of one trip (A30). `person` is who asked, `department` whose matter it is; `stays` says who travels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Confidential, Event, Part, Personal, Shared

ZERO = Decimal("0.00")


class Stay(Part):
    """One traveller's days, both included, with their department and rank when it was asked for."""

    person: str
    department: str
    rank: str
    start: date
    end: date


class TripRequested(Event):
    """`place` names the standard that is followed, empty in the district; `estimate` in yuan, nothing where nothing is
    set aside of the budget."""

    SAYS = "申请出差"
    TOPIC = "finance.trip-requested.v1"
    number: str
    person: str
    area: str
    origin: Shared[str]
    destination: Shared[str]
    transport: str
    lodging: Shared[str]
    stays: Shared[tuple[Stay, ...]]
    place: str = ""
    estimate: Decimal = ZERO
    purpose: Confidential[str] = ""


class OfTrip(Event):
    number: str
    person: str


class OfTripDays(OfTrip):
    """`stays` are everybody's days from now on."""

    stays: Shared[tuple[Stay, ...]]


class TripApproved(OfTripDays):
    SAYS = "批准出差"
    TOPIC = "finance.trip-approved.v1"


class TripRejected(OfTrip):
    SAYS = "不同意出差"
    TOPIC = "finance.trip-rejected.v1"
    reason: Personal[str] = ""


class TripWithdrawn(OfTrip):
    """Before anybody had decided."""

    SAYS = "撤回出差申请"
    TOPIC = "finance.trip-withdrawn.v1"
    reason: Personal[str] = ""


class TripCancelled(OfTripDays):
    """It was consented to and nobody went; `stays` are the days that fall."""

    SAYS = "取消出差"
    TOPIC = "finance.trip-cancelled.v1"
    reason: Personal[str] = ""


class TripChanged(OfTripDays):
    """Shortened by those concerned, or prolonged by consent."""

    SAYS = "变更出差"
    TOPIC = "finance.trip-changed.v1"
    reason: Personal[str] = ""


class TripProlongationRequested(OfTrip):
    SAYS = "申请延长出差"
    TOPIC = "finance.trip-prolongation-requested.v1"
    until: date
    reason: Personal[str] = ""


class TripProlongationRejected(OfTrip):
    SAYS = "不同意延长出差"
    TOPIC = "finance.trip-prolongation-rejected.v1"
    reason: Personal[str] = ""


class TripProlongationWithdrawn(OfTrip):
    SAYS = "撤回延长出差申请"
    TOPIC = "finance.trip-prolongation-withdrawn.v1"
    reason: Personal[str] = ""


class TripReturnReported(OfTrip):
    """The days really away, as those who travelled say; nobody relies on them before they are confirmed."""

    SAYS = "报告出差返回"
    TOPIC = "finance.trip-return-reported.v1"
    away: Shared[tuple[Stay, ...]]


class TripReturnSentBack(OfTrip):
    SAYS = "退回出差返回报告"
    TOPIC = "finance.trip-return-sent-back.v1"
    reason: Personal[str] = ""


class TripReturnConfirmed(OfTripDays):
    SAYS = "确认出差返回"
    TOPIC = "finance.trip-return-confirmed.v1"


class TripSettled(OfTrip):
    """Its claim is decided: nothing more is claimed of it."""

    SAYS = "结清出差费用"
    TOPIC = "finance.trip-settled.v1"
