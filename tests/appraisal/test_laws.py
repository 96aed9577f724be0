"""Blame never raises a score or a rank, merit never lowers one, what is taken back leaves no trace (A34, A35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from services.appraisal.facts.meanings import KINDS
from services.appraisal.policy.counterexample import Case, counterexample
from services.appraisal.policy.deeds import Deed, deeds
from services.appraisal.policy.fairness import LawBroken, PolicyUnsaid, SignMistaken, obey
from services.appraisal.policy.laws import doubts, unsaid
from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scoring import Count, Unit, ranks, score
from services.kernel.rules.facts import PERSONAL, SCALE, Kind
from tests.appraisal.office import count, policy_file

pytestmark = pytest.mark.slow

QUARTER = Quarter(2026, 3)
DAYS = QUARTER.days
FOUR = Unit("budget", "预算工作委员会", "Budget Committee", 4 * DAYS, DAYS, DAYS)


def changed(part: str, **fields: Any) -> Policy:
    """The default policy with one part written otherwise."""
    content = policy_file().content()
    dimension, _, rule = part.partition("/")
    found = next(d for d in content["dimensions"] if d["id"] == dimension)
    if rule:
        found = next(r for r in found["rules"] if r["id"] == rule)
    found |= fields
    for name in [name for name, value in fields.items() if value is None]:
        del found[name]
    return Policy.model_validate(content)


def test_every_kind_that_a_department_is_judged_by_says_its_sign() -> None:
    for kind in KINDS.values():
        assert (kind.sign is None) == (kind.dimension == PERSONAL), kind.code
        for other in filter(None, (kind.debt, kind.settles)):
            assert other in KINDS, kind.code
        if kind.debt:
            assert KINDS[kind.debt].sign == "owed", kind.code


def test_the_default_policy_obeys() -> None:
    assert unsaid(policy_file()) == ()
    assert doubts(policy_file(), KINDS) == ()


@pytest.mark.parametrize(
    ("part", "fields", "deed", "moved"),
    [
        # a rule pays for blame, or charges for merit, or for what was merely owed
        ("housekeeping/warning", {"points": "2"}, "记入一次“内务警告”", (20, "20.50")),
        ("housekeeping/praise", {"points": "-2"}, "记入一次“内务表扬”", (20, "19.50")),
        ("attendance/absent", {"fact": "attendance.days-due"}, "多一项“应出勤”，结果为“实出勤”", ("52.33", "51.33")),
        # a share is no share of a debt by what was done of it
        ("agenda/on-time", {"numerator": "agenda.late", "sign": "adverse"},
         "多一项“到期任务”，结果为“按期办结”", (20, "13.33")),
        ("agenda/on-time", {"full_at": "1.2"}, "多一项“到期任务”，结果为“按期办结”", None),
        # a target of blame
        ("townships/guidance", {"fact": "agenda.overdue", "sign": "adverse"},
         "多一项“到期任务”，结果为“逾期未办结”", None),
        # nothing done earns
        ("information", {"base": "30"}, None, (30, 30)),
        ("agenda", {"base": "40"}, None, (40, 40)),
        # a dimension comes in above what somebody has …
        ("agenda", {"base": "40", "floor": "40"}, "多一项“到期任务”，结果为“逾期未办结”", (20, "26.67")),
        # … or is filled to less than somebody has
        ("agenda/on-time", {"points": "80"}, "多一项“到期任务”，结果为“按期办结”", None),
        ("agenda", {"cap": "60"}, "多一项“到期任务”，结果为“按期办结”", None),
        # what comes in brings praise or blame from before
        ("agenda/task-late", {"fact": "housekeeping.criticism", "points": "-40", "limit": None},
         "多一项“到期任务”，结果为“按期办结”", None),
        # settling costs more than it gives back: it is dearer, or there is an allowance or a limit
        ("agenda/task-late", {"points": "-9"}, "一次“逾期未办结”补办为“逾期办结”", ("28.33", "27.00")),
        ("agenda/task-overdue", {"limit": "40"}, "一次“逾期未办结”补办为“逾期办结”", None),
        ("housekeeping/minutes-missing", {"free": "1"}, "一次“会议记录未提交”补办为“会议记录迟交”", (20, "19.88")),
    ],
)  # fmt: skip
def test_a_policy_that_breaks_a_law_is_refused_with_an_example(
    part: str, fields: dict[str, Any], deed: str | None, moved: tuple[Any, Any] | None
) -> None:
    """The example is a deed, a department and its record; the scores are those of its scorecards."""
    policy = changed(part, **fields)
    with pytest.raises(LawBroken) as refused:
        obey(policy, KINDS, (), ("A34",))
    assert {field["part"].partition("/")[0] for field in refused.value.details["fields"]} == {part.partition("/")[0]}
    example = refused.value.details["example"]
    assert example["zh"] in refused.value.zh
    assert example["before"] in refused.value.zh
    if deed is None:
        assert example["deed"] is None
        assert "什么都没有办" in refused.value.zh
    else:
        assert example["deed"]["zh"] == deed
        assert deed in refused.value.zh
        rises = Decimal(example["after"]) > Decimal(example["before"])
        assert rises == (example["deed"]["sign"] == "adverse"), "blame raises, or merit lowers"
    if moved is not None:
        assert (Decimal(example["before"]), Decimal(example["after"])) == tuple(map(Decimal, moved))


def test_the_first_policies_are_refused_until_they_say_their_signs() -> None:
    content = policy_file().content()
    for dimension in content["dimensions"]:
        del dimension["due"]
        for rule in dimension["rules"]:
            del rule["sign"]
    with pytest.raises(PolicyUnsaid, match=r"housekeeping\.due, housekeeping/warning\.sign"):
        obey(Policy.model_validate(content), KINDS, (), ("A34",))


def test_a_sign_that_is_not_the_facts_own_is_refused() -> None:
    with pytest.raises(
        SignMistaken,
        match="“Housekeeping › Warnings over housekeeping” says favourable, which “Housekeeping warnings” is not",
    ):
        obey(changed("housekeeping/warning", sign="favourable"), KINDS, (), ("A34",))


def test_an_example_among_real_departments_names_one_and_its_rank() -> None:
    """Budget has one task in time and one warning: paid for blame, it would overtake social with the next."""
    social = Unit("social", "社会建设委员会", "Social Committee", 3 * DAYS, DAYS, DAYS)
    policy = changed("housekeeping/warning", points="2")
    record = {"agenda.tasks-due": count(1), "agenda.on-time": count(1)}
    case = Case(
        QUARTER, (social, FOUR),
        {"budget": record, "social": record | {"housekeeping.praise": count(1)}},
    )  # fmt: skip
    found = counterexample(policy, KINDS, doubts(policy, KINDS), [case])
    assert found is not None
    assert found.unit.department == "social"
    case = Case(QUARTER, (FOUR, social), case.counts)
    found = counterexample(policy, KINDS, doubts(policy, KINDS), [case])
    assert found is not None
    assert found.told(KINDS)[1] == (
        "Budget Committee: one more of “Housekeeping warnings”, and its score would rise from 46.67 to 47.00 and its "
        "rank from 2 to 1"
    )


def test_search_and_proof_are_quick_enough_to_wait_for() -> None:
    """A policy of which nothing can be shown: the search gives up, and says so."""
    with pytest.raises(LawBroken, match="cannot be proved"):
        obey(changed("attendance/presence", points="-100"), KINDS, (), ("A34",))


# -- every policy that passes, every history --------------------------------------------------------------------------


def _kind(code: str, sign: Any = None, debt: str = "", settles: str = "") -> tuple[str, Kind]:
    return code, Kind(code, code.partition(".")[0], code, code, sign, debt, settles)


WORLD = dict(
    [
        _kind("a.owed", "owed"), _kind("a.done", "favourable", "a.owed"), _kind("a.missed", "adverse", "a.owed"),
        _kind("a.late", "adverse", "a.owed", "a.missed"),
        _kind("b.owed", "owed"), _kind("b.done", "favourable", "b.owed"), _kind("b.absent", "adverse", "b.owed"),
        _kind("c.warned", "adverse"), _kind("c.praised", "favourable"),
        _kind("c.missing", "adverse"), _kind("c.behind", "adverse", "", "c.missing"),
        _kind("d.sent", "favourable"), _kind("d.taken", "favourable"), _kind("d.returned", "adverse"),
    ]
)  # fmt: skip
"""Every sort of kind there is: debts with what comes of them, blame and merit by themselves, what settles what."""
UNITS = (
    Unit("one", "一", "One", 4 * DAYS, DAYS, DAYS),
    Unit("two", "二", "Two", 13 * DAYS + 45, DAYS, DAYS),
    Unit("three", "三", "Three", 75, 25, DAYS),
    Unit("four", "四", "Four", 0, 7, DAYS),
)


@st.composite
def departments(draw: st.DrawFn) -> list[Unit]:
    """Two to four of any size, open for any part of the quarter."""
    made = []
    for n in range(draw(st.integers(2, 4))):
        open_days = draw(st.sampled_from([DAYS, DAYS, 1, 25, 61]))
        people = draw(st.sampled_from([0, 1, 3, 4, 13, 40]))
        person_days = max(0, people * open_days - draw(st.integers(0, 30)))
        made.append(Unit(f"u{n}", f"部门{n}", f"Unit {n}", person_days, open_days, DAYS))
    return made


tenths = st.integers(0, 400).map(lambda n: str(Decimal(n) / 10))
"""Numbers as organs write them."""


@st.composite
def rules(draw: st.DrawFn, n: int) -> dict[str, Any]:
    made = {"id": f"r{n}", "zh": "规则", "en": "Rule", "cites": ["A34"]}
    limit = draw(st.one_of(st.none(), tenths))
    kind = draw(st.sampled_from(["points", "points", "points", "per-head", "ratio", "quota"]))
    if kind == "ratio":
        letter = draw(st.sampled_from("ab"))
        low = draw(st.integers(0, 9))
        return made | {
            "kind": kind, "numerator": f"{letter}.done", "denominator": f"{letter}.owed", "sign": "favourable",
            "points": draw(st.sampled_from(["100", "100", "80", "40"])), "zero_at": str(Decimal(low) / 10),
            "full_at": str(Decimal(draw(st.integers(low + 1, 10))) / 10),
        }  # fmt: skip
    if kind == "quota":
        fact = draw(st.sampled_from(["d.sent", "d.taken", "c.praised"]))
        return made | {
            "kind": kind, "fact": fact, "sign": "favourable", "points": draw(tenths), "target": draw(tenths),
            "bonus": draw(tenths), "per": draw(st.sampled_from(["department", "head"])), "limit": limit,
        }  # fmt: skip
    fact = draw(st.sampled_from([code for code, one in WORLD.items() if one.sign != "owed"]))
    sign = WORLD[fact].sign
    settled = any(one.settles == fact for one in WORLD.values())
    points = draw(tenths)
    found = made | {
        "kind": kind,
        "fact": fact,
        "sign": sign,
        "points": points if sign == "favourable" else f"-{points}",
    }
    if settled and draw(st.booleans()):
        return found | {"kind": "points", "points": "-40"}
    found |= {"limit": limit, "free": draw(st.sampled_from(["0", "0", "1", "2.5"]))}
    return found | ({"free_per": draw(st.sampled_from(["department", "head"]))} if kind == "points" else {})


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Most are nearly lawful, so that many pass; a part is drawn without any care."""
    size = draw(st.integers(1, 4))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=size - 1, max_size=size - 1)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    dimensions = []
    for n, weight in enumerate(weights):
        due = draw(st.sampled_from(["always", "owed"]))
        made = [draw(rules(m)) for m in range(draw(st.integers(0, 5)))]
        if due == "owed" and draw(st.integers(0, 4)):  # a dimension as it should be: one debt, and what comes of it
            letter = draw(st.sampled_from("ab"))
            full = {
                "points": draw(st.sampled_from(["100", "100", "60"])),
                "zero_at": "0",
                "full_at": draw(st.sampled_from(["1", "0.9"])),
            }
            share = {"kind": "ratio", "numerator": f"{letter}.done", "denominator": f"{letter}.owed"}
            named = {"id": "share", "zh": "率", "en": "Share", "cites": ["A34"], "sign": "favourable"}
            outside = not draw(st.integers(0, 3))
            mine = (r for r in made if outside or str(r.get("fact", "")).startswith(f"{letter}."))
            made = [named | share | full, *(r for r in mine if r["kind"] != "ratio")]
        duty = any(r["kind"] in ("ratio", "quota") for r in made)
        base = "0" if duty and draw(st.integers(0, 9)) else draw(st.sampled_from(["0", "60", "80", "100"]))
        dimensions.append({
            "id": f"d{n}", "zh": f"维度{n}", "en": f"Dimension {n}", "cites": ["A34"], "weight": str(weight),
            "due": due, "base": base, "floor": "0", "cap": draw(st.sampled_from(["100", "100", "120"])), "rules": made,
        })  # fmt: skip
    return Policy.model_validate(
        {"name": "any", "zh": "任意", "en": "Any", "cites": ["A34"], "appraised": ["office"],
         "places": draw(st.sampled_from([2, 2, 1, 0, 4])), "dimensions": dimensions}
    )  # fmt: skip


