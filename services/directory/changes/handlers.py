"""Answers what has changed, how the organ stood on a day, and gives both out as a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from services.directory.changes.operations import ExportDirectory, GetOrgan, ListChanges, NameView, OrganView
from services.directory.changes.record import Change, ChangeRecord, register
from services.directory.departments.handlers import department_view
from services.directory.looking import organ
from services.directory.people.handlers import person_view
from services.directory.picture import Picture
from services.directory.posts.handlers import post_view
from services.directory.words import DepartmentKind, PostLevel
from services.kernel.procedure.commands import lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.workbook import MEDIA_TYPE, Cell, Column, Sheet, write

_ID = re.compile(r"(?<!\w)[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?!\w)")

procedure = Procedure("changes", zh="机构变动", en="Changes of the organ", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[ChangeRecord]:
    picture = organ(ctx)
    told = [(row, Change(row.what), _detail(picture, row)) for row in rows]
    return [
        ChangeRecord.of(row, zh=what.zh, en=what.en, detail_zh=detail[0], detail_en=detail[1])
        for row, what, detail in told
    ]


lists(procedure, ListChanges, ChangeRecord, views=_views)


@procedure.handles(GetOrgan)
def get_organ(op: GetOrgan, ctx: Context) -> OrganView:
    picture, on = organ(ctx), op.on or ctx.today
    return OrganView(
        day=on,
        departments=[department_view(ctx, d.id, on) for d in picture.departments(on)],
        posts=[post_view(ctx, post.id, on) for post in picture.posts(on)],
        people=[person_view(ctx, p.id, on) for p in picture.people() if picture.is_active(p.id, on)],
        others=list(_others(picture, on)),
    )


def _others(picture: Picture, on: date) -> Iterator[NameView]:
    for person in picture.people():
        if not picture.is_active(person.id, on):
            yield NameView(id=person.id, zh=person.name, en=person.name)
    for body in picture.bodies(on):
        yield NameView(id=body.id, zh=body.zh, en=body.en)
    for every, here in ((picture.all_departments(), picture.departments(on)), (picture.all_posts(), picture.posts(on))):
        known = {one.id for one in here}
        yield from (NameView(id=one.id, zh=one.zh, en=one.en) for one in every if one.id not in known)


@procedure.handles(ExportDirectory)
def export(op: ExportDirectory, ctx: Context) -> File:
    picture, on = organ(ctx), op.on or ctx.today
    notes = [f"截至 {on}(as of {on})"]
    content = write(
        [
            Sheet("人员", "人员名册 People", _PEOPLE, _people(picture, on), notes),
            Sheet("部门", "部门一览 Departments", _DEPARTMENTS, _departments(picture, on), notes),
            Sheet("岗位", "岗位一览 Posts", _POSTS, _posts(picture, on), notes),
            Sheet("组织", "党群组织 Bodies", _BODIES, _bodies(picture, on), notes),
            Sheet("变动", "人事机构变动台账 Changes", _CHANGES, _changes(ctx)),
        ],
        created=datetime.combine(on, time.min, UTC),
    )
    return File(name=f"directory-{on}.xlsx", media_type=MEDIA_TYPE, content=content)


_PEOPLE = tuple(map(Column, ("编号", "姓名", "工号", "部门", "岗位", "代行", "参加工作", "录用", "驻勤")))
_DEPARTMENTS = tuple(map(Column, ("编号", "名称", "类别", "负责人", "分管领导", "人数", "设立")))
_POSTS = tuple(map(Column, ("编号", "名称", "部门", "职级", "任职者", "代行者")))
_BODIES = tuple(map(Column, ("组织", "职务", "人员")))
_CHANGES = (
    Column("生效日期"),
    Column("登记时间", 20),
    *map(Column, ("事项", "人员", "部门", "岗位", "组织", "内容", "登记人")),
)


def _people(picture: Picture, on: date) -> Iterator[list[Cell]]:
    for person in picture.people():
        if picture.is_active(person.id, on):
            yield [
                person.id,
                person.name,
                person.number,
                _department(picture, picture.department_of(person.id, on), on),
                "、".join(_post(picture, post) for post in picture.posts_of(person.id, on)),
                "、".join(_post(picture, post) for post in picture.acting_posts_of(person.id, on)),
                person.work_since,
                person.hired,
                "是" if person.on_residency_duty(on) else "",
            ]


def _departments(picture: Picture, on: date) -> Iterator[list[Cell]]:
    for department in picture.departments(on):
        yield [
            department.id,
            department.zh,
            DepartmentKind(department.kind).zh,
            _name(picture, picture.holder(picture.head_post(department.id, on), on)),
            _name(picture, picture.holder(picture.supervising_post(department.id, on), on)),
            len(picture.members(department.id, on)),
            department.start,
        ]


def _posts(picture: Picture, on: date) -> Iterator[list[Cell]]:
    for post in picture.posts(on):
        holder, deputy = picture.holder(post.id, on), picture.deputy_for(post.id, on)
        place = _department(picture, post.department, on)
        yield [post.id, post.zh, place, PostLevel(post.level).zh, _name(picture, holder), _name(picture, deputy)]


def _bodies(picture: Picture, on: date) -> Iterator[list[Cell]]:
    for body in picture.bodies(on):
        roles = {role.id: role.zh for role in body.roles}
        for member in picture.body_members(body.id, on):
            yield [body.zh, roles[member.role], _name(picture, member.person)]


def _changes(ctx: Context) -> Iterator[list[Cell]]:
    picture = organ(ctx)
    for row in ctx.rows(select(ChangeRecord.TABLE).order_by(ChangeRecord.columns().id)):
        yield [
            row.day,
            ctx.on_our_clocks(row.recorded_at),
            Change(row.what).zh,
            _name(picture, row.person),
            _department(picture, row.department, row.day),
            _post(picture, row.post),
            _body(picture, row.body),
            _detail(picture, row)[0],
            _name(picture, row.actor) or row.actor,
        ]


def _name(picture: Picture, person: str) -> str:
    known = picture.person(person)
    return known.name if known else ""


def _department(picture: Picture, department: str, on: date) -> str:
    known = picture.department(department, on)
    return known.zh if known else ""


def _post(picture: Picture, post: str) -> str:
    known = picture.post(post)
    return known.zh if known else ""


def _body(picture: Picture, body: str) -> str:
    known = picture.body(body)
    return known.zh if known else ""


def _detail(picture: Picture, row: Any) -> tuple[str, str]:
    """A change's detail in both languages: what it names by id is called by its name."""
    body = picture.body(row.body)
    roles = {role.id: (role.zh, role.en) for role in body.roles} if body else {}

    def named(found: re.Match[str]) -> tuple[str, str]:
        if person := picture.person(found[0]):
            return person.name, person.name
        known = picture.department(found[0], row.day) or picture.post(found[0])
        return (known.zh, known.en) if known else roles.get(found[0], (found[0], found[0]))

    return _ID.sub(lambda found: named(found)[0], row.detail), _ID.sub(lambda found: named(found)[1], row.detail)
