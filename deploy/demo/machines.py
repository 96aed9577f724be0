"""Writes the files that attendance machines export, in their makers' layouts, from invented days.

A day is one person's punches in the order made, in and out by turns. A time before its predecessor is after midnight.
Nothing here reads the code under test.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import xlsxwriter

Day = tuple[str, str, str, date, list[time]]
"""number, name, department, day, punches"""

WEEKDAYS = "一二三四五六日"


class Punch(NamedTuple):
    """What a reader must find: the same for every layout that names the person and the day."""

    number: str
    name: str
    department: str
    day: date
    at: datetime


def punches(days: Iterable[Day]) -> list[Punch]:
    """The punches of the days, those after midnight on the next date."""
    return [Punch(n, name, dept, day, at) for n, name, dept, day, times in days for at in _moments(day, times)]


def _moments(day: date, times: Sequence[time]) -> list[datetime]:
    moments: list[datetime] = []
    late = False
    for index, clock in enumerate(times):
        late = late or (index > 0 and clock < times[index - 1])
        moments.append(datetime.combine(day + timedelta(days=late), clock))
    return moments


def _texts(day: date, times: Sequence[time], slots: int, *, next_day: str, empty: str, seconds: bool) -> list[str]:
    """The cells of in and out by turns; a punch after midnight bears the maker's word for the next day."""
    form = "%H:%M:%S" if seconds else "%H:%M"
    texts = [f"{next_day if at.date() > day else ''}{at:{form}}" for at in _moments(day, times)]
    return texts + [empty] * (slots - len(texts))


def _slots(days: Sequence[Day]) -> int:
    most = max((len(times) for *_, times in days), default=0)
    return max(2, most + most % 2)


def _pairs(slots: int) -> list[str]:
    return [f"{'下' if slot % 2 else '上'}班{slot // 2 + 1}" for slot in range(slots)]


