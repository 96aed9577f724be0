"""Requests count as nothing: what is not consented to cannot be spent, so there is nothing to hold against anybody."""

from services.finance.spending import events as e

Silent = (
    e.SpendingRequested | e.SpendingReferred | e.SpendingCarried | e.SpendingLost | e.SpendingApproved
    | e.SpendingRejected | e.SpendingWithdrawn | e.SpendingExpired | e.SpendingTaken | e.SpendingFreed | e.SpendingUsed
)  # fmt: skip
