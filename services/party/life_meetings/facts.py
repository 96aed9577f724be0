"""What life meetings count as: staying away and measures not carried out, for the person, not the department (B6)."""

from __future__ import annotations

from typing import assert_never

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.life_meetings import events as e

SKIPPED, MISSED = "personal.life-meeting-skipped", "personal.rectification-missed"

KINDS = (
    Kind(SKIPPED, PERSONAL, "无故缺席民主生活会(次)", "Life meetings missed without leave (times)"),
    Kind(MISSED, PERSONAL, "整改措施逾期(项)", "Measures not carried out in time"),
)
Silent = (
    # that it was held or not binds the branch, which is no department (A34)
    e.LifeMeetingDue | e.LifeMeetingCalled | e.LifeMeetingHeld | e.LifeMeetingMissed
    | e.LifeMeetingReported | e.LifeMeetingReportMissed | e.LifeMeetingClosed
    # leave that was granted excuses; without it the absence speaks
    | e.LifeMeetingLeaveAsked | e.LifeMeetingLeaveGranted | e.LifeMeetingLeaveRefused
    # what is carried out as it was set is nothing to count
    | e.RectificationSet | e.RectificationReported | e.RectificationReviewed
)  # fmt: skip


def facts_of(event: e.LifeMeetingSkipped | e.RectificationMissed) -> tuple[Fact, ...]:
    match event:
        case e.LifeMeetingSkipped():
            return (Fact(event.department, event.person, SKIPPED, SCALE, event.on, event.cites),)
        case e.RectificationMissed():
            return (Fact(event.department, event.person, MISSED, SCALE, event.due, event.cites),)
        case _:
            assert_never(event)
