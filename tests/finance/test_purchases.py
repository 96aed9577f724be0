"""Purchases (A31): compared, signed for by three before order, at receipt and before payment, then ordered and paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.finance.budget.events import BudgetCommitted, BudgetSpent
from services.finance.budget.line import LineExceeded
from services.finance.invoices.events import InvoiceClaimed, InvoiceSettled
from services.finance.invoices.invoice import Invoice, InvoiceNotFree, LessThanClaimed
from services.finance.invoices.numbers import invoice_id
from services.finance.invoices.operations import EnterRedLetter
from services.finance.ledger.events import VoucherPosted
from services.finance.own import OwnMatter
from services.finance.procurement import events as e
from services.finance.procurement import refusals as r
from services.finance.procurement.operations import (
    CancelPurchase,
    ChooseSupplier,
    ClosePurchase,
    EndDeliveries,
    ExportPurchases,
    GetPurchase,
    ListPurchases,
    NamePurchaseHandler,
    PayPurchase,
    ReturnPurchaseInvoice,
)
from services.finance.procurement.purchase import Purchase, share
from services.finance.suppliers.operations import BarSupplier
from services.finance.suppliers.supplier import SupplierIsBarred
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.party.motions.events import MotionCarried, MotionLost
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    COLLEAGUE,
    DISCIPLINE,
    HEAD,
    LOGISTICS,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.invoices import NUMBER
from tests.finance.money import held, line, party_tells
from tests.finance.purchases import (
    ASKED,
    CAME,
    CHEAP,
    CHECK,
    CHOSEN,
    DEAR,
    ORDERED,
    OWED,
    PAID,
    PURCHASE,
    ROLES,
    TO_ORDER,
    A,
    before,
    came,
    chosen,
    delivery,
    hand_in,
    invoiced,
    leaves,
    order,
    ordered,
    owed,
    paid,
    quote,
    quotes,
    registered,
    request,
    seen,
    signed,
    stands_in,
    waits,
)
from tests.given import ID, By, Fact, act, fact, given, proven

OTHER_NUMBER = "25512000000087654321"
CLOSE = ClosePurchase(purchase=PURCHASE)


def set_aside(amount: str) -> Fact:
    return fact(BudgetCommitted, amount=Decimal(amount))


# -- its way ----------------------------------------------------------------------------------------------------------


def test_a_purchase_goes_its_way(desk: Desk) -> None:
    """Compared, ordered, received, owed, paid, closed; each step with all three (A31)."""
    given(*paid(), to=desk).when(CLOSE, by=STAFF, at=clock(PAID, 15)).then(
        fact(e.PurchaseClosed, number="2025-0001", person=STAFF, department="finance-economy", cites=("A31", "B9.5"))
    ).then_answer(
        status="closed",
        owed=Decimal(7500),
        accepted=10,
        supplier_name="供应商1",
        reference="finance.procurement:2025-0001",
    )
    assert [(one.stage, one.role, one.person) for one in seen(desk).signatures] == [
        (stage, role, person)
        for stage in ("order", "receipt", "payment")
        for role, person in (("discipline", DISCIPLINE), ("handler", STAFF), ("logistics", LOGISTICS))
    ]
    proven(desk.app)


def test_the_sum_is_set_aside_with_the_order_and_spent_with_the_payment(desk: Desk) -> None:
    given(*ordered(), to=desk)
    now = line(desk, ORDERED, "finance-economy", "equipment")
    assert (now.committed, now.spent) == (Decimal(7500), Decimal(0))
    given(
        *came(), *invoiced("7400"), *signed(OWED, hour=11), by(CASHIER, PAID, PayPurchase(purchase=PURCHASE)), to=desk
    )
    now = line(desk, PAID, "finance-economy", "equipment")
    assert (now.committed, now.spent) == (Decimal(0), Decimal(7400))


@pytest.mark.parametrize(("unit", "account"), [("1000", "assets"), ("999.99", "expense")])
def test_what_is_durable_and_worth_it_becomes_an_asset(desk: Desk, unit: str, account: str) -> None:
    """From a unit price of 1000 yuan on (A28): the books owe it, and the payment settles that."""
    given(*owed(str(Decimal(unit) * 10)), to=desk)
    assert {name: held(desk, OWED)[name] for name in (account, "payables")} == {
        account: Decimal(unit) * 10, "payables": -Decimal(unit) * 10,
    }  # fmt: skip
    assert seen(desk).assets == (10 if account == "assets" else 0)
    given(*signed(OWED, hour=11), by(CASHIER, PAID, PayPurchase(purchase=PURCHASE)), to=desk)
    assert held(desk, PAID)["bank"] == Decimal(300000) - Decimal(unit) * 10
    assert held(desk, PAID)["payables"] == 0


def test_what_is_used_up_is_no_asset_at_any_price(desk: Desk) -> None:
    given(*owed("20000", category="consumables"), to=desk)
    assert "assets" not in held(desk, OWED)


def test_only_what_the_organ_knows_is_bought(desk: Desk) -> None:
    for wrong in ({"category": "potatoes"}, {"line": "potatoes"}, {"handler": "p999"}):
        given(to=desk).when(request(**wrong), by=STAFF, at=clock(ASKED)).then_refused(Invalid)
    given(to=desk).when(request(), by=OTHER_STAFF, at=clock(ASKED)).then_refused(Forbidden)
    given(to=desk).when(request(department="nowhere"), by=LOGISTICS, at=clock(ASKED)).then_refused(Invalid)


# -- quotes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "needed"), [("999.99", 1), ("1000", 2), ("4999.99", 2), ("5000", 3), ("49999.99", 3)]
)  # fmt: skip
def test_the_amount_asks_for_so_many_quotes(desk: Desk, amount: str, needed: int) -> None:
    choice = ChooseSupplier(purchase=PURCHASE, supplier=CHEAP)
    asked = (*before(), by(STAFF, ASKED, request("1")), *quotes(*[amount] * (needed - 1)))
    given(*asked, to=desk)
    if needed > 1:
        given(to=desk).when(choice, by=STAFF, at=clock(CHOSEN)).then_refused(
            r.TooFewQuotes, cites=("A31", "organ"), needed=needed, quotes=needed - 1
        )
    given(*quotes(*[amount] * needed), to=desk).when(choice, by=STAFF, at=clock(CHOSEN)).then(
        fact(e.SupplierChosen, needed=needed, quotes=needed, lowest=Decimal(amount))
    )


def test_a_low_quote_does_not_lower_what_a_high_estimate_asks_for(desk: Desk) -> None:
    given(*before(), by(STAFF, ASKED, request("5000")), *quotes("900", "950"), to=desk).when(
        ChooseSupplier(purchase=PURCHASE, supplier=CHEAP), by=STAFF, at=clock(CHOSEN)
    ).then_refused(r.TooFewQuotes, needed=3)


def test_the_lowest_or_the_reason_why_not(desk: Desk) -> None:
    dear = ChooseSupplier(purchase=PURCHASE, supplier=DEAR)
    given(*before(), by(STAFF, ASKED, request()), *quotes("7500", "7500.01", "8000"), to=desk).when(
        dear, by=STAFF, at=clock(CHOSEN)
    ).then_refused(r.NotTheLowest, lowest="7500.00")
    why = dear.model_copy(update={"reason": "含三年上门维修"})
    given(to=desk).when(why, by=STAFF, at=clock(CHOSEN)).then(
        fact(e.SupplierChosen, amount=Decimal("7500.01"), reason="含三年上门维修")
    )


def test_a_later_quote_of_the_same_supplier_replaces_it_and_opens_the_choice_again(desk: Desk) -> None:
    given(*chosen(), *signed(CHOSEN, LOGISTICS), to=desk)
    lower = quote(DEAR, "7000", on=CHOSEN)
    given(to=desk).when(lower, by=STAFF, at=clock(CHOSEN)).then(fact(e.QuoteEntered, voids=1)).then_answer(
        status="comparing", signatures=[], missing=[]
    )
    given(to=desk).when(ChooseSupplier(purchase=PURCHASE, supplier=DEAR), by=STAFF, at=clock(CHOSEN)).then(
        fact(e.SupplierChosen, amount=Decimal(7000), quotes=3, round=2)
    )


def ruled(desk: Desk, name: str, value: str, since: date) -> None:
    """From that day on the organ's rule says otherwise."""
    office = desk.app.office
    desk.app.office = replace(office, rules=office.rules.with_value(name, value, since))


