"""What can be asked of punches and day marks (A14)."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import Field

from services.attendance.leave.span import Part
from services.attendance.punches.record import Day, DayRecord, Mark
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import HEAD, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query
from services.kernel.procedure.registry import Export

READERS = (SELF, *RESPONSIBLE, *SEES_ALL)


class OfDay(Command, at="/attendance/punches/{person}/{on}", cites=("A14",), returns=DayRecord):
    person: PersonId
    on: Day


class CorrectPunch(OfDay, does="corrections", who=OFFICE, zh="更正打卡", en="Correct the punches of a day"):
    """Replaces the day's punches. A time before the hour at which the working day begins is of the night after; a time
    with an offset is taken as the office's clock shows it. In a month whose sheet is accepted, correct the sheet.
    """

    times: tuple[time, ...] = Field(title="打卡时间 / times", max_length=20)
    reason: Reason


class OfMark(OfDay):
    half: Annotated[Part, Field(title="时段 / part of the day")] = Part.WHOLE
    state: Annotated[Mark, Field(min_length=1)]


class MarkDay(
    OfMark,
    does="marks",
    who=(HEAD, *OFFICE),
    zh="登记出差、外勤、加班或驻勤",
    en="Mark a day: trip, duty elsewhere, overtime or residency",
):
    reason: str = Field(default="", title="事由 / reason", max_length=500)


class WithdrawDayMark(
    OfMark, does="mark-withdrawals", who=(HEAD, *OFFICE), zh="撤销日标记", en="Withdraw a day's mark"
):
    reason: Reason


class GetDay(
    Query,
    path="GET /attendance/punches/{person}/{on}",
    who=READERS,
    cites=("A14",),
    zh="查看某日打卡",
    en="See a day's punches and marks",
    returns=DayRecord,
):
    person: PersonId
    on: Day


class ListDays(
    PagedQuery,
    path="GET /attendance/punches",
    who=READERS,
    cites=("A14",),
    zh="打卡台账",
    en="Punch register",
    returns=Page[DayRecord],
):
    person: PersonId
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class ExportPunches(
    Export,
    path="GET /attendance/punches-export",
    who=(*RESPONSIBLE, *SEES_ALL),
    cites=("A14",),
    zh="导出打卡台账",
    en="Export the punch register",
    returns=File,
):
    department: DepartmentId
