"""One study session: arranged, its content settled, held with its attendance, made up by who missed it (B1, B5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.refusals import Invalid, Refusal
from services.party.sessions import events as e
from services.party.sessions.states import MISSED, Attendance, SessionStatus

BECOMES: Becomes = {
    e.StudyContentApproved: SessionStatus.SET,
    e.StudySessionCancelled: SessionStatus.CANCELLED,
    e.StudySessionHeld: SessionStatus.HELD,
}


class SessionNotOpen(Refusal):
    """It is over, or it was cancelled."""

    code = "party.study-session-not-open"
    next = ("请打开该学习活动查看情况。", "Open the session to see how it stands.")


class SessionYetToCome(Refusal):
    code = "party.study-session-yet-to-come"
    next = ("请在学习当日或之后登记。", "Enter it on the day, or after it.")


class LeaveUndecided(Refusal):
    """Somebody who did not come had asked for leave, and nobody has decided."""

    code = "party.study-leave-undecided"
    next = ("请先由规定的人员批复请假。", "Have the leave decided first.")


class NoLeaveAsked(Refusal):
    code = "party.study-no-leave-asked"
    next = ("请打开该学习活动查看请假情况。", "Open the session to see who asked for leave.")


class LeaveAskedAlready(Refusal):
    code = "party.study-leave-asked-already"
    next = ("请等待批复，不必重复请假。", "Wait for the decision; it need not be asked for twice.")


class NotMissed(Refusal):
    """Only who missed the session makes it up."""

    code = "party.study-not-missed"
    next = ("请在缺课的那次学习活动下补课。", "Make up the very session that was missed.")


class Session(Aggregate):
    CALLED = "学习活动", "study session"
    CITES = ("B5.1",)
    CARRIES = ("number", "kind", "on", "halves")
    BECOMES = BECOMES
    WRONG_STATUS = SessionNotOpen
    number = ""
    kind = ""
    on: date
    halves = 0
    listed: tuple[str, ...] = ()

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.states: dict[str, Attendance] = {}
        self.departments: dict[str, str] = {}
        self.owed: dict[str, date] = {}
        self.excused: set[str] = set()

    def move(self, act: Act, *, on: date, reason: str) -> None:
        if on.year != self.on.year:
            raise Invalid("只能在本年度内改期。", "It is moved within its year.", fields=[{"field": "on"}])
        self.trigger(e.StudySessionMoved, act, was=self.on, on=on, reason=reason)

    def cancel(self, act: Act, *, reason: str) -> None:
        self.trigger(e.StudySessionCancelled, act, reason=reason)

    # -- leave --------------------------------------------------------------------------------------------------------

    def ask_leave(self, act: Act, *, department: str, reason: str, cites: tuple[str, ...]) -> None:
        if self.states.get(act.actor) in (Attendance.ASKED, Attendance.ON_LEAVE):
            raise LeaveAskedAlready("已提出请假。", "Leave has been asked for.", cites=cites)
        self.trigger(e.StudyLeaveAsked, act, person=act.actor, department=department, reason=reason, cites=cites)

    def grant_leave(self, act: Act, *, person: str, cites: tuple[str, ...]) -> None:
        self._asked(person, cites)
        self.trigger(e.StudyLeaveGranted, act, person=person, department=self.departments[person], cites=cites)

    def refuse_leave(self, act: Act, *, person: str, reason: str, cites: tuple[str, ...]) -> None:
        self._asked(person, cites)
        self.trigger(
            e.StudyLeaveRefused, act, person=person, department=self.departments[person], reason=reason, cites=cites
        )

    def _asked(self, person: str, cites: tuple[str, ...]) -> None:
        if self.states.get(person) != Attendance.ASKED:
            raise NoLeaveAsked("该人员没有待批的请假。", "They have asked for no leave.", cites=cites, person=person)

    # -- held ---------------------------------------------------------------------------------------------------------

    def hold(
        self,
        act: Act,
        *,
        expected: Iterable[str],
        present: Iterable[str],
        departments: Mapping[str, str],
        deputies: int,
        note: str,
        due: date | None,
        cites: tuple[str, ...],
    ) -> None:
        """`due` is the last day for making up, where the kind asks for that; `departments` are theirs on the day."""
        if act.day < self.on:
            raise SessionYetToCome("学习日期未到。", "The day has not come.", cites=cites, on=self.on.isoformat())
        there = set(present)
        away = sorted(set(expected) - there)
        if undecided := [person for person in away if self.states.get(person) == Attendance.ASKED]:
            raise LeaveUndecided(
                "尚有请假未批复。", "Leave that was asked for is not decided.", cites=cites, people=undecided
            )
        on_leave = tuple(person for person in away if self.states.get(person) == Attendance.ON_LEAVE)
        self.trigger(
            e.StudySessionHeld,
            act,
            expected=tuple(sorted(set(expected))),
            present=tuple(sorted(there)),
            on_leave=on_leave,
            deputies=deputies,
            note=note,
            cites=cites,
        )
        for person in away:
            self.trigger(
                e.StudySessionMissed,
                act,
                person=person,
                department=departments[person],
                excused=person in on_leave,
                due=due,
                cites=cites,
            )

    def correct(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        state: Attendance,
        reason: str,
        due: date | None,
        cites: tuple[str, ...],
    ) -> None:
        was = self.states.get(person)
        if was is None or was == state:
            raise Invalid(
                "该人员不在名单上，或出勤情况没有变化。",
                "They are not on the list, or that is how it stands already.",
                fields=[{"field": "person" if was is None else "state"}],
            )
        self.trigger(
            e.StudyAttendanceCorrected,
            act,
            person=person,
            department=department,
            was=was.value,
            state=state.value,
            due=due if state in MISSED else None,
            reason=reason,
            cites=cites,
        )

    # -- made up ------------------------------------------------------------------------------------------------------

    def make_up(self, act: Act, *, department: str, made_up_on: date, form: str, note: str) -> None:
        if self.states.get(act.actor) not in MISSED:
            raise NotMissed("本次学习您没有缺课。", "You did not miss this session.", cites=("B1.7",))
        if not self.on <= made_up_on <= act.day:
            raise Invalid(
                "补课日期应在该次学习之后、今天之前。",
                "It is made up after the session, and not after today.",
                cites=("B1.7",),
                fields=[{"field": "made_up_on"}],
            )
        self.trigger(
            e.StudySessionMadeUp,
            act,
            person=act.actor,
            department=department,
            made_up_on=made_up_on,
            form=form,
            note=note,
            cites=("B1.7",),
        )

    def return_make_up(self, act: Act, *, person: str, reason: str) -> None:
        if self.states.get(person) != Attendance.MADE_UP:
            raise NotMissed("该人员没有补课记录。", "They have made nothing up.", cites=("B1.7",), person=person)
        self.trigger(
            e.MakeUpReturned,
            act,
            person=person,
            department=self.departments.get(person, ""),
            excused=person in self.excused,
            reason=reason,
            cites=("B1.7",),
        )

    def miss(self, act: Act, *, person: str) -> None:
        self.trigger(
            e.MakeUpMissed,
            act,
            person=person,
            department=self.departments.get(person, ""),
            due=self.owed[person],
            cites=("B1.7",),
        )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.StudySessionArranged)
    def _arranged(self, event: e.StudySessionArranged) -> None:
        self.status = SessionStatus.PROPOSED if event.proposed else SessionStatus.SET
        self.listed = event.listed

    @applies(e.StudySessionMoved)
    def _moved(self, event: e.StudySessionMoved) -> None:
        self.on = event.on

    @applies(e.StudySessionHeld)
    def _held(self, event: e.StudySessionHeld) -> None:
        self.states = dict.fromkeys(event.expected, Attendance.ABSENT)
        self.states |= dict.fromkeys(event.present, Attendance.PRESENT)
        self.states |= dict.fromkeys(event.on_leave, Attendance.ON_LEAVE)

    @applies(e.StudyLeaveAsked)
    def _leave_asked(self, event: e.StudyLeaveAsked) -> None:
        self._stands(event, Attendance.ASKED)

    @applies(e.StudyLeaveGranted)
    def _leave_granted(self, event: e.StudyLeaveGranted) -> None:
        self._stands(event, Attendance.ON_LEAVE)

    @applies(e.StudyLeaveRefused)
    def _leave_refused(self, event: e.StudyLeaveRefused) -> None:
        self._stands(event, Attendance.REFUSED)

    @applies(e.StudySessionMissed)
    def _missed(self, event: e.StudySessionMissed) -> None:
        self._stands(event, Attendance.ON_LEAVE if event.excused else Attendance.ABSENT, event.due)

    @applies(e.StudyAttendanceCorrected)
    def _corrected(self, event: e.StudyAttendanceCorrected) -> None:
        self._stands(event, Attendance(event.state), event.due)

    @applies(e.StudySessionMadeUp)
    def _made_up(self, event: e.StudySessionMadeUp) -> None:
        self.states[event.person] = Attendance.MADE_UP

    @applies(e.MakeUpReturned)
    def _make_up_returned(self, event: e.MakeUpReturned) -> None:
        self.states[event.person] = Attendance.ON_LEAVE if event.excused else Attendance.ABSENT

    @applies(e.MakeUpMissed)
    def _make_up_missed(self, event: e.MakeUpMissed) -> None:
        pass  # the debt stands until it is made up

    def _stands(self, event: e.OfStudent, state: Attendance, due: date | None = None) -> None:
        self.states[event.person] = state
        self.departments[event.person] = event.department
        if state == Attendance.ON_LEAVE:
            self.excused.add(event.person)
        else:
            self.excused.discard(event.person)
        if due is not None:
            self.owed[event.person] = due
