"""What can be asked of receptions (A29, B14.4, B14.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, FINANCE_LEADER, SEES_MONEY
from services.finance.receipts.receipt import Means
from services.finance.reception.paper import CONSENT, LIST
from services.finance.reception.reception import ReceptionStatus
from services.finance.reception.record import Item, Rank, ReceptionRecord, Unit
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason, Year
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import Department
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, COLLEAGUE, *RESPONSIBLE, CLERK, *SEES_MONEY)
HANDLES = (SELF, COLLEAGUE, HEAD, CLERK)
SIGNABLE = (ReceptionStatus.APPROVED, ReceptionStatus.REOPENED)
MOST_ROWS, MOST_GUESTS = 30, 500
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Scan = Annotated[tuple[Digest, ...], Field(max_length=10, title="公函扫描件 / scan of the letter")]
OF_THE_HOSTS = "有人陪同的，其中须有对口部门人员 / where anybody comes along, somebody of the receiving department does"
Companions = Annotated[tuple[PersonId, ...], Field(max_length=60, title="陪同人员 / companions")]
SomeItem = Annotated[Item, Field(min_length=1, examples=["meal"])]


class GuestsOfUnit(BaseModel):
    """So many guests of one unit and rank."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    unit: Unit
    rank: Annotated[Rank, Field(min_length=1, examples=["county"])]
    count: int = Field(ge=1, le=MOST_GUESTS, title="来宾人数 / guests")


class ItemPlanned(BaseModel):
    """What it will cost together, for all who are there and all times."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: SomeItem
    times: int = Field(default=1, ge=1, le=30, title="餐次或晚数 / meals or nights")
    cost: Paid = Field(title="金额(元) / amount (yuan)")


class ItemReceived(BaseModel):
    """One meal, one night, one ride: with how many were really there."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: SomeItem
    on: date = Field(title="日期 / day")
    place: str = Field(min_length=1, max_length=100, title="地点 / where")
    guests: int = Field(ge=1, le=MOST_GUESTS, title="来宾人数 / guests")
    companions: int = Field(default=0, ge=0, le=60, title="陪同人数 / companions")
    cost: Paid = Field(title="金额(元) / amount (yuan)")


class RequestReception(
    Command,
    path="POST /finance/receptions",
    who=(COLLEAGUE, HEAD, CLERK),
    cites=("A29", "B14.7"),
    zh="申请公务接待",
    en="Ask for a reception",
    returns=ReceptionRecord,
):
    """For the department that does the same work as the guests; one of its members answers for it. The letter may be
    entered later, before consent."""

    department: DepartmentId = Field(title="对口接待部门 / receiving department")
    responsible: PersonId = Field(title="接待负责人 / answers for it")
    paid_by: DepartmentId = Field(title="列支部门 / whose budget pays")
    purpose: str = Field(min_length=1, max_length=500, title="公务活动 / purpose")
    start: date = Field(title="开始日 / from")
    end: date = Field(title="结束日 / to")
    letter_from: str = Field(default="", max_length=100, title="公函发函单位 / letter from")
    letter_number: str = Field(default="", max_length=100, title="公函编号 / letter number")
    letter_day: date | None = Field(default=None, title="公函日期 / letter of")
    letter_scan: Scan = ()
    guests: tuple[GuestsOfUnit, ...] = Field(
        min_length=1,
        max_length=MOST_ROWS,
        title="来宾 / guests",
        examples=[[{"unit": "市人大常委会预算工委", "rank": "county", "count": 4}]],
    )
    guest_names: str = Field(default="", max_length=1000, title="来宾姓名 / guests by name")
    companions: Companions = Field(default=(), description=OF_THE_HOSTS)
    planned: tuple[ItemPlanned, ...] = Field(
        min_length=1,
        max_length=MOST_ROWS,
        title="预计费用 / estimate",
        examples=[[{"kind": "meal", "times": 1, "cost": "500"}]],
    )


class OfReception(Command, at="/finance/receptions/{reception}", returns=ReceptionRecord):
    reception: Annotated[UUID, Field(title="公务接待 / reception")]


class EnterReceptionLetter(
    OfReception,
    does="letter",
    who=HANDLES,
    when=(ReceptionStatus.REQUESTED, *SIGNABLE, ReceptionStatus.HELD),
    cites=("A29",),
    zh="录入来访公函",
    en="Enter the official letter",
):
    """Or enter it anew. What is uploaded before is named as its scan."""

    letter_from: str = Field(min_length=1, max_length=100, title="公函发函单位 / letter from")
    letter_number: str = Field(min_length=1, max_length=100, title="公函编号 / letter number")
    letter_day: date = Field(title="公函日期 / letter of")
    letter_scan: Annotated[Scan, Field(min_length=1)]


class ApproveReception(
    OfReception,
    does="approval",
    who=(ON_ROUTE,),
    when=ReceptionStatus.REQUESTED,
    cites=("A29", "B9.5"),
    zh="批准公务接待",
    en="Consent to a reception",
):
    """By the letter; sets the estimate aside in the budget. Never by who asked, answers for it, or accompanies."""


