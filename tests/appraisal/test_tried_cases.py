"""Cases that once went wrong, tried on the default policy; and one quarter worked by hand (A34)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import ExplainDimension, GetScorecard, ListScorecards
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import Count, Unit, score
from services.directory.events import DepartmentMerged, DepartmentOpened, PersonMoved
from services.documents.information.events import InformationAdopted
from services.documents.inspections.events import CriticismCirculated, MeasureWithdrawn, PraiseGiven, WarningGiven
from services.documents.tasks.events import TaskCancelled, TaskOverdue, TaskVerified
from services.kernel.domain.events import Event
from services.kernel.log.store import Store
from services.kernel.refusals import NotFound
from tests.appraisal.office import Desk, count, line, policy_file

Q, QUARTER = "2026-Q3", Quarter(2026, 3)
ON, DUE = date(2026, 9, 7), date(2026, 9, 11)
LAW = {"department": "law", "cites": ("A34",)}
TASK = LAW | {"due": DUE}


def opened(store: Store, policy: Policy | None = None) -> Desk:
    """An organ under the default policy; everybody was there in July."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt(policy or policy_file())
    desk.accept_sheet("law", "2026-07", [line("p5", "22", "22"), line("p6", "22", "22")])
    desk.catch_up()
    return desk


def card(desk: Desk) -> Scorecard:
    return desk.do(GetScorecard(quarter=Q, department="law")).card


def places(desk: Desk) -> dict[str, int | None]:
    return {proven.card.department: proven.rank for proven in desk.do(ListScorecards(quarter=Q)).cards}


def happens(desk: Desk, event: type[Event], of: str, **fields: Any) -> Scorecard:
    desk.documents.add(event, of, **fields)
    desk.catch_up()
    return card(desk)


def in_time(**fields: Any) -> dict[str, Any]:
    return TASK | {"reported_on": DUE, "on_time": True} | fields


def test_a_warning_on_a_clean_department(store: Store) -> None:
    """It once rose from 65.56 to 68.67, as housekeeping came in with a base of 80."""
    desk = opened(store)
    before = card(desk)
    after = happens(
        desk, WarningGiven, "ladder", **LAW, on=ON, number=1, inspection="x", requirements=("desks",), step=1
    )
    assert (before.score, after.score) == (Decimal("53.33"), Decimal("52.83"))  # 15 of 60 × 2 points less
    assert [d.due for d in before.dimensions] == [d.due for d in after.dimensions]


def test_a_praise_at_88_07() -> None:
    """It once fell to 87.06. Now 88.07 is agenda 100, attendance 86.32, and 80 in the other three."""
    unit = Unit("law", "法工委", "Law", 2 * 92, 92, 92)
    record = {
        "agenda.tasks-due": count(4), "agenda.on-time": count(4), "attendance.days-due": count(75),
        "attendance.days-present": count(73), "attendance.absent": count(3), "attendance.sheet-late": count(2),
        "information.submitted": count(3), "townships.guidance": count(1),
    }  # fmt: skip
    before = score(QUARTER, unit, record, policy_file())
    after = score(QUARTER, unit, record | {"housekeeping.praise": count(1)}, policy_file())
    assert (before.score, after.score) == (Decimal("88.07"), Decimal("88.40"))


def test_an_overdue_task_lets_nobody_overtake(store: Store) -> None:
    """A department with one overdue document once stood above all that had none."""
    desk = opened(store)
    desk.accept_sheet("office", "2026-07", [line(person, "22", "22") for person in ("p2", "p3", "p4")])
    desk.catch_up()
    assert places(desk) == {"law": 1, "office": 1}, "equal scores share a rank"
    before = card(desk).score
    assert before is not None
    after = happens(desk, TaskOverdue, "t", **TASK).score
    assert after is not None
    assert after < before
    assert places(desk) == {"law": 2, "office": 1}


def test_an_overdue_task_cancelled_leaves_no_trace(store: Store) -> None:
    desk = opened(store)
    before = card(desk)
    assert happens(desk, TaskOverdue, "t", **TASK).dimensions[0].due
    after = happens(desk, TaskCancelled, "t", **TASK, was_overdue=True, overdue_departments=("law",), reason="不再需要")
    assert after.canonical() == before.canonical()
    assert after.dimensions[0].score is None


def test_an_overdue_task_done_at_last_never_costs(store: Store) -> None:
    desk = opened(store)
    happens(desk, TaskVerified, "first", **in_time())
    overdue = happens(desk, TaskOverdue, "t", **TASK)
    settled = happens(desk, TaskVerified, "t", **in_time(on_time=False, was_overdue=True, overdue_departments=("law",)))
    assert (overdue.dimensions[0].score, settled.dimensions[0].score) == (45, 49)


