"""The few kinds of field that every operation of the directory is made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=40, title="姓名 / name")]
Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+$", max_length=20, title="工号 / number")]
Day = Annotated[date, Field(title="生效日期 / effective from")]
Gender = Annotated[Literal["male", "female", ""], Field(title="性别 / gender")]
On = Annotated[date | None, Field(title="日期 / on", description="缺省为今天 / today when left out")]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Reason = Annotated[str, Field(max_length=200, title="事由 / reason")]
