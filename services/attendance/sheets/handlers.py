"""Carries out monthly sheets: opened by the clock, compiled, submitted, accepted, corrected (A14)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.attendance.punches.card import month_of
from services.attendance.sheets.compiling import bounds, compile_lines
from services.attendance.sheets.events import DayState, SheetAccepted, SheetMissed, SheetOpened, SheetSubmitted
from services.attendance.sheets.excusing import settle_leave
from services.attendance.sheets.operations import (
    AcceptSheet,
    CompileSheet,
    CorrectSheet,
    ExportSheet,
    GetSheet,
    LineView,
    ListSheets,
    ReturnSheet,
    SheetRow,
    SheetView,
    StateView,
    SubmitSheet,
)
from services.attendance.sheets.register import lines, register, sheets, states
from services.attendance.sheets.sheet import Sheet, sheet_id
from services.directory.organ import name_of, picture
from services.directory.picture import Department
from services.kernel.context import Context
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, write
from services.kernel.workbook import Sheet as WorkbookSheet

OFFICE_DEPARTMENT = "office"
LEADERSHIP = "leadership"
"""Leaders are no department of their own: A33 appraises the committees and sections."""


def _miss_sheet(ctx: Context, row: Any) -> None:
    sheet = ctx.find(Sheet, UUID(hex=row.aggregate))
    sheet.miss(ctx.act, ctx.rules.cite("attendance.sheet_due", row.due))
    ctx.save(sheet)


def _key(event: SheetOpened | SheetSubmitted | SheetMissed | SheetAccepted) -> str:
    return f"{event.month}/{event.department}"


monthly_sheet = Obligation(
    kind="attendance.monthly-sheet",
    zh="报送月度考勤",
    en="Monthly attendance sheet",
    cites=("A14",),
    opened_by={SheetOpened: lambda e: Due(_key(e), e.due, department=e.department)},
    fulfilled_by={SheetSubmitted: _key},
    missed_by={SheetMissed: _key},
    on_missed=_miss_sheet,
)

procedure = Procedure("sheets", zh="月度考勤", en="Monthly sheets", registers=[register], obligations=[monthly_sheet])


@procedure.on_tick
def open_last_month(ctx: Context) -> int:
    """The day after a month ends its sheets are owed: one per department that existed on some day of it."""
    month = month_of(ctx.today.replace(day=1) - timedelta(days=1))
    known = {row.department for row in ctx.rows_of(sheets, month=month)}
    opened = 0
    for department in picture(ctx).all_departments():
        if department.id not in known and _owes(department, month):
            sheet = ctx.find(Sheet, sheet_id(department.id, month))
            _open(ctx, sheet, department.id, month)
            ctx.save(sheet)
            opened += 1
    return opened


def _owes(department: Department, month: str) -> bool:
    first, last = bounds(month)
    return department.kind != LEADERSHIP and department.start <= last and (not department.end or department.end > first)


def _open(ctx: Context, sheet: Sheet, department: str, month: str) -> None:
    _, last = bounds(month)
    found = picture(ctx).department(department)
    if found is None or not _owes(found, month):
        raise NotFound("当月没有这个部门。", "There was no such department in that month.", department=department)
    following = last + timedelta(days=1)
    number = ctx.rules.value("attendance.sheet_due", following, int)
    sheet.open(
        ctx.act,
        department=department,
        month=month,
        due=ctx.calendar.nth_workday_of_month(following.year, following.month, number),
        cites=ctx.rules.cite("attendance.sheet_due", following),
    )


def _answerable(op: CompileSheet | SubmitSheet, ctx: Context) -> Subject:
    """Who hands in the last sheet of a department that is no more: those it was merged into, else the office (A33)."""
    organ, department = picture(ctx), op.department
    while (found := organ.department(department)) and not found.is_open(ctx.today):
        department = found.merged_into or OFFICE_DEPARTMENT
        if department == OFFICE_DEPARTMENT:
            break
    return Subject(department=department)


@procedure.handles(CompileSheet, subject=_answerable)
def compile_sheet(op: CompileSheet, ctx: Context) -> GetSheet:
    if bounds(op.month)[0] > ctx.today:
        raise Invalid("该月份尚未开始。", "The month has not begun.", fields=[{"field": "month"}])
    sheet = ctx.find(Sheet, sheet_id(op.department, op.month))
    _open(ctx, sheet, op.department, op.month)
    sheet.compile(ctx.act, compile_lines(ctx, op.department, op.month))
    ctx.save(sheet)
    return GetSheet(month=op.month, department=op.department)


def _sheet(ctx: Context, op: SubmitSheet | AcceptSheet | ReturnSheet | CorrectSheet) -> Sheet:
    return ctx.load(Sheet, sheet_id(op.department, op.month))


def _done(ctx: Context, sheet: Sheet) -> GetSheet:
    ctx.save(sheet)
    return GetSheet(month=sheet.month, department=sheet.department)


@procedure.handles(SubmitSheet, subject=_answerable)
def submit_sheet(op: SubmitSheet, ctx: Context) -> GetSheet:
    sheet = _sheet(ctx, op)
    sheet.submit(ctx.act, last_day=bounds(op.month)[1], cites=ctx.rules.cite("attendance.sheet_due", sheet.due))
    return _done(ctx, sheet)


@procedure.handles(AcceptSheet)
def accept_sheet(op: AcceptSheet, ctx: Context) -> GetSheet:
    sheet = _sheet(ctx, op)
    sheet.accept(ctx.act)
    settle_leave(ctx, sheet)
    return _done(ctx, sheet)


@procedure.handles(ReturnSheet)
def return_sheet(op: ReturnSheet, ctx: Context) -> GetSheet:
    sheet = _sheet(ctx, op)
    sheet.send_back(ctx.act, reason=op.reason)
    return _done(ctx, sheet)


@procedure.handles(CorrectSheet)
def correct_sheet(op: CorrectSheet, ctx: Context) -> GetSheet:
    sheet = _sheet(ctx, op)
    if month_of(op.on) != op.month or not (ctx.calendar.is_workday(op.on) or _may_be_said_of_a_day_off(op, sheet)):
        raise Invalid(
            "更正的日期应为当月的工作日;休息日只能更正加班和驻勤。",
            "The day must be a working day of the month; of a day off only overtime and residency duty are said.",
            cites=("A14",),
            fields=[{"field": "on"}],
        )
    now = sorted(
        (DayState(on=op.on, half=s.half, state=s.state, minutes=s.minutes, kind=s.kind) for s in op.states),
        key=lambda s: (s.half, s.state),
    )
    _check_states(now)
    sheet.correct(ctx.act, person=op.person, on=op.on, now=now, reason=op.reason)
    return _done(ctx, sheet)


def _may_be_said_of_a_day_off(op: CorrectSheet, sheet: Sheet) -> bool:
    """Nobody is absent or late on a day off, but residency duty done then counts as on any other (A14)."""
    return all(s.state in ("overtime", "residency") for s in op.states) and bool(
        op.states or sheet.days.get((op.person, op.on))
    )


def _check_states(now: list[DayState]) -> None:
    """A half day is one of absent, on leave or away; overtime alone is said of the day."""
    places = [s.half for s in now if s.state in ("absent", "leave", "trip", "elsewhere", "residency")]
    worked = {s.half for s in now if s.state in ("late", "left-early")}
    whole = [s for s in now if (s.half == "day") != (s.state == "overtime")]
    twice = len(places) != len(set(places)) or len({(s.half, s.state) for s in now}) != len(now)
    if twice or whole or worked & set(places):
        raise Invalid(
            "同一时段只能是缺勤、请假、外出之一或到岗(到岗才有迟到早退),且只有加班按整天登记。",
            "A half day is one of absent, on leave, away or worked, and only worked ones are late or left early; "
            "only overtime is said of the whole day.",
            cites=("A14",),
            fields=[{"field": "states"}],
        )


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetSheet)
def get_sheet(op: GetSheet, ctx: Context) -> SheetView:
    row = ctx.row(sheets, month=op.month, department=op.department)
    if row is None:
        raise NotFound("没有这张考勤表。", "There is no such sheet.", month=op.month, department=op.department)
    key = {"month": op.month, "department": op.department}
    by_person: dict[str, list[StateView]] = {}
    for s in ctx.rows_of(states, **key):
        view = StateView(on=s.on, half=s.half, state=s.state, minutes=s.minutes, kind=s.kind)
        by_person.setdefault(s.person, []).append(view)
    return SheetView(
        department=row.department,
        month=row.month,
        status=row.status,
        due=row.due,
        submitted_on=row.submitted_on,
        late=row.late,
        missed=row.missed,
        return_reason=row.return_reason,
        lines=[
            LineView(
                person=line.person,
                days_due=Decimal(line.halves_due) / 2,
                days_present=Decimal(line.halves_present) / 2,
                residency_due=Decimal(line.residency_due),
                residency_done=Decimal(line.residency_done),
                states=by_person.get(line.person, []),
            )
            for line in ctx.rows_of(lines, **key)
        ],
        version=row.version,
    )


@procedure.handles(ListSheets)
def list_sheets(op: ListSheets, ctx: Context) -> Page[SheetRow]:
    t = sheets.c
    query = select(sheets)
    for column, wanted in ((t.month, op.month), (t.department, op.department), (t.status, op.status)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (t.month.desc(), t.department), op.after, op.limit)
    items = [
        SheetRow(
            department=r.department,
            month=r.month,
            status=r.status,
            due=r.due,
            submitted_on=r.submitted_on,
            late=r.late,
            missed=r.missed,
            version=r.version,
        )
        for r in rows
    ]
    return Page[SheetRow](items=items, next=following)


STATE_ZH = {
    "late": "迟到",
    "left-early": "早退",
    "absent": "缺勤",
    "leave": "请假",
    "trip": "出差",
    "elsewhere": "外勤",
    "overtime": "加班",
    "residency": "驻勤",
}
HALF_ZH = {"am": "上午", "pm": "下午", "day": ""}
_COLUMNS = (
    Column("姓名", 12),
    Column("应出勤", 10, "0.0"),
    Column("实出勤", 10, "0.0"),
    Column("迟到(次)", 10),
    Column("早退(次)", 10),
    Column("缺勤(天)", 10, "0.0"),
    Column("请假(天)", 10, "0.0"),
    Column("驻勤(天)", 10, "0.0"),
    Column("情况", 60),
)


@procedure.handles(ExportSheet)
def export_sheet(op: ExportSheet, ctx: Context) -> File:
    view = get_sheet(GetSheet(month=op.month, department=op.department), ctx)
    names, organ = name_of(ctx), picture(ctx)
    department = organ.department(op.department, bounds(op.month)[1])
    title = f"{department.zh if department else op.department} {op.month} 月度考勤表"

    def count(line: LineView, state: str) -> int:
        return sum(1 for s in line.states if s.state == state)

    rows = [
        (
            names(line.person),
            line.days_due,
            line.days_present,
            count(line, "late"),
            count(line, "left-early"),
            Decimal(count(line, "absent")) / 2,
            Decimal(count(line, "leave")) / 2,
            line.residency_done,
            ";".join(
                f"{s.on.month}月{s.on.day}日{HALF_ZH[s.half]}{STATE_ZH[s.state]}{f'{s.minutes}分' if s.minutes else ''}"
                for s in line.states
            ),
        )
        for line in view.lines
    ]
    foot = ("部门负责人:                办公室接收:                日期:",)
    content = write([WorkbookSheet(op.month, title, _COLUMNS, rows, foot=foot)])
    return File(name=f"sheet-{op.month}-{op.department}.xlsx", media_type=MEDIA_TYPE, content=content)
