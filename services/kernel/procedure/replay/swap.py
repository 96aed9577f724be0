"""One swap of registers, which takes two people: proposed by one, carried out by another's word, or not."""

from __future__ import annotations

from functools import cache

from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.proposal import Proposal, proposal_of
from services.kernel.domain.words import Status
from services.kernel.procedure.replay import events as e


class SwapStatus(Status):
    PROPOSED = "proposed", "待核准", "waiting to be approved"
    CARRIED_OUT = "carried-out", "已替换", "carried out"
    DECLINED = "declined", "未予核准", "declined"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Swap(Proposal):
    """Of one service; `declare` gives the class with that service's events."""

    CALLED = "台账替换", "swap of registers"
    CARRIES = ("replay",)
    replay = ""


def becomes(service: str) -> Becomes:
    return dict(zip(e.declare(service), SwapStatus, strict=True))


@cache
def declare(service: str) -> type[Swap]:
    """The same class each time it is asked for the same service."""
    return proposal_of(Swap, f"services.{service}.replay.swap", becomes(service))
