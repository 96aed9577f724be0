"""What becomes of claims (A32, B10.7): cut, returned, refused, withdrawn, set off; for trips to their standards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.advances.advance import AdvanceOfAnother, Means
from services.finance.advances.operations import GetAdvance, RepayAdvance
from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded
from services.finance.budget.using import Key, spend
from services.finance.claims import events as e
from services.finance.claims.claim import STANDS, ClaimStatus, Step, earlier
from services.finance.claims.facts import CUT, facts_of
from services.finance.claims.occasions import OCCASIONS, Consent
from services.finance.claims.operations import (
    ApproveClaim,
    CheckClaim,
    GetClaim,
    PayClaim,
    RejectClaim,
    ReturnClaim,
    ReviseClaim,
    WithdrawClaim,
)
from services.finance.claims.refusals import (
    ClaimedTooLate,
    ClaimNotAtStep,
    NothingLeft,
    OccasionClaimed,
    OverStandard,
    PartsDiffer,
)
from services.finance.invoices import events as invoices
from services.finance.invoices.operations import GetInvoice
from services.finance.ledger.posting import NotEnough
from services.finance.spending import events as spending
from services.finance.spending.operations import GetSpending
from services.finance.spending.request import NotAskedBefore
from services.kernel.refusals import Invalid
from services.kernel.rules.facts import SCALE, thousandths
from tests.finance.claims import ALL, CLAIMANT, MONDAY, SUPERVISING, TRAVELS_TOO, Office, cut, two_items
from tests.finance.desk import (
    ACCOUNTANT,
    CASHIER,
    FINANCE_LEADER,
    Desk,
)
from tests.finance.invoices import ISSUED
from tests.finance.money import held, line, planned
from tests.given import fact, proven

NOBODYS = UUID(int=999)


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


# -- cutting ----------------------------------------------------------------------------------------------------------


def test_what_is_cut_is_not_paid(office: Office) -> None:
    claim = two_items(office).id
    checked = office.goes(claim, "check", check={"cuts": [cut(2, "149.50", "超出文具标准")]})
    assert (checked.requested, checked.cut, checked.amount) == (Decimal(300), Decimal("50.50"), Decimal("249.50"))
    assert [(one.allowed, one.ground) for one in checked.items] == [
        (Decimal(100), ""), (Decimal("149.50"), "超出文具标准"),
    ]  # fmt: skip
    assert checked.in_words == "贰佰肆拾玖元伍角整"
    paid = office.goes(claim, "review", "approve", "pay")
    assert (paid.paid, held(office.desk, MONDAY)["expense"]) == (Decimal("249.50"), Decimal("249.50"))
    assert (line(office.desk, MONDAY).spent, line(office.desk, MONDAY).committed) == (Decimal("249.50"), Decimal(0))
    (event,) = [one for one in office.desk.recorded() if isinstance(one, e.ClaimPaid)]
    counted, scored = facts_of(event)
    assert (scored.kind, scored.department, scored.quantity) == ("finance.claim-cut", "agriculture", SCALE)
    assert (counted.kind, counted.person, counted.quantity) == (CUT, CLAIMANT, thousandths(Decimal("50.50")))
    proven(office.desk.app)


def test_an_invoice_that_is_cut_to_nothing_is_free_again(office: Office) -> None:
    claim = two_items(office)
    office.goes(claim.id, "check", "review", "approve", "pay", check={"cuts": [cut(1, "0", "与公务无关")]})
    states = [
        office.ask(ACCOUNTANT, GetInvoice(invoice=item.invoice), 20).status for item in claim.items if item.invoice
    ]
    assert states == ["registered", "settled"]


@pytest.mark.parametrize("cuts", [[cut(3, "1")], [cut(1, "100")], [cut(1, "1"), cut(1, "2")]])
def test_only_what_there_is_is_cut_and_once(office: Office, cuts: list[dict[str, Any]]) -> None:
    office.when(CheckClaim(claim=two_items(office).id, cuts=cuts), ACCOUNTANT).then_refused(Invalid)


def test_where_everything_would_be_cut_it_is_refused_instead(office: Office) -> None:
    claim = two_items(office).id
    office.when(CheckClaim(claim=claim, cuts=[cut(1, "0"), cut(2, "0")]), ACCOUNTANT).then_refused(NothingLeft)


@pytest.mark.parametrize(
    ("parts", "fine"),
    [((), False), (("99", "150"), False), (("100", "149"), False), (("151", "99"), False), (("100", "150"), True)],
)
def test_of_several_payees_finance_says_what_each_one_gets(office: Office, parts: tuple[str, ...], fine: bool) -> None:
    """Together what is left, and nobody more than they were to get."""
    payees = [{"person": CLAIMANT, "amount": "150"}, {"person": TRAVELS_TOO, "amount": "150"}]
    claim = two_items(office, payees=payees).id
    outcome = office.when(CheckClaim(claim=claim, cuts=[cut(2, "150")], parts=parts), ACCOUNTANT)
    if not fine:
        outcome.then_refused(PartsDiffer)
        return
    outcome.then(fact(e.ClaimChecked, parts=(Decimal(100), Decimal(150))))
    assert [one.part for one in office.seen(claim).payees] == [Decimal(100), Decimal(150)]


def test_less_is_approved_only_with_the_ground(office: Office) -> None:
    claim = two_items(office).id
    office.goes(claim, "check", "review")
    for wrong in ({"amount": "200"}, {"ground": "无"}, {"amount": "300.01", "ground": "多批"}):
        office.when(ApproveClaim(claim=claim, **wrong), FINANCE_LEADER).then_refused(Invalid)
    office.when(ApproveClaim(claim=claim, amount="200", ground="节约开支"), FINANCE_LEADER).then(
        fact(e.ClaimApproved, amount=Decimal(200), less=Decimal(100), parts=(Decimal(200),))
    )
    paid = office.goes(claim, "pay")
    assert (paid.requested, paid.cut, paid.less, paid.paid) == (
        Decimal(300), Decimal(0), Decimal(100), Decimal(200),
    )  # fmt: skip


# -- going back -------------------------------------------------------------------------------------------------------

WHO = (ACCOUNTANT, SUPERVISING, FINANCE_LEADER, CASHIER)


@pytest.mark.parametrize("to", list(Step))
@pytest.mark.parametrize("n", range(4))
def test_it_goes_back_to_any_earlier_step(office: Office, n: int, to: Step) -> None:
    claim = two_items(office).id
    if n:
        office.goes(claim, *ALL[:n], check={"cuts": [cut(1, "50")]})
    here = ("submitted", "checked", "reviewed", "approved")[n]
    back = ReturnClaim(claim=claim, to=to, reason="请补充说明")
    outcome = office.when(back, WHO[n])
    if to not in earlier(ClaimStatus(here)):
        outcome.then_refused(Invalid)
        return
    outcome.then(fact(e.ClaimReturned, to=to.value)).then_answer(status=STANDS[to], reason="请补充说明")
    seen = office.seen(claim)
    kept = to in (Step.REVIEW, Step.APPROVAL)
    assert (seen.amount, seen.cut, seen.checked_by) == (
        (Decimal(250), Decimal(50), ACCOUNTANT) if kept else (Decimal(300), Decimal(0), "")
    )
    if to is Step.CLAIMANT:
        return
    rest = ALL[{"check": 0, "review": 1, "approval": 2}[to] :]
    assert office.goes(claim, *rest, check={"cuts": [cut(1, "50")]}).status == "archived"
    proven(office.desk.app)


def test_what_was_approved_in_part_and_came_back_is_whole_again(office: Office) -> None:
    payees = [{"person": CLAIMANT, "amount": "150"}, {"person": TRAVELS_TOO, "amount": "150"}]
    claim = two_items(office, payees=payees).id
    less = {"amount": "200", "parts": ["50", "150"], "ground": "节约"}
    office.goes(claim, "check", "review", "approve", approve=less)
    office.ask(CASHIER, ReturnClaim(claim=claim, to="approval", reason="核对"), 12)
    seen = office.seen(claim)
    assert (seen.amount, seen.less, [one.part for one in seen.payees]) == (
        Decimal(300), Decimal(0), [Decimal(150), Decimal(150)],
    )  # fmt: skip
    assert office.goes(claim, "approve", "pay").paid == Decimal(300)


def test_what_came_back_is_handed_in_anew(office: Office) -> None:
    """Other invoices, another sum; what the first ones took is free. In its time, which runs to the first day."""
    claim = office.claim()
    office.ask(ACCOUNTANT, ReturnClaim(claim=claim.id, to="claimant", reason="发票不清"), 10)
    assert office.desk.may(MONDAY, CLAIMANT, GetClaim(claim=claim.id)) == ["revise-claim", "withdraw-claim"]
    (old,) = [item.invoice for item in claim.items]
    fresh = office.invoice("80")
    office.on = MONDAY + timedelta(days=85)
    said = office.said(cls=ReviseClaim, claim=claim.id, items=[{"kind": "goods", "amount": "80", "invoice": fresh}])
    office.when(said, CLAIMANT).then(
        invoices.InvoiceFreed,
        budget.BudgetReleased,
        fact(budget.BudgetCommitted, amount=Decimal(80)),
        invoices.InvoiceClaimed,
        fact(e.ClaimRevised, amount=Decimal(80)),
    ).then_answer(status="submitted", requested=Decimal(80), reason="")
    assert old is not None
    assert office.ask(CLAIMANT, GetInvoice(invoice=old), 16).status == "registered"
    office.goes(claim.id, *ALL)
    proven(office.desk.app)


def test_handed_in_anew_it_keeps_its_part_of_the_request(office: Office) -> None:
    """Also after the request's own days have passed; or names another one."""
    request, other = office.request("1000"), office.request("900")
    items = [{"kind": "goods", "amount": "800", "invoice": office.invoice("800")}]
    claim = office.claim(items=items, spending=request).id
    office.ask(ACCOUNTANT, ReturnClaim(claim=claim, to="claimant", reason="x"), 10)
    office.on = MONDAY + timedelta(days=61)
    again = office.said(cls=ReviseClaim, claim=claim, items=items, spending=request)
    office.when(again, CLAIMANT).then(
        invoices.InvoiceFreed, invoices.InvoiceClaimed, fact(spending.SpendingTaken, taken=Decimal(800)), e.ClaimRevised
    )
    office.ask(ACCOUNTANT, ReturnClaim(claim=claim, to="claimant", reason="x"), 16)
    moved = office.said(cls=ReviseClaim, claim=claim, items=items, spending=other)
    office.when(moved, CLAIMANT, 17).then_refused(NotAskedBefore)


