"""What can be asked of monthly sheets (A14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SUPERVISOR,
)

OFFICE = (CLERK, OFFICE_DIRECTOR)
SEES = (COLLEAGUE, HEAD, SUPERVISOR, *OFFICE, CHAIR, SECRETARY_GENERAL, AUDITOR)
Month = Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$", title="月份 / month", examples=["2026-07"])]
Department = Annotated[str, Field(title="部门 / department", min_length=1, max_length=60)]


class StateView(View):
    on: date
    half: str
    state: str
    minutes: int = 0
    kind: str = ""


class LineView(View):
    person: str
    days_due: Decimal
    days_present: Decimal
    residency_due: Decimal
    residency_done: Decimal
    states: list[StateView]


class SheetView(View):
    department: str
    month: str
    status: str
    due: date
    submitted_on: date | None
    late: bool
    missed: bool
    return_reason: str
    lines: list[LineView]
    version: int


class SheetRow(View):
    department: str
    month: str
    status: str
    due: date
    submitted_on: date | None
    late: bool
    missed: bool
    version: int


class CompileSheet(
    Command,
    path="POST /attendance/sheets/{month}/{department}/compilation",
    who=(COLLEAGUE, HEAD, CLERK),
    cites=("A14",),
    zh="汇总月度考勤",
    en="Compile the monthly sheet",
    returns=SheetView,
):
    """Draws the draft up from punches, marks and leave; may be repeated until it is submitted."""

    month: Month
    department: Department


class SubmitSheet(
    Command,
    path="POST /attendance/sheets/{month}/{department}/submission",
    who=(HEAD, SUPERVISOR),
    cites=("A14",),
    zh="报送月度考勤",
    en="Submit the monthly sheet",
    returns=SheetView,
):
    """The head hands it in; the supervising leader while there is no head."""

    month: Month
    department: Department


class AcceptSheet(
    Command,
    path="POST /attendance/sheets/{month}/{department}/acceptance",
    who=OFFICE,
    cites=("A14",),
    zh="接收月度考勤",
    en="Accept the monthly sheet",
    returns=SheetView,
):
    month: Month
    department: Department


class ReturnSheet(
    Command,
    path="POST /attendance/sheets/{month}/{department}/return",
    who=OFFICE,
    cites=("A14",),
    zh="退回月度考勤",
    en="Return the monthly sheet",
    returns=SheetView,
):
    month: Month
    department: Department
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class CorrectedState(View):
    half: str = Field(pattern="^(am|pm|day)$", title="时段 / half")
    state: str = Field(
        pattern="^(late|left-early|absent|leave|trip|elsewhere|overtime|residency)$", title="状态 / state"
    )
    minutes: int = Field(default=0, ge=0, le=1440, title="分钟 / minutes")
    kind: str = Field(default="", max_length=30, title="假别 / kind of leave")


class CorrectSheet(
    Command,
    path="POST /attendance/sheets/{month}/{department}/corrections",
    who=OFFICE,
    cites=("A14",),
    zh="更正已接收的考勤",
    en="Correct an accepted sheet",
    returns=SheetView,
):
    """Says what a person's day was; no states means present all day."""

    month: Month
    department: Department
    person: str = Field(title="人员 / person", min_length=1, max_length=60)
    on: date = Field(title="日期 / day")
    states: tuple[CorrectedState, ...] = Field(default=(), max_length=6, title="应为 / states")
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class GetSheet(
    Query,
    path="GET /attendance/sheets/{month}/{department}",
    who=SEES,
    cites=("A14",),
    zh="查看月度考勤",
    en="See a monthly sheet",
    returns=SheetView,
):
    month: Month
    department: Department


class ListSheets(
    PagedQuery,
    path="GET /attendance/sheets",
    who=SEES,
    cites=("A14",),
    zh="月度考勤台账",
    en="Register of monthly sheets",
    returns=Page[SheetRow],
):
    month: str = Field(default="", title="月份 / month", max_length=7)
    department: str = Field(default="", title="部门 / department", max_length=60)
    status: str = Field(default="", title="状态 / status", max_length=20)


class ExportSheet(
    Query,
    path="GET /attendance/sheets/{month}/{department}/export",
    who=SEES,
    cites=("A14",),
    zh="导出月度考勤表",
    en="Export a monthly sheet",
    returns=File,
):
    month: Month
    department: Department
