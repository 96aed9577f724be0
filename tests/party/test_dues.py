"""党费 dues: the share of the pay, owed by the 10th, paid by the member alone and month by month, handed up (B8)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from services.kernel.domain.events import marked_fields
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from services.kernel.rules.values import Bands
from services.party.dues import events as e
from services.party.dues.facts import CIRCULAR, ORAL, facts_of
from services.party.dues.operations import (
    DecideDuesBase,
    DecideDuesRelief,
    EnterDuesPayment,
    ExplainDuesDelay,
    GetDuesReceipt,
    GetDuesYear,
    GetRemittance,
    GetRemittanceRegister,
    ListDues,
    ListDuesReceipts,
    PrintDuesReceipt,
    RefundDues,
    RemitDues,
    VoidDuesPayment,
)
from services.party.dues.remittance import NothingToRemit
from services.party.dues.year import (
    AnotherSum,
    DuesYear,
    NotOwed,
    PaidAhead,
    PaidAlready,
    PaidByAnother,
    Relief,
    RemittedAlready,
    SeveralMonths,
    Terms,
    ToldTooLate,
    monthly,
)
from services.party.members.member import MemberKind
from services.party.members.operations import EndMembership, EnterMember
from tests.attendance.desk import rules
from tests.given import act, fact, given, proven
from tests.papers import printed
from tests.party.desk import (
    AUDITOR,
    CHAIR,
    COLLEAGUE,
    HEAD,
    ORGANISER,
    PUBLICIST,
    SECRETARY,
    STAFF,
    Desk,
    clock,
    day,
    read_back,
)

pytestmark = pytest.mark.slow

YUAN = Decimal
OF_STAFF: dict[str, Any] = {"person": STAFF, "year": 2025}
JAN, FEB = "2025-01", "2025-02"
NEW_YEAR = day(1, 1)


def enter(person: str = STAFF, on: date = NEW_YEAR, **more: Any) -> EnterMember:
    return EnterMember(person=person, on=on, **{"joined": day(7, 1, 2010), "formal": day(7, 1, 2011), **more})


def base(amount: str = "6000", first: str = JAN, person: str = STAFF, **more: Any) -> DecideDuesBase:
    return DecideDuesBase(person=person, year=int(first[:4]), first=first, base=YUAN(amount), **more)


def pay(month: str, on: date, amount: str = "90.00", payer: str = STAFF, **more: Any) -> EnterDuesPayment:
    return EnterDuesPayment(**OF_STAFF | more, month=month, on=on, payer=payer, amount=YUAN(amount))


def do(desk: Desk, on: date, *operations: Operation, by: str = ORGANISER) -> Any:
    answer = None
    for operation in operations:
        answer = desk.on(on, by, operation)
    return answer


def begun(desk: Desk, amount: str = "6000") -> None:
    """STAFF is a member with a base since January 2025: 90 yuan a month at 6,000."""
    do(desk, day(1, 2), enter(), base(amount))


def status(desk: Desk, on: date, month: str = JAN) -> Any:
    return next(line for line in desk.on(on, ORGANISER, GetDuesYear(**OF_STAFF)).months if line.month == month)


def refused(desk: Desk, operation: Operation, on: date, refusal: Any, by: str = ORGANISER, **more: Any) -> None:
    given(to=desk).when(operation, by=by, at=clock(on)).then_refused(refusal, **more)


# -- the share --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pay_of_month", "owed"),
    [  # by hand: the whole pay by the rate of its band, to the fen
        ("0", "0.00"), ("1", "0.01"), ("0.99", "0.00"), ("100.99", "0.50"), ("101.00", "0.51"),
        ("2999.99", "15.00"), ("3000.00", "15.00"), ("3000.01", "30.00"), ("3000.50", "30.01"),
        ("4999.99", "50.00"), ("5000.00", "50.00"), ("5000.01", "75.00"), ("5000.33", "75.00"), ("5000.34", "75.01"),
        ("9999.99", "150.00"), ("10000.00", "150.00"), ("10000.01", "200.00"), ("10000.25", "200.01"),
        ("12345.67", "246.91"),
    ],
)  # fmt: skip
def test_the_share_of_the_pay_to_the_fen(pay_of_month: str, owed: str) -> None:
    assert str(monthly(YUAN(pay_of_month), rules().value("dues.bands", day(1, 1), Bands))) == owed


@pytest.mark.parametrize(
    ("pension", "owed"),
    [("3000.01", "15.00"), ("4999.99", "25.00"), ("5000.00", "25.00"), ("5000.01", "50.00"), ("12000", "120.00")],
)
def test_the_share_of_a_pension(pension: str, owed: str) -> None:
    bands = rules().value("dues.bands_of_the_retired", day(1, 1), Bands)
    assert str(monthly(YUAN(pension), bands)) == owed


def test_a_retired_member_owes_by_the_bands_of_the_retired(desk: Desk) -> None:
    do(desk, day(1, 2), enter(kind=MemberKind.RETIRED))
    given(to=desk).when(base("6000"), by=ORGANISER, at=clock(day(1, 2))).then(
        fact(e.DuesBaseDecided, monthly=YUAN("60.00"), retired=True), fact(e.DuesOwed, amount=YUAN("60.00"))
    )


# -- what is owed by when ---------------------------------------------------------------------------------------------


def test_every_month_is_owed_by_the_tenth_also_when_it_is_a_saturday(desk: Desk) -> None:
    begun(desk)
    for month in range(1, 13):
        desk.ticked(day(month, 1))
        desk.ticked(day(month, 5))
    owed = [(person, due) for person, _, due, _ in desk.owed("party.dues")]
    assert owed == [(STAFF, day(month, 10)) for month in range(1, 13)]
    assert day(5, 10).weekday() == 5
    proven(desk.app)


def test_months_in_which_no_clock_ran_are_owed_all_the_same(desk: Desk) -> None:
    begun(desk)
    opened = desk.ticked(day(4, 15), e.DuesOwed)
    assert [(event.month, event.due) for event in opened if isinstance(event, e.DuesOwed)] == [
        (FEB, day(5, 10)),
        ("2025-03", day(5, 10)),
        ("2025-04", day(5, 10)),
    ], "what could not be told in time is due by the next day of payment"


def test_a_base_decided_by_hand_hides_no_month_of_anybody(desk: Desk) -> None:
    """The clock stands still from January on; in April the base of one member is decided before it goes on."""
    begun(desk)
    desk.ticked(day(1, 3))
    do(desk, day(1, 15), enter(COLLEAGUE, day(1, 15), came_from="区委党校党支部"))
    do(desk, day(4, 5), base(person=COLLEAGUE, first="2025-04"))
    opened = desk.ticked(day(4, 5), e.DuesOwed)
    assert [(event.person, event.month) for event in opened if isinstance(event, e.DuesOwed)] == [
        (STAFF, FEB),
        (STAFF, "2025-03"),
        (STAFF, "2025-04"),
    ]
    assert desk.ticked(day(4, 6), e.DuesOwed) == []
    proven(desk.app)


def test_what_is_decided_late_is_due_by_the_next_day_of_payment(desk: Desk) -> None:
    do(desk, day(1, 2), enter())
    answer = do(desk, day(3, 11), base())
    assert [(line.month, line.due) for line in answer.months] == [
        (JAN, day(4, 10)),
        (FEB, day(4, 10)),
        ("2025-03", day(4, 10)),
    ]


def test_who_leaves_or_comes_owes_the_months_that_began_while_they_were_here(desk: Desk) -> None:
    """STAFF goes in February; COLLEAGUE comes from elsewhere in January; HEAD is admitted to the Party in February."""
    begun(desk)
    do(desk, day(1, 15), enter(COLLEAGUE, day(1, 15), came_from="区委党校党支部"), base(person=COLLEAGUE))
    do(desk, day(2, 5), enter(HEAD, day(2, 5), joined=day(2, 5), formal=None), base(person=HEAD, first=FEB))
    desk.ticked(day(2, 6))
    gone = EndMembership(person=STAFF, on=day(2, 20), gone_to="区委党校党支部", reason="调离")
    do(desk, day(2, 20), gone)
    desk.ticked(day(3, 1))
    lines = {(line.person, line.month) for line in do(desk, day(3, 2), ListDues()).items}
    march = "2025-03"
    assert lines == {(STAFF, JAN), (STAFF, FEB), (COLLEAGUE, FEB), (HEAD, FEB), (COLLEAGUE, march), (HEAD, march)}


def test_a_new_base_changes_what_is_not_paid_yet(desk: Desk) -> None:
    begun(desk)
    desk.ticked(day(2, 1))
    do(desk, day(2, 3), pay(JAN, day(2, 3)))
    given(to=desk).when(base("8000", FEB), by=ORGANISER, at=clock(day(2, 4))).then(
        fact(e.DuesBaseDecided, monthly=YUAN("120.00")), fact(e.DuesChanged, month=FEB, amount=YUAN("120.00"))
    )
    desk.ticked(day(3, 1))
    lines = desk.on(day(3, 1), STAFF, GetDuesYear(**OF_STAFF)).months
    assert [str(line.amount) for line in lines] == ["90.00", "120.00", "120.00"]
    proven(desk.app)


def test_the_base_is_a_members_and_of_the_year(desk: Desk) -> None:
    refused(desk, base(), day(1, 2), Invalid)
    do(desk, day(1, 2), enter())
    refused(desk, DecideDuesBase(**OF_STAFF, first="2026-01", base=YUAN("1")), day(1, 2), Invalid)


# -- paying -----------------------------------------------------------------------------------------------------------


def test_a_month_is_paid_by_the_member_in_that_month(desk: Desk) -> None:
    begun(desk)
    given(to=desk).when(pay(JAN, day(1, 8)), by=ORGANISER, at=clock(day(1, 9))).then(
        fact(e.DuesPaid, month=JAN, day=day(1, 8), amount=YUAN("90.00"), number="2025-0001", cites=("B8",))
    )
    assert desk.owed("party.dues") == [(STAFF, "finance-economy", day(1, 10), "fulfilled")]
    assert not desk.ticked(day(1, 11), e.DuesMissed)
    proven(desk.app)


def test_the_member_has_a_receipt(desk: Desk) -> None:
    begun(desk, "10000.01")
    do(desk, day(1, 8), pay(JAN, day(1, 8), "200.00"))
    receipt = PrintDuesReceipt(number="2025-0001")
    paper = printed(desk, receipt, by=STAFF, at=clock(day(1, 9)))
    assert paper.name == "DuesReceipt-2025-0001.pdf"
    assert all(text in paper.text for text in (JAN, "贰佰元整", "￥200.00", "收讫"))
    assert paper.signed() == {"经手人": "叶佩兰"}
    assert "作废" not in paper.text
    for one in (receipt, GetDuesReceipt(number="2025-0001")):
        refused(desk, one, day(1, 9), Forbidden, by=COLLEAGUE)
    do(desk, day(1, 9), VoidDuesPayment(**OF_STAFF, month=JAN, reason="误登"))
    assert "作废" in printed(desk, receipt, by=STAFF, at=clock(day(1, 9))).text


def test_what_b8_does_not_let_pass(desk: Desk) -> None:
    begun(desk)
    desk.ticked(day(2, 1))
    article: dict[str, Any] = {"cites": ("B8",)}
    refused(desk, pay(FEB, day(2, 3), payer=COLLEAGUE), day(2, 3), PaidByAnother, **article)
    refused(desk, pay(FEB, day(2, 3), "180.00"), day(2, 3), SeveralMonths, **article)
    refused(desk, pay("2025-03", day(2, 3)), day(2, 3), PaidAhead, **article)
    refused(desk, pay(FEB, day(1, 31)), day(2, 3), PaidAhead, **article)
    refused(desk, pay(FEB, day(2, 3), "100.00"), day(2, 3), AnotherSum, **article)
    do(desk, day(2, 3), pay(FEB, day(2, 3)))
    refused(desk, pay(FEB, day(2, 4)), day(2, 4), PaidAlready, **article)
    refused(desk, pay(JAN, day(2, 3)), day(2, 4), SeveralMonths, **article)
    refused(desk, pay(JAN, day(2, 5)), day(2, 4), Invalid)
    do(desk, day(2, 4), pay(JAN, day(2, 4)))
    proven(desk.app)


def test_nothing_is_paid_for_a_month_before_the_member_came(desk: Desk) -> None:
    do(desk, day(3, 1), enter(on=day(3, 1)), base(first=JAN))
    refused(desk, pay(JAN, day(3, 3)), day(3, 3), NotOwed)


def test_a_payment_entered_in_error_is_void_and_its_receipt_keeps_its_number(desk: Desk) -> None:
    begun(desk)
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    void = VoidDuesPayment(**OF_STAFF, month=JAN, reason="误登")
    given(to=desk).when(void, by=ORGANISER, at=clock(day(1, 9))).then(
        fact(e.DuesPaymentVoided, number="2025-0001", overdue=False)
    )
    assert status(desk, day(1, 9)).status == "owed"
    assert [event.month for event in desk.ticked(day(1, 11)) if isinstance(event, e.DuesMissed)] == [JAN]
    do(desk, day(1, 12), pay(JAN, day(1, 12)))
    receipts = do(desk, day(1, 12), ListDuesReceipts(person=STAFF)).items
    assert [(one.number, one.void) for one in receipts] == [("2025-0002", False), ("2025-0001", True)]
    proven(desk.app)


# -- relief -----------------------------------------------------------------------------------------------------------


def relief(kind: Relief, first: str = JAN, last: str = FEB, **more: Any) -> DecideDuesRelief:
    return DecideDuesRelief(**OF_STAFF, first=first, last=last, relief=kind, reason="重病", **more)


def test_the_branch_exempts_and_reduces(desk: Desk) -> None:
    begun(desk)
    given(to=desk).when(relief(Relief.EXEMPT), by=SECRETARY, at=clock(day(1, 5))).then(
        e.DuesReliefDecided, fact(e.DuesExempted, month=JAN)
    )
    assert desk.owed("party.dues")[0][3] == "cancelled"
    refused(desk, pay(JAN, day(1, 8)), day(1, 8), NotOwed)
    assert not desk.ticked(day(1, 11), e.DuesMissed)
    do(desk, day(1, 12), relief(Relief.REDUCED, FEB, "2025-03", amount=YUAN("20")), by=SECRETARY)
    desk.ticked(day(2, 1))
    assert str(status(desk, day(2, 1), FEB).amount) == "20.00"
    do(desk, day(2, 2), pay(FEB, day(2, 2), "20"))
    given(to=desk).when(relief(Relief.FULL, JAN, JAN), by=SECRETARY, at=clock(day(2, 12))).then(
        e.DuesReliefDecided, fact(e.DuesOwed, month=JAN, due=day(3, 10), amount=YUAN("90.00"))
    )
    proven(desk.app)


@pytest.mark.parametrize(
    "wrong",
    [
        relief(Relief.REDUCED),
        relief(Relief.EXEMPT, amount=YUAN("5")),
        relief(Relief.EXEMPT, FEB, JAN),
        relief(Relief.EXEMPT, JAN, "2026-01"),
    ],
    ids=["reduced to nothing said", "exempt with a sum", "ends before it begins", "of another year"],
)
def test_a_relief_says_what_it_means(desk: Desk, wrong: DecideDuesRelief) -> None:
    begun(desk)
    refused(desk, wrong, day(1, 5), Invalid, by=SECRETARY)


def test_an_exemption_takes_the_criticism_back(desk: Desk) -> None:
    begun(desk)
    desk.ticked(day(1, 11))
    given(to=desk).when(relief(Relief.EXEMPT), by=SECRETARY, at=clock(day(1, 12))).then(
        e.DuesReliefDecided, e.DuesExempted, fact(e.DuesCriticised, measure="", was="oral")
    )


# -- being late -------------------------------------------------------------------------------------------------------


def test_late_without_reason_is_criticised_orally_and_the_third_time_by_circular(desk: Desk) -> None:
    begun(desk)
    said: list[tuple[str, str, int]] = []
    for month in range(1, 5):
        desk.ticked(day(month, 1))
        assert not desk.ticked(day(month, 10), e.DuesMissed), "the 10th is in time"
        for event in desk.ticked(day(month, 11), e.DuesCriticised):
            assert isinstance(event, e.DuesCriticised)
            said.append((event.month, event.measure, event.nth))
        assert not desk.ticked(day(month, 12), e.DuesMissed), "recorded once"
    assert said == [(JAN, "oral", 1), (FEB, "oral", 2), ("2025-03", "circular", 3), ("2025-04", "circular", 4)]
    assert status(desk, day(4, 12)).measure == "oral"
    proven(desk.app)


def test_paid_late_is_late_also_where_the_clock_stood_still(desk: Desk) -> None:
    """B8: whoever pays before the clock comes by has been late all the same, and once."""
    begun(desk)
    given(to=desk).when(pay(JAN, day(1, 11)), by=ORGANISER, at=clock(day(1, 11))).then(
        fact(e.DuesMissed, month=JAN, due=day(1, 10), excused=False),
        fact(e.DuesCriticised, month=JAN, measure="oral"),
        e.DuesPaid,
    )
    assert desk.owed("party.dues") == [(STAFF, "finance-economy", day(1, 10), "late")]
    assert not desk.ticked(day(1, 12), e.DuesMissed)
    proven(desk.app)


def test_a_new_year_begins_anew(desk: Desk) -> None:
    begun(desk)
    desk.ticked(day(1, 11))
    do(desk, day(1, 2, 2026), base(first="2026-01"))
    events = desk.ticked(day(1, 11, 2026), e.DuesCriticised)
    assert [event.nth for event in events if isinstance(event, e.DuesCriticised) and event.year == 2026] == [1]
    assert day(1, 10, 2026).weekday() == 5


def test_a_reason_told_in_time_excuses_and_later_it_does_not(desk: Desk) -> None:
    begun(desk)
    reason = ExplainDuesDelay(**OF_STAFF, month=JAN, reason="出差")
    given(to=desk).when(reason, by=STAFF, at=clock(day(1, 10))).then(e.DuesDelayExplained)
    assert [type(event) for event in desk.ticked(day(1, 11), e.DuesMissed, e.DuesCriticised)] == [e.DuesMissed]
    desk.ticked(day(2, 1))
    late = ExplainDuesDelay(**OF_STAFF, month=FEB, reason="出差")
    refused(desk, late, day(2, 11), ToldTooLate, by=STAFF, cites=("B8",), due="2025-02-10")
    desk.ticked(day(2, 11))
    assert (status(desk, day(2, 11)).measure, status(desk, day(2, 11), FEB).measure) == ("", "oral")
    do(desk, day(2, 12), pay(JAN, day(2, 12)))
    refused(desk, reason, day(2, 12), PaidAlready, by=STAFF)
    proven(desk.app)


def test_what_was_paid_in_time_and_entered_late_is_no_lapse_and_later_ones_move_up(desk: Desk) -> None:
    """Three months late: the first turns out to have been paid in time, so the third is the second."""
    begun(desk)
    for month in (1, 2, 3):
        desk.ticked(day(month, 1))
        desk.ticked(day(month, 11))
    outcome = given(to=desk).when(pay(JAN, day(1, 9)), by=ORGANISER, at=clock(day(3, 12)))
    outcome.then(
        e.DuesMissWithdrawn,
        fact(e.DuesCriticised, month=JAN, measure="", was="oral", nth=0),
        fact(e.DuesCriticised, month="2025-03", measure="oral", was="circular", nth=2),
        fact(e.DuesPaid, day=day(1, 9)),
    )
    assert [row[3] for row in desk.owed("party.dues")] == ["fulfilled", "missed", "missed"]
    counted = [
        (one.kind, one.day, one.quantity)
        for event in outcome.recorded
        if isinstance(event, e.DuesCriticised)
        for one in facts_of(event)
    ]
    assert counted == [(ORAL, day(1, 10), -1000), (CIRCULAR, day(3, 10), -1000), (ORAL, day(3, 10), 1000)]
    proven(desk.app)


# -- handing up -------------------------------------------------------------------------------------------------------


def test_what_was_collected_is_handed_up_with_its_register(desk: Desk) -> None:
    begun(desk)
    assert desk.owed("party.dues-remittance") == []
    desk.ticked(day(1, 3))
    assert desk.owed("party.dues-remittance") == [(ORGANISER, "", day(1, 20), "open")]
    remit = RemitDues(month=JAN, on=day(1, 15), to="区直机关党工委")
    refused(desk, remit, day(1, 15), NothingToRemit)
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    do(desk, day(1, 9), RefundDues(**OF_STAFF, month=JAN, amount=YUAN("9.60"), reason="基数有误"))
    given(to=desk).when(remit, by=ORGANISER, at=clock(day(1, 15))).then(
        fact(e.DuesRemitted, total=YUAN("80.40"), numbers=("2025-0001", "2025-0002"), day=day(1, 15))
    )
    assert desk.owed("party.dues-remittance")[0][3] == "fulfilled"
    void = VoidDuesPayment(**OF_STAFF, month=JAN, reason="误登")
    refused(desk, void, day(1, 16), RemittedAlready)
    file = do(desk, day(1, 16), GetRemittanceRegister(month=JAN))
    rows = read_back(file.content)
    assert rows[0][0] == "2025-01 党费上交名册"
    amount = rows[1].index("金额(元)")
    assert [row[amount] for row in rows[2:4]] == [90, -9.6]
    assert "80.40 元（大写：捌拾元肆角整）" in str(rows[-1][0])
    proven(desk.app)


def test_a_remittance_that_is_forgotten_comes_to_light(desk: Desk) -> None:
    begun(desk)
    desk.ticked(day(1, 3))
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    assert not desk.ticked(day(1, 20), e.RemittanceMissed)
    assert len(desk.ticked(day(1, 21), e.RemittanceMissed)) == 1
    do(desk, day(1, 22), RemitDues(month=JAN, on=day(1, 22)))
    assert do(desk, day(1, 22), GetRemittance(month=JAN)).status == "remitted"
    assert desk.owed("party.dues-remittance")[0][3] == "late"


# -- who sees ---------------------------------------------------------------------------------------------------------


def test_what_somebody_owes_is_seen_by_few_and_leaves_the_service_nowhere(desk: Desk) -> None:
    begun(desk)
    for person in (ORGANISER, SECRETARY, AUDITOR, STAFF):
        assert desk.on(day(1, 3), person, GetDuesYear(**OF_STAFF)).monthly == YUAN("90.00")
    for person in (COLLEAGUE, HEAD, CHAIR, PUBLICIST):
        refused(desk, GetDuesYear(**OF_STAFF), day(1, 3), Forbidden, by=person)
        refused(desk, ListDues(), day(1, 3), Forbidden, by=person)
    sums = {
        (cls.__name__, name)
        for cls in vars(e).values()
        if isinstance(cls, type) and issubclass(cls, e.Event) and cls.TOPIC
        for name in ("base", "monthly", "amount", "reason")
        if name in cls.__struct_fields__ and name not in marked_fields(cls)
    }
    assert sums == set()


def test_pages_offer_what_can_be_done(desk: Desk) -> None:
    begun(desk)
    year = GetDuesYear(**OF_STAFF)
    assert desk.may(day(1, 3), ORGANISER, year) == ["enter-dues-payment", "explain-dues-delay", "decide-dues-base"]
    assert desk.may(day(1, 3), SECRETARY, year) == ["decide-dues-relief"]
    assert desk.may(day(1, 3), STAFF, year) == ["explain-dues-delay"]
    assert desk.may(day(1, 11), STAFF, year) == []
    do(desk, day(1, 11), pay(JAN, day(1, 11)))
    assert desk.may(day(1, 11), ORGANISER, year) == ["void-dues-payment", "refund-dues", "decide-dues-base"]


def test_members_without_a_base_wait_for_it(desk: Desk) -> None:
    do(desk, day(1, 2), enter(), enter(COLLEAGUE))
    assert waiting(desk) == {STAFF, COLLEAGUE}
    do(desk, day(1, 2), base())
    assert waiting(desk) == {COLLEAGUE}


def waiting(desk: Desk) -> set[str]:
    page = desk.on(day(1, 2), ORGANISER, desk.LOG.list_desk())
    return {line.person for line in page.items if line.operation == "party.decide-dues-base"}


# -- a year of many members -------------------------------------------------------------------------------------------

TERMS = Terms(10, 3, ("B8",))


@settings(max_examples=60, deadline=None)
@drawn(st.lists(st.sampled_from(["in time", "late", "explained", "never", "exempt", "entered late"]), max_size=12))
def test_the_ladder_of_any_year_is_what_counting_by_hand_gives(months: list[str]) -> None:
    """An oracle that counts: each month missed without a reason is the next time; from the third on by circular."""
    year = DuesYear(given(of=DuesYear).aggregate.id)
    first = act(on=day(1, 1))
    year.decide_base(
        first, person=STAFF, year=2025, first=JAN, base=YUAN("6000"), monthly=YUAN("90.00"), retired=False,
        approval="", cites=("B8",), terms=TERMS,
    )  # fmt: skip
    expected: dict[str, str] = {}
    for number, what in enumerate(months, 1):
        month, due = f"2025-{number:02d}", day(number, 10)
        year.owe(act(on=day(number, 1)), month=month, department="office", terms=TERMS)
        before, after = act(on=due), act(on=due + timedelta(days=1))
        if what == "exempt":
            year.decide_relief(
                before, first=month, last=month, relief=Relief.EXEMPT, amount=None, reason="重病", terms=TERMS
            )
            continue
        if what == "explained":
            year.explain(before, month=month, reason="出差")
        if what != "in time":
            year.miss(after, month=month, terms=TERMS)
        if what != "never":
            on = due + timedelta(days=1) if what in ("late", "explained") else due
            year.pay(
                after, month=month, on=on, payer=STAFF, amount=YUAN("90.00"), number=month, others_that_day=(),
                terms=TERMS,
            )  # fmt: skip
        if what in ("late", "never"):
            expected[month] = "circular" if len(expected) >= 2 else "oral"
    assert {month: line.measure.value for month, line in year.months.items() if line.measure} == expected
    again = DuesYear.from_events(year.id, year.pending)
    assert again.months == year.months
