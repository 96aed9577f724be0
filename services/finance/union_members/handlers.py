"""Carries out the union's register of members (A24)."""

from __future__ import annotations

from uuid import UUID

from services.directory.organ import check_person, picture
from services.finance.union_members import operations as ops
from services.finance.union_members.member import UnionMember
from services.finance.union_members.record import UnionMemberRecord, register
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.worksheet import exported

procedure = Procedure("union_members", zh="工会会员", en="Union members", registers=[register])
commands = Commands(
    procedure, UnionMember, key="member", record=UnionMemberRecord, shows=ops.GetUnionMember
)  # fmt: skip


@commands.opens(ops.EnterUnionMember)
def enter(op: ops.EnterUnionMember, ctx: Context) -> UnionMember:
    check_happened(ctx, op.joined, "joined")
    check_person(ctx, op.person, ctx.today)
    known = [UUID(hex=row.id) for row in ctx.rows_of(UnionMemberRecord, person=op.person)]
    member = ctx.find(UnionMember, known[0]) if known else UnionMember(ctx.new_id())
    department = picture(ctx).department_of(op.person, ctx.today)
    member.enter(ctx.act, person=op.person, department=department, joined=op.joined, born=op.born)
    return member


@commands.does(ops.CorrectUnionMember)
def correct(op: ops.CorrectUnionMember, member: UnionMember, ctx: Context) -> None:
    check_happened(ctx, op.joined, "joined")
    member.correct(ctx.act, joined=op.joined, born=op.born)


@commands.does(ops.EndUnionMembership)
def end(op: ops.EndUnionMembership, member: UnionMember, ctx: Context) -> None:
    check_happened(ctx, op.on)
    member.leave(ctx.act, on=op.on, reason=op.reason)


commands.lists(ops.ListUnionMembers)


@procedure.handles(ops.ExportUnionMembers)
def export(op: ops.ExportUnionMembers, ctx: Context) -> File:
    rows = sorted(ctx.rows_of(UnionMemberRecord), key=lambda row: str(row.person))
    return exported("union-members", worksheet_of(UnionMemberRecord).sheet(ctx, rows, ctx.today.isoformat()))
