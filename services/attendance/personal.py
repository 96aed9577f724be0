"""What attendance holds of people's lives: when they came, when and why they were away (A14–A16)."""

from __future__ import annotations

from services.kernel.domain.private import Kept, Matter

_SEES = (
    "本人、部门负责人、分管领导、办公室、审计员",
    "the person, the department's head, its supervising leader, the office, the auditor",
)
_OWN = ("本人、办公室、审计员", "the person, the office, the auditor")

INVENTORY = (
    Matter("punches", Kept.ATTENDANCE, ("编制月度考勤表", "to compile the monthly sheet (A14)"), _SEES),
    Matter("imports", Kept.ATTENDANCE, ("导入考勤机记录", "to take in the machine's records (A14)"), _OWN),
    Matter("leave", Kept.ATTENDANCE, ("审批请假、登记销假", "to decide on leave and register the return (A15)"), _SEES),
    Matter("entitlement", Kept.ATTENDANCE, ("核算年休假", "to keep the account of annual leave (A16)"), _SEES),
    Matter("sheets", Kept.ATTENDANCE, ("考核部门出勤", "to appraise how a department attended (A14, A34)"), _SEES),
    Matter("trip_days", Kept.ATTENDANCE, ("出差计入考勤", "to count days of a trip as present (A14, A30)"), _OWN),
)  # fmt: skip
CALLED = {
    "was_next_day": ("原次日打卡时间", "punches of the day after, before"),
    "now_next_day": ("次日打卡时间", "punches of the day after"),
    "working_days": ("工作日数", "working days"),
    "joined_working_days": ("连续假期的工作日数", "working days of leave that is joined"),
    "filed_on": ("假条提交日期", "day on which a slip came"),
    "forfeiting": ("是否抵扣公休假", "whether it counts towards forfeiture"),
    "annual_total": ("全年公休假天数", "annual leave taken in the year"),
    "due_change": ("应出勤天数的变动", "change of the days owed"),
    "present_change": ("实出勤天数的变动", "change of the days present"),
    "added": ("新增审批步骤", "steps added"),
    "by_leave": ("所因请假", "leave that caused it"),
    "ground": ("依据情形", "ground"),
    "handed_in_on": ("已报送日", "handed in on"),
    "shortened": ("提前销假", "shortened"),
    "step": ("审批步骤", "step"),
    "workdays_late": ("补交工作日数", "working days late"),
}
