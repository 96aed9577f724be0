"""What can be asked of monthly sheets (A14)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.attendance.leave.record import LeaveKind
from services.attendance.leave.span import Part
from services.attendance.sheets.record import SheetRecord, SheetView, State
from services.attendance.sheets.sheet import SheetStatus
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, SUPERVISOR
from services.kernel.procedure.fields import DepartmentId, Month, PersonId, Reason
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.registry import listing

SEES = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)
AT = "/attendance/sheets/{month}/{department}"


class OfSheet(Command, at=AT, returns=SheetView):
    month: Month
    department: DepartmentId


class CompileSheet(
    OfSheet,
    does="compilation",
    who=(COLLEAGUE, HEAD, CLERK),
    when=(SheetStatus.OPEN, SheetStatus.DRAFT, SheetStatus.RETURNED),
    zh="汇总月度考勤",
    en="Compile the monthly sheet",
):
    """Draws the draft up from punches, marks and leave; may be repeated until it is submitted."""


class GetSheet(Query, path=f"GET {AT}", who=SEES, zh="查看月度考勤", en="See a monthly sheet", returns=SheetView):
    month: Month
    department: DepartmentId


class SubmitSheet(
    OfSheet,
    does="submission",
    who=(HEAD, SUPERVISOR),
    when=(SheetStatus.DRAFT, SheetStatus.RETURNED),
    zh="报送月度考勤",
    en="Submit the monthly sheet",
):
    """The head hands it in; the supervising leader while there is no head."""

    BESIDE = (GetSheet,)


class AcceptSheet(
    OfSheet, does="acceptance", who=OFFICE, when=SheetStatus.SUBMITTED, zh="接收月度考勤", en="Accept the monthly sheet"
):
    BESIDE = (GetSheet,)


class ReturnSheet(
    OfSheet, does="return", who=OFFICE, when=SheetStatus.SUBMITTED, zh="退回月度考勤", en="Return the monthly sheet"
):
    reason: Reason


class CorrectedState(View):
    half: Part = Field(title="时段 / half")
    state: Annotated[State, Field(min_length=1)]
    minutes: int = Field(default=0, ge=0, le=1440, title="分钟 / minutes")
    kind: LeaveKind = ""


class CorrectSheet(
    OfSheet,
    does="corrections",
    who=OFFICE,
    when=SheetStatus.ACCEPTED,
    zh="更正已接收的考勤",
    en="Correct an accepted sheet",
):
    """Says what a person's day was; no states means present all day."""

    person: PersonId
    on: date = Field(title="日期 / day")
    states: tuple[CorrectedState, ...] = Field(default=(), max_length=6, title="应为 / states")
    reason: Reason


ListSheets = listing("ListSheets", SheetRecord, path="GET /attendance/sheets", who=SEES)


class ExportSheet(
    Query,
    path=f"GET {AT}/export",
    who=SEES,
    cites=("A14",),
    zh="导出月度考勤表",
    en="Export a monthly sheet",
    returns=File,
):
    month: Month
    department: DepartmentId
