"""Carries out the duty rota: published, swapped by consent of both, done or missed (A30)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from services.directory.organ import check_person, picture
from services.finance.day_kinds import kind_of
from services.finance.duty import events as e
from services.finance.duty import operations as ops
from services.finance.duty.record import DutyRecord, register
from services.finance.duty.turn import CITES, DutyStatus, DutyTurn, NoSwap, OnDutyAlready
from services.finance.money import ZERO, rounded
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Table

d = DutyRecord.columns()
STANDS = (DutyStatus.PUBLISHED, DutyStatus.SWAPPING, DutyStatus.DONE, DutyStatus.PAID)
"""In these a turn takes the day."""

procedure = Procedure("duty", zh="值班", en="Duty", registers=[register])
commands = Commands(procedure, DutyTurn, key="turn", record=DutyRecord, shows=ops.GetDuty)


def _asked(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.load(DutyTurn, op.turn).to)


# -- the rota ---------------------------------------------------------------------------------------------------------


@procedure.handles(ops.PublishRota)
def publish_rota(op: ops.PublishRota, ctx: Context) -> ops.RotaView:
    turns = sorted(op.turns, key=lambda one: (one.on, one.person))
    if len({(one.on, one.person) for one in turns}) < len(turns):
        raise Invalid("同一人同一天重复排班。", "Somebody is named twice on a day.", fields=[{"field": "turns"}])
    if turns[0].on < ctx.today:
        raise Invalid("不能为过去的日期排班。", "The rota is for days to come.", fields=[{"field": "turns"}])
    for one in turns:
        check_person(ctx, one.person, one.on, "turns")
        _check_free(ctx, one.person, one.on)
        turn = DutyTurn(ctx.new_id())
        department = picture(ctx).department_of(one.person, one.on)
        turn.trigger(e.DutyPublished, ctx.act, person=one.person, department=department, on=one.on)
        ctx.save(turn)
    return ops.RotaView(turns=len(turns), first=turns[0].on, last=turns[-1].on)


def _check_free(ctx: Context, person: str, on: date, *but: UUID) -> None:
    for row in ctx.rows_of(DutyRecord, person=person, on=on):
        if row.status in STANDS and UUID(hex=row.id) not in but:
            raise OnDutyAlready(
                f"该人员{on}已有值班。", f"They are on duty on {on} already.", cites=CITES, person=person
            )


# -- swaps ------------------------------------------------------------------------------------------------------------


@commands.does(ops.AskSwap, unless=lambda turn, ctx: turn.on < ctx.today)
def ask_swap(op: ops.AskSwap, turn: DutyTurn, ctx: Context) -> None:
    _check_swap(ctx, turn, op.to, op.in_return)
    turn.ask_swap(ctx.act, to=op.to, in_return=op.in_return)


@commands.does(ops.AgreeToSwap, about=_asked, unless=lambda turn, ctx: turn.on < ctx.today)
def agree_to_swap(op: ops.AgreeToSwap, turn: DutyTurn, ctx: Context) -> None:
    """Looked at again: what was asked may have changed hands or passed since."""
    other = _check_swap(ctx, turn, turn.to, turn.in_return)
    was, organ = turn.person, picture(ctx)
    turn.hand_over(ctx.act, to=turn.to, department=organ.department_of(turn.to, turn.on))
    if other is not None:
        other.hand_over(ctx.act, to=was, department=organ.department_of(was, other.on))
        ctx.save(turn, other)


def _check_swap(ctx: Context, turn: DutyTurn, to: str, in_return: UUID | None) -> DutyTurn | None:
    """The turn in return, where there is one: theirs, to come, and not about to change hands."""
    other = ctx.find(DutyTurn, in_return) if in_return else None
    if to == turn.person or (other and (other.person != to or other.status is not DutyStatus.PUBLISHED)):
        raise NoSwap(
            "换回班次应是对方的、未在调班中的班次，且对方不能是本人。",
            "The turn in return is one of theirs that stands, and they are somebody else.",
            cites=CITES,
        )
    turn.not_past(ctx.act)
    check_person(ctx, to, turn.on, "to")
    exchanged = (turn.id, *([other.id] if other else []))
    _check_free(ctx, to, turn.on, *exchanged)
    if other is not None:
        other.not_past(ctx.act)
        check_person(ctx, turn.person, other.on, "in_return")
        _check_free(ctx, turn.person, other.on, *exchanged)
    return other


commands.acts(ops.DeclineSwap, DutyTurn.decline, about=_asked)
commands.acts(ops.WithdrawSwap, DutyTurn.withdraw_swap)

# -- done or missed ---------------------------------------------------------------------------------------------------


def _not_to_enter(turn: DutyRecord, ctx: Context) -> bool:
    """One's own, or still to come."""
    return turn.person == ctx.caller or ctx.today < turn.on


@commands.does(ops.ConfirmDuty, unless=_not_to_enter)
def confirm_duty(op: ops.ConfirmDuty, turn: DutyTurn, ctx: Context) -> None:
    kind = kind_of(ctx.calendar, turn.on)
    amount = ctx.rules.value("duty.allowance", turn.on, Table).get(kind) or ZERO
    turn.confirm(ctx.act, kind=kind, amount=rounded(amount), cites=ctx.rules.cite("duty.allowance", turn.on))


commands.acts(ops.NoteAbsence, DutyTurn.miss, unless=_not_to_enter)
commands.acts(ops.CancelDuty, DutyTurn.cancel, unless=lambda turn, ctx: turn.person == ctx.caller)


def _between(op: Any, ctx: Context) -> Iterator[Any]:
    if op.start:
        yield d.on >= op.start
    if op.end:
        yield d.on <= op.end


commands.lists(ops.ListDuty, where=_between)
commands.exports(ops.ExportDuty, "duty")
commands.waits(ops.AgreeToSwap, due="on", subject=lambda turn, ctx: Subject(turn.to))
commands.waits(ops.ConfirmDuty, since="on")
