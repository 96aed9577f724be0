"""Carries out monthly sheets: opened by the clock, compiled, submitted, accepted, corrected (A14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from services.attendance.leave.span import Part
from services.attendance.punches.card import OVERTIME, RESIDENCY
from services.attendance.punches.record import PunchRow
from services.attendance.sheets import events as e
from services.attendance.sheets import operations as ops
from services.attendance.sheets.compiling import compile_lines
from services.attendance.sheets.events import DayState
from services.attendance.sheets.excusing import settle_leave
from services.attendance.sheets.record import LineRow, SheetRecord, SheetView, StateRow, register
from services.attendance.sheets.sheet import Keeping, Sheet, SheetStatus, sheet_id
from services.directory.organ import name_of, own_to, picture
from services.directory.picture import Department
from services.kernel.domain.who import HEAD, Subject, Who
from services.kernel.procedure.checks import check_choice, choices
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waits, found_in
from services.kernel.procedure.obligations import Due, Obligation, missing
from services.kernel.procedure.operations import Command, File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told_by_key
from services.kernel.procedure.worksheet import Shown, Worksheet, exported
from services.kernel.refusals import Invalid, NotFound
from services.kernel.rules.calendar import UnknownYear
from services.kernel.rules.months import bounds, following, month_of

DAY = timedelta(days=1)
STATES = "attendance.findings attendance.marks"
WORKED = ("late", "left-early")
"""What is said of a half day that was worked."""
_s = SheetRecord.columns()
OFFICE_DEPARTMENT = "office"
LEADERSHIP = "leadership"
"""Leaders are no department of their own: A33 appraises the committees and sections."""


def _key(event: e.SheetOpened | e.SheetDueSet | e.SheetSubmitted | e.SheetMissed | e.SheetAccepted) -> str:
    return f"{event.month}/{event.department}"


def _due(event: e.SheetOpened) -> Due:
    """Owed from then on; while its day cannot be told that stays open, until `SheetDueSet`."""
    return Due(_key(event), event.due, department=event.department)


def _set(event: e.SheetDueSet) -> Due:
    return Due(_key(event), event.due, department=event.department, closed=event.handed_in_on)


monthly_sheet = Obligation(
    kind="attendance.monthly-sheet",
    zh="报送月度考勤",
    en="Monthly attendance sheet",
    tells=told_by_key(),
    cites=("A14",),
    opened_by={e.SheetOpened: _due, e.SheetDueSet: _set},
    fulfilled_by={e.SheetSubmitted: _key},
    missed_by={e.SheetMissed: _key},
    on_missed=missing(Sheet, "attendance.sheet_due"),
    shows=ops.GetSheet,
    which=lambda owed: {"month": owed.key.partition("/")[0], "department": owed.department},
)


def _whose(row: Any) -> Subject:
    """Who handed a sheet in does not accept it."""
    taken = row.status == SheetStatus.SUBMITTED
    return Subject(department=row.department, parties=(row.submitted_by,) if taken else ())


def _waits(operation: type[Command], status: SheetStatus, *who: Who) -> Waits:
    which = {"month": "month", "department": "department"}
    found = found_in(
        SheetRecord.TABLE, _s.status == status, subject=_whose, which=which, since="submitted_on", title="month"
    )
    return Waits(operation, ops.GetSheet, found, who)


procedure = Procedure(
    "sheets",
    zh="月度考勤",
    en="Monthly sheets",
    registers=[register],
    obligations=[monthly_sheet],
    waits=[_waits(ops.AcceptSheet, SheetStatus.SUBMITTED), _waits(ops.SubmitSheet, SheetStatus.RETURNED, HEAD)],
)
"""A sheet that was never handed in is owed by its day."""


@procedure.on_tick
def open_months(ctx: Context) -> int:
    """The day after a month ends its sheets are owed: one per department that existed on some day of it. Months that
    ended while no clock ran are owed all the same.
    """
    month, this, opened = _first_to_look_at(ctx), month_of(ctx.today), 0
    while month < this:
        known = {row.department for row in ctx.rows_of(SheetRecord, month=month)}
        for department in picture(ctx).all_departments():
            if department.id not in known and _owes(department, month):
                sheet = ctx.find(Sheet, sheet_id(department.id, month))
                _open(ctx, sheet, department.id, month)
                ctx.save(sheet)
                opened += 1
        month = following(month)
    return opened


def _first_to_look_at(ctx: Context) -> str:
    """From the last month of which the clock has opened sheets; where it never has, from the month in which the log
    begins: of what was before nobody could keep a sheet here. A clock that finds nothing at all says that it begins.
    """
    by_clock: str | None = ctx.rows(select(func.max(_s.month)).where(_s.by_clock))[0][0]
    if by_clock:
        return by_clock
    first = ctx.tx.first_fact()
    if first is None:
        keeping = ctx.find(Keeping, Keeping.ID)
        keeping.begin(ctx.act, month_of(ctx.today))
        ctx.save(keeping)
    return month_of(first.day if first is not None else ctx.today)


@procedure.on_tick
def set_open_dues(ctx: Context) -> int:
    """Sheets whose day could not be told when their month ended; returns how many could be by now."""
    told = 0
    for row in ctx.rows(select(SheetRecord.TABLE).where(_s.due.is_(None)).order_by(_s.month, _s.department)):
        due, cites = _due_day(ctx, row.month)
        if due is not None:
            sheet = ctx.find(Sheet, sheet_id(row.department, row.month))
            sheet.set_due(ctx.act, due, cites)
            ctx.save(sheet)
            told += 1
    return told


def _due_day(ctx: Context, month: str) -> tuple[date | None, tuple[str, ...]]:
    """The last day on which the month's sheet is in time; None while the calendar of that year is not known."""
    then = bounds(month)[1] + DAY
    number = ctx.rules.value("attendance.sheet_due", then, int)
    cites = ctx.rules.cite("attendance.sheet_due", then)
    try:
        return ctx.calendar.nth_workday_of_month(then.year, then.month, number), cites
    except UnknownYear:
        return None, cites


