"""A quarter from its end to its closing: reports, items, proposal, vote, publication, objections (A35)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.operations import log
from services.appraisal.quarters.operations import (
    AmendGrade,
    AnswerObjection,
    CloseQuarter,
    EnterLeadersItem,
    GetRound,
    ListAppraised,
    OpenQuarter,
    ProposeGrades,
    PublishGrades,
    RaiseObjection,
    RecordGradesDecision,
    ReopenQuarter,
    SubmitSelfReport,
    WithdrawLeadersItem,
)
from services.appraisal.quarters.record import QuarterRecord
from services.appraisal.quarters.round import (
    NotCarried,
    NotGraded,
    NotThisStep,
    ObjectionOpen,
    ObjectionsOver,
    QuotaExceeded,
    ReportsMissing,
)
from services.appraisal.scorecards.operations import ListScorecards
from services.directory.events import BodyFormed, BodyMemberJoined, CalendarAnnounced, HolderAppointed, PostCreated
from services.kernel.refusals import Forbidden, Refusal
from services.party.motions.events import MotionCarried
from tests.appraisal.office import Desk
from tests.appraisal.test_service import excuse, july

Q = "2026-Q3"
CHAIR, DIRECTOR, STAFF, LAW_HEAD = "p1", "p2", "p3", "p5"
LIST_DESK = next(one for one in log if one.__name__ == "ListDesk")
TICK = next(one for one in log if one.__name__ == "Tick")


def on(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """July's facts are in, the posts are filled, the clock has opened the quarter on 9 October."""
    since = date(2020, 1, 1)
    for post, department, holder in (
        ("head-office", "office", DIRECTOR),
        ("head-law", "law", LAW_HEAD),
    ):
        desk.directory.add(
            PostCreated, post, day=since, department=department, of_post=post, zh=post, en=post, level="section-head"
        )
        desk.directory.add(HolderAppointed, post, day=since, of_post=post, person=holder)
    desk.directory.add(BodyFormed, "group", day=since, body="party-group", zh="党组", en="Party group", roles=())
    desk.directory.add(BodyMemberJoined, "group", day=since, body="party-group", person=CHAIR, role="secretary")
    july(desk)
    tick(desk, on(10, 9))
    return desk


def tick(desk: Desk, at: datetime) -> None:
    desk.clock.set(max(at, desk.clock.now()))
    desk.wall.now = max(desk.wall.now, at)
    desk.do(TICK(), by="system", at=at)


def do(desk: Desk, operation: Any, by: str, at: datetime) -> QuarterRecord:
    desk.clock.set(max(at, desk.clock.now()))
    found: QuarterRecord = desk.do(operation, by=by, at=at)
    return found


def refused(desk: Desk, operation: Any, by: str, at: datetime) -> type[Refusal]:
    with pytest.raises(Refusal) as refusal:
        do(desk, operation, by, at)
    return type(refusal.value)


def report(department: str) -> SubmitSelfReport:
    return SubmitSelfReport(quarter=Q, department=department, work="完成督办事项", plan="继续抓好落实")


def reported(desk: Desk) -> None:
    do(desk, report("office"), DIRECTOR, on(10, 12))
    do(desk, report("law"), LAW_HEAD, on(10, 12, 3))


def vote(desk: Desk, reference: str, at: datetime) -> None:
    desk.wall.now = max(desk.wall.now, at)
    desk.party.add(
        MotionCarried,
        "motion",
        body="party-group",
        reference=reference,
        on=at.date(),
        number="2026-0001",
        day=at.date(),
    )
    desk.catch_up()


def published(desk: Desk) -> QuarterRecord:
    reported(desk)
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    vote(desk, proposed.reference, on(10, 14))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 14, 5))
    return do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 15))


def lines(found: QuarterRecord) -> dict[str, Any]:
    return {line.department: line for line in found.lines}


def test_the_clock_opens_the_quarter_that_is_over_and_asks_every_department(desk: Desk) -> None:
    found = desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 9))
    assert found.status == "open"
    # the fifth working day after 30 September, past the holidays: 8, 9, 10 (a make-up Saturday), 12, 13 October
    assert {line.department: line.report_due for line in found.lines} == {
        "office": date(2026, 10, 13),
        "law": date(2026, 10, 13),
    }
    tick(desk, on(10, 10))
    assert desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 10)).version == found.version


