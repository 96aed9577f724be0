"""What a machine file says, row by row: a punch that can be used, or a row that cannot and why.

Pure data. Who the person is and what the punch means for the working day (A14) is decided elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from services.kernel.domain.words import Word
from services.kernel.refusals import Refusal


class FileFormat(Word):
    DINGTALK = "dingtalk", "钉钉", "DingTalk"
    WECOM = "wecom", "企业微信", "WeCom"
    ZKTECO = "zkteco", "中控考勤机", "ZKTeco"
    TEMPLATE = "template", "考勤模板", "the office's template"


class Reason(Word):
    """Why a row, or a cell of it, is of no use."""

    BAD_DATE = "bad-date", "日期无法识别", "no date"
    BAD_TIME = "bad-time", "时间无法识别", "no time"
    NO_PERSON = "no-person", "缺少人员", "nobody named"
    MISSING_COLUMN = "missing-column", "缺少列", "column missing"
    BAD_LINE = "bad-line", "不是打卡记录", "no punch"
    MONTH_CLOSED = "month-closed", "考勤表已接收", "month closed"
    FUTURE = "future", "尚未到的时间", "yet to come"
    BEFORE_RULES = "before-rules", "尚无规定的时间", "before all rules"
    NUMBER_AND_NAME = "number-and-name", "工号与姓名不符", "number and name differ"
    MANY_NUMBERS = "many-numbers", "工号不全", "number incomplete"


class NotFoundFor(Word):
    """Why nobody can be said to be whom a row names."""

    UNKNOWN = "unknown", "查无此人", "nobody of that name or number"
    AMBIGUOUS = "ambiguous", "重名", "several of that name"
    NOT_IN_OFFICE = "not-in-office", "当日不在本机关", "not in the organ on that day"


class Reading(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="read"):
    """One punch. `at` is the organ's wall clock without zone; `day` is the day that its row names.

    `bare`: the row is a working day's and gives the hour alone, so that one before the day's beginning is its night's.
    """

    row: int
    number: str
    name: str
    department: str
    day: date
    at: datetime
    bare: bool = False
    sheet: str = ""


class BadRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="bad"):
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
    next = (
        "请从考勤机重新导出，或按考勤模板填写后再导入。",
        "Export it again from the machine, or fill in the attendance template.",
    )


class FileTooLarge(Refusal):
    """More than any office's file holds: it is not opened at all."""

    code = "attendance.import-too-large"
    kind = "too-large"
    next = ("请按月份分次导出，再分别导入。", "Export it month by month, and import each part.")


_SHOWN = 80  # a message quotes no more of a cell than a person would read


def shown(cell: object) -> str:
    """A cell as a message quotes it."""
    text = str(cell).strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


_NO_DATE = "没有日期", "The date is missing."
_SAID = {
    Reason.BAD_DATE: ("日期“{value}”无法识别", "“{value}” is not a date."),
    Reason.BAD_TIME: ("时间“{value}”无法识别", "“{value}” is not a time."),
    Reason.NO_PERSON: ("有打卡，但没有工号和姓名", "There are punches but neither a number nor a name."),
    Reason.MISSING_COLUMN: ("表头缺少“{column}”一列", "The column “{column}” is missing."),
    Reason.BAD_LINE: ("该行不是考勤机的打卡记录", "This line is no punch of the machine."),
    Reason.MONTH_CLOSED: (
        "{month}的考勤表已接收，请办理考勤表更正",
        "The sheet of {month} is accepted: correct the sheet instead.",
    ),
    Reason.FUTURE: (
        "{value}尚未到，考勤机的时钟可能不准",
        "{value} has not come yet: the machine's clock may be wrong.",
    ),
    Reason.BEFORE_RULES: (
        "{value}尚无考勤规定，考勤机的时钟可能不准",
        "No rule was in force at {value}: the machine's clock may be wrong.",
    ),
    Reason.NUMBER_AND_NAME: (
        "工号{number}是“{name}”，与该行的姓名不符，请核对后改正",
        "The number {number} is {name}'s, and the row says another name: see which is right and mend it.",
    ),
    Reason.MANY_NUMBERS: (
        "工号缺少开头的零，可能是{those}，请写全",
        "The number has lost its leading zeros and may be {these}: write it in full.",
    ),
}
"""By reason, what is said of the row; `value` is the cell as it is quoted, the others are named by whoever finds it."""


def bad_row(row: int, reason: Reason, cell: object = "", column: str = "", sheet: str = "", **named: str) -> BadRow:
    value = shown(cell)
    zh, en = _NO_DATE if reason is Reason.BAD_DATE and not value else _SAID[reason]
    named |= {"value": value, "column": column}
    return BadRow(row, column, reason, zh.format_map(named), en.format_map(named), value, sheet)


def bad_reading(reading: Reading, reason: Reason, value: object = "", **named: str) -> BadRow:
    """What was read well and cannot be used; the punch is quoted where no other `value` is."""
    return bad_row(reading.row, reason, value or reading.at.isoformat(sep=" "), sheet=reading.sheet, **named)
