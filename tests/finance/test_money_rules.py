"""Each number of spending, claims and advances, before and after the day on which the organ changes it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.advances.advance import AdvanceOpen, NotDecided
from services.finance.advances.operations import (
    DecideDeduction,
    GetAdvance,
    GetAgeing,
    RequestAdvance,
    WriteOffAdvance,
)
from services.finance.claims.events import ClaimApproved, ClaimChecked, ClaimSubmitted, Item, Payee
from services.finance.claims.handlers import methods_have_accounts
from services.finance.claims.operations import ApproveClaim, PayClaim
from services.finance.claims.refusals import ClaimedTooLate, InvoiceLacking, SameHand
from services.finance.separation import DutiesNotSegregated
from services.finance.spending.operations import ApproveSpending, RequestSpending
from services.finance.spending.request import NotAskedBefore, OverApproved
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import RegulationError
from tests.attendance.desk import rules
from tests.documents import desk as desks
from tests.finance.claims import CLAIMANT, MONDAY, SUPERVISING, TRAVELS_TOO, TUESDAY, Office
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, DIRECTOR, FINANCE_LEADER, Desk, clock, day
from tests.finance.money import funds, planned
from tests.given import fact, given
from tests.stores import prepared


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """An office whose rules differ from Tuesday on."""
    stores = []

    def office(**tried: str) -> Office:
        book = rules()
        for name, value in tried.items():
            book = book.with_value(name.replace("__", "."), value, TUESDAY)
        monkeypatch.setattr(desks, "rules", lambda: book)
        stores.append(prepared(tmp_path / "finance.db", Desk))
        plan = (*planned(), *planned(line="other"))
        return Office(Desk(stores[0], files=tmp_path / "files"), plan=plan, money=funds())

    yield office
    for store in stores:
        store.close()


def each_day(office: Office) -> Any:
    for on in (MONDAY, TUESDAY):
        office.on = on
        yield on == TUESDAY


def request(amount: str) -> RequestSpending:
    return RequestSpending(department="agriculture", line="office", purpose="x", amount=Decimal(amount))


def test_from_which_sum_on_the_party_group_decides(changed: Any) -> None:
    office = changed(spending__collective_from="30000")
    for new in each_day(office):
        assert office.ask(CLAIMANT, request("29999.99")).status == "requested"
        assert office.ask(CLAIMANT, request("30000")).status == ("referred" if new else "requested")


def test_whose_consent_an_amount_takes(changed: Any) -> None:
    first = '{ id = "supervising-leader", zh = "甲", en = "A", above = "0" }'
    rungs = f'[{first}, {{ id = "chair", zh = "乙", en = "B", above = "1000" }}]'
    office = changed(spending__approvers=rungs)
    for new in each_day(office):
        assert office.ask(CLAIMANT, request("1000")).decides == "deputy-chair-3"
        assert office.ask(CLAIMANT, request("1000.01")).decides == ("chair" if new else "deputy-chair-3")


def test_how_long_a_consent_holds(changed: Any) -> None:
    office = changed(spending__valid_days="30")
    for new in each_day(office):
        asked = office.ask(CLAIMANT, request("100")).id
        due = office.ask(SUPERVISING, ApproveSpending(spending=asked)).due
        assert due == office.on + timedelta(days=30 if new else 60)


def test_how_far_beyond_the_consent_one_may_go(changed: Any) -> None:
    office = changed(spending__tolerance="0")
    for new in each_day(office):
        claim = office.said("1050", spending=office.request("1000"))
        outcome = office.when(claim, CLAIMANT)
        assert type(outcome.refusal) is (OverApproved if new else type(None))


def test_up_to_which_sum_no_request_is_needed(changed: Any) -> None:
    office = changed(claims__without_request_to="200")
    for new in each_day(office):
        assert office.when(office.said("200"), CLAIMANT).refusal is None
        assert type(office.when(office.said("200.01"), CLAIMANT).refusal) is (NotAskedBefore if new else type(None))


@pytest.mark.parametrize("days", [30, 31])
def test_how_long_one_may_claim(changed: Any, days: int) -> None:
    office = changed(claims__deadline_days="30")
    for new in each_day(office):
        invoice = office.invoice("10", on=office.on - timedelta(days=days))
        outcome = office.when(office.said(items=[{"kind": "goods", "amount": "10", "invoice": invoice}]), CLAIMANT)
        assert type(outcome.refusal) is (ClaimedTooLate if new and days == 31 else type(None))


def test_which_kinds_take_an_invoice_and_how_it_is_paid(changed: Any) -> None:
    kinds = '[{ id = "meals", zh = "伙食", en = "Meals", invoice = "needed" }]'
    methods = '[{ id = "transfer", zh = "转账", en = "Transfer", account = "bank" }]'
    office = changed(claims__kinds=kinds, claims__methods=methods)
    bare = [{"kind": "meals", "amount": "10"}]
    for new in each_day(office):
        assert type(office.when(office.said(items=bare), CLAIMANT).refusal) is (InvoiceLacking if new else type(None))
    office.on = MONDAY
    claim = office.claim(items=bare).id
    office.goes(claim, "check", "review", "approve")
    office.on = TUESDAY
    office.when(PayClaim(claim=claim, method="cash"), CASHIER).then_refused(Invalid)
    office.goes(claim, "pay", method="transfer")


def test_who_reviews_and_approves(changed: Any) -> None:
    office = changed(
        claims__reviewers='["head-office"]', claims__approvers='["chair"]', claims__reviews_instead='"discipline-head"'
    )
    of_director = [{"person": DIRECTOR, "amount": "106"}]
    for new in each_day(office):
        claim, other = office.claim(), office.claim(payees=of_director)
        usual = (["head-office"], "chair") if new else (["deputy-chair-3", "head-office"], "finance-leader")
        assert (claim.reviewers, claim.approver) == usual
        assert other.reviewers == (["discipline-head"] if new else ["deputy-chair-3"])


def test_whether_each_step_is_another_persons(changed: Any) -> None:
    """One leader who supervises the department and is in charge of finance: only where the rule lets them do both."""
    office = changed(claims__each_step_by_another="false")
    mine = {"person": "p024", "registered_by": "p024", "department": "finance-economy",
            "payees": [{"person": "p024", "amount": "106"}]}  # fmt: skip
    for new in each_day(office):
        assert office.claim(**mine).reviewers == (["deputy-chair-2", "head-office"] if new else ["head-office"])
    claim = office.claim(**mine).id
    office.goes(claim, "check")
    office.review(claim, FINANCE_LEADER)
    office.goes(claim, "approve")


STEPS = {"number": "2025-0001", "person": CLAIMANT, "budget_year": 2025, "line": "office", "timestamp": clock(MONDAY)}


def checked_by(desk: Desk, person: str, approver: str = "finance-leader") -> Any:
    """A claim that somebody checked who holds another post by now; as it stands in the log."""
    claim, sums = UUID(int=600), {"amount": Decimal(10)}
    item, payee = {"kind": "meals", "amount": Decimal(10)}, {"person": CLAIMANT, "amount": Decimal(10)}
    handed_in = fact(
        ClaimSubmitted, originator_id=claim, **STEPS, **sums, department="agriculture", items=(Item(**item),),
        payees=(Payee(**payee),), concerned=(CLAIMANT,), reviewers=("head-office",), approver=approver,
    )  # fmt: skip
    allowed = {"allowances": (Decimal(10),), "parts": (Decimal(10),), "cut": Decimal(0)}
    checked = fact(ClaimChecked, originator_id=claim, **STEPS, **sums, **allowed, actor=person)
    given(handed_in, checked, to=desk)
    return claim


def test_who_checked_does_not_approve(changed: Any) -> None:
    office = changed()
    claim = checked_by(office.desk, FINANCE_LEADER)
    office.review(claim, DIRECTOR)
    office.when(ApproveClaim(claim=claim), FINANCE_LEADER).then_refused(SameHand, cites=("A32",))
    assert "approve-claim" not in office.desk.may(MONDAY, FINANCE_LEADER, office.get(claim))


def test_who_checked_does_not_pay(changed: Any) -> None:
    """B10.2: cashier and accountant are never one person."""
    office = changed()
    claim = checked_by(office.desk, CASHIER)
    office.review(claim, DIRECTOR)
    office.goes(claim, "approve")
    office.when(PayClaim(claim=claim, method="cash"), CASHIER).then_refused(DutiesNotSegregated)
    assert office.desk.may(MONDAY, CASHIER, office.get(claim)) == ["return-claim"]
    assert ClaimApproved in {type(event) for event in office.desk.recorded()}


def test_what_is_paid_leaves_an_account_of_the_chart() -> None:
    book = rules().with_value(
        "claims.methods", '[{ id = "x", zh = "甲", en = "X", account = "nowhere" }]', day(1, 1)
    )  # fmt: skip
    with pytest.raises(RegulationError, match="account: x"):
        methods_have_accounts(book)


# -- advances ---------------------------------------------------------------------------------------------------------


def asks(amount: str = "100") -> RequestAdvance:
    return RequestAdvance(purpose="预支", amount=Decimal(amount))


def test_how_many_one_may_have_open(changed: Any) -> None:
    office = changed(advances__open_at_once="2")
    office.ask(CLAIMANT, asks())
    for new in each_day(office):
        assert type(office.when(asks(), CLAIMANT).refusal) is (type(None) if new else AdvanceOpen)
    office.when(asks(), CLAIMANT).then_refused(AdvanceOpen)


def test_who_consents_and_who_does_instead(changed: Any) -> None:
    office = changed(advances__route='["chair"]', advances__consents_instead='"secretary-general"')
    for new, person in zip(each_day(office), (CLAIMANT, TRAVELS_TOO), strict=True):
        assert office.ask(person, asks()).route == (["chair"] if new else ["deputy-chair-3", "chair"])
    assert office.ask(CHAIR, asks()).route == ["secretary-general"]


def test_by_when_it_is_settled(changed: Any) -> None:
    office = changed(advances__settled_in="15")
    for new, person in zip(each_day(office), (CLAIMANT, TRAVELS_TOO), strict=True):
        due = office.ask(person, GetAdvance(advance=office.advance("100", person)), 9).due
        assert due == office.on + timedelta(days=15 if new else 30)


def test_what_the_chair_alone_decides(changed: Any) -> None:
    office = changed(advances__chair_decides_to="500")
    advances = [office.advance("500.01", person) for person in (CLAIMANT, TRAVELS_TOO)]
    for new, advance in zip(each_day(office), advances, strict=True):
        outcome = office.when(DecideDeduction(advance=advance, reason="逾期"), CHAIR)
        assert type(outcome.refusal) is (NotDecided if new else type(None))


def test_which_line_bears_what_is_written_off(changed: Any) -> None:
    office = changed(advances__written_off_to='"office"')
    advances = [office.advance("100", person) for person in (CLAIMANT, TRAVELS_TOO)]
    for new, advance in zip(each_day(office), advances, strict=True):
        spent, *_ = office.when(WriteOffAdvance(advance=advance, reason="无法收回"), CHAIR).recorded
        assert spent.line == ("office" if new else "other")


def test_the_ages_that_are_told_apart(changed: Any) -> None:
    first = '{ id = "fresh", zh = "新", en = "Fresh", above = "0" }'
    bands = f'[{first}, {{ id = "old", zh = "旧", en = "Old", above = "1" }}]'
    office = changed(advances__ageing=bands)
    office.advance("100")
    for on, band in ((MONDAY, "to-30"), (TUESDAY, "fresh"), (TUESDAY + timedelta(days=1), "old")):
        office.on = on
        assert [line.band for line in office.ask(ACCOUNTANT, GetAgeing(), 12).lines] == [band]
