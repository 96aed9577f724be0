"""会议材料台账: what is owed for a meeting, since when it is missing, how often it was asked for (B11.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Date, Index, Integer

from services.documents.materials import events as e
from services.documents.materials.material import BECOMES, CITES, MaterialStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record, refers


class MaterialRecord(
    Record,
    table="meeting_materials",
    zh="会议材料台账",
    en="Register of meeting materials",
    one="材料 / material",
    by="-due -id",
    find="department person meeting status",
    dated="due",
    sheet="title department person due status handed_in_on overdue_since urged urged_on",
    becomes=BECOMES,
    cites=CITES,
    more=(
        Column("urge_on", Date),
        Column("urge_half", Integer, nullable=False),
        Index("meeting_materials_urge", "urge_on"),
    ),
):
    """`urge_on` and `urge_half`: when it is asked for next; none once it is not owed."""

    meeting: Annotated[UUID, refers("documents.get-meeting"), Field(title="会议 / meeting")]
    title: str = Field(title="材料 / material")
    department: Department
    person: Person
    due: date = Field(title="期限 / due")
    status: MaterialStatus = Field(title="状态 / status")
    overdue_since: date | None = Field(
        title="逾期起始日 / overdue since",
        description="第一个逾期日，补交后仍保留 / the first day on which it was too late; it stays when it comes in",
    )
    urged: int = Field(title="催交次数 / times urged")
    urged_on: date | None = Field(title="最近催交 / last urged on")
    handed_in_on: date | None = Field(title="交材料日期 / handed in on")
    handed_in_by: Person = Field(title="提交人 / handed in by")
    attachments: list[str] = Field(title="附件 / attachments")
    note: str = Field(title="说明 / note")
    reason: str = Field(title="理由 / reason")


register = Register("materials", MaterialRecord)


@register.on(e.MaterialDemanded)
def demanded(event: e.MaterialDemanded, rows: Rows) -> None:
    rows.record(MaterialRecord, event)


@register.on(e.MaterialHandedIn)
def handed_in(event: e.MaterialHandedIn, rows: Rows) -> None:
    came = {"handed_in_on": event.day, "handed_in_by": event.actor}
    rows.change(MaterialRecord, event, "attachments", "note", urge_on=None, **came)


@register.on(e.MaterialReturned)
def returned(event: e.MaterialReturned, rows: Rows) -> None:
    nothing: dict[str, object] = {"handed_in_on": None, "handed_in_by": "", "attachments": [], "note": ""}
    rows.change(MaterialRecord, event, "reason", "urge_on", "urge_half", **nothing)


@register.on(e.MaterialWaived)
def waived(event: e.MaterialWaived, rows: Rows) -> None:
    rows.change(MaterialRecord, event, "reason", urge_on=None)


@register.on(e.MaterialUrged)
def urged(event: e.MaterialUrged, rows: Rows) -> None:
    rows.change(MaterialRecord, event, "urge_on", "urge_half", urged=event.nth, urged_on=event.day)


@register.on(e.MaterialOverdue)
def overdue(event: e.MaterialOverdue, rows: Rows) -> None:
    rows.change(MaterialRecord, event, overdue_since=event.due + timedelta(days=1))