def test_a_warning_and_a_criticism_withdrawn_leave_no_trace(store: Store) -> None:
    desk = opened(store)
    before = card(desk)
    said = LAW | {"on": ON, "requirements": ("desks",)}
    happens(desk, WarningGiven, "ladder", **said, number=1, inspection="x", step=1)
    between = happens(desk, CriticismCirculated, "ladder", **said, number=2, inspection="y", step=2)
    assert between.score is not None
    assert before.score is not None
    assert between.score < before.score
    happens(desk, MeasureWithdrawn, "ladder", **LAW, on=ON, number=2, measure="criticism")
    after = happens(desk, MeasureWithdrawn, "ladder", **LAW, on=ON, number=1, measure="warning")
    assert after.canonical() == before.canonical()


def test_a_first_adoption_in_a_dimension_without_a_target(store: Store) -> None:
    """Merit makes nothing due: the dimension stays out, and the score stays as it was."""
    content = policy_file().content()
    information = next(d for d in content["dimensions"] if d["id"] == "information")
    information["rules"][0]["target"] = "0"
    desk = opened(store, Policy.model_validate(content))
    before = card(desk)
    after = happens(desk, InformationAdopted, "i", **LAW, on=ON, level="province", publication="x", submitted_on=ON)
    assert after.canonical() == before.canonical()
    assert not after.dimensions[3].due


def test_a_praise_makes_nothing_due_either(store: Store) -> None:
    """Housekeeping is always due, so it counts there, and there alone."""
    desk = opened(store)
    before = card(desk)
    after = happens(desk, PraiseGiven, "ladder", **LAW, on=ON, number=1, inspection="z")
    assert [d.due for d in after.dimensions] == [d.due for d in before.dimensions]
    assert (before.score, after.score) == (Decimal("53.33"), Decimal("53.83"))


def test_a_department_that_existed_for_25_days(store: Store) -> None:
    """Opened on 6 September with p4 and p5: 50 person-days of 92, and 25 ÷ 92 of each quota."""
    desk = opened(store)
    desk.directory.add(
        DepartmentOpened, "group", day=date(2026, 9, 6), department="group", zh="专班", en="Group", kind="section"
    )
    for person in ("p4", "p5"):
        desk.directory.add(PersonMoved, person, day=date(2026, 9, 6), department="group", person=person)
    desk.catch_up()
    found = desk.do(GetScorecard(quarter=Q, department="group")).card
    assert (found.heads, found.person_days, found.open_days, found.days) == (Decimal("0.54"), 50, 25, 92)
    owed = {one.kind: str(one.quantity) for d in found.dimensions for one in d.owed}
    assert owed == {
        "agenda.tasks-due": "0", "information.submitted": "0.82",
        "outreach.visits-due": "0", "townships.guidance": "0.27",
    }  # fmt: skip
    law = card(desk)
    assert (law.person_days, law.open_days) == (2 * 92 - 25, 92)


def test_a_department_that_was_merged_after_25_days(store: Store) -> None:
    """Law becomes part of the office on 26 July; what it did until then is its own."""
    desk = opened(store)
    for person in ("p5", "p6"):
        desk.directory.add(PersonMoved, person, day=date(2026, 7, 26), department="office", person=person)
    desk.directory.add(DepartmentMerged, "law", day=date(2026, 7, 26), department="law", into="office")
    desk.catch_up()
    law = card(desk)
    assert (law.person_days, law.open_days) == (50, 25)
    office = desk.do(GetScorecard(quarter=Q, department="office")).card
    assert (office.person_days, office.open_days) == (3 * 92 + 2 * 67, 92)


