"""Given these facts and this policy, this is the score (A33–A35)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scorecard import RuleResult, Scorecard
from services.appraisal.scorecards.scoring import Unit, ranks, score
from tests.appraisal.office import count, counts, policy_file

QUARTER = Quarter(2026, 3)
DAYS = QUARTER.days


def office(person_days: int, open_days: int = DAYS) -> Unit:
    return Unit("office", "办公室", "Office", person_days, open_days, DAYS)


OFFICE = office(4 * DAYS)


def policy(
    *rules: dict[str, Any], floor: str = "0", cap: str = "100", base: str = "80", due: str = "always", **more: Any
) -> Policy:
    """One dimension of the whole weight with these rules."""
    made = [{"id": f"r{n}", "zh": "规则", "en": "Rule", "cites": ["A14"], **rule} for n, rule in enumerate(rules)]
    dimension = {
        "id": "attendance", "zh": "考勤", "en": "Attendance", "weight": "100", "due": due,
        "base": base, "floor": floor, "cap": cap, "cites": ["A34"], "rules": made,
    }  # fmt: skip
    return policy_of(dimension, **more)


def policy_of(*dimensions: dict[str, Any], **more: Any) -> Policy:
    return Policy.model_validate(
        {"name": "trial", "zh": "试行", "en": "Trial", "cites": ["A34"], "appraised": ["office"],
         "dimensions": dimensions, **more}
    )  # fmt: skip


def dimension(id: str, weight: str, fact: str, points: str = "-1", *more: dict[str, Any]) -> dict[str, Any]:
    rule = {"id": "r", "zh": "规则", "en": "Rule", "cites": ["A14"], "kind": "points", "fact": fact, "points": points}
    return {
        "id": id, "zh": id, "en": id, "weight": weight, "due": "owed", "base": "0", "floor": "0", "cap": "100",
        "cites": ["A34"], "rules": [rule, *more],
    }  # fmt: skip


def share(part: str, whole: str) -> dict[str, Any]:
    return {
        "id": "s", "zh": "率", "en": "Share", "cites": ["A14"], "kind": "ratio", "numerator": part,
        "denominator": whole, "zero_at": "0", "full_at": "1", "points": "100",
    }  # fmt: skip


def card(policy: Policy, unit: Unit = OFFICE, **quantities: str | int) -> Scorecard:
    return score(QUARTER, unit, counts(**quantities), policy)


def first_rule(card: Scorecard) -> RuleResult:
    return card.dimensions[0].rules[0]


LATE = "attendance.late"
PER_HEAD = {"kind": "per-head", "fact": LATE, "points": "-4", "free": "1"}
RATIO = {
    "kind": "ratio", "numerator": "attendance.days-present", "denominator": "attendance.days-due", "points": "20",
    "zero_at": "0.8", "full_at": "0.98",
}  # fmt: skip
QUOTA = {"kind": "quota", "fact": LATE, "points": "80", "target": "5", "bonus": "0.5"}
SHORT = QUOTA | {"points": "-2"}
"""As the first policies had it."""


@pytest.mark.parametrize(
    ("rule", "quantities", "points"),
    [
        # points: each occurrence above the department's allowance
        ({"kind": "points", "fact": LATE, "points": "-3", "free": "9"}, {"late": 3}, "0.00"),
        ({"kind": "points", "fact": LATE, "points": "-3"}, {"late": 3}, "-9.00"),
        ({"kind": "points", "fact": LATE, "points": "-3", "free": "2"}, {"late": 3}, "-3.00"),
        ({"kind": "points", "fact": LATE, "points": "-3", "free": "2"}, {"late": 2}, "0.00"),
        ({"kind": "points", "fact": LATE, "points": "-3"}, {"late": "0.5"}, "-1.50"),
        # … or of each of four heads
        ({"kind": "points", "fact": LATE, "points": "-3", "free": "1", "free_per": "head"}, {"late": 5}, "-3.00"),
        ({"kind": "points", "fact": LATE, "points": "-3", "free": "1", "free_per": "head"}, {"late": 4}, "0.00"),
        # limits hold either way, and are written without a sign
        ({"kind": "points", "fact": LATE, "points": "-3", "limit": "10"}, {"late": 4}, "-10.00"),
        ({"kind": "points", "fact": LATE, "points": "3", "limit": "10"}, {"late": 4}, "10.00"),
        ({"kind": "points", "fact": LATE, "points": "-3", "limit": "9"}, {"late": 3}, "-9.00"),
        # per-head: the mean above the allowance
        (PER_HEAD, {"late": 4}, "0.00"),
        (PER_HEAD, {"late": 6}, "-2.00"),
        (PER_HEAD | {"limit": "1.5"}, {"late": 6}, "-1.50"),
        # ratio: the share of the way from 80 % to 98 %
        (RATIO, {"days_present": "98", "days_due": "100"}, "20.00"),
        (RATIO, {"days_present": "100", "days_due": "100"}, "20.00"),
        (RATIO, {"days_present": "80", "days_due": "100"}, "0.00"),
        (RATIO, {"days_present": "12", "days_due": "100"}, "0.00"),
        (RATIO, {"days_present": "89", "days_due": "100"}, "10.00"),
        (RATIO, {"days_present": "42.5", "days_due": "44"}, "18.43"),
        # quota: nothing of it, short of it, at it, above it
        (QUOTA, {}, "0.00"),
        (QUOTA, {"late": 3}, "48.00"),
        (QUOTA, {"late": 5}, "80.00"),
        (QUOTA, {"late": 8}, "81.50"),
        (QUOTA | {"per": "head"}, {"late": 5}, "20.00"),
        (QUOTA | {"limit": "81"}, {"late": 8}, "81.00"),
        (QUOTA | {"target": "0"}, {"late": 8}, "4.00"),
        (SHORT, {"late": 3}, "-4.00"),
        (SHORT, {"late": 5}, "0.00"),
        (SHORT, {"late": 8}, "1.50"),
        (SHORT | {"per": "head"}, {"late": 5}, "-30.00"),
        (SHORT | {"limit": "3"}, {"late": 0}, "-3.00"),
    ],
)
def test_a_rule_gives_these_points(rule: dict[str, Any], quantities: dict[str, Any], points: str) -> None:
    assert str(first_rule(card(policy(rule), **quantities)).points) == points


@pytest.mark.parametrize(
    ("late", "points"),
    [("0.005", "-0.01"), ("0.004", "0.00"), ("0.015", "-0.02"), ("0.025", "-0.03"), ("0.024", "-0.02")],
)
def test_halves_are_rounded_away_from_zero(late: str, points: str) -> None:
    assert str(first_rule(card(policy({"kind": "points", "fact": LATE, "points": "-1"}), late=late)).points) == points


def test_a_tie_survives_a_division() -> None:
    """2.01 ÷ 4 × 1 is exactly 0.5025; a third of 0.015 exactly 0.005: neither may slip below the half."""
    three = office(3 * DAYS)
    rule = {"kind": "per-head", "fact": LATE, "points": "1"}
    assert str(first_rule(card(policy(rule), three, late="0.015")).points) == "0.01"
    assert str(first_rule(card(policy(rule, places=3), late="2.010")).points) == "0.503"


def test_a_department_of_nobody_is_not_divided_by() -> None:
    found = first_rule(card(policy(PER_HEAD), office(0), late=3))
    assert found.points == 0
    assert "–" in found.working


def test_nothing_due_earns_no_share_of_presence() -> None:
    """A sheet that never came has no days due: no points for presence, and the missing sheet's own deduction."""
    missing = {"kind": "points", "fact": "attendance.sheet-missing", "points": "-5"}
    found = card(policy(RATIO, missing), sheet_missing=1)
    assert [rule.points for rule in found.dimensions[0].rules] == [0, -5]
    assert found.score == 75


