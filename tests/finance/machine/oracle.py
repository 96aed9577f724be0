"""What must hold of an office's money whatever was tried, reckoned from the log alone.

Each part takes every event in the order of the log and raises at the first that breaks a promise; `agrees` compares
what they reckoned apart from each other, whenever a transaction is over. Nothing is asked of the product: an account's
balance is the sum of its postings, a line's rest what its own events leave, a payable what nobody was paid yet.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.advances import events as advances
from services.finance.assets import events as assets
from services.finance.budget import events as budget
from services.finance.claims import events as claims
from services.finance.duty import events as duty
from services.finance.invoices import events as invoices
from services.finance.ledger import events as ledger
from services.finance.overtime import events as overtime
from services.finance.procurement import events as purchases
from services.finance.receipts import events as receipts
from services.finance.reception import events as receptions
from services.finance.spending import events as spending
from services.finance.trips import events as trips
from services.finance.union_fund import events as union
from services.kernel.domain.events import Event
from tests.finance.machine.hands import Hands

ZERO = Decimal("0.00")
NEVER_NEGATIVE = ("cash", "bank", "advances", "assets", "union-cash", "union-bank")
TOLERANCE = Decimal("1.05")
"""How far one may go beyond what was consented to (B10.7)."""
Sums = defaultdict[Any, Decimal]


def sums() -> Sums:
    return defaultdict(lambda: ZERO)


def of_nothing(found: Sums) -> Sums:
    """Without what came to nothing."""
    return sums() | {key: amount for key, amount in found.items() if amount}  # type: ignore[return-value]


class Books:
    """The ledger balances to the fen, vouchers are gapless, closed periods never change, cash is never negative."""

    def __init__(self) -> None:
        self.held, self.borne = sums(), sums()
        self.by_month: defaultdict[tuple[str, str], Sums] = defaultdict(sums)
        self.last: dict[tuple[str, str], int] = {}
        self.closed: dict[str, str] = {}

    def takes(self, event: Event) -> None:
        match event:
            case ledger.PeriodClosed():
                assert event.month > self.closed.get(event.book, ""), event
                self.closed[event.book] = event.month
            case ledger.VoucherPosted():
                assert event.month > self.closed.get(event.book, ""), f"entered in a closed month: {event}"
                assert event.month == event.day.isoformat()[:7], event
                self._numbered(event)
                self._entered(event)
            case _:
                pass

    def _numbered(self, event: ledger.VoucherPosted) -> None:
        place, number = (event.book, event.month), int(event.number.removeprefix(f"{event.month}-"))
        assert number == self.last.get(place, 0) + 1, f"{event.number} follows {self.last.get(place)}"
        self.last[place] = number

    def _entered(self, event: ledger.VoucherPosted) -> None:
        debits, credits = (sum((getattr(p, side) for p in event.postings), ZERO) for side in ("debit", "credit"))
        assert debits == credits > 0, event
        for one in event.postings:
            assert one.debit >= 0 <= one.credit, event
            moved = one.debit - one.credit
            self.held[one.account] += moved
            self.by_month[event.book, event.month][one.account] += moved
            if one.line:
                self.borne[int(event.month[:4]), one.line, one.department] += moved
        below = {name: self.held[name] for name in NEVER_NEGATIVE if self.held[name] < 0}
        assert not below, f"{event.number} leaves {below}"


class Budget:
    """No line overspent: what is in force covers what is spent and set aside, after every single event."""

    def __init__(self) -> None:
        self.in_force, self.spent = sums(), sums()
        self.set_aside: defaultdict[Any, Sums] = defaultdict(sums)

    def takes(self, event: Event) -> None:
        if not isinstance(event, budget.OfBudgetLine) or isinstance(event, budget.BudgetLinePlanned):
            return
        line = event.year, event.line, event.department
        aside = self.set_aside[line]
        match event:
            case budget.BudgetLineAdopted() | budget.BudgetCarriedOver():
                self.in_force[line] += event.amount
            case budget.BudgetLineAdjusted():
                self.in_force[line] += event.change
            case budget.BudgetCommitted():
                aside[event.reference] += event.amount
            case budget.BudgetReleased():
                aside[event.reference] -= event.amount
            case budget.BudgetSpent():
                aside[event.reference] -= event.committed
                self.spent[line] += event.amount
            case budget.BudgetSpendingReversed():
                self.spent[line] -= event.amount
            case _:
                raise AssertionError(f"the oracle does not know {event}")
        assert self.spent[line] >= 0 <= min(aside.values(), default=ZERO), event
        assert self.free(line) >= 0, f"overspent by {-self.free(line)}: {event}"

    def free(self, line: Any) -> Decimal:
        return self.in_force[line] - self.spent[line] - sum(self.set_aside[line].values(), ZERO)


class Invoices:
    """One invoice once, for ever and across people and procedures: claims and purchases alike."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.in_use: dict[UUID, UUID] = {}
        self.paid: dict[UUID, UUID] = {}
        self.named: dict[UUID, set[UUID]] = {}
        self.worth = sums()

    def takes(self, event: Event) -> None:
        match event:
            case invoices.InvoiceRegistered():
                number = self._plain(event)
                assert number not in self.numbers, f"registered twice: {event}"
                self.numbers.add(number)
                self.worth[event.originator_id] = event.gross
            case invoices.InvoiceWithdrawn():
                assert event.originator_id not in self.in_use, event
                self.numbers.remove(self._plain(event))
            case invoices.InvoiceReduced() | invoices.InvoiceReversed() | invoices.RefundDue():
                self.worth[event.originator_id] -= event.amount
                assert self.worth[event.originator_id] >= 0, event
            case invoices.InvoiceClaimed():
                assert event.originator_id not in self.in_use, f"claimed twice: {event}"
                self.in_use[event.originator_id] = event.claim
            case invoices.InvoiceFreed():
                assert self.in_use.pop(event.originator_id) == event.claim, event
            case invoices.InvoiceSettled():
                assert self.in_use.get(event.originator_id) == event.claim, event
                assert event.originator_id not in self.paid, f"paid twice: {event}"
                self.paid[event.originator_id] = event.claim
            case claims.ClaimSubmitted() | claims.ClaimRevised():
                self.named[event.originator_id] = {one.invoice for one in event.items if one.invoice}
            case claims.ClaimPaid():
                self._paid(event.originator_id, self.named[event.originator_id])
            case purchases.PurchaseInvoiced():
                self.named[event.originator_id] = {one.invoice for one in event.invoices}
                assert event.amount == sum(self.worth[one.invoice] for one in event.invoices), event
            case purchases.PurchasePaid():
                self._paid(event.originator_id, self.named[event.originator_id])
            case _:
                pass

    @staticmethod
    def _plain(event: invoices.OfInvoice) -> str:
        return "".join(c for c in unicodedata.normalize("NFKC", event.code + event.number) if c.isdigit())

    def _paid(self, record: UUID, named: Iterable[UUID]) -> None:
        """With it every invoice is used up, or was free of it again because nothing was allowed on it."""
        others = {self.paid.get(one, record) for one in named} | {self.in_use.get(one, record) for one in named}
        assert others <= {record}, f"{record} was paid on invoices of {others}"


