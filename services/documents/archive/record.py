"""移交归档台账: a line per list, per item on it, and per department and year that owes a handover."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column, Index, String

from services.documents.archive import events as e
from services.documents.archive.transfer import BECOMES, CITES, TransferStatus
from services.documents.archive.year import BECOMES as DEBT_BECOMES
from services.documents.archive.year import DebtStatus
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, Row, choice
from services.kernel.procedure.secrecy import Secrecy

FileYear = Annotated[int, Field(ge=1949, le=2999, title="文件年度 / year of the files")]
Kind = Annotated[str, *choice("archive.kinds", "种类 / kind", 20)]
Period = Annotated[str, *choice("archive.periods", "保管期限 / retention", 8)]
Form = Annotated[str, *choice("archive.forms", "载体形式 / form", 12)]
Title = Annotated[str, Field(title="题名 / title")]
Dated = Annotated[date, Field(title="日期 / dated")]
DocumentNumber = Annotated[str, Field(max_length=100, title="文号 / document number")]
Author = Annotated[str, Field(max_length=200, title="责任者 / author")]
Pages = Annotated[int, Field(title="页数 / pages")]
Copies = Annotated[int, Field(title="份数 / copies")]
SecrecyClass = Annotated[Secrecy, Field(title="密级 / secrecy")]
BusinessRecord = Annotated[UUID | None, Field(title="对应的业务记录 / finished record of the system")]
Withheld = Annotated[bool, COMPUTED, Field(title="按密级不显示 / withheld")]


class TransferRecord(
    Record,
    table="archive_transfers",
    zh="移交归档台账",
    en="Register of handovers",
    one="移交清单 / handover list",
    by="-year -serial",
    find="department year status",
    sheet="number department items pages empty left_out handed_over_by handed_over_on late decided_by decided_on"
    " filed_on status",
    becomes=BECOMES,
    cites=CITES,
):
    """`late`: after its day when it was last handed over; `left_out`: finished records of the year that no list held at
    the time; `reason` of the last return."""

    number: Number
    year: FileYear
    department: Department
    status: TransferStatus = Field(title="状态 / status")
    prepared_by: Person = Field(title="编制人 / prepared by")
    prepared_on: date = Field(title="编制日 / prepared on")
    items: int = Field(title="件数 / items")
    pages: Pages
    empty: bool = Field(title="无归档材料 / nothing to archive")
    left_out: int = Field(title="未列入的已办结记录 / finished records left out")
    handed_over_by: Person = Field(title="移交人 / handed over by")
    handed_over_on: date | None = Field(title="移交日 / handed over on")
    late: bool = Field(title="逾期 / late")
    decided_by: Person = Field(title="接收人 / taken over or returned by")
    decided_on: date | None = Field(title="接收或退回日 / taken over or returned on")
    filed_on: date | None = Field(title="归档日 / filed on")
    note: str = Field(title="说明 / note")
    reason: str = Field(title="退回理由 / reason of the return")


class ItemRecord(
    Row,
    table="archive_listed",
    zh="归档文件移交清单",
    en="Items of a handover list",
    key="transfer item",
    by="transfer item",
    find="transfer",
    sheet="item kind title document_number author dated pages copies period secrecy form objection",
    cites=CITES,
    more=(Column("department", String(60), nullable=False), Index("archive_listed_record", "kind", "record")),
):
    """`withheld` where the caller may not see the title; `objection` is the archivist's, until the item is revised."""

    transfer: UUID = Field(title="移交清单 / handover list")
    item: int = Field(title="序号 / item")
    kind: Kind
    record: BusinessRecord
    title: Title
    withheld: Withheld
    dated: Dated
    document_number: DocumentNumber
    author: Author
    pages: Pages
    copies: Copies
    period: Period
    secrecy: SecrecyClass
    form: Form
    listed_by: Person = Field(title="列入人 / listed by")
    objection: str = Field(title="档案管理员意见 / the archivist's objection")