@pytest.mark.parametrize("n", range(3))
def test_a_refused_claim_frees_what_it_held(office: Office, n: int) -> None:
    claim = office.claim()
    if n:
        office.goes(claim.id, *ALL[:n])
    office.ask(WHO[n], RejectClaim(claim=claim.id, reason="与公务无关"), 12)
    (invoice,) = [item.invoice for item in claim.items]
    assert invoice is not None
    assert office.ask(ACCOUNTANT, GetInvoice(invoice=invoice), 16).status == "registered"
    assert (line(office.desk, MONDAY).committed, line(office.desk, MONDAY).spent) == (Decimal(0), Decimal(0))
    assert office.seen(claim.id).reason == "与公务无关"
    proven(office.desk.app)


def test_what_is_approved_is_not_refused_any_more(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, "check", "review", "approve")
    office.when(RejectClaim(claim=claim, reason="x"), CASHIER).then_refused(ClaimNotAtStep)


@pytest.mark.parametrize("n", range(5))
def test_it_is_withdrawn_until_it_is_paid(office: Office, n: int) -> None:
    request = office.request("1000")
    items = [{"kind": "goods", "amount": "800", "invoice": office.invoice("800")}]
    claim = office.claim(items=items, spending=request).id
    if n:
        office.goes(claim, *ALL[:n])
    outcome = office.when(WithdrawClaim(claim=claim, reason="填报有误"), CLAIMANT)
    if n == 4:
        outcome.then_refused(ClaimNotAtStep, status="paid")
        return
    assert outcome.refusal is None
    seen = office.ask(CLAIMANT, GetSpending(spending=request), 16)
    assert (seen.status, seen.taken) == ("approved", Decimal(0))
    assert line(office.desk, MONDAY).committed == Decimal(1000), "the request stands"


