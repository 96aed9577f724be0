"""考勤导入台账: which files were taken in, and what became of their rows."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from sqlalchemy import Column, Integer, String

from services.attendance.imports.events import PunchFileImported
from services.attendance.imports.readings import FileFormat
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Count, Person, Row


class ImportRecord(
    Row,
    table="punch_imports",
    zh="考勤导入台账",
    en="Register of imports",
    one="导入 / import",
    key="id number",
    by="-imported_on id number",
    dated="imported_on",
    sheet="imported_on file format imported_by read recorded known bad unknown_people digest",
    cites=("A14",),
    more=(Column("id", String(32), nullable=False), Column("number", Integer, nullable=False, autoincrement=False)),
):
    """A line for each time a file was brought; `number` counts them."""

    digest: str = Field(max_length=64, title="摘要 / digest")
    file: str = Field(max_length=200, title="文件 / file")
    format: FileFormat = Field(title="格式 / format")
    imported_on: date = Field(title="导入日期 / imported on")
    imported_by: Person = Field(title="导入人 / imported by")
    read: Count = Field(title="读取 / punches read")
    recorded: Count = Field(title="新增 / new")
    known: Count = Field(title="已有 / known already")
    bad: Count = Field(title="问题行 / bad rows")
    unknown_people: Count = Field(title="查无此人 / unknown people")


register = Register("imports", ImportRecord)


@register.on(PunchFileImported)
def imported(event: PunchFileImported, rows: Rows) -> None:
    brought = {"number": event.originator_version, "imported_on": event.day, "imported_by": event.actor}
    rows.record(ImportRecord, event, id=event.originator_id.hex, **brought)
