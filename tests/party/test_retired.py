"""离退休干部 retired staff: the register, duties by the calendar, condolences when something happens (B9.7)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from services.party.retired import events as e
from services.party.retired import operations as ops
from services.party.retired.care import OccasionKnown
from tests.given import fact, given, proven
from tests.party.desk import AUDITOR, CHAIR, CLERK, DIRECTOR, HEAD, SECRETARY, STAFF, Desk, clock, day, read_back
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

ON = day(6, 10)
ONE = UUID(int=1)


def enter(**more: Any) -> ops.EnterRetired:
    said: dict[str, Any] = {"name": "己姓名", "retired_on": day(3, 1, 2020), "born": day(2, 1, 1960),
                            "address": "己住址", "contact": "己电话", "condition": "己状况"}  # fmt: skip
    return ops.EnterRetired(**(said | more))


def occasion(kind: str = "illness", **more: Any) -> ops.ReportOccasion:
    return ops.ReportOccasion(retired=ONE, occasion=kind, **{"on": day(6, 9), "note": "己事由", **more})


def give(care: UUID, **more: Any) -> ops.RecordCare:
    return ops.RecordCare(care=care, **{"on": ON, "visitors": (DIRECTOR, SECRETARY), "what": "己慰问", **more})


@pytest.fixture
def entered(desk: Desk) -> Desk:
    desk.on(ON, CLERK, enter(), 9)
    return desk


def care_of(desk: Desk, duty: str, period: str) -> UUID:
    found: UUID = next(one.id for one in desk.on(ON, CLERK, ops.ListCare(duty=duty)).items if one.period == period)
    return found


def test_a_retired_colleague_is_entered_changed_and_struck_out(desk: Desk) -> None:
    """B9.7: by the office; on the bus goes neither name nor address."""
    given(to=desk).when(enter(), by=CLERK, at=clock(ON)).then(
        fact(e.RetiredEntered, number="2025-0001", name="己姓名", cites=("B9.7",))
    ).then_answer(status="on-register")
    change = ops.ChangeRetiredDetails(retired=ONE, address="新址", contact="", condition="康复")
    given(to=desk).when(change, by=DIRECTOR, at=clock(ON)).then(e.RetiredDetailsChanged).then_answer(address="新址")
    end = ops.EndRetired(retired=ONE, on=ON, reason="随子女迁居外地")
    given(to=desk).when(end, by=CLERK, at=clock(ON)).then(e.RetiredLeft).then_answer(status="left", left=ON)
    given(to=desk).when(change, by=CLERK, at=clock(ON)).then_refused(WrongStatus)
    proven(desk.app)


@pytest.mark.parametrize("wrong", [{"retired_on": day(6, 11)}, {"born": day(3, 1, 2020)}])
def test_days_follow_each_other(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(enter(**wrong), by=CLERK, at=clock(ON)).then_refused(Invalid)
    given(to=desk).when(enter(), by=STAFF, at=clock(ON)).then_refused(Forbidden)


def test_whom_a_visit_is_owed_to_is_told_to_the_office_and_to_nobody_else(entered: Desk) -> None:
    entered.ticked(day(6, 11), e.CareDue)
    entered.on(day(6, 11), CLERK, enter(name="庚姓名"), 9)
    entered.ticked(day(6, 12), e.CareDue)
    lines = [one for one in entered.on(day(6, 12), DIRECTOR, entered.LOG.list_desk()).items if one.record]
    lying = [one.title for one in lines if one.record == "party.get-care"]
    assert len(lying) == len(set(lying)) == 4
    assert {title.split()[0] for title in lying} == {"己姓名", "庚姓名"}
    foreseen = entered.LOG.list_foreseen(until=day(12, 31), department="office")
    told = {
        person: {
            one.about for one in entered.on(day(6, 12), person, foreseen).items if one.kind == "party.retired-care"
        }
        for person in (CLERK, CHAIR)
    }
    assert any("庚姓名" in about for about in told[CLERK])
    assert all(re.fullmatch(r"第\d件，共\d件", about) for about in told[CHAIR]), "apart, and nobody's name"


def test_visits_are_owed_by_the_half_year_and_benefits_by_the_year(entered: Desk) -> None:
    """For each on the register; stretches in which no clock ran are owed all the same, none twice."""
    opened = entered.ticked(day(6, 11), e.CareDue)
    assert {(one.duty, one.period, one.due) for one in opened if isinstance(one, e.CareDue)} == {
        ("visit", "2025-H1", day(6, 30)), ("benefit", "2025", day(12, 31)),
    }  # fmt: skip
    assert entered.ticked(day(6, 12)) == []
    later = entered.ticked(day(7, 2, 2026), e.CareDue)
    assert sorted((one.duty, one.period) for one in later if isinstance(one, e.CareDue)) == [
        ("benefit", "2026"), ("visit", "2025-H2"), ("visit", "2026-H1"), ("visit", "2026-H2"),
    ]  # fmt: skip
    assert {(line[1], line[3]) for line in entered.owed("party.retired-care")} == {
        ("office", "missed"), ("office", "open"),
    }  # fmt: skip
    proven(entered.app)


def test_what_is_owed_is_given_in_time_or_late(entered: Desk) -> None:
    entered.ticked(ON)
    visit = care_of(entered, "visit", "2025-H1")
    for wrong in (give(visit, on=day(6, 11)), give(visit, visitors=("p060",))):
        given(to=entered).when(wrong, by=CLERK, at=clock(ON)).then_refused(Invalid)
    given(to=entered).when(give(visit), by=CLERK, at=clock(ON)).then(
        fact(e.CareGiven, duty="visit", period="2025-H1", visitors=(DIRECTOR, SECRETARY), was_missed=False)
    ).then_answer(status="given")
    given(to=entered).when(give(visit), by=CLERK, at=clock(ON)).then_refused(WrongStatus)
    entered.ticked(day(1, 1, 2026))
    late = next(one.id for one in entered.on(ON, CLERK, ops.ListCare(duty="benefit")).items if one.missed)
    given(to=entered).when(give(late, on=day(1, 2, 2026)), by=CLERK, at=clock(day(1, 2, 2026))).then(
        fact(e.CareGiven, was_missed=True)
    )
    assert sorted(line[3] for line in entered.owed("party.retired-care")) == [
        "fulfilled", "late", "missed", "open", "open",
    ]  # fmt: skip


def test_condolence_is_owed_for_what_happened_once(entered: Desk) -> None:
    given(to=entered).when(occasion(), by=CLERK, at=clock(ON)).then(
        fact(e.CareDue, duty="illness", period="2025-06-09", due=day(6, 17), department="office", note="己事由")
    )
    given(to=entered).when(occasion(), by=CLERK, at=clock(ON)).then_refused(OccasionKnown)
    for wrong in (occasion("visit"), occasion(on=day(6, 11))):
        given(to=entered).when(wrong, by=CLERK, at=clock(ON)).then_refused(Invalid)
    assert len(entered.ticked(day(6, 18), e.CareMissed)) == 1
    proven(entered.app)


def test_who_has_left_the_register_is_owed_nothing_more(entered: Desk) -> None:
    entered.ticked(ON)
    entered.on(ON, CLERK, ops.EndRetired(retired=ONE, on=ON, reason="去世"))
    given(to=entered).when(occasion(), by=CLERK, at=clock(ON)).then_refused(WrongStatus)
    ended = entered.ticked(day(7, 1))
    assert [type(one) for one in ended if isinstance(one, e.OfCare)] == [e.CareLapsed]
    assert [line[3] for line in entered.owed("party.retired-care")] == ["cancelled", "open"]


def test_the_duties_as_a_workbook(entered: Desk) -> None:
    entered.ticked(ON)
    entered.on(ON, CLERK, give(care_of(entered, "visit", "2025-H1")))
    file = entered.on(ON, SECRETARY, ops.ExportCare(start=day(1, 1), end=day(12, 31)))
    rows = read_back(file.content)
    assert rows[0][0] == "离退休干部慰问走访台账 2025-01-01 至 2025-12-31"
    assert [row[0] for row in rows[2:]] == ["走访看望", "节日慰问"]


SECRETS = ("己姓名", "己住址", "己电话", "己状况", "己事由", "己慰问", "己原因")


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (CLERK, True), (DIRECTOR, True), (SECRETARY, True), (AUDITOR, True), (CHAIR, False), ("p002", False),
        ("p003", False), ("p009", False), ("p010", False), ("p016", False), (HEAD, False), (STAFF, False),
        ("p053", False),
    ],
)  # fmt: skip
def test_who_they_are_and_how_they_fare_is_the_offices(entered: Desk, person: str, sees: bool) -> None:
    """Role × kind of content × every way there is."""
    made = entered.on(ON, CLERK, occasion())
    entered.on(ON, CLERK, give(made.id))
    entered.ticked(day(6, 11))
    end = ops.EndRetired(retired=ONE, on=day(6, 11), reason="己原因")
    entered.on(day(6, 11), CLERK, end)
    shown = seen(
        entered, day(6, 12), person,
        lists=[ops.ListRetired(), ops.ListCare()],
        records=[ops.GetRetired(retired=ONE), ops.GetCare(care=made.id)],
        exports=[ops.ExportCare(start=day(1, 1), end=day(12, 31))],
        tried=[occasion(), give(made.id), end],
    )  # fmt: skip
    for text in SECRETS:
        ways = {way for way, said in shown.items() if text in said}
        assert {"list", "record"} <= ways if sees else not ways, (text, ways)
        assert not ways & {"export", "refusal", "bus", "live"}, (text, ways)
