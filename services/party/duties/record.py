"""学习工作台账: a line per duty and period, done or not (A6, A8, A9, B5)."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from sqlalchemy import Boolean, Column, Index

from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record
from services.party.duties import events as e
from services.party.duties.duty import BECOMES, DutyKind, DutyStatus


class StudyDutyRecord(
    Record,
    table="study_duties",
    zh="学习工作台账",
    en="Register of study duties",
    one="学习工作 / study duty",
    by="-due -duty -first",
    find="duty status person",
    dated="due",
    sheet="duty first last on due person status by",
    becomes=BECOMES,
    cites=("A6", "A8", "A9", "B5.1", "B5.5", "B5.8", "B5.10"),
    more=(Column("by_clock", Boolean, nullable=False), Index("study_duties_period", "duty", "by_clock", "last")),
):
    duty: DutyKind = Field(title="学习工作 / duty")
    first: date = Field(title="周期自 / period from")
    last: date = Field(title="周期至 / period to")
    on: date | None = Field(title="规定日期 / day fixed by the rule")
    due: date = Field(title="期限 / due")
    person: Person = Field(title="责任人 / who answers")
    department: Department
    status: DutyStatus = Field(title="状态 / status")
    by: str = Field(max_length=40, title="由何完成 / done by")
    missed: bool = Field(title="曾逾期 / was missed")


register = Register("study-duties", StudyDutyRecord)
register.changes(StudyDutyRecord, e.StudyDutyPassed, "person", "department")
register.changes(StudyDutyRecord, e.StudyDutyDone, "by")
register.changes(StudyDutyRecord, e.StudyDutyMissed, missed=True)


@register.on(e.StudyDutyOpened)
def opened(event: e.StudyDutyOpened, rows: Rows) -> None:
    rows.record(StudyDutyRecord, event, by_clock=event.actor == SYSTEM_ID)


@register.on(e.StudyDutyUndone)
def undone(event: e.StudyDutyUndone, rows: Rows) -> None:
    rows.change(StudyDutyRecord, event, by="", status=DutyStatus.MISSED if event.missed else DutyStatus.DUE)
