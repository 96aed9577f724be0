"""退汇: what the bank sends back of a payment is owed again, and paid again once (A28, B10.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.bounces import NotTransferred
from services.finance.claims import events as e
from services.finance.claims.operations import (
    PayClaim,
    PrintClaim,
    PrintClaimPayment,
    RecordClaimBounce,
    ReturnClaim,
    TakeBackClaimBounce,
    WithdrawClaim,
)
from services.finance.claims.refusals import ClaimNotAtStep
from services.finance.invoices.invoice import InvoiceNotFree
from services.finance.invoices.operations import GetInvoice
from services.finance.ledger.events import VoucherPosted
from services.finance.month_end.operations import ListInTransit
from services.finance.own import OwnMatter
from services.finance.procurement import events as p
from services.finance.procurement.operations import (
    ClosePurchase,
    GetPurchase,
    PayPurchase,
    PrintPurchasePayment,
    RecordPurchaseBounce,
    ReturnPurchaseInvoice,
    TakeBackPurchaseBounce,
)
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.claims import ALL, CLAIMANT, MONDAY, TRAVELS_TOO, TUESDAY, Office
from tests.finance.closing import closed
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    COLLEAGUE,
    FINANCE_LEADER,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.money import held, line
from tests.finance.purchases import PAID, PURCHASE, paid, stands_in
from tests.given import fact, given, proven
from tests.papers import printed

pytestmark = pytest.mark.slow

WHY = "收款账号户名不符"
PAYEES: list[dict[str, Any]] = [{"person": CLAIMANT, "amount": "60"}, {"person": TRAVELS_TOO, "amount": "46"}]


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def came(claim: UUID, on: date = MONDAY, amount: str | None = None) -> RecordClaimBounce:
    return RecordClaimBounce(claim=claim, on=on, amount=Decimal(amount) if amount else None, reason=WHY)


def again(claim: UUID, method: str = "transfer") -> PayClaim:
    return PayClaim(claim=claim, method=method)


def books(office: Office, on: date = MONDAY) -> dict[str, Decimal]:
    return {name: sum_ for name, sum_ in held(office.desk, on).items() if name in ("bank", "payables", "expense")}


def budget(office: Office) -> tuple[Decimal, Decimal, Decimal]:
    found = line(office.desk, office.on)
    return found.spent, found.committed, found.free


# -- claims -----------------------------------------------------------------------------------------------------------


def test_what_came_back_is_owed_again_and_nothing_else_changes(office: Office) -> None:
    """Balanced, with reference to the payment; the claim waits to be paid; invoice and budget stay as they are."""
    invoice = office.invoice()
    items = [{"kind": "goods", "amount": "106", "invoice": invoice}]
    claim = office.claim(items=items).id
    office.goes(claim, *ALL[:4])
    spent = budget(office)
    office.when(came(claim), by=ACCOUNTANT).then(
        fact(VoucherPosted, summary="退汇：报销款2025-0001（原付款凭证2025-06-0001）", reverses=""),
        fact(
            e.ClaimBounced, amount=Decimal(106), due=Decimal(106), paid=Decimal(0), method="transfer",
            paid_with="2025-06-0001", voucher="2025-06-0002", reason=WHY,
        ),
    ).then_answer(status="bounced", due=Decimal(106), paid=Decimal(0), bounce="2025-06-0002")  # fmt: skip
    assert books(office) == {"bank": Decimal(50000), "payables": Decimal(-106), "expense": Decimal(106)}
    assert budget(office) == spent
    assert office.ask(ACCOUNTANT, GetInvoice(invoice=invoice), 16).status == "settled"
    office.when(office.said(items=items), by=CLAIMANT).then_refused(InvoiceNotFree)
    assert "finance.pay-claim" in office.ask(CASHIER, office.get(claim), 16).allowed
    office.when(again(claim), by=CASHIER, hour=16).then(
        fact(VoucherPosted, summary="退汇后重新支付：报销款2025-0001"),
        fact(e.ClaimPaidAgain, amount=Decimal(106), paid=Decimal(106), voucher="2025-06-0003"),
    ).then_answer(status="paid", due=Decimal(0), paid=Decimal(106), voucher="2025-06-0003")
    assert books(office) == {"bank": Decimal(49894), "payables": Decimal(0), "expense": Decimal(106)}
    assert budget(office) == spent
    assert office.ask(ACCOUNTANT, GetInvoice(invoice=invoice), 17).status == "settled"
    assert office.goes(claim, "file").status == "archived"
    proven(office.desk.app)


def test_a_filed_claim_may_come_back_and_is_filed_again(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL)
    office.when(came(claim), by=ACCOUNTANT).then_answer(status="bounced")
    office.when(again(claim, "cash"), by=CASHIER).then_answer(status="paid", method="cash")
    assert office.goes(claim, "file").volume == "2025-06-1"
    assert held(office.desk, MONDAY)["cash"] == Decimal(5000 - 106)


def test_of_several_payees_a_part_comes_back_and_then_another(office: Office) -> None:
    claim = office.claim(payees=PAYEES).id
    office.goes(claim, *ALL[:4])
    office.when(came(claim, amount="46"), by=ACCOUNTANT).then_answer(due=Decimal(46), paid=Decimal(60))
    office.when(came(claim, amount="60.01"), by=ACCOUNTANT).then_refused(NotTransferred, most="60.00")
    office.when(came(claim, amount="60"), by=ACCOUNTANT).then_answer(due=Decimal(106), paid=Decimal(0))
    office.when(came(claim), by=ACCOUNTANT).then_refused(NotTransferred, most="0.00")
    office.when(again(claim), by=CASHIER).then(fact(VoucherPosted), fact(e.ClaimPaidAgain, amount=Decimal(106)))
    office.when(came(claim, amount="60"), by=ACCOUNTANT).then_answer(due=Decimal(60), paid=Decimal(46))
    proven(office.desk.app)


@pytest.mark.parametrize("method", ["cash", "card"])
def test_only_what_was_transferred_comes_back(office: Office, method: str) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL[:4], method=method)
    office.when(came(claim), by=ACCOUNTANT).then_refused(NotTransferred)
    assert "finance.record-claim-bounce" not in office.ask(ACCOUNTANT, office.get(claim), 16).allowed


def test_what_was_set_off_does_not_come_back(office: Office) -> None:
    """The advance was repaid with it; only the rest went to the bank."""
    advance = office.advance("100")
    claim = office.claim(advance=advance).id
    office.goes(claim, *ALL[:4])
    office.when(came(claim, amount="6.01"), by=ACCOUNTANT).then_refused(NotTransferred, most="6.00")
    office.when(came(claim), by=ACCOUNTANT).then_answer(due=Decimal(6), set_off=Decimal(100))
    office.when(again(claim), by=CASHIER).then_answer(paid=Decimal(6), set_off=Decimal(100))
    assert held(office.desk, MONDAY)["advances"] == 0


def test_what_came_back_is_neither_returned_nor_withdrawn(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    office.ask(ACCOUNTANT, came(claim), 15)
    office.when(ReturnClaim(claim=claim, to="check", reason="x"), by=CASHIER).then_refused(ClaimNotAtStep)
    office.when(WithdrawClaim(claim=claim, reason="x"), by=CLAIMANT).then_refused(ClaimNotAtStep)


def test_the_accountant_enters_it_and_the_cashier_pays(office: Office) -> None:
    claim = office.claim().id
    office.when(came(claim), by=ACCOUNTANT).then_refused(ClaimNotAtStep)
    office.goes(claim, *ALL[:4])
    for person in (CASHIER, CLAIMANT, FINANCE_LEADER, AUDITOR):
        office.when(came(claim), by=person).then_refused(Forbidden)
    office.ask(ACCOUNTANT, came(claim), 15)
    for person in (ACCOUNTANT, CLAIMANT, FINANCE_LEADER):
        office.when(again(claim), by=person).then_refused(Forbidden)


def test_nobody_enters_it_of_their_own(office: Office) -> None:
    """A false entry would have it paid twice: not standing in for the accountant either."""
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    stands_in(office.desk, "accountant", CLAIMANT, ACCOUNTANT)
    office.when(came(claim), by=CLAIMANT).then_refused(OwnMatter)
    assert "finance.record-claim-bounce" not in office.ask(CLAIMANT, office.get(claim), 16).allowed


@pytest.mark.parametrize("on", [day(6, 8), day(6, 10)])
def test_it_comes_back_after_it_was_paid_and_not_tomorrow(office: Office, on: date) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    office.when(came(claim, on), by=ACCOUNTANT).then_refused(Invalid)


def test_an_entry_in_error_is_taken_back_by_an_entry(office: Office) -> None:
    claim = office.claim(payees=PAYEES).id
    office.goes(claim, *ALL[:4])
    before = books(office)
    office.ask(ACCOUNTANT, came(claim, amount="46"), 15)
    office.ask(ACCOUNTANT, came(claim, amount="60"), 15)
    error = TakeBackClaimBounce(claim=claim, reason="登记错误")
    office.when(error, by=CASHIER).then_refused(Forbidden)
    office.when(error, by=ACCOUNTANT).then_answer(status="bounced", due=Decimal(46), paid=Decimal(60))
    office.when(error, by=ACCOUNTANT).then_answer(status="paid", due=Decimal(0), paid=Decimal(106), bounce="")
    office.when(error, by=ACCOUNTANT).then_refused(ClaimNotAtStep)
    assert {name: sum_ for name, sum_ in books(office).items() if sum_} == before
    vouchers = [one for one in office.desk.recorded() if isinstance(one, VoucherPosted) and one.reverses]
    assert [one.reverses for one in vouchers] == ["2025-06-0003", "2025-06-0002"]
    proven(office.desk.app)


def test_while_it_is_back_nobody_has_paid_it_on_paper(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    at = {"by": AUDITOR, "at": clock(MONDAY, 22)}
    assert "出纳" in printed(office.desk, PrintClaim(claim=claim), **at).signed()
    office.ask(ACCOUNTANT, came(claim), 15)
    assert "出纳" not in printed(office.desk, PrintClaim(claim=claim), **at).signed()
    office.when(PrintClaimPayment(claim=claim), by=AUDITOR).then_refused(WrongStatus)
    office.ask(CASHIER, again(claim), 16)
    assert "出纳" in printed(office.desk, PrintClaimPayment(claim=claim), **at).signed()


# -- months -----------------------------------------------------------------------------------------------------------


def test_a_payment_of_a_closed_month_comes_back_in_an_open_one(office: Office) -> None:
    """June stays as it was closed; what the bank told of June's last day is entered in July, with its reference."""
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    june = [(day(5, 30), "50000", "B0"), (MONDAY, "-106", "B1")]
    closed(office.desk, "2025-05", june[:1], opening="0", cash="5000")
    then = closed(office.desk, "2025-06", june[1:], opening="50000", cash="5000")
    before = held(office.desk, day(6, 30))
    office.on = then
    office.when(came(claim, day(6, 30)), by=ACCOUNTANT).then(
        fact(VoucherPosted, month="2025-07", day=then, number="2025-07-0001"), fact(e.ClaimBounced, on=day(6, 30))
    )
    office.ask(CASHIER, again(claim), 16)
    assert held(office.desk, day(6, 30)) == before
    assert books(office, then)["bank"] == Decimal(49894)
    july = [(day(7, 1), "106", "B2"), (day(7, 1), "-106", "B3")]
    assert closed(office.desk, "2025-07", july, opening="49894", cash="5000") == day(8, 1)
    proven(office.desk.app)