def test_the_number_of_quotes_is_that_of_the_day_on_which_it_is_chosen(desk: Desk) -> None:
    choice = ChooseSupplier(purchase=PURCHASE, supplier=CHEAP)
    ruled(desk, "procurement.quotes", "[{ from = 0, value = 2 }]", CHOSEN)
    given(*before(), by(STAFF, ASKED, request("900")), *quotes("900"), to=desk).when(
        choice, by=STAFF, at=clock(ASKED, 15)
    ).then(e.SupplierChosen)
    assert choice.NAME in seen(desk, STAFF, ASKED).allowed
    assert choice.NAME not in seen(desk, STAFF, CHOSEN).allowed
    given(to=desk).when(choice, by=STAFF, at=clock(CHOSEN, 21)).then_refused(r.TooFewQuotes, needed=2)


def test_what_is_to_be_compared_and_what_to_be_chosen_lies_with_the_handler(desk: Desk) -> None:
    given(*before(), by(STAFF, ASKED, request()), *quotes("7500", "7800"), to=desk)
    assert (waits(desk, STAFF, "enter-quote", ASKED), waits(desk, STAFF, "choose-supplier", ASKED)) == (
        ["2025-0001"], [],
    )  # fmt: skip
    given(*quotes("7500", "7800", "8100"), to=desk)
    assert (waits(desk, STAFF, "enter-quote", CHOSEN), waits(desk, STAFF, "choose-supplier", CHOSEN)) == (
        [], ["2025-0001"],
    )  # fmt: skip
    assert waits(desk, COLLEAGUE, "choose-supplier", CHOSEN) == []


