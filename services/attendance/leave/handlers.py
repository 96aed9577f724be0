"""Carries out leave: route, late slips, decisions, return, and what each does to the year's account and the sheets."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.attendance.entitlement.counting import check_entitlement, count_leave
from services.attendance.leave import register as table
from services.attendance.leave.events import (
    LeaveApproved,
    LeaveReturned,
    LeaveRevoked,
    ReturnMissed,
)
from services.attendance.leave.leave import BadReturn, Leave, Longest, SlipWindow
from services.attendance.leave.operations import (
    ApproveLeave,
    ExportLeave,
    GetLeave,
    LeaveView,
    ListLeave,
    ListWaitingLeave,
    RegisterReturn,
    RejectLeave,
    RequestLeave,
    RevokeLeave,
    StepView,
    WithdrawLeave,
)
from services.attendance.leave.passing import pass_on, pass_on_waiting, route_for
from services.attendance.leave.span import Half, Span
from services.attendance.sheets.excusing import excuse_absences, restore_absences
from services.directory.organ import name_of, picture
from services.kernel.context import Context
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rule_values import Choices, Table
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write


class LeaveOverlaps(Refusal):
    """Another slip of the same person covers part of the span."""

    code = "attendance.leave-overlaps"


def _check_overlap(ctx: Context, person: str, span: Span) -> None:
    t = table.leaves.c
    near = ctx.rows(
        select(table.leaves).where(
            t.person == person,
            t.status.in_(("requested", "approved", "returned")),
            t.start.between(span.start - timedelta(days=MOST_DAYS), span.end),
            t.end >= span.start,
        )
    )
    for row in near:
        if span.overlaps(Span(row.start, Half(row.start_half), row.end, Half(row.end_half))):
            raise LeaveOverlaps(
                f"与{row.start.isoformat()}至{row.end.isoformat()}的请假重叠。",
                f"It overlaps the leave from {row.start.isoformat()} to {row.end.isoformat()}.",
                cites=("A15",),
                leave=str(UUID(hex=row.id)),
            )


def request_leave(op: RequestLeave, ctx: Context) -> GetLeave:
    organ, rules, today, calendar = picture(ctx), ctx.rules, ctx.today, ctx.calendar
    department = organ.department_of(op.person, op.start)
    kinds = rules.value("leave.kinds", today, Choices)
    if op.kind not in kinds or not department:
        name = "kind" if op.kind not in kinds else "person"
        raise Invalid(
            "请假种类或人员不存在,或该人员在开始之日不在本机关。",
            "There is no such kind of leave, or the person was not in the organ on the first day.",
            cites=("A15",),
            fields=[{"field": name, "allowed": list(kinds.ids)}],
        )
    span = Span(op.start, op.start_half, op.end, op.end_half)
    lengths = rules.value("leave.max_length", today, Table)
    longest, late_days = lengths.get(op.kind), rules.value("leave.retro_window", today, int)
    if (op.end - op.start).days > MOST_DAYS:
        raise Invalid("请假时段过长。", "The span is too long.", fields=[{"field": "end", "most_days": MOST_DAYS}])
    working = span.working_days(calendar)
    is_late = op.start < today
    _check_overlap(ctx, op.person, span)
    leave = Leave(ctx.new_id())
    check_entitlement(ctx, op.person, op.kind, span, leave.id)
    counted = "calendar" if op.kind in rules.value("leave.calendar_day_kinds", today, tuple) else "working"
    leave.request(
        ctx.act,
        person=op.person,
        department=department,
        kind=op.kind,
        span=span,
        counted=counted,
        longest=Longest(longest, rules.cite("leave.max_length", today)) if longest is not None else None,
        steps=route_for(ctx, op.person, department, working),
        window=SlipWindow(calendar.add_workdays(op.end, late_days), rules.cite("leave.retro_window", today))
        if is_late
        else None,
        calendar=calendar,
        reason=op.reason,
        cites=rules.cite("leave.kinds", today),
    )
    if is_late:
        leave.file_late_slip(
            ctx.act,
            workdays_late=calendar.workdays(op.start, today) - int(calendar.is_workday(today)),
            cites=rules.cite("leave.retro_window", today),
        )
    ctx.save(leave)
    return GetLeave(leave=leave.id)


MOST_DAYS = 366
"""A technical bound on one slip: it keeps a mistyped year from counting decades of half days."""


def _route_subject(op: ApproveLeave | RejectLeave | GetLeave, ctx: Context) -> Subject:
    leave = ctx.load(Leave, op.leave)
    return Subject(leave.person, posts=tuple(step.post for step in leave.steps))


def _subject(op: WithdrawLeave | RegisterReturn | RevokeLeave, ctx: Context) -> Subject:
    return Subject(ctx.load(Leave, op.leave).person)


def _in_the_step(leave: Leave, ctx: Context) -> None:
    """Puts the caller into the post whose turn it is, where they hold it or stand in for its holder.

    Where the clock has not come by since that post fell vacant, it is already the next one's turn.
    """
    pass_on(ctx, leave)
    standing = ctx.organ.standing(ctx.caller, leave.current_step.post, ctx.today)
    if standing is not None:
        ctx.act = ctx.standing_as(standing)


def approve_leave(op: ApproveLeave, ctx: Context) -> GetLeave:
    leave = ctx.load(Leave, op.leave)
    _in_the_step(leave, ctx)
    days = ctx.rules.value("leave.return_deadline", ctx.today, int)
    back = max(leave.span.end, ctx.today)  # nobody owes a return before the leave is granted
    leave.approve(ctx.act, return_due=ctx.calendar.add_workdays(back, days))
    pass_on(ctx, leave)
    ctx.save(leave)
    if leave.status == "approved":
        check_entitlement(ctx, leave.person, leave.kind, leave.span, leave.id)
        count_leave(ctx, leave, leave.span)
        excuse_absences(ctx, leave)
    return GetLeave(leave=leave.id)


def reject_leave(op: RejectLeave, ctx: Context) -> GetLeave:
    leave = ctx.load(Leave, op.leave)
    _in_the_step(leave, ctx)
    leave.reject(ctx.act, reason=op.reason)
    ctx.save(leave)
    return GetLeave(leave=leave.id)


def withdraw_leave(op: WithdrawLeave, ctx: Context) -> GetLeave:
    leave = ctx.load(Leave, op.leave)
    leave.withdraw(ctx.act)
    ctx.save(leave)
    return GetLeave(leave=leave.id)


def register_return(op: RegisterReturn, ctx: Context) -> GetLeave:
    leave = ctx.load(Leave, op.leave)
    before, cites = leave.span, ctx.rules.cite("leave.return_deadline", ctx.today)
    if op.last_day is None and ctx.today < before.end:
        raise BadReturn(
            "假期尚未结束:提前销假请填写实际休假的最后一天。",
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
        count_leave(ctx, leave, leave.span, was=before)
        restore_absences(ctx, leave, before)
    return GetLeave(leave=leave.id)


def revoke_leave(op: RevokeLeave, ctx: Context) -> GetLeave:
    leave = ctx.load(Leave, op.leave)
    before = leave.span
    leave.revoke(ctx.act, reason=op.reason, cites=("A15",))
    ctx.save(leave)
    count_leave(ctx, leave, None, was=before)
    restore_absences(ctx, leave, before)
    return GetLeave(leave=leave.id)


# -- views ------------------------------------------------------------------------------------------------------------


def _view(ctx: Context, row: Any, steps: list[Any]) -> LeaveView:
    organ = picture(ctx)
    return LeaveView(
        id=UUID(hex=row.id),
        person=row.person,
        department=row.department,
        kind=row.kind,
        start=row.start,
        start_half=Half(row.start_half),
        end=row.end,
        end_half=Half(row.end_half),
        days=Decimal(row.days),
        status=row.status,
        steps=[
            StepView(
                post=s.post,
                cites=tuple(s.cites.split()),
                decided_by=s.decided_by,
                stands_in_for=s.stands_in_for,
                decided_on=s.decided_on,
                decision=s.decision,
                holder=organ.holder(s.post, ctx.today),
            )
            for s in steps
        ],
        waits_for=row.waits_for,
        reason=row.reason,
        late_slip=row.late_slip,
        return_due=row.return_due,
        returned_on=row.returned_on,
        return_missed=row.return_missed,
        requested_on=row.requested_on,
        version=row.version,
    )


def _views(ctx: Context, rows: list[Any]) -> list[LeaveView]:
    d = table.decisions.c
    steps: dict[str, list[Any]] = {row.id: [] for row in rows}
    for step in ctx.rows(select(table.decisions).where(d.leave.in_(list(steps))).order_by(d.leave, d.step)):
        steps[step.leave].append(step)
    return [_view(ctx, row, steps[row.id]) for row in rows]


def get_leave(op: GetLeave, ctx: Context) -> LeaveView:
    row = ctx.row(table.leaves, id=op.leave.hex)
    return _view(ctx, row, ctx.rows_of(table.decisions, leave=op.leave.hex))


def list_leave(op: ListLeave, ctx: Context) -> Page[LeaveView]:
    t = table.leaves.c
    query = select(table.leaves)
    for column, wanted in ((t.person, op.person), (t.department, op.department), (t.status, op.status)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (t.start.desc(), t.id.desc()), op.after, op.limit)
    return Page[LeaveView](items=_views(ctx, rows), next=following)


def list_waiting(op: ListWaitingLeave, ctx: Context) -> Page[LeaveView]:
    t, organ = table.leaves.c, picture(ctx)
    mine = {*organ.posts_of(ctx.caller, ctx.today), *organ.acting_posts_of(ctx.caller, ctx.today)}
    query = select(table.leaves).where(t.waits_for.in_(sorted(mine)), t.person != ctx.caller)
    rows, following = page(ctx, query, (t.start.desc(), t.id.desc()), op.after, op.limit)
    return Page[LeaveView](items=_views(ctx, rows), next=following)


_EXPORT = (
    Column("人员", 12),
    Column("部门", 18),
    Column("种类", 10),
    Column("开始", 12),
    Column("时段", 6),
    Column("结束", 12),
    Column("时段", 6),
    Column("天数", 8),
    Column("状态", 10),
    Column("补交", 6),
    Column("销假日", 12),
    Column("逾期未销假", 10),
)


def export_leave(op: ExportLeave, ctx: Context) -> File:
    t = table.leaves.c
    rows = ctx.rows(
        select(table.leaves).where(t.start <= op.end, t.end >= op.start).order_by(t.department, t.person, t.start)
    )
    names, kinds = name_of(ctx), ctx.rules.value("leave.kinds", ctx.today, Choices)
    lines = [
        (
            names(r.person),
            r.department,
            kinds[r.kind].zh,
            r.start,
            r.start_half,
            r.end,
            r.end_half,
            Decimal(r.days),
            r.status,
            "是" if r.late_slip else "",
            r.returned_on,
            "是" if r.return_missed else "",
        )
        for r in rows
    ]
    title = f"请假台账 {op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write([Sheet("请假台账", title, _EXPORT, lines)])
    return File(name=f"leave-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)


# -- obligation -------------------------------------------------------------------------------------------------------


def _miss_return(ctx: Context, row: Any) -> None:
    leave = ctx.find(Leave, UUID(hex=row.aggregate))
    leave.miss_return(ctx.act, ctx.rules.cite("leave.return_deadline", row.due))
    ctx.save(leave)


def _key(event: LeaveApproved | LeaveReturned | LeaveRevoked | ReturnMissed) -> str:
    return event.originator_id.hex


return_from_leave = Obligation(
    kind="attendance.return-from-leave",
    zh="销假",
    en="Return from leave",
    cites=("A15",),
    opened_by={LeaveApproved: lambda e: Due(_key(e), e.return_due, e.person, e.department)},
    fulfilled_by={LeaveReturned: _key},
    cancelled_by={LeaveRevoked: _key},
    missed_by={ReturnMissed: _key},
    on_missed=_miss_return,
)

procedure = Procedure("leave", zh="请假", en="Leave", registers=[table.register], obligations=[return_from_leave])
procedure.on_tick(pass_on_waiting)
procedure.handles(RequestLeave)(request_leave)
procedure.handles(ApproveLeave, subject=_route_subject)(approve_leave)
procedure.handles(RejectLeave, subject=_route_subject)(reject_leave)
procedure.handles(WithdrawLeave, subject=_subject)(withdraw_leave)
procedure.handles(RegisterReturn, subject=_subject)(register_return)
procedure.handles(RevokeLeave, subject=_subject)(revoke_leave)
procedure.handles(GetLeave, subject=_route_subject)(get_leave)
procedure.handles(ListLeave)(list_leave)
procedure.handles(ListWaitingLeave)(list_waiting)
procedure.handles(ExportLeave)(export_leave)
