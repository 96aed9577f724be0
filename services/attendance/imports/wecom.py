"""WeCom (企业微信) report: sheet 概况统计与打卡明细, headings over two merged rows, `--` for nothing."""

from __future__ import annotations

import re

from services.attendance.imports.columns import Layout
from services.attendance.imports.readings import FileFormat

DAILY = Layout(
    format=FileFormat.WECOM,
    sheets=("概况统计与打卡明细",),
    number=("账号", "帐号", "工号"),
    name=("姓名",),
    department=("部门", "所属部门"),
    day=("时间", "日期"),
    punch=re.compile(r"[上下]班\d?打卡时间"),
    # 最早 and 最晚 stand also under 外出打卡, which counts visits and not attendance.
    instead=(re.compile(r"打卡时间记录"), re.compile(r"(?:考勤概况|概况)?(?:最早|最晚)(?:打卡时间)?")),
    marks=re.compile(r"(?:考勤概况)?(?:最早|最晚|所属规则|打卡次数)|打卡时间记录|上班1打卡状态"),
    day_called="时间",
    punch_called="上班1 打卡时间",
)
