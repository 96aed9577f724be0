"""What leave counts as: not asking and not taking it, but a slip handed in afterwards and a missed return (A15)."""

from __future__ import annotations

from typing import assert_never

from services.attendance.leave import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind

RETURN_MISSED, SLIP_LATE = "attendance.return-missed", "attendance.slip-late"

KINDS = (
    Kind(RETURN_MISSED, "attendance", "未按时销假(次)", "Return from leave not registered (times)", sign="adverse"),
    Kind(SLIP_LATE, "attendance", "事后补交假条(次)", "Leave slip handed in afterwards (times)", sign="adverse"),
)
Silent = (
    e.LeaveRequested | e.LeaveEndorsed | e.LeaveRejected | e.LeaveWithdrawn  # asking for leave is no merit and no fault
    | e.LeavePassedOn  # nor is who decides it
    # the sheet counts leave as not due; afterwards absences are excused or restored by name
    | e.LeaveApproved | e.LeaveReturned | e.LeaveRevoked
    | e.ReturnDueSet  # a day of return, told when the calendar could tell it
    | e.LeaveFell | e.LeaveCutShort | e.LeaveRestored | e.FallNoted  # the forfeiture itself is the fact
)  # fmt: skip


def facts_of(event: e.ReturnMissed | e.ReturnMissedUndone | e.LateSlipFiled | e.LateSlipUndone) -> tuple[Fact, ...]:
    match event:
        case e.ReturnMissed():
            return (Fact(event.department, event.person, RETURN_MISSED, SCALE, event.due, event.cites),)
        case e.ReturnMissedUndone():  # on the day it was charged
            return (Fact(event.department, event.person, RETURN_MISSED, -SCALE, event.due, event.cites),)
        case e.LateSlipFiled():
            return (Fact(event.department, event.person, SLIP_LATE, SCALE, event.day, event.cites),)
        case e.LateSlipUndone():  # on the day it was charged
            return (Fact(event.department, event.person, SLIP_LATE, -SCALE, event.filed_on, event.cites),)
        case _:
            assert_never(event)
