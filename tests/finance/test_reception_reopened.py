"""A settled reception that turned out wrong (A28, A29): reopened with a reason, checked anew, corrected by an entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.finance.budget.events import BudgetSpendingReversed
from services.finance.claims.operations import CheckClaim
from services.finance.claims.refusals import OccasionClaimed, OverStandard
from services.finance.ledger.events import VoucherPosted
from services.finance.own import OwnMatter
from services.finance.reception import events as e
from services.finance.reception.operations import (
    CancelReception,
    CheckReception,
    GetReception,
    GetReceptionYear,
    PrintReceptionList,
    ReopenReception,
    RepayReception,
    ReturnReceptionList,
)
from services.finance.reception.refusals import ReceptionDecided
from services.kernel.refusals import Forbidden
from tests.finance import reception
from tests.finance.claims import Office
from tests.finance.closing import closed
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    COLLEAGUE,
    FINANCE_LEADER,
    FIRST,
    HEAD,
    STAFF,
    Desk,
    clock,
    day,
)
from tests.finance.money import held, line
from tests.finance.purchases import stands_in, waits
from tests.finance.test_claims_occasions import ECONOMY, RECEIVED, goes, of_reception, office_of
from tests.given import fact, proven
from tests.papers import printed

CASHIER_THEN = "p023"
"""From 2026 on."""
REOPEN = ReopenReception(reception=FIRST, reason="发票与清单人数不符")
CHECK = CheckReception(reception=FIRST)
REPAY = RepayReception(reception=FIRST, means="bank")


@pytest.fixture
def office(desk: Desk) -> Office:
    """Of 500 yuan had, 500 were claimed and paid."""
    made = office_of(desk, *RECEIVED)
    claim = made.ask(STAFF, of_reception(made, "500"), 8)
    goes(made, claim.id, "check", "review", "approve", "pay")
    return made


def anew(office: Office, cost: str) -> Any:
    """Reopened, listed and checked anew with this cost."""
    office.ask(FINANCE_LEADER, REOPEN, 11)
    office.ask(HEAD, reception.signing(reception.item(cost)), 12)
    return office.ask(ACCOUNTANT, CHECK, 13)


def seen(office: Office) -> Any:
    return office.ask(AUDITOR, GetReception(reception=FIRST), 22)


def spent(office: Office) -> tuple[Decimal, Decimal]:
    found = line(office.desk, office.on, ECONOMY, "reception")
    return found.spent, found.committed


def test_less_than_was_paid_comes_back_by_an_entry_of_today(office: Office) -> None:
    """What was paid stands until the new check; then the rest is owed, and taken in by the cashier."""
    assert seen(office).status == "settled"
    office.when(REOPEN, FINANCE_LEADER).then(
        fact(e.ReceptionReopened, paid=Decimal(500), reason="发票与清单人数不符", cites=("A29", "B14.4", "B14.7"))
    ).then_answer(status="reopened", paid=Decimal(500))
    assert spent(office) == (Decimal(500), Decimal(0))
    office.ask(HEAD, reception.signing(reception.item("420")), 16)
    office.when(CHECK, ACCOUNTANT, 17).then_answer(status="overpaid", payable=Decimal(420), paid=Decimal(500))
    office.when(of_reception(office, "1"), STAFF, 17).then_refused(OccasionClaimed)
    assert waits(office.desk, CASHIER, "repay-reception", office.on) == ["2025-0001"]
    before = held(office.desk, office.on)
    office.when(REPAY, CASHIER, 18).then(
        fact(BudgetSpendingReversed, amount=Decimal(80)),
        fact(VoucherPosted, summary="收回公务接待2025-0001多付款"),
        fact(e.ReceptionRepaid, amount=Decimal(80), paid=Decimal(420), means="bank"),
    ).then_answer(status="settled", paid=Decimal(420))
    after = held(office.desk, office.on)
    assert (after["bank"] - before["bank"], before["expense"] - after["expense"]) == (80, 80)
    assert spent(office) == (Decimal(420), Decimal(0))
    (one,) = (of for of in office.ask(AUDITOR, GetReceptionYear(year=2025), 22).lines if of.receptions)
    assert (one.receptions, one.paid, one.spent) == (1, Decimal(420), Decimal(420))
    proven(office.desk.app)


def test_more_than_was_paid_is_claimed_by_a_further_claim(office: Office) -> None:
    assert anew(office, "560").status == "checked"
    assert spent(office) == (Decimal(500), Decimal(60))
    claim = office.ask(STAFF, of_reception(office, "60"), 14).id
    office.when(of_reception(office, "60"), STAFF).then_refused(OccasionClaimed)
    goes(office, claim, "check", "review", "approve", "pay")
    assert (seen(office).status, seen(office).paid, spent(office)) == ("settled", Decimal(560), (Decimal(560), 0))
    office.when(of_reception(office, "1"), STAFF).then_refused(OccasionClaimed)
    proven(office.desk.app)


def test_no_more_than_the_difference_is_claimed(office: Office) -> None:
    anew(office, "560")
    claim = office.ask(STAFF, of_reception(office, "60.01"), 15)
    office.when(CheckClaim(claim=claim.id), ACCOUNTANT).then_refused(OverStandard, most="60.00")


def test_what_was_right_is_settled_at_once(office: Office) -> None:
    assert anew(office, "500").status == "settled"
    assert spent(office) == (Decimal(500), Decimal(0))
    proven(office.desk.app)


def test_the_leader_of_finance_reopens_and_never_their_own(office: Office) -> None:
    for person in (ACCOUNTANT, CASHIER, STAFF, HEAD, CHAIR, COLLEAGUE):
        office.when(REOPEN, person).then_refused(Forbidden)
    stands_in(office.desk, "finance-leader", HEAD, FINANCE_LEADER)
    office.when(REOPEN, HEAD).then_refused(OwnMatter)
    office.when(REPAY, CASHIER).then_refused(ReceptionDecided)
    office.ask(FINANCE_LEADER, REOPEN, 16)
    office.when(REOPEN, FINANCE_LEADER).then_refused(ReceptionDecided)
    office.when(CancelReception(reception=FIRST, reason="x"), STAFF).then_refused(ReceptionDecided)
    office.when(REPAY, ACCOUNTANT).then_refused(Forbidden)


def test_a_list_that_was_returned_is_still_reopened(office: Office) -> None:
    office.ask(FINANCE_LEADER, REOPEN, 11)
    office.ask(HEAD, reception.signing(reception.item("420")), 12)
    back = ReturnReceptionList(reception=FIRST, reason="缺菜单")
    office.when(back, ACCOUNTANT).then_answer(status="reopened")
    office.when(CancelReception(reception=FIRST, reason="x"), STAFF).then_refused(ReceptionDecided)
    proven(office.desk.app)


def test_the_old_signatures_fall(office: Office) -> None:
    at = {"by": AUDITOR, "at": clock(office.on, 22)}
    assert set(printed(office.desk, PrintReceptionList(reception=FIRST), **at).signed()) == {"接待负责人", "财务审核"}
    office.ask(FINANCE_LEADER, REOPEN, 11)
    assert printed(office.desk, PrintReceptionList(reception=FIRST), **at).signed() == {}


def test_what_was_paid_in_a_closed_month_is_corrected_in_an_open_one(office: Office) -> None:
    funds, paid = (office.on, "50000", "B0"), (office.on, "-500", "B1")
    then = closed(office.desk, "2025-06", [funds, paid], cash="5000")
    before = held(office.desk, day(6, 30))
    office.on = then
    anew(office, "420")
    office.when(REPAY, CASHIER, 16).then(
        BudgetSpendingReversed, fact(VoucherPosted, month="2025-07", day=then), e.ReceptionRepaid
    )
    assert held(office.desk, day(6, 30)) == before


def test_of_a_year_that_is_over_it_is_surplus(office: Office) -> None:
    """That year's execution stands."""
    year = spent(office)
    office.on = date(2026, 1, 5)
    anew(office, "420")
    before = held(office.desk, office.on)
    office.when(RepayReception(reception=FIRST, means="cash"), CASHIER_THEN, 16).then(VoucherPosted, e.ReceptionRepaid)
    after = held(office.desk, office.on)
    moved = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    assert moved == {"cash": Decimal(80), "surplus": Decimal(-80)}
    found = line(office.desk, day(12, 31), ECONOMY, "reception")
    assert (found.spent, found.committed) == year
