"""Carries out corrections of punches and day marks (A14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.attendance.punches.card import PunchCard, card_id, month_of
from services.attendance.punches.operations import (
    CorrectPunch,
    DayView,
    ExportPunches,
    GetDay,
    ListDays,
    MarkDay,
    WithdrawDayMark,
)
from services.attendance.punches.register import marks, punches, register
from services.attendance.sheets.register import sheets
from services.attendance.sheets.sheet import ACCEPTED, MonthClosed
from services.directory.organ import name_of, picture
from services.kernel.context import Context
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

procedure = Procedure("punches", zh="打卡", en="Punches and day marks", registers=[register])


def _open_card(ctx: Context, person: str, on: date) -> tuple[PunchCard, str]:
    """The card and the department of that day; refuses a month that is closed and a person who was not there."""
    department = picture(ctx).department_of(person, on)
    if not department:
        raise Invalid(
            "该人员当日不在本机关。", "The person was not in the organ on that day.", fields=[{"field": "person"}]
        )
    ctx.calendar.is_workday(on)  # an unknown year is refused
    sheet = ctx.row(sheets, month=month_of(on), department=department)
    if sheet is not None and sheet.status == ACCEPTED:
        raise MonthClosed(
            "该月考勤表已接收,请办理考勤表更正。",
            "The month's sheet is accepted: correct the sheet instead.",
            cites=("A14",),
            month=month_of(on),
        )
    return ctx.find(PunchCard, card_id(person, month_of(on))), department


@procedure.handles(CorrectPunch)
def correct_punch(op: CorrectPunch, ctx: Context) -> GetDay:
    if op.on > ctx.today:
        raise Invalid("该日尚未到来。", "That day has not come yet.", fields=[{"field": "on"}])
    card, department = _open_card(ctx, op.person, op.on)
    times = tuple(at.replace(tzinfo=None) for at in op.times)
    card.correct(ctx.act, person=op.person, department=department, on=op.on, times=times, reason=op.reason)
    ctx.save(card)
    return GetDay(person=op.person, on=op.on)


@procedure.handles(MarkDay)
def mark_day(op: MarkDay, ctx: Context) -> GetDay:
    card, department = _open_card(ctx, op.person, op.on)
    card.mark(
        ctx.act,
        person=op.person,
        department=department,
        on=op.on,
        half=op.half.value,
        state=op.state.value,
        reason=op.reason,
    )
    ctx.save(card)
    return GetDay(person=op.person, on=op.on)


@procedure.handles(WithdrawDayMark)
def withdraw_day_mark(op: WithdrawDayMark, ctx: Context) -> GetDay:
    card, department = _open_card(ctx, op.person, op.on)
    card.withdraw_mark(
        ctx.act,
        person=op.person,
        department=department,
        on=op.on,
        half=op.half.value,
        state=op.state.value,
        reason=op.reason,
    )
    ctx.save(card)
    return GetDay(person=op.person, on=op.on)


def _moments(rows: list[Any]) -> list[datetime]:
    return sorted({datetime.fromisoformat(at) for row in rows for at in row.at.split()})


def _days(ctx: Context, person: str, days: Sequence[date]) -> list[DayView]:
    """Of one person, with what belongs to all these days read at once."""
    p, m = punches.c, marks.c
    punched: dict[date, list[Any]] = {on: [] for on in days}
    for row in ctx.rows(select(p.on, p.at).where(p.person == person, p.on.in_(days))):
        punched[row.on].append(row)
    marked: dict[date, list[str]] = {on: [] for on in days}
    for row in ctx.rows(
        select(m.on, m.half, m.state).where(m.person == person, m.on.in_(days)).order_by(m.on, m.half, m.state)
    ):
        marked[row.on].append(f"{row.half}:{row.state}")
    return [DayView(person=person, on=on, punches=_moments(punched[on]), marks=marked[on]) for on in days]


@procedure.handles(GetDay)
def get_day(op: GetDay, ctx: Context) -> DayView:
    return _days(ctx, op.person, [op.on])[0]


@procedure.handles(ListDays)
def list_days(op: ListDays, ctx: Context) -> Page[DayView]:
    """Days with punches or marks, oldest first."""
    p, m = punches.c, marks.c
    days = (
        select(p.on)
        .where(p.person == op.person, p.on.between(op.start, op.end))
        .union(select(m.on).where(m.person == op.person, m.on.between(op.start, op.end)))
        .subquery()
    )
    rows, following = page(ctx, select(days.c.on), (days.c.on,), op.after, op.limit)
    return Page[DayView](items=_days(ctx, op.person, [row.on for row in rows]), next=following)


MARK_ZH = {"trip": "出差", "elsewhere": "外勤", "overtime": "加班", "residency": "驻勤"}
HALF_ZH = {"am": "上午", "pm": "下午", "day": "全天"}
_COLUMNS = (Column("日期", 12), Column("姓名", 12), Column("部门", 24), Column("打卡", 40), Column("标记", 24))


@procedure.handles(ExportPunches)
def export_punches(op: ExportPunches, ctx: Context) -> File:
    """打卡台账 of a department's members in their time there."""
    organ, names = picture(ctx), name_of(ctx)
    if (op.end - op.start).days > MOST_DAYS:
        raise Invalid("时段过长,请分次导出。", "The span is too long: export it in parts.", fields=[{"field": "end"}])
    p, m = punches.c, marks.c
    at: dict[tuple[date, str], list[Any]] = {}
    said: dict[tuple[date, str], list[str]] = {}
    people = {spell.person for spell in organ.member_spells(op.department, op.start, op.end)}
    for row in ctx.rows(select(punches).where(p.person.in_(sorted(people)), p.on.between(op.start, op.end))):
        at.setdefault((row.on, row.person), []).append(row)
    for row in ctx.rows(select(marks).where(m.person.in_(sorted(people)), m.on.between(op.start, op.end))):
        said.setdefault((row.on, row.person), []).append(f"{HALF_ZH[row.half]}{MARK_ZH[row.state]}")
    rows = []
    for on, person in sorted({*at, *said}):
        if organ.department_of(person, on) != op.department:
            continue
        department = organ.department(op.department, on)
        moments = [_clock(moment, on) for moment in _moments(at.get((on, person), []))]
        marked = "、".join(sorted(said.get((on, person), [])))
        name = department.zh if department else op.department
        rows.append((on, names(person), name, " ".join(moments), marked))
    title = f"打卡台账 {op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write([Sheet("打卡台账", title, _COLUMNS, rows)])
    return File(name=f"punches-{op.department}-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)


MOST_DAYS = 366


def _clock(moment: datetime, on: date) -> str:
    return f"{'次日' if moment.date() > on else ''}{moment:%H:%M}"