class Candidate(Row):
    """A finished record that is in no list yet, with the retention that is suggested for its kind."""

    kind: Kind
    record: UUID = Field(title="对应的业务记录 / finished record of the system")
    number: str = Field(title="编号 / number")
    title: Title
    withheld: Withheld
    dated: Dated
    secrecy: SecrecyClass
    copies: Copies
    period: Period


class DebtRecord(
    Row,
    table="archive_debts",
    zh="完成情况",
    en="How each department stands",
    key="department year",
    sheet="department due status",
    becomes=DEBT_BECOMES,
    cites=CITES,
    more=(Column("by_clock", Boolean, nullable=False), Index("archive_debts_year", "year")),
):
    department: Department
    year: FileYear
    due: date = Field(title="期限 / due")
    status: DebtStatus = Field(title="完成情况 / status")


register = Register("archive", TransferRecord, ItemRecord, DebtRecord, zh="移交归档台账", en="Handovers for archiving")


@register.on(e.ArchiveOwed)
def owed(event: e.ArchiveOwed, rows: Rows) -> None:
    rows.record(DebtRecord, event, by_clock=event.actor == SYSTEM_ID)


@register.on(e.TransferPrepared)
def prepared(event: e.TransferPrepared, rows: Rows) -> None:
    rows.record(TransferRecord, event, prepared_by=event.actor, prepared_on=event.day)


def _counted(rows: Rows, event: e.OfItem | e.ItemRemoved, *, items: int, pages: int) -> None:
    rows.increase(TransferRecord, {"id": event.originator_id.hex}, items=items, pages=pages)
    rows.change(TransferRecord, event)


def _pages(rows: Rows, transfer: str, item: int) -> int:
    return int(rows.get(ItemRecord, transfer=transfer, item=item).pages)


@register.on(e.ItemListed)
def item_listed(event: e.ItemListed, rows: Rows) -> None:
    rows.record(ItemRecord, event, transfer=event.originator_id.hex, record=event.record or None)
    _counted(rows, event, items=1, pages=event.pages)


@register.on(e.ItemRevised)
def item_revised(event: e.ItemRevised, rows: Rows) -> None:
    transfer = event.originator_id.hex
    was = _pages(rows, transfer, event.item)
    rows.delete(ItemRecord, transfer=transfer, item=event.item)
    rows.record(ItemRecord, event, transfer=transfer, record=event.record or None)
    _counted(rows, event, items=0, pages=event.pages - was)


@register.on(e.ItemRemoved)
def item_removed(event: e.ItemRemoved, rows: Rows) -> None:
    transfer = event.originator_id.hex
    was = _pages(rows, transfer, event.item)
    rows.delete(ItemRecord, transfer=transfer, item=event.item)
    _counted(rows, event, items=-1, pages=-was)


@register.on(e.TransferHandedOver)
def handed_over(event: e.TransferHandedOver, rows: Rows) -> None:
    by_whom = {"handed_over_by": event.actor, "handed_over_on": event.day}
    rows.change(TransferRecord, event, "items", "pages", "empty", "left_out", "late", "note", **by_whom)
    if event.due:
        rows.change(DebtRecord, event, status=DebtStatus.LATE if event.late else DebtStatus.PAID)


@register.on(e.TransferReturned)
def returned(event: e.TransferReturned, rows: Rows) -> None:
    rows.change(TransferRecord, event, "reason", decided_by=event.actor, decided_on=event.day, late=False)
    for objection in event.objections:
        key = {"transfer": event.originator_id.hex, "item": objection.item}
        rows.update(ItemRecord, key, objection=objection.reason)
    if event.due:
        rows.change(DebtRecord, event, status=DebtStatus.MISSED if event.was_late else DebtStatus.OWED)


@register.on(e.TransferAccepted)
def accepted(event: e.TransferAccepted, rows: Rows) -> None:
    rows.change(TransferRecord, event, decided_by=event.actor, decided_on=event.day)


@register.on(e.TransferFiled)
def filed(event: e.TransferFiled, rows: Rows) -> None:
    rows.change(TransferRecord, event, filed_on=event.day)
