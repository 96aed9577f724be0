"""One department's month, from draft to accepted, and every change afterwards (A14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.attendance.leave.span import HALF_DAY
from services.attendance.sheets.events import (
    AbsenceExcused,
    AbsenceRestored,
    DayChanged,
    DayState,
    Line,
    ResidencyRestated,
    SheetAccepted,
    SheetCompiled,
    SheetCorrected,
    SheetMissed,
    SheetOpened,
    SheetReturned,
    SheetSubmitted,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de003")
OPEN, DRAFT, SUBMITTED, RETURNED, ACCEPTED = "open", "draft", "submitted", "returned", "accepted"
CITES = ("A14",)


class SheetNotReady(Refusal):
    """The sheet is not in a state in which this can be done."""

    code = "attendance.sheet-not-ready"


class MonthNotOver(Refusal):
    code = "attendance.month-not-over"


class MonthClosed(Refusal):
    """The month's sheet is accepted: what changes now is a correction of the sheet, with its reason."""

    code = "attendance.month-closed"


class NotOnSheet(Refusal):
    code = "attendance.not-on-sheet"
    kind = "missing"


class NoChange(Refusal):
    code = "attendance.no-change"


def sheet_id(department: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{month}")


class Sheet(Aggregate):
    department = ""
    month = ""
    status = ""
    due: date
    missed = False
    handed_in = False
    """Once: a sheet that came back and is handed in again is not late again."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.lines: tuple[Line, ...] = ()
        self.days: dict[tuple[str, date], tuple[DayState, ...]] = {}
        """States of the accepted sheet, changes included."""
        self.corrected: set[tuple[str, date]] = set()
        """Days of which the office has spoken: they are not judged again from punches."""
        self.due_of: dict[str, Decimal] = {}
        self.residency: dict[str, tuple[Decimal, Decimal]] = {}
        """Days of residency duty owed and done, by person."""

    def open(self, act: Act, *, department: str, month: str, due: date, cites: tuple[str, ...]) -> None:
        if not self.exists:
            self.trigger(SheetOpened, act, department=department, month=month, due=due, cites=cites)

    def compile(self, act: Act, lines: Sequence[Line]) -> None:
        """Records the draft when it differs from the one that stands."""
        self._in(OPEN, DRAFT, RETURNED)
        if self.status == OPEN or tuple(lines) != self.lines:
            self._say(SheetCompiled, act, lines=tuple(lines))

    def submit(self, act: Act, *, last_day: date, cites: tuple[str, ...]) -> None:
        self._in(DRAFT, RETURNED)
        if act.day <= last_day:
            raise MonthNotOver(
                "当月尚未结束,不能报送考勤表,请于下月初办理。",
                "The month is not over yet: submit the sheet when it is.",
                cites=CITES,
            )
        late = act.day > self.due and not self.handed_in
        if late and not self.missed:
            self.miss(act, cites)  # the clock has not come by yet: the breach is a fact all the same
        self._say(SheetSubmitted, act, late=late, missed=self.missed and not self.handed_in)

    def accept(self, act: Act) -> None:
        self._in(SUBMITTED)
        self._say(SheetAccepted, act, lines=self.lines)

    def send_back(self, act: Act, *, reason: str) -> None:
        self._in(SUBMITTED)
        self._say(SheetReturned, act, reason=reason)

    def miss(self, act: Act, cites: tuple[str, ...]) -> None:
        self.trigger(SheetMissed, act, department=self.department, month=self.month, due=self.due, cites=cites)

    # -- after acceptance ---------------------------------------------------------------------------------------------

    def correct(self, act: Act, *, person: str, on: date, now: Sequence[DayState], reason: str) -> None:
        self._change(SheetCorrected, act, person, on, tuple(now), reason=reason)

    def excuse(self, act: Act, *, person: str, on: date, halves: Sequence[str], kind: str, leave: UUID) -> None:
        """Turns the absent ones of these half days into leave; says nothing when none was absent."""
        was = self.days.get((person, on), ())
        now = tuple(
            DayState(on=on, half=s.half, state="leave", kind=kind) if s.state == "absent" and s.half in halves else s
            for s in was
        )
        if now != was:
            self._change(AbsenceExcused, act, person, on, now, leave=leave)

    def restore(self, act: Act, *, person: str, on: date, judged: Sequence[DayState], leave: UUID) -> None:
        """The day as it is judged without that leave; where the office has spoken, only its half days of leave change.

        Says nothing when nothing changes, or when the person does not stand on this sheet.
        """
        was = self.days.get((person, on), ())
        now = tuple(judged)
        if (person, on) in self.corrected:
            freed = {state.half for state in was if state.state == "leave"}
            changed = [s for s in was if s.half not in freed] + [s for s in judged if s.half in freed]
            now = tuple(sorted(changed, key=lambda s: (s.half, s.state)))
        if now != was and person in self.due_of:
            self._change(AbsenceRestored, act, person, on, now, leave=leave)

    def _change(
        self, event: type[DayChanged], act: Act, person: str, on: date, now: tuple[DayState, ...], **more: Any
    ) -> None:
        self._in(ACCEPTED)
        if person not in self.due_of:
            raise NotOnSheet("该人员不在这张考勤表上。", "The person is not on this sheet.", cites=CITES, person=person)
        was = self.days.get((person, on), ())
        if was == now:
            raise NoChange("与考勤表现有记录一致。", "The sheet already says so.", cites=CITES)
        due_change = _leave(was) - _leave(now)
        self.trigger(
            event,
            act,
            department=self.department,
            month=self.month,
            person=person,
            on=on,
            was=was,
            now=now,
            due_change=due_change,
            present_change=due_change + _absent(was) - _absent(now),
            cites=CITES,
            **more,
        )
        self._restate_residency(act, person, on, _residency(now) - _residency(was))

    def _restate_residency(self, act: Act, person: str, on: date, change: Decimal) -> None:
        """The month's days follow from what the sheet now says of each."""
        if change:
            due, done = self.residency[person]
            self._say(ResidencyRestated, act, person=person, on=on, due=due, was=done, now=done + change)

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise SheetNotReady(
                f"考勤表当前状态为“{self.status or '未建立'}”,不能这样办理。",
                f"The sheet is {self.status or 'not open'}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    def _say(self, event: Any, act: Act, **fields: Any) -> None:
        self.trigger(event, act, department=self.department, month=self.month, cites=CITES, **fields)

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(SheetOpened)
    def _opened(self, event: SheetOpened) -> None:
        self.department, self.month, self.due, self.status = event.department, event.month, event.due, OPEN

    @applies(SheetCompiled)
    def _compiled(self, event: SheetCompiled) -> None:
        self.lines, self.status = event.lines, DRAFT

    @applies(SheetSubmitted)
    def _submitted(self, event: SheetSubmitted) -> None:
        self.status, self.handed_in = SUBMITTED, True

    @applies(SheetReturned)
    def _returned(self, event: SheetReturned) -> None:
        self.status = RETURNED

    @applies(SheetMissed)
    def _missed(self, event: SheetMissed) -> None:
        self.missed = True

    @applies(SheetAccepted)
    def _accepted(self, event: SheetAccepted) -> None:
        self.status = ACCEPTED
        self.due_of = {line.person: line.days_due for line in event.lines}
        self.residency = {line.person: (line.residency_due, line.residency_done) for line in event.lines}
        for line in event.lines:
            for state in line.states:
                key = (line.person, state.on)
                self.days[key] = (*self.days.get(key, ()), state)

    @applies(AbsenceExcused, AbsenceRestored)
    def _changed(self, event: DayChanged) -> None:
        self.days[event.person, event.on] = event.now

    @applies(ResidencyRestated)
    def _restated(self, event: ResidencyRestated) -> None:
        self.residency[event.person] = (event.due, event.now)

    @applies(SheetCorrected)
    def _corrected(self, event: SheetCorrected) -> None:
        self._changed(event)
        self.corrected.add((event.person, event.on))


def _absent(states: Sequence[DayState]) -> Decimal:
    return HALF_DAY * sum(1 for state in states if state.state == "absent")


def _residency(states: Sequence[DayState]) -> Decimal:
    return HALF_DAY * sum(1 for state in states if state.state == "residency")


def _leave(states: Sequence[DayState]) -> Decimal:
    return HALF_DAY * sum(1 for state in states if state.state == "leave")
