"""What a month's receipts brought, handed up whole to the treasury: prepared by one, paid by another (B10.2, B10.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from services.finance.money import ZERO
from services.finance.receipts import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

CITES = ("B10.6",)
_NAMESPACE = UUID("b1a8b5b6-4d55-4ad4-9d3e-2f0c3a1f7e02")


class HandingUpStatus(Status):
    DUE = "due", "待上缴", "to be handed up"
    PREPARED = "prepared", "已填缴款书", "payment order prepared"
    HANDED_UP = "handed-up", "已上缴国库", "handed up to the treasury"
    LAPSED = "lapsed", "票据已作废", "void"


class HandingUpSettled(Refusal):
    code = "finance.handing-up-settled"
    next = ("请打开该月上缴查看办理情况。", "Open the month to see what became of it.")


class NotYetHandedUp(Refusal):
    """The month is not over, or some of its takings are not banked: it is handed up whole."""

    code = "finance.handing-up-incomplete"
    next = ("请待月份终了、收款全部缴存后再填缴款书。", "Wait for the month's end and bank all of its takings first.")


class HandingUp(Aggregate):
    CALLED = "上缴国库", "handing up"
    CITES = CITES
    CARRIES = ("month", "person", "department")
    BECOMES = {
        e.HandingUpDue: HandingUpStatus.DUE,
        e.HandingUpLapsed: HandingUpStatus.LAPSED,
        e.HandingUpPrepared: HandingUpStatus.PREPARED,
        e.HandingUpWithdrawn: HandingUpStatus.DUE,
        e.HandedUp: HandingUpStatus.HANDED_UP,
    }
    WRONG_STATUS = HandingUpSettled
    month = ""
    person = ""
    department = ""
    due: date | None = None
    amount: Decimal = ZERO
    numbers: tuple[str, ...] = ()
    prepared_by = ""

    def owe(
        self, act: Act, *, month: str, person: str, department: str, due: date | None, cites: tuple[str, ...]
    ) -> None:  # fmt: skip
        """With the first receipt of the month."""
        if self.status in ("", HandingUpStatus.LAPSED) or (self.due is None and due is not None):
            self.trigger(
                e.HandingUpDue, act, month=month, person=person, department=department, due=due, cites=cites
            )  # fmt: skip

    def lapse(self, act: Act) -> None:
        self.trigger(e.HandingUpLapsed, act)

    def prepare(self, act: Act, *, paper: str, amount: Decimal, numbers: Sequence[str]) -> None:
        self.trigger(e.HandingUpPrepared, act, paper=paper, amount=amount, numbers=tuple(numbers))

    def withdraw(self, act: Act, *, reason: str) -> None:
        self.trigger(e.HandingUpWithdrawn, act, numbers=self.numbers, reason=reason)

    def pay(self, act: Act, *, day: date, voucher: str) -> None:
        self.trigger(e.HandedUp, act, day=day, amount=self.amount, voucher=voucher)

    def miss(self, act: Act) -> None:
        self.trigger(e.HandingUpMissed, act, due=self.due)

    @applies(e.HandingUpDue)
    def _due(self, event: e.HandingUpDue) -> None:
        self.due = event.due

    @applies(e.HandingUpPrepared)
    def _prepared(self, event: e.HandingUpPrepared) -> None:
        self.amount, self.numbers, self.prepared_by = event.amount, event.numbers, event.actor

    @applies(e.HandingUpMissed)
    def _missed(self, event: e.HandingUpMissed) -> None:
        """Owed as before."""


def handing_up_id(month: str) -> UUID:
    return uuid5(_NAMESPACE, month)
