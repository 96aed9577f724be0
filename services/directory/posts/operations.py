"""What can be asked about posts: create, abolish, appoint, relieve, delegate; and who held what on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.fields import Day, DepartmentId, Entry, Id, On, PersonId, PostId, Reason, Title
from services.directory.rights import KEEPERS, READERS
from services.directory.words import PostLevel
from services.kernel.domain.who import SELF
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query, View
from services.kernel.procedure.record import DEPARTMENT, Department, Person


class DelegationView(View):
    """`to` is the first day no longer."""

    number: int = Field(title="第几次 / number")
    holder: Person = Field(title="任职者 / holder")
    deputy: Person = Field(title="代行者 / deputy")
    start: date = Field(title="自 / from")
    to: date = Field(title="至(不含) / first day no longer")


class PostView(Entry):
    """As of a day: `deputy` is who stands in for the holder on it."""

    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="英文名称 / name")
    department: Department = Field(title="部门 / department")
    level: PostLevel = Field(title="职级 / level")
    start: date = Field(title="设立 / since")
    to: date | None = Field(title="撤销 / until")
    holder: Person = Field(title="任职者 / holder")
    deputy: Person = Field(title="代行者 / deputy")
    delegations: list[DelegationView] = Field(title="委托代行 / delegations")


class GetPost(Query, path="GET /directory/posts/{post}", who=READERS, zh="查看岗位", en="See a post", returns=PostView):
    post: PostId
    on: On = None


class ListPosts(
    PagedQuery, path="GET /directory/posts", who=READERS, zh="岗位一览", en="List posts", returns=Page[PostView]
):
    """Those that exist on the day, by id."""

    on: On = None
    department: Annotated[str, DEPARTMENT] = Field(default="", title="部门 / department")


class CreatePost(
    Command,
    path="POST /directory/posts",
    who=KEEPERS,
    cites=("A33",),
    zh="设立岗位",
    en="Create a post",
    returns=PostView,
):
    """The head of a department holds the post that is called by the department's id with `head-` before it."""

    post: Id = Field(title="岗位编号 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    department: DepartmentId
    level: PostLevel = Field(title="职级 / level")
    day: Day


class OfPost(Command, at="/directory/posts/{post}", who=KEEPERS, returns=PostView):
    post: PostId


class AbolishPost(OfPost, does="abolition", cites=("A33",), zh="撤销岗位", en="Abolish a post"):
    day: Day


class AppointHolder(OfPost, does="holders", zh="任职", en="Appoint"):
    person: PersonId = Field(title="任职者 / holder")
    day: Day


class RelieveHolder(OfPost, does="relief", zh="免职", en="Relieve"):
    """`day` is the first day without the post."""

    person: PersonId = Field(title="免职者 / holder")
    day: Day


class GiveDelegation(
    OfPost, does="delegations", who=(SELF, *KEEPERS), cites=("A15",), zh="委托代行职责", en="Let somebody stand in"
):
    """By the holder, for the days away: who acts in the post meanwhile. The holder may still act."""

    deputy: PersonId = Field(title="代行者 / deputy")
    start: date = Field(title="开始日期 / from")
    to: date = Field(title="截止日期(不含) / first day no longer")
    reason: Reason = ""


class EndDelegation(
    OfPost,
    does="delegations/{number}/end",
    who=(SELF, *KEEPERS),
    cites=("A15",),
    zh="提前结束代行",
    en="End a delegation early",
):
    number: int = Field(ge=1, title="第几次委托 / number")
    day: Day
