"""What overtime and duty earned is claimed (A30, A32): whole, once, by whoever earned it, within the plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.finance.budget.line import LineExceeded
from services.finance.claims.events import ClaimPaid
from services.finance.claims.operations import CheckClaim, PayClaim, RejectClaim, SubmitClaim
from services.finance.claims.refusals import AnotherLine, OccasionClaimed, OccasionLacking
from services.finance.duty.events import DutyPaid
from services.finance.duty.operations import ConfirmDuty, GetDuty
from services.finance.duty.turn import NothingForDuty
from services.finance.overtime.events import OvertimePaid
from services.finance.overtime.operations import GetOvertime
from services.finance.overtime.overtime import NothingEarned
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.finance import test_duty as duty
from tests.finance import test_overtime as overtime
from tests.finance.claims import Office, cut
from tests.finance.desk import ACCOUNTANT, CLERK, COLLEAGUE, DIRECTOR, OTHER_STAFF, STAFF, Desk, by, day
from tests.finance.money import funds, line, planned
from tests.finance.test_claims_occasions import ECONOMY, goes
from tests.given import By, proven

SATURDAY, SUNDAY, MONDAY = (day(6, 14 + n) for n in range(3))
WORKED = tuple(overtime.done(SATURDAY, compensation="allowance"))
ON_DUTY = (by(CLERK, overtime.MONDAY, duty.rota((SATURDAY, STAFF))), by(CLERK, SATURDAY, ConfirmDuty(turn=duty.FIRST)))
Earned = tuple[str, tuple[By, ...], Decimal, type[Any], Operation, type[Any]]
"""What it is called, how it came to be, what it earned, how that it is paid is recorded, what shows it; and the refusal
where there is nothing."""
OVERTIME: Earned = ("overtime", WORKED, Decimal(100), OvertimePaid, GetOvertime(overtime=duty.FIRST), NothingEarned)
DUTY: Earned = ("duty", ON_DUTY, Decimal(120), DutyPaid, GetDuty(turn=duty.FIRST), NothingForDuty)
each = pytest.mark.parametrize("earned", [OVERTIME, DUTY], ids=["overtime", "duty"])


def office_of(desk: Desk, history: tuple[By, ...], plan: str = "1000") -> Office:
    return Office(desk, MONDAY, plan=(*history, *planned(plan, "overtime", MONDAY)), money=funds(on=MONDAY))


def said(kind: str, amount: Decimal, person: str = STAFF, **more: Any) -> SubmitClaim:
    of = {
        "department": ECONOMY, "line": "overtime", "purpose": "补助", kind: duty.FIRST,
        "items": [{"kind": kind, "amount": amount}], "payees": [{"person": person, "amount": amount}],
    }  # fmt: skip
    return SubmitClaim.model_validate(of | more)


@each
def test_what_was_earned_is_claimed_and_paid_once(desk: Desk, earned: Earned) -> None:
    kind, history, amount, paid, shows, _ = earned
    office = office_of(desk, history)
    assert "submit-claim" in desk.may(MONDAY, STAFF, shows)
    claim = office.ask(STAFF, said(kind, amount)).id
    assert line(desk, MONDAY, ECONOMY, "overtime").committed == amount
    office.when(said(kind, amount), STAFF).then_refused(OccasionClaimed)
    goes(office, claim, "check", "review", "approve")
    recorded = office.when(PayClaim(claim=claim, method="transfer"), "p014").recorded
    assert {paid, ClaimPaid} <= {type(event) for event in recorded}
    assert [event.amount for event in recorded if isinstance(event, paid)] == [amount]
    of_line = line(desk, MONDAY, ECONOMY, "overtime")
    assert (of_line.spent, of_line.committed) == (amount, Decimal(0))
    assert office.ask(STAFF, shows, 20).status == "paid"
    assert "submit-claim" not in desk.may(MONDAY, STAFF, shows)
    office.when(said(kind, amount), STAFF, 21).then_refused(OccasionClaimed)
    proven(desk.app)


@each
def test_nothing_before_it_is_confirmed(desk: Desk, earned: Earned) -> None:
    kind, history, amount, _, shows, nothing = earned
    office = office_of(desk, history[:-1])
    assert "submit-claim" not in desk.may(MONDAY, STAFF, shows)
    office.when(said(kind, amount), STAFF).then_refused(nothing, cites=("A30",))


@each
def test_neither_more_nor_less_nor_to_somebody_else(desk: Desk, earned: Earned) -> None:
    kind, history, amount, *_ = earned
    office = office_of(desk, history)
    for wrong in (
        said(kind, amount + 1),
        said(kind, amount - 1),
        said(kind, amount, COLLEAGUE),
        said(kind, amount, items=[{"kind": "meals", "amount": amount}]),
    ):
        office.when(wrong, STAFF).then_refused(Invalid)
    office.when(said(kind, amount), OTHER_STAFF).then_refused(Forbidden)
    assert line(desk, MONDAY, ECONOMY, "overtime").committed == 0


def test_another_department_may_pay(desk: Desk) -> None:
    """Many offices keep such money in one hand."""
    office = office_of(desk, WORKED)
    claim = office.ask(STAFF, said("overtime", Decimal(100), department="leadership")).id
    goes(office, claim, "check")
    assert line(desk, MONDAY, "leadership", "overtime").committed == Decimal(100)
    office.when(said("overtime", Decimal(100), line="office"), STAFF).then_refused(OccasionClaimed)


def test_it_is_on_the_line_for_such_sums(desk: Desk) -> None:
    office = office_of(desk, (*WORKED, *planned(on=MONDAY)))
    office.when(said("overtime", Decimal(100), line="office"), STAFF).then_refused(AnotherLine, cites=("B10.3",))


@each
def test_a_refused_claim_leaves_it_to_be_claimed_anew(desk: Desk, earned: Earned) -> None:
    kind, history, amount, *_ = earned
    office = office_of(desk, history)
    claim = office.ask(STAFF, said(kind, amount)).id
    goes(office, claim, "check")
    office.ask(DIRECTOR, RejectClaim(claim=claim, reason="不符"))
    assert line(desk, MONDAY, ECONOMY, "overtime").committed == 0
    office.when(said(kind, amount), STAFF).then_answer(status="submitted")
    assert line(desk, MONDAY, ECONOMY, "overtime").committed == amount


def test_what_finance_cut_is_not_paid(desk: Desk) -> None:
    office = office_of(desk, WORKED)
    claim = office.ask(STAFF, said("overtime", Decimal(100))).id
    office.ask(ACCOUNTANT, CheckClaim(claim=claim, cuts=[cut(1, "50")], parts=(Decimal(50),)))
    goes(office, claim, "review", "approve")
    office.when(PayClaim(claim=claim, method="cash"), "p014")
    assert [e.amount for e in desk.recorded() if isinstance(e, OvertimePaid)] == [Decimal(50)]
    of_line = line(desk, MONDAY, ECONOMY, "overtime")
    assert (of_line.spent, of_line.committed) == (Decimal(50), Decimal(0))


def test_nothing_beyond_the_plan(desk: Desk) -> None:
    office = office_of(desk, WORKED, plan="99.99")
    office.when(said("overtime", Decimal(100)), STAFF).then_refused(LineExceeded)


@pytest.mark.parametrize(
    ("kind", "cites"),
    [("overtime", ("A32", "A30")), ("duty", ("A32", "A30")), ("reception", ("A32", "A29", "B14.7"))],
)
def test_nothing_of_the_kind_without_what_was_consented_to(desk: Desk, kind: str, cites: tuple[str, ...]) -> None:
    office = office_of(desk, WORKED)
    item = {"kind": kind, "amount": "100", "invoice": office.invoice("100", STAFF)}
    office.when(said(kind, Decimal(100), items=[item], **{kind: None}), STAFF).then_refused(
        OccasionLacking, cites=cites
    )


def test_time_off_is_not_claimed_as_money(desk: Desk) -> None:
    office = office_of(desk, tuple(overtime.done()))
    assert "submit-claim" not in desk.may(MONDAY, STAFF, GetOvertime(overtime=duty.FIRST))
    office.when(said("overtime", Decimal(100)), STAFF).then_refused(NothingEarned, cites=("A30",))