def test_a_quarter_worked_by_hand() -> None:
    """A department of two, and of a third for its last 52 days: 2 × 92 + 52 = 236 person-days in 92 days.

    agenda (30): 5 of 7 tasks in time, one late, one overdue
        100 × 5 ÷ 7 = 71.428… → 71.43;  −1 × 1 = −1.00;  −5 × 1 = −5.00           71.43 − 6.00 = 65.43
    attendance (20): 152 of 155.5 days; late 3 times, early once, half a day absent, a sheet late
        100 × (152 ÷ 155.5) ÷ 0.98 = 15200 ÷ 152.39 = 99.744… → 99.74
        late   −4 × (3 × 92 − 236) ÷ 236 = −160 ÷ 236 = −0.677… → −0.68
        early  −4 × 92 ÷ 236 = −1.559… → −1.56
        absent −3 × 0.5 = −1.50;  sheet −2.00       99.74 − 0.68 − 1.56 − 1.50 − 2.00 = 94.00
    housekeeping (15): a warning, a praise, minutes late once
        80 − 2.00 + 2.00 − 0.50 = 79.50
    information (15): 2 of 3 items, one adopted by the district and one by the city
        80 × 2 ÷ 3 = 53.333… → 53.33;  + 2.00 + 3.00 = 58.33
    outreach (10): nothing is counted yet: left out
    townships (10): one visit, one station
        80 + 2 × (1 − 1) = 80.00;  + 2.00 = 82.00

    weights that are due: 30 + 20 + 15 + 15 + 10 = 90, so 33.33, 22.22, 16.67, 16.67, 11.11 of a hundred
    65.43 × 30 = 1962.90;  94.00 × 20 = 1880.00;  79.50 × 15 = 1192.50;  58.33 × 15 = 874.95;  82.00 × 10 = 820.00
    together 6730.35 ÷ 90 = 74.781… → 74.78
    """
    record = {
        "agenda.tasks-due": 7, "agenda.on-time": 5, "agenda.late": 1, "agenda.overdue": 1,
        "attendance.days-due": "155.5", "attendance.days-present": 152, "attendance.late": 3,
        "attendance.left-early": 1, "attendance.absent": "0.5", "attendance.sheet-late": 1,
        "housekeeping.warning": 1, "housekeeping.praise": 1, "housekeeping.minutes-late": 1,
        "information.submitted": 2, "information.adopted-district": 1, "information.adopted-city": 1,
        "townships.guidance": 1, "townships.station": 1,
    }  # fmt: skip
    counts: dict[str, Count] = {kind: count(amount) for kind, amount in record.items()}
    found = score(QUARTER, Unit("law", "法工委", "Law", 236, 92, 92), counts, policy_file())
    points = {f"{d.dimension}/{r.rule}": str(r.points) for d in found.dimensions for r in d.rules if r.points}
    assert points == {
        "agenda/on-time": "71.43", "agenda/task-late": "-1.00", "agenda/task-overdue": "-5.00",
        "attendance/presence": "99.74", "attendance/late": "-0.68", "attendance/left-early": "-1.56",
        "attendance/absent": "-1.50", "attendance/sheet-late": "-2.00",
        "housekeeping/warning": "-2.00", "housekeeping/praise": "2.00", "housekeeping/minutes-late": "-0.50",
        "information/submitted": "53.33", "information/adopted-district": "2.00", "information/adopted-city": "3.00",
        "townships/guidance": "80.00", "townships/station": "2.00",
    }  # fmt: skip
    assert {d.dimension: str(d.score) for d in found.dimensions} == {
        "agenda": "65.43", "attendance": "94.00", "housekeeping": "79.50", "information": "58.33", "outreach": "None",
        "townships": "82.00",
    }  # fmt: skip
    assert [str(d.spread_weight) for d in found.dimensions] == ["33.33", "22.22", "16.67", "16.67", "0.00", "11.11"]
    assert str(found.score) == "74.78"


def test_why_a_dimension_is_left_out_and_what_would_make_it_count(store: Store) -> None:
    desk = opened(store)

    def asked(dimension: str) -> Any:
        return desk.do(ExplainDimension(quarter=Q, department="law", dimension=dimension), by="p5")

    out = asked("agenda")
    assert out.result.score is None
    assert out.why.zh == "未计入：本季没有应办事项(到期任务 0)。不计零分，其权重摊给其他维度。"
    assert [one.zh for one in out.would_count] == [
        "本季出现“到期任务”，即行计入。", "表扬、批评、采用等本身不会使其计入；应办事项撤销后，它重新不计入。",
    ]  # fmt: skip
    happens(desk, TaskOverdue, "t", **TASK)
    due = asked("agenda")
    assert due.why.en == "It counts, as this was owed in the quarter: Tasks that fell due 1."
    assert due.would_count == []
    assert asked("information").why.zh == "计入，因为本季应办：报送信息指标 3.00。"
    assert asked("attendance").why.zh.startswith("一律计入")
    with pytest.raises(NotFound):
        asked("kitchen")


def test_a_dimension_for_which_the_policy_demands_nothing_is_left_out(store: Store) -> None:
    policy = policy_file()
    bare = [one.model_copy(update={"rules": ()}) if one.id == "outreach" else one for one in policy.dimensions]
    desk = opened(store, policy.model_copy(update={"dimensions": tuple(bare)}))
    out = desk.do(ExplainDimension(quarter=Q, department="law", dimension="outreach"), by="p5")
    assert "还没有规定应办事项" in out.why.zh
    assert out.would_count[0].en == "A new policy that sets a share or a target in this dimension."
