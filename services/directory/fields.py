"""The few kinds of field that every operation of the directory is made of, and what every entry of it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.procedure.operations import View
from services.kernel.procedure.record import COMPUTED, DEPARTMENT, PERSON, POST

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
PersonId = Annotated[Id, PERSON, Field(title="人员 / person")]
DepartmentId = Annotated[Id, DEPARTMENT, Field(title="部门 / department")]
PostId = Annotated[Id, POST, Field(title="岗位 / post")]
BodyId = Annotated[Id, Field(title="组织 / body")]
Name = Annotated[str, Field(min_length=1, max_length=40, title="姓名 / name")]
Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+$", max_length=20, title="工号 / number")]
Day = Annotated[date, Field(title="生效日期 / effective from")]
On = Annotated[date | None, Field(title="日期 / on", description="缺省为今天 / today when left out")]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Reason = Annotated[str, Field(max_length=200, title="事由 / reason")]


class Entry(View):
    """A person, post, department or body as of a day. `allowed`: what the caller may do to it now, null in lists;
    `awaiting`: the changes that somebody proposed, empty in lists."""

    id: str = Field(title="标识 / id")
    version: int = Field(title="版本 / version")
    awaiting: list[UUID] = Field(default=[], title="待确认的变更 / changes waiting to be confirmed")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")
