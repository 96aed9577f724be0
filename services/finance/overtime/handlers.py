"""Carries out overtime: consented to before, done, confirmed, compensated (A30)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from services.directory.organ import picture
from services.finance.day_kinds import kind_of
from services.finance.money import ZERO, rounded
from services.finance.overtime import events as e
from services.finance.overtime import operations as ops
from services.finance.overtime.overtime import CITES, Compensation, NoSuchCompensation, Overtime, OvertimeStatus
from services.finance.overtime.record import OvertimeRecord, register
from services.finance.turns import first_able
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.values import Bands, Table

RULES = {Compensation.TIME_OFF: "overtime.time_off", Compensation.ALLOWANCE: "overtime.allowance"}
WAITING = (OvertimeStatus.REQUESTED, OvertimeStatus.REPORTED)


def _turn(one: Any, ctx: Context) -> str:
    return first_able(ctx, ctx.rules.value("overtime.consent", ctx.today, tuple), {one.department}, {one.person})


def _deciding(op: Any, ctx: Context) -> Subject:
    return Subject(posts=(_turn(ctx.load(Overtime, op.overtime), ctx),))


def _views(ctx: Context, rows: Sequence[Any]) -> list[OvertimeRecord]:
    return [OvertimeRecord.of(row, waits_for=_turn(row, ctx) if row.status in WAITING else "") for row in rows]


procedure = Procedure("overtime", zh="加班", en="Overtime", registers=[register])
commands = Commands(
    procedure, Overtime, key="overtime", record=OvertimeRecord, views=_views, shows=ops.GetOvertime
)  # fmt: skip


@commands.opens(ops.RequestOvertime)
def request_overtime(op: ops.RequestOvertime, ctx: Context) -> Overtime:
    kind = kind_of(ctx.calendar, op.on)
    if ctx.rules.value(RULES[op.compensation], op.on, Table).get(kind) is None:
        raise NoSuchCompensation(
            f"{kind.zh}加班没有{op.compensation.zh}。",
            f"Overtime on a {kind.en} is not compensated by this: {op.compensation.en}.",
            cites=ctx.rules.cite(RULES[op.compensation], op.on),
        )
    overtime = Overtime(ctx.new_id())
    number = next_number(ctx, OvertimeRecord.TABLE, ctx.today.year)
    department = picture(ctx).department_of(op.person, ctx.today)
    overtime.request(ctx.act, number=number, department=department, kind=kind, **op.model_dump())
    return overtime


def own(one: OvertimeRecord, ctx: Context) -> bool:
    return one.person == ctx.caller


def _not_done(one: OvertimeRecord, ctx: Context) -> bool:
    return ctx.today < one.on


def _no_time_off(one: OvertimeRecord, ctx: Context) -> bool:
    return own(one, ctx) or not one.time_off


commands.acts(ops.ApproveOvertime, Overtime.approve, about=_deciding, unless=own)
commands.acts(ops.RejectOvertime, Overtime.reject, about=_deciding, unless=own)
commands.records(ops.WithdrawOvertime, e.OvertimeWithdrawn)
commands.acts(ops.ReportOvertime, Overtime.report, unless=_not_done)
commands.acts(ops.SendOvertimeBack, Overtime.send_back, about=_deciding, unless=own)
commands.acts(ops.EnterTimeOff, Overtime.take_time_off, about=_deciding, unless=_no_time_off)


@commands.does(ops.ConfirmOvertime, about=_deciding, unless=own)
def confirm_overtime(op: ops.ConfirmOvertime, overtime: Overtime, ctx: Context) -> None:
    rules, on = ctx.rules, overtime.on
    days = rules.value("overtime.days", on, Bands).at(overtime.hours)
    chosen = Compensation(overtime.compensation)
    earned = days * (rules.value(RULES[chosen], on, Table).get(overtime.kind) or Decimal(0))
    time_off, amount = (earned, ZERO) if chosen is Compensation.TIME_OFF else (ZERO, rounded(earned))
    overtime.confirm(ctx.act, days=days, time_off=time_off, amount=amount, cites=rules.cite(RULES[chosen], on) or CITES)


commands.lists(ops.ListOvertime)
commands.exports(ops.ExportOvertime, "overtime")


def _waits(one: OvertimeRecord, ctx: Context) -> Subject:
    return Subject(posts=(one.waits_for,))


commands.waits(ops.ApproveOvertime, since="requested_on", title="reason", subject=_waits)
commands.waits(ops.ReportOvertime, since="on", title="reason")
commands.waits(ops.ConfirmOvertime, since="on", title="reason", subject=_waits)
