"""From scores to grades: worked by hand, to the last digit, with ties and the quota's edge (A35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.policy.model import Grade
from services.appraisal.quarters.grading import Terms, grades_of, total_of
from tests.appraisal.office import policy_file

TERMS = Terms(Decimal(80), Decimal(20), Decimal(5), 45)
GRADES = policy_file().grades
D = Decimal


@pytest.mark.parametrize(
    ("score", "evaluation", "leaders", "total"),
    [
        # (88.05 × 80 + 91 × 20) ÷ 100 = 70.44 + 18.2 = 88.64
        ("88.05", "91", "0", "88.64"),
        # without an evaluation the scorecard stands alone
        ("88.05", None, "0", "88.05"),
        # (90 × 80 + 89.99 × 20) ÷ 100 = 72 + 17.998 = 89.998 → 90.00
        ("90", "89.99", "0", "90.00"),
        # half up: (80.01 × 80 + 80.035 × 20) ÷ 100 = 64.008 + 16.007 = 80.015 → 80.02
        ("80.01", "80.035", "0", "80.02"),
        ("80.00", "80", "3.5", "83.50"),
        # held to the limit, both ways
        ("80.00", "80", "7", "85.00"),
        ("80.00", "80", "-7", "75.00"),
        # and between 0 and 100
        ("98.00", "98", "5", "100.00"),
        ("2.00", "2", "-5", "0.00"),
    ],
)
def test_the_total_is_the_weighted_mean_and_the_leaders_points(
    score: str, evaluation: str | None, leaders: str, total: str
) -> None:
    found = total_of(D(score), None if evaluation is None else D(evaluation), D(leaders), TERMS, 2)
    assert str(found) == total


def test_where_nothing_was_due_an_evaluation_alone_is_no_appraisal() -> None:
    assert total_of(None, D(95), D(3), TERMS, 2) is None


def graded(*totals: str) -> dict[str, str]:
    named = {f"d{n}": D(total) for n, total in enumerate(totals)}
    return {id: f"{grade} {why}".rstrip() for id, (grade, why) in grades_of(named, GRADES).items()}


@pytest.mark.parametrize(
    ("totals", "grades"),
    [
        # ten departments: 40% are four
        (["95", "94", "93", "92", "91", "85", "84", "70", "59.99", "60"],
         ["good", "good", "good", "good", "fairly-good quota", "fairly-good", "fairly-good", "fair", "poor", "fair"]),
        # a tie at the edge: fourth and fifth are equal, so neither of them is among the four
        (["95", "94", "93", "91", "91", "85", "84", "70", "70", "70"],
         ["good", "good", "good", "fairly-good quota", "fairly-good quota", "fairly-good", "fairly-good",
          "fair", "fair", "fair"]),
        # all five equal at the top: two would fit, so none
        (["95", "95", "95", "95", "95"], ["fairly-good quota"] * 5),
        # two departments: 40% of two is none
        (["99", "98"], ["fairly-good quota", "fairly-good quota"]),
        # 40% of five are two, and fewer than two reach the bound
        (["90", "89.99", "80", "79.99", "60"], ["good", "fairly-good", "fairly-good", "fair", "fair"]),
        ([], []),
    ],
)  # fmt: skip
def test_the_top_grade_goes_to_no_more_than_its_share_and_ties_stand_or_fall_together(
    totals: list[str], grades: list[str]
) -> None:
    found = graded(*totals)
    assert [found[f"d{n}"] for n in range(len(totals))] == grades


@given(st.lists(st.decimals(0, 100, places=2), max_size=30))
def test_nobody_with_a_lower_total_has_a_better_grade_and_equal_totals_have_equal_grades(totals: list[Decimal]) -> None:
    named = {f"d{n}": total for n, total in enumerate(totals)}
    found = grades_of(named, GRADES)
    order = [grade.id for grade in GRADES]
    assert found.keys() == named.keys()
    for one, its in named.items():
        for other, others in named.items():
            if its > others:
                assert order.index(found[one][0]) <= order.index(found[other][0])
            if its == others:
                assert found[one] == found[other]
    good = sum(grade == "good" for grade, _ in found.values())
    assert good * 100 <= 40 * len(totals)


SCORES = st.decimals(0, 100, places=2)


@given(SCORES, SCORES, st.one_of(st.none(), SCORES), st.decimals(-9, 9, places=1), st.decimals(0, 9, places=1))
def test_more_never_lowers_a_total(
    score: Decimal, better: Decimal, evaluation: Decimal | None, leaders: Decimal, more: Decimal
) -> None:
    """Of any part, the others left as they are (A34)."""
    before: Any = total_of(min(score, better), evaluation, leaders, TERMS, 2)
    assert total_of(max(score, better), evaluation, leaders, TERMS, 2) >= before  # type: ignore[operator]
    assert total_of(min(score, better), evaluation, leaders + more, TERMS, 2) >= before  # type: ignore[operator]


def test_a_grade_without_a_share_takes_everybody() -> None:
    everybody = (Grade(id="all", zh="全", en="All", at_least=D(0), cites=("A35",)),)
    assert grades_of({"a": D(1), "b": D(99)}, everybody) == {"a": ("all", ""), "b": ("all", "")}
