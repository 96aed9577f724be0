"""What can be asked about bodies: form, dissolve, join, leave; and who belonged to one on a day (A1, B4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.fields import BodyId, Day, Entry, Id, On, PersonId, Title
from services.directory.rights import KEEPERS, READERS
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query, View
from services.kernel.procedure.record import Person


class RoleView(View):
    id: Id = Field(title="代码 / code")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")


class MemberView(View):
    person: Person = Field(title="人员 / person")
    role: str = Field(title="职务 / role")


class BodyView(Entry):
    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="英文名称 / name")
    start: date = Field(title="设立 / since")
    to: date | None = Field(title="撤销 / until")
    roles: list[RoleView] = Field(title="职务 / roles")
    members: list[MemberView] = Field(title="成员 / members")


class GetBody(
    Query,
    path="GET /directory/bodies/{body}",
    who=READERS,
    cites=("A1", "B4"),
    zh="查看组织",
    en="See a body",
    returns=BodyView,
):
    body: BodyId
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


class OfBody(Command, at="/directory/bodies/{body}", who=KEEPERS, cites=("A1", "B4"), returns=BodyView):
    body: BodyId


class DissolveBody(OfBody, does="dissolution", cites=("A1",), zh="撤销组织", en="Dissolve a body"):
    day: Day


class JoinBody(OfBody, does="members", zh="加入组织", en="Join a body"):
    person: PersonId
    role: Id = Field(title="职务 / role")
    day: Day


class LeaveBody(OfBody, does="departures", zh="退出组织", en="Leave a body"):
    person: PersonId
    day: Day
