"""One department's month, from draft to accepted, and every change afterwards (A14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.attendance.leave.span import HALF_DAY
from services.attendance.sheets import events as e
from services.attendance.sheets.events import DayChanged, DayState, Line
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de003")
CITES = ("A14",)


class SheetStatus(Status):
    OPEN = "open", "未汇总", "not drawn up"
    DRAFT = "draft", "草稿", "draft"
    SUBMITTED = "submitted", "已报送", "handed in"
    RETURNED = "returned", "已退回", "returned"
    ACCEPTED = "accepted", "已接收", "accepted"


BECOMES: Becomes = {
    e.SheetOpened: SheetStatus.OPEN,
    e.SheetCompiled: SheetStatus.DRAFT,
    e.SheetSubmitted: SheetStatus.SUBMITTED,
    e.SheetReturned: SheetStatus.RETURNED,
    e.SheetAccepted: SheetStatus.ACCEPTED,
}


class SheetNotReady(Refusal):
    """The sheet is not in a state in which this can be done."""

    code = "attendance.sheet-not-ready"
    next = ("请打开该考勤表查看办理情况。", "Open the sheet to see how it stands.")


class MonthNotOver(Refusal):
    code = "attendance.month-not-over"
    next = ("请于下月初报送。", "Submit it at the beginning of the next month.")


class MonthClosed(Refusal):
    """The month's sheet is accepted: what changes now is a correction of the sheet, with its reason."""

    code = "attendance.month-closed"
    next = ("请办理考勤表更正。", "Correct the sheet instead.")


class NotOnSheet(Refusal):
    code = "attendance.not-on-sheet"
    kind = "missing"
    next = ("请从该考勤表所列人员中选择。", "Choose one of the people on the sheet.")


class NoChange(Refusal):
    code = "attendance.no-change"
    next = (
        "无需办理；如另有差错，请填写更正后的内容。",
        "Nothing needs to be done; if something else is wrong, enter what is right.",
    )


