"""Keeps the register of the branch's members (B4.3, B4.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.directory.organ import check_person, picture
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.party.members import operations as ops
from services.party.members.group import Group, group_id
from services.party.members.member import Member, MemberKind, Probation, member_id
from services.party.members.record import GroupRecord, MemberRecord, register
from services.party.members.roll import roll
from services.party.members.statistics import statistics

procedure = Procedure("members", zh="党员", en="Members", registers=[register])


commands = Commands(procedure, Member, at=lambda op: member_id(op.person), record=MemberRecord, shows=ops.GetMember)
commands.lists(ops.ListMembers)
commands.exports(ops.ExportMembers, "members")


@commands.opens(ops.EnterMember)
def enter_member(op: ops.EnterMember, ctx: Context) -> Member:
    check_happened(ctx, op.on)
    if op.kind is not MemberKind.RETIRED or picture(ctx).person(op.person) is None:
        check_person(ctx, op.person, op.on)
    if op.education:
        check_choice(ctx, "members.education", op.education, "education", op.on)
    member = ctx.find(Member, member_id(op.person))
    member.enter(ctx.act, department=picture(ctx).department_of(op.person, op.on), **op.model_dump())
    return member


def probation(ctx: Context) -> Probation:
    """As the rule has it today."""
    on, names = ctx.today, ("probation_months", "extension_least_months", "extension_most_months")
    months, least, most = (ctx.rules.value(f"members.{name}", on, int) for name in names)
    return Probation(months, least, most, ctx.rules.cite("members.probation_months", on))


@commands.does(ops.MakeMemberFormal)
def make_formal(op: ops.MakeMemberFormal, member: Member, ctx: Context) -> None:
    check_happened(ctx, op.on)
    member.make_formal(ctx.act, on=op.on, probation=probation(ctx))


@commands.does(ops.ExtendProbation, unless=lambda member, _: member.extended_to is not None)
def extend_probation(op: ops.ExtendProbation, member: Member, ctx: Context) -> None:
    check_happened(ctx, op.on)
    member.extend(ctx.act, on=op.on, months=op.months, reason=op.reason, probation=probation(ctx))


@commands.does(ops.PlaceMember)
def place_member(op: ops.PlaceMember, member: Member, ctx: Context) -> None:
    check_happened(ctx, op.on)
    member.place(ctx.act, on=op.on, group=op.group, kind=op.kind.value)


@commands.does(ops.EndMembership)
def end_membership(op: ops.EndMembership, member: Member, ctx: Context) -> None:
    check_happened(ctx, op.on)
    member.leave(ctx.act, on=op.on, gone_to=op.gone_to, reason=op.reason, cause=op.cause)


@procedure.handles(ops.ExportBranchStatistics)
def export_statistics(op: ops.ExportBranchStatistics, ctx: Context) -> File:
    check_happened(ctx, op.on)
    return statistics(ctx, op.on)


# -- groups -----------------------------------------------------------------------------------------------------------


def _with_members(ctx: Context, rows: Sequence[Any]) -> list[GroupRecord]:
    belonging = Counter(one.group for one in roll(ctx, ctx.today))
    return [GroupRecord.of(row, belonging=belonging[row.name]) for row in rows]


groups = Commands(procedure, Group, key="group", record=GroupRecord, views=_with_members, shows=ops.GetGroup)
groups.lists(ops.ListGroups)


def _members(ctx: Context, on: date) -> set[str]:
    return {one.person for one in roll(ctx, on)}


@groups.opens(ops.SetUpGroup)
def set_up(op: ops.SetUpGroup, ctx: Context) -> Group:
    check_happened(ctx, op.on)
    group = ctx.find(Group, group_id(op.name))
    group.set_up(ctx.act, members=_members(ctx, op.on), **op.model_dump())
    return group


@groups.does(ops.NameGroupOfficers)
def name_officers(op: ops.NameGroupOfficers, group: Group, ctx: Context) -> None:
    check_happened(ctx, op.on)
    group.name_officers(ctx.act, on=op.on, leader=op.leader, liaison=op.liaison, members=_members(ctx, op.on))


@groups.does(ops.DissolveGroup, unless=lambda group, _: group.belonging > 0)
def dissolve(op: ops.DissolveGroup, group: Group, ctx: Context) -> None:
    check_happened(ctx, op.on)
    group.dissolve(ctx.act, on=op.on, belonging=sum(one.group == group.name for one in roll(ctx, op.on)))
