"""Carries out corrections of punches and day marks (A14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.attendance.leave.span import Part
from services.attendance.punches import operations as ops
from services.attendance.punches.card import PunchCard, card_id
from services.attendance.punches.days import day_begins, moment_of
from services.attendance.punches.record import DayRecord, MarkRow, PunchRow, register
from services.attendance.sheets.record import SheetRecord
from services.attendance.sheets.sheet import MonthClosed, SheetStatus
from services.directory.organ import picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.worksheet import exported, span
from services.kernel.refusals import Invalid
from services.kernel.rules.months import month_of
from services.kernel.rules.values import Choices

MOST_DAYS = 366
Said = dict[tuple[str, date], list[Any]]
"""Rows by person and day."""

procedure = Procedure("punches", zh="打卡", en="Punches and day marks", registers=[register])


def _is_closed(department: str, on: date, ctx: Context) -> bool:
    sheet = ctx.row(SheetRecord, month=month_of(on), department=department)
    return sheet is not None and sheet.status == SheetStatus.ACCEPTED


def _open_card(op: ops.OfDay, ctx: Context) -> PunchCard:
    """Refuses a month that is closed and a person who was not there."""
    department = picture(ctx).department_of(op.person, op.on)
    if not department:
        raise Invalid(
            "该人员当日不在本机关。", "The person was not in the organ on that day.", fields=[{"field": "person"}]
        )
    if _is_closed(department, op.on, ctx):
        raise MonthClosed(
            "该月考勤表已接收，请办理考勤表更正。",
            "The month's sheet is accepted: correct the sheet instead.",
            cites=("A14",),
            month=month_of(op.on),
        )
    return ctx.find(PunchCard, card_id(op.person, month_of(op.on)))


def _about(op: Any, ctx: Context) -> Subject:
    return Subject(op.person)


def _others(op: Any, ctx: Context) -> Subject:
    """Nobody says of their own day that they were there."""
    return Subject(op.person, parties=(op.person,))


commands = Commands(procedure, PunchCard, loads=_open_card, shows=ops.GetDay, about=_about)


def _closed(day: DayRecord, ctx: Context) -> bool:
    return not day.department or _is_closed(day.department, day.on, ctx)


def _to_come(day: DayRecord, ctx: Context) -> bool:
    return day.on > ctx.today or _closed(day, ctx)


def _unmarked(day: DayRecord, ctx: Context) -> bool:
    return not day.marks or _closed(day, ctx)


def _of_day(op: ops.OfDay, ctx: Context) -> dict[str, Any]:
    """Whose day it is, and what the operation says of it."""
    return {"department": picture(ctx).department_of(op.person, op.on), **op.model_dump()}


@commands.does(ops.CorrectPunch, about=_others, unless=_to_come)
def correct_punch(op: ops.CorrectPunch, card: PunchCard, ctx: Context) -> None:
    if op.on > ctx.today:
        raise Invalid("该日尚未到来。", "That day has not come yet.", fields=[{"field": "on"}])
    begins = day_begins(ctx, op.on)
    punched = [moment_of(clock, op.on, begins, ctx.zone) for clock in op.times]
    if any(at.date() > ctx.today for at in punched):
        raise Invalid(
            f"{begins:%H:%M}以前的打卡算作次日凌晨，尚未到来。",
            f"A punch before {begins:%H:%M} is one of the night after the day, which has not come yet.",
            fields=[{"field": "times"}],
        )
    said = _of_day(op, ctx)
    del said["times"]
    card.correct(ctx.act, punches=punched, **said)


@commands.does(ops.MarkDay, about=_others, unless=_closed)
def mark_day(op: ops.MarkDay, card: PunchCard, ctx: Context) -> None:
    check_choice(ctx, "attendance.marks", op.state, "state")
    card.mark(ctx.act, **_of_day(op, ctx))


@commands.does(ops.WithdrawDayMark, about=_others, unless=_unmarked)
def withdraw_day_mark(op: ops.WithdrawDayMark, card: PunchCard, ctx: Context) -> None:
    card.withdraw_mark(ctx.act, **_of_day(op, ctx))


# -- views ------------------------------------------------------------------------------------------------------------


def _by_day(rows: Iterable[Any]) -> Said:
    said: Said = {}
    for row in rows:
        said.setdefault((row.person, row.on), []).append(row)
    return said


def _days(ctx: Context, places: Iterable[tuple[str, date]], punched: Said, marked: Said) -> list[DayRecord]:
    return [_day(ctx, *place, punched.get(place, []), marked.get(place, [])) for place in places]


def _day(ctx: Context, person: str, on: date, punched: list[Any], marked: list[Any]) -> DayRecord:
    known = {one.id: one for one in ctx.rules.value("attendance.marks", ctx.today, Choices)} if marked else {}
    named = [(Part(row.half), known.get(row.state), row.trip) for row in marked]
    return DayRecord(
        person=person,
        department=picture(ctx).department_of(person, on),
        on=on,
        punches=sorted({datetime.fromisoformat(at) for row in punched for at in row.at}),
        marks=[f"{row.half}:{row.state}" for row in marked],
        marks_zh=[
            f"{h.zh}{mark.zh}{f'（出差单{trip}）' if trip else ''}" for h, mark, trip in named if mark is not None
        ],
        marks_en=[
            f"{mark.en}, {h.en}{f' (trip {trip})' if trip else ''}" for h, mark, trip in named if mark is not None
        ],
    )


def _of_person(ctx: Context, person: str, days: list[date]) -> list[DayRecord]:
    """With what belongs to all these days read at once."""
    punched, marked = ctx.rows_of_each(PunchRow, MarkRow, person=person, on=days)
    return _days(ctx, [(person, on) for on in days], _by_day(punched), _by_day(marked))


@procedure.handles(ops.GetDay)
def get_day(op: ops.GetDay, ctx: Context) -> DayRecord:
    return _of_person(ctx, op.person, [op.on])[0]


@procedure.handles(ops.ListDays)
def list_days(op: ops.ListDays, ctx: Context) -> Page[DayRecord]:
    """Days with punches or marks, oldest first."""
    p, m = PunchRow.columns(), MarkRow.columns()
    days = (
        select(p.on)
        .where(p.person == op.person, p.on.between(op.start, op.end))
        .union(select(m.on).where(m.person == op.person, m.on.between(op.start, op.end)))
        .subquery()
    )
    rows, following = page(ctx, select(days.c.on), (days.c.on,), op.after, op.limit)
    return Page[DayRecord](items=_of_person(ctx, op.person, [row.on for row in rows]), next=following)


@procedure.handles(ops.ExportPunches)
def export_punches(op: ops.ExportPunches, ctx: Context) -> File:
    """打卡台账 of a department's members in their time there."""
    organ = picture(ctx)
    if (op.end - op.start).days > MOST_DAYS:
        raise Invalid("时段过长，请分次导出。", "The span is too long: export it in parts.", fields=[{"field": "end"}])
    people = sorted({spell.person for spell in organ.member_spells(op.department, op.start, op.end)})
    punched, marked = (
        _by_day(ctx.rows(select(line.TABLE).where(c.person.in_(people), c.on.between(op.start, op.end))))
        for line in (PunchRow, MarkRow)
        for c in (line.columns(),)
    )
    places = sorted({*punched, *marked}, key=lambda place: (place[1], place[0]))
    days = [day for day in _days(ctx, places, punched, marked) if day.department == op.department]
    ledger = worksheet_of(
        DayRecord,
        PunchRow.ZH,
        department=lambda day: organ.title_of(day.department, day.on),
        punches=lambda day: " ".join(_clock(at, day.on) for at in day.punches),
        marks_zh=lambda day: "、".join(sorted(day.marks_zh)),
    )
    return exported(f"punches-{op.department}-{op.start}-{op.end}", ledger.sheet(ctx, days, span(op.start, op.end)))


def _clock(moment: datetime, on: date) -> str:
    return f"{'次日' if moment.date() > on else ''}{moment:%H:%M}"
