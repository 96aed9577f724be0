"""One cell to a day, a time or a text. Never guesses: what could mean two things is no date and no time.

Cells are what a CSV reader or calamine gives: text, numbers (also Excel serials), dates, times, durations.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (wall clock)
_DURATION_ZERO = _SERIAL_ZERO + timedelta(days=1)
_FIRST_SERIAL, _END_SERIAL = 36526, 73051  # 2000-01-01 and 2100-01-01 as Excel counts days
_DAY_SECONDS = 86400


class Clock(NamedTuple):
    """A time on the row's own day (0), the day after (1) or the day before (-1)."""

    offset: int
    time: time


Stamp = Clock | datetime

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?"
    r"|\(?(?P<english>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\)?)"
)
_DAY = re.compile(
    r"(?:(?P<year>\d{4}|\d{2})\s*(?P<mark>[-/.年])\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"|(?P<packed>\d{8}))\s*" + _WEEKDAY + r"?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.IGNORECASE,
)
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
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|汇总|总人数|备注|说明|注|制表人?|审核人?|填表人?|负责人|部门负责人|填报单位"
    r"|sub-?total|grand\s*total|total|remarks?|notes?)\s*(?:[:\d(].*)?\Z",
    re.IGNORECASE | re.DOTALL,
)


def plain(text: str) -> str:
    """Full-width digits and signs become plain ones: office input methods type both."""
    return unicodedata.normalize("NFKC", text).strip()


def is_total(cell: object) -> bool:
    """Total, remark and signature rows end many printed sheets; they are no one's attendance."""
    return isinstance(cell, str) and _TOTAL.match(plain(cell)) is not None


def is_nothing(cell: object) -> bool:
    """Whether the cell says that there is no punch."""
    return cell is None or (isinstance(cell, str) and _NOTHING.match(plain(cell)) is not None)


def day_of(cell: object) -> date | None:
    """The day a cell names, or None. A two-digit year counts only beside its weekday; a wrong weekday is no date."""
    match cell:
        case datetime():
            return _within(cell.date())
        case date():
            return _within(cell)
        case bool() | None:
            return None
        case int() | float():
            return _numbered_day(cell)
        case str():
            return _written_day(plain(cell))
        case _:
            return None


def stamps_of(cell: object) -> tuple[Stamp, ...] | None:
    """Every punch a cell names: `()` when it says there was none, None when it cannot be read."""
    match cell:
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
            if _FIRST_SERIAL <= cell < _END_SERIAL:
                return (_SERIAL_ZERO + timedelta(seconds=round(cell * _DAY_SECONDS)),)
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
    if any(ord(sign) > 0x2E7F for sign in text):
        text = "".join(text.split())
    return "" if text.strip("-—/ ") == "" else text


def number_of(cell: object) -> str:
    """A staff number as text: spreadsheets turn 1024 into 1024.0, CSV exports guard 0012 as ="0012" or '0012."""
    match cell:
        case bool() | None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case int() | float():
            return str(cell)
        case str():
            text = plain(cell)
            if text.startswith('="') and text.endswith('"'):
                text = text[2:-1]
            text = text.strip("'\t ")
            return "" if text.strip("-—/") == "" else text
        case _:
            return ""


def _within(day: date) -> date | None:
    return day if 2000 <= day.year < 2100 else None


def _numbered_day(number: int | float) -> date | None:
    if _FIRST_SERIAL <= number < _END_SERIAL and number == int(number):
        return (_SERIAL_ZERO + timedelta(days=int(number))).date()
    if 20000101 <= number <= 20991231 and number == int(number):
        return _written_day(str(int(number)))
    return None


def _written_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    weekday = _weekday(found["weekday"], found["english"])
    if packed := found["packed"]:
        year, month, day = int(packed[:4]), int(packed[4:6]), int(packed[6:])
    else:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        if len(found["year"]) == 2:
            if weekday is None:
                return None
            year += 2000
    try:
        result = date(year, month, day)
    except ValueError:
        return None
    if weekday is not None and result.weekday() != weekday:
        return None
    return _within(result)


def _weekday(chinese: str | None, english: str | None) -> int | None:
    if chinese:
        return _WEEKDAYS[chinese]
    return _ENGLISH_WEEKDAYS.index(english.lower()) if english else None


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
    try:
        clock = time(hour, minute, second)
        if found["year"] is None:
            return Clock(offset, clock)
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    if _within(day) is None:
        return None
    return datetime.combine(day + timedelta(days=offset), clock)
