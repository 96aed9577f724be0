"""学习活动 sessions: arranged, settled, leave asked of whom the rule names, held, made up (A8, A9, B1, B5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.kernel.domain.events import marked_fields
from services.kernel.refusals import Forbidden, Invalid
from services.kernel.rules.facts import SCALE
from services.party.duties import events as duties
from services.party.plan.study_plan import NotInPlan
from services.party.sessions import events as e
from services.party.sessions.facts import ABSENT, NOT_MADE_UP, facts_of
from services.party.sessions.handlers import OutOfTurn
from services.party.sessions.operations import (
    ApproveStudyContent,
    AskStudyLeave,
    CancelStudySession,
    CorrectStudyAttendance,
    ExportStudySessions,
    GetStudySession,
    GrantStudyLeave,
    HoldStudySession,
    ListStudyAttendance,
    ListStudySessions,
    MakeUpStudy,
    MoveStudySession,
    RefuseStudyLeave,
    ReturnMakeUp,
    ShowLawRota,
)
from services.party.sessions.session import (
    LeaveAskedAlready,
    LeaveUndecided,
    NoLeaveAsked,
    NotMissed,
    SessionNotOpen,
    SessionYetToCome,
)
from tests.given import given, proven
from tests.party.desk import (
    AUDITOR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    PUBLICIST,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.party.study import GROUP_DEPUTY, GROUP_SECRETARY, MEMBER, THEORY, arranged, held, session

pytestmark = pytest.mark.slow

MONDAY, TUESDAY, FRIDAY = day(6, 9), day(6, 10), day(6, 13)


def recorded(outcome: Any) -> list[str]:
    outcome.then_answer()
    return [type(event).__name__ for event in outcome.recorded]


# -- content (B1.3) ---------------------------------------------------------------------------------------------------


def test_the_secretary_of_the_group_settles_what_a_member_or_the_branch_proposes(desk: Desk) -> None:
    for proposer in (MEMBER, PUBLICIST):
        made = desk.ask(session(), by=proposer, at=clock(MONDAY))
        assert made.status == "proposed"
        given(to=desk).when(held(made, MEMBER, on=FRIDAY).operation, by=SECRETARY, at=clock(FRIDAY)).then_refused(
            SessionNotOpen
        )
        approve = ApproveStudyContent(session=made.id)
        for other in (GROUP_DEPUTY, SECRETARY, PUBLICIST):
            given(to=desk).when(approve, by=other, at=clock(FRIDAY)).then_refused(Forbidden)
        given(to=desk).when(approve, by=GROUP_SECRETARY, at=clock(FRIDAY)).then(e.StudyContentApproved).then_answer(
            status="set"
        )
    assert desk.ask(session(), by=GROUP_SECRETARY, at=clock(FRIDAY)).status == "set"
    proven(desk.app)


def test_what_is_studied_by_all_staff_needs_no_secretary(desk: Desk) -> None:
    assert desk.ask(session("staff"), by=PUBLICIST, at=clock(MONDAY)).status == "set"


@pytest.mark.parametrize("person", [STAFF, HEAD, COLLEAGUE])
def test_who_neither_organises_nor_belongs_to_the_group_arranges_nothing(desk: Desk, person: str) -> None:
    given(to=desk).when(session("staff"), by=person, at=clock(MONDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "picnic"},
        {"area": "sport"},
        {"form": "sleep"},
        {"listed": (STAFF,)},
        {"kind": "training"},
        {"kind": "law", "speaker": MEMBER},
        {"kind": "law", "meeting": "2025-0001"},
        {"meeting": "2025-0001"},
        {"speaker": "p999"},
        {"kind": "training", "listed": ("p999",)},
    ],
    ids=lambda one: " ".join(one),
)
def test_what_a_kind_does_not_go_with_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(session(**{"kind": "staff"} | wrong), by=SECRETARY, at=clock(MONDAY)).then_refused(Invalid)


def test_an_item_that_the_years_plan_does_not_hold_cannot_be_ticked_off(desk: Desk) -> None:
    given(to=desk).when(session(items=(1,)), by=SECRETARY, at=clock(MONDAY)).then_refused(NotInPlan)


def test_days_are_counted_in_halves(desk: Desk) -> None:
    assert arranged(desk, days=Decimal("1.5")).days == Decimal("1.5")
    with pytest.raises(ValueError, match="multiple"):
        session(days=Decimal("0.7"))


# -- leave (B1.6, B5.2) -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "asks", "grants", "not_"),
    [
        ("theory-group", MEMBER, GROUP_SECRETARY, (SECRETARY, GROUP_DEPUTY, MEMBER)),
        ("theory-group", GROUP_SECRETARY, GROUP_DEPUTY, (GROUP_SECRETARY, SECRETARY)),
        ("staff", STAFF, SECRETARY, (GROUP_SECRETARY, HEAD, STAFF)),
        ("staff", SECRETARY, "p001", (SECRETARY, DIRECTOR)),
    ],
)
def test_leave_is_asked_of_whom_the_rule_names(
    desk: Desk, kind: str, asks: str, grants: str, not_: tuple[str, ...]
) -> None:
    made = arranged(desk, kind)
    ask = AskStudyLeave(session=made.id, person=asks, reason="出差")
    given(to=desk).when(ask, by=asks, at=clock(TUESDAY)).then(e.StudyLeaveAsked)
    given(to=desk).when(ask, by=asks, at=clock(TUESDAY)).then_refused(LeaveAskedAlready)
    grant = GrantStudyLeave(session=made.id, person=asks)
    for other in not_:
        given(to=desk).when(grant, by=other, at=clock(TUESDAY)).then_refused(Forbidden)
        assert "grant-study-leave" not in desk.may(TUESDAY, other, GetStudySession(session=made.id))
    assert "grant-study-leave" in desk.may(TUESDAY, grants, GetStudySession(session=made.id))
    given(to=desk).when(grant, by=grants, at=clock(TUESDAY)).then(e.StudyLeaveGranted)
    given(to=desk).when(grant, by=grants, at=clock(TUESDAY)).then_refused(NoLeaveAsked)
    proven(desk.app)


def test_who_is_not_expected_asks_for_no_leave(desk: Desk) -> None:
    made = arranged(desk)
    given(to=desk).when(
        AskStudyLeave(session=made.id, person=STAFF, reason="有事"), by=STAFF, at=clock(TUESDAY)
    ).then_refused(Invalid)
    assert "ask-study-leave" not in desk.may(TUESDAY, STAFF, GetStudySession(session=made.id))
    assert "ask-study-leave" in desk.may(TUESDAY, MEMBER, GetStudySession(session=made.id))


def test_the_reason_is_seen_by_who_keeps_attendance_and_by_oneself_alone(desk: Desk) -> None:
    made = arranged(desk, "staff")
    desk.on(TUESDAY, STAFF, AskStudyLeave(session=made.id, person=STAFF, reason="看病"))
    seen = {
        person: [one.reason for one in desk.on(TUESDAY, person, GetStudySession(session=made.id)).attendance]
        for person in (STAFF, SECRETARY, COLLEAGUE)
    }
    assert seen == {STAFF: ["看病"], SECRETARY: ["看病"], COLLEAGUE: []}
    assert marked_fields(e.StudyLeaveAsked) == ("reason",), "it never leaves the service"
    assert desk.on(TUESDAY, STAFF, ListStudyAttendance(person=STAFF)).items[0].state == "asked"
    given(to=desk).when(ListStudyAttendance(person=STAFF), by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)


# -- attendance and making up (B1.3, B1.7) ----------------------------------------------------------------------------


def test_who_did_not_come_was_on_leave_or_absent(desk: Desk) -> None:
    made = arranged(desk)
    grant = GrantStudyLeave(session=made.id, person=MEMBER)
    refuse = RefuseStudyLeave(session=made.id, person="p004", reason="不宜缺席")
    asks = [AskStudyLeave(session=made.id, person=person, reason="出差") for person in (MEMBER, "p004")]
    given(*(by(ask.person, TUESDAY, ask) for ask in asks), to=desk)
    hold = HoldStudySession(session=made.id, present=THEORY[:2])
    given(to=desk).when(hold, by=SECRETARY, at=clock(TUESDAY)).then_refused(SessionYetToCome)
    given(to=desk).when(hold, by=SECRETARY, at=clock(FRIDAY)).then_refused(LeaveUndecided, people=[MEMBER, "p004"])
    given(by(GROUP_SECRETARY, FRIDAY, grant), by(GROUP_SECRETARY, FRIDAY, refuse), to=desk)
    outcome = given(to=desk).when(hold, by=SECRETARY, at=clock(FRIDAY))
    assert recorded(outcome) == ["StudySessionHeld", *["StudySessionMissed"] * 5]
    missed = {event.person: event.excused for event in outcome.recorded[1:]}
    assert missed == {MEMBER: True, "p004": False, "p005": False, "p006": False, "p007": False}
    counted = [fact for event in outcome.recorded[1:] for fact in facts_of(event)]
    assert {(fact.person, fact.kind, fact.quantity) for fact in counted} == {
        (person, ABSENT, SCALE) for person in ("p004", "p005", "p006", "p007")
    }
    given(to=desk).when(hold, by=SECRETARY, at=clock(FRIDAY)).then_refused(SessionNotOpen)
    proven(desk.app)


def test_a_missed_session_is_made_up_against_itself_or_missed_again(desk: Desk) -> None:
    made = arranged(desk)
    given(held(made, *THEORY[:5]), to=desk)
    owed = [(person, due, status) for person, _, due, status in desk.owed("party.study-make-up")]
    last = FRIDAY + timedelta(days=30)
    assert owed == [("p006", last, "open"), ("p007", last, "open")]

    def up(person: str) -> MakeUpStudy:
        return MakeUpStudy(session=made.id, person=person, made_up_on=day(6, 20), note="补学专题材料")

    given(to=desk).when(up(MEMBER), by=MEMBER, at=clock(day(6, 20))).then_refused(NotMissed)
    given(to=desk).when(up("p006"), by="p007", at=clock(day(6, 20))).then_refused(Forbidden)
    given(to=desk).when(up("p006"), by="p006", at=clock(day(6, 19))).then_refused(Invalid)
    given(to=desk).when(up("p006"), by="p006", at=clock(day(6, 20))).then(e.StudySessionMadeUp)
    assert [status for _, _, _, status in desk.owed("party.study-make-up")] == ["fulfilled", "open"]
    assert desk.ticked(last, e.MakeUpMissed) == []
    (missed,) = desk.ticked(last + timedelta(days=1), e.MakeUpMissed)
    assert [(f.person, f.kind, f.quantity) for f in facts_of(missed)] == [("p007", NOT_MADE_UP, SCALE)]
    assert desk.ticked(last + timedelta(days=2), e.MakeUpMissed) == []
    proven(desk.app)


def test_what_did_not_do_is_owed_again(desk: Desk) -> None:
    made = arranged(desk)
    up = by("p007", day(6, 20), MakeUpStudy(session=made.id, person="p007", made_up_on=day(6, 16), note="自学"))
    back = ReturnMakeUp(session=made.id, person="p007", reason="未附笔记")
    given(held(made, *THEORY[:6]), up, to=desk)
    assert "return-make-up" in desk.may(day(6, 21), PUBLICIST, GetStudySession(session=made.id))
    given(to=desk).when(back, by="p007", at=clock(day(6, 21))).then_refused(Forbidden)
    given(to=desk).when(back, by=PUBLICIST, at=clock(day(6, 21))).then(e.MakeUpReturned)
    given(to=desk).when(back, by=PUBLICIST, at=clock(day(6, 21))).then_refused(NotMissed)
    assert [status for *_, status in desk.owed("party.study-make-up")] == ["open"]
    proven(desk.app)


def test_a_correction_takes_the_absence_back_or_makes_one(desk: Desk) -> None:
    made = arranged(desk)
    given(held(made, *THEORY[:6]), to=desk)

    def correct(person: str, state: Any) -> CorrectStudyAttendance:
        return CorrectStudyAttendance(session=made.id, person=person, state=state, reason="签到表漏登")

    there = given(to=desk).when(correct("p007", "present"), by=PUBLICIST, at=clock(day(6, 16)))
    there.then(e.StudyAttendanceCorrected)
    assert [fact.quantity for fact in facts_of(there.recorded[0])] == [-SCALE]  # type: ignore[arg-type]
    assert [status for *_, status in desk.owed("party.study-make-up")] == ["cancelled"]
    away = given(to=desk).when(correct("p001", "absent"), by=PUBLICIST, at=clock(day(6, 16)))
    assert [fact.quantity for fact in facts_of(away.recorded[0])] == [SCALE]  # type: ignore[arg-type]
    excused = given(to=desk).when(correct("p001", "on-leave"), by=PUBLICIST, at=clock(day(6, 17)))
    assert [fact.quantity for fact in facts_of(excused.recorded[0])] == [-SCALE]  # type: ignore[arg-type]
    given(to=desk).when(correct("p001", "on-leave"), by=PUBLICIST, at=clock(day(6, 17))).then_refused(Invalid)
    given(to=desk).when(correct("p055", "present"), by=PUBLICIST, at=clock(day(6, 17))).then_refused(Invalid)
    assert sorted((person, status) for person, _, _, status in desk.owed("party.study-make-up")) == [
        ("p001", "open"),
        ("p007", "cancelled"),
    ]
    proven(desk.app)


def test_staff_study_expects_everybody_and_owes_no_making_up(desk: Desk) -> None:
    made = arranged(desk, "staff")
    outcome = given(to=desk).when(held(made, *THEORY).operation, by=SECRETARY, at=clock(FRIDAY))
    everybody = outcome.recorded[0].expected  # type: ignore[attr-defined]
    assert {STAFF, HEAD, CLERK, *THEORY} <= set(everybody)
    assert desk.owed("party.study-make-up") == []
    up = MakeUpStudy(session=made.id, person=STAFF, made_up_on=FRIDAY, note="自学")
    given(to=desk).when(up, by=STAFF, at=clock(FRIDAY)).then(e.StudySessionMadeUp)


# -- law before meetings (A8) -----------------------------------------------------------------------------------------


def test_departments_take_turns_in_speaking_on_the_law(desk: Desk) -> None:
    turns = desk.on(MONDAY, STAFF, ShowLawRota()).items
    first, second, third = (turn.department for turn in turns[:3])
    law = {"kind": "law", "area": "law", "form": "lecture", "meeting": "2025-0007"}
    given(to=desk).when(session(speaking=second, **law), by=CLERK, at=clock(MONDAY)).then_refused(
        OutOfTurn, cites=("A8",), department=first
    )
    assert desk.ask(session(speaking=first, **law), by=CLERK, at=clock(MONDAY)).speaking == first
    assert desk.ask(session(speaking=third, out_of_turn="配合议题", **law), by=CLERK, at=clock(MONDAY)).status == "set"
    after = [turn.department for turn in desk.on(TUESDAY, STAFF, ShowLawRota()).items]
    assert after == [second, *[turn.department for turn in turns[3:]], first, third]
    led = desk.ask(session(speaker=MEMBER, **law), by=CLERK, at=clock(MONDAY))
    hold = HoldStudySession(session=led.id, present=(MEMBER,))
    outcome = given(to=desk).when(hold, by=CLERK, at=clock(FRIDAY))
    assert recorded(outcome) == ["StudySessionHeld", "StudyDutyOpened", "StudyDutyDone"]
    assert outcome.recorded[1].duty == "law-study"  # type: ignore[attr-defined]
    proven(desk.app)


# -- duties of the calendar -------------------------------------------------------------------------------------------


def test_a_joint_training_does_for_cadres_and_deputies(desk: Desk) -> None:
    made = desk.ask(session("training", listed=(STAFF, HEAD), days=3), by=DIRECTOR, at=clock(MONDAY))
    hold = HoldStudySession(session=made.id, present=(STAFF,), deputies=40)
    outcome = given(to=desk).when(hold, by=DIRECTOR, at=clock(FRIDAY))
    done = [event.duty for event in outcome.recorded if isinstance(event, duties.StudyDutyDone)]
    assert done == ["cadre-training", "deputy-training"]
    outcome.then_answer(deputies=40, came=1)


def test_a_holidays_study_is_done_when_it_is_arranged_and_undone_when_it_is_cancelled(desk: Desk) -> None:
    made = desk.ask(session("holiday", date(2025, 10, 2)), by=PUBLICIST, at=clock(day(9, 1)))
    (line,) = desk.owed("party.holiday-study")
    assert line[2:] == (date(2025, 9, 30), "fulfilled")
    given(to=desk).when(CancelStudySession(session=made.id, reason="另行安排"), by=PUBLICIST, at=clock(day(9, 2))).then(
        e.StudySessionCancelled, duties.StudyDutyUndone
    )
    assert desk.owed("party.holiday-study")[0][3] == "open"
    proven(desk.app)


def test_a_session_is_moved_within_its_year_before_it_is_held(desk: Desk) -> None:
    made = arranged(desk)
    given(to=desk).when(
        MoveStudySession(session=made.id, on=day(6, 16), reason="与会议冲突"), by=PUBLICIST, at=clock(TUESDAY)
    ).then(e.StudySessionMoved).then_answer(on=day(6, 16))
    given(to=desk).when(
        MoveStudySession(session=made.id, on=date(2026, 1, 5), reason="延期"), by=PUBLICIST, at=clock(TUESDAY)
    ).then_refused(Invalid)
    given(held(made, *THEORY, on=day(6, 16)), to=desk)
    late = MoveStudySession(session=made.id, on=day(6, 20), reason="延期")
    given(to=desk).when(late, by=PUBLICIST, at=clock(day(6, 16))).then_refused(SessionNotOpen)
    proven(desk.app)


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(held(arranged(desk), *THEORY), to=desk)
    file = desk.on(FRIDAY, SECRETARY, ExportStudySessions(start=day(6, 1), end=day(6, 30)))
    title, _, row = read_back(file.content)
    assert title[0] == "学习活动台账 2025-06-01 至 2025-06-30"
    assert "中心组学习" in row
    assert len(desk.on(FRIDAY, STAFF, ListStudySessions(kind="theory-group")).items) == 1
    given(to=desk).when(ExportStudySessions(start=day(6, 1), end=day(6, 30)), by=STAFF, at=clock(FRIDAY)).then_refused(
        Forbidden
    )
    assert desk.on(FRIDAY, AUDITOR, ListStudyAttendance()).items
