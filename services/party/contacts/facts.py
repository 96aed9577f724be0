"""What contacts count as (A10, A12, A34): a visit on the last day of the period that owed it, a problem when settled.

The department is the one that owed the visit, or that settled the problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from services.kernel.rules.facts import SCALE, Fact, Kind, own
from services.party.contacts import events as e

DUE, VISITED, MISSED = "outreach.visits-due", "outreach.visited", "outreach.visits-missed"
SETTLED = "outreach.problems-settled"

PAID_VISITS = Kind(VISITED, "outreach", "已走访(次)", "Contacts visited", sign="favourable", debt=DUE)
KINDS = (
    Kind(DUE, "outreach", "应走访联系对象(次)", "Contacts that were owed a visit", sign="owed"),
    PAID_VISITS,
    Kind(MISSED, "outreach", "未走访(次)", "Contacts not visited", sign="adverse", debt=DUE),
    Kind(SETTLED, "outreach", "解决问题(件)", "Problems settled", sign="favourable"),
)
Silent = (
    # who keeps a contact and since when is no merit by itself; what is owed counts once it is done or missed
    e.ContactAssigned | e.ContactHandedOver | e.ContactEnded | e.VisitDue
    # it counts when it is settled
    | e.ProblemForwarded
)  # fmt: skip


def facts_of(
    event: e.ContactVisited | e.VisitWithdrawn | e.VisitMissed | e.ProblemSettled,
) -> tuple[Fact, ...]:
    match event:
        case e.ContactVisited():
            return tuple(_visited(event))
        case e.VisitWithdrawn():
            return tuple(_withdrawn(event))
        case e.VisitMissed():
            return tuple(own(event.department, kind, SCALE, event.last, event.cites) for kind in (DUE, MISSED))
        case e.ProblemSettled():
            return (own(event.department, SETTLED, SCALE, event.day, event.cites),)
        case _:
            assert_never(event)


def _visited(event: e.ContactVisited) -> Iterator[Fact]:
    """Entered after it was recorded as missed: it was made, so the breach is taken back."""
    if event.counts and event.last is not None:
        yield own(event.department, VISITED, SCALE, event.last, event.cites)
        owed = (MISSED, -SCALE) if event.was_missed else (DUE, SCALE)
        yield own(event.department, *owed, event.last, event.cites)


def _withdrawn(event: e.VisitWithdrawn) -> Iterator[Fact]:
    """As if nobody had gone: nothing is known of it yet, or it is missing as it was before."""
    if event.counted and event.last is not None:
        yield own(event.department, VISITED, -SCALE, event.last, event.cites)
        owed = (MISSED, SCALE) if event.was_missed else (DUE, -SCALE)
        yield own(event.department, *owed, event.last, event.cites)
    if event.settled_on is not None:
        yield own(event.settled_by, SETTLED, -SCALE, event.settled_on, event.cites)
