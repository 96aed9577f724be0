"""What can be asked about posts: create, abolish, appoint, relieve, delegate; and who held what on a day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from services.directory.fields import Day, Id, On, Reason, Title
from services.directory.rights import KEEPERS, READERS
from services.kernel.operations import Command, Page, PagedQuery, Query, View
from services.kernel.who import SELF

PostLevel = Literal["county-head", "county-deputy", "section-head", "section-deputy", "staff"]


class DelegationView(View):
    """`to` is the first day no longer."""

    number: int
    holder: str
    deputy: str
    start: date
    to: date


class PostView(View):
    """As of a day: `deputy` is who stands in for the holder on it."""

    id: str
    zh: str
    en: str
    department: str
    level: str
    start: date
    to: date | None
    holder: str
    deputy: str
    delegations: list[DelegationView]
    version: int


class GetPost(Query, path="GET /directory/posts/{post}", who=READERS, zh="查看岗位", en="See a post", returns=PostView):
    post: Id
    on: On = None


class ListPosts(
    PagedQuery, path="GET /directory/posts", who=READERS, zh="岗位一览", en="List posts", returns=Page[PostView]
):
    """Those that exist on the day, by id."""

    on: On = None
    department: str = Field(default="", title="部门 / department")


class CreatePost(
    Command,
    path="POST /directory/posts",
    who=KEEPERS,
    cites=("A33",),
    zh="设立岗位",
    en="Create a post",
    returns=PostView,
):
    """The head of department `d` holds the post `head-d`."""

    post: Id = Field(title="岗位编号 / id")
    zh: Title = Field(title="名称 / Chinese name")
    en: Title = Field(title="英文名称 / English name")
    department: Id = Field(title="部门 / department")
    level: PostLevel = Field(title="职级 / level")
    day: Day


class AbolishPost(
    Command,
    path="POST /directory/posts/{post}/abolition",
    who=KEEPERS,
    cites=("A33",),
    zh="撤销岗位",
    en="Abolish a post",
    returns=PostView,
):
    post: Id
    day: Day


class AppointHolder(
    Command, path="POST /directory/posts/{post}/holders", who=KEEPERS, zh="任职", en="Appoint", returns=PostView
):
    post: Id
    person: Id = Field(title="任职者 / holder")
    day: Day


class RelieveHolder(
    Command, path="POST /directory/posts/{post}/relief", who=KEEPERS, zh="免职", en="Relieve", returns=PostView
):
    """`day` is the first day without the post."""

    post: Id
    person: Id = Field(title="免职者 / holder")
    day: Day


class GiveDelegation(
    Command,
    path="POST /directory/posts/{post}/delegations",
    who=(SELF, *KEEPERS),
    cites=("A15",),
    zh="委托代行职责",
    en="Let somebody stand in",
    returns=PostView,
):
    """By the holder, for the days away: who acts in the post meanwhile. The holder may still act."""

    post: Id
    deputy: Id = Field(title="代行者 / deputy")
    start: date = Field(title="开始日期 / from")
    to: date = Field(title="截止日期(不含) / first day no longer")
    reason: Reason = ""


class EndDelegation(
    Command,
    path="POST /directory/posts/{post}/delegations/{number}/end",
    who=(SELF, *KEEPERS),
    cites=("A15",),
    zh="提前结束代行",
    en="End a delegation early",
    returns=PostView,
):
    post: Id
    number: int = Field(ge=1)
    day: Day
