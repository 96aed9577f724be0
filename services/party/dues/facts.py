"""What dues count as: being late without a reason stands in a person's record; no department's score (B8)."""

from __future__ import annotations

from collections.abc import Iterator

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.dues import events as e

ORAL, CIRCULAR = "personal.dues-criticised-orally", "personal.dues-criticised-by-circular"
_OF = {"oral": ORAL, "circular": CIRCULAR}

KINDS = (
    Kind(ORAL, PERSONAL, "无故迟交党费口头批评(次)", "Criticised orally over late dues (times)"),
    Kind(CIRCULAR, PERSONAL, "无故迟交党费通报批评(次)", "Criticised by circular over late dues (times)"),
)
Silent = (
    # owing and paying is everybody's duty; only failing it is recorded, and it speaks through the criticism
    e.DuesBaseDecided | e.DuesReliefDecided | e.DuesOwed | e.DuesExempted | e.DuesChanged | e.DuesPaid
    | e.DuesPaymentVoided | e.DuesRefunded | e.DuesDelayExplained | e.DuesMissed | e.DuesMissWithdrawn
    # the branch's own business with the level above
    | e.RemittanceDue | e.RemittanceMissed | e.DuesRemitted
)  # fmt: skip


def facts_of(event: e.DuesCriticised) -> tuple[Fact, ...]:
    return tuple(_facts(event))


def _facts(event: e.DuesCriticised) -> Iterator[Fact]:
    for measure, quantity in ((event.was, -SCALE), (event.measure, SCALE)):
        if measure:
            yield Fact(event.department, event.person, _OF[measure], quantity, event.due, event.cites)
