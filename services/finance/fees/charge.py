"""What somebody owes: collected in full by one receipt, or waived by a decision, and by nothing else (B10.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.fees import events as e
from services.finance.money import ZERO
from services.finance.own import not_ones_own
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("B10.6",)


class ChargeStatus(Status):
    OWED = "owed", "应收", "owed"
    WAIVER_ASKED = "waiver-asked", "申请减免", "waiver asked for"
    COLLECTED = "collected", "已收", "collected"
    WAIVED = "waived", "已减免", "waived"


OPEN = (ChargeStatus.OWED, ChargeStatus.WAIVER_ASKED)


class ChargeSettled(Refusal):
    """It has been collected or waived."""

    code = "finance.charge-settled"
    next = ("请打开该应收款查看结果。", "Open the charge to see what became of it.")


class Charge(Aggregate):
    CALLED = "应收款", "charge"
    CITES = CITES
    CARRIES = ("number", "item", "title", "licence", "amount", "due", "organisation", "payer")
    BECOMES = {
        e.ChargeEntered: ChargeStatus.OWED,
        e.WaiverRequested: ChargeStatus.WAIVER_ASKED,
        e.WaiverApproved: ChargeStatus.WAIVED,
        e.WaiverRejected: ChargeStatus.OWED,
        e.ChargeCollected: ChargeStatus.COLLECTED,
        e.ChargeOwedAgain: ChargeStatus.OWED,
    }
    WRONG_STATUS = ChargeSettled
    number = title = licence = organisation = payer = ""
    item = UUID(int=0)
    amount: Decimal = ZERO
    due = date.min
    asked_by = ""

    def enter(
        self, act: Act, *, number: str, item: UUID, title: str, licence: str, amount: Decimal, due: date, person: str,
        department: str, organisation: str, payer: str, cites: tuple[str, ...],
    ) -> None:  # fmt: skip
        if due < act.day:
            raise Invalid("期限不能早于今天。", "The day it is due has passed.", fields=[{"field": "due"}])
        self.trigger(
            e.ChargeEntered, act, number=number, item=item, title=title, licence=licence, amount=amount, due=due,
            person=person, department=department, organisation=organisation, payer=payer, cites=cites,
        )  # fmt: skip

    def collect(self, act: Act, *, receipt: str) -> None:
        self.trigger(e.ChargeCollected, act, receipt=receipt)

    def owe_again(self, act: Act, *, receipt: str) -> None:
        self.trigger(e.ChargeOwedAgain, act, receipt=receipt)

    def miss(self, act: Act) -> None:
        self.trigger(e.ChargeMissed, act)

    def approve_waiver(self, act: Act, *, decision: str) -> None:
        not_ones_own(act.actor, (self.asked_by,), cites=CITES)
        self.trigger(e.WaiverApproved, act, decision=decision)

    def reject_waiver(self, act: Act, *, reason: str) -> None:
        not_ones_own(act.actor, (self.asked_by,), cites=CITES)
        self.trigger(e.WaiverRejected, act, reason=reason)

    @applies(e.WaiverRequested)
    def _asked(self, event: e.WaiverRequested) -> None:
        self.asked_by = event.actor

    @applies(e.ChargeMissed)
    def _missed(self, event: e.ChargeMissed) -> None:
        """Owed as before."""