def _owes(department: Department, month: str) -> bool:
    first, last = bounds(month)
    return department.kind != LEADERSHIP and department.start <= last and (not department.end or department.end > first)


def _open(ctx: Context, sheet: Sheet, department: str, month: str) -> None:
    found = picture(ctx).department(department)
    if found is None or not _owes(found, month):
        raise NotFound("当月没有这个部门。", "There was no such department in that month.", department=department)
    due, cites = _due_day(ctx, month)
    sheet.open(ctx.act, department=department, month=month, due=due, cites=cites)


def _answerable(op: Any, ctx: Context) -> Subject:
    """Who hands in the last sheet of a department that is no more: those it was merged into, else the office (A33)."""
    organ, department = picture(ctx), op.department
    while (found := organ.department(department)) and not found.is_open(ctx.today):
        department = found.merged_into or OFFICE_DEPARTMENT
        if department == OFFICE_DEPARTMENT:
            break
    return Subject(department=department)


def _of_department(op: Any, ctx: Context) -> Subject:
    return Subject(department=op.department)


def _others(op: Any, ctx: Context) -> Subject:
    """What is accepted or corrected: not by who handed it in, nor by whose day it is; of other departments than the
    office, which has nobody above it here, by none of its own."""
    sheet = ctx.find(Sheet, sheet_id(op.department, op.month))
    own = own_to(ctx, op.department) if op.department != OFFICE_DEPARTMENT else ()
    person = getattr(op, "person", "")
    return Subject(department=op.department, parties=tuple(one for one in (sheet.submitted_by, person, *own) if one))


