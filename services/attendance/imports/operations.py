"""Taking in the attendance machines' files (A14)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.kernel.operations import Command, File, Page, PagedQuery, Query, Upload, View
from services.kernel.who import ANYONE, AUDITOR, CLERK, OFFICE_DIRECTOR, SYSTEM


class BadRowView(View):
    """Where and why: row as the spreadsheet counts, column by its heading, a stable reason code, two languages."""

    sheet: str
    row: int
    column: str
    reason: str
    zh: str
    en: str
    value: str


class UnknownPerson(View):
    """Listed once, with the first row and how many punches wait for them."""

    number: str
    name: str
    department: str
    row: int
    punches: int
    reason: str = Field(description="unknown, ambiguous or not-in-office / 查无此人、重名、当日不在本机关")


class ImportReport(View):
    file: str
    format: str
    digest: str
    read: int = Field(description="punches read / 读取打卡数")
    recorded: int = Field(description="punches new / 新增打卡数")
    known: int = Field(description="punches already known / 已有打卡数")
    unknown_people: list[UnknownPerson]
    bad_rows: list[BadRowView]
    bad_row_count: int


class ImportRow(View):
    digest: str
    file: str
    format: str
    imported_on: date
    imported_by: str
    read: int
    recorded: int
    known: int
    bad: int
    unknown_people: int


class ImportPunches(
    Command,
    path="POST /attendance/imports",
    who=(CLERK, OFFICE_DIRECTOR, SYSTEM),
    cites=("A14",),
    zh="导入考勤机文件",
    en="Import an attendance machine's file",
    returns=ImportReport,
):
    """DingTalk and WeCom workbooks, ZKTeco attlog, or the office's template; recognised by content. The same file
    again changes nothing; bad rows are reported and the good ones still go in.
    """

    file: str = Field(title="文件名 / file name", min_length=1, max_length=200)
    content: Upload = Field(title="文件 / file", max_length=64_000_000)


class ListImports(
    PagedQuery,
    path="GET /attendance/imports",
    who=(CLERK, OFFICE_DIRECTOR, AUDITOR),
    cites=("A14",),
    zh="考勤导入台账",
    en="Register of imports",
    returns=Page[ImportRow],
):
    pass


class ExportImports(
    Query,
    path="GET /attendance/imports-export",
    who=(CLERK, OFFICE_DIRECTOR, AUDITOR),
    cites=("A14",),
    zh="导出考勤导入台账",
    en="Export the register of imports",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class GetImportTemplate(
    Query,
    path="GET /attendance/import-template",
    who=(ANYONE,),
    cites=("A14",),
    zh="下载考勤导入模板",
    en="Download the import template",
    returns=File,
):
    pass
