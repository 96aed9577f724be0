"""Carries out what is asked about departments."""

from __future__ import annotations

from datetime import date, timedelta

from services.directory.departments.department import Department
from services.directory.departments.operations import (
    AssignSupervision,
    CloseDepartment,
    DepartmentView,
    GetDepartment,
    ListDepartments,
    MergeDepartment,
    OpenDepartment,
    RenameDepartment,
)
from services.directory.looking import found, open_department, open_post, organ, page
from services.directory.names import stream
from services.directory.people.person import Person
from services.directory.posts.post import Post
from services.directory.refusals import StillInUse
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.procedure import Procedure

procedure = Procedure("departments", zh="部门", en="Departments")


@procedure.handles(OpenDepartment)
def open_one(op: OpenDepartment, ctx: Context) -> GetDepartment:
    department = ctx.find(Department, stream("department", op.department))
    department.open(ctx.act, department=op.department, zh=op.zh, en=op.en, kind=op.kind, day=op.day)
    ctx.save(department)
    return GetDepartment(department=op.department, on=op.day)


@procedure.handles(RenameDepartment)
def rename(op: RenameDepartment, ctx: Context) -> GetDepartment:
    department = ctx.load(Department, stream("department", op.department))
    department.rename(ctx.act, zh=op.zh, en=op.en, day=op.day)
    ctx.save(department)
    return GetDepartment(department=op.department, on=op.day)


@procedure.handles(AssignSupervision)
def assign_supervision(op: AssignSupervision, ctx: Context) -> GetDepartment:
    department = ctx.load(Department, stream("department", op.department))
    department.put_under(ctx.act, leader_post=op.leader_post, day=op.day)
    if department.pending and op.leader_post:
        open_post(ctx, op.leader_post, op.day)
    ctx.save(department)
    return GetDepartment(department=op.department, on=op.day)


@procedure.handles(MergeDepartment)
def merge(op: MergeDepartment, ctx: Context) -> GetDepartment:
    if op.into == op.department:
        raise StillInUse("部门不能并入自身。", "A department cannot be merged into itself.", department=op.into)
    department = ctx.load(Department, stream("department", op.department))
    department.merge(ctx.act, into=op.into, day=op.day)
    if department.pending:
        open_department(ctx, op.into, op.day)
        for id in organ(ctx).members(op.department, op.day):
            person = ctx.find(Person, stream("person", id))
            person.move(ctx.act, department=op.into, day=op.day)
            ctx.save(person)
        _nothing_later(op.department, op.day + timedelta(days=1), ctx)
        _end_posts(op.department, op.day, ctx)
    ctx.save(department)
    return GetDepartment(department=op.department, on=op.day)


@procedure.handles(CloseDepartment)
def close(op: CloseDepartment, ctx: Context) -> GetDepartment:
    department = ctx.load(Department, stream("department", op.department))
    department.close(ctx.act, day=op.day)
    if department.pending:
        _nothing_later(op.department, op.day, ctx)
        _end_posts(op.department, op.day, ctx)
    ctx.save(department)
    return GetDepartment(department=op.department, on=op.day)


def _nothing_later(department: str, day: date, ctx: Context) -> None:
    """Nobody may belong to it from that day on who is not moved along, and no post begin in it."""
    picture = organ(ctx)
    moved = {aggregate.id for aggregate in ctx.saved}
    spells = picture.member_spells(department, day, date.max)
    members = sorted({spell.person for spell in spells if stream("person", spell.person) not in moved})
    posts = [post.id for post in picture.all_posts() if post.department == department and post.start >= day]
    if members or posts:
        raise StillInUse(
            "部门尚有人员或岗位,请先调出。",
            "People or posts still belong to the department, or will; move them first.",
            members=members,
            posts=posts,
        )


def _end_posts(department: str, day: date, ctx: Context) -> None:
    """A post cannot outlive its department, nor supervise others after it; who holds it on the day is relieved."""
    for entry in organ(ctx).posts(day):
        if entry.department == department:
            post = ctx.find(Post, stream("post", entry.id))
            holder = post.holders.at(day)
            if holder:
                post.relieve(ctx.act, person=holder, day=day)
            post.abolish(ctx.act, day=day)
            if supervised := set(organ(ctx).supervises_from(entry.id, day)) - {department}:
                raise StillInUse(
                    "该部门的岗位仍分管其他部门,请先调整分管。",
                    "A post of the department still supervises others.",
                    departments=sorted(supervised),
                )
            ctx.save(post)


@procedure.handles(GetDepartment)
def get_department(op: GetDepartment, ctx: Context) -> DepartmentView:
    return department_view(ctx, op.department, op.on or ctx.today)


@procedure.handles(ListDepartments)
def list_departments(op: ListDepartments, ctx: Context) -> Page[DepartmentView]:
    on = op.on or ctx.today
    return page(op, [d.id for d in organ(ctx).departments(on)], lambda one: department_view(ctx, one, on))


def department_view(ctx: Context, id: str, on: date) -> DepartmentView:
    picture = organ(ctx)
    department = found(picture.department(id, on), id)
    head_post, supervising_post = picture.head_post(id, on), picture.supervising_post(id, on)
    return DepartmentView(
        id=id,
        zh=department.zh,
        en=department.en,
        kind=department.kind,
        start=department.start,
        to=department.end,
        merged_into=department.merged_into,
        head_post=head_post,
        head=picture.holder(head_post, on),
        supervising_post=supervising_post,
        supervisor=picture.holder(supervising_post, on),
        members=list(picture.members(id, on)),
        version=picture.version(stream("department", id)),
    )
