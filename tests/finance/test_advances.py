"""借款 advances (B10.7): consented to by the leaders, drawn in cash, settled in time, given up only by decision."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.finance.advances import events as e
from services.finance.advances import using
from services.finance.advances.advance import (
    Advance,
    AdvanceDecided,
    AdvanceNotApproved,
    AdvanceOfAnother,
    AdvanceOpen,
    AdvanceStatus,
    Means,
    MoreThanOwed,
    NoSuchRepayment,
    NotDecided,
)
from services.finance.advances.facts import OVERDUE, facts_of
from services.finance.advances.handlers import settle
from services.finance.advances.operations import (
    ConsentToAdvance,
    DecideDeduction,
    DrawAdvance,
    ExportAdvances,
    ExportAgeing,
    GetAdvance,
    GetAgeing,
    ListAdvances,
    RejectAdvance,
    RepayAdvance,
    RequestAdvance,
    TakeBackRepayment,
    WithdrawAdvance,
    WriteOffAdvance,
)
from services.finance.budget import events as budget
from services.finance.budget.line import NotInPlan
from services.finance.ledger import events as ledger
from services.finance.ledger.operations import PostVoucher
from services.finance.ledger.posting import NotEnough
from services.finance.own import OwnMatter
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden
from services.kernel.rules.facts import SCALE
from services.party.motions.events import MotionCarried, MotionLost
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, FINANCE_LEADER, FIRST, Desk, by, clock, day, read_back
from tests.finance.money import funds, held, line, party_tells, pays, planned
from tests.given import By, fact, given, proven

ASKER, ANOTHER, SUPERVISING = "p031", "p030", "p004"
"""Of agriculture, which p004 supervises."""
MONDAY, TUESDAY = day(6, 9), day(6, 10)
AT = {"at": clock(TUESDAY, 15)}
DUE = TUESDAY + timedelta(days=30)
CLAIM = UUID(int=91)
MONEY = UUID(int=1)
"""The voucher by which the money came in."""
ADVANCE = UUID(int=2)


def request(amount: str = "1000") -> RequestAdvance:
    return RequestAdvance(purpose="外出考察预支", amount=Decimal(amount))


def asked(amount: str = "1000", person: str = ASKER, on: date = MONDAY) -> By:
    return by(person, on, request(amount))


def consent(person: str, hour: int = 10, on: date = MONDAY) -> By:
    return by(person, on, ConsentToAdvance(advance=ADVANCE), hour)


CONSENTED = (consent(SUPERVISING), consent(CHAIR, 11))
DREW = by(CASHIER, TUESDAY, DrawAdvance(advance=ADVANCE))


def drawn(amount: str = "1000") -> tuple[By, ...]:
    return funds(), asked(amount), *CONSENTED, DREW


def repaid(amount: str, means: Means = Means.CASH) -> RepayAdvance:
    return RepayAdvance(advance=ADVANCE, amount=Decimal(amount), means=means)


def test_the_supervising_leader_puts_it_to_the_chair(desk: Desk) -> None:
    """Asked in one's own name; both consent, one after the other."""
    given(funds(), to=desk).when(request(), by=ASKER, at=clock(MONDAY, 9)).then(
        fact(e.AdvanceRequested, number="2025-0001", person=ASKER, department="agriculture",
             route=("deputy-chair-3", "chair"), cites=("B10.7",))
    ).then_answer(status="requested", waits_for="deputy-chair-3")  # fmt: skip
    consents = ConsentToAdvance(advance=ADVANCE)
    given(to=desk).when(consents, by=CHAIR, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(consents, by=SUPERVISING, at=clock(MONDAY)).then(fact(e.AdvanceEndorsed, waits_for="chair"))
    given(to=desk).when(consents, by=SUPERVISING, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(consents, by=CHAIR, at=clock(MONDAY)).then(fact(e.AdvanceApproved, post="chair")).then_answer(
        status="approved", waits_for="", endorsed_by=SUPERVISING, approved_by=CHAIR, approved_on=MONDAY
    )
    given(to=desk).when(consents, by=CHAIR, at=clock(MONDAY)).then_refused(Forbidden)


def test_it_is_drawn_in_cash_and_owed_from_then_on(desk: Desk) -> None:
    given(funds(), asked(), *CONSENTED, to=desk).when(DREW.operation, by=CASHIER, **AT).then(
        fact(ledger.VoucherPosted, number="2025-06-0001", about=ADVANCE, summary="支付借款2025-0001",
             cites=("A28", "B10.7")),
        fact(e.AdvanceDrawn, amount=Decimal(1000), due=DUE, voucher="2025-06-0001"),
    ).then_answer(status="drawn", outstanding=Decimal(1000), drawn_on=TUESDAY, due=DUE)  # fmt: skip
    accounts = held(desk, TUESDAY)
    assert (accounts["advances"], accounts["cash"]) == (Decimal(1000), Decimal(4000))
    assert desk.owed(settle.kind) == [(ASKER, "agriculture", DUE, "open")]
    proven(desk.app)


@pytest.mark.parametrize("person", [ASKER, ANOTHER, ACCOUNTANT, FINANCE_LEADER, CHAIR])
def test_only_the_cashier_hands_it_out(desk: Desk, person: str) -> None:
    given(funds(), asked(), *CONSENTED, to=desk).when(DREW.operation, by=person, **AT).then_refused(Forbidden)


def test_nothing_is_drawn_before_both_have_consented(desk: Desk) -> None:
    given(funds(), asked(), consent(SUPERVISING), to=desk).when(DREW.operation, by=CASHIER, **AT).then_refused(
        AdvanceNotApproved, cites=("B10.7",)
    )


def test_no_more_is_handed_out_than_is_in_the_drawer(desk: Desk) -> None:
    given(funds(cash="999.99"), asked(), *CONSENTED, to=desk).when(DREW.operation, by=CASHIER, **AT).then_refused(
        NotEnough, lacking="0.01"
    )


# -- nobody's own -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "route"),
    [(SUPERVISING, ("chair",)), (CHAIR, ("finance-leader",)), (CASHIER, ("deputy-chair-1", "chair"))],
)
def test_ones_own_post_is_left_out_of_the_route(desk: Desk, person: str, route: tuple[str, ...]) -> None:
    given(to=desk).when(request(), by=person, at=clock(MONDAY)).then(fact(e.AdvanceRequested, route=route))


def test_who_stands_in_does_not_consent_to_their_own(desk: Desk) -> None:
    """p002 stands in for the chair from 3 to 14 March."""
    on, stand_in = day(3, 5), "p002"
    given(asked(person=stand_in, on=on), to=desk)
    for operation in (ConsentToAdvance(advance=FIRST), RejectAdvance(advance=FIRST, reason="x")):
        given(to=desk).when(operation, by=stand_in, at=clock(on)).then_refused(OwnMatter, cites=("B10.7",))
    assert desk.may(on, stand_in, GetAdvance(advance=FIRST)) == ["withdraw-advance"]
    given(to=desk).when(ConsentToAdvance(advance=FIRST), by=CHAIR, at=clock(on)).then(e.AdvanceApproved)


def test_the_cashier_neither_hands_out_nor_takes_their_own(desk: Desk) -> None:
    given(funds(), asked(person=CASHIER), consent("p002"), consent(CHAIR, 11), to=desk).when(
        DREW.operation, by=CASHIER, **AT
    ).then_refused(OwnMatter)
    assert desk.may(TUESDAY, CASHIER, GetAdvance(advance=ADVANCE)) == ["withdraw-advance"]
    owed = fact(e.AdvanceDrawn, originator_id=ADVANCE, number="2025-0001", person=CASHIER, amount=Decimal(1000),
                due=DUE, voucher="x", timestamp=clock(TUESDAY, 16))  # fmt: skip
    given(owed, to=desk).when(repaid("1"), by=CASHIER, at=clock(TUESDAY, 17)).then_refused(OwnMatter)


# -- how it ends before it is drawn -----------------------------------------------------------------------------------


def test_a_refused_one_is_at_its_end(desk: Desk) -> None:
    refused = RejectAdvance(advance=ADVANCE, reason="可用公务卡")
    given(funds(), asked(), to=desk).when(refused, by=SUPERVISING, **AT).then(e.AdvanceRejected)
    given(to=desk).when(DREW.operation, by=CASHIER, **AT).then_refused(AdvanceDecided, status="rejected")


def test_it_is_given_back_before_it_is_drawn_and_not_after(desk: Desk) -> None:
    back = WithdrawAdvance(advance=ADVANCE, reason="行程取消")
    given(*drawn(), to=desk).when(back, by=ASKER, **AT).then_refused(AdvanceDecided, status="drawn")
    given(asked(person=ANOTHER, on=TUESDAY), to=desk)
    later = desk.on(TUESDAY, ANOTHER, ListAdvances(person=ANOTHER), 16).items[0].id
    given(to=desk).when(WithdrawAdvance(advance=later, reason="x"), by=ANOTHER, at=clock(TUESDAY, 17)).then(
        e.AdvanceWithdrawn
    )


def test_an_open_one_blocks_the_next(desk: Desk) -> None:
    """Whatever its stage, until nothing of it is owed (B10.7)."""
    given(funds(), asked(), to=desk).when(request("1"), by=ASKER, **AT).then_refused(
        AdvanceOpen, cites=("B10.7",), number="2025-0001"
    )
    given(*CONSENTED, DREW, to=desk).when(request("1"), by=ASKER, at=clock(TUESDAY, 16)).then_refused(AdvanceOpen)
    given(by(CASHIER, TUESDAY, repaid("1000"), 17), to=desk).when(request("1"), by=ASKER, at=clock(TUESDAY, 18)).then(
        e.AdvanceRequested
    )


def test_what_nobody_has_drawn_is_not_called_owed(desk: Desk) -> None:
    given(funds(), asked(), to=desk)
    refused = given(to=desk).when(request("1"), by=ASKER, **AT).refusal
    assert isinstance(refused, AdvanceOpen)
    assert ("待同意" in refused.zh, "waiting for consent" in refused.en) == (True, True)
    assert "Withdraw" in refused.next[1]
    given(*CONSENTED, DREW, to=desk)
    owed = given(to=desk).when(request("1"), by=ASKER, at=clock(TUESDAY, 16)).refusal
    assert isinstance(owed, AdvanceOpen)
    assert ("未还清" in owed.zh, owed.next) == (True, AdvanceOpen.next)


def test_what_was_consented_to_is_not_drawn_while_another_is_open(desk: Desk) -> None:
    """Two that were asked for while the rule let two be open."""
    second = UUID(int=600)
    said = {"originator_id": second, "number": "2025-0002", "person": ASKER, "amount": Decimal(1)}
    route = {"route": ("chair",), "timestamp": clock(TUESDAY)}
    given(*drawn(), fact(e.AdvanceRequested, **said, **route), to=desk)
    given(fact(e.AdvanceApproved, **said, timestamp=clock(TUESDAY)), to=desk).when(
        DrawAdvance(advance=second), by=CASHIER, at=clock(TUESDAY, 17)
    ).then_refused(AdvanceOpen, number="2025-0001")


# -- settling it ------------------------------------------------------------------------------------------------------


def test_it_is_repaid_in_parts_to_the_fen(desk: Desk) -> None:
    given(*drawn(), to=desk).when(repaid("999.99"), by=CASHIER, at=clock(TUESDAY, 16)).then(
        ledger.VoucherPosted, fact(e.AdvanceRepaid, outstanding=Decimal("0.01"), means="cash")
    ).then_answer(status="drawn", outstanding=Decimal("0.01"))
    given(to=desk).when(repaid("0.02"), by=CASHIER, at=clock(TUESDAY, 17)).then_refused(
        MoreThanOwed, outstanding="0.01"
    )
    given(to=desk).when(repaid("0.01", Means.BANK), by=CASHIER, at=clock(TUESDAY, 17)).then(
        ledger.VoucherPosted, fact(e.AdvanceRepaid, outstanding=Decimal(0))
    ).then_answer(status="settled", settled_on=TUESDAY)
    accounts = held(desk, TUESDAY)
    assert (accounts["advances"], accounts["cash"], accounts["bank"]) == (
        Decimal(0), Decimal("4999.99"), Decimal("50000.01"),
    )  # fmt: skip
    assert desk.owed(settle.kind)[0][3] == "fulfilled"
    given(to=desk).when(repaid("0.01"), by=CASHIER, at=clock(TUESDAY, 18)).then_refused(AdvanceDecided)
    proven(desk.app)


def test_a_repayment_that_was_entered_wrongly_is_taken_back_by_another_hand(desk: Desk) -> None:
    """The last one too: it is owed again, by the day it was owed by. Neither twice, nor by who entered it, nor what
    nobody repaid."""
    given(*drawn(), by(CHAIR, TUESDAY, DEDUCT, 15), to=desk)
    given(by(CASHIER, TUESDAY, repaid("300"), 16), by(CASHIER, TUESDAY, repaid("700"), 17), to=desk)
    assert desk.may(TUESDAY, ACCOUNTANT, GetAdvance(advance=ADVANCE)) == ["take-back-repayment"]
    seen = desk.on(TUESDAY, CHAIR, GetAdvance(advance=ADVANCE), 18)
    first, last = (one.voucher for one in seen.repayments)
    assert seen.status == AdvanceStatus.SETTLED
    back = TakeBackRepayment(advance=ADVANCE, voucher=last, reason="金额录错")
    given(to=desk).when(back, by=CASHIER, at=clock(TUESDAY, 18)).then_refused(Forbidden)
    assert desk.may(TUESDAY, ACCOUNTANT, GetAdvance(advance=ADVANCE)) == ["take-back-repayment"]
    given(to=desk).when(back, by=ACCOUNTANT, at=clock(TUESDAY, 18)).then(
        ledger.VoucherPosted,
        ledger.VoucherReversed,
        fact(e.RepaymentTakenBack, amount=Decimal(700), outstanding=Decimal(700), repayment=last),
    ).then_answer(status="drawn", outstanding=Decimal(700), settled_on=None)
    accounts = held(desk, TUESDAY)
    assert (accounts["advances"], accounts["cash"]) == (Decimal(700), Decimal(4300))
    assert desk.owed(settle.kind)[0][3] == "open"
    given(to=desk).when(back, by=ACCOUNTANT, at=clock(TUESDAY, 19)).then_refused(NoSuchRepayment)
    again = back.model_copy(update={"voucher": "2025-01-0001"})
    given(to=desk).when(again, by=ACCOUNTANT, at=clock(TUESDAY, 19)).then_refused(NoSuchRepayment)
    (missed,) = desk.ticked(DUE + timedelta(days=1), e.AdvanceOverdue)
    assert missed.outstanding == Decimal(700)
    shown = desk.on(DUE + timedelta(days=1), ASKER, GetAdvance(advance=ADVANCE), 18).repayments
    assert [(one.voucher, bool(one.taken_back), one.reason) for one in shown] == [
        (first, False, ""),
        (last, True, "金额录错"),
    ]
    decided = desk.on(TUESDAY, CHAIR, GetAdvance(advance=ADVANCE), 21)
    assert decided.reason == DEDUCT.reason, "what the chair said stays"
    proven(desk.app)


def test_a_claim_is_set_off_against_it(desk: Desk) -> None:
    given(*drawn(), to=desk)

    def claims(amount: str, payees: tuple[str, ...] = (ASKER,)) -> Any:
        def work(ctx: Any) -> None:
            using.set_off(ctx, using.owed_by(ctx, ADVANCE, payees), Decimal(amount), CLAIM)

        return lambda desk: pays(desk, work, at=clock(TUESDAY, 16))

    given(to=desk).when(claims("600", (ANOTHER,))).then_refused(AdvanceOfAnother)
    given(to=desk).when(claims("1000.01")).then_refused(MoreThanOwed)
    given(to=desk).when(claims("600")).then(fact(e.AdvanceSetOff, outstanding=Decimal(400), claim=CLAIM))
    given(to=desk).when(claims("400")).then(fact(e.AdvanceSetOff, outstanding=Decimal(0)))
    assert desk.on(TUESDAY, ASKER, GetAdvance(advance=ADVANCE), 17).status == AdvanceStatus.SETTLED
    given(to=desk).when(claims("1")).then_refused(AdvanceOfAnother)


def test_what_is_not_settled_in_time_is_overdue_once(desk: Desk) -> None:
    given(*drawn(), by(CASHIER, TUESDAY, repaid("300"), 16), to=desk)
    assert not desk.ticked(DUE, e.AdvanceOverdue)
    (missed,) = desk.ticked(DUE + timedelta(days=1), e.AdvanceOverdue)
    assert (missed.due, missed.outstanding, missed.person) == (DUE, Decimal(700), ASKER)
    counted, scored = facts_of(missed)
    assert (scored.kind, scored.quantity, scored.department) == ("finance.advance-overdue", SCALE, missed.department)
    assert (counted.kind, counted.quantity, counted.person, counted.day) == (OVERDUE, SCALE, ASKER, DUE)
    assert not desk.ticked(DUE + timedelta(days=2), e.AdvanceOverdue)
    after = DUE + timedelta(days=3)
    assert desk.on(after, ASKER, GetAdvance(advance=ADVANCE)).overdue
    given(by(CASHIER, after, repaid("700"), 16), to=desk)
    assert desk.owed(settle.kind)[0][3] == "late"
    proven(desk.app)


def test_what_is_settled_late_is_overdue_first_also_where_the_clock_stood_still(desk: Desk) -> None:
    late = {"by": CASHIER, "at": clock(DUE + timedelta(days=1))}
    given(*drawn(), to=desk).when(repaid("300"), **late).then(
        ledger.VoucherPosted, fact(e.AdvanceOverdue, due=DUE, outstanding=Decimal(1000)), e.AdvanceRepaid
    )
    assert not desk.ticked(DUE + timedelta(days=2), e.AdvanceOverdue), "once"
    given(to=desk).when(repaid("700"), by=CASHIER, at=clock(DUE + timedelta(days=3))).then(
        ledger.VoucherPosted, e.AdvanceRepaid
    )
    assert desk.owed(settle.kind)[0][3] == "late"
    proven(desk.app)


# -- what is decided of it --------------------------------------------------------------------------------------------

DEDUCT = DecideDeduction(advance=ADVANCE, reason="逾期不还")
GIVE_UP = WriteOffAdvance(advance=ADVANCE, reason="无法收回")
DECIDED = {"body": "party-group", "on": TUESDAY, "reference": "finance.advances:2025-0001"}
OTHER_LINE = planned(line="other")


def told(event: type[Any] = MotionCarried, **more: Any) -> Any:
    said = DECIDED | more if event is MotionLost else {"number": "party-group-2025-1", **DECIDED, **more}
    return fact(event, **said)


def test_nothing_is_kept_back_from_pay_without_a_decision(desk: Desk) -> None:
    given(*drawn(), to=desk).when(repaid("100", Means.PAY), by=CASHIER, at=clock(TUESDAY, 16)).then_refused(
        NotDecided, cites=("B10.7",)
    )
    given(by(CHAIR, TUESDAY, DEDUCT, 16), to=desk).when(DEDUCT, by=CHAIR, at=clock(TUESDAY, 17)).then_refused(
        AdvanceDecided
    )
    assert desk.may(TUESDAY, CHAIR, GetAdvance(advance=ADVANCE)) == ["write-off-advance"]
    given(to=desk).when(repaid("100", Means.PAY), by=CASHIER, at=clock(TUESDAY, 17)).then(
        ledger.VoucherPosted, fact(e.AdvanceRepaid, means="pay")
    )


@pytest.mark.parametrize("operation", [DEDUCT, GIVE_UP], ids=["deduct", "write off"])
def test_beyond_the_chairs_limit_the_party_group_decides(desk: Desk, operation: Operation) -> None:
    """To the fen; what the chair may decide alone, the chair does."""
    given(*OTHER_LINE, *drawn("1000.01"), to=desk).when(operation, by=CHAIR, at=clock(TUESDAY, 16)).then_refused(
        NotDecided, cites=("B10.7", "A31"), reference="finance.advances:2025-0001"
    )
    assert desk.may(TUESDAY, CHAIR, GetAdvance(advance=ADVANCE)) == []
    party_tells(desk, told(MotionLost))
    given(to=desk).when(operation, by=CHAIR, at=clock(TUESDAY, 16)).then_refused(NotDecided)
    party_tells(desk, told(MotionLost), told())
    outcome = given(to=desk).when(operation, by=CHAIR, at=clock(TUESDAY, 17))
    outcome.then_answer(motion="party-group-2025-1")


@pytest.mark.parametrize("person", [ASKER, ACCOUNTANT, CASHIER, FINANCE_LEADER])
def test_nobody_but_the_chair_decides(desk: Desk, person: str) -> None:
    given(*drawn(), to=desk)
    for operation in (DEDUCT, GIVE_UP):
        given(to=desk).when(operation, by=person, at=clock(TUESDAY, 16)).then_refused(Forbidden)


def test_what_is_written_off_the_budget_bears(desk: Desk) -> None:
    given(*OTHER_LINE, *drawn(), by(CASHIER, TUESDAY, repaid("400"), 16), to=desk)
    given(to=desk).when(GIVE_UP, by=CHAIR, at=clock(TUESDAY, 17)).then(
        fact(budget.BudgetSpent, amount=Decimal(600), line="other"),
        ledger.VoucherPosted,
        fact(e.AdvanceWrittenOff, amount=Decimal(600), outstanding=Decimal(0)),
    ).then_answer(status="written-off", outstanding=Decimal(0))
    accounts = held(desk, TUESDAY)
    assert (accounts["advances"], accounts["expense"]) == (Decimal(0), Decimal(600))
    assert line(desk, TUESDAY, line="other").spent == Decimal(600)
    assert desk.owed(settle.kind)[0][3] == "cancelled"
    proven(desk.app)


def test_what_the_budget_does_not_bear_is_not_written_off(desk: Desk) -> None:
    given(*drawn(), to=desk).when(GIVE_UP, by=CHAIR, at=clock(TUESDAY, 16)).then_refused(NotInPlan)


# -- how old they are -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "to-30"), (30, "to-30"), (31, "to-90"), (90, "to-90"), (91, "to-365"), (365, "to-365"), (366, "over-365")],
)
def test_the_age_of_what_is_owed(desk: Desk, days: int, band: str) -> None:
    given(*drawn(), to=desk)
    view = desk.on(TUESDAY + timedelta(days=days), FINANCE_LEADER, GetAgeing(), 16)
    assert [(one.days, one.band, one.outstanding) for one in view.lines] == [(days, band, Decimal(1000))]
    assert [one.advances for one in view.bands if one.band == band] == [1]
    assert (view.total, view.held, view.agrees) == (Decimal(1000), Decimal(1000), True)


