"""One study duty of one period: opened by the clock, done by a deed, or missed (A6, A8, A9, B5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.party.duties import events as e
from services.party.duties import periods
from services.party.duties.periods import Period, Periods

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b21")
BRANCH_ANSWERS, OFFICE_ANSWERS = "study.branch_answers", "study.office_answers"


class DutyKind(Word):
    PLAN = "study-plan", "制定年度学习计划", "Set the year's study plan"
    STAFF = "staff-study", "组织机关学习日", "Hold the day of staff study"
    HOLIDAY = "holiday-study", "安排长假学习", "Arrange study over a long holiday"
    LAW = "law-study", "组织会前学法", "Study law before a meeting"
    CADRES = "cadre-training", "组织干部集中培训", "Train the cadres"
    DEPUTIES = "deputy-training", "组织代表集中培训", "Train the deputies"
    NOTES = "notes-check", "检查半年学习笔记", "Check the notes of the half-year"
    YEAR = "year-check", "年末“六有”检查", "Year-end check of six points"


@dataclass(frozen=True, slots=True)
class StudyDuty:
    """One line of the study calendar. `answers` is the parameter that says who answers for it."""

    kind: DutyKind
    cites: tuple[str, ...]
    periods: Periods = periods.months
    answers: str = BRANCH_ANSWERS


DUTIES = {
    one.kind: one
    for one in (
        StudyDuty(DutyKind.PLAN, ("A6", "B5.1")),
        StudyDuty(DutyKind.STAFF, ("B5.1",), periods.fridays),
        StudyDuty(DutyKind.HOLIDAY, ("B5.5",), periods.holidays),
        StudyDuty(DutyKind.LAW, ("A8",), answers=OFFICE_ANSWERS),
        StudyDuty(DutyKind.CADRES, ("A9", "B9.6"), answers=OFFICE_ANSWERS),
        StudyDuty(DutyKind.DEPUTIES, ("A9", "B9.6"), answers=OFFICE_ANSWERS),
        StudyDuty(DutyKind.NOTES, ("B5.8",)),
        StudyDuty(DutyKind.YEAR, ("B5.10",)),
    )
}


class DutyStatus(Status):
    DUE = "due", "待办", "due"
    DONE = "done", "已办", "done"
    MISSED = "missed", "逾期未办", "missed"


BECOMES: Becomes = {
    e.StudyDutyOpened: DutyStatus.DUE,
    e.StudyDutyDone: DutyStatus.DONE,
    e.StudyDutyMissed: DutyStatus.MISSED,
}


def duty_id(kind: DutyKind, first: date) -> UUID:
    return uuid5(NAMESPACE, f"{kind.value}/{first}")


class Duty(Aggregate):
    CARRIES = ("duty", "first", "due", "person", "department")
    BECOMES = BECOMES
    duty = ""
    first: date
    due: date
    person = ""
    department = ""
    by = ""
    missed = False

    def open(self, act: Act, *, kind: DutyKind, period: Period, person: str, department: str) -> None:
        self.trigger(
            e.StudyDutyOpened,
            act,
            duty=kind.value,
            first=period.first,
            last=period.last,
            due=period.due,
            on=period.on,
            person=person,
            department=department,
            cites=DUTIES[kind].cites,
        )

    def pass_on(self, act: Act, *, person: str, department: str) -> None:
        """Does nothing unless it is still owed, and by somebody else."""
        if self.status == DutyStatus.DUE and person != self.person:
            self.trigger(e.StudyDutyPassed, act, person=person, department=department, cites=self._cites)

    def do(self, act: Act, *, by: str) -> None:
        """Once; what is done again in the same period changes nothing."""
        if self.status != DutyStatus.DONE:
            self.trigger(e.StudyDutyDone, act, by=by, cites=self._cites)

    def undo(self, act: Act, *, by: str) -> None:
        if self.status == DutyStatus.DONE and self.by == by:
            self.trigger(e.StudyDutyUndone, act, by=by, missed=self.missed, cites=self._cites)

    def miss(self, act: Act) -> None:
        self.trigger(e.StudyDutyMissed, act, cites=self._cites)

    @property
    def _cites(self) -> tuple[str, ...]:
        return DUTIES[DutyKind(self.duty)].cites

    @applies(e.StudyDutyPassed)
    def _passed(self, event: e.StudyDutyPassed) -> None:
        self.person, self.department = event.person, event.department

    @applies(e.StudyDutyMissed)
    def _missed(self, event: e.StudyDutyMissed) -> None:
        self.missed = True

    @applies(e.StudyDutyDone)
    def _done(self, event: e.StudyDutyDone) -> None:
        self.by = event.by

    @applies(e.StudyDutyUndone)
    def _undone(self, event: e.StudyDutyUndone) -> None:
        self.status, self.by = (DutyStatus.MISSED if self.missed else DutyStatus.DUE), ""