def test_a_quarter_from_before_the_systems_time_is_opened_by_hand_and_once(desk: Desk) -> None:
    earlier = OpenQuarter(quarter="2026-Q2")
    assert refused(desk, earlier, STAFF, on(10, 12)) is Forbidden
    found = do(desk, earlier, DIRECTOR, on(10, 12))
    assert {line.report_due for line in found.lines} == {date(2026, 10, 19)}
    assert refused(desk, earlier, DIRECTOR, on(10, 12, 3)) is NotThisStep
    assert refused(desk, OpenQuarter(quarter="2026-Q4"), DIRECTOR, on(10, 12)) is NotThisStep


def test_a_report_stands_beside_the_scorecard_as_it_was(desk: Desk) -> None:
    found = do(desk, report("office"), DIRECTOR, on(10, 12))
    assert lines(found)["office"].status == "submitted"
    assert lines(found)["office"].plan == "继续抓好落实"
    assert refused(desk, report("law"), DIRECTOR, on(10, 12)) is Forbidden
    assert refused(desk, report("top"), CHAIR, on(10, 12)) in (Forbidden, NotGraded)


def test_grades_are_not_proposed_before_everybody_reported_or_is_late(desk: Desk) -> None:
    do(desk, report("office"), DIRECTOR, on(10, 12))
    assert refused(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13)) is ReportsMissing
    tick(desk, on(10, 14))
    found = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 14, 3))
    assert lines(found)["law"].status == "missed"
    assert found.status == "proposed"


def test_the_whole_way_to_a_published_grade(desk: Desk) -> None:
    found = published(desk)
    cards = {one.card.department: one for one in desk.do(ListScorecards(quarter=Q), by=STAFF, at=on(10, 15)).cards}
    assert found.status == "published"
    assert {id: (line.events, line.total, line.card) for id, line in lines(found).items()} == {
        id: (one.card.score, one.card.score, one.digest) for id, one in cards.items()
    }
    # two departments: 40% of two is none, so the best grade is nobody's
    assert {line.published for line in found.lines} <= {"fairly-good", "fair", "poor"}
    (publication,) = found.published
    assert (publication.number, publication.motion, publication.digest) == (1, "2026-0001", found.digest)
    assert publication.seal
    # the fifth working day after 15 October
    assert found.objections_until == date(2026, 10, 22)


def test_what_is_published_names_the_seal_of_every_source_where_the_proposal_read_it(desk: Desk) -> None:
    """Not where the sources stand when it is published: `excuse` comes between."""
    reported(desk)
    logs = [one for one in (desk.directory, desk.attendance, desk.party) if one.messages]
    read = {one.source: (one.messages[-1].position, one.messages[-1].seal) for one in logs}
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    desk.wall.now = on(10, 13, 5)
    excuse(desk)
    vote(desk, proposed.reference, on(10, 14))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 14, 5))
    (publication,) = do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 15)).published
    assert publication.seals == [f"{source}:{at}:{seal}" for source, (at, seal) in sorted(read.items())]
    assert {one.rpartition(":")[0] for one in publication.seals} <= set(publication.at.split(","))
    assert desk.attendance.messages[-1].position > read["attendance"][0]
    # a source of which nothing was ever read has no seal to name
    assert "finance:0" in publication.at.split(",")


def test_a_vote_decides_on_exactly_the_grades_it_names(desk: Desk) -> None:
    reported(desk)
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    grade = lines(proposed)["law"].grade
    other = "fair" if grade != "fair" else "poor"
    amend = AmendGrade(quarter=Q, department="law", grade=other, reason="重要事项未按时办结")
    amended = do(desk, amend, CHAIR, on(10, 13, 3))
    assert amended.reference != proposed.reference
    vote(desk, proposed.reference, on(10, 14))
    assert refused(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 14, 5)) is NotCarried
    vote(desk, amended.reference, on(10, 14, 6))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 14, 7))
    found = do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 15))
    law = lines(found)["law"]
    assert (law.published, law.was, law.reason) == (other, grade, "重要事项未按时办结")


def test_an_amendment_keeps_to_the_quota(desk: Desk) -> None:
    """Two departments are graded: 40% of two is none."""
    reported(desk)
    do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    amend = AmendGrade(quarter=Q, department="law", grade="good", reason="承担急难任务")
    assert refused(desk, amend, CHAIR, on(10, 13, 3)) is QuotaExceeded


def test_nobody_outside_the_party_group_amends(desk: Desk) -> None:
    reported(desk)
    do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    amend = AmendGrade(quarter=Q, department="law", grade="poor", reason="x")
    assert refused(desk, amend, DIRECTOR, on(10, 13, 3)) is Forbidden


def test_what_is_proposed_is_for_those_who_decide_until_it_is_published(desk: Desk) -> None:
    reported(desk)
    do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    for asked in (GetRound(quarter=Q), ListAppraised(quarter=Q)):
        seen = desk.do(asked, by=STAFF, at=on(10, 13, 4))
        of_all = seen.lines if isinstance(seen, QuarterRecord) else seen.items
        assert {(line.total, line.grade) for line in of_all} == {(None, "")}
    assert all(line.grade for line in desk.do(GetRound(quarter=Q), by=CHAIR, at=on(10, 13, 4)).lines)


