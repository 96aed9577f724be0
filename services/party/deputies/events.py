"""What happens to a deputy's entry and to the deputy's contacts with voters (A10, A11). Names are personal."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class DeputyEntered(Event):
    """`district` is the electoral district, `since` the day on which the mandate began."""

    SAYS = "登记人大代表"
    TOPIC = "party.deputy-entered.v1"
    number: str
    since: date
    name: Personal[str] = ""
    district: Personal[str] = ""


class MandateEnded(Event):
    SAYS = "代表任期终止"
    TOPIC = "party.deputy-mandate-ended.v1"
    on: date
    reason: Personal[str] = ""


class VoterAssigned(Event):
    """`voter` numbers the household within the deputy's entry."""

    SAYS = "确定联系选民户"
    TOPIC = "party.voter-assigned.v1"
    voter: int
    name: Personal[str] = ""
    place: Personal[str] = ""


class VoterReleased(Event):
    SAYS = "解除联系选民户"
    TOPIC = "party.voter-released.v1"
    voter: int
    reason: Personal[str] = ""


class VoterVisited(Event):
    """The deputy spoke with the household on that day; the liaison department enters it."""

    SAYS = "登记走访选民户"
    TOPIC = "party.voter-visited.v1"
    voter: int
    on: date
    content: Personal[str] = ""
