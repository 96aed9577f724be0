"""廉洁自律 integrity: warning education by the year, leaders' self-checks by the half-year (A4, B14.1–B14.7)."""

from __future__ import annotations

from typing import Any

import pytest

from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from services.party.integrity import events as e
from services.party.integrity import operations as ops
from tests.given import fact, given, proven
from tests.party.desk import AUDITOR, CHAIR, HEAD, LEADER, PUBLICIST, SECRETARY, STAFF, Desk, clock, day, read_back
from tests.party.secrets import OF_THE_LOG, seen

pytestmark = pytest.mark.slow

ON = day(6, 10)
GROUP_HEAD, MEMBER = "p007", "p019"
LEADERS = ("p001", "p002", "p003", "p004", "p005", "p006", "p007")
ITEMS = ("gifts", "bills", "family", "trips", "extravagance", "conduct")


@pytest.fixture
def owed(desk: Desk) -> Desk:
    desk.ticked(ON)
    return desk


def session(**more: Any) -> ops.RecordWarningEducation:
    said: dict[str, Any] = {"year": 2025, "on": ON, "form": "film", "topic": "典型案例", "present": LEADERS}
    return ops.RecordWarningEducation(**(said | more))


def answered(
    person: str = LEADER, period: str = "2025-H1", items: tuple[str, ...] = ITEMS, wrong: str = "", note: str = "戊自查"
) -> ops.HandInSelfCheck:
    said = tuple(ops.AnswerIn(item=item, clear=item != wrong, note=note if item == wrong else "") for item in items)
    return ops.HandInSelfCheck(person=person, period=period, answers=said)


# -- warning education ------------------------------------------------------------------------------------------------


def test_each_year_owes_warning_education(desk: Desk) -> None:
    """A4, B14.2: by its end; years in which no clock ran are owed all the same."""
    opened = desk.ticked(ON, e.WarningEducationDue)
    assert [(one.year, one.due, one.cites) for one in opened if isinstance(one, e.WarningEducationDue)] == [
        (2025, day(12, 31), ("A4", "B14.2"))
    ]
    assert desk.ticked(day(6, 11)) == []
    desk.ticked(day(1, 2, 2027))
    assert [line[2:] for line in desk.owed("party.warning-education")] == [
        (day(12, 31), "missed"), (day(12, 31, 2026), "missed"), (day(12, 31, 2027), "open"),
    ]  # fmt: skip
    proven(desk.app)


def test_a_session_says_who_was_there_and_who_was_not(owed: Desk) -> None:
    made = given(to=owed).when(session(), by=PUBLICIST, at=clock(ON)).then(e.WarningEducationHeld)
    (held,) = made.recorded
    assert isinstance(held, e.WarningEducationHeld)
    assert set(held.present) == set(LEADERS)
    assert STAFF in held.absent
    assert not {"p060", *LEADERS} & set(held.absent)
    assert owed.owed("party.warning-education")[0][3] == "fulfilled"
    second = given(to=owed).when(session(form="visit"), by=SECRETARY, at=clock(day(6, 11)))
    second.then(fact(e.WarningEducationHeld, nth=2)).then_answer(held=2)
    assert [one.nth for one in owed.on(ON, STAFF, ops.GetWarningEducation(year=2025)).sessions] == [1, 2]
    proven(owed.app)


@pytest.mark.parametrize(
    "wrong",
    [{"on": day(6, 11)}, {"on": day(12, 30, 2024)}, {"form": "party"}, {"present": ("p060",)}],
    ids=["to come", "another year", "no such form", "not in the organ"],
)
def test_a_session_is_entered_as_it_was(owed: Desk, wrong: dict[str, Any]) -> None:
    given(to=owed).when(session(**wrong), by=PUBLICIST, at=clock(ON)).then_refused(Invalid)
    given(to=owed).when(session(), by=STAFF, at=clock(ON)).then_refused(Forbidden)


def test_warning_education_as_a_workbook(owed: Desk) -> None:
    owed.on(ON, PUBLICIST, session())
    file = owed.on(ON, SECRETARY, ops.ExportWarningEducation(start=day(1, 1), end=day(12, 31)))
    assert read_back(file.content)[0][0] == "廉政警示教育台账 2025-01-01 至 2025-12-31"


# -- self-checks ------------------------------------------------------------------------------------------------------