def test_what_a_claim_wants_beyond_its_request_is_set_aside_as_well(desk: Desk) -> None:
    """A28: what the rule tolerates beyond it lies in the budget when the claim comes in, or the claim is not taken."""
    office = Office(desk, plan=planned("2030"))

    def claims(amount: str, request: UUID) -> Any:
        items = [{"kind": "goods", "amount": amount, "invoice": office.invoice(amount)}]
        return office.said(items=items, spending=request, completes=False)

    first, second = office.request("1000"), office.request("1000")
    office.when(claims("1050", second), CLAIMANT).then_refused(LineExceeded, free="30.00", asked="50.00")
    claim = office.ask(CLAIMANT, claims("1030", second), 11).id
    assert line(desk, MONDAY).committed == Decimal(2030)
    office.when(claims("1010", first), CLAIMANT).then_refused(LineExceeded, free="0.00", asked="10.00")
    office.ask(CLAIMANT, WithdrawClaim(claim=claim, reason="重填"), 12)
    assert line(desk, MONDAY).committed == Decimal(2000)
    claim = office.ask(CLAIMANT, claims("1030", second), 13).id
    office.goes(claim, "check", check={"cuts": [cut(1, "700")]})
    office.goes(claim, "review", "approve", "pay")
    seen = line(desk, MONDAY)
    assert (seen.spent, seen.committed) == (Decimal(700), Decimal(1000 + 300))
    proven(desk.app)


