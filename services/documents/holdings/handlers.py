"""Carries out what is asked of the archive: search, correction, place, appraisal, loans (A20)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.directory.organ import check_person
from services.documents.archive.secrecy import sight
from services.documents.archive.views import readable_title
from services.documents.holdings import events as e
from services.documents.holdings import operations as ops
from services.documents.holdings.file import ArchiveFile, FileStatus, Outcome
from services.documents.holdings.numbering import Numbering, expires
from services.documents.holdings.record import FileRecord, LoanRecord, LoanState, place_of, register
from services.documents.holdings.words import containing
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands, concerned
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waits, found_in
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period, list_page, worksheet_of
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Forbidden

YEAR_IN_NUMBER = re.compile(r"·(\d{4})")
files, f = FileRecord.TABLE, FileRecord.columns()
WAITS = (
    Waits(ops.ApproveAppraisal, ops.GetArchiveFile, found_in(files, f.status == FileStatus.PROPOSED)),
    Waits(
        ops.RecordDestruction,
        ops.GetArchiveFile,
        found_in(files, f.status == FileStatus.CONDEMNED, since="approved_on"),
    ),
)

procedure = Procedure("holdings", zh="档案保管利用", en="The archive", registers=[register], waits=WAITS)
commands = Commands(procedure, ArchiveFile, key="file", shows=ops.GetArchiveFile, subject=concerned)


@procedure.discloses(e.FileFiled, e.FileCorrected)
def sees_described(event: e.FileFiled | e.FileCorrected, ctx: Context) -> bool:
    return sight(ctx).sees(event)


@procedure.discloses(e.FileRenumbered, e.AppraisalProposed, e.AppraisalRejected)
def sees_reason(event: e.FileRenumbered | e.AppraisalProposed | e.AppraisalRejected, ctx: Context) -> bool:
    return sight(ctx).sees(ctx.shown(FileRecord, event.originator_id))


# -- corrected, placed ------------------------------------------------------------------------------------------------


@commands.does(ops.CorrectFile)
def correct_file(op: ops.CorrectFile, file: ArchiveFile, ctx: Context) -> None:
    check_choice(ctx, "archive.forms", op.form, "form")
    file.trigger(e.FileCorrected, ctx.act, **op.model_dump(exclude={"file"}) | {"secrecy": op.secrecy.value})


@commands.does(ops.RenumberFile)
def renumber_file(op: ops.RenumberFile, file: ArchiveFile, ctx: Context) -> None:
    check_choice(ctx, "archive.periods", op.period, "period")
    place = Numbering(ctx).next(file.department, file.year, op.period, file.pages)
    file.renumber(ctx.act, place=place, expires=expires(ctx, file.year, op.period), reason=op.reason)


commands.records(ops.PlaceFile, e.FilePlaced)


# -- after its period -------------------------------------------------------------------------------------------------


def period_runs(file: FileRecord, ctx: Context) -> bool:
    return file.expires is None or ctx.today <= file.expires


def own_proposal(file: FileRecord, ctx: Context) -> bool:
    return file.proposed_by == ctx.caller


def lent_out(file: FileRecord, ctx: Context) -> bool:
    return file.lent_until is not None


def not_to_be_approved(file: FileRecord, ctx: Context) -> bool:
    """Proposed by oneself, or to be destroyed while somebody has it."""
    return own_proposal(file, ctx) or (file.outcome is Outcome.DESTROY and lent_out(file, ctx))


commands.acts(ops.ProposeAppraisal, ArchiveFile.propose, unless=period_runs)
commands.acts(ops.ApproveAppraisal, ArchiveFile.approve, unless=not_to_be_approved)
commands.acts(ops.RejectAppraisal, ArchiveFile.reject, unless=own_proposal)


@commands.does(ops.RecordDestruction)
def record_destruction(op: ops.RecordDestruction, file: ArchiveFile, ctx: Context) -> None:
    check_person(ctx, op.witness, op.on, "witness")
    file.destroy(ctx.act, on=op.on, witness=op.witness)


# -- lent -------------------------------------------------------------------------------------------------------------


@commands.does(ops.LendFile, unless=lent_out)
def lend_file(op: ops.LendFile, file: ArchiveFile, ctx: Context) -> None:
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


commands.acts(ops.TakeFileBack, ArchiveFile.take_back, unless=lambda file, ctx: not lent_out(file, ctx))


# -- views ------------------------------------------------------------------------------------------------------------


def views(ctx: Context, rows: Sequence[Any]) -> list[FileRecord]:
    may = sight(ctx)
    return [_view(row, seen=may.sees(row)) for row in rows]


def _view(row: Any, *, seen: bool) -> FileRecord:
    hidden = {} if seen else {"title": "", "reason": ""}
    return FileRecord.of(row, withheld=not seen, **hidden)


@procedure.handles(ops.GetArchiveFile)
def get_archive_file(op: Any, ctx: Context) -> FileRecord:
    return views(ctx, [ctx.shown(FileRecord, op.file)])[0]


@procedure.handles(ops.SearchFiles)
def search_files(op: Any, ctx: Context) -> Page[FileRecord]:
    in_number = YEAR_IN_NUMBER.search(op.number)
    years = (op.year, int(in_number[1]) if in_number else None)
    where: list[Any] = [f.place.between(place_of(year, 0), place_of(year + 1, 0) - 1) for year in years if year]
    if op.number:
        where.append(f.number.startswith(op.number, autoescape=True))
    if op.words:
        where += [*containing(ctx, op.words, f.place, f.title), sight(ctx).condition(f)]
    return list_page(op, ctx, FileRecord, *where, all_shown=lambda rows: views(ctx, rows))


@procedure.handles(ops.ListExpiredFiles)
def list_expired_files(op: ops.ListExpiredFiles, ctx: Context) -> Page[FileRecord]:
    query = select(files).where(f.status == FileStatus.KEPT, f.expires < ctx.today)
    rows, following = page(ctx, query, (f.expires, f.id), op.after, op.limit)
    return Page[FileRecord](items=views(ctx, rows), next=following)


def _loans(ctx: Context, rows: Sequence[Any]) -> list[LoanRecord]:
    return [_loan(row, overdue=row.out and row.until < ctx.today) for row in rows]


def _loan(row: Any, *, overdue: bool) -> LoanRecord:
    state = LoanState.OVERDUE if overdue else LoanState.OUT if row.out else LoanState.BACK
    return LoanRecord.of(row, overdue=overdue, state=state)


@procedure.handles(ops.ListLoans)
def list_loans(op: Any, ctx: Context) -> Page[LoanRecord]:
    return list_page(op, ctx, LoanRecord, all_shown=lambda rows: _loans(ctx, rows))


@procedure.handles(ops.ExportCatalogue)
def export_catalogue(op: ops.ExportCatalogue, ctx: Context) -> File:
    query = select(files).where(f.year == op.year, *asked(op, f, "period", "department"))
    rows = views(ctx, ctx.rows(query.order_by(f.period, f.code, f.serial)))
    made = worksheet_of(FileRecord, "归档文件目录", title=readable_title)
    return exported(f"archive-catalogue-{op.year}", made.sheet(ctx, rows, f"{op.year}年度"))


@procedure.handles(ops.ExportLoans)
def export_loans(op: Any, ctx: Context) -> File:
    l = LoanRecord.columns()  # noqa: E741
    query = select(LoanRecord.TABLE).where(l.lent_on.between(op.start, op.end)).order_by(l.lent_on, l.number)
    return export_period(op, ctx, LoanRecord, "archive-loans", rows=_loans(ctx, ctx.rows(query)))
