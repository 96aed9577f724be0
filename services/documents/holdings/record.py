"""档案目录: a line per file, per number ever given, and per loan."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, Date, Index, Integer, String

from services.documents.archive.record import (
    Author,
    BusinessRecord,
    Copies,
    Dated,
    DocumentNumber,
    Form,
    Kind,
    Pages,
    Period,
    SecrecyClass,
    Title,
    Withheld,
)
from services.documents.holdings import events as e
from services.documents.holdings.file import BECOMES, CITES, FileStatus, Outcome, decided
from services.documents.holdings.words import enter, pairs, strike
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Person, Record, Row, refers

MOST_A_YEAR = 1_000_000
ArchiveNumber = Annotated[str, Field(max_length=60, title="档号 / archive number")]


class FileRecord(
    Record,
    table="archive_files",
    zh="档案目录",
    en="Archive catalogue",
    one="档案 / file",
    by="-place",
    find="department period status document_number",
    sheet="number document_number author title dated secrecy pages copies box room shelf expires outcome status",
    becomes=BECOMES,
    cites=CITES,
    more=(
        Column("place", BigInteger, nullable=False),
        Column("code", String(20), nullable=False),
        Column("serial", Integer, nullable=False),
        Column("approved_on", Date),
        Column("witness", String(60), nullable=False),
        Column("listed_by", String(60), nullable=False),
        Column("handed_over_by", String(60), nullable=False),
        Column("lent_to", String(60), nullable=False),
        Index("archive_files_numbered", "place", "number"),
        Index("archive_files_series", "year", "period", "code", "box"),
        Index("archive_files_expires", "status", "expires", "id"),
    ),
):
    """`withheld` where the caller may not see the title; who has it on loan stands in the register of loans.

    `place`: in the order of filing, year by year. `outcome`, `until`, `proposed_by` and `approved_by` are of the last
    appraisal; `reason` is the last one given.
    """

    number: ArchiveNumber
    year: int = Field(title="年度 / year")
    period: Period
    box: int = Field(title="盒号 / box")
    room: str = Field(max_length=40, title="库房 / room")
    shelf: str = Field(max_length=40, title="柜架 / shelf")
    department: Department
    transfer: UUID = Field(title="移交清单 / handover list")
    kind: Kind
    record: BusinessRecord
    title: Title
    withheld: Withheld
    dated: Dated
    document_number: DocumentNumber
    author: Author
    pages: Pages
    copies: Copies
    secrecy: SecrecyClass
    form: Form
    filed_on: date = Field(title="归档日 / filed on")
    status: FileStatus = Field(title="状态 / status")
    expires: date | None = Field(title="保管至 / kept until")
    outcome: Outcome | None = Field(title="鉴定意见 / what the last appraisal proposes")
    until: date | None = Field(title="延长至 / extended until")
    proposed_by: Person = Field(title="鉴定提出人 / proposed by")
    approved_by: Person = Field(title="鉴定批准人 / approved by")
    destroyed_on: date | None = Field(title="销毁日 / destroyed on")
    reason: str = Field(title="理由 / reason")
    lent_until: date | None = Field(title="借出应还日 / on loan until")


class GivenNumber(
    Row,
    table="archive_numbers",
    key="number",
    more=(Index("archive_number_series", "year", "period", "code", "serial", unique=True),),
):
    """`void`: the file has another number now; this one is never given again."""

    number: ArchiveNumber
    year: int
    period: Period
    code: Annotated[str, Field(max_length=20)]
    serial: int
    file: UUID
    void: bool


class LoanState(Word):
    OUT = "out", "未还", "out"
    OVERDUE = "overdue", "逾期未还", "overdue"
    BACK = "back", "已还", "given back"


class LoanRecord(
    Row,
    table="archive_loans",
    zh="档案借阅台账",
    en="Register of loans",
    one="借阅 / loan",
    key="file loan",
    by="until file loan",
    find="person out",
    dated="lent_on",
    sheet="number department person lent_on until back_on purpose state",
    cites=CITES,
    more=(Index("archive_loans_day", "lent_on"),),
):
    """`number` as it was when lent; `department` is the file's; `overdue`: still out after its day."""

    file: Annotated[UUID, refers("documents.get-archive-file")] = Field(title="档案 / file")
    loan: int = Field(title="次数 / loan")
    number: ArchiveNumber
    person: Person = Field(title="借阅人 / borrower")
    department: Department = Field(title="归档部门 / department of the file")
    lent_on: date = Field(title="借出日 / lent on")
    until: date = Field(title="应还日 / until")
    back_on: date | None = Field(title="归还日 / given back on")
    out: bool = Field(title="未归还 / out")
    overdue: Annotated[bool, COMPUTED] = Field(title="逾期 / overdue")
    state: Annotated[LoanState, COMPUTED] = Field(title="状态 / state")
    purpose: str = Field(title="事由 / purpose")