# -- advances ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("drawn", "set_off", "status"), [("100", "100", "settled"), ("300", "106", "drawn")])
def test_an_advance_is_set_off_first(office: Office, drawn: str, set_off: str, status: str) -> None:
    """B10.7: what was lent is settled with the claim; what is left of either is paid or stays owed."""
    advance = office.advance(drawn)
    claim = office.claim(advance=advance).id
    paid = office.goes(claim, "check", "review", "approve", "pay")
    assert (paid.set_off, paid.paid) == (Decimal(set_off), Decimal(106) - Decimal(set_off))
    seen = office.ask(CLAIMANT, GetAdvance(advance=advance), 20)
    assert (seen.status, seen.outstanding) == (status, Decimal(drawn) - Decimal(set_off))
    accounts = held(office.desk, MONDAY)
    assert (accounts["advances"], accounts["expense"]) == (seen.outstanding, Decimal(106))
    assert accounts["bank"] == Decimal(50_000) - paid.paid
    proven(office.desk.app)


def test_it_is_set_off_against_the_part_of_whoever_drew_it(office: Office) -> None:
    payees = [{"person": CLAIMANT, "amount": "40"}, {"person": TRAVELS_TOO, "amount": "66"}]
    claim = office.claim(advance=office.advance("100"), payees=payees).id
    paid = office.goes(claim, "check", "review", "approve", "pay")
    assert (paid.set_off, paid.paid) == (Decimal(40), Decimal(66))


@pytest.mark.parametrize("by_claim", [True, False], ids=["another claim", "repaid"])
def test_an_advance_that_was_settled_meanwhile_holds_no_payment_up(office: Office, by_claim: bool) -> None:
    """Nothing of it is left to set off, so all that was approved is paid (B10.7)."""
    advance = office.advance("100")
    claim, other = office.claim(advance=advance).id, office.claim(advance=advance).id
    office.goes(claim, "check", "review", "approve")
    if by_claim:
        office.goes(other, "check", "review", "approve", "pay")
    else:
        office.ask(CASHIER, RepayAdvance(advance=advance, amount=Decimal(100), means=Means.BANK), 12)
    paid = office.goes(claim, "pay")
    assert (paid.status, paid.set_off, paid.paid) == ("paid", Decimal(0), Decimal(106))
    assert held(office.desk, MONDAY)["advances"] == 0
    office.when(office.said(advance=advance), CLAIMANT).then_refused(AdvanceOfAnother)
    proven(office.desk.app)


def test_nobody_sets_off_anothers_advance(office: Office) -> None:
    advance = office.advance("100", TRAVELS_TOO)
    for named in (advance, NOBODYS):
        office.when(office.said(advance=named), CLAIMANT).then_refused(AdvanceOfAnother, cites=("B10.7",))