def test_a_purchase_whose_handler_left_waits_for_another(desk: Desk) -> None:
    given(*ordered(), to=desk)
    leaves(desk, STAFF, CAME)
    assert waits(desk, LOGISTICS, "name-purchase-handler", ORDERED) == []
    for person in (LOGISTICS, HEAD):
        assert waits(desk, person, "name-purchase-handler", CAME) == ["2025-0001"]
    name = NamePurchaseHandler(purchase=PURCHASE, handler=COLLEAGUE, reason="原经办人离任")
    given(to=desk).when(name, by=LOGISTICS, at=clock(CAME)).then(fact(e.PurchaseHandlerNamed, was=STAFF, voids=0))
    given(to=desk).when(delivery(), by=COLLEAGUE, at=clock(CAME, 15)).then(e.GoodsDelivered)


def test_who_made_no_quote_is_not_chosen(desk: Desk) -> None:
    given(*before(), by(STAFF, ASKED, request("500")), to=desk).when(
        ChooseSupplier(purchase=PURCHASE, supplier=CHEAP), by=STAFF, at=clock(CHOSEN)
    ).then_refused(Invalid)
    unknown = quote(UUID(int=99), "500")
    given(to=desk).when(unknown, by=STAFF, at=clock(ASKED, 15)).then_refused(Invalid)
    given(to=desk).when(quote(CHEAP, "500", on=CHOSEN), by=STAFF, at=clock(ASKED, 15)).then_refused(Invalid)
    given(to=desk).when(quote(CHEAP, "500"), by=COLLEAGUE, at=clock(ASKED, 15)).then_refused(Forbidden)


