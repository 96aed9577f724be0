"""Receipts count as nothing: no article makes what an office collects part of a department's score (A34)."""

from services.finance.receipts import events as e

Silent = (
    e.ReceiptBookRegistered | e.ReceiptNumberUsed | e.ReceiptBookUsedUp | e.ReceiptBookReturned
    | e.ReceiptIssued | e.ReceiptSpoiled | e.ReceiptVoided
    | e.TakingsDue | e.TakingsLapsed | e.TakingsBanked | e.TakingsChecked | e.TakingsMissed
    | e.HandingUpDue | e.HandingUpLapsed | e.HandingUpPrepared | e.HandingUpWithdrawn | e.HandedUp | e.HandingUpMissed
)  # fmt: skip