register = Register("archive-files", FileRecord, GivenNumber, LoanRecord, pairs)


def place_of(year: int, entry: int) -> int:
    return year * MOST_A_YEAR + entry


@register.on(e.FileFiled)
def filed(event: e.FileFiled, rows: Rows) -> None:
    place = place_of(event.year, event.entry)
    rows.record(FileRecord, event, place=place, record=event.record or None, filed_on=event.day)
    rows.record(GivenNumber, event, file=event.originator_id.hex)
    enter(rows, place, event.title)


@register.on(e.FileCorrected)
def corrected(event: e.FileCorrected, rows: Rows) -> None:
    was = rows.get(FileRecord, id=event.originator_id.hex)
    strike(rows, was.place, was.title)
    enter(rows, was.place, event.title)
    described = ("title", "dated", "document_number", "author", "pages", "copies", "secrecy", "form")
    rows.change(FileRecord, event, *described, "reason")


@register.on(e.FileRenumbered)
def renumbered(event: e.FileRenumbered, rows: Rows) -> None:
    rows.update(GivenNumber, {"number": event.previous}, void=True)
    rows.record(GivenNumber, event, file=event.originator_id.hex)
    rows.change(FileRecord, event, "number", "period", "code", "serial", "box", "expires", "reason")


@register.on(e.FilePlaced)
def placed(event: e.FilePlaced, rows: Rows) -> None:
    rows.change(FileRecord, event, "box", "room", "shelf")


@register.on(e.AppraisalProposed)
def proposed(event: e.AppraisalProposed, rows: Rows) -> None:
    undecided: dict[str, Any] = {"approved_by": "", "approved_on": None}
    rows.change(FileRecord, event, "outcome", "until", "reason", proposed_by=event.actor, **undecided)


@register.on(e.AppraisalApproved)
def approved(event: e.AppraisalApproved, rows: Rows) -> None:
    status = decided(event.outcome)
    period = {"expires": event.until} if status == FileStatus.KEPT else {}
    rows.change(FileRecord, event, status=status, approved_by=event.actor, approved_on=event.day, **period)


@register.on(e.AppraisalRejected)
def rejected(event: e.AppraisalRejected, rows: Rows) -> None:
    rows.change(FileRecord, event, "reason")


@register.on(e.FileDestroyed)
def destroyed(event: e.FileDestroyed, rows: Rows) -> None:
    rows.change(FileRecord, event, "witness", destroyed_on=event.on)


@register.on(e.FileLent)
def lent(event: e.FileLent, rows: Rows) -> None:
    rows.record(LoanRecord, event, file=event.originator_id.hex, lent_on=event.day, out=True)
    rows.change(FileRecord, event, lent_to=event.person, lent_until=event.until)


@register.on(e.FileGivenBack)
def given_back(event: e.FileGivenBack, rows: Rows) -> None:
    rows.update(LoanRecord, {"file": event.originator_id.hex, "loan": event.loan}, back_on=event.day, out=False)
    rows.change(FileRecord, event, lent_to="", lent_until=None)
