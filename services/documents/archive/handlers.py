"""Carries out the yearly handover: owed, listed, handed over, returned or accepted, filed (A20)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, picture
from services.directory.picture import Department
from services.documents.archive import events as e
from services.documents.archive import operations as ops
from services.documents.archive.record import Candidate, DebtRecord, ItemRecord, TransferRecord, register
from services.documents.archive.secrecy import sight
from services.documents.archive.sources import SOURCES, handing_over, left_out
from services.documents.archive.transfer import CITES, MOST_ITEMS, STANDING, Debt, Transfer
from services.documents.archive.views import item_views, register_of_year, signed_list
from services.documents.archive.year import ArchiveYear, DebtStatus, year_id
from services.documents.holdings.file import ArchiveFile, file_id
from services.documents.holdings.numbering import Numbering, expires
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import list_page
from services.kernel.procedure.secrecy import SECRECY
from services.kernel.procedure.told import told_by_key
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Choices, Table


def _miss(ctx: Context, row: Any) -> None:
    """A department that is no more on the day hands over nothing any more; who took it over does."""
    year = ctx.find(ArchiveYear, UUID(hex=row.aggregate))
    department = picture(ctx).department(row.department)
    if department is not None and department.is_open(row.due):
        year.trigger(e.ArchiveMissed, ctx.act, due=row.due)
    else:
        year.trigger(e.ArchiveExcused, ctx.act)
    ctx.save(year)


def _key(event: e.ArchiveOwed | e.ArchiveMissed | e.ArchiveExcused | e.TransferHandedOver) -> str:
    return f"{event.year}/{event.department}"


def _key_if_owed(event: e.TransferReturned) -> str:
    """Open again only where no other handover of the year stands; no debt has the empty key."""
    return f"{event.year}/{event.department}" if event.due else ""


hand_over_files = Obligation(
    kind="documents.archive",
    zh="移交年度归档材料",
    en="Hand the year's files over for archiving",
    tells=told_by_key(),
    which=lambda debt: {"year": debt.key.partition("/")[0]},
    cites=("A20",),
    opened_by={e.ArchiveOwed: lambda owed: Due(_key(owed), owed.due, department=owed.department)},
    fulfilled_by={e.TransferHandedOver: _key},
    reopened_by={e.TransferReturned: _key_if_owed},
    cancelled_by={e.ArchiveExcused: _key},
    missed_by={e.ArchiveMissed: _key},
    on_missed=_miss,
    done_by=ops.PrepareTransfer,
)

procedure = Procedure("archive", zh="移交归档", en="Handing over", registers=[register], obligations=[hand_over_files])
commands = Commands(procedure, Transfer, key="transfer", record=TransferRecord, shows=ops.GetTransfer)


@procedure.discloses(e.ItemListed, e.ItemRevised)
def sees_item(event: Any, ctx: Context) -> bool:
    return sight(ctx).sees(event)


# -- owed -------------------------------------------------------------------------------------------------------------


def due_of(ctx: Context, year: int) -> date:
    """A date of the rule book in the year after: no holiday moves it."""
    return date.fromisoformat(f"{year + 1}-{ctx.rules.value('archive.due', date(year + 1, 1, 1), str)}")


@procedure.on_tick
def open_the_years(ctx: Context) -> int:
    """From January on the year before is owed by each department of that year which is still there.

    A clock that stood still opens the years it slept through, whatever was handed over meanwhile; one that starts
    later than the last day begins with the year that comes.
    """
    last, d = ctx.today.year - 1, DebtRecord.columns()
    known = ctx.rows(select(func.max(d.year)).where(d.by_clock))[0][0] or ctx.rows(select(func.min(d.year)))[0][0]
    opened = 0
    for year in range(min(known or last, last), last + 1):
        if known is None and due_of(ctx, year) < ctx.today:
            continue
        have = {row.department for row in ctx.rows_of(DebtRecord, year=year)}
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
    cites = ctx.rules.cite("archive.due", due)
    owed.trigger(e.ArchiveOwed, ctx.act, department=department, year=year, due=due, cites=cites)
    ctx.save(owed)
    return due


def _debt(ctx: Context, department: str, year: int) -> Debt | None:
    """What a handover pays; opened where the clock has not done so yet. What is overdue and was never owed is not."""
    row = ctx.row(DebtRecord, department=department, year=year)
    if row is not None:
        unpaid = row.status in (DebtStatus.OWED, DebtStatus.MISSED)
        return Debt(row.due, row.status == DebtStatus.MISSED) if unpaid else None
    found = picture(ctx).department(department)
    if found is None or year != ctx.today.year - 1 or due_of(ctx, year) < ctx.today or not _owes(ctx, found, year):
        return None
    return Debt(_open(ctx, department, year), missed=False)


# -- listed -----------------------------------------------------------------------------------------------------------


def begun(op: ops.PrepareTransfer | ops.DeclareNothing, ctx: Context) -> Transfer:
    check_department(ctx, op.department, ctx.today)
    if op.year > ctx.today.year:
        raise Invalid(
            "年度不能晚于今年。",
            "The year has not come yet.",
            cites=CITES,
            fields=[{"field": "year", "value": str(op.year)}],
        )
    transfer = Transfer(ctx.new_id())
    number = next_number(ctx, TransferRecord.TABLE, op.year, digits=3)
    transfer.prepare(ctx.act, number=number, department=op.department, year=op.year)
    return transfer


commands.opens(ops.PrepareTransfer)(begun)


def nothing_listed(transfer: TransferRecord, ctx: Context) -> bool:
    return not transfer.items


@commands.does(ops.ListTransferItems, unless=lambda transfer, ctx: transfer.items >= MOST_ITEMS)
def list_transfer_items(op: ops.ListTransferItems, transfer: Transfer, ctx: Context) -> None:
    taken = [(one.kind, one.record) for one in op.items if one.record]
    if len(set(taken)) < len(taken):
        raise _bad_record("同一业务记录列了两次。", "A record is named twice.")
    for one in op.items:
        transfer.list_item(ctx.act, **_described(ctx, transfer, one))


@commands.does(ops.ReviseTransferItem, unless=nothing_listed)
def revise_transfer_item(op: ops.ReviseTransferItem, transfer: Transfer, ctx: Context) -> None:
    transfer.revise_item(ctx.act, op.item, **_described(ctx, transfer, op.described, op.item))


commands.acts(ops.RemoveTransferItem, Transfer.remove_item, unless=nothing_listed)


def _described(ctx: Context, transfer: Transfer, one: ops.Described, item: int = 0) -> dict[str, Any]:
    period = one.period or suggested(ctx, one.kind)
    for parameter, value, field in (
        ("archive.kinds", one.kind, "kind"),
        ("archive.periods", period, "period"),
        ("archive.forms", one.form, "form"),
    ):
        check_choice(ctx, parameter, value, field)
    if one.record:
        _check_record(ctx, transfer, one, one.record, item)
    record = one.record.hex if one.record else ""
    return one.model_dump() | {"record": record, "period": period, "secrecy": one.secrecy.value}


def suggested(ctx: Context, kind: str) -> str:
    """The period that is suggested for a kind: the one of as many months; for good where none is named."""
    months = ctx.rules.value("archive.suggested_months", ctx.today, Table).get(kind)
    lasting = ctx.rules.value("archive.period_months", ctx.today, Table)
    periods = ctx.rules.value("archive.periods", ctx.today, Choices)
    return next(one.id for one in periods if lasting.get(one.id) == months)


def _check_record(ctx: Context, transfer: Transfer, one: ops.Described, record: UUID, item: int) -> None:
    """Finished, the department's of that year, in no other list, and of no higher class than it is entered with."""
    source = SOURCES.get(one.kind)
    departments = handing_over(ctx, transfer.department)
    found = source.find(ctx, record.hex, departments, transfer.year) if source else None
    if found is None:
        raise _bad_record("没有这项已办结的业务记录。", "The department has no such finished record of that year.")
    for row in ctx.rows_of(ItemRecord, kind=one.kind, record=record.hex):
        if (row.transfer, row.item) != (transfer.id.hex, item):
            raise _bad_record("该业务记录已列入移交清单。", "The record is in a handover list already.")
    if SECRECY.index(one.secrecy.value) < SECRECY.index(found.secrecy):
        raise _bad_record("密级不能低于原记录。", "It cannot have a lower class than the record.", "secrecy")
    if one.copies < found.copies:
        raise _bad_record(
            f"该文件存档{found.copies}份，应全部移交。",
            f"All {found.copies} copies put aside for it are handed over.",
            "copies",
        )


