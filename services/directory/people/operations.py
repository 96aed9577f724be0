"""What can be asked about people: hire, move, correct, leave; and who is there on a day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from services.directory.fields import Day, Gender, Id, Name, Number, On, Reason
from services.directory.rights import KEEPERS, READERS
from services.kernel.operations import Command, Page, PagedQuery, Query, View
from services.kernel.who import ADMINISTRATOR, HEAD, OFFICE_DIRECTOR, SELF, SUPERVISOR, SYSTEM


class PersonView(View):
    """As of a day: `posts` they hold, `acting` the posts in which they stand in for somebody."""

    id: str
    name: str
    number: str
    active: bool
    department: str
    posts: list[str]
    acting: list[str]
    level: str
    version: int


class PlaceView(View):
    """`to` is the first day no longer."""

    department: str
    start: date
    to: date | None


class PersonFileView(PersonView):
    gender: str
    work_since: date
    hired: date
    left: date | None
    residency: list[tuple[date, date | None]]
    places: list[PlaceView]


class GetPerson(
    Query, path="GET /directory/people/{person}", who=READERS, zh="查看人员", en="See a person", returns=PersonView
):
    person: Id
    on: On = None


class GetPersonFile(
    Query,
    path="GET /directory/people/{person}/file",
    who=(SELF, HEAD, SUPERVISOR, OFFICE_DIRECTOR, ADMINISTRATOR, SYSTEM),
    zh="查看人员档案",
    en="See a person's file",
    returns=PersonFileView,
):
    person: Id
    on: On = None


class ListPeople(
    PagedQuery, path="GET /directory/people", who=READERS, zh="人员名册", en="List people", returns=Page[PersonView]
):
    """Those in service on the day, by id; one department's, or of one name, when asked."""

    on: On = None
    department: str = Field(default="", title="部门 / department")
    name: str = Field(default="", title="姓名 / name")


class HirePerson(
    Command,
    path="POST /directory/people",
    who=KEEPERS,
    cites=("A33",),
    zh="录用人员",
    en="Hire a person",
    returns=PersonView,
):
    """`person` is the id under which every record names them; left out, it is made of the number."""

    person: Id | None = Field(default=None, title="人员编号 / id")
    name: Name
    number: Number
    gender: Gender = ""
    work_since: date = Field(title="参加工作日期 / in employment since")
    department: Id = Field(title="部门 / department")
    day: Day


class MovePerson(
    Command,
    path="POST /directory/people/{person}/moves",
    who=KEEPERS,
    cites=("A33",),
    zh="调动人员",
    en="Move a person",
    returns=PersonView,
):
    person: Id
    department: Id | Literal[""] = Field(title="部门 / department", description="空 = 待分配 / empty: none for now")
    day: Day


class LeaveService(
    Command,
    path="POST /directory/people/{person}/departure",
    who=KEEPERS,
    cites=("A33",),
    zh="人员离职",
    en="Leave the service",
    returns=PersonView,
):
    """Ends their posts, bodies and delegations with it. `day` is the first day out of service."""

    person: Id
    day: Day
    reason: Reason = ""


class CorrectDetails(
    Command,
    path="PUT /directory/people/{person}/details",
    who=KEEPERS,
    zh="更正人员信息",
    en="Correct a person's details",
    returns=PersonView,
):
    person: Id
    name: Name
    number: Number
    gender: Gender = ""
    work_since: date = Field(title="参加工作日期 / in employment since")
    reason: str = Field(min_length=1, max_length=200, title="更正原因 / reason")


class TakeResidencyDuty(
    Command,
    path="POST /directory/people/{person}/residency",
    who=KEEPERS,
    cites=("A14",),
    zh="开始驻勤",
    en="Take residency duty",
    returns=PersonView,
):
    person: Id
    day: Day


class GiveUpResidencyDuty(
    Command,
    path="POST /directory/people/{person}/residency/end",
    who=KEEPERS,
    cites=("A14",),
    zh="结束驻勤",
    en="Give up residency duty",
    returns=PersonView,
):
    person: Id
    day: Day
