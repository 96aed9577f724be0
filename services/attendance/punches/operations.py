"""What can be asked of punches and day marks (A14)."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from pydantic import Field

from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import AUDITOR, CHAIR, CLERK, HEAD, OFFICE_DIRECTOR, SECRETARY_GENERAL, SELF, SUPERVISOR

OFFICE = (CLERK, OFFICE_DIRECTOR)


class MarkState(StrEnum):
    TRIP = "trip"
    ELSEWHERE = "elsewhere"
    OVERTIME = "overtime"
    RESIDENCY = "residency"


class Part(StrEnum):
    WHOLE = "day"
    AM = "am"
    PM = "pm"


class DayView(View):
    """One person's day: punches as wall-clock moments, marks as `half:state`."""

    person: str
    on: date
    punches: list[datetime]
    marks: list[str]


class CorrectPunch(
    Command,
    path="POST /attendance/punches/{person}/{on}/corrections",
    who=OFFICE,
    cites=("A14",),
    zh="更正打卡",
    en="Correct the punches of a day",
    returns=DayView,
):
    """Replaces the day's punches. In a month whose sheet is accepted, correct the sheet instead."""

    person: str = Field(title="人员 / person", max_length=60)
    on: date = Field(title="日期 / day")
    times: tuple[time, ...] = Field(title="打卡时间 / times", max_length=20)
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class MarkDay(
    Command,
    path="POST /attendance/punches/{person}/{on}/marks",
    who=(HEAD, *OFFICE),
    cites=("A14",),
    zh="登记出差、外勤、加班或驻勤",
    en="Mark a day: trip, duty elsewhere, overtime or residency",
    returns=DayView,
):
    person: str = Field(title="人员 / person", max_length=60)
    on: date = Field(title="日期 / day")
    half: Part = Field(default=Part.WHOLE, title="时段 / part of the day")
    state: MarkState = Field(title="标记 / mark")
    reason: str = Field(default="", title="事由 / reason", max_length=500)


class WithdrawDayMark(
    Command,
    path="POST /attendance/punches/{person}/{on}/mark-withdrawals",
    who=(HEAD, *OFFICE),
    cites=("A14",),
    zh="撤销日标记",
    en="Withdraw a day's mark",
    returns=DayView,
):
    person: str = Field(title="人员 / person", max_length=60)
    on: date = Field(title="日期 / day")
    half: Part = Field(default=Part.WHOLE, title="时段 / part of the day")
    state: MarkState = Field(title="标记 / mark")
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class GetDay(
    Query,
    path="GET /attendance/punches/{person}/{on}",
    who=(SELF, HEAD, SUPERVISOR, *OFFICE, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A14",),
    zh="查看某日打卡",
    en="See a day's punches and marks",
    returns=DayView,
):
    person: str = Field(title="人员 / person", max_length=60)
    on: date = Field(title="日期 / day")


class ListDays(
    PagedQuery,
    path="GET /attendance/punches",
    who=(SELF, HEAD, SUPERVISOR, *OFFICE, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A14",),
    zh="打卡台账",
    en="Punch register",
    returns=Page[DayView],
):
    person: str = Field(title="人员 / person", max_length=60)
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class ExportPunches(
    Query,
    path="GET /attendance/punches-export",
    who=(HEAD, SUPERVISOR, *OFFICE, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A14",),
    zh="导出打卡台账",
    en="Export the punch register",
    returns=File,
):
    department: str = Field(title="部门 / department", min_length=1, max_length=60)
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
