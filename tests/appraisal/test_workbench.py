"""A policy turned at its screws: departments move at once, laws are checked, ranks are shaken (A35)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.appraisal.facts import ledger
from services.appraisal.policy.fairness import LawBroken
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import ChangedPart, ForkPolicy, ListPolicies
from services.appraisal.policy.parts import Misshapen, NoSuchPart
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import ListScorecards
from services.appraisal.scorecards.scoring import Unit, ranks, score_all
from services.appraisal.scorecards.units import counts_of, units_of
from services.appraisal.workbench.handlers import balanced
from services.appraisal.workbench.many import ManyScores
from services.appraisal.workbench.operations import BenchView, ProveChanges, ShakenView, ShakeWeights, TryChanges
from services.appraisal.workbench.shaking import draws_of, shaken
from services.kernel.log.transaction import Reading
from tests.appraisal.office import Desk, attendance_only, count, policy_file
from tests.appraisal.test_service import Q, july

DAYS = Quarter(2026, 3).days


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """July is in: law 100.00, the office 98.50 by half a day of absence. No. 2 is the policy of the files."""
    july(desk)
    desk.adopt(policy_file())
    return desk


def tried(desk: Desk, number: int = 1, *change: ChangedPart, **more: Any) -> BenchView:
    asked: dict[str, Any] = {"number": number, "change": list(change), "quarters": [Q]} | more
    found: BenchView = desk.do(TryChanges(**asked))
    return found


def part(name: str, value: str) -> ChangedPart:
    return ChangedPart(part=name, value=value)


def test_points_written_anew_move_every_department_and_record_nothing(desk: Desk) -> None:
    """Six points a day of absence for three: half a day takes 3, 97.00 for 98.50."""
    before = desk.do(ListScorecards(quarter=Q))
    known = desk.do(ListPolicies())
    found = tried(desk, 1, part("attendance/absent.points", "-6"))
    assert {line.department: (line.score, line.trial, line.difference) for line in found.quarters[0].lines} == {
        "law": (Decimal("100.00"), Decimal("100.00"), Decimal("0.00")),
        "office": (Decimal("98.50"), Decimal("97.00"), Decimal("-1.50")),
    }
    assert found.change == [part("attendance/absent.points", "-6")]
    assert (found.doubts, found.quarters[0].moved) == ([], 0)
    assert desk.do(ListScorecards(quarter=Q)) == before
    assert desk.do(ListPolicies()) == known


def test_other_policies_stand_beside_over_several_quarters(desk: Desk) -> None:
    found = tried(desk, 1, part("attendance/absent.points", "-6"), beside=[2, 1], quarters=[Q, "2026-Q4", Q])
    # under No. 2 housekeeping (80), and information and townships with nothing done, are due beside attendance:
    # (20 × 98.5 + 15 × 80) ÷ 60 = 3170 ÷ 60
    assert [one.quarter for one in found.quarters] == [Q, "2026-Q4"]
    office = next(line for line in found.quarters[0].lines if line.department == "office")
    assert [(one.number, one.score) for one in office.beside] == [(2, Decimal("52.83")), (1, Decimal("98.50"))]


def test_weights_that_nobody_set_give_way_in_proportion(desk: Desk) -> None:
    """Agenda 40 of 100 leaves 60 for 20 + 15 + 15 + 10 + 10 = 70: × 6 ÷ 7 is 17.142…, 12.857…, 12.857…, 8.571…, 8.571…,
    of which the largest remainders are rounded up."""
    found = tried(desk, 2, part("agenda.weight", "40"))
    assert [str(one.weight) for one in found.weights] == ["40", "17.14", "12.86", "12.86", "8.57", "8.57"]
    assert sum(one.weight for one in found.weights) == 100
    assert {one.part for one in found.change} == {f"{one.dimension}.weight" for one in found.weights}
    made = desk.do(ForkPolicy(number=2, name="heavier", zh="重议题", en="Heavier", change=found.change), by="system")
    assert [d.weight for d in made.policy.dimensions] == [one.weight for one in found.weights]


def test_weights_that_leave_nothing_to_share_are_refused_in_words(desk: Desk) -> None:
    for value in ("101", "", "x", "-1", "9e999999", "NaN"):
        with pytest.raises(Misshapen):
            tried(desk, 2, part("agenda.weight", value))
    with pytest.raises(Misshapen):
        tried(desk, 2, part("agenda.weight", "40"), balance=False)
    with pytest.raises(NoSuchPart):
        tried(desk, 2, part("kitchen.weight", "40"))


def test_what_makes_no_policy_is_said_in_one_language_each_and_names_the_field(desk: Desk) -> None:
    with pytest.raises(Misshapen) as refused:
        tried(desk, 2, part("agenda.weight", "40"), balance=False)
    assert refused.value.zh.endswith("各维度权重之和应为 100，现为 110。")
    assert "weights must add up to 100, not 110" in refused.value.en
    with pytest.raises(Misshapen) as refused:
        tried(desk, 2, ChangedPart(part="agenda.weight", value=None))
    assert "权重：必填" in refused.value.zh
    assert "weight: is required" in refused.value.en
    assert not re.search("[a-z]{3}", refused.value.zh)
    assert not re.search("[\u4e00-\u9fff]", refused.value.en)


def test_a_change_that_breaks_a_law_is_doubted_at_once_and_refused_with_its_counterexample(desk: Desk) -> None:
    """Four points for each absence: blame would raise a score."""
    bad = part("attendance/absent.points", "4")
    assert [one.part for one in tried(desk, 1, bad).doubts] == ["attendance/absent"]
    with pytest.raises(LawBroken) as refused:
        desk.do(ProveChanges(number=1, change=[bad]))
    assert refused.value.details["example"]["after"] > refused.value.details["example"]["before"]
    assert desk.do(ProveChanges(number=1, change=[part("attendance/absent.points", "-6")])).fair


def shared(weights: Sequence[int], first: str) -> tuple[Decimal, ...]:
    """The weights of a policy once its first dimension weighs so much, and the others share the rest."""
    content = policy_file().content()
    for dimension, weight in zip(content["dimensions"], weights, strict=True):
        dimension["weight"] = weight
    was = Policy.model_validate(content)
    changed = balanced(was, [part(f"{was.dimensions[0].id}.weight", first)])
    found = {one.part: Decimal(one.value or "") for one in changed}
    return tuple(found.get(f"{dimension.id}.weight", Decimal(0)) for dimension in was.dimensions)


def test_equal_shares_stay_exact_when_weights_are_balanced() -> None:
    """Three thirds of what is left have no end in decimals; together they are whole."""
    third = Decimal("23.33")
    assert sorted(shared((40, 20, 20, 20, 0, 0), "30")) == [0, 0, third, third, third + Decimal("0.01"), 30]


def test_what_weighed_the_same_shares_the_same_where_the_sum_allows_it() -> None:
    more, less = Decimal("12.86"), Decimal("8.57")
    assert shared((50, 15, 15, 10, 10, 0), "57.14") == (Decimal("57.14"), more, more, less, less, 0)


@given(
    cuts=st.lists(st.integers(1, 99), min_size=5, max_size=5).map(sorted),
    first=st.decimals(0, 100, places=2),
)
def test_shares_are_exact_in_order_and_equal_within_a_hundredth(cuts: list[int], first: Decimal) -> None:
    weights = [after - before for before, after in pairwise((0, *cuts, 100))]
    found = shared(weights, str(first))
    free = [(weight, share) for weight, share in zip(weights[1:], found[1:], strict=True) if weight]
    assume(free)
    assert sum(found) == 100
    for (weight, share), (more, larger) in pairwise(sorted(free)):
        assert abs(larger - share) <= Decimal("0.01") if more == weight else larger >= share


# -- how firm ranks are -----------------------------------------------------------------------------------------------


def two() -> tuple[tuple[Unit, ...], dict[str, Any]]:
    """A is better in attendance, B in housekeeping, and both owe nothing else but a guidance visit and three items."""
    units = tuple(Unit(id, id, id, 4 * DAYS, DAYS, DAYS) for id in ("a", "b"))
    presence = {"attendance.days-due": count(100)}
    return units, {
        "a": presence | {"attendance.days-present": count(98)},
        "b": presence | {"attendance.days-present": count(90), "housekeeping.praise": count(3)},
    }


def test_a_draw_is_what_scoring_anew_with_its_weights_gives() -> None:
    """Against the scoring itself, with the weights of each draw put into the policy."""
    policy, (units, counts) = policy_file(), two()
    cards = score_all(Quarter(2026, 3), units, counts, policy)
    found = shaken(cards, policy.places, 50, 60, 7)
    expected: dict[str, list[int]] = {"a": [], "b": []}
    for drawn in draws_of({d.id: d.weight for d in policy.dimensions}, 50, 60, 7):
        dimensions = tuple(d.model_copy(update={"weight": Decimal(drawn[d.id])}) for d in policy.dimensions)
        anew = score_all(Quarter(2026, 3), units, counts, policy.model_copy(update={"dimensions": dimensions}))
        for id, rank in ranks({card.department: card.score for card in anew}).items():
            expected[id].append(rank)
    assert found.ranks == expected
    assert 0 < found.changed < 60, "some of these draws turn the two round, and not all"


def test_the_same_seed_gives_the_same_answer_and_a_lead_that_is_large_stays(desk: Desk) -> None:
    def shake(seed: int, percent: int = 10) -> ShakenView:
        found: ShakenView = desk.do(ShakeWeights(number=1, quarter=Q, draws=40, seed=seed, percent=percent))
        return found

    assert shake(1) == shake(1)
    found = shake(2, 50)
    assert (found.changed, found.first_changed) == (0, 0), "attendance alone counts: its weight is the whole"
    assert [(line.department, line.rank, line.best, line.worst, line.kept) for line in found.lines] == [
        ("law", 1, 1, 1, Decimal("100.0")),
        ("office", 2, 2, 2, Decimal("100.0")),
    ]


def test_scores_under_many_policies_are_those_of_the_cards(desk: Desk) -> None:
    """With one dimension turned, one left out of the weights, and other places: to the last digit."""
    desk.catch_up()
    quarter = Quarter(2026, 3)
    with desk.app.store.reading() as connection:
        counts = counts_of(ledger.sums_now(Reading(desk.app.store, connection), quarter))
        organ = desk.app.organ.current(Reading(desk.app.store, connection))
    whole = policy_file()
    first, second, *others = whole.dimensions
    turned = (first.model_copy(update={"weight": Decimal(0)}), second.model_copy(update={"cap": Decimal(60)}), *others)
    policies = [
        whole,
        attendance_only(),
        whole.model_copy(update={"dimensions": turned}),
        whole.model_copy(update={"places": 0}),
        whole,
    ]
    many = ManyScores(quarter, organ, counts)
    for policy in policies:
        cards = score_all(quarter, units_of(organ, quarter, policy.appraised), counts, policy)
        assert many.under(policy) == {card.department: card.score for card in cards}
