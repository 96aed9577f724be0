"""What deeds of other procedures say to the study calendar: that a duty of the period was carried out, or was not."""

from __future__ import annotations

from datetime import date

from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.party.duties import periods
from services.party.duties.duty import DUTIES, Duty, DutyKind, duty_id
from services.party.duties.periods import Period
from services.party.named import people


def answering(ctx: Context, kind: DutyKind) -> tuple[str, str]:
    """Who answers for it today, with their department; empty where the posts are vacant."""
    words = ctx.rules.value(DUTIES[kind].answers, ctx.today, tuple)
    person = next(iter(people(ctx, words, ctx.today)), "")
    return person, picture(ctx).department_of(person, ctx.today) if person else ""


def begins(ctx: Context) -> date:
    """The day on which the log begins: what was due before it is not kept here."""
    first = ctx.tx.first_fact()
    return first.day if first is not None else ctx.today


def opened(ctx: Context, kind: DutyKind, period: Period) -> Duty:
    """The duty of the period, opened where the clock has not done so yet."""
    duty = ctx.find(Duty, duty_id(kind, period.first))
    if not duty.exists:
        person, department = answering(ctx, kind)
        duty.open(ctx.act, kind=kind, period=period, person=person, department=department)
    return duty


def fulfil(ctx: Context, kind: DutyKind, on: date, by: str) -> None:
    """A deed of that day; where the calendar of the year is not known it is found when the period is opened."""
    period = periods.of_day(DUTIES[kind].periods, kind, ctx.rules, ctx.calendar, on)
    if period is not None:
        if period.due < begins(ctx) and not ctx.find(Duty, duty_id(kind, period.first)).exists:
            return
        duty = opened(ctx, kind, period)
        duty.do(ctx.act, by=by)
        ctx.save(duty)


def undo(ctx: Context, kind: DutyKind, on: date, by: str) -> None:
    """The deed was cancelled; does nothing where another one stands for the period."""
    period = periods.of_day(DUTIES[kind].periods, kind, ctx.rules, ctx.calendar, on)
    if period is not None:
        duty = ctx.find(Duty, duty_id(kind, period.first))
        duty.undo(ctx.act, by=by)
        ctx.save(duty)
