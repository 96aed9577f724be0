"""Parts of policies are compared, forked into a draft, and tried on any quarter; examples show who comes and goes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.policy.fairness import LawBroken
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import AdoptPolicy, ComparePolicies, DraftPolicy, ForkPolicy, GetPolicy
from services.appraisal.policy.parts import Misshapen, NoSuchPart
from services.appraisal.policy.policy_book import PolicyInForce
from services.appraisal.scorecards.operations import ListScorecards, ShowExamples, TryDraft
from services.directory.events import DelegationGiven
from services.kernel.log.store import Store
from services.kernel.refusals import Forbidden, NotFound, OwnMatter
from tests.appraisal.office import START, Desk, line, policy_file

Q = "2026-Q3"


@pytest.fixture
def office(store: Store) -> Desk:
    """The default policy is number 1; everybody was there in July but for one absence."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt(policy_file())
    desk.accept_sheet("law", "2026-07", [line("p5", "22", "22"), line("p6", "22", "21.5", ("2026-07-03", "absent"))])
    desk.catch_up()
    return desk


def fork(desk: Desk, number: int = 1, by: str = "", **fields: Any) -> Any:
    return desk.do(ForkPolicy(number=number, name="forked", zh="另一办法", en="Another", **fields), by=by)


def test_a_fork_is_a_draft_with_the_fields_written_anew(office: Desk) -> None:
    made = fork(office, change=[{"part": "attendance/absent.points", "value": "-6"}])
    assert (made.number, made.effective) == (2, None)
    found = office.do(ComparePolicies(number=1, other=2)).differences
    assert [(one.part, one.first, one.second) for one in found] == [
        (".name", "default", "forked"), (".zh", "季度考核办法", "另一办法"),
        (".en", "Quarterly appraisal policy", "Another"),
        ("attendance/absent.points", "-3", "-6"),
    ]  # fmt: skip
    assert found[3].zh == "考勤 › 无故缺勤 · 分值"
    assert found[3].en.endswith("Absent without leave · points")
    assert [one.zh for one in found[:2]] == ["季度考核办法 · 标识", "季度考核办法 · 名称"]
    assert office.do(ComparePolicies(number=2, other=2)).differences == []


