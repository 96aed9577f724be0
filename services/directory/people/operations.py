"""What can be asked about people: hire, move, correct, leave; and who is there on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.directory.fields import Day, DepartmentId, Entry, Id, Name, Number, On, PersonId, Reason
from services.directory.rights import KEEPERS, READERS
from services.directory.words import Gender, Level
from services.kernel.domain.who import ADMINISTRATOR, HEAD, OFFICE_DIRECTOR, SELF, SUPERVISOR, SYSTEM
from services.kernel.procedure.operations import Command, Page, PagedQuery, Query, View
from services.kernel.procedure.record import DEPARTMENT, Department, Posts


class PersonView(Entry):
    """As of a day: `posts` they hold, `acting` the posts in which they stand in for somebody."""

    name: str = Field(title="姓名 / name")
    number: str = Field(title="工号 / number")
    active: bool = Field(title="在职 / in service")
    department: Department = Field(title="部门 / department")
    posts: Posts = Field(title="岗位 / posts")
    acting: Posts = Field(title="代行岗位 / acting in")
    level: Level = Field(title="级别 / level")


class PlaceView(View):
    """`to` is the first day no longer."""

    department: Department = Field(title="部门 / department")
    start: date = Field(title="自 / from")
    to: date | None = Field(title="至(不含) / first day no longer")


class PersonFileView(PersonView):
    gender: Gender = Field(title="性别 / gender")
    work_since: date = Field(title="参加工作日期 / in employment since")
    hired: date = Field(title="录用日期 / hired")
    left: date | None = Field(title="离职日期 / left")
    residency: list[tuple[date, date | None]] = Field(title="驻勤 / residency duty")
    places: list[PlaceView] = Field(title="任职部门 / departments")


class GetPerson(
    Query, path="GET /directory/people/{person}", who=READERS, zh="查看人员", en="See a person", returns=PersonView
):
    person: PersonId
    on: On = None


class GetPersonFile(
    Query,
    path="GET /directory/people/{person}/file",
    who=(SELF, HEAD, SUPERVISOR, OFFICE_DIRECTOR, ADMINISTRATOR, SYSTEM),
    zh="查看人员档案",
    en="See a person's file",
    returns=PersonFileView,
):
    person: PersonId
    on: On = None


class ListPeople(
    PagedQuery, path="GET /directory/people", who=READERS, zh="人员名册", en="List people", returns=Page[PersonView]
):
    """Those in service on the day, by id; one department's, or of one name, when asked."""

    on: On = None
    department: Annotated[str, DEPARTMENT] = Field(default="", title="部门 / department")
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
    gender: Gender = Field(default=Gender.UNSAID, title="性别 / gender")
    work_since: date = Field(title="参加工作日期 / in employment since")
    department: DepartmentId
    day: Day


class OfPerson(Command, at="/directory/people/{person}", who=KEEPERS, returns=PersonView):
    person: PersonId


class MovePerson(OfPerson, does="moves", cites=("A33",), zh="调动人员", en="Move a person"):
    department: Annotated[Id | Literal[""], DEPARTMENT] = Field(
        title="部门 / department", description="空 = 待分配 / empty: none for now"
    )
    day: Day


class LeaveService(OfPerson, does="departure", cites=("A33",), zh="人员离职", en="Leave the service"):
    """Ends their posts, bodies and delegations with it. `day` is the first day out of service."""

    day: Day
    reason: Reason = ""


class CorrectDetails(
    OfPerson, path="PUT /directory/people/{person}/details", zh="更正人员信息", en="Correct a person's details"
):
    name: Name
    number: Number
    gender: Gender = Field(default=Gender.UNSAID, title="性别 / gender")
    work_since: date = Field(title="参加工作日期 / in employment since")
    reason: str = Field(min_length=1, max_length=200, title="更正原因 / reason")


class TakeResidencyDuty(OfPerson, does="residency", cites=("A14",), zh="开始驻勤", en="Take residency duty"):
    day: Day


class GiveUpResidencyDuty(OfPerson, does="residency/end", cites=("A14",), zh="结束驻勤", en="Give up residency duty"):
    day: Day
