"""What the monthly sheet counts as: it alone says how a department attended (A14).

A change of an accepted sheet takes back what the sheet said with negative quantities on the same day; the residency
days of a month are said of its last day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from services.attendance.sheets import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, month_end, own, thousandths

LATE, LEFT_EARLY, ABSENT = "attendance.late", "attendance.left-early", "attendance.absent"
DAYS_DUE, DAYS_PRESENT = "attendance.days-due", "attendance.days-present"
SHEET_LATE, SHEET_MISSING = "attendance.sheet-late", "attendance.sheet-missing"
RESIDENCY_SHORT = "attendance.residency-short"

KINDS = (
    Kind(LATE, "attendance", "迟到(次)", "Late for work (times)", sign="adverse"),
    Kind(LEFT_EARLY, "attendance", "早退(次)", "Left early (times)", sign="adverse"),
    Kind(ABSENT, "attendance", "无故缺勤(天)", "Absent without leave (days)", sign="adverse", debt=DAYS_DUE),
    Kind(DAYS_DUE, "attendance", "应出勤(人天)", "Days due (person-days)", sign="owed"),
    Kind(DAYS_PRESENT, "attendance", "实出勤(人天)", "Days present (person-days)", sign="favourable", debt=DAYS_DUE),
    Kind(
        SHEET_LATE, "attendance", "考勤表迟报(次)", "Monthly sheet late (times)", sign="adverse", settles=SHEET_MISSING
    ),
    Kind(SHEET_MISSING, "attendance", "考勤表未报(次)", "Monthly sheet not handed in (times)", sign="adverse"),
    Kind(RESIDENCY_SHORT, "attendance", "驻勤不足(天)", "Residency days short (days)", sign="adverse"),
)
Silent = (
    e.KeepingBegun  # nothing is owed of the time before
    | e.SheetOpened | e.SheetCompiled | e.SheetReturned  # not yet what the office took over
)  # fmt: skip

_OF_STATE = {"late": (LATE, SCALE), "left-early": (LEFT_EARLY, SCALE), "absent": (ABSENT, SCALE // 2)}
"""Being late or early counts by the time, absence by the half day. Other states of a half day are in order."""


def facts_of(
    event: e.SheetAccepted
    | e.SheetCorrected
    | e.AbsenceExcused
    | e.AbsenceRestored
    | e.ResidencyRestated
    | e.SheetMissed
    | e.SheetSubmitted
    | e.SheetDueSet,
) -> tuple[Fact, ...]:
    match event:
        case e.SheetAccepted():
            return tuple(_of_sheet(event))
        case e.SheetCorrected() | e.AbsenceExcused() | e.AbsenceRestored():
            return tuple(_of_change(event))
        case e.ResidencyRestated():
            return tuple(_of_residency(event))
        case e.SheetMissed():
            return (own(event.department, SHEET_MISSING, SCALE, month_end(event.month), event.cites),)
        case e.SheetSubmitted():
            return tuple(_of_submission(event, missed=event.missed))
        case e.SheetDueSet():
            return tuple(_of_submission(event, missed=event.late))
        case _:
            assert_never(event)


def _of_sheet(event: e.SheetAccepted) -> Iterator[Fact]:
    department, cites, last = event.department, event.cites, month_end(event.month)
    for line in event.lines:
        person = line.person
        if line.days_due:
            yield Fact(department, person, DAYS_DUE, thousandths(line.days_due), last, cites)
        if line.days_present:
            yield Fact(department, person, DAYS_PRESENT, thousandths(line.days_present), last, cites)
        for state in line.states:
            counted = _OF_STATE.get(state.state)
            if counted is not None:
                yield Fact(department, person, counted[0], counted[1], state.on, cites)
        short = _short(line.residency_due, line.residency_done)
        if short:
            yield Fact(department, person, RESIDENCY_SHORT, thousandths(short), last, cites)


def _of_change(event: e.SheetCorrected | e.AbsenceExcused | e.AbsenceRestored) -> Iterator[Fact]:
    """What the day was is taken back, what it is is counted; what stayed says nothing."""
    was, now = _quantities(event.was), _quantities(event.now)
    for kind in sorted(was.keys() | now.keys()):
        if was[kind] != now[kind]:
            yield Fact(event.department, event.person, kind, now[kind] - was[kind], event.on, event.cites)
    for kind, change in ((DAYS_DUE, event.due_change), (DAYS_PRESENT, event.present_change)):
        if change != Decimal(0):
            yield Fact(event.department, event.person, kind, thousandths(change), event.on, event.cites)


def _short(due: Decimal, done: Decimal) -> Decimal:
    """Days that are missing; what is done beyond the month's days makes up for no other month."""
    return max(due - done, Decimal(0))


def _of_residency(event: e.ResidencyRestated) -> Iterator[Fact]:
    """The month's shortfall, by as much as it grew or shrank; it stands where the sheet's own stood."""
    change = _short(event.due, event.now) - _short(event.due, event.was)
    if change:
        last = month_end(event.month)
        yield Fact(event.department, event.person, RESIDENCY_SHORT, thousandths(change), last, event.cites)


def _quantities(states: Sequence[e.DayState]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for state in states:
        kind, quantity = _OF_STATE.get(state.state, ("", 0))
        if kind:
            counted[kind] += quantity
    return counted


def _of_submission(event: e.SheetSubmitted | e.SheetDueSet, *, missed: bool) -> Iterator[Fact]:
    """A sheet that came after all is late and no longer missing."""
    day = month_end(event.month)
    if event.late:
        yield own(event.department, SHEET_LATE, SCALE, day, event.cites)
    if missed:
        yield own(event.department, SHEET_MISSING, -SCALE, day, event.cites)
