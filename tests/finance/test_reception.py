"""公务接待 reception (A29, B14.4, B14.7): by letter, consented to, listed by who answered for it, checked, settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded, NotInPlan
from services.finance.budget.operations import AdoptBudget, PlanBudgetLine
from services.finance.claims.operations import ApproveClaim, CheckClaim, PayClaim, ReviewClaim, SubmitClaim
from services.finance.claims.refusals import OccasionClaimed
from services.finance.own import OwnMatter
from services.finance.reception import events as e
from services.finance.reception.costs import REASONS
from services.finance.reception.operations import (
    ApproveReception,
    CancelReception,
    CheckReception,
    EnterReceptionLetter,
    ExportReceptions,
    ExportReceptionYear,
    GetReception,
    GetReceptionYear,
    ListReceptions,
    RejectReception,
    ReturnReceptionList,
)
from services.finance.reception.reception import Reception
from services.finance.reception.refusals import (
    ConsentTooLate,
    ExtravagantItem,
    LetterUsed,
    NoCounterpart,
    OverPayable,
    OverStandard,
    ReceptionDecided,
    ReceptionNotChecked,
    TooManyCompanions,
    TooManyMeals,
    WithoutLetter,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid
from tests.attendance.desk import rules
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    COLLEAGUE,
    DIRECTOR,
    FINANCE_LEADER,
    FIRST,
    HEAD,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.invoices import typed
from tests.finance.money import funds, line, planned
from tests.finance.reception import (
    APPROVED,
    CHECKED,
    LETTER,
    MONDAY,
    SCAN,
    THURSDAY,
    TUESDAY,
    UPLOADED,
    WEDNESDAY,
    asked,
    item,
    request,
    signed,
    signing,
    yuan,
)
from tests.given import fact, given, proven

SECOND = UUID(int=2)
AT = {"at": clock(MONDAY, 10)}


@pytest.fixture(autouse=True)
def in_plan(desk: Desk) -> None:
    given(*planned("1000", "reception"), to=desk)


def money(desk: Desk) -> tuple[Decimal, Decimal, Decimal]:
    one = line(desk, THURSDAY + timedelta(days=9), "finance-economy", "reception")
    return one.committed, one.spent, one.free


# -- asking -----------------------------------------------------------------------------------------------------------


def test_a_reception_is_asked_for_by_the_official_letter(desk: Desk) -> None:
    given(UPLOADED, to=desk)
    outcome = given(to=desk).when(request(), by=STAFF, **AT)
    assert [type(one).__name__ for one in outcome.recorded[:2]] == ["ReceptionRequested", "ReceptionLetterEntered"]
    assert outcome.recorded[0].cites == ("A29",)
    outcome.then_answer(
        number="2025-0001", status="requested", guest_count=4, companions=[HEAD, STAFF], estimate=yuan("600"),
        letter_number=LETTER["letter_number"], decides="head-office", department="finance-economy",
    )  # fmt: skip
    assert [(one.unit, one.rank, one.count) for one in outcome.result.guests] == [("市人大财经委", "county", 4)]


@pytest.mark.parametrize("person", [OTHER_STAFF, DIRECTOR, ACCOUNTANT])
def test_nobody_asks_for_another_department(desk: Desk, person: str) -> None:
    given(to=desk).when(request(letter=False), by=person, **AT).then_refused(Forbidden)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"companions": [HEAD, STAFF, COLLEAGUE, "p023"]}, TooManyCompanions),
        ({"planned": [{"kind": "meal", "times": 2, "cost": "1"}]}, TooManyMeals),
        ({"cost": "600.01"}, OverStandard),
        ({"planned": [{"kind": "alcohol", "cost": "1"}]}, ExtravagantItem),
        ({"planned": [{"kind": "banquet", "cost": "1"}]}, Invalid),
        ({"companions": [DIRECTOR]}, NoCounterpart),
        ({"responsible": OTHER_STAFF}, NoCounterpart),
        ({"companions": ["p999"]}, Invalid),
        ({"responsible": "p999"}, Invalid),
        ({"paid_by": "nowhere"}, Invalid),
        ({"start": day(6, 8)}, Invalid),
        ({"end": TUESDAY}, Invalid),
        ({"guests": [{"unit": "某单位", "rank": "king", "count": 1}]}, Invalid),
        ({"letter_number": ""}, Invalid),
        ({"letter_day": day(6, 10)}, Invalid),
    ],
)
def test_what_breaks_the_rules_is_refused_before_anything_is_recorded(
    desk: Desk, said: dict[str, Any], refusal: Any
) -> None:
    given(UPLOADED, to=desk)
    given(to=desk).when(request(**said), by=STAFF, **AT).then_refused(refusal)


def test_a_letter_is_for_one_reception(desk: Desk) -> None:
    given(*asked(), to=desk)
    given(to=desk).when(request(), by=STAFF, **AT).then_refused(LetterUsed, cites=("A29",))
    given(by(STAFF, MONDAY, CancelReception(reception=FIRST, reason="改期"), 11), to=desk)
    outcome = given(to=desk).when(request(), by=STAFF, at=clock(MONDAY, 12))
    assert outcome.refusal is None


def test_a_letter_that_comes_later_is_entered_before_consent(desk: Desk) -> None:
    given(*asked(letter=False), to=desk)
    given(to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(TUESDAY)).then_refused(WithoutLetter, cites=("A29",))
    assert "finance.approve-reception" not in allowed(desk, DIRECTOR)
    letter = EnterReceptionLetter.model_validate({"reception": FIRST, **LETTER, "letter_scan": [SCAN]})
    given(by(STAFF, TUESDAY, letter), to=desk)
    assert "finance.approve-reception" in allowed(desk, DIRECTOR)
    given(to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(TUESDAY)).then(
        budget.BudgetCommitted, e.ReceptionApproved
    )


def allowed(desk: Desk, person: str) -> list[str]:
    return list(desk.on(TUESDAY, person, GetReception(reception=FIRST), 8).allowed)


# -- consent ----------------------------------------------------------------------------------------------------------


def test_the_office_director_consents_and_the_estimate_is_set_aside(desk: Desk) -> None:
    given(*asked(), to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(TUESDAY)).then(
        fact(budget.BudgetCommitted, amount=yuan("600"), reference=FIRST, department="finance-economy"),
        fact(e.ReceptionApproved, estimate=yuan("600"), post="head-office"),
    ).then_answer(status="approved", decided_by=DIRECTOR)
    assert money(desk) == (600, 0, 400)


@pytest.mark.parametrize("person", [STAFF, HEAD, SECRETARY, CHAIR, ACCOUNTANT, AUDITOR])
def test_nobody_else_consents(desk: Desk, person: str) -> None:
    given(*asked(), to=desk)
    for operation in (APPROVED.operation, RejectReception(reception=FIRST, reason="x")):
        given(to=desk).when(operation, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def test_what_concerns_the_office_director_goes_up_a_post(desk: Desk) -> None:
    """Who asks, answers for it or accompanies does not consent to it."""
    given(*asked(companions=[HEAD, DIRECTOR]), to=desk)
    seen = desk.on(MONDAY, STAFF, GetReception(reception=FIRST), 10)
    assert seen.decides == "secretary-general"
    given(to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(APPROVED.operation, by=SECRETARY, at=clock(TUESDAY)).then(
        budget.BudgetCommitted, e.ReceptionApproved
    )


def test_nobody_consents_to_their_own_standing_in_either(desk: Desk) -> None:
    """In August 2026 p009 stands in for the office director, who is away: not for what p009 asked for."""
    on, come = day(8, 25, 2026), day(8, 27, 2026)
    plan = PlanBudgetLine(year=2026, line="reception", department="finance-economy", amount=Decimal(1000))
    adopt = AdoptBudget(year=2026, decision="纪要")
    given(by(ACCOUNTANT, day(8, 3, 2026), plan), by("p002", day(8, 3, 2026), adopt), to=desk)
    upload = by("p009", on, UPLOADED.operation, 8)
    own = request(
        department="office", responsible="p010", companions=["p010"], start=come, end=come, cost="100",
    )  # fmt: skip
    given(upload, by("p009", on, own), to=desk)
    approve = ApproveReception(reception=FIRST)
    given(to=desk).when(approve, by="p009", at=clock(on, 10)).then_refused(OwnMatter)
    assert "finance.approve-reception" not in desk.on(on, "p009", GetReception(reception=FIRST), 10).allowed
    given(to=desk).when(approve, by="p008", at=clock(on, 10)).then(budget.BudgetCommitted, e.ReceptionApproved)


def test_nothing_is_consented_to_once_the_guests_came(desk: Desk) -> None:
    given(*asked(), to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(THURSDAY)).then_refused(ConsentTooLate)
    given(to=desk).when(RejectReception(reception=FIRST, reason="未批先办"), by=DIRECTOR, at=clock(THURSDAY)).then(
        e.ReceptionRejected
    )
    given(to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(THURSDAY)).then_refused(ReceptionDecided)


def test_nothing_is_consented_to_beyond_the_budget(desk: Desk) -> None:
    given(*asked(heads=9, cost="1000.00", companions=[HEAD]), to=desk)
    given(APPROVED, to=desk)
    other = {"letter_number": "市人财函〔2025〕8号", "cost": "0.01"}
    given(by(STAFF, TUESDAY, request(**other), 10), to=desk)
    second = desk.on(TUESDAY, ACCOUNTANT, ListReceptions(status="requested"), 11).items[0].id
    given(to=desk).when(ApproveReception(reception=second), by=DIRECTOR, at=clock(TUESDAY, 12)).then_refused(
        LineExceeded, cites=("A28", "B10.3")
    )


def test_what_is_not_in_the_plan_is_not_consented_to(desk: Desk) -> None:
    given(*asked(paid_by="budget"), to=desk).when(APPROVED.operation, by=DIRECTOR, at=clock(TUESDAY)).then_refused(
        NotInPlan
    )


def test_what_is_cancelled_is_free_again(desk: Desk) -> None:
    given(*asked(), APPROVED, to=desk).when(
        CancelReception(reception=FIRST, reason="来宾改期"), by=STAFF, at=clock(TUESDAY)
    ).then(budget.BudgetReleased, e.ReceptionCancelled)
    assert money(desk) == (0, 0, 1000)
    given(to=desk).when(signing(), by=HEAD, at=clock(WEDNESDAY)).then_refused(ReceptionDecided)


# -- what there was ---------------------------------------------------------------------------------------------------


def test_who_answers_for_it_signs_the_list(desk: Desk) -> None:
    given(*asked(), APPROVED, to=desk).when(signing(), by=HEAD, at=clock(WEDNESDAY, 16)).then(
        fact(
            e.ReceptionHeld, cost=yuan("500"), guest_count=4, companions=(HEAD, STAFF), cites=("A29", "B14.4", "B14.7")
        )
    ).then_answer(status="held", cost=yuan("500"), signed_on=WEDNESDAY)


@pytest.mark.parametrize("person", [STAFF, COLLEAGUE, DIRECTOR, ACCOUNTANT])
def test_nobody_else_signs_it(desk: Desk, person: str) -> None:
    given(*asked(), APPROVED, to=desk).when(signing(), by=person, at=clock(WEDNESDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    ("items", "said", "refusal"),
    [
        ([item(kind="tobacco")], {}, ExtravagantItem),
        ([item(on=THURSDAY)], {}, Invalid),
        ([item(on=TUESDAY)], {}, Invalid),
        ([item(guests=5)], {}, Invalid),
        ([item(companions=3)], {}, Invalid),
        ([item(kind="banquet")], {}, Invalid),
        ([item()], {"companions": [DIRECTOR, CHAIR]}, NoCounterpart),
    ],
)
def test_the_list_says_what_there_was(
    desk: Desk, items: list[dict[str, Any]], said: dict[str, Any], refusal: Any
) -> None:
    given(*asked(), APPROVED, to=desk).when(signing(*items, **said), by=HEAD, at=clock(WEDNESDAY)).then_refused(refusal)


def test_nothing_is_listed_before_the_day(desk: Desk) -> None:
    given(*asked(), APPROVED, to=desk).when(signing(), by=HEAD, at=clock(TUESDAY)).then_refused(Invalid)
    assert "finance.sign-reception-list" not in allowed(desk, HEAD)


def test_a_list_that_is_returned_is_drawn_up_anew(desk: Desk) -> None:
    back = ReturnReceptionList(reception=FIRST, reason="请补写地点")
    given(*asked(), APPROVED, signed(), to=desk).when(back, by=ACCOUNTANT, at=clock(WEDNESDAY, 17)).then(
        e.ReceptionListReturned
    ).then_answer(status="approved", cost=Decimal(0))
    given(to=desk).when(signing(item("400")), by=HEAD, at=clock(THURSDAY)).then(e.ReceptionHeld).then_answer(
        cost=yuan("400")
    )
    proven(desk.app)


# -- checked and settled ----------------------------------------------------------------------------------------------


def test_the_check_leaves_what_may_be_claimed(desk: Desk) -> None:
    given(*asked(), APPROVED, signed(), to=desk).when(CHECKED.operation, by=ACCOUNTANT, at=clock(THURSDAY)).then(
        budget.BudgetReleased,
        fact(budget.BudgetCommitted, amount=yuan("500")),
        fact(e.ReceptionChecked, cost=yuan("500"), payable=yuan("500"), cuts=()),
    ).then_answer(status="checked", payable=yuan("500"), checked_by=ACCOUNTANT)
    assert money(desk) == (500, 0, 500)


def test_more_companions_than_may_and_a_second_meal_are_cut(desk: Desk) -> None:
    crowd = [HEAD, STAFF, COLLEAGUE, "p023"]
    history = (*asked(), APPROVED, signed(item("480", companions=4), item("300"), companions=crowd))
    given(*history, to=desk).when(CHECKED.operation, by=ACCOUNTANT, at=clock(THURSDAY)).then(
        budget.BudgetReleased,
        budget.BudgetCommitted,
        fact(e.ReceptionChecked, cost=yuan("780"), payable=yuan("420"), cites=("A29", "B14.4", "B14.7")),
    )
    seen = desk.on(THURSDAY, ACCOUNTANT, GetReception(reception=FIRST), 15)
    assert [(one.payable, one.reasons) for one in seen.items] == [
        (yuan("420"), ["companions"]),
        (yuan("0"), ["meals"]),
    ]
    assert seen.cut_reasons == ["companions", "meals"]
    proven(desk.app)


def test_what_the_accountant_took_part_in_another_checks(desk: Desk) -> None:
    given(*asked(companions=[HEAD, ACCOUNTANT]), APPROVED, signed(companions=[HEAD, ACCOUNTANT]), to=desk)
    for operation in (CHECKED.operation, ReturnReceptionList(reception=FIRST, reason="x")):
        given(to=desk).when(operation, by=ACCOUNTANT, at=clock(THURSDAY)).then_refused(OwnMatter)
    assert desk.on(THURSDAY, ACCOUNTANT, GetReception(reception=FIRST)).allowed == []


def claim(desk: Desk, amount: str, hour: int = 12) -> SubmitClaim:
    """Of p024, on an invoice of the canteen; `hour` tells one invoice from another."""
    number = f"2551200000009999{hour:04d}"
    sum_ = yuan(amount)
    invoice = desk.on(THURSDAY, STAFF, typed(number, gross=sum_, net=sum_, tax=yuan("0")), hour).id
    said = {
        "department": "finance-economy", "line": "reception", "purpose": "公务接待工作餐", "reception": FIRST,
        "items": [{"kind": "reception", "amount": sum_, "invoice": invoice}],
        "payees": [{"person": STAFF, "amount": sum_}],
    }  # fmt: skip
    return SubmitClaim.model_validate(said)


def test_no_more_is_settled_than_the_check_left() -> None:
    said = {"number": "1", "person": STAFF, "paid_by": "budget", "responsible": HEAD}
    checked = fact(e.ReceptionChecked, **said, cost=yuan("600"), payable=yuan("500"))
    given(checked, of=Reception).when(Reception.settle, amount=yuan("500.01")).then_refused(
        OverPayable, payable="500.00"
    )
    given(checked, of=Reception).when(Reception.settle, amount=yuan("500")).then(e.ReceptionSettled)


def test_a_claim_settles_it_once(desk: Desk) -> None:
    """On a list that was not checked nothing is claimed; what the claim's own check cuts is free again (A32)."""
    given(*asked(), APPROVED, signed(), funds(), to=desk)
    early = claim(desk, "400", 9)
    given(to=desk).when(early, by=STAFF, at=clock(THURSDAY, 9)).then_refused(ReceptionNotChecked)
    given(by(ACCOUNTANT, THURSDAY, CHECKED.operation, 10), to=desk)
    handed_in = given(to=desk).when(claim(desk, "500"), by=STAFF, at=clock(THURSDAY)).result
    assert set(handed_in.concerned) == {STAFF, HEAD}
    given(to=desk).when(early, by=STAFF, at=clock(THURSDAY)).then_refused(OccasionClaimed)
    cut = {"place": 1, "allowed": "450", "ground": "餐厅已退款"}
    for person, step in (
        (ACCOUNTANT, CheckClaim.model_validate({"claim": handed_in.id, "cuts": [cut]})),
        (DIRECTOR, ReviewClaim(claim=handed_in.id)),
        (FINANCE_LEADER, ApproveClaim(claim=handed_in.id)),
        (CASHIER, PayClaim(claim=handed_in.id, method="transfer")),
    ):
        desk.on(THURSDAY, person, step, 14)
    seen = desk.on(THURSDAY, STAFF, GetReception(reception=FIRST), 15)
    assert (seen.status, seen.payable, seen.paid) == ("settled", yuan("500"), yuan("450"))
    assert money(desk) == (0, 450, 550)
    given(to=desk).when(early, by=STAFF, at=clock(THURSDAY, 16)).then_refused(OccasionClaimed)
    proven(desk.app)