def sheet_id(department: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{month}")


class Keeping(Aggregate):
    """That attendance is kept in this system, and from which month on."""

    ID = uuid5(NAMESPACE, "keeping")
    CITES = CITES
    since = ""

    def begin(self, act: Act, month: str) -> None:
        self.trigger(e.KeepingBegun, act, month=month)

    @applies(e.KeepingBegun)
    def _begun(self, event: e.KeepingBegun) -> None:
        self.since = event.month


class Sheet(Aggregate):
    CALLED = "考勤表", "sheet"
    CITES = CITES
    CARRIES = ("department", "month", "due")
    BECOMES = BECOMES
    WRONG_STATUS = SheetNotReady
    department = ""
    month = ""
    due: date | None = None
    """None while the calendar of that year is not known."""
    missed = False
    handed_in_on: date | None = None
    """The first time: a sheet that came back and is handed in again is not late again."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.lines: tuple[Line, ...] = ()
        self.days: dict[tuple[str, date], tuple[DayState, ...]] = {}
        """States of the accepted sheet, changes included."""
        self.corrected: set[tuple[str, date]] = set()
        """Days of which the office has spoken: they are not judged again from punches."""
        self.submitted_by = ""
        self.due_of: dict[str, Decimal] = {}
        self.residency: dict[str, tuple[Decimal, Decimal]] = {}
        """Days of residency duty owed and done, by person."""

    def open(self, act: Act, *, department: str, month: str, due: date | None, cites: tuple[str, ...]) -> None:
        if not self.exists:
            self.trigger(e.SheetOpened, act, department=department, month=month, due=due, cites=cites)

    def compile(self, act: Act, lines: Sequence[Line]) -> None:
        """Records the draft when it differs from the one that stands."""
        if self.status == SheetStatus.OPEN or tuple(lines) != self.lines:
            self.trigger(e.SheetCompiled, act, lines=tuple(lines))

    def submit(self, act: Act, *, last_day: date, cites: tuple[str, ...]) -> None:
        if act.day <= last_day:
            raise MonthNotOver(
                "当月尚未结束，不能报送考勤表，请于下月初办理。",
                "The month is not over yet: submit the sheet when it is.",
                cites=CITES,
            )
        again = self.handed_in_on is not None
        late = self.due is not None and act.day > self.due and not again
        if late and not self.missed:
            self.miss(act, cites)  # the clock has not come by yet: the breach is a fact all the same
        self.trigger(e.SheetSubmitted, act, late=late, missed=self.missed and not again)

    def accept(self, act: Act) -> None:
        self.trigger(e.SheetAccepted, act, lines=self.lines)

    def set_due(self, act: Act, due: date, cites: tuple[str, ...]) -> None:
        """The calendar of that year is known by now. What came later than that was late, as it turns out."""
        came = self.handed_in_on
        late = came is not None and came > due
        if late:
            self.trigger(e.SheetMissed, act, due=due, cites=cites)
        self.trigger(e.SheetDueSet, act, due=due, handed_in_on=came, late=late, cites=cites)

    def miss(self, act: Act, cites: tuple[str, ...]) -> None:
        self.trigger(e.SheetMissed, act, cites=cites)

    # -- after acceptance ---------------------------------------------------------------------------------------------

    def correct(self, act: Act, *, person: str, on: date, now: Sequence[DayState], reason: str) -> None:
        self._change(e.SheetCorrected, act, person, on, tuple(now), reason=reason)

    def excuse(self, act: Act, *, person: str, on: date, halves: Sequence[str], kind: str, leave: UUID) -> None:
        """Turns the absent ones of these half days into leave; says nothing when none was absent."""
        was = self.days.get((person, on), ())
        now = tuple(
            DayState(on=on, half=s.half, state="leave", kind=kind) if s.state == "absent" and s.half in halves else s
            for s in was
        )
        if now != was:
            self._change(e.AbsenceExcused, act, person, on, now, leave=leave)

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
            self._change(e.AbsenceRestored, act, person, on, now, leave=leave)

    def _change(
        self, event: type[DayChanged], act: Act, person: str, on: date, now: tuple[DayState, ...], **more: Any
    ) -> None:
        if person not in self.due_of:
            raise NotOnSheet("该人员不在这张考勤表上。", "The person is not on this sheet.", cites=CITES, person=person)
        was = self.days.get((person, on), ())
        if was == now:
            raise NoChange("与考勤表现有记录一致。", "The sheet already says so.", cites=CITES)
        due_change = _days(was, "leave") - _days(now, "leave")
        self.trigger(
            event,
            act,
            person=person,
            on=on,
            was=was,
            now=now,
            due_change=due_change,
            present_change=due_change + _days(was, "absent") - _days(now, "absent"),
            **more,
        )
        change = _days(now, "residency") - _days(was, "residency")
        if change:  # the month's days follow from what the sheet now says of each
            due, done = self.residency[person]
            self.trigger(e.ResidencyRestated, act, person=person, on=on, due=due, was=done, now=done + change)

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.SheetDueSet)
    def _due_set(self, event: e.SheetDueSet) -> None:
        self.due = event.due

    @applies(e.SheetCompiled)
    def _compiled(self, event: e.SheetCompiled) -> None:
        self.lines = event.lines

    @applies(e.SheetSubmitted)
    def _submitted(self, event: e.SheetSubmitted) -> None:
        self.handed_in_on = self.handed_in_on or event.day
        self.submitted_by = event.actor

    @applies(e.SheetMissed)
    def _missed(self, event: e.SheetMissed) -> None:
        self.missed = True

    @applies(e.SheetAccepted)
    def _accepted(self, event: e.SheetAccepted) -> None:
        self.due_of = {line.person: line.days_due for line in event.lines}
        self.residency = {line.person: (line.residency_due, line.residency_done) for line in event.lines}
        for line in event.lines:
            for state in line.states:
                key = (line.person, state.on)
                self.days[key] = (*self.days.get(key, ()), state)

    @applies(e.AbsenceExcused, e.AbsenceRestored)
    def _changed(self, event: DayChanged) -> None:
        self.days[event.person, event.on] = event.now

    @applies(e.ResidencyRestated)
    def _restated(self, event: e.ResidencyRestated) -> None:
        self.residency[event.person] = (event.due, event.now)

    @applies(e.SheetCorrected)
    def _corrected(self, event: e.SheetCorrected) -> None:
        self._changed(event)
        self.corrected.add((event.person, event.on))


def _days(states: Sequence[DayState], of: str) -> Decimal:
    """How much of the day is said to be so."""
    return HALF_DAY * sum(1 for state in states if state.state == of)
