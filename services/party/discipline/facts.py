"""What the discipline group's work counts as: an outcome once it is published, for the person alone (A5, B14)."""

from __future__ import annotations

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.discipline import events as e

PUBLISHED = "personal.discipline-outcome"

KINDS = (Kind(PUBLISHED, PERSONAL, "纪检处理通报(次)", "Published outcomes of the discipline group (times)"),)
# nothing of a case leaves the service before its outcome is published: there is nothing to be silent about


def facts_of(event: e.CaseOutcomePublished) -> tuple[Fact, ...]:
    return (Fact(event.department, event.person, PUBLISHED, SCALE, event.day, event.cites),)
