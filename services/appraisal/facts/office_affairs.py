"""What the facts of seals, housekeeping, visitors, research and townships mean for the appraisal (A13, A34, B11–B13).

A measure counts on the day of the inspection, guidance on the day it was given, a missed month on its last day. What
costs a person the yearly grade is theirs, and enters no department's score.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import assert_never, get_args

from services.appraisal.facts.fact import SCALE, Fact
from services.documents.inspections.events import (
    CleaningDue,
    CleaningHeld,
    CleaningMissed,
    CriticismCirculated,
    InspectionRecorded,
    MeasureWithdrawn,
    PraiseGiven,
    WarningGiven,
)
from services.documents.research.events import (
    ArticleApproved,
    ArticleExcused,
    ArticleMissed,
    ArticleOwed,
    ArticlePublished,
    ArticleReturned,
    ArticleRevised,
    ArticleSubmitted,
    ArticleWithdrawn,
)
from services.documents.seals.events import (
    SealApplied,
    SealUseApproved,
    SealUseRejected,
    SealUseRequested,
    SealUseWithdrawn,
)
from services.documents.townships.events import (
    GuidanceGiven,
    GuidanceWithdrawn,
    StationClosed,
    StationSetUp,
    StationWithdrawn,
)
from services.documents.visits.events import (
    AnswerPromised,
    ComplaintDismissed,
    ComplaintFiled,
    ComplaintUpheld,
    LapseRecorded,
    LapseWithdrawn,
    PromiseMissed,
    VisitorGuided,
    VisitReceived,
    VisitSettled,
    YearlyGradeLost,
    YearlyGradeRestored,
)

WARNING, CRITICISM, PRAISE = "housekeeping.warning", "housekeeping.criticism", "housekeeping.praise"
CLEANING_MISSED = "housekeeping.cleaning-missed"
GUIDANCE, STATION = "townships.guidance", "townships.station"
CRITICISED = "personal.housekeeping-criticised"
PROMISE_MISSED, LAPSE, GRADE_LOST = "personal.promise-missed", "personal.service-lapse", "personal.annual-grade-lost"
_OF_MEASURE = {"warning": WARNING, "criticism": CRITICISM, "praise": PRAISE}

Speaking = (
    CleaningMissed
    | CleaningHeld
    | WarningGiven
    | CriticismCirculated
    | PraiseGiven
    | MeasureWithdrawn
    | PromiseMissed
    | LapseRecorded
    | LapseWithdrawn
    | YearlyGradeLost
    | YearlyGradeRestored
    | GuidanceGiven
    | GuidanceWithdrawn
    | StationSetUp
    | StationWithdrawn
)
Silent = (
    SealUseRequested
    | SealUseApproved
    | SealUseRejected
    | SealUseWithdrawn
    | SealApplied
    | CleaningDue
    | InspectionRecorded
    | VisitReceived
    | VisitorGuided
    | AnswerPromised
    | VisitSettled
    | ComplaintFiled
    | ComplaintUpheld
    | ComplaintDismissed
    | ArticleOwed
    | ArticleMissed
    | ArticleExcused
    | ArticleSubmitted
    | ArticleRevised
    | ArticleReturned
    | ArticleApproved
    | ArticlePublished
    | ArticleWithdrawn
    | StationClosed
)
SPEAKING = frozenset(cls.TOPIC for cls in get_args(Speaking))
SILENT = frozenset(cls.TOPIC for cls in get_args(Silent))


def facts_of(event: Speaking | Silent) -> tuple[Fact, ...]:  # noqa: C901 - one arm per meaning is the point
    match event:
        case CleaningMissed():
            return (_own(event.department, CLEANING_MISSED, SCALE, event.due, event.cites),)
        case CleaningHeld():
            return tuple(_held(event))
        case WarningGiven():
            return tuple(_measure(event, "warning", SCALE))
        case CriticismCirculated():
            return tuple(_measure(event, "criticism", SCALE))
        case PraiseGiven():
            return tuple(_measure(event, "praise", SCALE))
        case MeasureWithdrawn():
            return tuple(_measure(event, event.measure, -SCALE))
        case PromiseMissed():
            return (Fact(event.department, event.person, PROMISE_MISSED, SCALE, event.due, event.cites),)
        case LapseRecorded():
            return (Fact(event.department, event.person, LAPSE, SCALE, event.on, event.cites),)
        case LapseWithdrawn():
            return (Fact(event.department, event.person, LAPSE, -SCALE, event.on, event.cites),)
        case YearlyGradeLost():
            return (Fact(event.department, event.person, GRADE_LOST, SCALE, _year_end(event.year), event.cites),)
        case YearlyGradeRestored():
            return (Fact(event.department, event.person, GRADE_LOST, -SCALE, _year_end(event.year), event.cites),)
        case GuidanceGiven():
            return (_own(event.department, GUIDANCE, SCALE, event.on, event.cites),)
        case GuidanceWithdrawn():
            return (_own(event.department, GUIDANCE, -SCALE, event.on, event.cites),)
        case StationSetUp():
            return (_own(event.department, STATION, SCALE, event.on, event.cites),)
        case StationWithdrawn():
            return (_own(event.department, STATION, -SCALE, event.on, event.cites),)
        case SealUseRequested() | SealUseApproved() | SealUseRejected() | SealUseWithdrawn() | SealApplied():
            return ()  # a seal cannot be used against the rule: there is nothing to hold against anybody
        case CleaningDue() | InspectionRecorded():
            return ()  # what came of it speaks
        case VisitReceived() | VisitorGuided() | AnswerPromised() | VisitSettled():
            return ()  # receiving people is everybody's duty; only failing them is recorded
        case ComplaintFiled() | ComplaintUpheld() | ComplaintDismissed():
            return ()  # an upheld one speaks through the lapse recorded with it
        case ArticleOwed() | ArticleMissed() | ArticleExcused() | ArticleSubmitted() | ArticleRevised():
            return ()  # A34 does not name research among what is appraised; the calendar of obligations shows it
        case ArticleReturned() | ArticleApproved() | ArticlePublished() | ArticleWithdrawn():
            return ()  # the same
        case StationClosed():
            return ()  # it was set up, and that was counted
        case _:
            assert_never(event)


def _held(event: CleaningHeld) -> Iterator[Fact]:
    """Entered after its month was recorded as missed: it was held, so the breach is taken back from the month's end."""
    if event.was_missed:
        yield _own(event.department, CLEANING_MISSED, -SCALE, _month_end(event.month), event.cites)


def _measure(
    event: WarningGiven | CriticismCirculated | PraiseGiven | MeasureWithdrawn, measure: str, quantity: int
) -> Iterator[Fact]:
    """It counts for the department, by name where one person was meant, whose own record keeps the criticism."""
    yield Fact(event.department, event.person, _OF_MEASURE[measure], quantity, event.on, event.cites)
    if event.person and measure == "criticism":
        yield Fact(event.department, event.person, CRITICISED, quantity, event.on, event.cites)


def _own(department: str, kind: str, quantity: int, day: date, cites: tuple[str, ...]) -> Fact:
    return Fact(department, "", kind, quantity, day, cites)


def _month_end(month: str) -> date:
    """Of `2026-07`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _year_end(year: int) -> date:
    return date(year, 12, 31)
