"""What leave counts as: not asking and not taking it, but a slip handed in afterwards and a missed return (A15)."""

from __future__ import annotations

from typing import assert_never

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
)
from services.kernel.facts import SCALE, Fact, Kind

RETURN_MISSED, SLIP_LATE = "attendance.return-missed", "attendance.slip-late"

KINDS = (
    Kind(RETURN_MISSED, "attendance", "未按时销假(次)", "Return from leave not registered (times)"),
    Kind(SLIP_LATE, "attendance", "事后补交假条(次)", "Leave slip handed in afterwards (times)"),
)
Silent = (
    LeaveRequested | LeaveEndorsed | LeaveRejected | LeaveWithdrawn  # asking for leave is no merit and no fault
    | LeavePassedOn  # nor is who decides it
    # the sheet counts leave as not due; afterwards absences are excused or restored by name
    | LeaveApproved | LeaveReturned | LeaveRevoked
)  # fmt: skip


def facts_of(event: ReturnMissed | ReturnMissedUndone | LateSlipFiled) -> tuple[Fact, ...]:
    match event:
        case ReturnMissed():
            return (Fact(event.department, event.person, RETURN_MISSED, SCALE, event.due, event.cites),)
        case ReturnMissedUndone():  # on the day it was charged
            return (Fact(event.department, event.person, RETURN_MISSED, -SCALE, event.due, event.cites),)
        case LateSlipFiled():
            return (Fact(event.department, event.person, SLIP_LATE, SCALE, event.day, event.cites),)
        case _:
            assert_never(event)