def test_it_goes_out_as_a_workbook(desk: Desk) -> None:
    given(*drawn(), to=desk)
    title, _, row = read_back(desk.on(TUESDAY, FINANCE_LEADER, ExportAgeing(), 16).content)
    assert title[0] == "借款账龄 截至2025-06-10"
    assert row[0] == "2025-0001"
    assert "30天以内" in row
    register = desk.on(TUESDAY, FINANCE_LEADER, ExportAdvances(start=day(6, 1), end=day(6, 30)), 16)
    assert read_back(register.content)[2][-1] == "未还清"


def test_an_entry_by_hand_shows_as_a_difference(desk: Desk) -> None:
    said = {"on": TUESDAY, "summary": "误记", "postings": [{"account": "advances", "debit": "5"},
                                                          {"account": "cash", "credit": "5"}]}  # fmt: skip
    given(*drawn(), by(ACCOUNTANT, TUESDAY, PostVoucher.model_validate(said), 16), to=desk)
    view = desk.on(TUESDAY, FINANCE_LEADER, GetAgeing(), 17)
    assert (view.total, view.held, view.agrees) == (Decimal(1000), Decimal(1005), False)


def test_the_register_is_seen_by_those_concerned(desk: Desk) -> None:
    given(*drawn(), to=desk)
    assert len(desk.on(TUESDAY, CASHIER, ListAdvances(), 16).items) == 1
    assert len(desk.on(TUESDAY, ASKER, ListAdvances(person=ASKER), 16).items) == 1
    for operation in (ListAdvances(), ListAdvances(person=ASKER), GetAdvance(advance=ADVANCE), GetAgeing()):
        given(to=desk).when(operation, by=ANOTHER, at=clock(TUESDAY, 16)).then_refused(Forbidden)


