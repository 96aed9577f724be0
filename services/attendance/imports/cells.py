"""One cell to a day, a time or a text. Never guesses: what could mean two things is no date and no time.

Cells are what a CSV reader or calamine gives: text, numbers (also Excel serials), dates, times, durations.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from services.kernel.procedure.cells import (
    END_SERIAL,
    FIRST_SERIAL,
    LONGEST,
    LONGEST_NAME,
    SERIAL_ZERO,
    day_of,
    is_total,
    number_of,
    plain,
    within,
)

__all__ = [
    "Clock",
    "Stamp",
    "day_of",
    "is_nothing",
    "is_total",
    "moment_of",
    "name_of",
    "number_of",
    "plain",
    "stamps_of",
]

_DURATION_ZERO = SERIAL_ZERO + timedelta(days=1)
_DAY_SECONDS = 86400
_NIGHT_ENDS = 30
"""A night goes on counting its hours, 24:30 or 25:10, as spreadsheets write them; hardly beyond six in the morning."""


class Clock(NamedTuple):
    """A time on the row's own day (0), the day after (1) or the day before (-1)."""

    offset: int
    time: time


Stamp = Clock | datetime

_TOKEN = re.compile(
    r"(?:(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?\s*(?:(?:星期|周)[一二三四五六日天])?[T\s]*)?"
    r"(?:(?P<next>次日|第二天|隔日|翌日)|(?P<previous>昨日|前日|前一日|前一天)|当日|当天)?\s*"
    r"(?P<half>上午|下午)?\s*"
    r"(?P<hour>\d{1,2})(?:\s*[时点]\s*|:)(?P<minute>\d{1,2})"
    r"(?:(?::|\s*分\s*)(?P<second>\d{1,2})(?:\.\d+|\s*秒)?|\s*分)?(?![\d:])"
    r"\s*(?P<meridian>[ap]m\b)?"
    r"|(?P<noise>[\s,;、|/]+|\([^()]*\)|外勤|外出|补卡|正常|迟到|早退|范围外)",
    re.IGNORECASE,
)
# Said where a punch would stand when there was none; leave and trips come in through their own procedures (A15).
_NOTHING = re.compile(
    r"[-—–_/\\.·*\s]*\Z|无|空|未打|未签|缺卡|漏打|旷工|休|节|法定|请假|\D{1,4}假|出差|外出|公出|公差|外勤"
    r"|值班|加班|未排班|排休|不需|无需|免打|未入职|离职|停用|n/?a\Z|none\Z|null\Z|nan\Z|nil\Z",
    re.IGNORECASE,
)


def is_nothing(cell: object) -> bool:
    """Whether the cell says that there is no punch."""
    return cell is None or (isinstance(cell, str) and _NOTHING.match(plain(cell)) is not None)


def stamps_of(cell: object) -> tuple[Stamp, ...] | None:
    """Every punch a cell names: `()` when it says there was none, None when it cannot be read."""
    match cell:
        case str() if len(cell) > LONGEST:
            return None
        case datetime():
            return _elapsed_or_moment(cell)
        case time():
            return _elapsed(round(cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6))
        case timedelta():
            return _elapsed(round(cell.total_seconds()))
        case bool():
            return None
        case int() | float():
            if 0 < cell < 2:
                return _elapsed(round(cell * _DAY_SECONDS))
            if FIRST_SERIAL <= cell < END_SERIAL:
                return (SERIAL_ZERO + timedelta(seconds=round(cell * _DAY_SECONDS)),)
            return None
        case str():
            return _written_stamps(plain(cell))
        case None:
            return ()
        case _:
            return None


def moment_of(cell: object) -> datetime | None:
    """The one full date and time a cell names; None when the date or the time is missing."""
    if isinstance(cell, str) and len(cell) in (16, 19):
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            pass
        else:
            if moment.tzinfo is None and 2000 <= moment.year < 2100:
                return moment
    stamps = stamps_of(cell)
    if stamps is not None and len(stamps) == 1 and isinstance(stamps[0], datetime):
        return stamps[0]
    return None


def name_of(cell: object) -> str:
    """A name without the spaces that pad short Chinese names to three characters; `--` is no name."""
    if not isinstance(cell, str):
        return "" if cell is None or isinstance(cell, bool) else number_of(cell)
    text = cell.strip().lstrip("'")
    if len(text) > LONGEST_NAME:
        return ""
    if any(ord(sign) > 0x2E7F for sign in text):
        text = "".join(text.split())
    return "" if text.strip("-—/ ") == "" else text


def _elapsed(seconds: int) -> tuple[Stamp, ...] | None:
    offset, rest = divmod(seconds, _DAY_SECONDS)
    if offset not in (0, 1):
        return None
    return (Clock(offset, time(rest // 3600, rest // 60 % 60, rest % 60)),)


def _elapsed_or_moment(cell: datetime) -> tuple[Stamp, ...] | None:
    """A time cell past midnight (26:10) arrives as a moment in Excel's first days; anything else is a real moment."""
    if cell.year >= 2000:
        return (_whole_second(cell),) if cell.year < 2100 else None
    return _elapsed(round((cell - _DURATION_ZERO).total_seconds()))


def _whole_second(moment: datetime) -> datetime:
    """To the nearest second: a serial holds 08:30 as 08:29:59.999…"""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _written_stamps(text: str) -> tuple[Stamp, ...] | None:
    stamps: list[Stamp] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            return () if is_nothing(text) else None
        position = found.end()
        if found["noise"] is None:
            stamp = _stamp(found)
            if stamp is None:
                return None
            stamps.append(stamp)
    if not stamps and not is_nothing(text):
        return None
    return tuple(stamps)


def _stamp(found: re.Match[str]) -> Stamp | None:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    meridian = (found["meridian"] or "").lower()
    if meridian == "pm" or found["half"] == "下午":
        hour = hour + 12 if hour < 12 else hour
    elif meridian == "am" and hour == 12:
        hour = 0
    offset = 1 if found["next"] else -1 if found["previous"] else 0
    if 24 <= hour < _NIGHT_ENDS and not (offset or meridian or found["half"]):
        hour, offset = hour - 24, 1
    try:
        clock = time(hour, minute, second)
        if found["year"] is None:
            return Clock(offset, clock)
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    if within(day) is None:
        return None
    return datetime.combine(day + timedelta(days=offset), clock)