def test_leaders_points_are_said_to_be_typed_and_held_to_their_limit(desk: Desk) -> None:
    item = EnterLeadersItem(quarter=Q, department="law", points=Decimal("3.5"), reason="承担急难任务", evidence="纪要")
    assert refused(desk, item, LAW_HEAD, on(10, 12)) is Forbidden
    found = do(desk, item, CHAIR, on(10, 12))
    assert [(one.person, one.points) for one in found.items] == [(CHAIR, Decimal("3.5"))]
    do(desk, EnterLeadersItem(**{**item.model_dump(), "points": Decimal(4)}), CHAIR, on(10, 12, 3))
    reported(desk)
    law = lines(do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13)))["law"]
    assert law.leaders == Decimal("7.5")
    assert law.total == min(Decimal(100), law.events + 5)


def test_an_item_is_withdrawn_by_whoever_entered_it(desk: Desk) -> None:
    item = EnterLeadersItem(quarter=Q, department="law", points=Decimal(-2), reason="迟缓", evidence="催办单")
    do(desk, item, CHAIR, on(10, 12))
    back = WithdrawLeadersItem(quarter=Q, number=1, reason="核实有误")
    assert refused(desk, back, DIRECTOR, on(10, 12)) is Forbidden
    found = do(desk, back, CHAIR, on(10, 12, 3))
    assert [one.withdrawn for one in found.items] == [True]


def test_an_objection_is_raised_in_time_and_answered_before_the_quarter_closes(desk: Desk) -> None:
    published(desk)
    objection = RaiseObjection(quarter=Q, department="office", text="旷工已补假条")
    assert refused(desk, objection, LAW_HEAD, on(10, 16)) is Forbidden
    found = do(desk, objection, DIRECTOR, on(10, 22))
    assert [one.due for one in found.objections] == [date(2026, 10, 29)]
    tick(desk, on(10, 26))
    assert refused(desk, CloseQuarter(quarter=Q), DIRECTOR, on(10, 26)) is ObjectionOpen
    late = RaiseObjection(quarter=Q, department="law", text="x")
    assert refused(desk, late, LAW_HEAD, on(10, 26)) is ObjectionsOver
    do(desk, AnswerObjection(quarter=Q, number=1, upheld=False, answer="考勤表已确认"), CHAIR, on(10, 27))
    tick(desk, on(10, 28))
    assert desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 28)).status == "closed"


def test_an_objection_lies_with_the_chair_until_it_is_answered_and_is_marked_when_that_is_late(desk: Desk) -> None:
    published(desk)
    do(desk, RaiseObjection(quarter=Q, department="office", text="旷工已补假条"), DIRECTOR, on(10, 22))

    def lying(at: datetime) -> list[tuple[str, str, date | None, bool]]:
        lines = [
            one for one in desk.do(LIST_DESK(), by=CHAIR, at=at).items if one.operation == "appraisal.answer-objection"
        ]
        return [(one.department, one.title, one.due, one.overdue) for one in lines]

    assert lying(on(10, 22, 5)) == [("office", "旷工已补假条", date(2026, 10, 29), False)]
    tick(desk, on(10, 30))
    assert [late for *_, late in lying(on(10, 30))] == [True]
    found = desk.do(GetRound(quarter=Q), by=CHAIR, at=on(10, 30))
    assert [one.overdue for one in found.objections] == [True]
    found = do(desk, AnswerObjection(quarter=Q, number=1, upheld=False, answer="已核"), CHAIR, on(10, 30, 3))
    assert lying(on(10, 30, 4)) == []
    assert [one.overdue for one in found.objections] == [False]


def test_what_is_known_later_stands_beside_the_grade_until_the_quarter_is_reopened(desk: Desk) -> None:
    before = published(desk)
    desk.wall.now = on(10, 16)
    excuse(desk)
    found = desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 16, 5))
    (office,) = found.restated
    assert (office.department, office.published) == ("office", lines(before)["office"].events)
    assert office.now > office.published
    assert lines(found)["office"].published == lines(before)["office"].published
    reopened = do(desk, ReopenQuarter(quarter=Q, reason="采信补交的假条"), CHAIR, on(10, 19))
    assert reopened.status == "open"
    assert lines(reopened)["office"].published == lines(before)["office"].published
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 19, 3))
    vote(desk, proposed.reference, on(10, 20))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 20, 5))
    again = do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 20, 6))
    assert [(one.number, one.stands) for one in again.published] == [(1, False), (2, True)]
    assert not again.restated
    assert lines(again)["office"].events == office.now


