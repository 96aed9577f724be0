"""What integrity counts as: a self-check that did not come, for the leader alone; no department's score (B14)."""

from __future__ import annotations

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.integrity import events as e

MISSED = "personal.self-check-missed"

KINDS = (Kind(MISSED, PERSONAL, "未按期自查(次)", "Self-checks that did not come in time (times)"),)
Silent = (
    # that education was held or not binds the branch, which is no department (A34); who was there its register shows
    e.WarningEducationDue | e.WarningEducationHeld | e.WarningEducationMissed
    # what is done as it is due is nothing to count
    | e.SelfCheckDue | e.SelfCheckHandedIn | e.SelfCheckReviewed | e.SelfCheckLapsed
)  # fmt: skip


def facts_of(event: e.SelfCheckMissed) -> tuple[Fact, ...]:
    return (Fact(event.department, event.person, MISSED, SCALE, event.due, event.cites),)
