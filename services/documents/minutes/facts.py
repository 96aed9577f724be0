"""What minutes count as: those the office did not file in time (A17), on the last day in time."""

from __future__ import annotations

from typing import assert_never

from services.documents.minutes.events import MinutesCorrected, MinutesExcused, MinutesFiled, MinutesMissed
from services.kernel.rules.facts import SCALE, Fact, Kind, own

MISSING, LATE = "housekeeping.minutes-missing", "housekeeping.minutes-late"

KINDS = (
    Kind(MISSING, "housekeeping", "会议记录未提交(次)", "Minutes not filed (times)", sign="adverse"),
    Kind(LATE, "housekeeping", "会议记录迟交(次)", "Minutes filed late (times)", sign="adverse", settles=MISSING),
)
Silent = MinutesCorrected  # another wording beside the first


def facts_of(event: MinutesMissed | MinutesFiled | MinutesExcused) -> tuple[Fact, ...]:
    match event:
        case MinutesMissed():
            return (own(event.department, MISSING, SCALE, event.due, event.cites),)
        case MinutesFiled():
            return _filed(event)
        case MinutesExcused():
            return (own(event.department, MISSING, -SCALE, event.due, event.cites),)
        case _:
            assert_never(event)


def _filed(event: MinutesFiled) -> tuple[Fact, ...]:
    """What was missing is late instead."""
    if not event.minutes_missed or event.due is None:
        return ()
    return (
        own(event.department, MISSING, -SCALE, event.due, event.cites),
        own(event.department, LATE, SCALE, event.due, event.cites),
    )
