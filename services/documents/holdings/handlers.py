"""Carries out what is asked of the archive: search, correction, place, appraisal, loans (A20)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_person, name_of, title_of
from services.documents.archive.secrecy import sight
from services.documents.archive.views import readable_title
from services.documents.checks import check_choice, chosen
from services.documents.holdings.events import (
    AppraisalProposed,
    AppraisalRejected,
    FileCorrected,
    FileFiled,
    FileRenumbered,
)
from services.documents.holdings.file import OUTCOME_ZH, STATUS_ZH, ArchiveFile
from services.documents.holdings.numbering import Numbering, expires
from services.documents.holdings.operations import (
    ApproveAppraisal,
    CorrectFile,
    ExportCatalogue,
    ExportLoans,
    FileView,
    GetArchiveFile,
    LendFile,
    ListExpiredFiles,
    ListLoans,
    LoanView,
    PlaceFile,
    ProposeAppraisal,
    RecordDestruction,
    RejectAppraisal,
    RenumberFile,
    SearchFiles,
    TakeFileBack,
)
from services.documents.holdings.register import files, loans, place_of, register
from services.documents.holdings.words import containing
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Forbidden
from services.kernel.who import Subject

YEAR_IN_NUMBER = re.compile(r"·(\d{4})")

procedure = Procedure("holdings", zh="档案保管利用", en="The archive", registers=[register])
desk = Desk(
    procedure, ArchiveFile, key="file", shows=GetArchiveFile, subject=lambda f: Subject(department=f.department)
)


@procedure.discloses(FileFiled, FileCorrected)
def sees_described(event: FileFiled | FileCorrected, ctx: Context) -> bool:
    return sight(ctx).sees(event)


@procedure.discloses(FileRenumbered, AppraisalProposed, AppraisalRejected)
def sees_reason(event: FileRenumbered | AppraisalProposed | AppraisalRejected, ctx: Context) -> bool:
    return sight(ctx).sees(ctx.shown(files, event.originator_id))


@desk.does(CorrectFile)
def correct_file(op: CorrectFile, file: ArchiveFile, ctx: Context) -> None:
    check_choice(ctx, "archive.forms", op.form, "form")
    file.correct(ctx.act, **op.model_dump(exclude={"file", "secrecy"}), secrecy=op.secrecy.value)


@desk.does(RenumberFile)
def renumber_file(op: RenumberFile, file: ArchiveFile, ctx: Context) -> None:
    check_choice(ctx, "archive.periods", op.period, "period")
    file.renumber(
        ctx.act,
        place=Numbering(ctx).next(file.department, file.year, op.period, file.pages),
        expires=expires(ctx, file.year, op.period),
        reason=op.reason,
    )


@desk.does(PlaceFile)
def place_file(op: PlaceFile, file: ArchiveFile, ctx: Context) -> None:
    file.place(ctx.act, box=op.box, room=op.room, shelf=op.shelf)


@desk.does(ProposeAppraisal)
def propose_appraisal(op: ProposeAppraisal, file: ArchiveFile, ctx: Context) -> None:
    file.propose(ctx.act, outcome=op.outcome.value, until=op.until, reason=op.reason)


@desk.does(ApproveAppraisal)
def approve_appraisal(op: ApproveAppraisal, file: ArchiveFile, ctx: Context) -> None:
    file.approve(ctx.act)


@desk.does(RejectAppraisal)
def reject_appraisal(op: RejectAppraisal, file: ArchiveFile, ctx: Context) -> None:
    file.reject(ctx.act, reason=op.reason)


@desk.does(RecordDestruction)
def record_destruction(op: RecordDestruction, file: ArchiveFile, ctx: Context) -> None:
    check_person(ctx, op.witness, op.on, "witness")
    file.destroy(ctx.act, on=op.on, witness=op.witness)


@desk.does(LendFile)
def lend_file(op: LendFile, file: ArchiveFile, ctx: Context) -> None:
    """The loan itself lets nobody see what their posts do not."""
    check_person(ctx, op.person, ctx.today)
    if not sight(ctx, op.person).sees(file):
        raise Forbidden(
            "借阅人不在该密级档案的知悉范围内。",
            "The borrower may not see a file of this class.",
            cites=("A20",),
            person=op.person,
        )
    days = ctx.rules.value("archive.loan_days", ctx.today, int)
    file.lend(ctx.act, person=op.person, until=op.until, purpose=op.purpose, most_days=days)


@desk.does(TakeFileBack)
def take_file_back(op: TakeFileBack, file: ArchiveFile, ctx: Context) -> None:
    file.take_back(ctx.act)


# -- views ------------------------------------------------------------------------------------------------------------


def views(ctx: Context, rows: Sequence[Any]) -> list[FileView]:
    may = sight(ctx)
    return [_view(row, seen=may.sees(row)) for row in rows]


def _view(row: Any, *, seen: bool) -> FileView:
    hidden = {} if seen else {"title": "", "reason": ""}
    return FileView.of(row, record=UUID(hex=row.record) if row.record else None, withheld=not seen, **hidden)


@procedure.handles(GetArchiveFile)
def get_archive_file(op: GetArchiveFile, ctx: Context) -> FileView:
    return views(ctx, [ctx.shown(files, op.file)])[0]


@procedure.handles(SearchFiles)
def search_files(op: SearchFiles, ctx: Context) -> Page[FileView]:
    f = files.c
    query = select(files).where(*asked(op, f, "department", "period", "status", "document_number"))
    in_number = YEAR_IN_NUMBER.search(op.number)
    for year in (op.year, int(in_number[1]) if in_number else None):
        if year:
            query = query.where(f.place.between(place_of(year, 0), place_of(year + 1, 0) - 1))
    if op.number:
        query = query.where(f.number.startswith(op.number, autoescape=True))
    if op.words:
        query = query.where(*containing(ctx, op.words, f.place, f.title), sight(ctx).condition(f))
    rows, following = page(ctx, query, (f.place.desc(),), op.after, op.limit)
    return Page[FileView](items=views(ctx, rows), next=following)


@procedure.handles(ListExpiredFiles)
def list_expired_files(op: ListExpiredFiles, ctx: Context) -> Page[FileView]:
    f = files.c
    query = select(files).where(f.status == "kept", f.expires < ctx.today)
    rows, following = page(ctx, query, (f.expires, f.id), op.after, op.limit)
    return Page[FileView](items=views(ctx, rows), next=following)


@procedure.handles(ListLoans)
def list_loans(op: ListLoans, ctx: Context) -> Page[LoanView]:
    query = select(loans).where(*asked(op, loans.c, "person", "out"))
    rows, following = page(ctx, query, (loans.c.until, loans.c.file, loans.c.loan), op.after, op.limit)
    return Page[LoanView](items=_loans(ctx, rows), next=following)


def _loans(ctx: Context, rows: Sequence[Any]) -> list[LoanView]:
    return [LoanView.of(row, overdue=row.out and row.until < ctx.today) for row in rows]


CATALOGUE = Ledger(
    "归档文件目录",
    Shown("档号", 28, "number"),
    Shown("文号", 20, "document_number"),
    Shown("责任者", 20, "author"),
    Shown("题名", 50, readable_title),
    Shown("日期", 12, "dated"),
    Shown("密级", 8, "secrecy", chosen("incoming.secrecy")),
    Shown("页数", 6, "pages"),
    Shown("份数", 6, "copies"),
    Shown("盒号", 6, "box"),
    Shown("库房", 10, "room"),
    Shown("柜架", 10, "shelf"),
    Shown("保管至", 12, "expires"),
    Shown("鉴定意见", 10, "outcome", OUTCOME_ZH),
    Shown("状态", 14, "status", STATUS_ZH),
)
LOANS = Ledger(
    "档案借阅台账",
    Shown("档号", 28, "number"),
    Shown("归档部门", 28, "department", title_of),
    Shown("借阅人", 10, "person", name_of),
    Shown("借出日", 12, "lent_on"),
    Shown("应还日", 12, "until"),
    Shown("归还日", 12, "back_on"),
    Shown("事由", 30, "purpose"),
    Shown("状态", 10, lambda loan: "逾期未还" if loan.overdue else "未还" if loan.out else "已还"),
)


@procedure.handles(ExportCatalogue)
def export_catalogue(op: ExportCatalogue, ctx: Context) -> File:
    f = files.c
    query = select(files).where(f.year == op.year, *asked(op, f, "period", "department"))
    rows = ctx.rows(query.order_by(f.period, f.code, f.serial))
    return exported(f"archive-catalogue-{op.year}", CATALOGUE.sheet(ctx, views(ctx, rows), f"{op.year}年度"))


@procedure.handles(ExportLoans)
def export_loans(op: ExportLoans, ctx: Context) -> File:
    query = select(loans).where(loans.c.lent_on.between(op.start, op.end)).order_by(loans.c.lent_on, loans.c.number)
    sheet = LOANS.sheet(ctx, _loans(ctx, ctx.rows(query)), span(op.start, op.end))
    return exported(f"archive-loans-{op.start}-{op.end}", sheet)
