"""One leave from slip to return (A15). Guards refuse; facts only assign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.attendance.leave.events import (
    LateSlipFiled,
    LeaveApproved,
    LeaveEndorsed,
    LeavePassedOn,
    LeaveRejected,
    LeaveRequested,
    LeaveReturned,
    LeaveRevoked,
    LeaveWithdrawn,
    ReturnMissed,
    ReturnMissedUndone,
    Step,
)
from services.attendance.leave.span import Half, Span, Workdays, said
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

REQUESTED, APPROVED, REJECTED = "requested", "approved", "rejected"
WITHDRAWN, RETURNED, REVOKED = "withdrawn", "returned", "revoked"


class NotYourStep(Refusal):
    """The steps of the route are taken strictly in order."""

    code = "attendance.not-your-step"
    kind = "forbidden"


class OwnLeave(Refusal):
    """Nobody decides on their own leave, not even standing in for the approver."""

    code = "attendance.own-leave"
    kind = "forbidden"


class LeaveNotOpen(Refusal):
    """The leave is not in a state in which this can be done."""

    code = "attendance.leave-not-open"


class EmptyLeave(Refusal):
    code = "attendance.leave-empty"
    kind = "invalid"


class LeaveTooLong(Refusal):
    code = "attendance.leave-too-long"


class SlipTooLate(Refusal):
    """The window for a late slip has closed (A15)."""

    code = "attendance.slip-too-late"


class BadReturn(Refusal):
    code = "attendance.bad-return"
    kind = "invalid"


class Longest(NamedTuple):
    """How long one leave of a kind may be, in the days in which the kind is counted."""

    days: Decimal
    cites: tuple[str, ...]


class SlipWindow(NamedTuple):
    """The last day on which a slip is taken that comes after the absence began."""

    until: date
    cites: tuple[str, ...]


class Leave(Aggregate):
    person = ""
    department = ""
    kind = ""
    status = ""
    span: Span
    days = Decimal(0)
    counted = "working"
    steps: tuple[Step, ...] = ()
    step = 0
    """Index of the step whose turn it is."""
    late_slip = False
    return_missed = False
    return_due: date | None = None

    def request(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        kind: str,
        span: Span,
        counted: str,
        longest: Longest | None,
        steps: Sequence[Step],
        window: SlipWindow | None,
        calendar: Workdays,
        reason: str,
        cites: tuple[str, ...],
    ) -> None:
        """`window` is set for a slip handed in after the absence began."""
        working = span.working_days(calendar)
        days = span.calendar_days() if counted == "calendar" else working
        if span.is_empty or days == 0:
            raise EmptyLeave(
                "所选时段内没有需要请假的工作时间。", "There is no working time in this span.", cites=cites
            )
        if longest is not None and days > longest.days:
            raise LeaveTooLong(
                f"该类假期一次最长{said(longest.days)}天,本次为{said(days)}天,请缩短时段。",
                f"This kind of leave is at most {said(longest.days)} days at a time; this one is {said(days)}.",
                cites=longest.cites,
                longest=said(longest.days),
                days=said(days),
            )
        if window is not None and act.day > window.until:
            raise SlipTooLate(
                f"补交假条的期限为{window.until.isoformat()},现已超过;如确有错误,请办公室更正考勤表。",
                f"A late slip was taken until {window.until.isoformat()}; the office may still correct the sheet.",
                cites=window.cites,
                until=window.until.isoformat(),
            )
        self.trigger(
            LeaveRequested,
            act,
            person=person,
            department=department,
            kind=kind,
            start=span.start,
            start_half=span.start_half.value,
            end=span.end,
            end_half=span.end_half.value,
            days=days,
            working_days=working,
            counted=counted,
            steps=tuple(steps),
            reason=reason,
            cites=cites,
        )

    def file_late_slip(self, act: Act, *, workdays_late: int, cites: tuple[str, ...]) -> None:
        self.trigger(
            LateSlipFiled,
            act,
            person=self.person,
            department=self.department,
            start=self.span.start,
            end=self.span.end,
            workdays_late=workdays_late,
            cites=cites,
        )

    # -- deciding -----------------------------------------------------------------------------------------------------

    @property
    def current_step(self) -> Step:
        """The step whose turn it is; refuses when nothing is to be decided."""
        if self.status != REQUESTED:
            raise self._not_open()
        return self.steps[self.step]

    def approve(self, act: Act, *, return_due: date) -> None:
        """`act.post` is the post in which the caller decides."""
        step = self._decided_by(act)
        if self.step + 1 < len(self.steps):
            self.trigger(
                LeaveEndorsed,
                act,
                person=self.person,
                department=self.department,
                step=self.step,
                waits_for=self.steps[self.step + 1].post,
                cites=step.cites,
            )
            return
        self.trigger(
            LeaveApproved,
            act,
            person=self.person,
            department=self.department,
            step=self.step,
            kind=self.kind,
            start=self.span.start,
            start_half=self.span.start_half.value,
            end=self.span.end,
            end_half=self.span.end_half.value,
            days=self.days,
            return_due=return_due,
            cites=step.cites,
        )

    def reject(self, act: Act, *, reason: str) -> None:
        step = self._decided_by(act)
        self.trigger(
            LeaveRejected,
            act,
            person=self.person,
            department=self.department,
            step=self.step,
            reason=reason,
            cites=step.cites,
        )

    def _decided_by(self, act: Act) -> Step:
        step = self.current_step
        if act.actor == self.person:
            raise OwnLeave(
                "不能审批本人的请假,请由该岗位的任职者办理。",
                "Nobody decides on their own leave; it waits for the holder of the post.",
                cites=step.cites,
                post=step.post,
            )
        if act.post != step.post:
            raise NotYourStep(
                "尚未轮到您审批,请按审批顺序办理。",
                "It is not your turn: the steps are taken in order.",
                cites=step.cites,
                waits_for=step.post,
            )
        return step

    def pass_on(self, act: Act, *, ground: str, above: Step) -> None:
        """`above` decides where this was the last step of the route."""
        step, last = self.current_step, self.step + 1 == len(self.steps)
        follows = above if last else self.steps[self.step + 1]
        self.trigger(
            LeavePassedOn,
            act,
            person=self.person,
            department=self.department,
            step=self.step,
            post=step.post,
            ground=ground,
            waits_for=follows.post,
            added=(above,) if last else (),
            cites=follows.cites,
        )

    def withdraw(self, act: Act) -> None:
        if self.status != REQUESTED:
            raise self._not_open()
        self.trigger(LeaveWithdrawn, act, person=self.person, department=self.department)

    # -- afterwards ---------------------------------------------------------------------------------------------------

    def register_return(
        self, act: Act, *, last_day: date, last_half: Half, calendar: Workdays, cites: tuple[str, ...]
    ) -> None:
        """销假. `last_day` and `last_half` end what was really taken; earlier than approved shortens the leave."""
        if self.status != APPROVED:
            raise self._not_open()
        taken = self.span.until(last_day, last_half)
        if (last_day, last_half) > (self.span.end, self.span.end_half) or last_day > act.day:
            raise BadReturn(
                "销假的最后一天不能晚于批准的期限或今天。",
                "The last day taken cannot lie after the approved end or after today.",
                cites=cites,
            )
        days = taken.calendar_days() if self.counted == "calendar" else taken.working_days(calendar)
        if taken.is_empty or days == 0:
            raise BadReturn(
                "整段假期都没有休的,请办理撤销。", "Nothing of it was taken: revoke the leave instead.", cites=cites
            )
        assert self.return_due is not None
        if act.day > self.return_due and not self.return_missed:
            self.miss_return(act, cites)  # the clock has not come by yet: the breach is a fact all the same
        self.trigger(
            LeaveReturned,
            act,
            person=self.person,
            department=self.department,
            kind=self.kind,
            last_day=last_day,
            last_half=last_half.value,
            days=days,
            shortened=days != self.days,
            late=act.day > self.return_due,
            cites=cites,
        )

    def miss_return(self, act: Act, cites: tuple[str, ...]) -> None:
        assert self.return_due is not None
        self.trigger(
            ReturnMissed, act, person=self.person, department=self.department, due=self.return_due, cites=cites
        )

    def revoke(self, act: Act, *, reason: str, cites: tuple[str, ...]) -> None:
        if self.status not in (APPROVED, RETURNED):
            raise self._not_open()
        self.trigger(
            LeaveRevoked,
            act,
            person=self.person,
            department=self.department,
            kind=self.kind,
            days=self.days,
            reason=reason,
            cites=cites,
        )
        if self.return_missed:
            assert self.return_due is not None
            self.trigger(
                ReturnMissedUndone,
                act,
                person=self.person,
                department=self.department,
                due=self.return_due,
                cites=cites,
            )

    def _not_open(self) -> LeaveNotOpen:
        return LeaveNotOpen(
            f"该请假当前状态为“{self.status}”,不能这样办理。",
            f"The leave is {self.status}; this cannot be done to it.",
            cites=("A15",),
            status=self.status,
        )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(LeaveRequested)
    def _requested(self, event: LeaveRequested) -> None:
        self.person, self.department, self.kind = event.person, event.department, event.kind
        self.span = Span(event.start, Half(event.start_half), event.end, Half(event.end_half))
        self.days, self.counted, self.steps = event.days, event.counted, event.steps
        self.status = REQUESTED

    @applies(LateSlipFiled)
    def _slipped(self, event: LateSlipFiled) -> None:
        self.late_slip = True

    @applies(LeaveEndorsed)
    def _endorsed(self, event: LeaveEndorsed) -> None:
        self.step = event.step + 1

    @applies(LeavePassedOn)
    def _passed_on(self, event: LeavePassedOn) -> None:
        self.step, self.steps = event.step + 1, (*self.steps, *event.added)

    @applies(LeaveApproved)
    def _approved(self, event: LeaveApproved) -> None:
        self.status, self.step, self.return_due = APPROVED, event.step + 1, event.return_due

    @applies(LeaveRejected)
    def _rejected(self, event: LeaveRejected) -> None:
        self.status = REJECTED

    @applies(LeaveWithdrawn)
    def _withdrawn(self, event: LeaveWithdrawn) -> None:
        self.status = WITHDRAWN

    @applies(LeaveReturned)
    def _returned(self, event: LeaveReturned) -> None:
        self.status, self.days = RETURNED, event.days
        self.span = self.span.until(event.last_day, Half(event.last_half))

    @applies(ReturnMissed)
    def _return_missed(self, event: ReturnMissed) -> None:
        self.return_missed = True

    @applies(ReturnMissedUndone)
    def _return_missed_undone(self, event: ReturnMissedUndone) -> None:
        self.return_missed = False

    @applies(LeaveRevoked)
    def _revoked(self, event: LeaveRevoked) -> None:
        self.status = REVOKED
