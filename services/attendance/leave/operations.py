"""What can be asked of leave (A15). Chinese titles are those of the paper forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from services.attendance.leave.span import Half
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import (
    ANYONE,
    AUDITOR,
    CHAIR,
    CLERK,
    HEAD,
    OFFICE_DIRECTOR,
    ON_ROUTE,
    SECRETARY_GENERAL,
    SELF,
    SUPERVISOR,
)

OFFICE = (CLERK, OFFICE_DIRECTOR)
SEES_ALL = (*OFFICE, CHAIR, SECRETARY_GENERAL, AUDITOR)


class StepView(View):
    post: str
    cites: tuple[str, ...]
    decided_by: str = ""
    stands_in_for: str = ""
    decided_on: date | None = None
    decision: str = ""
    holder: str = ""
    """Who holds the post today; the one it waits for."""


class LeaveView(View):
    id: UUID
    person: str
    department: str
    kind: str
    start: date
    start_half: Half
    end: date
    end_half: Half
    days: Decimal
    status: str
    steps: list[StepView]
    waits_for: str = Field(description="岗位;空表示不再等待 / the post whose turn it is, or empty")
    reason: str
    late_slip: bool
    return_due: date | None
    returned_on: date | None
    return_missed: bool
    requested_on: date
    version: int


class RequestLeave(
    Command,
    path="POST /attendance/leave",
    who=(SELF, CLERK),
    cites=("A15", "A16"),
    zh="提交请假申请",
    en="Ask for leave",
    returns=LeaveView,
):
    """A written slip. One whose span began before today is a late slip (补交假条) and stays marked as such."""

    person: str = Field(title="请假人 / person", min_length=1, max_length=60)
    kind: str = Field(title="请假种类 / kind", min_length=1, max_length=30, examples=["personal", "sick", "annual"])
    start: date = Field(title="开始日期 / from")
    start_half: Half = Field(default=Half.AM, title="开始时段 / from half")
    end: date = Field(title="结束日期 / to")
    end_half: Half = Field(default=Half.PM, title="结束时段 / to half")
    reason: str = Field(default="", title="事由 / reason", max_length=500)


class ApproveLeave(
    Command,
    path="POST /attendance/leave/{leave}/approval",
    who=(ON_ROUTE,),
    cites=("A15",),
    zh="同意请假",
    en="Approve leave",
    returns=LeaveView,
):
    leave: UUID = Field(title="请假单 / leave")


class RejectLeave(
    Command,
    path="POST /attendance/leave/{leave}/rejection",
    who=(ON_ROUTE,),
    cites=("A15",),
    zh="不同意请假",
    en="Reject leave",
    returns=LeaveView,
):
    leave: UUID = Field(title="请假单 / leave")
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class WithdrawLeave(
    Command,
    path="POST /attendance/leave/{leave}/withdrawal",
    who=(SELF, CLERK),
    cites=("A15",),
    zh="撤回请假申请",
    en="Withdraw a request for leave",
    returns=LeaveView,
):
    leave: UUID = Field(title="请假单 / leave")


class RegisterReturn(
    Command,
    path="POST /attendance/leave/{leave}/return",
    who=OFFICE,
    cites=("A15",),
    zh="办理销假",
    en="Register the return from leave",
    returns=LeaveView,
):
    """Returning early shortens the leave: name the last half day that was really taken."""

    leave: UUID = Field(title="请假单 / leave")
    last_day: date | None = Field(default=None, title="实际休假最后一天 / last day taken")
    last_half: Half = Field(default=Half.PM, title="最后一天时段 / last half")


class RevokeLeave(
    Command,
    path="POST /attendance/leave/{leave}/revocation",
    who=OFFICE,
    cites=("A15", "A16"),
    zh="撤销已批准的请假",
    en="Revoke an approved leave",
    returns=LeaveView,
):
    leave: UUID = Field(title="请假单 / leave")
    reason: str = Field(title="理由 / reason", min_length=1, max_length=500)


class GetLeave(
    Query,
    path="GET /attendance/leave/{leave}",
    who=(SELF, ON_ROUTE, HEAD, SUPERVISOR, *SEES_ALL),
    cites=("A15",),
    zh="查看请假单",
    en="See a leave",
    returns=LeaveView,
):
    leave: UUID = Field(title="请假单 / leave")


class ListLeave(
    PagedQuery,
    path="GET /attendance/leave",
    who=(SELF, HEAD, SUPERVISOR, *SEES_ALL),
    cites=("A15",),
    zh="请假台账",
    en="Leave register",
    returns=Page[LeaveView],
):
    """All of the organ for the office and the leaders; one department or one person for those it concerns."""

    person: str = Field(default="", title="人员 / person", max_length=60)
    department: str = Field(default="", title="部门 / department", max_length=60)
    status: str = Field(default="", title="状态 / status", max_length=20)


class ListWaitingLeave(
    PagedQuery,
    path="GET /attendance/leave-waiting",
    who=(ANYONE,),
    cites=("A15",),
    zh="待我审批的请假",
    en="Leave that waits for my decision",
    returns=Page[LeaveView],
):
    pass


class ExportLeave(
    Query,
    path="GET /attendance/leave-export",
    who=SEES_ALL,
    cites=("A15",),
    zh="导出请假台账",
    en="Export the leave register",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
