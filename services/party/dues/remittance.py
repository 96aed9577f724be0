"""What the branch hands up of a month: all that was collected and not handed up before (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal
from services.party.dues import events as e

NAMESPACE = UUID("0e6f6c39-51a4-4c1c-8f53-6f1f7f4c9b03")


class RemittanceStatus(Status):
    DUE = "due", "待上交", "due"
    MISSED = "missed", "逾期未上交", "overdue"
    REMITTED = "remitted", "已上交", "handed up"


BECOMES: Becomes = {
    e.RemittanceDue: RemittanceStatus.DUE,
    e.RemittanceMissed: RemittanceStatus.MISSED,
    e.DuesRemitted: RemittanceStatus.REMITTED,
}


class NothingToRemit(Refusal):
    """Nothing was collected that was not handed up already."""

    code = "party.dues-nothing-to-remit"
    next = ("请先登记收到的党费。", "Enter the dues that were collected first.")


def remittance_id(month: str) -> UUID:
    return uuid5(NAMESPACE, month)


class Remittance(Aggregate):
    CALLED = "党费上交", "remittance"
    CITES = ("B8",)
    CARRIES = ("month", "person")
    BECOMES = BECOMES
    month = ""
    person = ""

    def open(self, act: Act, *, month: str, person: str, due: date) -> None:
        """Owed by the day; does nothing where it is owed already."""
        if not self.exists:
            self.trigger(e.RemittanceDue, act, month=month, person=person, due=due)

    def miss(self, act: Act, *, due: date) -> None:
        self.trigger(e.RemittanceMissed, act, due=due)

    def remit(self, act: Act, *, on: date, numbers: Sequence[str], total: Decimal, to: str) -> None:
        if total <= 0:
            raise NothingToRemit("没有可上交的党费。", "There is nothing to hand up.", cites=self.CITES)
        self.trigger(e.DuesRemitted, act, day=on, numbers=tuple(numbers), total=total, to=to)
