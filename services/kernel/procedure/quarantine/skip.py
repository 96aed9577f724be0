"""One skip of a quarantined event, which takes two people: proposed by one, carried out by another's word, or not."""

from __future__ import annotations

from functools import cache

from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.proposal import Proposal, proposal_of
from services.kernel.domain.words import Status
from services.kernel.procedure.quarantine import events as e


class SkipStatus(Status):
    PROPOSED = "proposed", "待核准", "waiting to be approved"
    CARRIED_OUT = "carried-out", "已跳过", "skipped"
    DECLINED = "declined", "未予核准", "declined"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Skip(Proposal):
    """Of one service; `declare` gives the class with that service's events."""

    CALLED = "跳过隔离事件", "skip of a quarantined event"
    CARRIES = ("source", "position")
    source = ""
    position = 0


def becomes(service: str) -> Becomes:
    return dict(zip(e.declare(service), SkipStatus, strict=True))


@cache
def declare(service: str) -> type[Skip]:
    """The same class each time it is asked for the same service."""
    return proposal_of(Skip, f"services.{service}.quarantine.skip", becomes(service))
