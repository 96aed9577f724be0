"""What one proposes and another carries out: its facts, and the aggregate that knows who proposed it. Knows no service.

`procedure/second_person.py` makes of it a register, operations and what waits.
"""

from __future__ import annotations

import types
from typing import Any, NamedTuple, TypeVar

from services.kernel.domain.aggregate import Aggregate, Becomes
from services.kernel.domain.events import Event, of_service

P = TypeVar("P", bound="Proposal")


class Answered(Event):
    """Declined, or withdrawn."""

    PUBLISHED = False
    reason: str


class Facts(NamedTuple):
    proposed: type[Event]
    approved: type[Event]
    declined: type[Event]
    withdrawn: type[Event]


def facts_of(service: str, name: str, module: str, *said: type[Event]) -> Facts:
    """Those of a flow that every service has, in the order of `Facts`: what is approved is carried out at once."""
    became = ("proposed", "carried-out", "declined", "withdrawn")
    topics = (f"{service}.{name}-{word}.v1" for word in became)
    return Facts(*(of_service(fact, topic, module) for fact, topic in zip(said, topics, strict=True)))


class Proposal(Aggregate):
    """`proposed_by` is never whose word carries it out."""

    proposed_by = ""

    def evolve(self, event: Event) -> Any:
        if not self.exists:
            self.proposed_by = event.actor
        return super().evolve(event)


def proposal_of(base: type[P], module: str, becomes: Becomes) -> type[P]:
    """One of a flow that every service has, as one of them has it."""
    body = {"__module__": module, "__doc__": base.__doc__, "BECOMES": becomes}
    return types.new_class(base.__name__, (base,), exec_body=lambda namespace: namespace.update(body))
