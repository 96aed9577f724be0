"""What can be asked of overtime (A30)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.overtime.overtime import Compensation, OvertimeStatus
from services.finance.overtime.record import OvertimeRecord
from services.finance.posts import SEES_MONEY
from services.kernel.domain.office import OFFICE, RESPONSIBLE
from services.kernel.domain.who import ON_ROUTE, SELF
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *RESPONSIBLE, *OFFICE, *SEES_MONEY)
Hours = Annotated[Decimal, Field(gt=0, le=24, multiple_of=Decimal("0.5"), title="加班时数 / hours", examples=["3"])]


class RequestOvertime(
    Command,
    path="POST /finance/overtime",
    who=(SELF,),
    cites=("A30",),
    zh="申请加班",
    en="Ask for overtime",
    returns=OvertimeRecord,
):
    """Before the day is over, in one's own name."""

    person: PersonId
    on: date = Field(title="加班日期 / day of overtime")
    reason: str = Field(min_length=1, max_length=500, title="加班事由 / what for")
    compensation: Compensation = Field(default=Compensation.TIME_OFF, title="补偿方式 / compensation")


class OfOvertime(Command, at="/finance/overtime/{overtime}", cites=("A30",), returns=OvertimeRecord):
    overtime: Annotated[UUID, Field(title="加班 / overtime")]


class ApproveOvertime(
    OfOvertime,
    does="approval",
    who=(ON_ROUTE,),
    when=OvertimeStatus.REQUESTED,
    zh="批准加班",
    en="Consent to overtime",
):
    """The head of the department, or the next one up where it is their own."""


class RejectOvertime(
    OfOvertime, does="rejection", who=(ON_ROUTE,), when=OvertimeStatus.REQUESTED, zh="不批准加班", en="Refuse overtime"
):
    reason: Reason


class WithdrawOvertime(
    OfOvertime,
    does="withdrawal",
    who=(SELF,),
    when=(OvertimeStatus.REQUESTED, OvertimeStatus.APPROVED),
    zh="撤回加班申请",
    en="Withdraw a request for overtime",
):
    reason: Reason


class ReportOvertime(
    OfOvertime,
    does="hours",
    who=(SELF,),
    when=OvertimeStatus.APPROVED,
    zh="登记加班时数",
    en="Report hours of overtime",
):
    hours: Hours


class ConfirmOvertime(
    OfOvertime,
    does="confirmation",
    who=(ON_ROUTE,),
    when=OvertimeStatus.REPORTED,
    zh="确认加班",
    en="Confirm overtime",
):
    """What it is compensated by follows from the rule of its day."""


class SendOvertimeBack(
    OfOvertime,
    does="hours-sent-back",
    who=(ON_ROUTE,),
    when=OvertimeStatus.REPORTED,
    zh="退回加班时数",
    en="Send hours of overtime back",
):
    reason: Reason


class EnterTimeOff(
    OfOvertime,
    does="time-off",
    who=(ON_ROUTE,),
    when=OvertimeStatus.CONFIRMED,
    zh="登记补休",
    en="Enter time off for overtime",
):
    on: date = Field(title="补休日期 / time off taken on")


GetOvertime = showing(
    "GetOvertime",
    OvertimeRecord,
    path="GET /finance/overtime/{overtime}",
    who=READERS,
    zh="查看加班",
    en="See overtime",
)
ListOvertime = listing("ListOvertime", OvertimeRecord, path="GET /finance/overtime", who=READERS)
ExportOvertime = exporting(
    "ExportOvertime", OvertimeRecord, path="GET /finance/overtime-export", who=(*OFFICE, *SEES_MONEY)
)
