"""The study calendar over 2025–2027 against an oracle written from the articles alone (A6, A8, A9, B5.1, B5.5, B5.8).

The oracle reads no code of the service: the days off and the make-up days of each year are written out below.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

import pytest

from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from services.kernel.rules.facts import SCALE
from services.party.duties.duty import DUTIES, DutyKind
from services.party.duties.events import StudyDutyMissed, StudyDutyOpened, StudyDutyPassed
from services.party.duties.facts import DUTY_MISSED, facts_of
from services.party.duties.periods import Period, of_day
from tests.attendance.desk import calendar, rules
from tests.given import given, proven
from tests.party.desk import SECRETARY, Desk, clock, day
from tests.party.study import MEMBER, THEORY, arranged, held, import_2027, notice, session

pytestmark = pytest.mark.slow

ONE = timedelta(days=1)
START, END = date(2025, 1, 1), date(2027, 12, 31)

# -- the oracle -------------------------------------------------------------------------------------------------------


def spell(year: int, first: tuple[int, int], last: tuple[int, int]) -> set[date]:
    start, end = date(year, *first), date(year, *last)
    return {start + n * ONE for n in range((end - start).days + 1)}


OFF = (
    spell(2025, (1, 1), (1, 1)) | spell(2025, (1, 28), (2, 4)) | spell(2025, (4, 4), (4, 6))
    | spell(2025, (5, 1), (5, 5)) | spell(2025, (5, 31), (6, 2)) | spell(2025, (10, 1), (10, 8))
    | spell(2026, (1, 1), (1, 3)) | spell(2026, (2, 15), (2, 23)) | spell(2026, (4, 4), (4, 6))
    | spell(2026, (5, 1), (5, 5)) | spell(2026, (6, 19), (6, 21)) | spell(2026, (9, 25), (9, 27))
    | spell(2026, (10, 1), (10, 7))
    | spell(2027, (1, 1), (1, 3)) | spell(2027, (2, 5), (2, 12)) | spell(2027, (5, 1), (5, 5))
    | spell(2027, (10, 1), (10, 7))
)  # fmt: skip
MAKE_UP = {
    *(date(2025, m, d) for m, d in ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11))),
    *(date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))),
    *(date(2027, m, d) for m, d in ((1, 30), (2, 13), (4, 25), (5, 8), (9, 26), (10, 9))),
}
LONG = {2025: ((1, 28), (5, 1), (10, 1)), 2026: ((2, 15), (5, 1), (10, 1)), 2027: ((2, 5), (5, 1), (10, 1))}


def works(on: date) -> bool:
    return on in MAKE_UP or (on.weekday() < 5 and on not in OFF)


def study_days() -> list[date]:
    """Every second Friday since 16 March 2018; one that is off moves to the next day on which the office works."""
    friday, found = date(2018, 3, 16), []
    while friday <= END:
        if friday >= START:
            on = friday
            while not works(on):
                on += ONE
            found.append(on)
        friday += 14 * ONE
    return found


def ends(months: int) -> list[date]:
    return [
        date(year, month, monthrange(year, month)[1])
        for year in (2025, 2026, 2027)
        for month in range(months, 13, months)
    ]


# -- what the service makes of it -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known() -> WorkCalendar:
    return calendar().with_notices([notice()])


def periods(kind: DutyKind, known: WorkCalendar) -> list[Period]:
    def all_of() -> Iterator[Period]:
        try:
            yield from DUTIES[kind].periods(kind, rules(), known, START)
        except UnknownYear:
            return

    return list(takewhile(lambda one: one.first <= END, all_of()))


def test_days_of_staff_study_are_those_of_the_article(known: WorkCalendar) -> None:
    made = [one for one in periods(DutyKind.STAFF, known) if one.on and one.on >= START]
    assert [one.on for one in made] == study_days()
    assert [one.due for one in made] == [on + 3 * ONE for on in study_days()]
    moved = [one.on for one in made if one.on and one.on.weekday() != 4]
    assert len(moved) >= 3, "some Friday is off, and some day moves onto a make-up day or past a holiday"
    assert any(on in MAKE_UP for on in moved), moved


def test_a_deed_of_any_day_counts_for_one_fortnight_alone(known: WorkCalendar) -> None:
    on, last = START, None
    while on < date(2027, 12, 20):
        period = of_day(DUTIES[DutyKind.STAFF].periods, DutyKind.STAFF, rules(), known, on)
        assert period is not None
        assert period.first <= on <= period.last
        assert last is None or period == last or period.first == last.last + ONE
        on, last = on + ONE, period


@pytest.mark.parametrize(
    ("kind", "months", "grace"),
    [
        (DutyKind.LAW, 1, 3),
        (DutyKind.NOTES, 6, 0),
        (DutyKind.CADRES, 12, 3),
        (DutyKind.DEPUTIES, 12, 3),
        (DutyKind.YEAR, 12, 15),
    ],
)
def test_months_half_years_and_years(known: WorkCalendar, kind: DutyKind, months: int, grace: int) -> None:
    made = periods(kind, known)
    assert [one.last for one in made] == ends(months)
    assert [one.due for one in made] == [last + grace * ONE for last in ends(months)]
    assert [one.first for one in made] == [START, *[one + ONE for one in ends(months)][:-1]]


def test_the_plan_is_due_by_the_end_of_february(known: WorkCalendar) -> None:
    assert [one.due for one in periods(DutyKind.PLAN, known)] == [day(2, 28, year) for year in (2025, 2026, 2027)]


def test_study_over_a_long_holiday_is_arranged_before_it_begins(known: WorkCalendar) -> None:
    expected = [date(year, *first) - ONE for year, all_ in LONG.items() for first in all_]
    assert [one.due for one in periods(DutyKind.HOLIDAY, known)] == expected


@pytest.mark.parametrize(
    ("how", "expected"), [("next", date(2025, 4, 7)), ("previous", date(2025, 4, 3)), ("lapses", None)]
)
def test_what_an_off_friday_means_is_data(known: WorkCalendar, how: str, expected: date | None) -> None:
    """Friday, 4 April 2025 is off, as are the two days after it."""
    whole = rules()
    off_day = whole.parameter("study.staff_off_day")
    changed = replace(off_day, values=(replace(off_day.values[0], value=how),))
    section = replace(
        whole.sections["study"], parameters={**whole.sections["study"].parameters, "staff_off_day": changed}
    )
    other = replace(whole, sections={**whole.sections, "study": section})
    friday = date(2025, 4, 4)
    assert (friday - date(2018, 3, 16)).days % 14 == 0
    found = of_day(DUTIES[DutyKind.STAFF].periods, DutyKind.STAFF, other, known, friday)
    assert (found.on if found else None) == expected


# -- at work ----------------------------------------------------------------------------------------------------------


def opened(events: list[Any], kind: str) -> list[Any]:
    return [one for one in events if isinstance(one, StudyDutyOpened) and one.duty == kind]


def test_every_period_since_the_last_tick_is_owed_once(desk: Desk) -> None:
    desk.ticked(day(1, 2))
    later = desk.ticked(day(4, 1), StudyDutyOpened)
    assert [one.first for one in opened(later, "law-study")] == [day(2, 1), day(3, 1), day(4, 1)]
    days = [one for one in study_days() if day(1, 6) <= one <= day(4, 7)]
    assert [one.on for one in opened(later, "staff-study")] == days
    assert desk.ticked(day(4, 1), StudyDutyOpened) == []
    assert {kind for kind in DutyKind if desk.owed(f"party.{kind.value}")} == set(DutyKind)
    proven(desk.app)


def test_a_new_log_owes_nothing_that_had_passed_before_it_began(desk: Desk) -> None:
    desk.ticked(day(7, 1))
    assert desk.owed("party.study-plan") == []
    assert [due for _, _, due, _ in desk.owed("party.notes-check")] == [day(12, 31)]
    assert [due for _, _, due, _ in desk.owed("party.holiday-study")] == [day(9, 30)]


def test_a_missed_duty_is_held_against_whoever_answers_for_it(desk: Desk) -> None:
    desk.ticked(day(3, 3))
    missed = [one for one in desk.ticked(day(4, 4), StudyDutyMissed) if one.duty == "law-study"]  # type: ignore[attr-defined]
    (fact,) = facts_of(missed[0])  # type: ignore[arg-type]
    assert (fact.person, fact.department, fact.kind, fact.quantity, fact.day) == (
        "p008",
        "office",
        DUTY_MISSED,
        SCALE,
        day(4, 3),
    )
    assert fact.cites == ("A8",)


def test_a_duty_follows_the_post(desk: Desk) -> None:
    """p045 was publicity member until April 2025, p053 is since."""
    desk.ticked(day(3, 3))
    assert {person for person, *_ in desk.owed("party.notes-check")} == {"p045"}
    assert any(one.duty == "notes-check" for one in desk.ticked(day(4, 1), StudyDutyPassed))  # type: ignore[attr-defined]
    assert {person for person, *_ in desk.owed("party.notes-check")} == {"p053"}
    proven(desk.app)


def test_a_session_on_the_day_or_later_in_its_two_weeks_fulfils_it(desk: Desk) -> None:
    first, second = [one for one in study_days() if day(6, 9) <= one][:2]
    desk.ticked(day(6, 9))
    given(held(arranged(desk, "staff", first), *THEORY), to=desk)
    desk.ticked(second)
    given(held(arranged(desk, "staff", second + 5 * ONE), *THEORY), to=desk)
    statuses = [status for *_, status in desk.owed("party.staff-study")]
    assert statuses[-2:] == ["fulfilled", "late"]


def test_what_needs_an_unknown_calendar_waits_and_nothing_else_does(desk: Desk) -> None:
    """What was studied meanwhile is found once the year is known."""
    desk.ticked(day(12, 1, 2026))
    desk.ticked(day(2, 1, 2027))
    assert opened(desk.recorded(), "law-study")[-1].first == day(2, 1, 2027)
    assert max(one.last for one in opened(desk.recorded(), "staff-study")) < day(1, 15, 2027)
    study = next(one for one in study_days() if one >= day(1, 4, 2027))
    made = desk.ask(session("staff", study), by=SECRETARY, at=clock(day(2, 1, 2027)))
    given(held(made, MEMBER, on=day(2, 1, 2027)), to=desk)
    import_2027(desk)
    later = opened(desk.ticked(day(2, 2, 2027), StudyDutyOpened), "staff-study")
    assert later[0].on == study
    assert {due: status for _, _, due, status in desk.owed("party.staff-study")}[study + 3 * ONE] == "late"
    proven(desk.app)
