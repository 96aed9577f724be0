"""移交归档台账: one row per list, one per item on it, one per department and year that owes a handover."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.archive.events import (
    ArchiveExcused,
    ArchiveMissed,
    ArchiveOwed,
    ItemListed,
    ItemRemoved,
    ItemRevised,
    OfItem,
    TransferAccepted,
    TransferFiled,
    TransferHandedOver,
    TransferPrepared,
    TransferReturned,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

transfers = Table(
    "archive_transfers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("department", String(60), nullable=False),
    Column("status", String(12), nullable=False),
    Column("prepared_by", String(60), nullable=False),
    Column("prepared_on", Date, nullable=False),
    Column("items", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("empty", Boolean, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("handed_over_by", String(60), nullable=False),
    Column("handed_over_on", Date),
    Column("late", Boolean, nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_on", Date),
    Column("filed_on", Date),
    Column("note", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("archive_transfer_number", "year", "serial", unique=True),
    Index("archive_transfer_department", "department", "year", "serial"),
    Index("archive_transfer_status", "status", "year", "serial"),
)
"""`late`: after its day when it was last handed over; `reason` of the last return."""

listed = Table(
    "archive_listed",
    metadata,
    Column("transfer", String(32), primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("department", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("document_number", String(100), nullable=False),
    Column("author", String(200), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("period", String(8), nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("form", String(12), nullable=False),
    Column("listed_by", String(60), nullable=False),
    Column("objection", Text, nullable=False),
    Index("archive_listed_record", "kind", "record"),
)
"""`objection`: the archivist's, until the item is revised."""

debts = Table(
    "archive_debts",
    metadata,
    Column("department", String(60), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Index("archive_debts_year", "year"),
)
"""`status`: owed, missed, paid, late (paid after its day), excused."""

register = Register("archive", transfers, listed, debts, zh="移交归档台账", en="Handovers for archiving")


def _debt(rows: Rows, event: ArchiveMissed | ArchiveExcused | OfTransfer, status: str) -> None:
    rows.update(debts, {"department": event.department, "year": event.year}, status=status)


OfTransfer = TransferHandedOver | TransferReturned


@register.on(ArchiveOwed)
def owed(event: ArchiveOwed, rows: Rows) -> None:
    rows.insert(debts, department=event.department, year=event.year, due=event.due, status="owed")


@register.on(ArchiveMissed)
def missed(event: ArchiveMissed, rows: Rows) -> None:
    _debt(rows, event, "missed")


@register.on(ArchiveExcused)
def excused(event: ArchiveExcused, rows: Rows) -> None:
    _debt(rows, event, "excused")


@register.on(TransferPrepared)
def prepared(event: TransferPrepared, rows: Rows) -> None:
    rows.insert(
        transfers,
        id=event.originator_id.hex,
        year=event.year,
        serial=int(event.number.split("-")[1]),
        number=event.number,
        department=event.department,
        status="prepared",
        prepared_by=event.actor,
        prepared_on=event.day,
        items=0,
        pages=0,
        empty=False,
        left_out=0,
        handed_over_by="",
        handed_over_on=None,
        late=False,
        decided_by="",
        decided_on=None,
        filed_on=None,
        note="",
        reason="",
        version=event.originator_version,
    )


def _transfer(rows: Rows, event: Event, **values: object) -> None:
    rows.update(transfers, {"id": event.originator_id.hex}, version=event.originator_version, **values)


def _line(event: OfItem) -> dict[str, object]:
    return {
        "department": event.department,
        "kind": event.kind,
        "record": event.record,
        "title": event.title,
        "dated": event.dated,
        "document_number": event.document_number,
        "author": event.author,
        "pages": event.pages,
        "copies": event.copies,
        "period": event.period,
        "secrecy": event.secrecy,
        "form": event.form,
        "listed_by": event.listed_by,
        "objection": "",
    }


@register.on(ItemListed)
def item_listed(event: ItemListed, rows: Rows) -> None:
    rows.insert(listed, transfer=event.originator_id.hex, item=event.item, **_line(event))
    rows.increase(transfers, {"id": event.originator_id.hex}, items=1, pages=event.pages)
    _transfer(rows, event)


@register.on(ItemRevised)
def item_revised(event: ItemRevised, rows: Rows) -> None:
    was = rows.get(listed, transfer=event.originator_id.hex, item=event.item)
    rows.update(listed, {"transfer": event.originator_id.hex, "item": event.item}, **_line(event))
    rows.increase(transfers, {"id": event.originator_id.hex}, pages=event.pages - was.pages)
    _transfer(rows, event)


@register.on(ItemRemoved)
def item_removed(event: ItemRemoved, rows: Rows) -> None:
    was = rows.get(listed, transfer=event.originator_id.hex, item=event.item)
    rows.delete(listed, transfer=event.originator_id.hex, item=event.item)
    rows.increase(transfers, {"id": event.originator_id.hex}, items=-1, pages=-was.pages)
    _transfer(rows, event)


@register.on(TransferHandedOver)
def handed_over(event: TransferHandedOver, rows: Rows) -> None:
    _transfer(
        rows,
        event,
        status="handed-over",
        items=event.items,
        pages=event.pages,
        empty=event.empty,
        left_out=event.left_out,
        handed_over_by=event.actor,
        handed_over_on=event.day,
        late=event.late,
        note=event.note,
    )
    if event.due:
        _debt(rows, event, "late" if event.late else "paid")


@register.on(TransferReturned)
def returned(event: TransferReturned, rows: Rows) -> None:
    _transfer(
        rows, event, status="returned", decided_by=event.actor, decided_on=event.day, late=False, reason=event.reason
    )
    for objection in event.objections:
        key = {"transfer": event.originator_id.hex, "item": objection.item}
        rows.update(listed, key, objection=objection.reason)
    if event.due:
        _debt(rows, event, "missed" if event.was_late else "owed")


@register.on(TransferAccepted)
def accepted(event: TransferAccepted, rows: Rows) -> None:
    _transfer(rows, event, status="accepted", decided_by=event.actor, decided_on=event.day)


@register.on(TransferFiled)
def filed(event: TransferFiled, rows: Rows) -> None:
    _transfer(rows, event, status="filed", filed_on=event.day)
