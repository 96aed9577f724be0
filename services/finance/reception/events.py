"""What happens to one reception (A29, B14.4, B14.7). Sums in yuan to the fen.

`person` asked, `department` receives its counterparts, `paid_by` is whose budget pays, `responsible` who answers for
the reception and signs the list of what there was. Who the guests are by name stays in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, FileDigest, Part, Personal


class GuestGroup(Part):
    """So many guests of one unit and rank."""

    unit: str
    rank: str
    count: int


class PlannedItem(Part):
    """What is meant to be had, how many meals or nights of it, and what that will cost together."""

    kind: str
    times: int
    cost: Decimal


class ReceivedItem(Part):
    """What was had: how many guests and companions were really there, and what it cost."""

    kind: str
    on: date
    place: str
    guests: int
    companions: int
    cost: Decimal


class AmountCut(Part):
    """`place` is the item's in the list, 0 where the whole is meant; `reason` one of the parameter's."""

    place: int
    reason: str
    amount: Decimal


class OfReception(Event):
    number: str
    person: str
    paid_by: str
    responsible: str


class ReceptionRequested(OfReception):
    """`decides` is the post whose consent it takes; `estimate` what the items planned cost together."""

    TOPIC = "finance.reception-requested.v1"
    purpose: str
    start: date
    end: date
    guests: tuple[GuestGroup, ...]
    companions: tuple[str, ...]
    planned: tuple[PlannedItem, ...]
    estimate: Decimal
    decides: str
    guest_names: Personal[str] = ""


class ReceptionLetterEntered(OfReception):
    """The official letter of the guests' side: sender, number, day, and its scan."""

    TOPIC = "finance.reception-letter-entered.v1"
    letter_from: str
    letter_number: str
    letter_day: date
    letter_scan: tuple[FileDigest, ...]


class ReceptionApproved(OfReception):
    """Consented to; the estimate is set aside in the budget."""

    TOPIC = "finance.reception-approved.v1"
    estimate: Decimal


class ReceptionRejected(OfReception):
    TOPIC = "finance.reception-rejected.v1"
    reason: Personal[str] = ""


class ReceptionCancelled(OfReception):
    """The guests do not come; what was set aside is free again."""

    TOPIC = "finance.reception-cancelled.v1"
    reason: Personal[str] = ""


class ReceptionHeld(OfReception):
    """接待清单, signed by who was responsible: who was really there, what was had, and what it cost together."""

    TOPIC = "finance.reception-held.v1"
    guest_count: int
    companions: tuple[str, ...]
    items: tuple[ReceivedItem, ...]
    cost: Decimal


class ReceptionListReturned(OfReception):
    """The list is to be drawn up anew."""

    TOPIC = "finance.reception-list-returned.v1"
    reason: Personal[str] = ""


class ReceptionChecked(OfReception):
    """Of the cost, what may be claimed at most; the rest is cut by the rules and borne by whoever caused it. Where that
    is nothing, it is settled."""

    TOPIC = "finance.reception-checked.v1"
    cost: Decimal
    payable: Decimal
    cuts: tuple[AmountCut, ...] = ()


class ReceptionSettled(OfReception):
    """Paid by a claim; what was set aside beyond it is free again."""

    TOPIC = "finance.reception-settled.v1"
    amount: Decimal
