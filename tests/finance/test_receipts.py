"""Receipts (B10.5, B10.6): gapless in registered books, banked to the fen in time, handed up whole to the treasury."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from services.finance.fees import events as fees
from services.finance.fees.charge import ChargeSettled
from services.finance.fees.item import FeeNotLicensed, NotAtLicensedAmount
from services.finance.fees.operations import ApproveWaiver, ConfirmFeeLicence, GetCharge, RequestWaiver
from services.finance.ledger.events import VoucherPosted, VoucherReversed
from services.finance.receipts import events as e
from services.finance.receipts.book import BookNotInUse, BookRegistered, ReceiptBook, ReceiptOutOfOrder
from services.finance.receipts.handing_up import HandingUpSettled, NotYetHandedUp
from services.finance.receipts.operations import (
    BankTakings,
    CheckTakings,
    CollectCharge,
    ExportFeeReceipts,
    GetFeeReceipt,
    GetHandingUp,
    GetReceiptBook,
    GetTakings,
    ListFeeReceipts,
    ListHandingUp,
    ListReceiptBooks,
    ListTakings,
    PayHandingUp,
    PrepareHandingUp,
    ReturnReceiptBook,
    SpoilReceipt,
    VoidReceipt,
    WithdrawHandingUp,
)
from services.finance.receipts.receipt import ReceiptIsVoid, ReceiptPassedOn
from services.finance.receipts.takings import TakingsDiffer, TakingsSettled
from services.finance.separation import DutiesNotSegregated
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.kernel.rules.calendar import OPEN_DUE
from tests.documents.test_unknown_year import import_the_year
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, FINANCE_LEADER, STAFF, Desk, by, clock, day, read_back
from tests.finance.fees import (
    BOOK,
    CONFIRMED,
    FEE,
    ITEM,
    LICENCE,
    LICENSED,
    MONDAY,
    TUESDAY,
    book,
    charge,
    licence,
    receipt,
)
from tests.finance.money import held
from tests.finance.standing import standing_in
from tests.given import By, fact, given, proven
from tests.stores import prepared

AT = {"at": clock(MONDAY, 15)}
JULY, JUNE = day(7, 1), "2025-06"


def took(number: str = "000101", amount: str = "100", on: date = MONDAY, means: str = "cash", hour: int = 10) -> By:
    return by(CASHIER, on, receipt(number, amount, means), hour)


def takings(desk: Desk, nth: int = 0) -> UUID:
    found: UUID = desk.on(day(12, 30), ACCOUNTANT, ListTakings()).items[nth].id
    return found


def receipts(desk: Desk, number: str) -> UUID:
    found: UUID = desk.on(day(12, 30), ACCOUNTANT, ListFeeReceipts(number=f"云财票2025-{number}")).items[0].id
    return found


def bank(desk: Desk, amount: str = "100", on: date = TUESDAY, slip: str = "CD0601") -> BankTakings:
    return BankTakings(takings=takings(desk), on=on, slip=slip, amount=Decimal(amount))


# -- books ------------------------------------------------------------------------------------------------------------


def test_a_fee_is_receipted_from_a_registered_book(desk: Desk) -> None:
    given(*LICENSED, to=desk).when(receipt(), by=CASHIER, **AT).then(
        fact(e.ReceiptNumberUsed, serial=101),
        fact(VoucherPosted, number="2025-06-0001", summary="收费票据云财票2025-000101"),
        fact(e.TakingsDue, on=MONDAY, person=CASHIER, due=TUESDAY),
        fact(e.HandingUpDue, month="2025-06", person=ACCOUNTANT, due=day(7, 7)),
        fact(e.ReceiptIssued, number="云财票2025-000101", licence="云费证2025-07", means="cash"),
    ).then_answer(number="云财票2025-000101", status="issued", payer="王某")  # fmt: skip
    assert held(desk, MONDAY) == {"cash": 100, "treasury": -100}
    proven(desk.app)


def test_numbers_are_used_in_their_order_to_the_last(desk: Desk) -> None:
    """None left out, none twice (B10.5)."""
    given(*LICENSED, took(), to=desk)
    for number in ("000101", "000103", "102", "999999"):
        given(to=desk).when(receipt(number), by=CASHIER, **AT).then_refused(
            ReceiptOutOfOrder, cites=("B10.5",), next_number="000102"
        )
    given(took("000102", hour=15), to=desk).when(receipt("000103"), by=CASHIER, at=clock(MONDAY, 16)).then(
        e.ReceiptNumberUsed, e.ReceiptBookUsedUp, VoucherPosted, e.ReceiptIssued
    )
    given(to=desk).when(receipt("000104"), by=CASHIER, at=clock(MONDAY, 17)).then_refused(
        BookNotInUse, cites=("B10.5",), status="used-up"
    )


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [("000104", "000110", True), ("000090", "000100", True), ("000103", "000110", False), ("000090", "000101", False)],
)
def test_no_number_stands_in_two_books(desk: Desk, first: str, last: str, fits: bool) -> None:
    outcome = given(*LICENSED, to=desk).when(book(first, last), by=ACCOUNTANT, **AT)
    if fits:
        outcome.then(e.ReceiptBookRegistered)
    else:
        outcome.then_refused(BookRegistered, cites=("B10.5",))
    given(to=desk).when(book(first, last, series="另一代码"), by=ACCOUNTANT, **AT).then(e.ReceiptBookRegistered)


@pytest.mark.parametrize(("first", "last"), [("000105", "000104"), ("00101", "000110")])
def test_a_books_numbers_run_forwards(first: str, last: str) -> None:
    given(of=ReceiptBook).when(ReceiptBook.register, series="x", first=first, last=last).then_refused(Invalid)


def test_a_spoilt_form_is_void_and_keeps_its_number(desk: Desk) -> None:
    spoil = SpoilReceipt(book=BOOK, number="000101", reason="填写错误")
    given(*LICENSED, to=desk).when(spoil, by=CASHIER, **AT).then(
        e.ReceiptNumberUsed, fact(e.ReceiptSpoiled, number="云财票2025-000101", cites=("B10.5",))
    ).then_answer(status="void")
    (line,) = desk.on(MONDAY, CASHIER, ListFeeReceipts(status="void"), 16).items
    assert (line.number, line.amount, line.voided_by) == ("云财票2025-000101", 0, CASHIER)
    assert held(desk, MONDAY) == {}
    proven(desk.app)


def test_what_is_unused_goes_back_to_the_treasury(desk: Desk) -> None:
    back = ReturnReceiptBook(book=BOOK, reason="换版")
    given(*LICENSED, took(), to=desk).when(back, by=ACCOUNTANT, **AT).then(
        fact(e.ReceiptBookReturned, unused=102, last=103)
    )
    given(to=desk).when(receipt("000102"), by=CASHIER, at=clock(MONDAY, 16)).then_refused(BookNotInUse)
    assert [one.status for one in desk.on(TUESDAY, CASHIER, ListReceiptBooks()).items] == ["returned"]


def test_without_licence_there_is_no_receipt(desk: Desk) -> None:
    given(*CONFIRMED[:2], by(ACCOUNTANT, day(6, 2), book(), 11), to=desk).when(
        receipt(), by=CASHIER, **AT
    ).then_refused(FeeNotLicensed, cites=("B10.4",))


def test_nor_for_another_amount(desk: Desk) -> None:
    given(*LICENSED, to=desk).when(receipt(amount="99.99"), by=CASHIER, **AT).then_refused(NotAtLicensedAmount)


def test_what_is_no_book_has_no_receipts(desk: Desk) -> None:
    """Also where there is a record of that id, which is something else."""
    given(*LICENSED, to=desk).when(receipt(book=ITEM), by=CASHIER, **AT).then_refused(NotFound)


@pytest.mark.parametrize("person", [ACCOUNTANT, STAFF, CHAIR])
def test_nobody_but_the_cashier_takes_money(desk: Desk, person: str) -> None:
    given(*LICENSED, to=desk).when(receipt(), by=person, **AT).then_refused(Forbidden)


# -- charges ----------------------------------------------------------------------------------------------------------

OWED = UUID(int=4)
"""The charge that follows the book."""


def collect(number: str = "000101", means: str = "bank") -> CollectCharge:
    return CollectCharge(charge=OWED, book=BOOK, number=number, means=means, reference="B770")  # type: ignore[arg-type]


def test_a_charge_is_collected_by_one_receipt(desk: Desk) -> None:
    given(*LICENSED, by(ACCOUNTANT, MONDAY, charge("300")), to=desk).when(collect(), by=CASHIER, **AT).then(
        e.ReceiptNumberUsed,
        fact(VoucherPosted, summary="收费票据云财票2025-000101 B770"),
        e.HandingUpDue,
        fact(e.ReceiptIssued, amount=Decimal(300), organisation="云岭公司", charge=OWED, takings=None),
        fact(fees.ChargeCollected, receipt="云财票2025-000101"),
    ).then_answer(status="issued", amount=300)
    assert held(desk, MONDAY) == {"bank": 300, "treasury": -300}
    assert desk.owed("finance.charge") == [(CASHIER, "office", day(6, 20), "fulfilled")]
    given(to=desk).when(collect("000102"), by=CASHIER, at=clock(TUESDAY)).then_refused(ChargeSettled)
    proven(desk.app)


def test_it_is_collected_though_the_licence_has_ended_since(desk: Desk) -> None:
    """It was owed while the licence was valid (B10.6)."""
    late = day(1, 6, 2026)
    given(*LICENSED, by(ACCOUNTANT, day(12, 30), charge(due=day(12, 31))), to=desk).when(
        collect(), by="p023", at=clock(late)
    )
    assert desk.on(late, "p023", GetCharge(charge=OWED), 15).status == "collected"


def test_a_waived_charge_is_not_collected(desk: Desk) -> None:
    history = (
        by(ACCOUNTANT, MONDAY, charge()),
        by(ACCOUNTANT, MONDAY, RequestWaiver(charge=OWED, reason="x"), 10),
        by(CHAIR, MONDAY, ApproveWaiver(charge=OWED, decision="x"), 11),
    )
    given(*LICENSED, *history, to=desk).when(collect(), by=CASHIER, **AT).then_refused(ChargeSettled)


def test_a_charge_is_collected_while_a_waiver_is_asked_for(desk: Desk) -> None:
    asked = by(ACCOUNTANT, MONDAY, RequestWaiver(charge=OWED, reason="x"), 10)
    given(*LICENSED, by(ACCOUNTANT, MONDAY, charge()), asked, to=desk)
    assert "collect-charge" in desk.may(MONDAY, CASHIER, GetCharge(charge=OWED))
    desk.on(MONDAY, CASHIER, collect(), 15)
    assert desk.may(MONDAY, CASHIER, GetCharge(charge=OWED)) == []


def test_it_is_owed_again_when_its_receipt_is_voided(desk: Desk) -> None:
    given(*LICENSED, by(ACCOUNTANT, MONDAY, charge()), by(CASHIER, MONDAY, collect(), 11), to=desk)
    void = VoidReceipt(receipt=receipts(desk, "000101"), reason="单位名称写错")
    given(to=desk).when(void, by=ACCOUNTANT, **AT).then(
        VoucherPosted, VoucherReversed, e.ReceiptVoided, fees.ChargeOwedAgain, e.HandingUpLapsed
    )
    assert desk.owed("finance.charge") == [(CASHIER, "office", day(6, 20), "open")]
    desk.on(MONDAY, CASHIER, collect("000102"), 16)
    assert desk.owed("finance.charge") == [(CASHIER, "office", day(6, 20), "fulfilled")]
    proven(desk.app)


# -- voiding ----------------------------------------------------------------------------------------------------------


def test_a_receipt_is_voided_by_the_accountant_and_keeps_its_number(desk: Desk) -> None:
    given(*LICENSED, took(), took("000102", "200", hour=11), to=desk)
    void = VoidReceipt(receipt=receipts(desk, "000101"), reason="金额写错")
    given(to=desk).when(void, by=CASHIER, **AT).then_refused(Forbidden)
    given(to=desk).when(void, by=ACCOUNTANT, **AT).then(
        VoucherPosted, VoucherReversed, fact(e.ReceiptVoided, number="云财票2025-000101", cites=("B10.5",))
    ).then_answer(status="void", voided_by=ACCOUNTANT)
    assert held(desk, MONDAY) == {"cash": 200, "treasury": -200}
    assert desk.on(MONDAY, CASHIER, GetTakings(takings=takings(desk)), 16).amount == 200
    given(to=desk).when(void, by=ACCOUNTANT, at=clock(MONDAY, 16)).then_refused(ReceiptIsVoid, cites=("B10.2", "B10.5"))


def test_all_receipts_void_nothing_is_owed(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    given(to=desk).when(VoidReceipt(receipt=receipts(desk, "000101"), reason="x"), by=ACCOUNTANT, **AT).then(
        VoucherPosted, VoucherReversed, e.ReceiptVoided, e.TakingsLapsed, e.HandingUpLapsed
    )
    assert [one[3] for one in desk.owed("finance.takings")] == ["cancelled"]
    assert [one[3] for one in desk.owed("finance.handing-up")] == ["cancelled"]
    desk.on(MONDAY, CASHIER, receipt("000102"), 16)
    assert sorted(one[3] for one in desk.owed("finance.takings")) == ["cancelled", "open"]
    assert [one[3] for one in desk.owed("finance.handing-up")] == ["open"]
    proven(desk.app)


def test_what_is_banked_is_not_voided(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    desk.on(TUESDAY, CASHIER, bank(desk))
    one = receipts(desk, "000101")
    given(to=desk).when(VoidReceipt(receipt=one, reason="x"), by=ACCOUNTANT, at=clock(TUESDAY, 15)).then_refused(
        ReceiptPassedOn, cites=("B10.6",)
    )
    assert desk.may(TUESDAY, ACCOUNTANT, GetFeeReceipt(receipt=one)) == []


# -- takings ----------------------------------------------------------------------------------------------------------


def test_a_days_takings_are_banked_to_the_fen_and_checked_by_another(desk: Desk) -> None:
    """Nothing outside the books (B10.6)."""
    given(*LICENSED, took(), took("000102", "250.50", hour=11), to=desk)
    for wrong in ("350.49", "350.51", "100.00"):
        given(to=desk).when(bank(desk, wrong), by=CASHIER, at=clock(TUESDAY)).then_refused(
            TakingsDiffer, cites=("B10.5", "B10.6"), receipts="350.50", deposit=wrong
        )  # fmt: skip
    given(to=desk).when(bank(desk, "350.50"), by=CASHIER, at=clock(TUESDAY)).then(
        fact(VoucherPosted, summary="缴存2025-06-09收款 存款单CD0601"),
        fact(e.TakingsBanked, slip="CD0601", numbers=BOTH),
    ).then_answer(status="banked", banked_on=TUESDAY, amount=Decimal("350.50"))
    assert held(desk, TUESDAY) == {"cash": 0, "bank": Decimal("350.50"), "treasury": Decimal("-350.50")}
    assert desk.owed("finance.takings") == [(CASHIER, "office", TUESDAY, "fulfilled")]
    one = takings(desk)
    given(to=desk).when(bank(desk, "350.50"), by=CASHIER, at=clock(TUESDAY, 15)).then_refused(TakingsSettled)
    given(to=desk).when(CheckTakings(takings=one), by=CASHIER, at=clock(TUESDAY, 15)).then_refused(Forbidden)
    given(to=desk).when(CheckTakings(takings=one), by=ACCOUNTANT, at=clock(TUESDAY, 15)).then(
        fact(e.TakingsChecked, on=MONDAY, person=CASHIER)
    ).then_answer(status="checked", checked_by=ACCOUNTANT)
    proven(desk.app)


def test_after_a_deposit_the_days_further_takings_are_owed_anew(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    desk.on(MONDAY, CASHIER, bank(desk, on=MONDAY), 14)
    given(to=desk).when(receipt("000102"), by=CASHIER, at=clock(MONDAY, 16)).then(
        e.ReceiptNumberUsed, VoucherPosted, e.TakingsDue, e.ReceiptIssued
    )
    assert sorted(one[3] for one in desk.owed("finance.takings")) == ["fulfilled", "open"]


@pytest.mark.parametrize(("on", "late"), [(TUESDAY, False), (day(6, 11), True)])
def test_takings_are_banked_within_a_working_day(desk: Desk, on: date, late: bool) -> None:
    given(*LICENSED, took(), to=desk)
    missed = desk.ticked(on, e.TakingsMissed)
    assert [one.due for one in missed] == ([TUESDAY] if late else [])
    desk.on(on, CASHIER, bank(desk, on=on))
    assert [one[3] for one in desk.owed("finance.takings")] == ["late" if late else "fulfilled"]
    assert desk.ticked(day(6, 12), e.TakingsMissed) == []
    (line,) = desk.on(day(6, 12), ACCOUNTANT, ListTakings(missed=late)).items
    assert line.missed is late


def test_over_a_weekend_the_next_working_day_counts(desk: Desk) -> None:
    given(*LICENSED, to=desk).when(receipt(), by=CASHIER, at=clock(day(6, 13))).then(
        e.ReceiptNumberUsed, VoucherPosted, fact(e.TakingsDue, due=day(6, 16)), e.HandingUpDue, e.ReceiptIssued
    )


def test_a_deposit_is_not_of_tomorrow(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    given(to=desk).when(bank(desk, on=day(6, 11)), by=CASHIER, at=clock(TUESDAY)).then_refused(Invalid)


# -- to the treasury --------------------------------------------------------------------------------------------------


BOTH = ("云财票2025-000101", "云财票2025-000102")


def prepare(paper: str = "缴款书0625") -> PrepareHandingUp:
    return PrepareHandingUp(month=JUNE, paper=paper)


PAY = PayHandingUp(month=JUNE, on=day(7, 2))


def june(desk: Desk) -> None:
    """Cash that is banked, and a transfer."""
    given(*LICENSED, took(), took("000102", "200", means="bank", hour=11), to=desk)
    desk.on(TUESDAY, CASHIER, bank(desk))


def test_a_months_receipts_are_handed_up_whole_by_two_people(desk: Desk) -> None:
    """Prepared by the accountant, paid by the cashier (B10.2, B10.6)."""
    june(desk)
    given(to=desk).when(prepare(), by=ACCOUNTANT, at=clock(JULY)).then(
        fact(e.HandingUpPrepared, amount=Decimal(300), numbers=BOTH, paper="缴款书0625")
    ).then_answer(status="prepared", receipts=2)  # fmt: skip
    transferred = receipts(desk, "000102")
    given(to=desk).when(VoidReceipt(receipt=transferred, reason="x"), by=ACCOUNTANT, at=clock(JULY)).then_refused(
        ReceiptPassedOn
    )
    for person in (ACCOUNTANT, CHAIR):
        given(to=desk).when(PAY, by=person, at=clock(day(7, 2))).then_refused(Forbidden)
    given(to=desk).when(PAY, by=CASHIER, at=clock(day(7, 2))).then(
        fact(VoucherPosted, number="2025-07-0001"), fact(e.HandedUp, month="2025-06", amount=Decimal(300))
    ).then_answer(status="handed-up", paid_by=CASHIER)
    assert held(desk, JULY) == {"cash": 0, "bank": 0, "treasury": 0}
    assert desk.owed("finance.handing-up") == [(ACCOUNTANT, "office", day(7, 7), "fulfilled")]
    given(to=desk).when(prepare(), by=ACCOUNTANT, at=clock(day(7, 3))).then_refused(HandingUpSettled)
    proven(desk.app)


def test_nothing_is_handed_up_before_the_month_is_over_and_everything_banked(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    given(to=desk).when(prepare(), by=ACCOUNTANT, at=clock(day(6, 30))).then_refused(NotYetHandedUp, cites=("B10.6",))
    assert desk.may(day(6, 30), ACCOUNTANT, GetHandingUp(month=JUNE)) == []
    given(to=desk).when(prepare(), by=ACCOUNTANT, at=clock(JULY)).then_refused(
        NotYetHandedUp, receipts=["云财票2025-000101"]
    )
    assert desk.may(JULY, ACCOUNTANT, GetHandingUp(month=JUNE)) == ["prepare-handing-up"]


def test_a_payment_order_is_withdrawn_and_prepared_anew(desk: Desk) -> None:
    june(desk)
    desk.on(JULY, ACCOUNTANT, prepare())
    given(to=desk).when(WithdrawHandingUp(month=JUNE, reason="科目有误"), by=ACCOUNTANT, at=clock(JULY, 15)).then(
        fact(e.HandingUpWithdrawn, numbers=BOTH)
    ).then_answer(status="due", amount=Decimal(0))
    given(to=desk).when(PAY, by=CASHIER, at=clock(day(7, 2))).then_refused(HandingUpSettled, status="due")
    given(to=desk).when(prepare("缴款书0626"), by=ACCOUNTANT, at=clock(day(7, 2))).then(e.HandingUpPrepared)
    proven(desk.app)


@pytest.mark.parametrize(("on", "late"), [(day(7, 7), False), (day(7, 8), True)])
def test_it_is_owed_by_the_fifth_working_day(desk: Desk, on: date, late: bool) -> None:
    june(desk)
    assert [one.due for one in desk.ticked(on, e.HandingUpMissed)] == ([day(7, 7)] if late else [])
    (line,) = desk.on(on, CHAIR, ListHandingUp()).items
    assert (line.missed, line.status) == (late, "due")


def test_who_is_both_by_standing_in_does_no_second_step(tmp_path: Path) -> None:
    """Cashier and accountant are never one person, also by standing in (B10.2)."""
    store = prepared(tmp_path / "finance.db", Desk)
    desk = Desk(store, standing_in("accountant", ACCOUNTANT, CASHIER, day(6, 9), day(8, 1)), files=tmp_path / "files")
    given(*LICENSED, took(), to=desk)
    void = VoidReceipt(receipt=receipts(desk, "000101"), reason="x")
    given(to=desk).when(void, by=CASHIER, at=clock(MONDAY, 15)).then_refused(
        DutiesNotSegregated, cites=("B10.2", "B10.8")
    )
    desk.on(TUESDAY, CASHIER, bank(desk))
    check = CheckTakings(takings=takings(desk))
    given(to=desk).when(check, by=CASHIER, at=clock(TUESDAY, 15)).then_refused(DutiesNotSegregated)
    assert desk.may(TUESDAY, CASHIER, GetTakings(takings=takings(desk))) == []
    desk.on(JULY, CASHIER, prepare())
    given(to=desk).when(PAY, by=CASHIER, at=clock(day(7, 2))).then_refused(DutiesNotSegregated)
    desk.on(day(7, 2), ACCOUNTANT, check)
    store.close()


def test_a_day_in_a_year_nobody_announced_yet_is_told_once_it_is_known(desk: Desk) -> None:
    """Money is taken on the year's last day all the same."""
    eve = day(12, 31, 2026)
    valid = licence(start=day(12, 1, 2026), end=day(12, 31, 2027))
    given(
        by(ACCOUNTANT, eve, FEE, 8), by(ACCOUNTANT, eve, valid, 9),
        by(FINANCE_LEADER, eve, ConfirmFeeLicence(licence=LICENCE), 10), by(ACCOUNTANT, eve, book(), 11), to=desk,
    ).when(receipt(), by="p023", at=clock(eve, 15)).then(
        e.ReceiptNumberUsed, VoucherPosted, fact(e.TakingsDue, due=None), fact(e.HandingUpDue, due=None),
        e.ReceiptIssued,
    )  # fmt: skip
    owed = [line for kind in ("takings", "handing-up") for line in desk.owed(f"finance.{kind}")]
    assert [line[2:] for line in owed] == [(OPEN_DUE, "open")] * 2, "owed, by a day that cannot be told yet"
    assert desk.ticked(day(1, 20, 2027), e.TakingsDue, e.HandingUpDue, e.TakingsMissed) == []
    import_the_year(desk)
    told = desk.ticked(day(1, 21, 2027), e.TakingsDue, e.HandingUpDue)
    assert [getattr(one, "due", None) for one in told] == [day(1, 4, 2027), day(1, 8, 2027)]
    assert [one[3] for kind in ("takings", "handing-up") for one in desk.owed(f"finance.{kind}")] == ["missed"] * 2
    proven(desk.app)


def test_who_pays_as_a_person_stays_in_the_service(desk: Desk) -> None:
    given(*LICENSED, took(), to=desk)
    event = next(one for one in desk.recorded() if isinstance(one, e.ReceiptIssued))
    assert "王某" in encode(event).decode()
    assert "王某" not in public_bytes(event.TOPIC, encode(event)).decode()
    assert not [one for one in desk.recorded() if isinstance(one, VoucherPosted) and "王某" in one.summary]
    file = desk.on(TUESDAY, ACCOUNTANT, ExportFeeReceipts(start=MONDAY, end=MONDAY))
    _, heading, row = read_back(file.content)
    assert (heading[0], row[0]) == ("票据号", "云财票2025-000101")
    assert "王某" not in str(row)
    assert desk.on(TUESDAY, CASHIER, GetReceiptBook(book=BOOK)).next_number == "000102"