def _found(op: ops.OfSheet, ctx: Context) -> Sheet:
    """Whoever draws up a sheet that was not opened yet opens it."""
    if not isinstance(op, ops.CompileSheet):
        return ctx.load(Sheet, sheet_id(op.department, op.month))
    if bounds(op.month)[0] > ctx.today:
        raise Invalid("该月份尚未开始。", "The month has not begun.", fields=[{"field": "month"}])
    sheet = ctx.find(Sheet, sheet_id(op.department, op.month))
    _open(ctx, sheet, op.department, op.month)
    return sheet


commands = Commands(procedure, Sheet, loads=_found, shows=ops.GetSheet, about=_of_department)

# -- commands ---------------------------------------------------------------------------------------------------------


@commands.does(ops.CompileSheet, about=_answerable)
def compile_sheet(op: ops.CompileSheet, sheet: Sheet, ctx: Context) -> None:
    sheet.compile(ctx.act, compile_lines(ctx, op.department, op.month))


def _not_over(sheet: SheetView, ctx: Context) -> bool:
    return ctx.today <= bounds(sheet.month)[1]


@commands.does(ops.SubmitSheet, about=_answerable, unless=_not_over)
def submit_sheet(op: ops.SubmitSheet, sheet: Sheet, ctx: Context) -> None:
    sheet.submit(ctx.act, last_day=bounds(op.month)[1], cites=_due_day(ctx, op.month)[1])


@commands.does(ops.AcceptSheet, about=_others)
def accept_sheet(op: ops.AcceptSheet, sheet: Sheet, ctx: Context) -> None:
    sheet.accept(ctx.act)
    settle_leave(ctx, sheet)


commands.records(ops.ReturnSheet, e.SheetReturned, about=_others)


def _nobody_on_it(sheet: SheetView, ctx: Context) -> bool:
    return not sheet.lines


def _others_day(op: Any, ctx: Context) -> Subject:
    """Once it is accepted, who handed it in may put another's day right."""
    subject, person = _others(op, ctx), getattr(op, "person", "")
    own = subject.parties if op.department != OFFICE_DEPARTMENT else ((person,) if person else ())
    return replace(subject, parties=own)


@commands.does(ops.CorrectSheet, about=_others_day, unless=_nobody_on_it)
def correct_sheet(op: ops.CorrectSheet, sheet: Sheet, ctx: Context) -> None:
    if month_of(op.on) != op.month or not (ctx.calendar.is_workday(op.on) or _may_be_said_of_a_day_off(op, sheet)):
        raise Invalid(
            "更正的日期应为当月的工作日；休息日只能更正加班和驻勤。",
            "The day must be a working day of the month; of a day off only overtime and residency duty are said.",
            cites=("A14",),
            fields=[{"field": "on"}],
        )
    for one in op.states:
        check_choice(ctx, STATES, one.state, "states")
        if one.kind:
            check_choice(ctx, "leave.kinds", one.kind, "states")
    now = sorted(
        (DayState(on=op.on, half=s.half, state=s.state, minutes=s.minutes, kind=s.kind) for s in op.states),
        key=lambda s: (s.half, s.state),
    )
    _check_states(now)
    sheet.correct(ctx.act, person=op.person, on=op.on, now=now, reason=op.reason)


def _may_be_said_of_a_day_off(op: ops.CorrectSheet, sheet: Sheet) -> bool:
    """Nobody is absent or late on a day off, but residency duty done then counts as on any other (A14)."""
    return all(s.state in (OVERTIME, RESIDENCY) for s in op.states) and bool(
        op.states or sheet.days.get((op.person, op.on))
    )