@pytest.mark.parametrize("until", [None, ORDERED])
def test_nothing_is_ordered_from_a_supplier_that_is_barred(desk: Desk, until: Any) -> None:
    given(*chosen(), *signed(CHOSEN), to=desk)
    desk.on(CHOSEN, DISCIPLINE, BarSupplier(supplier=CHEAP, reason="围标", until=until), 15)
    for operation in (quote(CHEAP, "7000"), ChooseSupplier(purchase=PURCHASE, supplier=CHEAP), order()):
        given(to=desk).when(operation, by=STAFF, at=clock(ORDERED)).then_refused(SupplierIsBarred, supplier="2025-0001")
    if until:
        given(to=desk).when(order(), by=STAFF, at=clock(day(6, 12))).then(set_aside("7500"), e.GoodsOrdered)


# -- the order --------------------------------------------------------------------------------------------------------


def test_no_more_is_ordered_than_was_offered_or_than_the_budget_has(desk: Desk) -> None:
    given(*chosen(), *signed(CHOSEN), to=desk)
    given(to=desk).when(order("7500.01"), by=STAFF, at=clock(ORDERED)).then_refused(r.AboveQuote, quote="7500.00")
    given(to=desk).when(order(on=ASKED), by=STAFF, at=clock(ORDERED)).then_refused(Invalid)
    given(to=desk).when(order(on=CAME), by=STAFF, at=clock(ORDERED)).then_refused(Invalid)
    given(to=desk).when(order("7499"), by=STAFF, at=clock(ORDERED)).then(set_aside("7499"), e.GoodsOrdered)


def test_nothing_is_ordered_beyond_the_budget(desk: Desk) -> None:
    wide = (*before(amount="7499.99"), *chosen()[len(before()) :])
    given(*wide, *signed(CHOSEN), to=desk).when(order(), by=STAFF, at=clock(ORDERED)).then_refused(LineExceeded)


@pytest.mark.parametrize(("amount", "major"), [("49999.99", False), ("50000", True)])
def test_major_spending_waits_for_the_party_group(desk: Desk, amount: str, major: bool) -> None:
    """From 50000 yuan on the Party group decides collectively (A31); its motion names the purchase."""
    given(*chosen(amount, amount, amount), *signed(CHOSEN), to=desk)
    assert seen(desk, STAFF, CHOSEN).awaits is major
    if not major:
        given(to=desk).when(order(amount), by=STAFF, at=clock(ORDERED)).then(
            set_aside(amount), fact(e.GoodsOrdered, motion="")
        )
        return
    given(to=desk).when(order(amount), by=STAFF, at=clock(ORDERED)).then_refused(
        r.AwaitsDecision, cites=("A31", "organ"), reference="finance.procurement:2025-0001"
    )
    said = {"body": "party-group", "reference": "finance.procurement:2025-0001", "on": ORDERED}
    party_tells(desk, fact(MotionCarried, number="party-group-2025-1", **said))
    assert not seen(desk, STAFF, ORDERED).awaits
    given(to=desk).when(order(amount), by=STAFF, at=clock(ORDERED)).then(
        set_aside(amount),
        fact(e.GoodsOrdered, motion="party-group-2025-1", cites=("A31", "organ"), causation="party/1"),
    )
    proven(desk.app)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (MotionLost, {}),
        (MotionCarried, {"reference": "finance.procurement:2025-0002", "number": "x"}),
        (MotionCarried, {"reference": "finance.spending:2025-0001", "number": "x"}),
        (MotionCarried, {"body": "branch", "number": "x"}),
    ],
    ids=["lost", "of another purchase", "of a request to spend", "of another body"],
)
def test_another_outcome_does_not_let_it_pass(desk: Desk, topic: Any, said: dict[str, Any]) -> None:
    given(*chosen("50000", "50000", "50000"), *signed(CHOSEN), to=desk)
    usual = {"body": "party-group", "reference": "finance.procurement:2025-0001", "on": ORDERED}
    party_tells(desk, fact(topic, **{**usual, **said}))
    given(to=desk).when(order("50000"), by=STAFF, at=clock(ORDERED)).then_refused(r.AwaitsDecision)


