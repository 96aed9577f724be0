"""All of it in any order, by anybody, two at a time: what A28, A32 and B10 promise holds whatever was tried.

Each turn somebody asks for something that may or may not be theirs to ask; it is carried out or refused. Nothing is
expected of a turn, everything of what stands afterwards.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.finance.advances.operations import ConsentToAdvance, DrawAdvance, RequestAdvance
from services.finance.budget.record import BudgetLineRecord
from services.finance.claims import events as claimed
from services.finance.claims.operations import (
    ApproveClaim,
    CheckClaim,
    PayClaim,
    RejectClaim,
    ReviewClaim,
    SubmitClaim,
    WithdrawClaim,
)
from services.finance.invoices.operations import RegisterInvoice
from services.finance.ledger.events import PeriodClosed, VoucherPosted
from services.finance.ledger.operations import PostVoucher
from services.finance.ledger.posting import close
from services.finance.money import ZERO, total
from services.finance.spending.operations import ApproveSpending, RequestSpending, WithdrawSpending
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.context import Call
from services.kernel.procedure.identity import Identity
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.finance.claims import CLAIMANT, SUPERVISING, TRAVELS_TOO
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, DIRECTOR, FINANCE_LEADER, HEAD, STAFF, Desk, clock, day
from tests.finance.invoices import typed
from tests.finance.money import funds, planned
from tests.given import given, proven

EVERYBODY = (
    CLAIMANT, TRAVELS_TOO, SUPERVISING, ACCOUNTANT, CASHIER, FINANCE_LEADER, CHAIR, DIRECTOR, HEAD, STAFF,
)  # fmt: skip
SUMS = ("0.01", "37.50", "106", "106", "240", "240", "999.99", "4000.01", "20000")
DEPARTMENTS = ("agriculture", "finance-economy", "leadership", "budget")
TURNS = 480
WAY: tuple[Any, ...] = (CheckClaim, ReviewClaim, ApproveClaim, PayClaim)
"""Of a claim."""
MUST_BE_ASKED = Decimal(500)
"""From which on a claim usually names a request; smaller ones need none."""


class Office:
    """What was made so far, by what it is; `turn` lets somebody try something."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self.desk = Desk(store, files=folder)
        self.rng = random.Random(seed)
        self.today = day(6, 2)
        self.made: dict[str, list[UUID]] = {"claim": [], "spending": [], "advance": [], "invoice": []}
        self.gross: dict[UUID, Decimal] = {}
        self.stage: Counter[UUID] = Counter()
        self.outcomes: Counter[str] = Counter()
        if went_before := self.desk.recorded():  # a process before this one; its ids are taken
            self.desk.app.office = replace(self.desk.app.office, new_id=uuid4)
            self.today = went_before[-1].day
        else:
            given(*planned("9000"), funds("15000", "3000"), to=self.desk)

    def turn(self) -> None:
        if self.rng.random() < 0.1:
            self.today += timedelta(days=self.rng.choice((1, 2, 9)))
            self.desk.ticked(self.today)
        first, second = self._something(), self._something()
        at = clock(self.today, 9)
        with ThreadPoolExecutor(2) as pool:
            answers = pool.map(lambda one: self._try(*one, at), (first, second))
            for (kind, answer), (_, _, operation) in zip(answers, (first, second), strict=True):
                self.outcomes[kind] += 1
                if kind == "step" and type(operation) in WAY:
                    self.stage[answer.id] += 1
                if answer is not None and kind in self.made:
                    self.made[kind].append(answer.id)
                    self.gross[answer.id] = getattr(answer, "gross", ZERO)

    def _try(self, kind: str, person: str, operation: Operation, at: Any) -> tuple[str, Any]:
        try:
            answer = self.desk.ask(operation, by=person, at=at)
        except Refusal as refusal:
            return refusal.code, None
        return kind, answer

    def close_a_month(self) -> None:
        """As the month's end does once everything is signed."""
        app = self.desk.app

        def work(tx: Writing) -> None:
            call = Call("finance.get-claim", {}, "", at=clock(self.today, 10))
            ctx = app.context(tx, call, Identity(ACCOUNTANT, "test", 0.0))
            month = (self.today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
            close(ctx, "office", month)
            tx.append(*ctx.saved)

        try:
            app.writer.submit(work)
        except Refusal as refusal:
            self.outcomes[refusal.code] += 1

    # -- what may be tried --------------------------------------------------------------------------------------------

    def _something(self) -> tuple[str, str, Operation]:
        person = self.rng.choice(EVERYBODY)
        ways: list[Callable[[], tuple[str, Operation] | None]] = [
            *(self._invoice,) * 2, *(self._claim,) * 3, *(self._next_step,) * 4, self._spending, self._advance,
            self._entry, self._of_a_spending, self._of_an_advance,
        ]  # fmt: skip
        while True:
            found = self.rng.choice(ways)()
            if found is not None:
                return found[0], person if self.rng.random() < 0.15 else self._whose(found[1], person), found[1]

    def _whose(self, operation: Operation, otherwise: str) -> str:
        """Whoever usually does it: most turns would be refused otherwise."""
        usual = {
            CheckClaim: ACCOUNTANT, ReviewClaim: SUPERVISING, ApproveClaim: FINANCE_LEADER, PayClaim: CASHIER,
            DrawAdvance: CASHIER, PostVoucher: ACCOUNTANT, ApproveSpending: SUPERVISING, SubmitClaim: CLAIMANT,
            RegisterInvoice: CLAIMANT,
            RequestSpending: CLAIMANT, RequestAdvance: CLAIMANT, ConsentToAdvance: SUPERVISING, WithdrawClaim: CLAIMANT,
            WithdrawSpending: CLAIMANT, RejectClaim: FINANCE_LEADER,
        }  # fmt: skip
        return usual.get(type(operation), otherwise)

    def _sum(self) -> Decimal:
        return Decimal(self.rng.choice(SUMS))

    def _invoice(self) -> tuple[str, Operation]:
        """Some numbers come again, written otherwise."""
        number = f"25512000000099{self.rng.randrange(60):06d}"
        if self.rng.random() < 0.3:
            number = " ".join(number[at : at + 4] for at in range(0, 20, 4))
        if self.rng.random() < 0.3:
            number = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        amount = self._sum()
        return "invoice", typed(number, gross=amount, net=amount, tax=Decimal(0), on=self.today)

    def _spending(self) -> tuple[str, Operation]:
        where = self.rng.choice(("agriculture",) * 14 + DEPARTMENTS)
        return "spending", RequestSpending(department=where, line="office", purpose="购置", amount=self._sum())

    def _claim(self) -> tuple[str, Operation] | None:
        if not self.made["invoice"]:
            return None
        invoice = self.rng.choice(self.made["invoice"][-6:])
        amount = self.gross.get(invoice, Decimal(106)) if self.rng.random() < 0.8 else self._sum()
        asked = self.rng.choice([None, *self.made["spending"][-2:]]) if amount >= MUST_BE_ASKED else None
        said = {
            "department": self.rng.choice(("agriculture",) * 14 + DEPARTMENTS),
            "line": "office",
            "purpose": "报销",
            "items": [{"kind": "goods", "amount": amount, "invoice": invoice}],
            "payees": [{"person": self.rng.choice((CLAIMANT,) * 6 + (SUPERVISING, ACCOUNTANT)), "amount": amount}],
            "spending": asked,
            "advance": self.rng.choice([None] * 6 + self.made["advance"][-2:]),
        }
        return "claim", SubmitClaim.model_validate(said)

    def _advance(self) -> tuple[str, Operation]:
        return "advance", RequestAdvance(purpose="预支", amount=self._sum())

    def _entry(self) -> tuple[str, Operation]:
        amount = str(self._sum())
        sides = [{"account": "cash", "debit": amount}, {"account": "bank", "credit": amount}]
        if self.rng.random() < 0.5:
            sides = [{"account": "bank", "debit": amount}, {"account": "cash", "credit": amount}]
        on = self.today - timedelta(days=self.rng.choice((0, 0, 5, 40)))
        return "voucher", PostVoucher.model_validate({"on": on, "summary": "存取现金", "postings": sides})

    def _next_step(self) -> tuple[str, Operation] | None:
        if not self.made["claim"]:
            return None
        claim = self.rng.choice(self.made["claim"][-2:])
        if self.rng.random() < 0.6 and self.stage[claim] < len(WAY):
            following = WAY[self.stage[claim]]
            more = {"method": "transfer"} if following is PayClaim else {}
            return "step", following(claim=claim, **more)
        steps: list[Operation] = [
            CheckClaim(claim=claim), ReviewClaim(claim=claim), ApproveClaim(claim=claim),
            PayClaim(claim=claim, method=self.rng.choice(("cash", "transfer", "card"))),
            RejectClaim(claim=claim, reason="不符"), WithdrawClaim(claim=claim, reason="重填"),
        ]  # fmt: skip
        return "step", self.rng.choices(steps, (6, 6, 6, 6, 1, 1))[0]

    def _of_a_spending(self) -> tuple[str, Operation] | None:
        if not self.made["spending"]:
            return None
        spending = self.rng.choice(self.made["spending"])
        if self.rng.random() < 0.2:
            return "step", WithdrawSpending(spending=spending, reason="不再需要")
        return "step", ApproveSpending(spending=spending)

    def _of_an_advance(self) -> tuple[str, Operation] | None:
        if not self.made["advance"]:
            return None
        advance = self.rng.choice(self.made["advance"])
        return "step", self.rng.choice((ConsentToAdvance(advance=advance), DrawAdvance(advance=advance)))

    # -- what holds ---------------------------------------------------------------------------------------------------

    def holds(self) -> None:
        events = self.desk.recorded()
        vouchers = [event for event in events if isinstance(event, VoucherPosted)]
        self._balanced_and_gapless(vouchers)
        self._closed_months_stand(events)
        self._nothing_below_nothing(vouchers)
        self._no_line_overspent(vouchers)
        self._one_invoice_once(events)
        self._nobody_decides_their_own(events)

    @staticmethod
    def _balanced_and_gapless(vouchers: list[VoucherPosted]) -> None:
        numbers: dict[str, list[int]] = {}
        for one in vouchers:
            assert total(p.debit for p in one.postings) == total(p.credit for p in one.postings) > 0, one
            numbers.setdefault(f"{one.book} {one.month}", []).append(int(one.number[-4:]))
        assert all(sorted(those) == list(range(1, len(those) + 1)) for those in numbers.values()), numbers

    @staticmethod
    def _closed_months_stand(events: list[Any]) -> None:
        closed = ""
        for event in events:
            if isinstance(event, PeriodClosed) and event.book == "office":
                assert event.month > closed
                closed = event.month
            if isinstance(event, VoucherPosted) and event.book == "office":
                assert event.month > closed, event

    @staticmethod
    def _nothing_below_nothing(vouchers: list[VoucherPosted]) -> None:
        held = dict.fromkeys(("cash", "bank", "advances"), ZERO)
        for one in vouchers:
            for posting in one.postings:
                if posting.account in held:
                    held[posting.account] += posting.debit - posting.credit
            assert min(held.values()) >= 0, (one.number, held)

    def _no_line_overspent(self, vouchers: list[VoucherPosted]) -> None:
        """Nor does the budget say anything else than the books."""
        spent: Counter[str] = Counter()
        for one in vouchers:
            for posting in one.postings:
                if posting.account == "expense":
                    spent[posting.department] += posting.debit - posting.credit  # type: ignore[assignment]
        with self.desk.app.store.reading() as connection:
            rows = Reading(self.desk.app.store, connection).get_all(BudgetLineRecord.TABLE, {"year": 2025})
        for line in map(BudgetLineRecord.seen, rows):
            assert line.free >= 0, line
            assert line.spent == spent.pop(line.department, ZERO), line
        assert not any(spent.values()), "money left what is in no plan"

    @staticmethod
    def _one_invoice_once(events: list[Any]) -> None:
        of: dict[UUID, UUID] = {}
        items = {e.originator_id: e.items for e in events if isinstance(e, claimed.ClaimSubmitted)}
        for event in events:
            if isinstance(event, claimed.ClaimPaid):
                for item in items[event.originator_id]:
                    if item.invoice is not None:
                        assert of.setdefault(item.invoice, event.originator_id) == event.originator_id, item

    @staticmethod
    def _nobody_decides_their_own(events: list[Any]) -> None:
        own: dict[UUID, set[str]] = {}
        for event in events:
            if isinstance(event, claimed.ClaimSubmitted):
                own[event.originator_id] = {event.actor, *(one.person for one in event.payees)}
            if isinstance(
                event, claimed.ClaimChecked | claimed.ClaimReviewed | claimed.ClaimApproved | claimed.ClaimPaid
            ):
                assert event.actor not in own[event.originator_id], event


@pytest.fixture(params=["sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    made: list[Store] = []

    def store() -> Store:
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
            made.append(Store(url, schema=f"finance{uuid4().hex[:8]}"))
        else:
            made.append(Store(f"sqlite:///{tmp_path}/finance{len(made)}.db"))
        return made[-1]

    yield store
    for one in made:
        one.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_tried_the_money_is_right(stores: Callable[[], Store], tmp_path: Path, seed: int) -> None:
    office = Office(stores(), tmp_path / "files", seed)
    for turn in range(TURNS):
        office.turn()
        if turn % 60 == 59:
            office.today += timedelta(days=20)
            office.close_a_month()
        if turn % 20 == 19:
            office.holds()
    office.holds()
    proven(office.desk.app)
    done = office.outcomes
    assert done["step"] > 20, f"too little was carried out to prove anything: {done}"
    assert {"finance.own-matter", "kernel.forbidden"} <= done.keys(), done
    paid = [event for event in office.desk.recorded() if isinstance(event, claimed.ClaimPaid)]
    assert paid, f"nothing was paid: {done}"