def test_nothing_is_claimed_of_what_was_cut_whole(desk: Desk) -> None:
    """Where the rule cuts what has no letter instead of refusing it, all of it is (A29)."""
    desk.app.office = replace(desk.app.office, rules=rules().with_value("reception.beyond", CUTS, day(1, 1)))
    given(*asked(letter=False), APPROVED, signed(), to=desk).when(
        CHECKED.operation, by=ACCOUNTANT, at=clock(THURSDAY)
    ).then(budget.BudgetReleased, fact(e.ReceptionChecked, payable=yuan("0"))).then_answer(
        status="settled", cut_reasons=["letter"]
    )
    assert money(desk) == (0, 0, 1000)
    proven(desk.app)


CUTS = "[" + ", ".join(f'{{ id = "{one}", zh = "甲", en = "A", becomes = "cut" }}' for one in REASONS) + "]"


# -- registers --------------------------------------------------------------------------------------------------------


def test_the_year_is_seen_against_its_budget(desk: Desk) -> None:
    given(*asked(), APPROVED, signed(), CHECKED, to=desk)
    given(by(STAFF, THURSDAY, request(letter=False, start=THURSDAY, end=THURSDAY)), to=desk)  # not held: not counted
    seen = desk.on(THURSDAY, AUDITOR, GetReceptionYear(year=2025), 16)
    one = next(line for line in seen.lines if line.department == "finance-economy")
    assert (one.receptions, one.guests, one.companions, one.cost, one.payable) == (1, 4, 2, yuan("500"), yuan("500"))
    assert (one.budget, one.committed, one.spent, one.free) == (1000, 500, 0, 500)
    assert (seen.total.receptions, seen.total.budget) == (1, 3000)
    assert desk.on(THURSDAY, AUDITOR, GetReceptionYear(year=2024), 16).lines == []
    file = desk.on(THURSDAY, AUDITOR, ExportReceptionYear(year=2025), 16)
    assert read_back(file.content)[-1][:3] == ("合计", 1, 4)
    given(to=desk).when(GetReceptionYear(year=2025), by=STAFF, at=clock(THURSDAY)).then_refused(Forbidden)