def _book(fill: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the same days make the same bytes
    fill(book)
    book.close()
    return buffer.getvalue()


def dingtalk(
    days: Sequence[Day], *, numbers: bool = True, seconds: bool = False, junk: Sequence[Sequence[object]] = ()
) -> bytes:
    """Sheet 每日统计 among others; a title row, a row of the time made, then one heading row. Days as 26-03-02 星期一.

    `junk` rows are appended: 姓名, 考勤组, 部门, (工号,) 职位, UserId, 日期, 班次, then punch, result by turns.
    """
    slots = _slots(days)
    first, last = _span(days)

    def fill(book: Any) -> None:
        monthly = book.add_worksheet("月度汇总")
        monthly.write_row(0, 0, [f"月度汇总 统计日期：{first} 至 {last}"])
        monthly.write_row(2, 0, ["姓名", "考勤组", "部门", "出勤天数", "休息天数"])
        sheet = book.add_worksheet("每日统计")
        sheet.write_row(0, 0, [f"每日统计表 统计日期：{first} 至 {last}"])
        sheet.write_row(1, 0, ["报表生成时间：2026-04-01 09:00"])
        head = ["姓名", "考勤组", "部门", *(["工号"] if numbers else []), "职位", "UserId", "日期", "班次"]
        for pair in _pairs(slots):
            head += [f"{pair}打卡时间", f"{pair}打卡结果"]
        tail = [
            "关联的审批单",
            "出勤天数",
            "迟到次数",
            "迟到时长(分钟)",
            "旷工天数",
            "出差时长",
            "外出时长",
            "请假-年假(天)",
        ]
        sheet.write_row(2, 0, [*head, *tail])
        sheet.set_column(4, 5, None, None, {"hidden": True})
        rows: list[Sequence[object]] = []
        for number, name, department, day, times in days:
            shift = "早班 08:30-17:30" if times else "休息"
            row = [name, "机关考勤", department, *([number] if numbers else []), "", f"u-{number}", _short(day), shift]
            cells = _texts(day, times, slots, next_day="次日 ", empty="", seconds=seconds)
            for cell in cells:
                row += [cell, "正常" if cell else "请假" if not times else "缺卡"]
            rows.append([*row, "" if times else "请假03-02 08:30到03-02 17:30 1天", 1 if times else 0, 0, 0, 0])
        for at, made in enumerate([*rows, *junk], start=3):
            _write_row(sheet, at, made)

    return _book(fill)


def wecom(
    days: Sequence[Day], *, seconds: bool = False, daily_times: bool = True, junk: Sequence[Sequence[object]] = ()
) -> bytes:
    """Sheet 概况统计与打卡明细: two title rows, headings in merged rows 3 and 4, `--` for nothing, newest day first.

    Without `daily_times` the columns 上班1… are left out, as some offices do; 最早 and 最晚 then say all there is.
    `junk` rows: 时间, 姓名, 账号, 部门, 职务, 所属规则, 班次, 最早, 最晚, 打卡次数, …
    """
    slots = _slots(days) if daily_times else 0
    first, last = _span(days)
    groups: list[tuple[str, list[str]]] = [
        ("基础信息", ["部门", "职务"]),
        ("考勤概况", ["所属规则", "班次", "最早", "最晚", "打卡次数(次)", "标准工作时长(小时)",
                  "实际工作时长(小时)", "假勤申请", "考勤结果"]),
        ("异常统计", ["异常合计(次)", "迟到次数(次)", "迟到时长(分钟)"]),
        ("外出打卡", ["外出打卡次数(次)", "最早", "最晚"]),
        *((pair, ["打卡时间", "打卡状态"]) for pair in _pairs(slots)),
    ]  # fmt: skip

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("概况统计与打卡明细")
        sheet.write_string(0, 0, "概况统计与打卡明细")
        sheet.write_string(1, 0, f"统计时间:{first:%m-%d} ～ {last:%m-%d}     制表时间:2026-04-01 09:23(UTC+8)")
        for at, heading in enumerate(("时间", "姓名", "账号")):
            sheet.merge_range(2, at, 3, at, heading)
        at = 3
        for group, names in groups:
            sheet.merge_range(2, at, 2, at + len(names) - 1, group)
            sheet.write_row(3, at, names)
            at += len(names)
        rows: list[Sequence[object]] = []
        for number, name, department, day, times in reversed(days):
            cells = _texts(day, times, slots, next_day="次日", empty="--", seconds=seconds)
            ends = [cells[0], cells[len(times) - 1]] if times and slots else ["--", "--"]
            if times and not slots:
                made = _texts(day, times, len(times), next_day="次日", empty="--", seconds=seconds)
                ends = [made[0], made[-1]]
            row = [f"{day:%Y/%m/%d} 星期{WEEKDAYS[day.weekday()]}", name, number, department, "--", "机关规则", "早班"]
            row += [*ends, str(len(times)), "8.0", "--", "--" if times else "请假1.0天", "正常" if times else "休息"]
            row += ["--", "--", "--", "1" if times else "--", "10:11" if times else "--", "10:12" if times else "--"]
            for cell in cells:
                row += [cell, "--" if cell == "--" else "正常"]
            rows.append(row)
        for at, cells_of in enumerate([*rows, *junk], start=4):
            _write_row(sheet, at, cells_of)
        detail = book.add_worksheet("打卡详情")
        detail.write_row(0, 0, ["打卡详情"])
        detail.write_row(2, 0, ["日期", "姓名", "账号", "打卡时间", "打卡状态"])

    return _book(fill)


def zkteco(days: Iterable[Day], *, junk: Sequence[str] = ()) -> bytes:
    """`1_attlog.dat`: the machine knows user ids only, and counts a punch to its own date."""
    moments = [(at, number) for number, _, _, day, times in days for at in _moments(day, times)]
    lines = [f"{number:>9}\t{at:%Y-%m-%d %H:%M:%S}\t1\t{index % 2}\t1\t0" for index, (at, number) in enumerate(moments)]
    return "".join(f"{line}\r\n" for line in (*lines, *junk)).encode("utf-8")


def template_rows(days: Sequence[Day], *, long: bool = False, seconds: bool = True) -> list[list[str]]:
    """The office's table as texts, headings first: a row per day, or per punch when `long`."""
    if long:
        rows = [[n, name, dept, f"{at:%Y-%m-%d %H:%M:%S}"] for n, name, dept, _, at in punches(days)]
        return [["工号", "姓名", "部门", "时间"], *rows]
    slots = _slots(days)
    return [
        ["工号", "姓名", "部门", "日期", *_pairs(slots)],
        *(
            [n, name, dept, day.isoformat(), *_texts(day, times, slots, next_day="次日 ", empty="", seconds=seconds)]
            for n, name, dept, day, times in days
        ),
    ]


def template_csv(
    days: Sequence[Day],
    *,
    long: bool = False,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    headings: Sequence[str] = (),
    junk: Sequence[Sequence[object]] = (),
) -> bytes:
    """`headings` replaces the Chinese ones, position by position."""
    head, *rows = template_rows(days, long=long)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows([headings or head, *rows, *junk])
    return buffer.getvalue().encode(encoding)


def template_xlsx(
    days: Sequence[Day], *, long: bool = False, typed: bool = False, junk: Sequence[Sequence[object]] = ()
) -> bytes:
    """`typed` stores days and times as spreadsheets do once a person has typed them, and numbers as numbers."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("考勤")
        day_form = book.add_format({"num_format": "yyyy/m/d"})
        time_form = book.add_format({"num_format": "hh:mm:ss"})
        moment_form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        head, *texts = template_rows(days, long=long)
        _write_row(sheet, 0, head)
        at = len(texts) + 1
        if not typed:
            for row, cells in enumerate(texts, start=1):
                _write_row(sheet, row, cells)
        elif long:
            for row, punch in enumerate(punches(days), start=1):
                _write_row(sheet, row, [_number(punch.number), punch.name, punch.department])
                sheet.write_datetime(row, 3, punch.at, moment_form)
        else:
            for row, (number, name, department, day, times) in enumerate(days, start=1):
                _write_row(sheet, row, [_number(number), name, department])
                sheet.write_datetime(row, 3, day, day_form)
                for column, moment in enumerate(_moments(day, times), start=4):
                    past = (moment - datetime.combine(day, time())) / timedelta(days=1)
                    sheet.write_number(row, column, past, time_form)
        for row, extra in enumerate(junk, start=at):
            _write_row(sheet, row, extra)

    return _book(fill)


def _number(text: str) -> object:
    return int(text) if text.isdecimal() and not text.startswith("0") else text


def _short(day: date) -> str:
    return f"{day:%y-%m-%d} 星期{WEEKDAYS[day.weekday()]}"


def _span(days: Sequence[Day]) -> tuple[date, date]:
    dates = [day for *_, day, _ in days] or [date(2026, 1, 1)]
    return min(dates), max(dates)


def _write_row(sheet: Any, row: int, cells: Sequence[object]) -> None:
    for at, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, at, cell)
        elif cell is not None:
            sheet.write(row, at, cell)
