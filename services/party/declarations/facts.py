"""What declarations count as: a family event of which no account came, for the person alone (B14.5)."""

from __future__ import annotations

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.declarations import events as e

UNACCOUNTED = "personal.family-event-unaccounted"

KINDS = (Kind(UNACCOUNTED, PERSONAL, "操办事项未按期报告结果(次)", "Family events not accounted for (times)"),)
# who declares does what the rule asks; what they declare is nobody's merit or blame
Silent = (
    e.GiftHandedIn | e.GiftDisposed | e.GiftDisposalMissed | e.FamilyEventReported | e.FamilyEventAccounted
    | e.TripStated | e.TripNoted | e.TripObjected
)  # fmt: skip


def facts_of(event: e.FamilyEventUnaccounted) -> tuple[Fact, ...]:
    return (Fact(event.department, event.person, UNACCOUNTED, SCALE, event.due, event.cites),)