def test_the_register_is_seen_by_those_concerned_and_goes_out_as_a_workbook(desk: Desk) -> None:
    given(*asked(), APPROVED, signed(), CHECKED, to=desk)
    mine = ListReceptions(department="finance-economy")
    assert len(desk.on(THURSDAY, COLLEAGUE, mine).items) == len(desk.on(THURSDAY, AUDITOR, ListReceptions()).items) == 1
    given(to=desk).when(mine, by=OTHER_STAFF, at=clock(THURSDAY)).then_refused(Forbidden)
    file = desk.on(THURSDAY, AUDITOR, ExportReceptions(start=MONDAY, end=THURSDAY))
    title, _, row = read_back(file.content)
    assert title[0] == "公务接待台账 2025-06-09 至 2025-06-12"
    assert (row[0], row[-1]) == ("2025-0001", "待报销")


def test_who_the_guests_are_stays_in_the_service(desk: Desk) -> None:
    given(UPLOADED, by(STAFF, MONDAY, request(letter=False, guest_names="赵某、钱某")), to=desk)
    event = desk.recorded()[-1]
    assert "赵某" in encode(event).decode()
    assert "赵某" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_what_is_offered_is_what_would_not_be_refused(desk: Desk) -> None:
    def may(person: str, hour: int = 18) -> list[str]:
        names = desk.on(WEDNESDAY, person, GetReception(reception=FIRST), hour).allowed
        return [one.removeprefix("finance.") for one in names]

    given(*asked(), APPROVED, to=desk)
    assert may(HEAD, 8) == ["enter-reception-letter", "cancel-reception", "sign-reception-list"]
    assert may(COLLEAGUE, 8) == ["enter-reception-letter"]
    given(signed(), to=desk)
    assert may(ACCOUNTANT) == ["return-reception-list", "check-reception"]
    given(CHECKED, to=desk)
    assert CheckReception(reception=FIRST)
