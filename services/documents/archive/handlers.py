"""Carries out the yearly handover: owed, listed, handed over, returned or accepted, filed (A20)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, picture
from services.directory.picture import Department
from services.documents.archive.events import (
    ArchiveExcused,
    ArchiveMissed,
    ArchiveOwed,
    ItemListed,
    ItemRevised,
    TransferHandedOver,
    TransferReturned,
)
from services.documents.archive.operations import (
    AcceptTransfer,
    DeclareNothing,
    Described,
    ExportTransfer,
    ExportTransfers,
    FileTransfer,
    GetTransfer,
    GetTransferItems,
    HandOverTransfer,
    ItemView,
    ListArchiveCandidates,
    ListTransferItems,
    ListTransfers,
    PrepareTransfer,
    RemoveTransferItem,
    ReturnTransfer,
    ReviseTransferItem,
    TransferView,
)
from services.documents.archive.operations import CandidateView as Candidate
from services.documents.archive.register import debts, listed, register, transfers
from services.documents.archive.secrecy import sight
from services.documents.archive.sources import SOURCES, handing_over, left_out
from services.documents.archive.transfer import STANDING, Debt, Transfer
from services.documents.archive.views import item_views, register_of_year, signed_list
from services.documents.archive.year import ArchiveYear, year_id
from services.documents.checks import check_choice
from services.documents.holdings.file import ArchiveFile, file_id
from services.documents.holdings.numbering import Numbering, expires
from services.documents.incoming.document import SECRECY
from services.documents.numbers import next_number
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.regulations import Choices, Table
from services.kernel.who import Subject


def _miss(ctx: Context, row: Any) -> None:
    """A department that is no more on the day hands over nothing any more; who took it over does."""
    year = ctx.find(ArchiveYear, UUID(hex=row.aggregate))
    department = picture(ctx).department(row.department)
    if department is not None and department.is_open(row.due):
        year.miss(ctx.act, due=row.due)
    else:
        year.excuse(ctx.act)
    ctx.save(year)


def _key(event: ArchiveOwed | ArchiveMissed | ArchiveExcused | TransferHandedOver) -> str:
    return f"{event.year}/{event.department}"


def _key_if_owed(event: TransferReturned) -> str:
    """Open again only where no other handover of the year stands; no debt has the empty key."""
    return f"{event.year}/{event.department}" if event.due else ""


hand_over_files = Obligation(
    kind="documents.archive",
    zh="移交年度归档材料",
    en="Hand the year's files over for archiving",
    cites=("A20",),
    opened_by={ArchiveOwed: lambda e: Due(_key(e), e.due, department=e.department)},
    fulfilled_by={TransferHandedOver: _key},
    reopened_by={TransferReturned: _key_if_owed},
    cancelled_by={ArchiveExcused: _key},
    missed_by={ArchiveMissed: _key},
    on_missed=_miss,
)

procedure = Procedure(
    "archive", zh="移交归档", en="Handing over for archiving", registers=[register], obligations=[hand_over_files]
)
desk = Desk(procedure, Transfer, key="transfer", shows=GetTransfer, subject=lambda t: Subject(department=t.department))


@procedure.discloses(ItemListed, ItemRevised)
def sees_item(event: Any, ctx: Context) -> bool:
    return sight(ctx).sees(event)


# -- owed -------------------------------------------------------------------------------------------------------------


def due_of(ctx: Context, year: int) -> date:
    """A date of the rule book in the year after: no holiday moves it."""
    return date.fromisoformat(f"{year + 1}-{ctx.rules.value('archive.due', date(year + 1, 1, 1), str)}")


@procedure.on_tick
def open_the_years(ctx: Context) -> int:
    """From January on the year before is owed by each department of that year which is still there.

    A clock that stood still opens the years it slept through; one that starts later than the last day begins with the
    year that comes.
    """
    last = ctx.today.year - 1
    known = ctx.rows(select(func.max(debts.c.year)))[0][0]
    opened = 0
    for year in range(min(known or last, last), last + 1):
        if known is None and due_of(ctx, year) < ctx.today:
            continue
        have = {row.department for row in ctx.rows_of(debts, year=year)}
        for department in picture(ctx).all_departments():
            if department.id not in have and _owes(ctx, department, year):
                _open(ctx, department.id, year)
                opened += 1
    return opened


def _owes(ctx: Context, department: Department, year: int) -> bool:
    """It was there in the year, and is on the day from which it is owed."""
    since = date(year + 1, 1, 1)
    return (
        department.start < since
        and department.is_open(since)
        and department.kind in ctx.rules.value("archive.owing", since, tuple)
    )


def _open(ctx: Context, department: str, year: int) -> date:
    owed, due = ctx.find(ArchiveYear, year_id(department, year)), due_of(ctx, year)
    owed.open(ctx.act, department=department, year=year, due=due, cites=ctx.rules.cite("archive.due", due))
    ctx.save(owed)
    return due


def _debt(ctx: Context, department: str, year: int) -> Debt | None:
    """What a handover pays; opened where the clock has not done so yet. What is overdue and was never owed is not."""
    row = ctx.row(debts, department=department, year=year)
    if row is not None:
        return Debt(row.due, row.status == "missed") if row.status in ("owed", "missed") else None
    found = picture(ctx).department(department)
    if found is None or year != ctx.today.year - 1 or due_of(ctx, year) < ctx.today or not _owes(ctx, found, year):
        return None
    return Debt(_open(ctx, department, year), missed=False)


# -- listed -----------------------------------------------------------------------------------------------------------


def _begin(op: PrepareTransfer | DeclareNothing, ctx: Context) -> Transfer:
    check_department(ctx, op.department, ctx.today)
    if op.year > ctx.today.year:
        raise Invalid(
            "年度不能晚于今年。",
            "The year has not come yet.",
            cites=("A20",),
            fields=[{"field": "year", "value": str(op.year)}],
        )
    transfer = Transfer(ctx.new_id())
    number = next_number(ctx, transfers, op.year, digits=3)
    transfer.prepare(ctx.act, number=number, department=op.department, year=op.year)
    return transfer


@desk.opens(PrepareTransfer)
def prepare_transfer(op: PrepareTransfer, ctx: Context) -> Transfer:
    return _begin(op, ctx)


@desk.does(ListTransferItems)
def list_transfer_items(op: ListTransferItems, transfer: Transfer, ctx: Context) -> None:
    taken = [(one.kind, one.record) for one in op.items if one.record]
    if len(set(taken)) < len(taken):
        raise _bad_record("同一业务记录列了两次。", "A record is named twice.")
    for one in op.items:
        transfer.list_item(ctx.act, **_described(ctx, transfer, one))


@desk.does(ReviseTransferItem)
def revise_transfer_item(op: ReviseTransferItem, transfer: Transfer, ctx: Context) -> None:
    transfer.revise_item(ctx.act, op.item, **_described(ctx, transfer, op.described, op.item))


@desk.does(RemoveTransferItem)
def remove_transfer_item(op: RemoveTransferItem, transfer: Transfer, ctx: Context) -> None:
    transfer.remove_item(ctx.act, op.item)


def _described(ctx: Context, transfer: Transfer, one: Described, item: int = 0) -> dict[str, Any]:
    period = one.period or suggested(ctx, one.kind)
    for parameter, value, field in (
        ("archive.kinds", one.kind, "kind"),
        ("archive.periods", period, "period"),
        ("archive.forms", one.form, "form"),
    ):
        check_choice(ctx, parameter, value, field)
    if one.record:
        _check_record(ctx, transfer, one, item)
    fields = one.model_dump(exclude={"record", "period", "secrecy"})
    return fields | {
        "record": one.record.hex if one.record else "",
        "period": period,
        "secrecy": one.secrecy.value,
    }


def suggested(ctx: Context, kind: str) -> str:
    """The period that is suggested for a kind: the one of as many months; for good where none is named."""
    months = ctx.rules.value("archive.suggested_months", ctx.today, Table).get(kind)
    lasting = ctx.rules.value("archive.period_months", ctx.today, Table)
    periods = ctx.rules.value("archive.periods", ctx.today, Choices)
    return next(one.id for one in periods if lasting.get(one.id) == months)


def _check_record(ctx: Context, transfer: Transfer, one: Described, item: int) -> None:
    """Finished, the department's of that year, in no other list, and of no higher class than it is entered with."""
    assert one.record is not None
    source = SOURCES.get(one.kind)
    departments = handing_over(ctx, transfer.department)
    found = source.find(ctx, one.record.hex, departments, transfer.year) if source else None
    if found is None:
        raise _bad_record("没有这项已办结的业务记录。", "The department has no such finished record of that year.")
    l = listed.c  # noqa: E741
    for row in ctx.rows(select(l.transfer, l.item).where(l.kind == one.kind, l.record == one.record.hex)):
        if (row.transfer, row.item) != (transfer.id.hex, item):
            raise _bad_record("该业务记录已列入移交清单。", "The record is in a handover list already.")
    if SECRECY.index(one.secrecy.value) < SECRECY.index(found.secrecy):
        raise _bad_record("密级不能低于原记录。", "It cannot have a lower class than the record.", "secrecy")
    if one.copies < found.copies:
        raise _bad_record(
            f"该文件存档{found.copies}份,应全部移交。",
            f"All {found.copies} copies put aside for it are handed over.",
            "copies",
        )