def _bad_record(zh: str, en: str, field: str = "record") -> Invalid:
    return Invalid(zh, en, cites=CITES, fields=[{"field": field}])


# -- handed over, decided, filed --------------------------------------------------------------------------------------


def not_to_be_handed_over(transfer: TransferRecord, ctx: Context) -> bool:
    """Its year still runs, or nothing stands in it."""
    return ctx.today.year <= transfer.year or not transfer.items


def _hand_over(ctx: Context, transfer: Transfer, note: str, *, empty: bool = False) -> None:
    debt = _debt(ctx, transfer.department, transfer.year)
    missing = left_out(ctx, transfer.department, transfer.year)
    transfer.hand_over(ctx.act, debt=debt, left_out=missing, note=note, empty=empty)


@commands.does(ops.HandOverTransfer, unless=not_to_be_handed_over)
def hand_over_transfer(op: ops.HandOverTransfer, transfer: Transfer, ctx: Context) -> None:
    _hand_over(ctx, transfer, op.note)


@commands.opens(ops.DeclareNothing)
def declare_nothing(op: ops.DeclareNothing, ctx: Context) -> Transfer:
    transfer = begun(op, ctx)
    _hand_over(ctx, transfer, op.note, empty=True)
    return transfer


@commands.does(ops.ReturnTransfer)
def return_transfer(op: ops.ReturnTransfer, transfer: Transfer, ctx: Context) -> None:
    whose = {"department": transfer.department, "year": transfer.year}
    debt = ctx.row(DebtRecord, **whose)
    others = [row for row in ctx.rows_of(TransferRecord, **whose, status=STANDING) if row.id != transfer.id.hex]
    owed = debt is not None and debt.status in (DebtStatus.PAID, DebtStatus.LATE) and not others
    transfer.send_back(
        ctx.act,
        reason=op.reason,
        objections={one.item: one.reason for one in op.objections},
        owed_by=debt.due if owed else None,
        was_late=owed and debt.status == DebtStatus.LATE,
    )


