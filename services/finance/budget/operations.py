"""What can be asked of the budget (A28, B10.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.budget.adjustment import AdjustmentStatus
from services.finance.budget.execution import EXECUTION, ExecutionView
from services.finance.budget.line import CITES
from services.finance.budget.record import AdjustmentRecord, BudgetLineRecord, Line
from services.finance.posts import ACCOUNTANT, FINANCE_LEADER, SEES_MONEY
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CHAIR, COLLEAGUE, HEAD, SELF
from services.kernel.procedure.fields import DepartmentId, MaybeDepartment, Reason, Year, Yuan
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_MONEY)
SomeLine = Annotated[Line, Field(min_length=1, examples=["office"])]
SignedYuan = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


class PlanBudgetLine(
    Command,
    path="POST /finance/budget",
    who=(ACCOUNTANT,),
    cites=CITES,
    zh="编列预算",
    en="Plan a budget line",
    returns=BudgetLineRecord,
):
    """Planned anew it replaces what was planned; once adopted it changes by adjustments only."""

    year: Year
    line: SomeLine
    department: DepartmentId
    amount: Yuan = Field(title="金额(元) / amount (yuan)", examples=["100"])


class AdoptedView(View):
    year: Year
    lines: int = Field(title="批准的科目数 / lines adopted")
    total: Decimal = Field(title="批准的预算(元) / budget adopted (yuan)")


class AdoptBudget(
    Command,
    path="POST /finance/budgets/{year}/adoption",
    who=(CHAIR,),
    cites=("A28", "B10.1"),
    zh="批准年度预算",
    en="Adopt the year's budget",
    returns=AdoptedView,
):
    """Everything that is planned for the year and not in force yet."""

    year: Year
    decision: str = Field(min_length=1, max_length=200, title="批准依据 / decided by", examples=["党组会议纪要第1号"])


class RequestAdjustment(
    Command,
    path="POST /finance/budget-adjustments",
    who=(HEAD, ACCOUNTANT),
    cites=CITES,
    zh="申请调整预算",
    en="Ask for an adjustment of the budget",
    returns=AdjustmentRecord,
):
    """More with a plus, less with a minus; with another line named, from it or to it, so that the sum stays."""

    year: Year
    line: SomeLine
    department: DepartmentId
    change: SignedYuan = Field(title="调整金额(元) / change (yuan)", examples=["100"])
    other: Line = Field(default="", title="调剂自或至的科目 / from or to the line")
    other_department: MaybeDepartment = Field(default="", title="调剂自或至的部门 / from or to the department")
    reason: Reason


class OfAdjustment(Command, at="/finance/budget-adjustments/{adjustment}", returns=AdjustmentRecord):
    adjustment: Annotated[UUID, Field(title="预算调整 / adjustment")]


class ApproveAdjustment(
    OfAdjustment,
    does="approval",
    who=(FINANCE_LEADER,),
    when=AdjustmentStatus.REQUESTED,
    zh="批准调整预算",
    en="Consent to an adjustment",
):
    """Never by whoever asked for it."""


class RejectAdjustment(
    OfAdjustment,
    does="rejection",
    who=(FINANCE_LEADER,),
    when=AdjustmentStatus.REQUESTED,
    zh="不批准调整预算",
    en="Refuse an adjustment",
):
    reason: Reason


class WithdrawAdjustment(
    OfAdjustment,
    does="withdrawal",
    who=(SELF,),
    when=AdjustmentStatus.REQUESTED,
    zh="撤回预算调整申请",
    en="Withdraw an adjustment",
):
    reason: Reason


class CarryOverBudget(
    Command,
    path="POST /finance/budgets/{year}/carrying-over",
    who=(ACCOUNTANT,),
    cites=("A28",),
    zh="结转上年预算",
    en="Carry the year's budget over",
    returns=AdoptedView,
):
    """Of each line of the year, the share that the rule lets pass into the next; once a line, after the year's end."""

    year: Year


GetBudgetLine = showing(
    "GetBudgetLine",
    BudgetLineRecord,
    path="GET /finance/budget/{budget_line}",
    who=READERS,
    zh="查看预算科目",
    en="See a budget line",
)
ListBudget = listing("ListBudget", BudgetLineRecord, path="GET /finance/budget", who=READERS)
GetAdjustment = showing(
    "GetAdjustment",
    AdjustmentRecord,
    path="GET /finance/budget-adjustments/{adjustment}",
    who=(SELF, *READERS),
    zh="查看预算调整",
    en="See an adjustment of the budget",
)
ListAdjustments = listing(
    "ListAdjustments", AdjustmentRecord, path="GET /finance/budget-adjustments", who=(SELF, *READERS), offers=True
)
ExportAdjustments = exporting(
    "ExportAdjustments", AdjustmentRecord, path="GET /finance/budget-adjustments-export", who=SEES_MONEY
)


class GetExecution(
    Query,
    path="GET /finance/budgets/{year}/execution",
    who=SEES_MONEY,
    cites=("A28",),
    zh="预算执行情况",
    en="Execution of the budget",
    returns=ExecutionView,
):
    """What of each line was spent in each month, what is committed and free, and where the year ends at this pace: what
    was spent in the months that are over, as often as there are months."""

    year: Year


PrintExecution = printing("PrintExecution", GetExecution, EXECUTION)


class ExportExecution(
    Query,
    path="GET /finance/budgets/{year}/execution-export",
    who=SEES_MONEY,
    cites=("A28",),
    zh="导出预算执行情况",
    en="Export the execution of the budget",
    returns=File,
):
    year: Year
