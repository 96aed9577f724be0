"""The calendar says what the state announced, year by year, and nothing about other years."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kernel.rules.calendar import CalendarError, UnknownYear, WorkCalendar, read_notice

CALENDAR = WorkCalendar.load()
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))

NOTICE = """
year = 2031
source = "通知"
[[holidays]]
zh = "元旦"
en = "New Year's Day"
days = [2030-12-31, 2031-01-01]
make_up = [2031-01-04]
"""


def one_by_one(start: date, end: date) -> list[date]:
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return [day for day in days if CALENDAR.is_workday(day)]


@pytest.mark.parametrize(
    "day", ["2024-02-04", "2024-02-18", "2025-01-26", "2025-02-08", "2026-02-14", "2026-02-28", "2026-10-10"]
)
def test_a_make_up_weekend_day_is_worked(day: str) -> None:
    made_up = date.fromisoformat(day)
    assert made_up.weekday() >= 5
    assert CALENDAR.is_workday(made_up)
    assert CALENDAR.holiday_name(made_up) is None


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_another_source_agrees_on_every_day(year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in days if CALENDAR.is_workday(day)] == [day for day in days if other.is_working_day(day)]


def test_a_holiday_has_its_name_and_a_plain_weekend_none() -> None:
    name = CALENDAR.holiday_name(date(2026, 10, 1))
    assert name is not None
    assert (name.zh, name.en) == ("国庆节", "National Day")
    assert CALENDAR.holiday_name(date(2026, 7, 4)) is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_workday(date(2027, 1, 4)),
        lambda: CALENDAR.workdays(date(2026, 12, 1), date(2027, 1, 4)),
        lambda: CALENDAR.working_days(date(2026, 12, 1), date(2027, 1, 4)),
        lambda: CALENDAR.add_workdays(date(2026, 12, 31), 1),
        lambda: CALENDAR.nth_workday_of_month(2027, 1, 5),
        lambda: CALENDAR.holiday_name(date(2027, 1, 1)),
    ],
)
def test_an_unknown_year_is_refused_never_guessed(ask: Callable[[], object]) -> None:
    with pytest.raises(UnknownYear) as refused:
        ask()
    assert refused.value.code == "calendar.unknown-year"
    assert refused.value.details == {"year": 2027}
    assert "2027" in refused.value.zh
    assert "2027" in refused.value.en
    assert "系统管理员" in refused.value.next[0]


@given(DAYS, DAYS)
def test_working_days_between_are_those_counted_one_by_one(a: date, b: date) -> None:
    start, end = min(a, b), min(max(a, b), min(a, b) + timedelta(800))
    counted = one_by_one(start, end)
    assert CALENDAR.workdays(start, end) == len(counted)
    assert list(CALENDAR.working_days(start, end)) == counted


def test_nothing_lies_between_an_end_and_a_later_start() -> None:
    assert CALENDAR.workdays(date(2026, 7, 2), date(2026, 7, 1)) == 0
    assert CALENDAR.working_days(date(2026, 7, 2), date(2026, 7, 1)) == ()


@given(st.dates(date(2004, 1, 1), date(2025, 12, 31)), st.integers(1, 200))
def test_the_nth_working_day_after_a_day_has_n_working_days_behind_it(day: date, n: int) -> None:
    due = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(due)
    assert CALENDAR.workdays(day + timedelta(1), due) == n


def test_no_working_days_later_is_the_day_itself_and_before_is_an_error() -> None:
    saturday = date(2026, 7, 4)
    assert CALENDAR.add_workdays(saturday, 0) == saturday
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_workdays(saturday, -1)


def test_the_fifth_working_day_of_october_comes_after_the_holiday_and_counts_the_make_up_saturday() -> None:
    assert CALENDAR.nth_workday_of_month(2026, 10, 1) == date(2026, 10, 8)
    assert CALENDAR.nth_workday_of_month(2026, 10, 3) == date(2026, 10, 10)
    with pytest.raises(ValueError, match="working days"):
        CALENDAR.nth_workday_of_month(2026, 10, 30)


@given(st.integers(2004, 2026), st.integers(1, 12))
def test_the_working_days_of_a_month_are_its_own(year: int, month: int) -> None:
    first = date(year, month, 1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    assert list(CALENDAR.working_days_of_month(year, month)) == one_by_one(first, last)


def test_an_imported_year_is_known_and_may_begin_in_the_december_before(tmp_path: Path) -> None:
    (tmp_path / "2031.toml").write_text(NOTICE, "utf-8")
    calendar = WorkCalendar.load(tmp_path)
    assert not calendar.is_workday(date(2031, 1, 1))
    assert calendar.is_workday(date(2031, 1, 2))
    assert calendar.is_workday(date(2031, 1, 4))
    with pytest.raises(UnknownYear):  # the December days alone do not make 2030 known
        calendar.is_workday(date(2030, 12, 30))


def test_an_imported_year_replaces_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "2026.toml").write_text(
        'year = 2026\nsource = "通知"\n[[holidays]]\nzh = "停工"\nen = "Closed"\ndays = [2026-07-01]\nmake_up = []\n',
        "utf-8",
    )
    calendar = WorkCalendar.load(tmp_path)
    assert not calendar.is_workday(date(2026, 7, 1))
    assert calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2025, 9, 28))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2031", "year = 2032", "year"),
        ('source = "通知"', 'source = ""', "source"),
        ("make_up = [2031-01-04]", "make_up = [2031-01-03]", "no weekend day"),
        ("make_up = [2031-01-04]", "make_up = [2031-01-04, 2031-01-04]", "named twice"),
        ("days = [2030-12-31, 2031-01-01]", "days = [2030-11-30]", "no date of 2031"),
        ("days = [2030-12-31, 2031-01-01]", "days = [2031-01-01, 2031-01-04]", "cannot be"),
        ("days = [2030-12-31, 2031-01-01]", "days = [2031-01-01, 2031-01-01]", "named twice"),
        ("days = [2030-12-31, 2031-01-01]", "days = 2031-01-01", "list of dates"),
        ("make_up = [2031-01-04]", "", "exactly the keys"),
        ("year = 2031", "year = ", "2031.toml"),
    ],
)
def test_a_faulty_notice_stops_the_start_and_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "2031.toml").write_text(NOTICE.replace(old, new), "utf-8")
    with pytest.raises(CalendarError, match=said) as fault:
        WorkCalendar.load(tmp_path)
    assert "2031.toml" in str(fault.value)
    assert fault.value.zh.startswith("2031.toml：")


def test_a_notice_that_comes_later_decides_about_its_year_and_the_december_before() -> None:
    known = CALENDAR.with_notices([read_notice(NOTICE, "content")])
    assert known.is_workday(date(2031, 1, 4))
    assert not known.is_workday(date(2030 + 1, 1, 1))
    assert known.add_workdays(date(2031, 1, 1), 1) == date(2031, 1, 2)
    amended = known.with_notices([read_notice(NOTICE.replace("make_up = [2031-01-04]", "make_up = []"), "content")])
    assert not amended.is_workday(date(2031, 1, 4))
    assert [CALENDAR.is_workday(day) for day in (date(2026, 10, 1), date(2026, 10, 10))] == [False, True]
    with pytest.raises(UnknownYear):
        CALENDAR.is_workday(date(2031, 1, 4))


@pytest.mark.parametrize("depth", [10, 20_000])
def test_a_notice_of_absurd_depth_is_wrong_and_breaks_nothing(depth: int) -> None:
    with pytest.raises(CalendarError):
        read_notice(f"year = {'[' * depth}{']' * depth}", "content")
