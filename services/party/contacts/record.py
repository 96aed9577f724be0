"""联系台账: a line per contact, its periods and its visits (A10, A12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Index

from services.kernel.domain.events import Event
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, Row, choice, refers
from services.party.contacts import events as e
from services.party.contacts.contact import (
    BECOMES,
    CITES,
    ContactKind,
    ContactStatus,
    PeriodStatus,
    ProblemStatus,
    left_by,
)

Way = Annotated[str, *choice("contacts.ways", "联系方式 / way")]


class PeriodRow(Row, table="contact_periods", key="contact period", of="contact"):
    period: str = Field(max_length=7, title="周期 / period")
    first: date = Field(title="自 / from")
    last: date = Field(title="至 / to")
    due: date = Field(title="登记期限 / to be entered by")
    person: Person = Field(title="联系人 / kept by")
    department: Department
    status: PeriodStatus = Field(title="走访情况 / visited")


class VisitRow(
    Row, table="contact_visits", key="contact visit", of="contact", more=(Index("contact_visits_open", "progress"),)
):
    visit: int = Field(title="序号 / number")
    on: date = Field(title="日期 / day")
    way: Way
    person: Person = Field(title="走访人 / visited by")
    content: str = Field(max_length=4000, title="情况 / what was said")
    problem: str = Field(max_length=2000, title="反映问题 / problem raised")
    progress: ProblemStatus = Field(title="问题办理情况 / problem")
    department: Department = Field(title="承办部门 / department that sees to it")
    outcome: str = Field(max_length=2000, title="解决结果 / outcome")
    settled_on: date | None = Field(title="解决日期 / settled on")
    withdrawn: bool = Field(title="已撤销 / withdrawn")


class ContactRecord(
    Record,
    table="contacts",
    zh="联系代表、困难户台账",
    en="Register of contacts",
    one="联系对象 / contact",
    by="-year -serial",
    find="department person kind status",
    dated="since",
    sheet="number kind person department since visits last_visit owed_by open_problems status",
    becomes=BECOMES,
    cites=CITES,
):
    """`name`, `place` and `situation` are for the keeper, the head and the leader of the department, and the office
    director; `withheld` says that others do not see them. No workbook has them."""

    number: Number
    kind: ContactKind = Field(title="对象类别 / kind")
    person: Person = Field(title="联系人 / kept by")
    department: Department
    status: ContactStatus = Field(title="状态 / status")
    since: date = Field(title="联系开始日期 / since")
    deputy: Annotated[str, refers("party.get-deputy")] = Field(max_length=32, title="代表 / deputy")
    name: str = Field(max_length=60, title="姓名 / name")
    place: str = Field(max_length=200, title="住址或单位 / place")
    situation: str = Field(max_length=2000, title="基本情况 / situation")
    withheld: Annotated[bool, COMPUTED] = Field(default=False, title="不予显示 / withheld")
    visits: int = Field(title="走访次数 / visits")
    last_visit: date | None = Field(title="最近走访 / last visit")
    owed_by: date | None = Field(title="待走访登记期限 / visit to be entered by")
    open_problems: int = Field(title="未解决问题 / open problems")
    reason: str = Field(max_length=500, title="理由 / reason")
    periods: Annotated[list[PeriodRow], COMPUTED] = Field(default=[], title="走访周期 / periods")
    visit_list: Annotated[list[VisitRow], COMPUTED] = Field(default=[], title="走访记录 / visits made")


register = Register("contacts", ContactRecord, PeriodRow, VisitRow)
register.opens(ContactRecord, e.ContactAssigned, since="day")


@register.on(e.ContactHandedOver)
def handed_over(event: e.ContactHandedOver, rows: Rows) -> None:
    rows.change(ContactRecord, event, "person", "department", "reason")
    if event.period:
        rows.update(PeriodRow, _of(event, period=event.period), person=event.person, department=event.department)


@register.on(e.ContactEnded)
def ended(event: e.ContactEnded, rows: Rows) -> None:
    rows.change(ContactRecord, event, "reason", owed_by=None)
    if event.period:
        rows.update(PeriodRow, _of(event, period=event.period), status=PeriodStatus.FALLEN)


@register.on(e.VisitDue)
def due(event: e.VisitDue, rows: Rows) -> None:
    rows.change(ContactRecord, event, owed_by=event.due)
    rows.record(PeriodRow, event, contact=event.originator_id.hex, status=PeriodStatus.OWED)


@register.on(e.ContactVisited)
def visited(event: e.ContactVisited, rows: Rows) -> None:
    before = rows.get(ContactRecord, id=event.originator_id.hex)
    progress = ProblemStatus.OPEN if event.raised else ProblemStatus.NONE
    latest = max(event.on, before.last_visit) if before.last_visit else event.on
    rows.record(VisitRow, event, contact=event.originator_id.hex, progress=progress, department="")
    more = {"owed_by": None} if event.counts and before.owed_by == _due_of(event, rows) else {}
    rows.change(ContactRecord, event, last_visit=latest, **more)
    rows.increase(ContactRecord, _key(event), visits=1, open_problems=int(event.raised))
    if event.counts:
        rows.update(PeriodRow, _of(event, period=event.period), status=PeriodStatus.VISITED)


@register.on(e.VisitWithdrawn)
def withdrawn(event: e.VisitWithdrawn, rows: Rows) -> None:
    found = rows.get(VisitRow, **_of(event, visit=event.visit))
    open_still = found.progress in (ProblemStatus.OPEN, ProblemStatus.FORWARDED)
    rows.update(VisitRow, _of(event, visit=event.visit), withdrawn=True)
    more = {}
    if event.counted:
        status, due = left_by(event), _due_of(event, rows)
        rows.update(PeriodRow, _of(event, period=event.period), status=status)
        if status == PeriodStatus.OWED:
            more["owed_by"] = max(due, rows.get(ContactRecord, id=event.originator_id.hex).owed_by or due)
    rows.change(ContactRecord, event, **more)
    rows.increase(ContactRecord, _key(event), visits=-1, open_problems=-int(open_still))


@register.on(e.VisitMissed)
def missed(event: e.VisitMissed, rows: Rows) -> None:
    before = rows.get(ContactRecord, id=event.originator_id.hex)
    rows.change(ContactRecord, event, owed_by=None if before.owed_by == event.due else before.owed_by)
    rows.update(PeriodRow, _of(event, period=event.period), status=PeriodStatus.MISSED)


@register.on(e.ProblemForwarded)
def forwarded(event: e.ProblemForwarded, rows: Rows) -> None:
    rows.change(ContactRecord, event)
    visit = _of(event, visit=event.visit)
    rows.update(VisitRow, visit, progress=ProblemStatus.FORWARDED, department=event.department)


@register.on(e.ProblemSettled)
def settled(event: e.ProblemSettled, rows: Rows) -> None:
    rows.change(ContactRecord, event)
    rows.increase(ContactRecord, _key(event), open_problems=-1)
    rows.update(
        VisitRow,
        _of(event, visit=event.visit),
        progress=ProblemStatus.SETTLED,
        department=event.department,
        outcome=event.outcome,
        settled_on=event.day,
    )


def _due_of(event: e.ContactVisited | e.VisitWithdrawn, rows: Rows) -> date:
    """Until when its period's visit is entered. `owed_by` is that of the last period that owes one."""
    due: date = rows.get(PeriodRow, **_of(event, period=event.period)).due
    return due


def _key(event: Event) -> dict[str, str]:
    return {"id": event.originator_id.hex}


def _of(event: Event, **more: Any) -> dict[str, Any]:
    return {"contact": event.originator_id.hex, **more}
