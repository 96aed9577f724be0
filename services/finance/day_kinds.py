"""What kind of day it is for whoever works beyond their hours (A30): every day of an announced holiday is one."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.words import Word
from services.kernel.rules.calendar import WorkCalendar


class DayKind(Word):
    WORKDAY = "workday", "工作日", "working day"
    REST = "rest", "休息日", "day of rest"
    HOLIDAY = "holiday", "节假日", "holiday"


def kind_of(calendar: WorkCalendar, on: date) -> DayKind:
    if calendar.is_workday(on):
        return DayKind.WORKDAY
    return DayKind.HOLIDAY if calendar.holiday_name(on) else DayKind.REST
