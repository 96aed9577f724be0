"""What can be asked about bodies: form, dissolve, join, leave; and who belonged to one on a day (A1, B4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.fields import Day, Id, On, Title
from services.directory.rights import KEEPERS, READERS
from services.kernel.operations import Command, Page, PagedQuery, Query, View


class RoleView(View):
    id: Id
    zh: Title
    en: Title


class MemberView(View):
    person: str
    role: str


class BodyView(View):
    id: str
    zh: str
    en: str
    start: date
    to: date | None
    roles: list[RoleView]
    members: list[MemberView]
    version: int


class GetBody(
    Query,
    path="GET /directory/bodies/{body}",
    who=READERS,
    cites=("A1", "B4"),
    zh="查看组织",
    en="See a body",
    returns=BodyView,
):
    body: Id
    on: On = None


class ListBodies(
    PagedQuery,
    path="GET /directory/bodies",
    who=READERS,
    cites=("A1",),
    zh="组织一览",
    en="List bodies",
    returns=Page[BodyView],
):
    on: On = None


class FormBody(
    Command,
    path="POST /directory/bodies",
    who=KEEPERS,
    cites=("A1", "B4"),
    zh="设立组织",
    en="Form a body",
    returns=BodyView,
):
    body: Id = Field(title="组织编号 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    roles: Annotated[list[RoleView], Field(min_length=1, max_length=30, title="职务 / roles")]
    day: Day


class DissolveBody(
    Command,
    path="POST /directory/bodies/{body}/dissolution",
    who=KEEPERS,
    cites=("A1",),
    zh="撤销组织",
    en="Dissolve a body",
    returns=BodyView,
):
    body: Id
    day: Day


class JoinBody(
    Command,
    path="POST /directory/bodies/{body}/members",
    who=KEEPERS,
    cites=("A1", "B4"),
    zh="加入组织",
    en="Join a body",
    returns=BodyView,
):
    body: Id
    person: Id = Field(title="人员 / person")
    role: Id = Field(title="职务 / role")
    day: Day


class LeaveBody(
    Command,
    path="POST /directory/bodies/{body}/departures",
    who=KEEPERS,
    cites=("A1", "B4"),
    zh="退出组织",
    en="Leave a body",
    returns=BodyView,
):
    body: Id
    person: Id = Field(title="人员 / person")
    day: Day
