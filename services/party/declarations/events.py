"""What people declare: gifts, family events, trips (A5, B14.3–B14.7). `person` declares, `department` theirs that day.

What it was, from whom, where and how much stays in the service; on the bus goes that something was declared.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfDeclaration(Event):
    person: str


class GiftHandedIn(OfDeclaration):
    """A gift that could not be refused; `keeper` of the discipline group disposes of it by `dispose_by`."""

    TOPIC = "party.gift-handed-in.v1"
    number: str
    received_on: date
    late: bool = False
    keeper: str = ""
    dispose_by: date
    kind: Personal[str] = ""
    what: Personal[str] = ""
    value: Personal[int] = 0
    giver: Personal[str] = ""
    reason: Personal[str] = ""


class GiftDisposed(OfDeclaration):
    TOPIC = "party.gift-disposed.v1"
    on: date
    disposal: Personal[str] = ""
    reference: Personal[str] = ""


class GiftDisposalMissed(OfDeclaration):
    TOPIC = "party.gift-disposal-missed.v1"
    due: date


class FamilyEventReported(OfDeclaration):
    """Before it takes place, with what is planned; `account_by` is when its account is due."""

    TOPIC = "party.family-event-reported.v1"
    number: str
    late: bool = False
    account_by: date
    on: Personal[date | None] = None
    occasion: Personal[str] = ""
    guests: Personal[int] = 0
    budget: Personal[int] = 0
    place: Personal[str] = ""
    reason: Personal[str] = ""


class FamilyEventAccounted(OfDeclaration):
    """After it: as it was."""

    TOPIC = "party.family-event-accounted.v1"
    was_missed: bool = False
    guests: Personal[int] = 0
    cost: Personal[int] = 0
    note: Personal[str] = ""


class FamilyEventUnaccounted(OfDeclaration):
    """No account came in time; recorded once by the clock."""

    TOPIC = "party.family-event-unaccounted.v1"
    due: date


class TripStated(OfDeclaration):
    """Before a journey abroad or a private one: where to, when, and at whose cost."""

    TOPIC = "party.trip-stated.v1"
    number: str
    kind: Personal[str] = ""
    first: Personal[date | None] = None
    last: Personal[date | None] = None
    destination: Personal[str] = ""
    purpose: Personal[str] = ""
    paid_by: Personal[str] = ""


class TripNoted(OfDeclaration):
    """The discipline group has no objection."""

    TOPIC = "party.trip-noted.v1"


class TripObjected(OfDeclaration):
    TOPIC = "party.trip-objected.v1"
    reason: Personal[str] = ""
