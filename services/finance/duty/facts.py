"""Duty counts as nothing: no article rewards or charges a department for it (A30, A34)."""

from services.finance.duty import events as e

Silent = (
    e.DutyPublished | e.DutySwapAsked | e.DutySwapDeclined | e.DutySwapWithdrawn | e.DutyHandedOver
    | e.DutyDone | e.DutyMissed | e.DutyCancelled | e.DutyPaid
)  # fmt: skip
