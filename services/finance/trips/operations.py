"""What can be asked of trips (A30, B14.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.posts import SEES_MONEY
from services.finance.trips.paper import TRIP
from services.finance.trips.record import Area, Place, StayRow, Transport, TripRecord
from services.finance.trips.standards import Expense
from services.finance.trips.states import Lodging, TripStatus
from services.kernel.domain.office import OFFICE, RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason, Yuan
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import Count, Number, Person
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *OFFICE, *SEES_MONEY)
TripId = Annotated[UUID, Field(title="出差 / trip")]
FirstDay = Annotated[date, Field(title="第一天 / first day")]
LastDay = Annotated[date, Field(title="最后一天 / last day")]
Where = Annotated[str, Field(min_length=1, max_length=100)]
APPROVED = TripStatus.APPROVED
WAITING = (TripStatus.REQUESTED, TripStatus.PROLONGING)


class RequestTrip(
    Command,
    path="POST /finance/trips",
    who=(COLLEAGUE, HEAD, CLERK),
    cites=("A30", "B14.6"),
    zh="申请出差",
    en="Ask for a trip",
    returns=TripRecord,
):
    """Before it begins, in one's own name, for those who travel for the department. With an estimate that much of the
    department's travel line is set aside upon consent."""

    department: DepartmentId
    travellers: tuple[PersonId, ...] = Field(min_length=1, max_length=40, title="出差人员 / travellers")
    area: Annotated[Area, Field(min_length=1, examples=["district"])]
    origin: Where = Field(default="机关", title="出发地 / from")
    destination: Where = Field(title="目的地 / destination")
    place: Place = Field(default="", title="标准所列地方 / place of the standard")
    purpose: str = Field(min_length=1, max_length=500, title="事由 / purpose")
    start: FirstDay
    end: LastDay
    transport: Annotated[Transport, Field(min_length=1, examples=["road"])]
    lodging: Lodging = Field(default=Lodging.NONE, title="住宿 / lodging")
    estimate: Yuan = Field(default=Decimal("0.00"), title="预计费用(元) / estimated cost (yuan)")


class OfTrip(Command, at="/finance/trips/{trip}", cites=("A30",), returns=TripRecord):
    trip: TripId


class ApproveTrip(
    OfTrip, does="approval", who=(ON_ROUTE,), when=WAITING, zh="批准出差", en="Consent to a trip or to prolonging it"
):
    """In the district the supervising leader, outside it the chair; never who travels or asked."""


class RejectTrip(
    OfTrip, does="rejection", who=(ON_ROUTE,), when=WAITING, zh="不批准出差", en="Refuse a trip or to prolong it"
):
    reason: Reason


class WithdrawTrip(
    OfTrip, does="withdrawal", who=(SELF,), when=WAITING, zh="撤回出差申请", en="Withdraw what was asked for"
):
    reason: Reason


class CancelTrip(OfTrip, does="cancellation", who=(SELF,), when=APPROVED, zh="取消出差", en="Cancel a trip"):
    """That nobody went, or will go."""

    reason: Reason


class ShortenTrip(OfTrip, does="shortening", who=(SELF,), when=APPROVED, zh="缩短出差", en="Shorten a trip"):
    end: LastDay
    reason: Reason


class ProlongTrip(
    OfTrip, does="prolonging", who=(SELF,), when=APPROVED, zh="申请延长出差", en="Ask for a trip to be prolonged"
):
    """Takes consent anew, from whoever consents to the trip."""

    end: LastDay
    reason: Reason


class AwayDays(BaseModel):
    """One traveller whose days differ from the others'."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    person: PersonId
    start: FirstDay
    end: LastDay


class ReportReturn(
    OfTrip,
    does="return",
    who=(SELF,),
    when=APPROVED,
    zh="登记出差返回",
    en="Report the return and the days really away",
):
    """Never more days than were consented to."""

    start: FirstDay
    end: LastDay
    others: tuple[AwayDays, ...] = Field(default=(), max_length=40, title="天数不同的人员 / whose days differ")
    stayed: tuple[PersonId, ...] = Field(default=(), max_length=40, title="未成行人员 / who did not go")


class ConfirmReturn(
    OfTrip,
    does="return-confirmation",
    who=(ON_ROUTE,),
    when=TripStatus.REPORTED,
    zh="确认出差天数",
    en="Confirm the days really away",
):
    """By the head of the travellers' department, or the next one up where that is one of them."""


class SendReturnBack(
    OfTrip,
    does="return-sent-back",
    who=(ON_ROUTE,),
    when=TripStatus.REPORTED,
    zh="退回出差天数",
    en="Send the reported days back",
):
    reason: Reason


GetTrip = showing(
    "GetTrip", TripRecord, path="GET /finance/trips/{trip}", who=READERS, zh="查看出差", en="See a trip"
)  # fmt: skip
PrintTrip = printing("PrintTrip", GetTrip, TRIP)
ListTrips = listing(
    "ListTrips",
    TripRecord,
    path="GET /finance/trips",
    who=READERS,
    doc="All of the organ for the office and whoever sees its money; else of one's department, or what one asked for.",
)
ListStays = listing(
    "ListStays",
    StayRow,
    path="GET /finance/trip-stays",
    who=READERS,
    doc="Who was, is and will be on trips, by person or department.",
)
ExportTrips = exporting("ExportTrips", TripRecord, path="GET /finance/trips-export", who=(*OFFICE, *SEES_MONEY))


class AllowanceLine(View):
    person: Person
    kind: Expense = Field(title="费用项目 / kind")
    count: Count = Field(title="天数或晚数 / days or nights")
    rate: Decimal = Field(title="标准(元) / standard (yuan)")
    most: Decimal = Field(title="最高(元) / at most (yuan)")
    cites: list[str] = Field(title="依据 / cites")


class AllowanceView(View):
    trip: TripId
    number: Number
    lines: list[AllowanceLine] = Field(title="各人标准 / of each")
    total: Decimal = Field(title="合计(元) / together (yuan)")


class GetAllowance(
    Query,
    path="GET /finance/trips/{trip}/allowance",
    who=READERS,
    cites=("A30", "B14.6"),
    zh="查看差旅标准",
    en="See what may be claimed of a trip",
    returns=AllowanceView,
):
    """Lodging by night, meals and local transport by day, each at most; fares come by their receipts."""

    trip: TripId
