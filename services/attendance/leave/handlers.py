"""Carries out leave: decisions, return, and what each does to the year's account and the sheets (A15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from services.attendance.entitlement.counting import check_entitlement, count_leave
from services.attendance.leave import events as e
from services.attendance.leave import operations as ops
from services.attendance.leave.asking import request_leave
from services.attendance.leave.due import return_due, set_open_dues
from services.attendance.leave.falling import settle_accounts, settle_annual
from services.attendance.leave.leave import Leave
from services.attendance.leave.passing import pass_on, pass_on_waiting
from services.attendance.leave.record import LeaveRecord, StepRow, register
from services.attendance.leave.refusals import BadReturn, NotYourStep
from services.attendance.leave.span import Span
from services.attendance.leave.states import LeaveStatus
from services.attendance.sheets.excusing import excuse_absences, restore_absences
from services.directory.organ import picture, post_said
from services.kernel.domain.who import ON_ROUTE, Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period, in_order
from services.kernel.procedure.told import told

# -- obligation -------------------------------------------------------------------------------------------------------


def _due(event: e.LeaveApproved | e.LeaveCutShort | e.LeaveRestored) -> Due:
    """Its day may not be told yet: `ReturnDueSet` says it, also of one that has been paid meanwhile."""
    return Due(by_stream(event), event.return_due, event.person, event.department)


def _set(event: e.ReturnDueSet) -> Due:
    return Due(by_stream(event), event.due, event.person, event.department, event.returned_on)


return_from_leave = Obligation(
    kind="attendance.return-from-leave",
    zh="销假",
    en="Return from leave",
    tells=told(LeaveRecord, "start", "start_half"),
    cites=("A15",),
    opened_by={e.LeaveApproved: _due, e.LeaveCutShort: _due, e.LeaveRestored: _due, e.ReturnDueSet: _set},
    fulfilled_by={e.LeaveReturned: by_stream},
    cancelled_by={e.LeaveRevoked: by_stream, e.LeaveFell: by_stream},
    missed_by={e.ReturnMissed: by_stream},
    on_missed=missing(Leave, "leave.return_deadline"),
    shows=ops.GetLeave,
)

# -- what waits for whom ----------------------------------------------------------------------------------------------

leaves = LeaveRecord.TABLE
t = leaves.c


def _to_decide(ctx: Context) -> Iterator[Waiting]:
    """Nobody decides their own."""
    for row in ctx.rows(select(leaves).where(t.waits_for > "", t.person != ctx.caller)):
        yield _waiting(row, Subject(row.person, row.department, (row.waits_for,)), since=row.requested_on)


def _to_return(ctx: Context) -> Iterator[Waiting]:
    """Its last day has passed, and nobody has entered yet that they are back."""
    for row in ctx.rows(select(leaves).where(t.status == LeaveStatus.APPROVED, t.end < ctx.today)):
        yield _waiting(row, Subject(row.person, row.department), due=row.return_due)


def _to_note(ctx: Context) -> Iterator[Waiting]:
    """It fell with the year's forfeiture, and the person has not taken note of it (A16)."""
    fallen = select(leaves).where(t.person == ctx.caller, t.fell_on.is_not(None), t.fall_noted_on.is_(None))
    for row in ctx.rows(fallen.where(t.status.in_(ops.NoteFall.WHEN))):
        yield _waiting(row, Subject(row.person, row.department), since=row.fell_on)


def _waiting(row: Any, whose: Subject, **days: Any) -> Waiting:
    return Waiting(row.id, whose, title=f"{row.start} – {row.end}", **days)


procedure = Procedure(
    "leave",
    zh="请假",
    en="Leave",
    registers=[register],
    obligations=[return_from_leave],
    waits=[
        Waits(ops.ApproveLeave, ops.GetLeave, _to_decide, (ON_ROUTE,)),
        Waits(ops.RegisterReturn, ops.GetLeave, _to_return),
        Waits(ops.NoteFall, ops.GetLeave, _to_note),
    ],
)
procedure.on_tick(pass_on_waiting)
procedure.on_tick(settle_accounts)
procedure.on_tick(set_open_dues)


def _whose(leave: Any) -> Subject:
    """Of the aggregate and of its record alike."""
    return Subject(leave.person, posts=tuple(step.post for step in leave.steps))


def _view(ctx: Context, row: Any, steps: Sequence[Any]) -> LeaveRecord:
    organ = picture(ctx)
    return LeaveRecord.of(
        row,
        steps=[StepRow.of(step, holder=organ.holder(step.post, ctx.today)) for step in steps],
        return_due_open=row.status == LeaveStatus.APPROVED and row.return_due is None,
    )


def _views(ctx: Context, rows: Sequence[Any]) -> list[LeaveRecord]:
    steps: dict[str, list[Any]] = {row.id: [] for row in rows}
    for step in ctx.rows_of(StepRow, leave=list(steps)):
        steps[step.leave].append(step)
    return [_view(ctx, row, steps[row.id]) for row in rows]


commands = Commands(procedure, Leave, key="leave", record=LeaveRecord, views=_views, shows=ops.GetLeave, subject=_whose)

# -- commands ---------------------------------------------------------------------------------------------------------

commands.opens(ops.RequestLeave)(request_leave)


def _not_their_step(leave: LeaveRecord, ctx: Context) -> bool:
    """Nobody decides their own, and nobody out of turn."""
    turn = ctx.organ.standing(ctx.caller, leave.waits_for, ctx.today) if leave.waits_for else None
    return leave.person == ctx.caller or turn is None


