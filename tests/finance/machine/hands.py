"""Whose hands a matter went through: nobody decides on their own, and what takes several people had them (B10.2, A31).

Reckoned from the log alone, as all of the oracle.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from services.finance.advances import events as advances
from services.finance.assets import events as assets
from services.finance.budget import events as budget
from services.finance.claims import events as claims
from services.finance.duty import events as duty
from services.finance.month_end import events as months
from services.finance.overtime import events as overtime
from services.finance.procurement import events as purchases
from services.finance.receipts import events as receipts
from services.finance.reception import events as receptions
from services.finance.spending import events as spending
from services.finance.trips import events as trips
from services.finance.union_fund import events as union
from services.kernel.domain.events import Event
from tests.finance.desk import CASHIER

DECIDES = (
    claims.ClaimChecked, claims.ClaimReviewed, claims.ClaimApproved, claims.ClaimPaid, claims.ClaimRejected,
    claims.ClaimBounced, claims.ClaimPaidAgain, claims.ClaimReturned,
    spending.SpendingApproved, spending.SpendingRejected,
    advances.AdvanceEndorsed, advances.AdvanceApproved, advances.AdvanceRejected, advances.AdvanceDrawn,
    advances.AdvanceRepaid, advances.RepaymentTakenBack, advances.DeductionDecided, advances.AdvanceWrittenOff,
    trips.TripApproved, trips.TripRejected, trips.TripReturnConfirmed, trips.TripProlongationRejected,
    receptions.ReceptionApproved, receptions.ReceptionRejected, receptions.ReceptionChecked,
    receptions.ReceptionReopened, receptions.ReceptionRepaid,
    union.UnionPaymentApproved, union.UnionPaymentRejected, union.UnionPaymentReturned,
    overtime.OvertimeApproved, overtime.OvertimeRejected, overtime.OvertimeConfirmed, duty.DutyDone, duty.DutyMissed,
    budget.AdjustmentApproved, budget.AdjustmentRejected, assets.DisposalApproved, assets.DisposalRejected,
)  # fmt: skip
"""What nobody does in a matter of their own."""
STEPS = (claims.ClaimChecked, claims.ClaimReviewed, claims.ClaimApproved)
THREE = {"handler", "logistics", "discipline"}


def _theirs(event: Event) -> set[str]:
    """Whose matter it is from this event on."""
    match event:
        case claims.ClaimSubmitted() | claims.ClaimRevised():
            return {event.actor, event.person, *(one.person for one in event.payees)}
        case spending.SpendingRequested() | advances.AdvanceRequested() | budget.AdjustmentRequested():
            return {event.actor}
        case trips.TripRequested():
            return {event.actor, *(one.person for one in event.stays)}
        case overtime.OvertimeRequested() | duty.DutyPublished():
            return {event.person}
        case receptions.ReceptionRequested() | receptions.ReceptionHeld():
            return {event.person, event.responsible, *event.companions}
        case union.UnionPaymentRequested() | union.UnionPaymentRevised():
            return {event.actor, *event.recipients}
        case assets.DisposalRequested():
            return {event.actor, event.person}
        case _:
            return set()


class Hands:
    def __init__(self) -> None:
        self.own: defaultdict[UUID, set[str]] = defaultdict(set)
        self.steps: defaultdict[UUID, dict[type[Event], str]] = defaultdict(dict)
        self.signed: defaultdict[tuple[UUID, int], dict[str, str]] = defaultdict(dict)
        self.round: dict[UUID, int] = {}
        self.bought: defaultdict[UUID, set[str]] = defaultdict(set)
        self.began: dict[tuple[UUID, str], str] = {}

    def takes(self, event: Event) -> None:
        id = event.originator_id
        if isinstance(event, claims.ClaimSubmitted | claims.ClaimRevised):
            self.own[id].clear()
            for occasion in (event.trip, event.reception, event.overtime, event.duty):
                self.own[id] |= self.own.get(occasion, set()) if occasion else set()
        self.own[id] |= _theirs(event)
        if isinstance(event, DECIDES):
            assert event.actor not in self.own[id], f"{event.actor} decides on their own: {event}"
        self._three_steps(event)
        self._three_signatures(event)
        self._two_hands(event)

    def _three_steps(self, event: Event) -> None:
        """Check, review, approval and payment of a claim are four people's."""
        before = self.steps[event.originator_id]
        match event:
            case claims.ClaimSubmitted() | claims.ClaimRevised():
                before.clear()
            case claims.ClaimReturned():
                kept = {"check": 0, "review": 1, "approval": 2}.get(event.to, 0)
                for step in STEPS[kept:]:
                    before.pop(step, None)
            case claims.ClaimChecked() | claims.ClaimReviewed() | claims.ClaimApproved():
                assert event.actor not in before.values(), f"{event.actor} did another step of it: {event}"
                before[type(event)] = event.actor
            case claims.ClaimPaid() | claims.ClaimPaidAgain():
                assert set(before) == set(STEPS), f"paid without {set(STEPS) - set(before)}: {event}"
                assert event.actor not in before.values(), event
            case _:
                pass

    def _three_signatures(self, event: Event) -> None:
        """Of three people before order, at receipt and before payment; none of them pays, nor checks the invoice."""
        if not isinstance(event, purchases.OfPurchase):
            return
        id = event.originator_id
        if voids := getattr(event, "voids", 0):
            self.signed.pop((id, voids), None)
        match event:
            case purchases.SupplierChosen() | purchases.GoodsDelivered() | purchases.PurchaseInvoiced():
                self.round[id] = event.round
                bought = self.bought[id] if isinstance(event, purchases.PurchaseInvoiced) else set()
                assert event.actor not in bought, f"one of those who bought checks: {event}"
            case purchases.PurchaseHandlerNamed():
                self.round[id] = event.round
            case purchases.PurchaseSigned():
                assert event.round == self.round[id], event
                self.signed[id, event.round][event.role] = event.actor
            case purchases.PurchaseSignatureWithdrawn():
                del self.signed[id, event.round][event.role]
            case purchases.GoodsOrdered() | purchases.DeliveryAccepted() | purchases.PurchasePaid():
                signed = self.signed[id, self.round[id]]
                assert set(signed) == THREE, f"signed by {set(signed)} only: {event}"
                assert len(set(signed.values())) == len(THREE), f"{signed}: {event}"
                self.bought[id] |= set(signed.values())
                if isinstance(event, purchases.PurchasePaid):
                    assert event.actor not in signed.values(), f"paid by one of the three: {event}"
            case _:
                pass

    def _two_hands(self, event: Event) -> None:
        """What one person begins another completes, where money and its papers are concerned."""
        id = event.originator_id
        match event:
            case receipts.ReceiptIssued():
                self.began[id, "receipt"] = event.actor
            case receipts.ReceiptVoided():
                assert event.actor != self.began[id, "receipt"], event
            case receipts.TakingsBanked():
                self.began[id, "takings"] = event.actor
            case receipts.TakingsChecked():
                assert event.actor != self.began[id, "takings"], event
            case receipts.HandingUpPrepared():
                self.began[id, "handing-up"] = event.actor
            case receipts.HandedUp():
                assert event.actor != self.began[id, "handing-up"], event
            case months.CashCounted():
                self.began[id, "count"] = event.actor
            case months.CashCountConfirmed():
                assert event.actor != self.began[id, "count"], event
            case months.ReconciliationPrepared():
                self.began[id, "sheet"] = event.actor
            case months.ReconciliationSigned():
                assert event.actor not in (self.began[id, "sheet"], CASHIER), event
            case _:
                pass
