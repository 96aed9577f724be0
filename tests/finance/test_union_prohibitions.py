"""八不准 what the union does not pay (A27): the eight prohibitions, and the sums per head (A24–A26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.finance.union_fund import events as e
from services.finance.union_fund import operations as ops
from services.finance.union_fund.payment import How, Kept
from services.finance.union_fund.prohibitions import (
    RULES,
    BeyondStandard,
    NotForMembers,
    ProhibitionsUnanswered,
    UnionPaymentProhibited,
    check,
    each,
)
from services.finance.union_members.operations import EndUnionMembership, EnterUnionMember
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Records, RegulationError
from tests.attendance.desk import rules
from tests.finance.desk import (
    COLLEAGUE,
    HEAD,
    OTHER_STAFF,
    STAFF,
    UNION_CHAIR,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.union import (
    ALL_KEPT,
    AT,
    EIGHT,
    MEMBERS,
    MONDAY,
    answered,
    ask,
    asked,
    because,
    member_of,
    revised,
)
from tests.given import fact, given, proven

# -- the eight prohibitions -------------------------------------------------------------------------------------------


def test_a_payment_is_asked_for_with_an_answer_to_each_prohibition(union: Desk) -> None:
    """And each is decided by the program as well, as the regulation file says."""
    given(to=union).when(ask(), by=STAFF, **AT).then(
        fact(
            e.UnionPaymentRequested, number="2025-0001", person=STAFF, department="finance-economy", year=2025,
            amount=Decimal(600), share=Decimal(300), people=2, most_a_year=Decimal(1800), most_each_time=None,
            recipients=(STAFF, COLLEAGUE), cites=("A27",),
        )
    )  # fmt: skip
    (payment,) = union.on(MONDAY, UNION_CHAIR, ops.ListUnionPayments()).items
    assert [line.prohibition for line in payment.answers] == list(EIGHT)
    assert {line.prohibition: [how.value for how in line.checked] for line in payment.answers} == {
        "treats": ["items"], "bonuses": ["items", "limits"], "luxury": ["items"], "hidden-funds": ["items", "books"],
        "merged": ["books"], "diverted": ["items", "members"], "fundraising": ["items"],
        "unrelated": ["items", "purposes"],
    }  # fmt: skip
    proven(union.app)


@pytest.mark.parametrize("prohibition", EIGHT)
def test_what_is_said_to_break_one_is_refused(union: Desk, prohibition: str) -> None:
    given(to=union).when(ask(answers=answered(prohibition)), by=STAFF, **AT).then_refused(
        UnionPaymentProhibited, cites=("A27",), prohibition=prohibition
    )


@pytest.mark.parametrize(
    ("item", "prohibition"),
    [
        ("banquet", "treats"), ("present", "treats"), ("bonus", "bonuses"), ("card", "bonuses"),
        ("entertainment", "luxury"), ("transfer", "hidden-funds"), ("administration", "diverted"),
        ("investment", "fundraising"), ("private", "unrelated"),
    ],
)  # fmt: skip
def test_what_is_bought_decides_whatever_the_answer(union: Desk, item: str, prohibition: str) -> None:
    for purpose in ("festival", "activity", "hospital"):
        given(to=union).when(ask(purpose, item), by=STAFF, **AT).then_refused(
            UnionPaymentProhibited, cites=("A27",), prohibition=prohibition
        )


@pytest.mark.parametrize(
    ("purpose", "item", "kept"),
    [
        ("festival", "goods", True), ("festival", "condolence", False), ("festival", "cake", False),
        ("birthday", "cake", True), ("birthday", "condolence", False), ("hospital", "condolence", True),
        ("hospital", "tickets", False), ("activity", "hire", True), ("activity", "condolence", False),
        ("training", "lectures", True), ("training", "prizes", False),
    ],
)  # fmt: skip
def test_an_item_belongs_to_the_purpose(union: Desk, purpose: str, item: str, kept: bool) -> None:
    outcome = given(to=union).when(ask(purpose, item, amount="400"), by=STAFF, **AT)
    if kept:
        outcome.then(e.UnionPaymentRequested)
    else:
        outcome.then_refused(UnionPaymentProhibited, prohibition="unrelated")


@pytest.mark.parametrize(
    "answers", [(), ALL_KEPT[:7], (*ALL_KEPT[:7], ops.ToProhibition(prohibition="ninth", answer=Kept.YES))]
)
def test_none_is_left_unanswered(union: Desk, answers: Sequence[Any]) -> None:
    given(to=union).when(ask(answers=tuple(answers)), by=STAFF, **AT).then_refused(
        ProhibitionsUnanswered, cites=("A27",)
    )
    given(to=union).when(ask(answers=(*ALL_KEPT, ALL_KEPT[0])), by=STAFF, **AT).then_refused(Invalid)


def test_a_ninth_answer_is_refused_beside_the_eight(union: Desk) -> None:
    ninth = ops.ToProhibition(prohibition="ninth", answer=Kept.YES)
    given(to=union).when(ask(answers=(*ALL_KEPT, ninth)), by=STAFF, **AT).then_refused(ProhibitionsUnanswered)


def test_only_members_benefit(union: Desk) -> None:
    given(to=union).when(ask(recipients=(STAFF, HEAD)), by=STAFF, **AT).then_refused(
        NotForMembers, cites=("A27",), people=[HEAD]
    )
    left = EndUnionMembership(member=member_of(union, COLLEAGUE), on=MONDAY, reason="退会")
    given(by(UNION_CHAIR, MONDAY, left), to=union).when(ask(), by=STAFF, **AT).then_refused(
        NotForMembers, people=[COLLEAGUE]
    )
    given(to=union).when(ask(recipients=(STAFF,)), by=HEAD, **AT).then(e.UnionPaymentRequested)


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": ()}, {"recipients": (STAFF, STAFF)}, {"purpose": "potato"}, {"item": "potato"},
        {"purpose": "business", "item": "supplies"},
    ],
)  # fmt: skip
def test_what_is_asked_for_is_said_properly(union: Desk, wrong: dict[str, Any]) -> None:
    """For members, each named once; for the union's own business, none named."""
    given(to=union).when(ask(**wrong), by=STAFF, **AT).then_refused(Invalid)


