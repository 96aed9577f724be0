"""学习进度 progress: what each owes in a year and how far they are, exact in halves; the six points (B1.2, B1.8, B5.8).

What is expected is worked out here from the articles: 12 days, 5,000 characters and 2 articles a year for the theory
group, 5,000 and 1 for leading cadres, 3,000 and 1 for members; a twelfth a month for who changes in the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as whatever
from hypothesis import strategies as st

from services.kernel.refusals import Forbidden
from services.kernel.rules.facts import SCALE
from services.party.checks.check import YearChecked, YearNotEnding
from services.party.checks.events import StudyYearChecked
from services.party.checks.operations import GetYearCheck, RecordYearCheck, ShowSixPoints
from services.party.members.operations import EnterMember
from services.party.notes.operations import HandInStudyPaper, ReturnStudyPaper, WithdrawStudyPaper
from services.party.progress import events as e
from services.party.progress.claims import owed_of
from services.party.progress.facts import ARTICLES, DAYS, NOTES, facts_of
from services.party.progress.operations import GetStudyProgress, ListStudyProgress
from services.party.progress.target import Measure
from services.party.sessions.operations import CorrectStudyAttendance, MakeUpStudy
from tests.attendance.desk import rules
from tests.given import given, proven
from tests.party.desk import COLLEAGUE, HEAD, ORGANISER, PUBLICIST, SECRETARY, STAFF, Desk, by, clock, day
from tests.party.study import GROUP_SECRETARY, MEMBER, THEORY, arranged, held, session
from tests.stores import prepared

pytestmark = pytest.mark.slow

MONDAY = day(6, 9)


def progress(desk: Desk, person: str, on: date = MONDAY, year: int = 2025) -> dict[str, Any]:
    return dict(desk.on(on, person, GetStudyProgress(person=person, year=year)).model_dump())


def owed(desk: Desk, person: str, on: date = MONDAY, year: int = 2025) -> tuple[Any, ...]:
    seen = progress(desk, person, on, year)
    return seen["role"], seen["days_owed"], seen["characters_owed"], seen["articles_owed"]


def member(person: str = STAFF, on: date = MONDAY) -> Any:
    return by(ORGANISER, MONDAY, EnterMember(person=person, on=on, joined=day(7, 1, 2015), formal=day(7, 1, 2016)))


def notes(person: str, characters: int, kind: str = "notes", on: date = MONDAY) -> HandInStudyPaper:
    return HandInStudyPaper(person=person, kind=kind, on=on, title="笔记", characters=characters)


# -- what is owed -----------------------------------------------------------------------------------------------------


def test_each_role_owes_what_its_article_says(desk: Desk) -> None:
    assert owed(desk, MEMBER) == ("theory-group", 12, 5000, 2)
    assert owed(desk, HEAD) == ("leader", 0, 5000, 1)
    given(member(on=day(1, 1)), to=desk)
    assert owed(desk, STAFF) == ("member", 0, 3000, 1)
    given(to=desk).when(GetStudyProgress(person=STAFF, year=2025), by=COLLEAGUE, at=clock(MONDAY)).then_refused(
        Forbidden
    )


def test_who_is_neither_owes_no_amount(desk: Desk) -> None:
    listed = {one.person for one in desk.on(MONDAY, SECRETARY, ListStudyProgress(year=2025, limit=500)).items}
    assert {*THEORY, HEAD} <= listed
    assert STAFF not in listed


def test_who_joins_or_leaves_in_the_year_owes_twelfths(desk: Desk) -> None:
    """p001 left the Party group and the organ on 20 January 2026, p058 came to it that day: one and eleven months."""
    given(member(on=day(6, 9)), to=desk)
    assert owed(desk, STAFF) == ("member", 0, 3000 * 6 // 12, 0), "July to December: half an article is none"
    assert owed(desk, "p058", day(6, 30, 2026), 2026)[1:] == (11, 5000 * 11 // 12, 1)
    seen = desk.on(day(6, 30, 2026), SECRETARY, GetStudyProgress(person="p001", year=2026))
    assert (seen.days_owed, seen.characters_owed, seen.articles_owed) == (1, 416, 0)


@whatever(st.lists(st.sampled_from(["theory-group", "leader", "member", ""]), min_size=12, max_size=12))
def test_a_year_of_changing_roles_owes_the_sum_of_its_months(roles: list[str]) -> None:
    year = {"days": {"theory-group": 24}, "notes": {"theory-group": 5000, "leader": 5000, "member": 3000},
            "articles": {"theory-group": 2, "leader": 1, "member": 1}}  # fmt: skip
    for measure in Measure:
        whole = sum(year[measure.value].get(role, 0) for role in roles)
        assert owed_of(rules(), measure, 2025, roles) == whole // 12


# -- what is done -----------------------------------------------------------------------------------------------------


def test_half_a_day_counts_half_and_what_was_made_up_counts(desk: Desk) -> None:
    for days in ("0.5", "1", "0.5", "1.5"):
        given(held(arranged(desk, days=Decimal(days)), MEMBER), to=desk)
    given(held(arranged(desk, "staff"), MEMBER), to=desk)
    assert progress(desk, MEMBER, day(6, 14))["days"] == Decimal("3.5")
    missed = arranged(desk, days=Decimal("0.5"))
    given(held(missed, "p004"), to=desk)
    assert progress(desk, MEMBER, day(6, 14))["days"] == Decimal("3.5")
    up = MakeUpStudy(session=missed.id, person=MEMBER, made_up_on=day(6, 14), note="自学")
    desk.on(day(6, 14), MEMBER, up)
    assert progress(desk, MEMBER, day(6, 14))["days"] == 4
    proven(desk.app)


def test_the_clock_sets_what_is_owed_and_sees_it_reached_and_open_again(desk: Desk) -> None:
    given(member(on=day(1, 1)), to=desk)
    made_of = [one.measure for one in desk.ticked(MONDAY, e.StudyTargetSet)]  # type: ignore[attr-defined]
    assert made_of.count("days") == len(THEORY) == len(desk.owed("party.study-days"))
    assert made_of.count("notes") == len(desk.owed("party.study-notes")) > len(THEORY)
    made = desk.on(MONDAY, STAFF, notes(STAFF, 3000))
    (reached,) = desk.ticked(day(6, 10), e.StudyTargetReached)
    assert (reached.person, reached.measure, reached.owed, reached.done) == (STAFF, "notes", 3000, 3000)  # type: ignore[attr-defined]
    assert desk.ticked(day(6, 10), e.OfStudyTarget) == []
    desk.on(day(6, 11), PUBLICIST, ReturnStudyPaper(paper=made.id, reason="内容不符"))
    assert [one.person for one in desk.ticked(day(6, 12), e.StudyTargetReopened)] == [STAFF]  # type: ignore[attr-defined]
    assert {status for person, _, _, status in desk.owed("party.study-notes") if person == STAFF} == {"open"}
    proven(desk.app)


def test_what_is_short_at_the_years_end_is_held_against_the_person(desk: Desk) -> None:
    desk.ticked(MONDAY)
    given(held(arranged(desk, days=Decimal("11.5")), MEMBER), to=desk)
    desk.on(MONDAY, MEMBER, notes(MEMBER, 4999))
    desk.on(MONDAY, MEMBER, notes(MEMBER, 800, "article"))
    assert not desk.ticked(day(12, 31), e.StudyTargetMissed)
    missed = desk.ticked(day(1, 1, 2026), e.StudyTargetMissed)
    short = {fact.kind: fact.quantity for one in missed for fact in facts_of(one) if fact.person == MEMBER}  # type: ignore[arg-type]
    assert short == {DAYS: SCALE // 2, NOTES: SCALE, ARTICLES: SCALE}
    assert all(fact.day == day(12, 31) for one in missed for fact in facts_of(one))  # type: ignore[arg-type]
    desk.on(day(1, 5, 2026), MEMBER, notes(MEMBER, 1, on=day(12, 30)))
    desk.ticked(day(1, 6, 2026))
    assert ("p003", "leadership", day(12, 31), "late") in desk.owed("party.study-notes")
    proven(desk.app)


def test_who_has_left_the_organ_owes_it_nothing_more(desk: Desk) -> None:
    """p001, on 20 January 2026."""
    desk.ticked(day(1, 5, 2026))
    lifted = desk.ticked(day(1, 21, 2026), e.StudyTargetLifted)
    assert {(one.person, one.measure) for one in lifted} >= {("p001", "days"), ("p001", "notes"), ("p001", "articles")}  # type: ignore[attr-defined]


# -- any history ------------------------------------------------------------------------------------------------------


@contextmanager
def fresh() -> Iterator[Desk]:
    with TemporaryDirectory() as folder:
        store = prepared(Path(folder) / "party.db", Desk)
        yield Desk(store)
        store.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("session"), st.integers(1, 6), st.sets(st.sampled_from(THEORY), min_size=1)),
        st.tuples(st.just("make-up"), st.integers(0, 5), st.sampled_from(THEORY)),
        st.tuples(st.just("correct"), st.integers(0, 5), st.sampled_from(THEORY)),
        st.tuples(st.just("notes"), st.integers(1, 6000), st.sampled_from(THEORY)),
        st.tuples(st.just("withdraw"), st.integers(0, 5), st.just("")),
    ),
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@whatever(STEPS)
def test_progress_is_the_sum_of_what_was_done_in_any_order(steps: list[Any]) -> None:
    """Beside the service a plain tally in half days and characters is kept, by what each step means."""
    halves: dict[str, int] = dict.fromkeys(THEORY, 0)
    characters: dict[str, int] = dict.fromkeys(THEORY, 0)
    sessions: list[tuple[Any, int, set[str]]] = []
    papers: list[tuple[Any, str, int]] = []
    with fresh() as desk:
        for what, n, who in steps:
            if what == "session":
                made = arranged(desk, on=MONDAY, days=Decimal(n) / 2)
                given(held(made, *sorted(who)), to=desk)
                sessions.append((made, n, set(who)))
                for person in who:
                    halves[person] += n
            elif what == "notes":
                papers.append((desk.on(MONDAY, who, notes(who, n), hour=18), who, n))
                characters[who] += n
            elif what == "withdraw" and n < len(papers):
                made, person, length = papers.pop(n)
                desk.on(MONDAY, person, WithdrawStudyPaper(paper=made.id, reason="另交"), hour=18)
                characters[person] -= length
            elif n < len(sessions):
                made, length, there = sessions[n]
                if what == "make-up" and who not in there:
                    up = MakeUpStudy(session=made.id, person=who, made_up_on=MONDAY, note="自学")
                    desk.on(MONDAY, who, up, hour=18)
                    there.add(who)
                    halves[who] += length
                elif what == "correct":
                    state = "absent" if who in there else "present"
                    change = CorrectStudyAttendance(session=made.id, person=who, state=state, reason="更正")
                    desk.on(MONDAY, PUBLICIST, change, hour=18)
                    halves[who] += -length if who in there else length
                    there ^= {who}
        listed = desk.on(day(6, 10), SECRETARY, ListStudyProgress(year=2025, limit=500)).items
        seen = {one.person: (one.days, one.characters) for one in listed if one.person in THEORY}
        assert seen == {person: (Decimal(halves[person]) / 2, characters[person]) for person in THEORY}
        proven(desk.app)


# -- six points -------------------------------------------------------------------------------------------------------


def points(desk: Desk, on: date, year: int = 2025) -> dict[str, tuple[bool, int, int]]:
    shown = desk.on(on, SECRETARY, ShowSixPoints(year=year)).points
    return {one.point.value: (one.met, one.done, one.due) for one in shown}


def test_the_six_points_follow_from_the_records(desk: Desk) -> None:
    assert points(desk, MONDAY)["organisation"] == (False, 0, 0), "nothing due is nothing done"
    desk.ticked(MONDAY)
    lecture = desk.ask(session("staff", day(6, 13), form="lecture"), by=SECRETARY, at=clock(MONDAY))
    given(held(lecture, MEMBER), to=desk)
    found = points(desk, day(6, 14))
    assert found["organisation"] == (True, 1, 1)
    assert found["instruction"] == (True, 1, 1)
    assert found["plan"] == (False, 0, 0)
    assert found["notes"][0] is False
    assert found["checks"] == (False, 0, 0)
    late = points(desk, day(7, 15))
    assert late["checks"] == (False, 0, 1)


def test_the_branch_records_them_once_at_the_years_end(desk: Desk) -> None:
    record = RecordYearCheck(year=2025, note="全年学习扎实")
    given(to=desk).when(record, by=PUBLICIST, at=clock(day(11, 30))).then_refused(YearNotEnding)
    given(to=desk).when(record, by=STAFF, at=clock(day(12, 20))).then_refused(Forbidden)
    outcome = given(to=desk).when(record, by=PUBLICIST, at=clock(day(12, 20)))
    assert isinstance(outcome.recorded[0], StudyYearChecked)
    kept = {one.point: (one.met, one.done, one.due) for one in outcome.recorded[0].points}
    assert kept == points(desk, day(12, 20))
    given(to=desk).when(record, by=PUBLICIST, at=clock(day(12, 21))).then_refused(YearChecked)
    shown = desk.on(day(12, 21), SECRETARY, GetYearCheck(year=2025))
    assert [one.point.value for one in shown.points] == [
        "organisation",
        "plan",
        "instruction",
        "notes",
        "articles",
        "checks",
    ]
    proven(desk.app)


@pytest.mark.parametrize("caller", [GROUP_SECRETARY, SECRETARY])
def test_leaders_of_party_affairs_see_everybodys_progress(desk: Desk, caller: str) -> None:
    assert desk.on(MONDAY, caller, ListStudyProgress(year=2025)).items
