"""Taking in the attendance machines' files (A14)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.attendance.imports.readings import FileFormat, NotFoundFor, Reason
from services.attendance.imports.record import ImportRecord
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import ANYONE, AUDITOR, SYSTEM
from services.kernel.procedure.fields import filled_in
from services.kernel.procedure.operations import Command, File, Query, Upload, View
from services.kernel.procedure.registry import exporting, listing

READERS = (*OFFICE, AUDITOR)
Row = Annotated[int, Field(title="行 / row")]


class BadRowView(View):
    """Where and why: row as the spreadsheet counts, column by its heading, a stable reason code, two languages."""

    sheet: str = Field(title="工作表 / sheet")
    row: Row
    column: str = Field(title="列 / column")
    reason: Reason = Field(title="问题 / what is wrong")
    zh: str = Field(title="说明 / in Chinese")
    en: str = Field(title="英文说明 / in English")
    value: str = Field(title="内容 / value")


class UnknownPerson(View):
    """Listed once, with the first row and how many punches wait for them."""

    number: str = Field(title="工号 / number")
    name: str = Field(title="姓名 / name")
    department: str = Field(title="文件所列部门 / department in the file")
    row: Row
    punches: int = Field(title="打卡数 / punches")
    reason: NotFoundFor = Field(title="原因 / reason")


class ImportReport(View):
    file: str = Field(title="文件 / file")
    format: FileFormat = Field(title="格式 / format")
    digest: str = Field(title="摘要 / digest")
    read: int = Field(title="读取 / punches read")
    recorded: int = Field(title="新增 / new")
    known: int = Field(title="已有 / known already")
    unknown_people: list[UnknownPerson] = Field(
        title="查无此人 / unknown people", description="the first thousand / 前一千人"
    )
    unknown_people_count: int = Field(title="查无此人数 / how many unknown people")
    bad_rows: list[BadRowView] = Field(title="问题行 / bad rows", description="the first thousand / 前一千行")
    bad_row_count: int = Field(title="问题行数 / how many bad rows")


class GetImportTemplate(
    Query,
    path="GET /attendance/import-template",
    who=(ANYONE,),
    cites=("A14",),
    zh="下载考勤导入模板",
    en="Download the import template",
    returns=File,
): ...


class ImportPunches(
    Command,
    path="POST /attendance/imports",
    who=(*OFFICE, SYSTEM),
    cites=("A14",),
    zh="导入考勤机文件",
    en="Import an attendance machine's file",
    returns=ImportReport,
):
    """DingTalk and WeCom workbooks, ZKTeco attlog, or the office's template; recognised by content. The same file
    again changes nothing; bad rows are reported and the good ones still go in.
    """

    file: str = Field(title="文件名 / file name", min_length=1, max_length=200)
    content: Upload = Field(
        title="文件 / file",
        max_length=64_000_000,
        description="钉钉、企业微信的工作簿，ZKTeco的attlog，或按模板填写的表"
        " / DingTalk's or WeCom's workbook, ZKTeco's attlog, or the template filled in",
        json_schema_extra=filled_in(GetImportTemplate),
    )


ListImports = listing("ListImports", ImportRecord, path="GET /attendance/imports", who=READERS)
ExportImports = exporting("ExportImports", ImportRecord, path="GET /attendance/imports-export", who=READERS)
