"""What can be asked of the archive: search, correction, place, appraisal, loans (A20)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.archive.operations import ARCHIVIST, Room, Shelf, SomeCopies, SomePages
from services.documents.archive.record import Author, Dated, DocumentNumber, Form, Period, SecrecyClass, Title
from services.documents.holdings.file import FileStatus, Outcome
from services.documents.holdings.record import FileRecord, LoanRecord
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE, CHAIR, SELF
from services.kernel.procedure.fields import MaybeDepartment, PersonId, Reason
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query
from services.kernel.procedure.registry import exporting, listing, showing

FileId = Annotated[UUID, Field(title="档案 / file")]
Year = Annotated[int, Field(ge=1949, le=2999, title="年度 / year")]
KEEPERS = (*SEES_ALL, ARCHIVIST)
DESCRIBED = (FileStatus.KEPT, FileStatus.PROPOSED)
"""It is there, and nothing has been decided that ends it."""
STANDING = (*DESCRIBED, FileStatus.CONDEMNED)

SearchFiles = listing(
    "SearchFiles",
    FileRecord,
    path="GET /documents/archive-files",
    who=(ANYONE,),
    zh="检索档案",
    en="Search the archive",
    doc="""What was filed last first, year by year.

    A title contains each of the words; they are looked for only in titles that the caller may see.
    """,
    words=(str, Field(default="", max_length=40, title="题名含 / title contains")),
    number=(str, Field(default="", max_length=60, title="档号开头 / archive number begins with")),
    year=(Year | None, Field(default=None, title="年度 / year")),
)
GetArchiveFile = showing(
    "GetArchiveFile",
    FileRecord,
    path="GET /documents/archive-files/{file}",
    who=(ANYONE,),
    zh="查看档案",
    en="See a file of the archive",
    doc="Everybody sees that there is a file; its class decides who sees its title.",
)


class ListExpiredFiles(
    PagedQuery,
    path="GET /documents/archive-expired",
    who=KEEPERS,
    cites=("A20",),
    zh="保管期满待鉴定档案",
    en="Files whose period is over",
    returns=Page[FileRecord],
):
    """Those that no appraisal waits for, oldest first."""


class OfFile(Command, at="/documents/archive-files/{file}", returns=FileRecord):
    file: FileId


class CorrectFile(
    OfFile,
    does="correction",
    who=(ARCHIVIST,),
    when=DESCRIBED,
    zh="更正档案著录",
    en="Correct what the catalogue says of a file",
):
    """The number stays."""

    title: Annotated[Title, Field(min_length=1, max_length=300)]
    dated: Dated
    document_number: DocumentNumber = ""
    author: Annotated[Author, Field(min_length=1)]
    pages: SomePages
    copies: SomeCopies = 1
    secrecy: SecrecyClass
    form: Annotated[Form, Field(min_length=1)]
    reason: Reason


class RenumberFile(
    OfFile,
    does="renumbering",
    who=(ARCHIVIST,),
    when=FileStatus.KEPT,
    zh="更正保管期限并重编档号",
    en="Give a file another period, and with it another number",
):
    """The number that it had is never given again."""

    period: Annotated[Period, Field(min_length=1, examples=["Y"])]
    reason: Reason


class PlaceFile(
    OfFile,
    does="place",
    who=(ARCHIVIST,),
    when=STANDING,
    zh="登记档案存放位置",
    en="Record where a file stands",
):
    box: int = Field(ge=1, le=100_000, title="盒号 / box")
    room: Room
    shelf: Shelf


class ProposeAppraisal(
    OfFile,
    does="appraisal",
    who=(ARCHIVIST,),
    when=FileStatus.KEPT,
    zh="提出期满鉴定意见",
    en="Propose what becomes of a file after its period",
):
    """Extended until a day, or for good where none is named; or destroyed."""

    outcome: Outcome = Field(title="鉴定意见 / outcome")
    until: date | None = Field(default=None, title="延长至，空为永久 / until, empty for good")
    reason: Reason


class ApproveAppraisal(
    OfFile,
    does="appraisal/approval",
    who=(CHAIR,),
    when=FileStatus.PROPOSED,
    zh="批准鉴定意见",
    en="Approve what becomes of a file",
): ...


class RejectAppraisal(
    OfFile,
    does="appraisal/rejection",
    who=(CHAIR,),
    when=FileStatus.PROPOSED,
    zh="不同意鉴定意见",
    en="Refuse what was proposed for a file",
):
    reason: Reason


class RecordDestruction(
    OfFile,
    does="destruction",
    who=(ARCHIVIST,),
    when=FileStatus.CONDEMNED,
    zh="登记档案销毁",
    en="Record that a file was destroyed",
):
    """Before a witness; the entry stays in the catalogue."""

    on: date = Field(title="销毁日期 / destroyed on")
    witness: Annotated[PersonId, Field(title="监销人 / witness")]


class LendFile(OfFile, does="loans", who=(ARCHIVIST,), when=DESCRIBED, zh="登记档案借阅", en="Lend a file"):
    """Only to somebody who may see its title."""

    person: Annotated[PersonId, Field(title="借阅人 / borrower")]
    until: date = Field(title="归还期限 / until")
    purpose: str = Field(default="", max_length=500, title="借阅事由 / purpose")


class TakeFileBack(OfFile, does="loans/return", who=(ARCHIVIST,), zh="登记档案归还", en="Take a file back"): ...


ListLoans = listing(
    "ListLoans",
    LoanRecord,
    path="GET /documents/archive-loans",
    who=(SELF, *KEEPERS),
    out=(bool, Field(default=False, title="仅未归还 / only those still out")),
)


class ExportCatalogue(
    Query,
    path="GET /documents/archive-catalogue-export/{year}",
    who=KEEPERS,
    cites=("A20",),
    zh="导出归档文件目录",
    en="Export the catalogue of a year",
    returns=File,
):
    year: Year
    period: Period = ""
    department: MaybeDepartment = ""


ExportLoans = exporting("ExportLoans", LoanRecord, path="GET /documents/archive-loans-export", who=KEEPERS)