def _check_states(now: list[DayState]) -> None:
    """A half day is one of absent, on leave or away; overtime alone is said of the day."""
    worked = {s.half for s in now if s.state in WORKED}
    places = [s.half for s in now if s.state not in (*WORKED, OVERTIME)]
    whole = [s for s in now if (s.half == Part.WHOLE) != (s.state == OVERTIME)]
    twice = len(places) != len(set(places)) or len({(s.half, s.state) for s in now}) != len(now)
    if twice or whole or worked & set(places):
        raise Invalid(
            "同一时段只能是缺勤、请假、外出之一或到岗(到岗才有迟到早退)，且只有加班按整天登记。",
            "A half day is one of absent, on leave, away or worked, and only worked ones are late or left early; "
            "only overtime is said of the whole day.",
            cites=("A14",),
            fields=[{"field": "states"}],
        )


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetSheet)
def get_sheet(op: ops.GetSheet, ctx: Context) -> SheetView:
    key = {"month": op.month, "department": op.department}
    row = ctx.row(SheetRecord, **key)
    if row is None:
        raise NotFound("没有这张考勤表。", "There is no such sheet.", month=op.month, department=op.department)
    by_person: dict[str, list[StateRow]] = {}
    for state in ctx.rows_of(StateRow, **key):
        by_person.setdefault(state.person, []).append(StateRow.of(state))
    lines = [
        LineRow.of(
            line,
            days_due=Decimal(line.halves_due) / 2,
            days_present=Decimal(line.halves_present) / 2,
            states=by_person.get(line.person, []),
        )
        for line in ctx.rows_of(LineRow, **key)
    ]
    unrecorded = _unrecorded(ctx, op.month) if row.status != SheetStatus.ACCEPTED else []
    return SheetView.of(row, lines=lines, unrecorded=unrecorded)


def _unrecorded(ctx: Context, month: str) -> list[date]:
    """What was never brought in looks as if everybody had been absent."""
    first, last = bounds(month)
    on = PunchRow.columns().on
    punched = {row.on for row in ctx.rows(select(on).where(on.between(first, last)).distinct())}
    try:
        return [day for day in ctx.calendar.working_days(first, min(last, ctx.today)) if day not in punched]
    except UnknownYear:
        return []


lists(procedure, ops.ListSheets, SheetRecord)


def _times(state: str) -> Callable[[LineRow], int]:
    return lambda line: sum(1 for one in line.states if one.state == state)


def _days(state: str) -> Callable[[LineRow], Decimal]:
    return lambda line: Decimal(_times(state)(line)) / 2


def _said(ctx: Context) -> Callable[[LineRow], str]:
    """Day by day, in words."""
    words = choices(ctx, STATES, ctx.today)

    def one(state: StateRow) -> str:
        half = "" if state.half is Part.WHOLE else state.half.zh
        minutes = f"{state.minutes}分" if state.minutes else ""
        return f"{state.on.month}月{state.on.day}日{half}{words.get(state.state, state.state)}{minutes}"

    return lambda line: ";".join(one(state) for state in line.states)


@procedure.handles(ops.ExportSheet)
def export_sheet(op: ops.ExportSheet, ctx: Context) -> File:
    view = get_sheet(ops.GetSheet(month=op.month, department=op.department), ctx)
    ledger = Worksheet(
        op.month,
        Shown("姓名", 12, "person", name_of),
        Shown("应出勤", 10, "days_due", None, "0.0"),
        Shown("实出勤", 10, "days_present", None, "0.0"),
        Shown("迟到(次)", 10, _times("late")),
        Shown("早退(次)", 10, _times("left-early")),
        Shown("缺勤(天)", 10, _days("absent"), None, "0.0"),
        Shown("请假(天)", 10, _days("leave"), None, "0.0"),
        Shown("驻勤(天)", 10, "residency_done", None, "0.0"),
        Shown("情况", 60, _said(ctx)),
    )
    name = picture(ctx).title_of(op.department, bounds(op.month)[1])
    sheet = ledger.sheet(ctx, view.lines, title=f"{name} {op.month} 月度考勤表")
    foot = ("部门负责人:                办公室接收:                日期:",)
    return exported(f"sheet-{op.month}-{op.department}", replace(sheet, foot=foot))
