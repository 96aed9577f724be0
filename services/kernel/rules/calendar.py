"""Legal working days with make-up days (调休). Knows the years it was given and refuses every other one.

The state announces each year's arrangement by a notice of its own; a guess by weekdays would be wrong on a dozen
and more days a year. Built-in years come from `chinesecalendar`, whose data is copied at load; later years are
read from notices: files that come with the program, and what the administrator imports while it runs.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from services.kernel.refusals import Refusal

OPEN_DUE = date.max
"""Where a due day is kept that is open until the calendar of its year is known: it never passes, and sorts last."""


class UnknownYear(Refusal):
    """Nobody has told the calendar how that year is arranged."""

    code = "calendar.unknown-year"
    next = (
        "请系统管理员按国务院办公厅通知导入该年度的安排。",
        "Ask the system administrator to import that year's calendar from the official notice.",
    )

    def __init__(self, year: int) -> None:
        super().__init__(
            f"尚未导入{year}年的节假日和调休安排。",
            f"The holidays and make-up days of {year} are not known.",
            year=year,
        )
        self.year = year


class CalendarError(ValueError):
    """A calendar file is wrong; the program must not start. Says which file and which key, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Holiday:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's arrangement as `deploy/organ/calendar/README.md` says to write it down; `source` names the notice."""

    year: int
    source: str
    holidays: Mapping[date, Holiday]
    make_up: frozenset[date]


@dataclass(frozen=True, slots=True)
class _Year:
    """One year's working days, counted once so that every question is a look-up."""

    first: int  # ordinal of 1 January
    days: tuple[date, ...]  # the working days, ascending
    until: tuple[int, ...]  # [n]: working days among the first n days of the year


@dataclass(frozen=True)
class WorkCalendar:
    holidays: Mapping[date, Holiday]
    make_up: frozenset[date]
    known: frozenset[int]
    _years: Mapping[int, _Year] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if both := self.make_up & self.holidays.keys():
            raise CalendarError(*_both(min(both)))
        object.__setattr__(self, "_years", {year: self._count(year) for year in sorted(self.known)})

    @classmethod
    def load(cls, folder: Path | None = None) -> WorkCalendar:
        """The built-in years, and those of the folder's `*.toml`, which decide where both speak of a year."""
        holidays, make_up = _built_in()
        built_in = cls(holidays, frozenset(make_up), frozenset(day.year for day in holidays))
        return built_in.with_notices([_read(path) for path in sorted(folder.glob("*.toml"))] if folder else [])

    def with_notices(self, notices: Iterable[Notice]) -> WorkCalendar:
        """A calendar that also knows these years; a notice decides about its year, whatever was known of it."""
        imported = tuple(notices)
        years = {notice.year for notice in imported}
        holidays = {day: name for day, name in self.holidays.items() if day.year not in years}
        make_up = {day for day in self.make_up if day.year not in years}
        for notice in imported:  # a notice may reach back into December: its days come after the removals above
            for day in notice.holidays.keys() | notice.make_up:
                holidays.pop(day, None)
                make_up.discard(day)
            holidays.update(notice.holidays)
            make_up |= notice.make_up
        return WorkCalendar(holidays, frozenset(make_up), self.known | years)

    def is_workday(self, day: date) -> bool:
        year = self._year(day.year)
        n = day.toordinal() - year.first
        return year.until[n + 1] > year.until[n]

    def workdays(self, start: date, end: date) -> int:
        """How many working days from `start` to `end`, both counted; 0 if `end` comes first."""
        if end < start:
            return 0
        first, last = self._year(start.year), self._year(end.year)
        between = sum(len(self._year(year).days) for year in range(start.year, end.year))
        return between + last.until[end.toordinal() - last.first + 1] - first.until[start.toordinal() - first.first]

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself need not be one; 0 gives `day` back."""
        if n < 0:
            raise ValueError("a deadline lies ahead: n must not be negative")
        if n == 0:
            return day
        number = day.year
        year = self._year(number)
        index = year.until[day.toordinal() - year.first + 1] + n - 1
        while index >= len(year.days):
            index -= len(year.days)
            number += 1
            year = self._year(number)
        return year.days[index]

    def due(self, day: date, n: int) -> date | None:
        """The n-th working day after `day`; None while it lies in a year that is not known: the due day stays open."""
        try:
            return self.add_workdays(day, n)
        except UnknownYear:
            return None

    def nth_workday_of_month(self, year: int, month: int, n: int) -> date:
        """The n-th working day of the month, from 1; a month with fewer is an error of the caller's rule."""
        days = self.working_days_of_month(year, month)
        if not 1 <= n <= len(days):
            raise ValueError(f"{year}-{month:02d} has {len(days)} working days, no {n}th")
        return days[n - 1]

    def working_days_of_month(self, year: int, month: int) -> tuple[date, ...]:
        counted = self._year(year)
        start = date(year, month, 1).toordinal() - counted.first
        end = (date(year, month + 1, 1).toordinal() - counted.first) if month < 12 else len(counted.until) - 1
        return counted.days[counted.until[start] : counted.until[end]]

    def working_days(self, start: date, end: date) -> tuple[date, ...]:
        """The working days from `start` to `end`, both counted."""
        if end < start:
            return ()
        days = [day for year in range(start.year, end.year + 1) for day in self._year(year).days]
        before = self.workdays(date(start.year, 1, 1), start) - self.is_workday(start)
        return tuple(days[before : bisect_right(days, end)])

    def holiday_name(self, day: date) -> Holiday | None:
        """Why a day is free, None on working days and on plain weekends."""
        self._year(day.year)
        return self.holidays.get(date(day.year, day.month, day.day))

    def _year(self, number: int) -> _Year:
        try:
            return self._years[number]
        except KeyError:
            raise UnknownYear(number) from None

    def _count(self, number: int) -> _Year:
        first, last = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
        days: list[date] = []
        until = [0]
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            if day in self.make_up or (day.weekday() < 5 and day not in self.holidays):
                days.append(day)
            until.append(len(days))
        return _Year(first, tuple(days), tuple(until))