class Debts:
    """What is owed, to whom and by whom, each reckoned from its own procedure; the books must hold the same."""

    def __init__(self) -> None:
        self.claims, self.purchases, self.advances, self.assets = sums(), sums(), sums(), sums()
        self.first_owed, self.cards, self.treasury, self.union = sums(), ZERO, ZERO, ZERO
        self.to_register, self.paid = sums(), sums()
        self.owes: dict[UUID, str] = {}
        self.line: dict[UUID, tuple[int, str, str]] = {}

    def takes(self, event: Event) -> None:
        self._claims(event)
        self._purchases(event)
        self._advances(event)
        self._assets(event)
        self._income(event)

    def _claims(self, event: Event) -> None:
        id = event.originator_id
        match event:
            case claims.ClaimPaid():
                assert id not in self.paid, f"paid twice: {event}"
                self.paid[id] = event.paid
                assert event.amount == event.paid + event.set_off, event
            case claims.ClaimBounced() | claims.ClaimBounceTakenBack():
                self.claims[id] += event.amount if isinstance(event, claims.ClaimBounced) else -event.amount
                assert event.due == self.claims[id] >= 0, event
                assert event.paid + event.due == self.paid[id], event
            case claims.ClaimPaidAgain():
                assert event.amount == self.claims.pop(id), event
                assert event.paid == self.paid[id], event
            case _:
                return
        if isinstance(event, claims.ClaimPaid | claims.ClaimPaidAgain) and event.method == "card":
            self.cards += event.paid if isinstance(event, claims.ClaimPaid) else event.amount

    def _purchases(self, event: Event) -> None:
        id = event.originator_id
        match event:
            case purchases.GoodsOrdered():
                self.line[id] = event.year, event.line, event.department
            case purchases.PurchaseInvoiced():
                self.purchases[id] = self.first_owed[id] = event.amount
                self.to_register[id] = event.amount if event.assets else ZERO
            case purchases.PurchaseInvoiceReturned():
                for owed in (self.purchases, self.first_owed, self.to_register):
                    owed.pop(id, None)
            case purchases.PurchasePaid() | purchases.PurchasePaidAgain():
                assert event.amount == self.purchases.pop(id), event
                self.first_owed.pop(id, None)
            case purchases.PurchaseBounced():
                assert id not in self.purchases, event
                self.purchases[id] = event.amount
                self.paid[id] = event.amount
            case purchases.PurchaseBounceTakenBack():
                assert self.purchases.pop(id) == self.paid[id], event
            case _:
                pass

    def _advances(self, event: Event) -> None:
        id = event.originator_id
        match event:
            case advances.AdvanceDrawn():
                owing = [self.owes[other] for other, owed in self.advances.items() if owed]
                assert event.person not in owing, f"an open advance does not block the next: {event}"
                self.advances[id], self.owes[id] = event.amount, event.person
            case advances.RepaymentTakenBack():
                self.advances[id] += event.amount
                assert event.outstanding == self.advances[id], event
            case advances.AdvanceSetOff() | advances.AdvanceRepaid() | advances.AdvanceWrittenOff():
                self.advances[id] -= event.amount
                assert event.outstanding == self.advances[id] >= 0, event
            case _:
                pass

    def _assets(self, event: Event) -> None:
        match event:
            case assets.AssetRegistered():
                self.assets[event.originator_id] = event.value
                if event.purchase:
                    self.to_register[event.purchase] -= event.value
                    assert self.to_register[event.purchase] >= 0, event
            case assets.AssetDisposed():
                del self.assets[event.originator_id]
            case _:
                pass

    def _income(self, event: Event) -> None:
        match event:
            case receipts.ReceiptIssued():
                self.treasury += event.amount
            case receipts.ReceiptVoided() | receipts.HandedUp():
                self.treasury -= event.amount
            case union.UnionPaymentPaid():
                self.union += event.amount
            case union.UnionPaymentTakenBack():
                self.union -= event.amount
            case _:
                pass


