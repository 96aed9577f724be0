"""事前审批 requests to spend (B10.7, A31): asked before, consented to by the amount's post, used in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded, NotInPlan
from services.finance.own import OwnMatter
from services.finance.spending import events as e
from services.finance.spending import using
from services.finance.spending.handlers import rungs_ascend, use_in_time
from services.finance.spending.operations import (
    ApproveSpending,
    ExportSpending,
    GetSpending,
    ListSpending,
    RejectSpending,
    RequestSpending,
    WithdrawSpending,
)
from services.finance.spending.request import (
    NotAskedBefore,
    NotCarried,
    OverApproved,
    Spending,
    SpendingDecided,
    SpendingUnderWay,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid
from services.kernel.rules.regulations import RegulationError
from services.kernel.rules.values import Record, Records
from services.party.motions.events import MotionCarried, MotionLost
from tests.finance.desk import (
    ACCOUNTANT,
    CHAIR,
    FINANCE_LEADER,
    FIRST,
    HEAD,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.money import line, party_tells, pays, planned
from tests.given import By, Fact, fact, given, proven

ASKER, COLLEAGUE_OF_ASKER, SUPERVISING = "p031", "p030", "p004"
"""Of agriculture, which p004 supervises."""
MONDAY, TUESDAY = day(6, 9), day(6, 10)
AT = {"at": clock(MONDAY, 15)}
LAST_DAY = MONDAY + timedelta(days=60)
REFERENCE = "finance.spending:2025-0001"


def request(amount: str = "800", **more: Any) -> RequestSpending:
    said = {"department": "agriculture", "line": "office", "purpose": "购置办公用品", "amount": amount, **more}
    return RequestSpending.model_validate(said)


def asked(amount: str = "800", on: date = MONDAY, person: str = ASKER, **more: Any) -> By:
    return by(person, on, request(amount, **more))


@pytest.fixture
def first(desk: Desk) -> UUID:
    """The id of the first request, once the plan is in force."""
    given(*planned(), to=desk)
    return FIRST


def consent(spending: UUID, person: str = SUPERVISING, on: date = MONDAY, hour: int = 10) -> By:
    return by(person, on, ApproveSpending(spending=spending), hour)


def test_it_is_asked_for_before_it_is_spent(desk: Desk, first: UUID) -> None:
    given(to=desk).when(request(), by=ASKER, **AT).then(
        fact(
            e.SpendingRequested,
            number="2025-0001",
            person=ASKER,
            department="agriculture",
            year=2025,
            decides="deputy-chair-3",
            amount=Decimal(800),
            cites=("B10.7",),
        )
    ).then_answer(status="requested", person=ASKER, amount=Decimal(800), collective=False, reference="")


def test_with_the_consent_the_sum_is_set_aside(desk: Desk, first: UUID) -> None:
    given(asked(), to=desk).when(ApproveSpending(spending=first), by=SUPERVISING, **AT).then(
        fact(budget.BudgetCommitted, amount=Decimal(800), reference=first),
        fact(e.SpendingApproved, due=LAST_DAY, post="deputy-chair-3", cites=("B10.7",)),
    ).then_answer(status="approved", decided_by=SUPERVISING, due=LAST_DAY)
    assert (line(desk, MONDAY).committed, line(desk, MONDAY).spent) == (Decimal(800), Decimal(0))
    assert desk.owed(use_in_time.kind) == [(ASKER, "agriculture", LAST_DAY, "open")]
    proven(desk.app)


@pytest.mark.parametrize(
    ("amount", "post"),
    [
        ("2000", "deputy-chair-3"),
        ("2000.01", "finance-leader"),
        ("10000", "finance-leader"),
        ("10000.01", "chair"),
        ("49999.99", "chair"),
    ],
)
def test_the_amount_says_whose_consent_it_takes(desk: Desk, first: UUID, amount: str, post: str) -> None:
    given(to=desk).when(request(amount), by=ASKER, **AT).then(fact(e.SpendingRequested, decides=post))


@pytest.mark.parametrize("person", [ASKER, COLLEAGUE_OF_ASKER, ACCOUNTANT, FINANCE_LEADER, CHAIR])
def test_nobody_else_consents(desk: Desk, first: UUID, person: str) -> None:
    for operation in (ApproveSpending(spending=first), RejectSpending(spending=first, reason="x")):
        given(asked(), to=desk).when(operation, by=person, **AT).then_refused(Forbidden)


def test_whose_own_post_it_is_the_next_one_up_decides(desk: Desk, first: UUID) -> None:
    """What the leader in charge of finance asks for, the chair consents to; and the other way round."""
    of_leaders = {"department": "leadership"}
    given(to=desk).when(request("5000", **of_leaders), by=FINANCE_LEADER, **AT).then(
        fact(e.SpendingRequested, decides="chair")
    )
    given(to=desk).when(request("30000", **of_leaders), by=CHAIR, **AT).then(
        fact(e.SpendingRequested, decides="finance-leader")
    )


def test_who_stands_in_does_not_consent_to_their_own(desk: Desk) -> None:
    """p002 stands in for the chair in March."""
    on, stand_in = day(3, 5), "p002"
    given(*planned(on=on), asked("20000", on, stand_in, department="leadership"), to=desk)
    for operation in (ApproveSpending(spending=FIRST), RejectSpending(spending=FIRST, reason="x")):
        given(to=desk).when(operation, by=stand_in, at=clock(on)).then_refused(OwnMatter, cites=("B10.7",))
    assert desk.may(on, stand_in, GetSpending(spending=FIRST)) == ["withdraw-spending"]
    given(to=desk).when(ApproveSpending(spending=FIRST), by=CHAIR, at=clock(on)).then(
        budget.BudgetCommitted, e.SpendingApproved
    )


def test_what_the_plan_lacks_is_not_consented_to(desk: Desk, first: UUID) -> None:
    unplanned = asked(line="travel")
    given(unplanned, to=desk).when(ApproveSpending(spending=first), by=SUPERVISING, **AT).then_refused(NotInPlan)
    assert desk.may(MONDAY, SUPERVISING, GetSpending(spending=first)) == ["reject-spending"]
    given(*(asked("2000") for _ in range(51)), to=desk)
    ids = [one.id for one in reversed(desk.on(MONDAY, ACCOUNTANT, ListSpending(limit=100), 16).items)][1:]
    given(*(consent(id) for id in ids[:50]), to=desk)
    given(to=desk).when(ApproveSpending(spending=ids[50]), by=SUPERVISING, **AT).then_refused(LineExceeded, free="0.00")


@pytest.mark.parametrize(
    "more", [{"line": "potatoes"}, {"department": "nowhere"}], ids=["no such line", "no such department"]
)
def test_bad_input_is_refused_before_anything_is_recorded(desk: Desk, first: UUID, more: dict[str, str]) -> None:
    given(to=desk).when(request(**more), by="p011", **AT).then_refused(Invalid)


def test_nobody_asks_for_another_department(desk: Desk, first: UUID) -> None:
    given(to=desk).when(request(), by=STAFF, **AT).then_refused(Forbidden)


def test_a_refused_request_is_at_its_end(desk: Desk, first: UUID) -> None:
    refused = RejectSpending(spending=first, reason="暂不需要")
    given(asked(), to=desk).when(refused, by=SUPERVISING, **AT).then(fact(e.SpendingRejected, person=ASKER))
    for operation in (ApproveSpending(spending=first), refused):
        given(to=desk).when(operation, by=SUPERVISING, **AT).then_refused(SpendingDecided, status="rejected")


# -- major spending ---------------------------------------------------------------------------------------------------

CARRIED = {"body": "party-group", "number": "party-group-2025-1", "on": TUESDAY, "day": TUESDAY}


def told(event: type[Any] = MotionCarried, **more: Any) -> Fact:
    named = {**CARRIED, "reference": REFERENCE, **more}
    if event is MotionLost:
        named.pop("number")
    return fact(event, **named)


def test_from_the_threshold_on_the_party_group_decides_first(desk: Desk, first: UUID) -> None:
    """A31: to the fen."""
    given(to=desk).when(request("50000"), by=ASKER, **AT).then(
        e.SpendingRequested, fact(e.SpendingReferred, threshold=Decimal(50_000), cites=("A31",))
    ).then_answer(status="referred", collective=True, reference=REFERENCE)
    given(to=desk).when(ApproveSpending(spending=first), by=CHAIR, **AT).then_refused(
        NotCarried, cites=("B10.7", "A31")
    )
    assert desk.may(MONDAY, CHAIR, GetSpending(spending=first)) == []


def test_what_was_carried_waits_for_the_chair(desk: Desk, first: UUID) -> None:
    given(asked("50000"), to=desk).when(lambda desk: party_tells(desk, told())).then(
        fact(
            e.SpendingCarried,
            motion="party-group-2025-1",
            actor="system",
            day=TUESDAY,
            cites=("A31",),
            causation="party/1",
        )
    )
    given(to=desk).when(ApproveSpending(spending=first), by=CHAIR, at=clock(TUESDAY)).then(
        budget.BudgetCommitted, fact(e.SpendingApproved, motion="party-group-2025-1", cites=("B10.7", "A31"))
    ).then_answer(motion="party-group-2025-1", status="approved")
    proven(desk.app)


def test_what_was_lost_falls(desk: Desk, first: UUID) -> None:
    given(asked("50000"), to=desk).when(lambda desk: party_tells(desk, told(MotionLost))).then(e.SpendingLost)
    given(to=desk).when(ApproveSpending(spending=first), by=CHAIR, at=clock(TUESDAY)).then_refused(
        SpendingDecided, status="lost"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"body": "branch"},
        {"reference": "finance.spending:2025-0009"},
        {"reference": "finance.advances:2025-0001"},
        {"reference": "appraisal.quarter:2025-Q2"},
    ],
)
def test_what_others_decided_or_about_something_else_moves_nothing(
    desk: Desk, first: UUID, more: dict[str, str]
) -> None:
    given(asked("50000"), to=desk).when(lambda desk: party_tells(desk, told(**more))).then_nothing()


def test_a_motion_about_a_request_that_fell_moves_nothing(desk: Desk, first: UUID) -> None:
    withdrawn = by(ASKER, MONDAY, WithdrawSpending(spending=first, reason="暂缓"), 10)
    given(asked("50000"), withdrawn, to=desk).when(lambda desk: party_tells(desk, told())).then_nothing()


# -- how long it holds ------------------------------------------------------------------------------------------------


def test_what_is_not_used_in_time_lapses(desk: Desk, first: UUID) -> None:
    given(asked(), consent(first), to=desk)
    assert not desk.ticked(LAST_DAY, e.SpendingExpired)
    (lapsed,) = desk.ticked(LAST_DAY + timedelta(days=1), e.SpendingExpired)
    assert (lapsed.due, lapsed.person) == (LAST_DAY, ASKER)
    assert line(desk, LAST_DAY).committed == 0
    assert not desk.ticked(LAST_DAY + timedelta(days=2), e.SpendingExpired), "once"
    proven(desk.app)


def test_what_was_set_aside_is_free_once_it_is_withdrawn(desk: Desk, first: UUID) -> None:
    withdrawn = WithdrawSpending(spending=first, reason="不再需要")
    given(asked(), consent(first), to=desk).when(withdrawn, by=ASKER, **AT).then(
        fact(budget.BudgetReleased, amount=Decimal(800), reference=first), e.SpendingWithdrawn
    )
    given(to=desk).when(withdrawn, by=HEAD, **AT).then_refused(Forbidden)


# -- using it ---------------------------------------------------------------------------------------------------------

APPROVED = (
    fact(
        e.SpendingRequested, number="2025-0001", person=ASKER, department="agriculture", year=2025, line="office",
        amount=Decimal(1000), decides="chair",
    ),
    fact(e.SpendingApproved, number="2025-0001", person=ASKER, year=2025, line="office", amount=Decimal(1000),
         due=LAST_DAY),
)  # fmt: skip
CLAIM, OTHER_CLAIM = UUID(int=91), UUID(int=92)
FIVE_PERCENT = Decimal(5)


def use(amount: str, **more: Any) -> dict[str, Any]:
    named: dict[str, Any] = {"amount": Decimal(amount), "reference": None, "last": True, "tolerance": FIVE_PERCENT}
    return named | more


def test_no_more_is_spent_than_was_consented_to_and_tolerated() -> None:
    """Five in the hundred beyond, to the fen; with another rule none."""
    given(*APPROVED, of=Spending).when(Spending.use, **use("1050.00")).then(
        fact(e.SpendingUsed, spent=Decimal(1050), last=True)
    )
    given(*APPROVED, of=Spending).when(Spending.use, **use("1050.01")).then_refused(OverApproved, cites=("B10.7",))
    given(*APPROVED, of=Spending).when(Spending.use, **use("1000.01", tolerance=Decimal(0))).then_refused(OverApproved)


def test_what_several_claims_want_counts_together() -> None:
    wants = {"tolerance": FIVE_PERCENT, "on": MONDAY}
    first = fact(e.SpendingTaken, number="", person="", year=2025, line="", amount=Decimal(600), taken=Decimal(600),
                 reference=CLAIM)  # fmt: skip
    given(*APPROVED, first, of=Spending).when(Spending.take, amount=Decimal(450), reference=OTHER_CLAIM, **wants).then(
        fact(e.SpendingTaken, amount=Decimal(450), taken=Decimal(1050))
    )
    given(*APPROVED, first, of=Spending).when(
        Spending.take, amount=Decimal("450.01"), reference=OTHER_CLAIM, **wants
    ).then_refused(OverApproved)
    given(*APPROVED, first, of=Spending).when(Spending.take, amount=Decimal(1050), reference=CLAIM, **wants).then(
        fact(e.SpendingTaken, amount=Decimal(1050), taken=Decimal(1050))
    )
    given(*APPROVED, first, of=Spending).when(Spending.withdraw, reason="x").then_refused(SpendingUnderWay)
    last = use("10", reference=OTHER_CLAIM)
    given(*APPROVED, first, of=Spending).when(Spending.use, **last).then_refused(SpendingUnderWay)


def test_what_was_not_consented_to_is_not_used() -> None:
    for history in (APPROVED[:1], (*APPROVED, fact(e.SpendingExpired, number="", person="", year=0, line="",
                                                  due=LAST_DAY))):  # fmt: skip
        given(*history, of=Spending).when(Spending.use, **use("1")).then_refused(NotAskedBefore, cites=("B10.7",))
    late = use("1", on=LAST_DAY + timedelta(days=1))
    given(*APPROVED, of=Spending).when(Spending.use, **late).then_refused(NotAskedBefore)


def test_another_procedure_spends_through_the_request(desk: Desk, first: UUID) -> None:
    given(asked(), consent(first), to=desk)
    given(to=desk).when(lambda desk: pays(desk, lambda ctx: using.take(ctx, first, Decimal(700), CLAIM))).then(
        e.SpendingTaken
    )
    assert not desk.ticked(LAST_DAY + timedelta(days=1), e.SpendingExpired), "while a claim is under way"
    pays(desk, lambda ctx: using.used(ctx, first, Decimal(300), reference=CLAIM))
    seen = desk.on(TUESDAY, ASKER, GetSpending(spending=first), 16)
    assert (seen.status, seen.spent, seen.taken) == ("used", Decimal(300), Decimal(0))
    assert (line(desk, TUESDAY).spent, line(desk, TUESDAY).committed) == (Decimal(300), Decimal(0))
    proven(desk.app)


def test_what_is_given_back_lapses_in_its_time(desk: Desk, first: UUID) -> None:
    given(asked(), consent(first), to=desk)
    pays(desk, lambda ctx: using.take(ctx, first, Decimal(700), CLAIM))
    assert desk.owed(use_in_time.kind)[0][3] == "fulfilled"
    pays(desk, lambda ctx: using.free(ctx, first, CLAIM))
    assert desk.owed(use_in_time.kind)[0][3] == "open"
    pays(desk, lambda ctx: using.used(ctx, first, Decimal(300), last=False))
    assert line(desk, TUESDAY).committed == Decimal(500)
    assert desk.ticked(LAST_DAY + timedelta(days=1), e.SpendingExpired)
    assert (line(desk, LAST_DAY).committed, line(desk, LAST_DAY).spent) == (Decimal(0), Decimal(300))
    proven(desk.app)


# -- the register and the rule ----------------------------------------------------------------------------------------


def test_the_register_as_a_workbook(desk: Desk, first: UUID) -> None:
    given(asked(), consent(first), to=desk)
    file = desk.on(day(7, 2), ACCOUNTANT, ExportSpending(start=day(6, 1), end=day(6, 30)))
    title, _, row = read_back(file.content)
    assert title[0] == "事前审批台账 2025-06-01 至 2025-06-30"
    assert row[0] == "2025-0001"
    assert row[-1] == "已批准"


def test_the_register_is_seen_by_those_concerned(desk: Desk, first: UUID) -> None:
    given(asked(), asked(person="p024", department="finance-economy"), to=desk)
    assert len(desk.on(TUESDAY, ACCOUNTANT, ListSpending()).items) == 2
    assert len(desk.on(TUESDAY, COLLEAGUE_OF_ASKER, ListSpending(department="agriculture")).items) == 1
    given(to=desk).when(ListSpending(), by=COLLEAGUE_OF_ASKER, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(GetSpending(spending=first), by="p027", at=clock(TUESDAY)).then_refused(Forbidden)


def test_what_it_is_for_stays_in_the_service(desk: Desk, first: UUID) -> None:
    given(asked(purpose="慰问某同志"), to=desk)
    event = desk.recorded()[-1]
    assert "慰问" in encode(event).decode()
    assert "慰问" not in public_bytes(event.TOPIC, encode(event)).decode()


def ladders() -> Iterator[list[str]]:
    yield ["100", "2000"]
    yield ["0", "2000", "2000"]
    yield ["0", "3000", "2000"]
    yield ["0", "plenty"]


@pytest.mark.parametrize("above", list(ladders()), ids=" ".join)
def test_rungs_that_do_not_ascend_stop_the_start(above: list[str]) -> None:
    items = tuple(Record(f"post-{n}", "岗位", "post", (("above", sum_),)) for n, sum_ in enumerate(above))

    class Rules:
        def parameter(self, name: str) -> Any:
            return type("P", (), {"values": [type("D", (), {"value": Records(items)})]})

    rules: Any = Rules()
    with pytest.raises(RegulationError, match="ascend"):
        rungs_ascend(rules)
