"""The appraisal replayed under a drafted policy: what would have been different, line by line, and nothing touched."""

from __future__ import annotations

from typing import Any

import pytest

from services.appraisal.policy.events import PolicyDrafted
from services.appraisal.policy.operations import ChangedPart, ForkPolicy
from services.appraisal.scorecards.operations import ExplainRule, GetScorecard, ListScorecards
from services.kernel.procedure.context import Call
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.running import work_off
from services.kernel.procedure.replay.swapping import NothingToSwap
from services.kernel.procedure.replay.under import NoEffect
from services.kernel.refusals import Invalid
from tests.appraisal.office import Desk, policy_file
from tests.appraisal.test_rebuild import ADMINISTRATOR, AUDITOR, with_administrator
from tests.appraisal.test_service import Q, july

pytestmark = pytest.mark.slow
own = declare("appraisal")
OFFICE = "Office"


@pytest.fixture
def desk(any_desk: Desk) -> Desk:
    """July is in under policy 1: the office lost 1.50 by half a day of absence. Policy 3 takes six points a day."""
    with_administrator(any_desk)
    july(any_desk)
    any_desk.adopt(policy_file())
    change = [ChangedPart(part="attendance/absent.points", value="-6")]
    drafted = any_desk.do(ForkPolicy(number=1, name="stricter", zh="从严", en="Stricter", change=change))
    assert drafted.number == 3
    return any_desk


def replayed(desk: Desk, **asked: Any) -> Any:
    replay = desk.do(own.start(part="facts", **asked), by=AUDITOR)
    work_off(desk.app)
    return desk.do(own.get(replay=replay.id), by=AUDITOR)


def differences(desk: Desk, replay: Any, by: str = AUDITOR) -> dict[tuple[str, str], tuple[str, str]]:
    items = desk.do(own.list_differences(replay=replay.id, limit=500), by=by).items
    return {(f"{one.key} {one.en}", one.column): (one.live, one.rebuilt) for one in items}


def seen(desk: Desk, replay: Any, asked: Any) -> Any:
    body = {"replay": str(replay.id), "operation": asked.NAME, "fields": asked.model_dump_json(exclude_defaults=True)}
    token = desk.signer.sign(AUDITOR, token_id="t", seconds=600)
    return type(asked).RETURNS.model_validate_json(desk.app.call(Call(own.look.NAME, body, token)).body)


def scores(view: Any) -> dict[str, str]:
    return {one.card.department: str(one.card.score) for one in view.cards}


def test_scorecards_under_a_draft_are_compared_with_the_live_ones_line_by_line(desk: Desk) -> None:
    before = desk.do(ListScorecards(quarter=Q))
    replay = replayed(desk, draft="3")
    assert (replay.status, replay.found, replay.differing) == ("done", "different", 3), replay.fault_en
    assert (replay.rules_zh, replay.rules_en) == ("试用 第3号 从严", "tried: policy 3, Stricter")
    assert differences(desk, replay) == {
        (f"{Q} Scorecards {OFFICE}", "score"): ("98.50", "97.00"),
        (f"{Q} Scorecards {OFFICE} › Attendance", "score"): ("98.50", "97.00"),
        (f"{Q} Scorecards {OFFICE} › Attendance › Absent without leave", "points"): ("-1.50", "-3.00"),
    }
    assert desk.do(ListScorecards(quarter=Q)) == before


def test_what_differs_goes_back_to_the_event_that_drafted_the_policy(desk: Desk) -> None:
    replay = replayed(desk, draft="3")
    (source, position, fact), *others = {
        (one.source, one.position, one.fact)
        for one in desk.do(own.list_differences(replay=replay.id, limit=500), by=AUDITOR).items
    }
    assert (source, fact, others) == ("appraisal", PolicyDrafted.TOPIC, [])
    (row,) = desk.app.store.rows(position - 1, 1)
    assert b'"number":3' in row.state


def test_scores_are_for_all_who_see_the_comparison(desk: Desk) -> None:
    """A scorecard is no secret in the office: the administrator sees the figures as well."""
    replay = replayed(desk, draft="3")
    assert differences(desk, replay, by=ADMINISTRATOR) == differences(desk, replay)


def test_a_card_is_seen_under_the_draft_down_to_its_facts_and_live_as_it_was(desk: Desk) -> None:
    replay = replayed(desk, draft="3")
    assert scores(seen(desk, replay, ListScorecards(quarter=Q))) == {"law": "100.00", "office": "97.00"}
    card = seen(desk, replay, GetScorecard(quarter=Q, department="office"))
    assert (card.basis.policy, card.basis.policy_name) == (3, "从严")
    rule = seen(desk, replay, ExplainRule(quarter=Q, department="office", dimension="attendance", rule="absent"))
    assert str(rule.result.points) == "-3.00"
    assert len(rule.items) == 1
    assert scores(desk.do(ListScorecards(quarter=Q))) == {"law": "100.00", "office": "98.50"}


def test_two_drafts_are_compared_with_each_other(desk: Desk) -> None:
    first, second = replayed(desk, draft="1"), replayed(desk, draft="3")
    assert (first.found, second.found) == ("equal", "different"), "policy 1 governs the quarter"
    desk.do(own.compare(replay=first.id, other=second.id), by=AUDITOR)
    work_off(desk.app)
    assert differences(desk, first)[f"{Q} Scorecards {OFFICE}", "score"] == ("97.00", "98.50")


def test_under_the_rules_in_force_the_same_replay_is_equal(desk: Desk) -> None:
    replay = replayed(desk)
    assert (replay.found, replay.rules_en, replay.mended) == ("equal", "the rules in force", False)
    assert [one.code for one in desk.do(own.list_replayable(), by=AUDITOR).items[-1].drafts] == ["3", "2", "1"]


def test_what_a_draft_cannot_change_is_refused_and_nothing_of_it_is_swapped(desk: Desk) -> None:
    with pytest.raises(NoEffect):
        desk.do(own.start(draft="3"), by=AUDITOR)
    with pytest.raises(NoEffect):
        desk.do(own.start(part="facts", parameter="attendance.sheet_due", value="5"), by=AUDITOR)
    with pytest.raises(Invalid) as unknown:
        desk.do(own.start(part="facts", draft="9"), by=AUDITOR)
    assert unknown.value.details["fields"] == [{"field": "draft", "known": ["3", "2", "1"]}]
    with pytest.raises(Invalid):
        desk.do(own.start(part="facts", draft="3", parameter="attendance.sheet_due", value="5"), by=AUDITOR)
    replay = replayed(desk, draft="3")
    assert own.propose.NAME not in replay.allowed
    with pytest.raises(NothingToSwap):
        desk.do(own.propose(replay=replay.id, reason="it looks better"), by=ADMINISTRATOR)
