"""What people declare: gifts, family events, trips (A5, B14.3–B14.7). `person` declares, `department` theirs that day.

What it was, from whom, where and how much stays in the service; on the bus goes that something was declared.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned


class OfDeclaration(Event):
    person: str


class GiftHandedIn(OfDeclaration):
    """A gift that could not be refused; `keeper` of the discipline group disposes of it by `dispose_by`."""

    SAYS = "上交礼品"
    TOPIC = "party.gift-handed-in.v1"
    number: str
    received_on: date
    late: bool = False
    keeper: str = ""
    dispose_by: date
    kind: Reckoned[str] = ""
    what: Personal[str] = ""
    value: Reckoned[int] = 0
    giver: Personal[str] = ""
    reason: Personal[str] = ""


class GiftDisposed(OfDeclaration):
    SAYS = "处置上交礼品"
    TOPIC = "party.gift-disposed.v1"
    on: date
    disposal: Reckoned[str] = ""
    reference: Personal[str] = ""


class GiftDisposalMissed(OfDeclaration):
    SAYS = "记录礼品处置逾期"
    TOPIC = "party.gift-disposal-missed.v1"
    due: date


class FamilyEventReported(OfDeclaration):
    """Before it takes place, with what is planned; `account_by` is when its account is due."""

    SAYS = "报告操办事项"
    TOPIC = "party.family-event-reported.v1"
    number: str
    late: bool = False
    account_by: date
    on: Reckoned[date | None] = None
    occasion: Reckoned[str] = ""
    guests: Reckoned[int] = 0
    budget: Reckoned[int] = 0
    place: Personal[str] = ""
    reason: Personal[str] = ""


class FamilyEventAccounted(OfDeclaration):
    """After it: as it was."""

    SAYS = "报告操办事项办理情况"
    TOPIC = "party.family-event-accounted.v1"
    was_missed: bool = False
    guests: Reckoned[int] = 0
    cost: Reckoned[int] = 0
    note: Personal[str] = ""


class FamilyEventUnaccounted(OfDeclaration):
    """No account came in time; recorded once by the clock."""

    SAYS = "记录操办事项逾期未报告"
    TOPIC = "party.family-event-unaccounted.v1"
    due: date


class TripStated(OfDeclaration):
    """Before a journey abroad or a private one: where to, when, and at whose cost."""

    SAYS = "报告因私外出"
    TOPIC = "party.trip-stated.v1"
    number: str
    kind: Reckoned[str] = ""
    first: Reckoned[date | None] = None
    last: Reckoned[date | None] = None
    destination: Personal[str] = ""
    purpose: Personal[str] = ""
    paid_by: Reckoned[str] = ""


class TripNoted(OfDeclaration):
    """The discipline group has no objection."""

    SAYS = "备案因私外出"
    TOPIC = "party.trip-noted.v1"


class TripObjected(OfDeclaration):
    SAYS = "不同意因私外出"
    TOPIC = "party.trip-objected.v1"
    reason: Personal[str] = ""
