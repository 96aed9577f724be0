"""民主生活会 life meetings: owed by the half-year, notice, leave, criticism, report, measures and their review (B6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from services.party.life_meetings import events as e
from services.party.life_meetings import operations as ops
from services.party.life_meetings.absence import AskedAlready, AskedTooLate
from services.party.life_meetings.measure import NoMeetingToReview, OwnMeasure
from services.party.life_meetings.meeting import (
    LifeMeeting,
    MeasuresNotReviewed,
    NoSelfExamination,
    NotAMember,
    NotReported,
    NotYetHeld,
    ReportedAlready,
    ShortNotice,
    meeting_id,
)
from services.party.periods import MONTHS, last_of, owed_since, period_of
from tests.given import By, act, fact, given, proven
from tests.party.desk import AUDITOR, CHAIR, LEADER, ORGANISER, PUBLICIST, SECRETARY, STAFF, Desk, by, clock, day
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

DEPUTY, GROUP_SECRETARY = "p008", "p001"
FIRST, SECOND = meeting_id("ordinary", "2025-H1"), meeting_id("ordinary", "2025-H2")
INTEGRITY = meeting_id("integrity", "2025-H1")
CALLED, HELD = day(6, 10), day(6, 13)
TEAM = ("p001", "p002", "p003", "p004", "p005", "p006", "p007", "p008", "p009", "p055", "p053")
"""The Party group and the branch committee, in June 2025."""


def call(meeting: UUID = FIRST, on: date = HELD, **more: Any) -> ops.CallLifeMeeting:
    return ops.CallLifeMeeting(meeting=meeting, on=on, topics=("对照检查",), **more)


def hold(meeting: UUID = FIRST, present: tuple[str, ...] = TEAM, **more: Any) -> ops.RecordLifeMeeting:
    said = {"self_examined": present, "critics": present[:1], "record": "开展了批评和自我批评", **more}
    return ops.RecordLifeMeeting(meeting=meeting, present=present, **said)


def report(meeting: UUID = FIRST, on: date = HELD) -> ops.ReportLifeMeeting:
    return ops.ReportLifeMeeting(meeting=meeting, on=on, to="区委组织部")


def set_measure(meeting: UUID = FIRST, person: str = LEADER, due: date = date(2025, 7, 31)) -> ops.SetRectification:
    return ops.SetRectification(meeting=meeting, person=person, due=due, problem="调研不深入", measure="每月下乡一次")


@pytest.fixture
def owed(desk: Desk) -> Desk:
    """Of the first half-year of 2025."""
    desk.ticked(day(6, 9))
    return desk


def held(*more: By) -> tuple[By, ...]:
    return by(SECRETARY, CALLED, call()), by(ORGANISER, HELD, hold(), 17), *more


# -- owed -------------------------------------------------------------------------------------------------------------


def test_each_half_year_owes_one_of_each_kind(desk: Desk) -> None:
    """B6.2, B14.1: by its last day; the clock that stood still through the turn of the half-year owes both."""
    due = fact(e.LifeMeetingDue, kind="ordinary", period="2025-H1", person=SECRETARY, due=day(6, 30), cites=("B6.2",))
    integrity = fact(e.LifeMeetingDue, kind="integrity", period="2025-H1", cites=("B6.2", "B14.1"))
    opened = desk.ticked(day(6, 9), e.LifeMeetingDue)
    assert [one.differs_from(event) for one, event in zip((due, integrity), opened, strict=True)] == ["", ""]
    assert desk.ticked(day(6, 20), e.LifeMeetingDue, e.LifeMeetingMissed) == []
    opened = desk.ticked(day(1, 2, 2026), e.LifeMeetingDue)
    assert [(one.kind, one.period) for one in opened if isinstance(one, e.LifeMeetingDue)] == [
        (kind, period) for kind in ("ordinary", "integrity") for period in ("2025-H2", "2026-H1")
    ]
    assert {status for _, _, due, status in desk.owed("party.life-meeting") if due < day(1, 1, 2026)} == {"missed"}
    proven(desk.app)


def test_a_half_year_without_one_is_missed_once_and_may_be_made_good(owed: Desk) -> None:
    missed = owed.ticked(day(7, 1), e.LifeMeetingMissed)
    found = [(one.kind, one.due) for one in missed if isinstance(one, e.LifeMeetingMissed)]
    assert sorted(found) == [("integrity", day(6, 30)), ("ordinary", day(6, 30))]
    assert owed.ticked(day(7, 2), e.LifeMeetingMissed) == []
    late = by(SECRETARY, day(7, 3), call(on=day(7, 6))), by(ORGANISER, day(7, 6), hold(), 17)
    given(*late, to=owed)
    assert owed.on(day(7, 7), SECRETARY, ops.GetLifeMeeting(meeting=FIRST)).missed
    assert ("p006", "leadership", day(6, 30), "late") in owed.owed("party.life-meeting")
    proven(owed.app)


@for_all(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from(sorted(MONTHS)), st.integers(0, 800))
def test_stretches_follow_each_other_without_gap(first: date, cadence: str, days: int) -> None:
    """What is owed is, in order, every stretch that has begun: none twice, none left out."""
    today = first + timedelta(days=days)
    owed = list(owed_since(cadence, last_of(cadence, first), today))
    every = dict.fromkeys(period_of(cadence, first + timedelta(days=n)) for n in range(days + 1))
    assert [period for period, _ in owed] == [period for period in every if period != period_of(cadence, first)]
    assert all(period_of(cadence, due) == period != period_of(cadence, due + timedelta(days=1)) for period, due in owed)


# -- called -----------------------------------------------------------------------------------------------------------


def test_members_are_told_the_topics_three_days_ahead(owed: Desk) -> None:
    """B6.1, B6.2: the leaders and the committee, each told; on the bus go no topics."""
    given(to=owed).when(call(), by=SECRETARY, at=clock(CALLED)).then(
        fact(e.LifeMeetingCalled, notice=3, extraordinary=False, topics=("对照检查",), cites=("B6.1", "B6.2"))
    ).then_answer(status="called", members=list(TEAM))


def test_shorter_notice_is_refused_or_says_why(owed: Desk) -> None:
    short = given(to=owed).when(call(on=day(6, 12)), by=SECRETARY, at=clock(CALLED))
    short.then_refused(ShortNotice, cites=("B6.2",), least=3, notice=2)
    urgent = call(on=day(6, 12), reason="上级督导组要求")
    given(to=owed).when(urgent, by=SECRETARY, at=clock(CALLED)).then(
        fact(e.LifeMeetingCalled, notice=2, extraordinary=True, reason="上级督导组要求")
    )
    given(to=owed).when(call(on=day(6, 9), reason="补记"), by=SECRETARY, at=clock(CALLED)).then_refused(Invalid)


@for_all(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["", "急"]))
def test_notice_as_a_rule_of_days(ahead: int, least: int, reason: str) -> None:
    opened = fact(e.LifeMeetingDue, kind="ordinary", period="2024-H1", person="p006", due=date(2024, 6, 30))
    said = given(opened, of=LifeMeeting).when(
        LifeMeeting.call,
        act=act(on=date(2024, 3, 4)),
        on=date(2024, 3, 4) + timedelta(days=ahead),
        topics=["议题"],
        members=["p001"],
        least=least,
        reason=reason,
    )
    if ahead < least and not reason:
        said.then_refused(ShortNotice)
    else:
        said.then(fact(e.LifeMeetingCalled, extraordinary=ahead < least, reason=reason if ahead < least else ""))


def test_called_anew_it_is_moved_and_leave_is_asked_anew(owed: Desk) -> None:
    leave = ops.AskLifeMeetingLeave(meeting=FIRST, reason="外出")
    given(by(SECRETARY, CALLED, call()), by(PUBLICIST, CALLED, leave, 10), to=owed)
    given(to=owed).when(leave, by=PUBLICIST, at=clock(CALLED, 11)).then_refused(AskedAlready)
    given(by(SECRETARY, CALLED, call(on=day(6, 20)), 12), to=owed)
    given(to=owed).when(leave, by=PUBLICIST, at=clock(CALLED, 13)).then(e.LifeMeetingLeaveAsked)


# -- leave ------------------------------------------------------------------------------------------------------------


def test_leave_is_asked_of_the_secretary_beforehand(owed: Desk) -> None:
    """B6.3: granted, it excuses; an absence without it is recorded by name."""
    leave = ops.AskLifeMeetingLeave(meeting=FIRST, reason="就医")
    given(by(SECRETARY, CALLED, call()), to=owed)
    asked = (
        given(to=owed)
        .when(leave, by=PUBLICIST, at=clock(CALLED))
        .then(fact(e.LifeMeetingLeaveAsked, person=PUBLICIST, on=HELD, reason="就医", cites=("B6.3",)))
    )
    grant = ops.GrantLifeMeetingLeave(absence=asked.result.id)
    for nobody in (PUBLICIST, DEPUTY, ORGANISER, GROUP_SECRETARY):
        given(to=owed).when(grant, by=nobody, at=clock(CALLED)).then_refused(Forbidden)
    given(to=owed).when(grant, by=SECRETARY, at=clock(CALLED)).then(e.LifeMeetingLeaveGranted)
    present = tuple(one for one in TEAM if one not in (PUBLICIST, "p005"))
    given(to=owed).when(hold(present=present), by=ORGANISER, at=clock(HELD, 17)).then(
        fact(e.LifeMeetingHeld, absent=("p005",), report_due=HELD + timedelta(days=15), cites=("B6.4", "B6.7")),
        fact(e.LifeMeetingSkipped, person="p005", department="leadership", on=HELD, cites=("B6.3",)),
    )
    proven(owed.app)


def test_leave_refused_does_not_excuse_and_the_secretarys_own_is_the_deputys(owed: Desk) -> None:
    leave = ops.AskLifeMeetingLeave(meeting=FIRST, reason="外出")
    given(by(SECRETARY, CALLED, call()), to=owed)
    own = owed.on(CALLED, SECRETARY, leave)
    refuse = ops.RefuseLifeMeetingLeave(absence=own.id, reason="书记须到会")
    given(to=owed).when(refuse, by=SECRETARY, at=clock(CALLED, 11)).then_refused(Forbidden)
    given(to=owed).when(refuse, by=DEPUTY, at=clock(CALLED, 11)).then(e.LifeMeetingLeaveRefused)
    present = tuple(one for one in TEAM if one != SECRETARY)
    given(to=owed).when(hold(present=present), by=ORGANISER, at=clock(HELD, 17)).then(
        fact(e.LifeMeetingHeld, absent=(SECRETARY,)), fact(e.LifeMeetingSkipped, person=SECRETARY)
    )


def test_leave_is_for_members_and_not_asked_on_the_day(owed: Desk) -> None:
    integrity = ops.AskLifeMeetingLeave(meeting=INTEGRITY, reason="外出")
    given(by(SECRETARY, CALLED, call()), by(SECRETARY, CALLED, call(INTEGRITY)), to=owed)
    given(to=owed).when(integrity, by=ORGANISER, at=clock(CALLED)).then_refused(NotAMember)
    late = ops.AskLifeMeetingLeave(meeting=FIRST, reason="外出")
    given(to=owed).when(late, by=PUBLICIST, at=clock(HELD, 8)).then_refused(AskedTooLate, cites=("B6.3",))
    assert "ask-life-meeting-leave" in owed.may(day(6, 12), PUBLICIST, ops.GetLifeMeeting(meeting=FIRST))
    assert "ask-life-meeting-leave" not in owed.may(day(6, 12), ORGANISER, ops.GetLifeMeeting(meeting=INTEGRITY))
    assert "ask-life-meeting-leave" not in owed.may(HELD, PUBLICIST, ops.GetLifeMeeting(meeting=FIRST))


# -- held -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"self_examined": ()}, NoSelfExamination),
        ({"critics": ()}, NoSelfExamination),
        ({"present": (*TEAM, STAFF)}, NotAMember),
        ({"present": TEAM[:5], "self_examined": TEAM}, NotAMember),
        ({"present": TEAM[:5], "self_examined": TEAM[:5], "critics": (STAFF,)}, NotAMember),
    ],
    ids=["no self-examination", "no criticism", "a stranger", "who was not there examined", "a stranger criticised"],
)
def test_it_is_held_by_its_members_with_criticism(owed: Desk, said: dict[str, Any], refusal: Any) -> None:
    given(by(SECRETARY, CALLED, call()), to=owed)
    given(to=owed).when(hold(**said), by=ORGANISER, at=clock(HELD, 17)).then_refused(refusal)


def test_it_is_not_entered_before_its_day_nor_before_it_was_called(owed: Desk) -> None:
    given(by(SECRETARY, CALLED, call()), to=owed)
    given(to=owed).when(hold(), by=ORGANISER, at=clock(day(6, 12))).then_refused(NotYetHeld)
    given(to=owed).when(hold(INTEGRITY), by=ORGANISER, at=clock(HELD)).then_refused(WrongStatus)


def test_the_report_goes_upward_in_time_or_is_missed(owed: Desk) -> None:
    """B6.7: within the days that the organ sets."""
    given(*held(), to=owed)
    assert owed.owed("party.life-meeting-report") == [(SECRETARY, "leadership", day(6, 28), "open")]
    assert len(owed.ticked(day(6, 29), e.LifeMeetingReportMissed)) == 1
    given(to=owed).when(report(on=day(6, 30)), by=ORGANISER, at=clock(day(6, 30))).then(e.LifeMeetingReported)
    assert owed.owed("party.life-meeting-report")[0][3] == "late"
    given(to=owed).when(report(on=day(6, 30)), by=ORGANISER, at=clock(day(6, 30), 13)).then_refused(ReportedAlready)
    given(to=owed).when(report(on=day(7, 9)), by=ORGANISER, at=clock(day(6, 30), 14)).then_refused(Invalid)


# -- measures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(owed: Desk) -> Desk:
    """The first meeting held and closed with one measure of p003; the second held."""
    close = by(SECRETARY, HELD, ops.CloseLifeMeeting(meeting=FIRST), 19)
    given(*held(by(ORGANISER, HELD, set_measure(), 18), by(ORGANISER, HELD, report(), 18), close), to=owed)
    owed.ticked(day(7, 1))
    return owed


def second(desk: Desk) -> None:
    called = by(SECRETARY, day(12, 1), call(SECOND, day(12, 5)))
    given(called, by(ORGANISER, day(12, 5), hold(SECOND), 16), to=desk)
    desk.on(day(12, 5), ORGANISER, report(SECOND, day(12, 5)), 17)


def measure_of(desk: Desk) -> UUID:
    found: UUID = desk.on(desk.clock.now().date(), SECRETARY, ops.ListRectifications()).items[0].id
    return found


def review(desk: Desk, **more: Any) -> ops.ReviewRectification:
    return ops.ReviewRectification(measure=measure_of(desk), **{"settled": True, "finding": "已对照总结", **more})


def test_the_next_meeting_cannot_close_before_it_has_reviewed_each_open_measure(measured: Desk) -> None:
    """B6.6, B6.8."""
    outcome = ops.ReportRectification(measure=measure_of(measured), outcome="下乡六次")
    given(to=measured).when(outcome, by=LEADER, at=clock(day(7, 20))).then(
        fact(e.RectificationReported, person=LEADER, was_missed=False, cites=("B6.6",))
    )
    assert [line[3] for line in measured.owed("party.rectification")] == ["fulfilled"]
    early = given(to=measured).when(review(measured), by=SECRETARY, at=clock(day(7, 20), 13))
    early.then_refused(NoMeetingToReview, cites=("B6.8",))
    second(measured)
    close = ops.CloseLifeMeeting(meeting=SECOND)
    given(to=measured).when(close, by=SECRETARY, at=clock(day(12, 5), 18)).then_refused(
        MeasuresNotReviewed, cites=("B6.8",), measures=["2025-0001"]
    )
    assert "close-life-meeting" not in measured.may(day(12, 5), SECRETARY, ops.GetLifeMeeting(meeting=SECOND))
    given(to=measured).when(review(measured), by=SECRETARY, at=clock(day(12, 5), 18)).then(
        fact(e.RectificationReviewed, settled=True, reviewed_by=SECOND.hex, cites=("B6.8",))
    ).then_answer(status="settled")
    given(to=measured).when(close, by=SECRETARY, at=clock(day(12, 5), 19)).then(fact(e.LifeMeetingClosed, reviewed=1))
    proven(measured.app)


def test_a_measure_lies_with_the_convenors_once_the_next_meeting_is_held(measured: Desk) -> None:
    """B6.8: the meeting is not closed before; whose own measure it is, is not asked to find it settled."""

    def lying(on: date, person: str) -> list[str]:
        lines = measured.on(on, person, measured.LOG.list_desk(), 18).items
        return [line.number for line in lines if line.operation == "party.review-rectification"]

    assert lying(day(7, 20), SECRETARY) == []
    second(measured)
    assert lying(day(12, 5), SECRETARY) == ["2025-0001"]
    assert lying(day(12, 5), LEADER) == []
    measured.on(day(12, 5), SECRETARY, review(measured, settled=False, due=day(3, 31, 2026)), 19)
    assert lying(day(12, 6), SECRETARY) == [], "until the meeting after it"


def test_what_is_not_settled_goes_on_by_a_further_day_and_is_reviewed_again(measured: Desk) -> None:
    missed = measured.ticked(day(8, 1), e.RectificationMissed)
    assert [(one.person, one.due) for one in missed if isinstance(one, e.RectificationMissed)] == [(LEADER, day(7, 31))]
    second(measured)
    undated = review(measured, settled=False)
    given(to=measured).when(undated, by=SECRETARY, at=clock(day(12, 5), 18)).then_refused(Invalid)
    on = review(measured, settled=False, due=day(3, 31, 2026))
    given(to=measured).when(on, by=SECRETARY, at=clock(day(12, 5), 18)).then(e.RectificationReviewed).then_answer(
        status="open", due=day(3, 31, 2026), missed=False
    )
    given(to=measured).when(ops.CloseLifeMeeting(meeting=SECOND), by=SECRETARY, at=clock(day(12, 5), 19)).then(
        e.LifeMeetingClosed
    )
    assert [line[2:] for line in measured.owed("party.rectification")] == [
        (day(7, 31), "late"),
        (day(3, 31, 2026), "open"),
    ]
    proven(measured.app)


def test_nobody_reviews_their_own_measure(owed: Desk) -> None:
    given(*held(by(ORGANISER, HELD, set_measure(person=SECRETARY), 18)), to=owed)
    owed.ticked(day(7, 1))
    second(owed)
    own = given(to=owed).when(review(owed), by=SECRETARY, at=clock(day(12, 5), 18))
    own.then_refused(OwnMeasure)
    assert owed.may(day(12, 5), SECRETARY, ops.GetRectification(measure=measure_of(owed))) == ["report-rectification"]
    given(to=owed).when(review(owed), by=DEPUTY, at=clock(day(12, 5), 18)).then(e.RectificationReviewed)


def test_a_meeting_on_integrity_has_measures_of_its_own(measured: Desk) -> None:
    """B14.1: what the ordinary meeting set is no business of its, and its articles say so."""
    other = meeting_id("integrity", "2025-H2")
    given(by(GROUP_SECRETARY, day(12, 1), call(other, day(12, 5))), to=measured)
    leaders = TEAM[:7]
    given(to=measured).when(hold(other, leaders), by=ORGANISER, at=clock(day(12, 5), 16)).then(
        fact(e.LifeMeetingHeld, present=leaders, cites=("B6.4", "B6.7", "B14.1"))
    )
    close = ops.CloseLifeMeeting(meeting=other)
    given(to=measured).when(close, by=GROUP_SECRETARY, at=clock(day(12, 5), 17)).then_refused(
        NotReported, cites=("B6.7", "B14.1")
    )
    measured.on(day(12, 5), ORGANISER, report(other, day(12, 5)), 18)
    given(to=measured).when(close, by=GROUP_SECRETARY, at=clock(day(12, 5), 19)).then(e.LifeMeetingClosed)


def test_measures_are_set_for_people_who_serve_and_days_to_come(owed: Desk) -> None:
    given(*held(), to=owed)
    for wrong in (set_measure(person="p060"), set_measure(due=day(6, 12))):
        given(to=owed).when(wrong, by=ORGANISER, at=clock(HELD, 18)).then_refused(Invalid)
    late = set_measure(INTEGRITY)
    given(to=owed).when(late, by=ORGANISER, at=clock(HELD, 18)).then_refused(WrongStatus)


# -- who sees what ----------------------------------------------------------------------------------------------------

SECRETS = {
    "topics": "甲议题", "reason": "甲因由", "record": "甲记录", "problem": "甲问题", "measure": "甲措施",
    "outcome": "甲落实", "finding": "甲意见", "leave": "甲请假", "reference": "甲文号",
}  # fmt: skip


def told(desk: Desk) -> None:
    """Every kind of content, once."""
    given(
        by(SECRETARY, CALLED, ops.CallLifeMeeting(meeting=FIRST, on=day(6, 11), topics=("甲议题",), reason="甲因由")),
        by(PUBLICIST, CALLED, ops.AskLifeMeetingLeave(meeting=FIRST, reason="甲请假"), 10),
        by(ORGANISER, day(6, 11), hold(record="甲记录", critics=("p005",)), 17),
        by(ORGANISER, day(6, 11), ops.SetRectification(
            meeting=FIRST, person=STAFF, due=day(7, 31), problem="甲问题", measure="甲措施"), 18),
        by(ORGANISER, day(6, 11), ops.ReportLifeMeeting(
            meeting=FIRST, on=day(6, 11), to="区委组织部", reference="甲文号"), 18),
        to=desk,
    )  # fmt: skip
    desk.ticked(day(7, 1))
    second(desk)
    desk.on(day(12, 5), STAFF, ops.ReportRectification(measure=measure_of(desk), outcome="甲落实"), 18)
    desk.on(day(12, 5), SECRETARY, review(desk, finding="甲意见"), 19)


MEMBERS_SEE = {"topics", "reason", "record", "problem", "measure", "outcome", "finding", "reference"}
OWNER_SEES = {"problem", "measure", "outcome", "finding"}


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (SECRETARY, MEMBERS_SEE | {"leave"}), (DEPUTY, MEMBERS_SEE | {"leave"}), (ORGANISER, MEMBERS_SEE | {"leave"}),
        (GROUP_SECRETARY, MEMBERS_SEE | {"leave"}), (CHAIR, MEMBERS_SEE | {"leave"}), (LEADER, MEMBERS_SEE),
        (PUBLICIST, MEMBERS_SEE | {"leave"}), ("p055", MEMBERS_SEE), (AUDITOR, set(SECRETS)),
        (STAFF, OWNER_SEES), ("p011", set()), ("p016", set()), ("p022", set()), ("p025", set()), ("p027", set()),
    ],
)  # fmt: skip
def test_what_was_said_is_for_those_in_the_room(owed: Desk, person: str, sees: set[str]) -> None:
    """Role × kind of content × list, record, workbook, event log, desk, calendar, refusal, bus, live."""
    told(owed)
    measure, leave = measure_of(owed), owed.on(day(12, 8), AUDITOR, ops.ListLifeMeetingLeaves()).items[0].id
    period = {"start": day(1, 1), "end": day(12, 31)}
    shown = seen(
        owed, day(12, 8), person,
        lists=[ops.ListLifeMeetings(), ops.ListRectifications(), ops.ListLifeMeetingLeaves(),
               ops.ListRectifications(person=person), ops.ListLifeMeetingLeaves(person=person)],
        records=[ops.GetLifeMeeting(meeting=FIRST), ops.GetRectification(measure=measure),
                 ops.GetLifeMeetingLeave(absence=leave)],
        exports=[ops.ExportLifeMeetings(**period)],
        tried=[call(), hold(), report(), review(owed), ops.GrantLifeMeetingLeave(absence=leave)],
    )  # fmt: skip
    for kind, text in SECRETS.items():
        ways = {way for way, said in shown.items() if text in said}
        if kind not in sees:
            assert not ways, (kind, ways)
        else:
            assert {"list", "record"} & ways, (kind, ways)
        assert not ways & {"export", "refusal", "bus", "live", "obligations"}, (kind, ways)