def test_the_unions_own_business_benefits_nobody_in_particular(union: Desk) -> None:
    given(to=union).when(ask("business", "supplies", "5000", recipients=()), by=STAFF, **AT).then(
        fact(e.UnionPaymentRequested, people=0, share=Decimal(5000), most_a_year=None)
    )


def test_a_regulation_file_that_contradicts_itself_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    check(rules())
    for parameter, change in (
        ("union.prohibitions", ("by", ("guess",))),
        ("union.items", ("forbidden_by", "merged")),
        ("union.purposes", ("for", "nobody")),
        ("union.purposes", ("items", ("banquet",))),
    ):
        with pytest.raises(RegulationError):
            check(_Changed(parameter, *change))  # type: ignore[arg-type]


class _Changed:
    """The rules, with another word in the first entry of one list."""

    def __init__(self, parameter: str, name: str, value: Any) -> None:
        self._of, self._name, self._value = parameter, name, value

    def parameter(self, name: str) -> Any:
        found = rules().parameter(name)
        if name != self._of:
            return found
        (dated,) = found.values
        assert isinstance(dated.value, Records)
        first, *rest = dated.value
        more = tuple((key, self._value if key == self._name else value) for key, value in first.more)
        return replace(found, values=(replace(dated, value=Records((replace(first, more=more), *rest))),))


def test_a_chart_that_puts_the_unions_account_into_the_organs_books_forbids_every_payment(union: Desk) -> None:
    """What is merged, or hidden, is seen in the chart of accounts, whatever the answer (A27)."""
    known = rules()
    merged = Records(
        tuple(
            replace(one, more=tuple((key, "office" if key == "book" else value) for key, value in one.more))
            if one.id == "union-bank"
            else one
            for one in known.value("ledger.accounts", MONDAY, Records)
        )
    )
    ctx: Any = SimpleNamespace(today=MONDAY, rules=SimpleNamespace(value=lambda name, *_: merged))
    asked_for: Any = SimpleNamespace()
    (one,) = [each for each in known.value("union.prohibitions", MONDAY, Records) if each.id == "merged"]
    with pytest.raises(UnionPaymentProhibited) as refused:
        RULES[How.BOOKS](ctx, asked_for, one)
    assert refused.value.details["prohibition"] == "merged"


# -- the sums per head ------------------------------------------------------------------------------------------------


def test_no_more_in_a_year_than_the_standard_gives(union: Desk) -> None:
    """Festival gifts: 1800 yuan a member and year from 2025 on; to the last fen, what is asked for counted in."""
    asked(union, amount="2400")
    given(to=union).when(ask(amount="1200.01"), by=STAFF, **AT).then_refused(
        BeyondStandard, cites=("A24", "A25", "A26", "A27"), most="1800", people=[STAFF, COLLEAGUE],
        prohibition="bonuses",
    )  # fmt: skip
    given(to=union).when(ask(amount="1200"), by=STAFF, **AT).then(fact(e.UnionPaymentRequested, share=Decimal(600)))
    given(to=union).when(ask(amount="0.01", recipients=(STAFF,)), by=STAFF, **AT).then_refused(
        BeyondStandard, people=[STAFF]
    )
    given(to=union).when(ask(amount="1800", recipients=(OTHER_STAFF,)), by=STAFF, **AT).then(e.UnionPaymentRequested)


def test_the_standard_is_that_of_the_day_and_the_next_year_begins_at_nothing(union: Desk) -> None:
    """Birthdays: 200 yuan until the end of 2024, 300 from 2025 on."""
    asked(union, purpose="birthday", item="cake", amount="300", recipients=(STAFF,))
    given(to=union).when(
        ask("birthday", "cake", "1", recipients=(STAFF,)), by=STAFF, at=clock(day(12, 31))
    ).then_refused(BeyondStandard, most="300")
    given(to=union).when(ask("birthday", "cake", "300", recipients=(STAFF,)), by=STAFF, at=clock(day(1, 1, 2026))).then(
        fact(e.UnionPaymentRequested, year=2026, most_a_year=Decimal(300))
    )


