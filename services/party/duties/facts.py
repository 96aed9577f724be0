"""What the study calendar counts as: a duty that was missed, for whoever answers for it; no department's score."""

from __future__ import annotations

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.duties import events as e

DUTY_MISSED = "personal.study-duty-missed"

KINDS = (Kind(DUTY_MISSED, PERSONAL, "学习工作未按期组织(次)", "Study duties not carried out in time"),)
Silent = e.StudyDutyOpened | e.StudyDutyPassed | e.StudyDutyDone | e.StudyDutyUndone  # done as it should be


def facts_of(event: e.StudyDutyMissed) -> tuple[Fact, ...]:
    """None where nobody held the post."""
    if not event.person:
        return ()
    return (Fact(event.department, event.person, DUTY_MISSED, SCALE, event.due, event.cites),)
