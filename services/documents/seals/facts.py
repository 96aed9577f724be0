"""Seals count as nothing: one cannot be used against the rule, so there is nothing to hold against anybody (B11.5)."""

from __future__ import annotations

from services.documents.seals.events import (
    SealApplied,
    SealUseApproved,
    SealUseRejected,
    SealUseRequested,
    SealUseWithdrawn,
)

Silent = SealUseRequested | SealUseApproved | SealUseRejected | SealUseWithdrawn | SealApplied