def test_what_it_is_for_stays_in_the_service(desk: Desk) -> None:
    given(asked(), to=desk)
    event = desk.recorded()[-1]
    assert "考察" in encode(event).decode()
    assert "考察" not in public_bytes(event.TOPIC, encode(event)).decode()


@for_all(st.lists(st.tuples(st.booleans(), st.integers(1, 50_000)), max_size=8))
def test_what_is_owed_is_what_was_drawn_less_what_came_back(moves: list[tuple[bool, int]]) -> None:
    """However it comes back, in parts and to the fen, never below nothing."""
    said = {"number": "2025-0001", "person": ASKER}
    outcome = given(
        fact(e.AdvanceRequested, **said, amount=Decimal(1000), route=("chair",)),
        fact(e.AdvanceApproved, **said, amount=Decimal(1000)),
        fact(e.AdvanceDrawn, **said, amount=Decimal(1000), due=DUE, voucher="x"),
        of=Advance,
    )
    owed = 100_000
    for by_claim, fen in moves:
        amount = Decimal(fen) / 100
        how = {"claim": CLAIM} if by_claim else {"means": Means.CASH, "voucher": "x"}
        done = outcome.when(Advance.set_off if by_claim else Advance.repay, amount=amount, **how)
        if fen > owed:
            done.then_refused(MoreThanOwed)
        else:
            owed -= fen
        assert outcome.aggregate.outstanding * 100 == owed
        assert (outcome.aggregate.status is AdvanceStatus.SETTLED) == (owed == 0)
