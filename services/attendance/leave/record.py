"""请假台账: one line per slip, one per step of its route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Index, Integer, String

from services.attendance.leave import events as e
from services.attendance.leave.span import Half
from services.attendance.leave.states import BECOMES, Counted, Decision, LeaveStatus
from services.kernel.domain.events import Event
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Days, Department, Person, Post, Record, Row, choice

LeaveKind = Annotated[str, *choice("leave.kinds", "请假种类 / kind", most=30)]


class StepRow(
    Row,
    table="leave_decisions",
    key="leave step",
    more=(Column("leave", String(32), nullable=False), Column("step", Integer, nullable=False, autoincrement=False)),
):
    post: Post
    cites: tuple[str, ...] = Field(title="依据 / cites")
    decided_by: Person = Field(title="审批人 / decided by")
    stands_in_for: Person = Field(title="代行 / standing in for")
    decided_on: date | None = Field(title="审批日期 / decided on")
    decision: Decision = Field(title="意见 / decision")
    reason: str = Field(title="理由 / reason", description="不同意的理由 / of a rejection")
    holder: Annotated[Person, COMPUTED] = Field(
        default="", title="现任 / holder", description="今天任该岗位的人 / who holds the post today"
    )


class LeaveRecord(
    Record,
    table="leaves",
    zh="请假台账",
    en="Leave register",
    one="请假单 / leave",
    by="-start -id",
    find="person department status",
    dated="start",
    sheet="person department kind start start_half end end_half days counted status"
    " late_slip returned_on return_missed",
    becomes=BECOMES,
    cites=("A15",),
    more=(Index("leaves_of_person", "person", "status", "start"), Index("leaves_waiting", "waits_for")),
):
    person: Person = Field(title="请假人 / person")
    department: Department
    kind: LeaveKind
    start: date = Field(title="开始 / from")
    start_half: Half = Field(title="开始时段 / from half")
    end: date = Field(title="结束 / to")
    end_half: Half = Field(title="结束时段 / to half")
    days: Days
    counted: Counted = Field(title="按 / counted in")
    joined: list[UUID] = Field(
        title="合并计算的假条 / joined",
        description="同种假条之间只有休息日的合并计算 / slips of the same kind with nothing but days off between them",
    )
    joined_days: Days = Field(
        title="合计天数 / days in all", description="单独一张时为0 / this one included; 0 where it stands alone"
    )
    status: LeaveStatus = Field(title="状态 / status")
    steps: Annotated[list[StepRow], COMPUTED] = Field(title="审批步骤 / steps")
    waits_for: Post = Field(
        title="等待岗位 / waits for", description="空表示不再等待 / the post whose turn it is, or empty"
    )
    reason: str = Field(title="事由 / reason")
    late_slip: bool = Field(title="补交 / late slip")
    revocation: str = Field(title="撤销原因 / why revoked")
    fell_on: date | None = Field(
        title="公休假取消日 / fell on",
        description="自该日起随当年公休假取消 / in whole or from then on, with the year's forfeiture (A16)",
    )
    fall_noted_on: date | None = Field(
        title="知悉日 / fall noted on", description="本人知悉公休假取消之日 / when the person took note of it"
    )
    return_due: date | None = Field(title="应销假日 / return due")
    return_due_open: Annotated[bool, COMPUTED] = Field(
        title="应销假日待定 / return due open",
        description="该年节假日安排尚未公布 / granted, and the calendar of that year is not known",
    )
    returned_on: date | None = Field(title="销假日 / returned on")
    return_missed: bool = Field(title="逾期未销假 / return missed")
    requested_on: date = Field(title="申请日 / requested on")


register = Register("leave", LeaveRecord, StepRow)


@register.on(e.LeaveRequested)
def requested(event: e.LeaveRequested, rows: Rows) -> None:
    joined = [slip.hex for slip in event.joined]
    waits_for = event.steps[0].post
    rows.record(LeaveRecord, event, joined=joined, waits_for=waits_for, requested_on=event.day)
    _steps(rows, event, 0, event.steps)


def _steps(rows: Rows, event: Event, first: int, steps: Sequence[e.Step]) -> None:
    for number, step in enumerate(steps, first):
        place = {"leave": event.originator_id.hex, "step": number, "post": step.post, "cites": step.cites}
        rows.insert(StepRow, **(dict(StepRow.EMPTY) | place | {"decision": Decision.NONE}))


@register.on(e.LeaveEndorsed, e.LeaveApproved, e.LeaveRejected)
def decided(event: e.OfStep, rows: Rows) -> None:
    rows.update(
        StepRow,
        {"leave": event.originator_id.hex, "step": event.step},
        decided_by=event.actor,
        stands_in_for=event.stands_in_for,
        decided_on=event.day,
        decision=Decision.REJECTED if isinstance(event, e.LeaveRejected) else Decision.APPROVED,
        reason=event.reason if isinstance(event, e.LeaveRejected) else "",
    )


@register.on(e.LeavePassedOn)
def passed_on(event: e.LeavePassedOn, rows: Rows) -> None:
    """Nobody decided that step: it shows why, and since when."""
    step = {"leave": event.originator_id.hex, "step": event.step}
    rows.update(StepRow, step, decided_on=event.day, decision=event.ground)
    _steps(rows, event, event.step + 1, event.added)


END = {"end": "last_day", "end_half": "last_half"}
register.changes(LeaveRecord, e.LateSlipFiled, late_slip=True)
register.changes(LeaveRecord, e.LateSlipUndone, late_slip=False)
register.changes(LeaveRecord, e.LeaveEndorsed, "waits_for")
register.changes(LeaveRecord, e.LeavePassedOn, "waits_for")
register.changes(LeaveRecord, e.LeaveApproved, "return_due", waits_for="")
register.changes(LeaveRecord, e.LeaveRejected, waits_for="")
register.changes(LeaveRecord, e.LeaveWithdrawn, waits_for="")
register.changes(LeaveRecord, e.LeaveReturned, "days", returned_on="day", **END)
register.changes(LeaveRecord, e.ReturnDueSet, return_due="due")
register.changes(LeaveRecord, e.LeaveFell, fell_on="day", fall_noted_on=None)
register.changes(LeaveRecord, e.LeaveCutShort, "days", "return_due", fell_on="day", fall_noted_on=None, **END)
register.changes(
    LeaveRecord, e.LeaveRestored, "end", "end_half", "days", "return_due", fell_on=None, fall_noted_on=None
)
register.changes(LeaveRecord, e.FallNoted, fall_noted_on="day")
register.changes(LeaveRecord, e.ReturnMissed, return_missed=True)
register.changes(LeaveRecord, e.ReturnMissedUndone, return_missed=False)
register.changes(LeaveRecord, e.LeaveRevoked, revocation="reason")
