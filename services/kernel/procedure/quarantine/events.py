"""The facts of a quarantined event that is passed over. They stay in the service; nothing is appraised by them."""

from __future__ import annotations

from functools import cache

from services.kernel.domain.events import Event
from services.kernel.domain.proposal import Answered, Facts, facts_of


class OfSkip(Event):
    """`source` and `position` name the event, which stays in its own log."""

    PUBLISHED = False
    source: str
    position: int


class SkipProposed(OfSkip):
    """`error` is why it cannot be taken in, `held` how many of its aggregate wait behind it."""

    SAYS = "提请跳过隔离事件"
    number: str
    fact: str
    aggregate: str
    error: str
    held: int
    reason: str


class Skipped(OfSkip):
    """The second person's word: it counts here as if it had never been, also when all is built again."""

    SAYS = "核准跳过隔离事件"


class SkipDeclined(Answered):
    SAYS = "不予核准跳过"


class SkipWithdrawn(Answered):
    SAYS = "撤回跳过提请"


@cache
def declare(service: str) -> Facts:
    """The same classes each time it is asked for the same service."""
    said = SkipProposed, Skipped, SkipDeclined, SkipWithdrawn
    return facts_of(service, "quarantine-skip", f"services.{service}.quarantine.events", *said)