def test_a_dimension_is_held_between_floor_and_cap() -> None:
    rule = {"kind": "points", "fact": LATE, "points": "-3"}
    low = card(policy(rule, floor="60"), late=20).dimensions[0]
    assert (low.sum, low.score) == (20, 60)
    high = card(policy(rule | {"points": "3"}, cap="95"), late=20).dimensions[0]
    assert (high.sum, high.score) == (140, 95)


def test_a_dimension_with_nothing_due_gives_its_weight_to_the_others() -> None:
    """30 : 20 : 50, the last without a debt: 60 % and 40 % of the score (A34)."""
    three = policy_of(
        dimension("one", "30", "one.fault", "-1", share("one.done", "one.owed")),
        dimension("two", "20", "two.fault", "-1", share("two.done", "two.owed")),
        dimension("three", "50", "three.fault", "-1", share("three.done", "three.owed")),
    )
    found = score(
        QUARTER, OFFICE,
        {"one.owed": count(5), "one.done": count(4), "one.fault": count(10), "two.owed": count(1), "two.done": count(1),
         "three.fault": count(7)},
        three,
    )  # fmt: skip
    assert [d.due for d in found.dimensions] == [True, True, False]
    assert [str(d.spread_weight) for d in found.dimensions] == ["60.00", "40.00", "0.00"]
    assert found.dimensions[2].score is None
    assert found.dimensions[2].rules == ()
    assert found.score == Decimal("82.00")  # (70 × 30 + 100 × 20) ÷ 50


