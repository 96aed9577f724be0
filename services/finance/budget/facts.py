"""The budget counts as nothing: no article makes a plan or its execution part of a department's score (A34)."""

from services.finance.budget import events as e

Silent = (
    e.BudgetLinePlanned | e.BudgetLineAdopted | e.BudgetLineAdjusted | e.BudgetCarriedOver | e.BudgetCommitted
    | e.BudgetReleased | e.BudgetSpent | e.BudgetSpendingReversed
    | e.AdjustmentRequested | e.AdjustmentApproved | e.AdjustmentRejected | e.AdjustmentWithdrawn
)  # fmt: skip