def test_both_ways_are_matched_with_the_banks_lines(office: Office) -> None:
    """Paid, back and paid again: three lines of the bank, three entries, nothing left in transit."""
    claim = office.claim().id
    office.goes(claim, *ALL[:4])
    office.on = TUESDAY
    office.ask(ACCOUNTANT, came(claim, TUESDAY), 15)
    office.on = day(6, 20)
    office.ask(CASHIER, again(claim), 16)
    closed(office.desk, "2025-05", [(day(5, 30), "50000", "B0")], cash="5000")
    lines = [(MONDAY, "-106", "B1"), (TUESDAY, "106", "B2"), (day(6, 20), "-106", "B3")]
    closed(office.desk, "2025-06", lines, opening="50000", cash="5000")
    assert not office.desk.on(day(7, 1), AUDITOR, ListInTransit(book="office", month="2025-06"), 16).items


# -- purchases --------------------------------------------------------------------------------------------------------

BACK = RecordPurchaseBounce(purchase=PURCHASE, on=PAID, reason=WHY)


def at(hour: int) -> dict[str, Any]:
    return {"at": clock(PAID, hour)}


def test_a_purchase_whose_payment_came_back_is_paid_again_by_the_same_signatures(desk: Desk) -> None:
    given(*paid(), to=desk)
    before, spent = held(desk, PAID), line(desk, PAID, "finance-economy", "equipment").spent
    given(to=desk).when(BACK, by=CASHIER, **at(15)).then_refused(Forbidden)
    given(to=desk).when(BACK, by=ACCOUNTANT, **at(15)).then(
        VoucherPosted, fact(p.PurchaseBounced, amount=Decimal(7500), reason=WHY)
    ).then_answer(status="bounced", bounced_on=PAID)
    after = held(desk, PAID)
    assert after["bank"] - before["bank"] == 7500 == before["payables"] - after["payables"]
    assert "出纳" not in printed(desk, PrintPurchasePayment(purchase=PURCHASE), by=AUDITOR, at=clock(PAID, 16)).signed()
    returning = ReturnPurchaseInvoice(purchase=PURCHASE, reason="x")
    given(to=desk).when(returning, by=ACCOUNTANT, **at(15)).then_refused(WrongStatus)
    assert "finance.pay-purchase" in desk.ask(GetPurchase(purchase=PURCHASE), by=CASHIER, at=clock(PAID, 16)).allowed
    pay = PayPurchase(purchase=PURCHASE)
    given(to=desk).when(pay, by=STAFF, **at(16)).then_refused(Forbidden)
    given(to=desk).when(pay, by=CASHIER, **at(16)).then(
        VoucherPosted, fact(p.PurchasePaidAgain, amount=Decimal(7500))
    ).then_answer(status="paid")
    assert held(desk, PAID) == before
    assert line(desk, PAID, "finance-economy", "equipment").spent == spent
    given(to=desk).when(ClosePurchase(purchase=PURCHASE), by=STAFF, **at(17)).then(p.PurchaseClosed)
    given(to=desk).when(BACK, by=ACCOUNTANT, **at(18)).then_answer(status="bounced")
    proven(desk.app)


def test_a_purchases_entry_in_error_is_taken_back(desk: Desk) -> None:
    given(*paid(), by(ACCOUNTANT, PAID, BACK, 15), to=desk)
    error = TakeBackPurchaseBounce(purchase=PURCHASE, reason="登记错误")
    given(to=desk).when(error, by=COLLEAGUE, **at(16)).then_refused(Forbidden)
    given(to=desk).when(error, by=ACCOUNTANT, **at(16)).then_answer(status="paid", bounced_on=None, bounce="")
    assert held(desk, PAID)["payables"] == 0
    proven(desk.app)
