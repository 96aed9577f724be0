"""What can be asked of leave (A15). Chinese titles are those of the paper forms."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.attendance.entitlement.operations import GetEntitlement
from services.attendance.leave.record import LeaveKind, LeaveRecord
from services.attendance.leave.span import Half
from services.attendance.leave.states import LeaveStatus
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import ANYONE, CLERK, ON_ROUTE, SELF
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command, Page, PagedQuery
from services.kernel.procedure.registry import exporting, listing, showing


class RequestLeave(
    Command,
    path="POST /attendance/leave",
    who=(SELF, CLERK),
    cites=("A15", "A16"),
    zh="提交请假申请",
    en="Ask for leave",
    returns=LeaveRecord,
):
    """A written slip. One whose span began before today is a late slip and stays marked as such.

    Slips of one kind with nothing but days off between them count as one leave, for who decides and for how long it
    may be.
    """

    person: PersonId = Field(title="请假人 / person")
    kind: Annotated[LeaveKind, Field(min_length=1, examples=["personal", "sick", "annual"])] = Field(
        description="同种假条之间只有休息日的合并计算 / slips of one kind next to each other count together"
    )
    start: date = Field(title="开始日期 / from")
    start_half: Half = Field(default=Half.AM, title="开始时段 / from half")
    end: date = Field(title="结束日期 / to")
    end_half: Half = Field(default=Half.PM, title="结束时段 / to half")
    reason: str = Field(default="", title="事由 / reason", max_length=500)

    BESIDE = (GetEntitlement,)


class OfLeave(Command, at="/attendance/leave/{leave}", returns=LeaveRecord):
    leave: Annotated[UUID, Field(title="请假单 / leave")]


class ApproveLeave(
    OfLeave, does="approval", who=(ON_ROUTE,), when=LeaveStatus.REQUESTED, zh="同意请假", en="Approve leave"
): ...


class RejectLeave(
    OfLeave, does="rejection", who=(ON_ROUTE,), when=LeaveStatus.REQUESTED, zh="不同意请假", en="Reject leave"
):
    reason: Reason


class WithdrawLeave(
    OfLeave,
    does="withdrawal",
    who=(SELF, CLERK),
    when=LeaveStatus.REQUESTED,
    zh="撤回请假申请",
    en="Withdraw a request for leave",
): ...


class RegisterReturn(
    OfLeave, does="return", who=OFFICE, when=LeaveStatus.APPROVED, zh="办理销假", en="Register the return from leave"
):
    """Returning early shortens the leave: name the last half day that was really taken."""

    last_day: date | None = Field(default=None, title="实际休假最后一天 / last day taken")
    last_half: Half = Field(default=Half.PM, title="最后一天时段 / last half")


class RevokeLeave(
    OfLeave,
    does="revocation",
    who=OFFICE,
    when=(LeaveStatus.APPROVED, LeaveStatus.RETURNED),
    cites=("A15", "A16"),
    zh="撤销已批准的请假",
    en="Revoke an approved leave",
):
    reason: Reason


class NoteFall(
    OfLeave,
    does="fall-note",
    who=(SELF,),
    when=(LeaveStatus.APPROVED, LeaveStatus.RETURNED, LeaveStatus.FALLEN),
    cites=("A16",),
    zh="知悉公休假取消",
    en="Take note that annual leave fell",
):
    """The leave fell with the year's forfeiture, in whole or from a day on: it waits on one's desk until this."""


GetLeave = showing(
    "GetLeave",
    LeaveRecord,
    path="GET /attendance/leave/{leave}",
    who=(SELF, ON_ROUTE, *RESPONSIBLE, *SEES_ALL),
    zh="查看请假单",
    en="See a leave",
)
ListLeave = listing(
    "ListLeave",
    LeaveRecord,
    path="GET /attendance/leave",
    who=(SELF, *RESPONSIBLE, *SEES_ALL),
    offers=True,
    doc="All of the organ for the office and the leaders; one department or one person for those it concerns.",
)


class ListWaitingLeave(
    PagedQuery,
    path="GET /attendance/leave-waiting",
    who=(ANYONE,),
    cites=("A15",),
    zh="待我审批的请假",
    en="Leave that waits for my decision",
    returns=Page[LeaveRecord],
): ...


ExportLeave = exporting("ExportLeave", LeaveRecord, path="GET /attendance/leave-export", who=SEES_ALL)
