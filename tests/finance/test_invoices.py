"""Invoices (A32, B10.5): each registered once, for ever and whoever has it; arithmetic; claimed once; taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from services.finance.invoices import events as e
from services.finance.invoices.checking import (
    BeforePurchase,
    NotOnInvoice,
    OtherBuyer,
    SumsDiffer,
    TaxTooHigh,
    WrongTaxNumber,
    add_up,
)
from services.finance.invoices.face import Face
from services.finance.invoices.handlers import OwnRefund
from services.finance.invoices.invoice import (
    Invoice,
    InvoiceNotFree,
    InvoiceUsedTwice,
    LessThanClaimed,
    NotYourInvoice,
    RedLetterBeforeInvoice,
    RedLetterTooLarge,
)
from services.finance.invoices.numbers import credit_check, invoice_id, is_credit_code, is_tax_number, plain
from services.finance.invoices.operations import (
    CorrectInvoice,
    EnterRedLetter,
    ExportInvoices,
    GetInvoice,
    ListInvoices,
    NoteRefund,
    RegisterInvoice,
    VoidInvoice,
    WithdrawInvoice,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, Refusal
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    COLLEAGUE,
    HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.invoices import ISSUED, NUMBER, ORGAN, SELLER, SELLER_TAX, typed
from tests.given import act, fact, given, proven

MONDAY, TUESDAY = day(6, 9), day(6, 10)
AT = {"at": clock(MONDAY, 15)}
THIS = invoice_id("", NUMBER)
CLAIM, ANOTHER = UUID(int=91), UUID(int=92)
HELD = by(STAFF, MONDAY, typed())
RED_NUMBER = "25512000000087654321"


# -- once -------------------------------------------------------------------------------------------------------------


def test_everybody_registers_their_own(desk: Desk) -> None:
    given(to=desk).when(typed(), by=STAFF, **AT).then(
        fact(
            e.InvoiceRegistered, number=NUMBER, code="", person=STAFF, department="finance-economy", source="typed",
            gross=Decimal(106), cites=("A32",),
        )
    ).then_answer(
        id=THIS, status="registered", person=STAFF, registered_on=MONDAY, left=Decimal(106), source="typed", version=1
    )  # fmt: skip
    proven(desk.app)


SPELLINGS = (
    NUMBER,
    " 2551 2000 0000 1234 5678 ",
    "２５５１２０００００００１２３４５６７８",
    "2551-2000-0000-1234-5678",
    "2551\u200b2000\u00a00000\u30001234\ufeff5678",
    "25512000．000012345678",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("person", [STAFF, OTHER_STAFF, ACCOUNTANT])
def test_no_invoice_is_registered_twice_however_it_is_typed_and_by_whomever(
    desk: Desk, spelling: str, person: str
) -> None:
    given(HELD, to=desk).when(typed(spelling), by=person, at=clock(day(6, 9, 2029))).then_refused(
        InvoiceUsedTwice, cites=("A32", "B10.5")
    )


def test_zeros_at_the_front_are_part_of_the_number(desk: Desk) -> None:
    with_zeros = typed("00012345", kind="paper", code="051001900111")
    given(to=desk).when(with_zeros, by=STAFF, **AT).then(fact(e.InvoiceRegistered, number="00012345"))
    given(to=desk).when(typed("12345", kind="paper", code="051001900111"), by=STAFF, **AT).then_refused(Invalid)
    without = typed("00012345", kind="paper", code="51001900111")
    given(to=desk).when(without, by=STAFF, **AT).then_refused(Invalid)
    given(to=desk).when(typed("00012345", kind="paper", code="051001900112"), by=STAFF, **AT).then(e.InvoiceRegistered)


def test_a_code_typed_into_the_number_makes_no_second_invoice(desk: Desk) -> None:
    older = by(STAFF, MONDAY, typed("12345678", kind="electronic", code="051001900111"))
    given(older, to=desk).when(typed("05100190011112345678"), by=OTHER_STAFF, **AT).then_refused(InvoiceUsedTwice)


def test_whose_it_was_is_told_to_those_who_may_see_it_alone(desk: Desk) -> None:
    first = {"invoice": str(THIS), "person": STAFF, "status": "registered"}
    for person, told in ((STAFF, first), (ACCOUNTANT, first), (AUDITOR, first), (OTHER_STAFF, {}), (HEAD, {})):
        refused = given(HELD, to=desk) if person == STAFF else given(to=desk)
        outcome = refused.when(typed(), by=person, **AT).then_refused(InvoiceUsedTwice, first=told)
        assert outcome.refusal is not None
        assert (STAFF in str(outcome.refusal.as_problem())) is bool(told)


def test_of_two_at_the_same_moment_one_is_refused(desk: Desk) -> None:
    def register(person: str) -> str:
        try:
            desk.do(typed(), by=person)
        except Refusal as refusal:
            return refusal.code
        return "registered"

    people = [STAFF, OTHER_STAFF, COLLEAGUE, HEAD] * 4
    desk.at(MONDAY)
    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(register, people))
    assert found == ["finance.invoice-used-twice"] * 15 + ["registered"]
    proven(desk.app)


@draws(
    st.text(st.sampled_from("0123456789０１２３４５６７８９ -－—\u3000\u00a0\u200b.·_/"), max_size=60),
    st.text(st.sampled_from(" -\u3000\u200b"), max_size=4),
)
def test_what_is_between_the_digits_never_matters(spelled: str, between: str) -> None:
    digits = plain(spelled)
    assert digits.isascii()
    assert all(c.isdigit() for c in digits)
    assert plain(between.join(spelled)) == digits
    assert plain(digits) == digits


# -- what arithmetic can tell -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sums", "refusal"),
    [
        ({"net": "100.01"}, SumsDiffer),
        ({"net": "99.99"}, SumsDiffer),
        ({"other": "0.01"}, SumsDiffer),
        ({"net": "90", "tax": "16"}, TaxTooHigh),
        ({"net": "0", "tax": "106"}, TaxTooHigh),
    ],
)
def test_what_does_not_add_up_is_refused(desk: Desk, sums: dict[str, str], refusal: type[Refusal]) -> None:
    """To the fen (A32)."""
    wrong = typed(**{name: Decimal(sum_) for name, sum_ in sums.items()})
    given(to=desk).when(wrong, by=STAFF, **AT).then_refused(refusal, cites=("A32", "B10.5"))


@pytest.mark.parametrize(
    ("on", "tax", "most"),
    [
        (date(2018, 4, 30), "18.27", "18.27"),
        (date(2018, 5, 1), "17.27", "17.27"),
        (date(2019, 3, 31), "17.27", "17.27"),
        (date(2019, 4, 1), "14.27", "14.27"),
    ],
)
def test_the_highest_rate_is_that_of_the_day_on_the_invoice(desk: Desk, on: date, tax: str, most: str) -> None:
    """17, 16 and 13 per cent of a hundred yuan, and 1.27 yuan of rounding; a fen more is refused."""

    def taxed(number: str, tax: Decimal) -> RegisterInvoice:
        return typed(number, on=on, tax=tax, net=Decimal(100), gross=100 + tax)

    given(to=desk).when(taxed("25512000000000000001", Decimal(tax)), by=STAFF, **AT).then(e.InvoiceRegistered)
    too_much = taxed("25512000000000000002", Decimal(tax) + Decimal("0.01"))
    given(to=desk).when(too_much, by=STAFF, **AT).then_refused(TaxTooHigh, most=most)


def test_other_charges_of_an_air_ticket_are_neither_net_nor_tax(desk: Desk) -> None:
    sums = {"net": Decimal("917.43"), "tax": Decimal("82.57"), "other": Decimal(50), "gross": Decimal(1050)}
    ticket = typed(kind="air", seller="云航航空股份有限公司", seller_tax="", **sums)
    given(to=desk).when(ticket, by=STAFF, **AT).then(fact(e.InvoiceRegistered, **sums))


def test_where_only_the_whole_sum_is_printed_the_rest_follows(desk: Desk) -> None:
    slip = typed("00012345", kind="slip", code="151001900111", net=None, tax=Decimal(0), seller="", seller_tax="",
                 buyer="", buyer_tax="")  # fmt: skip
    given(to=desk).when(slip, by=STAFF, **AT).then(fact(e.InvoiceRegistered, net=Decimal(106), gross=Decimal(106)))


def test_the_day_on_it_has_come_and_does_not_lie_before_the_purchase(desk: Desk) -> None:
    given(to=desk).when(typed(on=TUESDAY), by=STAFF, **AT).then_refused(Invalid)
    given(to=desk).when(typed(bought=day(6, 6)), by=STAFF, **AT).then_refused(BeforePurchase, cites=("A32", "B10.5"))
    given(to=desk).when(typed(on=MONDAY, bought=MONDAY), by=STAFF, **AT).then(e.InvoiceRegistered)


@pytest.mark.parametrize("missing", ["seller", "seller_tax", "buyer"])
def test_seller_and_buyer_are_named(desk: Desk, missing: str) -> None:
    given(to=desk).when(typed(**{missing: ""}), by=STAFF, **AT).then_refused(NotOnInvoice, fields=[{"field": missing}])


@pytest.mark.parametrize(
    "number",
    [SELLER_TAX[:-1] + "4", SELLER_TAX[:-1], SELLER_TAX.replace("M", "I"), "9135010000000", "1101011990030728200", "x"],
)
def test_a_tax_number_with_a_wrong_length_or_last_sign_is_refused(desk: Desk, number: str) -> None:
    given(to=desk).when(typed(seller_tax=number), by=STAFF, **AT).then_refused(WrongTaxNumber)


@pytest.mark.parametrize(
    "number",
    [
        SELLER_TAX,
        "９１３５０１００ Ｍ０００１００Ｙ４３",
        "350100000000001",
        "35010000000000123456",
        "11010119900307889X",
    ],
)
def test_unified_codes_older_numbers_and_those_of_people_are_taken(number: str) -> None:
    assert is_tax_number(plain(number))


@draws(st.text(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"), min_size=17, max_size=17), st.data())
def test_one_wrong_sign_of_a_unified_code_is_found(first: str, data: st.DataObject) -> None:
    code = first + credit_check(first)
    assert is_credit_code(code)
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY").filter(lambda c: c != code[place]))
    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    "buyer", [{"buyer": "云柚区财政局"}, {"buyer_tax": SELLER_TAX}, {"buyer": "王某", "buyer_tax": ""}]
)
def test_made_out_to_another_it_takes_a_reason(desk: Desk, buyer: dict[str, str]) -> None:
    given(to=desk).when(typed(**buyer), by=STAFF, **AT).then_refused(OtherBuyer, cites=("A32", "B10.5"))
    given(to=desk).when(typed(**buyer, buyer_reason="系统不支持单位抬头"), by=STAFF, **AT).then(
        fact(e.InvoiceRegistered, buyer_reason="系统不支持单位抬头")
    )


def test_made_out_to_the_organ_or_its_union_no_reason_is_kept(desk: Desk) -> None:
    given(to=desk).when(typed(buyer=f" {ORGAN[:4]}　{ORGAN[4:]}", buyer_reason="误填"), by=STAFF, **AT).then(
        fact(e.InvoiceRegistered, buyer_reason="")
    )
    union = {"buyer": "云柚区人大机关工会委员会", "buyer_tax": "81519903MC0A201802"}
    given(to=desk).when(typed(RED_NUMBER, **union), by=STAFF, **AT).then(e.InvoiceRegistered)


def ruled(desk: Desk, name: str, value: str, since: date) -> None:
    office = desk.app.office
    desk.app.office = replace(office, rules=office.rules.with_value(f"invoices.{name}", value, since))


def test_whether_another_buyer_passes_with_a_reason_is_the_organs_to_say(desk: Desk) -> None:
    ruled(desk, "other_buyers", "false", TUESDAY)
    other = {"buyer": "王某某", "buyer_tax": "", "buyer_reason": "个人抬头"}
    given(to=desk).when(typed(**other), by=STAFF, **AT).then(e.InvoiceRegistered)
    given(to=desk).when(typed(RED_NUMBER, **other), by=STAFF, at=clock(TUESDAY)).then_refused(OtherBuyer)


def test_to_whom_it_is_made_out_is_asked_of_the_day_of_registration(desk: Desk) -> None:
    """The organ took another name: from that day on invoices bear it."""
    new = '[{ id = "organ", zh = "云柚区人大常委会", en = "New name", tax = "11519903MB0A201807" }]'
    ruled(desk, "made_out_to", new, TUESDAY)
    given(to=desk).when(typed(buyer="云柚区人大常委会"), by=STAFF, **AT).then_refused(OtherBuyer)
    given(to=desk).when(typed(buyer="云柚区人大常委会"), by=STAFF, at=clock(TUESDAY)).then(e.InvoiceRegistered)


def test_how_far_rounding_lifts_the_tax_is_asked_of_the_day_on_it(desk: Desk) -> None:
    ruled(desk, "rounding", "0.06", day(6, 5))
    for on, most in ((day(6, 4), "14.27"), (day(6, 5), "13.06")):
        tax = Decimal(most)
        number = f"25512000000000{on:%Y%m}"
        too_much = typed(number, on=on, tax=tax + Decimal("0.01"), net=Decimal(100), gross=tax + Decimal("100.01"))
        given(to=desk).when(too_much, by=STAFF, **AT).then_refused(TaxTooHigh, most=most)
        within = typed(f"{number[:-1]}{on.day}", on=on, tax=tax, net=Decimal(100), gross=tax + 100)
        given(to=desk).when(within, by=STAFF, **AT).then(e.InvoiceRegistered)


@draws(
    st.decimals(0, 10**9, places=2),
    st.decimals(0, 10**8, places=2),
    st.decimals(0, 10**6, places=2),
    st.integers(-99, 99),
)
def test_a_fen_more_or_less_never_passes(net: Decimal, tax: Decimal, other: Decimal, fen: int) -> None:
    """The sum is taken as it stands where it is that of its parts, and refused by its difference otherwise."""
    gross = net + tax + other + Decimal(fen) / 100
    face = Face(kind="digital", number=NUMBER, on=ISSUED, net=net, tax=tax, other=other, gross=gross)
    if fen == 0:
        add_up(face)
    else:
        with pytest.raises(SumsDiffer) as refused:
            add_up(face)
        assert Decimal(refused.value.details["difference"]) == Decimal(fen) / 100


# -- before it is used ------------------------------------------------------------------------------------------------


def corrected(**more: Any) -> CorrectInvoice:
    said = typed(**more).model_dump(exclude={"code", "number", "bought"})
    return CorrectInvoice(invoice=THIS, reason="金额录错", **said)


def test_it_is_corrected_by_whoever_registered_it(desk: Desk) -> None:
    change = corrected(gross=Decimal(113), tax=Decimal(13))
    given(HELD, to=desk).when(change, by=STAFF, **AT).then(
        fact(e.InvoiceCorrected, number=NUMBER, gross=Decimal(113), reason="金额录错")
    ).then_answer(gross=Decimal(113), left=Decimal(113), corrected=True)
    for person in (OTHER_STAFF, ACCOUNTANT, HEAD):
        given(to=desk).when(change, by=person, **AT).then_refused(Forbidden)
    given(to=desk).when(corrected(gross=Decimal(112)), by=STAFF, **AT).then_refused(SumsDiffer)
    proven(desk.app)


def test_what_was_entered_in_error_is_free_for_whoever_has_it(desk: Desk) -> None:
    given(HELD, to=desk).when(WithdrawInvoice(invoice=THIS, reason="号码录错"), by=STAFF, **AT).then(e.InvoiceWithdrawn)
    given(to=desk).when(typed(gross=Decimal(212), net=Decimal(206)), by=OTHER_STAFF, **AT).then(
        fact(e.InvoiceRegistered, person=OTHER_STAFF, department="budget")
    ).then_answer(id=THIS, person=OTHER_STAFF, status="registered", gross=Decimal(212), reason="")
    given(to=desk).when(GetInvoice(invoice=THIS), by=STAFF, **AT).then_refused(Forbidden)
    given(to=desk).when(typed(), by=STAFF, **AT).then_refused(InvoiceUsedTwice, first={})
    proven(desk.app)


@pytest.mark.parametrize("person", [STAFF, ACCOUNTANT])
def test_what_the_seller_made_void_is_used_by_nobody_ever(desk: Desk, person: str) -> None:
    given(HELD, to=desk).when(VoidInvoice(invoice=THIS, reason="开票方作废"), by=person, **AT).then(
        fact(e.InvoiceVoided, person=STAFF)
    ).then_answer(status="void", reason="开票方作废")
    given(to=desk).when(typed(), by=OTHER_STAFF, at=clock(day(1, 4, 2027))).then_refused(InvoiceUsedTwice)
    given(to=desk).when(corrected(), by=STAFF, **AT).then_refused(InvoiceNotFree, status="void")


# -- used by claims ---------------------------------------------------------------------------------------------------

REGISTERED = fact(
    e.InvoiceRegistered, person=STAFF, code="", number=NUMBER, kind="digital", on=ISSUED, gross=Decimal(106),
    net=Decimal(100), tax=Decimal(6), source="typed", department="finance-economy",
)  # fmt: skip
CLAIMED = fact(e.InvoiceClaimed, person=STAFF, code="", number=NUMBER, claim=CLAIM)
SETTLED = fact(e.InvoiceSettled, person=STAFF, code="", number=NUMBER, claim=CLAIM)


def test_it_is_claimed_once() -> None:
    given(REGISTERED, of=Invoice).when(Invoice.take, claim=CLAIM, by=STAFF).then(
        fact(e.InvoiceClaimed, claim=CLAIM, number=NUMBER, person=STAFF)
    )
    for claim in (CLAIM, ANOTHER):
        given(REGISTERED, CLAIMED, of=Invoice).when(Invoice.take, claim=claim, by=STAFF).then_refused(
            InvoiceNotFree, status="claimed"
        )
        given(REGISTERED, CLAIMED, SETTLED, of=Invoice).when(Invoice.take, claim=claim, by=STAFF).then_refused(
            InvoiceNotFree, status="settled"
        )


def test_nobody_claims_with_anothers() -> None:
    given(REGISTERED, of=Invoice).when(Invoice.take, claim=CLAIM, by=OTHER_STAFF).then_refused(NotYourInvoice)


def test_what_a_claim_does_without_is_free_again() -> None:
    freed = fact(e.InvoiceFreed, person=STAFF, code="", number=NUMBER, claim=CLAIM)
    given(REGISTERED, CLAIMED, of=Invoice).when(Invoice.free, claim=CLAIM, by=ACCOUNTANT).then(e.InvoiceFreed)
    given(REGISTERED, CLAIMED, freed, of=Invoice).when(Invoice.take, claim=ANOTHER, by=STAFF).then(e.InvoiceClaimed)
    given(REGISTERED, CLAIMED, of=Invoice).when(Invoice.free, claim=ANOTHER).then_refused(InvoiceNotFree)
    given(REGISTERED, CLAIMED, SETTLED, of=Invoice).when(Invoice.free, claim=CLAIM).then_refused(InvoiceNotFree)


def test_paid_it_is_used_up() -> None:
    given(REGISTERED, CLAIMED, of=Invoice).when(Invoice.settle, claim=CLAIM).then(fact(e.InvoiceSettled, claim=CLAIM))
    given(REGISTERED, CLAIMED, of=Invoice).when(Invoice.settle, claim=ANOTHER).then_refused(InvoiceNotFree)
    given(REGISTERED, of=Invoice).when(Invoice.settle, claim=CLAIM).then_refused(InvoiceNotFree)


# -- taken back -------------------------------------------------------------------------------------------------------


def red(gross: str = "-106", tax: str = "-6", **more: Any) -> EnterRedLetter:
    said: dict[str, Any] = {"invoice": THIS, "kind": "digital", "number": RED_NUMBER, "on": MONDAY, "reason": "退货"}
    return EnterRedLetter(gross=Decimal(gross), tax=Decimal(tax), **said | more)


def test_a_red_letter_takes_all_of_it_back(desk: Desk) -> None:
    given(HELD, to=desk).when(red(), by=STAFF, **AT).then(
        fact(e.InvoiceReversed, by=RED_NUMBER, amount=Decimal(106), left=Decimal(0)),
        fact(e.RedLetterEntered, number=RED_NUMBER, gross=Decimal(-106), net=Decimal(-100), reverses=THIS),
    ).then_answer(status="reversed", left=Decimal(0))
    (letter,) = desk.ask(ListInvoices(reverses=THIS), by=ACCOUNTANT, **AT).items
    assert (letter.status, letter.gross, letter.seller, letter.person) == ("red", Decimal(-106), SELLER, STAFF)
    for number in (NUMBER, RED_NUMBER):
        given(to=desk).when(typed(number), by=OTHER_STAFF, **AT).then_refused(InvoiceUsedTwice)
    given(to=desk).when(red(number="25512000000087654322"), by=STAFF, **AT).then_refused(InvoiceNotFree)
    proven(desk.app)


def test_a_red_letter_in_part_leaves_the_rest(desk: Desk) -> None:
    given(HELD, to=desk).when(red("-53", "-3"), by=ACCOUNTANT, **AT).then(
        fact(e.InvoiceReduced, amount=Decimal(53), left=Decimal(53)), e.RedLetterEntered
    ).then_answer(status="registered", left=Decimal(53))
    given(to=desk).when(red("-53.01", "-3", number="25512000000087654322"), by=STAFF, **AT).then_refused(
        RedLetterTooLarge, left="53.00"
    )
    given(to=desk).when(corrected(), by=STAFF, **AT).then_refused(InvoiceNotFree)
    given(to=desk).when(WithdrawInvoice(invoice=THIS, reason="x"), by=STAFF, **AT).then_refused(InvoiceNotFree)
    assert desk.may(MONDAY, STAFF, GetInvoice(invoice=THIS)) == ["void-invoice", "enter-red-letter"]
    given(to=desk).when(red("-53", "-3", number="25512000000087654322"), by=STAFF, **AT).then(
        fact(e.InvoiceReversed, left=Decimal(0)), e.RedLetterEntered
    )
    proven(desk.app)


def test_a_red_letter_has_a_number_of_its_own_and_is_no_older(desk: Desk) -> None:
    given(HELD, to=desk).when(red(number=NUMBER), by=STAFF, **AT).then_refused(InvoiceUsedTwice)
    given(to=desk).when(red(on=day(6, 4)), by=STAFF, **AT).then_refused(RedLetterBeforeInvoice)
    given(to=desk).when(red(on=ISSUED), by=STAFF, **AT).then(e.InvoiceReversed, e.RedLetterEntered)


def test_no_more_is_paid_on_it_than_red_letters_left() -> None:
    half = fact(
        e.InvoiceReduced, person=STAFF, code="", number=NUMBER, by=RED_NUMBER, amount=Decimal(53), left=Decimal(53)
    )
    history = (REGISTERED, CLAIMED, half)
    given(*history, of=Invoice).when(Invoice.settle, claim=CLAIM, amount=Decimal("53.01")).then_refused(
        LessThanClaimed, left="53.00"
    )
    given(*history, of=Invoice).when(Invoice.settle, claim=CLAIM, amount=Decimal(53)).then(e.InvoiceSettled)
    whole = fact(
        e.InvoiceReversed, person=STAFF, code="", number=NUMBER, by=RED_NUMBER, amount=Decimal(106), left=Decimal(0)
    )
    history = (REGISTERED, CLAIMED, whole)
    given(*history, of=Invoice).when(Invoice.settle, claim=CLAIM).then_refused(InvoiceNotFree, status="reversed")
    given(*history, of=Invoice).when(Invoice.free, claim=CLAIM).then_nothing()


def paid(desk: Desk, person: str = STAFF) -> None:
    """Into a claim and out of the till."""

    def record(tx: Any) -> None:
        invoice = tx.load(Invoice, THIS)
        invoice.take(act(person, MONDAY, at=clock(MONDAY, 13)), claim=CLAIM)
        invoice.settle(act(CASHIER, MONDAY, at=clock(MONDAY, 13)), claim=CLAIM)
        tx.append(invoice)

    desk.app.record(record)


def test_what_was_paid_on_a_reversed_invoice_has_to_come_back(desk: Desk) -> None:
    given(HELD, to=desk)
    paid(desk)
    given(to=desk).when(red("-53", "-3"), by=ACCOUNTANT, **AT).then(
        fact(e.RefundDue, claim=CLAIM, amount=Decimal(53), refund=Decimal(53)), e.RedLetterEntered
    ).then_answer(status="refund-due", refund=Decimal(53))
    given(to=desk).when(red("-53", "-3", number="25512000000087654322"), by=ACCOUNTANT, **AT).then(
        fact(e.RefundDue, refund=Decimal(106), left=Decimal(0)), e.RedLetterEntered
    )
    back = NoteRefund(invoice=THIS, note="已退回，凭证2025-06-0003")
    given(to=desk).when(back, by=STAFF, **AT).then_refused(Forbidden)
    given(to=desk).when(back, by=CASHIER, **AT).then(fact(e.RefundNoted, amount=Decimal(106), claim=CLAIM)).then_answer(
        status="settled", refund=Decimal(0), left=Decimal(0)
    )
    proven(desk.app)


def test_nobody_enters_that_their_own_debt_was_paid(desk: Desk) -> None:
    given(by(ACCOUNTANT, MONDAY, typed()), to=desk)
    paid(desk, ACCOUNTANT)
    given(by(ACCOUNTANT, MONDAY, red(), 14), to=desk)
    assert "note-refund" not in desk.may(TUESDAY, ACCOUNTANT, GetInvoice(invoice=THIS))
    assert "note-refund" in desk.may(TUESDAY, CASHIER, GetInvoice(invoice=THIS))
    given(to=desk).when(NoteRefund(invoice=THIS), by=ACCOUNTANT, at=clock(TUESDAY)).then_refused(OwnRefund)


# -- who sees what ----------------------------------------------------------------------------------------------------


def test_everybody_sees_their_own_and_whoever_answers_for_the_money_all(desk: Desk) -> None:
    other = by(OTHER_STAFF, MONDAY, typed(RED_NUMBER))
    given(HELD, other, to=desk)

    def seen(by: str, **asked: Any) -> int:
        return len(desk.ask(ListInvoices(**asked), by=by, **AT).items)

    assert (seen(ACCOUNTANT), seen(AUDITOR), seen(STAFF, person=STAFF)) == (2, 2, 1)
    for operation in (ListInvoices(), ListInvoices(person=OTHER_STAFF), GetInvoice(invoice=invoice_id("", RED_NUMBER))):
        given(to=desk).when(operation, by=STAFF, **AT).then_refused(Forbidden)
    given(to=desk).when(GetInvoice(invoice=THIS), by=HEAD, **AT).then_refused(Forbidden)


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(HELD, to=desk)
    file = desk.ask(ExportInvoices(start=day(6, 1), end=day(6, 30)), by=AUDITOR, **AT)
    title, heading, row = read_back(file.content)
    assert title[0] == "发票台账 2025-06-01 至 2025-06-30"
    assert heading[:3] == ("发票种类", "发票代码", "发票号码")
    assert row[:3] == ("数电票", None, NUMBER)
    assert row[-2] == "已登记"
    given(to=desk).when(ExportInvoices(start=day(6, 1), end=day(6, 30)), by=STAFF, **AT).then_refused(Forbidden)


def test_who_bought_stays_in_the_service(desk: Desk) -> None:
    given(by(STAFF, MONDAY, typed(buyer="王某某", buyer_tax="", buyer_reason="个人抬头")), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "王某某" in encode(event).decode()
    public = public_bytes(event.TOPIC, encode(event)).decode()
    assert SELLER in public
    for kept in ("王某某", "个人抬头", SELLER_TAX):
        assert kept not in public


def test_a_record_offers_what_may_be_done_with_it_now(desk: Desk) -> None:
    given(HELD, to=desk)
    shows = GetInvoice(invoice=THIS)
    everything = ["correct-invoice", "withdraw-invoice", "void-invoice", "enter-red-letter"]
    assert desk.may(MONDAY, STAFF, shows) == everything
    assert desk.may(MONDAY, ACCOUNTANT, shows) == everything[2:]
    assert desk.may(MONDAY, AUDITOR, shows) == []
    paid(desk)
    assert desk.may(MONDAY, STAFF, shows) == ["enter-red-letter"]