@dataclass
class Office:
    """Departments with their records, and their scores and ranks under a policy."""

    policy: Policy
    units: Sequence[Unit]
    counts: dict[str, dict[str, Count]]

    def card(self, unit: Unit) -> Any:
        return score(QUARTER, unit, self.counts[unit.department], self.policy, "-")

    def scores(self) -> dict[str, Decimal | None]:
        return {unit.department: self.card(unit).score for unit in self.units}

    def do(self, department: str, deed: Deed, times: int = 1) -> None:
        for _ in range(abs(times)):
            changes = deed.changes if times > 0 else {kind: -change for kind, change in deed.changes.items()}
            self.counts[department] = Deed(deed.sign, changes, "", "").after(self.counts[department])


def history(draw: st.DataObject, policy: Policy, units: Sequence[Unit]) -> tuple[Office, list[Deed]]:
    """An office in the middle of a quarter: much has happened to the first, and something to each other one."""
    possible = list(deeds(policy, WORLD))
    office = Office(policy, units, {unit.department: {} for unit in units})
    if not possible:
        return office, possible
    happened = st.tuples(st.sampled_from(possible), st.sampled_from([1, 1, 2, 5, 30, 200]))
    for n, other in enumerate(units):
        for deed, times in draw.draw(st.lists(happened, max_size=1 if n else 8)):
            once = any(change < 0 for change in deed.changes.values()) or (deed.debt and deed.debt not in deed.changes)
            if deed.possible(office.counts[other.department]):
                office.do(other.department, deed, 1 if once else times)
    return office, possible


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(policies(), departments(), st.data())
def test_the_laws_hold_for_every_policy_that_passes(policy: Policy, units: list[Unit], draw: st.DataObject) -> None:
    passes = not doubts(policy, WORLD)
    event(f"passes: {passes}")
    assume(passes)
    office, possible = history(draw, policy, units)
    assume(possible)
    event(f"dimensions that come in: {sum(bool(d.debts) and not d.always_due for d in policy.dimensions)}")
    _deeds_keep_order(office, units[0], possible)