def _bad_record(zh: str, en: str, field: str = "record") -> Invalid:
    return Invalid(zh, en, cites=("A20",), fields=[{"field": field}])


# -- handed over, decided, filed --------------------------------------------------------------------------------------


def _hand_over(ctx: Context, transfer: Transfer, note: str, *, empty: bool = False) -> None:
    transfer.hand_over(
        ctx.act,
        debt=_debt(ctx, transfer.department, transfer.year),
        left_out=left_out(ctx, transfer.department, transfer.year),
        note=note,
        empty=empty,
    )


@desk.does(HandOverTransfer)
def hand_over_transfer(op: HandOverTransfer, transfer: Transfer, ctx: Context) -> None:
    _hand_over(ctx, transfer, op.note)


@desk.opens(DeclareNothing)
def declare_nothing(op: DeclareNothing, ctx: Context) -> Transfer:
    transfer = _begin(op, ctx)
    _hand_over(ctx, transfer, op.note, empty=True)
    return transfer


@desk.does(ReturnTransfer)
def return_transfer(op: ReturnTransfer, transfer: Transfer, ctx: Context) -> None:
    t = transfers.c
    others = select(t.id).where(
        t.department == transfer.department,
        t.year == transfer.year,
        t.status.in_(STANDING),
        t.id != transfer.id.hex,
    )
    debt = ctx.row(debts, department=transfer.department, year=transfer.year)
    owed = debt is not None and debt.status in ("paid", "late") and not ctx.rows(others.limit(1))
    transfer.send_back(
        ctx.act,
        reason=op.reason,
        objections={one.item: one.reason for one in op.objections},
        owed_by=debt.due if owed else None,
        was_late=owed and debt.status == "late",
    )


