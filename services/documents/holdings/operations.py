"""What can be asked of the archive: search, correction, place, appraisal, loans (A20)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.archive.operations import ARCHIVIST
from services.documents.incoming.operations import Secrecy
from services.documents.office import SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE, CHAIR, SELF

FileId = Annotated[UUID, Field(title="档案 / file")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Words = Annotated[str, Field(max_length=40, title="题名含 / title contains")]
OptionalYear = Annotated[int | None, Field(ge=1949, le=2999, title="年度 / year")]
Period = Annotated[str, Field(max_length=8, title="保管期限 / retention")]
DepartmentId = Annotated[str, Field(max_length=60, title="部门 / department")]
KEEPERS = (*SEES_ALL, ARCHIVIST)


class Outcome(StrEnum):
    EXTEND = "extend"
    DESTROY = "destroy"


class FileView(View):
    """`withheld` where the caller may not see the title; who has it on loan stands in the register of loans."""

    id: UUID
    number: str = Field(description="档号 / archive number")
    year: int
    period: str
    box: int
    room: str
    shelf: str
    department: str
    transfer: UUID
    kind: str
    record: UUID | None
    title: str
    withheld: bool
    dated: date
    document_number: str
    author: str
    pages: int
    copies: int
    secrecy: str
    form: str
    filed_on: date
    status: str
    expires: date | None
    outcome: str = Field(description="鉴定意见 / what the last appraisal proposes")
    until: date | None
    proposed_by: str
    approved_by: str
    destroyed_on: date | None
    reason: str
    lent_until: date | None
    version: int


class LoanView(View):
    """`overdue`: still out after its day."""

    file: UUID
    loan: int
    number: str
    person: str
    department: str
    lent_on: date
    until: date
    back_on: date | None
    out: bool
    overdue: bool
    purpose: str


class SearchFiles(
    PagedQuery,
    path="GET /documents/archive-files",
    who=(ANYONE,),
    cites=("A20",),
    zh="检索档案",
    en="Search the archive",
    returns=Page[FileView],
):
    """What was filed last first, year by year.

    A title contains each of the words; they are looked for only in titles that the caller may see.
    """

    words: Words = ""
    number: str = Field(default="", max_length=60, title="档号开头 / archive number begins with")
    document_number: str = Field(default="", max_length=100, title="文号 / document number")
    year: OptionalYear = None
    department: DepartmentId = ""
    period: Period = ""
    status: str = Field(default="", max_length=12, title="状态 / status")


class GetArchiveFile(
    Query,
    path="GET /documents/archive-files/{file}",
    who=(ANYONE,),
    cites=("A20",),
    zh="查看档案",
    en="See a file of the archive",
    returns=FileView,
):
    """Everybody sees that there is a file; its class decides who sees its title."""

    file: FileId


class ListExpiredFiles(
    PagedQuery,
    path="GET /documents/archive-expired",
    who=KEEPERS,
    cites=("A20",),
    zh="保管期满待鉴定档案",
    en="Files whose period is over",
    returns=Page[FileView],
):
    """Those that no appraisal waits for, oldest first."""


class CorrectFile(
    Command,
    path="POST /documents/archive-files/{file}/correction",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="更正档案著录",
    en="Correct what the catalogue says of a file",
    returns=FileView,
):
    """The number stays."""

    file: FileId
    title: str = Field(min_length=1, max_length=300, title="题名 / title")
    dated: date = Field(title="文件日期 / dated")
    document_number: str = Field(default="", max_length=100, title="文号 / document number")
    author: str = Field(min_length=1, max_length=200, title="责任者 / author")
    pages: int = Field(ge=1, le=100_000, title="页数 / pages")
    copies: int = Field(default=1, ge=1, le=1000, title="份数 / copies")
    secrecy: Secrecy = Field(title="密级 / secrecy")
    form: str = Field(min_length=1, max_length=12, title="载体形式 / form")
    reason: Reason


class RenumberFile(
    Command,
    path="POST /documents/archive-files/{file}/renumbering",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="更正保管期限并重编档号",
    en="Give a file another period, and with it another number",
    returns=FileView,
):
    """The number that it had is never given again."""

    file: FileId
    period: str = Field(min_length=1, max_length=8, title="保管期限 / retention", examples=["Y"])
    reason: Reason


class PlaceFile(
    Command,
    path="POST /documents/archive-files/{file}/place",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="登记档案存放位置",
    en="Record where a file stands",
    returns=FileView,
):
    file: FileId
    box: int = Field(ge=1, le=100_000, title="盒号 / box")
    room: str = Field(min_length=1, max_length=40, title="库房 / room")
    shelf: str = Field(min_length=1, max_length=40, title="柜架 / shelf")


class ProposeAppraisal(
    Command,
    path="POST /documents/archive-files/{file}/appraisal",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="提出期满鉴定意见",
    en="Propose what becomes of a file after its period",
    returns=FileView,
):
    """Extended until a day, or for good where none is named; or destroyed."""

    file: FileId
    outcome: Outcome = Field(title="鉴定意见 / outcome")
    until: date | None = Field(default=None, title="延长至，空为永久 / until, empty for good")
    reason: Reason


class ApproveAppraisal(
    Command,
    path="POST /documents/archive-files/{file}/appraisal/approval",
    who=(CHAIR,),
    cites=("A20",),
    zh="批准鉴定意见",
    en="Approve what becomes of a file",
    returns=FileView,
):
    file: FileId


class RejectAppraisal(
    Command,
    path="POST /documents/archive-files/{file}/appraisal/rejection",
    who=(CHAIR,),
    cites=("A20",),
    zh="不同意鉴定意见",
    en="Refuse what was proposed for a file",
    returns=FileView,
):
    file: FileId
    reason: Reason


class RecordDestruction(
    Command,
    path="POST /documents/archive-files/{file}/destruction",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="登记档案销毁",
    en="Record that a file was destroyed",
    returns=FileView,
):
    """Before a witness; the entry stays in the catalogue."""

    file: FileId
    on: date = Field(title="销毁日期 / destroyed on")
    witness: str = Field(min_length=1, max_length=60, title="监销人 / witness")


class LendFile(
    Command,
    path="POST /documents/archive-files/{file}/loans",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="登记档案借阅",
    en="Lend a file",
    returns=FileView,
):
    """Only to somebody who may see its title."""

    file: FileId
    person: str = Field(min_length=1, max_length=60, title="借阅人 / borrower")
    until: date = Field(title="归还期限 / until")
    purpose: str = Field(default="", max_length=500, title="借阅事由 / purpose")


class TakeFileBack(
    Command,
    path="POST /documents/archive-files/{file}/loans/return",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="登记档案归还",
    en="Take a file back",
    returns=FileView,
):
    file: FileId


class ListLoans(
    PagedQuery,
    path="GET /documents/archive-loans",
    who=(SELF, *KEEPERS),
    cites=("A20",),
    zh="档案借阅台账",
    en="Register of loans",
    returns=Page[LoanView],
):
    person: str = Field(default="", max_length=60, title="借阅人 / borrower")
    out: bool = Field(default=False, title="仅未归还 / only those still out")


class ExportCatalogue(
    Query,
    path="GET /documents/archive-catalogue-export/{year}",
    who=KEEPERS,
    cites=("A20",),
    zh="导出归档文件目录",
    en="Export the catalogue of a year",
    returns=File,
):
    year: int = Field(ge=1949, le=2999, title="年度 / year")
    period: Period = ""
    department: DepartmentId = ""


class ExportLoans(
    Query,
    path="GET /documents/archive-loans-export",
    who=KEEPERS,
    cites=("A20",),
    zh="导出档案借阅台账",
    en="Export the register of loans",
    returns=File,
):
    start: date = Field(title="借出自 / lent from")
    end: date = Field(title="至 / to")