def _own(leave: LeaveRecord, ctx: Context) -> bool:
    return leave.person == ctx.caller


def _nothing_taken(leave: LeaveRecord, ctx: Context) -> bool:
    return _own(leave, ctx) or leave.start > ctx.today


def _in_the_step(leave: Leave, ctx: Context) -> None:
    """Puts the caller into the post whose turn it is, where they hold it or stand in for its holder.

    Where the clock has not come by since that post fell vacant, it is already the next one's turn.
    """
    pass_on(ctx, leave)
    standing = ctx.organ.standing(ctx.caller, leave.current_step.post, ctx.today)
    if standing is not None:
        ctx.act = ctx.standing_as(standing)
    elif ctx.caller != leave.person:  # their own is refused for that reason
        step = leave.current_step
        zh, en = post_said(ctx, step.post)
        raise NotYourStep(
            f"现在轮到{zh}审批，尚未轮到您。",
            f"It is the turn of {en}, not yours.",
            cites=step.cites,
            waits_for=step.post,
        )


@commands.does(ops.ApproveLeave, unless=_not_their_step)
def approve_leave(op: ops.ApproveLeave, leave: Leave, ctx: Context) -> None:
    _in_the_step(leave, ctx)
    leave.approve(ctx.act, return_due=return_due(ctx, leave.span.end))
    pass_on(ctx, leave)
    ctx.save(leave)
    if leave.status == LeaveStatus.APPROVED:
        check_entitlement(ctx, leave.person, leave.kind, leave.span, leave.id)
        turned = count_leave(ctx, leave, leave.span)
        excuse_absences(ctx, leave)
        settle_annual(ctx, leave.person, turned)


@commands.does(ops.RejectLeave, unless=_not_their_step)
def reject_leave(op: ops.RejectLeave, leave: Leave, ctx: Context) -> None:
    _in_the_step(leave, ctx)
    leave.reject(ctx.act, reason=op.reason)


commands.acts(ops.WithdrawLeave, Leave.withdraw)


@commands.does(ops.RegisterReturn, unless=_nothing_taken)
def register_return(op: ops.RegisterReturn, leave: Leave, ctx: Context) -> None:
    before, cites = leave.span, ctx.rules.cite("leave.return_deadline", ctx.today)
    if op.last_day is None and ctx.today < before.end and ctx.caller != leave.person:
        raise BadReturn(
            "假期尚未结束：提前销假请填写实际休假的最后一天。",
            "The leave is not over: for an early return, name the last day that was taken.",
            cites=cites,
            end=before.end.isoformat(),
        )
    leave.register_return(
        ctx.act,
        last_day=op.last_day or before.end,
        last_half=op.last_half if op.last_day else before.end_half,
        calendar=ctx.calendar,
        cites=cites,
    )
    ctx.save(leave)
    if leave.span != before:
        _give_back(ctx, leave, before)


def _give_back(ctx: Context, leave: Leave, before: Span) -> None:
    """What the leave no longer covers: to the year's account, and to the sheets."""
    left = None if leave.status == LeaveStatus.REVOKED else leave.span
    turned = count_leave(ctx, leave, left, was=before)
    restore_absences(ctx, leave, before)
    settle_annual(ctx, leave.person, turned)


@commands.does(ops.RevokeLeave, unless=_own)
def revoke_leave(op: ops.RevokeLeave, leave: Leave, ctx: Context) -> None:
    before = leave.span
    leave.revoke(ctx.act, reason=op.reason)
    ctx.save(leave)
    _give_back(ctx, leave, before)


def _nothing_to_note(leave: LeaveRecord, ctx: Context) -> bool:
    return leave.fell_on is None or leave.fall_noted_on is not None


@commands.does(ops.NoteFall, unless=_nothing_to_note)
def note_fall(op: ops.NoteFall, leave: Leave, ctx: Context) -> None:
    leave.note_fall(ctx.act, ctx.rules.cite("leave.forfeiting_kinds", ctx.today))


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetLeave, subject=commands.subject)
def get_leave(op: Any, ctx: Context) -> LeaveRecord:
    """Whom it is about is said by its route, which the register's line alone does not hold."""
    return _view(ctx, ctx.shown(LeaveRecord, op.leave), ctx.rows_of(StepRow, leave=op.leave.hex))


commands.lists(ops.ListLeave)


@procedure.handles(ops.ListWaitingLeave)
def list_waiting(op: ops.ListWaitingLeave, ctx: Context) -> Page[LeaveRecord]:
    organ = picture(ctx)
    mine = {*organ.posts_of(ctx.caller, ctx.today), *organ.acting_posts_of(ctx.caller, ctx.today)}
    query = select(leaves).where(t.waits_for.in_(sorted(mine)), t.person != ctx.caller)
    rows, following = page(ctx, query, in_order(LeaveRecord), op.after, op.limit)
    return Page[LeaveRecord](items=_views(ctx, rows), next=following)


@procedure.handles(ops.ExportLeave)
def export_leave(op: Any, ctx: Context) -> File:
    """All that touches the period."""
    touching = select(leaves).where(t.start <= op.end, t.end >= op.start).order_by(t.department, t.person, t.start)
    return export_period(op, ctx, LeaveRecord, "leave", rows=ctx.rows(touching))
