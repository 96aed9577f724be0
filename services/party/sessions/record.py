"""学习活动台账: a line per session, one per person in it, one per item of the plan it studied (A8, A9, B1, B5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Index, Integer, select

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import (
    COMPUTED,
    Count,
    Days,
    Department,
    Number,
    People,
    Person,
    Record,
    Row,
    choice,
    refers,
)
from services.party.plan.record import Area
from services.party.sessions import events as e
from services.party.sessions.session import BECOMES
from services.party.sessions.states import Attendance, SessionStatus

CITES = ("A8", "A9", "B1.3", "B5.1", "B5.2")
Kind = Annotated[str, *choice("study.kinds", "学习种类 / kind")]
Form = Annotated[str, *choice("study.forms", "学习形式 / form")]


class AttendanceRow(
    Row,
    table="study_attendance",
    zh="学习考勤台账",
    en="Register of study attendance",
    one="学习出勤 / attendance",
    key="session person",
    by="-on -session -person",
    find="person state kind",
    dated="on",
    sheet="on number kind person state made_up_on",
    cites=("B1.3", "B1.7", "B5.2"),
    more=(
        Column("halves", Integer, nullable=False),
        Index("study_attendance_of_person", "person", "on"),
    ),
):
    session: Annotated[UUID, refers("party.get-study-session")] = Field(title="学习活动 / session")
    number: str = Field(max_length=60, title="编号 / number")
    kind: Kind
    on: date = Field(title="学习日期 / day")
    person: Person
    state: Attendance = Field(title="出勤情况 / attendance")
    due: date | None = Field(title="补课期限 / made up by")
    made_up_on: date | None = Field(title="补课日期 / made up on")
    reason: str = Field(max_length=500, title="请假理由 / reason for leave")


class ItemRow(Row, table="study_session_items", key="session item", more=(Index("study_items_year", "year"),)):
    session: UUID = Field(title="学习活动 / session")
    item: int = Field(title="计划项目 / item of the plan")
    year: int = Field(title="年度 / year")
    status: SessionStatus = Field(title="状态 / status")


class SessionRecord(
    Record,
    table="study_sessions",
    zh="学习活动台账",
    en="Register of study sessions",
    one="学习活动 / study session",
    by="-year -serial",
    find="kind status area speaking",
    dated="on",
    sheet="number on kind title area form days speaker speaking meeting came status",
    becomes=BECOMES,
    cites=CITES,
    more=(Index("study_sessions_by_kind", "kind", "on"),),
):
    """`attendance` is everybody's for whoever keeps it; otherwise one's own."""

    number: Number
    kind: Kind
    title: str = Field(max_length=200, title="题目 / title")
    area: Area
    form: Form
    on: date = Field(title="学习日期 / day")
    days: Days
    status: SessionStatus = Field(title="状态 / status")
    came: Count = Field(title="出席人数 / came")
    studied: Annotated[list[int], COMPUTED] = Field(default=[], title="计划项目 / items of the plan")
    meeting: str = Field(max_length=60, title="会议编号 / meeting")
    speaker: Person = Field(title="主讲人 / speaker")
    speaking: Department = Field(title="述法部门 / department that speaks")
    listed: People = Field(title="指定人员 / those listed")
    deputies: Count = Field(title="参加代表人数 / deputies")
    note: str = Field(title="学习记录 / record")
    reason: str = Field(max_length=500, title="理由 / reason")
    attendance: Annotated[list[AttendanceRow], COMPUTED] = Field(default=[], title="出勤 / attendance")


register = Register("study-sessions", SessionRecord, AttendanceRow, ItemRow)


@register.on(e.StudySessionArranged)
def arranged(event: e.StudySessionArranged, rows: Rows) -> None:
    status = SessionStatus.PROPOSED if event.proposed else SessionStatus.SET
    rows.record(SessionRecord, event, days=Decimal(event.halves) / 2, status=status)
    for item in event.items:
        rows.insert(ItemRow, session=event.originator_id.hex, item=item, year=event.on.year, status=status)


@register.on(e.StudySessionMoved)
def moved(event: e.StudySessionMoved, rows: Rows) -> None:
    rows.change(SessionRecord, event, "on", "reason")
    rows.update(AttendanceRow, {"session": event.originator_id.hex}, on=event.on)


@register.on(e.StudySessionCancelled)
def cancelled(event: e.StudySessionCancelled, rows: Rows) -> None:
    rows.change(SessionRecord, event, "reason")
    rows.delete(AttendanceRow, session=event.originator_id.hex)


@register.on(e.StudySessionHeld)
def held(event: e.StudySessionHeld, rows: Rows) -> None:
    rows.change(SessionRecord, event, "deputies", "note", came=len(event.present))
    rows.update(ItemRow, {"session": event.originator_id.hex}, status=SessionStatus.HELD)
    for person in sorted({*event.expected, *event.present}):
        state = Attendance.PRESENT if person in event.present else Attendance.ABSENT
        state = Attendance.ON_LEAVE if person in event.on_leave else state
        _stands(event, rows, person, state, event.halves)


@register.on(e.StudyLeaveAsked)
def leave_asked(event: e.StudyLeaveAsked, rows: Rows) -> None:
    _stands(event, rows, event.person, Attendance.ASKED, 0, event.reason)
    rows.change(SessionRecord, event)


def _stands(
    event: e.StudySessionHeld | e.StudyLeaveAsked,
    rows: Rows,
    person: str,
    state: Attendance,
    halves: int,
    reason: str = "",
) -> None:
    rows.upsert(
        AttendanceRow,
        session=event.originator_id.hex,
        number=event.number,
        kind=event.kind,
        on=event.on,
        halves=halves,
        person=person,
        state=state,
        due=None,
        made_up_on=None,
        reason=reason,
    )


@register.on(e.StudyLeaveGranted)
def leave_granted(event: e.StudyLeaveGranted, rows: Rows) -> None:
    _becomes(event, rows, state=Attendance.ON_LEAVE)


@register.on(e.StudyLeaveRefused)
def leave_refused(event: e.StudyLeaveRefused, rows: Rows) -> None:
    _becomes(event, rows, state=Attendance.REFUSED)


@register.on(e.StudySessionMissed)
def missed(event: e.StudySessionMissed, rows: Rows) -> None:
    _becomes(event, rows, due=event.due)


@register.on(e.StudyAttendanceCorrected)
def corrected(event: e.StudyAttendanceCorrected, rows: Rows) -> None:
    _becomes(event, rows, state=event.state, due=event.due, made_up_on=None)


@register.on(e.StudySessionMadeUp)
def made_up(event: e.StudySessionMadeUp, rows: Rows) -> None:
    _becomes(event, rows, state=Attendance.MADE_UP, made_up_on=event.made_up_on)


@register.on(e.MakeUpReturned)
def make_up_returned(event: e.MakeUpReturned, rows: Rows) -> None:
    state = Attendance.ON_LEAVE if event.excused else Attendance.ABSENT
    _becomes(event, rows, state=state, made_up_on=None)


@register.on(e.MakeUpMissed)
def make_up_missed(event: e.MakeUpMissed, rows: Rows) -> None:
    rows.change(SessionRecord, event)


def _becomes(event: e.OfStudent, rows: Rows, **values: object) -> None:
    rows.update(AttendanceRow, {"session": event.originator_id.hex, "person": event.person}, **values)
    rows.change(SessionRecord, event)


def deeds_between(
    ctx: Context, kinds: Iterable[str], statuses: Iterable[SessionStatus], first: date, last: date
) -> str:
    """The number of the first session of these kinds and statuses in the period; empty where there is none."""
    s = SessionRecord.columns()
    query = select(s.number).where(
        s.kind.in_(tuple(kinds)), s.status.in_([one.value for one in statuses]), s.on.between(first, last)
    )
    return next((str(row.number) for row in ctx.rows(query.order_by(s.on, s.serial).limit(1))), "")