# -- paying -----------------------------------------------------------------------------------------------------------


def test_no_more_is_paid_than_there_is(office: Office) -> None:
    request = office.request("5100")
    items = [{"kind": "goods", "amount": "5000.01", "invoice": office.invoice("5000.01")}]
    claim = office.claim(items=items, spending=request).id
    office.goes(claim, "check", "review", "approve")
    office.when(PayClaim(claim=claim, method="cash"), CASHIER).then_refused(NotEnough, lacking="0.01")
    office.when(PayClaim(claim=claim, method="barter"), CASHIER).then_refused(Invalid)
    assert office.seen(claim).status == "approved"
    office.goes(claim, "pay")


# -- trips and receptions ---------------------------------------------------------------------------------------------

TRIP = UUID(int=500)


class SomeTrip:
    """What a procedure of trips says of one of its own."""

    SETS_ASIDE = True

    def __init__(self, ended: date = ISSUED, people: tuple[str, ...] = (), **limits: str) -> None:
        self.ended, self.people = ended, people
        self.limits = {kind: Decimal(most) for kind, most in limits.items()}
        self.claimed: Any = None
        self.paid_out: list[Decimal] = []

    def asked_by(self, ctx: Any, id: UUID) -> str:
        return CLAIMANT

    def consent(self, ctx: Any, id: UUID, claimed: Any) -> Consent:
        self.claimed = claimed
        aside = Key(2025, "office", "agriculture"), id
        return Consent(set_aside=aside, ended=self.ended, people=self.people, limits=self.limits)

    def paid(self, ctx: Any, id: UUID, amount: Decimal) -> None:
        spend(ctx, Key(2025, "office", "agriculture"), amount, id)
        self.paid_out.append(amount)


@contextmanager
def travelled(trip: SomeTrip) -> Iterator[SomeTrip]:
    kept, OCCASIONS["trip"] = OCCASIONS["trip"], trip
    try:
        yield trip
    finally:
        OCCASIONS["trip"] = kept


def of_trip(office: Office) -> dict[str, Any]:
    return {"trip": TRIP, "items": [
        {"kind": "lodging", "amount": "700", "invoice": office.invoice("700")}, {"kind": "meals", "amount": "200"},
    ]}  # fmt: skip


def test_a_trip_that_was_consented_to_needs_no_other_request(office: Office) -> None:
    with travelled(SomeTrip()) as trip:
        claim = office.claim(**of_trip(office)).id
        assert trip.claimed == {"lodging": Decimal(700), "meals": Decimal(200)}
        office.when(office.said(**of_trip(office)), CLAIMANT).then_refused(OccasionClaimed, number="2025-0001")
        office.goes(claim, "check", "review", "approve", "pay")
        assert trip.paid_out == [Decimal(900)]
        assert line(office.desk, MONDAY).spent == Decimal(900)


def test_what_goes_beyond_the_standard_is_cut(office: Office) -> None:
    with travelled(SomeTrip(lodging="600")):
        claim = office.claim(**of_trip(office)).id
        office.when(CheckClaim(claim=claim), ACCOUNTANT).then_refused(OverStandard, most="600")
        office.when(CheckClaim(claim=claim, cuts=[cut(1, "600.01")]), ACCOUNTANT).then_refused(OverStandard)
        office.when(CheckClaim(claim=claim, cuts=[cut(1, "600")]), ACCOUNTANT).then(e.ClaimChecked)


def test_who_travelled_does_not_decide(office: Office) -> None:
    with travelled(SomeTrip(people=(SUPERVISING,))):
        claim = office.claim(**of_trip(office))
        assert claim.reviewers == ["head-office"]
        assert SUPERVISING in claim.concerned


@pytest.mark.parametrize(("days", "late"), [(90, False), (91, True)])
def test_the_time_to_claim_runs_from_the_trips_end(office: Office, days: int, late: bool) -> None:
    with travelled(SomeTrip(ended=MONDAY - timedelta(days=days))):
        outcome = office.when(office.said(**of_trip(office)), CLAIMANT)
        assert (type(outcome.refusal) is ClaimedTooLate) == late
