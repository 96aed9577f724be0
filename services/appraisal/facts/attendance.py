"""What attendance events mean for the appraisal: a pure mapping, silent only where it says so (A14–A16).

A breach counts on the day, or in the month, to which the debt belonged, not when the clock noticed it. A change of an
accepted sheet takes back what the sheet said with negative quantities on the same day.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import assert_never, get_args

from services.appraisal.facts.fact import SCALE, Fact, thousandths
from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.attendance.imports.events import PunchFileImported
from services.attendance.leave.events import (
    LateSlipFiled,
    LeaveApproved,
    LeaveEndorsed,
    LeaveRejected,
    LeaveRequested,
    LeaveReturned,
    LeaveRevoked,
    LeaveWithdrawn,
    ReturnMissed,
)
from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, PunchCorrected, PunchesRecorded
from services.attendance.sheets.events import (
    AbsenceExcused,
    AbsenceRestored,
    DayState,
    SheetAccepted,
    SheetCompiled,
    SheetCorrected,
    SheetMissed,
    SheetOpened,
    SheetReturned,
    SheetSubmitted,
)

LATE, LEFT_EARLY, ABSENT = "attendance.late", "attendance.left-early", "attendance.absent"
DAYS_DUE, DAYS_PRESENT = "attendance.days-due", "attendance.days-present"
SHEET_LATE, SHEET_MISSING = "attendance.sheet-late", "attendance.sheet-missing"
RETURN_MISSED, SLIP_LATE = "attendance.return-missed", "attendance.slip-late"
RESIDENCY_SHORT = "attendance.residency-short"
FORFEITED = "personal.annual-leave-forfeited"

_OF_STATE = {"late": (LATE, SCALE), "left-early": (LEFT_EARLY, SCALE), "absent": (ABSENT, SCALE // 2)}
"""Being late or early counts by the time, absence by the half day. Other states of a half day are in order."""

Speaking = (
    SheetAccepted
    | SheetCorrected
    | AbsenceExcused
    | AbsenceRestored
    | SheetMissed
    | SheetSubmitted
    | ReturnMissed
    | LateSlipFiled
    | AnnualLeaveForfeited
    | ForfeitureUndone
)
Silent = (
    SheetOpened
    | SheetCompiled
    | SheetReturned
    | PunchFileImported
    | PunchesRecorded
    | PunchCorrected
    | DayMarked
    | DayMarkWithdrawn
    | LeaveRequested
    | LeaveEndorsed
    | LeaveApproved
    | LeaveRejected
    | LeaveWithdrawn
    | LeaveReturned
    | LeaveRevoked
    | LeaveCounted
)
SPEAKING = frozenset(cls.TOPIC for cls in get_args(Speaking))
SILENT = frozenset(cls.TOPIC for cls in get_args(Silent))
"""Skipped before they are decoded; the mapping below says of each why."""


def facts_of(event: Speaking | Silent) -> tuple[Fact, ...]:  # noqa: C901 - one arm per meaning is the point
    match event:
        case SheetAccepted():
            return tuple(_of_sheet(event))
        case SheetCorrected() | AbsenceExcused() | AbsenceRestored():
            return tuple(_of_change(event))
        case SheetMissed():
            return (Fact(event.department, "", SHEET_MISSING, SCALE, _last_day(event.month), event.cites),)
        case SheetSubmitted():
            return tuple(_of_submission(event))
        case ReturnMissed():
            return (Fact(event.department, event.person, RETURN_MISSED, SCALE, event.due, event.cites),)
        case LateSlipFiled():
            return (Fact(event.department, event.person, SLIP_LATE, SCALE, event.day, event.cites),)
        case AnnualLeaveForfeited():
            return (Fact(event.department, event.person, FORFEITED, SCALE, _year_end(event.year), event.cites),)
        case ForfeitureUndone():
            return (Fact(event.department, event.person, FORFEITED, -SCALE, _year_end(event.year), event.cites),)
        case SheetOpened() | SheetCompiled() | SheetReturned():
            return ()  # not yet what the office took over
        case PunchFileImported() | PunchesRecorded() | PunchCorrected() | DayMarked() | DayMarkWithdrawn():
            return ()  # raw marks: they speak through the accepted sheet, or through its correction
        case LeaveRequested() | LeaveEndorsed() | LeaveRejected() | LeaveWithdrawn():
            return ()  # asking for leave is no merit and no fault
        case LeaveApproved() | LeaveReturned() | LeaveRevoked():
            return ()  # the sheet counts leave as not due; afterwards absences are excused or restored by name
        case LeaveCounted():
            return ()  # the running account of A16; only its crossing is a fact
        case _:
            assert_never(event)


def _of_sheet(event: SheetAccepted) -> Iterator[Fact]:
    department, cites, month_end = event.department, event.cites, _last_day(event.month)
    for line in event.lines:
        person = line.person
        if line.days_due:
            yield Fact(department, person, DAYS_DUE, thousandths(line.days_due), month_end, cites)
        if line.days_present:
            yield Fact(department, person, DAYS_PRESENT, thousandths(line.days_present), month_end, cites)
        for state in line.states:
            counted = _OF_STATE.get(state.state)
            if counted is not None:
                yield Fact(department, person, counted[0], counted[1], state.on, cites)
        short = line.residency_due - line.residency_done
        if short > 0:
            yield Fact(department, person, RESIDENCY_SHORT, thousandths(short), month_end, cites)


def _of_change(event: SheetCorrected | AbsenceExcused | AbsenceRestored) -> Iterator[Fact]:
    """What the day was is taken back, what it is is counted; what stayed says nothing."""
    was, now = _quantities(event.was), _quantities(event.now)
    for kind in sorted(was.keys() | now.keys()):
        if was[kind] != now[kind]:
            yield Fact(event.department, event.person, kind, now[kind] - was[kind], event.on, event.cites)
    for kind, change in ((DAYS_DUE, event.due_change), (DAYS_PRESENT, event.present_change)):
        if change != Decimal(0):
            yield Fact(event.department, event.person, kind, thousandths(change), event.on, event.cites)


def _quantities(states: Sequence[DayState]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for state in states:
        kind, quantity = _OF_STATE.get(state.state, ("", 0))
        if kind:
            counted[kind] += quantity
    return counted


def _of_submission(event: SheetSubmitted) -> Iterator[Fact]:
    """A sheet that came after all is late and no longer missing."""
    day = _last_day(event.month)
    if event.late:
        yield Fact(event.department, "", SHEET_LATE, SCALE, day, event.cites)
    if event.missed:
        yield Fact(event.department, "", SHEET_MISSING, -SCALE, day, event.cites)


@lru_cache(maxsize=600)
def _last_day(month: str) -> date:
    """A month is `2026-07`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _year_end(year: int) -> date:
    return date(year, 12, 31)
