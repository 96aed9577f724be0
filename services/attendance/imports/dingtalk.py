"""DingTalk (钉钉) report: sheet 每日统计, one row per person and day; else sheet 原始记录, one row per punch."""

from __future__ import annotations

import re

from msgspec.structs import replace

from services.attendance.imports.columns import Layout
from services.attendance.imports.readings import FileFormat

DAILY = Layout(
    format=FileFormat.DINGTALK,
    sheets=("每日统计",),
    number=("工号", "员工工号", "userid"),
    name=("姓名",),
    department=("部门", "所属部门"),
    day=("日期", "考勤日期"),
    punch=re.compile(r"[上下]班\d打卡时间"),
    instead=(),
    marks=re.compile(r"考勤组|上班1打卡结果|关联的审批单"),
    day_called="日期",
    punch_called="上班1打卡时间",
)

RECORDS = replace(
    DAILY,
    sheets=("原始记录",),
    day=("考勤日期", "日期"),
    punch=re.compile(r"打卡时间"),  # 考勤时间 beside it is when the punch was due
    marks=re.compile(r"考勤组|考勤时间"),
    day_called="考勤日期",
    punch_called="打卡时间",
)
