"""What can be asked about departments: open, rename, supervise, merge, close; and how they stood on a day (A33)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from services.directory.fields import Day, Id, On, Title
from services.directory.rights import KEEPERS, READERS
from services.kernel.operations import Command, Page, PagedQuery, Query, View

Kind = Literal["leadership", "office", "committee", "section"]


class DepartmentView(View):
    """As of a day. `head` and `supervisor` are people, empty while the post is vacant or there is none."""

    id: str
    zh: str
    en: str
    kind: str
    start: date
    to: date | None
    merged_into: str
    head_post: str
    head: str
    supervising_post: str
    supervisor: str
    members: list[str]
    version: int


class GetDepartment(
    Query,
    path="GET /directory/departments/{department}",
    who=READERS,
    cites=("A33",),
    zh="查看部门",
    en="See a department",
    returns=DepartmentView,
):
    department: Id
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
    kind: Kind = Field(title="类别 / kind")
    day: Day


class RenameDepartment(
    Command,
    path="POST /directory/departments/{department}/names",
    who=KEEPERS,
    cites=("A33",),
    zh="部门更名",
    en="Rename a department",
    returns=DepartmentView,
):
    """It keeps its id, its people and its history."""

    department: Id
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    day: Day


class AssignSupervision(
    Command,
    path="POST /directory/departments/{department}/supervision",
    who=KEEPERS,
    cites=("A33",),
    zh="确定分管领导",
    en="Assign the supervising leader",
    returns=DepartmentView,
):
    department: Id
    leader_post: Id | Literal[""] = Field(title="分管岗位 / leader's post", description="空 = 无 / empty: none")
    day: Day


class MergeDepartment(
    Command,
    path="POST /directory/departments/{department}/merger",
    who=KEEPERS,
    cites=("A33",),
    zh="部门合并",
    en="Merge a department into another",
    returns=DepartmentView,
):
    """Whoever is still a member on that day moves along; the department's posts end, their holders are relieved."""

    department: Id
    into: Id = Field(title="并入部门 / into")
    day: Day


class CloseDepartment(
    Command,
    path="POST /directory/departments/{department}/closure",
    who=KEEPERS,
    cites=("A33",),
    zh="撤销部门",
    en="Close a department",
    returns=DepartmentView,
):
    """Only once nobody belongs to it; its posts end, their holders are relieved."""

    department: Id
    day: Day
