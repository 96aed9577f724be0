"""三会一课履职台账: a line per meeting that is owed, with the one that was held (A2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column

from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record, choice
from services.party.cadences import events as e
from services.party.cadences.owed import BECOMES, OwedStatus

OwedKind = Annotated[str, *choice("party_meetings.kinds party_meetings.elsewhere", "会议种类 / kind")]


class OwedRecord(
    Record,
    table="owed_meetings",
    zh="三会一课履职台账",
    en="Register of meetings owed",
    one="应开会议 / meeting owed",
    by="-due -id",
    find="kind status person",
    dated="due",
    sheet="kind period group person due status held_on",
    becomes=BECOMES,
    cites=("A2", "B2.3", "B3", "B5.6"),
    more=(Column("by_clock", Boolean, nullable=False),),
):
    kind: OwedKind
    period: str = Field(max_length=7, title="周期 / period")
    group: str = Field(max_length=60, title="党小组 / group")
    person: Person = Field(title="责任人 / who answers for it")
    department: Department
    first: date = Field(title="周期首日 / from")
    due: date = Field(title="期限 / due")
    status: OwedStatus = Field(title="状态 / status")
    held_on: date | None = Field(title="召开日期 / held on")
    meeting: UUID | None = Field(title="会议 / meeting")


register = Register("owed-meetings", OwedRecord)


@register.on(e.MeetingOwed)
def owed(event: e.MeetingOwed, rows: Rows) -> None:
    rows.record(OwedRecord, event, by_clock=event.actor == SYSTEM_ID)


@register.on(e.OwedMeetingHeld)
def held(event: e.OwedMeetingHeld, rows: Rows) -> None:
    status = OwedStatus.LATE if event.was_missed else OwedStatus.HELD
    rows.change(OwedRecord, event, "meeting", held_on=event.on, status=status)
