"""Claims for a trip and for a reception (A29, A30, A32): consented to there, to their standards, settled once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded
from services.finance.claims import events as e
from services.finance.claims.operations import CheckClaim, PayClaim, WithdrawClaim
from services.finance.claims.record import ClaimRecord
from services.finance.claims.refusals import AnotherLine, OccasionClaimed, OverStandard
from services.finance.invoices import events as invoices
from services.finance.ledger import events as ledger
from services.finance.reception import events as receptions
from services.finance.reception.operations import GetReception
from services.finance.reception.reception import ReceptionNotChecked
from services.finance.trips import events as trips
from services.finance.trips.operations import ConfirmReturn, GetTrip
from services.finance.trips.using import TripNotReturned
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.finance import reception
from tests.finance.claims import Office, cut
from tests.finance.desk import ACCOUNTANT, CASHIER, COLLEAGUE, DIRECTOR, FIRST, HEAD, OTHER_STAFF, STAFF, Desk, by
from tests.finance.money import funds, held, line, planned
from tests.finance.test_trips import BACK, CONSENTED, FAR, FRIDAY, asked
from tests.given import By, proven

TRAVELLED = (
    *planned(line="travel"),
    asked(STAFF, COLLEAGUE, estimate="2000"),
    CONSENTED,
    by(STAFF, FRIDAY, BACK, 7),
)
CONFIRMED = by(HEAD, FRIDAY, ConfirmReturn(trip=FIRST), 8)
RECEIVED = (
    *planned(line="reception"),
    *reception.asked(),
    reception.APPROVED,
    reception.signed(),
    reception.CHECKED,
)
ECONOMY = "finance-economy"


def office_of(desk: Desk, *history: By) -> Office:
    return Office(desk, FRIDAY, plan=history, money=funds(on=FRIDAY))


def of_trip(office: Office, lodging: str = "300", meals: str = "240", **more: Any) -> Any:
    """Three days in the district for two: nobody sleeps away, meals at 40 yuan a day each."""
    items = [{"kind": "transport", "amount": lodging, "invoice": office.invoice(lodging, STAFF)},
             {"kind": "meals", "amount": meals}]  # fmt: skip
    said = {"items": items, "department": ECONOMY, "line": "travel", "trip": FIRST}
    parts = [{"person": STAFF, "amount": Decimal(lodging)}, {"person": COLLEAGUE, "amount": Decimal(meals)}]
    return office.said(**{**said, "payees": parts, **more})


def goes(office: Office, claim: UUID, *steps: str, **more: Any) -> ClaimRecord:
    """p003 supervises the department and is in charge of finance: the office director reviews."""
    for step in steps:
        found = office.goes(claim, step, **more) if step != "review" else office.review(claim, DIRECTOR)
    return found


def test_a_trip_is_claimed_once_its_days_are_confirmed(desk: Desk) -> None:
    office = office_of(desk, *TRAVELLED)
    office.when(of_trip(office), STAFF).then_refused(TripNotReturned)
    office.ask(HEAD, CONFIRMED.operation, 11)
    claim = office.ask(STAFF, of_trip(office), 12)
    assert set(claim.concerned) == {STAFF, COLLEAGUE}
    assert claim.reviewers == ["head-office"]
    office.when(of_trip(office), STAFF).then_refused(OccasionClaimed)
    goes(office, claim.id, "check", "review", "approve")
    office.when(PayClaim(claim=claim.id, method="transfer"), CASHIER).then(
        budget.BudgetSpent,
        budget.BudgetReleased,
        trips.TripSettled,
        invoices.InvoiceSettled,
        ledger.VoucherPosted,
        e.ClaimPaid,
    )
    assert office.ask(STAFF, GetTrip(trip=FIRST), 20).status == "settled"
    of_line = line(desk, FRIDAY, ECONOMY, "travel")
    assert (of_line.spent, of_line.committed) == (Decimal(540), Decimal(0))
    assert held(desk, FRIDAY)["expense"] == Decimal(540)
    proven(desk.app)


def test_what_goes_beyond_the_estimate_is_set_aside_with_the_claim(desk: Desk) -> None:
    """A28: the line holds it when the claim comes in, or the claim is not taken; what is cut anyway needs nothing."""
    office = office_of(desk, *planned("2100", line="travel"), *TRAVELLED[len(planned()) :], CONFIRMED)
    office.when(of_trip(office, "1860.01"), STAFF).then_refused(LineExceeded, free="100.00", asked="100.01")
    claim = office.ask(STAFF, of_trip(office, "1860", meals="500"), 12).id
    assert line(desk, FRIDAY, ECONOMY, "travel").committed == Decimal(2100)
    office.ask(STAFF, WithdrawClaim(claim=claim, reason="重填"), 12)
    assert line(desk, FRIDAY, ECONOMY, "travel").committed == Decimal(2000)
    goes(office, office.ask(STAFF, of_trip(office, "1860"), 13).id, "check", "review", "approve", "pay")
    of_line = line(desk, FRIDAY, ECONOMY, "travel")
    assert (of_line.spent, of_line.committed) == (Decimal(2100), Decimal(0))
    proven(desk.app)


def test_beyond_its_standards_finance_cuts(desk: Desk) -> None:
    """Two people, three days, 40 yuan a day: 240, to the fen."""
    office = office_of(desk, *TRAVELLED, CONFIRMED)
    claim = office.ask(STAFF, of_trip(office, meals="240.01")).id
    office.when(CheckClaim(claim=claim), ACCOUNTANT).then_refused(OverStandard, most="240.00")
    parts = ["300", "240"]
    office.when(CheckClaim(claim=claim, cuts=[cut(2, "240", "超出伙食补助标准")], parts=parts), ACCOUNTANT).then(
        e.ClaimChecked
    )


@pytest.mark.parametrize(
    ("more", "refusal"), [({"line": "office"}, AnotherLine), ({"trip": UUID(int=77)}, TripNotReturned)]
)
def test_it_stands_in_the_budget_where_the_trip_does(desk: Desk, more: dict[str, Any], refusal: Any) -> None:
    office = office_of(desk, *TRAVELLED, CONFIRMED)
    office.when(of_trip(office, **more), STAFF).then_refused(refusal)


def test_what_is_no_trips_expense_is_not_claimed_for_one(desk: Desk) -> None:
    office = office_of(desk, *TRAVELLED, CONFIRMED)
    items = [{"kind": "goods", "amount": "10", "invoice": office.invoice("10", STAFF)}]
    payees = [{"person": STAFF, "amount": "10"}]
    office.when(of_trip(office, items=items, payees=payees), STAFF).then_refused(Invalid)


def test_nobody_of_another_department_claims_it(desk: Desk) -> None:
    office = office_of(desk, *TRAVELLED, CONFIRMED)
    office.when(of_trip(office), OTHER_STAFF).then_refused(Forbidden)


def of_reception(office: Office, cost: str = "500", **more: Any) -> Any:
    said = {
        "items": [{"kind": "reception", "amount": cost, "invoice": office.invoice(cost, STAFF)}],
        "payees": [{"name": "机关食堂", "amount": cost}], "department": ECONOMY, "line": "reception",
        "reception": FIRST,
    }  # fmt: skip
    return office.said(**{**said, **more})


def test_a_reception_is_settled_by_its_claim(desk: Desk) -> None:
    """A29: what its own check left; whoever was there does not decide."""
    office = office_of(desk, *RECEIVED[:-1])
    office.when(of_reception(office), STAFF).then_refused(ReceptionNotChecked)
    office.ask(ACCOUNTANT, reception.CHECKED.operation, 11)
    payable = office.ask(ACCOUNTANT, GetReception(reception=FIRST), 12).payable
    claim = office.ask(STAFF, of_reception(office), 12)
    assert set(claim.concerned) == {STAFF, HEAD}
    cuts = {"cuts": [cut(1, str(payable), "超出接待标准")]} if payable < 500 else {}
    paid = goes(office, claim.id, "check", "review", "approve", "pay", check=cuts)
    assert paid.paid == payable
    (settled,) = [one for one in desk.recorded() if isinstance(one, receptions.ReceptionSettled)]
    assert settled.amount == payable
    of_line = line(desk, FRIDAY, ECONOMY, "reception")
    assert (of_line.spent, of_line.committed) == (payable, Decimal(0))
    proven(desk.app)


def test_who_asked_for_it_claims_it_whatever_department_pays(desk: Desk) -> None:
    paid_by = {"paid_by": "agriculture"}
    history = (*planned(line="reception"), *reception.asked(**paid_by), *RECEIVED[-3:])
    office = office_of(desk, *history)
    claim = of_reception(office, department="agriculture")
    office.when(claim, COLLEAGUE).then_refused(Forbidden)
    office.ask(STAFF, claim, 16)


def test_beyond_what_its_check_left_is_not_paid(desk: Desk) -> None:
    office = office_of(desk, *RECEIVED)
    payable = office.ask(ACCOUNTANT, GetReception(reception=FIRST), 9).payable
    more = str(payable + Decimal("0.01"))
    claim = office.ask(STAFF, of_reception(office, more)).id
    office.when(CheckClaim(claim=claim), ACCOUNTANT).then_refused(OverStandard, most=str(payable))


def test_what_is_no_reception_is_not_claimed_for_one(desk: Desk) -> None:
    office = office_of(desk, *RECEIVED)
    other = {"items": [{"kind": "meals", "amount": "500"}]}
    office.when(of_reception(office, **other), STAFF).then_refused(Invalid)
    office.when(of_reception(office, reception=UUID(int=77)), STAFF).then_refused(NotFound)


def test_far_away_the_standards_of_the_place_count(desk: Desk) -> None:
    """A hotel of their own in Beijing: no more than its standard for two nights."""
    chair = by("p001", reception.MONDAY, CONSENTED.operation, 10)
    history = (*planned(line="travel"), asked(STAFF, lodging="hotel", **FAR), chair, by(STAFF, FRIDAY, BACK, 7))
    office = office_of(desk, *history, CONFIRMED)
    items = [{"kind": "lodging", "amount": "3000", "invoice": office.invoice("3000", STAFF)}]
    payees = [{"person": STAFF, "amount": "3000"}]
    claim = office.ask(STAFF, of_trip(office, items=items, payees=payees)).id
    office.when(CheckClaim(claim=claim), ACCOUNTANT).then_refused(OverStandard)