SECOND = UUID(int=6)
"""Another purchase of the same department."""


def second(amount: str, **more: Any) -> tuple[By, ...]:
    choice = ChooseSupplier(purchase=SECOND, supplier=CHEAP)
    on = day(7, 11)
    return (
        by(STAFF, ORDERED, request(**more), 15),
        *(by(STAFF, ORDERED, quote(one, amount, SECOND, on=ORDERED), 16) for one in (CHEAP, DEAR, UUID(int=3))),
        by(STAFF, ORDERED, choice, 17),
        *(by(who, on, operation(purchase=SECOND), 8) for operation, who in ROLES.values()),
    )


@pytest.mark.parametrize(
    ("amount", "on", "more", "refused"),
    [
        ("20000", day(7, 11), {}, True),
        ("19999.99", day(7, 11), {}, False),
        ("20000", day(7, 12), {}, False),
        ("20000", day(7, 11), {"category": "furniture"}, False),
    ],
    ids=["on the thirtieth day", "a fen less", "a day later", "of another category"],
)
def test_what_is_split_adds_up(desk: Desk, amount: str, on: Any, more: dict[str, Any], refused: bool) -> None:
    """30000 on 11 June: within thirty days the department's purchases of a category add up (A31)."""
    given(*ordered("30000", "30000", "30000", "30000"), *second(amount, **more), to=desk)
    done = given(to=desk).when(order(amount, SECOND, on), by=STAFF, at=clock(on, 15))
    if refused:
        done.then_refused(r.AwaitsDecision, together="50000.00")
        assert "合计50000.00元" in done.refusal.zh  # type: ignore[union-attr]
    else:
        done.then(set_aside(amount), e.GoodsOrdered)


@pytest.mark.parametrize(("days", "refused"), [("30", True), ("29", False)])
def test_within_how_many_days_is_that_of_the_order(desk: Desk, days: str, refused: bool) -> None:
    on = day(7, 11)
    ruled(desk, "procurement.adds_up_days", days, on)
    given(*ordered("30000", "30000", "30000", "30000"), *second("20000"), to=desk)
    done = given(to=desk).when(order("20000", SECOND, on), by=STAFF, at=clock(on, 15))
    done.then_refused(r.AwaitsDecision) if refused else done.then(set_aside("20000"), e.GoodsOrdered)


def test_the_threshold_is_that_of_the_day_of_the_order(desk: Desk) -> None:
    ruled(desk, "procurement.collective_from", "7500", ORDERED)
    given(*chosen(), *signed(CHOSEN), to=desk).when(order(), by=STAFF, at=clock(ORDERED)).then_refused(r.AwaitsDecision)
    given(to=desk).when(order(on=CHOSEN), by=STAFF, at=clock(ORDERED)).then(set_aside("7500"), e.GoodsOrdered)


@pytest.mark.parametrize(("since", "assets"), [(OWED, 0), (PAID, 10)])
def test_what_is_worth_it_is_that_of_the_day_of_the_check(desk: Desk, since: date, assets: int) -> None:
    ruled(desk, "assets.value_from", "1000.01", since)
    given(*owed("10000"), to=desk)
    assert seen(desk).assets == assets


