"""A month's end counts as nothing: no article makes keeping the books part of a department's score (A34)."""

from services.finance.month_end import events as e

Silent = (
    e.MonthEndDue | e.MonthEndMissed | e.CashCounted | e.CashCountConfirmed
    | e.ItemsMatched | e.MatchUndone | e.LineExplained | e.EntryExplained
    | e.ReconciliationPrepared | e.ReconciliationReturned | e.ReconciliationSigned | e.MonthClosed
)  # fmt: skip
