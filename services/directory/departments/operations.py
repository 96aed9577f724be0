"""What can be asked about departments: open, rename, supervise, merge, close; and how they stood on a day (A33)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.directory.fields import Day, DepartmentId, Entry, Id, On, Title
from services.directory.rights import KEEPERS, READERS
from services.directory.words import DepartmentKind
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query
from services.kernel.procedure.record import POST, Department, People, Person, Post


class DepartmentView(Entry):
    """As of a day. `head` and `supervisor` are people, empty while the post is vacant or there is none."""

    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="英文名称 / name")
    kind: DepartmentKind = Field(title="类别 / kind")
    start: date = Field(title="设立 / since")
    to: date | None = Field(title="撤并 / until")
    merged_into: Department = Field(title="并入 / merged into")
    head_post: Post = Field(title="负责岗位 / head's post")
    head: Person = Field(title="负责人 / head")
    supervising_post: Post = Field(title="分管岗位 / supervising post")
    supervisor: Person = Field(title="分管领导 / supervising leader")
    members: People = Field(title="人员 / people")


class GetDepartment(
    Query,
    path="GET /directory/departments/{department}",
    who=READERS,
    cites=("A33",),
    zh="查看部门",
    en="See a department",
    returns=DepartmentView,
):
    department: DepartmentId
    on: On = None


class ListDepartments(
    PagedQuery,
    path="GET /directory/departments",
    who=READERS,
    cites=("A33",),
    zh="部门一览",
    en="List departments",
    returns=Page[DepartmentView],
):
    """Those open on the day, by id."""

    on: On = None


class OpenDepartment(
    Command,
    path="POST /directory/departments",
    who=KEEPERS,
    cites=("A33",),
    zh="设立部门",
    en="Open a department",
    returns=DepartmentView,
):
    department: Id = Field(title="部门编号 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    kind: DepartmentKind = Field(title="类别 / kind")
    day: Day


class OfDepartment(
    Command, at="/directory/departments/{department}", who=KEEPERS, cites=("A33",), returns=DepartmentView
):
    department: DepartmentId


class RenameDepartment(OfDepartment, does="names", zh="部门更名", en="Rename a department"):
    """It keeps its id, its people and its history."""

    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    day: Day


class AssignSupervision(OfDepartment, does="supervision", zh="确定分管领导", en="Assign the supervising leader"):
    leader_post: Annotated[Id | Literal[""], POST] = Field(
        title="分管岗位 / leader's post", description="空 = 无 / empty: none"
    )
    day: Day


class MergeDepartment(OfDepartment, does="merger", zh="部门合并", en="Merge a department into another"):
    """Whoever is still a member on that day moves along; the department's posts end, their holders are relieved."""

    into: DepartmentId = Field(title="并入部门 / into")
    day: Day


class CloseDepartment(OfDepartment, does="closure", zh="撤销部门", en="Close a department"):
    """Only once nobody belongs to it; its posts end, their holders are relieved."""

    day: Day
