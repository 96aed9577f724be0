"""A fee item, and a licence to charge it: nothing is charged but what a confirmed licence allows (B10.4)."""

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

CITES = ("B10.4",)
AMOUNT_CITES = ("B10.4", "B10.6")


class ItemStatus(Status):
    ENTERED = "entered", "在册", "on the list"
    STOPPED = "stopped", "已停收", "no longer charged"


class LicenceStatus(Status):
    ENTERED = "entered", "待核对", "to be compared"
    CONFIRMED = "confirmed", "已核对", "compared"
    REFUSED = "refused", "与证不符", "not as the paper says"
    REVOKED = "revoked", "已吊销", "revoked"


class FeeStopped(Refusal):
    """The item is no longer charged."""

    code = "finance.fee-stopped"
    next = ("请停止收取；已收的应当退还。", "Do not charge it; what was charged is given back.")


class FeeNotLicensed(Refusal):
    """No confirmed licence allows the fee on the day."""

    code = "finance.fee-not-licensed"
    next = (
        "请先取得财政、物价部门的批准和收费许可证，登记并核对后再收费。",
        "Get the approval and the licence first, enter it and have it compared; then charge.",
    )


class NotAtLicensedAmount(Refusal):
    """More or less than the licence says."""

    code = "finance.fee-not-at-licensed-amount"
    kind = "invalid"
    next = ("请按许可证所列标准收取，不得自行变更。", "Charge what the licence says; nobody changes it on their own.")


class FeeItem(Aggregate):
    CALLED = "收费项目", "fee item"
    CITES = CITES
    CARRIES = ("title",)
    BECOMES = {e.FeeItemEntered: ItemStatus.ENTERED, e.FeeItemStopped: ItemStatus.STOPPED}
    WRONG_STATUS = FeeStopped
    title = ""


class FeeLicence(Aggregate):
    CALLED = "收费许可证", "fee licence"
    CITES = CITES
    CARRIES = ("number", "item", "title", "start", "end", "lowest", "highest")
    BECOMES = {
        e.FeeLicenceEntered: LicenceStatus.ENTERED,
        e.FeeLicenceConfirmed: LicenceStatus.CONFIRMED,
        e.FeeLicenceRefused: LicenceStatus.REFUSED,
        e.FeeLicenceRevoked: LicenceStatus.REVOKED,
    }
    number = ""
    item = UUID(int=0)
    title = ""
    start = end = date.min
    lowest = highest = ZERO
    entered_by = ""

    def enter(
        self, act: Act, *, number: str, item: UUID, title: str, approval: str, issued_by: str, start: date, end: date,
        lowest: Decimal, highest: Decimal,
    ) -> None:  # fmt: skip
        if end < start or highest < lowest:
            raise Invalid(
                "有效期和收费标准的起止颠倒。",
                "Days and amounts run from the first to the last.",
                fields=[{"field": "end" if end < start else "highest"}],
            )
        self.trigger(
            e.FeeLicenceEntered, act, number=number, item=item, title=title, approval=approval, issued_by=issued_by,
            start=start, end=end, lowest=lowest, highest=highest,
        )  # fmt: skip

    def confirm(self, act: Act) -> None:
        not_ones_own(act.actor, (self.entered_by,), cites=CITES)
        self.trigger(e.FeeLicenceConfirmed, act)

    def refuse(self, act: Act, *, reason: str) -> None:
        not_ones_own(act.actor, (self.entered_by,), cites=CITES)
        self.trigger(e.FeeLicenceRefused, act, reason=reason)

    def revoke(self, act: Act, *, ends: date, reason: str) -> None:
        if not self.start <= ends <= self.end:
            raise Invalid("不在有效期内。", "The day does not lie within the licence.", fields=[{"field": "ends"}])
        self.trigger(e.FeeLicenceRevoked, act, ends=ends, reason=reason)

    @applies(e.FeeLicenceEntered)
    def _entered(self, event: e.FeeLicenceEntered) -> None:
        self.entered_by = event.actor
