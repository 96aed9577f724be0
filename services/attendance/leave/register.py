"""请假台账: one row per slip, one per step of its route."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.attendance.leave.events import (
    LateSlipFiled,
    LeaveApproved,
    LeaveEndorsed,
    LeavePassedOn,
    LeaveRejected,
    LeaveRequested,
    LeaveReturned,
    LeaveRevoked,
    LeaveWithdrawn,
    ReturnMissed,
    ReturnMissedUndone,
    Step,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

leaves = Table(
    "leaves",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("start", Date, nullable=False),
    Column("start_half", String(2), nullable=False),
    Column("end", Date, nullable=False),
    Column("end_half", String(2), nullable=False),
    Column("days", String(12), nullable=False),
    Column("status", String(12), nullable=False),
    Column("waits_for", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("late_slip", Boolean, nullable=False),
    Column("return_due", Date),
    Column("returned_on", Date),
    Column("return_missed", Boolean, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("leaves_person", "person", "status", "start"),
    Index("leaves_person_start", "person", "start", "id"),
    Index("leaves_department", "department", "start", "id"),
    Index("leaves_start", "start", "id"),
    Index("leaves_status", "status", "start", "id"),
    Index("leaves_waiting", "waits_for"),
)
"""`days` is a decimal as text; `waits_for` the post whose turn it is."""

decisions = Table(
    "leave_decisions",
    metadata,
    Column("leave", String(32), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("post", String(60), nullable=False),
    Column("cites", String(120), nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("stands_in_for", String(60), nullable=False),
    Column("decided_on", Date),
    Column("decision", String(12), nullable=False),
)

register = Register("leave", leaves, decisions, zh="请假台账", en="Leave register")


@register.on(LeaveRequested)
def requested(event: LeaveRequested, rows: Rows) -> None:
    rows.insert(
        leaves,
        id=event.originator_id.hex,
        person=event.person,
        department=event.department,
        kind=event.kind,
        start=event.start,
        start_half=event.start_half,
        end=event.end,
        end_half=event.end_half,
        days=str(event.days),
        status="requested",
        waits_for=event.steps[0].post,
        reason=event.reason,
        late_slip=False,
        return_due=None,
        returned_on=None,
        return_missed=False,
        requested_on=event.day,
        version=event.originator_version,
    )
    _steps(rows, event, 0, event.steps)


def _steps(rows: Rows, event: Event, first: int, steps: Sequence[Step]) -> None:
    for number, step in enumerate(steps, first):
        rows.insert(
            decisions,
            leave=event.originator_id.hex,
            step=number,
            post=step.post,
            cites=" ".join(step.cites),
            decided_by="",
            stands_in_for="",
            decided_on=None,
            decision="",
        )


def _leave(rows: Rows, event: Event, **values: object) -> None:
    rows.update(leaves, {"id": event.originator_id.hex}, version=event.originator_version, **values)


def _decision(rows: Rows, event: LeaveEndorsed | LeaveApproved | LeaveRejected, decision: str) -> None:
    rows.update(
        decisions,
        {"leave": event.originator_id.hex, "step": event.step},
        decided_by=event.actor,
        stands_in_for=event.stands_in_for,
        decided_on=event.day,
        decision=decision,
    )


@register.on(LateSlipFiled)
def late_slip(event: LateSlipFiled, rows: Rows) -> None:
    _leave(rows, event, late_slip=True)


@register.on(LeaveEndorsed)
def endorsed(event: LeaveEndorsed, rows: Rows) -> None:
    _decision(rows, event, "approved")
    _leave(rows, event, waits_for=event.waits_for)


@register.on(LeavePassedOn)
def passed_on(event: LeavePassedOn, rows: Rows) -> None:
    """Nobody decided that step: it shows why, and since when."""
    step = {"leave": event.originator_id.hex, "step": event.step}
    rows.update(decisions, step, decided_on=event.day, decision=event.ground)
    _steps(rows, event, event.step + 1, event.added)
    _leave(rows, event, waits_for=event.waits_for)


@register.on(LeaveApproved)
def approved(event: LeaveApproved, rows: Rows) -> None:
    _decision(rows, event, "approved")
    _leave(rows, event, status="approved", waits_for="", return_due=event.return_due)


@register.on(LeaveRejected)
def rejected(event: LeaveRejected, rows: Rows) -> None:
    _decision(rows, event, "rejected")
    _leave(rows, event, status="rejected", waits_for="")


@register.on(LeaveWithdrawn)
def withdrawn(event: LeaveWithdrawn, rows: Rows) -> None:
    _leave(rows, event, status="withdrawn", waits_for="")


@register.on(LeaveReturned)
def returned(event: LeaveReturned, rows: Rows) -> None:
    _leave(
        rows,
        event,
        status="returned",
        returned_on=event.day,
        end=event.last_day,
        end_half=event.last_half,
        days=str(event.days),
    )


@register.on(ReturnMissed)
def return_missed(event: ReturnMissed, rows: Rows) -> None:
    _leave(rows, event, return_missed=True)


@register.on(ReturnMissedUndone)
def return_missed_undone(event: ReturnMissedUndone, rows: Rows) -> None:
    _leave(rows, event, return_missed=False)


@register.on(LeaveRevoked)
def revoked(event: LeaveRevoked, rows: Rows) -> None:
    _leave(rows, event, status="revoked")