@desk.does(AcceptTransfer)
def accept_transfer(op: AcceptTransfer, transfer: Transfer, ctx: Context) -> None:
    transfer.accept(ctx.act)


@desk.does(FileTransfer)
def file_transfer(op: FileTransfer, transfer: Transfer, ctx: Context) -> None:
    transfer.file(ctx.act)
    ctx.save(transfer)
    numbering = Numbering(ctx)
    for item in transfer.items.values():
        file = ArchiveFile(file_id(transfer.id, item.item))
        file.file(
            ctx.act,
            place=numbering.next(transfer.department, transfer.year, item.period, item.pages),
            department=transfer.department,
            expires=expires(ctx, transfer.year, item.period),
            room=op.room,
            shelf=op.shelf,
            transfer=transfer.id.hex,
            item=item.item,
            kind=item.kind,
            record=item.record,
            dated=item.dated,
            document_number=item.document_number,
            author=item.author,
            pages=item.pages,
            copies=item.copies,
            secrecy=item.secrecy,
            form=item.form,
            listed_by=item.listed_by,
            handed_over_by=transfer.handed_over_by,
            title=item.title,
        )
        ctx.save(file)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetTransfer, subject=desk.subject)
def get_transfer(op: GetTransfer, ctx: Context) -> TransferView:
    return TransferView.of(ctx.shown(transfers, op.transfer))


@procedure.handles(ListTransfers)
def list_transfers(op: ListTransfers, ctx: Context) -> Page[TransferView]:
    t = transfers.c
    query = select(transfers).where(*asked(op, t, "department", "year", "status"))
    rows, following = page(ctx, query, (t.year.desc(), t.serial.desc()), op.after, op.limit)
    return Page[TransferView](items=[TransferView.of(row) for row in rows], next=following)


@procedure.handles(GetTransferItems, subject=desk.subject)
def get_transfer_items(op: GetTransferItems, ctx: Context) -> Page[ItemView]:
    query = select(listed).where(listed.c.transfer == op.transfer.hex)
    rows, following = page(ctx, query, (listed.c.item,), op.after, op.limit)
    return Page[ItemView](items=item_views(ctx, rows), next=following)


@procedure.handles(ListArchiveCandidates)
def list_archive_candidates(op: ListArchiveCandidates, ctx: Context) -> Page[Candidate]:
    check_choice(ctx, "archive.kinds", op.kind, "kind")
    source = SOURCES.get(op.kind)
    if source is None:
        return Page[Candidate](items=[])
    query = source.query(ctx, op.kind, handing_over(ctx, op.department), op.year)
    rows, following = page(ctx, query, (source.table.c.id,), op.after, op.limit)
    period = suggested(ctx, op.kind)
    items = [
        Candidate(
            kind=op.kind,
            record=UUID(hex=one.id),
            number=one.number,
            title=one.title,
            withheld=one.withheld,
            dated=one.dated,
            secrecy=one.secrecy,
            copies=one.copies,
            period=period,
        )
        for one in source.reads(ctx, rows)
    ]
    return Page[Candidate](items=items, next=following)


@procedure.handles(ExportTransfer, subject=desk.subject)
def export_transfer(op: ExportTransfer, ctx: Context) -> File:
    return signed_list(ctx, ctx.shown(transfers, op.transfer))


@procedure.handles(ExportTransfers)
def export_transfers(op: ExportTransfers, ctx: Context) -> File:
    return register_of_year(ctx, op.year)
