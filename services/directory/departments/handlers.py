"""Carries out what is asked about departments."""

from __future__ import annotations

from datetime import date, timedelta

from services.directory.departments import operations as ops
from services.directory.departments.department import Department
from services.directory.looking import ended, found, of_post, open_department, open_post, organ, page
from services.directory.names import stream
from services.directory.people.person import Person
from services.directory.posts.post import Post
from services.directory.proposals.second import awaiting, takes_two
from services.directory.refusals import StillInUse
from services.directory.words import DepartmentKind
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("departments", zh="部门", en="Departments")
commands = Commands(
    procedure,
    Department,
    at=lambda op: stream("department", op.department),
    shows=ops.GetDepartment,
    answers=lambda op, one: ops.GetDepartment(department=op.department, on=op.day),
)


@commands.opens(ops.OpenDepartment)
def open_one(op: ops.OpenDepartment, ctx: Context) -> Department:
    department = ctx.find(Department, stream("department", op.department))
    department.open(ctx.act, department=op.department, zh=op.zh, en=op.en, kind=op.kind.value, day=op.day)
    return department


commands.acts(ops.RenameDepartment, Department.rename, unless=ended)


def _supervisor_to_be(op: ops.AssignSupervision, ctx: Context) -> Subject:
    post = getattr(op, "leader_post", "")
    return Subject(parties=of_post(post, ctx) if post else ())


@takes_two(commands, ops.AssignSupervision, about=_supervisor_to_be, unless=ended)
def assign_supervision(op: ops.AssignSupervision, department: Department, ctx: Context) -> None:
    department.put_under(ctx.act, leader_post=op.leader_post, day=op.day)
    if department.pending and op.leader_post:
        open_post(ctx, op.leader_post, op.day)


def _heirs(op: ops.MergeDepartment, ctx: Context) -> Subject:
    """Whoever heads or supervises the department that takes this one over has more to say by it."""
    into, today = getattr(op, "into", ""), ctx.today
    posts = (organ(ctx).head_post(into, today), organ(ctx).supervising_post(into, today)) if into else ()
    return Subject(parties=tuple(who for post in posts if post for who in of_post(post, ctx)))


@takes_two(commands, ops.MergeDepartment, about=_heirs, unless=ended)
def merge(op: ops.MergeDepartment, department: Department, ctx: Context) -> None:
    if op.into == op.department:
        raise StillInUse("部门不能并入自身。", "A department cannot be merged into itself.", department=op.into)
    department.merge(ctx.act, into=op.into, day=op.day)
    if department.pending:
        open_department(ctx, op.into, op.day)
        for id in organ(ctx).members(op.department, op.day):
            person = ctx.find(Person, stream("person", id))
            person.move(ctx.act, department=op.into, day=op.day)
            ctx.save(person)
        _nothing_later(op.department, op.day + timedelta(days=1), ctx)
        _end_posts(op.department, op.day, ctx)


@takes_two(commands, ops.CloseDepartment, unless=ended)
def close(op: ops.CloseDepartment, department: Department, ctx: Context) -> None:
    department.close(ctx.act, day=op.day)
    if department.pending:
        _nothing_later(op.department, op.day, ctx)
        _end_posts(op.department, op.day, ctx)


def _nothing_later(department: str, day: date, ctx: Context) -> None:
    """Nobody may belong to it from that day on who is not moved along, and no post begin in it."""
    picture = organ(ctx)
    moved = {aggregate.id for aggregate in ctx.saved}
    spells = picture.member_spells(department, day, date.max)
    members = sorted({spell.person for spell in spells if stream("person", spell.person) not in moved})
    posts = [post.id for post in picture.all_posts() if post.department == department and post.start >= day]
    if members or posts:
        raise StillInUse(
            "部门尚有人员或岗位，请先调出。",
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
                    "该部门的岗位仍分管其他部门，请先调整分管。",
                    "A post of the department still supervises others.",
                    departments=sorted(supervised),
                )
            ctx.save(post)


@procedure.handles(ops.GetDepartment)
def get_department(op: ops.GetDepartment, ctx: Context) -> ops.DepartmentView:
    seen = department_view(ctx, op.department, op.on or ctx.today)
    return seen.model_copy(update={"awaiting": awaiting(ctx, department=op.department)})


@procedure.handles(ops.ListDepartments)
def list_departments(op: ops.ListDepartments, ctx: Context) -> Page[ops.DepartmentView]:
    on = op.on or ctx.today
    return page(op, [d.id for d in organ(ctx).departments(on)], lambda one: department_view(ctx, one, on))


def department_view(ctx: Context, id: str, on: date) -> ops.DepartmentView:
    picture = organ(ctx)
    department = found(picture.department(id, on), id)
    head_post, supervising_post = picture.head_post(id, on), picture.supervising_post(id, on)
    return ops.DepartmentView(
        id=id,
        zh=department.zh,
        en=department.en,
        kind=DepartmentKind(department.kind),
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
