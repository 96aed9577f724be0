"""One leave from slip to return (A15). Guards refuse; facts only assign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from services.attendance.leave import events as e
from services.attendance.leave import refusals as r
from services.attendance.leave.span import Half, Span, Workdays, said
from services.attendance.leave.states import BECOMES, Counted
from services.kernel.domain.aggregate import Act, Aggregate, applies


class Longest(NamedTuple):
    """How long one leave of a kind may be, in the days in which the kind is counted."""

    days: Decimal
    cites: tuple[str, ...]


class SlipWindow(NamedTuple):
    """The last day on which a slip is taken that comes after the absence began; None while it cannot be told."""

    until: date | None
    cites: tuple[str, ...]


class Length(NamedTuple):
    """Of a slip, or of all that count together: `days` as the kind is counted, and the working days among them."""

    days: Decimal
    working: Decimal


class Slip(NamedTuple):
    """What a slip asks for, and what was decided of it when it came in."""

    person: str
    department: str
    kind: str
    span: Span
    reason: str
    counted: Counted
    length: Length
    joined: tuple[UUID, ...]
    """The other slips of the same kind that count together with it."""
    whole: Length
    """Of all of them."""
    longest: Longest | None
    steps: Sequence[e.Step]
    window: SlipWindow | None
    """Set for a slip handed in after the absence began."""
    workdays_late: int
    cites: tuple[str, ...]


class Leave(Aggregate):
    CALLED = "请假", "leave"
    CITES = ("A15",)
    CARRIES = ("person", "department", "kind", "days", "counted", "steps")
    BECOMES = BECOMES
    WRONG_STATUS = r.LeaveNotOpen
    person = ""
    department = ""
    kind = ""
    span: Span
    days = Decimal(0)
    counted = Counted.WORKING
    steps: tuple[e.Step, ...] = ()
    step = 0
    """Index of the step whose turn it is."""
    deciders: tuple[str, ...] = ()
    """Who has agreed so far: nobody decides two steps of one route."""
    late_slip = False
    filed_on: date
    """When it came, where that was late."""
    granted: Span
    """As it was asked for, whatever became of it since."""
    fell_in: int | None = None
    """The year with whose forfeiture it fell, in whole or from a day on."""
    fell_from: date | None = None
    fall_to_note: date | None = None
    """The day on which it fell, while the person has not taken note of it."""
    return_missed = False
    return_due: date | None = None
    """None before it is granted, and while the calendar of that year is not known."""
    owed_from: date
    """The day from which the return is owed: the last day of it, or that of the grant where it is later."""
    returned_on: date | None = None

    def request(self, act: Act, slip: Slip) -> None:
        span, days, whole, longest, window = slip.span, slip.length.days, slip.whole, slip.longest, slip.window
        if span.is_empty:
            raise r.EndBeforeStart("结束时间早于开始时间。", "It ends before it begins.", cites=slip.cites)
        if days == 0:
            raise r.EmptyLeave(
                "所选时段内没有需要请假的工作时间。", "There is no working time in this span.", cites=slip.cites
            )
        if longest is not None and whole.days > longest.days:
            zh, en = (
                ("连同相邻的同种假条", ", with the slips of the same kind next to it,") if slip.joined else ("", "")
            )
            most, asked = said(longest.days), said(whole.days)
            raise r.LeaveTooLong(
                f"该类假期一次最长{most}天，本次{zh}为{asked}天，请缩短时段。",
                f"This kind of leave is at most {most} days at a time; this one{en} is {asked}.",
                cites=longest.cites,
                longest=most,
                days=asked,
                joined=[str(one) for one in slip.joined],
            )
        if window is not None and window.until is not None and act.day > window.until:
            until = window.until.isoformat()
            raise r.SlipTooLate(
                f"补交假条的期限为{until}，现已超过；如确有错误，请办公室更正考勤表。",
                f"A late slip was taken until {until}; the office may still correct the sheet.",
                cites=window.cites,
                until=until,
            )
        together = {"joined": slip.joined, "joined_days": whole.days, "joined_working_days": whole.working}
        self.trigger(
            e.LeaveRequested,
            act,
            person=slip.person,
            department=slip.department,
            kind=slip.kind,
            **_placed(span),
            days=days,
            working_days=slip.length.working,
            counted=slip.counted,
            steps=tuple(slip.steps),
            reason=slip.reason,
            **(together if slip.joined else {}),
            cites=slip.cites,
        )
        if window is not None:
            ends = {"start": span.start, "end": span.end}
            self.trigger(e.LateSlipFiled, act, **ends, workdays_late=slip.workdays_late, cites=window.cites)

    # -- deciding -----------------------------------------------------------------------------------------------------

    @property
    def current_step(self) -> e.Step:
        """The step whose turn it is."""
        return self.steps[self.step]

    def approve(self, act: Act, *, return_due: date | None) -> None:
        """`act.post` is the post in which the caller decides."""
        step = self._decided_by(act)
        if self.step + 1 < len(self.steps):
            waits_for = self.steps[self.step + 1].post
            self.trigger(e.LeaveEndorsed, act, step=self.step, waits_for=waits_for, cites=step.cites)
            return
        granted = _placed(self.span) | {"return_due": return_due}
        self.trigger(e.LeaveApproved, act, step=self.step, **granted, cites=step.cites)

    def reject(self, act: Act, *, reason: str) -> None:
        step = self._decided_by(act)
        self.trigger(e.LeaveRejected, act, step=self.step, reason=reason, cites=step.cites)

    def _decided_by(self, act: Act) -> e.Step:
        step = self.current_step
        if act.actor == self.person:
            raise r.OwnLeave(
                "不能审批本人的请假，请由该岗位的任职者办理。",
                "Nobody decides on their own leave; it waits for the holder of the post.",
                cites=step.cites,
                post=step.post,
            )
        if act.post != step.post:
            raise r.NotYourStep(
                "尚未轮到您审批，请按审批顺序办理。",
                "It is not your turn: the steps are taken in order.",
                cites=step.cites,
                waits_for=step.post,
            )
        return step

    def pass_on(self, act: Act, *, ground: str, above: e.Step) -> None:
        """`above` decides where this was the last step of the route."""
        step, last = self.current_step, self.step + 1 == len(self.steps)
        follows = above if last else self.steps[self.step + 1]
        self.trigger(
            e.LeavePassedOn,
            act,
            step=self.step,
            post=step.post,
            ground=ground,
            waits_for=follows.post,
            added=(above,) if last else (),
            cites=follows.cites,
        )

    def withdraw(self, act: Act) -> None:
        self.trigger(e.LeaveWithdrawn, act)
        if self.late_slip:
            self.trigger(e.LateSlipUndone, act, filed_on=self.filed_on)

    # -- afterwards ---------------------------------------------------------------------------------------------------

    def register_return(
        self, act: Act, *, last_day: date, last_half: Half, calendar: Workdays, cites: tuple[str, ...]
    ) -> None:
        """销假, never by oneself. `last_day` and `last_half` end what was really taken; earlier than approved shortens
        the leave."""
        self._not_by_themselves(act, cites)
        taken = self.span.until(last_day, last_half)
        if (last_day, last_half) > (self.span.end, self.span.end_half) or last_day > act.day:
            raise r.BadReturn(
                "销假的最后一天不能晚于批准的期限或今天。",
                "The last day taken cannot lie after the approved end or after today.",
                cites=cites,
            )
        days = taken.calendar_days() if self.counted == Counted.CALENDAR else taken.working_days(calendar)
        if taken.is_empty or days == 0:
            raise r.BadReturn(
                "整段假期都没有休的，请办理撤销。", "Nothing of it was taken: revoke the leave instead.", cites=cites
            )
        late = self.return_due is not None and act.day > self.return_due
        if late and not self.return_missed:
            self.miss(act, cites)  # the clock has not come by yet: the breach is a fact all the same
        self.trigger(
            e.LeaveReturned,
            act,
            last_day=last_day,
            last_half=last_half.value,
            days=days,
            shortened=days != self.days,
            late=late,
            cites=cites,
        )

    def set_return_due(self, act: Act, due: date, cites: tuple[str, ...]) -> None:
        """The calendar of that year is known by now. Who came back later than that was late, as it turns out."""
        whose = {"due": due, "cites": cites}
        if self.returned_on is not None and self.returned_on > due:
            self.trigger(e.ReturnMissed, act, **whose)
        self.trigger(e.ReturnDueSet, act, returned_on=self.returned_on, **whose)

    def miss(self, act: Act, cites: tuple[str, ...]) -> None:
        assert self.return_due is not None
        self.trigger(e.ReturnMissed, act, due=self.return_due, cites=cites)

    def revoke(self, act: Act, *, reason: str) -> None:
        self._not_by_themselves(act, self.CITES)
        self.trigger(e.LeaveRevoked, act, reason=reason)
        if self.return_missed:
            assert self.return_due is not None
            self.trigger(e.ReturnMissedUndone, act, due=self.return_due)

    def _not_by_themselves(self, act: Act, cites: tuple[str, ...]) -> None:
        if act.actor == self.person:
            raise r.OwnReturn(
                "不能为本人办理销假或撤销请假。",
                "Nobody registers their own return, or revokes their own leave.",
                cites=cites,
            )

    def fall(self, act: Act, *, year: int, cites: tuple[str, ...]) -> None:
        """All of it, none of which had been taken."""
        self.trigger(e.LeaveFell, act, year=year, cites=cites)

    def cut_short(
        self, act: Act, *, year: int, last_day: date, days: Decimal, return_due: date | None, cites: tuple[str, ...]
    ) -> None:
        """What is to come of it after `last_day`; `days` is what stays."""
        kept = {"last_day": last_day, "days": days, "return_due": return_due}
        self.trigger(e.LeaveCutShort, act, year=year, cites=cites, **kept)

    def restore(self, act: Act, *, days: Decimal, return_due: date | None, cites: tuple[str, ...]) -> None:
        end = {"end": self.granted.end, "end_half": self.granted.end_half.value}
        self.trigger(e.LeaveRestored, act, year=self.fell_in, days=days, return_due=return_due, cites=cites, **end)

    def note_fall(self, act: Act, cites: tuple[str, ...]) -> None:
        if self.fall_to_note is None:
            raise r.NothingFell(
                "该请假没有待知悉的公休假取消。",
                "Nothing of this leave has fallen that waits to be noted.",
                cites=cites,
            )
        self.trigger(e.FallNoted, act, fell_on=self.fall_to_note, cites=cites)

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.LeaveRequested)
    def _requested(self, event: e.LeaveRequested) -> None:
        self.span = self.granted = Span(event.start, Half(event.start_half), event.end, Half(event.end_half))

    @applies(e.LateSlipFiled)
    def _slipped(self, event: e.LateSlipFiled) -> None:
        self.late_slip, self.filed_on = True, event.day

    @applies(e.LateSlipUndone)
    def _slip_undone(self, event: e.LateSlipUndone) -> None:
        self.late_slip = False

    @applies(e.LeaveEndorsed)
    def _endorsed(self, event: e.LeaveEndorsed) -> None:
        self.step, self.deciders = event.step + 1, (*self.deciders, event.actor)

    @applies(e.LeavePassedOn)
    def _passed_on(self, event: e.LeavePassedOn) -> None:
        self.step, self.steps = event.step + 1, (*self.steps, *event.added)

    @applies(e.LeaveApproved)
    def _approved(self, event: e.LeaveApproved) -> None:
        self.step, self.return_due = event.step + 1, event.return_due
        self.deciders = (*self.deciders, event.actor)
        self.owed_from = max(self.span.end, event.day)

    @applies(e.ReturnDueSet)
    def _return_due_set(self, event: e.ReturnDueSet) -> None:
        self.return_due = event.due

    @applies(e.LeaveReturned)
    def _returned(self, event: e.LeaveReturned) -> None:
        self.days, self.returned_on = event.days, event.day
        self.span = self.span.until(event.last_day, Half(event.last_half))

    @applies(e.LeaveFell)
    def _fell(self, event: e.LeaveFell) -> None:
        self.fell_in, self.fell_from, self.fall_to_note = event.year, self.span.start, event.day

    @applies(e.LeaveCutShort)
    def _cut_short(self, event: e.LeaveCutShort) -> None:
        self.span = self.span.until(event.last_day, Half(event.last_half))
        self.days, self.return_due = event.days, event.return_due
        self.owed_from = max(self.span.end, event.day)
        self.fell_in, self.fell_from, self.fall_to_note = event.year, event.last_day + timedelta(days=1), event.day

    @applies(e.LeaveRestored)
    def _restored(self, event: e.LeaveRestored) -> None:
        self.span, self.days = self.granted, event.days
        self.return_due, self.fell_in, self.fell_from, self.fall_to_note = event.return_due, None, None, None
        self.owed_from = max(self.span.end, event.day)

    @applies(e.FallNoted)
    def _fall_noted(self, event: e.FallNoted) -> None:
        self.fall_to_note = None

    @applies(e.ReturnMissed)
    def _return_missed(self, event: e.ReturnMissed) -> None:
        self.return_missed = True

    @applies(e.ReturnMissedUndone)
    def _return_missed_undone(self, event: e.ReturnMissedUndone) -> None:
        self.return_missed = False


def _placed(span: Span) -> dict[str, Any]:
    return {"start": span.start, "start_half": span.start_half, "end": span.end, "end_half": span.end_half}
