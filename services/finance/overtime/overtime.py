"""One person's overtime on a day: asked for before, done, confirmed by somebody else, compensated once (A30)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.finance.money import ZERO
from services.finance.overtime import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal

CITES = ("A30",)


class OvertimeStatus(Status):
    REQUESTED = "requested", "待批准", "waiting for consent"
    APPROVED = "approved", "已批准", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    REPORTED = "reported", "待确认", "to be confirmed"
    CONFIRMED = "confirmed", "已确认", "confirmed"
    TAKEN = "taken", "已补休", "time off taken"
    PAID = "paid", "已领补助", "allowance paid"


class Compensation(Word):
    TIME_OFF = "time-off", "补休", "time off"
    ALLOWANCE = "allowance", "补助", "allowance"


class OvertimeDecided(Refusal):
    """The overtime does not stand so that this can be done."""

    code = "finance.overtime-decided"
    next = ("请打开该加班记录查看办理情况。", "Open the record to see how it stands.")


class OvertimeNotConsented(Refusal):
    """Nothing is compensated that nobody had consented to before."""

    code = "finance.overtime-not-consented"
    next = ("请等待批准。", "Wait for the consent.")


class OwnOvertime(Refusal):
    """Nobody consents to their own overtime, nor confirms it."""

    code = "finance.overtime-own"
    kind = "forbidden"
    next = ("请由该岗位本人或上一级办理。", "Leave it to the holder of the post, or to the next one up.")


class NotThatDay(Refusal):
    """Asked for after the day, or reported before it."""

    code = "finance.overtime-not-that-day"
    kind = "invalid"
    next = ("加班应事先申请，完成后登记。", "Ask before the day, and report when it is done.")


class NoSuchCompensation(Refusal):
    """The rule gives nothing of this kind for such a day."""

    code = "finance.overtime-no-such-compensation"
    kind = "invalid"
    next = ("请选择另一种补偿方式。", "Choose the other compensation.")


class NothingEarned(Refusal):
    """No time off, or no sum, stands to be taken."""

    code = "finance.overtime-nothing-earned"
    next = ("请打开该加班记录查看补偿方式和结果。", "Open the record to see by what it is compensated.")


class Overtime(Aggregate):
    CALLED = "加班", "overtime"
    CITES = CITES
    CARRIES = ("number", "person", "department", "on", "kind", "compensation")
    BECOMES = {
        e.OvertimeRequested: OvertimeStatus.REQUESTED,
        e.OvertimeApproved: OvertimeStatus.APPROVED,
        e.OvertimeRejected: OvertimeStatus.REJECTED,
        e.OvertimeWithdrawn: OvertimeStatus.WITHDRAWN,
        e.OvertimeReported: OvertimeStatus.REPORTED,
        e.OvertimeSentBack: OvertimeStatus.APPROVED,
        e.OvertimeConfirmed: OvertimeStatus.CONFIRMED,
        e.TimeOffTaken: OvertimeStatus.TAKEN,
        e.OvertimePaid: OvertimeStatus.PAID,
    }
    WRONG_STATUS = OvertimeDecided
    STILL = {OvertimeStatus.REQUESTED: OvertimeNotConsented}
    number = ""
    person = ""
    department = ""
    on = date.min
    kind = ""
    compensation = ""
    hours: Decimal = ZERO
    time_off: Decimal = ZERO
    amount: Decimal = ZERO

    def request(
        self,
        act: Act,
        *,
        number: str,
        person: str,
        department: str,
        on: date,
        kind: str,
        compensation: str,
        reason: str,
    ) -> None:
        if on < act.day:
            raise NotThatDay("加班应当事先申请。", "Overtime is asked for beforehand.", cites=CITES)
        self.trigger(
            e.OvertimeRequested, act, number=number, person=person, department=department, on=on, kind=kind,
            compensation=compensation, reason=reason,
        )  # fmt: skip

    def approve(self, act: Act) -> None:
        self._not_ones_own(act)
        self.trigger(e.OvertimeApproved, act)

    def reject(self, act: Act, *, reason: str) -> None:
        self._not_ones_own(act)
        self.trigger(e.OvertimeRejected, act, reason=reason)

    def report(self, act: Act, *, hours: Decimal) -> None:
        if act.day < self.on:
            raise NotThatDay("加班尚未完成。", "It is not done yet.", cites=CITES)
        self.trigger(e.OvertimeReported, act, hours=hours)

    def send_back(self, act: Act, *, reason: str) -> None:
        self._not_ones_own(act)
        self.trigger(e.OvertimeSentBack, act, reason=reason)

    def confirm(self, act: Act, *, days: Decimal, time_off: Decimal, amount: Decimal, cites: tuple[str, ...]) -> None:
        """By the rule in force on the day of the overtime."""
        self._not_ones_own(act)
        self.trigger(
            e.OvertimeConfirmed, act, hours=self.hours, days=days, time_off=time_off, amount=amount, cites=cites
        )  # fmt: skip

    def take_time_off(self, act: Act, *, on: date) -> None:
        self._not_ones_own(act)
        if not self.time_off:
            raise NothingEarned("该加班没有补休。", "It earned no time off.", cites=CITES)
        if on <= self.on:
            raise Invalid("补休应在加班之后。", "Time off comes after the overtime.", fields=[{"field": "on"}])
        self.trigger(e.TimeOffTaken, act, taken_on=on, time_off=self.time_off)

    def check_earned(self) -> None:
        if self.status is not OvertimeStatus.CONFIRMED or not self.amount:
            raise NothingEarned(
                "该加班没有可领的补助，或者已经领取。", "It earned no sum, or that was paid already.", cites=CITES
            )

    def pay(self, act: Act, amount: Decimal) -> None:
        """What was approved of the claim."""
        self.check_earned()
        self.trigger(e.OvertimePaid, act, amount=amount)

    def _not_ones_own(self, act: Act) -> None:
        if act.actor == self.person:
            raise OwnOvertime(
                "不能批准或确认本人的加班，代行职责时也不能。",
                "Nobody decides on their own overtime, standing in included.",
                cites=CITES,
            )

    @applies(e.OvertimeReported)
    def _reported(self, event: e.OvertimeReported) -> None:
        self.hours = event.hours

    @applies(e.OvertimeConfirmed)
    def _confirmed(self, event: e.OvertimeConfirmed) -> None:
        self.time_off, self.amount = event.time_off, event.amount
