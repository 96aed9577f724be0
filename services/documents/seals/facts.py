"""Seals count as nothing: one cannot be used against the rule, so there is nothing to hold against anybody (B11.5)."""

from services.documents.seals import events as e

Silent = e.SealUseRequested | e.SealUseApproved | e.SealUseRejected | e.SealUseWithdrawn | e.SealApplied
