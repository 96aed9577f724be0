"""The policy in force cites articles like code does; which one that is depends on the day (A35)."""

from __future__ import annotations

from datetime import timedelta

from services.appraisal.operations import log
from services.appraisal.policy.citations import citations_of_policy
from services.kernel.log.store import Store
from services.kernel.procedure import citations
from tests.appraisal.office import RULES, START, Desk, attendance_only


def rules_cited(desk: Desk) -> list[citations.Citation]:
    return [one for one in desk.do(log.list_citations()).items if one.kind == "rule"]


def test_every_part_of_a_policy_that_cites_is_a_line_of_its_own() -> None:
    policy = attendance_only()
    lines = citations_of_policy(policy)
    assert {cite for one in lines for cite in one.cites} == set(policy.cited())
    parts = 1 + len(policy.grades) + len(policy.dimensions) + sum(len(d.rules) for d in policy.dimensions)
    assert len({one.name for one in lines}) == len(lines) == parts
    citations.check(RULES, lines)


def test_the_policy_that_governs_the_quarter_is_cited_and_a_draft_is_not(desk: Desk) -> None:
    policy = attendance_only()
    assert rules_cited(desk) == list(citations_of_policy(policy))
    other = policy.model_copy(update={"zh": "另一办法", "en": "Another"})
    desk.adopt(other)  # in force from the fourth quarter
    assert rules_cited(desk)[0].zh == policy.zh
    desk.clock.set(START + timedelta(days=120))
    assert rules_cited(desk)[0].zh == "另一办法"


def test_before_the_first_policy_no_rule_is_cited(store: Store) -> None:
    desk = Desk(store)
    desk.open_organ()
    assert rules_cited(desk) == []
    desk.adopt()
    assert rules_cited(desk)