commands.acts(ops.AcceptTransfer, Transfer.accept, unless=lambda transfer, ctx: transfer.handed_over_by == ctx.caller)


@commands.does(ops.FileTransfer, unless=lambda transfer, ctx: transfer.empty)
def file_transfer(op: ops.FileTransfer, transfer: Transfer, ctx: Context) -> None:
    transfer.file(ctx.act)
    ctx.save(transfer)
    numbering = Numbering(ctx)
    for item in transfer.items.values():
        file = ArchiveFile(file_id(transfer.id, item.item))
        file.file(
            ctx.act,
            item,
            transfer=transfer.id,
            place=numbering.next(transfer.department, transfer.year, item.period, item.pages),
            room=op.room,
            shelf=op.shelf,
            expires=expires(ctx, transfer.year, item.period),
            handed_over_by=transfer.handed_over_by,
        )
        ctx.save(file)


# -- views ------------------------------------------------------------------------------------------------------------

commands.lists(ops.ListTransfers)
for operation, since in (
    (ops.HandOverTransfer, "prepared_on"),
    (ops.AcceptTransfer, "handed_over_on"),
    (ops.FileTransfer, "decided_on"),
):
    commands.waits(operation, since=since, title="note")


@procedure.handles(ops.GetTransferItems, subject=commands.subject)
def get_transfer_items(op: Any, ctx: Context) -> Page[ItemRecord]:
    return list_page(op, ctx, ItemRecord, all_shown=lambda rows: item_views(ctx, rows))


@procedure.handles(ops.ListArchiveCandidates)
def list_archive_candidates(op: ops.ListArchiveCandidates, ctx: Context) -> Page[Candidate]:
    check_choice(ctx, "archive.kinds", op.kind, "kind")
    source = SOURCES.get(op.kind)
    if source is None:
        return Page[Candidate](items=[])
    query = source.query(ctx, op.kind, handing_over(ctx, op.department), op.year)
    rows, following = page(ctx, query, (source.table.c.id,), op.after, op.limit)
    more = {"kind": op.kind, "period": suggested(ctx, op.kind)}
    found = [Candidate.of(one, record=one.id, withheld=one.withheld, **more) for one in source.reads(ctx, rows)]
    return Page[Candidate](items=found, next=following)


@procedure.handles(ops.ExportTransfer, subject=commands.subject)
def export_transfer(op: ops.ExportTransfer, ctx: Context) -> File:
    return signed_list(ctx, ctx.shown(TransferRecord, op.transfer))


@procedure.handles(ops.ExportTransfers)
def export_transfers(op: ops.ExportTransfers, ctx: Context) -> File:
    return register_of_year(ctx, op.year)
