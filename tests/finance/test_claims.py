"""报销 claims (A32, B10.3, B10.7): checked, reviewed, approved and paid in this order, by others, to the fen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded, NotInPlan
from services.finance.claims import events as e
from services.finance.claims.claim import Claim
from services.finance.claims.operations import (
    ApproveClaim,
    ArchiveClaim,
    CheckClaim,
    ExportClaims,
    GetClaim,
    ListClaims,
    PayClaim,
    RejectClaim,
    ReturnClaim,
    ReviewClaim,
)
from services.finance.claims.refusals import (
    AnotherLine,
    BeyondInvoice,
    ClaimedTooLate,
    ClaimNotAtStep,
    InvoiceLacking,
    PartsDiffer,
    SameHand,
)
from services.finance.invoices import events as invoices
from services.finance.invoices.invoice import InvoiceNotFree, NotYourInvoice
from services.finance.ledger import events as ledger
from services.finance.own import OwnMatter
from services.finance.spending import events as spending
from services.finance.spending.operations import GetSpending, RequestSpending
from services.finance.spending.request import NotAskedBefore, OverApproved
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.claims import ALL, CLAIMANT, MONDAY, SUPERVISING, TRAVELS_TOO, Office
from tests.finance.desk import (
    ACCOUNTANT,
    CASHIER,
    CHAIR,
    DIRECTOR,
    FINANCE_LEADER,
    OTHER_STAFF,
    Desk,
    day,
    read_back,
)
from tests.finance.money import held, line
from tests.given import fact, given, proven

NOBODYS = UUID(int=999)


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


# -- the usual way ----------------------------------------------------------------------------------------------------


def test_a_claim_goes_its_way_to_the_files(office: Office) -> None:
    """A32: the claimant says why, finance checks, a leader reviews, the leader of finance approves; then it is paid."""
    claim = office.claim()
    assert (claim.number, claim.status, claim.reviewers, claim.approver) == (
        "2025-0001", "submitted", ["deputy-chair-3", "head-office"], "finance-leader",
    )  # fmt: skip
    assert claim.in_words == "壹佰零陆元整"
    assert line(office.desk, MONDAY).committed == Decimal(106)
    office.when(CheckClaim(claim=claim.id), ACCOUNTANT).then(
        fact(e.ClaimChecked, amount=Decimal(106), cut=Decimal(0), post="accountant", cites=("A32",))
    )
    office.when(ReviewClaim(claim=claim.id), SUPERVISING).then(fact(e.ClaimReviewed, post="deputy-chair-3"))
    office.when(ApproveClaim(claim=claim.id), FINANCE_LEADER).then(fact(e.ClaimApproved, amount=Decimal(106)))
    office.when(PayClaim(claim=claim.id, method="cash"), CASHIER).then(
        fact(budget.BudgetSpent, amount=Decimal(106), committed=Decimal(106), reference=claim.id),
        invoices.InvoiceSettled,
        fact(ledger.VoucherPosted, about=claim.id, summary="支付报销款2025-0001", cites=("A28", "A32", "B10.7")),
        fact(e.ClaimPaid, amount=Decimal(106), paid=Decimal(106), set_off=Decimal(0), voucher="2025-06-0001"),
    )
    office.when(ArchiveClaim(claim=claim.id, volume="6月第1册"), ACCOUNTANT).then(
        fact(e.ClaimArchived, voucher="2025-06-0001", volume="6月第1册")
    ).then_answer(status="archived", paid_by=CASHIER, method="cash", voucher="2025-06-0001")
    accounts = held(office.desk, MONDAY)
    assert (accounts["expense"], accounts["cash"]) == (Decimal(106), Decimal(4894))
    assert (line(office.desk, MONDAY).spent, line(office.desk, MONDAY).committed) == (Decimal(106), Decimal(0))
    proven(office.desk.app)


@pytest.mark.parametrize(("method", "account", "after"), [
    ("cash", "cash", "4894"), ("transfer", "bank", "49894"), ("card", "card", "-106"),
])  # fmt: skip
def test_it_is_paid_in_each_way(office: Office, method: str, account: str, after: str) -> None:
    office.goes(office.claim().id, "check", "review", "approve", "pay", method=method)
    assert held(office.desk, MONDAY)[account] == Decimal(after)


def test_the_office_director_reviews_as_well(office: Office) -> None:
    claim = office.claim()
    office.goes(claim.id, "check")
    office.when(ReviewClaim(claim=claim.id), DIRECTOR).then(fact(e.ClaimReviewed, post="head-office"))


@pytest.mark.parametrize("n", range(len(ALL)))
def test_every_step_takes_the_one_before(office: Office, n: int) -> None:
    """Nothing is jumped over and nothing done twice, whoever tries."""
    claim = office.claim().id
    if n:
        office.goes(claim, *ALL[:n])
    for step in set(ALL) - {ALL[n]}:
        with pytest.raises((Forbidden, ClaimNotAtStep)):
            office.goes(claim, step)
    office.goes(claim, ALL[n])


@pytest.mark.parametrize("operation", ["check", "pay", "file"])
def test_out_of_its_order_a_step_is_refused_by_name(office: Office, operation: str) -> None:
    claim = office.claim().id
    office.goes(claim, "check")
    with pytest.raises(ClaimNotAtStep) as refused:
        office.goes(claim, operation)
    assert refused.value.details["status"] == "checked"


def test_nobody_else_decides(office: Office) -> None:
    claim = office.claim().id
    mays = {
        "check": {ACCOUNTANT}, "review": {SUPERVISING, DIRECTOR}, "approve": {FINANCE_LEADER}, "pay": {CASHIER},
        "file": {ACCOUNTANT},
    }  # fmt: skip
    operations = (
        CheckClaim(claim=claim), ReviewClaim(claim=claim), ApproveClaim(claim=claim),
        PayClaim(claim=claim, method="cash"), ArchiveClaim(claim=claim, volume="x"),
    )  # fmt: skip
    for (step, may), operation in zip(mays.items(), operations, strict=True):
        for person in {ACCOUNTANT, SUPERVISING, DIRECTOR, FINANCE_LEADER, CASHIER, CHAIR, OTHER_STAFF} - may:
            office.when(operation, person).then_refused(Forbidden)
        office.goes(claim, step)


# -- what is handed in ------------------------------------------------------------------------------------------------


def test_what_is_not_in_the_plan_is_not_reimbursed(office: Office) -> None:
    """B10.3."""
    office.when(office.said(line="travel"), CLAIMANT).then_refused(NotInPlan, cites=("A28", "B10.3"))


def test_a_small_sum_needs_no_request(office: Office) -> None:
    """B10.7: to the fen."""
    office.when(office.said("500"), CLAIMANT).then(
        budget.BudgetCommitted, invoices.InvoiceClaimed, fact(e.ClaimSubmitted, budget_year=2025, amount=Decimal(500))
    )
    office.when(office.said("500.01"), CLAIMANT).then_refused(NotAskedBefore, cites=("B10.7",), most="500")


def test_what_is_above_names_the_request_that_it_carries_out(office: Office) -> None:
    request = office.request("1000")
    claim = office.claim(items=[{"kind": "goods", "amount": "800", "invoice": office.invoice("800")}], spending=request)
    seen = office.ask(CLAIMANT, GetSpending(spending=request), 11)
    assert (seen.taken, seen.spent) == (Decimal(800), Decimal(0))
    office.goes(claim.id, "check", "review", "approve", "pay")
    seen = office.ask(CLAIMANT, GetSpending(spending=request), 16)
    assert (seen.status, seen.taken, seen.spent) == ("used", Decimal(0), Decimal(800))
    assert (line(office.desk, MONDAY).spent, line(office.desk, MONDAY).committed) == (Decimal(800), Decimal(0))
    proven(office.desk.app)


@pytest.mark.parametrize("more", [{"line": "travel"}, {"department": "finance-economy"}])
def test_it_stands_in_the_budget_where_the_request_does(office: Office, more: dict[str, str]) -> None:
    request = office.request("1000")
    person = CLAIMANT if "line" in more else "p011"
    said = office.said("800", spending=request, registered_by=person, **more)
    office.when(said, person).then_refused(AnotherLine, cites=("B10.3",))


def test_no_more_is_claimed_than_was_asked_for_with_what_is_tolerated(office: Office) -> None:
    """Five in the hundred, of all claims on the request together."""
    request = office.request("1000")
    office.claim(items=[{"kind": "goods", "amount": "600", "invoice": office.invoice("600")}], spending=request)
    office.when(office.said("450.01", spending=request), CLAIMANT).then_refused(OverApproved, most="1050.00")
    office.when(office.said("450", spending=request), CLAIMANT).then(
        fact(spending.SpendingTaken, taken=Decimal(1050)), fact(budget.BudgetCommitted, amount=Decimal(50)),
        invoices.InvoiceClaimed, e.ClaimSubmitted,
    )  # fmt: skip


def test_of_two_claims_on_a_request_the_last_one_settles_it(office: Office) -> None:
    request = office.request("1000")
    first, second = (
        office.claim(items=[{"kind": "goods", "amount": "300", "invoice": office.invoice("300")}], spending=request).id
        for _ in range(2)
    )
    for claim, status in ((first, "approved"), (second, "used")):
        office.goes(claim, "check", "review", "approve", "pay")
        assert office.ask(CLAIMANT, GetSpending(spending=request), 20).status == status
    assert (line(office.desk, MONDAY).spent, line(office.desk, MONDAY).committed) == (Decimal(600), Decimal(0))


def test_a_claim_that_does_not_settle_the_request_leaves_the_rest_set_aside(office: Office) -> None:
    request = office.request("1000")
    items = [{"kind": "goods", "amount": "300", "invoice": office.invoice("300")}]
    claim = office.claim(items=items, spending=request, completes=False)
    office.goes(claim.id, "check", "review", "approve", "pay")
    assert (line(office.desk, MONDAY).spent, line(office.desk, MONDAY).committed) == (Decimal(300), Decimal(700))


def test_a_request_that_was_not_consented_to_carries_nothing(office: Office) -> None:
    asked = RequestSpending(department="agriculture", line="office", purpose="x", amount=Decimal(800))
    request = office.ask(CLAIMANT, asked, 8).id
    for named in (request, NOBODYS):
        office.when(office.said("700", spending=named), CLAIMANT).then_refused(NotAskedBefore, cites=("B10.7",))


def test_more_than_is_left_of_the_line_is_not_claimed(office: Office) -> None:
    for _ in range(199):
        office.claim(items=[{"kind": "meals", "amount": "500"}])
    office.claim(items=[{"kind": "meals", "amount": "499.99"}])
    office.when(office.said(items=[{"kind": "meals", "amount": "0.02"}]), CLAIMANT).then_refused(
        LineExceeded, free="0.01"
    )


def test_each_item_has_its_invoice(office: Office) -> None:
    bare = [{"kind": "goods", "amount": "10"}]
    office.when(office.said(items=bare), CLAIMANT).then_refused(InvoiceLacking, cites=("A32",))
    flat = [{"kind": "meals", "amount": "10"}]
    office.when(office.said(items=flat), CLAIMANT).then(budget.BudgetCommitted, e.ClaimSubmitted)
    unknown = [{"kind": "potatoes", "amount": "10"}]
    office.when(office.said(items=unknown), CLAIMANT).then_refused(Invalid)


def test_no_more_is_claimed_on_an_invoice_than_it_says(office: Office) -> None:
    """Also where two items stand on it."""
    invoice = office.invoice("100")

    def split(second: str) -> Any:
        items = [{"kind": kind, "amount": sum_, "invoice": invoice} for kind, sum_ in
                 (("lodging", "60"), ("services", second))]  # fmt: skip
        return office.said(items=items)

    office.when(split("40.01"), CLAIMANT).then_refused(BeyondInvoice, left="100.00")
    office.when(split("40"), CLAIMANT).then(budget.BudgetCommitted, invoices.InvoiceClaimed, e.ClaimSubmitted)
    again = office.said(items=[{"kind": "goods", "amount": "1", "invoice": invoice}])
    office.when(again, CLAIMANT).then_refused(InvoiceNotFree)


def test_everybody_claims_with_their_own_invoices(office: Office) -> None:
    items = [{"kind": "goods", "amount": "10", "invoice": office.invoice("10", TRAVELS_TOO)}]
    office.when(office.said(items=items), CLAIMANT).then_refused(NotYourInvoice)


@pytest.mark.parametrize(("days", "late"), [(90, False), (91, True)])
def test_what_is_claimed_too_late_is_not_paid(office: Office, days: int, late: bool) -> None:
    invoice = office.invoice("10", on=MONDAY - timedelta(days=days))
    outcome = office.when(office.said(items=[{"kind": "goods", "amount": "10", "invoice": invoice}]), CLAIMANT)
    if late:
        outcome.then_refused(ClaimedTooLate, cites=("A32", "B10.7"), last=str(MONDAY - timedelta(days=1)))
    else:
        outcome.then(budget.BudgetCommitted, invoices.InvoiceClaimed, e.ClaimSubmitted)


@pytest.mark.parametrize(
    "payees",
    [
        [{"person": CLAIMANT, "amount": "105.99"}],
        [{"person": CLAIMANT, "amount": "53"}, {"person": TRAVELS_TOO, "amount": "53.01"}],
    ],
)
def test_the_parts_make_the_whole(office: Office, payees: list[dict[str, str]]) -> None:
    office.when(office.said(payees=payees), CLAIMANT).then_refused(PartsDiffer, cites=("A32",))


@pytest.mark.parametrize(
    "more",
    [
        {"payees": [{"amount": "106"}]},
        {"payees": [{"person": CLAIMANT, "name": "某公司", "amount": "106"}]},
        {"payees": [{"person": "p999", "amount": "106"}]},
        {"line": "potatoes"},
        {"spending": NOBODYS, "trip": NOBODYS},
    ],
)
def test_bad_input_is_refused_before_anything_is_recorded(office: Office, more: dict[str, Any]) -> None:
    office.when(office.said(**more), CLAIMANT).then_refused(Invalid)


def test_nobody_claims_for_another_department(office: Office) -> None:
    office.when(office.said(registered_by=OTHER_STAFF), OTHER_STAFF).then_refused(Forbidden)


def test_a_company_is_paid_by_name(office: Office) -> None:
    claim = office.claim(payees=[{"name": "云柚文具有限公司", "amount": "106"}])
    assert [(one.person, one.name, one.part) for one in claim.payees] == [("", "云柚文具有限公司", Decimal(106))]


# -- nobody's own -----------------------------------------------------------------------------------------------------


def test_whoever_is_paid_does_not_decide(office: Office) -> None:
    """The one who hands it in, and every payee; their posts are left out of its way."""
    payees = [{"person": CLAIMANT, "amount": "53"}, {"person": SUPERVISING, "amount": "53"}]
    claim = office.claim(payees=payees)
    assert (claim.reviewers, claim.approver) == (["head-office"], "finance-leader")
    office.goes(claim.id, "check")
    office.when(ReviewClaim(claim=claim.id), SUPERVISING).then_refused(Forbidden)


def test_the_finance_leaders_own_is_approved_by_the_chair(office: Office) -> None:
    payees = [{"person": FINANCE_LEADER, "amount": "106"}]
    claim = office.claim(payees=payees).id
    office.goes(claim, "check", "review")
    office.when(ApproveClaim(claim=claim), FINANCE_LEADER).then_refused(Forbidden)
    office.when(ApproveClaim(claim=claim), CHAIR).then(fact(e.ClaimApproved, post="chair"))


def test_where_all_reviewers_are_concerned_another_post_reviews(office: Office) -> None:
    payees = [{"person": SUPERVISING, "amount": "53"}, {"person": DIRECTOR, "amount": "53"}]
    assert office.claim(payees=payees).reviewers == ["secretary-general"]


def test_who_approves_does_not_review(office: Office) -> None:
    """p003 supervises finance-economy and is in charge of finance: the office director reviews."""
    claim = office.claim(person="p024", registered_by="p024", department="finance-economy",
                         payees=[{"person": "p024", "amount": "106"}])  # fmt: skip
    assert (claim.reviewers, claim.approver) == (["head-office"], "finance-leader")


@pytest.mark.parametrize(
    ("payee", "step", "operation"),
    [
        (ACCOUNTANT, 0, lambda claim: CheckClaim(claim=claim)),
        (ACCOUNTANT, 0, lambda claim: RejectClaim(claim=claim, reason="x")),
        (ACCOUNTANT, 0, lambda claim: ReturnClaim(claim=claim, to="claimant", reason="x")),
        (CASHIER, 3, lambda claim: PayClaim(claim=claim, method="cash")),
    ],
)
def test_finance_leaves_its_own_to_others(office: Office, payee: str, step: int, operation: Any) -> None:
    claim = office.claim(payees=[{"person": payee, "amount": "106"}]).id
    if step:
        office.goes(claim, *ALL[:step])
    office.when(operation(claim), payee).then_refused(OwnMatter, cites=("A32",))
    assert office.desk.may(MONDAY, payee, GetClaim(claim=claim)) == []


def test_who_stands_in_does_not_decide_their_own(desk: Desk) -> None:
    """p002 stands in for the chair in March, who approves what the leader of finance and p002 are paid."""
    office = Office(desk, day(3, 5))
    payees = [{"person": "p002", "amount": "53"}, {"person": FINANCE_LEADER, "amount": "53"}]
    items = [{"kind": "meals", "amount": "106"}]
    claim = office.claim(payees=payees, items=items).id
    office.goes(claim, "check", "review")
    office.when(ApproveClaim(claim=claim), "p002").then_refused(OwnMatter, cites=("A32",))
    assert desk.may(day(3, 5), "p002", GetClaim(claim=claim)) == []
    office.when(ApproveClaim(claim=claim), CHAIR).then(e.ClaimApproved)


HISTORY = (
    fact(
        e.ClaimSubmitted, number="2025-0001", person=CLAIMANT, department="agriculture", budget_year=2025,
        line="office", amount=Decimal(100), items=(e.Item(kind="goods", amount=Decimal(100)),),
        payees=(e.Payee(person=CLAIMANT, amount=Decimal(100)),), concerned=(CLAIMANT,), reviewers=("head-office",),
        approver="chair",
    ),
    fact(e.ClaimChecked, number="2025-0001", person=CLAIMANT, budget_year=2025, line="office", amount=Decimal(100),
         cut=Decimal(0), allowances=(Decimal(100),), parts=(Decimal(100),), actor=ACCOUNTANT),
)  # fmt: skip
REVIEWED = fact(e.ClaimReviewed, number="2025-0001", person=CLAIMANT, budget_year=2025, line="office",
                amount=Decimal(100), actor=DIRECTOR)  # fmt: skip


@pytest.mark.parametrize("by_another", [True, False])
def test_each_step_is_another_persons_where_the_rule_says_so(by_another: bool) -> None:
    whole: dict[str, Any] = {"amount": None, "parts": (), "ground": "", "by_another": by_another}
    review = given(*HISTORY, of=Claim).when(Claim.review, by=ACCOUNTANT, by_another=by_another)
    approve = given(*HISTORY, REVIEWED, of=Claim).when(Claim.approve, by=DIRECTOR, **whole)
    approve_checked = given(*HISTORY, REVIEWED, of=Claim).when(Claim.approve, by=ACCOUNTANT, **whole)
    for outcome, event in ((review, e.ClaimReviewed), (approve, e.ClaimApproved), (approve_checked, e.ClaimApproved)):
        if by_another:
            outcome.then_refused(SameHand, cites=("A32",))
        else:
            outcome.then(event)


# -- the register -----------------------------------------------------------------------------------------------------


def test_the_register_as_a_workbook(office: Office) -> None:
    office.goes(office.claim().id, *ALL)
    file = office.ask(ACCOUNTANT, ExportClaims(start=day(6, 1), end=day(6, 30)), 20)
    title, _, row = read_back(file.content)
    assert title[0] == "报销台账 2025-06-01 至 2025-06-30"
    assert "壹佰零陆元整" in row
    assert row[-1] == "已归档"


def test_the_register_is_seen_by_those_concerned(office: Office) -> None:
    claim = office.claim().id
    for person, operation in (
        (CASHIER, ListClaims()), (SUPERVISING, ListClaims(department="agriculture")),
        (CLAIMANT, ListClaims(person=CLAIMANT)),
    ):  # fmt: skip
        assert len(office.ask(person, operation).items) == 1
    for operation in (ListClaims(), ListClaims(person=CLAIMANT), GetClaim(claim=claim)):
        office.when(operation, TRAVELS_TOO).then_refused(Forbidden)


def test_why_and_to_whom_stays_in_the_service(office: Office) -> None:
    office.claim(purpose="探望住院人员", payees=[{"name": "某医院", "amount": "106"}])
    event = office.desk.recorded()[-1]
    whole, public = encode(event).decode(), public_bytes(event.TOPIC, encode(event)).decode()
    for said in ("探望", "某医院"):
        assert said in whole
        assert said not in public


def test_saying_what_may_be_done_is_offered_in_the_list(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, "check")
    offered = {person: office.ask(person, ListClaims(allowed=True)).items[0].allowed
               for person in (FINANCE_LEADER, DIRECTOR, CASHIER)}  # fmt: skip
    mine = ["finance.review-claim", "finance.return-claim", "finance.reject-claim"]
    assert offered == {FINANCE_LEADER: [], DIRECTOR: mine, CASHIER: []}