def test_whole_parts_are_taken_from_another_policy(office: Desk) -> None:
    """2 charges absences twice; 3 has lost a rule; 4 is 1 with the attendance of 2 and the housekeeping of 3."""
    fork(office, change=[{"part": "attendance/absent.points", "value": "-6"}])
    content = policy_file().content()
    housekeeping = next(d for d in content["dimensions"] if d["id"] == "housekeeping")
    housekeeping["rules"] = [rule for rule in housekeeping["rules"] if rule["id"] != "praise"]
    third = office.do(DraftPolicy(policy=Policy.model_validate(content | {"name": "bare"}))).number
    made = fork(office, take=[{"part": "attendance", "policy": 2}, {"part": "housekeeping/praise", "policy": third}])
    parts = {one.part for one in office.do(ComparePolicies(number=1, other=made.number)).differences}
    assert "attendance/absent.points" in parts
    assert "housekeeping/praise.points" in parts
    lost = [o for o in office.do(ComparePolicies(number=1, other=made.number)).differences if "praise" in o.part]
    assert all(one.second is None for one in lost)
    back = fork(
        office, made.number, take=[{"part": "housekeeping/praise", "policy": 1}, {"part": "attendance", "policy": 1}]
    )
    left = office.do(ComparePolicies(number=1, other=back.number)).differences
    assert {one.part for one in left} == {".name", ".zh", ".en"}, "and the rule stands last, which changes no score"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"change": [{"part": "kitchen.weight", "value": "3"}]}, NoSuchPart),
        ({"change": [{"part": "agenda.rules", "value": "3"}]}, NoSuchPart),
        ({"take": [{"part": "kitchen", "policy": 1}]}, NoSuchPart),
        ({"take": [{"part": "kitchen/knife", "policy": 1}]}, NoSuchPart),
        ({"take": [{"part": "agenda", "policy": 9}]}, NotFound),
        ({"change": [{"part": "agenda.weight", "value": "31"}]}, Misshapen),
        ({"change": [{"part": "agenda/on-time.points", "value": "many"}]}, Misshapen),
        ({"change": [{"part": "housekeeping/warning.points", "value": "2"}]}, LawBroken),
    ],
)  # fmt: skip
def test_what_does_not_make_a_policy_is_refused(office: Desk, fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        fork(office, **fields)
    with pytest.raises(NotFound):
        office.do(GetPolicy(number=2))


def test_a_refused_fork_names_a_real_department(office: Desk) -> None:
    with pytest.raises(LawBroken) as refused:
        fork(office, change=[{"part": "housekeeping/warning.points", "value": "2"}])
    assert refused.value.zh.startswith("按此办法，“办公室”，记入一次“内务警告”，得分却由 20.00 升至 20.50")


def test_a_draft_is_tried_on_any_quarter(office: Desk) -> None:
    fork(office, change=[{"part": "attendance/absent.points", "value": "-6"}])
    before = {proven.card.department: proven.card.score for proven in office.do(ListScorecards(quarter=Q)).cards}
    law = next(one for one in office.do(TryDraft(number=2, quarter=Q)).lines if one.department == "law")
    assert (law.current.score, law.trial.score, law.difference) == (
        before["law"], before["law"] - Decimal("0.50"), Decimal("-0.50"),
    )  # fmt: skip
    assert (law.current_rank, law.trial_rank) == (1, 1)
    assert {one.trial.score for one in office.do(TryDraft(number=2, quarter="2025-Q1")).lines} == {20}
    assert {p.card.department: p.card.score for p in office.do(ListScorecards(quarter=Q)).cards} == before


def test_the_worked_examples_are_scored_by_the_policy(office: Desk) -> None:
    """Three times late: of four heads nothing (3 ÷ 4 < 1); of 100 person-days −4 × (3 × 92 − 100) ÷ 100 = −7.04.
    One item: 80 × 1 ÷ 3 = 26.67 of a quarter, and above the 0.815 of 25 days: 80 + 1 − 0.815 = 80.18."""
    view = office.do(ShowExamples(number=1, quarter=Q))
    cards = {(example.id, card.department): card for example in view.examples for card in example.cards}
    found = {
        which: {f"{d.dimension}/{r.rule}": str(r.points) for d in card.dimensions for r in d.rules}
        for which, card in cards.items()
    }
    assert list(dict.fromkeys(id for id, _ in found)) == [
        "unchanged", "joined", "moved", "opened", "merged", "dissolved",
    ]  # fmt: skip
    assert (found["unchanged", "a"]["attendance/late"], found["unchanged", "a"]["information/submitted"]) == (
        "0.00", "26.67",
    )  # fmt: skip
    for id in ("opened", "merged", "dissolved"):
        assert (found[id, "a"]["attendance/late"], found[id, "a"]["information/submitted"]) == ("-7.04", "80.18")
    days = {which: (card.person_days, card.open_days) for which, card in cards.items()}
    assert days["merged", "b"] == (4 * 92 + 4 * 67, 92)
    assert (days["moved", "a"], days["moved", "b"]) == ((4 * 92 - 67, 92), (4 * 92 + 67, 92))


ADOPT, FORK = "appraisal.adopt-policy", "appraisal.fork-policy"


@pytest.mark.parametrize(
    ("caller", "draft", "in_force"),
    [
        ("p1", [ADOPT], []),  # the chair
        ("p4", [FORK], [FORK]),  # the secretary-general, who drafted it
        ("system", [ADOPT, FORK], [FORK]),
        ("p6", [], []),  # the auditor
    ],
)
def test_a_policy_offers_what_may_be_done_with_it(
    office: Desk, caller: str, draft: list[str], in_force: list[str]
) -> None:
    fork(office)
    assert office.do(GetPolicy(number=2), by=caller).allowed == draft
    assert office.do(GetPolicy(number=1), by=caller).allowed == in_force


def test_who_drafted_a_policy_does_not_adopt_it_not_even_standing_in_for_the_chair(office: Desk) -> None:
    made = fork(office)
    office.directory.add(
        DelegationGiven, "chair", day=START.date(), of_post="chair", number=1, holder="p1", deputy="p4",
        until=date(2027, 1, 1),
    )  # fmt: skip
    office.catch_up()
    assert office.do(GetPolicy(number=made.number), by="p4").allowed == [FORK]
    with pytest.raises(OwnMatter):
        office.do(AdoptPolicy(number=made.number, effective="2026-Q4"), by="p4")
    with pytest.raises(Forbidden):  # nor does the chair draft what only the chair adopts
        fork(office, change=[{"part": "attendance/absent.points", "value": "-7"}], by="p1")
    assert office.do(AdoptPolicy(number=made.number, effective="2026-Q4")).adopted_by == "p1"


def test_what_is_not_offered_of_a_policy_is_refused(office: Desk) -> None:
    with pytest.raises(PolicyInForce):
        office.do(AdoptPolicy(number=1, effective="2026-Q4"))
