"""What happens to warning education and to the leaders' self-checks (A4, B14.1, B14.2).

What somebody found with themselves stays in the service; on the bus goes that they looked.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned


class OfEducation(Event):
    year: int


class WarningEducationDue(OfEducation):
    """The year has begun; `person` is the secretary whom it binds."""

    SAYS = "登记应开展警示教育"
    TOPIC = "party.warning-education-due.v1"
    person: str
    due: date


class WarningEducationHeld(OfEducation):
    """The year's `nth`; `absent` are those in service that day who were not there."""

    SAYS = "开展警示教育"
    TOPIC = "party.warning-education-held.v1"
    nth: int
    on: date
    form: str
    topic: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class WarningEducationMissed(OfEducation):
    """The year passed and none was held; recorded once by the clock."""

    SAYS = "记录警示教育未开展"
    TOPIC = "party.warning-education-missed.v1"
    person: str
    due: date


class OfSelfCheck(Event):
    """Of the leader `person` in one half-year: `2026-H2`."""

    person: str
    period: str


class SelfCheckDue(OfSelfCheck):
    SAYS = "登记应报自查"
    TOPIC = "party.self-check-due.v1"
    due: date


class SelfCheckHandedIn(OfSelfCheck):
    """An answer to each of the `items`: whether there is something to be put right, and what."""

    SAYS = "报送廉政自查"
    TOPIC = "party.self-check-handed-in.v1"
    items: tuple[str, ...]
    was_missed: bool = False
    clear: Reckoned[tuple[bool, ...]] = ()
    notes: Personal[tuple[str, ...]] = ()


class SelfCheckReviewed(OfSelfCheck):
    """The discipline group has looked at it."""

    SAYS = "审阅廉政自查"
    TOPIC = "party.self-check-reviewed.v1"
    finding: Personal[str] = ""


class SelfCheckMissed(OfSelfCheck):
    """The half-year passed without it; recorded once by the clock."""

    SAYS = "记录自查逾期未报"
    TOPIC = "party.self-check-missed.v1"
    due: date


class SelfCheckLapsed(OfSelfCheck):
    """No longer a leader when it fell due: it is owed no more."""

    SAYS = "自查无须报送"
    TOPIC = "party.self-check-lapsed.v1"
