"""Sheets of requests, advances, trips, purchases and receipts on paper: who signed stands in the boxes, nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.finance.advances.operations import PrintAdvance, RejectAdvance
from services.finance.ledger.operations import ListVouchers, PrintVoucher
from services.finance.month_end.month import CashNotCounted
from services.finance.month_end.operations import (
    ConfirmCashCount,
    PrintCashCount,
    PrintReconciliation,
    WithdrawReconciliation,
)
from services.finance.procurement.operations import (
    DeclinePurchase,
    PrintAcceptance,
    PrintPurchase,
    PrintPurchasePayment,
    WithdrawSignature,
)
from services.finance.receipts.operations import ListFeeReceipts, PrintFeeReceipt, VoidReceipt
from services.finance.reception.operations import (
    CheckReception,
    PrintReception,
    PrintReceptionList,
    ReturnReceptionList,
)
from services.finance.spending.operations import (
    ApproveSpending,
    ListSpending,
    PrintSpending,
    RejectSpending,
    RequestSpending,
)
from services.finance.trips.operations import (
    ApproveTrip,
    PrintTrip,
    ProlongTrip,
    RejectTrip,
    ShortenTrip,
)
from services.finance.union_fund.operations import ApproveUnionPayment, PrintUnionPayment, ReturnUnionPayment
from services.kernel.log.transaction import Reading
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden
from tests.finance import closing, fees, purchases, reception, test_advances, test_month_end, test_trips
from tests.finance import union as staff_union
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    DIRECTOR,
    DISCIPLINE,
    FIRST,
    HEAD,
    LEADER,
    LOGISTICS,
    STAFF,
    UNION_CHAIR,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.invoices import NUMBER
from tests.finance.money import for_entries, planned
from tests.finance.purchases import PURCHASE
from tests.given import By, given
from tests.papers import Paper, printed

pytestmark = pytest.mark.slow

MONDAY = day(6, 9)
LATER = day(6, 27)
MARKUP = "#[购]$x$*\\ `y` <z> @w ]"


def sheet(desk: Desk, operation: Operation, *history: By, on: date = LATER) -> Paper:
    given(*history, to=desk)
    return printed(desk, operation, by=AUDITOR, at=clock(on, 15))


def names(desk: Desk, **boxes: str) -> dict[str, str]:
    """Box by box the names of these people."""
    with desk.app.store.reading() as connection:
        organ = desk.app.organ.current(Reading(desk.app.store, connection))
    return {label: organ.name_of(person) for label, person in boxes.items()}


# -- requests and advances --------------------------------------------------------------------------------------------


def spending(amount: str = "800") -> By:
    said = {"department": "agriculture", "line": "office", "purpose": f"购置{MARKUP}", "amount": amount}
    return by("p031", MONDAY, RequestSpending.model_validate(said))


def request_of(desk: Desk) -> Any:
    return desk.on(LATER, AUDITOR, ListSpending()).items[0].id


def test_a_request_to_spend_is_signed_by_who_asked_and_who_consented(desk: Desk) -> None:
    given(*planned(), spending(), to=desk)
    asked = sheet(desk, PrintSpending(spending=(id := request_of(desk))))
    assert asked.signed() == names(desk, 申请人="p031")
    assert "捌佰元整" in asked.text
    consented = sheet(desk, PrintSpending(spending=id), by("p004", MONDAY, ApproveSpending(spending=id), 11))
    assert consented.signed() == names(desk, 申请人="p031", 审批意见="p004")
    assert consented.boxes["审批意见"]["word"] == "同意"
    assert consented.data["stamp"] == ""


def test_a_refusal_stands_in_the_box_with_its_reason(desk: Desk) -> None:
    given(*planned(), spending(), to=desk)
    refusal = RejectSpending(spending=(id := request_of(desk)), reason=f"已有{MARKUP}")
    paper = sheet(desk, PrintSpending(spending=id), by("p004", MONDAY, refusal, 11))
    box = paper.boxes["审批意见"]
    assert (box["word"], box["note"], paper.data["stamp"]) == ("不同意", f"已有{MARKUP}", "未批准")


def test_an_advance_has_a_box_for_each_leader_who_consented(desk: Desk) -> None:
    """B10.7: the supervising leader, then the chair."""
    paper = sheet(desk, PrintAdvance(advance=test_advances.ADVANCE), *test_advances.drawn("4567.80"))
    assert [(box["label"], box.get("post")) for box in paper.signatures] == [
        ("借款人", ""), ("领导审批", "副主任（三）"), ("领导审批", "主任"), ("出纳", "出纳"),
        ("领款人", None),
    ]  # fmt: skip
    assert paper.size == pytest.approx((595.3, 420.9), abs=0.1)
    assert "肆仟伍佰陆拾柒元捌角整" in paper.text


def test_a_refused_advance_is_stamped(desk: Desk) -> None:
    refused = by(test_advances.SUPERVISING, MONDAY, RejectAdvance(advance=test_advances.ADVANCE, reason="另行安排"), 11)
    history = (test_advances.funds(), test_advances.asked(), refused)
    paper = sheet(desk, PrintAdvance(advance=test_advances.ADVANCE), *history)
    assert (paper.data["stamp"], paper.boxes["领导审批"]["note"]) == ("未同意", "另行安排")


# -- trips ------------------------------------------------------------------------------------------------------------


def test_a_trip_names_its_travellers_and_their_days(desk: Desk) -> None:
    """A30: who asked, who consented, who reported the return, who confirmed the days."""
    people = (STAFF, "p025", "p023")
    back = (test_trips.REPORTED, test_trips.CONFIRMED)
    paper = sheet(desk, PrintTrip(trip=FIRST), test_trips.asked(*people), test_trips.CONSENTED, *back)
    assert paper.signed() == names(desk, 申请人=STAFF, 审批意见=LEADER, 返回登记=STAFF, 天数确认="p022")
    (lines,) = (part for part in paper.data["parts"] if part["kind"] == "lines")
    assert [row[0] for row in lines["rows"]] == ["1", "2", "3"]
    assert all(row[4:6] == ["2025-06-10", "2025-06-12"] for row in lines["rows"])
    assert len(paper.pages) == 1


def test_whoever_shortens_their_trip_signs_no_prolongation(desk: Desk) -> None:
    shorter = by(STAFF, test_trips.TUESDAY, ShortenTrip(trip=FIRST, end=test_trips.WEDNESDAY, reason="提前完成"))
    paper = sheet(desk, PrintTrip(trip=FIRST), test_trips.asked(), test_trips.CONSENTED, shorter)
    assert "延期审批" not in paper.boxes


def test_consent_to_a_longer_trip_has_a_box_of_its_own(desk: Desk) -> None:
    longer = by(STAFF, test_trips.TUESDAY, ProlongTrip(trip=FIRST, end=test_trips.FRIDAY, reason="增加走访"))
    consent = by(LEADER, test_trips.TUESDAY, ApproveTrip(trip=FIRST), 11)
    paper = sheet(desk, PrintTrip(trip=FIRST), test_trips.asked(), test_trips.CONSENTED, longer, consent)
    assert paper.signed() == names(desk, 申请人=STAFF, 审批意见=LEADER, 延期审批=LEADER)


def test_a_refused_trip_is_stamped(desk: Desk) -> None:
    refused = by(LEADER, MONDAY, RejectTrip(trip=FIRST, reason="改用视频"), 10)
    paper = sheet(desk, PrintTrip(trip=FIRST), test_trips.asked(), refused)
    assert (paper.data["stamp"], paper.boxes["审批意见"]["word"]) == ("未批准", "不同意")


# -- purchases --------------------------------------------------------------------------------------------------------

THREE = {"经办人": STAFF, "办公室分管后勤副主任": LOGISTICS, "机关纪检组长": DISCIPLINE}


def test_a_purchase_is_signed_by_the_three_before_the_order(desk: Desk) -> None:
    """A31."""
    given(*purchases.chosen(), *purchases.signed(purchases.CHOSEN, STAFF, DISCIPLINE), to=desk)
    two = sheet(desk, PrintPurchase(purchase=PURCHASE))
    assert two.signed() == names(desk, 提出人=STAFF, 经办人=STAFF, 机关纪检组长=DISCIPLINE)
    paper = sheet(desk, PrintPurchase(purchase=PURCHASE), *purchases.signed(purchases.CHOSEN, LOGISTICS, hour=11))
    assert paper.signed() == names(desk, 提出人=STAFF, **THREE)
    for text in ("供应商1", "7,500.00", "8,100.00", "柒仟伍佰元整", "打印机"):
        assert text in paper.text


def test_a_signature_that_fell_or_was_withdrawn_stands_no_more(desk: Desk) -> None:
    given(*purchases.chosen(), *purchases.signed(purchases.CHOSEN, STAFF, DISCIPLINE), to=desk)
    back = by(DISCIPLINE, purchases.CHOSEN, WithdrawSignature(purchase=PURCHASE, reason="再核"), 11)
    assert sheet(desk, PrintPurchase(purchase=PURCHASE), back).signed() == names(desk, 提出人=STAFF, 经办人=STAFF)
    declined = by(DISCIPLINE, purchases.CHOSEN, DeclinePurchase(purchase=PURCHASE, reason="报价偏高"), 12)
    assert sheet(desk, PrintPurchase(purchase=PURCHASE), declined).signed() == names(desk, 提出人=STAFF)


def test_each_delivery_is_signed_for(desk: Desk) -> None:
    history = (*purchases.ordered(), *purchases.came(6, 1), *purchases.came(5, 0, hour=14))
    paper = sheet(desk, PrintAcceptance(purchase=PURCHASE), *history)
    assert all("who" in box for box in paper.signatures)
    assert [box["label"] for box in paper.signatures] == [label for label in (*THREE, "验收") for _ in range(2)]
    (lines,) = (part for part in paper.data["parts"] if part["kind"] == "lines")
    assert [row[:4] for row in lines["rows"]] == [["1", "2025-06-16", "6", "1"], ["2", "2025-06-16", "5", "0"]]


def test_a_payment_is_signed_by_the_three_the_accountant_and_the_cashier(desk: Desk) -> None:
    paper = sheet(desk, PrintPurchasePayment(purchase=PURCHASE), *purchases.paid())
    assert paper.signed() == names(desk, **THREE, 会计审核=ACCOUNTANT, 出纳=CASHIER)
    assert NUMBER in paper.text


# -- receptions ------------------------------------------------------------------------------------------------------


def test_a_reception_is_consented_to_by_its_letter(desk: Desk) -> None:
    """A29: the letter, the guests by unit and rank, the companions, what it is meant to cost."""
    history = (*planned("1000", "reception"), *reception.asked(), reception.APPROVED)
    paper = sheet(desk, PrintReception(reception=FIRST), *history)
    assert paper.signed() == names(desk, 申请人=STAFF, 审批意见=DIRECTOR)
    for text in ("市人财函〔2025〕7号", "市人大财经委", "陆佰元整", "附件1张"):
        assert text in paper.text


def test_the_list_of_a_reception_is_signed_anew_where_it_was_returned(desk: Desk) -> None:
    """A29, B14.7: by who answered for it, then by finance."""
    history = (*planned("1000", "reception"), *reception.asked(), reception.APPROVED, reception.signed())
    signed = sheet(desk, PrintReceptionList(reception=FIRST), *history)
    assert signed.signed() == names(desk, 接待负责人=HEAD)
    back = by(ACCOUNTANT, reception.THURSDAY, ReturnReceptionList(reception=FIRST, reason="缺菜单"), 8)
    assert sheet(desk, PrintReceptionList(reception=FIRST), back).signed() == {}
    again = by(HEAD, reception.THURSDAY, reception.signing(reception.item("480")), 9)
    checked = by(ACCOUNTANT, reception.THURSDAY, CheckReception(reception=FIRST), 10)
    paper = sheet(desk, PrintReceptionList(reception=FIRST), again, checked)
    assert paper.signed() == names(desk, 接待负责人=HEAD, 财务审核=ACCOUNTANT)
    assert "肆佰捌拾元整" in paper.text
    assert "机关食堂" in paper.text


# -- the union --------------------------------------------------------------------------------------------------------


def test_a_payment_of_the_union_is_printed_in_its_name(union: Desk) -> None:
    """A27: its chair decides; the answers to the prohibitions go with it."""
    payment = staff_union.asked(union)
    back = by(UNION_CHAIR, MONDAY, staff_union.because(ReturnUnionPayment, payment), 11)
    returned = sheet(union, PrintUnionPayment(payment=payment), back)
    assert (returned.boxes["审批意见"]["word"], returned.boxes["审批意见"]["note"]) == ("退回", "己理由")
    anew = by(STAFF, MONDAY, staff_union.revised(staff_union.ask(), payment), 12)
    assert sheet(union, PrintUnionPayment(payment=payment), anew).signed() == names(union, 经办人=STAFF)
    history = (
        by(CASHIER, MONDAY, staff_union.grant(), 13),
        by(UNION_CHAIR, MONDAY, staff_union.one(ApproveUnionPayment, payment), 14),
        by(CASHIER, staff_union.TUESDAY, staff_union.pay(payment=payment)),
    )
    paper = sheet(union, PrintUnionPayment(payment=payment), *history)
    assert paper.signed() == names(union, 经办人=STAFF, 审批意见=UNION_CHAIR, 出纳=CASHIER)
    assert paper.data["head"] == "云柚区人大常委会机关工会委员会"
    (voucher,) = (one for one in union.on(LATER, UNION_CHAIR, ListVouchers()).items if one.about == payment)
    assert sheet(union, PrintVoucher(voucher=voucher.id)).data["head"] == paper.data["head"]


# -- the month's end --------------------------------------------------------------------------------------------------


def test_a_reconciliation_is_printed_as_it_was_prepared_and_signed(desk: Desk) -> None:
    for_entries(desk)
    """A28, B10.2: both sides beside each other, what is in transit, and who prepared and signed it."""
    bank = test_month_end
    sent = bank.voucher(bank.LAST, ("payables", "30"), ("bank", "-30"), summary="付款")
    bank.opened(desk, *bank.HISTORY, by(ACCOUNTANT, bank.LAST, sent))
    then = closing.brought_to_signature(desk, "2025-06", [*bank.STATEMENT, bank.CAME], cash="300")
    of = bank.OF
    paper = printed(desk, PrintReconciliation(**of), by=AUDITOR, at=clock(then, 15))
    cells, items, _ = paper.data["parts"]
    assert [[value for _, value, _ in row] for row in cells["rows"][1:]] == [
        ["4,850.00", "4,946.60"], ["66.60", "0.00"], ["0.00", "30.00"], ["4,916.60"],
    ]  # fmt: skip
    assert [row[3] for row in items["rows"]] == ["66.60", "-30.00"]
    assert paper.name == "Reconciliation-office-2025-06.pdf"
    assert paper.signed() == names(desk, 编制=ACCOUNTANT, 复核=DIRECTOR)
    given(by(ACCOUNTANT, then, WithdrawReconciliation(**of, reason="再核"), 16), to=desk)
    assert printed(desk, PrintReconciliation(**of), by=AUDITOR, at=clock(then, 17)).signed() == {}


def test_a_count_of_the_cash_is_signed_by_both(desk: Desk) -> None:
    test_month_end.opened(desk)
    of = test_month_end.OF
    given(to=desk).when(PrintCashCount(**of), by=AUDITOR, at=clock(day(7, 1), 8)).then_refused(CashNotCounted)
    desk.on(day(7, 1), ACCOUNTANT, closing.count(cash="300"), 9)
    alone = printed(desk, PrintCashCount(**of), by=AUDITOR, at=clock(day(7, 1), 9))
    assert alone.signed() == names(desk, 盘点人=ACCOUNTANT)
    desk.on(day(7, 1), CASHIER, ConfirmCashCount(**of), 10)
    paper = printed(desk, PrintCashCount(**of), by=AUDITOR, at=clock(day(7, 1), 11))
    assert paper.signed() == names(desk, 盘点人=ACCOUNTANT, 出纳=CASHIER)
    (lines,) = (part for part in paper.data["parts"] if part["kind"] == "lines")
    assert lines["rows"][0] == ["100元", "3", "300.00"]
    assert lines["under"] == ["", "300.00"]


# -- receipts ---------------------------------------------------------------------------------------------------------


def test_a_receipt_is_signed_by_the_cashier_and_stamped_once_void(desk: Desk) -> None:
    given(*fees.LICENSED, by(CASHIER, MONDAY, fees.receipt(), 10), to=desk)
    id = desk.on(LATER, AUDITOR, ListFeeReceipts()).items[0].id
    paper = sheet(desk, PrintFeeReceipt(receipt=id))
    assert paper.signed() == names(desk, 收款人=CASHIER)
    assert all(text in paper.text for text in ("云财票2025-000101", "会场使用费", "王某", "壹佰元整"))
    void = by(ACCOUNTANT, MONDAY, VoidReceipt(receipt=id, reason="写错"), 11)
    voided = sheet(desk, PrintFeeReceipt(receipt=id), void)
    assert (voided.data["stamp"], voided.signed()) == ("作废", names(desk, 收款人=CASHIER, 作废=ACCOUNTANT))
    given(to=desk).when(PrintFeeReceipt(receipt=id), by=STAFF, at=clock(LATER)).then_refused(Forbidden)
