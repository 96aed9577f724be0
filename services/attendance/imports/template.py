"""The office's own table, CSV or workbook: a row per person and day (上班1, 下班1, …) or a row per punch (时间).

Also what most time clocks' own software can export. Headings in Chinese or English.
"""

from __future__ import annotations

import re

from services.attendance.imports.columns import Layout
from services.attendance.imports.readings import FileFormat

_NUMBER = (
    "工号", "人员编号", "员工编号", "员工工号", "职工号", "编号", "考勤号", "考勤号码", "用户编号", "用户id",
    "账号", "帐号",
    "employeeno", "employeenumber", "employeeid", "staffno", "staffnumber", "staffid", "number", "no", "userid", "id",
)  # fmt: skip

DAILY = Layout(
    format=FileFormat.TEMPLATE,
    sheets=(),
    number=_NUMBER,
    name=("姓名", "人员姓名", "员工姓名", "name", "fullname", "employeename", "staffname"),
    department=("部门", "所属部门", "科室", "处室", "department", "dept"),
    day=("日期", "考勤日期", "打卡日期", "date", "day", "workdate", "attendancedate"),
    punch=re.compile(
        r"(?:[上下]午)?(?:上班|下班|签到|签退)\d*(?:打卡)?(?:时间)?"
        r"|(?:clock|check|punch|time)?(?:in|out)\d*(?:time)?|(?:on|off)duty\d*(?:time)?"
    ),
    instead=(
        re.compile(
            r"(?:实际)?(?:打卡|刷卡)(?:日期)?时间|(?:打卡|刷卡)记录|punch(?:time|edat)?|checktime|datetime|timestamp"
        ),
        re.compile(r"时间|日期时间|考勤时间|time"),
    ),
    marks=re.compile(r".+"),
    day_called="日期",
    punch_called="上班1",
    moments=True,
    by_hand=True,
)

HEADINGS = ("工号", "姓名", "部门", "日期", "上班1", "下班1", "上班2", "下班2")
NOTE = "日期如 2026-03-02，时间如 08:25，过了零点写“次日 00:30”；没有打卡的格子留空。"
