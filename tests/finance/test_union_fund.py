"""工会经费 the union's fund (A27): who decides, what is paid and received, in books of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.finance.ledger.operations import GetBalances, ListVouchers, PostingEntry, PostVoucher
from services.finance.ledger.posting import NotEnough
from services.finance.union_fund import events as e
from services.finance.union_fund import operations as ops
from services.finance.union_fund.income import DuesCollected
from services.finance.union_fund.payment import NobodyCouldDecide, OwnUnionPayment, UnionChairDecides
from services.finance.union_fund.prohibitions import (
    BeyondStandard,
)
from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.attachments.folder import RecordClosed
from services.kernel.procedure.attachments.operations import declare
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FINANCE_LEADER,
    HEAD,
    OTHER_STAFF,
    STAFF,
    UNION_CHAIR,
    Desk,
    clock,
    day,
    read_back,
)
from tests.finance.union import (
    AT,
    MEMBERS,
    MONDAY,
    TUESDAY,
    approved,
    ask,
    asked,
    because,
    grant,
    one,
    pay,
    revised,
)
from tests.given import fact, given, proven
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

# -- who decides ------------------------------------------------------------------------------------------------------


def test_the_chair_of_the_union_decides_and_the_cashier_pays(union: Desk) -> None:
    payment = asked(union)
    union.on(MONDAY, CASHIER, grant())
    given(to=union).when(one(ops.ApproveUnionPayment, payment), by=UNION_CHAIR, **AT).then(
        fact(e.UnionPaymentApproved, person=STAFF, amount=Decimal(600), post="union-chair", cites=("A27",))
    ).then_answer(status="approved", decided_by=UNION_CHAIR, decided_on=MONDAY)
    outcome = given(to=union).when(pay(payment=payment), by=CASHIER, at=clock(TUESDAY))
    assert [type(event).__name__ for event in outcome.recorded] == ["VoucherPosted", "UnionPaymentPaid"]
    outcome.then_answer(status="paid", voucher="2025-06-0002", paid_on=TUESDAY, account="union-bank")
    (voucher,) = [
        one for one in union.on(TUESDAY, UNION_CHAIR, ListVouchers(book="union")).items if one.about == payment
    ]
    assert voucher.summary == "工会支出：节日慰问（2025-0001）"
    assert [(line.account, line.debit, line.credit) for line in voucher.postings] == [
        ("union-expense", Decimal(600), Decimal(0)), ("union-bank", Decimal(0), Decimal(600)),
    ]  # fmt: skip
    office = union.on(TUESDAY, UNION_CHAIR, GetBalances(book="office", month="2025-06"))
    assert office.lines == []
    proven(union.app)


@pytest.mark.parametrize("person", [STAFF, COLLEAGUE, HEAD, CASHIER, ACCOUNTANT, CHAIR, DIRECTOR, CLERK, AUDITOR])
def test_nobody_else_decides(union: Desk, person: str) -> None:
    payment = asked(union)
    for step in (
        one(ops.ApproveUnionPayment, payment),
        because(ops.RejectUnionPayment, payment),
        because(ops.ReturnUnionPayment, payment),
    ):
        given(to=union).when(step, by=person, **AT).then_refused(Forbidden)


DECISIONS = (
    one(ops.ApproveUnionPayment), because(ops.RejectUnionPayment), because(ops.ReturnUnionPayment),
)  # fmt: skip


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_leader_in_charge_of_finance_decides_only_where_the_chair_is_concerned(
    union: Desk, decision: Operation
) -> None:
    payment = asked(union)
    step = decision.model_copy(update={"payment": payment})
    given(to=union).when(step, by=FINANCE_LEADER, **AT).then_refused(UnionChairDecides, cites=("A27",))
    assert union.may(MONDAY, FINANCE_LEADER, ops.GetUnionPayment(payment=payment)) == []


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize(
    ("person", "recipients"), [(UNION_CHAIR, (STAFF,)), (STAFF, (UNION_CHAIR,)), (STAFF, (STAFF, UNION_CHAIR))]
)
def test_nobody_decides_on_what_they_asked_for_or_benefit_from(
    union: Desk, decision: Operation, person: str, recipients: tuple[str, ...]
) -> None:
    payment = asked(union, person=person, recipients=recipients)
    step = decision.model_copy(update={"payment": payment})
    given(to=union).when(step, by=UNION_CHAIR, **AT).then_refused(OwnUnionPayment, cites=("A27",))
    decided = {"approve-union-payment", "return-union-payment", "reject-union-payment"}
    assert not decided & set(union.may(MONDAY, UNION_CHAIR, ops.GetUnionPayment(payment=payment)))
    assert decided <= set(union.may(MONDAY, FINANCE_LEADER, ops.GetUnionPayment(payment=payment)))
    outcome = given(to=union).when(step, by=FINANCE_LEADER, **AT)
    assert len(outcome.recorded) == 1
    assert outcome.recorded[0].post == "finance-leader"


@pytest.mark.parametrize(
    ("person", "recipients"),
    [(UNION_CHAIR, (FINANCE_LEADER,)), (FINANCE_LEADER, (UNION_CHAIR,)), (STAFF, (UNION_CHAIR, FINANCE_LEADER))],
)
def test_what_nobody_could_decide_is_asked_for_in_parts(union: Desk, person: str, recipients: tuple[str, ...]) -> None:
    given(to=union).when(ask(recipients=recipients), by=person, **AT).then_refused(NobodyCouldDecide, cites=("A27",))
    payment = asked(union)
    union.on(MONDAY, UNION_CHAIR, because(ops.ReturnUnionPayment, payment), 11)
    both = revised(ask(recipients=(UNION_CHAIR, FINANCE_LEADER)), payment)
    given(to=union).when(both, by=STAFF, **AT).then_refused(NobodyCouldDecide)


def test_what_is_decided_is_decided(union: Desk) -> None:
    payment = asked(union)
    union.on(MONDAY, UNION_CHAIR, because(ops.RejectUnionPayment, payment), 11)
    for step, person in (
        (one(ops.ApproveUnionPayment, payment), UNION_CHAIR),
        (because(ops.ReturnUnionPayment, payment), UNION_CHAIR),
        (because(ops.WithdrawUnionPayment, payment), STAFF),
        (revised(ask(), payment), STAFF),
        (pay(payment=payment), CASHIER),
        (because(ops.TakeBackUnionPayment, payment), ACCOUNTANT),
    ):
        given(to=union).when(step, by=person, **AT).then_refused(WrongStatus, cites=("A27",))


def test_a_record_offers_what_this_person_may_do_now(union: Desk) -> None:
    payment = asked(union)
    shows = ops.GetUnionPayment(payment=payment)
    steps = ["approve-union-payment", "return-union-payment", "reject-union-payment"]
    people = (STAFF, UNION_CHAIR, CASHIER, ACCOUNTANT)

    def may() -> list[list[str]]:
        return [union.may(TUESDAY, person, shows) for person in people]

    assert may() == [["withdraw-union-payment"], steps, [], []]
    union.on(TUESDAY, UNION_CHAIR, because(ops.ReturnUnionPayment, payment), 11)
    assert may() == [["revise-union-payment", "withdraw-union-payment"], [], [], []]
    union.on(TUESDAY, STAFF, revised(ask(), payment), 12)
    union.on(TUESDAY, UNION_CHAIR, one(ops.ApproveUnionPayment, payment), 13)
    union.on(TUESDAY, CASHIER, grant(on=TUESDAY), 13)
    assert may() == [["withdraw-union-payment"], [], ["pay-union-payment"], []]
    union.on(TUESDAY, CASHIER, pay(payment=payment), 14)
    assert may() == [[], [], [], ["take-back-union-payment"]]
    union.on(TUESDAY, ACCOUNTANT, because(ops.TakeBackUnionPayment, payment), 15)
    assert may() == [[], [], [], []]


# -- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["bank", "union-dues", "union-expense", "potato"])
def test_it_is_paid_out_of_the_unions_own_money(union: Desk, account: str) -> None:
    payment = approved(union)
    given(to=union).when(pay(account=account, payment=payment), by=CASHIER, at=clock(TUESDAY)).then_refused(Invalid)
    given(to=union).when(grant(account=account), by=CASHIER, at=clock(TUESDAY)).then_refused(Invalid)


@pytest.mark.parametrize("on", [day(6, 8), day(6, 11)])
def test_it_is_paid_between_its_consent_and_today(union: Desk, on: date) -> None:
    union.on(MONDAY, CASHIER, grant())
    payment = approved(union)
    given(to=union).when(pay(on, payment=payment), by=CASHIER, at=clock(TUESDAY)).then_refused(Invalid)
    given(to=union).when(pay(MONDAY, payment=payment), by=CASHIER, at=clock(TUESDAY))
    assert union.on(TUESDAY, STAFF, ops.GetUnionPayment(payment=payment)).status == "paid"


def test_no_more_is_paid_than_the_fund_holds(union: Desk) -> None:
    union.on(MONDAY, CASHIER, grant("599.99"))
    payment = approved(union)
    given(to=union).when(pay(payment=payment), by=CASHIER, at=clock(TUESDAY)).then_refused(NotEnough, lacking="0.01")
    union.on(TUESDAY, ACCOUNTANT, grant("0.01"))
    union.on(TUESDAY, CASHIER, pay(payment=payment), 14)


def test_what_was_paid_wrongly_is_taken_back_in_the_books(union: Desk) -> None:
    union.on(MONDAY, CASHIER, grant())
    payment = approved(union, amount="3600")
    union.on(MONDAY, CASHIER, pay(MONDAY, payment=payment), 14)
    given(to=union).when(ask(amount="1"), by=STAFF, **AT).then_refused(BeyondStandard)
    outcome = given(to=union).when(because(ops.TakeBackUnionPayment, payment), by=ACCOUNTANT, at=clock(TUESDAY))
    assert [type(event).__name__ for event in outcome.recorded] == [
        "VoucherPosted", "VoucherReversed", "UnionPaymentTakenBack",
    ]  # fmt: skip
    assert "己理由" not in outcome.recorded[0].summary
    found = union.on(TUESDAY, STAFF, ops.GetUnionYear(year=2025))
    assert (found.spent, found.after, found.other) == (Decimal(0), Decimal(50000), Decimal(0))
    given(to=union).when(ask(amount="3600"), by=STAFF, at=clock(TUESDAY)).then(e.UnionPaymentRequested)
    proven(union.app)


def dues(period: str = "2025-Q2", base: str = "1000000", **more: Any) -> ops.CollectUnionDues:
    return ops.CollectUnionDues(
        **{"on": MONDAY, "period": period, "base": Decimal(base), "account": "union-cash", **more}
    )


def test_dues_are_a_share_of_the_pay_that_they_are_reckoned_on(union: Desk) -> None:
    """Half a percent, half a fen up."""
    outcome = given(to=union).when(dues(base="123456.70"), by=CASHIER, **AT)
    received = outcome.recorded[-1]
    assert isinstance(received, e.UnionIncomeReceived)
    assert (received.amount, received.percentage, received.kind) == (Decimal("617.28"), Decimal("0.5"), "dues")
    given(to=union).when(dues("2025-Q1", "0.99"), by=CASHIER, **AT).then_refused(Invalid)
    given(to=union).when(dues("2025-Q1", on=day(6, 11)), by=CASHIER, **AT).then_refused(Invalid)


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        ("2025-Q2", "2025-Q2", True), ("2025-Q2", "2025", True), ("2025", "2025-Q2", True), ("2025", "2025", True),
        ("2025-Q2", "2025-Q1", False), ("2025-Q2", "2024", False), ("2025", "2024-Q4", False),
    ],
)  # fmt: skip
def test_the_dues_of_a_period_are_entered_once(union: Desk, before: str, now: str, refused: bool) -> None:
    first = union.on(MONDAY, CASHIER, dues(before))
    outcome = given(to=union).when(dues(now), by=ACCOUNTANT, **AT)
    if refused:
        outcome.then_refused(DuesCollected, cites=("A27",), period=now)
        union.on(MONDAY, ACCOUNTANT, ops.TakeBackUnionIncome(income=first.id, reason="期间有误"), 16)
        union.on(MONDAY, ACCOUNTANT, dues(now), 17)
    else:
        assert outcome.recorded
    proven(union.app)


@pytest.mark.parametrize("person", [STAFF, HEAD, UNION_CHAIR, CHAIR, FINANCE_LEADER, AUDITOR])
def test_money_is_moved_by_those_who_keep_it(union: Desk, person: str) -> None:
    payment = approved(union)
    income = union.on(MONDAY, CASHIER, grant()).id
    for step in (
        grant(), dues(), pay(payment=payment), because(ops.TakeBackUnionPayment, payment),
        ops.TakeBackUnionIncome(income=income, reason="x"),
    ):  # fmt: skip
        given(to=union).when(step, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def year(desk: Desk) -> Any:
    """Grant, dues, two payments, one promised, bank charges by hand."""
    desk.on(MONDAY, CASHIER, grant("20000"), 8)
    desk.on(MONDAY, CASHIER, dues(), 8)
    for more in ({"amount": "600"}, {"purpose": "activity", "item": "hire", "amount": "300.50"}):
        payment = approved(desk, **more)
        desk.on(MONDAY, CASHIER, pay(MONDAY, payment=payment), 14)
    approved(desk, amount="100")
    charge = Decimal("12.30")
    by_hand = PostVoucher(
        book="union", on=MONDAY, summary="银行手续费",
        postings=(
            PostingEntry(account="union-expense", debit=charge), PostingEntry(account="union-bank", credit=charge),
        ),
    )  # fmt: skip
    desk.on(MONDAY, ACCOUNTANT, by_hand, 15)
    return desk.on(TUESDAY, STAFF, ops.GetUnionYear(year=2025))


def test_the_years_overview_is_open_to_everybody_and_names_nobody(union: Desk) -> None:
    found = year(union)
    assert (found.before, found.received, found.spent, found.other, found.after, found.promised) == tuple(
        Decimal(n) for n in ("0", "25000", "900.50", "-12.30", "24087.20", "100")
    )
    assert [(line.kind, line.times, line.amount) for line in found.income] == [
        ("grant", 1, Decimal(20000)), ("dues", 1, Decimal(5000)),
    ]  # fmt: skip
    assert [(line.purpose, line.times, line.amount) for line in found.spending] == [
        ("activity", 1, Decimal("300.50")), ("festival", 1, Decimal(600)),
    ]  # fmt: skip
    later = union.on(day(1, 5, 2026), OTHER_STAFF, ops.GetUnionYear(year=2026))
    assert (later.before, later.after, later.spent) == (Decimal("24087.20"), Decimal("24087.20"), Decimal(0))
    for nobody in MEMBERS:
        assert nobody not in found.model_dump_json()


def test_the_year_and_the_registers_as_workbooks(union: Desk) -> None:
    year(union)
    rows = read_back(union.on(TUESDAY, UNION_CHAIR, ops.ExportUnionYear(year=2025)).content)
    assert rows[0][0] == "2025年工会经费收支情况（元）"
    assert [row[0] for row in rows[2:]] == [
        "上年结余", "收入：拨缴经费", "收入：会费", "收入合计", "支出：文体活动", "支出：节日慰问", "支出合计",
        "其他收支净额", "结余", "已批未付",
    ]  # fmt: skip
    file = union.on(TUESDAY, UNION_CHAIR, ops.ExportUnionPayments(start=day(6, 1), end=day(6, 30)))
    assert len(read_back(file.content)) == 5


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (STAFF, True), (UNION_CHAIR, True), (FINANCE_LEADER, True), (CASHIER, True), (ACCOUNTANT, True),
        (AUDITOR, True), (COLLEAGUE, False), (OTHER_STAFF, False), (HEAD, False), (CHAIR, False), ("p006", False),
        (DIRECTOR, False), (CLERK, False), ("p016", False),
    ],
)  # fmt: skip
def test_whom_a_payment_benefits_is_seen_by_whoever_deals_with_it(union: Desk, person: str, sees: bool) -> None:
    """Role × every way there is: it may tell that somebody was ill (A25)."""
    about = {"what": "己事由", "payee": "己收款", "recipients": (OTHER_STAFF,)}
    payment = asked(union, purpose="hospital", item="goods", **about)
    union.on(MONDAY, UNION_CHAIR, because(ops.ReturnUnionPayment, payment), 11)
    shown = seen(
        union, TUESDAY, person,
        lists=[ops.ListUnionPayments(), ops.ListUnionPayments(person=STAFF)],
        records=[ops.GetUnionPayment(payment=payment), ops.GetUnionYear(year=2025)],
        exports=[ops.ExportUnionPayments(start=day(1, 1), end=day(12, 31)), ops.ExportUnionYear(year=2025)],
    )  # fmt: skip
    for text in ("己事由", "己收款", "己理由"):
        ways = {way for way, said in shown.items() if text in said}
        assert {"list", "record"} <= ways if sees else not ways
        assert not ways & {"export", "obligations", "refusal", "bus", "live"}


def test_receipts_are_attached_by_whoever_deals_with_the_payment_until_it_is_over(union: Desk) -> None:
    payment = asked(union)
    attach = declare("finance").attach_file(
        kind="union-payment", record=payment, file_name="发票.txt", content=b"receipt"
    )
    for person in (STAFF, CASHIER, ACCOUNTANT):
        union.on(MONDAY, person, attach.model_copy(update={"content": person.encode()}))
    given(to=union).when(attach, by=COLLEAGUE, **AT).then_refused(Forbidden)
    union.on(MONDAY, UNION_CHAIR, because(ops.RejectUnionPayment, payment))
    given(to=union).when(attach, by=STAFF, **AT).then_refused(RecordClosed)
