"""What a machine file says, row by row: a punch that can be used, or a row that cannot and why.

Pure data. Who the person is and what the punch means for the working day (A14) is decided elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from services.kernel.refusals import Refusal

Reason = Literal["bad-date", "bad-time", "no-person", "missing-column", "bad-line", "month-closed"]


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One punch. `at` is the organ's wall clock without zone; `day` is the working day the machine counts it to."""

    row: int
    number: str
    name: str
    department: str
    day: date
    at: datetime


class BadRow(msgspec.Struct, frozen=True, gc=False):
    """A row, or one cell of it, that says nothing usable. `row` counts as the spreadsheet does, from 1.

    The other punches of the row still count: a corrected file may be imported again and adds only what was missing.
    """

    row: int
    column: str
    reason: Reason
    zh: str
    en: str
    value: str
    sheet: str = ""


class UnreadableFile(Refusal):
    """Nothing in the file can be read as attendance: not a known format, damaged, or locked by a password."""

    code = "attendance.import-unreadable"
    kind = "invalid"


_SHOWN = 80  # a message quotes no more of a cell than a person would read


def shown(cell: object) -> str:
    """A cell as a message quotes it."""
    text = str(cell).strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def bad_date(row: int, column: str, cell: object) -> BadRow:
    value = shown(cell)
    if not value:
        return BadRow(row, column, "bad-date", "没有日期", "The date is missing.", value)
    return BadRow(row, column, "bad-date", f"日期“{value}”无法识别", f"“{value}” is not a date.", value)


def bad_time(row: int, column: str, cell: object) -> BadRow:
    value = shown(cell)
    return BadRow(row, column, "bad-time", f"时间“{value}”无法识别", f"“{value}” is not a time.", value)


def no_person(row: int, column: str) -> BadRow:
    return BadRow(
        row, column, "no-person", "有打卡，但没有工号和姓名", "There are punches but neither a number nor a name.", ""
    )


def missing_column(row: int, column: str) -> BadRow:
    return BadRow(row, column, "missing-column", f"表头缺少“{column}”一列", f"The column “{column}” is missing.", "")


def bad_line(row: int, line: str) -> BadRow:
    value = shown(line)
    return BadRow(row, "", "bad-line", "该行不是考勤机的打卡记录", "This line is no punch of the machine.", value)
