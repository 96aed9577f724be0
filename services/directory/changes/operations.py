"""The register of changes, the whole organ on a day, and both as a workbook."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from services.directory.departments.operations import DepartmentView
from services.directory.fields import On
from services.directory.people.operations import PersonView
from services.directory.posts.operations import PostView
from services.directory.rights import READERS
from services.kernel.operations import File, Page, PagedQuery, Query, View
from services.kernel.who import ADMINISTRATOR, AUDITOR, OFFICE_DIRECTOR, SYSTEM


class ChangeView(View):
    """One fact of the directory: `day` from when it holds, `recorded_at` when it was written down, by whom."""

    id: str
    day: date
    recorded_at: datetime
    what: str
    zh: str
    en: str
    person: str
    department: str
    post: str
    body: str
    detail: str
    actor: str


class ListChanges(
    PagedQuery,
    path="GET /directory/changes",
    who=(ADMINISTRATOR, OFFICE_DIRECTOR, AUDITOR, SYSTEM),
    cites=("A33",),
    zh="人事机构变动台账",
    en="List changes of the organ",
    returns=Page[ChangeView],
):
    """In the order in which they were recorded."""

    person: str = Field(default="", title="人员 / person")
    department: str = Field(default="", title="部门 / department")
    post: str = Field(default="", title="岗位 / post")
    body: str = Field(default="", title="组织 / body")


class OrganView(View):
    day: date
    departments: list[DepartmentView]
    posts: list[PostView]
    people: list[PersonView]


class GetOrgan(
    Query,
    path="GET /directory/organ",
    who=READERS,
    cites=("A33",),
    zh="某日的机构",
    en="See the organ on a day",
    returns=OrganView,
):
    on: On = None


class ExportDirectory(
    Query,
    path="GET /directory/workbook",
    who=(ADMINISTRATOR, OFFICE_DIRECTOR, AUDITOR, SYSTEM),
    cites=("A33",),
    zh="导出机构人员台账",
    en="Export the directory's registers",
    returns=File,
):
    """XLSX: people, departments, posts and bodies as of a day, and every change recorded."""

    on: On = None