def test_with_nothing_due_at_all_there_is_no_score() -> None:
    assert card(policy(PER_HEAD, due="owed"), late=9).score is None


def test_what_is_always_owed_is_always_due() -> None:
    assert card(policy(PER_HEAD)).score == 80


def test_a_target_is_due_without_any_fact() -> None:
    found = card(policy(QUOTA, base="0", due="owed"))
    assert found.dimensions[0].due
    assert found.score == 0
    assert [(one.kind, one.by, str(one.quantity)) for one in found.dimensions[0].owed] == [(LATE, "target", "5.00")]
    assert card(policy(QUOTA | {"target": "0"}, due="owed"), late=3).score is None


def test_a_debt_counts_by_its_net_quantity() -> None:
    """A day due that was taken back was not due: the dimension is left out as if nothing had been."""
    found = policy(RATIO, due="owed")
    assert card(found, days_due="0").canonical() == card(found).canonical()
    assert card(found, days_due="0").score is None
    assert card(found, days_due="0.5").dimensions[0].due


def test_a_policy_from_before_dues_were_said_is_still_scored() -> None:
    """Recorded policies stay: due by their shares and targets, or always where they have neither."""
    before = {"id": "a", "zh": "甲", "en": "A", "base": "80", "floor": "0", "cap": "100", "cites": ["A34"]}
    named = {"id": "r", "zh": "规则", "en": "Rule", "cites": ["A14"]}
    old = policy_of(
        before | {"weight": "50", "rules": [named | RATIO]},
        before | {"id": "b", "weight": "50", "rules": [named | PER_HEAD]},
    )
    assert [d.due for d in card(old, late=1).dimensions] == [False, True]
    assert [d.due for d in card(old, days_due="1").dimensions] == [True, True]
    assert "sign" not in str(old.content())
    assert "'due'" not in str(old.content())


def test_the_mean_strength_enters_exactly() -> None:
    """3 × late among 236 ÷ 92 people (2.565…): −4 × (3 ÷ 2.565… − 1) = −4 × 40 ÷ 236 = −0.677…, with 2.57 −0.67."""
    found = card(policy(PER_HEAD), office(236), late=3)
    assert first_rule(found).points == Decimal("-0.68")
    assert first_rule(found).working == "−4 × max(0, 3 ÷ (236 ÷ 92) − 1)"
    assert (found.heads, found.person_days, found.days) == (Decimal("2.57"), 236, 92)
    assert office(5 * 92 + 30).heads == Decimal("5.33")
    assert office(0).heads == 0


def test_a_free_allowance_by_head_takes_the_exact_strength_too() -> None:
    """Free 1 × 236 ÷ 92 = 2.565…: −3 × 0.434… = −1.304…"""
    rule = {"kind": "points", "fact": LATE, "points": "-3", "free": "1", "free_per": "head"}
    assert first_rule(card(policy(rule), office(236), late=3)).points == Decimal("-1.30")


def test_a_department_that_existed_for_25_days_owes_that_part_of_a_quota() -> None:
    """5 × 25 ÷ 92 = 1.358…: one done is 80 × 1 ÷ 1.358… = 58.88; two are 0.641… beyond it."""
    some = office(50, 25)
    found = card(policy(QUOTA, base="0", due="owed"), some, late=1)
    assert str(first_rule(found).points) == "58.88"
    assert first_rule(found).working == "80 × max(0, 1) ÷ (5 × 25 ÷ 92)"
    assert str(found.dimensions[0].owed[0].quantity) == "1.36"
    assert str(first_rule(card(policy(QUOTA), some, late=2)).points) == "80.32"
    by_head = card(policy(QUOTA | {"per": "head"}), some, late=2)  # 5 × 50 ÷ 92 = 2.717…
    assert str(first_rule(by_head).points) == "58.88"


def test_equal_scores_share_a_rank() -> None:
    found = ranks({"a": Decimal(80), "b": Decimal("91.5"), "c": Decimal("80.00"), "d": None, "e": Decimal(79)})
    assert found == {"b": 1, "a": 2, "c": 2, "e": 4}
    assert ranks({}) == {}


