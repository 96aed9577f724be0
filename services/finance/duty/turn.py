"""One turn of duty: published, perhaps swapped, done or missed, paid once (A30)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.duty import events as e
from services.finance.money import ZERO
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("A30",)


class DutyStatus(Status):
    PUBLISHED = "published", "已排班", "on the rota"
    SWAPPING = "swapping", "调班待对方同意", "to be swapped, waiting for the other"
    DONE = "done", "已值班", "done"
    MISSED = "missed", "缺岗", "missed"
    CANCELLED = "cancelled", "已取消", "cancelled"
    PAID = "paid", "已领补助", "allowance paid"


class DutyClosed(Refusal):
    """The turn does not stand so that this can be done."""

    code = "finance.duty-closed"
    next = ("请打开该班次查看办理情况。", "Open the turn to see how it stands.")


class OnDutyAlready(Refusal):
    """Nobody has two turns on one day."""

    code = "finance.duty-twice"
    next = ("请安排其他人或其他日期。", "Choose somebody else, or another day.")


class OwnDuty(Refusal):
    """Nobody says of themselves that they did their duty, or need not do it."""

    code = "finance.duty-own"
    kind = "forbidden"
    next = ("请由办公室其他人登记。", "Leave it to somebody else of the office.")


class NoSwap(Refusal):
    """The turns or people do not go together, or no longer."""

    code = "finance.duty-no-swap"
    next = ("请另选人员或班次。", "Choose another person or another turn.")


class NothingForDuty(Refusal):
    """It earned no sum, or that was paid."""

    code = "finance.duty-nothing-earned"
    next = ("请打开该班次查看补助。", "Open the turn to see what it earned.")


class DutyTurn(Aggregate):
    CALLED = "值班班次", "turn of duty"
    CITES = CITES
    CARRIES = ("person", "department", "on")
    BECOMES = {
        e.DutyPublished: DutyStatus.PUBLISHED,
        e.DutySwapAsked: DutyStatus.SWAPPING,
        e.DutySwapDeclined: DutyStatus.PUBLISHED,
        e.DutySwapWithdrawn: DutyStatus.PUBLISHED,
        e.DutyHandedOver: DutyStatus.PUBLISHED,
        e.DutyDone: DutyStatus.DONE,
        e.DutyMissed: DutyStatus.MISSED,
        e.DutyCancelled: DutyStatus.CANCELLED,
        e.DutyPaid: DutyStatus.PAID,
    }
    WRONG_STATUS = DutyClosed
    person = ""
    department = ""
    on = date.min
    to = ""
    in_return: UUID | None = None
    amount: Decimal = ZERO

    def ask_swap(self, act: Act, *, to: str, in_return: UUID | None) -> None:
        self.not_past(act)
        self.trigger(e.DutySwapAsked, act, to=to, in_return=in_return)

    def decline(self, act: Act) -> None:
        self.trigger(e.DutySwapDeclined, act, to=self.to)

    def withdraw_swap(self, act: Act) -> None:
        self.trigger(e.DutySwapWithdrawn, act, to=self.to)

    def hand_over(self, act: Act, *, to: str, department: str) -> None:
        """Called with the consent of both."""
        self.not_past(act)
        self.trigger(e.DutyHandedOver, act, to=to, department=department)

    def confirm(self, act: Act, *, kind: str, amount: Decimal, cites: tuple[str, ...]) -> None:
        self._over(act)
        self.trigger(e.DutyDone, act, kind=kind, amount=amount, cites=cites)

    def miss(self, act: Act, *, reason: str) -> None:
        self._over(act)
        self.trigger(e.DutyMissed, act, reason=reason)

    def cancel(self, act: Act, *, reason: str) -> None:
        self._not_ones_own(act)
        self.trigger(e.DutyCancelled, act, reason=reason)

    def check_earned(self) -> None:
        if self.status is not DutyStatus.DONE or not self.amount:
            raise NothingForDuty(
                "该班次没有可领的补助，或者已经领取。", "It earned no sum, or that was paid already.", cites=CITES
            )

    def pay(self, act: Act, amount: Decimal) -> None:
        """What was approved of the claim."""
        self.check_earned()
        self.trigger(e.DutyPaid, act, amount=amount)

    def not_past(self, act: Act) -> None:
        if self.on < act.day:
            raise NoSwap("该班次日期已过，不能调班。", "Its day has passed: it is not swapped any more.", cites=CITES)

    def _not_ones_own(self, act: Act) -> None:
        if act.actor == self.person:
            raise OwnDuty("不能登记或取消本人的值班。", "Nobody enters or cancels their own duty.", cites=CITES)

    def _over(self, act: Act) -> None:
        self._not_ones_own(act)
        if act.day < self.on:
            raise Invalid("尚未到值班日期。", "Its day has not come yet.", fields=[{"field": "on"}])

    @applies(e.DutySwapAsked)
    def _asked(self, event: e.DutySwapAsked) -> None:
        self.to, self.in_return = event.to, event.in_return

    @applies(e.DutyHandedOver)
    def _handed_over(self, event: e.DutyHandedOver) -> None:
        self.person, self.department = event.to, event.department

    @applies(e.DutyDone)
    def _done(self, event: e.DutyDone) -> None:
        self.amount = event.amount