class Receipts:
    """Gapless, voided and not deleted; banked to the fen, handed up whole, and nothing of it afterwards."""

    def __init__(self) -> None:
        self.next: dict[UUID, int] = {}
        self.written: dict[str, UUID] = {}
        self.valid: dict[UUID, receipts.ReceiptIssued] = {}
        self.banked: set[UUID] = set()
        self.handed_up: set[str] = set()

    def takes(self, event: Event) -> None:
        id = event.originator_id
        match event:
            case receipts.ReceiptBookRegistered():
                self.next[id] = event.first
            case receipts.ReceiptNumberUsed():
                assert event.serial == self.next[id], f"{event.serial} follows {self.next[id] - 1}"
                self.next[id] += 1
            case receipts.ReceiptIssued() | receipts.ReceiptSpoiled():
                assert self.written.setdefault(event.number, id) == id, f"written twice: {event}"
                assert int(event.number[-6:]) == self.next[event.book] - 1, event
                if isinstance(event, receipts.ReceiptIssued):
                    self._open(event)
                    self.valid[id] = event
            case receipts.ReceiptVoided():
                self._open(self.valid.pop(id))
            case receipts.TakingsBanked():
                of = [one for one in self.valid.values() if one.takings == id]
                assert event.amount == sum(one.amount for one in of) > 0, event
                assert {one.number for one in of} == set(event.numbers), event
                self.banked.add(id)
            case receipts.HandedUp():
                assert event.month not in self.handed_up, event
                assert event.amount == sum(one.amount for one in self.valid.values() if one.month == event.month)
                self.handed_up.add(event.month)
            case _:
                pass

    def _open(self, one: receipts.ReceiptIssued) -> None:
        assert one.takings not in self.banked, f"its money is banked: {one}"
        assert one.month not in self.handed_up, f"its money is handed up: {one}"


