"""廉政台账: warning education by the year, self-checks by the half-year (A4, B14)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, LINED, Department, People, Person, Record, Row, choice
from services.party.integrity import education, self_check
from services.party.integrity import events as e

Form = Annotated[str, *choice("integrity.education_forms", "形式 / form")]
Item = Annotated[str, *choice("integrity.self_check_items", "自查事项 / item")]


class SessionRecord(
    Row,
    table="warning_sessions",
    zh="廉政警示教育",
    en="Sessions of warning education",
    key="year nth",
    by="-on -nth",
    dated="on",
    sheet="year on form topic present absent",
    cites=education.CITES,
):
    year: Year
    nth: int = Field(title="本年第几次 / of the year")
    on: date = Field(title="日期 / day")
    form: Form
    topic: str = Field(title="内容 / topic")
    present: People = Field(title="参加人员 / present")
    absent: People = Field(title="未参加 / absent")


class EducationRecord(
    Record,
    table="warning_education",
    zh="廉政警示教育台账",
    en="Warning education by the year",
    one="年度警示教育 / year of warning education",
    by="-year",
    dated="due",
    sheet="year due status held",
    becomes=education.BECOMES,
    cites=education.CITES,
):
    year: Year
    due: date = Field(title="期限 / due")
    person: Person = Field(title="责任人 / bound")
    status: education.EducationStatus = Field(title="状态 / status")
    held: int = Field(title="次数 / times")
    sessions: Annotated[list[SessionRecord], COMPUTED] = Field(title="开展情况 / sessions")


class SelfCheckRecord(
    Record,
    table="self_checks",
    zh="领导干部自查台账",
    en="Register of self-checks",
    one="自查 / self-check",
    by="-due -person",
    find="person period status",
    dated="due",
    sheet="period person department due missed status",
    becomes=self_check.BECOMES,
    cites=self_check.CITES,
):
    """Its workbook goes without what was found."""

    person: Person
    department: Department
    period: str = Field(max_length=7, title="时段 / period")
    due: date = Field(title="期限 / due")
    status: self_check.CheckStatus = Field(title="状态 / status")
    missed: bool = Field(title="逾期 / overdue")
    items: list[Item] = Field(title="自查事项 / items")
    open_items: list[Item] = Field(title="存在问题的事项 / to be put right")
    notes: Annotated[list[str], LINED] = Field(title="自查情况 / what was found")
    finding: str = Field(title="审阅意见 / finding")
    reviewed_by: Person = Field(title="审阅人 / reviewed by")


register = Register("integrity", EducationRecord, SessionRecord, SelfCheckRecord, zh="廉政台账", en="Integrity")
register.opens(EducationRecord, e.WarningEducationDue)
register.opens(SelfCheckRecord, e.SelfCheckDue)
register.changes(SelfCheckRecord, e.SelfCheckMissed, missed=True)
register.changes(SelfCheckRecord, e.SelfCheckReviewed, "finding", reviewed_by="actor")


@register.on(e.WarningEducationHeld)
def held(event: e.WarningEducationHeld, rows: Rows) -> None:
    rows.change(EducationRecord, event, held=event.nth)
    rows.record(SessionRecord, event)


@register.on(e.SelfCheckHandedIn)
def handed_in(event: e.SelfCheckHandedIn, rows: Rows) -> None:
    wrong = [item for item, clear in zip(event.items, event.clear, strict=True) if not clear]
    rows.change(SelfCheckRecord, event, "items", "notes", open_items=wrong)
