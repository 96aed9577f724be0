"""学习计划 plan: drafted by the branch, adopted by the chairperson's meeting, ticked off by sessions (A6, A7, B5.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.party.duties.events import StudyDutyDone, StudyDutyMissed, StudyDutyOpened
from services.party.plan import events as e
from services.party.plan.operations import AdoptStudyPlan, AmendStudyPlan, DraftStudyPlan, GetStudyPlan, PlanEntry
from services.party.plan.study_plan import NotInPlan, PlanAdopted, PlanLacksArea
from tests.given import By, given, proven
from tests.party.desk import CLERK, DIRECTOR, HEAD, PUBLICIST, SECRETARY, STAFF, Desk, by, clock, day
from tests.party.study import THEORY, arranged, held

MONDAY, TUESDAY, AUTUMN = day(6, 9), day(6, 10), day(9, 30)


def entry(area: str, title: str = "", by: date = AUTUMN) -> PlanEntry:
    return PlanEntry(area=area, title=title or area, by=by)


ALL = (entry("theory"), entry("law"), entry("business"))


def draft(*items: PlanEntry, year: int = 2025) -> DraftStudyPlan:
    return DraftStudyPlan(year=year, items=items or ALL)


def adopt(**more: Any) -> AdoptStudyPlan:
    return AdoptStudyPlan(**{"year": 2025, "meeting": "2025-0003", "on": MONDAY, **more})


def adopted() -> tuple[By, By]:
    return by(PUBLICIST, MONDAY, draft()), by(CLERK, MONDAY, adopt(), hour=11)


def test_the_branch_drafts_and_the_office_enters_what_the_meeting_adopted(desk: Desk) -> None:
    for person in (STAFF, HEAD, CLERK):
        given(to=desk).when(draft(), by=person, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(draft(), by=PUBLICIST, at=clock(MONDAY)).then(e.StudyPlanDrafted).then_answer(status="draft")
    given(to=desk).when(adopt(), by=PUBLICIST, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(adopt(on=TUESDAY), by=CLERK, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(adopt(), by=CLERK, at=clock(MONDAY)).then(e.StudyPlanAdopted).then_answer(
        status="adopted", meeting="2025-0003"
    )
    assert desk.owed("party.study-plan") == [], "what was due before the log began is not kept here"
    proven(desk.app)


def test_a_plan_in_time_fulfils_the_duty_of_its_year(desk: Desk) -> None:
    desk.ticked(day(1, 2))
    given(by(SECRETARY, day(1, 6), draft()), to=desk)
    adopted_then = adopt(on=day(1, 6))
    given(to=desk).when(adopted_then, by=CLERK, at=clock(day(1, 6))).then(e.StudyPlanAdopted, StudyDutyDone)
    ahead = draft(*(entry(one.area, by=day(9, 30, 2026)) for one in ALL), year=2026)
    given(by(PUBLICIST, day(12, 1), ahead), to=desk)
    given(to=desk).when(adopt(year=2026, on=day(12, 1)), by=CLERK, at=clock(day(12, 1))).then(
        e.StudyPlanAdopted, StudyDutyOpened, StudyDutyDone
    )
    desk.ticked(day(1, 2, 2026))
    assert [status for *_, status in desk.owed("party.study-plan")] == ["fulfilled", "fulfilled"]
    proven(desk.app)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_plan_holds_theory_law_and_business(desk: Desk, left: int) -> None:
    items = tuple(item for n, item in enumerate(ALL) if n != left)
    given(by(PUBLICIST, MONDAY, draft(*items)), to=desk).when(adopt(), by=DIRECTOR, at=clock(MONDAY)).then_refused(
        PlanLacksArea, cites=("A7",), missing=[ALL[left].area]
    )


def test_it_is_drawn_up_anew_until_it_is_adopted_and_only_a_meeting_amends_it_then(desk: Desk) -> None:
    given(by(PUBLICIST, MONDAY, draft(*ALL, entry("law", "监督法"))), *adopted(), to=desk)
    given(to=desk).when(draft(), by=PUBLICIST, at=clock(TUESDAY)).then_refused(PlanAdopted)
    amend: dict[str, Any] = {"year": 2025, "meeting": "2025-0004", "on": TUESDAY}
    given(to=desk).when(AmendStudyPlan(**amend, drop=(2,)), by=CLERK, at=clock(TUESDAY)).then_refused(PlanLacksArea)
    given(to=desk).when(AmendStudyPlan(**amend, drop=(4,)), by=CLERK, at=clock(TUESDAY)).then_refused(NotInPlan)
    given(to=desk).when(AmendStudyPlan(**amend), by=CLERK, at=clock(TUESDAY)).then_refused(Invalid)
    changed = AmendStudyPlan(**amend, drop=(2,), add=(entry("law", "代表法"),))
    given(to=desk).when(changed, by=CLERK, at=clock(TUESDAY)).then(e.StudyPlanAmended)
    items = desk.on(TUESDAY, STAFF, GetStudyPlan(year=2025)).entries
    assert [(one.number, one.title, one.dropped) for one in items] == [
        (1, "theory", False),
        (2, "law", True),
        (3, "business", False),
        (4, "代表法", False),
    ]
    proven(desk.app)


def test_items_lie_in_the_plans_year_and_on_its_list_of_areas(desk: Desk) -> None:
    for wrong in (entry("theory", by=day(1, 5, 2026)), entry("sport")):
        given(to=desk).when(draft(wrong), by=PUBLICIST, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(GetStudyPlan(year=2024), by=STAFF, at=clock(MONDAY)).then_refused(NotFound)


def test_sessions_that_were_held_tick_items_off(desk: Desk) -> None:
    given(*adopted(), to=desk)
    made = arranged(desk, items=(1, 3))
    arranged(desk, items=(2,))

    def ticked(on: date) -> list[int]:
        return [one.sessions for one in desk.on(on, STAFF, GetStudyPlan(year=2025)).entries]

    assert ticked(TUESDAY) == [0, 0, 0]
    given(held(made, *THEORY), to=desk)
    assert ticked(day(6, 14)) == [1, 0, 1]


def test_a_plan_that_does_not_come_by_the_end_of_february_is_missed_by_who_answers_for_it(desk: Desk) -> None:
    desk.ticked(day(1, 2))
    first = desk.owed("party.study-plan")
    assert [(due, status) for _, _, due, status in first] == [(day(2, 28), "open")]
    assert "study-plan" not in [one.duty for one in desk.ticked(day(2, 28), StudyDutyMissed)]  # type: ignore[attr-defined]
    missed = [one for one in desk.ticked(day(3, 1), StudyDutyMissed) if one.duty == "study-plan"]  # type: ignore[attr-defined]
    assert [one.person for one in missed] == [first[0][0]]  # type: ignore[attr-defined]
    given(*adopted(), to=desk)
    assert [status for *_, status in desk.owed("party.study-plan")] == ["late"]
    proven(desk.app)


def test_only_the_secretary_of_the_branch_the_deputy_and_the_publicity_member_draft(desk: Desk) -> None:
    for person in (SECRETARY, "p008"):
        given(to=desk).when(draft(), by=person, at=clock(MONDAY)).then(e.StudyPlanDrafted)