def test_before_the_standard_was_raised(desk: Desk) -> None:
    on = day(12, 31, 2024)
    given(by(UNION_CHAIR, on, EnterUnionMember(person=STAFF, joined=on), 8), to=desk)
    cake = {"purpose": "birthday", "item": "cake", "recipients": (STAFF,)}
    given(to=desk).when(ask(amount="200.01", **cake), by=STAFF, at=clock(on)).then_refused(BeyondStandard, most="200")
    given(to=desk).when(ask(amount="200", **cake), by=STAFF, at=clock(on)).then(
        fact(e.UnionPaymentRequested, most_a_year=Decimal(200))
    )


def test_no_more_at_once_than_the_standard_gives(union: Desk) -> None:
    """A hospital visit: 1000 yuan each time, 2000 a year."""
    visit = {"purpose": "hospital", "item": "condolence", "recipients": (STAFF,)}
    given(to=union).when(ask(amount="1000.01", **visit), by=COLLEAGUE, **AT).then_refused(
        BeyondStandard, cites=("A25", "A27"), most="1000"
    )
    for _ in range(2):
        asked(union, person=COLLEAGUE, amount="1000", **visit)
    given(to=union).when(ask(amount="1", **visit), by=COLLEAGUE, **AT).then_refused(BeyondStandard, most="2000")


def test_what_is_refused_withdrawn_or_returned_counts_no_more(union: Desk) -> None:
    for step, person in (
        (because(ops.RejectUnionPayment), UNION_CHAIR),
        (because(ops.WithdrawUnionPayment), STAFF),
        (because(ops.ReturnUnionPayment), UNION_CHAIR),
    ):
        payment = asked(union, amount="3600")
        given(to=union).when(ask(amount="1"), by=STAFF, **AT).then_refused(BeyondStandard)
        union.on(MONDAY, person, step.model_copy(update={"payment": payment}), 11)
    given(to=union).when(revised(ask(amount="3600.01"), payment), by=STAFF, **AT).then_refused(BeyondStandard)
    given(to=union).when(revised(ask(amount="3600"), payment), by=STAFF, **AT).then(
        fact(e.UnionPaymentRevised, share=Decimal(1800))
    ).then_answer(status="requested", decided_by="", reason="")
    given(to=union).when(ask(amount="0.02"), by=STAFF, **AT).then_refused(BeyondStandard)
    proven(union.app)


@drawn(
    fen=st.integers(min_value=1, max_value=10**9), people=st.integers(min_value=1, max_value=300),
)  # fmt: skip
def test_the_share_of_each_covers_the_sum_and_not_a_fen_more(fen: int, people: int) -> None:
    amount = Decimal(fen) / 100
    share = each(amount, people)
    assert share * people >= amount > (share - Decimal("0.01")) * people
    assert share == share.quantize(Decimal("0.01"))


def test_no_row_of_requests_gives_anybody_more_than_the_standard(union: Desk) -> None:
    """Worked out beside the program: a request passes exactly while what each had and its share stay within."""
    chance = Random(27)
    had = dict.fromkeys(MEMBERS[:3], 0)
    outcomes = set()
    for _ in range(40):
        people = tuple(sorted(chance.sample(MEMBERS[:3], chance.randint(1, 3))))
        fen = chance.randint(1, 120_000)
        share = -(-fen // len(people))
        fits = all(had[person] + share <= 180_000 for person in people)
        outcome = given(to=union).when(ask(amount=f"{fen / 100:.2f}", recipients=people), by=STAFF, **AT)
        assert (outcome.refusal is None) is fits
        for person in people if fits else ():
            had[person] += share
        outcomes.add(fits)
    assert outcomes == {True, False}


def test_all_members_but_those_named(union: Desk) -> None:
    """The chair's own part is asked for apart, and nobody is forgotten in a list of sixty."""
    named = ask(amount="500", recipients=(UNION_CHAIR,), but_these=True)
    given(to=union).when(named, by=STAFF, **AT).then(
        fact(
            e.UnionPaymentRequested, people=5, share=Decimal(100),
            recipients=tuple(sorted(set(MEMBERS) - {UNION_CHAIR})),
        )
    )  # fmt: skip
    given(to=union).when(ask(recipients=MEMBERS, but_these=True), by=STAFF, **AT).then_refused(Invalid)


def test_an_answer_that_is_left_open_is_none(union: Desk) -> None:
    open_one = (*ALL_KEPT[:7], ops.ToProhibition(prohibition="unrelated"))
    given(to=union).when(ask(answers=open_one), by=STAFF, **AT).then_refused(
        ProhibitionsUnanswered, lacking=["unrelated"]
    )