def test_the_default_policy_reads_as_the_file_says() -> None:
    default = policy_file()
    assert [(d.id, d.weight) for d in default.dimensions] == [
        ("agenda", 30), ("attendance", 20), ("housekeeping", 15), ("information", 15), ("outreach", 10),
        ("townships", 10),
    ]  # fmt: skip
    found = card(
        default, late=6, days_present="255", days_due="260", absent="1", sheet_late=1, return_missed=3, slip_late=2
    )
    attendance = found.dimensions[1]
    assert {rule.rule: str(rule.points) for rule in attendance.rules} == {
        "presence": "100.00", "late": "-2.00", "left-early": "0.00", "absent": "-3.00", "sheet-late": "-2.00",
        "sheet-missing": "0.00", "return-missed": "-2.00", "slip-late": "-0.50", "residency-short": "0.00",
    }  # fmt: skip
    assert str(attendance.score) == "90.50"


def test_the_digest_is_of_the_content_and_nothing_else() -> None:
    """Pinned: a change of these bytes breaks every published proof."""
    fixed = policy(PER_HEAD, RATIO)
    found = card(fixed, late=6, days_present="42.5", days_due="44")
    assert found.digest() == card(fixed, late=6, days_present="42.5", days_due="44").digest()
    assert found.digest() != card(fixed, late=7, days_present="42.5", days_due="44").digest()
    assert found.canonical().startswith(b'{"days":92,"department":"office","dimensions":[{"always":true,"base":"80",')
    assert found.digest() == PINNED


PINNED = "053b6053b1279a8e97128ea28e36b4e557438b7f71cbb79b264e4b875f58af17"


def test_the_same_policy_has_one_digest_however_it_is_written() -> None:
    assert policy(RATIO | {"zero_at": 0.80}).digest() == policy(RATIO | {"zero_at": "0.8"}).digest()
    assert policy(RATIO | {"zero_at": "0.81"}).digest() != policy(RATIO).digest()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dimensions": [dimension("one", "60", "one.fault")]}, "100"),
        ({"dimensions": [dimension("one", "50", "one.fault"), dimension("one", "50", "one.fault")]}, "twice"),
        ({"dimensions": [dimension("one", "100", "one.fault") | {"floor": "90"}]}, "floor"),
        ({"dimensions": [dimension("one", "100", "one.fault") | {"cites": []}]}, "cites"),
        ({"dimensions": [dimension("one", "100", "nonsense")]}, "fact"),
        ({"dimensions": [dimension("one", "100", "one.fault", points="NaN")]}, "points"),
        ({"rounding": "half-even"}, "half-up"),
        ({"appraised": []}, "appraised"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        policy_of(**({"dimensions": [dimension("one", "100", "one.fault")]} | change))


# -- properties -------------------------------------------------------------------------------------------------------

quantities = st.dictionaries(
    st.sampled_from(["late", "left_early", "absent", "days_due", "days_present", "sheet_late", "return_missed"]),
    st.integers(0, 400).map(lambda n: str(Decimal(n) / 2)),
)
person_days = st.integers(1, 3700)


@given(quantities, person_days)
def test_the_parts_add_up_to_the_score(found: dict[str, str], strength: int) -> None:
    made = card(policy_file(), office(strength), **found)
    for part in made.dimensions:
        assert part.due == (part.score is not None)
        if part.score is not None and part.sum is not None:
            assert part.sum == part.base + sum(rule.points for rule in part.rules)
            assert part.score == min(max(part.sum, part.floor), part.cap)
    due = [part for part in made.dimensions if part.score is not None]
    if due:
        whole = sum(part.weight for part in due)
        exact = sum(part.score * part.weight for part in due if part.score is not None) / whole
        assert made.score is not None
        assert abs(made.score - exact) <= Decimal("0.005")
        assert sum(part.spread_weight for part in due) == pytest.approx(100, abs=0.05)
    else:
        assert made.score is None


@given(quantities, person_days, st.randoms())
def test_the_order_of_counting_is_nothing(found: dict[str, str], strength: int, random: Any) -> None:
    unit = office(strength)
    items = list(counts(**found).items())
    straight = score(QUARTER, unit, dict(items), policy_file())
    random.shuffle(items)
    assert score(QUARTER, unit, dict(items), policy_file()).canonical() == straight.canonical()


@given(st.integers(0, 40), person_days)
def test_more_lateness_never_scores_higher(late: int, strength: int) -> None:
    unit = office(strength)
    fewer, more = (score(QUARTER, unit, counts(late=n, days_due="9"), policy_file()).score for n in (late, late + 1))
    assert fewer is not None
    assert more is not None
    assert more <= fewer
