"""What inspections and the monthly cleaning count as (A21, A22, B12).

A measure counts on the day of the inspection, a missed month on its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from services.documents.inspections import events as e
from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind, month_end, own

WARNING, CRITICISM, PRAISE = "housekeeping.warning", "housekeeping.criticism", "housekeeping.praise"
CLEANING_MISSED = "housekeeping.cleaning-missed"
CRITICISED = "personal.housekeeping-criticised"
_OF_MEASURE = {"warning": WARNING, "criticism": CRITICISM, "praise": PRAISE}

KINDS = (
    Kind(WARNING, "housekeeping", "内务警告(次)", "Housekeeping warnings", sign="adverse"),
    Kind(CRITICISM, "housekeeping", "内务通报批评(次)", "Criticised over housekeeping (times)", sign="adverse"),
    Kind(PRAISE, "housekeeping", "内务表扬(次)", "Housekeeping praise (times)", sign="favourable"),
    Kind(CLEANING_MISSED, "housekeeping", "未组织月度清扫(次)", "Monthly cleaning not held (times)", sign="adverse"),
    Kind(CRITICISED, PERSONAL, "内务通报批评(次)", "Criticised over housekeeping (times)"),
)
Silent = e.CleaningDue | e.InspectionRecorded  # what came of it speaks


Measure = e.WarningGiven | e.CriticismCirculated | e.PraiseGiven | e.MeasureWithdrawn


def facts_of(event: e.CleaningMissed | e.CleaningHeld | Measure) -> tuple[Fact, ...]:
    match event:
        case e.CleaningMissed():
            return (own(event.department, CLEANING_MISSED, SCALE, event.due, event.cites),)
        case e.CleaningHeld():
            return tuple(_held(event))
        case e.WarningGiven():
            return tuple(_measure(event, "warning", SCALE))
        case e.CriticismCirculated():
            return tuple(_measure(event, "criticism", SCALE))
        case e.PraiseGiven():
            return tuple(_measure(event, "praise", SCALE))
        case e.MeasureWithdrawn():
            return tuple(_measure(event, event.measure, -SCALE))
        case _:
            assert_never(event)


def _held(event: e.CleaningHeld) -> Iterator[Fact]:
    """Entered after its month was recorded as missed: it was held, so the breach is taken back from the month's end."""
    if event.was_missed:
        yield own(event.department, CLEANING_MISSED, -SCALE, month_end(event.month), event.cites)


def _measure(event: Measure, measure: str, quantity: int) -> Iterator[Fact]:
    """It counts for the department, by name where one person was meant, whose own record keeps the criticism."""
    yield Fact(event.department, event.person, _OF_MEASURE[measure], quantity, event.on, event.cites)
    if event.person and measure == "criticism":
        yield Fact(event.department, event.person, CRITICISED, quantity, event.on, event.cites)
