"""What happens to warning education and to the leaders' self-checks (A4, B14.1, B14.2).

What somebody found with themselves stays in the service; on the bus goes that they looked.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfEducation(Event):
    year: int


class WarningEducationDue(OfEducation):
    """The year has begun; `person` is the secretary whom it binds."""

    TOPIC = "party.warning-education-due.v1"
    person: str
    due: date


class WarningEducationHeld(OfEducation):
    """The year's `nth`; `absent` are those in service that day who were not there."""

    TOPIC = "party.warning-education-held.v1"
    nth: int
    on: date
    form: str
    topic: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class WarningEducationMissed(OfEducation):
    """The year passed and none was held; recorded once by the clock."""

    TOPIC = "party.warning-education-missed.v1"
    person: str
    due: date


class OfSelfCheck(Event):
    """Of the leader `person` in one half-year: `2026-H2`."""

    person: str
    period: str


class SelfCheckDue(OfSelfCheck):
    TOPIC = "party.self-check-due.v1"
    due: date


class SelfCheckHandedIn(OfSelfCheck):
    """An answer to each of the `items`: whether there is something to be put right, and what."""

    TOPIC = "party.self-check-handed-in.v1"
    items: tuple[str, ...]
    was_missed: bool = False
    clear: Personal[tuple[bool, ...]] = ()
    notes: Personal[tuple[str, ...]] = ()


class SelfCheckReviewed(OfSelfCheck):
    """The discipline group has looked at it."""

    TOPIC = "party.self-check-reviewed.v1"
    finding: Personal[str] = ""


class SelfCheckMissed(OfSelfCheck):
    """The half-year passed without it; recorded once by the clock."""

    TOPIC = "party.self-check-missed.v1"
    due: date


class SelfCheckLapsed(OfSelfCheck):
    """No longer a leader when it fell due: it is owed no more."""

    TOPIC = "party.self-check-lapsed.v1"
