"""What a fact is: one countable thing about a department on a day, and the kinds there are. Knows no storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

SCALE = 1000
"""Quantities are kept as whole thousandths: exact on every database, and sums never round."""


class Fact(NamedTuple):
    """`quantity` in thousandths; a fact that takes an earlier one back has a negative quantity on the same day.

    `department` is the one at the time of the event; `person` is empty where the fact is the department's own.
    """

    department: str
    person: str
    kind: str
    quantity: int
    day: date
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """`dimension` is where a department's points are found; `personal` kinds enter no department score."""

    code: str
    dimension: str
    zh: str
    en: str


PERSONAL = "personal"

KINDS = {
    kind.code: kind
    for kind in (
        Kind("attendance.late", "attendance", "迟到(次)", "Late for work (times)"),
        Kind("attendance.left-early", "attendance", "早退(次)", "Left early (times)"),
        Kind("attendance.absent", "attendance", "无故缺勤(天)", "Absent without leave (days)"),
        Kind("attendance.days-due", "attendance", "应出勤(人天)", "Days due (person-days)"),
        Kind("attendance.days-present", "attendance", "实出勤(人天)", "Days present (person-days)"),
        Kind("attendance.sheet-late", "attendance", "考勤表迟报(次)", "Monthly sheet late (times)"),
        Kind("attendance.sheet-missing", "attendance", "考勤表未报(次)", "Monthly sheet not handed in (times)"),
        Kind("attendance.return-missed", "attendance", "未按时销假(次)", "Return from leave not registered (times)"),
        Kind("attendance.slip-late", "attendance", "事后补交假条(次)", "Leave slip handed in afterwards (times)"),
        Kind("attendance.residency-short", "attendance", "驻勤不足(天)", "Residency days short (days)"),
        Kind("agenda.tasks-due", "agenda", "到期任务(件)", "Tasks that fell due"),
        Kind("agenda.on-time", "agenda", "按期办结(件)", "Tasks done in time"),
        Kind("agenda.late", "agenda", "逾期办结(件)", "Tasks done late"),
        Kind("agenda.overdue", "agenda", "逾期未办结(件)", "Tasks overdue"),
        Kind("information.submitted", "information", "报送信息(条)", "Information items submitted"),
        Kind("information.adopted-district", "information", "区级采用(次)", "Adopted by the district (times)"),
        Kind("information.adopted-city", "information", "市级采用(次)", "Adopted by the city (times)"),
        Kind("information.adopted-province", "information", "省级采用(次)", "Adopted by the province (times)"),
        Kind("information.adopted-nation", "information", "中央采用(次)", "Adopted by the nation (times)"),
        Kind("housekeeping.warning", "housekeeping", "内务警告(次)", "Housekeeping warnings"),
        Kind("housekeeping.criticism", "housekeeping", "内务通报批评(次)", "Criticised over housekeeping (times)"),
        Kind("housekeeping.praise", "housekeeping", "内务表扬(次)", "Housekeeping praise (times)"),
        Kind("housekeeping.cleaning-missed", "housekeeping", "未组织月度清扫(次)", "Monthly cleaning not held (times)"),
        Kind("housekeeping.circulation-overdue", "housekeeping", "文件逾期未转(次)", "Documents kept too long (times)"),
        Kind("townships.guidance", "townships", "指导乡镇人大(次)", "Guidance visits to township congresses"),
        Kind("townships.station", "townships", "建立代表家站(个)", "Deputies' homes and stations set up"),
        Kind("personal.annual-leave-forfeited", PERSONAL, "取消年休假(次)", "Annual leave forfeited (times)"),
        Kind("personal.housekeeping-criticised", PERSONAL, "内务通报批评(次)", "Criticised over housekeeping (times)"),
        Kind("personal.promise-missed", PERSONAL, "答复来访群众逾期(次)", "Promises to visitors not kept in time"),
        Kind("personal.service-lapse", PERSONAL, "首问责任批评(次)", "Criticised for failing a visitor (times)"),
        Kind("personal.annual-grade-lost", PERSONAL, "年度考核不称职、取消奖金", "Yearly grade and bonus lost"),
    )
}


def thousandths(quantity: Decimal | int) -> int:
    """Exactly, or ValueError: a quantity is never rounded on its way in."""
    scaled = quantity * SCALE
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{quantity} has more than three decimals")
    return whole


def exact(quantity: int) -> Decimal:
    """Thousandths as the shortest decimal: 61500 → 61.5, 3000 → 3."""
    if quantity % SCALE == 0:
        return Decimal(quantity // SCALE)
    return (Decimal(quantity) / SCALE).normalize()