def test_what_the_party_group_decided_on_or_was_cancelled_does_not_add_up(desk: Desk) -> None:
    given(*ordered("30000", "30000", "30000", "30000"), *second("20000"), to=desk)
    desk.on(day(7, 11), STAFF, CancelPurchase(purchase=PURCHASE, reason="不再需要"))
    given(to=desk).when(order("20000", SECOND, day(7, 11)), by=STAFF, at=clock(day(7, 11), 15)).then(
        set_aside("20000"), fact(e.GoodsOrdered, together=Decimal(20000))
    )


# -- what comes -------------------------------------------------------------------------------------------------------


def test_part_of_it_comes_and_what_is_defective_goes_back(desk: Desk) -> None:
    given(*ordered(), *came(6, 2), to=desk)
    now = seen(desk, STAFF, CAME)
    assert (now.status, now.accepted) == ("ordered", 4)
    given(to=desk).when(delivery(7), by=STAFF, at=clock(CAME, 21)).then_refused(r.AboveOrder, left=6)
    given(*came(6, hour=22), to=desk)
    now = seen(desk, STAFF)
    assert (now.status, now.accepted, now.payable) == ("received", 10, Decimal(7500))
    assert [(one.nth, one.quantity, one.defective, one.accepted_by) for one in now.deliveries] == [
        (1, 6, 2, LOGISTICS), (2, 6, 0, LOGISTICS),
    ]  # fmt: skip
    proven(desk.app)


def test_a_delivery_is_corrected_before_it_is_accepted_and_signed_for_anew(desk: Desk) -> None:
    given(*ordered(), by(STAFF, CAME, delivery(10)), *signed(CAME), to=desk).when(
        delivery(9, 1), by=STAFF, at=clock(CAME, 15)
    ).then(fact(e.GoodsDelivered, nth=1, voids=2, round=3)).then_answer(missing=["handler", "logistics", "discipline"])
    given(to=desk).when(delivery(3, 4), by=STAFF, at=clock(CAME, 15)).then_refused(r.AboveOrder)
    given(to=desk).when(delivery(3, on=CHOSEN), by=STAFF, at=clock(CAME, 15)).then_refused(Invalid)


def test_what_does_not_come_is_not_paid(desk: Desk) -> None:
    """Three of ten: three tenths of the order are owed at most, and the rest is free again."""
    end = EndDeliveries(purchase=PURCHASE, reason="供应商停产")
    given(*ordered(), to=desk).when(end, by=STAFF, at=clock(CAME)).then_refused(Invalid)
    given(*came(3), to=desk).when(end, by=STAFF, at=clock(CAME, 15)).then(
        fact(e.PurchaseReceived, payable=Decimal(2250), accepted=3, reason="供应商停产")
    )
    too_much = invoice_id("", OTHER_NUMBER)
    given(registered("2250.01", number=OTHER_NUMBER), to=desk)
    given(to=desk).when(hand_in(too_much), by=STAFF, at=clock(OWED, 9)).then_refused(r.AboveOrder, payable="2250.00")
    given(*invoiced("2250"), *signed(OWED, hour=11), by(CASHIER, PAID, PayPurchase(purchase=PURCHASE)), to=desk)
    now = line(desk, PAID, "finance-economy", "equipment")
    assert (now.committed, now.spent) == (Decimal(0), Decimal(2250))


@for_all(
    st.decimals("0.01", "999999.99", places=2),
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))),
)
def test_a_share_is_never_above_the_order_and_all_of_it_is_the_order(amount: Decimal, parts: tuple[int, int]) -> None:
    part, whole = parts
    assert 0 <= share(amount, part, whole) <= amount
    assert share(amount, whole, whole) == amount
    assert abs(share(amount, part, whole) + share(amount, whole - part, whole) - amount) <= Decimal("0.01")


# -- what is owed and paid --------------------------------------------------------------------------------------------


def test_never_more_is_owed_than_was_ordered(desk: Desk) -> None:
    given(*ordered(), *came(), registered("7500.01"), to=desk).when(hand_in(), by=STAFF, at=clock(OWED)).then_refused(
        r.AboveOrder, payable="7500.00", cites=("A31", "B9.5")
    )
    for person in (ACCOUNTANT, CASHIER, LOGISTICS):
        given(to=desk).when(hand_in(), by=person, at=clock(OWED)).then_refused(Forbidden)