def test_each_leader_owes_a_self_check_each_half_year(desk: Desk) -> None:
    """B14.1: those who lead on its day; who becomes one later in the half-year owes it too, who ceased does not."""
    opened = desk.ticked(ON, e.SelfCheckDue)
    assert {(one.person, one.period, one.due) for one in opened if isinstance(one, e.SelfCheckDue)} == {
        (person, "2025-H1", day(6, 30)) for person in LEADERS
    }
    assert desk.ticked(day(6, 20), e.SelfCheckDue, e.SelfCheckMissed, e.SelfCheckLapsed) == []
    assert len(desk.ticked(day(7, 1), e.SelfCheckMissed)) == len(LEADERS)
    desk.ticked(day(1, 19, 2026))
    later = desk.ticked(day(1, 21, 2026), e.SelfCheckDue)
    assert [(one.person, one.period) for one in later if isinstance(one, e.SelfCheckDue)] == [("p058", "2026-H1")]
    ended = desk.ticked(day(7, 1, 2026), e.SelfCheckMissed, e.SelfCheckLapsed)
    lapsed = [one.person for one in ended if isinstance(one, e.SelfCheckLapsed)]
    assert lapsed == ["p001"]
    assert {one.person for one in ended if isinstance(one, e.SelfCheckMissed)} == {*LEADERS, "p058"} - {"p001"}
    proven(desk.app)


@pytest.mark.parametrize("items", [ITEMS[:5], (*ITEMS, "gifts"), (*ITEMS[:5], "gifts"), ("x", *ITEMS[1:])])
def test_each_item_is_answered_once(owed: Desk, items: tuple[str, ...]) -> None:
    given(to=owed).when(answered(items=items), by=LEADER, at=clock(ON)).then_refused(Invalid)


def test_what_is_to_be_put_right_is_said(owed: Desk) -> None:
    given(to=owed).when(answered(wrong="trips", note=""), by=LEADER, at=clock(ON)).then_refused(Invalid)
    given(to=owed).when(answered(wrong="trips"), by=SECRETARY, at=clock(ON)).then_refused(Forbidden)
    given(to=owed).when(answered(wrong="trips"), by=LEADER, at=clock(ON)).then(
        fact(e.SelfCheckHandedIn, person=LEADER, items=ITEMS, was_missed=False, cites=("B14.1",))
    ).then_answer(status="handed-in", open_items=["trips"])
    given(to=owed).when(answered(), by=LEADER, at=clock(ON)).then_refused(WrongStatus)
    assert (LEADER, "leadership", day(6, 30), "fulfilled") in owed.owed("party.self-check")
    proven(owed.app)


def test_the_group_reviews_and_nobody_of_it_their_own(owed: Desk) -> None:
    owed.on(ON, GROUP_HEAD, answered(GROUP_HEAD))
    review = ops.ReviewSelfCheck(person=GROUP_HEAD, period="2025-H1", finding="已审阅")
    given(to=owed).when(review, by=GROUP_HEAD, at=clock(ON)).then_refused(Forbidden)
    assert not [line for line in owed.on(ON, GROUP_HEAD, owed.LOG.list_desk()).items if "review" in line.operation]
    given(to=owed).when(review, by=MEMBER, at=clock(ON)).then(e.SelfCheckReviewed).then_answer(reviewed_by=MEMBER)


def test_what_comes_late_is_late(owed: Desk) -> None:
    owed.ticked(day(7, 1))
    given(to=owed).when(answered(), by=LEADER, at=clock(day(7, 2))).then(fact(e.SelfCheckHandedIn, was_missed=True))
    assert (LEADER, "leadership", day(6, 30), "late") in owed.owed("party.self-check")


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (LEADER, True), (GROUP_HEAD, True), (MEMBER, True), ("p055", True),
        (AUDITOR, False), (CHAIR, False), ("p002", False),
        (SECRETARY, False), ("p008", False), ("p009", False), ("p011", False), ("p016", False), (HEAD, False),
        (STAFF, False),
    ],
)  # fmt: skip
def test_what_was_found_is_ones_own_and_the_groups(owed: Desk, person: str, sees: bool) -> None:
    """Role × kind of content × every way there is."""
    owed.on(ON, LEADER, answered(wrong="trips"))
    review = ops.ReviewSelfCheck(person=LEADER, period="2025-H1", finding="戊审阅")
    owed.on(ON, MEMBER, review)
    shown = seen(
        owed, day(6, 12), person,
        lists=[ops.ListSelfChecks(), ops.ListSelfChecks(person=person), ops.ListWarningSessions()],
        records=[ops.GetSelfCheck(person=LEADER, period="2025-H1")],
        exports=[ops.ExportWarningEducation(start=day(1, 1), end=day(12, 31))],
        tried=[answered(), review],
    )  # fmt: skip
    log = OF_THE_LOG if person == AUDITOR else set[str]()
    for text in ("戊自查", "戊审阅"):
        ways = {way for way, said in shown.items() if text in said}
        assert {"list", "record"} <= ways if sees else ways <= log, (text, ways)
        assert not ways & {"export", "obligations", "refusal", "bus", "live", "desk", "replay"}, (text, ways)
