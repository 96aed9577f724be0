"""What happens to one line of a department's budget in a year (A28, B10.3). Sums in yuan to the fen.

`department` is whose money it is. `reference` is the record that commits or spends.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event

ZERO = Decimal("0.00")


class OfBudgetLine(Event):
    year: int
    line: str


class BudgetLinePlanned(OfBudgetLine):
    """Proposed, or proposed anew; nothing can be spent of it yet."""

    SAYS = "编制预算科目"
    TOPIC = "finance.budget-line-planned.v1"
    amount: Decimal


class BudgetLineAdopted(OfBudgetLine):
    """In force: `decision` is what it was adopted by."""

    SAYS = "下达预算科目"
    TOPIC = "finance.budget-line-adopted.v1"
    amount: Decimal
    decision: str = ""


class BudgetLineAdjusted(OfBudgetLine):
    """`change` with its sign; `number` is the adjustment's, `other` the line it came from or went to."""

    SAYS = "调整预算科目"
    TOPIC = "finance.budget-line-adjusted.v1"
    change: Decimal
    number: str
    other: str = ""
    other_department: str = ""
    reason: str = ""


class BudgetCarriedOver(OfBudgetLine):
    """What was left of the year before is added to this one."""

    SAYS = "结转预算"
    TOPIC = "finance.budget-carried-over.v1"
    amount: Decimal
    left: Decimal
    """What was left; a part of it may have lapsed."""


class BudgetCommitted(OfBudgetLine):
    """Set aside for what was consented to and is not paid yet."""

    SAYS = "预留预算"
    TOPIC = "finance.budget-committed.v1"
    amount: Decimal
    reference: UUID


class BudgetReleased(OfBudgetLine):
    """What was set aside and is not needed is free again."""

    SAYS = "释放预留预算"
    TOPIC = "finance.budget-released.v1"
    amount: Decimal
    reference: UUID


class BudgetSpent(OfBudgetLine):
    """`committed` of the amount had been set aside under the reference."""

    SAYS = "列支预算"
    TOPIC = "finance.budget-spent.v1"
    amount: Decimal
    committed: Decimal
    reference: UUID


class BudgetSpendingReversed(OfBudgetLine):
    """What was paid came back: it can be spent again."""

    SAYS = "冲回预算支出"
    TOPIC = "finance.budget-spending-reversed.v1"
    amount: Decimal
    reference: UUID


class AdjustmentRequested(Event):
    """More or less for a line, or from one line to another. `department` and `line` gain or lose `change`;
    `other` and `other_department` the line on the other side, where there is one."""

    SAYS = "申请预算调整"
    TOPIC = "finance.budget-adjustment-requested.v1"
    number: str
    year: int
    line: str
    change: Decimal
    reason: str
    other: str = ""
    other_department: str = ""


class OfAdjustment(Event):
    number: str
    year: int


class AdjustmentApproved(OfAdjustment):
    SAYS = "批准预算调整"
    TOPIC = "finance.budget-adjustment-approved.v1"


class AdjustmentRejected(OfAdjustment):
    SAYS = "不同意预算调整"
    TOPIC = "finance.budget-adjustment-rejected.v1"
    reason: str = ""


class AdjustmentWithdrawn(OfAdjustment):
    SAYS = "撤回预算调整申请"
    TOPIC = "finance.budget-adjustment-withdrawn.v1"
    reason: str = ""
