"""The yearly health check (A23). Who went stays in the service; what was found is recorded nowhere."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfHealthCheck(Event):
    year: int


class HealthCheckDue(OfHealthCheck):
    """By whom it is owed: whoever chairs the union."""

    SAYS = "登记应组织体检"
    TOPIC = "finance.health-check-due.v1"
    due: date
    answers: str = ""


class HealthCheckPassed(OfHealthCheck):
    """Somebody else chairs the union now."""

    SAYS = "移交体检组织"
    TOPIC = "finance.health-check-passed.v1"
    due: date
    answers: str = ""


class HealthCheckArranged(OfHealthCheck):
    """Where, and from `first` to `last`; arranged anew it replaces what was arranged."""

    SAYS = "安排职工体检"
    TOPIC = "finance.health-check-arranged.v1"
    first: date
    last: date
    place: str


class HealthCheckAttended(OfHealthCheck):
    """They went on that day."""

    SAYS = "登记参加体检"
    TOPIC = "finance.health-check-attended.v1"
    on: date
    number: int
    people: Personal[tuple[str, ...]] = ()


class HealthCheckHeld(OfHealthCheck):
    """It is over: so many went."""

    SAYS = "职工体检结束"
    TOPIC = "finance.health-check-held.v1"
    number: int
    was_missed: bool = False


class HealthCheckMissed(OfHealthCheck):
    """The time passed and none was held; recorded once by the clock."""

    SAYS = "记录体检未组织"
    TOPIC = "finance.health-check-missed.v1"
    due: date
    answers: str = ""