def test_several_invoices_together_are_owed(desk: Desk) -> None:
    both = [invoice_id("", NUMBER), invoice_id("", OTHER_NUMBER)]
    history = (*ordered(), *came(), registered("5000"), registered("2500", 2, OTHER_NUMBER))
    given(*history, by(STAFF, OWED, hand_in(*both), 10), to=desk)
    given(to=desk).when(CHECK, by=ACCOUNTANT, at=clock(OWED)).then(
        VoucherPosted, fact(e.PurchaseInvoiced, amount=Decimal(7500), voucher="2025-06-0002")
    )
    given(*signed(OWED, hour=13), to=desk).when(PayPurchase(purchase=PURCHASE), by=CASHIER, at=clock(PAID)).then(
        InvoiceSettled, InvoiceSettled, BudgetSpent, VoucherPosted, fact(e.PurchasePaid, amount=Decimal(7500))
    )
    proven(desk.app)


def test_an_invoice_pays_for_one_thing_and_is_the_suppliers(desk: Desk) -> None:
    """One that was handed in stands in no claim and no other purchase (A32); another seller's is none of it."""
    given(*ordered(), *came(), registered("7500", supplier=2), to=desk).when(
        hand_in(), by=STAFF, at=clock(OWED)
    ).then_refused(r.OtherSeller, number=NUMBER)
    given(registered("7500", 2, OTHER_NUMBER), to=desk)
    mine = hand_in(invoice_id("", OTHER_NUMBER))
    given(to=desk).when(mine, by=STAFF, at=clock(OWED, 10)).then(
        fact(InvoiceClaimed, claim=PURCHASE), fact(e.PurchaseInvoiceHandedIn, amount=Decimal(7500))
    )
    take = invoice_id("", OTHER_NUMBER)
    with pytest.raises(InvoiceNotFree):
        desk.app.record(lambda tx: tx.load(Invoice, take).take(act(by=STAFF), claim=ID))


def test_finance_checks_at_what_is_left_and_pays_no_more_than_that(desk: Desk) -> None:
    """The seller took back a part of it meanwhile: what is left is owed; what is less by the payment is not paid."""
    red: dict[str, Any] = {"invoice": invoice_id("", NUMBER), "kind": "digital", "on": OWED, "reason": "折让"}
    given(*ordered(), *came(), *invoiced()[:2], to=desk)
    desk.on(OWED, STAFF, EnterRedLetter(number="25512000000000000001", gross=Decimal(-500), **red), 11)
    given(by(ACCOUNTANT, OWED, CHECK, 12), *signed(OWED, hour=13), to=desk)
    assert seen(desk, STAFF, OWED).owed == Decimal(7000)
    desk.on(OWED, STAFF, EnterRedLetter(number="25512000000000000002", gross=Decimal(-500), **red), 21)
    given(to=desk).when(PayPurchase(purchase=PURCHASE), by=CASHIER, at=clock(PAID)).then_refused(LessThanClaimed)


def test_what_was_reversed_altogether_is_not_owed(desk: Desk) -> None:
    red: dict[str, Any] = {"invoice": invoice_id("", NUMBER), "kind": "digital", "on": OWED, "reason": "退货"}
    given(*ordered(), *came(), *invoiced()[:2], to=desk)
    desk.on(OWED, STAFF, EnterRedLetter(number="25512000000000000001", gross=Decimal(-7500), **red), 11)
    given(to=desk).when(CHECK, by=ACCOUNTANT, at=clock(OWED)).then_refused(InvoiceNotFree)
    given(to=desk).when(BACK, by=ACCOUNTANT, at=clock(OWED)).then(e.PurchaseInvoiceReturned)


