"""One claim: handed in, checked, reviewed, approved, paid, filed, strictly one after the other (A32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.bounces import NotTransferred
from services.finance.claims import events as e
from services.finance.claims.events import Cut, Item, Payee
from services.finance.claims.refusals import ClaimNotAtStep, NothingLeft, OverStandard, PartsDiffer, SameHand
from services.finance.money import ZERO, total
from services.finance.own import not_ones_own
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid

CITES = ("A32", "B10.7")
STEPS = ("A32",)


class ClaimStatus(Status):
    SUBMITTED = "submitted", "待财务审查", "waiting to be checked"
    CHECKED = "checked", "待审核", "waiting to be reviewed"
    REVIEWED = "reviewed", "待审批", "waiting for approval"
    APPROVED = "approved", "待支付", "waiting to be paid"
    PAID = "paid", "已支付", "paid"
    BOUNCED = "bounced", "退汇待付", "sent back by the bank, to be paid again"
    ARCHIVED = "archived", "已归档", "filed"
    RETURNED = "returned", "已退回经办人", "returned to the claimant"
    REJECTED = "rejected", "不予报销", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Step(Word):
    """To whom a claim goes back."""

    CLAIMANT = "claimant", "经办人", "the claimant"
    CHECK = "check", "财务审查", "the check by finance"
    REVIEW = "review", "审核", "the review"
    APPROVAL = "approval", "审批", "the approval"


BECOMES: Becomes = {
    e.ClaimSubmitted: ClaimStatus.SUBMITTED,
    e.ClaimRevised: ClaimStatus.SUBMITTED,
    e.ClaimChecked: ClaimStatus.CHECKED,
    e.ClaimReviewed: ClaimStatus.REVIEWED,
    e.ClaimApproved: ClaimStatus.APPROVED,
    e.ClaimPaid: ClaimStatus.PAID,
    e.ClaimBounced: ClaimStatus.BOUNCED,
    e.ClaimBounceTakenBack: ClaimStatus.PAID,
    e.ClaimPaidAgain: ClaimStatus.PAID,
    e.ClaimArchived: ClaimStatus.ARCHIVED,
    e.ClaimRejected: ClaimStatus.REJECTED,
    e.ClaimWithdrawn: ClaimStatus.WITHDRAWN,
}
STANDS: Mapping[Step, ClaimStatus] = {
    Step.CLAIMANT: ClaimStatus.RETURNED,
    Step.CHECK: ClaimStatus.SUBMITTED,
    Step.REVIEW: ClaimStatus.CHECKED,
    Step.APPROVAL: ClaimStatus.REVIEWED,
}
"""How a claim stands that goes back to this step."""
IN_ORDER = (ClaimStatus.SUBMITTED, ClaimStatus.CHECKED, ClaimStatus.REVIEWED, ClaimStatus.APPROVED)
UNPAID = (*IN_ORDER, ClaimStatus.RETURNED)
ENDED = (ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN)
SENT = (ClaimStatus.PAID, ClaimStatus.BOUNCED, ClaimStatus.ARCHIVED)
"""In which the bank may send back what was transferred, or some more of it."""


def earlier(status: ClaimStatus) -> tuple[Step, ...]:
    """The steps to which a claim that stands so may go back."""
    before = IN_ORDER[: IN_ORDER.index(status)] if status in IN_ORDER else ()
    return Step.CLAIMANT, *(step for step in Step if STANDS[step] in before)


class Claim(Aggregate):
    CALLED = "报销单", "claim"
    CITES = CITES
    CARRIES = ("number", "person", "department", "budget_year", "line")
    BECOMES = BECOMES
    WRONG_STATUS = ClaimNotAtStep
    number = ""
    person = ""
    department = ""
    budget_year = 0
    line = ""
    requested: Decimal = ZERO
    allowed: Decimal = ZERO
    """What is paid as things stand: all that is claimed, what finance allowed, what was approved."""
    reviewers: tuple[str, ...] = ()
    approver = ""
    spending: UUID | None = None
    completes = True
    trip: UUID | None = None
    reception: UUID | None = None
    overtime: UUID | None = None
    duty: UUID | None = None
    advance: UUID | None = None
    voucher = ""
    payer = ""
    paid_on = date.max
    due: Decimal = ZERO
    """What came back and waits to be paid again."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.items: tuple[Item, ...] = ()
        self.allowances: tuple[Decimal, ...] = ()
        """What finance allowed of each item."""
        self.payees: tuple[Payee, ...] = ()
        self.parts: tuple[Decimal, ...] = ()
        """What each payee gets as things stand."""
        self.checked_parts: tuple[Decimal, ...] = ()
        self.limits: dict[str, Decimal] = {}
        self.concerned: tuple[str, ...] = ()
        self.hands: dict[ClaimStatus, str] = {}
        """Who led to each status."""
        self.paid: dict[str, Decimal] = {}
        """What the payees have, by how it was paid."""
        self.bounces: list[e.ClaimBounced] = []
        """Those that wait to be paid again."""

    # -- handing in ---------------------------------------------------------------------------------------------------

    def submit(self, act: Act, **contents: object) -> None:
        self.trigger(e.ClaimSubmitted, act, **contents)

    def revise(self, act: Act, **contents: object) -> None:
        self.trigger(e.ClaimRevised, act, **contents)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def not_own(self, act: Act) -> None:
        not_ones_own(act.actor, self.concerned, cites=STEPS)

    def check(self, act: Act, *, cuts: Sequence[Cut], parts: Sequence[Decimal]) -> None:
        """Items that no cut names are allowed in full (A32). Refuses what leaves a kind above its standard."""
        self.not_own(act)
        allowances = self._cut(cuts)
        allowed = total(allowances)
        if not allowed:
            raise NothingLeft("核减后没有可报销的金额。", "Nothing would be left of the claim.", cites=STEPS)
        self._within_standards(allowances)
        self.trigger(
            e.ClaimChecked, act, amount=allowed, cut=self.requested - allowed, allowances=allowances,
            cuts=tuple(cuts), parts=self._shared([one.amount for one in self.payees], allowed, parts), cites=STEPS,
        )  # fmt: skip

    def review(self, act: Act, *, by_another: bool) -> None:
        self.not_own(act)
        self._another(act, by_another, ClaimStatus.CHECKED)
        self.trigger(e.ClaimReviewed, act, amount=self.allowed, cites=STEPS)

    def approve(
        self, act: Act, *, amount: Decimal | None, parts: Sequence[Decimal], ground: str, by_another: bool
    ) -> None:
        """In part only with the ground."""
        self.not_own(act)
        self._another(act, by_another, ClaimStatus.CHECKED, ClaimStatus.REVIEWED)
        approved = self.allowed if amount is None else amount
        less = self.allowed - approved
        if less < 0 or bool(less) != bool(ground):
            raise Invalid(
                "批准金额不能超过核定金额；少批的应写明理由。",
                "No more is approved than was allowed, and less only with the ground.",
                fields=[{"field": "amount" if less < 0 else "ground"}],
            )
        self.trigger(
            e.ClaimApproved, act, amount=approved, less=less, parts=self._shared(self.parts, approved, parts),
            ground=ground, cites=STEPS,
        )  # fmt: skip

    def part_of(self, person: str) -> Decimal:
        return total(part for one, part in zip(self.payees, self.parts, strict=True) if one.person == person)

    def pay(self, act: Act, *, method: str, set_off: Decimal, voucher: str) -> None:
        self.trigger(
            e.ClaimPaid, act, requested=self.requested, amount=self.allowed, set_off=set_off,
            paid=self.allowed - set_off, method=method, voucher=voucher,
        )  # fmt: skip

    def sent(self, methods: Sequence[str], amount: Decimal | None) -> tuple[str, Decimal]:
        """By which of these methods so much was paid that may have come back; all of it where no amount is said."""
        for method in methods:
            most = self.paid.get(method, ZERO)
            if most and (amount is None or amount <= most):
                return method, most if amount is None else amount
        most = max((self.paid.get(one, ZERO) for one in methods), default=ZERO)
        raise NotTransferred(
            f"该报销单转账支付且未退回的为{most}元。", f"{most} yuan of it lie with the payees by transfer.",
            cites=STEPS, most=str(most),
        )  # fmt: skip

    def bounce(self, act: Act, *, on: date, method: str, amount: Decimal, voucher: str, reason: str) -> None:
        self.trigger(
            e.ClaimBounced, act, on=on, amount=amount, method=method, paid_with=self.voucher, due=self.due + amount,
            paid=total(self.paid.values()) - amount, voucher=voucher, reason=reason,
        )  # fmt: skip

    def take_bounce_back(self, act: Act, *, voucher: str, reason: str) -> None:
        last = self.bounces[-1]
        self.trigger(
            e.ClaimBounceTakenBack, act, amount=last.amount, method=last.method, due=self.due - last.amount,
            paid=total(self.paid.values()) + last.amount, bounced=last.voucher, voucher=voucher, reason=reason,
        )  # fmt: skip

    def pay_again(self, act: Act, *, method: str, voucher: str) -> None:
        self.trigger(
            e.ClaimPaidAgain, act, amount=self.due, paid=total(self.paid.values()) + self.due, method=method,
            voucher=voucher,
        )  # fmt: skip

    def archive(self, act: Act, *, volume: str) -> None:
        self.trigger(e.ClaimArchived, act, voucher=self.voucher, volume=volume, cites=STEPS)

    # -- going back ---------------------------------------------------------------------------------------------------

    def give_back(self, act: Act, *, to: Step, reason: str) -> None:
        self.not_own(act)
        if to not in earlier(self.status):
            raise Invalid(
                f"该报销单{self.status.zh}，不能退回{to.zh}。",
                f"The claim is {self.status.en}: it cannot go back to {to.en}.",
                fields=[{"field": "to", "value": to.value}],
            )
        if STANDS[to] in (ClaimStatus.CHECKED, ClaimStatus.REVIEWED):
            amount, parts = total(self.allowances), self.checked_parts
        else:
            amount, parts = self.requested, tuple(one.amount for one in self.payees)
        self.trigger(e.ClaimReturned, act, to=to.value, amount=amount, parts=parts, reason=reason, cites=STEPS)

    def reject(self, act: Act, *, reason: str) -> None:
        self.not_own(act)
        self.trigger(e.ClaimRejected, act, reason=reason, cites=STEPS)

    def withdraw(self, act: Act, *, reason: str) -> None:
        self.trigger(e.ClaimWithdrawn, act, reason=reason)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _another(self, act: Act, by_another: bool, *steps: ClaimStatus) -> None:
        if by_another and act.actor in [self.hands.get(step) for step in steps]:
            raise SameHand(
                "已办理过该报销单前面环节的人员，不再办理本环节。",
                "Whoever did an earlier step of the claim does not do this one.",
                cites=STEPS,
            )

    def _cut(self, cuts: Sequence[Cut]) -> tuple[Decimal, ...]:
        allowances = [item.amount for item in self.items]
        places = [cut.place for cut in cuts]
        for cut in cuts:
            known = 1 <= cut.place <= len(allowances) and places.count(cut.place) == 1
            if not known or cut.allowed >= allowances[cut.place - 1]:
                raise Invalid(
                    "核减的项目不存在、重复，或核定金额不低于填报金额。",
                    "There is no such item, it is cut twice, or no less is allowed than was claimed.",
                    fields=[{"field": "cuts", "value": str(cut.place)}],
                )
        for cut in cuts:
            allowances[cut.place - 1] = cut.allowed
        return tuple(allowances)

    def _within_standards(self, allowances: Sequence[Decimal]) -> None:
        for kind, most in self.limits.items():
            claimed = total(sum_ for item, sum_ in zip(self.items, allowances, strict=True) if item.kind == kind)
            if claimed > most:
                raise OverStandard(
                    f"按标准该类费用最多{most}元，现为{claimed}元。",
                    f"The standard allows {most} yuan of this kind, not {claimed}.",
                    cites=STEPS,
                    most=str(most),
                )

    def _shared(self, before: Sequence[Decimal], sum_: Decimal, given: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """Of each payee: unchanged where nothing was cut, all of it to the only one, otherwise as given."""
        if sum_ == total(before) and not given:
            return tuple(before)
        if len(before) == 1 and not given:
            return (sum_,)
        fitting = len(given) == len(before) and all(a <= b for a, b in zip(given, before, strict=False))
        if not fitting or total(given) != sum_:
            raise PartsDiffer(
                f"请按顺序写明各收款人核定金额，合计{sum_}元，且均不超过原金额。",
                f"Say of each payee in order what they get: {sum_} yuan together, nobody more than before.",
                cites=STEPS,
                fields=[{"field": "parts"}],
            )
        return tuple(given)

    @applies(e.ClaimSubmitted, e.ClaimRevised)
    def _handed_in(self, event: e.OfContents) -> None:
        self.budget_year, self.line, self.department = event.budget_year, event.line, event.department
        self.requested = self.allowed = event.amount
        self.items, self.payees, self.concerned = event.items, event.payees, event.concerned
        self.allowances = tuple(item.amount for item in event.items)
        self.parts = tuple(one.amount for one in event.payees)
        self.limits = {limit.kind: limit.most for limit in event.limits}
        self.reviewers, self.approver = event.reviewers, event.approver
        self.spending, self.completes, self.advance = event.spending, event.completes, event.advance
        self.trip, self.reception, self.overtime, self.duty = event.trip, event.reception, event.overtime, event.duty
        self.hands = {}

    @applies(e.ClaimChecked)
    def _checked(self, event: e.ClaimChecked) -> None:
        self.allowances, self.allowed = event.allowances, event.amount
        self.parts = self.checked_parts = event.parts
        self.hands[ClaimStatus.CHECKED] = event.actor

    @applies(e.ClaimReviewed)
    def _reviewed(self, event: e.ClaimReviewed) -> None:
        self.hands[ClaimStatus.REVIEWED] = event.actor

    @applies(e.ClaimApproved)
    def _approved(self, event: e.ClaimApproved) -> None:
        self.allowed, self.parts = event.amount, event.parts
        self.hands[ClaimStatus.APPROVED] = event.actor

    @applies(e.ClaimPaid)
    def _paid(self, event: e.ClaimPaid) -> None:
        self._sent(event)
        self.paid[event.method] = event.paid

    @applies(e.ClaimPaidAgain)
    def _paid_again(self, event: e.ClaimPaidAgain) -> None:
        self._sent(event)
        self.paid[event.method] = self.paid.get(event.method, ZERO) + event.amount
        self.due, self.bounces = ZERO, []

    def _sent(self, event: e.ClaimPaid | e.ClaimPaidAgain) -> None:
        self.voucher, self.payer, self.paid_on = event.voucher, event.actor, event.day

    @applies(e.ClaimBounced)
    def _bounced(self, event: e.ClaimBounced) -> None:
        self.paid[event.method] -= event.amount
        self.due = event.due
        self.bounces.append(event)

    @applies(e.ClaimBounceTakenBack)
    def _never_bounced(self, event: e.ClaimBounceTakenBack) -> None:
        self.paid[event.method] += event.amount
        self.due = event.due
        self.bounces.pop()
        if self.due:
            self.status = ClaimStatus.BOUNCED

    @applies(e.ClaimReturned)
    def _returned(self, event: e.ClaimReturned) -> None:
        """What was decided from that step on is decided anew."""
        self.status = STANDS[Step(event.to)]
        self.allowed, self.parts = event.amount, event.parts
        kept = IN_ORDER[: IN_ORDER.index(self.status) + 1] if self.status in IN_ORDER else ()
        self.hands = {step: by for step, by in self.hands.items() if step in kept}
