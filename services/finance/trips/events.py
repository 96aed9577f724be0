"""The facts of one trip (A30). `person` is who asked, `department` whose matter it is; `stays` says who travels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Confidential, Event, Part, Personal

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

    TOPIC = "finance.trip-requested.v1"
    number: str
    person: str
    area: str
    origin: str
    destination: str
    transport: str
    lodging: str
    stays: tuple[Stay, ...]
    place: str = ""
    estimate: Decimal = ZERO
    purpose: Confidential[str] = ""


class OfTrip(Event):
    number: str
    person: str


class OfTripDays(OfTrip):
    """`stays` are everybody's days from now on."""

    stays: tuple[Stay, ...]


class TripApproved(OfTripDays):
    TOPIC = "finance.trip-approved.v1"


class TripRejected(OfTrip):
    TOPIC = "finance.trip-rejected.v1"
    reason: Personal[str] = ""


class TripWithdrawn(OfTrip):
    """Before anybody had decided."""

    TOPIC = "finance.trip-withdrawn.v1"
    reason: Personal[str] = ""


class TripCancelled(OfTripDays):
    """It was consented to and nobody went; `stays` are the days that fall."""

    TOPIC = "finance.trip-cancelled.v1"
    reason: Personal[str] = ""


class TripChanged(OfTripDays):
    """Shortened by those concerned, or prolonged by consent."""

    TOPIC = "finance.trip-changed.v1"
    reason: Personal[str] = ""


class TripProlongationRequested(OfTrip):
    TOPIC = "finance.trip-prolongation-requested.v1"
    until: date
    reason: Personal[str] = ""


class TripProlongationRejected(OfTrip):
    TOPIC = "finance.trip-prolongation-rejected.v1"
    reason: Personal[str] = ""


class TripProlongationWithdrawn(OfTrip):
    TOPIC = "finance.trip-prolongation-withdrawn.v1"
    reason: Personal[str] = ""


class TripReturnReported(OfTrip):
    """The days really away, as those who travelled say; nobody relies on them before they are confirmed."""

    TOPIC = "finance.trip-return-reported.v1"
    away: tuple[Stay, ...]


class TripReturnSentBack(OfTrip):
    TOPIC = "finance.trip-return-sent-back.v1"
    reason: Personal[str] = ""


class TripReturnConfirmed(OfTripDays):
    TOPIC = "finance.trip-return-confirmed.v1"


class TripSettled(OfTrip):
    """Its claim is decided: nothing more is claimed of it."""

    TOPIC = "finance.trip-settled.v1"
