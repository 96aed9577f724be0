"""What happens in the care for retired staff (B9.7). `retired` is the line of the register, by its id.

Who they are, where they live and how they fare stays in the service; on the bus goes that a duty was done or not.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import UNSAID, Event, Personal, Reckoned


class RetiredEntered(Event):
    SAYS = "登记退休人员"
    TOPIC = "party.retired-entered.v1"
    number: str
    retired_on: Reckoned[date] = UNSAID
    name: Personal[str] = ""
    born: Personal[date | None] = None
    address: Personal[str] = ""
    contact: Personal[str] = ""
    condition: Personal[str] = ""


class RetiredDetailsChanged(Event):
    SAYS = "变更退休人员信息"
    TOPIC = "party.retired-details-changed.v1"
    address: Personal[str] = ""
    contact: Personal[str] = ""
    condition: Personal[str] = ""


class RetiredLeft(Event):
    """No longer looked after here: moved to another organ's care, or died."""

    SAYS = "退休人员转出"
    TOPIC = "party.retired-left.v1"
    on: date
    reason: Personal[str] = ""


class OfCare(Event):
    """One duty towards one of them: of a period (`2026-H2`), or for what happened on a day."""

    retired: str
    duty: str
    period: str


class CareDue(OfCare):
    SAYS = "登记应慰问退休人员"
    TOPIC = "party.retired-care-due.v1"
    due: date
    name: Personal[str] = ""
    note: Personal[str] = ""


class CareGiven(OfCare):
    SAYS = "慰问退休人员"
    TOPIC = "party.retired-care-given.v1"
    on: date
    visitors: tuple[str, ...] = ()
    was_missed: bool = False
    what: Personal[str] = ""


class CareMissed(OfCare):
    """The day passed and nobody had; recorded once by the clock."""

    SAYS = "记录退休人员慰问未开展"
    TOPIC = "party.retired-care-missed.v1"
    due: date


class CareLapsed(OfCare):
    """They were no longer on the register when it fell due."""

    SAYS = "退休人员慰问无须开展"
    TOPIC = "party.retired-care-lapsed.v1"
