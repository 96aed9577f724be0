"""Carries out corrections of punches and day marks (A14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.attendance.organ import picture
from services.attendance.punches.card import PunchCard, card_id, month_of
from services.attendance.punches.operations import (
    CorrectPunch,
    DayView,
    GetDay,
    ListDays,
    MarkDay,
    WithdrawDayMark,
)
from services.attendance.punches.register import marks, punches, register
from services.attendance.sheets.register import sheets
from services.attendance.sheets.sheet import ACCEPTED, MonthClosed
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid

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


@procedure.handles(GetDay)
def get_day(op: GetDay, ctx: Context) -> DayView:
    return DayView(
        person=op.person,
        on=op.on,
        punches=_moments(ctx.rows_of(punches, person=op.person, on=op.on)),
        marks=[f"{m.half}:{m.state}" for m in ctx.rows_of(marks, person=op.person, on=op.on)],
    )


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
    items = [get_day(GetDay(person=op.person, on=row.on), ctx) for row in rows]
    return Page[DayView](items=items, next=following)