BACK = ReturnPurchaseInvoice(purchase=PURCHASE, reason="抬头有误")


@pytest.mark.parametrize("checked", [False, True])
def test_an_invoice_that_is_wrong_goes_back_and_its_entry_is_taken_back(desk: Desk, checked: bool) -> None:
    history = owed("12000")
    given(*(history if checked else history[:-1]), to=desk)
    desk.on(OWED, ACCOUNTANT, BACK, 15)
    now = seen(desk, STAFF, OWED)
    assert (now.status, now.owed, now.assets, now.invoices) == ("received", 0, 0, [])
    assert {held(desk, OWED).get(name, 0) for name in ("assets", "payables")} == {0}
    given(by(STAFF, OWED, hand_in(), 21), to=desk).when(CHECK, by=ACCOUNTANT, at=clock(OWED, 22)).then_answer(
        owed=Decimal(12000), status="payable"
    )
    proven(desk.app)


def test_the_cashier_pays_and_nobody_who_bought_it(desk: Desk) -> None:
    given(*owed(), *signed(OWED, hour=11), to=desk)
    pay = PayPurchase(purchase=PURCHASE)
    for person in (STAFF, ACCOUNTANT, LOGISTICS, AUDITOR):
        given(to=desk).when(pay, by=person, at=clock(PAID)).then_refused(Forbidden)
    stands_in(desk, "cashier", DISCIPLINE, CASHIER)
    assert pay.NAME not in seen(desk, DISCIPLINE).allowed
    given(to=desk).when(pay, by=DISCIPLINE, at=clock(PAID, 21)).then_refused(OwnMatter, cites=("A31", "B9.5"))


def test_an_invoice_is_not_checked_by_who_bought_it() -> None:
    purchase = given(*TO_ORDER, of=Purchase).aggregate
    with pytest.raises(OwnMatter):
        purchase.check_invoice(act(by=A))


def test_what_was_not_taken_is_cancelled_and_the_sum_is_free_again(desk: Desk) -> None:
    cancel = CancelPurchase(purchase=PURCHASE, reason="项目取消")
    given(*ordered(), to=desk).when(cancel, by=LOGISTICS, at=clock(CAME)).then_answer(
        status="cancelled", ended_because="项目取消"
    )
    assert line(desk, CAME, "finance-economy", "equipment").committed == 0
    given(to=desk).when(cancel, by=LOGISTICS, at=clock(CAME, 15)).then_refused(WrongStatus)


def test_what_was_accepted_is_not_cancelled(desk: Desk) -> None:
    cancel = CancelPurchase(purchase=PURCHASE, reason="x")
    given(*ordered(), *came(1), to=desk).when(cancel, by=STAFF, at=clock(CAME, 15)).then_refused(r.GoodsAccepted)
    assert cancel.NAME not in seen(desk, STAFF, CAME).allowed


def test_the_register_is_seen_by_those_concerned_and_goes_out_as_a_workbook(desk: Desk) -> None:
    given(*paid(), to=desk)
    for person in (STAFF, COLLEAGUE, HEAD, DISCIPLINE, ACCOUNTANT):
        assert seen(desk, person).number == "2025-0001"
    given(to=desk).when(GetPurchase(purchase=PURCHASE), by=OTHER_STAFF, at=clock(PAID, 21)).then_refused(Forbidden)
    given(to=desk).when(GetPurchase(purchase=ID), by=AUDITOR, at=clock(PAID, 21)).then_refused(NotFound)
    assert len(desk.on(PAID, AUDITOR, ListPurchases(status="paid"), 21).items) == 1
    title, heading, row = read_back(desk.on(PAID, AUDITOR, ExportPurchases(start=ASKED, end=PAID), 22).content)
    assert (title[0], heading[1], row[1]) == ("采购台账 2025-06-09 至 2025-06-18", "采购内容", "打印机")
