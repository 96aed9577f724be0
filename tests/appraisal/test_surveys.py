"""A quarter at one look: how scores lie, what is still to come, and the way from quarter to quarter (A35)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.appraisal.movements.operations import CompareMoments
from services.appraisal.scorecards.building import Part, brought, steps_of
from services.appraisal.scorecards.operations import GetScorecard
from services.appraisal.surveys.operations import ListTrend, SurveyQuarter, SurveyView
from services.documents.information.events import InformationSubmitted
from services.documents.tasks.events import TaskOverdue
from tests.appraisal.office import Desk, policy_file
from tests.appraisal.test_service import Q, july

AUGUST = datetime(2026, 8, 10, 2, tzinfo=UTC)
OVER = datetime(2026, 10, 10, 2, tzinfo=UTC)


def survey(desk: Desk, at: datetime = AUGUST) -> SurveyView:
    found: SurveyView = desk.do(SurveyQuarter(quarter=Q), at=at)
    return found


def test_a_quarter_tells_how_its_scores_lie(desk: Desk) -> None:
    """law 100.00 and the office 98.50: both reach 90; the mean is 99.25."""
    july(desk)
    found = survey(desk)
    assert (found.highest, found.lowest) == (Decimal("100.00"), Decimal("98.50"))
    assert (found.mean, found.median) == (Decimal("99.25"), Decimal("99.25"))
    assert [(band.grade, band.departments) for band in found.bands] == [
        ("good", ["law", "office"]),
        ("fairly-good", []),
        ("fair", []),
        ("poor", []),
    ]
    assert [(line.department, line.rank) for line in found.lines] == [("law", 1), ("office", 2)]


def test_a_running_quarter_names_what_is_still_to_come_and_what_it_could_reach(desk: Desk) -> None:
    """Under the policy of the files with nothing on record: attendance has no share yet (0), housekeeping stands at its
    80, information lacks 3 items, townships 1 visit; agenda and outreach are left out, their 40 percent is spread.

    Now: 15 × 80 ÷ 60 = 20.00. With it all: (20 × 100 + 15 × 80 + 15 × 80 + 10 × 80) ÷ 60 = 5200 ÷ 60 = 86.67.
    """
    desk.adopt(policy_file())
    desk.clock.set(OVER)
    line = next(
        one for one in desk.do(SurveyQuarter(quarter="2026-Q4"), at=OVER).lines if one.department == "law"
    )  # fmt: skip
    assert [(one.dimension, one.kind, one.done, one.target) for one in line.awaited] == [
        ("attendance", "attendance.days-due", 0, None),
        ("information", "information.submitted", 0, 3),
        ("townships", "townships.guidance", 0, 1),
    ]
    assert (line.score, line.reach) == (Decimal("20.00"), Decimal("86.67"))


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "2026-10-01T00:00:00+08:00"])
def test_a_quarter_can_be_surveyed_as_of_any_moment(desk: Desk, moment: str) -> None:
    july(desk)
    assert desk.do(SurveyQuarter(quarter=Q, as_of=datetime.fromisoformat(moment))).running is False
    assert desk.do(CompareMoments(quarter=Q, since=datetime.fromisoformat(moment))).quarter == Q


def test_nothing_is_awaited_once_the_quarter_is_over(desk: Desk) -> None:
    july(desk)
    desk.clock.set(OVER)
    found = survey(desk, OVER)
    assert (found.running, found.days_left) == (False, 0)
    assert all(line.awaited == [] and line.reach is None for line in found.lines)


def test_what_each_step_brings_adds_up_to_the_score(desk: Desk) -> None:
    """One absence of half a day (−1.5) and 65.5 of 66 days present (which is above 98 %): 0 + 100 − 1.5 = 98.5."""
    july(desk)
    card = desk.do(GetScorecard(quarter=Q, department="office")).card
    steps = steps_of(card, 2)
    assert [(step.part, step.rule, step.amount) for step in steps if step.amount] == [
        (Part.RULE, "presence", Decimal("100.00")),
        (Part.RULE, "absent", Decimal("-1.50")),
    ]
    assert sum(step.amount for step in steps) == card.score == steps[-1].end
    assert brought(card, 2) == {"attendance": Decimal("98.50")}


def test_a_cap_is_a_step_of_its_own_and_thirds_are_lost_nowhere(desk: Desk) -> None:
    """In three dimensions of 20, 15 and 15 percent every amount has endless decimals; the sum is exact all the same."""
    desk.adopt(policy_file())
    desk.clock.set(OVER)
    for n in range(30):
        desk.documents.add(InformationSubmitted, f"i{n}", at=OVER, day=OVER.date(), **item(n))
    desk.documents.add(TaskOverdue, "t1", at=OVER, day=date(2026, 10, 9), **task())
    desk.catch_up()
    card = desk.do(GetScorecard(quarter="2026-Q4", department="law"), at=OVER).card
    steps = steps_of(card, 2)
    bounds = [step for step in steps if step.part is Part.BOUNDS]
    assert [step.dimension for step in bounds] == ["agenda"], "−5 for the overdue task is held at the floor"
    assert sum(step.amount for step in steps) == card.score
    assert all(step.start + step.amount == step.end for step in steps)


def item(n: int) -> dict[str, object]:
    return {"department": "law", "number": f"2026-{n:04d}", "authors": ("p5",), "cites": ("A34",)}


def task() -> dict[str, object]:
    return {"department": "law", "co_owners": (), "due": date(2026, 10, 8), "cites": ("A18",)}


def test_the_trend_tells_a_whole_quarter_from_one_recorded_afterwards(desk: Desk) -> None:
    """The policy was adopted on 1 July: the third quarter is the first that was watched throughout."""
    july(desk)
    desk.accept_sheet("law", "2026-06", [])
    desk.catch_up()
    desk.clock.set(OVER)
    found = desk.do(ListTrend(), at=OVER)
    assert [(one.quarter, one.running, one.whole) for one in found.quarters] == [(Q, False, True)]
    law = next(line for line in found.lines if line.department == "law")
    assert [(point.quarter, point.score, point.rank, point.grade) for point in law.points] == [
        (Q, Decimal("100.00"), 1, "")
    ]
