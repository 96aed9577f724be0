"""One reception: asked for, consented to, held and listed, checked, settled by a claim (A29, B14.4, B14.7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.money import ZERO, total
from services.finance.reception import events as e
from services.finance.reception.costs import LETTER, Terms, assess, check_plan
from services.finance.reception.refusals import ConsentTooLate, OverPayable, ReceptionDecided, ReceptionNotChecked
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid

CITES = ("A29",)
SETTLES = ("A29", "B14.4", "B14.7")


class ReceptionStatus(Status):
    REQUESTED = "requested", "待审批", "waiting for consent"
    APPROVED = "approved", "已批准待接待", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    CANCELLED = "cancelled", "已取消", "cancelled"
    HELD = "held", "待审核清单", "list to be checked"
    CHECKED = "checked", "待报销", "to be claimed"
    SETTLED = "settled", "已结算", "settled"
    REOPENED = "reopened", "待重填清单", "list to be drawn up anew"
    OVERPAID = "overpaid", "待退多付款", "overpaid, to be repaid"


BECOMES: Becomes = {
    e.ReceptionRequested: ReceptionStatus.REQUESTED,
    e.ReceptionApproved: ReceptionStatus.APPROVED,
    e.ReceptionRejected: ReceptionStatus.REJECTED,
    e.ReceptionCancelled: ReceptionStatus.CANCELLED,
    e.ReceptionHeld: ReceptionStatus.HELD,
    e.ReceptionListReturned: ReceptionStatus.APPROVED,
    e.ReceptionChecked: ReceptionStatus.CHECKED,
    e.ReceptionSettled: ReceptionStatus.SETTLED,
    e.ReceptionReopened: ReceptionStatus.REOPENED,
    e.ReceptionRepaid: ReceptionStatus.SETTLED,
}


def checked(payable: Decimal, paid: Decimal) -> ReceptionStatus:
    """How it stands with what may be claimed of it and what was paid already."""
    if payable == paid:
        return ReceptionStatus.SETTLED
    return ReceptionStatus.CHECKED if payable > paid else ReceptionStatus.OVERPAID


class Reception(Aggregate):
    CALLED = "公务接待", "reception"
    CITES = CITES
    CARRIES = ("number", "person", "department", "paid_by", "responsible", "estimate")
    BECOMES = BECOMES
    WRONG_STATUS = ReceptionDecided
    number = ""
    person = ""
    department = ""
    paid_by = ""
    responsible = ""
    decides = ""
    start = end = date.max
    estimate: Decimal = ZERO
    letter_day: date | None = None
    payable: Decimal = ZERO
    """What may be claimed at most, once it was checked."""
    paid: Decimal = ZERO
    """What was claimed of it and paid."""
    reopened = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.companions: tuple[str, ...] = ()
        self.items: tuple[e.ReceivedItem, ...] = ()

    @property
    def concerned(self) -> Collection[str]:
        """Whose own it is: who asked, who answers for it, who accompanies."""
        return {self.person, self.responsible, *self.companions}

    @property
    def left(self) -> Decimal:
        """What may still be claimed; below nothing, where more was paid than may be."""
        return self.payable - self.paid

    # -- until it is decided ------------------------------------------------------------------------------------------

    def request(self, act: Act, *, start: date, end: date, terms: Terms, **said: Any) -> None:
        if not act.day <= start <= end:
            raise Invalid(
                "接待应事前申请，且结束日不能早于开始日。",
                "It is asked for before it begins, and ends after that.",
                fields=[{"field": "start" if start < act.day else "end"}],
            )
        guests = sum(one.count for one in said["guests"])
        estimate = check_plan(said["planned"], guests, len(said["companions"]), terms)
        self.trigger(
            e.ReceptionRequested, act, person=act.actor, start=start, end=end, estimate=estimate, **said
        )  # fmt: skip

    def enter_letter(
        self, act: Act, *, letter_from: str, letter_number: str, letter_day: date, letter_scan: tuple[str, ...]
    ) -> None:
        """Written before the guests come: a letter afterwards is none."""
        if letter_day > min(act.day, self.start):
            raise Invalid(
                "公函日期不能晚于今天和接待开始日。",
                "The letter is of today at the latest, and not of a day after they came.",
                fields=[{"field": "letter_day"}],
            )
        self.trigger(
            e.ReceptionLetterEntered, act, letter_from=letter_from, letter_number=letter_number, letter_day=letter_day,
            letter_scan=letter_scan,
        )  # fmt: skip

    def approve(self, act: Act, *, terms: Terms) -> None:
        if self.letter_day is None and LETTER in terms.refused:
            raise terms.refusal(LETTER)
        if act.day > self.start:
            raise ConsentTooLate("来宾已到，不再补批。", "The guests have come: it is too late.", cites=CITES)
        self.trigger(e.ReceptionApproved, act)

    # -- what there was -----------------------------------------------------------------------------------------------

    def hold(
        self, act: Act, *, guest_count: int, companions: tuple[str, ...], items: tuple[e.ReceivedItem, ...],
        terms: Terms,
    ) -> None:  # fmt: skip
        """Nobody is at an item who is not among those who were there, and nothing was had on another day."""
        terms.check_kinds(items)
        for one in items:
            if not self.start <= one.on <= min(self.end, act.day):
                raise Invalid(
                    "接待项目的日期应在接待期间内，且不晚于今天。",
                    "An item is of a day of the reception that has come.",
                    fields=[{"field": "items", "value": one.on.isoformat()}],
                )
            if one.guests > guest_count or one.companions > len(companions):
                raise Invalid(
                    "项目人数不能超过实际来宾和陪同人数。",
                    "No more people are at an item than were there.",
                    fields=[{"field": "items"}],
                )
        self.trigger(
            e.ReceptionHeld, act, guest_count=guest_count, companions=companions, items=items, cites=SETTLES,
            cost=total(one.cost for one in items),
        )  # fmt: skip

    def check(self, act: Act, *, terms: Terms) -> None:
        found = assess(self.items, letter=self.letter_day is not None, estimate=self.estimate, terms=terms)
        self.trigger(
            e.ReceptionChecked, act, cost=found.cost, payable=found.payable, cuts=found.cuts,
            cites=tuple(dict.fromkeys([*SETTLES, *(cite for one in found.cuts for cite in terms.cites[one.reason])])),
        )  # fmt: skip

    # -- settling it by a claim ---------------------------------------------------------------------------------------

    def expect_payable(self, amount: Decimal) -> None:
        if self.status is not ReceptionStatus.CHECKED:
            raise ReceptionNotChecked(
                "该接待清单未经财务审核，或已经结算。",
                "The list of the reception was not checked, or it is settled.",
                cites=SETTLES,
                status=str(self.status),
            )
        if amount > self.left:
            raise OverPayable(
                f"审核后可报销{self.left}元，不能报销{amount}元。",
                f"{self.left} yuan may be claimed after the check, not {amount}.",
                cites=SETTLES,
                payable=str(self.left),
            )

    def settle(self, act: Act, *, amount: Decimal) -> None:
        self.expect_payable(amount)
        self.trigger(e.ReceptionSettled, act, amount=amount, cites=SETTLES)

    # -- where it turned out wrong ------------------------------------------------------------------------------------

    def reopen(self, act: Act, *, reason: str) -> None:
        self.trigger(e.ReceptionReopened, act, paid=self.paid, reason=reason, cites=SETTLES)

    def repay(self, act: Act, *, means: str, voucher: str) -> None:
        self.trigger(
            e.ReceptionRepaid, act, amount=-self.left, paid=self.payable, means=means, voucher=voucher, cites=SETTLES
        )  # fmt: skip

    # -- inside -------------------------------------------------------------------------------------------------------

    @applies(e.ReceptionRequested)
    def _requested(self, event: e.ReceptionRequested) -> None:
        self.start, self.end, self.decides = event.start, event.end, event.decides
        self.companions = event.companions

    @applies(e.ReceptionLetterEntered)
    def _letter(self, event: e.ReceptionLetterEntered) -> None:
        self.letter_day = event.letter_day

    @applies(e.ReceptionHeld)
    def _held(self, event: e.ReceptionHeld) -> None:
        self.companions, self.items = event.companions, event.items

    @applies(e.ReceptionChecked)
    def _checked(self, event: e.ReceptionChecked) -> None:
        self.payable = event.payable
        self.status = checked(self.payable, self.paid)

    @applies(e.ReceptionSettled)
    def _settled(self, event: e.ReceptionSettled) -> None:
        self.paid += event.amount

    @applies(e.ReceptionReopened)
    def _reopened(self, event: e.ReceptionReopened) -> None:
        self.reopened = True

    @applies(e.ReceptionListReturned)
    def _returned(self, event: e.ReceptionListReturned) -> None:
        if self.reopened:
            self.status = ReceptionStatus.REOPENED

    @applies(e.ReceptionRepaid)
    def _repaid(self, event: e.ReceptionRepaid) -> None:
        self.paid = event.paid
