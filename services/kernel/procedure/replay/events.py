"""The facts of a swap of registers. They stay in the service; nothing is appraised by them."""

from __future__ import annotations

from functools import cache

from services.kernel.domain.events import Event
from services.kernel.domain.proposal import Answered, Facts, facts_of


class SwapProposed(Event):
    """The rows that `replay` built are to take the place of the live ones; `differing` rows are not the same. `zh` and
    `en` say of what."""

    PUBLISHED = False
    SAYS = "提请替换台账"
    number: str
    replay: str
    registers: tuple[str, ...]
    back: bool
    position: int
    differing: int
    reason: str
    zh: str = ""
    en: str = ""


class SwapCarriedOut(Event):
    """The second person's word, and what came of it: `rows` built from the first `position` events took the place."""

    PUBLISHED = False
    SAYS = "确认替换台账"
    position: int
    rows: int


class SwapDeclined(Answered):
    SAYS = "不同意替换台账"


class SwapWithdrawn(Answered):
    SAYS = "撤回替换台账提请"


@cache
def declare(service: str) -> Facts:
    """The same classes each time it is asked for the same service."""
    said = SwapProposed, SwapCarriedOut, SwapDeclined, SwapWithdrawn
    return facts_of(service, "register-swap", f"services.{service}.replay.events", *said)
