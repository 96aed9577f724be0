"""One cell of a table from outside to a day, a number or a text. Never guesses: what could mean two things is no date.

Cells are what a CSV reader or calamine gives: text, numbers (also Excel serials), dates. Knows no procedure.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (wall clock)
FIRST_SERIAL, END_SERIAL = 36526, 73051  # 2000-01-01 and 2100-01-01 as Excel counts days
LONGEST, LONGEST_NAME = 2_000, 200
"""Characters of a cell that is read; no day, no list of punches and no name is longer."""

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
_BLANKS = re.compile(r"[ \t\u3000]{2,}")
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|汇总|总人数|备注|说明|注|制表人?|审核人?|填表人?|负责人|部门负责人|填报单位"
    r"|sub-?total|grand\s*total|total|remarks?|notes?)\s*(?:[:\d(].*)?\Z",
    re.IGNORECASE | re.DOTALL,
)


def plain(text: str) -> str:
    """Full-width digits and signs become plain ones: office input methods type both. Blanks in a row are one."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST])).strip()


def fold(heading: object) -> str:
    """Headings compare without case, spaces, line breaks, brackets' content and full-width forms."""
    if not isinstance(heading, str):
        return ""
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]|[\s_\-.:*#'\"]", "", plain(heading).casefold())


def is_total(cell: object) -> bool:
    """Total, remark and signature rows end many printed sheets; they are none of the table's own."""
    return isinstance(cell, str) and _TOTAL.match(plain(cell)) is not None


def day_of(cell: object) -> date | None:
    """The day a cell names, or None. A two-digit year counts only beside its weekday; a wrong weekday is no date."""
    match cell:
        case str() if len(cell) > LONGEST:
            return None
        case datetime():
            return within(cell.date())
        case date():
            return within(cell)
        case bool() | None:
            return None
        case int() | float():
            return _numbered_day(cell)
        case str():
            return _written_day(plain(cell))
        case _:
            return None


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
            return "" if len(text) > LONGEST_NAME or text.strip("-—/") == "" else text
        case _:
            return ""


def within(day: date) -> date | None:
    return day if 2000 <= day.year < 2100 else None


def _numbered_day(number: int | float) -> date | None:
    if FIRST_SERIAL <= number < END_SERIAL and number == int(number):
        return (SERIAL_ZERO + timedelta(days=int(number))).date()
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
    return within(result)


def _weekday(chinese: str | None, english: str | None) -> int | None:
    if chinese:
        return _WEEKDAYS[chinese]
    return _ENGLISH_WEEKDAYS.index(english.lower()) if english else None
