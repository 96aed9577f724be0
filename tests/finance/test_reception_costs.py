"""What of a reception is paid (A29, B14.4, B14.7): companions, meals, standards, at every edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from services.finance.money import total
from services.finance.reception.costs import REASONS, Assessed, Terms, assess, check_plan, check_rules
from services.finance.reception.events import PlannedItem, ReceivedItem
from services.finance.reception.refusals import (
    ExtravagantItem,
    OverEstimate,
    OverStandard,
    TooManyCompanions,
    TooManyMeals,
    WithoutLetter,
)
from services.kernel.rules.regulations import RegulationError
from tests.attendance.desk import rules
from tests.finance.desk import day
from tests.finance.reception import WEDNESDAY, terms, yuan

NOW = terms()
PLENTY = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("guests", "most"), [(1, 3), (9, 3), (10, 3), (11, 3), (12, 4), (14, 4), (15, 5), (29, 9), (30, 10)]
)
def test_few_accompany_the_guests(guests: int, most: int) -> None:
    """Up to ten guests three, above that a third of them (A29)."""
    assert NOW.most_companions(guests) == most
    check_plan([], guests, most, NOW)
    with pytest.raises(TooManyCompanions) as refused:
        check_plan([], guests, most + 1, NOW)
    assert (refused.value.cites, refused.value.details["most"]) == (("A29",), most)


@pytest.mark.parametrize(
    ("tried", "guests", "most"),
    [
        ({"small_party_companions": "2"}, 10, 2),
        ({"small_party": "5"}, 6, 2),
        ({"small_party": "5"}, 5, 3),
        ({"guests_per_companion": "4"}, 12, 3),
    ],
)
def test_how_many_accompany_follows_the_parameters(tried: dict[str, str], guests: int, most: int) -> None:
    assert terms(**tried).most_companions(guests) == most


def meals(times: int, cost: str, kind: str = "meal") -> list[PlannedItem]:
    return [PlannedItem(kind=kind, times=times, cost=Decimal(cost))]


def test_one_working_meal_is_planned() -> None:
    assert check_plan(meals(1, "700"), 4, 3, NOW) == 700
    with pytest.raises(TooManyMeals, match="more working meals"):
        check_plan(meals(2, "700"), 4, 3, NOW)
    with pytest.raises(TooManyMeals):
        check_plan(meals(1, "1") + meals(1, "1"), 4, 3, NOW)
    assert check_plan(meals(2, "700"), 4, 3, terms(meals="2")) == 700


def test_no_plan_goes_beyond_the_standard_per_head() -> None:
    """A hundred yuan for each guest and companion; lodging is for guests, a night each (A29)."""
    check_plan(meals(1, "700.00"), 4, 3, NOW)
    with pytest.raises(OverStandard) as refused:
        check_plan(meals(1, "700.01"), 4, 3, NOW)
    assert refused.value.details["most"] == "700.00"
    check_plan(meals(2, "2640.00", "lodging"), 4, 3, NOW)
    with pytest.raises(OverStandard):
        check_plan(meals(2, "2640.01", "lodging"), 4, 3, NOW)
    check_plan(meals(1, "99999", "venue"), 4, 3, NOW)  # no standard per head
    check_plan(meals(1, "840.00"), 4, 3, terms(standards="{ meal = 120 }"))
    check_plan(meals(1, "99999", "lodging"), 4, 0, terms(standards="{ meal = 120 }"))  # the organ sets none


@pytest.mark.parametrize("kind", ["tobacco", "alcohol", "gifts", "specialities", "delicacies", "entertainment",
                                  "sights"])  # fmt: skip
def test_what_is_extravagant_is_neither_planned_nor_paid(kind: str) -> None:
    with pytest.raises(ExtravagantItem) as refused:
        check_plan(meals(1, "1", kind), 4, 0, NOW)
    assert refused.value.cites == ("B14.7",)
    with pytest.raises(ExtravagantItem):
        found(had("1", kind=kind))


def had(cost: str, guests: int = 4, companions: int = 3, on: date = WEDNESDAY, kind: str = "meal") -> ReceivedItem:
    return ReceivedItem(kind=kind, on=on, place="食堂", guests=guests, companions=companions, cost=Decimal(cost))


def found(*items: ReceivedItem, letter: bool = True, estimate: Decimal = PLENTY, terms: Terms = NOW) -> Assessed:
    return assess(items, letter=letter, estimate=estimate, terms=terms)


def cut(assessed: Assessed) -> list[tuple[int, str, Decimal]]:
    return [(one.place, one.reason, one.amount) for one in assessed.cuts]


def test_within_the_rules_all_is_paid() -> None:
    assert found(had("700.00")) == Assessed(Decimal(700), Decimal(700), ())


def test_what_is_over_the_standard_is_cut() -> None:
    assert cut(found(had("700.01"))) == [(1, "standard", yuan("0.01"))]
    assert cut(found(had("700.01"), terms=terms(standards="{ meal = 120 }"))) == []


def test_who_accompanies_beyond_the_number_bears_their_share() -> None:
    """Five with four guests: two of nine shares are not paid; what is left is held to the standard of seven."""
    one = found(had("720.00", companions=5))
    assert cut(one) == [(1, "companions", yuan("160.00"))]
    more = found(had("1000.00", companions=5))
    assert cut(more) == [(1, "companions", yuan("222.22")), (1, "standard", yuan("77.78"))]
    assert more.payable == 700


def test_lodging_is_for_guests_alone() -> None:
    assert cut(found(had("1320.00", companions=0, kind="lodging"))) == []
    assert cut(found(had("1650.00", companions=1, kind="lodging"))) == [(1, "companions", yuan("330.00"))]


def test_the_first_meal_by_day_is_the_working_meal() -> None:
    later = had("300", on=day(6, 12))
    assert cut(found(later, had("200"))) == [(1, "meals", Decimal(300))]
    assert cut(found(had("200"), had("300"))) == [(2, "meals", Decimal(300))]
    assert cut(found(later, had("200"), terms=terms(meals="2"))) == []


def test_no_more_is_paid_than_was_consented_to() -> None:
    assert cut(found(had("600"), estimate=Decimal(600))) == []
    assert cut(found(had("600"), estimate=yuan("599.99"))) == [(0, "estimate", yuan("0.01"))]


ALL_CUT = ", ".join(f'{{ id = "{one}", zh = "甲", en = "A", becomes = "cut" }}' for one in REASONS)
ALL_REFUSED = ALL_CUT.replace('"cut"', '"refused"')


def test_without_a_letter_nothing_is_paid() -> None:
    with pytest.raises(WithoutLetter) as refused:
        found(had("600"), letter=False)
    assert refused.value.cites == ("A29",)
    assert found(had("600"), letter=False, terms=terms(beyond=f"[{ALL_CUT}]")).payable == 0


@pytest.mark.parametrize(
    ("items", "refusal", "more"),
    [
        ([had("100", companions=4)], TooManyCompanions, {}),
        ([had("700.01")], OverStandard, {}),
        ([had("1"), had("1")], TooManyMeals, {}),
        ([had("600")], OverEstimate, {"estimate": Decimal(599)}),
    ],
)
def test_the_parameter_decides_whether_the_whole_is_refused(
    items: list[ReceivedItem], refusal: type[Exception], more: dict[str, Any]
) -> None:
    assert found(*items, **more).payable >= 0
    with pytest.raises(refusal):
        found(*items, terms=terms(beyond=f"[{ALL_REFUSED}]"), **more)


SUMS = st.decimals("0.01", "5000", places=2)
ITEMS = st.builds(
    lambda cost, guests, companions, kind, of_month: ReceivedItem(
        kind=kind, on=day(6, of_month), place="食堂", guests=guests, companions=companions, cost=cost
    ),
    SUMS,
    st.integers(1, 40),
    st.integers(0, 20),
    st.sampled_from(["meal", "lodging", "venue", "transport"]),
    st.integers(9, 13),
)


@each(st.lists(ITEMS, min_size=1, max_size=8), SUMS)
def test_cuts_and_what_is_paid_are_the_cost_and_never_more_than_allowed(
    items: list[ReceivedItem], estimate: Decimal
) -> None:
    one = assess(items, letter=True, estimate=estimate, terms=NOW)
    assert one.payable + total(each.amount for each in one.cuts) == one.cost == total(each.cost for each in items)
    assert 0 <= one.payable <= estimate
    assert all(each.amount > 0 for each in one.cuts)
    for place, item in enumerate(items, 1):
        left = item.cost - total(each.amount for each in one.cuts if each.place == place)
        standard = NOW.standards.get(item.kind)
        if standard is not None:
            heads = item.guests + (min(item.companions, NOW.most_companions(item.guests)) if item.kind == "meal" else 0)
            assert 0 <= left <= standard * heads


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("beyond", '[{ id = "letter", zh = "甲", en = "A", becomes = "cut" }]'),
        ("beyond", f"[{ALL_CUT.replace('cut', 'forgiven')}]"),
        ("items", '[{ id = "meal", zh = "甲", en = "A", counts = "heads" }]'),
        ("standards", "{ banquet = 500 }"),
    ],
)
def test_parameters_that_say_nothing_to_the_procedure_stop_the_start(name: str, value: str) -> None:
    check_rules(rules())
    with pytest.raises(RegulationError):
        check_rules(rules().with_value(f"reception.{name}", value, day(1, 1)))
