"""One asset: kept by somebody, handed over with both signatures, disposed of with consent (A28, B9.5)."""

from __future__ import annotations

from decimal import Decimal

from services.finance.assets import events as e
from services.finance.money import ZERO, rounded
from services.finance.own import not_ones_own
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal

CITES = ("A28", "B9.5")


class AssetStatus(Status):
    KEPT = "kept", "在用", "in use"
    HANDING_OVER = "handing-over", "交接中", "being handed over"
    DISPOSAL_ASKED = "disposal-asked", "待批处置", "disposal asked for"
    DISPOSAL_APPROVED = "disposal-approved", "待处置", "to be disposed of"
    DISPOSED = "disposed", "已处置", "disposed of"


class Source(Word):
    BOUGHT = "bought", "购置", "bought"
    STOCK = "stock", "原有", "there before the register"
    GIVEN = "given", "调入或受赠", "given to the organ"
    FOUND = "found", "盘盈", "found by a stocktaking"


class Way(Word):
    SCRAPPED = "scrapped", "报废", "scrapped"
    SOLD = "sold", "出售", "sold"
    PASSED_ON = "passed-on", "调出", "passed on"
    LOST = "lost", "盘亏", "lost"


class AllRegistered(Refusal):
    """The purchase brought no more assets than are registered of it."""

    code = "finance.assets-all-registered"
    next = ("请打开该采购，核对已登记的固定资产。", "Open the purchase, and look at the assets registered of it.")


class KeeperSigns(Refusal):
    """While the keeper is in the organ, they themselves hand it over."""

    code = "finance.asset-keeper-signs"
    kind = "forbidden"
    next = ("请由保管人本人发起交接。", "Let its keeper hand it over.")


def nth_share(total: Decimal, nth: int, of: int) -> Decimal:
    """What the nth of so many is worth: together the total to the fen, and none a fen apart from another."""
    return rounded(total * nth / of) - rounded(total * (nth - 1) / of)


class Asset(Aggregate):
    CALLED = "固定资产", "asset"
    CITES = CITES
    CARRIES = ("number", "person", "department", "value", "receiver", "way")
    BECOMES = {
        e.AssetRegistered: AssetStatus.KEPT,
        e.HandoverStarted: AssetStatus.HANDING_OVER,
        e.HandoverAccepted: AssetStatus.KEPT,
        e.HandoverEnded: AssetStatus.KEPT,
        e.DisposalRequested: AssetStatus.DISPOSAL_ASKED,
        e.DisposalApproved: AssetStatus.DISPOSAL_APPROVED,
        e.DisposalRejected: AssetStatus.KEPT,
        e.AssetDisposed: AssetStatus.DISPOSED,
    }
    number = ""
    person = ""
    department = ""
    value = ZERO
    receiver = ""
    to_place = ""
    way = ""
    asked_by = ""

    def start_handover(self, act: Act, *, receiver: str, place: str, reason: str, gone: bool) -> None:
        """`gone`: the keeper is no longer in the organ, and the office gives it in their place."""
        self._gives(act, gone=gone)
        if receiver in (self.person, act.actor):
            raise Invalid(
                "移交和接收须由不同的两人签字。", "Two people sign: one gives, another receives.",
                fields=[{"field": "receiver"}],
            )  # fmt: skip
        self.trigger(e.HandoverStarted, act, receiver=receiver, place=place, reason=reason)

    def take_back(self, act: Act, *, reason: str, gone: bool) -> None:
        self._gives(act, gone=gone)
        self.trigger(e.HandoverEnded, act, reason=reason)

    def accept_handover(self, act: Act, *, department: str) -> None:
        self.trigger(
            e.HandoverAccepted, act, person=self.receiver, was=self.person, place=self.to_place, department=department
        )  # fmt: skip

    def request_disposal(self, act: Act, *, way: str, reason: str) -> None:
        self.trigger(e.DisposalRequested, act, way=way, reason=reason)

    def approve_disposal(self, act: Act) -> None:
        self._not_own(act)
        self.trigger(e.DisposalApproved, act)

    def reject_disposal(self, act: Act, *, reason: str) -> None:
        self._not_own(act)
        self.trigger(e.DisposalRejected, act, reason=reason)

    def _gives(self, act: Act, *, gone: bool) -> None:
        if act.actor != self.person and not gone:
            raise KeeperSigns("保管人在职，应由其本人移交。", "Its keeper is here to hand it over.", cites=CITES)

    def _not_own(self, act: Act) -> None:
        not_ones_own(act.actor, (self.person, self.asked_by), cites=CITES)

    @applies(e.HandoverStarted)
    def _started(self, event: e.HandoverStarted) -> None:
        self.receiver, self.to_place = event.receiver, event.place

    @applies(e.HandoverAccepted)
    def _accepted(self, event: e.HandoverAccepted) -> None:
        self.person, self.department = event.person, event.department

    @applies(e.DisposalRequested)
    def _asked(self, event: e.DisposalRequested) -> None:
        self.way, self.asked_by = event.way, event.actor
