"""What happens to a contact (A10, A12). `person` keeps it; `department` is the one for which its visits count.

Names and troubles are personal: nothing of them leaves the service.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class ContactAssigned(Event):
    """`kind` is `deputy` (whose register entry is `deputy`) or `household`."""

    SAYS = "确定联系对象"
    TOPIC = "party.contact-assigned.v1"
    number: str
    kind: str
    person: str
    deputy: str = ""
    name: Personal[str] = ""
    place: Personal[str] = ""
    situation: Personal[str] = ""


class ContactHandedOver(Event):
    """`person` keeps it from now on; a visit that is still owed in the running period is theirs to make. What a period
    that is over still owes stays with `before`."""

    SAYS = "移交联系"
    TOPIC = "party.contact-handed-over.v1"
    person: str
    before: str
    period: str = ""
    due: date | None = None
    reason: Personal[str] = ""


class ContactEnded(Event):
    """Nobody is to be visited any longer; what was still owed in the running period falls."""

    SAYS = "终止联系"
    TOPIC = "party.contact-ended.v1"
    person: str
    period: str = ""
    reason: Personal[str] = ""


class VisitDue(Event):
    """A visit is owed within the period from `first` to `last`, and may be entered until `due`."""

    SAYS = "登记应走访"
    TOPIC = "party.contact-visit-due.v1"
    kind: str
    person: str
    period: str
    first: date
    last: date
    due: date


class ContactVisited(Event):
    """`visit` numbers it within the contact. `counts`: the first that a period owed; `last` is that period's last day.

    `was_missed`: made in the period, entered only after the day was recorded as missed.
    """

    SAYS = "登记走访"
    TOPIC = "party.contact-visited.v1"
    kind: str
    person: str
    visit: int
    on: date
    way: str
    period: str = ""
    last: date | None = None
    counts: bool = False
    was_missed: bool = False
    raised: bool = False
    """Whether a problem was raised that somebody has to see to."""
    content: Personal[str] = ""
    problem: Personal[str] = ""


class VisitWithdrawn(Event):
    """The entry was an error. `counted`: no other visit of the period stands in its place, so that one is owed again,
    or missing again where it `was_missed` before; `fell`: nobody is to be visited in it any more, as the contact was
    ended in that period.

    `settled_on` and `settled_by` are of a problem that had been settled.
    """

    SAYS = "撤回走访登记"
    TOPIC = "party.contact-visit-withdrawn.v1"
    person: str
    visit: int
    period: str = ""
    last: date | None = None
    counted: bool = False
    was_missed: bool = False
    fell: bool = False
    settled_on: date | None = None
    settled_by: str = ""
    reason: Personal[str] = ""


class VisitMissed(Event):
    """Nobody went in the whole period."""

    SAYS = "记录走访未开展"
    TOPIC = "party.contact-visit-missed.v1"
    kind: str
    person: str
    period: str
    last: date
    due: date


class ProblemForwarded(Event):
    """A department has to act; `department` is that one."""

    SAYS = "转办联系问题"
    TOPIC = "party.contact-problem-forwarded.v1"
    person: str
    visit: int


class ProblemSettled(Event):
    """`department` settled it, on the day of this event."""

    SAYS = "办结联系问题"
    TOPIC = "party.contact-problem-settled.v1"
    person: str
    visit: int
    outcome: Personal[str] = ""
