"""The register of changes, the whole organ on a day, and both as a workbook."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.directory.changes.record import ChangeRecord
from services.directory.departments.operations import DepartmentView
from services.directory.fields import On
from services.directory.people.operations import PersonView
from services.directory.posts.operations import PostView
from services.directory.rights import READERS
from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, OFFICE_DIRECTOR, SYSTEM
from services.kernel.procedure.operations import File, Query, View
from services.kernel.procedure.registry import listing

SEE_CHANGES = (ADMINISTRATOR, OFFICE_DIRECTOR, AUDITOR, SYSTEM)
ListChanges = listing(
    "ListChanges",
    ChangeRecord,
    path="GET /directory/changes",
    who=SEE_CHANGES,
    en="List changes of the organ",
    doc="In the order in which they were recorded.",
)


class NameView(View):
    id: str = Field(title="标识 / id")
    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="英文名称 / name")


class OrganView(View):
    """`others` are the bodies, and the people, departments and posts of other days, whom records still name."""

    day: date = Field(title="日期 / day")
    departments: list[DepartmentView] = Field(title="部门 / departments")
    posts: list[PostView] = Field(title="岗位 / posts")
    people: list[PersonView] = Field(title="人员 / people")
    others: list[NameView] = Field(title="其他日期的名称 / names of other days")


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
    who=SEE_CHANGES,
    cites=("A33",),
    zh="导出机构人员台账",
    en="Export the directory's registers",
    returns=File,
):
    """XLSX: people, departments, posts and bodies as of a day, and every change recorded."""

    on: On = None
