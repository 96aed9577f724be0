"""What can be asked of requests to spend (B10.7, A31)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.budget.operations import SomeLine
from services.finance.money import Paid
from services.finance.posts import SEES_MONEY
from services.finance.spending.paper import REQUEST
from services.finance.spending.record import SpendingRecord
from services.finance.spending.request import SpendingStatus
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES_MONEY)


class RequestSpending(
    Command,
    path="POST /finance/spending",
    who=(COLLEAGUE, HEAD, CLERK),
    zh="申请开支",
    en="Ask to spend",
    returns=SpendingRecord,
):
    """Asked in one's own name, for a department, before anything is spent. The amount says whose consent it takes."""

    department: DepartmentId
    line: SomeLine
    purpose: str = Field(min_length=1, max_length=500, title="用途 / purpose")
    amount: Paid = Field(title="申请金额(元) / amount asked for (yuan)", examples=["800"])


class OfSpending(Command, at="/finance/spending/{spending}", returns=SpendingRecord):
    spending: Annotated[UUID, Field(title="开支申请 / request to spend")]


class ApproveSpending(
    OfSpending,
    does="approval",
    who=(ON_ROUTE,),
    when=SpendingStatus.REQUESTED,
    zh="批准开支",
    en="Consent to spending",
):
    """Sets the sum aside in the budget. Never by whoever asked."""


class RejectSpending(
    OfSpending,
    does="rejection",
    who=(ON_ROUTE,),
    when=SpendingStatus.REQUESTED,
    zh="不批准开支",
    en="Refuse spending",
):
    reason: Reason


class WithdrawSpending(
    OfSpending,
    does="withdrawal",
    who=(SELF,),
    when=(SpendingStatus.REFERRED, SpendingStatus.REQUESTED, SpendingStatus.APPROVED),
    zh="撤回开支申请",
    en="Withdraw a request to spend",
):
    """What was set aside is free again."""

    reason: Reason


GetSpending = showing(
    "GetSpending",
    SpendingRecord,
    path="GET /finance/spending/{spending}",
    who=(*READERS, ON_ROUTE),
    zh="查看开支申请",
    en="See a request to spend",
)
PrintSpending = printing("PrintSpending", GetSpending, REQUEST)
ListSpending = listing("ListSpending", SpendingRecord, path="GET /finance/spending", who=READERS, offers=True)
ExportSpending = exporting("ExportSpending", SpendingRecord, path="GET /finance/spending-export", who=SEES_MONEY)