class RejectReception(
    OfReception,
    does="rejection",
    who=(ON_ROUTE,),
    when=ReceptionStatus.REQUESTED,
    cites=("A29", "B9.5"),
    zh="不批准公务接待",
    en="Refuse a reception",
):
    reason: Reason


class CancelReception(
    OfReception,
    does="cancelling",
    who=(SELF, HEAD),
    when=(ReceptionStatus.REQUESTED, ReceptionStatus.APPROVED),
    cites=("A29",),
    zh="取消公务接待",
    en="Cancel a reception",
):
    """What was set aside is free again."""

    reason: Reason


class SignReceptionList(
    OfReception,
    does="list",
    who=(SELF,),
    when=SIGNABLE,
    cites=("A29", "B14.7"),
    zh="签署接待清单",
    en="Sign the list of a reception",
):
    """By who answers for it: who was really there, and what was had, day by day, with what it cost."""

    guest_count: int = Field(ge=1, le=MOST_GUESTS, title="来宾人数 / guests")
    companions: Companions = Field(default=(), description=OF_THE_HOSTS)
    items: tuple[ItemReceived, ...] = Field(
        min_length=1,
        max_length=MOST_ROWS,
        title="接待清单 / what was had",
        examples=[
            [{"kind": "meal", "on": "2026-07-08", "place": "机关食堂", "guests": 4, "companions": 2, "cost": "500"}]
        ],
    )


class ReturnReceptionList(
    OfReception,
    does="returning",
    who=(ACCOUNTANT,),
    when=ReceptionStatus.HELD,
    zh="退回接待清单",
    en="Return the list of a reception",
):
    reason: Reason


class CheckReception(
    OfReception,
    does="check",
    who=(ACCOUNTANT,),
    when=ReceptionStatus.HELD,
    zh="审核接待费用",
    en="Check the cost of a reception",
):
    """What goes beyond the rules is cut, or all is refused, as the parameter says of each reason; what is left may be
    claimed. Never by who asked, answers for it, or accompanied."""


class ReopenReception(
    OfReception,
    does="reopening",
    who=(FINANCE_LEADER,),
    when=ReceptionStatus.SETTLED,
    zh="重新审核公务接待",
    en="Reopen a settled reception",
):
    """It turned out wrong: its list is drawn up and checked anew. What was paid stands until then; what may be claimed
    beyond it is claimed, what was paid beyond it comes back. Never by who asked, answers for it, or accompanied."""

    reason: Reason


class RepayReception(
    OfReception,
    does="repayment",
    who=(CASHIER,),
    when=ReceptionStatus.OVERPAID,
    zh="收回多付接待费用",
    en="Take in what was overpaid for a reception",
):
    """What the new check no longer leaves came back: entered in the open month, and free again in the budget."""

    means: Annotated[Means, Field(title="收款方式 / taken in by")]


GetReception = showing(
    "GetReception",
    ReceptionRecord,
    path="GET /finance/receptions/{reception}",
    who=(*READERS, ON_ROUTE),
    zh="查看公务接待",
    en="See a reception",
)
PrintReception = printing("PrintReception", GetReception, CONSENT)
PrintReceptionList = printing("PrintReceptionList", GetReception, LIST, does="list-paper")
ListReceptions = listing("ListReceptions", ReceptionRecord, path="GET /finance/receptions", who=READERS, offers=True)
ExportReceptions = exporting("ExportReceptions", ReceptionRecord, path="GET /finance/receptions-export", who=SEES_MONEY)


class ReceptionYearLine(View):
    """`receptions` were held; guests and companions were really there. `budget` and what is left of it are those of the
    department whose budget pays."""

    department: Department
    receptions: int = Field(title="接待批次 / receptions")
    guests: int = Field(title="来宾人数 / guests")
    companions: int = Field(title="陪同人次 / companions")
    cost: Decimal = Field(title="实际费用(元) / cost (yuan)")
    payable: Decimal = Field(title="可报销(元) / payable (yuan)")
    paid: Decimal = Field(title="已报销(元) / claimed (yuan)")
    budget: Decimal = Field(title="预算(元) / budget (yuan)")
    committed: Decimal = Field(title="已批未付(元) / committed (yuan)")
    spent: Decimal = Field(title="已支出(元) / spent (yuan)")
    free: Decimal = Field(title="可用(元) / free (yuan)")


class ReceptionYearView(View):
    year: Year
    lines: list[ReceptionYearLine] = Field(title="各部门 / departments")
    total: ReceptionYearLine = Field(title="合计 / together")


class GetReceptionYear(
    Query,
    path="GET /finance/reception-years/{year}",
    who=SEES_MONEY,
    cites=("A29", "B14.7"),
    zh="年度公务接待情况",
    en="Receptions of a year",
    returns=ReceptionYearView,
):
    """How many were received and by whom, what that cost, and what is left of the year's budget for it."""

    year: Year


class ExportReceptionYear(
    Query,
    path="GET /finance/reception-years/{year}/export",
    who=SEES_MONEY,
    cites=("A29", "B14.7"),
    zh="导出年度公务接待情况",
    en="Export the receptions of a year",
    returns=File,
):
    year: Year