@pytest.mark.parametrize(
    ("operation", "by"),
    [
        (RecordGradesDecision(quarter=Q), DIRECTOR),
        (PublishGrades(quarter=Q), DIRECTOR),
        (RaiseObjection(quarter=Q, department="office", text="x"), DIRECTOR),
        (CloseQuarter(quarter=Q), DIRECTOR),
        (ReopenQuarter(quarter=Q, reason="x"), CHAIR),
        (AmendGrade(quarter=Q, department="office", grade="poor", reason="x"), CHAIR),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, str) else "",
)
def test_steps_come_in_order(desk: Desk, operation: Any, by: str) -> None:
    assert refused(desk, operation, by, on(10, 12)) is NotThisStep
    assert desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 12)).status == "open"


def test_what_may_be_done_is_what_is_not_refused(desk: Desk) -> None:
    def allowed(by: str, at: datetime) -> set[str]:
        return {one.partition(".")[2] for one in desk.do(GetRound(quarter=Q), by=by, at=at).allowed}

    assert allowed(STAFF, on(10, 12)) == set()
    assert allowed(LAW_HEAD, on(10, 12)) == {"submit-self-report"}
    reported(desk)
    assert "propose-grades" in allowed(DIRECTOR, on(10, 13))
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    assert allowed(CHAIR, on(10, 13, 3)) == {"amend-grade"}
    assert "record-grades-decision" not in allowed(DIRECTOR, on(10, 13, 3))
    vote(desk, proposed.reference, on(10, 14))
    assert "record-grades-decision" in allowed(DIRECTOR, on(10, 14, 3))


def test_a_quarter_that_ended_before_its_calendar_was_imported_gets_its_days_then(desk: Desk) -> None:
    """2027 is not known: the fourth quarter is opened without days, says why, and is late for nobody."""
    new_year = datetime(2027, 1, 6, 2, tzinfo=UTC)
    fourth = GetRound(quarter="2026-Q4")
    tick(desk, new_year)
    found = desk.do(fourth, by=STAFF, at=new_year)
    assert (found.dates, found.proposal_due, found.publication_due) == ("calendar", None, None)
    assert {line.report_due for line in found.lines} == {None}
    imported = datetime(2027, 1, 12, 2, tzinfo=UTC)
    desk.wall.now = imported
    holiday = ("元旦", "New Year's Day", (date(2027, 1, 1),), ())
    desk.directory.add(CalendarAnnounced, "calendar", year=2027, source="通知", holidays=(holiday,))
    desk.catch_up()
    tick(desk, imported)
    found = desk.do(fourth, by=STAFF, at=imported)
    # working days after the Tuesday on which they could be told: five and ten
    assert {line.report_due for line in found.lines} == {date(2027, 1, 19)}
    assert (found.dates, found.proposal_due, found.dated_on) == ("", date(2027, 1, 26), date(2027, 1, 12))
    tick(desk, datetime(2027, 1, 19, 2, tzinfo=UTC))
    assert {line.status for line in desk.do(fourth, by=STAFF).lines} == {"owed"}
    tick(desk, datetime(2027, 1, 20, 2, tzinfo=UTC))
    assert {line.status for line in desk.do(fourth, by=STAFF).lines} == {"missed"}


def test_objections_of_a_year_that_is_not_known_are_open_until_it_is(desk: Desk) -> None:
    reported(desk)
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    vote(desk, proposed.reference, on(12, 29))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(12, 29, 5))
    found = do(desk, PublishGrades(quarter=Q), DIRECTOR, on(12, 30))
    assert (found.objections_until, found.dates) == (None, "calendar")
    found = do(desk, RaiseObjection(quarter=Q, department="office", text="旷工已补假条"), DIRECTOR, on(12, 30, 5))
    assert [one.due for one in found.objections] == [None]
    imported = datetime(2027, 1, 12, 2, tzinfo=UTC)
    desk.wall.now = imported
    desk.directory.add(CalendarAnnounced, "calendar", year=2027, source="通知", holidays=())
    desk.catch_up()
    tick(desk, imported)
    found = desk.do(GetRound(quarter=Q), by=STAFF, at=imported)
    assert (found.objections_until, found.dates) == (date(2027, 1, 19), "")
    assert [one.due for one in found.objections] == [date(2027, 1, 19)]
    tick(desk, datetime(2027, 1, 20, 2, tzinfo=UTC))
    assert [one.overdue for one in desk.do(GetRound(quarter=Q), by=STAFF).objections] == [True]
