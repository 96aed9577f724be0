"""信息报送台账: one line per item, one per adoption."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, String

from services.documents.information import events as e
from services.documents.information.item import BECOMES, InformationStatus, Level
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Number, People, Record, Row


class AdoptionRecord(
    Row,
    table="information_adoptions",
    key="item level publication",
    more=(
        Column("item", String(32), nullable=False),
        Column("department", String(60), nullable=False),
        Index("information_adopted", "department", "on"),
    ),
):
    level: Level = Field(title="层级 / level")
    publication: str = Field(max_length=100, title="刊物 / publication")
    on: date = Field(title="采用日期 / adopted on")


class InformationRecord(
    Record,
    table="information_items",
    zh="信息报送台账",
    en="Information register",
    one="信息 / item",
    by="-submitted_on -id",
    find="department status",
    dated="submitted_on",
    becomes=BECOMES,
    cites=("A34",),
    more=(Index("information_number", "year", "serial", unique=True), Index("information_title", "title")),
):
    number: Number
    title: str = Field(title="标题 / title")
    body: str = Field(title="正文 / body")
    department: Department
    authors: People = Field(title="作者 / authors")
    submitted_on: date = Field(title="报送日 / submitted on")
    status: InformationStatus = Field(title="状态 / status")
    forwarded: list[Level] = Field(title="转报情况 / forwarded to")
    adoptions: Annotated[list[AdoptionRecord], COMPUTED] = Field(title="采用情况 / adoptions")
    duplicate_of: str = Field(
        max_length=40,
        title="重复于 / duplicate of",
        description="标题相同的较早信息编号 / number of an earlier item of the same title",
    )


class InformationLine(InformationRecord, sheet="number title department authors submitted_on adopted"):
    """As the workbook has it."""

    adopted: Annotated[str, COMPUTED] = Field(title="采用 / adopted")


register = Register("information", InformationRecord, AdoptionRecord)
register.opens(InformationRecord, e.InformationSubmitted, submitted_on="day")
register.changes(InformationRecord, e.InformationEdited, "title", "body", "duplicate_of")


@register.on(e.InformationForwarded)
def forwarded(event: e.InformationForwarded, rows: Rows) -> None:
    row = rows.get(InformationRecord, id=event.originator_id.hex)
    rows.change(InformationRecord, event, forwarded=list(dict.fromkeys((*row.forwarded, event.level))))


@register.on(e.InformationAdopted)
def adopted(event: e.InformationAdopted, rows: Rows) -> None:
    rows.record(AdoptionRecord, event, item=event.originator_id.hex)
    rows.change(InformationRecord, event)


@register.on(e.AdoptionWithdrawn)
def adoption_withdrawn(event: e.AdoptionWithdrawn, rows: Rows) -> None:
    item = event.originator_id.hex
    rows.delete(AdoptionRecord, item=item, level=event.level, publication=event.publication)
    rows.change(InformationRecord, event)