class Occasions:
    """A trip is claimed once, and so is what overtime or duty earned; of a reception no more is paid than its check
    left, of a request no more than its consent with the tolerance."""

    def __init__(self) -> None:
        self.of: dict[UUID, UUID] = {}
        self.settled: set[UUID] = set()
        self.estimate, self.payable, self.paid, self.asked, self.used = sums(), sums(), sums(), sums(), sums()

    def takes(self, event: Event) -> None:
        id = event.originator_id
        match event:
            case overtime.OvertimeConfirmed() | duty.DutyDone():
                self.payable[id] = event.amount
            case trips.TripSettled() | overtime.OvertimePaid() | duty.DutyPaid():
                assert id not in self.settled, f"claimed twice: {event}"
                self.settled.add(id)
                if not isinstance(event, trips.TripSettled):
                    assert event.amount <= self.payable[id], event
            case receptions.ReceptionApproved():
                self.estimate[id] = event.estimate
            case receptions.ReceptionChecked():
                assert event.payable == event.cost - sum(one.amount for one in event.cuts), event
                assert event.payable <= self.estimate[id], event
                self.payable[id] = event.payable
            case receptions.ReceptionSettled() | receptions.ReceptionRepaid():
                self.paid[id] += event.amount if isinstance(event, receptions.ReceptionSettled) else -event.amount
                assert self.paid[id] <= self.payable[id], f"{self.paid[id]} were paid: {event}"
            case spending.SpendingApproved():
                self.asked[id] = event.amount
            case spending.SpendingUsed():
                self.used[id] += event.amount
                assert self.used[id] == event.spent <= self.asked[id] * TOLERANCE, event
            case _:
                pass


class Oracle:
    """All of them, and what they must say alike."""

    def __init__(self) -> None:
        self.books, self.budget, self.debts = Books(), Budget(), Debts()
        self.parts: tuple[Any, ...] = (
            self.books, self.budget, self.debts, Invoices(), Receipts(), Occasions(), Hands(),
        )  # fmt: skip

    def takes(self, event: Event) -> None:
        for part in self.parts:
            part.takes(event)

    def agrees(self) -> None:
        """Whenever all events of a transaction were taken."""
        held, debts = self.books.held, self.debts
        owed = sum(debts.claims.values(), ZERO) + sum(debts.purchases.values(), ZERO)
        assert -held["payables"] == owed, f"payables hold {-held['payables']}, owed are {owed}"
        assert held["advances"] == sum(debts.advances.values(), ZERO), dict(debts.advances)
        owned = sum(debts.assets.values(), ZERO) + sum(debts.to_register.values(), ZERO)
        assert held["assets"] == owned, f"assets hold {held['assets']}, owned is {owned}"
        assert -held["card"] == debts.cards, f"cards hold {-held['card']}, paid by them was {debts.cards}"
        assert -held["treasury"] == debts.treasury, f"the treasury is owed {debts.treasury}, not {-held['treasury']}"
        assert held["union-expense"] == debts.union, f"the union spent {debts.union}, not {held['union-expense']}"
        self._spent_is_borne()

    def _spent_is_borne(self) -> None:
        """Line by line the budget has spent what the books bear, less what came by invoice and is still to be paid."""
        borne = sums() | self.books.borne
        for purchase, owed in self.debts.first_owed.items():
            borne[self.debts.line[purchase]] -= owed
        assert of_nothing(self.budget.spent) == of_nothing(borne)