def _deeds_keep_order(office: Office, unit: Unit, possible: Sequence[Deed]) -> None:
    """Each deed that could happen next to the department; and its taking back."""
    id, was = unit.department, office.card(unit)
    scores = office.scores()
    for deed in possible:
        if not deed.possible(office.counts[id]):
            continue
        office.do(id, deed)
        now = office.card(unit)
        _one_way(deed.sign, was.score, now.score, (id, deed))
        _one_way(deed.sign, _place(scores, id), _place(scores | {id: now.score}, id), ("rank", id, deed))
        for before, after in zip(was.dimensions, now.dimensions, strict=True):
            _one_way(deed.sign, before.score, after.score, (before.dimension, id, deed))
        office.do(id, deed, -1)
        assert office.card(unit).canonical() == was.canonical(), (id, deed)


def _place(scores: Mapping[str, Decimal | None], id: str) -> Decimal | None:
    """Higher is better."""
    rank = ranks(scores).get(id)
    return None if rank is None else Decimal(-rank)


def _one_way(sign: str, before: Decimal | None, after: Decimal | None, what: Any) -> None:
    if before is not None and after is not None:
        assert after <= before if sign == "adverse" else after >= before, (what, before, after)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(policies())
def test_an_example_is_one(policy: Policy) -> None:
    """What is shown of a policy that does not pass is true of its scorecards."""
    found = doubts(policy, WORLD)
    assume(found)
    example = counterexample(policy, WORLD, found, ())
    event(f"shown: {example is not None}")
    assume(example)
    assert example is not None
    was = score(QUARTER, example.unit, example.counts, policy, "-")
    values = {"score": was.score} | {d.dimension: d.score for d in was.dimensions}
    assert values[example.part] == example.before
    if example.deed is None:
        assert not any(WORLD[code].sign == "favourable" for code, one in example.counts.items() if one.quantity)
        assert example.before > 0
    else:
        now = score(QUARTER, example.unit, example.deed.after(example.counts), policy, "-")
        values = {"score": now.score} | {d.dimension: d.score for d in now.dimensions}
        assert values[example.part] == example.after
        assert (example.after > example.before) == (example.deed.sign == "adverse")
        assert example.after != example.before


halves = st.integers(0, 200).map(lambda n: Count(n * SCALE // 2))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_laws_hold_for_the_default_policy(draw: st.DataObject) -> None:
    """Any record of the real kinds, halves of days too; any deed that could come next, and its taking back."""
    policy = policy_file()
    possible = list(deeds(policy, KINDS))
    counts: dict[str, Count] = {}
    for code, kind in KINDS.items():
        if kind.sign in ("adverse", "favourable") and draw.draw(st.booleans()):
            amount = draw.draw(halves)
            counts[code] = Count(counts.get(code, Count(0)).quantity + amount.quantity)
            if kind.debt:
                counts[kind.debt] = Count(counts.get(kind.debt, Count(0)).quantity + amount.quantity)
    unit = draw.draw(st.sampled_from(UNITS))
    deed = draw.draw(st.sampled_from(possible))
    assume(deed.possible(counts))
    was, now = (score(QUARTER, unit, some, policy, "-") for some in (counts, deed.after(counts)))
    _one_way(deed.sign, was.score, now.score, (deed, counts))
    for a, b in zip(was.dimensions, now.dimensions, strict=True):
        _one_way(deed.sign, a.score, b.score, (a.dimension, deed, counts))
