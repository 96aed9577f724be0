"""A day's takings in cash, or those since the last deposit: banked to the fen, then checked (B10.5, B10.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.finance.receipts import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

CITES = ("B10.5", "B10.6")


class TakingsStatus(Status):
    DUE = "due", "待缴存", "to be banked"
    BANKED = "banked", "已缴存", "banked"
    CHECKED = "checked", "已稽核", "checked"
    LAPSED = "lapsed", "票据已作废", "void"


class TakingsSettled(Refusal):
    code = "finance.takings-settled"
    next = ("请打开该日收款查看缴存情况。", "Open the takings to see what became of them.")


class TakingsDiffer(Refusal):
    """The deposit is not what the receipts say: a receipt without deposit, or a deposit without receipt."""

    code = "finance.takings-differ"
    kind = "invalid"
    next = (
        "请逐张核对票据和现金：少存的补存，多出的补开票据或查明退还。",
        "Compare receipt by receipt: pay in what lacks; write the receipt for what is too much, or give it back.",
    )


class TakingsNotBanked(Refusal):
    """Takings still lie in the till."""

    code = "finance.takings-not-banked"
    next = ("请先将收款缴存银行。", "Bank the takings first.")


class Takings(Aggregate):
    CALLED = "当日收款", "takings"
    CITES = CITES
    CARRIES = ("on", "person", "department")
    BECOMES = {
        e.TakingsDue: TakingsStatus.DUE,
        e.TakingsLapsed: TakingsStatus.LAPSED,
        e.TakingsBanked: TakingsStatus.BANKED,
        e.TakingsChecked: TakingsStatus.CHECKED,
    }
    WRONG_STATUS = TakingsSettled
    on = date.min
    person = ""
    department = ""
    due: date | None = None
    banked_by = ""

    def owe(
        self, act: Act, *, on: date, person: str, department: str, due: date | None, cites: tuple[str, ...]
    ) -> None:
        """With the first receipt of the day, and anew with the first after they were banked."""
        if self.status is not TakingsStatus.DUE or (self.due is None and due is not None):
            self.trigger(e.TakingsDue, act, on=on, person=person, department=department, due=due, cites=cites)

    def lapse(self, act: Act) -> None:
        self.trigger(e.TakingsLapsed, act)

    def check_deposit(self, amount: Decimal, receipts: Decimal) -> None:
        if amount != receipts:
            raise TakingsDiffer(
                f"票据合计{receipts}元，缴存{amount}元，不一致。",
                f"The receipts say {receipts} yuan, the deposit {amount}.",
                cites=CITES,
                receipts=str(receipts),
                deposit=str(amount),
            )

    def bank(
        self, act: Act, *, day: date, slip: str, amount: Decimal, numbers: Sequence[str], voucher: str
    ) -> None:  # fmt: skip
        self.trigger(
            e.TakingsBanked, act, day=day, slip=slip, amount=amount, numbers=tuple(numbers), voucher=voucher
        )  # fmt: skip

    def check(self, act: Act) -> None:
        self.trigger(e.TakingsChecked, act)

    def miss(self, act: Act) -> None:
        self.trigger(e.TakingsMissed, act, due=self.due)

    @applies(e.TakingsDue)
    def _due(self, event: e.TakingsDue) -> None:
        self.due = event.due

    @applies(e.TakingsBanked)
    def _banked(self, event: e.TakingsBanked) -> None:
        self.banked_by = event.actor

    @applies(e.TakingsMissed)
    def _missed(self, event: e.TakingsMissed) -> None:
        """Owed as before."""
