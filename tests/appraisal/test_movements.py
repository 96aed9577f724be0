"""What moved a score between two moments: each event weighed in the order of recording (A35)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.appraisal.movements.operations import CompareMoments, Moved, MovementView
from services.appraisal.scorecards.operations import GetScorecard
from services.attendance.leave.events import ReturnMissed
from services.directory.events import PersonMoved
from tests.appraisal.office import START, Desk, line
from tests.appraisal.test_service import Q, excuse, july


def moved(desk: Desk, **asked: Any) -> MovementView:
    given = {"quarter": Q, "since": START, "until": desk.wall.now} | asked
    found: MovementView = desk.do(CompareMoments(**given))
    return found


def of(view: MovementView, department: str) -> Moved:
    return next(one for one in view.lines if one.department == department)


def whole(line: Moved) -> Decimal:
    """What the parts of a difference come to."""
    assert line.organ is not None
    assert line.earlier is not None
    return line.organ + line.earlier + sum((cause.effect or Decimal(0) for cause in line.causes), Decimal(0))


def test_an_excused_absence_is_told_with_what_it_moved(desk: Desk) -> None:
    """65.5 of 66 days with one half day of absence: 100 − 3 × 0.5 = 98.5. Excused: 65.5 of 65.5 and none: 100."""
    july(desk)
    since = desk.wall.now
    excuse(desk)
    found = moved(desk, since=since)
    office = of(found, "office")
    assert (office.before, office.after, office.difference) == (Decimal("98.50"), Decimal("100.00"), Decimal("1.50"))
    assert (office.rank_before, office.rank_after) == (2, 1)
    (cause,) = office.causes
    assert (cause.source, cause.position, cause.effect) == ("attendance", 3, Decimal("1.50"))
    assert {change.kind: change.quantity for change in cause.changes} == {
        "attendance.absent": Decimal("-0.5"),
        "attendance.days-due": Decimal("-0.5"),
    }
    assert of(found, "law").causes == []
    assert found.kinds["attendance.absent"].zh.startswith("无故缺勤")


def test_the_parts_of_a_difference_add_up_whatever_is_told_one_by_one(desk: Desk) -> None:
    july(desk)
    since = desk.wall.now
    excuse(desk)
    desk.accept_sheet("office", "2026-08", [])
    for n in range(1, 6):
        desk.attendance.add(
            ReturnMissed, f"l{n}", department="office", person="p3", due=date(2026, 7, n), cites=("A15",)
        )
    desk.catch_up()
    for limit in (1, 3, 200):
        found = moved(desk, since=since, limit=limit)
        office = of(found, "office")
        assert found.more is (limit < 200)
        assert len(office.causes) == min(limit, found.events)
        assert whole(office) == office.difference


def test_what_people_changed_is_no_event_of_the_score_and_is_told_apart(desk: Desk) -> None:
    """Law was late twice, one a head, which is free. p5 leaves it on 1 August: 123 person-days of 92 are left, and
    −4 × (2 × 92 ÷ 123 − 1) = −1.98 is taken. Nothing was recorded about the office's or law's work."""
    desk.accept_sheet(
        "law", "2026-07", [line("p5", "22", "22", ("2026-07-06", "late"), ("2026-07-07", "late"))]
    )  # fmt: skip
    desk.catch_up()
    since = desk.wall.now
    desk.directory.add(
        PersonMoved, "p5", at=START + timedelta(days=40), day=date(2026, 8, 1), department="office", person="p5"
    )
    desk.catch_up()
    law = of(moved(desk, since=since), "law")
    assert (law.before, law.after, law.organ) == (Decimal("100.00"), Decimal("98.02"), Decimal("-1.98"))
    assert law.causes == []
    assert whole(law) == law.difference


def test_before_there_was_a_policy_there_is_no_difference(desk: Desk) -> None:
    july(desk)
    found = moved(desk, since=START - timedelta(days=3))
    office = of(found, "office")
    assert (office.before, office.difference, office.organ) == (None, None, None)
    assert office.after == desk.do(GetScorecard(quarter=Q, department="office")).card.score
    assert [cause.position for cause in office.causes] == [1]


def test_both_ends_are_what_the_scorecards_of_these_moments_say(desk: Desk) -> None:
    """The counts of an earlier moment are those of a later one less what came between: the cards are the same."""
    july(desk)
    since = desk.wall.now
    excuse(desk)
    until = desk.wall.now
    desk.attendance.add(ReturnMissed, "l9", department="office", person="p3", due=date(2026, 7, 9), cites=("A15",))
    desk.attendance.add(ReturnMissed, "l8", department="office", person="p3", due=date(2026, 7, 8), cites=("A15",))
    desk.catch_up()
    found = moved(desk, since=since, until=until)
    for one in found.lines:
        asked = {"quarter": Q, "department": one.department}
        assert one.before == desk.do(GetScorecard(**asked, as_of=since)).card.score
        assert one.after == desk.do(GetScorecard(**asked, as_of=until)).card.score
    desk.clock.set(desk.wall.now + timedelta(minutes=1))
    later = of(moved(desk, since=until, until=None), "office")
    assert (later.before, later.after) == (Decimal("100.00"), Decimal("99.00")), "two returns, one of them free"
    assert whole(later) == later.difference


def test_one_department_can_be_asked_for_alone_and_a_later_beginning_is_the_end(desk: Desk) -> None:
    july(desk)
    only = moved(desk, department="law")
    assert [line.department for line in only.lines] == ["law"]
    none = moved(desk, since=desk.wall.now + timedelta(days=1))
    assert none.since == none.until
    assert moved(desk, since=datetime.fromisoformat("0001-01-01T00:00:00+14:00")).more is False
    assert all(line.causes == [] and line.difference == 0 for line in none.lines)
