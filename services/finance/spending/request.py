"""One request to spend: asked, consented to, used or lapsed; never more than was consented to (B10.7, A31)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.money import ZERO, rounded, total
from services.finance.spending import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

CITES = ("B10.7", "A31")
ASKED = ("B10.7",)
COLLECTIVE = ("A31",)
_WHOLE = 100


class SpendingStatus(Status):
    REFERRED = "referred", "待党组决定", "waiting for the Party group"
    REQUESTED = "requested", "待审批", "waiting for consent"
    APPROVED = "approved", "已批准", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    LOST = "lost", "党组未通过", "not carried"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    EXPIRED = "expired", "已失效", "expired"
    USED = "used", "已执行", "carried out"


BECOMES: Becomes = {
    e.SpendingRequested: SpendingStatus.REQUESTED,
    e.SpendingReferred: SpendingStatus.REFERRED,
    e.SpendingCarried: SpendingStatus.REQUESTED,
    e.SpendingLost: SpendingStatus.LOST,
    e.SpendingApproved: SpendingStatus.APPROVED,
    e.SpendingRejected: SpendingStatus.REJECTED,
    e.SpendingWithdrawn: SpendingStatus.WITHDRAWN,
    e.SpendingExpired: SpendingStatus.EXPIRED,
}


class SpendingDecided(Refusal):
    """The request has been decided, used up, or fell."""

    code = "finance.spending-decided"
    next = ("请打开该申请查看结果；仍需开支的，另行申请。", "Look what became of the request, and ask anew.")


class NotCarried(Refusal):
    """Major spending is consented to only after the Party group has carried it."""

    code = "finance.spending-not-carried"
    next = (
        "请先提请党组表决，并将该申请的关联业务编号填入表决事项。",
        "Have it put to the Party group first; its motion names the reference of this request.",
    )


class NotAskedBefore(Refusal):
    """What is spent was consented to before."""

    code = "finance.not-asked-before"
    next = ("请先提出开支申请，批准后再办理。", "Ask for consent first, and go on once it is given.")


class OverApproved(Refusal):
    """More than was consented to, and more than the rule tolerates beyond it."""

    code = "finance.over-approved"
    next = ("超出部分请重新申请。", "Ask anew for what goes beyond.")


class SpendingUnderWay(Refusal):
    """A claim on it is under way."""

    code = "finance.spending-under-way"
    next = ("请先办结或撤回所报的报销。", "Settle or withdraw the claim on it first.")


class Spending(Aggregate):
    CALLED = "开支申请", "request to spend"
    CITES = ASKED
    CARRIES = ("number", "person", "department", "year", "line", "amount", "decides", "motion")
    BECOMES = BECOMES
    WRONG_STATUS = SpendingDecided
    STILL = {SpendingStatus.REFERRED: NotCarried}
    number = ""
    person = ""
    department = ""
    year = 0
    line = ""
    amount: Decimal = ZERO
    decides = ""
    motion = ""
    due = date.max
    """The last day of the consent."""
    spent: Decimal = ZERO

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.wanted: dict[UUID, Decimal] = {}

    @property
    def taken(self) -> Decimal:
        return total(self.wanted.values())

    @property
    def aside(self) -> Decimal:
        """What the budget holds for it: the rest of what was consented to, or all that is wanted of it where that is
        more, by what the rule tolerates."""
        return max(self.amount - self.spent, self.taken) if self.status is SpendingStatus.APPROVED else ZERO

    # -- until it is decided ------------------------------------------------------------------------------------------

    def request(
        self, act: Act, *, number: str, year: int, line: str, department: str, amount: Decimal, purpose: str,
        decides: str, threshold: Decimal, cites: tuple[str, ...],
    ) -> None:  # fmt: skip
        """At the threshold and above it waits for the Party group first (A31)."""
        self.trigger(
            e.SpendingRequested, act, number=number, person=act.actor, department=department, year=year, line=line,
            amount=amount, purpose=purpose, decides=decides, cites=cites,
        )  # fmt: skip
        if amount >= threshold:
            self.trigger(e.SpendingReferred, act, threshold=threshold, cites=COLLECTIVE)

    def decided(self, act: Act, *, motion: str) -> None:
        """By the Party group; `motion` is the resolution's number, empty where it was not carried."""
        if self.status is not SpendingStatus.REFERRED:
            return
        if motion:
            self.trigger(e.SpendingCarried, act, motion=motion, cites=COLLECTIVE)
        else:
            self.trigger(e.SpendingLost, act, cites=COLLECTIVE)

    def approve(self, act: Act, *, due: date) -> None:
        self.trigger(e.SpendingApproved, act, due=due, cites=CITES if self.motion else ASKED)

    # -- using it -----------------------------------------------------------------------------------------------------

    def expect_approved(self, day: date, reference: UUID | None = None) -> None:
        """On that day; what a record took in time is paid also later."""
        in_time = day <= self.due or reference in self.wanted
        if self.status is not SpendingStatus.APPROVED or not in_time:
            raise NotAskedBefore(
                "该开支未经批准，或批准已失效、已执行。",
                "The spending was not consented to, or the consent has lapsed or is used up.",
                cites=ASKED,
                status=str(self.status),
            )

    def take(self, act: Act, *, amount: Decimal, reference: UUID, tolerance: Decimal) -> None:
        """Sets the amount apart for one record, in place of what it wanted before."""
        self.expect_approved(act.day, reference)
        others = self.taken - self.wanted.get(reference, ZERO)
        self._within(others + amount, tolerance)
        self.trigger(e.SpendingTaken, act, amount=amount, taken=others + amount, reference=reference)

    def free(self, act: Act, *, reference: UUID) -> None:
        wanted = self.wanted.get(reference)
        if wanted is not None:
            self.trigger(e.SpendingFreed, act, amount=wanted, taken=self.taken - wanted, reference=reference)

    def use(self, act: Act, *, amount: Decimal, reference: UUID | None, last: bool, tolerance: Decimal) -> None:
        self.expect_approved(act.day, reference)
        others = self.taken - self.wanted.get(reference, ZERO) if reference else self.taken
        self._within(others + amount, tolerance)
        if last and others:
            raise self._under_way()
        self.trigger(
            e.SpendingUsed, act, amount=amount, spent=self.spent + amount, taken=others, last=last, reference=reference
        )

    def withdraw(self, act: Act, *, reason: str) -> None:
        if self.wanted:
            raise self._under_way()
        self.trigger(e.SpendingWithdrawn, act, reason=reason)

    def expire(self, act: Act, *, due: date) -> bool:
        """Says whether it lapsed: what a claim under way wants does not."""
        if self.wanted or self.status is not SpendingStatus.APPROVED:
            return False
        self.trigger(e.SpendingExpired, act, due=due)
        return True

    # -- inside -------------------------------------------------------------------------------------------------------

    def _within(self, more: Decimal, tolerance: Decimal) -> None:
        """`tolerance` in percent of what was consented to."""
        most = rounded(self.amount * (_WHOLE + tolerance) / _WHOLE)
        if self.spent + more > most:
            raise OverApproved(
                f"批准{self.amount}元，已用{self.spent}元，不能再列支{more}元。",
                f"{self.amount} yuan were consented to and {self.spent} are spent: {more} more are too much.",
                cites=ASKED,
                approved=str(self.amount),
                spent=str(self.spent),
                most=str(most),
            )

    def _under_way(self) -> SpendingUnderWay:
        return SpendingUnderWay(
            "该申请尚有未办结的报销。", "A claim on the request is under way.", cites=ASKED, taken=str(self.taken)
        )

    @applies(e.SpendingCarried)
    def _carried(self, event: e.SpendingCarried) -> None:
        self.motion = event.motion

    @applies(e.SpendingApproved)
    def _approved(self, event: e.SpendingApproved) -> None:
        self.due = event.due

    @applies(e.SpendingTaken)
    def _was_taken(self, event: e.SpendingTaken) -> None:
        self.wanted[event.reference] = event.amount

    @applies(e.SpendingFreed)
    def _freed(self, event: e.SpendingFreed) -> None:
        del self.wanted[event.reference]

    @applies(e.SpendingUsed)
    def _used(self, event: e.SpendingUsed) -> None:
        self.spent = event.spent
        if event.reference is not None:
            self.wanted.pop(event.reference, None)
        if event.last:
            self.status = SpendingStatus.USED
