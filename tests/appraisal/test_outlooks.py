"""What would raise a score, and two scorecards side by side: every number is the scorecards' own (A34, A35)."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from deploy import roster
from services.appraisal.comparisons.operations import CompareScorecards
from services.appraisal.facts.meanings import KINDS
from services.appraisal.outlooks.operations import OpenDebt, OutlookView, WeighDeeds
from services.appraisal.policy.policy_book import UnknownFactKind
from services.appraisal.scorecards.handlers import NotAppraised
from services.documents.tasks.events import TaskOverdue, TaskVerified
from tests.appraisal.office import Desk, policy_file
from tests.appraisal.test_service import Q, july

NEXT = "2026-Q4"
OCTOBER = datetime(2026, 10, 20, 2, tzinfo=UTC)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """From the fourth quarter on the policy of the files; law has one task done in time and one overdue."""
    desk.adopt(policy_file())
    desk.clock.set(OCTOBER)
    for n, (event, more) in enumerate(
        ((TaskVerified, {"on_time": True, "reported_on": date(2026, 10, 14)}), (TaskOverdue, {}))
    ):
        desk.documents.add(
            event, f"t{n}", at=OCTOBER, day=OCTOBER.date(), department="law", due=date(2026, 10, 15), cites=("A34",),
            **more,
        )  # fmt: skip
    desk.catch_up()
    return desk


def outlook(desk: Desk, *owed: OpenDebt) -> OutlookView:
    found: OutlookView = desk.do(WeighDeeds(quarter=NEXT, department="law", owed=list(owed)), at=OCTOBER)
    return found


def test_what_is_owed_already_is_weighed_as_if_it_were_done_in_time(desk: Desk) -> None:
    """Agenda: 1 of 2 in time, one overdue: 50 − 5 = 45. Attendance 0, housekeeping 80, information and townships 0; no
    contact was owed a visit. (30 × 45 + 15 × 80) ÷ 90 = 2550 ÷ 90 = 28.33.

    Two more in time: 3 of 4: 75 − 5 = 70. (2100 + 1200) ÷ 90 = 36.67, which is 8.34 more.
    With a contact visited, outreach counts and is 100: (2100 + 1200 + 1000) ÷ 100 = 43.
    """
    found = outlook(desk, OpenDebt(kind="agenda.on-time", number=2))
    assert found.score == Decimal("28.33")
    owed = next(one for one in found.items if one.owed)
    assert (owed.number, owed.score, owed.gain) == (2, Decimal("36.67"), Decimal("8.34"))
    assert "2" in owed.zh
    assert found.together is None, "it is of one kind"
    both = outlook(desk, OpenDebt(kind="agenda.on-time", number=2), OpenDebt(kind="outreach.visited", number=1))
    assert both.together is not None
    assert (both.together.number, both.together.score) == (3, Decimal("43.00"))


def test_what_else_the_policy_rewards_stands_by_what_it_brings(desk: Desk) -> None:
    """28.33 is 2550 ÷ 90. A sheet with everybody present adds 20 × 100: 4550 ÷ 90 = 50.56, which is 22.23 more. The
    overdue task done at last is 49 for 45, of 30: 2670 ÷ 90 = 29.67. An item is 80 ÷ 3 = 26.67, of 15: 2950.05 ÷ 90 =
    32.78. A guidance visit is 80, of 10: 3350 ÷ 90 = 37.22."""
    found = outlook(desk)
    gains = {one.kind: one.gain for one in found.items}
    assert gains["attendance.days-present"] == Decimal("22.23")
    assert gains["agenda.late"] == Decimal("1.34")
    assert gains["information.submitted"] == Decimal("4.45")
    assert gains["townships.guidance"] == Decimal("8.89")
    assert [one.gain for one in found.items] == sorted((one.gain for one in found.items), reverse=True)
    assert "agenda.on-time" not in gains, "nothing says that there will be another task"
    assert found.together is None


def test_nobody_is_told_that_a_day_that_has_passed_could_be_attended_after_all(desk: Desk) -> None:
    july(desk)
    found = desk.do(WeighDeeds(quarter=Q, department="office"), at=OCTOBER)
    assert all(one.kind != "attendance.days-present" for one in found.items)


def test_a_kind_that_nothing_records_and_a_department_that_is_not_appraised_are_refused(desk: Desk) -> None:
    with pytest.raises(UnknownFactKind):
        outlook(desk, OpenDebt(kind="kitchen.cakes", number=1))
    with pytest.raises(NotAppraised):
        desk.do(WeighDeeds(quarter=NEXT, department="top"), at=OCTOBER)


def test_what_a_debt_is_worth_is_declared_beside_it_and_is_merit() -> None:
    given = {
        one.gives.code: one.kind
        for module in roster.ROSTER.values()
        for procedure in importlib.import_module(module).PROCEDURES
        for one in procedure.obligations
        if one.gives
    }
    assert given == {"agenda.on-time": "documents.task", "outreach.visited": "party.contact-visit"}
    assert all(KINDS[kind].sign == "favourable" for kind in given)


def test_a_scorecard_is_laid_beside_another_departments(desk: Desk) -> None:
    """July under the policy of attendance alone: law 100, the office 98.50 by its half day of absence."""
    july(desk)
    found = desk.do(CompareScorecards(quarter=Q, department="office", other_department="law"), at=OCTOBER)
    assert (found.first.score, found.second.score, found.difference) == (
        Decimal("98.50"),
        Decimal("100.00"),
        Decimal("-1.50"),
    )
    assert (found.first.rank, found.second.rank) == (2, 1)
    attendance = next(one for one in found.dimensions if one.dimension == "attendance")
    assert (attendance.first, attendance.second, attendance.difference) == (
        Decimal("98.50"),
        Decimal("100.00"),
        Decimal("-1.50"),
    )
    absent = next(rule for rule in attendance.rules if rule.rule == "absent")
    assert (absent.first, absent.second) == (Decimal("-1.50"), Decimal("0.00"))


def test_a_scorecard_is_laid_beside_its_own_of_the_quarter_before(desk: Desk) -> None:
    july(desk)
    found = desk.do(CompareScorecards(quarter=NEXT, department="law"), at=OCTOBER)
    assert (found.first.quarter, found.second.quarter) == (NEXT, Q)
    assert (found.first.score, found.second.score) == (Decimal("28.33"), Decimal("100.00"))
    assert sum(one.difference for one in found.dimensions) == found.difference
    agenda = found.dimensions[0]
    assert (agenda.first, agenda.second, agenda.first_brings, agenda.second_brings) == (
        Decimal("45.00"),
        None,
        Decimal("15.00"),
        Decimal(0),
    )
