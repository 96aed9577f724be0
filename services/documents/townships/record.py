"""指导乡镇人大台账: guidance visits, deputies' homes and stations."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Index

from services.documents.townships import events as e
from services.documents.townships.guidance import (
    CITES,
    GUIDANCE_BECOMES,
    STATION_BECOMES,
    GuidanceStatus,
    StationStatus,
)
from services.kernel.log.registers import Register
from services.kernel.procedure.record import Department, Number, People, Record, choice

Township = Annotated[str, *choice("townships.townships", "乡镇 / township")]
Form = Annotated[str, *choice("townships.forms", "类型 / form")]


class GuidanceRecord(
    Record,
    table="township_guidance",
    zh="指导乡镇人大台账",
    en="Register of guidance visits",
    one="指导记录 / guidance",
    by="-year -serial",
    find="department township",
    dated="on",
    sheet="number on department township people content status",
    becomes=GUIDANCE_BECOMES,
    cites=CITES,
    more=(Index("township_guidance_day", "department", "on"),),
):
    number: Number
    department: Department
    township: Township
    on: date = Field(title="日期 / day")
    people: People = Field(title="参加人员 / people")
    content: str = Field(title="指导内容 / content")
    status: GuidanceStatus = Field(title="状态 / status")
    reason: str = Field(title="撤销理由 / reason")


class StationRecord(
    Record,
    table="deputies_stations",
    zh="代表家站台账",
    en="Register of deputies' homes and stations",
    one="家站 / station",
    by="-year -serial",
    find="department township",
    dated="on",
    sheet="number name form township department on closed_on status",
    becomes=STATION_BECOMES,
    cites=CITES,
    more=(Index("deputies_stations_name", "township", "name"),),
):
    number: Number
    department: Department
    township: Township
    form: Form
    name: str = Field(max_length=100, title="名称 / name")
    on: date = Field(title="建立日期 / set up on")
    closed_on: date | None = Field(title="停用日期 / closed on")
    status: StationStatus = Field(title="状态 / status")
    reason: str = Field(title="理由 / reason")


register = Register(
    "townships", GuidanceRecord, StationRecord, zh="指导乡镇人大台账", en="Guidance of township congresses"
)
register.opens(GuidanceRecord, e.GuidanceGiven)
register.changes(GuidanceRecord, e.GuidanceWithdrawn, "reason")
register.opens(StationRecord, e.StationSetUp)
register.changes(StationRecord, e.StationClosed, "reason", closed_on="on")
register.changes(StationRecord, e.StationWithdrawn, "reason")
