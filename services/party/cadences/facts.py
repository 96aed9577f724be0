"""What meetings that are owed count as: a missed one is kept of who answers for it; no department's score (A34)."""

from __future__ import annotations

from typing import assert_never

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.cadences import events as e

NOT_HELD = "personal.party-meeting-not-held"

KINDS = (Kind(NOT_HELD, PERSONAL, "应开的党内会议未召开(次)", "Party meetings owed and not held"),)
Silent = e.MeetingOwed  # what is owed says nothing yet


def facts_of(event: e.OwedMeetingMissed | e.OwedMeetingHeld) -> tuple[Fact, ...]:
    match event:
        case e.OwedMeetingMissed():
            return _of(event, SCALE)
        case e.OwedMeetingHeld():
            return _of(event, -SCALE) if event.was_missed else ()
        case _:
            assert_never(event)


def _of(event: e.OwedMeetingMissed | e.OwedMeetingHeld, quantity: int) -> tuple[Fact, ...]:
    """Nobody's where nobody held the duty."""
    return (Fact(event.department, event.person, NOT_HELD, quantity, event.due, event.cites),) if event.person else ()