def _built_in() -> tuple[dict[date, Holiday], set[date]]:
    from chinese_calendar import constants  # its tables take a moment to build; nobody else needs them

    names = {holiday.value: Holiday(holiday.chinese, holiday.value) for holiday in constants.Holiday}
    days = cast("Mapping[date, str]", constants.holidays)
    make_up = cast("Mapping[date, str]", constants.workdays)
    return {day: names[name] for day, name in days.items()}, set(make_up)


def _read(path: Path) -> Notice:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as fault:
        raise _wrong(path.name, "", *NOT_UTF8) from fault
    return read_notice(text, path.name, path.stem)


def read_notice(text: str, name: str = "", of_year: str = "") -> Notice:
    """A year as it is written down, which may be given; `name` is what a fault calls it. Raises `CalendarError`."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise _wrong(name, "", f"{_place(str(fault))}不合格式", f"is not written as TOML: {fault}") from fault
    if set(raw) != {"year", "source", "holidays"}:
        raise _wrong(
            name,
            "",
            "须有且仅有 year、source、holidays 三项",
            "must have exactly the keys year, source, holidays",
        )
    year: object = raw["year"]
    if type(year) is not int or not 2000 <= year <= 2999:
        raise _wrong(name, "year", "须为四位数的年份", "must be a year of four digits")
    if of_year and of_year != str(year):
        raise _wrong(name, "year", "须与文件名的年份相同", "must be the year that the file is named after")
    source = raw["source"]
    if not isinstance(source, str) or not source.strip():
        raise _wrong(name, "source", "须写明通知的名称", "must name the notice")
    if not isinstance(raw["holidays"], list) or not raw["holidays"]:
        raise _wrong(name, "holidays", "须至少写明一个节日", "must be a list that is not empty")
    off: dict[date, Holiday] = {}
    make_up: set[date] = set()
    for n, entry in enumerate(cast("list[object]", raw["holidays"]), 1):
        _read_holiday(name, f"holidays[{n}]", entry, year, off, make_up)
    if both := make_up & off.keys():
        raise _wrong(name, "holidays", *_both(min(both)))
    return Notice(year, source.strip(), off, frozenset(make_up))


def _read_holiday(path: str, key: str, raw: object, year: int, off: dict[date, Holiday], make_up: set[date]) -> None:
    if not isinstance(raw, dict) or set(cast("dict[str, Any]", raw)) != {"zh", "en", "days", "make_up"}:
        raise _wrong(
            path, key, "须有且仅有 zh、en、days、make_up 四项", "must have exactly the keys zh, en, days, make_up"
        )
    entry = cast("dict[str, Any]", raw)
    name = Holiday(str(entry["zh"]), str(entry["en"]))
    for day in _dates(path, f"{key}.days", entry["days"], year):
        if day in off:
            raise _wrong(path, f"{key}.days", f"{day}重复", f"{day} is named twice")
        off[day] = name
    for day in _dates(path, f"{key}.make_up", entry["make_up"], year):
        if day.weekday() < 5 or day in make_up:
            raise _wrong(
                path, f"{key}.make_up", f"{day}不是周末，或重复", f"{day} is no weekend day, or is named twice"
            )
        make_up.add(day)


def _dates(path: str, key: str, raw: object, year: int) -> Iterator[date]:
    """Of the year itself, or of the December before it: New Year's days off may begin there."""
    if not isinstance(raw, list):
        raise _wrong(path, key, "须为日期的列表", "must be a list of dates")
    for day in cast("list[object]", raw):
        if type(day) is not date or (day.year != year and (day.year, day.month) != (year - 1, 12)):
            raise _wrong(path, key, f"{day}不是{year}年的日期", f"{day} is no date of {year}")
        yield day


NOT_UTF8 = "不是UTF-8编码的文本", "is no text in UTF-8"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def _place(fault: str) -> str:
    """Where a text is no TOML, as its reader says it in English."""
    found = _PLACE.search(fault)
    return f"第{found[1]}行第{found[2]}列" if found else "内容"


def _both(day: date) -> tuple[str, str]:
    return f"{day}不能既放假又上班", f"{day} cannot be a day off and a make-up day"


def _wrong(name: str, key: str, zh: str, en: str) -> CalendarError:
    return CalendarError("：".join(filter(None, (name, key, zh))), ": ".join(filter(None, (name, key, en))))
