"""Whatever becomes of claims, their sums agree to the fen with the books, the budget and the advances (A28, A32)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.finance.advances.advance import Means
from services.finance.advances.operations import GetAdvance, GetAgeing, RepayAdvance
from services.finance.claims.operations import ListClaims, RejectClaim, ReturnClaim, WithdrawClaim
from services.finance.claims.record import ClaimRecord
from services.finance.money import ZERO, total
from services.finance.spending.operations import GetSpending, WithdrawSpending
from tests.finance.claims import ALL, CLAIMANT, MONDAY, TRAVELS_TOO, Office, cut
from tests.finance.desk import ACCOUNTANT, CASHIER, Desk
from tests.finance.money import funds, held, line, planned
from tests.given import given, proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

BANK, CASH = "1000000", "100000"
SMALL = Decimal(500)
YUAN = st.integers(1, 20_000).map(lambda fen: Decimal(fen) / 100)


@dataclass(frozen=True)
class Story:
    """What is claimed on each item, what of it is allowed, in thousandths, and approved; how it is paid and ends."""

    items: list[tuple[Decimal, int]]
    approved: int
    two_payees: bool
    advance: Decimal | None
    method: str
    end: str
    comes_back: str


STORIES = st.builds(
    Story,
    items=st.lists(st.tuples(YUAN, st.one_of(st.just(1000), st.integers(0, 999))), min_size=1, max_size=4),
    approved=st.one_of(st.just(1000), st.integers(1, 999)),
    two_payees=st.booleans(),
    advance=st.none() | YUAN,
    method=st.sampled_from(["cash", "transfer", "card"]),
    end=st.sampled_from(["paid", "paid", "rejected", "withdrawn"]),
    comes_back=st.sampled_from(["", "", "check", "review", "approval"]),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all stories: what one leaves behind, the next must bear."""
    folder: Path = tmp_path_factory.mktemp("sums")
    store = prepared(folder / "finance.db", Desk)
    found = Office(Desk(store, files=folder / "files"), plan=planned("10000000"), money=funds(BANK, CASH))
    yield found
    store.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(STORIES)
def test_its_sums_agree_with_books_budget_and_advances(office: Office, story: Story) -> None:
    whole = total(amount for amount, _ in story.items)
    advance = office.advance(str(story.advance)) if story.advance is not None else None
    spending = office.request(str(whole)) if whole > SMALL else None
    claim = _claimed(office, story, whole, advance, spending)
    ended = _goes(office, story, claim)
    if advance is not None:
        _repay(office, advance, ended)
    if spending is not None and office.ask(ACCOUNTANT, GetSpending(spending=spending)).status == "approved":
        office.ask(CLAIMANT, WithdrawSpending(spending=spending, reason="不再需要"))
    _agree(office)


def _claimed(office: Office, story: Story, whole: Decimal, advance: UUID | None, spending: UUID | None) -> ClaimRecord:
    first = (whole / 2).quantize(Decimal("0.01"))
    parts = [whole] if not story.two_payees or first in (ZERO, whole) else [first, whole - first]
    return office.claim(
        items=[{"kind": "goods", "amount": sum_, "invoice": office.invoice(str(sum_))} for sum_, _ in story.items],
        payees=[{"person": who, "amount": part} for who, part in zip((CLAIMANT, TRAVELS_TOO), parts, strict=False)],
        advance=advance,
        spending=spending,
    )


def _of(amount: Decimal, thousandths: int) -> Decimal:
    return (amount * thousandths / 1000).quantize(Decimal("0.01"))


def _parts(claim: ClaimRecord, before: list[Decimal], sum_: Decimal) -> list[Decimal]:
    """To the first as much as they were to get, the rest to the second."""
    if len(before) == 1 or sum_ == total(before):
        return []
    first = min(before[0], sum_)
    return [first, sum_ - first]


def _goes(office: Office, story: Story, claim: ClaimRecord) -> ClaimRecord:
    allowed = [_of(sum_, share) for sum_, share in story.items]
    cuts = [cut(n, str(a)) for n, ((sum_, _), a) in enumerate(zip(story.items, allowed, strict=True), 1) if a < sum_]
    if not total(allowed):
        office.ask(ACCOUNTANT, RejectClaim(claim=claim.id, reason="全部核减"))
        return office.seen(claim.id)
    parts = _parts(claim, [one.amount for one in claim.payees], total(allowed))
    check: dict[str, Any] = {"cuts": cuts, "parts": parts}
    if story.end == "rejected":
        office.ask(ACCOUNTANT, RejectClaim(claim=claim.id, reason="与公务无关"))
        return office.seen(claim.id)
    checked = office.goes(claim.id, "check", check=check)
    less = _of(checked.amount, story.approved)
    approve: dict[str, Any] = {}
    if ZERO < less < checked.amount:
        shares = _parts(claim, [one.part for one in checked.payees], less)
        approve = {"amount": less, "parts": shares, "ground": "节约开支"}
    office.goes(claim.id, "review", "approve", approve=approve)
    if story.comes_back:
        office.ask(CASHIER, ReturnClaim(claim=claim.id, to=story.comes_back, reason="核对"))
        again = ALL[["check", "review", "approval"].index(story.comes_back) : 3]
        office.goes(claim.id, *again, check=check, approve=approve)
    if story.end == "withdrawn":
        office.ask(CLAIMANT, WithdrawClaim(claim=claim.id, reason="填报有误"))
    else:
        office.goes(claim.id, "pay", "file", method=story.method)
    return office.seen(claim.id)


def _repay(office: Office, advance: UUID, claim: ClaimRecord) -> None:
    """What the claim did not settle; both together are what was drawn."""
    seen = office.ask(CASHIER, GetAdvance(advance=advance))
    assert seen.amount - seen.outstanding == claim.set_off
    if seen.outstanding:
        office.ask(CASHIER, RepayAdvance(advance=advance, amount=seen.outstanding, means=Means.CASH))


def _agree(office: Office) -> None:
    claims: list[ClaimRecord] = []
    after = None
    while not claims or after:
        page = office.ask(ACCOUNTANT, ListClaims(limit=500, after=after))
        claims, after = claims + page.items, page.next
    for one in claims:
        assert one.requested - one.cut - one.less == one.amount
        assert total(item.allowed for item in one.items) - one.less == one.amount
        assert total(payee.part for payee in one.payees) == one.amount
    paid = [one for one in claims if one.voucher]
    assert all(one.set_off + one.paid == one.amount for one in paid)
    spent = total(one.amount for one in paid)
    accounts, of_budget = held(office.desk, MONDAY), line(office.desk, MONDAY)
    assert (accounts.get("expense", ZERO), of_budget.spent, of_budget.committed) == (spent, spent, ZERO)

    def by(method: str) -> Decimal:
        return total(one.paid for one in paid if one.method == method)

    lent = total(one.set_off for one in paid)
    assert accounts["bank"] == Decimal(BANK) - by("transfer")
    assert accounts["cash"] == Decimal(CASH) - by("cash") - lent
    assert accounts.get("card", ZERO) == -by("card")
    ageing = office.ask(ACCOUNTANT, GetAgeing())
    assert (ageing.total, ageing.held) == (ZERO, ZERO)


def test_the_books_are_proven_after_all_that(office: Office) -> None:
    given(to=office.desk)
    proven(office.desk.app)
