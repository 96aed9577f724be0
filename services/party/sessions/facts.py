"""What study counts as: for the person, staying away without leave and not making up; no department's score."""

from __future__ import annotations

from typing import assert_never

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.sessions import events as e

ABSENT, NOT_MADE_UP = "personal.study-absence", "personal.study-make-up-missed"
STAYED_AWAY = "absent"

KINDS = (
    Kind(ABSENT, PERSONAL, "无故缺席学习(次)", "Absent from study without leave (times)"),
    Kind(NOT_MADE_UP, PERSONAL, "缺课未按期补课(次)", "Missed sessions not made up in time (times)"),
)
Silent = (
    e.StudySessionArranged | e.StudyContentApproved | e.StudySessionMoved | e.StudySessionCancelled
    # who came stands in the person's own year of study
    | e.StudySessionHeld | e.StudyLeaveAsked | e.StudyLeaveGranted | e.StudyLeaveRefused
    # an absence stays one though the session was made up
    | e.StudySessionMadeUp | e.MakeUpReturned
)  # fmt: skip


def facts_of(event: e.StudySessionMissed | e.StudyAttendanceCorrected | e.MakeUpMissed) -> tuple[Fact, ...]:
    match event:
        case e.StudySessionMissed():
            times = 0 if event.excused else 1
        case e.StudyAttendanceCorrected():
            times = (event.state == STAYED_AWAY) - (event.was == STAYED_AWAY)
        case e.MakeUpMissed():
            return (Fact(event.department, event.person, NOT_MADE_UP, SCALE, event.due, event.cites),)
        case _:
            assert_never(event)
    return (Fact(event.department, event.person, ABSENT, times * SCALE, event.on, event.cites),) if times else ()
